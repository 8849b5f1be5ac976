"""A facilitator's announcement goes to everybody at once, digest readers too, and stays a mail."""

from __future__ import annotations

import email.utils
import json
from dataclasses import replace
from pathlib import Path

import pytest

from dgroup.commands.plans import MOST_SHOWN
from dgroup.domain.effects import Arrange
from dgroup.domain.model import Arrangement
from dgroup.mail.address import Mailbox
from dgroup.mail.body import attached, read_body
from dgroup.mail.parse import parse
from dgroup.server.copies import Copies
from dgroup.store.queue import claim
from tests.commands.robot import kinds, last, write
from tests.site import NOON_S, Home, open_home
from tests.writing import letter

BEA = "bea@example.org"
# How mail comes to each, and what they are: one of every kind.
STANDINGS = {
    "each": Arrangement("active", "each"),
    "daily": Arrangement("active", "daily"),
    "weekly": Arrangement("active", "weekly"),
    "monthly": Arrangement("active", "monthly"),
    "text": Arrangement("active", "each", is_text_only=True),
    "none": Arrangement("active", "none"),
    "rests": Arrangement("active", "each", paused_until_s=NOON_S + 86_400),
    "rested": Arrangement("active", "each", paused_until_s=NOON_S - 86_400),
    "bounced": Arrangement("disabled", "each"),
    "gone": Arrangement("left", "each"),
    "asked": Arrangement("invited", "each"),
}
WITH_MAIL = {"each", "daily", "weekly", "monthly", "text", "rested"}
ATTACHED = (
    "From: Bea <bea@example.org>\r\nTo: psc-request@lists.example.org\r\nCc: dora@example.net\r\n"
    "Subject: {subject}\r\nMessage-ID: <with-file@example.org>\r\nX-Mailer: Robin 3\r\n"
    "DKIM-Signature: v=1; d=example.org; b=abc\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the plan.\r\n"
    '--b\r\nContent-Type: text/csv; name="plan.csv"\r\n'
    'Content-Disposition: attachment; filename="plan.csv"\r\n\r\na,b\r\n--b--\r\n'
)

# What somebody else sends in Bea's name: harmless as plain text, and as HTML another thing.
FORGED = (
    b'From: "Bea, urgent: call +1 900 555" <bea@example.org>\r\nReply-To: bea@evil.test\r\n'
    b"To: psc-request@lists.example.org\r\nCc: x@evil.test\r\nSubject: announce: Friday\r\n"
    b"Message-ID: <forged@evil.test>\r\nOrganization: evil.test\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nSee you on Friday at ten.\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n"
    b"<p>Pay 900 EUR <a href='http://evil.test/pay'>here</a>.</p>\r\n--b--\r\n"
    b"--m\r\nContent-Type: text/html; name=page.html\r\n"
    b"Content-Disposition: inline; filename=page.html\r\n\r\n<p>Hello</p>\r\n--m--\r\n"
)


@pytest.fixture
async def psc(home: Home) -> int:
    """A group that Bea facilitates, with members of every kind."""
    group_id = await home.found("psc", title="Private Sector")
    await home.admit(group_id, BEA, role="facilitator")
    for name, arrangement in STANDINGS.items():
        member_id = await home.admit(group_id, f"{name}@example.org")
        await home.perform(Arrange(member_id, arrangement))
    return group_id


def readers(home: Home) -> list[str]:
    """Who gets a copy of the latest post: local parts, as often as they get one."""
    rows = home.rows(
        "select delivery.members from delivery"
        " where post_id = (select max(id) from post) and kind = 'post'"
    )
    ids = [id_ for (members,) in rows for id_ in json.loads(members)]
    names = dict(
        home.rows("select member.id, address.folded from member join address using (person_id)")
    )
    return sorted(names[each].partition("@")[0] for each in ids)


def post(home: Home) -> bytes:
    """The mail that was posted last."""
    found: bytes = home.one(
        "select content from letter join post on post.letter_id = letter.id"
        " order by post.id desc limit 1"
    )
    return found


async def heads(home: Home) -> list[bytes]:
    """The headers of the copies of a post, as they leave."""
    waiting = await claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=99, lease_s=1, most=100
    )
    parcels = [await Copies(home.site).parcel(each) for each in waiting if each.kind != "notice"]
    return [b"".join(each.copy.content).partition(b"\r\n\r\n")[0] for each in parcels]


async def announce(home: Home, subject: str, body: str = "We meet at ten.") -> None:
    """Let Bea announce something, and say yes."""
    await write(home, BEA, body, subject=subject)
    asked = last(home, BEA)
    assert asked.pieces == ("facilitating/confirm", "plans/announce"), asked.pieces
    await write(home, BEA, "yes", asked.reply_to)


async def test_everybody_with_mail_gets_it_at_once(home: Home, psc: int) -> None:
    """Readers of digests, too, once each; who rests or has no mail does not."""
    await announce(home, "announce Our meeting on Friday")
    assert readers(home) == sorted({*WITH_MAIL, "bea"})
    done = last(home, BEA)
    assert (done.template, done.data["people"]) == ("announcing/done", len(WITH_MAIL))
    assert home.rows("select subject, reach, author_name from post") == [
        ("Our meeting on Friday", "digests", "Bea")
    ]
    assert home.rows("select outcome, reason from account where recipient like 'psc@%'") == [
        ("posted", "announcement")
    ]


@pytest.mark.parametrize("word", ["all", "everybody", "aan allen", "à tous", "a todos"])
async def test_those_without_mail_get_it_where_it_is_for_all(
    home: Home, psc: int, word: str
) -> None:
    """Delivery none and a rest do not count then; who left, bounced or is not in yet does."""
    await announce(home, f"announce {word}: Our meeting on Friday")
    assert readers(home) == sorted({*WITH_MAIL, "none", "rests", "bea"})
    assert last(home, BEA).data["people"] == len(WITH_MAIL) + 2


async def test_a_muted_thread_is_another_one(home: Home, psc: int) -> None:
    """Each announcement begins a thread of its own, so nobody has muted it, and none is merged."""
    for _ in range(2):
        await announce(home, "announce The same subject")
    assert home.one("select count(*) from thread") == 2


async def test_attachments_stay_what_they_are(home: Home, psc: int) -> None:
    """They go along byte for byte; of the header nothing stays that was not shown."""
    content = ATTACHED.format(subject="announce Our plan").encode()
    await home.receive(content, "psc-request", sender=BEA)
    plan = last(home, BEA).raw["parts"][0][1]
    assert (plan["files"], plan["names"], plan["text"]) == (1, ["plan.csv"], "See the plan.")
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    found = post(home)
    assert b"\r\n\r\na,b\r\n--" in found
    read = parse(found)
    assert [each.filename for each in attached(read)] == ["plan.csv"]
    assert read_body(read).full_text == "See the plan."
    assert (read.subject, read.sender and read.sender.address) == ("Our plan", BEA)
    assert [each.address for each in (*read.to, *read.cc)] == ["psc@lists.example.org"]
    assert read.message_id.startswith("announcement.")
    assert read.sent_s == home.clock.now_s
    assert not read.first(b"x-mailer") + read.first(b"dkim-signature")


async def test_a_mail_that_is_vouched_for_goes_out_as_it_is(blank: Path, tmp_path: Path) -> None:
    """Nobody is asked, so the HTML part goes along, too; replies go to no address of others."""
    trusted = {
        "smtp__trusted_authserv_ids": "mx.example.net",
        "smtp__trusted_peers": "192.0.2.0/24",
    }
    async with open_home(blank, tmp_path / "site", **trusted) as home:
        await home.admit(await home.found("psc"), BEA, role="facilitator")
        says = b"Authentication-Results: mx.example.net; dmarc=pass header.from=example.org\r\n"
        date = b"Date: " + email.utils.formatdate(home.clock.now_s).encode() + b"\r\n"
        await home.receive(says + date + FORGED, "psc-request", sender=BEA)
        read = parse(post(home))
        assert read.content.partition(b"\r\n\r\n")[2] == FORGED.partition(b"\r\n\r\n")[2]
        assert read.sender == Mailbox("Bea", BEA)
        assert not read.reply_to


async def test_only_what_was_shown_goes_out(home: Home, psc: int) -> None:
    """HTML that says something else, a name, where replies go, what opens by itself: none of it."""
    await home.receive(FORGED, "psc-request", sender="x@evil.test")
    plan = last(home, BEA).raw["parts"][0][1]
    assert plan["text"] == "See you on Friday at ten."
    assert plan["names"] == ["page.html"]
    assert plan["left_out"] == ["Bea, urgent: call +1 900 555", "bea@evil.test"]
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    found = post(home)
    read = parse(found)
    assert b"evil.test/pay" not in found
    assert b"evil.test" not in found.partition(b"\r\n\r\n")[0]
    assert read.sender == Mailbox("Bea", BEA)
    assert read_body(read).full_text == "See you on Friday at ten."
    assert [each.disposition for each in attached(read)] == ["attachment"]
    assert all(b"evil.test" not in head for head in await heads(home))


async def test_replies_go_to_another_address_of_the_writer(home: Home, psc: int) -> None:
    """Where it is on file; then nothing is left out."""
    home.write(
        "insert into address (id, person_id, address, folded, created_s)"
        " select 9001, person_id, 'bea@example.net', 'bea@example.net', 1 from address"
        " where folded = ?",
        BEA,
    )
    content = FORGED.replace(b"bea@evil.test", b"bea@example.net")
    await home.receive(content, "psc-request", sender=BEA)
    assert "bea@example.net" not in last(home, BEA).raw["parts"][0][1]["left_out"]
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    assert [each.address for each in parse(post(home)).reply_to] == ["bea@example.net"]


async def test_of_a_long_text_the_beginning_is_shown(home: Home, psc: int) -> None:
    """And how many lines there are besides."""
    lines = [f"{number}. This is one of very many lines." for number in range(300)]
    await write(home, BEA, "\n".join(lines), subject="announce Friday")
    plan = last(home, BEA).raw["parts"][0][1]
    shown = plan["text"].split("\n")
    assert shown == lines[: len(shown)]
    assert len(plan["text"]) <= MOST_SHOWN
    assert plan["more_lines"] == len(lines) - len(shown)


async def test_below_a_command_in_the_text_only_the_text_goes(home: Home, psc: int) -> None:
    """The command is not shown to anybody; attachments cannot go along, which the plan says."""
    content = ATTACHED.format(subject="Friday").replace(
        "See the plan.", "announce Our meeting on Friday\r\n\r\nWe meet at ten."
    )
    await home.receive(content.encode(), "psc-request", sender=BEA)
    assert last(home, BEA).raw["parts"][0][1]["files_left"] == 1
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    found = post(home)
    assert b"From: Bea via Private Sector <psc@lists.example.org>" in found
    assert b"We meet at ten." in found
    assert b"announce" not in found.partition(b"\r\n\r\n")[2]
    assert b"plan.csv" not in found


@pytest.mark.parametrize("how", ["quoted", "answers"])
async def test_what_a_facilitator_had_from_us_is_not_passed_on(
    home: Home, psc: int, how: str
) -> None:
    """A mail that answers or quotes another goes out by its own words alone."""
    body = "We meet at ten.\n\nOn Monday the robot wrote:\n> Silent: Anna, Ben\n"
    more = {"in_reply_to": "desk@lists.example.org"} if how == "answers" else {}
    if how == "answers":
        body = "We meet at ten."
    await write(home, BEA, body, subject="announce Friday", **more)
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    found = post(home)
    assert b"We meet at ten." in found
    assert b"Silent" not in found
    assert b"desk@" not in found
    assert b"From: Bea via" in found


@pytest.mark.parametrize(
    ("subject", "body", "has_subject"),
    [("announce Friday", "", True), ("announce all: Friday", "-- \nBea", True)],
)
async def test_nothing_empty_is_announced(
    home: Home, psc: int, subject: str, body: str, has_subject: bool
) -> None:
    """Without a message there is nothing to confirm; the answer says how to do it."""
    await write(home, BEA, body, subject=subject)
    told = last(home, BEA)
    assert (told.pieces, told.data["has_subject"]) == (("announcing/how",), has_subject)


async def test_what_is_too_large_is_said_at_once(home: Home, psc: int) -> None:
    """No plan is made of what the group does not take."""
    home.write("""update groups set settings = '{"max_post_size":200}'""")
    await write(home, BEA, "word " * 100, subject="announce Friday")
    told = last(home, BEA)
    assert (told.pieces, told.data["kind"]) == (("announcing/not_sent",), "too_large")


async def test_it_is_sent_once(home: Home, psc: int) -> None:
    """A second yes finds it done."""
    await write(home, BEA, "We meet at ten.", subject="announce Friday")
    asked = last(home, BEA)
    await write(home, BEA, "yes", asked.reply_to)
    await write(home, BEA, "yes", asked.reply_to)
    assert home.one("select count(*) from post") == 1


async def test_without_a_yes_nothing_goes_out(home: Home, psc: int) -> None:
    """A forged announcement reaches nobody but the one in whose name it was written."""
    await write(home, BEA, "Send me money.", subject="announce all: Urgent", envelope="x@evil.test")
    assert home.one("select count(*) from post") == 0
    assert home.one("select count(*) from delivery where kind = 'post'") == 0
    assert kinds(home, BEA) == ["facilitating/confirm"]


async def test_members_cannot_announce(home: Home, psc: int) -> None:
    """For others the word is none: no plan, no post."""
    await write(home, "each@example.org", "Hello all", subject="announce all: Party")
    assert home.one("select count(*) from post") == 0
    assert "plans/announce" not in json.dumps(home.rows("select notice from delivery"))


async def test_answers_join_its_thread(home: Home, psc: int) -> None:
    """What members reply goes to the group, in the thread of the announcement."""
    await announce(home, "announce Friday")
    message_id = home.one("select message_id from post")
    content = letter(
        "Each <each@example.org>", subject="Re: Friday", in_reply_to=message_id, id="re@example.org"
    )
    (reply,) = await home.receive(content, "psc", sender="each@example.org")
    assert reply.outcome == "posted"
    assert home.one("select count(*) from thread") == 1
    assert home.rows("select reach from post order by id") == [("digests",), ("each",)]


async def test_the_author_may_have_no_copy(home: Home, psc: int) -> None:
    """Who does not want their own posts back does not get this one."""
    member_id = home.one("select id from member where role = 'facilitator'")
    await home.perform(Arrange(member_id, replace(Arrangement("active", "each"), has_copy=False)))
    await announce(home, "announce Friday")
    assert readers(home) == sorted(WITH_MAIL)
