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
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

import aiosqlite

from dgroup.errors import StoreError
from dgroup.store.database import Row, Statement, queries
from dgroup.store.hops import close, fault_of, hop, unbroken

T = TypeVar("T")

# One deadline over waiting for the writer and waiting for the file's lock (R2: 4xx in < 20 s).
PATIENCE_S: Final = 12.0
READERS: Final = 2

# Committed data can be lost by two connections that reset the log at once (sqlite.org/wal.html
# #walresetbug); fixed in these versions and after. `serve` alone does checkpoints, so it is rare.
_SOUND_SQLITE: Final = (3, 51, 3)
_SOUND_BACKPORTS: Final = ((3, 44, 6), (3, 50, 7))


class SqliteDatabase:
    """A site's store in one file."""

    def __init__(self, path: Path, *, is_server: bool, patience_s: float = PATIENCE_S) -> None:
        """`is_server`: this process does the checkpoints; all others leave them to it (R24)."""
        self._path = path
        self._is_server = is_server
        self._patience_s = patience_s
        self._queries = queries()
        self._turn = asyncio.Lock()
        self._writer: aiosqlite.Connection | None = None
        self._writers_so_far = 0
        # Last in, first out: a connection that is open is taken before one is opened.
        self._readers: asyncio.Queue[_Reader] = asyncio.LifoQueue()
        for _ in range(READERS):
            self._readers.put_nowait(_Reader())

    @asynccontextmanager
    async def transaction(
        self, *, keep: bool = True, durable: bool = True
    ) -> AsyncIterator[SqliteTransaction]:
        """See `Database.transaction`."""
        async with self._turn_to_write() as patience_s:
            tx = await self._begin(patience_s, durable)
            try:
                yield tx
            except BaseException:
                await unbroken(self._end(tx, keep=False))
                raise
            await unbroken(self._end(tx, keep=keep))

    async def write(self, *statements: Statement, durable: bool = True) -> list[list[Row]]:
        """See `Database.write`."""
        async with self._turn_to_write() as patience_s:
            writer = await self._open_writer()
            try:
                return await unbroken(
                    hop(writer, lambda db: self._write(db, statements, patience_s, durable))
                )
            except StoreError as fault:
                await self._give_up_on(fault)
                raise

    async def read(self, *questions: Statement) -> list[list[Row]]:
        """See `Readable.read`; several questions are asked of one snapshot."""
        reader = await self._readers.get()
        try:
            return await unbroken(self._read(reader, questions))
        finally:
            self._readers.put_nowait(reader)

    async def version(self) -> int:
        """See `Database.version`: what `pragma data_version` says on the writer's own connection.

        A change means that another connection has written: for the writer, another process.
        """
        async with self._turn:
            writer = await self._open_writer()
            number = await unbroken(hop(writer, lambda db: _pragma(db, "data_version")))
        return self._writers_so_far << 32 | number  # numbers of two connections tell nothing

    async def close(self) -> None:
        """Close all connections; an open one would keep the process alive."""
        async with self._turn:
            await unbroken(self._drop_writer())
            readers = [await self._readers.get() for _ in range(READERS)]
            for reader in readers:
                await unbroken(reader.close())
                self._readers.put_nowait(reader)

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[float]:
        """Wait for the writer; gives the seconds that are left to wait for the file's lock."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience_s
        try:
            async with asyncio.timeout_at(deadline):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreError("The store is busy: no turn to write in time.", kind="busy") from None
        try:
            yield max(deadline - loop.time(), 0.05)
        finally:
            self._turn.release()

    async def _begin(self, patience_s: float, durable: bool) -> SqliteTransaction:
        writer = await self._open_writer()
        try:
            next_id = await unbroken(hop(writer, lambda db: _begin(db, patience_s, durable)))
        except asyncio.CancelledError:
            await unbroken(hop(writer, _roll_back))
            raise
        except StoreError as fault:
            await self._give_up_on(fault)
            raise
        return SqliteTransaction(self, writer, next_id)

    async def _end(self, tx: SqliteTransaction, *, keep: bool) -> None:
        try:
            await hop(tx.connection, lambda db: _end(db, tx, keep))
        except StoreError as fault:
            await self._give_up_on(fault)
            raise
        if tx.fault is not None:  # told already; the connection starts afresh
            await self._give_up_on(tx.fault)

    async def _give_up_on(self, fault: StoreError) -> None:
        """A connection that met a fault of the disk starts afresh: the disk may be well again."""
        if fault.kind != "busy":
            await unbroken(self._drop_writer())

    async def _drop_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            await close(writer)

    async def _open_writer(self) -> aiosqlite.Connection:
        async def open_it() -> aiosqlite.Connection:
            self._writer = await self._connect(is_writer=True)  # kept even if we are cancelled
            self._writers_so_far += 1
            return self._writer

        return self._writer if self._writer is not None else await unbroken(open_it())

    async def _read(self, reader: _Reader, questions: Iterable[Statement]) -> list[list[Row]]:
        if reader.connection is None:
            reader.connection = await self._connect(is_writer=False)
        try:
            return await hop(reader.connection, lambda db: self._ask(db, questions))
        except BaseException:
            await reader.close()  # the next one to ask starts afresh: the disk may be well again
            raise

    async def _connect(self, *, is_writer: bool) -> aiosqlite.Connection:
        connection = aiosqlite.connect(
            self._path, isolation_level=None, cached_statements=256, check_same_thread=False
        )
        connection._thread.daemon = True  # noqa: SLF001 -- else a crash keeps the process alive
        try:
            await connection
        except sqlite3.Error as error:
            raise (fault_of(error) or error) from error
        try:
            await hop(connection, lambda db: self._prepare(db, is_writer))
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

    def _write(
        self,
        db: sqlite3.Connection,
        statements: Iterable[Statement],
        patience_s: float,
        durable: bool,
    ) -> list[list[Row]]:
        _begin(db, patience_s, durable)
        try:
            rows = [self.execute(db, statement) for statement in statements]
            db.execute("commit")
        except BaseException:
            _roll_back(db)
            raise
        return rows

    def execute(self, db: sqlite3.Connection, statement: Statement) -> list[Row]:
        """Run one named statement in the connection's thread."""
        return db.execute(self._queries[statement.name], statement.values).fetchall()


class _Reader:
    """A place for one connection that reads, opened when it is first needed."""

    connection: aiosqlite.Connection | None = None

    async def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await close(connection)


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

    async def mark(self) -> None:
        """See `Transaction.mark`; a later mark takes the place of this one."""
        await self._hop(lambda db: db.execute("savepoint mark"))

    async def back(self) -> None:
        """See `Transaction.back`."""
        await self._hop(lambda db: db.execute("rollback to mark"))

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
        if self.fault is not None:  # SQLite may have ended the transaction: nothing more counts
            raise self.fault
        try:
            return await unbroken(hop(self.connection, work))
        except StoreError as fault:
            self.fault = fault
            raise


def sqlite_warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return what is wrong with this Python's SQLite, "" where nothing is (R24)."""
    is_sound = version >= _SOUND_SQLITE or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in _SOUND_BACKPORTS
    )
    if is_sound:
        return ""
    number = ".".join(map(str, version))
    return (
        f"SQLite {number} has the WAL-reset bug; dgroup lets one connection alone do checkpoints,"
        " which avoids it, but an update to 3.51.3 is better"
    )


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
