"""A reply to a summary that a facilitator has edited: its numbers mean what its readers saw."""

from __future__ import annotations

import pytest

from dgroup.domain.model import Reply
from tests.commands.robot import last
from tests.server.week import BEN, FRIDAY_S, THURSDAY_S, a_group, edited, run, summary, talk
from tests.site import Home
from tests.writing import letter


async def out(home: Home, *edits: tuple[str, str]) -> str:
    """Two conversations in a summary that was edited so; what members are sent."""
    await a_group(home)
    await talk(home, 1)
    await talk(home, 2)
    await run(home, THURSDAY_S)
    for before, after in edits:
        assert (await edited(home, before, after)).reason == "changed"
    await run(home, FRIDAY_S)
    return await summary(home)


async def answered(home: Home, words: str) -> Reply:
    """Ben's reply, in a program that quotes nothing."""
    digest_id = home.one("select id from digest where language = 'en'")
    content = letter(BEN, subject="Re: The week", body=words, id="reply@example.org")
    (said,) = await home.receive(content, f"digest+{digest_id}", sender=BEN)
    return said


async def test_numbers_that_were_changed_are_those_that_count(home: Home) -> None:
    """The ninth in the edited text is the one that was the second."""
    text = await out(home, ("2. How to begin 2", "9. How to begin 2"))
    assert "9. How to begin 2" in text
    said = await answered(home, "9: We have no smith.")
    assert said.outcome == "posted"
    parent = home.one("select parent_message_id from post where id = ?", said.post_id)
    assert parent in ("a2@example.org", "b2@example.org")


@pytest.mark.parametrize("words", ["1\nWe have no smith.", "1: We have no smith."])
async def test_a_number_that_was_taken_out_is_asked_about_without_it(
    home: Home, words: str
) -> None:
    """The question numbers anew, and shows the words as they would be posted."""
    await out(
        home, ("1. How to begin 1", "How to begin 1"), ("2. How to begin 2", "How to begin 2")
    )
    said = await answered(home, words)
    assert (said.outcome, said.reason) == ("answered", "which")
    asked = last(home, BEN)
    assert asked.template == "digests/which"
    assert asked.data["text"] == "We have no smith."
    assert [(each["number"], each["subject"]) for each in asked.data["conversations"]] == [
        (1, "How to begin 1"),
        (2, "How to begin 2"),
    ]
