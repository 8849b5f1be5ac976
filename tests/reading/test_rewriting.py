"""What comes back of a text that was shown: unchanged, written anew, or edited where it is quoted."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.mail.wrap import indent, wrap
from dgroup.reading.rewriting import RULE, is_same, read_rewriting, tidy_text
from tests.mail.clients import MARKING, everywhere, mail_saying, reply

SHOWN = """Welcome among growers! We help each other with questions from our own work: what we tried, \
and what came of it.

The rules are few:
- write about your own work
- be kind; see https://example.org/rules and write to ann@example.org

Anna & Bob <3"""
NEW = "A new text,\nof two lines.\n\nAnd a paragraph."
EDITS = [
    ("among growers", "among the growers"),
    ("be kind", "be very kind, always"),
    ("few:", "two:"),
    ("Bob", "Carla"),
]


def letter(shown: str = SHOWN) -> bytes:
    """The letter that shows a text."""
    return mail_saying(
        wrap(
            f"New members of Cocoa read this at the top of their first mail:\n\n{RULE}\n"
            f'{indent(shown)}\n{RULE}\n\nTo change it, reply.\n\n- "undo" to have it as before\n'
        )
    )


def read(content: bytes, shown: str = SHOWN) -> tuple[str, str]:
    """Where the new text was found, and what it is."""
    found = read_rewriting(read_body(parse(content)), shown)
    return found.place, found.text


@everywhere()
def test_an_empty_reply_changes_nothing(client: str, language: str) -> None:
    """However a program quotes it, an untouched text is no new one."""
    assert read(reply(client, language, "", letter())) == ("none", "")


@everywhere()
def test_new_words_are_taken(client: str, language: str) -> None:
    """What stands above the quote is the new text, paragraphs kept; signatures are cut."""
    mail = reply(client, language, NEW, letter(), signature="Anna Jansen\nKumasi")
    place, text = read(mail)
    assert (place, text.split()) == ("words", NEW.split())


@everywhere()
def test_an_edited_quote_is_taken(client: str, language: str) -> None:
    """Who changes the quoted text gets that text, letter by letter, whatever else it quotes."""
    mail = reply(client, language, "", letter(), encoding="8bit").decode()
    for old, new in EDITS:
        assert mail.count(old) >= 1, old
        edited = mail.replace(old, new).encode()
        assert read(edited) == ("quote", SHOWN.replace(old, new)), old


@pytest.mark.parametrize("client", MARKING)
def test_an_edited_quote_goes_before_a_note_above_it(client: str) -> None:
    """A word to us above the edited text is no text."""
    mail = reply(client, "en", "Here it is, thanks!", letter(), encoding="8bit").decode()
    assert read(mail.replace("few", "four").encode()) == ("quote", SHOWN.replace("few", "four"))


@pytest.mark.parametrize("client", MARKING)
def test_lines_may_be_added_without_marks(client: str) -> None:
    """What is written between the quoted lines belongs to the text."""
    mail = reply(client, "en", "", letter(), encoding="8bit").decode()
    added = mail.replace("Anna & Bob", "Come on Monday!\r\n> Anna & Bob").replace(
        "Anna &amp; Bob", "Come on Monday!<br>Anna &amp; Bob"
    )
    place, text = read(added.encode())
    assert place == "quote"
    assert "Come on Monday!" in text.split("\n\n")[-1]
    assert "Anna & Bob <3" in text


def test_words_below_the_quote_are_taken() -> None:
    """Who answers below is heard as well."""
    for client in MARKING:
        place, text = read(reply(client, "en", NEW, letter(), place="below"))
        assert (client, place, text.split()) == (client, "words", NEW.split())


def test_a_text_that_was_not_there_can_be_written_into_the_quote() -> None:
    """Between the two lines there may have been nothing."""
    for body in (f"> {RULE}\n> Hello you!\n> {RULE}", f"{RULE}\nHello you!\n{RULE}"):
        mail = mail_saying(f"Ann wrote on Monday:\n\n{body}\n")
        assert read(mail, "") == ("quote", "Hello you!")


def test_an_unmarked_quote_is_no_text() -> None:
    """Where nobody can tell the words from the quote, nothing is taken."""
    mail = mail_saying(f"Yes!\n{RULE}\n{indent(SHOWN)}\n{RULE}\nmore\n")
    assert read(mail) == ("none", "")


def test_what_is_kept_holds_no_controls() -> None:
    """Controls, odd line ends and what turns writing around are taken out (R18)."""
    evil = "\ufeffa\x00b\x1b[31m\r\nc\u2028d\u202eevil\u2066\n\n\n\n\ne \x85f\x9b"
    assert tidy_text(evil) == "ab[31m\nc\ndevil\n\ne\nf"
    assert tidy_text("नमस्ते क्ष\u200dत्र 👩\u200d🌾") == "नमस्ते क्ष\u200dत्र 👩\u200d🌾"


@pytest.mark.parametrize("size", [1_000, 100_000])
def test_long_texts_are_read_quickly(size: int) -> None:
    """The work grows with the text, not faster."""
    text = "some words <https://x.example> " * (size // 30)
    mail = mail_saying(f"> {RULE}\n> {text}\n> {RULE}\n")
    assert is_same(read(mail, "")[1], text)
