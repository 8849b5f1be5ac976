"""The week in a page: a facilitator sees a draft, puts two sentences of her own on top, says ok.

What was said stands there in the writers' own sentences; all get it, each in their own language.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from dgroup.demo.digesting import Choice, choose
from dgroup.demo.script import Person, read_toml
from dgroup.demo.show import Show
from dgroup.demo.speaking import answer, tell, write
from dgroup.demo.views import letter_of, phone

FOLDER: Final = "11-summary"
_SURE: Final = "questions whether to do it"
_DONE: Final = "reports of what was done"
_DRAFTS: Final = "drafts of summaries"
_PHONE: Final = 9  # lines of the draft
_END: Final = "======"  # behind it stands what one can reply with


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: datetime
    words: str
    note: str = ""


class _Summary(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by: str
    reader: str
    set: _Said
    sure: _Said
    drafted: datetime
    add: _Said
    ok: _Said
    back: Choice


async def summary(show: Show) -> None:
    """The summary is turned on, drafted, given a word of the facilitator's, and read by all."""
    script, screen, group = show.script, show.screen, show.script.groups[0]
    scene = script.scene(FOLDER)
    story = read_toml(scene.folder / "summary.toml", _Summary)
    by, reader = script.person(story.by), script.person(story.reader)
    await screen.title(scene.title)
    await _turn_on(show, by, story)
    for letter in scene.letters:
        await show.deliver(letter)
    for each in script.members(group):
        if group.role_of(each) == "facilitator":
            show.owe(each.address, _DRAFTS)
    await show.work(story.drafted.timestamp())
    await show.letters_came()
    draft = show.latest(by.address, _DRAFTS)
    if draft is None:
        return
    screen.line()
    screen.lines([f"On Thursday {by.name} finds a draft, in her own language:"])
    screen.line()
    screen.lines(phone(draft, _PHONE), 6)
    screen.line()
    await screen.pause(0.8)
    preface = story.add.words.strip()
    await answer(show, by, draft, f"{preface}\n--", story.add.at, "confirmed changed")
    show.owe(by.address, _DONE)
    await show.letters_came()
    await tell(show, by, story.add.at, f"“{preface}”", story.add.note, "saved", "", "yellow")
    saved, ok = show.latest(by.address, _DONE), story.ok
    await answer(show, by, saved, ok.words, ok.at, "confirmed sent", "iphone")
    show.owe(by.address, _DONE)
    people = [each for each in script.members(group) if each.mail != "none"]
    for each in people:
        show.owe(each.address, "summaries")
    show.summed += [*preface.splitlines(), by.name]
    await show.letters_came()
    await tell(show, by, ok.at, f"“{ok.words}”", ok.note, "goes out", f"{len(people)} people")
    if mail := show.latest(reader.address, "summaries"):
        screen.line()
        screen.lines([f"What {reader.name} in {reader.place} has of that week:"])
        screen.line()
        lines = letter_of(mail)
        screen.lines(lines[: lines.index(_END)] if _END in lines else [*lines, ""], 4)
        await screen.pause(1.2)
    await choose(show, story.back)
    await screen.pause(0.6)


async def _turn_on(show: Show, by: Person, story: _Summary) -> None:
    """The facilitator writes what she wants, and says that she wants it."""
    robot, said = f"{show.script.groups[0].name}-request", story.set
    await write(show, by, robot, "", said.words.strip(), said.at, "command set")
    show.owe(by.address, _SURE)
    await show.letters_came()
    sure = show.latest(by.address, _SURE)
    await answer(show, by, sure, story.sure.words, story.sure.at, "command summary_every")
    show.owe(by.address, _DONE)
    await show.letters_came()
    words = " · ".join(said.words.strip().splitlines())
    await tell(show, by, said.at, words, said.note, "set", "")
