"""Replies to a desk letter, as people write them: numbers and verbs, in four languages."""

from __future__ import annotations

import time

import pytest

from dgroup.reading.deeds import Deed, read_deeds, read_names


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("3 nudge", [Deed("nudge", (3,))]),
        ("nudge 3", [Deed("nudge", (3,))]),
        ("#3: remind", [Deed("nudge", (3,))]),
        ("2 ok", [Deed("ok", (2,))]),
        ("2) Ok.", [Deed("ok", (2,))]),
        ("1-3 ok\n4 drop", [Deed("ok", (1, 2, 3)), Deed("drop", (4,))]),
        ("ok 1, 2 drop", [Deed("ok", (1,)), Deed("drop", (2,))]),
        ("1 and 2 ok", [Deed("ok", (1, 2))]),
        ("5 no: reason", [Deed("no", (5,), "reason")]),
        (
            "3 nudge, 4 ask anna and bob; 1 2 ok",
            [Deed("nudge", (3,)), Deed("ask", (4,), "anna and bob"), Deed("ok", (1, 2))],
        ),
        ("4 ask anna 5 ok", [Deed("ask", (4,), "anna"), Deed("ok", (5,))]),
        (
            "1 no: too short, 3 ask Dan, 9 nudge",
            [Deed("no", (1,), "too short"), Deed("ask", (3,), "Dan"), Deed("nudge", (9,))],
        ),
        ("no 5 too long, 6 ok", [Deed("no", (5,), "too long"), Deed("ok", (6,))]),
        (
            "5 no: see chapter 2, 3 drop the intro",
            [Deed("no", (5,), "see chapter 2, 3 drop the intro")],
        ),
        (
            "2 nee: te lang\nmaar mooi\n\nGroet, Bea\n3 ok",
            [Deed("no", (2,), "te lang\nmaar mooi\n\nGroet, Bea"), Deed("ok", (3,))],
        ),
        ("Hi,\n3 nudge please\nThanks\nBea", [Deed("nudge", (3,))]),
        ("1 approve and trust; 2 ok", [Deed("trust", (1,)), Deed("ok", (2,))]),
        (
            "3 herinner, 4 vraag Anna en Bob",
            [Deed("nudge", (3,)), Deed("ask", (4,), "Anna en Bob")],
        ),
        (
            "3 relancer, 4 demander à Anna et Bob",
            [Deed("nudge", (3,)), Deed("ask", (4,), "Anna et Bob")],
        ),
        (
            "3 recuerda, 4 pregunta a Ana y Bob, 2 sí",
            [Deed("nudge", (3,)), Deed("ask", (4,), "Ana y Bob"), Deed("ok", (2,))],
        ),
        ("nudge introductions", [Deed("nudge", topic="introductions")]),
        ("nudge the silent", [Deed("nudge", topic="silent")]),
        ("ok all", [Deed("ok", is_all=True)]),
        ("1 ok, drop the rest", [Deed("ok", (1,)), Deed("drop", is_all=True)]),
        ("ok", [Deed("ok")]),
        ("ask anna", [Deed("ask", (), "anna")]),
        ("ok, I see what you mean by that", []),
        ("I will nudge them myself", []),
        ("let's ask 3 people", []),
        ("", []),
    ],
)
def test_what_facilitators_reply(text: str, deeds: list[Deed]) -> None:
    """Numbers and a verb in either order, one after the other; prose is none of it."""
    assert list(read_deeds(text)) == deeds


def test_names_are_told_apart() -> None:
    """Commas and words for "and" stand between names; a name may have several words."""
    said = "anna, bob@example.org and Carla de la Cruz & @dan"
    assert read_names(said) == ("anna", "bob@example.org", "Carla de la Cruz", "dan")
    assert read_names("Anna en Bob y Eva et Jo") == ("Anna", "Bob", "Eva", "Jo")


@pytest.mark.parametrize(
    "text",
    [
        "1 " * 10_000,
        "1 ok, " * 3_000,
        ("1 ok " * 100 + "\n") * 30,
        "no 1 x\n" * 3_000,
        "1," * 9_000,
    ],
)
def test_long_replies_are_read_at_once(text: str) -> None:
    """Whatever somebody sends, reading it takes no time (R19)."""
    began = time.perf_counter()
    read_deeds(text)
    assert time.perf_counter() - began < 1.0
