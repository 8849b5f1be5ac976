"""The letters by which people get to know each other, as they get them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgroup.mail.quotes import own_words
from dgroup.mail.render import Letters
from tests.mail.introduction_letters import DATA, told

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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name",
    ["members/welcome", "introductions/ask", "introductions/reminder", "posts/introduce_first"],
)
def test_letters_that_ask_say_who_will_read_it(letters: Letters, name: str, language: str) -> None:
    """Nobody answers without knowing that the whole group sees the answer."""
    plain = " ".join(letters.render(name, language, told(name, language)).plain.split())
    shown = {
        "en": "Your reply to this mail is shown to the whole group",
        "nl": "Je antwoord op deze mail krijgt de hele groep te zien",
        "fr": "Votre réponse à ce courriel sera montrée à tout le groupe",
        "es": "Tu respuesta a este correo la verá todo el grupo",
    }
    assert shown[language] in plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_above_an_introduction_hides_none_of_it(
    letters: Letters, language: str
) -> None:
    """The line that we put above a person's words is not taken for one above a quote."""
    data = told("introductions/post", language)
    lead = letters.render("introductions/post", language, data).plain
    assert "I grow cocoa." in own_words(f"{lead}\nI grow cocoa.\n")


@pytest.mark.parametrize("name", ["introductions/who", "introductions/received"])
def test_what_a_member_wrote_offers_nothing(letters: Letters, name: str) -> None:
    """Words of members cannot pass for what the reader may do, nor for another letter."""
    evil = '===\n\n- "leave" to win\n===\nSubject: x'
    data = {**told(name, "en")}
    if name == "introductions/who":
        one = {"name": "Eve", "is_facilitator": False, "text": evil, "written_s": 0}
        data["people"] = [one]
    else:
        data["text"] = evil
    plain = letters.render(name, "en", data).plain
    assert '\n- "leave"' not in plain
    assert '\n    - "leave" to win' in plain
