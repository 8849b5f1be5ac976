"""The one door to the store: transactions that write, snapshots that read, named SQL in between.

SQL lives in `queries/*.sql`, as blocks headed `-- name: noun-verb` with a line of purpose each; a
name that no file has is an error when it is first used and in a house test. Only `int, str, bytes,
float, None` cross this door. `sqlite.py` is one way to keep it; PostgreSQL may be another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol, TypeVar

# What comes back: columns by name. Values are int, str, bytes, float or None.
Row = Any
T = TypeVar("T")
Value = int | str | bytes | float | None

_HEADING = re.compile(r"^-- name: ([a-z0-9-]+)$", re.MULTILINE)


class Statement(NamedTuple):
    """One named query and its values."""

    name: str
    values: Mapping[str, Value]


def named(query: str, /, **values: Value) -> Statement:
    """Return the named query with its values."""
    return Statement(query, values)


def value_of(kind: type[T], row: Row, **others: object) -> T:
    """Make a row a value of the dataclass `kind`: columns are its fields, but for `others`."""
    names: Iterable[str] = kind.__dataclass_fields__  # type: ignore[attr-defined]  # no type says it
    return kind(**{name: row[name] for name in names if name not in others}, **others)


class Readable(Protocol):
    """Whatever can be asked: a transaction, or the database for a snapshot of its own."""

    async def read(self, *questions: Statement) -> list[list[Row]]:
        """Ask all questions in one hop, of one moment; one list of rows for each.

        Raises:
            StoreError: the disk, the lock or the file failed us.
        """
        ...


class Transaction(Readable, Protocol):
    """A piece of writing that holds or fails as a whole."""

    def new_id(self) -> int:
        """Return an id that nothing on this site has."""
        ...

    async def run(self, statements: Iterable[Statement]) -> None:
        """Run statements in one hop and one savepoint: all of them hold, or none.

        Raises:
            StoreError: the disk, the lock or the file failed us.
        """
        ...

    async def mark(self) -> None:
        """Note how things stand, once, so that `back` can return there.

        Raises:
            StoreError: the disk, the lock or the file failed us.
        """
        ...

    async def back(self) -> None:
        """Undo all that was run since the mark, and forget the mark.

        Raises:
            StoreError: the disk, the lock or the file failed us.
        """
        ...

    async def write(self, statement: Statement) -> list[Row]:
        """Run one statement that writes and returns rows.

        Raises:
            StoreError: the disk, the lock or the file failed us.
        """
        ...


class Database(Readable, Protocol):
    """The store of a site."""

    def transaction(
        self, *, keep: bool = True, durable: bool = True
    ) -> AbstractAsyncContextManager[Transaction]:
        """Open a writing transaction; commit on leaving, roll back on an error or a cancellation.

        `keep=False` rolls back in any case (a rehearsal). `durable=False` spares the fsync: for
        progress notes, whose loss only means that work is done again.

        Raises:
            StoreError: also when the writer or the lock is not free within the deadline.
        """
        ...

    async def write(self, *statements: Statement, durable: bool = True) -> list[list[Row]]:
        """Run statements in a transaction of their own, in one hop; return the rows of each.

        Raises:
            StoreError: also when the writer or the lock is not free within the deadline.
        """
        ...

    async def version(self) -> int:
        """Return a number that changes when another process has written."""
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...


@cache
def queries() -> Mapping[str, str]:
    """Return all named SQL: name -> text."""
    found: dict[str, str] = {}
    for file in sorted(files("dgroup.store").joinpath("queries").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            for name, text in split_queries(file.read_text("utf-8")):
                if name in found:
                    raise ValueError(f"two queries are called {name}")
                found[name] = text
    return found


def split_queries(text: str) -> Sequence[tuple[str, str]]:
    """Split a file of queries into (name, SQL) pairs; comment lines are left out."""
    pieces = _HEADING.split(text)[1:]
    return [
        (
            name,
            "\n".join(
                line for line in sql.splitlines() if line and not line.startswith("--")
            ).rstrip("; "),
        )
        for name, sql in zip(pieces[::2], pieces[1::2], strict=True)
    ]
