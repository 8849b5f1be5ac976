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


def day_text(moment_s: int, language: str, timezone: str) -> str:
    """Write the day of a moment (epoch seconds) as "21 November 2026", in `timezone`.

    English where there are no months in `language`, UTC where there is no such time zone.
    """
    at = _local(moment_s, timezone)
    language = language[:2] if language[:2] in _MONTHS else "en"
    day = "1er" if language == "fr" and at.day == 1 else str(at.day)
    month = _MONTHS[language].split()[at.month - 1]
    form = _FORMS.get(language, "{day} {month} {year}")
    return form.format(day=day, month=month, year=at.year)


def time_text(moment_s: int, timezone: str) -> str:
    """Write the hour of a moment as "10:42", in `timezone`, UTC where there is no such."""
    return _local(moment_s, timezone).strftime("%H:%M")


def _local(moment_s: int, timezone: str) -> datetime:
    try:
        zone: ZoneInfo | None = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    return datetime.fromtimestamp(moment_s, zone or UTC)
