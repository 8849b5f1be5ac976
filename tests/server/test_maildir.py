"""The way out into files: a real Maildir that other people's readers can read."""

from __future__ import annotations

import asyncio
import mailbox
from pathlib import Path

from dgroup.server.outbound.maildir import Maildir
from dgroup.server.outbound.transport import Outcome
from tests.server.desk import Desk, envelope, numbered


async def maildir(folder: Path, *, depth: int = 1000) -> tuple[Desk, Maildir]:
    """A desk whose transport writes into a folder."""
    desk = Desk()
    transport = Maildir(folder, settled=desk.settled, depth=depth)
    desk.relay = transport  # type: ignore[assignment]
    await transport.open()
    return desk, transport


async def test_each_recipient_gets_a_file(tmp_path: Path) -> None:
    """A mail to two becomes two files in new/, with return path and recipient on top."""
    folder = tmp_path / "deep" / "outbox"
    desk, transport = await maildir(folder)
    content = b"Subject: dots\r\n\r\n..one\r\n...two\r\n"
    to = ("ann@example.org", "jörg@example.org")
    answers = await desk.send(envelope(*to, sender="b+x@lists.example.org", content=content))
    await transport.close(1)
    assert [answer.outcome for answer in answers] == [Outcome.DELIVERED] * 2
    files = {path.read_bytes() for path in (folder / "new").iterdir()}
    assert files == {
        b"Return-Path: <b+x@lists.example.org>\n"
        b"Delivered-To: %b\nSubject: dots\n\n.one\n..two\n" % address.encode()
        for address in to
    }
    assert list((folder / "tmp").iterdir()) == []


async def test_pieces_are_joined_before_dots_are_undone(tmp_path: Path) -> None:
    """A dot that was doubled at the seam of two pieces, or at the very start, is undone too."""
    desk, transport = await maildir(tmp_path)
    await desk.send(envelope(content=(b"..x: y\r\n\r\nseam\r\n", b"..\r\n", b"no..dots\r\n")))
    await transport.close(1)
    [path] = (tmp_path / "new").iterdir()
    assert path.read_bytes().endswith(
        b"Delivered-To: ann@example.org\n.x: y\n\nseam\n.\nno..dots\n"
    )


async def test_other_readers_can_read_it(tmp_path: Path) -> None:
    """Python's mailbox finds every mail with its headers."""
    desk, transport = await maildir(tmp_path)
    await desk.send(*numbered(30))
    await transport.close(1)
    mails = list(mailbox.Maildir(tmp_path, create=False))
    assert {mail["Delivered-To"] for mail in mails} == {f"m{n}@example.org" for n in range(30)}
    assert all(mail["To"] == mail["Delivered-To"] for mail in mails)


async def test_an_address_cannot_become_a_header(tmp_path: Path) -> None:
    """What is no address is refused, as by SMTP, and no file is written for it."""
    desk, transport = await maildir(tmp_path)
    bad = "eve@example.org\nSubject: gotcha"
    answers = await desk.send(envelope("ann@example.org", bad), envelope(sender=bad))
    await transport.close(1)
    kinds = [(answer.outcome, answer.status) for answer in answers]
    assert kinds == [
        (Outcome.DELIVERED, "2.0.0"),
        (Outcome.PERMANENT, "5.1.3"),
        (Outcome.MESSAGE, "5.1.7"),
    ]
    assert len(list((tmp_path / "new").iterdir())) == 1


async def test_a_folder_that_cannot_be_written_is_trouble(tmp_path: Path) -> None:
    """A mail that cannot be written comes back as RELAY with a reason, and so does what follows."""
    desk, transport = await maildir(tmp_path)
    (tmp_path / "tmp").rmdir()
    answers = await desk.send(*numbered(5))
    assert {answer.outcome for answer in answers} == {Outcome.RELAY}
    assert transport.trouble == f"cannot write to {tmp_path}: No such file or directory"
    assert 0 < transport.retry_in_s <= 5
    (tmp_path / "tmp").mkdir()
    transport._retry_at_s = 0.0  # the pause is over
    [answer] = await desk.send(envelope())
    assert (answer.outcome, transport.trouble) == (Outcome.DELIVERED, "")
    await transport.close(1)


async def test_room_and_closing(tmp_path: Path) -> None:
    """room() lets few wait; close() writes what waits, and gives back what comes after it."""
    desk, transport = await maildir(tmp_path, depth=5)
    for each in numbered(20):
        transport.submit(each)
    await transport.room()
    assert len(transport._queue) < 5
    await transport.close(10)
    assert len(desk.back) == 20
    transport.submit(envelope(tag="late"))
    await desk.wait_for(21)
    assert desk.outcomes()["late"] is Outcome.RELAY
    mine = asyncio.current_task()
    assert [task for task in asyncio.all_tasks() if task is not mine] == []


async def test_closing_without_grace_gives_back_what_waits(tmp_path: Path) -> None:
    """When the grace is over, what was not written comes back as RELAY, and nothing is lost."""
    desk, transport = await maildir(tmp_path)
    for each in numbered(50):
        transport.submit(each)
    await transport.close(0)
    assert len(desk.back) == 50
    written = sum(kind is Outcome.DELIVERED for kind in desk.outcomes().values())
    assert written == len(list((tmp_path / "new").iterdir())) < 50
