"""Named SQL and the code that names it agree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import ROOT, literals, modules

QUERIES = sorted((ROOT / "dgroup/store/queries").glob("*.sql"))
HEADING = re.compile(r"^-- name: (.*)$", re.MULTILINE)
# Functions and methods whose first literal argument is the name of a query.
ASKERS = {"Statement", "named", "run_query", "statement"}


def names() -> list[str]:
    """Return the name of every query, in the order of the files."""
    return [name for file in QUERIES for name in HEADING.findall(file.read_text(encoding="utf-8"))]


def test_each_query_has_a_name_of_its_own_and_a_purpose() -> None:
    """A query is headed `-- name: noun-verb` and a comment that says what it is for."""
    assert names()
    assert len(names()) == len(set(names()))
    for file in QUERIES:
        for block in re.split(r"(?m)^(?=-- name: )", file.read_text(encoding="utf-8")):
            if not block.startswith("-- name: "):
                continue
            lines = block.splitlines()
            assert re.fullmatch(r"-- name: [a-z0-9]+(-[a-z0-9]+)*", lines[0]), lines[0]
            assert lines[1].startswith("-- "), f"{lines[0]} lacks a line of purpose"


def test_each_query_is_used() -> None:
    """A query that no code names is dead."""
    used = {text for module in modules() for text in literals(module)}
    assert set(names()) - used == set()


def test_each_query_that_is_asked_for_exists() -> None:
    """A name that no file has would fail only when it is first used."""
    asked = dict(_asked())
    assert {name: where for name, where in asked.items() if name not in names()} == {}


def _asked() -> Iterator[tuple[str, str]]:
    for module in modules():
        for node in ast.walk(module.tree):
            match node:
                case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]):
                    if ast.unparse(func).rpartition(".")[2] in ASKERS:
                        yield name, f"{module.path}:{node.lineno}"
