"""The promises of the show, compared with what is in the mailboxes and in the store at the end.

Each check returns what is wrong, nothing where all is well. A mail is looked at as bytes, or with
Python's own parser, never with the code that made it.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.demo.counts import numbers, presented, quiet
from dgroup.demo.digested import answers, digests, summaries
from dgroup.demo.kinds import kind_of
from dgroup.demo.show import Show
from dgroup.mail.address import fold
from dgroup.mail.parse import parse
from dgroup.store import letters, posts, queue

PATIENCE_S: Final = 5.0  # for the queue to become empty
LONGEST_LINE: Final = 998  # RFC 5322 §2.1.1


@dataclass(frozen=True, slots=True)
class Check:
    """A claim of the show, and what speaks against it."""

    claim: str
    problems: Sequence[str]

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.problems


async def all_checks(show: Show) -> list[Check]:
    """Wait until nothing is left to be sent, then check the whole story."""
    idle = await _becomes_idle(show)
    mails = show.world.mails
    written = len(show.posted) + len(show.presented) + len(show.reports)
    copies = [each for each in mails if each.list_id and not each.is_by_robot]
    return [
        Check(f"{show.sent} letters were sent, and each went the way it should", show.surprises),
        Check(
            f"{written} posts, {len(copies)} copies: each reader has each once",
            _copies(show),
        ),
        Check("every text and attachment arrived as it was sent, byte for byte", _bodies(show)),
        Check(
            f"{sum(bool(each.words) for each in show.posted)} answers to letters of dgroup's went"
            " out as their own words alone",
            answers(show),
        ),
        Check(
            f"{sum(len(each.had) for each in show.digests.values())} digests: each post once for"
            " each of their readers",
            digests(show),
        ),
        Check(
            f"{_number(show, 'summaries')} summaries, each with the facilitator's own words",
            summaries(show),
        ),
        Check(f"{len(show.presented)} introductions, all in one thread", await presented(show)),
        Check(
            f"{show.robot.total()} letters by the server, and nobody else got a word", _others(show)
        ),
        Check("27 invited, 27 joined, 19 introduced, 8 reminded", await numbers(show)),
        Check("nothing for those who paused, muted or have their mail off", quiet(show)),
        Check(
            "every answer hangs below what it answers, also the one that came first",
            await _threads(show),
        ),
        Check("every mail is clean on the wire", _wire(show)),
        Check(
            f"the queue is empty, nothing was set aside, and {len(show.held) or 'nothing'} is held",
            [*idle, *await _left(show)],
        ),
    ]


async def _becomes_idle(show: Show) -> list[str]:
    """What was put off is due by now; wait until all of it is gone."""
    show.stage.clock.reach(show.stage.clock() + 3600)
    site = show.stage.site
    deadline = time.monotonic() + PATIENCE_S
    while True:
        site.outbox_filled.set()
        counts = await queue.counts(site.db)
        if counts.waiting + counts.retrying == 0 or time.monotonic() > deadline:
            break
        await asyncio.sleep(0.05)
    if counts.waiting + counts.retrying + counts.failed == 0:
        return []
    return [f"queue: {counts.waiting} wait, {counts.retrying} are retried, {counts.failed} failed"]


def _number(show: Show, kind: str) -> int:
    """How many letters of a kind ought to be in the mailboxes."""
    return sum(number for (_, each), number in show.robot.items() if each == kind)


def _copies(show: Show) -> list[str]:
    first = show.script.groups[0]
    posts = [
        (each.group, each.letter.message_id, each.letter.subject, each.readers)
        for each in show.posted
    ]
    posts += [
        (first, each.message_id, f"Introduction: {each.person.name}", each.readers)
        for each in show.presented
    ]
    posts += [
        (first, each.message_id, f"Report by {each.person.name}", each.readers)
        for each in show.reports
    ]
    problems = []
    for group, message_id, subject, readers in posts:
        there = show.world.copies(f"{group.name}@{show.script.domain}", message_id)
        if there != Counter(readers):
            missing = ", ".join(sorted(readers - there.keys())) or "none"
            many = ", ".join(sorted(one for one, n in there.items() if n > (one in readers)))
            problems.append(f"{subject!r}: missing {missing}; too many {many or 'none'}")
    return problems


def _bodies(show: Show) -> list[str]:
    sent = {each.letter.message_id: each.letter for each in show.posted if not each.words}
    problems = []
    for each in show.world.mails:
        letter = sent.get(each.message_id)
        if letter and not each.is_by_robot and each.body != _body(letter.content):
            problems.append(f"{letter.subject!r} was changed on its way to {each.recipient}")
    return problems


def _others(show: Show) -> list[str]:
    """What is neither a post nor a letter of the server's to somebody who ought to have one."""
    ids = {each.letter.message_id for each in show.posted}
    ids |= {each.message_id for each in (*show.presented, *show.reports)}
    robot: Counter[tuple[str, str]] = Counter()
    forwards: Counter[tuple[str, str]] = Counter()
    for each in show.world.mails:
        if each.is_by_robot:
            robot[fold(each.recipient), kind_of(each)] += 1
        elif not each.list_id or each.message_id not in ids:
            forwards[fold(each.recipient), "mails sent on"] += 1
    wanted = show.robot + Counter(
        {(address, "mails sent on"): number for address, number in show.forwards.items()}
    )
    there = robot + forwards
    return [
        f"{address}, {kind}: {there[address, kind]}, not {wanted[address, kind]}"
        for address, kind in sorted(there.keys() | wanted.keys())
        if there[address, kind] != wanted[address, kind]
    ]


async def _threads(show: Show) -> list[str]:
    parents: dict[tuple[str, str], str | None] = {}
    for name, group in show.stage.groups.items():
        for post in await posts.of_group(show.stage.site.db, group):
            parents[name, post.message_id] = post.parent_message_id
    problems = []
    for each in show.posted:
        references = parse(each.letter.content).references
        wanted = each.answers or (references[-1] if references else None)
        place = each.group.name, each.letter.message_id
        if place not in parents:
            problems.append(f"{each.letter.subject!r} is not in the archive of {each.group.name}")
        elif parents[place] != wanted:
            problems.append(f"{each.letter.subject!r} answers {parents[place]}, not {wanted}")
    return problems


def _wire(show: Show) -> list[str]:
    """What no mail may have on its way (PROMISES R17), and what a copy must have once."""
    problems = []
    for each in show.world.mails:
        flaws = []
        if _BARE.search(each.content) or b"\0" in each.content:
            flaws.append("a bare CR, LF or NUL")
        if max(map(len, each.content.split(b"\r\n"))) > LONGEST_LINE:
            flaws.append("an endless line")
        if not each.header.isascii():
            flaws.append("raw 8-bit letters in the header")
        names = Counter(name.lower() for name in _FIELD.findall(each.header))
        flaws += [f"{name.decode()} {names[name]} times" for name in _ONCE if names[name] != 1]
        problems += [f"{flaw} in a mail to {each.recipient}" for flaw in flaws]
    return problems


async def _left(show: Show) -> list[str]:
    site = show.stage.site
    problems = []
    shunted = await letters.shunted(site.db)
    problems += [f"set aside for {each.recipient}: {each.error[-200:]}" for each in shunted]
    held = sorted((each.author, each.reason) for each in await letters.held(site.db))
    wanted = sorted((each.author.address, each.expect.partition(" ")[2]) for each in show.held)
    if held != wanted:
        problems.append(f"held: {held}, not {wanted}")
    return problems


def _body(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[2]


_BARE: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_FIELD: Final = re.compile(rb"^([!-9;-~]+):", re.MULTILINE)
_ONCE: Final = (b"from", b"to", b"date", b"subject", b"message-id")
