"""Bring a database to the schema of this program: plain numbered SQL, each file in one transaction.

What was applied is written down with its checksum, so that an edited file is noticed; a store that
is newer than the program is refused (R26). The file is copied before anything is changed.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from dgroup.errors import Refused, StoreError

_MIGRATION_TABLE = (
    "create table if not exists schema_migration (number integer primary key, name text not null,"
    " sha256 text not null, applied_s integer not null) strict"
)
_FILE = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")


class Migration(NamedTuple):
    """One numbered file of `migrations/`."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """The checksum under which it is remembered."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path) -> Sequence[Migration]:
    """Return the migrations of a folder in order.

    Raises:
        Refused: numbers have a gap, or the folder has none.
    """
    found = []
    for path in sorted(folder.glob("*.sql")):
        hit = _FILE.fullmatch(path.name)
        if hit:
            found.append(Migration(int(hit[1]), hit[2], path.read_text("utf-8")))
    if not found or [each.number for each in found] != list(range(1, len(found) + 1)):
        raise Refused(f"{folder} has no complete set of migrations; reinstall dgroup.")
    return found


def migrate(path: Path, migrations: Sequence[Migration], now_s: int) -> Sequence[Migration]:
    """Apply what is missing to the file `path` (made where there is none); return what was applied.

    Raises:
        Refused: the store is newer than this program, or an applied migration was edited.
        StoreError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("pragma journal_mode = wal")
            db.execute(_MIGRATION_TABLE)
            missing = pending(db, migrations)
            if missing and len(missing) < len(migrations):
                _copy_aside(db, path, missing[0].number)
            for migration in missing:
                _apply(db, migration, now_s)
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be migrated: {error}.") from error
    path.chmod(0o600)
    return missing


def check_schema(path: Path, migrations: Sequence[Migration]) -> None:
    """Make sure that `path` has just the schema of this program.

    Raises:
        Refused: there is no such file, it is older or newer, or a migration was edited.
    """
    if not path.exists():
        raise Refused(f"There is no database at {path}; make it with `dgroup db migrate`.")
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            if pending(db, migrations):
                raise Refused(f"{path} is older than this program; run `dgroup db migrate`.")
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read: {error}.") from error


def prune_copies(path: Path, before_s: int) -> None:
    """Delete the copies of `path` that migrations made before a time: people were erased since."""
    for copy in path.parent.glob(f"{path.name}.before-*"):
        if re.fullmatch(r"\d{4}", copy.suffix.removeprefix(".before-")) and (
            copy.stat().st_mtime < before_s
        ):
            copy.unlink(missing_ok=True)


def pending(db: sqlite3.Connection, migrations: Sequence[Migration]) -> Sequence[Migration]:
    """Return the migrations that `db` has not seen yet.

    Raises:
        Refused: the store is newer than this program, or an applied migration was edited.
    """
    known = db.execute("select 1 from sqlite_master where name = 'schema_migration'").fetchone()
    applied = (
        dict(db.execute("select number, sha256 from schema_migration").fetchall()) if known else {}
    )
    if any(number > len(migrations) for number in applied):
        raise Refused("The database is newer than this program; install the newer dgroup.")
    for migration in migrations:
        if applied.get(migration.number, migration.sha256) != migration.sha256:
            raise Refused(
                f"Migration {migration.number:04} was edited after it was applied; restore the"
                " file, and put the change into a new migration."
            )
    return [each for each in migrations if each.number not in applied]


def split_statements(sql: str) -> Iterator[str]:
    """Split a script into statements (`executescript` would commit an open transaction)."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if any(line and not line.startswith("--") for line in statement.splitlines()):
        yield statement


def _apply(db: sqlite3.Connection, migration: Migration, now_s: int) -> None:
    db.execute("begin immediate")
    try:
        for statement in split_statements(migration.sql):
            db.execute(statement)
        db.execute(
            "insert into schema_migration values (?, ?, ?, ?)",
            (migration.number, migration.name, migration.sha256, now_s),
        )
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def _copy_aside(db: sqlite3.Connection, path: Path, number: int) -> None:
    copy = path.with_name(f"{path.name}.before-{number:04}")
    copy.unlink(missing_ok=True)
    db.execute("vacuum into ?", (str(copy),))
    copy.chmod(0o600)
