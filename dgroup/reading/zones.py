"""Time zones as people write them: by name, or by a city or country; case and accents ignored."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Final

from dgroup.domain.words import fold_word
from dgroup.mail.cities import CITIES


def find_zone(text: str) -> str | None:
    """Return the time zone that `text` names, as in the tz database; None where it names none.

    "Nairobi", "Nairobi, Kenya", "africa nairobi" and "Kenia" are all "Africa/Nairobi".
    """
    if len(text) > _LONGEST:
        return None
    for said in (text, *text.replace("(", ",").split(",")[:1]):
        if found := _zones().get(fold_word(said)):
            return found
    return None


def near_zones(text: str) -> tuple[str, ...]:
    """Return up to three time zones that `text` may be a misspelling of, the nearest first."""
    folded = fold_word(text[:_LONGEST])
    found = get_close_matches(folded, _zones(), n=2 * _MOST_NEAR, cutoff=_LIKE)
    return tuple(dict.fromkeys(_zones()[each] for each in found))[:_MOST_NEAR]


_LONGEST: Final = 60  # characters
_MOST_NEAR: Final = 3
_LIKE: Final = 0.75


@cache
def _zones() -> Mapping[str, str]:
    """Every name, folded -> its zone; of several zones with one city, the shortest."""
    import zoneinfo  # only where a zone is set: 7 ms

    known = zoneinfo.available_timezones()
    names = sorted((each for each in known if _is_place(each)), key=lambda each: (len(each), each))
    found: dict[str, str] = {}
    for rows in CITIES.values():
        for zone, cities in rows.items():
            if zone in known:
                found |= {fold_word(city): zone for city in cities.split("|")}
    for name in names:
        found.setdefault(fold_word(name.rpartition("/")[2]), name)
    return found | {fold_word(name): name for name in (*names, "UTC")}


def _is_place(name: str) -> bool:
    """Whether a zone is called after a place; "Etc/GMT+3" is three hours *behind*."""
    return "/" in name and not name.startswith(
        ("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")
    )
