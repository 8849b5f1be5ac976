"""Subgroups are founded, and members of the group above are put into them.

Only effects are made here; nobody is written to by them. The mails that ask for it are read in
`subgroup.py`; case groups and the command line found subgroups in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.effects import Admit, Arrange, Change, Effect, Found, Note
from dgroup.domain.joining import tidy_name
from dgroup.domain.model import Group, Role, Status
from dgroup.store.groups import Defaults, settle
from dgroup.store.subgroups import Fellow

Standing = Mapping[int, tuple[int, Status, Role]]
"""What people are or were in a subgroup, as `people.among` says it: member id, status, role."""

# Words about the group above, which would be untrue of the one below it.
_OF_THE_PARENT: Final = ("purpose", "welcome")


@dataclass(frozen=True, slots=True)
class Placed:
    """A member of the group above in a subgroup of it; `member_id` is of the new membership."""

    fellow: Fellow
    member_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Founded:
    """A subgroup as it will be, who is in it, and the effects that make it so."""

    group: Group
    placed: tuple[Placed, ...]
    effects: tuple[Effect, ...]


def full_name(parent: Group, typed: str) -> str:
    """Return what a subgroup is called in full: "kenya" below psc is psc-kenya, which stays so.

    So nobody who runs one group takes a name that another will want. It may not be free, or no
    name at all: see `obstacle`.
    """
    local = typed.strip().casefold().removesuffix(f"@{parent.domain}")
    return local if local.startswith(f"{parent.name}-") else f"{parent.name}-{local}"


def found_subgroup(
    parent: Group,
    name: str,
    title: str,
    people: Sequence[Fellow],
    *,
    new_id: Callable[[], int],
    now_s: int,
    defaults: Defaults,
    by: str,
    purpose: str = "",
    facilitators: Collection[int] = (),
) -> Founded:
    """Found a subgroup of `parent` in which `people` are members; nobody is written to.

    That nobody else has `name` has been made sure of (`naming`). The group is set up like the one
    above, but for the words about that one; mail comes to its members as it does there.
    `facilitators` are person ids; `by` is who does it, for the log.
    """
    own = {key: value for key, value in parent.own_settings.items() if key not in _OF_THE_PARENT}
    if purpose.strip():
        own["purpose"] = purpose.strip()
    title = tidy_name(title) or name
    group = Group(
        id=new_id(),
        name=name,
        domain=parent.domain,
        title=title,
        language=parent.language,
        timezone=parent.timezone,
        parent_id=parent.id,
        parent=parent.name,
        archived_s=None,
        created_s=now_s,
        settings=settle(defaults.settings, own),
        own_settings=own,
    )
    found = Found(group.id, name, title, parent.id, group.language, group.timezone, own)
    placed, admitted = place(group, people, {}, new_id=new_id, facilitators=facilitators)
    note = Note(by, "subgroup create", name, parent.id, {"members": len(placed)})
    return Founded(group, placed, (found, *admitted, note))


def place(
    group: Group,
    people: Iterable[Fellow],
    standing: Standing,
    *,
    new_id: Callable[[], int],
    facilitators: Collection[int] = (),
) -> tuple[tuple[Placed, ...], tuple[Effect, ...]]:
    """Put members of the group above into a subgroup: who is put there, and the effects.

    Who is in it already, or was banned from it, is left out, and so is whoever is named twice.
    They need not say who they are: the others know them from above (DECISIONS 6).
    """
    placed: list[Placed] = []
    effects: list[Effect] = []
    done: set[int] = set()
    for fellow in people:
        person_id = fellow.person.id
        member_id, status, _ = standing.get(person_id, (0, "", ""))
        if person_id in done or status in ("active", "disabled", "banned"):
            continue
        done.add(person_id)
        one = Placed(fellow, member_id or new_id(), _role(fellow, person_id in facilitators))
        placed.append(one)
        effects += _admit(group, one)
    return tuple(placed), tuple(effects)


def _role(fellow: Fellow, is_facilitator: bool) -> Role:
    """Who runs the group above runs its subgroups anyway; in each they are one of its members."""
    if is_facilitator:
        return "facilitator"
    return "member" if fellow.role == "facilitator" else fellow.role


def _admit(group: Group, one: Placed) -> list[Effect]:
    arrangement = one.fellow.arrangement
    effects: list[Effect] = [
        Admit(
            member_id=one.member_id,
            group_id=group.id,
            person_id=one.fellow.person.id,
            role=one.role,
            status=arrangement.status,
            delivery=arrangement.delivery,
            is_exempt=True,
        ),
        Arrange(one.member_id, arrangement),
    ]
    if one.fellow.is_moderated:
        effects.append(Change(one.member_id, is_moderated=True))
    return effects
