"""What is said and written down of a mail once its last dot has come."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import Any

import pytest

from dgroup.domain.model import Reply
from dgroup.errors import StoreError
from dgroup.mail.wire import normalise
from dgroup.server.inbound import reply_lines
from dgroup.server.inbound.paths import NULL, split_path
from dgroup.server.inbound.reception import (
    LONGEST_LINE,
    Memory,
    Reception,
    Upload,
    has_long_line,
    with_line_ends,
)
from tests.wire.door import RecordingDoor, make_config

TWO = ("psc@lists.example.org", "bounces+secret@lists.example.org")


async def _hand_in(reception: Reception, content: bytes, fault: str = "") -> list[str]:
    return await reception.hand_in(content, "ann@example.org", TWO, "192.0.2.1", "x", fault)


def _account(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.name == "mail"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"a\0b\r\n", "550 5.6.0", "nul"),
        (b"x" * 2_000_000, "552 5.3.4", "too_large"),
        (b"x" * LONGEST_LINE + b"\r\n", "500 5.5.2", "long_line"),
        (b"x\r" * LONGEST_LINE + b"y" * LONGEST_LINE, "500 5.5.2", "long_line"),
    ],
    ids=["nul", "large", "long line", "long line behind bare CRs"],
)
async def test_what_nobody_may_send(
    content: bytes, line: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The door never sees it; each recipient has a refusal and a line in the mail log."""
    caplog.set_level(logging.INFO)
    door = RecordingDoor()
    lines = await _hand_in(Reception(make_config(max_size=1_000_000), door), content)
    assert [each[:9] for each in lines] == [line, line]
    assert not door.arrivals
    account = _account(caplog)
    assert [(each["to"], each["reason"]) for each in account] == [(to, reason) for to in TWO]
    assert account[0]["peer"] == "192.0.2.1"
    assert account[0]["sender"] == "ann@example.org"


@pytest.mark.parametrize("kind", ["full", "busy", "readonly", "io"])
async def test_a_fault_of_the_store_is_for_now(kind: Any) -> None:
    """R2: every fault of storage is a 4xx, and only a full disk says so."""

    class Door(RecordingDoor):
        async def receive(self, arrival: Any) -> list[Reply]:
            raise StoreError(kind=kind)

    lines = await _hand_in(Reception(make_config(), Door()), b"x\r\n")
    expected = "452 4.3.1" if kind == "full" else "451 4.3.0"
    assert [line[:9] for line in lines] == [expected, expected]


async def test_too_few_replies_are_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    """A door that forgets a recipient must not make us answer 250 for it."""

    class Door(RecordingDoor):
        async def receive(self, arrival: Any) -> list[Reply]:
            return [Reply(arrival.recipients[0], "posted")]

    lines = await _hand_in(Reception(make_config(), Door()), b"x\r\n")
    assert lines == [reply_lines.OUR_FAULT] * 2
    assert "1 replies, 2 recipients" in caplog.text


async def test_line_ends_are_made_crlf_at_the_door() -> None:
    """DECISIONS 16: what comes through the door has CRLF only, the last line too."""
    door = RecordingDoor()
    reception = Reception(make_config(), door)
    await _hand_in(reception, b"a\nb\rc\r\n\r\r\nd")
    assert door.arrivals[0].content == b"a\r\nb\r\nc\r\n\r\nd\r\n"


async def test_cancelling_who_waits_does_not_cancel_the_work() -> None:
    """A hand-in goes on without its client, is counted until it is done, and then forgotten."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    reception = Reception(make_config(), door)
    waiting = asyncio.ensure_future(_hand_in(reception, b"x\r\n"))
    await door.has_begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    door.until.set()
    await reception.finish()
    assert len(door.finished) == 1
    assert await reception.abandon() == 0


def test_every_refusal_is_well_formed() -> None:
    """Each reason has a 4xx or 5xx line whose status is of the same class; an unknown one too."""
    for reason in (*reply_lines.REFUSALS, "something new"):
        code, status, words = reply_lines.refusal(reason).split(" ", 2)
        assert code[0] in "45", reason
        assert code[0] == status[0], reason
        assert words, reason


def test_answers_do_not_tell_members_from_others() -> None:
    """R13: whatever becomes of a mail for reasons of its sender, the wire says the same."""
    outcomes = "posted held discarded command forwarded shunted duplicate bounce answered".split()
    reasons = ("", "not_member", "banned", "moderated", "observer")
    said = {
        reply_lines.answer(Reply("psc@x", outcome, reason))  # type: ignore[arg-type]
        for outcome in outcomes
        for reason in reasons
    }
    assert said == {reply_lines.TAKEN}


@pytest.mark.parametrize(
    ("length", "is_long"), [(LONGEST_LINE - 2, False), (LONGEST_LINE - 1, True)]
)
@pytest.mark.parametrize("before", [b"", b"short\r\n", b"\r\n" * 40_000])
def test_long_lines(before: bytes, length: int, is_long: bool) -> None:
    """64 KiB with the line end is the longest line, wherever it stands."""
    for after in (b"", b"short\r\n"):
        assert has_long_line(before + b"x" * length + b"\r\n" + after) is is_long


@pytest.mark.parametrize(
    ("sent", "content"),
    [
        (b"..one.\r\ntwo.\r\n.\n.\r\n..\r\n\r\n.\r\n", b".one.\r\ntwo.\r\n\n.\r\n.\r\n\r\n"),
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"....\r\n...\r\n\r\r\n.\r\n", b"...\r\n..\r\n\r\r\n"),
        (b"x\r.\r\n\n.\r\n\r\n.\r\n", b"x\r.\r\n\n.\r\n\r\n"),
    ],
    ids=["dots", "nothing", "an empty line", "a dot", "many dots", "false ends"],
)
async def test_an_upload_in_any_pieces_is_the_same_mail(sent: bytes, content: bytes) -> None:
    """However the network cuts it, the mail ends where it ends, and its dots are undone once."""
    rest = b"QUIT\r\n"
    for size, limit in itertools.product(range(1, len(sent) + 1), (1, 2, 5, 16)):
        reader = asyncio.StreamReader(limit=limit)
        upload = Upload(1000, Memory(1000))
        reading = asyncio.ensure_future(upload.read_from(reader))
        for at in range(0, len(sent + rest), size):
            reader.feed_data((sent + rest)[at : at + size])
            await asyncio.sleep(0)
        await reading
        assert upload.content() == content, (size, limit)
        reader.feed_eof()
        assert await reader.read() == rest


async def test_a_mail_of_dots_is_taken_up_in_large_pieces() -> None:
    """R19: the number of its lines costs nothing, and the dots do not count against the limit."""

    class Counting(Upload):
        pieces = 0

        def feed(self, piece: bytes) -> None:
            self.pieces += 1
            super().feed(piece)

    lines = 250_000
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    upload = Counting(3 * lines, Memory(3 * lines + 10))
    reading = asyncio.ensure_future(upload.read_from(reader))
    for _ in range(100):
        reader.feed_data(b"..\r\n" * (lines // 100))
        await asyncio.sleep(0)
    reader.feed_data(b".\r\n")
    await reading
    assert not upload.fault
    assert upload.content() == b".\r\n" * lines
    assert upload.pieces <= 4 * lines // LONGEST_LINE + 2


async def test_a_large_mail_is_looked_at_beside_the_loop() -> None:
    """R19: while eight million line ends are made CRLF, others are served."""
    door = RecordingDoor()
    reception = Reception(make_config(), door)
    handing_in = asyncio.ensure_future(_hand_in(reception, b"\n" * 8_000_000))
    turns = 0
    while not door.arrivals:
        turns += 1
        await asyncio.sleep(0)
    assert turns > 5  # on the loop itself it would be two
    assert len(door.arrivals[0].content) == 16_000_000
    await handing_in


def test_line_ends_are_the_same_in_strides() -> None:
    """Wherever the strides part a mail, its line ends become what they become as a whole."""
    for length in range(8):
        for letters in itertools.product((b"\r", b"\n", b"x"), repeat=length):
            content = b"".join(letters)
            for stride in (1, 2, 3, 5):
                assert with_line_ends(content, stride) == normalise(content), (content, stride)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ('<"psc"@lists.example.org>', "psc@lists.example.org"),
        ('<"psc-\\owner"@lists.example.org>', "psc-owner@lists.example.org"),
        ('"a.b"@lists.example.org', "a.b@lists.example.org"),
        ('<"postmaster">', "postmaster"),
        ('<"jürgen"@example.org>', "jürgen@example.org"),
        ('<"a b"@example.org>', '"a b"@example.org'),
        ('<"a..b"@example.org>', '"a..b"@example.org'),
        ('<"a@b"@example.org>', '"a@b"@example.org'),
        ('<"a\\"b"@example.org>', '"a\\"b"@example.org'),
        ('<""@example.org>', '""@example.org'),
        (f'<"{"é" * 500} "@example.org>', f'"{"é" * 500} "@example.org'),
        ("<>", NULL),
    ],
)
def test_quotes_that_change_nothing_are_no_part_of_a_mailbox(path: str, address: str) -> None:
    """RFC 5321 §4.1.2: a quoted local part is the same mailbox as the plain one, where it has one."""
    assert split_path(path) == (address, "")
