"""Whoever drives a site's process that may die: it asks, and hears an answer or of a death."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.site import make_blank
from tests.soak.life import send, take
from tests.soak.site import ROOT


class Died(Exception):
    """The process was killed while it did what it was asked to do."""


class Mortal:
    """A site in a folder, and its process; time is what each request says it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = make_blank(folder)
        self.now_s = 0
        self.deaths: Counter[str] = Counter()
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.life", str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self._is_alive = False

    def ask(self, deed: str, *, dies_at: int = 0, **words: Any) -> dict[str, Any]:
        """Have something done; it is killed before the statement number `dies_at`, if that comes.

        Raises:
            Died: it was; the next request finds a new life.
            RuntimeError: it was not done, for another reason.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        to, by = self._process.stdin.fileno(), self._process.stdout.fileno()
        if not self._is_alive:
            send(to, {})
            self._is_alive = True
        send(to, {"do": deed, "at": self.now_s, "dies_at": dies_at, **words})
        answer = take(by)
        if answer is not None and "dying_at" in answer:
            self._is_alive = False
            end = take(by)
            assert end == {"died": -9}, end
            self.deaths[_kind(answer["dying_at"])] += 1
            raise Died
        if answer is None or "died" in answer or "fault" in answer:
            log = (self.folder / "log").read_text(errors="replace")[-4000:]
            raise RuntimeError(f"{answer}\n{log}")
        return answer

    def __enter__(self) -> Mortal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(30)
        self._log.close()


def _kind(statement: str) -> str:
    """What sort of statement it was: the verb, and what it is done to."""
    words = statement.lower().removeprefix("-- ").split()
    verb = words[0] if words else ""
    for mark in ("into", "update", "from"):
        if mark in words[:-1]:
            return f"{verb} {words[words.index(mark) + 1]}"
    return verb
