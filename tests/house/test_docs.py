"""The generated reference, the list of standards, and the help of every command are whole."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner

from dgroup.cli.by_mail import examples
from dgroup.cli.main import COMMANDS, program
from dgroup.cli.reference import commands, reference
from dgroup.commands.registry import COMMANDS as BY_MAIL
from dgroup.config import KEYS
from dgroup.domain.words.tasks import TASK_VERBS
from dgroup.reading.request import read_request
from dgroup.reading.setting_reading import find_key
from dgroup.reading.tasks import read_tasks
from dgroup.server import jobs, scheduler
from tests.house.tree import ROOT, files, modules

RFC = re.compile(r"\bRFC (\d{3,5})\b")
TO_WRITE = ("| write |", "| say |", "| line |")
ROW = re.compile(r"^\| \[?RFC (\d+)\]?[^|]*\| ([^|]+) \| (Yes|Partial|No) \| ([^|]+) \|$")


def test_the_reference_is_what_the_program_says() -> None:
    """docs/reference.md equals what `make docs` would write now."""
    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    assert written == reference(), "run `make docs`"


def test_everything_is_in_the_reference() -> None:
    """Each command, setting, job and letter has its place in docs/reference.md."""
    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"### dgroup {name}\n" in written
    for key in KEYS:
        table = written.partition(f"\n### [{key.section}]\n")[2].partition("\n### ")[0]
        assert f"\n| `{key.name.partition('.')[2]}` |" in table
    assert jobs.__all__
    for name in scheduler.JOBS:
        assert f"\n| `{name}` |" in written
    for file in sorted((ROOT / "templates/en").glob("*/*.j2")):
        assert f"\n| `{file.parent.name}/{file.name.partition('.')[0]}` |" in written


@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
def test_every_command_by_mail_has_an_example_that_works(language: str) -> None:
    """Help shows one for each command of the registry, and it is read as that command."""
    shown = examples(language)
    assert shown.keys() == BY_MAIL.keys()
    for verb, example in shown.items():
        orders = read_tasks("", example, {"psc"}, is_in_charge=True) if verb in TASK_VERBS else ()
        orders = orders or read_request("", example, {"psc"}).orders
        assert [each.verb for each in orders] == [verb], example


@pytest.mark.parametrize("page", ["members", "facilitators"])
def test_what_the_pages_say_to_write_is_understood(page: str) -> None:
    """What stands first in a row of a table of things to write is a command."""
    lines = (ROOT / f"docs/{page}.md").read_text(encoding="utf-8").splitlines()
    said: list[str] = []
    is_table = False
    for line in lines:
        is_table = line.startswith("|") and (is_table or line.startswith(TO_WRITE))
        if is_table:
            said += re.findall(r"`([^`]+)`", line.split("|")[1])
    assert len(said) > 10
    for each in said:
        below = "" if "…" in each else "\n\nWould you like to come?"
        tasks = read_tasks("", each.replace("…", "x") + below, {"psc"}, is_in_charge=True)
        assert tasks or read_request("", each, {"psc"}).orders or is_setting(each), each


def is_setting(line: str) -> bool:
    """Whether a line with dots for the value names a setting that facilitators have."""
    return line.startswith("set ") and find_key(line.removeprefix("set ").rstrip("… ")) is not None


def test_every_command_of_the_table_can_be_loaded() -> None:
    """The table of commands and the files of dgroup/cli agree."""
    context = click.Context(program)
    for name in COMMANDS:
        assert program.get_command(context, name) is not None
    apart = {"main", "output", "reference"}
    files_of_commands = {
        module.name.rpartition(".")[2]
        for module in modules()
        if module.path.startswith("dgroup/cli/") and _declares_a_command(module.text)
    }
    assert files_of_commands - apart <= COMMANDS.keys()


def test_help_of_every_command_works() -> None:
    """--help leaves with 0, needs no site and says something."""
    for name, _ in commands():
        result = CliRunner().invoke(program, [*name.split()[1:], "--help"])
        assert result.exit_code == 0, f"{name}: {result.output}"
        assert result.stdout.startswith(f"Usage: {program.name}"), name


def test_every_option_is_explained() -> None:
    """A command has a sentence, and each of its options as well."""
    for name, context in commands():
        assert context.command.help, f"{name} has no docstring"
        for option in context.command.get_params(context):
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.opts[0]} has no help"


def test_every_standard_is_listed() -> None:
    """Each RFC that code, SQL or letters name has a row in docs/rfc.md, and Yes is never empty."""
    listed = {}
    for line in (ROOT / "docs/rfc.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and "RFC" in line.partition("|")[2].partition("|")[0]:
            row = ROW.match(line)
            if row is None:
                assert line.startswith("| RFC |"), f"docs/rfc.md: {line}"
                continue
            listed[row[1]] = (row[3], row[4])
    named = {}
    for file in files():
        if file.parts[0] in {"dgroup", "migrations", "templates"}:
            for number in RFC.findall((ROOT / file).read_text(encoding="utf-8")):
                named.setdefault(number, str(file))
    assert {number: where for number, where in named.items() if number not in listed} == {}
    kept = {number for number, (status, _) in listed.items() if status != "No"}
    assert kept - named.keys() == set(), "kept, and yet no line names it"
    for number, (_, where) in listed.items():
        for path in re.findall(r"`([^`]+)`", where):
            assert (ROOT / "dgroup" / path).exists(), f"RFC {number}: {path}"


def _declares_a_command(text: str) -> bool:
    return re.search(r"^@click\.(command|group)\(", text, re.MULTILINE) is not None
