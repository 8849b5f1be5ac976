"""Which posts make a digest, for whom, and when it is due. Pure.

Digests are due at the group's hour where the reader lives: each day, on Mondays, or on the first of
the month, once, whatever the clocks do: an hour that is skipped in spring is made up right after
the change, one that comes twice in autumn counts the first time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal, assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dgroup.domain.model import DigestForm

Period = Literal["daily", "weekly", "monthly"]
Occasion = Period | Literal["rest"]
"""Why a digest comes; "rest": its reader chose to have each message, and this was still to come."""

PERIODS: Final[tuple[Period, ...]] = ("daily", "weekly", "monthly")

_DAYS: Final[Mapping[Period, int]] = {"daily": 1, "weekly": 7, "monthly": 31}  # at most apart


@dataclass(frozen=True, slots=True)
class Stretch:
    """Posts with greater ids than `after_id`, up to `until_id` (None: all that there are)."""

    after_id: int
    until_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A member to whom a digest is due, with what is still to come and how they read it."""

    member_id: int
    stretches: tuple[Stretch, ...]
    occasion: Occasion
    form: DigestForm
    language: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One digest and its readers: the same posts (ids, rising) in the same form and language."""

    post_ids: tuple[int, ...]
    occasion: Occasion
    form: DigestForm
    language: str
    member_ids: tuple[int, ...]


def last_due_s(period: Period, hour: int, zone: tzinfo, now_s: int) -> int:
    """Return the last time at or before `now_s` at which digests of a period were due."""
    return max(each for each in _moments(period, hour, zone, now_s) if each <= now_s)


def next_due_s(period: Period, hour: int, zone: tzinfo, now_s: int) -> int:
    """Return the first time after `now_s` at which digests of a period are due."""
    return min(each for each in _moments(period, hour, zone, now_s) if each > now_s)


def zone_of(*names: str) -> tzinfo:
    """Return the first of these time zones that there is: a member's own, the group's; else UTC."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return UTC


def form_of(*, is_text_only: bool, has_mime_digest: bool) -> DigestForm:
    """Return in which form a member reads digests; thin lines come first."""
    return "small" if is_text_only else "mime" if has_mime_digest else "plain"


def editions(
    readers: Sequence[Reader], post_ids: Sequence[int], left_out: Mapping[int, Set[int]]
) -> list[Edition]:
    """Put together what readers are sent; who has nothing new is in no edition.

    `post_ids` rise. `left_out`: by member, posts that they have had by themselves or want nothing
    of. Few differ in that, so thousands of readers cost no more than their number.
    """
    together: dict[tuple[tuple[int, ...], Occasion, DigestForm, str], list[int]] = {}
    pending: dict[tuple[tuple[Stretch, ...], frozenset[int]], tuple[int, ...]] = {}
    for reader in readers:
        out = frozenset(left_out.get(reader.member_id, ()))
        key = reader.stretches, out
        if key not in pending:
            pending[key] = tuple(_pending(reader.stretches, post_ids, out))
        if pending[key]:
            alike = pending[key], reader.occasion, reader.form, reader.language
            together.setdefault(alike, []).append(reader.member_id)
    return [Edition(*alike, tuple(sorted(members))) for alike, members in together.items()]


def _pending(stretches: Sequence[Stretch], post_ids: Sequence[int], out: Set[int]) -> Iterator[int]:
    """The posts of stretches that do not touch, but for those left out."""
    for each in sorted(stretches, key=lambda stretch: stretch.after_id):
        first = bisect_right(post_ids, each.after_id)
        until = len(post_ids) if each.until_id is None else bisect_right(post_ids, each.until_id)
        yield from (post_id for post_id in post_ids[first:until] if post_id not in out)


def _moments(period: Period, hour: int, zone: tzinfo, now_s: int) -> Iterator[int]:
    """The moments around a time at which digests of a period are due; before it, and after it."""
    today = datetime.fromtimestamp(now_s, zone).date()
    reach = _DAYS[period] + 1  # a day more, for the moment of a day may lie beyond it
    for days in range(-reach, reach + 1):
        day = today + timedelta(days=days)
        if _has_digest(day, period):
            # `fold=0` is the first of two such hours, and moves on over a gap.
            yield int(datetime.combine(day, time(hour), zone).timestamp())


def _has_digest(day: date, period: Period) -> bool:
    match period:
        case "daily":
            return True
        case "weekly":
            return day.weekday() == 0
        case "monthly":
            return day.day == 1
        case _:
            assert_never(period)
