"""Parsing that cannot hold the server up: small mails at once, large ones in another process.

A thread would stall the event loop and could not be killed (PROMISES R19). The worker runs this
module, imports no more than the parser, and is killed when a mail takes it too long; it ends when
its standard input does, so that it outlives nobody. What a mail means is not read here.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import resource
import signal
import struct
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

import dgroup
from dgroup.errors import DgroupError
from dgroup.mail.parse import Letter, parse

INLINE_BYTES: Final = 256 * 1024  # at most this is parsed on the event loop (R19)
_HEAD: Final = struct.Struct("!Q")  # the length of what follows
_WORKER_MEMORY: Final = 2 << 30


class TooHard(DgroupError):
    """This mail could not be parsed in time."""


class Reader:
    """Parses mails; owns at most one worker process, started when the first large mail comes.

    `limit_s` bounds one mail's parsing; after `idle_s` without a large mail the worker ends.
    """

    def __init__(self, limit_s: float = 20.0, idle_s: float = 300.0) -> None:
        self.limit_s = limit_s
        self.idle_s = idle_s
        self._turn = asyncio.Lock()
        self._worker: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def read(self, content: bytes) -> Letter:
        """Parse one mail.

        Raises: TooHard where it takes longer than `limit_s`, or ends the worker twice.
        """
        if len(content) <= INLINE_BYTES:
            return parse(content)
        async with self._turn:
            # One worker may have ended while nobody looked; the second was ended by the mail.
            for _ in range(2):
                try:
                    async with asyncio.timeout(self.limit_s):
                        letter = await self._ask(content)
                except TimeoutError:
                    raise TooHard(f"not parsed within {self.limit_s:g} s") from None
                except (OSError, asyncio.IncompleteReadError):
                    continue
                return replace(letter, content=content)
        raise TooHard("the parser ended without an answer")

    async def close(self) -> None:
        """End the worker, if there is one; a later mail may start another."""
        async with self._turn:
            await self._kill()
            if self._leaving is not None:
                await self._leaving

    async def _ask(self, content: bytes) -> Letter:
        """Have the worker parse; whatever goes wrong here, the worker is gone afterwards."""
        if self._idle is not None:
            self._idle.cancel()
        try:
            if self._worker is None:
                self._worker = await _start(self.limit_s)
            pipe_in, pipe_out = self._worker.stdin, self._worker.stdout
            assert pipe_in is not None
            assert pipe_out is not None
            pipe_in.write(_HEAD.pack(len(content)))
            pipe_in.write(content)
            await pipe_in.drain()
            (length,) = _HEAD.unpack(await pipe_out.readexactly(_HEAD.size))
            answer = await pipe_out.readexactly(length)
        except BaseException:  # cancelled as well: the next answer would be this one's
            await self._kill()
            raise
        self._idle = asyncio.get_running_loop().call_later(self.idle_s, self._dismiss)
        letter: Letter = pickle.loads(answer)  # noqa: S301 -- our own worker wrote it
        return letter

    def _dismiss(self) -> None:
        """Nothing large has come for a while: give the memory back."""
        self._leaving = asyncio.get_running_loop().create_task(self._kill())

    async def _kill(self) -> None:
        worker, self._worker = self._worker, None
        if self._idle is not None:
            self._idle.cancel()
        if worker is None:
            return
        with contextlib.suppress(ProcessLookupError):
            worker.kill()
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.close()
        await worker.stdout.read()  # what it was about to say, so that its pipe can be closed
        await worker.wait()


async def _start(limit_s: float) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, str(limit_s)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(dgroup.__file__).parents[1],  # where -m finds this very package
    )


def serve(pipe_in: BinaryIO, pipe_out: BinaryIO, limit_s: float) -> None:
    """Parse what comes in and send it back, until nothing comes any more: the worker's life.

    Each mail and each pickled Letter, its content left out, goes behind its length.
    """
    while len(head := pipe_in.read(_HEAD.size)) == _HEAD.size:
        (length,) = _HEAD.unpack(head)
        content = pipe_in.read(length)
        if len(content) < length:
            return
        # The parent kills us in time; this alarm is for the case that no parent is left.
        signal.setitimer(signal.ITIMER_REAL, limit_s + 5)
        answer = pickle.dumps(replace(parse(content), content=b""))
        signal.setitimer(signal.ITIMER_REAL, 0)
        pipe_out.write(_HEAD.pack(len(answer)) + answer)
        pipe_out.flush()


if __name__ == "__main__":
    # A stop meant for the server's whole process group is not for us: we end when our input does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Rather the mail fails than that the machine runs out of memory and the server is killed.
    with contextlib.suppress(ValueError):  # there is a lower limit already
        hard_limit = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (_WORKER_MEMORY, hard_limit))
    serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))
