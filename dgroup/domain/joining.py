"""Who may join a group, and how: one table of the policies, and the effects of letting somebody in.

Pure. What is asked of whom follows PROMISES R9 (From: proves nothing), R12 (a confirmation is no
weapon) and R13 (answers tell nothing); the letters are chosen in `commands/joining.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.domain.effects import Admit, Arrange, Effect, Meet, Note
from dgroup.domain.model import Arrangement, DeliveryChoice, Group, Member, Person, Role, Status

Way = Literal[
    "at once",  # they are members now
    "confirm",  # whoever reads that address is asked first
    "approve",  # the facilitators are asked
    "by invitation",  # they are told that this group invites its members
    "closed",  # the group is archived
    "already",  # nothing to do
    "again",  # mail to them had been stopped, and comes again
    "waits",  # the facilitators have been asked
    "silence",  # nobody hears anything
]

LONGEST_NAME: Final = 100  # characters


@dataclass(frozen=True, slots=True)
class Seeker:
    """What is known of somebody who asks to join.

    `standing`: their status there, None where they never had one. `is_proven`: they have answered a
    letter to their address. `is_vouched`: the front MTA says the mail is theirs; `has_front` that
    there is one which could. `may_be_told` and `is_sender` are as in `Asker`. `is_in_parent`: whom
    the mail names as its sender is an active member of the group above, which proves nothing alone.
    """

    standing: Status | None
    is_known: bool
    is_vouched: bool = False
    is_proven: bool = False
    may_be_told: bool = True
    is_sender: bool = True
    is_in_parent: bool = False
    has_front: bool = False


def way_in(group: Group, seeker: Seeker) -> Way:
    """Say what happens when somebody asks to join `group`; who was invited has been approved."""
    is_invited = seeker.standing == "invited"
    match seeker.standing:
        case "banned":
            return "silence"
        case "active":
            return "already"
        case "disabled":
            return "again"
    if group.settings.hidden and not is_invited and seeker.standing != "pending":
        return "silence"  # for others it is not there
    if not (seeker.is_known or seeker.is_proven or seeker.may_be_told):
        return "silence"
    if group.archived_s is not None:
        return "closed"
    if seeker.standing == "pending":
        return "waits"
    join = group.settings.join
    if join == "invite" and not is_invited:
        return "by invitation"
    is_sure = seeker.is_proven or (seeker.is_known and seeker.is_vouched)
    is_sure = is_sure or (seeker.is_in_parent and (seeker.is_vouched or seeker.is_sender))
    if join == "open":
        is_sure = is_sure or seeker.is_vouched or (seeker.is_sender and not seeker.has_front)
    if not is_sure:
        return "confirm"
    return "approve" if join == "approve" and not is_invited else "at once"


def meet(new_id: Callable[[], int], address: str, name: str) -> tuple[Person, Meet]:
    """Get to know somebody by their first address."""
    person = Person(new_id(), name, address, None)
    return person, Meet(person.id, new_id(), address, name)


def admit(
    group: Group,
    person_id: int,
    member_id: int,
    former: Member | None,
    status: Status,
    *,
    welcomed_s: int | None = None,
) -> Admit:
    """Make somebody a member who asked for it; of who was one before, what they were comes back.

    An invitation says what they are to be. Nobody becomes a facilitator again by asking.
    """
    role: Role = "member"
    delivery: DeliveryChoice = "each"
    if former is not None:
        is_expected = former.status in ("invited", "pending")
        role = former.role if is_expected or former.role != "facilitator" else "member"
        delivery = former.delivery
        if delivery == "none" and not is_expected:
            delivery = former.former_delivery or "each"
    return Admit(
        member_id=former.id if former else member_id,
        group_id=group.id,
        person_id=person_id,
        role=role,
        status=status,
        delivery=delivery,
        is_exempt=former.is_exempt if former else False,
        welcomed_s=welcomed_s,
    )


def leave(member: Member, by: str, *, way: str = "mail") -> tuple[Effect, ...]:
    """End one membership at once; `way` says how for the audit. What it was comes back by undo."""
    return (
        Arrange(member.id, replace(member.arrangement, status="left")),
        Note(by, "left", f"member {member.id}", member.group_id, {"by": way, "role": member.role}),
    )


def awake(was: Arrangement) -> Arrangement:
    """A membership to which mail had been stopped, and goes again."""
    delivery = was.delivery
    if delivery == "none":
        delivery = was.former_delivery or "each"
    return replace(was, status="active", delivery=delivery, former_delivery=None)


def is_inside(status: Status) -> bool:
    """Whether there is anything to leave: the banned and the removed stay what they are."""
    return status in ("active", "disabled", "pending", "invited")


def tidy_name(text: str) -> str:
    """A name as somebody gave it, on one line; "" for what holds an address."""
    if "@" in text:
        return ""
    plain = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(plain.split()).strip("\"'")[:LONGEST_NAME].rstrip()
