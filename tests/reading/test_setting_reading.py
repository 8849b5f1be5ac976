"""Settings by the words that people use: found, read, and shown again."""

from __future__ import annotations

import pytest

from dgroup.commands.texts import TEXTS
from dgroup.config import SETTING_KINDS
from dgroup.domain.words import fold_word
from dgroup.errors import Refused
from dgroup.reading.setting_reading import (
    find_key,
    is_nothing,
    key_word,
    nearest_setting,
    read_value,
    value_word,
)
from dgroup.reading.setting_words import (
    EXAMPLES,
    KEY_WORDS,
    OPERATORS,
    SECTIONS,
    VALUE_WORDS,
)

LANGUAGES = ("en", "nl", "fr", "es")
LISTED = [key for keys in SECTIONS.values() for key in keys]
OF_WORDS = [key for key in LISTED if SETTING_KINDS[key].name == "choice"]


def test_every_setting_of_a_group_is_somebodys() -> None:
    """A new key of [groups] has to be listed for facilitators, or left to the operator."""
    assert sorted([*LISTED, *OPERATORS]) == sorted(SETTING_KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_setting_has_words(language: str) -> None:
    """In each language each setting has a name, and each of its values a word."""
    assert set(KEY_WORDS[language]) == set(LISTED)
    assert set(VALUE_WORDS[language]) == set(OF_WORDS)
    for key in OF_WORDS:
        expected = SETTING_KINDS[key].expects.removeprefix("one of ").split(", ")
        assert list(VALUE_WORDS[language][key]) == expected


@pytest.mark.parametrize("key", LISTED)
def test_every_setting_can_be_shown_with_values(key: str) -> None:
    """It is a text, a switch, one of a few words, or has examples."""
    is_switch = SETTING_KINDS[key].name == "boolean"
    assert key in TEXTS or is_switch or key in OF_WORDS or key in EXAMPLES


def test_no_word_names_two_settings() -> None:
    """Whatever the language, a word means one setting only."""
    found: dict[str, str] = {}
    for rows in KEY_WORDS.values():
        for key, words in rows.items():
            for word in words.split("|"):
                assert found.setdefault(fold_word(word), key) == key, word


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", LISTED)
def test_what_a_letter_shows_is_understood(key: str, language: str) -> None:
    """The words of a letter, typed back, are the setting and the value that it showed."""
    values = VALUE_WORDS["en"].get(key) or EXAMPLES.get(key) or (True, False)
    for value in () if key in TEXTS else values:
        line = f"{key_word(key, language)} {value_word(key, value, language)}"
        found = find_key(line)
        assert found is not None
        assert (found[0], read_value(*found)) == (key, value), line


SAID: list[tuple[str, str, object]] = [
    ("group copy off", "copy", False),
    ("groep kopie uit", "copy", False),
    ("join=open", "join", "open"),
    ("Join: open.", "join", "open"),
    ("who may join anyone", "join", "open"),
    ("Toegang op uitnodiging", "join", "invite"),
    ("inscription sur invitation", "join", "invite"),
    ("reply to author", "reply_to", "author"),
    ("reply_to both", "reply_to", "both"),
    ("répondre à l'auteur", "reply_to", "author"),
    ("réponses à l'auteur", "reply_to", "author"),
    ("moderate_first_posts 2", "moderate_first_posts", 2),
    ("first posts none", "moderate_first_posts", 0),
    ("primeros mensajes 3 mensajes", "moderate_first_posts", 3),
    ("zone Nairobi", "timezone", "Africa/Nairobi"),
    ("time zone america/lima", "timezone", "America/Lima"),
    ("tijdzone Atlantis", "timezone", None),
    ("digest hour 7:00", "digest_hour", 7),
    ("heure 18 h", "digest_hour", 18),
    ("uur van overzicht 8 uur", "digest_hour", 8),
    ("digest hour 25", "digest_hour", None),
    ("taille 5 Mo", "max_post_size", 5 << 20),
    ("size 500 kB", "max_post_size", 500 << 10),
    ("introduction hold 2 heures", "introduction_hold", 7200),
    ("bedenktijd geen", "introduction_hold", 0),
    ("introduction hold 1 hour 30 minutes", "introduction_hold", 5400),
    ("language Dutch", "language", "nl"),
    ("idioma francés", "language", "fr"),
    ("language Klingon", "language", None),
    ("title Learning about Cocoa", "title", "Learning about Cocoa"),
    ("group title Cocoa", "title", "Cocoa"),
    ("hidden oui", "hidden", True),
    ("prefix maybe", "subject_prefix", None),
    ("día del informe miércoles", "desk_day", "wednesday"),
    ("report day never", "desk_day", "off"),
    ("post", "post", None),
    ("summary weekly", "summary_every", 7),
    ("summary: every week", "summary_every", 7),
    ("summaries every 10 days", "summary_every", 10),
    ("summary every 10 days", "summary_every", 10),
    ("summary every other week", "summary_every", 14),
    ("summary 10d", "summary_every", 10),
    ("summary once a month", "summary_every", 28),
    ("summary off", "summary_every", 0),
    ("summary_every=21", "summary_every", 21),
    ("summary every 93 days", "summary_every", None),
    ("summary when there is something", "summary_every", None),
    ("samenvatting om de twee weken", "summary_every", 14),
    ("samenvatting elke 3 dagen", "summary_every", 3),
    ("samenvatting uit", "summary_every", 0),
    ("synthèse toutes les deux semaines", "summary_every", 14),
    ("synthèse tous les 10 jours", "summary_every", 10),
    ("résumé jamais", "summary_every", 0),
    ("resumen cada tres días", "summary_every", 3),
    ("resumen nunca", "summary_every", 0),
    ("summary day thursday", "summary_day", "thursday"),
    ("jour du résumé jeudi", "summary_day", "thursday"),
    ("summary hour 17:00", "summary_hour", 17),
    ("summary to members", "summary_to", "members"),
    ("samenvatting aan iedereen", "summary_to", "members"),
    ("draft skip", "summary_unanswered", "skip"),
    ("borrador enviar", "summary_unanswered", "send"),
    ("private yes", "private", True),
]


@pytest.mark.parametrize(("line", "key", "value"), SAID)
def test_people_say_it_in_their_own_words(line: str, key: str, value: object) -> None:
    """Names and values of any language are read, with units and small words."""
    found = find_key(line)
    assert found is not None
    assert found[0] == key
    if value is None:
        with pytest.raises(Refused):
            read_value(*found)
    else:
        assert read_value(*found) == value


@pytest.mark.parametrize(
    "line", ["", "from author", "the table for ten", "digest", "smtp.listen 1"]
)
def test_other_lines_name_no_setting(line: str) -> None:
    """What is no setting of a facilitator's is none, also where the operator has one."""
    assert find_key(line) is None


@pytest.mark.parametrize(
    ("text", "key"),
    [("jion open", "join"), ("footr", "footer"), ("tijdzoen Nairobi", "timezone"), ("", "hidden")],
)
def test_the_nearest_setting_is_found(text: str, key: str) -> None:
    """A misspelt name leads to the one that was meant."""
    assert nearest_setting(text) == key or not text


@pytest.mark.parametrize("text", ["none", "Empty.", "leeg", "vide", "vacío", "-", "(none)"])
def test_words_for_nothing(text: str) -> None:
    """A word that stands for no text is one in each language."""
    assert is_nothing(text)
    assert not is_nothing(f"{text} of us is alone")


def test_an_unknown_language_has_english_words() -> None:
    """Where letters come from the operator's own folder, the words to type are English."""
    assert (key_word("join", "pt"), value_word("join", "open", "pt")) == ("join", "open")
    assert value_word("hidden", True, "pt") == "on"
