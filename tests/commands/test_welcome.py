"""The welcome asks who somebody is, and any mail program can answer it, and the receipt."""

from __future__ import annotations

import json

import pytest

from dgroup.commands.welcome import welcome
from dgroup.domain.effects import Notify, Reader
from dgroup.mail.parse import parse
from dgroup.store import groups
from tests.commands.robot import last, mails, sent, write
from tests.mail.clients import CLIENTS, LANGUAGES, MARKING, reply
from tests.site import Home

INTRODUCE = "cocoa-introduce"
SAID = {
    "en": "I am Anna, and I grow cocoa near Kumasi.",
    "nl": "Ik ben Anna, en ik teel cacao bij Kumasi.",
    "fr": "Je suis Anna, et je cultive du cacao près de Kumasi.",
    "es": "Soy Anna, y cultivo cacao cerca de Kumasi.",
}
NO = {"en": "no", "nl": "nee", "fr": "non", "es": "no"}


async def letter_for(home: Home, member_id: int, language: str = "en", **more: str) -> Notify:
    """The welcome of the group about cocoa."""
    group = await groups.find(home.site.db, "cocoa", home.site.defaults)
    assert group is not None
    reader = Reader("anna@example.org", language, None, "Anna")
    return welcome(group, reader, member_id, home.clock.now_s, **more)  # type: ignore[arg-type]  # from a table of this test


async def a_welcome(home: Home, language: str, **settings: str) -> bytes:
    """A group, and its welcome as it is sent to Anna."""
    group_id = await home.found("cocoa", title="Cocoa", language=language, **settings)
    member_id = await home.admit(group_id, "anna@example.org")
    await home.perform(await letter_for(home, member_id, language))
    return (await mails(home))["anna@example.org"]


async def test_it_can_be_found_again(home: Home) -> None:
    """Its Message-ID is known beforehand, so that reminders stand below it."""
    mail = parse(await a_welcome(home, "en"))
    assert (
        mail.message_id == f"welcome.{home.one('select id from member')}.{home.clock.now_s}"
        "@lists.example.org"
    )
    assert [each.address for each in mail.reply_to] == [f"{INTRODUCE}@lists.example.org"]


async def test_it_says_what_it_answers(home: Home) -> None:
    """In reply to a confirmation it is an answer; sent by itself it is none."""
    await home.found("cocoa")
    alone = await letter_for(home, 7)
    answer = await letter_for(home, 7, in_reply_to="join@example.org")
    assert (alone.automatic, alone.in_reply_to) == ("auto-generated", "")
    assert (answer.automatic, answer.in_reply_to) == ("auto-replied", "join@example.org")


async def test_a_group_that_does_not_ask_asks_nothing(home: Home) -> None:
    """Then a reply is a letter to the facilitators, as to any letter of the group."""
    await home.found("cocoa", introductions="off")
    letter = await letter_for(home, 7)
    assert (letter.reply_to, letter.data["introductions"]) == ("", "off")


async def test_facilitators_ask_what_they_want(home: Home) -> None:
    """The group's own purpose and questions stand in the letter, whatever it is written in."""
    mail = await a_welcome(
        home, "nl", purpose="Cacao, van boom tot reep.", questions="Wat teel je? | Sinds wanneer?"
    )
    text = mail.decode()
    assert "    Cacao, van boom tot reep." in text
    assert "1. Wat teel je?\r\n2. Sinds wanneer?" in text


async def test_what_facilitators_write_is_no_markup(home: Home) -> None:
    """A purpose that looks like a template, a header or offers is nothing but text (R18)."""
    evil = '{{ 7*7 }}\n===\nSubject: x\n\n- "leave" to win'
    mail = await a_welcome(home, "en", purpose=evil, questions="{% raw %}|x\r\nBcc: y@example.org")
    text = mail.decode()
    assert "    {{ 7*7 }}" in text
    assert "\r\n- " not in text
    assert parse(mail).first(b"bcc") == ""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_mail_program_can_answer_the_welcome(home: Home, language: str) -> None:
    """Whatever a program quotes and however, only the writer's own words are taken."""
    said = SAID[language]
    welcomed = await a_welcome(home, language)
    group_id = home.one("select id from groups")
    for number, client in enumerate(CLIENTS[LANGUAGES.index(language) :: len(LANGUAGES)]):
        address = f"anna{number}@example.org"
        await home.admit(group_id, address)
        mail = reply(client, language, said, welcomed, sender=f"Anna <{address}>")
        assert parse(mail).to[0].address == f"{INTRODUCE}@lists.example.org"
        answer = (await home.receive(mail, INTRODUCE, sender=address))[0]
        assert (client, answer.outcome) == (client, "introduced")
    texts = {" ".join(row[0].split()) for row in home.rows("select text from introduction")}
    assert texts == {said}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_answers_between_the_lines_are_found(home: Home, language: str) -> None:
    """Whoever writes below each of the quoted questions has answered them by number."""
    mail = await a_welcome(home, language)
    group_id = home.one("select id from groups")
    for number, client in enumerate(MARKING):
        address = f"anna{number}@example.org"
        await home.admit(group_id, address)
        answer = reply(
            client, language, SAID[language], mail, sender=f"<{address}>", place="between"
        )
        said = (await home.receive(answer, INTRODUCE, sender=address))[0]
        assert (client, said.outcome) == (client, "introduced")
    for text, answers in home.rows("select text, answers from introduction"):
        assert SAID[language] in " ".join(text.split())
        assert "1" not in json.loads(answers) or SAID[language].split()[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_mail_program_can_say_no(home: Home, language: str) -> None:
    """The one word stops an introduction, whatever is quoted below it."""
    await a_welcome(home, language)
    group_id = home.one("select id from groups")
    clients = CLIENTS[LANGUAGES.index(language) :: len(LANGUAGES)]
    for number, client in enumerate(clients):
        address = f"anna{number}@example.org"
        await home.admit(group_id, address)
        await write(home, address, SAID[language], INTRODUCE)
        receipt = (await mails(home))[address]
        answer = reply(client, language, NO[language], receipt, sender=f"<{address}>")
        to = last(home, address).reply_to
        assert parse(answer).to[0].address.startswith(to)
        said = (await home.receive(answer, to, sender=address))[0]
        assert (client, said.outcome) == (client, "confirmed")
        assert last(home, address).template == "introductions/withdrawn"
    assert home.rows("select distinct state from introduction") == [("withdrawn",)]
    assert len(sent(home)) == 1 + 2 * len(clients)
