"""The demo's checks of digests and summaries see each fault that they are there for."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dgroup.demo.digested import answers, digests, summaries
from dgroup.demo.readers import DigestReader
from dgroup.demo.show import opening
from dgroup.demo.world import Delivered
from tests.stories.test_demo import AT, a_show

DIGEST = "[psc] 2 messages: A supermarket asks us for exclusivity"
SUMMARY = "The week in Private Sector Cooperation"


async def test_a_digest_that_lost_a_post_is_seen(tmp_path: Path) -> None:
    """A post that is in no digest of its reader, or in two, fails a check; so does a digest more."""
    async with a_show(tmp_path, "1-question") as show:
        reader = DigestReader("kavita@hastkala.example.org", "daily")
        show.digests[reader.address] = reader
        first, second, *_ = (each.letter for each in show.posted)
        for each in (first, second):
            reader.comes(each.message_id)
        assert reader.morning(AT)
        assert not reader.morning(AT)
        both = f"{opening(first)}\n\n{opening(second)}"
        for texts, problems in (
            ([both], 0),
            ([opening(first)], 1),
            ([both, opening(first)], 1),
            ([f"{both}\n\n{opening(first)}"], 1),
            ([], 1),
        ):
            show.world.mails = [notice(reader.address, DIGEST, each) for each in texts]
            assert len(digests(show)) == problems, texts
        reader.comes(first.message_id)
        assert "never had" in digests(show)[0]
        assert reader.back()
        reader.comes(second.message_id)
        assert reader.to_come == []


def test_digests_come_when_they_are_due() -> None:
    """A weekly digest is owed on Mondays, a daily one on any day, none where nothing is new."""
    monday, tuesday = AT, AT + timedelta(days=1)
    weekly = DigestReader("kavita@hastkala.example.org", "weekly", ["a@example.org"])
    assert [weekly.morning(tuesday), weekly.morning(monday)] == [False, True]
    assert weekly.had == [("a@example.org",)]
    each = DigestReader("kavita@hastkala.example.org", "each", ["a@example.org"])
    assert not each.morning(monday)


async def test_an_answer_with_more_than_its_words_is_seen(tmp_path: Path) -> None:
    """A line of a digest in what goes out of an answer to it fails a check."""
    async with a_show(tmp_path, "1-question") as show:
        first, second, *_ = show.posted
        text = email.message_from_bytes(first.letter.content).get_payload()
        assert isinstance(text, str)
        show.posted[:2] = [replace(first, words=text), replace(second, words="Quite other words")]
        problems = answers(show)
        assert len(problems) == 26
        assert all("Quite other words" in each for each in problems)


async def test_a_summary_without_the_facilitator_is_seen(tmp_path: Path) -> None:
    """A summary from which the words on top are gone fails a check."""
    async with a_show(tmp_path) as show:
        show.summed += ["One line is enough.", "Saskia Hofman"]
        whole = "Saskia Hofman writes:\n\n One line is\n enough."
        show.world.mails = [notice("kavita@hastkala.example.org", SUMMARY, whole)]
        assert summaries(show) == []
        show.world.mails = [notice("kavita@hastkala.example.org", SUMMARY, "One line.")]
        assert len(summaries(show)) == 2


def notice(to: str, subject: str, text: str) -> Delivered:
    """A letter of the server's."""
    head = f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    return Delivered("", to, f"{head}{text}".encode(), "x@y", "", True)
