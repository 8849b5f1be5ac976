"""Groups: rows become `Group` values with the settings that hold for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dgroup.domain.model import Group, GroupSettings
from dgroup.mail.address import fold
from dgroup.store.database import Readable, Row, named


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the site says about groups that say nothing themselves."""

    domain: str
    settings: GroupSettings


@dataclass(frozen=True, slots=True)
class GroupCount:
    """A group with how many take part (active and disabled) and how many posts it has."""

    group: Group
    members: int
    posts: int


async def names(store: Readable) -> Mapping[str, int]:
    """Return every local part that leads to a living group, aliases too: name -> group id."""
    (rows,) = await store.read(named("list-names"))
    return {row["name"]: row["group_id"] for row in rows}


async def all_names(store: Readable) -> Mapping[str, str]:
    """Return every local part that is taken, by archived groups and aliases too: name -> group."""
    (rows,) = await store.read(named("list-all-names"))
    return {row["name"]: row["group_name"] for row in rows}


async def hidden_from(store: Readable, address: str, defaults: Defaults) -> frozenset[str]:
    """Return the local parts of hidden groups that whoever has `address` does not know of."""
    is_hidden = int(defaults.settings.hidden)
    (rows,) = await store.read(
        named("list-hidden-names", folded=fold(address), is_hidden=is_hidden)
    )
    return frozenset(row["name"] for row in rows)


async def find(store: Readable, name: str, defaults: Defaults) -> Group | None:
    """Return the group of a local name, an alias or a full address; None where there is none."""
    local = name.casefold().removesuffix(f"@{defaults.domain}")
    (rows,) = await store.read(named("find-group", name=local))
    return read(rows[0], defaults) if rows else None


async def one(store: Readable, group_id: int, defaults: Defaults) -> Group | None:
    """Return the group of an id; None where there is none."""
    (rows,) = await store.read(named("get-group", group_id=group_id))
    return read(rows[0], defaults) if rows else None


async def count(store: Readable, group: Group) -> GroupCount:
    """Return a group with its counts."""
    (rows,) = await store.read(named("count-group", group_id=group.id))
    return GroupCount(group, rows[0]["members"], rows[0]["posts"])


async def everyone(store: Readable, defaults: Defaults) -> list[GroupCount]:
    """Return all groups by name, with their counts."""
    (rows,) = await store.read(named("list-groups"))
    return [GroupCount(read(row, defaults), row["members"], row["posts"]) for row in rows]


async def led(store: Readable, defaults: Defaults) -> list[Group]:
    """Return the living groups that have a facilitator of their own, by name."""
    (rows,) = await store.read(named("list-led-groups"))
    return [read(row, defaults) for row in rows]


async def below(store: Readable, group: Group, defaults: Defaults) -> list[Group]:
    """Return the subgroups of a group, by name."""
    (rows,) = await store.read(named("list-subgroups", group_id=group.id))
    return [read(row, defaults) for row in rows]


def read(row: Row, defaults: Defaults) -> Group:
    """Make a row of `groups` (with its `parent`'s name) a value."""
    own = json.loads(row["settings"])
    return Group(
        id=row["id"],
        name=row["name"],
        domain=defaults.domain,
        title=row["title"],
        language=row["language"],
        timezone=row["timezone"],
        parent_id=row["parent_id"],
        parent=row["parent"],
        archived_s=row["archived_s"],
        created_s=row["created_s"],
        settings=settle(defaults.settings, own),
        own_settings=own,
    )


def settle(defaults: GroupSettings, own: Mapping[str, Any]) -> GroupSettings:
    """Return the settings that hold: the site's, with a group's own on top (keys as in TOML)."""
    if not own:
        return defaults
    return replace(defaults, **{"from_" if key == "from" else key: own[key] for key in own})
