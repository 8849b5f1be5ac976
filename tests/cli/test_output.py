"""Tables fit the terminal, and nothing from a mail reaches it as a command."""

from __future__ import annotations

import json

import pytest

from dgroup.cli import output

ROWS = [
    {"id": 1, "subject": "Hello", "sent_at": "2026-01-01T00:00:00Z", "extra": [1, 2]},
    {"id": 12, "subject": "日本語", "sent_at": None},
    {"id": 3, "subject": "a\x1b[2J\nb\u202e", "sent_at": ""},
]


def test_columns_line_up() -> None:
    """Numbers stand to the right, wide letters take two columns, times lose their _at."""
    lines = output.table(ROWS, ["id", "subject", "sent_at"], None)
    assert lines[0] == "\x1b[1mid  subject  sent\x1b[0m"
    assert lines[1] == " 1  Hello    2026-01-01T00:00:00Z"
    assert lines[2] == "12  日本語"


def test_controls_never_reach_the_terminal() -> None:
    """Escapes, line ends and bidi marks in a subject are spaces."""
    assert output.table(ROWS, ["subject"], None)[3] == "a [2J b"


@pytest.mark.parametrize("width", [20, 24, 40, 1000])
@pytest.mark.parametrize("subject", ["x" * 200, "日" * 200, "é" * 3])
def test_the_widest_column_gives_way(width: int, subject: str) -> None:
    """A line is never wider than the terminal, and says where it was cut."""
    rows = [{"id": 1, "subject": subject, "role": "member"}]
    line = output.table(rows, ["id", "subject", "role"], width)[1]
    assert output.columns_of(line) <= width
    assert line.endswith("member")
    assert ("…" in line) == (subject not in line)


CELLS = [
    (None, ""),
    (True, "yes"),
    (False, "no"),
    (0, "0"),
    ([1, "a"], "1, a"),
    ({"waiting": 2}, "waiting=2"),
]


@pytest.mark.parametrize(("value", "shown"), CELLS)
def test_values_read_as_a_person_would_write_them(value: object, shown: str) -> None:
    """Nothing is empty, claims are yes or no, lists are parted by commas."""
    assert output.cell(value) == shown


def test_times_are_utc() -> None:
    """Times are ISO 8601 with Z; no time is null."""
    assert output.iso(0) == "1970-01-01T00:00:00Z"
    assert output.iso(1767225600) == "2026-01-01T00:00:00Z"
    assert output.iso(None) is None


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    """A list is one JSON array with all fields, also when it is empty or odd."""
    output.show_rows(ROWS, ["id"], as_json=True)
    assert json.loads(capsys.readouterr().out) == ROWS
    output.show_rows([], ["id"], as_json=True)
    assert json.loads(capsys.readouterr().out) == []
    output.show_one({"subject": "\udcff"}, as_json=True)
    assert json.loads(capsys.readouterr().out) == {"subject": "\udcff"}


def test_people_get_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """One thing is a line per field; an empty list says so; elsewhere than on a terminal all is shown."""
    output.show_one({"id": 1, "subject": "x", "parent": None}, as_json=False)
    assert capsys.readouterr().out == "id       1\nsubject  x\nparent\n"
    output.show_rows([], ["id"], as_json=False)
    assert capsys.readouterr().out == "nothing\n"
    output.show_rows([{"subject": "x" * 300}], ["subject"], as_json=False)
    assert "x" * 300 in capsys.readouterr().out
