"""Clients that leave at the worst moment, and a server that is told to stop."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest

from dgroup.server.inbound.listener import Listeners
from tests.wire.door import CERTIFICATE, Client, RecordingDoor, listening


async def _upload(listeners: Listeners, content: bytes, which: int = 0) -> Client:
    client = await Client.greeted(listeners.ports[which], ("EHLO", "LHLO")[which])
    await client.say("MAIL FROM:<ann@example.org>")
    await client.say("RCPT TO:<psc@lists.example.org>")
    await client.say("DATA")
    await client.send(content)
    return client


async def _until_alone(listeners: Listeners) -> None:
    """Wait until the listener has noticed that every client is gone."""
    async with asyncio.timeout(10):
        await listeners._nobody_left.wait()


@pytest.mark.parametrize("way", ["drop", "close"])
async def test_hanging_up_in_the_middle_of_a_mail(way: str) -> None:
    """Half a mail is no mail: nothing comes through, no memory and no place stays taken."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        client = await _upload(listeners, b"Subject: half\r\n\r\n" + b"x\r\n" * 1000)
        assert listeners._connections
        if way == "drop":
            client.drop()
        else:
            await client.close()
        await _until_alone(listeners)
        assert listeners.memory.left == 8 * 25 * 1024 * 1024
    assert not door.arrivals


@pytest.mark.parametrize("way", ["drop", "close"])
@pytest.mark.parametrize("which", [0, 1], ids=["smtp", "lmtp"])
async def test_hanging_up_while_the_mail_is_taken_in(which: int, way: str) -> None:
    """Work that has begun is finished, once, though nobody hears the answer."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    async with listening(door) as listeners:
        client = await _upload(listeners, b"x\r\n.\r\n", which)
        await door.has_begun.wait()
        if way == "drop":
            client.drop()
            await _until_alone(listeners)
        else:
            await client.close()
        assert not door.finished
        door.until.set()
        await door.has_ended.wait()
        await _until_alone(listeners)
        assert listeners.memory.left == 8 * 25 * 1024 * 1024
    assert len(door.finished) == len(door.arrivals) == 1


async def test_hanging_up_right_behind_the_last_dot() -> None:
    """The dot has come, so the mail is taken in, even when the end of the connection came with it."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        client = await _upload(listeners, b"x\r\n.\r\n")
        client.writer.write_eof()
        await client.close()
        async with asyncio.timeout(10):
            await door.has_ended.wait()
        await _until_alone(listeners)
    assert [arrival.content for arrival in door.finished] == [b"x\r\n"]


async def test_a_fault_behind_a_hang_up_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """Nobody waits for the answer any more, yet the traceback is in our log."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    async with listening(door) as listeners:
        client = await Client.greeted(listeners.ports[0])
        posting = asyncio.ensure_future(client.post(b"x\r\n", "broken@lists.example.org"))
        await door.has_begun.wait()
        client.drop()
        await _until_alone(listeners)
        await asyncio.gather(posting, return_exceptions=True)
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert "the inside of dgroup" in str(record.exc_info[1])


async def test_stopping_waits_for_the_mail_that_is_on_its_way() -> None:
    """Who has begun a mail gets its answer, then a 421; who idles gets the 421 at once."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    async with listening(door) as listeners:
        idle = await Client.greeted(listeners.ports[0])
        busy = await _upload(listeners, b"x\r\n.\r\n")
        await door.has_begun.wait()
        halfway = await _upload(listeners, b"the first half\r\n")
        stopping = asyncio.ensure_future(listeners.close(30))
        assert (await idle.reply()).startswith("421 4.3.2")
        assert await idle.reply() == ""
        await halfway.send(b"the second half\r\n.\r\n")
        door.until.set()
        for client in (busy, halfway):
            assert (await client.reply()).startswith("250 2.0.0")
            assert (await client.reply()).startswith("421 4.3.2")
            await client.close()
        await stopping
        with pytest.raises(ConnectionError):
            await Client.connect(listeners.ports[0])
        await idle.close()
    assert len(door.finished) == 2


async def test_stopping_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    """After the grace a mail that is still not done is given up, unanswered, and that is logged."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    async with listening(door) as listeners:
        client = await _upload(listeners, b"x\r\n.\r\n")
        await door.has_begun.wait()
        await listeners.close(0.05)
        assert await client.reply() == ""
        await client.close()
    assert not door.finished
    assert "unfinished and unanswered: count=1" in caplog.text


async def test_a_fault_in_mid_mail_ends_the_talk(caplog: pytest.LogCaptureFixture) -> None:
    """Where we lost our place in a mail, its rest is never taken for commands: 421 and closed."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        listeners.memory = None  # type: ignore[assignment]
        client = await _upload(listeners, b"x\r\n.\r\nRSET\r\n")
        assert (await client.reply()).startswith("421 4.3.0")
        assert await client.reply() == ""
        await client.close()
    assert not door.arrivals
    assert "Traceback" in caplog.text


async def test_stopping_finishes_the_work_of_a_client_that_left() -> None:
    """The hand-in of a client that hung up is awaited when the server stops."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    async with listening(door) as listeners:
        client = await _upload(listeners, b"x\r\n.\r\n")
        await door.has_begun.wait()
        client.drop()
        await _until_alone(listeners)
        asyncio.get_running_loop().call_soon(door.until.set)
        await listeners.close(30)
        assert len(door.finished) == 1


async def test_a_client_that_reads_nothing_is_given_up() -> None:
    """Answers that nobody takes do not pile up, and the place is free again in the end."""
    async with listening(RecordingDoor(), idle_timeout=0.3) as listeners:
        listeners.linger_s = 0.1
        client = await Client.connect(listeners.ports[0])
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        too_many = b"RCPT TO:<psc@lists.example.org>\r\n" * 100_000
        client.writer.write(b"EHLO x\r\nMAIL FROM:<ann@example.org>\r\n" + too_many)
        await _until_alone(listeners)
        client.drop()


@pytest.mark.parametrize("way", ["silence", "reset", "close", "stop"])
async def test_leaving_in_the_middle_of_a_handshake(way: str) -> None:
    """Whoever asks for TLS and then does nothing gives its place back."""
    idle_s = 0.3 if way == "silence" else 300
    async with listening(RecordingDoor(), tls_cert=str(CERTIFICATE), idle_timeout=idle_s) as up:
        client = await Client.greeted(up.ports[0])
        assert (await client.say("STARTTLS")).startswith("220")
        match way:
            case "reset":
                client.drop()
            case "close":
                await client.close()
            case "stop":
                await up.close(0.05)
        await _until_alone(up)
        client.drop()


@pytest.mark.parametrize("last", [b"QUIT\r\n", b""], ids=["quit", "eof"])
async def test_leaving_without_reading(last: bytes) -> None:
    """A client that says goodbye but takes no answer gives its place back all the same."""
    async with listening(RecordingDoor(), idle_timeout=0.3) as listeners:
        listeners.linger_s = 0.1
        client = await Client.connect(listeners.ports[0])
        client.writer.transport.pause_reading()  # type: ignore[attr-defined]
        connection = client.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        many = b"RCPT TO:<psc@lists.example.org>\r\n" * 70_000
        client.writer.write(b"EHLO x\r\nMAIL FROM:<ann@example.org>\r\n" + many + last)
        client.writer.write_eof()
        await _until_alone(listeners)
        client.drop()
