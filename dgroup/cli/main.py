"""The program `dgroup`: its table of commands, its global options, and the door for errors.

A command's module is imported when the command is called, so that `--help` and short commands stay
quick. Every error leaves here, as one line on standard error.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from dgroup import __version__, logs
from dgroup.config import Config, load
from dgroup.errors import DgroupError

P = ParamSpec("P")
R = TypeVar("R")

# name: what it does. Each is the function of that name in the module dgroup.cli.<name>.
COMMANDS: dict[str, str] = {
    "init": "Make a site: settings, database, keys; print the DNS and Postfix lines.",
    "demo": "Show a scripted learning community over real SMTP, on a temporary site.",
    "serve": "Run the site: mail in, mail out, jobs.",
    "status": "Say how the site is doing.",
    "check": "Look for what is wrong, and print the line that mends it.",
    "inject": "Take in one mail from a file, as if it had come by SMTP.",
    "explain": "The same step by step, changing and sending nothing.",
    "group": "Make, show and change groups.",
    "member": "Add, show and change members.",
    "subgroup": "Show subgroups, put members of the group above into them, and take them out.",
    "thread": "Show discussions.",
    "post": "Show posts.",
    "digest": "Show what the next digest says.",
    "summary": "Show what the next summary says.",
    "held": "Show posts that wait for a facilitator, and decide on them.",
    "queue": "Show what waits to be delivered, and retry or drop it.",
    "shunted": "Show mails that our own faults stopped, and retry or drop them.",
    "job": "Show what is done regularly, and do it now.",
    "db": "Look after the database.",
    "config": "Show, check and explain the settings.",
}


@dataclass(slots=True)
class Options:
    """The global options, and what they lead to; a command gets it by `@click.pass_obj`."""

    path: Path | None = None
    verbosity: int = 0  # 1 with -v, -1 with -q
    _loaded: list[Config] = field(default_factory=list)

    def config(self) -> Config:
        """Return the site's configuration, read once; from then on logs are written.

        A command says what goes wrong; `serve` passes its own level to `start_logs` afterwards.
        Raises ConfigError.
        """
        if not self._loaded:
            self._loaded.append(load(self.path, os.environ))
            self.start_logs("warning")
        return self._loaded[0]

    def start_logs(self, level: str) -> None:
        """Write logs of `level` and above as the configuration says; -v and -q go before it."""
        settings = self.config().logging
        level = {1: "debug", -1: "error"}.get(self.verbosity, level)
        logs.configure(form=settings.format, level=level, addresses=settings.addresses)


class Program(click.Group):
    """The group of all commands: each loaded when it is called, errors in one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"dgroup.cli.{cmd_name}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib  # only when something is wrong: 9 ms

            near = difflib.get_close_matches(args[0], COMMANDS, 1, cutoff=0.0)[0]
            ctx.fail(f'no command "{args[0]}"; the nearest is "{near}"')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DgroupError as error:
            raise click.ClickException(str(error)) from error


@click.command(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "-c",
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help="The site's dgroup.toml; else $DGROUP_CONFIG, ./dgroup.toml, /etc/dgroup/dgroup.toml.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say all that happens, on standard error.")
@click.option("-q", "--quiet", is_flag=True, help="Say only what fails.")
@click.version_option(__version__, prog_name="dgroup", message="%(prog)s %(version)s")
@click.pass_context
def program(ctx: click.Context, path: Path | None, verbose: bool, quiet: bool) -> None:
    """A discussion-group server for learning communities, purely by email."""
    if verbose and quiet:
        ctx.fail("-v and -q say the opposite; choose one")
    options = ctx.ensure_object(Options)
    options.path, options.verbosity = path, verbose - quiet
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def asynchronous(function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
    """Let click call a coroutine function: the innermost decorator of such a command."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        import asyncio  # 40 ms that --help need not pay

        return asyncio.run(function(*args, **kwargs))

    return run


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and leave: 0 done, 1 failed, 2 wrong usage, or what the command asked for."""
    options = Options()
    try:
        code = program.main(arguments, "dgroup", standalone_mode=False, obj=options)
    except click.UsageError as error:
        _say_wrong_usage(error)
        sys.exit(2)
    except click.ClickException as error:
        _leave(error.format_message())
    except click.Abort:
        _leave("stopped")
    except OSError as error:  # a file that a command was given, or may not touch
        _leave(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        if options.verbosity > 0:
            raise
        name = type(error).__name__
        _leave(f"a fault of dgroup itself: {name}: {error}; run it with -v to see where")
    sys.exit(code if isinstance(code, int) else 0)


def _leave(message: str) -> NoReturn:
    click.echo(f"dgroup: {_one_line(message)}", err=True)
    sys.exit(1)


def _say_wrong_usage(error: click.UsageError) -> None:
    if error.ctx is not None and type(error).__name__ == "NoArgsIsHelpError":
        click.echo(error.ctx.get_help(), err=True, color=error.ctx.color)
        return
    path = error.ctx.command_path if error.ctx else "dgroup"
    message = _one_line(error.format_message()).rstrip(".")
    click.echo(f"{path}: {message}; see {path} --help", err=True)


def _one_line(message: str) -> str:
    lines = [line.strip() for line in message.splitlines()]
    text = " ".join(line for line in lines if line)
    return "".join(mark if mark.isprintable() else "?" for mark in text)
