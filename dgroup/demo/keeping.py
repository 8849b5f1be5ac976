"""A site that stays after the show: its settings for a life of its own, and what everybody got."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from dgroup.demo.script import Script
from dgroup.demo.stage import write_settings
from dgroup.demo.world import Delivered

_AFTERWARDS: Final = """\
# The show is over and nobody listens outside any more: mail goes into files, in outbox/new.
[delivery]
method = "maildir"
"""


def keep(folder: Path, script: Script, mails: Sequence[Delivered]) -> None:
    """Leave the site in `folder` as somebody may want to use it, and all mailboxes beside it."""
    write_settings(folder, script.domain, _AFTERWARDS)
    numbers: Counter[str] = Counter()
    for each in mails:
        mailbox = _mailbox(folder, each.recipient)
        mailbox.mkdir(parents=True, exist_ok=True)
        numbers[each.recipient] += 1
        (mailbox / f"{numbers[each.recipient]:02}.eml").write_bytes(each.content)


def what_to_try(program: str, folder: Path, script: Script, thread_id: int) -> list[str]:
    """Return lines that say what to do with a site that was kept."""
    command = f"{program} -c {shlex.quote(str(folder / 'dgroup.toml'))}"
    group, below = (plan.name for plan in script.groups[:2])
    reader = shlex.quote(str(_mailbox(folder, script.person("rosa").address)))
    return [
        f"The site is kept in {folder}; try",
        f"  {command} thread list {group}",
        f"  {command} thread show {thread_id}",
        f"  {command} held list",
        f"  {command} member list {below}",
        f"  {command} summary preview {group} --at 2026-11-19",
        f"  less {reader}/*.eml",
    ]


def _mailbox(folder: Path, address: str) -> Path:
    return folder / "mailboxes" / _SAFE.sub("_", address)


_SAFE: Final = re.compile(r"[^A-Za-z0-9@._-]")
