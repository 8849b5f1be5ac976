"""What one client, or many, can make the listener spend: connections, memory, time, patience."""

from __future__ import annotations

import asyncio
import os
import re

import psutil
import pytest

from dgroup.server.inbound.allowance import JUNK_ALLOWED
from dgroup.server.inbound.reception import Memory, Upload
from tests.wire.door import Client, RecordingDoor, listening

MIB = 1 << 20


async def test_an_ordinary_mail_passes_beside_200_idle_connections() -> None:
    """With the settings as shipped, 200 silent clients of our own machine do not lock a mail out."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        idle = [await Client.connect(listeners.ports[0]) for _ in range(200)]
        for client in idle:
            assert (await client.reply()).startswith("220")
        client = await Client.greeted(listeners.ports[0])
        assert (await client.post(b"x\r\n")).startswith("250 2.0.0")
        for one in [*idle, client]:
            await one.close()


async def test_a_connection_too_many_hears_421() -> None:
    """Above max_connections a client is sent away for now; when one leaves, the next gets in."""
    async with listening(RecordingDoor(), max_connections=2) as listeners:
        first = await Client.greeted(listeners.ports[0])
        second = await Client.greeted(listeners.ports[1], "LHLO")
        third = await Client.connect(listeners.ports[0])
        assert (await third.reply()).startswith("421 4.7.0")
        assert await third.reply() == ""
        assert (await first.say("QUIT")).startswith("221")
        assert await first.reply() == ""
        fourth = await Client.greeted(listeners.ports[0])
        assert (await fourth.post(b"x\r\n")).startswith("250")
        for client in (first, second, third, fourth):
            await client.close()


async def test_one_stranger_gets_a_quarter_of_the_connections() -> None:
    """A peer that is not trusted cannot take all places for itself."""
    async with listening(RecordingDoor(), max_connections=8, trusted_peers=("10.0.0.0/8",)) as up:
        inside = [await Client.greeted(up.ports[0]) for _ in range(2)]
        outside = await Client.connect(up.ports[0])
        assert (await outside.reply()).startswith("421 4.7.0")
        for client in [*inside, outside]:
            await client.close()


async def test_a_silent_client_is_told_and_closed() -> None:
    """After idle_timeout without a command the connection is closed with 421."""
    async with listening(RecordingDoor(), idle_timeout=0.3) as listeners:
        client = await Client.greeted(listeners.ports[0])
        assert (await client.reply()).startswith("421 4.4.2")
        assert await client.reply() == ""
        await client.close()


async def test_a_silent_upload_is_closed() -> None:
    """A client that stops in the middle of its mail is closed too, and nothing is taken."""
    door = RecordingDoor()
    async with listening(door, idle_timeout=0.3) as listeners:
        client = await Client.greeted(listeners.ports[0])
        await client.say("MAIL FROM:<ann@example.org>")
        await client.say("RCPT TO:<psc@lists.example.org>")
        assert (await client.say("DATA")).startswith("354")
        await client.send(b"half a mail")
        assert (await client.reply()).startswith("421 4.4.2")
        await client.close()
    assert not door.arrivals


async def test_an_upload_that_flows_may_take_longer_than_the_idle_time() -> None:
    """Each piece that arrives gives the upload another idle_timeout."""
    door = RecordingDoor()
    async with listening(door, idle_timeout=0.6) as listeners:
        client = await Client.greeted(listeners.ports[0])
        await client.say("MAIL FROM:<ann@example.org>")
        await client.say("RCPT TO:<psc@lists.example.org>")
        await client.say("DATA")
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while loop.time() < begun + 1.0:
            await client.send(b"a line\r\n")
            pause = loop.create_future()
            loop.call_later(0.05, pause.set_result, None)
            await pause
        await client.send(b".\r\n")
        assert (await client.reply()).startswith("250 2.0.0")
        await client.close()


async def test_a_slow_upload_ends_some_day() -> None:
    """However steadily it drips, one DATA may not take for ever."""
    async with listening(RecordingDoor(), idle_timeout=0.3) as listeners:
        listeners.upload_s = 0.1
        client = await Client.greeted(listeners.ports[0])
        await client.say("MAIL FROM:<ann@example.org>")
        await client.say("RCPT TO:<psc@lists.example.org>")
        await client.say("DATA")
        answer = asyncio.ensure_future(client.reply())
        while not answer.done():
            client.writer.write(b"x")
            await asyncio.wait([answer], timeout=0.01)
        assert answer.result().startswith("421 4.4.2")
        await client.close()


async def test_a_relay_may_send_thousands_of_mails_over_one_connection() -> None:
    """Commands that bring mail are not counted, nor the RSET of each, nor a refusal in between."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        client = await Client.greeted(listeners.ports[0])
        talk = (
            b"MAIL FROM:<ann@example.org>\r\nRCPT TO:<nobody@lists.example.org>\r\n"
            b"RCPT TO:<psc@lists.example.org>\r\nDATA\r\n"
        )
        for _ in range(1000):
            await client.send(talk)
            assert [(await client.reply())[:3] for _ in range(4)] == ["250", "550", "250", "354"]
            await client.send(b"x\r\n.\r\nRSET\r\n")
            assert [(await client.reply())[:3] for _ in range(2)] == ["250", "250"]
        await client.close()
    assert len(door.arrivals) == 1000


@pytest.mark.parametrize("junk", ["NOOP", "RSET", "VRFY psc", "EHLO x", "EXPN psc", "DATA"])
async def test_a_client_that_only_idles_is_sent_off(junk: str) -> None:
    """Commands without end that bring no mail end in 421."""
    async with listening(RecordingDoor()) as listeners:
        client = await Client.greeted(listeners.ports[0])
        replies = [await client.say(junk) for _ in range(JUNK_ALLOWED)]
        replies.append(await client.reply())
        at = next(n for n, reply in enumerate(replies) if reply.startswith("421"))
        assert replies[at].startswith("421 4.7.0")
        assert at >= JUNK_ALLOWED - 1
        await client.close()


async def test_guessing_addresses_is_sent_off() -> None:
    """A dictionary of recipients comes no further than a hundred wrong ones."""
    async with listening(RecordingDoor()) as listeners:
        client = await Client.greeted(listeners.ports[0])
        await client.say("MAIL FROM:<ann@example.org>")
        replies = [
            await client.say(f"RCPT TO:<n{n}@lists.example.org>") for n in range(JUNK_ALLOWED)
        ]
        assert all(reply.startswith("550 5.1.1") for reply in replies[:-1])
        assert (await client.reply()).startswith("421 4.7.0")
        await client.close()


async def test_recipients_beyond_the_limit_are_no_reason_to_hang_up() -> None:
    """A mail for 500 people is taken for the first hundred; the client sends the rest again."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        client = await Client.greeted(listeners.ports[0])
        answer = await client.post(b"x\r\n", *["psc@lists.example.org"] * 500)
        assert answer.startswith("250 2.0.0")
        await client.close()
    assert len(door.arrivals[0].recipients) == 100


@pytest.mark.parametrize("line_end", [b"", b"\r\n"], ids=["no line end", "lines"])
async def test_a_mail_without_end_is_refused_unkept(line_end: bytes) -> None:
    """Far beyond max_size the client hears 552 while it still sends; nothing of it stays in memory."""
    door = RecordingDoor()
    async with listening(door, max_size=MIB) as listeners:
        await _send_without_end(listeners.ports[0], 100 * MIB, line_end, 552)
        assert listeners.memory.left == 8 * MIB
    assert not door.arrivals


@pytest.mark.soak
async def test_a_gigabyte_without_a_line_end() -> None:
    """R19: 1 GB without a line end costs no memory and ends in 552."""
    async with listening(RecordingDoor()) as listeners:
        await _send_without_end(listeners.ports[0], 1024 * MIB, b"", 552)


async def _send_without_end(port: int, size: int, line_end: bytes, code: int) -> None:
    client = await Client.greeted(port)
    await client.say("MAIL FROM:<ann@example.org>")
    await client.say("RCPT TO:<psc@lists.example.org>")
    await client.say("DATA")
    process = psutil.Process(os.getpid())
    before, peak = process.memory_info().rss, 0
    chunk = (b"x" * (65_536 - len(line_end)) + line_end) * 16
    for _ in range(size // len(chunk)):
        await client.send(chunk)
        peak = max(peak, process.memory_info().rss)
    assert (await client.reply()).startswith(f"{code} ")
    assert await client.reply() == ""
    # At most what one mail may weigh, and the buffers of this very client.
    assert peak - before < 60 * MIB
    await client.close()


async def test_a_command_without_end_is_refused_unkept() -> None:
    """A client that sends megabytes instead of a command hears 500 and is closed."""
    async with listening(RecordingDoor()) as listeners:
        client = await Client.greeted(listeners.ports[0])
        with pytest.raises(ConnectionError):
            for _ in range(1000):
                await client.send(b"x" * 65_536)
        client.drop()


async def test_many_large_mails_at_once_have_to_wait() -> None:
    """When what all uploads hold is used up, the next mail hears 452, and later it is taken."""
    door = RecordingDoor()
    door.until = asyncio.Event()
    large = b"x" * 998 + b"\r\n"
    async with listening(door, max_size=100_000) as listeners:
        clients = [await Client.greeted(listeners.ports[0]) for _ in range(9)]
        posting = []
        for client in clients[:8]:
            door.has_begun.clear()
            posting.append(asyncio.ensure_future(client.post(large * 99)))
            await door.has_begun.wait()
        assert (await clients[8].post(large * 99)).startswith("452 4.3.1")
        door.until.set()
        assert all(reply.startswith("250") for reply in await asyncio.gather(*posting))
        assert (await clients[8].post(large * 99)).startswith("250 2.0.0")
        assert listeners.memory.left == 800_000
        for client in clients:
            await client.close()


def test_an_upload_gives_back_what_it_took() -> None:
    """Memory is as it was after a mail, a refused mail, and a mail that never ended."""
    memory = Memory(1000)
    for pieces in ([b"x\r\n.\r\n"], [b"x" * 70_000, b"\r\n.\r\n"], [b"x" * 999, b"y"], [b"half"]):
        upload = Upload(1000, memory)
        for piece in pieces:
            upload.feed(piece)
        upload.content()
        upload.close()
        upload.close()
        assert memory.left == 1000


async def test_every_reply_has_a_status_code() -> None:
    """RFC 2034 §4: all replies but the greeting and the hello begin with code and matching status."""
    async with listening(RecordingDoor()) as listeners:
        client = await Client.greeted(listeners.ports[0])
        commands = (
            "MAIL", "RCPT", "DATA", "NOOP", "RSET", "HELP", "HELP MAIL", "VRFY", "VRFY <x@y>", "EXPN", "EXPN x",
            "AUTH", "AUTH LOGIN", "STARTTLS", "STARTTLS now", "EHLO", "HELO", "RCPT TO:<psc@lists.example.org>",
            "MAIL FROM:<a@b> SIZE=1 SIZE", "MAIL FROM:<a@b> BODY=9BIT", "MAIL FROM:<a@b> X=1", "QUIT now",
            "MAIL FROM:<a@b> SIZE=99999999999", "MAIL FROM:a b", "MAIL TO:<a@b>", "MAIL FROM:<a@b>", "RCPT FROM:<x>",
            "MAIL FROM:<a@b>", "RCPT TO:<x@y> X=1", "DATA", "RCPT TO:<nobody@x>", "x" * 2000, "ÿ", "", "TURN", "quit",
        )  # fmt: skip
        for command in commands:
            reply = await client.say(command)
            assert re.match(r"([245])\d\d \1\.\d{1,3}\.\d{1,3} \S", reply), (command, reply)
        await client.close()
