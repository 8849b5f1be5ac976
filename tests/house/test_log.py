"""Whatever is noted of a group has its sentence in the log that facilitators read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dgroup.commands.log import action_of
from dgroup.mail.render import Letters
from tests.house.tree import ROOT, modules

LANGUAGES = ("en", "nl", "fr", "es")
MAKERS = {"Note": 1, "noted": 0, "noted_by": 2}  # which argument is the action, counted from 0
GROUP_AT = {"Note": 3, "noted": 2, "noted_by": 1}


@dataclass(frozen=True)
class Noted:
    """An action that code writes into the audit of a group; `is_whole`: not only its beginning."""

    action: str
    is_whole: bool
    place: str


def noted() -> Iterator[Noted]:
    """Yield what is noted of groups, as far as the code says it by literals."""
    for module in modules():
        for function, call in _calls(module.tree):
            name = ast.unparse(call.func).rpartition(".")[2]
            if name not in MAKERS or not _is_of_group(call, GROUP_AT[name]):
                continue
            if len(call.args) <= MAKERS[name]:
                continue
            place = f"{module.path}:{call.lineno}"
            action = call.args[MAKERS[name]]
            for text, is_whole in _said(action, function, module.tree):
                yield Noted(text, is_whole, place)


def _calls(tree: ast.AST) -> Iterator[tuple[ast.AST | None, ast.Call]]:
    """Each call, with the function that it stands in."""
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    inside: dict[int, ast.AST] = {}
    for function in functions:  # outer ones come first, so that the innermost stays
        for node in ast.walk(function):
            inside[id(node)] = function
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield inside.get(id(node)), node


def _is_of_group(call: ast.Call, at: int) -> bool:
    given = call.args[at] if len(call.args) > at else None
    given = next((each.value for each in call.keywords if each.arg == "group_id"), given)
    return given is not None and ast.unparse(given) != "None"


def _said(action: ast.AST, function: ast.AST | None, tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """The texts that an expression may be: literals, and what a name may stand for."""
    match action:
        case ast.Constant(value=str(text)):
            yield text, True
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text, False
        case ast.IfExp(body=one, orelse=other):
            yield from _said(one, function, tree)
            yield from _said(other, function, tree)
        case ast.Name(id=name) if function is not None:
            for node in ast.walk(function):
                match node:
                    case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                        yield from _said(value, None, tree)
            yield from _handed_in(name, function, tree)
        case _:
            return


def _handed_in(name: str, function: ast.AST, tree: ast.AST) -> Iterator[tuple[str, bool]]:
    """What the callers of a function, in its own module, give for one of its parameters."""
    assert isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
    names = [each.arg for each in function.args.args]
    if name not in names:
        return
    for within, call in _calls(tree):
        if ast.unparse(call.func) != function.name or within is function:
            continue
        at = names.index(name)
        given = call.args[at] if len(call.args) > at else None
        given = next((each.value for each in call.keywords if each.arg == name), given)
        if given is not None:
            yield from _said(given, within, tree)


@pytest.fixture(scope="module")
def letters() -> Letters:
    """The letters as they are shipped."""
    return Letters([ROOT / "templates"])


def sentence(letters: Letters, action: str, language: str) -> str:
    """The line of the log for an action."""
    entry = {
        "at_s": 1_795_262_400,
        "action": action,
        "by": "Ann",
        "is_operator": False,
        "whom": "Bob",
        "what": "",
        "role": "member",
    }
    data = {"title": "t", "timezone": "UTC", "days": 14, "is_cut": False, "entries": [entry]}
    plain = letters.render("log/log", language, data).plain
    return next(line.strip() for line in plain.split("\n") if line.startswith("  12:00"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_its_sentence(letters: Letters, language: str) -> None:
    """No facilitator ever reads the name of an action instead of what was done."""
    known = (ROOT / f"templates/{language}/log/log.txt.j2").read_text(encoding="utf-8")
    missing = []
    for each in noted():
        action = action_of(each.action) if each.is_whole else each.action
        if each.is_whole and sentence(letters, action, language) == sentence(
            letters, "no such action", language
        ).replace("no such action", action):
            missing.append(each)
        if not each.is_whole and action_of(action) == action and f'\n"{action}' not in known:
            missing.append(each)
    assert missing == []


def test_actions_are_found() -> None:
    """The test above sees literals, what is put together, and what functions are given."""
    found = {each.action for each in noted()}
    assert {"trusted", "held ", "admitted", "joined", "declined", "dropped"} <= found
    assert len(found) > 15
