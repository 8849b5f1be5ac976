"""Times gone by as people write them: "since 1 May", "last week", "il y a deux semaines".

All languages are read at once, with the words of `dates.py`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from dgroup.reading.dates import (
    COUNTS,
    KNOWN,
    LONGEST,
    MOST_WORDS,
    NUMBER,
    PAST,
    SMALL,
    UNITS,
    by_iso,
    by_name,
    by_numbers,
    by_weekday,
    months_later,
    words_of,
)


def read_past(text: str, today: dt.date) -> dt.date | None:
    """Return the day from which on somebody means who writes `text` on `today`: "1 May", "week".

    A date without a year is the last one, a span and a week are counted back, "this month" is its
    first day. None where it is no date, or one that has not come yet.
    """
    words = words_of(text) if len(text) <= LONGEST else []
    is_this = not _THIS.isdisjoint(words)
    words = [each for each in words if each not in _GONE]
    if (days := _near(words)) is not None:
        return today - dt.timedelta(days=days)
    a_year_ago = months_later(today, -12) + dt.timedelta(days=1)
    try:
        day = (
            by_iso(text, a_year_ago)
            or _year(words)
            or by_name(" ".join(words), a_year_ago)
            or by_numbers(text, a_year_ago)
        )
    except (ValueError, OverflowError):  # 31 February
        return None
    if day is None and (counted := _counted(words)) is not None:
        count, unit = counted
        day = _begin(today, unit) if is_this else _back(today, count, unit)
    day = day or by_weekday(" ".join(words), today - dt.timedelta(days=8))
    return day if day is not None and day <= today else None


def looks_like_past(text: str) -> bool:
    """Whether `text` is a try at a time gone by: all its words are of dates, one more than "in".

    A number alone is none.
    """
    words = [each for each in words_of(text) if each not in _GONE]
    said = [each for each in words if each not in SMALL or each in _OF_WEEKS]
    if not 0 < len(said) <= MOST_WORDS or (len(words) == 1 and words[0].isdigit()):
        return False
    is_known = all(each in KNOWN or NUMBER.fullmatch(each) for each in words)
    return is_known or _near(words) is not None


_JUST: Final = {
    "today": 0, "vandaag": 0, "aujourd hui": 0, "hoy": 0, "hoje": 0,
    "yesterday": 1, "gisteren": 1, "hier": 1, "ayer": 1, "ontem": 1,
    "eergisteren": 2, "avant hier": 2, "anteayer": 2, "day before yesterday": 2,
}  # fmt: skip
_THIS: Final = frozenset("this deze dit cette ce esta este".split())
# Around a time gone by, and no part of it.
_GONE: Final = (
    PAST
    | _THIS
    | frozenset(
        "since sinds sedert vanaf depuis desde past laatste voorbije derniers dernieres passe"
        " passee passes passees pasado pasados pasadas ultimo ultima ultimos ultimas il y van los"
        " las lo".split()
    )
)
_OF_WEEKS: Final = frozenset(UNITS)
_EARLIEST: Final = dt.date(1980, 1, 1)


def _near(words: list[str]) -> int | None:
    """Yesterday and its like, among small words; in days."""
    said = " ".join(words)
    bare = " ".join(each for each in words if each not in SMALL)
    return _JUST.get(said, _JUST.get(bare))


def _year(words: list[str]) -> dt.date | None:
    is_year = len(words) == 1 and re.fullmatch(r"(?:19|20)\d\d", words[0])
    return dt.date(int(words[0]), 1, 1) if is_year else None


def _counted(words: list[str]) -> tuple[int, str] | None:
    """A number of days, weeks, months or years; one where none is said."""
    for at, word in enumerate(words):
        if word in UNITS:
            before = words[at - 1] if at else ""
            is_number = before.isascii() and before.isdigit()
            return (int(before) if is_number else COUNTS.get(before, 1)), UNITS[word]
    return None


def _back(today: dt.date, count: int, unit: str) -> dt.date:
    days = {"day": 1, "week": 7, "month": 31, "year": 366}[unit] * count
    if days > (today - _EARLIEST).days:
        return _EARLIEST
    if unit in ("day", "week"):
        return today - dt.timedelta(days=days)
    return months_later(today, -count * (12 if unit == "year" else 1))


def _begin(today: dt.date, unit: str) -> dt.date:
    match unit:
        case "week":
            return today - dt.timedelta(days=today.weekday())
        case "month":
            return today.replace(day=1)
        case "year":
            return today.replace(month=1, day=1)
        case _:
            return today
