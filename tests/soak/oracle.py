"""Other people's threads, to hold ours against: notmuch's, or a union-find's over the ids."""

from __future__ import annotations

import email.parser
import email.policy
import json
import os
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import comb
from pathlib import Path

Threads = Mapping[str, str]
"""Message-ID without brackets -> the name of its thread."""

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")


def of_notmuch(mails: Sequence[bytes], folder: Path) -> Threads | None:
    """Return the threads that notmuch finds; None where it is not installed."""
    notmuch = shutil.which("notmuch")
    if notmuch is None:
        return None
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    for number, mail in enumerate(mails):
        (folder / "mail" / "cur" / f"{number}:2,S").write_bytes(mail.replace(b"\r\n", b"\n"))
    config = folder / "notmuch-config"
    config.write_text(
        f"[database]\npath={folder / 'mail'}\n[user]\nname=x\nprimary_email=x@x.example\n"
    )

    def run(*words: str) -> str:
        return subprocess.run(
            [notmuch, *words],
            env={**os.environ, "NOTMUCH_CONFIG": str(config)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    run("new", "--no-hooks", "--quiet")
    shown = json.loads(run("show", "--format=json", "--body=false", "--entire-thread=true", "*"))
    return {
        message_id: str(number)
        for number, thread in enumerate(shown)
        for message_id in _ids_in(thread)
    }


def of_union_find(mails: Iterable[bytes]) -> Threads:
    """Return the threads by References and In-Reply-To, joined whatever their order."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    known = []
    parser = email.parser.BytesHeaderParser(policy=email.policy.compat32)
    for mail in mails:
        head = parser.parsebytes(mail)
        own = _ID.findall(str(head.get("Message-ID", "")))[:1]
        named = _ID.findall(f"{head.get('References', '')} {head.get('In-Reply-To', '')}")
        for one, other in zip([*own, *named], [*own, *named][1:], strict=False):
            above[top(one)] = top(other)
        known += own
    return {one: top(one) for one in known}


def partition(threads: Threads) -> frozenset[frozenset[str]]:
    """Return the threads as sets, without their names."""
    found: dict[str, set[str]] = defaultdict(set)
    for message_id, thread in threads.items():
        found[thread].add(message_id)
    return frozenset(frozenset(each) for each in found.values())


def agreement(ours: Threads, theirs: Threads) -> float:
    """Return the pairwise F1 of two partitions, over the mails that both know."""
    both = ours.keys() & theirs.keys()
    together = _pairs(Counter((ours[each], theirs[each]) for each in both))
    mine = _pairs(Counter(ours[each] for each in both))
    other = _pairs(Counter(theirs[each] for each in both))
    return 2 * together / (mine + other) if mine + other else 1.0


def _pairs(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(comb(size, 2) for size in sizes.values())


def _ids_in(shown: object) -> Iterator[str]:
    """Walk what `notmuch show` nests: lists of lists of messages."""
    waiting = [shown]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one["id"]
