"""Who may do what: one table, asked by everything that lets people do something.

Pure. Whether somebody is who they say they are is another question (R9): this one comes after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.model import Group, Member, Role

Action = Literal[
    "know of",  # that the group is there
    "read",  # posts, and who is in the group
    "post",  # as the group has it: at once, or by way of a facilitator
    "post always",  # also where posts of others are held, or only facilitators write
    "watch",  # the desk, the log, who was invited, all settings
    "decide",  # on held posts, and on who may join
    "invite",  # people who then say yes
    "manage",  # add, remove, ban and moderate members, and say what they are
    "shape",  # settings, texts, the name
    "divide",  # subgroups, case groups, reports
    "address",  # announce, nudge, ask members privately
    "hand over",  # the group to somebody else
]

ACTIONS: Final[tuple[Action, ...]] = (
    "know of",
    "read",
    "post",
    "post always",
    "watch",
    "decide",
    "invite",
    "manage",
    "shape",
    "divide",
    "address",
    "hand over",
)

_OF_ROLE: Final[dict[Role, frozenset[Action]]] = {
    "observer": frozenset({"know of", "read"}),  # posts go to the facilitators (DECISIONS 4)
    "member": frozenset({"know of", "read", "post"}),
    "resource": frozenset({"know of", "read", "post"}),
    "facilitator": frozenset(ACTIONS),
}

# What is done to somebody, and never to oneself: there are other words for that.
_TO_OTHERS: Final[frozenset[Action]] = frozenset({"manage", "hand over"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: their memberships of the group at hand and of the one above it (None = none).

    `is_operator`: they write from the address of the site's owner.
    """

    member: Member | None
    above: Member | None = None
    is_operator: bool = False

    @property
    def is_in_charge(self) -> bool:
        """A facilitator of the group or of the one above, or the operator."""
        return self.is_operator or _leads(self.member) or _leads(self.above)


def may(actor: Actor, action: Action, group: Group, whom: Member | None = None) -> bool:
    """Say whether `actor` may do this in `group`, or to its member `whom`.

    Those whose mail came back (disabled) may what they might before; who has been invited, or waits
    to be let in, knows of a hidden group, and no more. A closed group can be read, and watched.
    """
    if whom is not None and action in _TO_OTHERS and _is_self(actor, whom):
        return False
    if group.archived_s is not None and action not in ("know of", "read", "watch"):
        return False
    if actor.is_in_charge and action not in ("post", "post always"):
        return True
    if action == "know of" and (not group.settings.hidden or _is_expected(actor.member)):
        return True
    if action == "post" and group.settings.post == "anyone":
        return not (actor.member is not None and actor.member.status == "banned")
    member = actor.member
    return member is not None and member.is_active and action in _OF_ROLE[member.role]


def _leads(member: Member | None) -> bool:
    return member is not None and member.role == "facilitator" and member.is_active


def _is_self(actor: Actor, whom: Member) -> bool:
    mine = (actor.member, actor.above)
    return any(each is not None and each.person_id == whom.person_id for each in mine)


def _is_expected(member: Member | None) -> bool:
    return member is not None and member.status in ("invited", "pending")
