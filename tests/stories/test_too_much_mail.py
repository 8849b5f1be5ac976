"""Too much mail, or too little: one word changes it for one reader, and nobody else is bothered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.outgoing import fields
from tests.peers import Mail
from tests.site import DOMAIN, letter
from tests.stories.world import World, world

ANN, BOB, CAT, DEE = (f"{name}@example.org" for name in ("ann", "bob", "cat", "dee"))
DAY_S = 86_400


class Club:
    """Ann, Bob, Cat and Dee in one group; Cat has one mail a day."""

    def __init__(self, everybody: World) -> None:
        self.world = everybody
        self.home = everybody.town.home
        self._seen = 0

    async def found(self) -> None:
        """Start the group."""
        group_id = await self.home.found("psc", ANN, BOB, DEE, title="Club")
        await self.home.admit(group_id, CAT, delivery="daily")

    async def write(self, content: bytes, *to: str, sender: str = ANN) -> None:
        """Somebody writes, and all mail that comes of it is delivered."""
        assert (await self.world.write(content, *to, sender=sender)).startswith("2")
        await self.world.come_to_rest()

    async def say(self, word: str, of: Mail, sender: str, to: str) -> None:
        """Somebody answers a mail with a word, as mail programs do: its subject, ids and a quote."""
        message_id = fields(of, "Message-ID")[0].strip("<>")
        references = " ".join(fields(of, "References")).replace("<", "").replace(">", "").split()
        subject = fields(of, "Subject")[0]
        said = letter(
            sender,
            f"{to}@{DOMAIN}",
            subject=f"Re: {subject}",
            id=f"{len(self.world.peer.mails)}.{word.split()[0]}@example.org",
            references=[*references, message_id],
            in_reply_to=message_id,
            body=f"{word}\n\nOn Saturday, Club wrote:\n> {subject}\n> and so on",
        )
        await self.write(said, to, sender=sender)

    def new(self) -> dict[str, list[Mail]]:
        """What came since last time, by reader."""
        mails = self.world.peer.mails[self._seen :]
        self._seen += len(mails)
        found: dict[str, list[Mail]] = {}
        for mail in mails:
            for to in mail.recipients:
                found.setdefault(to, []).append(mail)
        return found


@pytest.fixture
async def club(tmp_path: Path) -> AsyncIterator[Club]:
    """The group, with a server that runs."""
    async with world(tmp_path) as everybody:
        opened = Club(everybody)
        await opened.found()
        yield opened


def words(mail: Mail) -> str:
    """The text of a mail."""
    read = message_from_bytes(mail.content, policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    text = read.get_body(("plain",))
    assert text is not None
    return str(text.get_content()).replace("\r\n", "\n")


async def test_a_muted_thread_stays_silent(club: Club) -> None:
    """Bob answers with one word, to everybody; only he hears of it, and only that thread ends."""
    await club.write(letter(id="seeds@x", subject="Seeds"))
    (got,) = club.new()[BOB]
    await club.say("mute", got, BOB, "psc")
    ((to, (notice,)),) = club.new().items()
    assert to == BOB
    assert words(notice).startswith('You will hear no more of "Seeds" in Club.')
    await club.write(letter(id="more@x", in_reply_to="seeds@x", subject="Re: Seeds", body="More"))
    assert set(club.new()) == {ANN, DEE}
    await club.write(letter(id="rain@x", subject="Rain"))
    assert set(club.new()) == {ANN, BOB, DEE}
    (reply_to,) = fields(notice, "Reply-To")
    await club.say("undo", notice, BOB, reply_to.partition("@")[0])
    ((to, (restored,)),) = club.new().items()
    assert (to, words(restored).split("\n")[0]) == (
        BOB,
        'You get "Seeds" again like all other mail from Club.',
    )
    await club.write(letter(id="last@x", in_reply_to="more@x", subject="Re: Seeds", body="Last"))
    assert set(club.new()) == {ANN, BOB, DEE}


async def test_a_followed_thread_comes_at_once(club: Club) -> None:
    """Cat has one mail a day, and one thread of which she misses nothing."""
    await club.write(letter(id="seeds@x", subject="Seeds"))
    thread_id = club.home.one("select id from thread")
    assert CAT not in club.new()
    await club.write(letter(f"Cat <{CAT}>", subject="", body="threads"), "psc-request", sender=CAT)
    (listed,) = club.new()[CAT]
    assert f"    {thread_id}: Seeds\n" in words(listed)
    assert "        1 message, on 21 November 2026: Ann\n" in words(listed)
    await club.say(f"follow {thread_id}", listed, CAT, "psc-request")
    (notice,) = club.new()[CAT]
    assert words(notice).startswith('You now get each message of "Seeds" in Club straight away.')
    await club.write(letter(id="more@x", in_reply_to="seeds@x", body="More"))
    assert set(club.new()) == {ANN, BOB, CAT, DEE}
    await club.write(letter(id="rain@x", subject="Rain"))
    assert set(club.new()) == {ANN, BOB, DEE}


async def test_a_pause_ends_by_itself(club: Club) -> None:
    """Dee is away until Wednesday; from then on mail comes, and nobody had to do anything."""
    asked = letter(f"Dee <{DEE}>", subject="pause until 25 November", body="", id="pause@x")
    await club.write(asked, "psc-request", sender=DEE)
    (notice,) = club.new()[DEE]
    assert "25 November 2026" in words(notice)
    await club.write(letter(id="one@x", body="1"))
    assert set(club.new()) == {ANN, BOB}
    club.world.town.home.clock.move(3 * DAY_S)
    await club.write(letter(id="two@x", body="2"))
    assert set(club.new()) == {ANN, BOB}
    club.world.town.home.clock.move(DAY_S // 2)
    await club.write(letter(id="three@x", body="3"))
    assert set(club.new()) == {ANN, BOB, DEE}


async def test_text_only_and_the_rest_when_asked_for(club: Club) -> None:
    """Dee's line is thin: she gets the words of a mail with pictures, and the rest by its number."""
    asked = letter(f"Dee <{DEE}>", subject="text only on", body="", id="text@x")
    await club.write(asked, "psc-request", sender=DEE)
    club.new()
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Ann <{ANN}>", f"psc@{DOMAIN}", "Harvest"
    mail["Message-ID"] = "<harvest@x>"
    mail["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    mail.set_content("Look how they dry.\n")
    picture = b"\xff\xd8" * 50_000
    mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="drying.jpg")
    await club.write(mail.as_bytes())
    came = club.new()
    (thin,) = came[DEE]
    assert len(thin.content) < 3_000 < 100_000 < len(came[BOB][0].content)
    assert words(thin).startswith("Look how they dry.\n")
    assert "- drying.jpg (image/jpeg, 97 kB)" in words(thin)
    post_id = club.home.one("select id from post")
    assert f'"get {post_id}" to psc-request@{DOMAIN}' in words(thin)
    await club.write(
        letter(f"Dee <{DEE}>", subject=f"get {post_id}", body="", id="get@x"),
        "psc-request",
        sender=DEE,
    )
    ((to, (whole,)),) = club.new().items()
    assert to == DEE
    read = message_from_bytes(whole.content, policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    (attached,) = read.iter_attachments()
    assert attached.get_content() == picture
    assert read["Message-ID"] == "<harvest@x>"


async def test_what_was_written_is_found_again(club: Club) -> None:
    """Cat searches for a word that was posted a moment ago, and reads the conversation."""
    await club.write(letter(id="seeds@x", subject="Seeds", body="Who has cocoa seeds?"))
    await club.write(
        letter(id="more@x", in_reply_to="seeds@x", subject="Re: Seeds", body="Bob has.")
    )
    club.new()
    await club.write(
        letter(f"Cat <{CAT}>", subject="search cocoa", body="", id="search@x"),
        "psc-request",
        sender=CAT,
    )
    ((to, (found,)),) = club.new().items()
    assert to == CAT
    post_id = club.home.one("select id from post where message_id = 'seeds@x'")
    assert f"    {post_id}: Seeds\n" in words(found)
    thread_id = club.home.one("select id from thread")
    await club.say(f"get {thread_id}", found, CAT, "psc-request")
    ((_, (read,)),) = club.new().items()
    assert "    Who has cocoa seeds?\n" in words(read)
    assert "    Bob has.\n" in words(read)


async def test_an_answer_to_a_threads_address_is_posted_there(club: Club) -> None:
    """As from a digest, which names no other mail."""
    await club.write(letter(id="seeds@x", subject="Seeds"))
    club.new()
    thread_id = club.home.one("select id from thread")
    answer = letter(f"Cat <{CAT}>", f"thread+{thread_id}@{DOMAIN}", id="a@x", body="I have some.")
    await club.write(answer, f"thread+{thread_id}", sender=CAT)
    assert set(club.new()) == {ANN, BOB, DEE}
    assert club.home.rows("select posts from thread") == [(2,)]
