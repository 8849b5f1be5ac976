"""`play()`: the whole show, from an empty folder to the last check."""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from dgroup import __version__, places
from dgroup.demo import ending, keeping
from dgroup.demo.company import read_company
from dgroup.demo.scenes import SCENES
from dgroup.demo.screen import Screen, style
from dgroup.demo.script import read_script
from dgroup.demo.show import Show
from dgroup.demo.stage import open_stage
from dgroup.demo.world import open_world
from dgroup.errors import Refused
from dgroup.store import posts

LONGEST_S: Final = 60.0  # and a few more to close the server
_BEGINS: Final = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)


async def play(
    write: Callable[[str], None],
    *,
    seed: int,
    keep: Path | None,
    is_slow: bool,
    program: str = "dgroup",
    community: Path | None = None,
) -> bool:
    """Play the show, a line at a time to `write`; return whether all of its checks hold.

    `keep` is a folder in which the site stays; it must be new or empty. `is_slow` leaves time to
    read; `program` is how dgroup is called here. `community` is the folder of the script, None for
    the one that is shipped. Raises: ConfigError or Refused where there is no stage.
    """
    started = time.monotonic()
    screen = Screen(write, is_slow=is_slow)
    script = read_script(community or places.shipped_folder("examples") / "community")
    company = read_company(script)
    with _folder(keep) as folder:
        async with (
            open_world() as world,
            open_stage(
                script,
                folder,
                world.port,
                int(_BEGINS.timestamp()),
                (company.by, *company.invited),
            ) as stage,
        ):
            show = Show(script, stage, world, screen, random.Random(seed))  # noqa: S311
            show.readers.update({plan.name: set() for plan in script.groups})
            _introduce(show)
            try:
                async with asyncio.timeout(LONGEST_S):
                    is_good = await _perform(show, started)
            except TimeoutError:
                screen.line()
                screen.line(f"This takes longer than {LONGEST_S:.0f} seconds, which is too long.")
                screen.lines(show.surprises)
                is_good = False
            found = await posts.threads(stage.site.db, stage.groups[script.groups[0].name])
        screen.line()
        if keep is None:
            screen.lines([each.format(program=program) for each in _NEXT], 0)
        else:
            keeping.keep(folder, script, world.mails)
            first = found[0].id if found else 0
            screen.lines(keeping.what_to_try(program, folder, script, first), 0)
    return is_good


async def _perform(show: Show, started: float) -> bool:
    for scene in SCENES:
        await scene(show)
    await ending.conversations(show)
    await ending.shares(show)
    return await ending.verdict(show, time.monotonic() - started)


def _introduce(show: Show) -> None:
    show.screen.line(style(f"dgroup {__version__}: a learning community by email", "bold"))
    show.screen.line()
    show.screen.lines(
        [
            f"Letters go in by SMTP at 127.0.0.1:{show.stage.port}, as from any mail program.",
            f"Copies come out by SMTP at 127.0.0.1:{show.world.port}, where this demo plays the",
            "mailboxes of all members. Hours are those of whoever writes; the seconds",
            "on the right are from the first word of a letter to its last copy.",
        ]
    )


_NEXT: Final = (
    "Where to look next",
    "  {program} demo --keep DIR",
    "      the same, and the site stays in DIR, to walk about in",
    "  examples/community/",
    "      the people and the letters of this show",
    "  README.md and docs/operators.md",
    "      a site of your own",
    "  docs/flow.md",
    "      the way of a mail through the house",
)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        path = Path(tempfile.mkdtemp(prefix="dgroup-demo-"))
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
        return
    keep.mkdir(parents=True, exist_ok=True)
    if any(keep.iterdir()):
        raise Refused(f"{keep} is not empty; name a folder that is, or a new one")
    yield keep
