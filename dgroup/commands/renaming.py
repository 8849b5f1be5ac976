"""`rename`: a group gets another name, and goes on at its old address, too (DECISIONS 7)."""

from __future__ import annotations

from dataclasses import replace

from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import command
from dgroup.commands.shaping import noted_by
from dgroup.domain import naming
from dgroup.domain.effects import Data, Part, Rename
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.domain.words.shown import word_for
from dgroup.reading.line import Order
from dgroup.store import groups


@command("rename", proof="ticket", scope="group", right="shape")
async def rename(order: Order, desk: Desk) -> Done:
    """Give the group another name; members are not written to, and the old address stays."""
    group = desk.group
    assert group is not None, "the robot finds the group"
    name = order.argument.strip().strip("\"'<>").casefold().removesuffix(f"@{desk.domain}")
    if not name:
        return Done(_say(desk, "asked"))
    if name == group.name:
        return Done(_say(desk, "same", wanted=name), reason="same")
    taken = dict(await groups.all_names(desk.store))
    if taken.get(name) == group.name:  # a former name, taken back
        del taken[name]
    obstacle = naming.obstacle(name, taken)
    if OPERATOR_GROUP in (name, group.name):
        name, obstacle = OPERATOR_GROUP, naming.Obstacle("reserved")
    if obstacle is not None:
        free = naming.proposal(name, {**taken, OPERATOR_GROUP: OPERATOR_GROUP})
        part = _say(desk, obstacle.kind, wanted=name, free=free)
        return Done(part, reason=obstacle.kind)
    data: dict[str, Data] = {"wanted": name, "before": group.name, "new": f"{name}@{desk.domain}"}
    renamed = desk.with_group(replace(group, name=name), desk.member)
    return Done(
        _say(renamed, "changed", **data),
        (
            Rename(group.id, group.name, name),
            noted_by(desk, group, "group rename", {"to": name}),
        ),
        plan=_say(desk, "plan", **data),
    )


def _say(desk: Desk, form: str, **more: Data) -> Part:
    """The one letter about a group's name, in one of its forms, with all that it names."""
    data: dict[str, Data] = {
        "wanted": "",
        "free": "",
        "before": "",
        "new": "",
        "most": naming.LONGEST,
        "domain": desk.domain,
        "rename_word": word_for("rename", desk.language),
    }
    return desk.say("settings/name", **{**data, "form": form, **more})
