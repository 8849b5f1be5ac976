"""A process of its own that writes to a store in trouble: `python -m tests.store.in_trouble`.

Limits of a process and rights to files belong to the whole process; here they harm nobody else.
Prints, line by line, what became of each attempt.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from pathlib import Path

from dgroup.errors import StoreError
from dgroup.store.database import named
from dgroup.store.sqlite import SqliteDatabase

NOBODY = 65534


async def attempt(db: SqliteDatabase, size: int = 100_000) -> None:
    """Write one row, and say how that went."""
    try:
        async with db.transaction() as tx:
            await tx.run(
                [
                    named(
                        "add-note",
                        actor="test",
                        action="x",
                        object="x" * size,
                        group_id=None,
                        detail="{}",
                        now_s=1,
                    )
                ]
            )
    except StoreError as fault:
        print(fault.kind, flush=True)
    else:
        print("written", flush=True)


async def cannot_grow(path: Path) -> None:
    """A limit on the size of files gives I/O errors in the middle of writing."""
    db = SqliteDatabase(path, is_server=True, patience_s=1)
    await attempt(db)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    log = path.with_name(path.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size + 20_000, hard))
    await attempt(db)
    await attempt(db)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await attempt(db)
    await db.close()


async def cannot_write(path: Path) -> None:
    """Somebody has taken the right to write away, and gives it back."""
    keeper = SqliteDatabase(path, is_server=False)  # keeps the log and its index there
    await attempt(keeper)
    modes = {each: each.stat().st_mode for each in (path.parent, *path.parent.iterdir())}
    for each in modes:
        each.chmod(0o555 if each.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)  # rights mean nothing to root
    db = SqliteDatabase(path, is_server=True, patience_s=1)
    await attempt(db)
    await attempt(db)
    if is_root:
        os.seteuid(0)
    for each, mode in modes.items():
        each.chmod(mode)
    await attempt(db)
    await db.close()
    await keeper.close()


async def holds_the_lock(path: Path) -> None:
    """Another program is in the middle of a transaction until its input ends."""
    db = SqliteDatabase(path, is_server=False)
    async with db.transaction():
        print("locked", flush=True)
        await asyncio.to_thread(sys.stdin.read)
    await db.close()


if __name__ == "__main__":
    asyncio.run(globals()[sys.argv[1]](Path(sys.argv[2])))
