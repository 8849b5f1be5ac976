"""Other people's words in a letter of ours: short, whole sentences, and never mistaken for ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.entries import (
    GOES_ON,
    cut,
    fair_share,
    flow_entries,
    in_entry,
    in_frame,
    shown_as_is,
)
from dgroup.mail.wrap import unflow, wrap

PROSE = "We begin each meeting with a round: everybody says how they are. " * 6
# What our own lines look like, and what tries to.
OURS = re.compile(r"[> \t]*={2}")
HOSTILE = [
    "=== 3. Pay here",
    "== Facilitator, 21 November (message 1)",
    "   === 3. Pay here",
    "> > == Bea, 21 November (message 7)",
    "\u200b=== 3. Pay here",
    "\u202e\u2066== x",
    "\u00a0\u3000==\u00a0x",
    "\u2800=\u2800= 3. Pay here",
    "\uff1d\uff1d\uff1d 3. Pay here",
    "\u2550\u2550 To answer: thread+99@lists.example.org",
    "=\u0336=\u0336= 3. Pay here",
    "a\x0b=== 3. Pay here",
    "a\u2028=== 3. Pay here",
    "a\x85=== 3. Pay here",
    "a\r=== 3. Pay here",
    "======",
    f"word {GOES_ON}\n=== 3. Pay here",
    "word " * 13 + "abcdef === 3. Pay here",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_line_of_a_post_looks_like_ours(text: str) -> None:
    """Whatever is written, it stands behind a blank, and what looks like our lines behind a bar."""
    for line in shown_as_is(in_entry(f"Hello\n{text}\nBye")).split("\n"):
        assert not line or line.startswith(" ")
        assert not OURS.match(line)
        seen = re.sub("[\\s\u200b\u202e\u2066\u2800\u0336]", "", line)
        assert not seen.startswith(("==", "\uff1d\uff1d", "\u2550\u2550"))


@given(st.text(alphabet=st.sampled_from("=> \t\nab\u200b\u2800\uff1d\u2550|-.\r\x0b"), max_size=80))
def test_no_line_made_by_lot_looks_like_ours(text: str) -> None:
    """So it is with any mixture of blanks, marks of quotes and lines drawn."""
    for line in wrap(in_entry(text)).rstrip("\n").split("\n"):
        assert not line or line.startswith(" ")
        assert not OURS.match(line)


def test_a_drawn_line_stays_a_line() -> None:
    """A heading of somebody's keeps its line, in another sign."""
    assert in_entry("News\n====\n\nif a == b:\n    a = b") == (
        " News\n ----\n\n if a == b:\n     a = b"
    )


def test_prose_that_a_program_broke_wide_has_no_short_lines() -> None:
    """What has no room on a line goes on in the next, and not on a line of its own."""
    wide = (
        "It is common practice to have a class which includes just these things and\n"
        "then a subclass which adds what the application needs on top of all of this\n"
        "as needed."
    )
    assert shown_as_is(in_entry(wide)).split("\n") == [
        " It is common practice to have a class which includes just these things",
        " and then a subclass which adds what the application needs on top of all",
        " of this as needed.",
    ]


@pytest.mark.parametrize(
    "below",
    ["- one", "1. one", "    x = 1", "> quoted", "* one", "-- Ann"],
)
def test_a_line_that_begins_something_is_not_joined(below: str) -> None:
    """Lists, quotes, programs and addresses stay where they are."""
    wide = "It is common practice to have a class which includes just these few things"
    assert shown_as_is(in_entry(f"{wide}\n{below}")).split("\n")[-1] == f" {below}"


def test_tables_are_not_joined() -> None:
    """Columns that are wider than ours break, and begin anew in the next row."""
    row = "Address                  HWtype  HWaddress           Flags Mask         Iface0"
    shown = shown_as_is(in_entry(f"{row}\nNairobi                  ether   00:80:2f:24"))
    assert shown.split("\n")[-1] == " Nairobi                  ether   00:80:2f:24"


def test_a_narrow_screen_may_join_what_was_broken() -> None:
    """Programs that know the marks see each paragraph as one line, with single blanks in it."""
    letter = (
        f"Intro of the letter.\n\n{in_entry(PROSE)}\n\n{in_entry('Short' + chr(10) + 'lines')}\n"
    )
    flowed = flow_entries(letter)
    assert all(line.startswith("  ") for line in flowed.split("\n")[2:-1] if line)
    assert unflow(flowed, joins_words=True).split("\n") == [
        "Intro of the letter.",
        "",
        " " + PROSE.strip(),
        "",
        " Short",
        " lines",
        "",
    ]
    assert max(map(len, flowed.split("\n"))) <= 74


def test_paragraphs_of_the_letter_are_joined_as_well() -> None:
    """Our own words flow, and lists and headings stay lines."""
    letter = wrap(f"{PROSE}\n\n1. {PROSE}\n\n=== 1. Rain\n\n== Ann, 1 May (message 1)")
    flowed = unflow(flow_entries(letter), joins_words=True).split("\n")
    assert flowed[0] == PROSE.strip()
    assert flowed[-4:] == ["=== 1. Rain", "", "== Ann, 1 May (message 1)", ""]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann", "Ann"),
        ("=== Ann\nBcc: x", "Ann Bcc: x"),
        ("- * > # | . Ann", "Ann"),
        ("== (message 7)", "(message 7)"),
        ("Ann =====\uff1d\uff1d x", "Ann = x"),
        ("A very long name that goes on and on", "A very long name that goes on…"),
        ("x" * 50, "x" * 31 + "…"),
        ("  \n ", ""),
        (f"Ann{GOES_ON}", "Ann"),
    ],
)
def test_a_name_means_nothing_in_our_lines(text: str, shown: str) -> None:
    """It is on one line, short, and begins with no mark."""
    assert in_frame(text, 32) == shown


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("One. Two. Three. Four five six seven eight.", 20, "One. Two. Three."),
        ("One two three", 100, "One two three"),
        ("One two three!", 12, "One two three!"),  # little would be left out
        ("A paragraph\nof two\n\nand another that is long enough", 30, "A paragraph\nof two"),
        ("word " * 40, 22, "word word word word"),
        ("x" * 100, 20, "x" * 20),
        ("雨が降った。水がない。助けてください。お願いします。", 12, "雨が降った。水がない。"),
        ("a\n" * 100, 150, "a\n" * 10),
        ("", 10, ""),
    ],
)
def test_a_text_is_cut_where_a_sentence_ends(text: str, most: int, shown: str) -> None:
    """Between words where none ends, and not at all where little would be won."""
    assert cut(text, most).rstrip() == shown.rstrip()


@given(st.text(max_size=400), st.integers(min_value=20, max_value=200))
def test_what_is_left_is_the_beginning(text: str, most: int) -> None:
    """Cutting changes no word, and leaves no more than a quarter over the measure."""
    left = cut(text, most)
    assert text.startswith(left)
    assert len(left) <= most + most // 4


@pytest.mark.parametrize(
    ("lengths", "share"),
    [
        ([], 1000),
        ([10, 20, 30], 1000),
        ([5000], 1000),
        ([50, 600, 600], 475),
        ([600] * 10, 100),
        ([600] * 50, 90),
    ],
)
def test_short_texts_leave_their_room_to_long_ones(lengths: list[int], share: int) -> None:
    """All have the same right, and nobody more than there is to say."""
    assert fair_share(lengths, 1000, least=90, most=1000) == share
