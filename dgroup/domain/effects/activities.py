"""Effects on what a group does together, and on who is asked to take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dgroup.domain.model import Activity


@dataclass(frozen=True, slots=True)
class Begin:
    """Begin an activity."""

    activity: Activity


@dataclass(frozen=True, slots=True)
class Advance:
    """Make an activity what this says, whole; `state` "closed" ends it."""

    activity_id: int
    state: str
    data: Mapping[str, Any]
    closes_s: int | None


@dataclass(frozen=True, slots=True)
class Respond:
    """What somebody answers in an activity, to one `item` of it; it takes the place of before."""

    activity_id: int
    person_id: int
    item: str
    value: str
    letter_id: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Members are to be asked (None: all active ones of its group); who was is not again."""

    activity_id: int
    member_ids: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class NoteAsked:
    """Members have been written to; or (`is_reminder`) reminded."""

    activity_id: int
    member_ids: tuple[int, ...]
    is_reminder: bool = False


ActivityEffect = Begin | Advance | Respond | Ask | NoteAsked
