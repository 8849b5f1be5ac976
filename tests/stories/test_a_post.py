"""A post's whole way: written by a person, taken over SMTP, and with every member a moment later."""

from __future__ import annotations

from pathlib import Path

from tests.outgoing import fields, path_of
from tests.site import DOMAIN, letter
from tests.stories.world import world

ANN, BOB, CAT, DAN = "ann@example.org", "bob@example.org", "cat@example.org", "dan@example.org"

EACH_ONCE = """
    from to subject date message-id references in-reply-to list-id list-post list-help
    list-subscribe list-unsubscribe list-owner precedence reply-to mime-version content-type
""".split()


async def test_a_mail_comes_to_every_member(tmp_path: Path) -> None:
    """Ann writes; Ann, Bob and Cat have it, with the headers of a list, each exactly once."""
    async with world(tmp_path) as everybody:
        home, peer = everybody.town.home, everybody.peer
        group_id = await home.found("psc", ANN, BOB, title="Public Speaking Club")
        await home.admit(group_id, CAT, delivery="each")
        await home.admit(group_id, DAN, delivery="daily")
        body = "Hello all.\n\n.a line with a dot\n..two\n\nAnn\n"
        mail = letter(
            body=body,
            references=["root@example.org"],
            in_reply_to="root@example.org",
            mime_version="1.0",
            content_type="text/plain; charset=utf-8",
            list_id="<somebody.else.example>",
            precedence="bulk",
        )
        assert (await everybody.write(mail)).startswith("2.0.0")
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 1, BOB: 1, CAT: 1}
        for copy in peer.mails:
            for name in EACH_ONCE:
                assert len(fields(copy, name)) == 1, name
            assert fields(copy, "From") == ["Ann <ann@example.org>"]
            assert fields(copy, "Message-ID") == ["<hello@example.org>"]
            assert fields(copy, "Subject") == ["[psc] Hello"]
            assert fields(copy, "List-Id") == [f"Public Speaking Club <psc.{DOMAIN}>"]
            assert fields(copy, "List-Post") == [f"<mailto:psc@{DOMAIN}>"]
            assert fields(copy, "Precedence") == ["list"]
            assert fields(copy, "Reply-To") == [f"Public Speaking Club <psc@{DOMAIN}>"]
            head, _, sent = copy.content.partition(b"\r\n\r\n")
            assert sent.decode() == body.replace("\n", "\r\n")
            assert b"\0" not in copy.raw
            assert copy.raw.count(b"\r") == copy.raw.count(b"\n") == copy.raw.count(b"\r\n")
            assert max(map(len, head.split(b"\r\n"))) <= 998
            assert path_of(home, copy) is not None


async def test_an_answer_is_in_the_same_thread(tmp_path: Path) -> None:
    """Bob answers what he got; the server sees one conversation of two."""
    async with world(tmp_path) as everybody:
        home, peer = everybody.town.home, everybody.peer
        await home.found("psc", ANN, BOB)
        await everybody.write(letter())
        await everybody.come_to_rest()
        (got,) = (copy for copy in peer.mails if copy.recipients == (BOB,))
        answer = letter(
            sender=f"Bob <{BOB}>",
            id="answer@example.org",
            subject=f"Re: {fields(got, 'Subject')[0]}",
            in_reply_to=fields(got, "Message-ID")[0].strip("<>"),
            body="> Hello all of you.\n\nHello Ann!",
        )
        await everybody.write(answer, sender=BOB)
        await everybody.come_to_rest()
        assert home.rows("select posts, subject from thread") == [(2, "Hello")]
        assert home.rows("select parent_message_id from post order by id") == [
            (None,),
            ("hello@example.org",),
        ]
        assert fields(peer.mails[-1], "Subject") == ["Re: [psc] Hello"]


async def test_a_stranger_is_held_and_hears_nothing(tmp_path: Path) -> None:
    """The door says the same to everybody; nobody gets a mail (R5, R13)."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN)
        spam = letter(sender="Eve <eve@elsewhere.example>", id="spam", body="Buy now")
        said = await everybody.write(spam, sender="eve@elsewhere.example")
        assert said == await everybody.write(letter())
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 1}
        assert home.rows("select author, reason from held") == [
            ("eve@elsewhere.example", "not_member")
        ]


async def test_an_unknown_group_is_refused_before_the_mail_is_sent(tmp_path: Path) -> None:
    """550 at RCPT: whoever sends keeps the mail, and nobody gets backscatter."""
    async with world(tmp_path) as everybody:
        await everybody.town.home.found("psc", ANN)
        assert (await everybody.write(letter(), "nobody")).startswith("550 5.1.1")
        assert (await everybody.write(letter(), "digest+x")).startswith("550 5.1.1")
        await everybody.come_to_rest()
        assert everybody.peer.mails == []


async def test_a_bounce_comes_home(tmp_path: Path) -> None:
    """What a copy's return path gets back is noted for that member, and answered by nobody."""
    async with world(tmp_path) as everybody:
        home, peer = everybody.town.home, everybody.peer
        await home.found("psc", ANN)
        await everybody.write(letter())
        await everybody.come_to_rest()
        bounce = letter(sender="Mailer <MAILER-DAEMON@example.org>", id="b", body="No such user")
        await everybody.write(bounce, peer.mails[0].sender, sender="")
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 1}
        assert home.rows(
            "select address.address, bounce.post_id is not null from bounce"
            " join address on address.id = bounce.address_id"
        ) == [(ANN, 1)]
