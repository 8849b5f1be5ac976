"""The letters by which facilitators shape a group, as they get them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dgroup.mail.quotes import own_words
from dgroup.mail.render import Letters
from dgroup.reading.setting_reading import find_key
from dgroup.reading.setting_words import SECTIONS
from dgroup.reading.tasks import read_tasks
from tests.mail.shaping_letters import DATA, told

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
LANGUAGES = ("en", "nl", "fr", "es")


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters([ROOT / "templates"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATA)
def test_each_letter_reads_as_its_golden_file(letters: Letters, name: str, language: str) -> None:
    """A letter with fixed data is, character by character, the one that a person has read."""
    text = letters.render(name.partition(":")[0], language, told(name, language))
    golden = (GOLDEN / language / f"{name.replace(':', '_')}.txt").read_text(encoding="utf-8")
    assert f"Subject: {text.subject}\n\n{text.plain}" == golden


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATA)
def test_letters_fit_a_narrow_screen(letters: Letters, name: str, language: str) -> None:
    """No line is longer than 72 columns, and at most three things to do next are offered."""
    text = letters.render(name.partition(":")[0], language, told(name, language))
    assert max(map(len, text.plain.split("\n"))) <= 72
    assert text.plain.count("\n- ") <= 3
    assert "\n\n\n" not in text.plain
    assert " ." not in text.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_settings_is_one_page(letters: Letters, language: str) -> None:
    """All settings have room on some fifty lines, each with the line that changes it."""
    plain = letters.render("settings/settings", language, told("settings/settings", language)).plain
    assert plain.count("\n") <= 56
    assert plain.count("[") == 27  # of which one is the name in front of subjects


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DATA)
def test_letters_are_no_quotes(letters: Letters, name: str, language: str) -> None:
    """None of our sentences is taken for the beginning of a quote, or a signature."""
    plain = letters.render(name.partition(":")[0], language, told(name, language)).plain
    assert own_words(plain).split() == plain.split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_line_of_the_list_is_understood(letters: Letters, language: str) -> None:
    """What stands in brackets is a task of a facilitator's, for the setting beside it."""
    plain = letters.render("settings/settings", language, told("settings/settings", language)).plain
    lines = re.findall(r"\[([^\]]+)\]$", plain, re.MULTILINE)
    keys = [key for keys in SECTIONS.values() for key in keys]
    assert len(lines) == len(keys)
    for key, line in zip(keys, lines, strict=True):
        (order,) = read_tasks("", line, {"practice"}, is_in_charge=True)
        verb = {"purpose": "description", "welcome": "welcome", "questions": "questions"}
        assert order.verb == verb.get(key, "set")
        if order.verb == "set":
            assert (find_key(order.argument) or ("",))[0] == key
