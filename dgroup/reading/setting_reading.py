"""Settings as people write them become their names and typed values, and the other way round.

All words of all languages are understood, whoever writes; so are the names in the configuration.
Times, sizes and numbers are read with the units that people put behind them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from dgroup.config import SETTING_KINDS, parse_setting, show_setting
from dgroup.domain.words import Word, fold_word
from dgroup.reading.arguments import read_argument, read_switch_word
from dgroup.reading.periods import period_words, read_period
from dgroup.reading.setting_words import KEY_WORDS, OPERATORS, SWITCHES, VALUE_WORDS
from dgroup.reading.zones import find_zone

Setting = int | str | bool


def find_key(text: str) -> tuple[str, str] | None:
    """Return the setting that `text` begins with, and what stands behind it; None for none.

    "set group copy off" without its first word gives ("copy", "off").
    """
    tokens = text.split()
    while tokens and fold_word(tokens[0]) in _GROUP and len(tokens) > 1:
        if fold_word(" ".join(tokens[:2])) in _keys():  # "group title"
            break
        tokens = tokens[1:]
    for count in range(min(len(tokens), _LONGEST_KEY), 0, -1):
        head, tail = " ".join(tokens[:count]), tokens[count:]
        word, mark, glued = head.partition("=")  # "join=open"
        key = _keys().get(fold_word(word))
        if key is None:
            continue
        value = " ".join([glued, *tail] if mark else tail)
        return key, value.lstrip("=: ").strip()
    return None


def nearest_setting(text: str) -> str:
    """Return the setting whose name is most like the first words of `text`."""
    tokens = [each for each in text.split() if fold_word(each) not in _GROUP] or text.split()
    heads = [fold_word(" ".join(tokens[:count])) for count in (1, 2)]
    scored = (
        (difflib.SequenceMatcher(None, head, word).ratio(), key)
        for head in heads
        for word, key in _keys().items()
    )
    return max(scored)[1]


def read_value(key: str, text: str) -> Setting:
    """Return the typed value that somebody wrote, in whichever language.

    Raises Refused where it is none.
    """
    said = text.strip().strip("\"'“”«»").strip()
    folded = fold_word(said)
    if canonical := _values().get((key, folded)):
        return parse_setting(key, canonical)
    if key == "summary_every":
        days = read_period(said)
        return parse_setting(key, said if days is None else str(days))
    kind = SETTING_KINDS[key].name
    if kind == "boolean":
        return parse_setting(key, read_switch_word(said) or said)
    if key == "language" and (found := read_argument(_LANGUAGE, said.split(), None)):
        return parse_setting(key, found[1])
    if key == "timezone":
        return parse_setting(key, find_zone(said) or said)
    said = said.rstrip(".,;!")
    if kind == "number":
        number = _NUMBER.fullmatch(said)
        return parse_setting(key, "0" if folded in _NONE else number[1] if number else said)
    if kind in ("duration", "size"):
        return parse_setting(key, "0" if folded in _NONE else _in_units(said))
    return parse_setting(key, said)


def key_word(key: str, language: str) -> str:
    """Return the word for a setting that a letter shows to be typed."""
    return KEY_WORDS.get(language[:2], KEY_WORDS["en"])[key].partition("|")[0]


def value_word(key: str, value: Setting, language: str) -> str:
    """Return how a letter shows a value to be typed: the reader's word, or number and unit."""
    language = language[:2] if language[:2] in KEY_WORDS else "en"
    if isinstance(value, bool):
        return SWITCHES[language][0 if value else 1]
    if key == "summary_every":
        return period_words(int(value), language)
    words = VALUE_WORDS[language].get(key, {}).get(str(value))
    if words:
        return words.partition("|")[0]
    return show_setting(key, value).replace("MiB", "MB").replace("KiB", "kB")


def is_nothing(text: str) -> bool:
    """Say whether a text is only a word for no text: "none", "leeg", "vide", "vacío"."""
    return fold_word(text) in _NONE or text.strip() in ("-", "--")


_GROUP: Final = frozenset("group groep groupe grupo the de du del".split())
_NONE: Final = frozenset(
    "none empty nothing clear geen leeg niets vide aucun aucune rien vacio ninguno nada".split()
)
_LONGEST_KEY: Final = 5  # words
_LANGUAGE: Final = Word("language", "", "language")
_NUMBER: Final = re.compile(
    r"(\d{1,6})\s*(?:[:.h]00|h|uur|hours?|heures?|horas?|hrs?|posts?|messages?|mensajes?|berichten)?",
    re.IGNORECASE,
)
_MEASURE: Final = re.compile(r"(\d+)\s*([^\W\d_]*)\.?")
_UNITS: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "s": "s sec secs second seconds seconde secondes seconden segundo segundos",
        "m": "min mins minute minutes minuut minuten minuto minutos",
        "h": "h hr hrs hour hours uur uren heure heures hora horas",
        "d": "d day days dag dagen jour jours dia dias",
        "MiB": "mb mo megabyte megabytes mib mega megas",
        "KiB": "kb ko kilobyte kilobytes kib",
    }.items()
    for word in words.split()
}


def _in_units(text: str) -> str:
    """A time or size with units as the configuration writes them: "2 heures" is "2h"."""
    return _MEASURE.sub(lambda hit: hit[1] + _UNITS.get(fold_word(hit[2]), hit[2]), text)


@cache
def _keys() -> Mapping[str, str]:
    """Every word for a setting, folded -> its name."""
    found = {fold_word(key): key for key in SETTING_KINDS if key not in OPERATORS}
    for rows in KEY_WORDS.values():
        for key, words in rows.items():
            found |= {fold_word(word): key for word in words.split("|")}
    return found


@cache
def _values() -> Mapping[tuple[str, str], str]:
    """Every word for a value, with its setting -> the value as the configuration names it."""
    found: dict[tuple[str, str], str] = {}
    for rows in VALUE_WORDS.values():
        for key, values in rows.items():
            for value, words in values.items():
                found |= {(key, fold_word(word)): value for word in words.split("|")}
    return found
