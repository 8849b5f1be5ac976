"""Text is broken for eyes, and the breaks can be undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail import wrap as wrapping
from dgroup.mail.wrap import COLUMNS, flow, indent, rejoin, wrap

LONG = "word " * 20
URL = "https://example.org/" + "x" * 90


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("one\ntwo\n", "one two\n"),
        ("one\n\n\n\ntwo", "one\n\ntwo\n"),
        (f"{LONG}\n", f"{('word ' * 14).strip()}\n{('word ' * 6).strip()}\n"),
        ("a\n- b\n- c\n", "a\n- b\n- c\n"),
        ("- " + LONG, f"- {('word ' * 14).strip()}\n  {('word ' * 6).strip()}\n"),
        ("- one\n  two\n", "- one two\n"),
        ("1. one\n2. two", "1. one\n2. two\n"),
        ("a\n    kept as it is\nb", "a\n    kept as it is\nb\n"),
        ("> quoted\n> more", "> quoted\n> more\n"),
        (f"see {URL} now", f"see\n{URL}\nnow\n"),
        ("a\n-- \nb", "a\n-- \nb\n"),
        ("e-mail " * 11, "e-mail " * 9 + "e-mail\ne-mail\n"),
        ("", "\n"),
    ],
)
def test_paragraphs_are_wrapped(text: str, wrapped: str) -> None:
    """Prose is joined and broken at 72 columns; what is set apart stays."""
    assert wrap(text) == wrapped


@given(st.text("ab-. \n>1", max_size=300))
def test_wrapping_loses_no_words(text: str) -> None:
    """Every word comes out, in order, and wrapping twice changes nothing."""
    assert wrap(text).split() == text.split()
    assert wrap(wrap(text)).split() == text.split()


@pytest.mark.parametrize(
    ("text", "indented"),
    [
        ("one\ntwo", "    one\n    two"),
        ("one\r\n\r\ntwo\n", "    one\n\n    two"),
        (LONG, f"    {('word ' * 13).strip()}\n    {('word ' * 7).strip()}"),
        ("", ""),
    ],
)
def test_somebodys_words_are_set_apart(text: str, indented: str) -> None:
    """Lines stay lines, long ones are broken, and empty ones stay empty."""
    assert indent(text) == indented
    assert max(map(len, indent(text).split("\n"))) <= COLUMNS


BROKEN = """\
Grace read your letters aloud to her board, and nobody interrupted. I have
done the same with contracts, three times now: in the village, the whole
text, in the language of the kitchen. It takes an evening."""


@pytest.mark.parametrize("end", ["\n", " \n", "\r\n"])
def test_breaks_of_a_mail_program_are_undone(end: str) -> None:
    """A paragraph that was broken at the width of a mail is broken anew, not once more."""
    text = f"Hello,\n\n{BROKEN}\n\nRuben\nEindhoven".replace("\n", end)
    assert indent(text).split("\n") == [
        "    Hello,",
        "",
        "    Grace read your letters aloud to her board, and nobody interrupted.",
        "    I have done the same with contracts, three times now: in the",
        "    village, the whole text, in the language of the kitchen. It takes an",
        "    evening.",
        "",
        "    Ruben",
        "    Eindhoven",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ruben Kuipers\nKuipers vertelt, verhalen voor boeren en burgers\nEindhoven",
        "The first line of a verse is sometimes very long, as you see, and yet\nit\nends",
        BROKEN.replace("\n", "\n- "),
        BROKEN.replace("\n", "\n    "),
        f"> {BROKEN}".replace("\n", "\n> "),
    ],
)
def test_other_breaks_stay(text: str) -> None:
    """Addresses, verses, lists, quotes and what is set apart keep their lines."""
    assert rejoin(text) == text


@given(st.text("ab-. \n>1", max_size=300) | st.text("a \n", max_size=900))
def test_rejoining_loses_no_words(text: str) -> None:
    """Every word comes out, in order."""
    assert rejoin(text).split() == text.split()


def unflow(text: str) -> str:
    """Join lines as a reader of RFC 3676 does."""
    lines: list[str] = []
    is_open = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        if is_open:
            lines[-1] += line
        else:
            lines.append(line)
        is_open = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG.strip()}\n\nshort\n",
        "short\nlines\nof a poem\n",
        "To write:\n\n    psc@lists.example.org\n\nFrom now on\n",
        "- one\n- two\n",
        "a\n-- \nb\n",
        "> quoted\n",
    ],
)
def test_flowing_is_undone_by_readers(text: str) -> None:
    """A reader that knows format=flowed gets paragraphs as single lines, and the rest as it was."""
    assert unflow(flow(wrap(text))).split() == wrap(text).split()
    if LONG.strip() in text:
        assert LONG.strip() in unflow(flow(wrap(text)))
    else:
        assert unflow(flow(text)) == text


@given(st.text("ab-. \n>F", max_size=300))
def test_flowing_keeps_the_lines(text: str) -> None:
    """Nothing but spaces at the ends of lines is added."""
    wrapped = wrap(text)
    flowed = flow(wrapped)
    assert [line.strip() for line in flowed.split("\n")] == [
        line.strip() for line in wrapped.split("\n")
    ]


def test_what_a_program_broke_is_one_line_again() -> None:
    """Soft breaks go, at each depth of quotes; signatures, empty lines and hard breaks stay."""
    flowed = (
        "I grow cocoa and \ncoffee.\n\nBye \n\n>> Who are \n>> you?\n> Me\n-- \nAnn \n>Bob\n >x"
    )
    assert wrapping.unflow(flowed) == (
        "I grow cocoa and coffee.\n\nBye\n\n>> Who are you?\n> Me\n-- \nAnn\n> Bob\n >x"
    )


def test_spaces_that_a_program_added_go_too() -> None:
    """DelSp=yes: languages that write without spaces."""
    assert wrapping.unflow("漢字 \nかな", joins_words=True) == "漢字かな"
