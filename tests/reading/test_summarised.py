"""What is asked for by `summary` and its like: a time, a conversation, or how mail comes."""

from __future__ import annotations

import pytest

from dgroup.reading.request import read_request

NAMES = frozenset({"psc", "psc-nl", "cocoa"})

# Line -> verb, group, argument.
LINES = [
    ("summary", "summary", None, ""),
    ("Summary, please", "summary", None, ""),
    ("Please send me a summary of last week", "summary", None, "since last week"),
    ("I would like a summary, please.", "summary", None, ""),
    ("stuur me een samenvatting van psc", "summary", "psc", ""),
    ("envoyez-moi un résumé", "summary", None, ""),
    ("quisiera un resumen de la semana", "summary", None, "since semana"),
    ("summary psc", "summary", "psc", ""),
    ("summary of psc", "summary", "psc", ""),
    ("psc: summary", "summary", "psc", ""),
    ("what did I miss?", "summary", None, ""),
    ("summary psc since 1 May", "summary", "psc", "since 1 May"),
    ("summary since 1 May psc", "summary", "psc", "since 1 May"),
    ("summary of psc since 1 May", "summary", "psc", "since 1 May"),
    ("summary of last week in psc", "summary", "psc", "since last week"),
    ("summary from 1 May", "summary", None, "since 1 May"),
    ("summary since 2025", "summary", None, "since 2025"),
    ("summary of this week", "summary", None, "since this week"),
    ("summary last 3 days", "summary", None, "since last 3 days"),
    ("summary of 123", "summary", None, "thread 123"),
    ("summary #123", "summary", None, "thread 123"),
    ("summary of thread 123", "summary", None, "thread 123"),
    ("summary of psc 12", "summary", "psc", "thread 12"),
    ("summary of this conversation", "summary", None, "thread"),
    ("summary of seeds and soils", "summary", None, "about seeds and soils"),
    ("summary about cocoa prices", "summary", None, "about cocoa prices"),
    ('summary of "Seeds"', "summary", None, "about Seeds"),
    ("samenvatting", "summary", None, ""),
    ("wat heb ik gemist?", "summary", None, ""),
    ("samenvatting psc sinds 1 mei", "summary", "psc", "since 1 mei"),
    ("samenvatting van de week", "summary", None, "since week"),
    ("samenvatting van gesprek 12", "summary", None, "thread 12"),
    ("samenvatting van zaden", "summary", None, "about zaden"),
    ("résumé", "summary", None, ""),
    ("résumé psc depuis le 1er mai", "summary", "psc", "since le 1er mai"),
    ("resume depuis le 1er mai", "summary", None, "since le 1er mai"),
    ("résumé d'hier", "summary", None, "since d'hier"),
    ("résumé de la conversation 12", "summary", None, "thread 12"),
    ("résumé de semences", "summary", None, "about semences"),
    ("resumen", "summary", None, ""),
    ("resumen psc desde el 1 de mayo", "summary", "psc", "since el 1 de mayo"),
    ("resumen de la semana", "summary", None, "since semana"),
    ("resumen del hilo 123", "summary", None, "thread 123"),
    ("resumen de semillas", "summary", None, "about semillas"),
    ("resumo", "summary", None, ""),
    # how mail comes, as before
    ("daily summary", "daily", None, ""),
    ("weekly summary", "weekly", None, ""),
    ("dagelijkse samenvatting", "daily", None, ""),
    ("résumé quotidien", "daily", None, ""),
    ("resumen diario", "daily", None, ""),
    ("SET psc SUMMARY", "daily", "psc", ""),
    ("set psc résumé", "daily", "psc", ""),
    ("zet psc samenvatting", "daily", "psc", ""),
    ("set psc summary off", "each", "psc", ""),
    ("summary off", "each", None, ""),
    ("summary on", "daily", None, ""),
    ("samenvatting uit", "each", None, ""),
    ("resume", "resume", None, ""),
    ("resume psc", "resume", "psc", ""),
    ("help summary", "help", None, "summary"),
]


@pytest.mark.parametrize(("line", "verb", "group", "argument"), LINES)
def test_a_line_asks_for_a_summary(line: str, verb: str, group: str | None, argument: str) -> None:
    """Lone, of a time, of a conversation; with a word for delivery it is that, as ever."""
    (order,) = read_request("", line, NAMES).orders
    assert (order.verb, order.group, order.argument) == (verb, group, argument)


@pytest.mark.parametrize(
    "line",
    [
        "summary since we started",
        "summary of what we did",
        "summary seeds",
        "summary of our discussion about soil",
        "Summary: the prices have fallen again.",
    ],
)
def test_prose_asks_for_none(line: str) -> None:
    """A line that is no command from end to end is for people."""
    assert read_request("", line, NAMES).orders == ()


def test_joining_with_a_summary_is_joining_with_a_digest() -> None:
    """As with Sympa."""
    orders = read_request("", "subscribe psc summary", NAMES).orders
    assert [(each.verb, each.group) for each in orders] == [("join", "psc"), ("daily", "psc")]


def test_the_title_of_a_letter_asks_for_none() -> None:
    """A text to people that is called "Summary" goes to people."""
    text = "Dear all, here is what we said on Friday: that the seeds come late this year, and why."
    assert read_request("Summary", text, NAMES).orders == ()
