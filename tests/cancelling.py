"""Cancel a coroutine at the nth point at which it waits: deterministic, and without a clock."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any


@types.coroutine
def cancelled_at(
    work: Coroutine[Any, Any, Any], *points: int
) -> Generator[Any, Any, tuple[bool, Any]]:
    """Run `work`, and cancel it at its nth waits (from 1).

    Returns whether it came as far as the first of these points, and what it returned (None where
    the cancellation ended it).
    """
    waits = 0
    step: Callable[[], Any] = lambda: work.send(None)  # noqa: E731
    task = asyncio.current_task()
    assert task is not None
    while True:
        try:
            awaited = step()
        except StopIteration as stop:
            return waits >= points[0], stop.value
        except asyncio.CancelledError:
            return waits >= points[0], None
        waits += 1
        if waits in points:
            task.cancel()
        try:
            got = yield awaited
        except BaseException as error:
            task.uncancel()
            step = lambda error=error: work.throw(error)  # type: ignore[misc]  # noqa: E731
        else:
            step = lambda got=got: work.send(got)  # type: ignore[misc]  # noqa: E731
