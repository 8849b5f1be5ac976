"""`dgroup demo`: the show for whoever has just got dgroup."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from dgroup.cli.main import asynchronous


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the site in this new or empty folder.",
)
@click.option("--fast", "is_fast", is_flag=True, help="Leave no time for reading.")
@asynchronous
async def demo(seed: int, keep: Path | None, is_fast: bool) -> int:
    """Show a scripted learning community over real SMTP, on a temporary site."""
    from dgroup.demo.play import play  # the whole server, which --help need not load

    is_slow = sys.stdout.isatty() and not is_fast
    is_good = await play(_write, seed=seed, keep=keep, is_slow=is_slow, program=_program())
    return 0 if is_good else 1


def _program() -> str:
    """How to call this program again: by its path, where its name alone leads elsewhere."""
    here = Path(sys.argv[0])
    found = shutil.which("dgroup")
    is_here = found is not None and here.exists() and Path(found).samefile(here)
    return "dgroup" if is_here or here.name != "dgroup" else str(here)


def _write(line: str) -> None:
    """Write a line; where the terminal lacks a sign, a plain one stands in."""
    from dgroup.demo.screen import PLAIN

    encoding = sys.stdout.encoding or "utf-8"
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        line = line.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    click.echo(line)
