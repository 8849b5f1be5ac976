"""The way out: what each reader gets, in which envelopes, and what the queue says meanwhile."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dgroup.domain.effects import Change, Forward, Keep, Notify, Reader
from dgroup.domain.model import Arrival
from dgroup.server.app import delivery
from dgroup.server.flight import Flight
from dgroup.store import queue
from tests.outgoing import fields, path_of, peer, received, relayed, send, sending
from tests.peers import Peer
from tests.server.crowds import crowd
from tests.site import DOMAIN, NOON_S, OWNER, Home, letter, open_home

__all__ = ["peer"]

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


@pytest.fixture
async def home(blank: Path, tmp_path: Path, peer: Peer) -> AsyncIterator[Home]:
    """A site that sends to the peer."""
    async with relayed(blank, tmp_path, peer) as opened:
        yield opened


async def test_each_reader_gets_a_copy_of_their_own(home: Home, peer: Peer) -> None:
    """One envelope each; its return path names the post and the member (R14)."""
    group_id = await home.found("psc", title="Club")
    members = {address: await home.admit(group_id, address) for address in (ANN, BOB, CAT)}
    (reply,) = await home.receive()
    await send(home)
    assert received(peer) == dict.fromkeys(members, 1)
    for mail in peer.mails:
        (to,) = mail.recipients
        assert path_of(home, mail) == (reply.post_id, members[to])
        assert fields(mail, "Message-ID") == ["<hello@example.org>"]
        assert fields(mail, "Subject") == ["[psc] Hello"]
        assert mail.content.endswith(b"\r\n\r\nHello all of you.\r\n")
    assert len({mail.sender for mail in peer.mails}) == 3
    assert home.queued() == []
    done = home.rows("select kind, post_id, size, result, reply, at_s from delivery_result")
    assert sum(size for _, _, size, *_ in done) == 3
    assert {(kind, post, result) for kind, post, _, result, *_ in done} == {
        ("post", reply.post_id, "sent")
    }
    assert {at_s for *_, at_s in done} == {NOON_S}


async def test_in_batch_mode_many_share_an_envelope(
    blank: Path, tmp_path: Path, peer: Peer
) -> None:
    """`batch_recipients` at most; the return path names the post only."""
    async with relayed(
        blank, tmp_path, peer, delivery__mode="batch", delivery__batch_recipients="2"
    ) as home:
        await home.found("psc", ANN, BOB, CAT)
        (reply,) = await home.receive()
        await send(home)
        assert sorted(len(mail.recipients) for mail in peer.mails) == [1, 2]
        assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}
        assert {path_of(home, mail) for mail in peer.mails} == {(reply.post_id, 0)}
        assert home.queued() == []


@pytest.mark.parametrize(("body", "envelopes"), [("short", 3), ("long " * 800, 1)])
async def test_a_large_post_turns_to_batches(
    blank: Path, tmp_path: Path, peer: Peer, body: str, envelopes: int
) -> None:
    """Above `batch_above`, bytes times recipients, individual mode shares envelopes too."""
    async with relayed(blank, tmp_path, peer, delivery__batch_above="10 KiB") as home:
        await home.found("psc", ANN, BOB, CAT)
        await home.receive(letter(body="\n".join(body.split())))
        await send(home)
        assert len(peer.mails) == envelopes
        assert received(peer) == {ANN: 1, BOB: 1, CAT: 1}


async def test_who_left_after_the_post_gets_nothing(home: Home, peer: Peer) -> None:
    """Addresses are looked up when the row is claimed (DECISIONS 26)."""
    group_id = await home.found("psc", ANN)
    bob, cat = await home.admit(group_id, BOB), await home.admit(group_id, CAT)
    await home.receive()
    await home.perform(Change(bob, status="left"))
    home.write("update address set address = 'new@example.org' where address = ?", CAT)
    await send(home)
    assert received(peer) == {ANN: 1, "new@example.org": 1}
    assert home.queued() == []
    await home.receive(letter(id="2"))
    await home.perform(Change(cat, status="removed"), Change(cat - 4, status="left"))
    home.write("update member set status = 'left'")
    await send(home)
    assert len(peer.mails) == 2
    assert home.queued() == []


async def test_a_notice_is_in_the_language_of_its_reader(home: Home, peer: Peer) -> None:
    """Rendered when it is sent; from the robot, to the address on file, with the null sender."""
    group_id = await home.found("psc", ANN, title="Club", post="moderated")
    person_id = home.one("select person_id from member where group_id = ?", group_id)
    for language in ("en", "nl"):
        home.write("update person set language = ? where id = ?", language, person_id)
        await home.receive(letter(id=f"{language}@x", references=["root@x"], body=language))
    await send(home)
    english, dutch = (mail for mail in peer.mails if mail.recipients == (ANN,))
    assert b"waits for a facilitator" in english.content
    assert b"wacht op een begeleider" in dutch.content
    for mail in (english, dutch):
        assert mail.sender == ""
        assert mail.recipients == (ANN,)
        assert fields(mail, "To") == [f"Ann <{ANN}>"]
        assert fields(mail, "From") == [f"Club <psc-request@{DOMAIN}>"]
        assert fields(mail, "Auto-Submitted") == ["auto-replied"]
        assert fields(mail, "X-Auto-Response-Suppress") == ["All"]
        assert fields(mail, "Date") == ["Sat, 21 Nov 2026 12:00:00 +0000"]
    assert fields(dutch, "In-Reply-To") == ["<nl@x>"]
    assert fields(dutch, "References") == ["<root@x> <nl@x>"]
    assert fields(english, "Message-ID") != fields(dutch, "Message-ID")


async def test_a_forward_comes_from_the_group_and_is_answered_to_its_author(
    home: Home, peer: Peer
) -> None:
    """`Eve via psc-owner`, Reply-To Eve, body as it was, to every facilitator (DECISIONS 5)."""
    group_id = await home.found("psc")
    for boss in (ANN, BOB):
        await home.admit(group_id, boss, role="facilitator", delivery="none")
    mail = letter(sender="Eve <eve@elsewhere.example>", to=f"psc-owner@{DOMAIN}", body="Help me.")
    await home.receive(mail, "psc-owner", sender="eve@elsewhere.example")
    await home.receive(mail, "postmaster", sender="eve@elsewhere.example")
    await send(home)
    assert received(peer) == {ANN: 1, BOB: 1, OWNER: 1}
    for each in peer.mails:
        word = "postmaster" if each.recipients == (OWNER,) else "psc-owner"
        assert fields(each, "From") == [f"Eve via {word} <{word}@{DOMAIN}>"]
        assert fields(each, "Reply-To") == ["Eve <eve@elsewhere.example>"]
        assert fields(each, "X-Loop") == [f"{word}@{DOMAIN}"]
        assert each.content.endswith(b"\r\n\r\nHelp me.\r\n")
        assert path_of(home, each) is not None


async def test_copies_are_as_the_group_was_when_the_post_came(home: Home, peer: Peer) -> None:
    """Title and settings are those of the acceptance (DECISIONS 15)."""
    group_id = await home.found("psc", ANN, title="Club", subject_prefix=False, reply_to="author")
    await home.receive()
    home.write(
        "update groups set title = 'Other', settings = '{\"reply_to\":\"group\"}' where id = ?",
        group_id,
    )
    await send(home)
    (mail,) = peer.mails
    assert fields(mail, "Subject") == ["Hello"]
    assert fields(mail, "List-Id") == [f"Club <psc.{DOMAIN}>"]
    assert fields(mail, "Reply-To") == []


async def test_a_large_list_does_not_starve_a_small_one(home: Home, peer: Peer) -> None:
    """Rows of different posts take turns: ten readers do not wait for a thousand."""
    large, small = await home.found("large"), await home.found("small", ANN)
    await crowd(home, large, 1100)
    home.write('update groups set settings = \'{"post":"anyone"}\'')
    await home.receive(letter(id="1"), "large")
    await home.receive(letter(id="2"), "small")
    await send(home)
    assert len(peer.mails) == 1101
    place = [mail.recipients for mail in peer.mails].index((ANN,))
    assert place <= 501  # after the first row of the large one, before its others
    assert small


async def test_the_queue_is_a_list_of_recipients(home: Home, peer: Peer) -> None:
    """Each has an id, an address, a subject and the next try; ids are row.member, or row."""
    group_id = await home.found("psc", BOB, post="anyone")
    ann = await home.admit(group_id, ANN)
    await home.receive()
    await home.perform(Notify("posts/held", Reader(CAT, "en"), group_id, {"name": "psc"}))
    rows = [row for (row,) in home.rows("select id from delivery order by id")]
    listed = await queue.listed(home.site.db)
    assert {(each.id, each.to, each.kind, each.subject) for each in listed} == {
        (f"{rows[0]}.{ann - 3}", BOB, "post", "Hello"),
        (f"{rows[0]}.{ann}", ANN, "post", "Hello"),
        (str(rows[1]), CAT, "notice", "posts/held"),
    }
    assert {(each.attempts, each.due_s, each.last_error) for each in listed} == {(0, NOON_S, "")}
    counts = await queue.counts(home.site.db)
    assert (counts.waiting, counts.retrying, counts.failed, counts.oldest_s) == (3, 0, 0, NOON_S)


async def test_what_cannot_be_written_fails_alone(home: Home, peer: Peer) -> None:
    """Our own fault with one row is shown in the queue; the others go out."""
    await home.found("psc", ANN)
    (reply,) = await home.receive()
    home.write("update post set copy_settings = '{broken' where id = ?", reply.post_id)
    await home.receive(letter(id="2", subject="Next"))
    await send(home)
    assert [fields(mail, "Subject") for mail in peer.mails] == [["[psc] Next"]]
    ((state, error),) = home.rows("select state, last_error from delivery")
    assert state == "failed"
    assert "JSONDecodeError" in error
    assert home.one("select count(*) from bounce") == 0


async def test_what_was_deleted_meanwhile_is_not_sent(home: Home, peer: Peer) -> None:
    """A group that is gone takes its queue along; a letter that is gone fails its forward."""
    group_id = await home.found("psc", ANN)
    await home.receive()
    home.write("delete from groups where id = ?", group_id)
    arrival = Arrival(letter(), ANN, (), "", "", NOON_S)
    await home.perform(Keep(9001, arrival, "x@x", ""), Forward(9001, None, "abuse"))
    home.write("update delivery set letter_id = null")
    await send(home)
    assert peer.mails == []
    assert home.rows("select state, last_error from delivery") == [
        ("failed", "What was to be sent has been deleted.")
    ]


async def test_into_a_maildir(blank: Path, tmp_path: Path) -> None:
    """The same mails as files, with Return-Path and Delivered-To on top."""
    async with open_home(blank, tmp_path / "site") as home:
        await home.found("psc", ANN, BOB)
        await home.receive(letter(body=".a dot\n\n..two"))
        async with delivery(home.site) as delivering:
            await delivering.run_once()
        files = [each.read_bytes() for each in (home.path.parent / "outbox" / "new").iterdir()]
        assert len(files) == 2
        assert home.queued() == []
        for content in files:
            first, second, *_ = content.decode().split("\n")
            assert first.startswith("Return-Path: <bounces+")
            assert second in (f"Delivered-To: {ANN}", f"Delivered-To: {BOB}")
            assert content.endswith(b"\n\n.a dot\n\n..two\n")


async def test_claims_and_leases(home: Home) -> None:
    """A row that somebody works on is nobody else's, until its lease ends by the wall clock."""
    await home.found("psc", ANN)
    await home.receive()

    async def claim(worker: str, wall_s: int) -> list[queue.Delivery]:
        return await queue.claim(
            home.site.db, worker=worker, now_s=NOON_S, wall_s=wall_s, lease_s=900, most=8
        )

    (row,) = await claim("one", 1000)
    assert (row.kind, row.attempts, [to for _, to in row.readers]) == ("post", 0, [ANN])
    assert await claim("two", 1899) == []
    assert await queue.next_due_s(home.site.db, 1899) is None
    assert await queue.next_due_s(home.site.db, 1900) == NOON_S
    assert len(await claim("two", 1900)) == 1
    assert home.rows("select worker, lease_until_s from delivery") == [("two", 2800)]


async def test_a_claim_that_fails_leaves_the_rows_free(home: Home) -> None:
    """If the readers cannot be looked up, nobody works on the rows."""
    await home.found("psc", ANN)
    await home.receive()
    home.write("alter table address rename to hidden")
    async with sending(home) as delivering:
        with pytest.raises(Exception, match="no such table"):
            await delivering.run_once()
    home.write("alter table hidden rename to address")
    assert home.rows("select lease_until_s, due_s from delivery") == [(0, NOON_S)]


async def test_leases_are_renewed_for_all_that_is_in_hand(home: Home) -> None:
    """What takes long stays ours, also what waits behind it and has not been handed over."""
    await home.found("psc", ANN)
    for n in range(3):
        await home.receive(letter(id=str(n), body=str(n)))
    async with sending(home) as delivering:
        rows = await queue.claim(
            home.site.db, worker="x", now_s=NOON_S, wall_s=1000, lease_s=900, most=8
        )
        assert len(rows) == 3
        delivering._flights.update((row.id, Flight(row, delivering._schedule)) for row in rows)
        await delivering._note(is_renewal=True)
        assert home.one("select min(lease_until_s) from delivery") > 1_000_000_000
        assert {len(json.loads(each)) for (each,) in home.rows("select members from delivery")} == {
            1
        }
    # what was never handed over is given back at the end
    assert home.rows("select distinct lease_until_s, attempts from delivery") == [(0, 0)]
