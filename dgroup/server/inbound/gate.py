"""The door of a server whose site is exchanged, on SIGHUP, while the listeners stay open.

While no site stands behind the gate, whoever comes waits there for the next one: the connections,
and the mails that flow in on them, notice nothing. What a mail means is not known here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from dgroup.domain.model import Arrival, Reply
from dgroup.errors import StoreError
from dgroup.server.inbound.reception import Door

_T = TypeVar("_T")

log = logging.getLogger(__name__)


class Gate:
    """A `Door` with another one behind it, or for the moment none."""

    def __init__(self) -> None:
        self._door: Door | None = None
        self._is_open = asyncio.Event()
        self._inside: set[asyncio.Task[Any]] = set()

    def open(self, door: Door) -> None:
        """Let everybody through to `door`."""
        self._door = door
        self._is_open.set()

    async def close(self, grace_s: float) -> None:
        """Let nobody through any more, and return when nobody is inside.

        What is not done after `grace_s` seconds is cancelled, and its client asked to try again.
        """
        self._door = None
        self._is_open.clear()
        if self._inside:
            await asyncio.wait(self._inside, timeout=grace_s)
        late = tuple(self._inside)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("the site is closed with mails unfinished: count=%d", len(late))

    async def admits(self, recipient: str) -> str:
        """Return what the door behind says."""
        return await self._pass(lambda door: door.admits(recipient))

    async def receive(self, arrival: Arrival) -> Sequence[Reply]:
        """Hand one mail to the door behind. Raises StoreError."""
        return await self._pass(lambda door: door.receive(arrival))

    async def _pass(self, call: Callable[[Door], Coroutine[Any, Any, _T]]) -> _T:
        while (door := self._door) is None:
            await self._is_open.wait()
        task = asyncio.get_running_loop().create_task(call(door))
        self._inside.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            waiting = asyncio.current_task()
            if waiting is not None and waiting.cancelling():
                raise  # it is we who were told to stop
            raise StoreError("the site was closed meanwhile", kind="busy") from None
        finally:
            self._inside.discard(task)
