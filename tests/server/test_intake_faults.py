"""The way in when something goes wrong: our own faults, the disk, a stop in the middle."""

from __future__ import annotations

import asyncio
import logging

import pytest

from dgroup.errors import StoreError
from dgroup.store import letters
from tests.cancelling import cancelled_at
from tests.site import Home, locked, outcomes
from tests.writing import DOMAIN, letter

ANN, BOB = "ann@example.org", "bob@example.org"


async def test_our_own_fault_sets_one_letter_aside(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """A recipient on whom we stumble is shunted with the traceback; the others go on (R2)."""
    broken = await home.found("psc", ANN)
    await home.found("garden", ANN)
    home.write("update groups set settings = '{broken' where id = ?", broken)
    with caplog.at_level(logging.CRITICAL):
        replies = await home.receive(None, "garden", "psc", "psc-owner")
    assert [reply.outcome for reply in replies] == ["posted", "shunted", "forwarded"]
    assert all(reply.is_taken for reply in replies)
    ((recipient, error),) = home.rows("select recipient, error from shunted")
    assert recipient == f"psc@{DOMAIN}"
    assert "JSONDecodeError" in error
    assert "Traceback (most recent call last)" in error
    assert [each[1] for each in home.accounts()] == ["posted", "shunted", "forwarded"]
    (kept,) = await letters.shunted(home.site.db)
    found = await letters.shunted_one(home.site.db, kept.id)
    assert found is not None
    assert (found[1].content, found[1].sender, found[1].recipient) == (letter(), ANN, recipient)


async def test_a_fault_while_writing_down_sets_the_letter_aside(home: Home) -> None:
    """What the store refuses of one recipient is undone alone, and the letter is kept."""
    await home.found("psc", ANN)
    await home.found("garden", ANN)
    home.write(
        "create trigger sabotage before insert on post when new.subject = 'boom'"
        " begin select raise(abort, 'boom'); end"
    )
    mail = letter(subject="boom")
    for recipients in (("psc", "garden-owner"), ("garden-owner", "psc")):
        replies = await home.receive(mail, *recipients)
        by_name = {reply.to.partition("@")[0]: reply.outcome for reply in replies}
        assert by_name["psc"] == "shunted"
        assert by_name["garden-owner"] in ("forwarded", "duplicate")
    assert home.one("select count(*) from post") == 0
    assert home.one("select count(*) from thread") == 0
    assert home.one("select count(*) from shunted") == 2
    assert home.one("select count(*) from letter") == 2


async def test_a_rehearsal_tells_all_and_leaves_nothing(home: Home) -> None:
    """`explain` is the same story in a transaction that rolls back (DECISIONS 31)."""
    await home.found("psc", ANN, post="moderated")
    home.site.outbox_filled.clear()
    before = home.dump()
    (rehearsed,) = await home.receive(keep=False)
    assert home.dump() == before
    assert not home.site.outbox_filled.is_set()
    assert rehearsed.effects[1] == f"Notify {ANN} with posts/held"
    (done,) = await home.receive()
    assert (done.outcome, done.reason, done.effects) == (
        rehearsed.outcome,
        rehearsed.reason,
        rehearsed.effects,
    )


async def test_a_storage_fault_is_told_and_nothing_is_kept(home: Home) -> None:
    """Locked or full: the sender hears "later", sends again, and it is as if nothing had been (R2)."""
    await home.found("psc", ANN)
    before = home.dump()
    home.site.db._patience_s = 0.05
    with locked(home.path), pytest.raises(StoreError) as fault:
        await home.receive()
    assert fault.value.kind == "busy"
    await home.site.db._writer.execute(f"pragma max_page_count = {home.one('pragma page_count')}")
    with pytest.raises(StoreError) as fault:
        await home.receive(letter(body="x" * 100_000))
    assert fault.value.kind == "full"
    assert home.dump() == before
    assert outcomes(await home.receive()) == [("posted", "")]


async def test_cancelled_anywhere_a_mail_is_taken_whole_or_not_at_all(home: Home) -> None:
    """A server that is stopped in the middle has all of a mail or nothing of it (R1)."""
    await home.found("psc", ANN, BOB)
    point, reached, posts = 0, True, 0
    while reached:
        point += 1
        mail = letter(id=f"m{point}", body=f"No {point}")
        home.site.forget_names()
        reached, _ = await cancelled_at(home.receive(mail, "psc", "psc-owner"), point)
        posts = home.one("select count(*) from post")
        assert home.one("select count(*) from letter") == posts
        assert home.one("select count(*) from account") == posts * 2
        assert home.one("select count(*) from delivery") == posts * 2
        assert outcomes(await home.receive(mail, "psc"))[0][0] in ("posted", "duplicate")
        home.write("delete from post")
        home.write("delete from delivery")
        home.write("delete from letter")
    assert point > 5


async def test_mails_at_once_are_taken_one_after_the_other(home: Home) -> None:
    """Twenty at a time: all are there, once, and each has numbers of its own."""
    await home.found("psc", ANN)
    mails = [letter(id=f"m{n}", body=f"No {n}") for n in range(20)]
    replies = await asyncio.gather(*(home.receive(mail) for mail in mails + mails))
    taken = [reply.outcome for (reply,) in replies]
    assert (taken.count("posted"), taken.count("duplicate")) == (20, 20)
    assert len({reply.post_id for (reply,) in replies}) == 20


async def test_each_recipient_has_a_line_in_the_mail_log(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """received, held or refused, with the id of the mail."""
    await home.found("psc", ANN, post="moderated")
    with caplog.at_level(logging.INFO, logger="mail"):
        await home.receive(None, "psc", "psc-owner", "nobody")
    lines = [record for record in caplog.records if record.name == "mail"]
    assert [line.getMessage() for line in lines] == ["held", "received", "refused"]
    assert all(line.fields["message_id"] == "hello@example.org" for line in lines)
