"""Transactions on a real file: whole or not at all, never mixed, never left open."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from dgroup.errors import StoreError
from dgroup.store.database import Statement, named
from dgroup.store.sqlite import READERS, SqliteDatabase, sqlite_warning
from tests.cancelling import cancelled_at
from tests.site import Home, locked


def note(what: str) -> Statement:
    """A statement that writes one row."""
    return named(
        "add-note", actor="test", action=what, object="", group_id=None, detail="{}", now_s=1
    )


def bad_note() -> Statement:
    """A statement that the schema refuses."""
    return named(
        "add-note", actor=None, action="bad", object="", group_id=None, detail="{}", now_s=1
    )


@pytest.fixture
async def db(home: Home) -> AsyncIterator[SqliteDatabase]:
    """The database of a site."""
    assert isinstance(home.site.db, SqliteDatabase)
    return home.site.db


def noted(path: Path) -> list[str]:
    """What is on the file, as another process sees it."""
    with closing(sqlite3.connect(path)) as other:
        rows = other.execute("select action from audit order by id").fetchall()
    return [action for (action,) in rows]


async def test_a_transaction_holds(home: Home, db: SqliteDatabase) -> None:
    """What was written is there for everybody, and was seen by the transaction before."""
    async with db.transaction() as tx:
        await tx.run([note("one"), note("two")])
        assert noted(home.path) == []
        await tx.write(note("three"))
    assert noted(home.path) == ["one", "two", "three"]


async def test_an_exception_undoes_all_of_it(home: Home, db: SqliteDatabase) -> None:
    """An error inside the block rolls back what was written, and is told."""
    with pytest.raises(ZeroDivisionError):
        async with db.transaction() as tx:
            await tx.run([note("one")])
            raise ZeroDivisionError
    async with db.transaction() as tx:
        await tx.run([note("two")])
    assert noted(home.path) == ["two"]


async def test_a_run_is_undone_alone(home: Home, db: SqliteDatabase) -> None:
    """Statements of one run hold or fail together; what came before and comes after holds."""
    async with db.transaction() as tx:
        await tx.run([note("before")])
        with pytest.raises(sqlite3.IntegrityError):
            await tx.run([note("within"), bad_note(), note("never")])
        await tx.run([note("after")])
    assert noted(home.path) == ["before", "after"]


async def test_a_rehearsal_leaves_nothing(home: Home, db: SqliteDatabase) -> None:
    """With keep=False the file stays as it was, numbers included."""
    before = home.dump()
    async with db.transaction(keep=False) as tx:
        tx.new_id()
        await tx.run([note("one")])
    assert home.dump() == before


async def test_two_tasks_do_not_mix(home: Home, db: SqliteDatabase) -> None:
    """What one task rolls back is not committed by its neighbour, who waits for its turn."""
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def fails() -> None:
        async with db.transaction() as tx:
            await tx.run([note("fails")])
            inside.set()
            await go_on.wait()
            raise ZeroDivisionError

    async def holds() -> None:
        async with db.transaction() as tx:
            await tx.run([note("holds")])

    first = asyncio.create_task(fails())
    await inside.wait()
    second = asyncio.create_task(holds())
    await asyncio.sleep(0)
    assert not second.done()
    go_on.set()
    await asyncio.gather(second)
    assert isinstance((await asyncio.gather(first, return_exceptions=True))[0], ZeroDivisionError)
    assert noted(home.path) == ["holds"]


async def test_readers_are_not_kept_waiting_by_the_writer(db: SqliteDatabase) -> None:
    """While somebody writes, others read what was there before."""
    async with db.transaction() as tx:
        await tx.run([named("plan-job", name="x", rule="daily 03:00", due_s=1)])
        rows = await asyncio.gather(*(db.read(named("list-jobs")) for _ in range(READERS * 3)))
        assert rows == [[[]]] * READERS * 3
    (jobs,) = await db.read(named("list-jobs"))
    assert [row["name"] for row in jobs] == ["x"]


async def test_several_questions_are_asked_of_one_moment(db: SqliteDatabase) -> None:
    """Answers to one call come in order, and agree with each other."""
    async with db.transaction() as tx:
        await tx.run([named("plan-job", name="x", rule="daily 03:00", due_s=1)])
    jobs, groups = await db.read(named("list-jobs"), named("list-groups"))
    assert ([row["due_s"] for row in jobs], groups) == ([1], [])


async def test_readers_cannot_write(db: SqliteDatabase) -> None:
    """A reading connection refuses to change anything, and the next question is answered."""
    with pytest.raises(StoreError) as fault:
        await db.read(note("sly"))
    assert fault.value.kind == "readonly"
    assert await db.read(named("list-jobs")) == [[]]


async def test_a_question_with_an_error_does_not_spoil_the_next(db: SqliteDatabase) -> None:
    """However many questions fail, there is always a connection for the next one."""
    for _ in range(READERS * 2):
        with pytest.raises(sqlite3.Error):
            await db.read(Statement("find-post", {}))  # its values are missing
    assert await db.read(named("list-jobs")) == [[]]


WAYS = ["transaction", "rehearsal", "write", "read", "version"]


async def work(db: SqliteDatabase, way: str) -> None:
    """One piece of work with the store, of each kind."""
    match way:
        case "transaction":
            async with db.transaction() as tx:
                tx.new_id()
                await tx.run([note("one"), note("two")])
                await tx.read(named("list-jobs"))
                await tx.write(note("three"))
        case "rehearsal":
            async with db.transaction(keep=False) as tx:
                await tx.run([note("never")])
        case "write":
            await db.write(note("one"), note("two"), note("three"))
        case "read":
            await db.read(named("list-jobs"), named("list-groups"))
        case "version":
            await db.version()


@pytest.mark.parametrize("repeated", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("is_fresh", [True, False], ids=["fresh", "warm"])
@pytest.mark.parametrize("way", WAYS)
async def test_cancelled_anywhere_it_holds_whole_or_not_at_all(
    home: Home, way: str, is_fresh: bool, repeated: bool
) -> None:
    """At whatever point a task is cancelled: no half, no open transaction, no lost connection."""
    point, reached = 0, True
    while reached:
        point += 1
        before = noted(home.path)
        db = SqliteDatabase(home.path, is_server=False, patience_s=1)
        if not is_fresh:
            await work(db, "rehearsal")
            await work(db, "read")
        points = (point, point + 1) if repeated else (point,)
        reached, _ = await cancelled_at(work(db, way), *points)
        assert noted(home.path)[len(before) :] in ([], ["one", "two", "three"])
        home.write("delete from audit where id < 0")  # nobody holds the lock
        async with db.transaction() as tx:  # and the next in turn finds all in order
            await tx.run([note("next")])
        assert noted(home.path)[-1] == "next"
        await db.read(named("list-jobs"))
        await db.close()
        assert point < 100
    assert point > 1


@pytest.mark.filterwarnings("error::ResourceWarning")
async def test_nothing_is_left_behind(home: Home) -> None:
    """A closed database has no thread that would keep the process alive."""
    before = set(threading.enumerate())
    db = SqliteDatabase(home.path, is_server=False)
    await asyncio.gather(*(db.read(named("list-jobs")) for _ in range(5)), db.version())
    ours = set(threading.enumerate()) - before
    assert len(ours) == READERS + 1
    await db.close()
    await db.close()
    for thread in ours:
        thread.join(10)
        assert not thread.is_alive()


async def test_a_database_that_was_never_used_closes(home: Home) -> None:
    """Closing needs nothing to have been opened."""
    await SqliteDatabase(home.path, is_server=False).close()


async def test_ids_are_never_given_twice(home: Home, db: SqliteDatabase) -> None:
    """What was committed has ids of its own, whoever commits and whatever was undone between."""
    other = SqliteDatabase(home.path, is_server=False)
    taken: list[int] = []
    for turn in range(6):
        async with (db, other)[turn % 2].transaction(keep=turn % 3 != 2) as tx:
            ids = [tx.new_id() for _ in range(3)]
        if turn % 3 != 2:
            taken += ids
        with pytest.raises(ZeroDivisionError):
            async with db.transaction() as tx:
                tx.new_id()
                raise ZeroDivisionError
    await other.close()
    assert len(set(taken)) == len(taken)
    assert home.one("select next from sequence") > max(taken)


async def test_another_process_is_noticed(home: Home, db: SqliteDatabase) -> None:
    """The version changes when somebody else has written, and by nothing else."""
    first = await db.version()
    async with db.transaction() as tx:
        await tx.run([note("our own")])
    await db.read(named("list-jobs"))
    assert await db.version() == first
    home.write("insert into alias (name, group_id) select 'x', 1 where false")
    assert await db.version() == first  # nothing was changed
    home.write("update sequence set next = next + 1")
    assert await db.version() != first


async def test_a_new_writer_is_noticed_too(home: Home, db: SqliteDatabase) -> None:
    """After a fault the numbers start anew; whoever compares them must not take them for the old."""
    first = await db.version()
    await db._drop_writer()
    assert await db.version() != first


async def test_the_settings_of_connections(home: Home, db: SqliteDatabase) -> None:
    """WAL, FULL for what is durable and NORMAL for notes, foreign keys, and who does checkpoints."""
    other = SqliteDatabase(home.path, is_server=False)
    found = {}
    for name, each in (("server", db), ("command", other)):
        async with each.transaction(keep=False):
            found[name] = [
                await _pragma(each, pragma)
                for pragma in ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint")
            ]
    async with db.transaction(keep=False, durable=False):
        assert await _pragma(db, "synchronous") == 1
    await other.close()
    assert found == {"server": ["wal", 2, 1, 1000], "command": ["wal", 2, 1, 0]}


async def test_the_lock_of_another_process_is_waited_for_in_bounds(home: Home) -> None:
    """Busy is told within the patience; when the lock is free, work goes on (R2)."""
    db = SqliteDatabase(home.path, is_server=True, patience_s=0.1)
    loop = asyncio.get_running_loop()
    await db.version()
    with locked(home.path):
        for _ in range(2):
            begun = loop.time()
            with pytest.raises(StoreError) as fault:
                async with db.transaction():
                    pytest.fail("there is no lock to be had")
            assert fault.value.kind == "busy"
            assert loop.time() - begun < 10
        with pytest.raises(StoreError) as fault:
            await db.write(note("never"))
        assert fault.value.kind == "busy"
    async with db.transaction() as tx:
        await tx.run([note("at last")])
    await db.close()
    assert noted(home.path) == ["at last"]


async def test_all_who_wait_for_the_writer_hear_in_time(home: Home) -> None:
    """The patience covers the turn and the lock together, for every one of those who wait."""
    db = SqliteDatabase(home.path, is_server=True, patience_s=0.2)
    loop = asyncio.get_running_loop()

    async def attempt() -> str:
        try:
            async with db.transaction():
                return "written"
        except StoreError as fault:
            return fault.kind

    with locked(home.path):
        begun = loop.time()
        assert await asyncio.gather(*(attempt() for _ in range(8))) == ["busy"] * 8
        assert loop.time() - begun < 10
    assert await attempt() == "written"
    await db.close()


@pytest.mark.parametrize(
    ("version", "is_sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 60, 0), True),
    ],
)
def test_old_versions_of_sqlite_are_told_of(version: tuple[int, ...], is_sound: bool) -> None:
    """The WAL-reset bug is in all versions before 3.51.3 but two back-ports (R24)."""
    assert (sqlite_warning(version) == "") is is_sound


async def _pragma(db: SqliteDatabase, name: str) -> int | str:
    assert db._writer is not None
    async with db._writer.execute(f"pragma {name}") as cursor:
        row = await cursor.fetchone()
    assert row is not None
    value: int | str = row[0]
    return value
