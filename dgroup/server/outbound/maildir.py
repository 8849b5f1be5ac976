"""The way out into files: `delivery.method = "maildir"`, for people and tests to look at.

Each recipient's mail becomes one file in a real Maildir, with `Return-Path:` and `Delivered-To:` on
top and line ends as files have them. Nothing is flushed to disk: this is no mail store.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from itertools import count
from pathlib import Path

from dgroup.server.outbound.transport import Answer, Envelope, Outcome, Settled
from dgroup.server.outbound.turn import DELIVERED, refused_address

PAUSE_S = 5.0
"""After a mail that could not be written, all comes back for so long."""


class Maildir:
    """A `Transport` into a folder, which is made where it is missing.

    `settled` is called once per envelope; `depth` envelopes may wait before `room` makes its
    callers wait.
    """

    def __init__(self, folder: Path, *, settled: Settled, depth: int = 1000) -> None:
        self.trouble = ""
        self._folder = folder
        self._settled = settled
        self._depth = depth
        self._queue: deque[Envelope] = deque()
        self._changed = asyncio.Condition()
        self._writing: asyncio.Task[None] | None = None
        self._numbers = count()
        self._retry_at_s = 0.0
        self._is_closing = False

    @property
    def retry_in_s(self) -> float:
        """Seconds for which all that is submitted comes back at once; 0 when it is worth trying."""
        return max(0.0, self._retry_at_s - time.monotonic()) if self.trouble else 0.0

    async def open(self) -> None:
        """Make the folder. Raises: OSError."""
        await asyncio.to_thread(self._make_folders)

    def submit(self, envelope: Envelope) -> None:
        """Take an envelope; it is written in a thread."""
        if self._is_closing or self.retry_in_s:
            self._return(envelope)
            return
        self._queue.append(envelope)
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write_all())

    def go_on(self) -> None:
        """Files may be written at any time."""

    async def room(self) -> None:
        """Return when fewer than `depth` envelopes wait."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._queue) < self._depth or self._is_closing)

    async def close(self, grace_s: float) -> None:
        """Write what waits, within the grace; all else comes back as RELAY, "closing"."""
        self._is_closing = True
        try:
            async with asyncio.timeout(grace_s), self._changed:
                self._changed.notify_all()
                await self._changed.wait_for(lambda: self._writing is None)
        except TimeoutError:
            self._return_all()
            async with self._changed:  # what a thread is at cannot be stopped, only awaited
                await self._changed.wait_for(lambda: self._writing is None)
        await asyncio.sleep(0)  # so that all that was given back has come back

    async def _write_all(self) -> None:
        while self._queue:
            envelope = self._queue.popleft()
            answers = await asyncio.to_thread(self._write, envelope)
            self._settled(envelope, answers)
            if self.trouble:
                self._return_all()
            async with self._changed:
                self._changed.notify_all()
        self._writing = None
        async with self._changed:
            self._changed.notify_all()

    def _write(self, envelope: Envelope) -> tuple[Answer, ...]:
        """Write a file for each recipient; runs in a thread."""
        content = b"".join(envelope.content)
        # RFC 5321 §4.5.2: the dots that were doubled for the wire
        content = content.removeprefix(b".") if content.startswith(b"..") else content
        content = content.replace(b"\r\n..", b"\r\n.").replace(b"\r\n", b"\n")
        answers = []
        for recipient in envelope.recipients:
            answer = refused_address(envelope.sender, recipient)
            if answer is None:
                # RFC 5321 §4.4: the reverse path on top; RFC 9228: Delivered-To
                top = b"Return-Path: <%b>\nDelivered-To: %b\n" % (envelope.sender, recipient)
                answer = self._write_file(top, content)
            answers.append(answer)
        return tuple(answers)

    def _write_file(self, top: bytes, content: bytes) -> Answer:
        name = (
            f"{time.time():.6f}".replace(".", ".M") + f"P{os.getpid()}Q{next(self._numbers)}.dgroup"
        )
        try:
            with (self._folder / "tmp" / name).open("xb") as file:
                file.write(top)
                file.write(content)
            (self._folder / "tmp" / name).rename(self._folder / "new" / name)
        except OSError as fault:
            self.trouble = f"cannot write to {self._folder}: {fault.strerror}"
            self._retry_at_s = time.monotonic() + PAUSE_S
            return Answer(Outcome.RELAY, 0, "", self.trouble)
        self.trouble = ""
        return DELIVERED

    def _make_folders(self) -> None:
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)

    def _return_all(self) -> None:
        while self._queue:
            self._return(self._queue.popleft())

    def _return(self, envelope: Envelope) -> None:
        answer = Answer(Outcome.RELAY, 0, "", self.trouble or "closing")
        asyncio.get_running_loop().call_soon(
            self._settled, envelope, (answer,) * len(envelope.recipients)
        )
