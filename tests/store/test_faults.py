"""Full, locked, read-only, broken: told by its kind, nothing half-written, and well again after."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from dgroup.errors import StoreError
from dgroup.store.database import named
from dgroup.store.sqlite import SqliteDatabase
from tests.site import Home, make_blank

ROOT = Path(__file__).parents[2]


def note(size: int = 100_000) -> object:
    """A statement that writes a row of this size."""
    return named(
        "add-note",
        actor="test",
        action="x",
        object="x" * size,
        group_id=None,
        detail="{}",
        now_s=1,
    )


def assert_whole(path: Path) -> None:
    """The file has no flaw."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []


@asynccontextmanager
async def child(deed: str, path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a deed of `in_trouble` in a process of its own; the process ends with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.store.in_trouble", deed, str(path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()
    assert process.returncode == 0


async def test_a_full_store_is_told_and_works_again(home: Home) -> None:
    """No room: `full`, nothing is kept, and the next write works when there is room again (R2)."""
    db = home.site.db
    assert isinstance(db, SqliteDatabase)
    await db.version()
    assert db._writer is not None
    for way in ("run", "write", "database"):
        await db.version()
        pages = home.one("pragma page_count")
        await db._writer.execute(f"pragma max_page_count = {pages + 3}")
        with pytest.raises(StoreError) as fault:
            match way:
                case "run":
                    async with db.transaction() as tx:
                        await tx.run([note(1000), note()])
                case "write":
                    async with db.transaction() as tx:
                        await tx.run([note(1000)])
                        await tx.write(note())
                case "database":
                    await db.write(note(1000), note())
        assert fault.value.kind == "full"
        assert home.one("select count(*) from audit") == 0
        # The connection that met the fault is gone, and its limit with it: there is room again.
    async with db.transaction() as tx:
        await tx.run([note()])
    assert home.one("select count(*) from audit") == 1
    assert_whole(home.path)


async def test_after_a_fault_nothing_more_is_written_by_that_transaction(home: Home) -> None:
    """Whoever goes on after a fault is stopped, and cannot commit half of their work."""
    db = home.site.db
    assert isinstance(db, SqliteDatabase)
    await db.version()
    assert db._writer is not None
    await db._writer.execute(f"pragma max_page_count = {home.one('pragma page_count') + 3}")
    with pytest.raises(StoreError) as last:
        async with db.transaction() as tx:
            for size in (100_000, 10, 10):
                with pytest.raises(StoreError) as fault:
                    await tx.run([note(size)])
                assert fault.value.kind == "full"
    assert last.value.kind in ("full", "io")
    assert home.one("select count(*) from audit") == 0


async def test_a_file_that_cannot_grow_is_told_and_works_again(home: Home) -> None:
    """RLIMIT_FSIZE makes SQLite fail in the middle of a page: `io`, and sound afterwards (R2)."""
    async with child("cannot_grow", home.path) as process:
        assert process.stdout is not None
        said = (await process.stdout.read()).decode().split()
    assert said == ["written", "io", "io", "written"]
    assert home.one("select count(*) from audit") == 2
    assert_whole(home.path)


async def test_a_file_that_may_not_be_written_is_told_and_works_again() -> None:
    """Without the right to write: `readonly`; with it, the same server goes on (R2)."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's own are closed to other users
        Path(folder).chmod(0o755)
        path = make_blank(Path(folder) / "site") / "dgroup.db"
        async with child("cannot_write", path) as process:
            assert process.stdout is not None
            said = (await process.stdout.read()).decode().split()
        assert said == ["written", "readonly", "readonly", "written"]
        assert_whole(path)


async def test_the_lock_of_a_process_is_waited_for(home: Home) -> None:
    """While another process writes: `busy` in time; reading goes on; then all is as before."""
    db = SqliteDatabase(home.path, is_server=True, patience_s=0.1)
    async with child("holds_the_lock", home.path) as process:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"locked\n"
        with pytest.raises(StoreError) as fault:
            async with db.transaction():
                pytest.fail("the lock is taken")
        assert fault.value.kind == "busy"
        assert await db.read(named("list-jobs")) == [[]]
    async with db.transaction() as tx:
        await tx.run([note()])
    await db.close()


async def test_no_file_and_no_database_are_faults_of_storage(tmp_path: Path) -> None:
    """A folder that is gone and a file of other content are told as such, and leak nothing."""
    (tmp_path / "poem.db").write_bytes(b"a rose is a rose is a rose " * 100)
    for path in (tmp_path / "gone" / "dgroup.db", tmp_path / "poem.db"):
        db = SqliteDatabase(path, is_server=True, patience_s=0.1)
        for _ in range(3):
            with pytest.raises(StoreError) as fault:
                await db.read(named("list-jobs"))
            assert fault.value.kind == "io"
            with pytest.raises(StoreError) as fault:
                async with db.transaction():
                    pytest.fail("there is no store")
            assert fault.value.kind == "io"
        await db.close()


async def test_eight_who_write_to_a_full_store_all_hear(home: Home) -> None:
    """A fault is told to each of those who wait, and none is left hanging."""
    db = home.site.db
    assert isinstance(db, SqliteDatabase)
    await db.version()
    assert db._writer is not None
    await db._writer.execute(f"pragma max_page_count = {home.one('pragma page_count')}")

    async def attempt(size: int) -> str:
        try:
            await db.write(note(size))
        except StoreError as fault:
            return fault.kind
        return "written"

    said = await asyncio.gather(*(attempt(100_000) for _ in range(8)))
    assert said[0] == "full"
    assert set(said[1:]) == {"written"}  # each begins afresh
    assert_whole(home.path)
