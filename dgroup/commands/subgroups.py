"""The groups below a group: what each is for, how many are in it, and how to get in."""

from __future__ import annotations

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.joining import is_inside
from dgroup.reading.line import Order
from dgroup.store import applicants
from dgroup.store.applicants import Subgroup


@command("subgroups", proof="none", scope="group", is_for_known=False)
async def subgroups(order: Order, desk: Desk) -> Done:
    """See the subgroups of the group."""
    person_id = desk.asker.person.id if desk.asker.person else None
    found = await applicants.subgroups(desk.store, at_hand(desk), person_id, desk.defaults)
    shown = [each for each in found if not each.group.settings.hidden or _is_in(each)]
    return Done(
        desk.say(
            "join/subgroups",
            subgroups=[
                {
                    "name": each.group.name,
                    "title": each.group.title,
                    "purpose": _first_line(each.group.settings.purpose),
                    "members": each.members,
                    "is_in": _is_in(each),
                    "by_invitation": each.group.settings.join == "invite",
                }
                for each in shown
            ],
            can_join=[
                {"name": each.group.name, "title": each.group.title}
                for each in shown
                if each.group.settings.join != "invite"
                and each.standing in (None, "left", "removed", "invited")
            ],
        )
    )


def _is_in(subgroup: Subgroup) -> bool:
    return subgroup.standing is not None and is_inside(subgroup.standing)


def _first_line(purpose: str) -> str:
    return next((line.strip() for line in purpose.splitlines() if line.strip()), "")
