"""Words for the robot in a reply to a digest are told from words for people."""

from __future__ import annotations

import pytest

from dgroup.reading.line import Order
from dgroup.reading.replied_orders import read_orders, with_threads

ORDERS = [
    ("get 12", ["get"]),
    ("weekly", ["weekly"]),
    ("each message", ["each"]),
    ("stop", ["leave"]),
    ("unsubscribe", ["leave"]),
    ("I would like to leave the group, please.", ["leave"]),
    ("mute 12\nfollow 13", ["mute", "follow"]),
    ("Hello,\n\nget 12\n\nKind regards,\nAnna Jansen", ["get"]),
    ("haal 12\n\nGroet,\nAnna", ["get"]),
    ("obtenir 12, merci", ["get"]),
    ("semanal", ["weekly"]),
    ("pause until 3 January", ["pause"]),
]


@pytest.mark.parametrize(("text", "verbs"), ORDERS)
def test_a_reply_that_is_nothing_else_is_obeyed(text: str, verbs: list[str]) -> None:
    """With greetings and a name around it, in four languages."""
    assert [each.verb for each in read_orders(text, {"psc"}).orders] == verbs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes",
        "Count me in!",
        "I agree.",
        "Join us on Friday.",
        "approve",
        "Help is what we need here.",
        "weekly\n\nThe price of cocoa is falling here, too.",
        "get 12\n\nbut what do they mean by it?",
        "Weekly meetings are too much for us.",
        "We stop at noon.",
        "help " * 300,
    ],
)
def test_what_people_say_to_each_other_is_not(text: str) -> None:
    """On doubt words go to people: nothing that was said is lost."""
    assert read_orders(text, {"psc"}).orders == ()


def test_a_number_of_the_digest_becomes_that_of_the_conversation() -> None:
    """Unless it is a number of the store's own that stands in the digest; alone, what was left."""
    orders = [Order("mute", None, "2"), Order("get", None, "31"), Order("get", None, "7")]
    orders += [Order("follow", None, ""), Order("weekly", None, ""), Order("mute", None, "1")]
    found = with_threads(orders, {1: 12, 2: 31}, {31, 12, 1}, 2)
    assert [each.argument for each in found] == ["31", "31", "7", "31", "", "1"]
