"""Effects on people as statements: addresses, memberships, introductions, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, assert_never

from dgroup.domain.effects import (
    Address,
    Admit,
    Arrange,
    Call,
    Change,
    Describe,
    DropAddress,
    Forget,
    Introduce,
    Invite,
    Meet,
    Merge,
    Nudge,
    PeopleEffect,
    Prefer,
    Present,
    Remind,
    Want,
    Withdraw,
)
from dgroup.mail.address import fold
from dgroup.server.statements.columns import as_json
from dgroup.store.database import Statement, Value, named


def of_people(effect: PeopleEffect, now_s: int) -> Iterator[Statement]:
    """Compile an effect on people."""
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
            yield named("begin-anew", group_id=effect.group_id, person_id=effect.person_id)
            yield named(
                "add-member",
                id=effect.member_id,
                group_id=effect.group_id,
                person_id=effect.person_id,
                role=effect.role,
                status=effect.status,
                delivery=effect.delivery,
                is_exempt=int(effect.is_exempt),
                welcomed_s=effect.welcomed_s,
                now_s=now_s,
            )
        case Change():
            if effect.status is not None:
                yield _standing(effect.member_id, effect.status, now_s)
            yield named(
                "change-member",
                member_id=effect.member_id,
                role=effect.role,
                status=effect.status,
                delivery=effect.delivery,
                is_moderated=_flag(effect.is_moderated),
                is_trusted=_flag(effect.is_trusted),
                has_mime_digest=_flag(effect.has_mime_digest),
            )
        case Address(address_id, person_id, address):
            yield named(
                "add-proven-address",
                id=address_id,
                person_id=person_id,
                address=address,
                folded=fold(address),
                now_s=now_s,
            )
        case DropAddress(person_id, address):
            yield named("drop-address", person_id=person_id, folded=fold(address))
        case Prefer(person_id, address):
            yield named("prefer-address", person_id=person_id, folded=fold(address))
        case Merge(person_id, into_id):
            both: dict[str, Value] = {"person_id": person_id, "into_id": into_id}
            for name in _MERGING:
                yield Statement(name, both)
            yield named("delete-person", person_id=person_id)
        case Arrange(member_id, arrangement):
            yield _standing(member_id, arrangement.status, now_s)
            yield named(
                "arrange-member",
                member_id=member_id,
                status=arrangement.status,
                delivery=arrangement.delivery,
                former_delivery=arrangement.former_delivery,
                paused_until_s=arrangement.paused_until_s,
                has_copy=_flag(arrangement.has_copy),
                is_text_only=int(arrangement.is_text_only),
                has_mime_digest=int(arrangement.has_mime_digest),
            )
        case Describe(person_id, profile):
            yield named(
                "describe-person",
                person_id=person_id,
                name=profile.name,
                language=profile.language,
                timezone=profile.timezone,
                is_concealed=int(profile.is_concealed),
            )
        case Remind(member_id):
            yield named("remind-member", member_id=member_id)
        case Invite(member_id):
            yield named("note-invited", member_id=member_id, now_s=now_s)
        case Nudge(member_id):
            yield named("note-nudged", member_id=member_id, now_s=now_s)
        case Introduce(introduction):
            whose: dict[str, Value] = {
                "group_id": introduction.group_id,
                "person_id": introduction.person_id,
            }
            yield Statement("replace-introductions", whose)
            yield named(
                "add-introduction",
                **whose,
                id=introduction.id,
                letter_id=introduction.letter_id,
                text=introduction.text,
                answers=as_json(introduction.answers),
                post_at_s=introduction.post_at_s,
                now_s=now_s,
            )
            yield named("note-introduced", introduced_s=now_s, **whose)
        case Present(introduction_id, post_id):
            yield named("present-introduction", id=introduction_id, post_id=post_id)
        case Withdraw(introduction_id):
            yield named("withdraw-introduction", id=introduction_id)
            yield named("unnote-introduced", id=introduction_id)
        case Want(member_id, thread_id, kind):
            which: dict[str, Value] = {"member_id": member_id, "thread_id": thread_id}
            yield Statement("drop-wish", which)
            if kind is not None:
                yield named("add-wish", kind=kind, **which)
        case Call(person_id, name, language, timezone):
            yield named(
                "change-person",
                person_id=person_id,
                name=name,
                language=language,
                timezone=timezone,
            )
        case Forget(person_id, letter_id):
            yield named("mark-letters", person_id=person_id, spared_id=letter_id)
            for name in _FORGETTING:
                yield named(name, person_id=person_id)
            yield named("delete-person", person_id=person_id)
            yield named("prune-letters", before_s=1)  # those that `mark-letters` has marked
            yield named("mark-letter", letter_id=letter_id)
        case _:
            assert_never(effect)


def _standing(member_id: int, status: str, now_s: int) -> Statement:
    """What comes before a change of status: when somebody began to take part, or stopped."""
    return named("note-standing", member_id=member_id, status=status, now_s=now_s)


# What one person has, given to another who is the same (DECISIONS 1).
_MERGING: Final = (
    "note-former-members",
    "chain-former-members",
    "point-copies",
    "keep-how-far-read",
    "keep-still-to-come",
    "keep-had",
    "strengthen-members",
    "move-members",
    "point-posts",
    "point-wishes",
    "point-memberships",
    "move-addresses",
    "move-introductions",
    "move-held",
    "move-tickets",
    "complete-person",
)

# What is held about a person beside the person, their addresses and memberships (R31).
_FORGETTING: Final = (
    "forget-drafts",
    "forget-in-drafts",
    "forget-in-summaries",
    "blank-author",
    "forget-held",
    "forget-copies",
    "blank-notices",
    "forget-mentions",
    "forget-notices",
    "forget-errors",
    "forget-replies",
    "forget-results",
    "forget-answers",
    "forget-tickets",
    "forget-answerers",
    "forget-notes",
    "forget-details",
    "forget-makers",
    "forget-offers",
    "forget-decisions",
)


def _flag(claim: bool | None) -> int | None:
    return None if claim is None else int(claim)
