"""From nothing, or from an older schema, to this program's: once, in order, with a copy before."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dgroup import places
from dgroup.errors import Refused, StoreError
from dgroup.store.migrate import (
    Migration,
    check_schema,
    migrate,
    prune_copies,
    read_migrations,
    split_statements,
)

FIRST = Migration(1, "initial", "create table a (x integer) strict;\ninsert into a values (1);\n")
SECOND = Migration(
    2, "more", "create table b (y integer) strict;\ninsert into b select x from a;\n"
)


def tables(path: Path) -> set[str]:
    """The tables of a file."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("select name from sqlite_master where type = 'table'").fetchall()
    return {name for (name,) in rows}


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Ask a file."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def test_a_new_file_gets_the_whole_schema(tmp_path: Path) -> None:
    """The migrations that are shipped apply, fit together, and pass the checks of SQLite."""
    path = tmp_path / "new" / "dgroup.db"
    shipped = read_migrations(places.migrations_folder())
    assert migrate(path, shipped, 7) == shipped
    assert {"post", "thread", "member", "delivery", "job", "audit"} <= tables(path)
    assert ask(path, "pragma integrity_check") == [("ok",)]
    assert ask(path, "pragma foreign_key_check") == []
    assert ask(path, "pragma journal_mode") == [("wal",)]
    assert ask(path, "select number, applied_s from schema_migration") == [
        (each.number, 7) for each in shipped
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["dgroup.db"]  # nothing to copy
    check_schema(path, shipped)


def test_every_table_is_strict(tmp_path: Path) -> None:
    """Columns hold what they are declared for; FTS5's own tables aside."""
    migrate(tmp_path / "x.db", read_migrations(places.migrations_folder()), 1)
    rows = ask(tmp_path / "x.db", "select name, strict from pragma_table_list where type = 'table'")
    loose = {str(name) for name, strict in rows if not strict}
    assert {name for name in loose if not name.startswith(("sqlite_", "post_search"))} == set()


def test_again_changes_nothing(tmp_path: Path) -> None:
    """What was applied is not applied again."""
    path = tmp_path / "dgroup.db"
    migrate(path, [FIRST], 1)
    assert migrate(path, [FIRST], 2) == []
    assert ask(path, "select x from a") == [(1,)]


def test_what_is_missing_is_applied_and_a_copy_made_before(tmp_path: Path) -> None:
    """An upgrade keeps the data, and the old file stands beside it."""
    path = tmp_path / "dgroup.db"
    migrate(path, [FIRST], 1)
    with pytest.raises(Refused, match="older than this program"):
        check_schema(path, [FIRST, SECOND])
    assert migrate(path, [FIRST, SECOND], 2) == [SECOND]
    assert ask(path, "select y from b") == [(1,)]
    copy = tmp_path / "dgroup.db.before-0002"
    assert tables(copy) == {"a", "schema_migration"}
    assert copy.stat().st_mode & 0o777 == 0o600


def test_copies_are_kept_for_a_while(tmp_path: Path) -> None:
    """Older ones go, newer ones stay, and so does whatever else lies beside the database."""
    path = tmp_path / "dgroup.db"
    for name, at in (
        ("dgroup.db", 1),
        ("dgroup.db.before-0002", 9),
        ("dgroup.db.before-0003", 10),
        ("dgroup.db.before-lunch", 1),
        ("other.db.before-0002", 1),
    ):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (at, at))
    prune_copies(path, 10)
    assert {each.name for each in tmp_path.iterdir()} == {
        "dgroup.db",
        "dgroup.db.before-0003",
        "dgroup.db.before-lunch",
        "other.db.before-0002",
    }


def test_an_edited_migration_is_refused(tmp_path: Path) -> None:
    """A file that was changed after it was applied cannot be what the database has."""
    path = tmp_path / "dgroup.db"
    migrate(path, [FIRST], 1)
    edited = FIRST._replace(sql=FIRST.sql + "-- harmless\n")
    for act in (lambda: migrate(path, [edited], 2), lambda: check_schema(path, [edited])):
        with pytest.raises(Refused, match="0001 was edited"):
            act()


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    """An older program keeps its hands off what it does not know (R26)."""
    path = tmp_path / "dgroup.db"
    migrate(path, [FIRST, SECOND], 1)
    for act in (lambda: migrate(path, [FIRST], 2), lambda: check_schema(path, [FIRST])):
        with pytest.raises(Refused, match="newer than this program"):
            act()


def test_a_migration_holds_whole_or_not_at_all(tmp_path: Path) -> None:
    """An error in the middle leaves the schema as it was; mended, it applies."""
    path = tmp_path / "dgroup.db"
    migrate(path, [FIRST], 1)
    broken = SECOND._replace(sql=SECOND.sql + "insert into nowhere values (1);\n")
    with pytest.raises(StoreError):
        migrate(path, [FIRST, broken], 2)
    assert tables(path) == {"a", "schema_migration"}
    assert migrate(path, [FIRST, SECOND], 3) == [SECOND]


def test_no_database_says_how_to_make_one(tmp_path: Path) -> None:
    """A missing file is not made by looking at it."""
    with pytest.raises(Refused, match="dgroup db migrate"):
        check_schema(tmp_path / "dgroup.db", [FIRST])
    assert list(tmp_path.iterdir()) == []


def test_numbers_without_a_gap(tmp_path: Path) -> None:
    """A set of migrations of which one is missing is no set."""
    (tmp_path / "0001_initial.sql").write_text(FIRST.sql)
    (tmp_path / "README.md").write_text("not SQL")
    assert [each.name for each in read_migrations(tmp_path)] == ["initial"]
    (tmp_path / "0003_later.sql").write_text("select 1;")
    with pytest.raises(Refused, match="reinstall"):
        read_migrations(tmp_path)


def test_no_migrations_at_all_are_refused(tmp_path: Path) -> None:
    """An empty folder would make an empty database."""
    with pytest.raises(Refused):
        read_migrations(tmp_path)


@pytest.mark.parametrize(
    ("script", "count"),
    [
        ("", 0),
        ("-- only a comment\n", 0),
        ("select 1;", 1),
        ("select 1;\nselect 2;\n", 2),
        ("select 1; -- two;\nselect ';';\n", 2),
        ("select 1\n", 1),
        ("-- a;\n-- b\nselect 1;\n\n-- the end\n", 1),
        ("/* one;\n two; */\nselect 1;\n", 1),
        (
            "create trigger t after insert on a begin\n    delete from a;\n    delete from b;\nend;\n"
            "select 1;\n",
            2,
        ),
    ],
)
def test_a_script_is_split_into_statements(script: str, count: int) -> None:
    """Triggers, comments and quoted semicolons do not end a statement."""
    statements = list(split_statements(script))
    assert len(statements) == count
    assert "".join(statements).strip() in script
