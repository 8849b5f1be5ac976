"""Letters exist in every language, say the same, are all used, and render."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import meta

from dgroup.mail import render
from dgroup.mail.render import Letters
from tests.house.tree import ROOT, literals, modules

TEMPLATES = ROOT / "templates"
LETTERS = Letters([TEMPLATES])  # compiled once
LANGUAGES = sorted(folder.name for folder in TEMPLATES.iterdir() if folder.is_dir())
SUFFIX = ".txt.j2"


class Stand(str):
    """Stands for any value in a letter: text, number, list or thing with parts."""

    __hash__ = str.__hash__

    def __getattr__(self, name: str) -> Stand:
        if name.startswith("__"):
            raise AttributeError(name)
        return Stand(name)

    def __iter__(self) -> Iterator[str]:
        return iter([Stand("first"), Stand("second")])

    def __getitem__(self, key: object) -> Stand:  # type: ignore[override]  # a list or a table
        return Stand("item")

    def __gt__(self, other: object) -> bool:
        return True

    __ge__ = __gt__

    def __lt__(self, other: object) -> bool:
        return False

    __le__ = __lt__

    def __sub__(self, other: object) -> int:
        return 2

    def __rshift__(self, other: object) -> int:
        return 2

    def __index__(self) -> int:
        return 2


def names(language: str) -> set[str]:
    """Return the letters of a language, as "family/name"."""
    folder = TEMPLATES / language
    return {
        str(file.relative_to(folder)).removesuffix(SUFFIX) for file in folder.rglob(f"*{SUFFIX}")
    }


def variables(language: str, name: str) -> set[str]:
    """Return what a letter wants to be told."""
    text = (TEMPLATES / language / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    return meta.find_undeclared_variables(render._make_environment().parse(text))


ALL = [(language, name) for language in LANGUAGES for name in sorted(names(language))]


def test_every_language_has_the_same_letters() -> None:
    """English is the reference; no language lacks a letter or has one of its own."""
    assert "en" in LANGUAGES
    assert names("en")
    for language in LANGUAGES:
        assert names(language) == names("en"), language


def test_nothing_else_lies_among_the_letters() -> None:
    """A file that is no letter would never be found."""
    for file in TEMPLATES.rglob("*"):
        assert file.is_dir() or re.fullmatch(
            r"[a-z]{2,3}/[a-z_-]+/[a-z0-9_-]+\.(txt|html)\.j2", str(file.relative_to(TEMPLATES))
        ), file


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_language_says_the_same(language: str, name: str) -> None:
    """A translation uses exactly the variables of the English letter."""
    assert variables(language, name) == variables("en", name)


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_letter_renders(language: str, name: str) -> None:
    """With what it names, and nothing else, a letter becomes a subject and a body."""
    data = {variable: Stand(variable) for variable in variables(language, name)}
    text = LETTERS.render(name, language, data)
    assert text.subject
    assert text.plain.strip()
    for line in text.plain.splitlines():
        assert len(line) <= 78 or " " not in line.strip(), f"{len(line)} wide: {line}"


def test_code_names_only_letters_that_exist() -> None:
    """A letter that is named where one is sent, or looks like one, has an English file."""
    families = {name.partition("/")[0] for name in names("en")}
    asked = dict(_asked())
    for module in modules():
        for text in literals(module):
            if re.fullmatch(r"[a-z_-]+/[a-z0-9_-]+", text) and text.partition("/")[0] in families:
                asked[text] = module.path
    assert {name: where for name, where in asked.items() if name not in names("en")} == {}


def test_every_letter_is_used() -> None:
    """A letter that no code names is never sent."""
    used = {text for module in modules() for text in literals(module)}
    assert names("en") - used == set()


def _asked() -> Iterator[tuple[str, str]]:
    """Yield (letter, place) for each literal in `Notify("…")`, `template="…"`, `.render("…")`."""
    for module in modules():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            place = f"{module.path}:{node.lineno}"
            called = ast.unparse(node.func).rpartition(".")[2]
            given = [*node.args[:1]] if called in {"Notify", "render", "say", "Part"} else []
            given += [one.value for one in node.keywords if one.arg in {"template", "notice"}]
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                    yield value.value, place


def test_the_stand_is_whatever_a_letter_needs() -> None:
    """The value that stands for all others has parts, a length, and no surprises."""
    assert [str(one) for one in Stand("x")] == ["first", "second"]
    assert (Stand("x").title_of.part, Stand("x") > 1, Stand("3") < 1) == ("part", True, False)
    assert Path(Stand("a")).name == "a"
