"""What a setting of a group is now, and the effects by which a facilitator changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dgroup.commands.desk import Desk
from dgroup.domain.effects import Effect, Note, Reshape
from dgroup.domain.model import Group
from dgroup.store.groups import settle

Setting = int | str | bool

_OF_ITSELF: Final = ("title", "language", "timezone")  # of a group that are no key of [groups]
_MOST_NOTED: Final = 100  # characters of a value, in the account of who did what


def setting_of(group: Group, key: str) -> Setting:
    """Return what holds for a group: of its own, or as the site has it."""
    if key in _OF_ITSELF:
        return str(getattr(group, key))
    value: Setting = getattr(group.settings, "from_" if key == "from" else key)
    return value


def with_setting(group: Group, key: str, value: Setting) -> Group:
    """Return the group as it is once this is changed."""
    if key in _OF_ITSELF:
        return replace(group, **{key: value})  # type: ignore[arg-type]  # these three are texts
    own = {**group.own_settings, key: value}
    return replace(group, settings=settle(group.settings, {key: value}), own_settings=own)


def change_setting(group: Group, key: str, value: Setting, desk: Desk) -> tuple[Effect, ...]:
    """Return what changes one setting, by whoever stands at the desk."""
    shaped = with_setting(group, key, value)
    noted = value if not isinstance(value, str) else value[:_MOST_NOTED]
    return (
        Reshape(
            group_id=group.id,
            title=shaped.title,
            language=shaped.language,
            timezone=shaped.timezone,
            settings=shaped.own_settings,
            archived_s=group.archived_s,
        ),
        noted_by(desk, group, "group set", {key: noted}),
    )


def noted_by(desk: Desk, group: Group, action: str, detail: Mapping[str, Setting]) -> Note:
    """Say in the account what the asker has done to a group (R27)."""
    return Note(desk.asker.mailbox.address, action, group.name, group.id, detail)
