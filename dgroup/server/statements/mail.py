"""Effects on mail as statements: kept, posted, held, answered, sent on, and the account of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from dgroup.domain.effects import (
    Circulate,
    Forward,
    Hold,
    Keep,
    MailEffect,
    Mark,
    NoteBounce,
    Notify,
    Publish,
    Record,
    Release,
    RemindHeld,
    Resend,
    Settle,
    Shunt,
    Tell,
    Unmark,
)
from dgroup.domain.model import Post
from dgroup.mail.address import fold
from dgroup.server.statements.columns import as_json
from dgroup.store.database import Statement, Value, named


def of_mail(effect: MailEffect, owner: str, now_s: int) -> Iterator[Statement]:
    """Compile an effect on mail; `owner` is the operator's address, for what has no facilitator."""
    match effect:
        case Keep(letter_id, arrival, message_id, body_sha256, authenticated):
            yield named(
                "add-letter",
                id=letter_id,
                sender=arrival.sender,
                peer=arrival.peer,
                helo=arrival.helo,
                message_id=message_id,
                body_sha256=body_sha256,
                content=arrival.content,
                size=len(arrival.content),
                received_s=arrival.received_s,
                authenticated=authenticated,
            )
        case Publish():
            yield from _publish(effect, now_s)
        case Hold():
            yield named("hold-letter", **_fields(effect))
        case Settle(held_id, decision, decided_by):
            yield named(
                "settle-held",
                held_id=held_id,
                state=decision,
                decided_by=decided_by,
                now_s=now_s,
            )
        case Notify():
            yield from _notify(effect, now_s)
        case Forward(letter_id, group_id, word):
            common: dict[str, Value] = {
                "letter_id": letter_id,
                "group_id": group_id,
                "word": word,
                "now_s": now_s,
            }
            yield named("queue-forward-to-facilitators", **common)
            yield named("queue-forward-to-owner", owner=owner, **common)
        case NoteBounce(letter_id, post_id, member_id, received_s):
            yield named(
                "add-bounce",
                letter_id=letter_id,
                post_id=post_id,
                member_id=member_id,
                status="",
                detail="",
                now_s=received_s,
            )
        case Record(letter_id, to, outcome, reason, group_id, subject_id):
            yield named(
                "add-account",
                letter_id=letter_id,
                recipient=to,
                outcome=outcome,
                reason=reason,
                group_id=group_id,
                subject_id=subject_id,
                now_s=now_s,
            )
        case Shunt(shunted_id, letter_id, to, error):
            yield named(
                "shunt-letter",
                id=shunted_id,
                letter_id=letter_id,
                recipient=to,
                error=error,
                now_s=now_s,
            )
        case Release(held_id, by):
            yield named("release-held", held_id=held_id, by=by)
        case Tell(held_ids):
            yield named("tell-held", held_ids=as_json(held_ids), now_s=now_s)
        case RemindHeld(held_ids):
            yield named("remind-held", held_ids=as_json(held_ids), now_s=now_s)
        case Resend(post_id, group_id, member_id):
            copy: dict[str, Value] = {
                "post_id": post_id,
                "group_id": group_id,
                "member_id": member_id,
                "now_s": now_s,
            }
            yield Statement("queue-copy", copy)
            yield Statement("note-copy", copy)
        case Circulate(digest, member_ids):
            yield named(
                "add-digest",
                id=digest.id,
                group_id=digest.group_id,
                kind=digest.kind,
                form=digest.form,
                language=digest.language,
                data=as_json(digest.data),
                now_s=digest.made_s,
            )
            yield named(
                "queue-digest",
                digest_id=digest.id,
                group_id=digest.group_id,
                members=as_json(member_ids),
                now_s=now_s,
            )
        case Mark(member_ids, after_id):
            whose: dict[str, Value] = {"members": as_json(member_ids), "after_id": after_id}
            yield named("move-watermarks", now_s=now_s, **whose)
            yield Statement("forget-had", whose)
        case Unmark(stretches):
            sent: dict[str, Value] = {"stretches": as_json(stretches)}
            yield Statement("forget-had-in-rest", sent)
            yield Statement("drop-watermarks", sent)
        case _:
            assert_never(effect)


def _publish(effect: Publish, now_s: int) -> Iterator[Statement]:
    post, place = effect.post, effect.placement
    in_thread: dict[str, Value] = {"thread_id": place.thread_id, "group_id": post.group_id}
    if place.is_new:
        yield named(
            "add-thread",
            id=place.thread_id,
            group_id=post.group_id,
            subject=post.subject,
            message_id=post.message_id,
            sent_s=post.sent_s,
        )
    for merged_id in place.merged:
        both: dict[str, Value] = {"thread_id": place.thread_id, "merged_id": merged_id}
        for name in _MERGING:
            yield Statement(name, both)
    if not place.is_new:
        yield named("grow-thread", thread_id=place.thread_id, sent_s=post.sent_s)
    if place.new_links:
        yield named("add-links", message_ids=as_json(place.new_links), **in_thread)
    yield named("add-post", reach=effect.reach, is_import=int(effect.is_import), **_fields(post))
    if place.ancestors:
        yield named(
            "add-ancestors",
            post_id=post.id,
            group_id=post.group_id,
            message_ids=as_json(place.ancestors),
        )
    if not place.is_new:
        yield named(
            "adopt-posts",
            post_id=post.id,
            group_id=post.group_id,
            message_id=post.message_id,
            parent_message_id=post.parent_message_id,
        )
        yield named("find-root", thread_id=place.thread_id)
    if post.author_member_id is not None:
        yield named("count-post-of-member", member_id=post.author_member_id)
    if not effect.is_import:
        readers: dict[str, Value] = {
            "post_id": post.id,
            "author_member_id": post.author_member_id,
            "has_copy": int(effect.has_copy),
            "now_s": now_s,
            **in_thread,
        }
        if effect.reach != "each":
            yield named("queue-post-widely", is_everyone=int(effect.reach == "everyone"), **readers)
            yield named("note-had-widely", post_id=post.id)
        else:
            yield Statement("queue-post", readers)
            if not place.is_new:
                yield Statement("queue-post-for-followers", readers)
                yield Statement("note-had-by-followers", readers)
        yield named("count-copies", post_id=post.id)


# What becomes of a thread that goes into an older one.
_MERGING: Final = (
    "absorb-thread",
    "merge-thread",
    "move-posts",
    "move-links",
    "move-wishes",
    "drop-wishes",
)


def _notify(effect: Notify, now_s: int) -> Iterator[Statement]:
    letter = {
        "template": effect.template,
        "language": effect.reader.language,
        "name": effect.reader.name,
        "data": dict(effect.data),
        "in_reply_to": effect.in_reply_to,
        "references": effect.references,
        "automatic": effect.automatic,
        "parts": [(part.template, part.data) for part in effect.parts],
        "reply_to": effect.reply_to,
        "member_id": effect.member_id,
        "message_id": effect.message_id,
    }
    address = effect.reader.address
    yield named(
        "queue-notice",
        group_id=effect.group_id,
        notice=as_json(letter),
        address=address,
        now_s=now_s,
    )
    yield named(
        "add-answer",
        folded=fold(address),
        group_id=effect.group_id,
        template=effect.template,
        proof=effect.proof,
        now_s=now_s,
    )


def _fields(value: Hold | Post) -> dict[str, Value]:
    names = {"author_person_id": "person_id", "author_member_id": "member_id"}
    return {names.get(name, name): getattr(value, name) for name in value.__slots__}
