"""The show as it goes on: letters are sent, their copies awaited, and everything remembered.

What is remembered is what ought to be in the mailboxes; `checks` compares at the end. What is
played is in `scenes`.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from dgroup.demo.screen import Row, Screen
from dgroup.demo.script import GroupPlan, Letter, Person, Scene, Script
from dgroup.demo.sending import send
from dgroup.demo.stage import Stage
from dgroup.demo.world import World
from dgroup.mail.address import fold
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse

PATIENCE_S: Final = 8.0  # for the copies of one post

# What became of a letter, in two short words; and how that feels.
_RESULTS: Final = {
    "held not_member": ("held", "no member", "yellow"),
    "held moderated": ("held", "to be read", "yellow"),
    "held looks_like_command": ("held", "for people", "yellow"),
    "discarded automatic": ("dropped", "automatic", ""),
    "discarded loop": ("dropped", "our own copy", ""),
    "duplicate": ("known", "same again", ""),
    "forwarded observer": ("sent on", "", "yellow"),
    "bounce": ("noted", "", ""),
}


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that became a post: each of `readers` (folded addresses) is to have one copy."""

    letter: Letter
    group: GroupPlan
    readers: frozenset[str]


@dataclass(slots=True)
class Show:
    """Everything that scenes are given. `luck` decides where chance does; the seed makes it."""

    script: Script
    stage: Stage
    world: World
    screen: Screen
    luck: random.Random
    sent: int = 0
    posted: list[Posted] = field(default_factory=list)
    held: list[Letter] = field(default_factory=list)  # that still wait for a facilitator
    robot: Counter[str] = field(default_factory=Counter)  # letters of the server's, by reader
    forwards: Counter[str] = field(default_factory=Counter)  # mails sent on, by reader
    surprises: list[str] = field(default_factory=list)  # what went otherwise than the script says
    _today: date | None = None

    async def play(self, name: str) -> Scene:
        """Play a scene that is letters and nothing else; return it."""
        scene = self.script.scene(name)
        await self.screen.title(scene.title)
        for letter in self._in_turn(scene):
            await self.deliver(letter)
        return scene

    async def deliver(
        self, letter: Letter, sender: str | None = None, by: Person | None = None
    ) -> None:
        """Send a letter, wait for what it leads to, show it, and remember what ought to be.

        `sender` is the envelope's, "" the null one; `by` is whose it is; None: the author's.
        """
        self.stage.clock.reach(letter.comes.timestamp() + 5)
        before, started = len(self.stage.account), time.monotonic()
        busy = frozenset(self.world.busy)
        envelope = letter.author.address if sender is None else sender
        (said, *_) = await send(self.stage.port, envelope, letter.to, letter.content)
        self.sent += 1
        outcomes = {
            " ".join(filter(None, (each.outcome, each.reason)))
            for each in self.stage.account[before:]
            if said.is_taken
        } or {f"refused {said.code}"}
        if outcomes != {letter.expect}:
            words = "" if said.is_taken else f" ({said.words})"
            found = ", ".join(sorted(outcomes))
            self.surprise(f"{letter.subject!r}: {found}{words}, not {letter.expect}")
        result, detail, mood = _RESULTS.get(letter.expect, ("not so", "", "red"))
        match letter.expect.split():
            case ["posted"] if outcomes == {"posted"}:
                result, detail = await self.spread(letter, started, busy)
                mood = "green"
            case ["refused", code]:
                result, detail, mood = "refused", f"at RCPT: {code}", "red"
            case ["held", reason]:
                self.held.append(letter)
                if reason == "moderated":
                    self.robot[fold(letter.author.address)] += 1
            case ["forwarded", _]:
                detail = self._count_forwards(letter)
        who = by or self.script.who(letter.author.address)
        await self.tell(letter, who, result, detail, mood)

    async def spread(
        self, letter: Letter, started: float, busy: frozenset[str] = frozenset()
    ) -> tuple[str, str]:
        """Wait for the copies of a post, and return how many there are and how long it took.

        Nobody waits for `busy` mailboxes.
        """
        copies = wanted = 0
        for address in letter.to:
            group = self.script.group(address)
            assert group is not None, f"{address} is no group of the script"
            readers = frozenset(fold(each.address) for each in self.script.readers(group))
            self.posted.append(Posted(letter, group, readers))
            in_time = await self._have_it(address, letter, readers - busy)
            there = len(self.world.copies(address, letter.message_id).keys() & readers)
            if not in_time:
                self.surprise(f"{letter.subject!r}: {there} of {len(readers)} copies came in time")
            copies += there
            wanted += len(readers)
        took = f"{time.monotonic() - started:.2f} s"
        return (f"{copies} copies" if copies == wanted else f"{copies} of {wanted}"), took

    async def tell(
        self, letter: Letter, who: Person | None, result: str, detail: str, mood: str
    ) -> None:
        """Show a letter and what became of it."""
        self.turn_to(letter.comes)
        is_reply = letter.expect == "posted" and parse(letter.content).references
        row = Row(
            time=f"{letter.comes:%H:%M}",
            name=who.name if who else letter.author.name,
            place=who.place if who else "somewhere",
            words=f"“{opening(letter)}”" if is_reply else letter.subject,
            note=letter.note,
            result=result,
            detail=detail,
            mood=mood,
        )
        await self.screen.row(row)

    async def _have_it(self, address: str, letter: Letter, readers: frozenset[str]) -> bool:
        return await self.world.until(
            lambda: self.world.copies(address, letter.message_id).keys() >= readers, PATIENCE_S
        )

    def turn_to(self, moment: datetime) -> None:
        """Say which day it is, if it is another one."""
        if self._today != moment.date():
            self._today = moment.date()
            self.screen.day(f"{moment:%A} {moment.day} {moment:%B}")

    def surprise(self, what: str) -> None:
        """Remember that something went otherwise than the script says."""
        self.surprises.append(what)

    def _in_turn(self, scene: Scene) -> list[Letter]:
        """The letters in an order that may be: those that can come in any turn are shuffled."""
        places = [at for at, letter in enumerate(scene.letters) if letter.in_any_turn]
        shuffled = self.luck.sample(places, len(places))
        letters = list(scene.letters)
        for at, source in zip(places, shuffled, strict=True):
            letters[at] = scene.letters[source]
        return letters

    def _count_forwards(self, letter: Letter) -> str:
        facilitators = [
            person
            for group in map(self.script.group, letter.to)
            if group
            for person in self.script.members(group)
            if group.role_of(person) == "facilitator"
        ]
        self.forwards.update(fold(each.address) for each in facilitators)
        return f"to {len(facilitators)} people"


def opening(letter: Letter) -> str:
    """Return the first of the writer's own words, without the salutation."""
    lines = [line for line in read_body(parse(letter.content)).own_text.splitlines() if line]
    if len(lines) > 1 and lines[0].endswith((",", "!")):
        del lines[0]
    return " ".join(" ".join(lines).split())
