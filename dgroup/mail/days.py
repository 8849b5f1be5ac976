"""Days as people write them in the languages of the letters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# By language: the names of the months, and how a day is put together.
_MONTHS: Final = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio"
    " julio agosto septiembre octubre noviembre diciembre",
}
_FORMS: Final = {"es": "{day} de {month} de {year}"}
# A day of these weeks; and days from one to another, within a month and over its end.
_SHORT_FORMS: Final = {"es": "{day} de {month}"}
_ON: Final = {"en": "on {0}", "nl": "op {0}", "fr": "le {0}", "es": "el {0}"}
_FROM_TO: Final = {
    "en": "from {0} to {1}",
    "nl": "van {0} tot en met {1}",
    "fr": "du {0} au {1}",
    "es": "del {0} al {1}",
}


def day_text(moment_s: int, language: str, timezone: str) -> str:
    """Write the day of a moment (epoch seconds) as "21 November 2026", in `timezone`.

    English where there are no months in `language`, UTC where there is no such time zone.
    """
    at, language = _local(moment_s, timezone), _known(language)
    form = _FORMS.get(language, "{day} {month} {year}")
    return form.format(day=_number(at, language), month=_month(at, language), year=at.year)


def short_day_text(moment_s: int, language: str, timezone: str) -> str:
    """Write the day of a moment not long ago as "21 November"."""
    at, language = _local(moment_s, timezone), _known(language)
    form = _SHORT_FORMS.get(language, "{day} {month}")
    return form.format(day=_number(at, language), month=_month(at, language))


def days_text(first_s: int, last_s: int, language: str, timezone: str) -> str:
    """Write when something was as "from 14 to 21 November", or "on 21 November" for one day."""
    first, last = _local(first_s, timezone), _local(last_s, timezone)
    language = _known(language)
    end = short_day_text(last_s, language, timezone)
    if first.date() == last.date():
        return _ON[language].format(end)
    is_same_month = (first.year, first.month) == (last.year, last.month)
    begin = _number(first, language)
    if not is_same_month:
        begin = short_day_text(first_s, language, timezone)
    return _FROM_TO[language].format(begin, end)


def time_text(moment_s: int, timezone: str) -> str:
    """Write the hour of a moment as "10:42", in `timezone`, UTC where there is no such."""
    return _local(moment_s, timezone).strftime("%H:%M")


def _known(language: str) -> str:
    return language[:2] if language[:2] in _MONTHS else "en"


def _number(at: datetime, language: str) -> str:
    return "1er" if language == "fr" and at.day == 1 else str(at.day)


def _month(at: datetime, language: str) -> str:
    return _MONTHS[language].split()[at.month - 1]


def _local(moment_s: int, timezone: str) -> datetime:
    try:
        zone: ZoneInfo | None = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    return datetime.fromtimestamp(moment_s, zone or UTC)
