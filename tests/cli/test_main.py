"""The program starts quickly, and leaves with the promised codes and one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from dgroup import __version__
from dgroup.cli import main as door
from dgroup.errors import Refused

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NO_COLOR": "1"}


def dgroup(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m dgroup` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dgroup", *arguments],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_version_and_help_go_to_standard_output(tmp_path: Path) -> None:
    """--version and --help leave with 0; help lists every command of the table."""
    version = dgroup("--version", cwd=tmp_path)
    assert (version.returncode, version.stdout) == (0, f"dgroup {__version__}\n")
    shown = dgroup("-h", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert all(f"\n  {name} " in shown.stdout for name in door.COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    """--help pays for click and the settings, not for the floors below."""
    code = (
        "import sys\nfrom dgroup.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'asyncio', 'sqlite3', 'aiosqlite', 'aiosmtpd', 'jinja2', 'lxml', 'email'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "loaded |= {name for name in sys.modules if name.startswith(('dgroup.s', 'dgroup.m'))}\n"
        "print(sorted(loaded - {'dgroup.settings'}), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


WRONG_USAGE = [
    (["grup"], 'dgroup: no command "grup"; the nearest is "group"; see dgroup --help'),
    (["--nope"], "dgroup: No such option"),
    (["-v", "-q", "config"], "dgroup: -v and -q say the opposite"),
    (["config", "nope"], "dgroup config: No such command"),
    (["config", "show", "--nope"], "dgroup config show: No such option"),
    (["config", "describe", "a", "b"], "dgroup config describe: Got unexpected extra argument"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG_USAGE)
def test_wrong_usage_leaves_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong usage is one line on standard error that names the help to read."""
    with pytest.raises(SystemExit) as left:
        door.main(arguments)
    shown = capsys.readouterr()
    assert (left.value.code, shown.out) == (2, "")
    assert shown.err.startswith(message)
    assert shown.err.endswith(" --help\n")
    assert shown.err.count("\n") == 1


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Who says nothing is told what could be said."""
    with pytest.raises(SystemExit):
        door.main([])
    shown = capsys.readouterr()
    assert "Commands:" in shown.out + shown.err


def test_an_error_leaves_with_1_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be done says what to do, whatever the message holds."""
    with pytest.raises(SystemExit) as left:
        door.main(["-c", str(tmp_path / "none\n\x1b[31m.toml"), "config", "show"])
    shown = capsys.readouterr()
    assert (left.value.code, shown.out) == (1, "")
    assert shown.err.startswith("dgroup: ")
    assert "no such file" in shown.err
    assert shown.err.count("\n") == 1
    assert "\x1b" not in shown.err


FAULTS = [
    (Refused("two\nlines"), "dgroup: two lines\n"),
    (Refused(), "dgroup: What was asked for cannot be done.\n"),
    (click.ClickException("so"), "dgroup: so\n"),
    (click.Abort(), "dgroup: stopped\n"),
    (KeyboardInterrupt(), "dgroup: stopped\n"),
    (PermissionError(13, "Permission denied", "/x"), "dgroup: /x: Permission denied\n"),
    (ValueError("x"), "dgroup: a fault of dgroup itself: ValueError: x; run it with -v to see"),
]


def failing(fault: BaseException) -> click.Command:
    """Return a command that does nothing but fail."""

    @click.command()
    def fail() -> None:
        raise fault

    return fail


@pytest.mark.parametrize(("fault", "message"), FAULTS)
def test_every_fault_leaves_by_the_same_door(
    fault: BaseException,
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Refusals, interrupts, files and our own faults become one line and exit code 1."""
    monkeypatch.setattr(door.Program, "get_command", lambda *_: failing(fault))
    with pytest.raises(SystemExit) as left:
        door.main(["status"])
    shown = capsys.readouterr()
    assert left.value.code == 1
    assert shown.err.lstrip("\n").startswith(message)


def test_with_v_our_own_fault_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """-v lets a fault of dgroup itself out with its traceback."""
    monkeypatch.setattr(door.Program, "get_command", lambda *_: failing(ValueError("x")))
    with pytest.raises(ValueError, match="x"):
        door.main(["-v", "status"])


def test_coroutines_can_be_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """A command may be a coroutine function, and choose the exit code."""

    @click.command()
    @click.pass_context
    @door.asynchronous
    async def look(ctx: click.Context) -> None:
        click.echo("looked")
        ctx.exit(3)

    assert look.main([], "look", standalone_mode=False) == 3
    assert capsys.readouterr().out == "looked\n"
