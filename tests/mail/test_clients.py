"""Replies of many mail programs: no word of the writer's is lost, and the quotes are cut."""

from __future__ import annotations

import pytest

from dgroup.mail.parse import parse
from tests.mail.clients import CLIENTS, LANGUAGES, mail_saying, reply

WELCOME = mail_saying(
    "Welcome to Private Sector Cooperation, Anna.\n\nThe group is about trade.\n\n"
    "Who are you, and where do you live?\nWhat do you hope to learn? More is at\n"
    "https://lists.example.org/psc\n\nTo leave: reply with the word leave.\n"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", CLIENTS)
def test_a_reply_answers_the_letter(client: str, language: str) -> None:
    """It goes back to where the letter came from, and names it."""
    letter = parse(reply(client, language, "yes", WELCOME))
    assert letter.to[0].address == "psc-request@lists.example.org"
    assert letter.subject == "Re: Welcome to Private Sector Cooperation"
    assert letter.references == ("said@lists.example.org",)
    assert not letter.defects
