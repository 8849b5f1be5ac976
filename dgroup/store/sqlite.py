"""The store on SQLite, by aiosqlite: one writer, a few readers, write-ahead log.

The writer is one connection behind one lock, because tasks that share a connection mix their
transactions; every transaction begins `immediate`, because a reader that turns writer fails at once
whatever the busy timeout (SQLITE_BUSY_SNAPSHOT). A transaction is begun, asked, run and committed
in one hop to the connection's thread each, and is never left open: not by an error, and not by a
cancelled task.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import aiosqlite

from dgroup.errors import Fault, StoreError
from dgroup.store.database import Row, Statement, queries

T = TypeVar("T")

# One deadline over waiting for the writer and waiting for the file's lock (R2: 4xx in < 20 s).
PATIENCE_S: Final = 12.0
READERS: Final = 2

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


class SqliteDatabase:
    """A site's store in one file. Open it with `open_database`."""

    def __init__(self, path: Path, *, is_server: bool, patience_s: float = PATIENCE_S) -> None:
        """`is_server`: this process does the checkpoints; all others leave them to it (R24)."""
        self._path = path
        self._is_server = is_server
        self._patience_s = patience_s
        self._queries = queries()
        self._turn = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._reader_count = 0

    @asynccontextmanager
    async def transaction(
        self, *, keep: bool = True, durable: bool = True
    ) -> AsyncIterator[SqliteTransaction]:
        """See `Database.transaction`."""
        deadline = asyncio.get_running_loop().time() + self._patience_s
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreError("The store is busy: no turn to write in time.", kind="busy") from None
        try:
            tx = await self._begin(deadline, durable)
            try:
                yield tx
            except BaseException:
                await _unbroken(self._end(tx, keep=False))
                raise
            await _unbroken(self._end(tx, keep=keep))
        finally:
            self._turn.release()

    async def read(self, *questions: Statement) -> list[list[Row]]:
        """See `Readable.read`; several questions are asked of one snapshot."""
        connection = await self._reader()
        is_sound = False
        try:
            rows = await _unbroken(_hop(connection, lambda db: self._ask(db, questions)))
            is_sound = True
            return rows
        finally:
            if is_sound:
                self._readers.put_nowait(connection)
            else:
                self._reader_count -= 1
                await _unbroken(connection.close())

    async def version(self) -> int:
        """See `Database.version`: what `pragma data_version` says on the writer's own connection.

        A change means that another connection has written: for the writer, another process.
        """
        async with self._turn:
            writer = await self._open_writer()
            rows = await _unbroken(_hop(writer, lambda db: _pragma(db, "data_version")))
        return int(rows)

    async def close(self) -> None:
        """Close all connections; an open one would keep the process alive."""
        async with self._turn:
            await _unbroken(self._drop_writer())
            while self._reader_count:
                connection = await self._readers.get()
                self._reader_count -= 1
                await _unbroken(connection.close())

    async def _begin(self, deadline: float, durable: bool) -> SqliteTransaction:
        writer = await self._open_writer()
        patience_s = max(deadline - asyncio.get_running_loop().time(), 0.05)
        try:
            next_id = await _unbroken(_hop(writer, lambda db: _begin(db, patience_s, durable)))
        except asyncio.CancelledError:
            await _unbroken(_hop(writer, _roll_back))
            raise
        except StoreError as fault:
            await self._give_up_on(fault)
            raise
        return SqliteTransaction(self, writer, next_id)

    async def _end(self, tx: SqliteTransaction, *, keep: bool) -> None:
        try:
            await _hop(tx.connection, lambda db: _end(db, tx, keep))
        except StoreError as fault:
            await self._give_up_on(fault)
            raise
        if tx.fault is not None:  # told already; the connection starts afresh
            await self._give_up_on(tx.fault)

    async def _give_up_on(self, fault: StoreError) -> None:
        """A connection that met a fault of the disk starts afresh: the disk may be well again."""
        if fault.kind != "busy":
            await _unbroken(self._drop_writer())

    async def _drop_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            try:
                await writer.close()
            except sqlite3.Error:  # a close may fail on the same fault; the handle is gone
                pass

    async def _open_writer(self) -> aiosqlite.Connection:
        if self._writer is None:
            self._writer = await _unbroken(self._connect(is_writer=True))
        return self._writer

    async def _reader(self) -> aiosqlite.Connection:
        if self._readers.empty() and self._reader_count < READERS:
            self._reader_count += 1
            try:
                return await _unbroken(self._connect(is_writer=False))
            except BaseException:
                self._reader_count -= 1
                raise
        return await self._readers.get()

    async def _connect(self, *, is_writer: bool) -> aiosqlite.Connection:
        connection = aiosqlite.connect(
            self._path, isolation_level=None, cached_statements=256, check_same_thread=False
        )
        connection._thread.daemon = True  # noqa: SLF001 -- else a crash keeps the process alive
        try:
            await connection
        except sqlite3.Error as error:
            raise (_fault(error) or error) from error
        try:
            await _hop(connection, lambda db: self._prepare(db, is_writer))
        except BaseException:
            await connection.close()
            raise
        return connection

    def _prepare(self, db: sqlite3.Connection, is_writer: bool) -> None:
        db.row_factory = sqlite3.Row
        db.execute(f"pragma busy_timeout = {int(self._patience_s * 1000)}")
        db.execute("pragma foreign_keys = on")
        if is_writer:
            db.execute("pragma journal_mode = wal")
            db.execute("pragma synchronous = full")
            if not self._is_server:
                db.execute("pragma wal_autocheckpoint = 0")
        else:
            db.execute("pragma query_only = on")
            db.execute("pragma cache_size = -1000")

    def _ask(self, db: sqlite3.Connection, questions: Iterable[Statement]) -> list[list[Row]]:
        db.execute("begin")
        try:
            return [self.execute(db, question) for question in questions]
        finally:
            db.execute("rollback")

    def execute(self, db: sqlite3.Connection, statement: Statement) -> list[Row]:
        """Run one named statement in the connection's thread."""
        return db.execute(self._queries[statement.name], statement.values).fetchall()


class SqliteTransaction:
    """See `Transaction`. Lives inside `SqliteDatabase.transaction` only."""

    def __init__(
        self, database: SqliteDatabase, connection: aiosqlite.Connection, next_id: int
    ) -> None:
        self._database = database
        self.connection = connection
        self.first_id = self.next_id = next_id
        self.fault: StoreError | None = None

    def new_id(self) -> int:
        """See `Transaction.new_id`: numbers are taken here and noted at the commit."""
        taken = self.next_id
        self.next_id += 1
        return taken

    async def read(self, *questions: Statement) -> list[list[Row]]:
        """See `Readable.read`; sees what this transaction has written."""
        execute = self._database.execute
        return await self._hop(lambda db: [execute(db, question) for question in questions])

    async def run(self, statements: Iterable[Statement]) -> None:
        """See `Transaction.run`."""
        await self._hop(lambda db: self._run(db, statements))

    async def write(self, statement: Statement) -> list[Row]:
        """See `Transaction.write`."""
        return await self._hop(lambda db: self._database.execute(db, statement))

    def _run(self, db: sqlite3.Connection, statements: Iterable[Statement]) -> None:
        db.execute("savepoint effects")
        try:
            for statement in statements:
                self._database.execute(db, statement)
        except BaseException:
            if db.in_transaction:  # a full disk may have rolled back the whole of it
                db.execute("rollback to effects")
                db.execute("release effects")
            raise
        db.execute("release effects")

    async def _hop(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return await _unbroken(_hop(self.connection, work))
        except StoreError as fault:
            self.fault = fault
            raise


async def _hop(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run `work` in the connection's thread, as one hop; aiosqlite's own methods are one each.

    Raises:
        StoreError: for a fault of the disk, the lock or the file; other errors pass as they are.
    """
    try:
        execute: Callable[..., Coroutine[Any, Any, T]] = connection._execute  # noqa: SLF001
        return await execute(work, connection._conn)  # noqa: SLF001 -- aiosqlite has no other way
    except sqlite3.Error as error:
        fault = _fault(error)
        if fault is None:
            raise
        raise fault from error


def _fault(error: sqlite3.Error) -> StoreError | None:
    """Tell a fault of storage from one of our own SQL (None)."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    kind = _KINDS.get(code & 0xFF)
    return None if kind is None else StoreError(f"The store failed: {error}.", kind=kind)


def _begin(db: sqlite3.Connection, patience_s: float, durable: bool) -> int:
    db.execute(f"pragma busy_timeout = {int(patience_s * 1000)}")
    db.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
    db.execute("begin immediate")
    try:
        return int(db.execute("select next from sequence").fetchone()[0])
    except BaseException:
        db.execute("rollback")
        raise


def _end(db: sqlite3.Connection, tx: SqliteTransaction, keep: bool) -> None:
    if not db.in_transaction:  # SQLite itself has rolled back, on a fault already reported
        if keep:
            raise StoreError("The store failed: the transaction was undone.", kind="io")
        return
    if not keep:
        _roll_back(db)
        return
    try:
        if tx.next_id != tx.first_id:
            db.execute("update sequence set next = ?", (tx.next_id,))
        db.execute("commit")
    except BaseException:
        _roll_back(db)
        raise


def _roll_back(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("rollback")


def _pragma(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"pragma {name}").fetchone()[0])


async def _unbroken(work: Coroutine[Any, Any, T]) -> T:
    """Await `work` to its end even when we are cancelled; then the cancellation goes on."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        task.exception()  # seen: the cancellation is what the caller hears of
        raise
