"""One aiosqlite connection: work goes to its thread in one hop, and is seen to its end.

A hop that was begun is never left alone, not even by a cancelled task, and trouble of the disk, the
lock or the file comes back as `StoreError`. Which connections there are is sqlite.py's.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

import aiosqlite

from dgroup.errors import Fault, StoreError

T = TypeVar("T")

_KINDS: Final[dict[int, Fault]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_READONLY: "readonly",
    sqlite3.SQLITE_PERM: "readonly",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_CANTOPEN: "io",
    sqlite3.SQLITE_CORRUPT: "io",
    sqlite3.SQLITE_NOTADB: "io",
    sqlite3.SQLITE_NOMEM: "io",
}


async def hop(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run `work` in the connection's thread, as one hop; aiosqlite's own methods are one each.

    Raises:
        StoreError: for a fault of the disk, the lock or the file; other errors pass as they are.
    """
    try:
        execute: Callable[..., Coroutine[Any, Any, T]] = connection._execute  # noqa: SLF001
        return await execute(work, connection._conn)  # noqa: SLF001 -- aiosqlite has no other way
    except sqlite3.Error as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fault from error


async def unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even when we are cancelled; then the cancellation goes on."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError:  # told twice, we still see it through
                continue
        if not task.cancelled():
            task.exception()  # seen: the cancellation is what the caller hears of
        raise


async def close(connection: aiosqlite.Connection) -> None:
    """Close a connection, whatever state it is in."""
    try:
        await connection.close()
    except sqlite3.Error:  # a close may fail on the same fault; the handle is gone
        pass


def fault_of(error: sqlite3.Error) -> StoreError | None:
    """Tell a fault of storage from one of our own SQL (None)."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = _KINDS.get(code & 0xFF)
    return None if kind is None else StoreError(f"The store failed: {error}.", kind=kind)
