"""Four cases: everybody is asked which one they would like to work on, and groups come of it.

Members answer as they happen to say it. The facilitator reads a proposal, changes it in his reply,
and says ok; until then there are no groups.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from dgroup.demo.script import Person, Script, read_toml
from dgroup.demo.show import Show
from dgroup.demo.speaking import answer, tell, write
from dgroup.demo.views import phone, text_of

_SURE: Final = "questions whether to do it"
_DONE: Final = "reports of what was done"
_BALLOTS: Final = "which case?"
_PROPOSALS: Final = "proposals of groups"
_GROUPS: Final = "your case group"
_BY: Final = "peter"


class _Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    at: datetime
    program: str
    words: str
    note: str = ""


class _Round(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    asked: datetime
    sure: datetime
    words: str
    reminded: datetime
    proposed: datetime
    edited: datetime
    edit: str
    approved: datetime
    answers: tuple[_Choice, ...]


async def choices(show: Show) -> None:
    """Four cases are laid before everybody; people choose by a reply, in their own words."""
    story, by, screen = _read(show.script), show.script.person(_BY), show.screen
    robot = f"{show.script.groups[0].name}-request"
    await screen.title("Four cases, and everybody chooses")
    show.forget_day()
    await write(show, by, robot, "cases", story.words, story.asked, "command cases")
    show.owe(by.address, _SURE)
    await show.letters_came()
    note = "four of them below, and until when"
    await tell(show, by, story.asked, "cases", note, "asked", "do this?", "yellow")
    asked = show.latest(by.address, _SURE)
    await answer(show, by, asked, "yes", story.sure, "command cases")
    show.owe(by.address, _DONE)
    people = _choosing(show)
    for each in people:
        show.owe(each.address, _BALLOTS)
    await show.work(story.sure.timestamp() + 60)
    await show.stage.work_now()
    await show.letters_came()
    note = "and each member is asked"
    await tell(show, by, story.sure, "“yes”", note, f"{len(people)} asked", "by mail")
    for said in sorted(story.answers, key=lambda each: each.at):
        await _choose(show, show.script.person(said.key), said)
    shown = sum(bool(each.note) for each in story.answers)
    screen.line()
    screen.lines(
        [f"{len(story.answers) - shown} others choose as well, and each is told what we read."]
    )
    await screen.pause(0.6)


async def division(show: Show) -> None:
    """The silent are reminded; a proposal is changed in the reply to it, and then approved."""
    story, by, screen = _read(show.script), show.script.person(_BY), show.screen
    await screen.title("Four groups come of it")
    chosen = {each.key for each in story.answers}
    silent = [each for each in _choosing(show) if each.key not in chosen]
    away = [each for each in silent if each.key in show.paused]
    for each in silent:
        if each not in away:
            show.owe(each.address, _BALLOTS)
    await show.work(story.reminded.timestamp())
    await show.stage.work_now()
    await show.letters_came()
    screen.lines(
        [
            f"{len(silent)} have not chosen: {_names(silent)}.",
            f"They alone are reminded; not {_names(away)}, who is away.",
        ]
    )
    screen.line()
    for each in _leading(show):
        show.owe(each.address, _PROPOSALS)
    await show.work(story.proposed.timestamp())
    await show.stage.work_now()
    await show.letters_came()
    proposal = show.latest(by.address, _PROPOSALS)
    if proposal is None:
        return
    screen.lines([f"The day after the last one, {by.name} finds a proposal in his mailbox:"])
    screen.line()
    screen.lines(phone(proposal), 6)
    screen.line()
    show.forget_day()
    await answer(show, by, proposal, story.edit, story.edited, "confirmed", "iphone")
    show.owe(by.address, _PROPOSALS)
    await show.letters_came()
    words, note = f"“{story.edit}”", "what he changes, in his reply"
    await tell(show, by, story.edited, words, note, "moved", "ok?", "yellow")
    changed = show.latest(by.address, _PROPOSALS)
    await answer(show, by, changed, "ok", story.approved, "confirmed", "iphone")
    for each in _leading(show):
        show.owe(each.address, _DONE)
    for each in _choosing(show):
        show.owe(each.address, _GROUPS)
    await show.letters_came()
    note = "everybody gets one mail about their group"
    await tell(show, by, story.approved, "“ok”", note, "4 groups", "")
    screen.line()
    if made := show.latest(by.address, _DONE):
        numbered = [line for line in text_of(made) if _NUMBERED.match(line)]
        screen.lines([line.partition(",")[0] for line in numbered], 4)
    await screen.pause(0.8)


async def _choose(show: Show, person: Person, said: _Choice) -> None:
    """One answer, and its receipt."""
    asked = show.latest(person.address, _BALLOTS)
    sent = await answer(show, person, asked, said.words, said.at, "answered", said.program)
    show.owe(person.address, "receipts")
    await show.letters_came()
    receipt = show.latest(person.address, "receipts")
    if sent is None or receipt is None or not said.note:
        return
    read = _NUMBERS.findall(" ".join(text_of(receipt)))
    result = f"case {read[0]}" if read else "any case"
    detail = f"else {read[1]}" if len(read) > 1 else ""
    await tell(show, person, said.at, f"“{said.words}”", said.note, result, detail)


def _choosing(show: Show) -> list[Person]:
    """Whoever is asked: members and resource persons, but none who read along."""
    return [each for each in show.script.people if each.role in ("member", "resource")]


def _leading(show: Show) -> list[Person]:
    return [each for each in show.script.people if each.role == "facilitator"]


def _names(those: Sequence[Person]) -> str:
    *others, last = [each.name for each in those]
    return f"{', '.join(others)} and {last}" if others else last


def _read(script: Script) -> _Round:
    return read_toml(script.folder / "7-cases" / "cases.toml", _Round)


_NUMBERED: Final = re.compile(r"\d\. ")
_NUMBERS: Final = re.compile(r"\((\d)\)")
