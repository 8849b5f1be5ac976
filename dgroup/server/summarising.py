"""Conversations made short by a program of the operator's, where the configuration names one.

It reads a conversation as text on its standard input and writes what was said on its standard
output. It is started as it is named, by no shell, with little of the environment, and with a bound
on its time and on what it writes; where it fails, the writers' own sentences stand. Never called
inside a transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from dgroup.domain.excerpts import Said
from dgroup.settings import Summaries

log = logging.getLogger(__name__)

MOST_CHARACTERS: Final = 1_500
"""A program that writes more has made nothing short, and is not believed."""


async def told(
    summaries: Summaries,
    texts: Sequence[str],
    *,
    each_s: float = 30.0,
    all_s: float = 120.0,
    environ: Mapping[str, str] = os.environ,
) -> list[str | None]:
    """Return what the program says of each conversation: plain text, its paragraphs kept.

    None where it failed, said nothing or too much, or took longer than `each_s`; where all takes
    longer than `all_s`, of the rest; of all where the method is another one. Why is logged, each
    reason once. Of `environ` it gets where and in what language it runs, and no secrets.
    """
    if summaries.method != "command" or not summaries.command:
        return [None] * len(texts)
    found: list[str | None] = [None] * len(texts)
    failures: Counter[str] = Counter()
    kept = {name: value for name, value in environ.items() if _PASSED_ON.fullmatch(name)}
    asked = 0
    try:
        async with asyncio.timeout(all_s):
            for number, text in enumerate(texts):
                asked = number
                try:
                    found[number] = await _ask(summaries.command, text, each_s, kept)
                except _FailedError as failure:
                    failures[str(failure)] += 1
    except TimeoutError:
        failures[f"there was no more time after {all_s:g} s"] += len(texts) - asked
    for reason, count in failures.items():
        log.warning(
            "the program for summaries told nothing of %s of %s conversations: %s",
            *(count, len(texts), reason),
        )
    return found


def conversation_text(subject: str, posts: Sequence[Said]) -> str:
    """Write a conversation as the program reads it: the subject, then each post below its writer.

    Of posts that are too many for one reading the latest are left out last.
    """
    pieces = [f"{post.writer} wrote:\n\n{post.words.strip()}" for post in posts if post.words]
    room = _MOST_READ
    kept: list[str] = []
    for piece in reversed(pieces):
        room -= len(piece)
        if kept and room < 0:
            break
        kept.append(piece[:_MOST_READ])
    return "\n\n\n".join([f"Subject: {subject}", *reversed(kept)]) + "\n"


_MOST_READ: Final = 200_000  # characters of a conversation
_MOST_BYTES: Final = 8 * MOST_CHARACTERS
_CONTROLS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_EMPTY_LINES: Final = re.compile(r"\n\s*\n\s*")


# Whatever else it needs is named in its command, or in a file of its own.
_PASSED_ON: Final = re.compile(r"PATH|HOME|USER|LOGNAME|LANG|LC_[A-Z]+|TZ|TMPDIR")


class _FailedError(Exception):
    """Nothing the program wrote can be used, and why."""


async def _ask(
    command: Sequence[str], text: str, limit_s: float, environ: Mapping[str, str]
) -> str:
    """Return what the program says of one conversation; raises _FailedError for all else."""
    try:
        program = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,  # whatever it starts ends with it
            env=environ,
        )
    except (OSError, ValueError) as error:
        raise _FailedError(f"it cannot be started: {error}") from error
    is_done = False
    try:
        async with asyncio.timeout(limit_s):
            said, _ = await asyncio.gather(_heard(program), _feed(program, text))
            status = await program.wait()
        is_done = True
    except TimeoutError as error:
        raise _FailedError(f"it took longer than {limit_s:g} s") from error
    finally:
        if not is_done:
            _kill(program)
            await asyncio.shield(program.wait())
    plain = _plain(said)
    if len(said) > _MOST_BYTES or (not status and len(plain) > MOST_CHARACTERS):
        raise _FailedError(f"it wrote more than {MOST_CHARACTERS} characters")
    if status:
        raise _FailedError(f"it ended with status {status}")
    if not plain:
        raise _FailedError("it wrote nothing")
    return plain


async def _feed(program: asyncio.subprocess.Process, text: str) -> None:
    assert program.stdin is not None
    # A program may have read enough before it is told all.
    with contextlib.suppress(ConnectionError):
        program.stdin.write(text.encode("utf-8", "replace"))
        await program.stdin.drain()
    program.stdin.close()


async def _heard(program: asyncio.subprocess.Process) -> bytes:
    """Read what it writes, and no more than it may."""
    assert program.stdout is not None
    said = bytearray()
    while len(said) <= _MOST_BYTES and (piece := await program.stdout.read(4096)):
        said += piece
    if len(said) > _MOST_BYTES:
        _kill(program)
    return bytes(said)


def _kill(program: asyncio.subprocess.Process) -> None:
    """End the program with all it started, whether it still runs itself or not."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)


def _plain(said: bytes) -> str:
    text = said.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub(" ", text)
    paragraphs = (" ".join(each.split()) for each in _EMPTY_LINES.split(text))
    return "\n\n".join(each for each in paragraphs if each)
