"""Dates as people write them in a mail: "3 January", "24/12", "maandag", "deux semaines".

All languages are read at once, whatever the language of the mail. A date between slashes begins
with the day, as in the countries where these languages are spoken, unless only the month can.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from dgroup.domain.words import fold_word


def read_date(text: str, today: dt.date, language: str = "") -> dt.date | None:
    """Return the day that `text` means to somebody who writes it on `today`.

    A date without a year is the next one, `today` included; a weekday is never `today`. None where
    it is no date, past, or beyond two years. `language` is what the mail is in, if known; no date
    of the five languages depends on it so far.
    """
    if len(text) > LONGEST or not PAST.isdisjoint(words_of(text)):
        return None
    for read in _READERS:
        try:
            day = read(text, today)
        except (ValueError, OverflowError):  # 31 February; 99999 weeks
            return None
        if day is not None:
            return day if today <= day <= months_later(today, 24) else None
    return None


def looks_like_date(text: str) -> bool:
    """Whether `text` is a try at a date: all its words are of dates, one more than "in"."""
    words = words_of(text)
    return (
        0 < len(words) <= MOST_WORDS
        and all(each in KNOWN or NUMBER.fullmatch(each) for each in words)
        and not all(each in SMALL for each in words)
    )


LONGEST: Final = 80
MOST_WORDS: Final = 10
NUMBER: Final = re.compile(r"\d{1,4}(?:st|nd|rd|th|er|e|de|ste|º|o|a)?")

_MONTHS: Final = {
    word: number
    for number, row in enumerate(
        (
            "january jan januari janvier janv enero ene janeiro",
            "february feb februari fevrier fev fevr febrero fevereiro",
            "march mar maart mrt mars marzo marco",
            "april apr avril avr abril abr",
            "may mei mai mayo maio",
            "june jun juni juin junio junho",
            "july jul juli juillet juil julio julho",
            "august aug augustus aout agosto ago",
            "september sep sept septembre septiembre setiembre setembro set",
            "october oct oktober okt octobre octubre outubro out",
            "november nov novembre noviembre novembro",
            "december dec decembre diciembre dic dezembro dez",
        ),
        1,
    )
    for word in row.split()
}
_WEEKDAYS: Final = {
    word: number
    for number, row in enumerate(
        (
            "monday mon maandag lundi lunes",
            "tuesday tue tues dinsdag mardi martes",
            "wednesday wed woensdag mercredi miercoles",
            "thursday thu thur thurs donderdag jeudi jueves",
            "friday fri vrijdag vendredi viernes",
            "saturday sat zaterdag samedi sabado",
            "sunday sun zondag dimanche domingo",
        )
    )
    for word in row.split()
}
UNITS: Final = {
    word: unit
    for unit, row in {
        "day": "day days dag dagen jour jours dia dias",
        "week": "week weeks weken semaine semaines semana semanas wk",
        "month": "month months maand maanden mois mes meses",
        "year": "year years jaar an ans annee annees ano anos",
    }.items()
    for word in row.split()
}
COUNTS: Final = {
    word: number
    for number, row in enumerate(
        (
            "a an one een un une una uno um uma",
            "two twee deux dos dois duas",
            "three drie trois tres",
            "four vier quatre cuatro quatro",
            "five vijf cinq cinco",
            "six zes seis",
            "seven zeven sept siete",
            "eight acht huit ocho oito",
            "nine negen neuf nueve nove",
            "ten tien dix diez dez",
            "eleven elf onze once",
            "twelve twaalf douze doce",
        ),
        1,
    )
    for word in row.split()
}
_NEAR: Final = {
    "today": 0, "vandaag": 0, "aujourd hui": 0, "hoy": 0,
    "tomorrow": 1, "morgen": 1, "demain": 1, "manana": 1, "amanha": 1,
    "day after tomorrow": 2, "overmorgen": 2, "apres demain": 2, "pasado manana": 2,
    "next week": 7, "volgende week": 7, "la semaine prochaine": 7, "semaine prochaine": 7,
    "la proxima semana": 7, "proxima semana": 7, "la semana que viene": 7, "la semana proxima": 7,
}  # fmt: skip
PAST: Final = frozenset("ago last geleden vorige afgelopen dernier derniere hace pasada".split())
_FIRST: Final = frozenset("first eerste premier primero primeiro".split())
_ENDS: Final = frozenset("end eind einde fin finales fim".split())
# Around a date, and no part of it.
SMALL: Final = frozenset(
    "until till til to the of on in for from now and incl including included through up next coming"
    " this begin start tot tm t m en met de het voor van nu af over op komende volgende aanstaande"
    " ongeveer jusqu jusque au a le la les du des d pour durant pendant dans prochain prochaine"
    " inclus hasta el al del por durante dentro proximo proxima que viene hasta ate o rest"
    " vanaf weer inclusive s retour".split()
)
KNOWN: Final = frozenset(
    {*_MONTHS, *_WEEKDAYS, *UNITS, *COUNTS, *SMALL, *_FIRST, *_ENDS}
    | {word for phrase in _NEAR for word in phrase.split()}
)

_ISO: Final = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_NUMBERS: Final = re.compile(
    r"\b(\d{1,2})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{4}|\d{2}))?\b(?![-/]\d)"
)


def words_of(text: str) -> list[str]:
    """Return the words of a text as those of dates are compared."""
    return fold_word(text).split()


def _near(text: str, today: dt.date) -> dt.date | None:
    words = words_of(text)
    while words and words[0] in SMALL and " ".join(words) not in _NEAR:
        del words[0]
    days = _NEAR.get(" ".join(words))
    return None if days is None else today + dt.timedelta(days=days)


def by_iso(text: str, today: dt.date) -> dt.date | None:
    """Return the day of "2026-12-24"; None for none. ValueError: no such day."""
    hit = _ISO.search(text)
    return dt.date(int(hit[1]), int(hit[2]), int(hit[3])) if hit else None


def by_numbers(text: str, today: dt.date) -> dt.date | None:
    """Return the day of "24/12", the next one; None where there is none. ValueError as above."""
    hit = _NUMBERS.search(text)
    if hit is None:
        return None
    day, month, year = int(hit[1]), int(hit[2]), hit[3]
    if month > 12 >= day:
        day, month = month, day
    return _next(today, day, month, _full_year(year))


def by_name(text: str, today: dt.date) -> dt.date | None:
    """A day and the name of a month in either order, or a month alone: its first, or last, day."""
    words = words_of(text)
    place = next(
        (at for at, each in enumerate(words) if each in _MONTHS and _is_month(words, at)), -1
    )
    if place < 0:
        return None
    month = _MONTHS[words[place]]
    year = next((int(each) for each in words if re.fullmatch(r"20\d\d", each)), None)
    around = [*reversed(words[:place]), *words[place + 1 :]]
    day = next((number for each in around if (number := _day(each)) is not None), None)
    if day is None and _ENDS & set(words[:place]):
        first = _next(today, 1, month, year)
        if year is None and first.year > today.year and month == today.month:
            first = first.replace(year=today.year)
        return months_later(first, 1) - dt.timedelta(days=1)
    return _next(today, 1 if day is None else day, month, year)


def _span(text: str, today: dt.date) -> dt.date | None:
    words = words_of(text)
    for count, unit in pairwise(words):
        number = int(count) if count.isascii() and count.isdigit() else COUNTS.get(count)
        if number is not None and unit in UNITS:
            match UNITS[unit]:
                case "day":
                    return today + dt.timedelta(days=number)
                case "week":
                    return today + dt.timedelta(weeks=number)
                case "month":
                    return months_later(today, number)
                case _:
                    return months_later(today, 12 * number)
    return None


def by_weekday(text: str, today: dt.date) -> dt.date | None:
    """Return the first such day of the week after `today`; None where none is named."""
    found = next((_WEEKDAYS[each] for each in words_of(text) if each in _WEEKDAYS), None)
    if found is None:
        return None
    return today + dt.timedelta(days=(found - today.weekday() - 1) % 7 + 1)


_READERS: Final[tuple[Callable[[str, dt.date], dt.date | None], ...]] = (
    _near,
    by_iso,
    by_name,  # before numbers: "3 January - 2027"
    by_numbers,
    _span,
    by_weekday,  # last: "Monday 3 January" is that day
)


def _is_month(words: list[str], place: int) -> bool:
    """ "Set", "out" and French "sept" are months only beside a number."""
    if words[place] not in ("set", "out", "sept", "may", "dez", "mar"):
        return True
    near = words[max(0, place - 2) : place + 2]
    return len(words) == 1 or any(_day(each) is not None for each in near)


def _day(word: str) -> int | None:
    if word in _FIRST:
        return 1
    if not NUMBER.fullmatch(word):
        return None
    number = int(re.sub(r"\D", "", word))
    return number if 1 <= number <= 31 else None


def _next(today: dt.date, day: int, month: int, year: int | None) -> dt.date:
    """That day, in this year or the next where none was said."""
    if year is not None:
        return dt.date(year, month, day)
    for later in range(5):  # 29 February may be years away; then it is refused as too far
        try:
            found = dt.date(today.year + later, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise ValueError(f"no day {day} in month {month}")


def _full_year(text: str | None) -> int | None:
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of another month, or its last; ValueError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
