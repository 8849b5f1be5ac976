"""Large mails are parsed by a process of their own, which can be killed and is never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import psutil
import pytest

from dgroup.mail.parse import parse
from dgroup.server.reading import INLINE_BYTES, Reader, TooHard

SMALL = (
    b"From: Ann <ann@example.org>\r\nMessage-ID: <1@example.org>\r\nSubject: Hello\r\n\r\nHi\r\n"
)
LARGE = SMALL + b"One line of a long letter.\r\n" * (INLINE_BYTES // 20)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    """A reader that leaves no process behind."""
    before = set(_workers())
    reader = Reader()
    yield reader
    await reader.close()
    assert set(_workers()) == before


def _workers() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "dgroup.server.reading" in child.cmdline()
    ]


async def test_a_small_mail_starts_no_process(reader: Reader) -> None:
    """Up to 256 KiB a mail is parsed where we are."""
    at_limit = SMALL + b"x" * (INLINE_BYTES - len(SMALL))
    assert await reader.read(SMALL) == parse(SMALL)
    assert await reader.read(at_limit) == parse(at_limit)
    assert _workers() == []


async def test_a_large_mail_is_read_like_a_small_one(reader: Reader) -> None:
    """The worker's letter equals our own, content and all; one worker serves many mails."""
    assert await reader.read(LARGE) == parse(LARGE)
    (worker,) = _workers()
    second = LARGE.replace(b"Hello", b"World")
    assert await reader.read(second) == parse(second)
    assert _workers() == [worker]


async def test_large_mails_take_turns(reader: Reader) -> None:
    """Several at once each get their own letter back, and the loop is free meanwhile."""
    contents = [LARGE.replace(b"Hello", b"Hello %d" % n) for n in range(5)]
    letters = await asyncio.gather(*map(reader.read, contents))
    assert [letter.subject for letter in letters] == [f"Hello {n}" for n in range(5)]
    assert len(_workers()) == 1


async def test_a_mail_that_takes_too_long_is_too_hard(reader: Reader) -> None:
    """The worker is killed, the mail is set aside, and the next one gets a fresh worker."""
    await reader.read(LARGE)
    (first,) = _workers()
    first.suspend()  # as if it were deep in thought
    reader.limit_s = 0.2
    with pytest.raises(TooHard, match=r"not parsed within 0\.2 s"):
        await reader.read(LARGE)
    assert _workers() == []
    reader.limit_s = 20.0
    assert await reader.read(LARGE) == parse(LARGE)
    (second,) = _workers()
    assert first != second


async def test_a_worker_that_was_killed_is_replaced(reader: Reader) -> None:
    """Somebody ends the worker between two mails: the second mail does not suffer."""
    await reader.read(LARGE)
    (worker,) = _workers()
    with _ending(worker.pid) as ended:
        worker.kill()
        await ended.wait()
    assert await reader.read(LARGE) == parse(LARGE)


async def test_a_mail_that_kills_the_worker_is_too_hard(reader: Reader) -> None:
    """A mail that ends two workers is given up; what it needs is a person's eye."""
    await reader.read(LARGE)
    (worker,) = _workers()
    worker.suspend()
    reading = asyncio.ensure_future(reader.read(LARGE))
    loop = asyncio.get_running_loop()
    loop.call_soon(worker.kill)
    for _ in range(1000):
        for each in _workers():
            each.kill()
        if reading.done():
            break
        await asyncio.wait([reading], timeout=0.01)
    with pytest.raises(TooHard, match="ended without an answer"):
        await reading


async def test_a_cancelled_reading_leaves_no_answer_for_the_next(reader: Reader) -> None:
    """The next mail gets its own letter, not the one that nobody waited for."""
    await reader.read(LARGE)
    (worker,) = _workers()
    worker.suspend()
    reading = asyncio.ensure_future(reader.read(LARGE))
    await asyncio.wait([reading], timeout=0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    other = LARGE.replace(b"Hello", b"Other")
    assert (await reader.read(other)).subject == "Other"


async def test_an_idle_worker_leaves(reader: Reader) -> None:
    """After a while without large mails the memory is given back, and work goes on when one comes."""
    reader.idle_s = 0.01
    await reader.read(LARGE)
    (worker,) = _workers()
    with _ending(worker.pid) as ended:
        await ended.wait()
    assert (await reader.read(LARGE)).subject == "Hello"


async def test_the_worker_outlives_nobody() -> None:
    """When the server is killed with -9, its worker ends too."""
    program = (
        "import asyncio, sys\n"
        "from dgroup.server.reading import Reader\n"
        "async def main():\n"
        "    reader = Reader()\n"
        f"    await reader.read(b'Subject: x\\r\\n\\r\\n' + b'x' * {INLINE_BYTES})\n"
        "    print(reader._worker.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    worker = int(await parent.stdout.readline())
    with _ending(worker) as ended:
        parent.send_signal(signal.SIGKILL)
        await ended.wait()
    await parent.wait()


async def test_the_worker_ignores_a_stop_meant_for_the_server(reader: Reader) -> None:
    """SIGINT and SIGTERM go to the whole process group; the mail in hand is still finished."""
    await reader.read(LARGE)
    (worker,) = _workers()
    worker.send_signal(signal.SIGINT)
    worker.send_signal(signal.SIGTERM)
    assert (await reader.read(LARGE)).subject == "Hello"
    assert _workers() == [worker]


async def test_the_worker_is_small() -> None:
    """It imports the parser, and neither the store nor aiosmtpd nor jinja2."""
    program = "import sys, dgroup.server.reading; print(' '.join(sys.modules))"
    done = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=subprocess.PIPE
    )
    modules = set((await done.communicate())[0].decode().split())
    assert "dgroup.mail.parse" in modules
    assert not modules & {"aiosmtpd", "aiosqlite", "jinja2", "click", "msgspec", "sqlite3"}
    assert not [name for name in modules if name.startswith(("dgroup.store", "dgroup.domain"))]


async def test_what_is_not_sent_twice(reader: Reader) -> None:
    """The letter carries the very bytes it was read from, not a copy of them."""
    assert (await reader.read(LARGE)).content is LARGE
    assert replace(await reader.read(LARGE), content=b"").size == len(LARGE)


class _ending:  # noqa: N801 -- reads as a verb
    """Wait, without polling, until a process that may not be our child has ended."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._ended = asyncio.Event()

    def __enter__(self) -> _ending:
        self._descriptor = os.pidfd_open(self.pid)
        asyncio.get_running_loop().add_reader(self._descriptor, self._ended.set)
        return self

    async def wait(self) -> None:
        async with asyncio.timeout(20):
            await self._ended.wait()

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._descriptor)
        os.close(self._descriptor)


def test_uvloop() -> None:
    """All the same with uvloop: a letter, a time-out, a fresh worker, nothing left behind."""
    uvloop = pytest.importorskip("uvloop")

    async def story() -> None:
        reader = Reader()
        await reader.read(LARGE)
        await test_a_mail_that_takes_too_long_is_too_hard(reader)
        await reader.close()
        assert _workers() == []

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())
