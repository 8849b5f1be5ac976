"""docs/reference.md, written from the program itself: commands, mail, settings, jobs, letters.

`python -m dgroup.cli.reference FILE` writes it (`make docs`); a house test compares. Nothing is
explained here: every sentence stands where the thing itself is defined.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from dgroup import places
from dgroup.cli.by_mail import by_mail
from dgroup.cli.main import program
from dgroup.config import KEYS
from dgroup.settings import SECTIONS, Key

WIDTH = 88


def reference() -> str:
    """Return the whole page as Markdown."""
    return "\n".join(
        [
            "# Reference",
            "",
            "Written by `make docs` from the program itself; change it there.",
            *_commands(),
            *by_mail(),
            *_settings(),
            *_jobs(),
            *_letters(),
            "",
        ]
    )


def commands() -> Iterator[tuple[str, click.Context]]:
    """Yield each command's full name ("dgroup group create") and a context for it, in order."""
    yield from _walk(program, _context(program, "dgroup", None))


def _walk(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield ctx.command_path, ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            if below is not None and not below.hidden:
                yield from _walk(below, _context(below, name, ctx))


def _context(command: click.Command, name: str, above: click.Context | None) -> click.Context:
    names = ["-h", "--help"]
    return click.Context(
        command, above, name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=names
    )


def _commands() -> Iterator[str]:
    yield from ("", "## Commands", "")
    yield "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check found warnings, 4 problems."
    for name, ctx in commands():
        yield from ("", f"### {name}", "", "```", ctx.command.get_help(ctx).rstrip(), "```")


def _settings() -> Iterator[str]:
    yield from ("", "## Settings", "")
    yield "Keys of `dgroup.toml`; each may also be set in the environment as `DGROUP_SECTION__KEY`,"
    yield "and a secret as `DGROUP_SECTION__KEY_FILE`, the name of a file that holds it."
    for section, struct in SECTIONS.items():
        yield from ("", f"### [{section}]", "", f"{struct.__doc__}", "")
        yield from ("| key | default | meaning | expected |", "|---|---|---|---|")
        yield from (_setting(key) for key in KEYS if key.section == section)


def _setting(key: Key) -> str:
    default = "must be set" if key.default is None else f"`{key.shown_default}`"
    word = key.name.partition(".")[2]
    return f"| `{word}` | {default} | {key.doc} | {key.kind.expects} |"


def _jobs() -> Iterator[str]:
    from dgroup.server import jobs, scheduler

    assert jobs.__all__, "importing the jobs registers them"
    yield from (
        "",
        "## Jobs",
        "",
        "What `serve` does by itself; `dgroup job run NAME` does it now.",
        "",
    )
    yield from ("| job | when | what |", "|---|---|---|")
    for job in scheduler.JOBS.values():
        yield f"| `{job.name}` | {job.rule} | {job.doc} |"


def _letters() -> Iterator[str]:
    yield from ("", "## Letters", "")
    yield f"Languages: {', '.join(places.languages())}. A letter of the same name in the folder"
    yield "`templates` of `data_dir` goes before the one that is shipped."
    yield from ("", "| letter | subject |", "|---|---|")
    folder = places.shipped_folder("templates") / "en"
    for file in sorted(folder.glob("*/*.j2")):
        first = file.read_text(encoding="utf-8").partition("\n")[0]
        subject = first.partition(":")[2].strip().replace("|", "\\|")
        yield f"| `{file.parent.name}/{file.name.partition('.')[0]}` | {subject} |"


def main() -> None:
    """Write the page to the file that was named, or to standard output."""
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
    else:
        click.echo(reference(), nl=False)


if __name__ == "__main__":
    main()
