"""Effects on groups as statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from dgroup.domain.effects import Dissolve, Found, GroupEffect, Rename, Reshape
from dgroup.server.statements.columns import as_json
from dgroup.store.database import Statement, named


def of_groups(effect: GroupEffect, now_s: int) -> Iterator[Statement]:
    """Compile an effect on a group."""
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
                settings=as_json(effect.settings),
                now_s=now_s,
            )
        case Reshape():
            yield named(
                "change-group",
                group_id=effect.group_id,
                title=effect.title,
                language=effect.language,
                timezone=effect.timezone,
                settings=as_json(effect.settings),
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
