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

from dgroup.demo.kinds import kind_of
from dgroup.demo.readers import DigestReader
from dgroup.demo.screen import Row, Screen
from dgroup.demo.script import GroupPlan, Letter, Person, Scene, Script
from dgroup.demo.sending import send
from dgroup.demo.stage import Stage
from dgroup.demo.world import Delivered, World
from dgroup.mail.address import fold
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse

_DAY_S: Final = 86_400
PATIENCE_S: Final = 8.0  # for the copies of one post

# What became of a letter, in two short words; and how that feels.
_RESULTS: Final = {
    "held not_member": ("held", "no member", "yellow"),
    "held moderated": ("held", "to be read", "yellow"),
    "command leave": ("obeyed", "not posted", "yellow"),
    "command mute": ("obeyed", "not posted", "yellow"),
    "command pause": ("obeyed", "", "green"),
    "command who": ("answered", "", "green"),
    "discarded automatic": ("dropped", "automatic", ""),
    "discarded loop": ("dropped", "our own copy", ""),
    "duplicate": ("known", "same again", ""),
    "forwarded observer": ("sent on", "", "yellow"),
    "bounce": ("noted", "", ""),
}


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter that became a post: each of `readers` (folded addresses) is to have one copy.

    `answers` is the post that it hangs below, where its own References do not say so. `words` are
    all that goes out of an answer to a letter of the server's; "" where the letter goes as it is.
    """

    letter: Letter
    group: GroupPlan
    readers: frozenset[str]
    answers: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Presented:
    """Words that the server made a post of, with who wrote them, and who is to have a copy."""

    person: Person
    words: str
    message_id: str
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
    presented: list[Presented] = field(default_factory=list)
    held: list[Letter] = field(default_factory=list)  # that still wait for a facilitator
    readers: dict[str, set[str]] = field(default_factory=dict)  # by group, as it is now
    digests: dict[str, DigestReader] = field(default_factory=dict)  # by folded address
    paused: dict[str, float] = field(default_factory=dict)  # by key, until when nothing is sent
    muted: dict[str, str] = field(default_factory=dict)  # by key, the first post of their thread
    robot: Counter[tuple[str, str]] = field(default_factory=Counter)  # by reader and kind
    forwards: Counter[str] = field(default_factory=Counter)  # mails sent on, by reader
    later: list[tuple[float, str, str]] = field(default_factory=list)  # when, to whom, which kind
    reports: list[Presented] = field(default_factory=list)  # of groups within the group
    summed: list[str] = field(default_factory=list)  # what a facilitator added to a summary
    surprises: list[str] = field(default_factory=list)  # what went otherwise than the script says
    _missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    _came: Counter[tuple[str, str]] = field(default_factory=Counter)
    _looked_at: int = 0  # so many of the world's mails are counted in `_came`
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
        started, busy = time.monotonic(), frozenset(self.world.busy)
        is_so = await self.hand_in(letter, sender)
        result, detail, mood = _RESULTS.get(letter.expect, ("not so", "", "red"))
        match letter.expect.split():
            case ["posted"] if is_so:
                result, detail = await self.spread(letter, started, busy)
                mood = "green"
            case ["refused", code]:
                result, detail, mood = "refused", f"at RCPT: {code}", "red"
            case ["held", reason]:
                self.held.append(letter)
                if reason == "moderated":
                    self.owe(letter.author.address, "notes that a post waits")
                for each in self._facilitators(letter):  # at once, or the next morning
                    self.owe(each.address, "for the facilitators")
            case ["forwarded", _]:
                facilitators = self._facilitators(letter)
                self.forwards.update(fold(each.address) for each in facilitators)
                detail = f"to {len(facilitators)} people"
        who = by or self.script.who(letter.author.address)
        await self.tell(letter, who, result, detail, mood)

    async def hand_in(self, letter: Letter, sender: str | None = None) -> bool:
        """Send a letter by SMTP; return whether it went the way that the script says."""
        await self.work(letter.comes.timestamp() + 5)
        before = len(self.stage.account)
        envelope = letter.author.address if sender is None else sender
        (said, *_) = await send(self.stage.port, envelope, letter.to, letter.content)
        self.sent += 1
        outcomes = {
            " ".join(filter(None, (each.outcome, each.reason)))
            for each in self.stage.account[before:]
            if said.is_taken
        } or {f"refused {said.code}"}
        if outcomes == set(letter.expect.split(", ")):
            return True
        words = "" if said.is_taken else f" ({said.words})"
        found = ", ".join(sorted(outcomes))
        self.surprise(
            f"{letter.subject!r} of {letter.author.address}: {found}{words}, not {letter.expect}"
        )
        return False

    async def work(self, until_s: float) -> None:
        """Let time go by: what was to come later comes, and weekly letters on Mondays."""
        for at_s, address, kind in [each for each in self.later if each[0] <= until_s]:
            self.later.remove((at_s, address, kind))
            self.owe(address, kind)
        for key, back_s in self.paused.items():
            if self.stage.clock() < back_s <= until_s:
                self.readers[self.script.groups[0].name].add(fold(self.script.person(key).address))
        for at in self.stage.mornings(until_s):
            for reader in self.digests.values():
                if reader.morning(at):
                    self.owe(reader.address, "digests")
        for monday in self.stage.desks(until_s):
            for plan in self._looked_back_on(monday):
                for each in self.script.members(plan):
                    is_there = fold(each.address) in self.readers.get(plan.name, ())
                    if is_there and plan.role_of(each) == "facilitator":
                        self.owe(each.address, "weekly letters")
        await self.stage.work(until_s)

    def owe(self, address: str, kind: str) -> None:
        """Remember that somebody is to have a letter of the server's, of one of `KINDS`."""
        self.robot[fold(address), kind] += 1

    def owe_later(self, at: datetime, address: str, kind: str) -> None:
        """Remember that somebody is to have a letter once time has gone by."""
        self.later.append((at.timestamp(), address, kind))

    async def letters_came(self) -> None:
        """Wait until every letter of the server's that is owed has come."""
        if not await self.world.until(lambda: not self._owed(), self._patience_s()):
            missing = self._owed()
            listed = "; ".join(f"{address}: {kind}" for address, kind in sorted(missing)[:3])
            self.surprise(f"{missing.total()} letters by the server never came ({listed})")
            self._missing += missing  # nobody waits for them a second time

    def latest(self, address: str, kind: str) -> Delivered | None:
        """Return the latest letter of a kind in a mailbox; None, and a surprise, where none is."""
        for each in reversed(self.world.mailbox(address)):
            if each.is_by_robot and kind_of(each) == kind:
                return each
        self.surprise(f"{address} has no letter of the kind: {kind}")
        return None

    async def spread(
        self,
        letter: Letter,
        started: float,
        busy: frozenset[str] = frozenset(),
        *,
        answers: str = "",
        words: str = "",
    ) -> tuple[str, str]:
        """Wait for the copies of a post, and return how many there are and how long it took.

        Nobody waits for `busy` mailboxes. `answers` and `words` are as in `Posted`.
        """
        copies = wanted = 0
        for address in letter.to:
            group = self.script.group(address)
            assert group is not None, f"{address} is no group of the script"
            readers = frozenset(self.readers[group.name])
            self.posted.append(Posted(letter, group, readers, answers, words))
            if group is self.script.groups[0]:
                for reader in self.digests.values():
                    reader.comes(letter.message_id)
            in_time = await self.have_it(address, letter.message_id, readers - busy)
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

    async def have_it(self, address: str, message_id: str, readers: frozenset[str]) -> bool:
        """Wait for the copies of a post; False where one does not come in time."""
        return await self.world.until(
            lambda: self.world.copies(address, message_id).keys() >= readers, self._patience_s()
        )

    def turn_to(self, moment: datetime) -> None:
        """Say which day it is, if it is another one."""
        if self._today != moment.date():
            self._today = moment.date()
            self.screen.day(f"{moment:%A} {moment.day} {moment:%B}")

    def forget_day(self) -> None:
        """Let the next letter say its day again, though it may be that of the one before."""
        self._today = None

    def surprise(self, what: str) -> None:
        """Remember that something went otherwise than the script says."""
        self.surprises.append(what)

    def _owed(self) -> Counter[tuple[str, str]]:
        """The letters that are still to come."""
        new = self.world.mails[self._looked_at :]
        self._looked_at += len(new)
        self._came.update((fold(each.recipient), kind_of(each)) for each in new if each.is_by_robot)
        return self.robot - self._came - self._missing

    def _patience_s(self) -> float:
        """Once something went wrong, nobody waits as long for what may never come."""
        return PATIENCE_S / 8 if self.surprises else PATIENCE_S

    def _looked_back_on(self, moment_s: int) -> list[GroupPlan]:
        """The groups that were there a day before, and have a weekly letter of their own."""
        made = {name: each.created_s for name, each in self.stage.groups.items()}
        older = [name for name, made_s in made.items() if made_s < moment_s - _DAY_S]
        return [each for each in self.script.groups if each.name in older and not each.parent]

    def _in_turn(self, scene: Scene) -> list[Letter]:
        """The letters in an order that may be: those that can come in any turn are shuffled."""
        places = [at for at, letter in enumerate(scene.letters) if letter.in_any_turn]
        shuffled = self.luck.sample(places, len(places))
        letters = list(scene.letters)
        for at, source in zip(places, shuffled, strict=True):
            letters[at] = scene.letters[source]
        return letters

    def _facilitators(self, letter: Letter) -> list[Person]:
        return [
            person
            for group in map(self.script.group, letter.to)
            if group
            for person in self.script.members(group)
            if group.role_of(person) == "facilitator"
        ]


def opening(letter: Letter) -> str:
    """Return the first of the writer's own words, without the salutation."""
    lines = [line for line in read_body(parse(letter.content)).own_text.splitlines() if line]
    if len(lines) > 1 and lines[0].endswith((",", "!")):
        del lines[0]
    return " ".join(" ".join(lines).split())
