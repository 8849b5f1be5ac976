"""Named SQL: how files of queries are read."""

from __future__ import annotations

import pytest

from dgroup.store.database import Statement, named, queries, split_queries

FILE = """-- A file may say something first; that is no query.

-- name: find-cat
-- By its name.
select * from cat
-- in the middle
where name = :name;

-- name: count-cats
-- All of them.
select count(*) from cat;
"""


def test_a_file_is_split_at_its_headings() -> None:
    """Each heading begins a query; comments, empty lines and the semicolon are left out."""
    assert split_queries(FILE) == [
        ("find-cat", "select * from cat\nwhere name = :name"),
        ("count-cats", "select count(*) from cat"),
    ]


@pytest.mark.parametrize("text", ["", "select 1;", "-- name: Bad Name\nselect 1;"])
def test_what_has_no_heading_is_no_query(text: str) -> None:
    """A text without a heading that can be read gives nothing."""
    assert split_queries(text) == []


def test_a_statement_is_a_name_with_its_values() -> None:
    """`named` takes values by keyword; one of them may be called `name`."""
    assert named("find-cat", name="Tom") == Statement("find-cat", {"name": "Tom"})


def test_all_files_are_read_once() -> None:
    """Every query of the package is there, and none is empty."""
    assert queries() is queries()
    assert {"add-post", "claim-deliveries", "find-sender"} <= queries().keys()
    assert all(text.strip() and not text.endswith(";") for text in queries().values())
