"""People become members: known by any of their addresses, or met now; nobody twice.

Reads only, and returns effects, a few thousand people in three hops. Whether they may join is asked
elsewhere: this is for those whom somebody in charge adds, who need not introduce themselves
(DECISIONS 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dgroup.commands.welcome import welcome
from dgroup.domain import joining
from dgroup.domain.effects import Admit, Call, Effect, Reader
from dgroup.domain.model import DeliveryChoice, Group, Person, Role
from dgroup.mail.address import fold
from dgroup.store import people
from dgroup.store.database import Readable

Welcome = Literal["added", "again", "already", "banned"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be made a member; `address` is valid, `name` may be ""."""

    address: str
    name: str = ""
    role: Role = "member"
    delivery: DeliveryChoice = "each"


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of one newcomer: `again` was a member before; the banned stay outside."""

    newcomer: Newcomer
    outcome: Welcome
    effects: tuple[Effect, ...] = ()


async def admit(
    store: Readable,
    group: Group,
    newcomers: Sequence[Newcomer],
    new_id: Callable[[], int],
    *,
    welcomed_s: int | None = None,
) -> list[Admission]:
    """Decide on newcomers, in their order; with a time each who is added gets a letter then."""
    found: list[Admission] = []
    for each in await recognise(store, group, newcomers, new_id):
        if each.obstacle:
            found.append(Admission(each.newcomer, each.obstacle))
            continue
        outcome: Welcome = "again" if each.status in ("left", "removed") else "added"
        effects = _admit(each.member_id, group, each.person, each.newcomer, welcomed_s)
        found.append(Admission(each.newcomer, outcome, (*each.met, *effects)))
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A newcomer as the site knows them: `met` are the effects of getting to know them.

    `status` is "" for who was never a member; `obstacle` "" for who may become one.
    """

    newcomer: Newcomer
    person: Person
    met: tuple[Effect, ...]
    member_id: int
    status: str
    obstacle: Literal["already", "banned", ""]


async def recognise(
    store: Readable, group: Group, newcomers: Sequence[Newcomer], new_id: Callable[[], int]
) -> list[Candidate]:
    """Find out who newcomers are, in their order; somebody named twice is one `already`."""
    folded = [fold(each.address) for each in newcomers]
    known = dict(await people.known(store, folded))
    standing = await people.among(store, group, [person.id for person in known.values()])
    found: list[Candidate] = []
    done: set[int] = set()
    for key, newcomer in zip(folded, newcomers, strict=True):
        met: tuple[Effect, ...] = ()
        person = known.get(key)
        if person is None:
            person, meeting = joining.meet(new_id, newcomer.address, newcomer.name)
            met = (meeting,)
            known[key] = person
        elif newcomer.name and not person.name:
            met = (Call(person.id, name=newcomer.name),)
        member_id, status, _ = standing.get(person.id, (new_id(), "", ""))
        obstacle: Literal["already", "banned", ""] = ""
        if person.id in done or status in ("active", "disabled"):
            obstacle = "already"
        elif status == "banned":
            obstacle = "banned"
        else:
            done.add(person.id)
        found.append(Candidate(newcomer, person, met, member_id, status, obstacle))
    return found


def effects_of(admissions: Sequence[Admission]) -> Iterator[Effect]:
    """Return all that admissions do."""
    return (effect for each in admissions for effect in each.effects)


def count(admissions: Sequence[Admission]) -> Mapping[str, int]:
    """Count admissions by outcome."""
    counted: dict[str, int] = {"added": 0, "again": 0, "already": 0, "banned": 0}
    for each in admissions:
        counted[each.outcome] += 1
    return counted


def _admit(
    member_id: int, group: Group, person: Person, newcomer: Newcomer, welcomed_s: int | None
) -> Iterator[Effect]:
    yield Admit(
        member_id=member_id,
        group_id=group.id,
        person_id=person.id,
        role=newcomer.role,
        status="active",
        delivery=newcomer.delivery,
        is_exempt=True,
        welcomed_s=welcomed_s,
    )
    if welcomed_s is not None:
        language = person.language or group.language
        reader = Reader(person.address, language, person.id, person.name)
        yield welcome(group, reader, member_id, welcomed_s, role=newcomer.role, is_exempt=True)
