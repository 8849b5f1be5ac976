"""Effects on groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Start a group."""

    id: int
    name: str
    title: str
    parent_id: int | None
    language: str
    timezone: str
    settings: Mapping[str, int | str | bool]


@dataclass(frozen=True, slots=True)
class Reshape:
    """Change what a group is: its own settings (whole), title, language, time zone, or its end."""

    group_id: int
    title: str
    language: str
    timezone: str
    settings: Mapping[str, int | str | bool]
    archived_s: int | None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a group another name; the old one goes on as an alias (DECISIONS 7)."""

    group_id: int
    old_name: str
    new_name: str


@dataclass(frozen=True, slots=True)
class Dissolve:
    """Delete a group with its posts and memberships; people stay."""

    group_id: int


GroupEffect = Found | Reshape | Rename | Dissolve
