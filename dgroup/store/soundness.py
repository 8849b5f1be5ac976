"""Whether a database is whole: its schema, its pages, its references. Looks, and changes nothing.

For `dgroup db` and `dgroup check`, which must be able to speak of a file that cannot be opened as a
site. The file is opened for reading only, so that looking makes nothing where there is nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dgroup.errors import Refused, StoreError
from dgroup.store.migrate import Migration, pending

_MOST_FLAWS = 20


@dataclass(frozen=True, slots=True)
class Schema:
    """How far a database has been brought, and what this program would still do to it.

    `applied`: (number, name, epoch seconds). `newest_s`: when the last mail came, None for never.
    """

    applied: tuple[tuple[int, str, int], ...]
    missing: tuple[Migration, ...]
    journal_mode: str
    newest_s: int | None


def look_at(path: Path, migrations: Sequence[Migration]) -> Schema:
    """Return the state of the database `path`.

    Raises:
        Refused: there is none, it is newer than this program, or a migration was edited.
        StoreError: it cannot be read.
    """
    with _open(path) as db:
        missing = tuple(pending(db, migrations))
        is_made = len(missing) < len(migrations)
        applied = (
            db.execute(
                "select number, name, applied_s from schema_migration order by number"
            ).fetchall()
            if is_made
            else []
        )
        newest_s = db.execute("select max(received_s) from letter").fetchone()[0] if is_made else 0
        return Schema(
            applied=tuple(applied),
            missing=missing,
            journal_mode=db.execute("pragma journal_mode").fetchone()[0],
            newest_s=newest_s,
        )


def flaws(path: Path, *, is_quick: bool) -> list[str]:
    """Return what is broken in the file, at most twenty lines; [] where nothing is.

    `is_quick` leaves out what takes time: indexes are not compared with their tables.

    Raises:
        Refused: there is no such file.
        StoreError: it cannot be read at all.
    """
    with _open(path) as db:
        pragma = "quick_check" if is_quick else "integrity_check"
        found = [row[0] for row in db.execute(f"pragma {pragma}({_MOST_FLAWS})")]
        if found == ["ok"]:
            found = []
        dangling = db.execute("pragma foreign_key_check").fetchmany(_MOST_FLAWS)
        found += [f"row {row[1]} of {row[0]} refers to nothing in {row[2]}" for row in dangling]
        return found[:_MOST_FLAWS]


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.exists():
        raise Refused(f"There is no database at {path}; make it with `dgroup db migrate`.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            yield db
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read: {error}.") from error
