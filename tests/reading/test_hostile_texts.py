"""No text, whoever wrote it, keeps the server busy: the work rises with its length, and no faster."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator

import pytest

from dgroup.domain.prose import is_prose
from dgroup.domain.sentences import fold_text
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.quoted_lines import words_of
from dgroup.reading.quoted_posts import read_reply
from tests.reading.shown import SUBJECT, shown
from tests.writing import letter

MODULES = (
    *(f"dgroup.reading.{name}" for name in (
        "quoted_lines", "quoted_posts", "shown_digest", "shown_summary", "drafts", "which_one",
        "replied_orders", "summarised", "past_dates", "periods",
    )),
    *(f"dgroup.domain.{name}" for name in (
        "prose", "sentence_ends", "small_talk", "spoken", "questions", "excerpts", "lexrank",
    )),
    *(f"dgroup.mail.{name}" for name in ("entries", "inline", "wrap")),
)  # fmt: skip
SEEDS = (
    "https://a.safelinks.protection.outlook.com/", "&url=", "x?url=", "https://", "<mailto:", "//",
    "<a", "a@", "a@b.", "www.", " ", "\t", "\n", " \n", "\u00a0", "\n\u00a0", "\u200b", "a", "é",
    "\u0916", "漢", "_", "1", "10d", "1 ", "1. ", "1) ", "aaa ", "a\n", "Aa ", "A. ", "Mr. ", "a-",
    "a.", "a'", "a:", "a?", '"', '"a" ', "'", "(", "( ", "(1 ", "[", "{", ".", ". ", "...", "…",
    "!", "?", "? ", "-", "- ", "—", "– ", "--\n", "=", "== ", "=;", "=== 1. ", "~", "*", "#", "`",
    "> ", "|", ":", ": ", "; ", ",", "\\", "thread+1@", "== thread+1@", "== (a ", "hi ", "hi all ",
    "thanks ", "new ", "no. ", "re ", "the ", "message ", "in line ", "added to ", "1 May ",
    "since ", "Error", "a.b.", "On a wrote: ", "en ", "answer ", "below ",
)  # fmt: skip
LENGTH = 4_000
MUCH_S = 0.1  # of computing; what rises with the square of the length takes several times that


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """All patterns of those modules, each once."""
    known = set()
    for module in MODULES:
        for name, value in vars(importlib.import_module(module)).items():
            for each in _within(value):
                if each.pattern not in known:
                    known.add(each.pattern)
                    yield f"{module}.{name}", each


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _within(each)


def _cost(pattern: re.Pattern[str], text: str) -> float:
    """Seconds of computing; the least of three where the first was disturbed."""
    taken = []
    for _ in range(3):
        begin = time.process_time()
        for _ in pattern.finditer(text):
            pass
        pattern.fullmatch(text)
        taken.append(time.process_time() - begin)
        if taken[-1] < MUCH_S:
            break
    return min(taken)


@pytest.mark.parametrize("tail", ["\x00", "x"], ids=["that no pattern ends with", "of a word"])
def test_no_pattern_is_slow_at_a_long_text(tail: str) -> None:
    """Not at what is repeated, wherever in it a match may begin, nor at how it ends."""
    slow = [
        (name, seed)
        for name, pattern in patterns()
        for seed in SEEDS
        if _cost(pattern, (seed * LENGTH)[:LENGTH] + tail) > MUCH_S
    ]
    assert slow == []


def _elapsed(begin: float) -> float:
    return time.process_time() - begin


@pytest.mark.parametrize(
    "line",
    [
        "https://a.safelinks.protection.outlook.com/" * 5_000,
        "a" + "\u0301\u0323" * 100_000,
        "\u0f73" * 200_000,
        "\uff9e\u0301" * 100_000,
    ],
    ids=["guarded links", "marks", "marks of marks", "marks that are letters"],
)
def test_the_words_of_a_line_are_found_in_time(line: str) -> None:
    """However many marks somebody puts above one letter, and however many links in a row."""
    begin = time.process_time()
    words_of(line)
    fold_text(line)
    assert _elapsed(begin) < 5


def test_a_guarded_link_is_the_link_that_it_guards() -> None:
    """As Microsoft writes them, in each of its regions."""
    link = (
        "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fcocoa"
        "&data=05%7C01%7Cann%40example.org%7C&sdata=abc%3D&reserved=0"
    )
    other = "https://nam12.safelinks.protection.outlook.com/ap/t-1/?v=2&url=https%3A%2F%2Fa.org%2Fx"
    assert words_of(f"See {link} there") == words_of("See https://example.org/cocoa there")
    assert words_of(f"<{other}>") == words_of("<https://a.org/x>") == ()


def test_words_in_scripts_whose_vowels_are_marks_are_prose_at_once() -> None:
    """A long one that ends oddly is not tried in all the ways to divide it."""
    begin = time.process_time()
    assert is_prose("हम हर बैठक की शुरुआत एक गीत से करते हैं।")
    is_prose("\u0916" * 200 + "\x00")
    assert _elapsed(begin) < 5


@pytest.mark.parametrize(
    "seed",
    [
        "https://a.safelinks.protection.outlook.com/", "number ", " ", "re ", "\t", "1 ", "1\n",
        "> ", ">\n", "> the quick\n", "the quick brown fox jumps ", "giving up their trees.\n",
        "giving up their trees. ", "On Mon, Jan 1, 2026 at 10:00 AM Ann <ann@example.org> wrote:\n",
        "On ", "--\n", "<mailto:", "https://", "get 1\n", "a\u0301\u0323", "\u0301", "\n\u00a0",
        "-\n\n", "What we get for a bag ", "\"", "=== 1. ", "== To answer: thread+31@", "_\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("begin", ["", "re"])
def test_any_reply_is_read_in_time(seed: str, begin: str) -> None:
    """Up to the longest that is read, whatever is repeated in it."""
    text = begin + (seed * 100_000)[:100_000] + "x"
    started = time.process_time()
    read_reply(text, f"Re: {SUBJECT}", shown())
    assert _elapsed(started) < 5


def test_a_reply_that_is_longer_than_anybody_writes_is_not_read() -> None:
    """So it can be told from one in which nothing is said."""
    said = read_reply("word " * 60_000, f"Re: {SUBJECT}", shown())
    assert (said.is_long, said.is_sure, said.number) == (True, False, None)


def test_a_heap_of_marks_is_no_more_than_a_language_may_have() -> None:
    """Whatever reads the text of a mail puts its marks in order; those of a word stay as they are."""
    text = "Ca\u0301fe\u0302" + "\u0301\u0323" * 50_000 + " \uff76" + "\uff9e\u0301" * 50_000
    read = read_body(parse(letter(body=text))).full_text
    assert read.startswith("Ca\u0301fe\u0302\u0301\u0323")
    assert len(read) < 100
    signs = "\u2014" * 80 + "\U0001f44d\U0001f3fd" * 50 + "\u3002" * 70
    assert read_body(parse(letter(body=signs))).full_text == signs
