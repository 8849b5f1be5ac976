"""People are invited: they become known, and one letter asks whether they would like to join.

Nobody is a member before they say yes. Reads only, and returns effects, like `newcomers.py`; the
answers come in at `commands/invitation.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.commands.desk import INVITE_S, about, issued
from dgroup.commands.newcomers import Newcomer, recognise
from dgroup.domain.effects import Admit, Effect, Invite, Note, Notify, Reader
from dgroup.domain.model import Group, Person
from dgroup.store.database import Readable

Welcome = Literal["invited", "again", "already", "banned"]

OUTCOMES: Final[tuple[Welcome, ...]] = ("invited", "again", "already", "banned")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What becomes of one newcomer: `again` had an invitation before; members need none."""

    newcomer: Newcomer
    outcome: Welcome
    effects: tuple[Effect, ...] = ()


async def invite(
    store: Readable,
    group: Group,
    newcomers: Sequence[Newcomer],
    by: Reader | None,
    note: str,
    now_s: int,
    new_id: Callable[[], int],
) -> list[Invitation]:
    """Invite people, in their order: `by` signs the letter (None: the group), `note` stands in it.

    An invitation is good for 90 days. Who asked to join and still waits is invited as well.
    """
    found: list[Invitation] = []
    for each in await recognise(store, group, newcomers, new_id):
        if each.obstacle:
            found.append(Invitation(each.newcomer, each.obstacle))
            continue
        actor = by.address if by else "operator"
        outcome: Welcome = "again" if each.status == "invited" else "invited"
        effects = (
            *each.met,
            _admit(each.member_id, group, each.person, each.newcomer),
            Invite(each.member_id),
            *_letter(new_id, group, each.person, each.newcomer, by, note, now_s),
            Note(actor, "invited", f"member {each.member_id}", group.id),
        )
        found.append(Invitation(each.newcomer, outcome, effects))
    return found


def effects_of(invitations: Sequence[Invitation]) -> Iterator[Effect]:
    """Return all that invitations do."""
    return (effect for each in invitations for effect in each.effects)


def count(invitations: Sequence[Invitation]) -> Mapping[str, int]:
    """Count invitations by outcome."""
    return {word: sum(each.outcome == word for each in invitations) for word in OUTCOMES}


def _admit(member_id: int, group: Group, person: Person, newcomer: Newcomer) -> Admit:
    return Admit(
        member_id=member_id,
        group_id=group.id,
        person_id=person.id,
        role=newcomer.role,
        status="invited",
        delivery=newcomer.delivery,
        is_exempt=False,
    )


def _letter(
    new_id: Callable[[], int],
    group: Group,
    person: Person,
    newcomer: Newcomer,
    by: Reader | None,
    note: str,
    now_s: int,
) -> Iterator[Effect]:
    # Good for whoever reads that address, from whichever of theirs they reply.
    reply_to, issue = issued(
        new_id, now_s, "invite", {}, to=person.address, lasts_s=INVITE_S, group_id=group.id
    )
    language = person.language or group.language
    yield issue
    yield Notify(
        template="join/invitation",
        reader=Reader(person.address, language, person.id, person.name or newcomer.name),
        group_id=group.id,
        data={
            **about(group),
            "purpose": group.settings.purpose,
            "by": (by.name or by.address) if by else "",
            "note": note.strip(),
        },
        automatic="auto-generated",
        reply_to=reply_to,
    )
