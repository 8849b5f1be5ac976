"""What a file looks like: one thought long, explained at its head, without traces of a machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, Module, files, modules

LONGEST = 400
VAGUE = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
PRODUCT, TESTS = modules("dgroup"), modules("tests")
BOTH = [*PRODUCT, *TESTS]


@pytest.mark.parametrize("module", BOTH, ids=lambda module: module.path)
def test_a_file_is_one_thought(module: Module) -> None:
    """No file passes 400 lines, and none is named after nothing."""
    assert module.lines <= LONGEST, f"{module.path} has {module.lines} lines: split it by noun"
    assert not VAGUE & set(module.name.split(".")), f"{module.path}: name it after what it holds"


@pytest.mark.parametrize("module", BOTH, ids=lambda module: module.path)
def test_a_file_says_what_lives_in_it(module: Module) -> None:
    """A module begins with a docstring, in dgroup/ of two to six lines."""
    document = ast.get_docstring(module.tree) or ""
    lines = [line for line in document.splitlines() if line.strip()]
    assert lines, f"{module.path} has no docstring"
    if module in PRODUCT and not module.path.endswith(("__init__.py", "__main__.py")):
        assert 1 <= len(lines) <= 6, f"{module.path}: {len(lines)} lines of docstring"


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.path)
def test_a_test_says_what_is_true(module: Module) -> None:
    """Every test has a docstring that is a sentence."""
    for test in _tests(module.tree):
        document = ast.get_docstring(test) or ""
        assert document.endswith("."), f"{module.path}: {test.name} says nothing that is true"


@pytest.mark.parametrize("module", TESTS, ids=lambda module: module.path)
def test_tests_neither_patch_nor_sleep(module: Module) -> None:
    """Fakes are small real objects, and waiting is for events; only the soak tests pace themselves."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert "mock.patch" not in called, f"{module.path}:{node.lineno} patches"
        gives_way = [ast.unparse(one) for one in node.args] == ["0"]
        if called.rpartition(".")[2] == "sleep" and not gives_way:
            assert module.path.startswith("tests/soak/"), f"{module.path}:{node.lineno} sleeps"


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    """Nothing names a folder of whoever wrote it."""
    machine = re.compile(r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|ho" r"me|tm" r"p)/[\w.]")
    found = [f"{file}:{number}" for file, number, line in _lines() if machine.search(line)]
    assert found == []


def test_text_is_utf8_and_ends_in_a_line_end() -> None:
    """Every text file is UTF-8 with Unix line ends; letters for tests may be anything."""
    for file in files():
        if file.suffix in {".py", ".md", ".sql", ".toml", ".j2"} and "letters" not in file.parts:
            content = (ROOT / file).read_bytes()
            assert content.decode("utf-8").endswith("\n") or not content, (
                f"{file}: no final line end"
            )
            assert b"\r" not in content, f"{file}: CR"


def _tests(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and node.name.startswith("test_"):
            yield node


def _lines() -> Iterator[tuple[str, int, str]]:
    for file in files():
        try:
            text = (ROOT / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a letter for the tests
            continue
        for number, line in enumerate(text.splitlines(), 1):
            yield file.as_posix(), number, line
