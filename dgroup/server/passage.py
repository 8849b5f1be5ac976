"""A way in to something that is exchanged while people come: on SIGHUP, a site for its successor.

While nothing stands behind the passage, whoever comes waits there for the next one, and notices
nothing. Whoever is inside when it closes is given time to finish.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from dgroup.errors import StoreError

_Behind = TypeVar("_Behind")
_T = TypeVar("_T")

log = logging.getLogger(__name__)


class Passage(Generic[_Behind]):
    """Lets calls through to what is behind it, or for the moment nowhere."""

    def __init__(self) -> None:
        self._behind: _Behind | None = None
        self._is_open = asyncio.Event()
        self._inside: set[asyncio.Task[Any]] = set()

    def open(self, behind: _Behind) -> None:
        """Let everybody through to `behind`."""
        self._behind = behind
        self._is_open.set()

    async def close(self, grace_s: float) -> None:
        """Let nobody through any more, and return when nobody is inside.

        What is not done after `grace_s` seconds is cancelled, and its client asked to try again.
        """
        self._behind = None
        self._is_open.clear()
        if self._inside:
            await asyncio.wait(self._inside, timeout=grace_s)
        late = tuple(self._inside)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if late:
            log.warning("the site is closed with work unfinished: count=%d", len(late))

    async def through(self, call: Callable[[_Behind], Coroutine[Any, Any, _T]]) -> _T:
        """Make a call on what is behind, as soon as there is something.

        Raises:
            StoreError: the passage was closed, and the time to finish was over.
        """
        while (behind := self._behind) is None:
            await self._is_open.wait()
        task = asyncio.get_running_loop().create_task(call(behind))
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
