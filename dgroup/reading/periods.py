"""How often something comes: "weekly", "every 10 days", "om de twee weken", "off". Pure.

A period is a number of days; 0 is never. A month is four weeks, so that a day of the week stays.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.words import fold_word
from dgroup.reading.words_of_choice import NUMBERS


def read_period(text: str) -> int | None:
    """Return the days between two times, 0 for never; None where that is not what was said."""
    words = [_NUMBER.sub(r"\1 \2", each) for each in fold_word(text).split()]
    said = [each for word in words for each in word.split() if each not in _SMALL]
    if len(said) == 1 and said[0] in _NEVER:
        return 0
    if len(said) == 1 and said[0] in _ALONE:
        return _ALONE[said[0]]
    count = 1
    if len(said) > 1 and said[0] in _OTHER:
        count = 2
        del said[0]
    elif said and (said[0].isdecimal() or said[0] in NUMBERS):
        count = int(said[0][:_DIGITS]) if said[0].isdecimal() else NUMBERS[said[0]]
        del said[0]
        said = said or ["days"]
    if len(said) != 1 or said[0] not in _UNITS:
        return None
    return count * _UNITS[said[0]]


def period_words(days: int, language: str) -> str:
    """Return a period as somebody may type it: "weekly", "tous les 10 jours", "uit"."""
    never, daily, weekly, weeks, other = _WRITTEN.get(language[:2], _WRITTEN["en"])
    if days < 2:
        return daily if days else never
    if days % 7:
        return other.format(days)
    return weekly if days == 7 else weeks.format(days // 7)


_NUMBER: Final = re.compile(r"^(\d{1,6})([^\W\d_]{1,20})$")  # "10d"
_DIGITS: Final = 6  # of more all numbers are too large
_SMALL: Final = frozenset(
    "every each once one a an per the elke elk iedere ieder eens om de een tous tout toutes toute"
    " les chaque une un fois par cada el la los las una al".split()
)
_OTHER: Final = frozenset("other andere".split())  # "every other week"
_NEVER: Final = frozenset(
    "off never no none stop 0 uit nooit nee geen non jamais aucun aucune arreter desactive"
    " nunca ninguno ninguna apagado desactivado".split()
)
_ALONE: Final = {
    **dict.fromkeys("daily dagelijks dagelijkse quotidien quotidienne diario diaria".split(), 1),
    **dict.fromkeys("weekly wekelijks wekelijkse hebdomadaire hebdo semanal on aan".split(), 7),
    **dict.fromkeys("fortnightly biweekly tweewekelijks quinzaine quincenal".split(), 14),
    **dict.fromkeys("monthly maandelijks maandelijkse mensuel mensuelle mensual".split(), 28),
    **dict.fromkeys("fortnight fortnights".split(), 14),
}
_UNITS: Final = {
    **dict.fromkeys("d day days dag dagen jour jours dia dias".split(), 1),
    **dict.fromkeys("w week weeks weken semaine semaines semana semanas".split(), 7),
    **dict.fromkeys("month months maand maanden mois mes meses".split(), 28),
}
_WRITTEN: Final = {
    "en": ("off", "daily", "weekly", "every {} weeks", "every {} days"),
    "nl": ("uit", "dagelijks", "wekelijks", "elke {} weken", "elke {} dagen"),
    "fr": (
        *("non", "tous les jours", "toutes les semaines"),
        *("toutes les {} semaines", "tous les {} jours"),
    ),
    "es": ("no", "cada día", "cada semana", "cada {} semanas", "cada {} días"),
}
