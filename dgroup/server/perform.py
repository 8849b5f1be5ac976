"""The only interpreter of effects: what was decided becomes rows of one transaction.

Every effect is compiled to named statements, and all statements of a decision run in one hop and
one savepoint (DECISIONS 23). Nothing is decided here, nothing is read and nothing is rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, assert_never

from dgroup.domain.effects import (
    Admit,
    Call,
    Change,
    Dissolve,
    Effect,
    Forget,
    Forward,
    Found,
    Hold,
    Keep,
    Meet,
    Note,
    NoteBounce,
    Notify,
    Publish,
    Record,
    Rename,
    Reshape,
    Settle,
    Shunt,
)
from dgroup.domain.model import Post
from dgroup.mail.address import fold
from dgroup.store.database import Statement, Transaction, Value, named


async def perform(effects: Iterable[Effect], tx: Transaction, *, owner: str, now_s: int) -> None:
    """Write down `effects`; all of them hold, or none.

    `owner` is the operator's address, for what has no facilitator.

    Raises:
        StoreError: the store cannot take it just now.
    """
    await tx.run([each for effect in effects for each in compile_effect(effect, owner, now_s)])


def compile_effect(effect: Effect, owner: str, now_s: int) -> Iterator[Statement]:
    """Compile one effect to the statements that make it so, in their order."""
    match effect:
        case Keep(letter_id, arrival, message_id, body_sha256):
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
        case Note(actor, action, subject, group_id, detail):
            yield named(
                "add-note",
                actor=actor,
                action=action,
                object=subject,
                group_id=group_id,
                detail=_json(detail),
                now_s=now_s,
            )
        case Found() | Reshape() | Rename() | Dissolve():
            yield from _group(effect, now_s)
        case Meet() | Admit() | Change() | Call() | Forget():
            yield from _person(effect, now_s)
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
        for name in ("absorb-thread", "merge-thread", "move-posts", "move-links"):
            yield Statement(name, both)
    if not place.is_new:
        yield named("grow-thread", thread_id=place.thread_id, sent_s=post.sent_s)
    if place.new_links:
        yield named("add-links", message_ids=_json(place.new_links), **in_thread)
    yield named("add-post", **_fields(post))
    if place.ancestors:
        yield named(
            "add-ancestors",
            post_id=post.id,
            group_id=post.group_id,
            message_ids=_json(place.ancestors),
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
        yield named(
            "queue-post",
            post_id=post.id,
            group_id=post.group_id,
            author_member_id=post.author_member_id,
            has_copy=int(effect.has_copy),
            now_s=now_s,
        )
        yield named("count-copies", post_id=post.id)


def _notify(effect: Notify, now_s: int) -> Iterator[Statement]:
    letter = {
        "template": effect.template,
        "language": effect.reader.language,
        "name": effect.reader.name,
        "data": dict(effect.data),
        "in_reply_to": effect.in_reply_to,
        "references": effect.references,
        "automatic": effect.automatic,
    }
    address = effect.reader.address
    yield named(
        "queue-notice",
        group_id=effect.group_id,
        notice=_json(letter),
        address=address,
        now_s=now_s,
    )
    yield named(
        "add-answer",
        folded=fold(address),
        group_id=effect.group_id,
        template=effect.template,
        now_s=now_s,
    )


def _group(effect: Found | Reshape | Rename | Dissolve, now_s: int) -> Iterator[Statement]:
    match effect:
        case Found():
            yield named(
                "add-group",
                id=effect.id,
                name=effect.name,
                title=effect.title,
                parent_id=effect.parent_id,
                language=effect.language,
                timezone=effect.timezone,
                settings=_json(effect.settings),
                now_s=now_s,
            )
        case Reshape():
            yield named(
                "change-group",
                group_id=effect.group_id,
                title=effect.title,
                language=effect.language,
                timezone=effect.timezone,
                settings=_json(effect.settings),
                archived_s=effect.archived_s,
            )
        case Rename(group_id, old_name, new_name):
            yield named("drop-alias", name=new_name, group_id=group_id)
            yield named("rename-group", name=new_name, group_id=group_id)
            yield named("add-alias", name=old_name, group_id=group_id)
        case Dissolve(group_id):
            yield named("delete-group", group_id=group_id)
        case _:
            assert_never(effect)


def _person(effect: Meet | Admit | Change | Call | Forget, now_s: int) -> Iterator[Statement]:
    match effect:
        case Meet(person_id, address_id, address, name):
            yield named("add-person", id=person_id, name=name, address_id=address_id, now_s=now_s)
            yield named(
                "add-address",
                id=address_id,
                person_id=person_id,
                address=address,
                folded=fold(address),
                now_s=now_s,
            )
        case Admit():
            yield named(
                "add-member",
                id=effect.member_id,
                group_id=effect.group_id,
                person_id=effect.person_id,
                role=effect.role,
                status=effect.status,
                delivery=effect.delivery,
                is_exempt=int(effect.is_exempt),
                now_s=now_s,
            )
        case Change():
            moderated = None if effect.is_moderated is None else int(effect.is_moderated)
            yield named(
                "change-member",
                member_id=effect.member_id,
                role=effect.role,
                status=effect.status,
                delivery=effect.delivery,
                is_moderated=moderated,
            )
        case Call(person_id, name, language):
            yield named("change-person", person_id=person_id, name=name, language=language)
        case Forget(person_id):
            whose: dict[str, Value] = {"person_id": person_id}
            for name in _FORGETTING:
                yield Statement(name, whose)
            yield named("prune-letters", before_s=1)  # those that `mark-letters` has marked
            yield named("delete-person", person_id=person_id)
        case _:
            assert_never(effect)


# What is held about a person beside the person, their addresses and memberships (R31).
_FORGETTING: Final = (
    "blank-author",
    "mark-letters",
    "forget-held",
    "forget-copies",
    "forget-notices",
    "forget-errors",
    "forget-replies",
    "forget-results",
    "forget-answers",
    "forget-tickets",
    "forget-notes",
)


def _fields(value: Hold | Post) -> dict[str, Value]:
    names = {"author_person_id": "person_id", "author_member_id": "member_id"}
    return {names.get(name, name): getattr(value, name) for name in value.__slots__}


def _json(value: Mapping[str, object] | tuple[object, ...]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
