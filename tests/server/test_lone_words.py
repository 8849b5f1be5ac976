"""A word for the robot that was sent to everybody: caught and done, and nothing else is."""

from __future__ import annotations

import pytest

from tests.server.test_robot import answers, ask
from tests.site import Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"


@pytest.mark.parametrize(
    "words", ["unsubscribe bob@example.org", "Please unsubscribe Bob", "unsubscribe bob"]
)
async def test_unsubscribe_somebody_else_is_not_the_writers_leaving(home: Home, words: str) -> None:
    """It is held for a person to look at, and nobody leaves."""
    await home.found("psc", ANN, BOB)
    reply = await ask(home, "x", words, to="psc")
    assert (reply.outcome, reply.reason) == ("held", "looks_like_command")
    assert home.rows("select status from member") == [("active",), ("active",)]


@pytest.mark.parametrize("word", ["unsubscribe", "mute", "follow"])
async def test_a_strangers_word_to_the_list_is_not_answered(home: Home, word: str) -> None:
    """It is a stranger's post, and those may be forged (R5)."""
    await home.found("psc", ANN)
    await home.receive(letter(id="first@example.org"), "psc")
    await ask(
        home,
        "Re: Hello",
        word,
        to="psc",
        sender="victim@elsewhere.example",
        in_reply_to="first@example.org",
    )
    assert answers(home) == []
    assert home.one("select count(*) from post") == 1


@pytest.mark.parametrize(
    ("subject", "body", "outcome"),
    [
        ("unsubscribe", "", "command"),
        (
            "Unsubscribe",
            "Kind regards,\nJane Otieno\nField officer, Kisumu\n+254 700 000000",
            "command",
        ),
        ("unsubscribe", "Please take me off. Jane", "command"),
        (
            "Unsubscribe link",
            "The unsubscribe link in the footer is broken, who can mend it?",
            "posted",
        ),
        ("Re: unsubscribe", "I agree with Bob: the footer should say how to leave.", "posted"),
        ("Leave", "Dear all, how many days of leave do you have in a year?", "posted"),
    ],
)
async def test_a_subject_to_the_list_that_is_a_word_for_the_robot(
    home: Home, subject: str, body: str, outcome: str
) -> None:
    """Caught where nothing but a signature stands below; a letter with such a title is a post."""
    await home.found("psc", ANN)
    reply = await ask(home, subject, body, to="psc")
    assert reply.outcome == outcome
