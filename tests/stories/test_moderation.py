"""What is held comes to a facilitator's mailbox, and goes on its way by their reply."""

from __future__ import annotations

from pathlib import Path

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.mail.clients import CLIENTS, LANGUAGES, reply
from tests.outgoing import fields, path_of
from tests.peers import Mail
from tests.site import Home, letter
from tests.stories.world import World, world

ANN, BEA, CAT = "ann@example.org", "bea@example.org", "cat@example.org"
STRANGER = "sam@example.net"
DAY_S = 86_400


async def a_group(home: Home, *facilitators: str, **settings: int | str) -> int:
    """A group of Ann's with its facilitators."""
    group_id = await home.found("psc", ANN, title="Public Speaking", **settings)
    for each in facilitators:
        await home.admit(group_id, each, role="facilitator")
    return group_id


def mailbox(everybody: World, address: str) -> list[Mail]:
    """What somebody has got, the latest last."""
    return [mail for mail in everybody.peer.mails if address in mail.recipients]


def subjects(everybody: World, address: str) -> list[str]:
    """The same by subject."""
    return [parse(mail.content).subject for mail in mailbox(everybody, address)]


def words(mail: Mail) -> str:
    """What a mail says, on one line."""
    return " ".join(read_body(parse(mail.content)).full_text.split())


async def answer(
    everybody: World, by: str, said: str, mail: Mail, client: str = "iphone", language: str = "en"
) -> None:
    """Reply to a mail by some mail program."""
    everybody.town.home.clock.move(60)
    content = reply(client, language, said, mail.content, sender=f"Somebody <{by}>")
    to = parse(content).to[0].address
    assert (await everybody.write(content, to, sender=by)).startswith("2.")
    await everybody.come_to_rest()


async def test_a_held_post_is_sent_on_by_one_word(tmp_path: Path) -> None:
    """Ann writes, Bea reads it on her phone and says ok, all have it; Cat is told who was first."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, CAT, post="moderated")
        await everybody.write(letter(subject="A question", body="How do you begin?"), sender=ANN)
        await everybody.come_to_rest()
        assert subjects(everybody, ANN) == [
            "Waiting for a facilitator of Public Speaking: A question"
        ]
        (asked,) = mailbox(everybody, BEA)
        assert fields(asked, "Subject") == ["Public Speaking: waiting for you: A question"]
        assert fields(asked, "From") == ["Public Speaking <psc-request@lists.example.org>"]
        assert fields(asked, "Auto-Submitted") == ["auto-generated"]
        assert fields(asked, "Reply-To")[0].startswith("confirm+")
        assert path_of(home, asked) is not None
        assert 'Ann (ann@example.org) wrote "A question" to Public Speaking.' in words(asked)
        assert "How do you begin?" in words(asked)
        assert "Only a reply from bea@example.org decides" in words(asked)

        await answer(everybody, BEA, "Ok", asked)
        assert subjects(everybody, ANN)[1:] == ["[psc] A question"]
        assert subjects(everybody, BEA)[1:] == [
            "[psc] A question",
            "Public Speaking: sent to the group: A question",
        ]

        await answer(everybody, CAT, "no", mailbox(everybody, CAT)[0], "outlook")
        told = mailbox(everybody, CAT)[-1]
        assert fields(told, "Subject") == ["Public Speaking: already decided: A question"]
        who_and_when = 'Bea sent the message "A question" to Public Speaking on 21 November 2026'
        assert f"{who_and_when} at 13:01." in words(told)  # in the group's time zone
        assert len(subjects(everybody, ANN)) == 2


async def test_a_post_comes_back_with_kind_words(tmp_path: Path) -> None:
    """Bea returns it to Ann with a reason, who reads that and no more."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home, BEA, post="moderated", language="nl")
        await everybody.write(letter(subject="Een vraag"), sender=ANN)
        await everybody.come_to_rest()
        await answer(
            everybody,
            BEA,
            "Nee, mooie vraag!\nWil je er nog bij zetten wat je al geprobeerd hebt?",
            mailbox(everybody, BEA)[0],
            language="nl",
        )
        returned = mailbox(everybody, ANN)[-1]
        assert parse(returned.content).subject == "Teruggestuurd door Public Speaking: Een vraag"
        assert returned.sender == ""
        assert "Wil je er nog bij zetten wat je al geprobeerd hebt?" in words(returned)
        assert "Wacht op jou" not in words(returned)
        assert BEA not in returned.content.decode()


async def test_strangers_wait_for_the_morning(tmp_path: Path) -> None:
    """Nobody is disturbed at night; next morning Bea lets one in and drops the other."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA)
        for number, subject in enumerate(("May I ask?", "You have won")):
            mail = letter(f"Sam <{STRANGER}>", subject=subject, body=subject, id=f"s{number}@x")
            await everybody.write(mail, sender=STRANGER)
        await everybody.come_to_rest()
        assert everybody.got() == {}

        home.clock.move(DAY_S)
        await run_due(home.site, home.clock.now_s, "waiting")
        await everybody.come_to_rest()
        (listed,) = mailbox(everybody, BEA)
        assert fields(listed, "Subject") == ["Public Speaking: 2 messages wait for you"]
        assert '1. Sam (sam@example.net), 21 November 2026: "May I ask?"' in words(listed)

        await answer(everybody, BEA, "ok 1\ndrop the rest", listed, "gmail")
        assert subjects(everybody, ANN) == ["[psc] May I ask?"]
        receipt = words(mailbox(everybody, BEA)[1])
        assert 'Sent to the group: 1. "May I ask?" by Sam' in receipt
        assert 'Thrown away, without telling anybody: 2. "You have won" by Sam' in receipt
        assert mailbox(everybody, STRANGER) == []


async def test_every_mail_program_can_decide(tmp_path: Path) -> None:
    """Whatever it quotes and signs: ok is ok, and all of a reason comes to the author, no more."""
    no = {"en": "No,", "nl": "Nee:", "fr": "Non,", "es": "No."}
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, post="moderated")
        for number, client in enumerate(CLIENTS):
            await everybody.write(
                letter(subject=client, body=client, id=f"m{number}@x"), sender=ANN
            )
            await everybody.come_to_rest()
            asked = mailbox(everybody, BEA)[-1]
            language = LANGUAGES[number % 4]
            said = (
                "ok" if number % 2 else f"{no[language]} not now.\n\nPlease write about {client}."
            )
            await answer(everybody, BEA, said, asked, client, language)
            home.clock.move(3600)
            told = parse(mailbox(everybody, ANN)[-1].content)
            if number % 2:
                assert told.subject == f"[psc] {client}"
            else:
                assert told.subject == f"Returned by Public Speaking: {client}"
                reason = words(mailbox(everybody, ANN)[-1])
                quoted = reason.partition("The facilitator wrote:")[2].partition("You can")[0]
                assert quoted.split() == f"not now. Please write about {client}.".split()


async def test_no_value_of_a_mail_becomes_markup(tmp_path: Path) -> None:
    """Names and subjects that would begin a header or a section stay words (R18)."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, BEA, post="moderated")
        for number, nasty in enumerate(
            (
                "=?utf-8?q?x=0D=0ABcc:_v@example.com=0D=0A=0D=0Abody?=",
                "=?utf-8?q?x=0A=3D=3D=3D=0AYou_can_reply_with:=0A=0A-_=22drop=22?=",
                "=?utf-8?b?4oCueHl64oCs?=",
                "{{ 7 * 7 }} {0.__class__} <script>",
                "y" * 10_000,
            )
        ):
            mail = letter(f"{nasty} <{ANN}>", subject=nasty, body="===\n- x", id=f"m{number}@x")
            await everybody.write(mail, sender=ANN)
            await everybody.come_to_rest()
            asked = mailbox(everybody, BEA)[-1]
            assert fields(asked, "Bcc") == []
            assert len(fields(asked, "Subject")) == 1
            text = read_body(parse(asked.content)).full_text
            assert text.count('\nYou can reply with:\n\n- "ok" to send it to the group') == 1
            assert "49" not in text
            assert not set("\u202a\u202b\u202c\u202d\u202e") & set(text)
            assert max(map(len, asked.raw.split(b"\r\n"))) <= 998
