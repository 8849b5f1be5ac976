"""People are invited: they become known, and one letter asks whether they would like to join.

Nobody is a member before they say yes. Reads only, and returns effects, like `joining.py`; the
answers come in at `commands/invitation.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.commands.desk import INVITE_S, about, issued
from dgroup.domain import joining
from dgroup.domain.effects import Admit, Call, Effect, Note, Notify, Reader
from dgroup.domain.model import Group, Person
from dgroup.mail.address import fold
from dgroup.server.joining import Newcomer
from dgroup.store import people
from dgroup.store.database import Transaction

Welcome = Literal["invited", "again", "already", "banned"]

OUTCOMES: Final[tuple[Welcome, ...]] = ("invited", "again", "already", "banned")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What becomes of one newcomer: `again` had an invitation before; members need none."""

    newcomer: Newcomer
    outcome: Welcome
    effects: tuple[Effect, ...] = ()


async def invite(
    tx: Transaction,
    group: Group,
    newcomers: Sequence[Newcomer],
    by: Reader | None,
    note: str,
    now_s: int,
) -> list[Invitation]:
    """Invite people, in their order: `by` signs the letter (None: the group), `note` stands in it.

    An invitation is good for 90 days. Who asked to join and still waits is invited as well.
    """
    folded = [fold(each.address) for each in newcomers]
    known = dict(await people.known(tx, folded))
    standing = await people.among(tx, group, [person.id for person in known.values()])
    found: list[Invitation] = []
    done: set[int] = set()
    for key, newcomer in zip(folded, newcomers, strict=True):
        effects: list[Effect] = []
        person = known.get(key)
        if person is None:
            person, met = joining.meet(tx.new_id, newcomer.address, newcomer.name)
            effects.append(met)
            known[key] = person
        elif newcomer.name and not person.name:
            effects.append(Call(person.id, name=newcomer.name))
        member_id, status, _ = standing.get(person.id, (tx.new_id(), "", ""))
        if person.id in done or status in ("active", "disabled"):
            found.append(Invitation(newcomer, "already"))
        elif status == "banned":
            found.append(Invitation(newcomer, "banned"))
        else:
            done.add(person.id)
            effects.append(_admit(member_id, group, person, newcomer))
            effects += _letter(tx, group, person, newcomer, by, note, now_s)
            actor = by.address if by else "operator"
            effects.append(Note(actor, "invited", f"member {member_id}", group.id))
            outcome: Welcome = "again" if status == "invited" else "invited"
            found.append(Invitation(newcomer, outcome, tuple(effects)))
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
    tx: Transaction,
    group: Group,
    person: Person,
    newcomer: Newcomer,
    by: Reader | None,
    note: str,
    now_s: int,
) -> Iterator[Effect]:
    # Good for whoever reads that address, from whichever of theirs they reply.
    reply_to, issue = issued(
        tx.new_id, now_s, "invite", {}, to=person.address, lasts_s=INVITE_S, group_id=group.id
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
