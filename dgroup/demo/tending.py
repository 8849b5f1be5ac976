"""How a facilitator looks after the group: the desk on Monday, and what he does about its lines.

And how a smaller group tells everybody what it has found out.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import msgspec

from dgroup.demo.script import Person, read_toml
from dgroup.demo.show import Presented, Show
from dgroup.demo.speaking import answer, tell, write
from dgroup.demo.views import letter_of
from dgroup.store import activities

_BY: Final = "peter"
_BOTH: Final = "confirmed, posted approved"  # what becomes of a reply by which a post goes out
_SURE: Final = "questions whether to do it"
_DONE: Final = "reports of what was done"
_WAITS: Final = timedelta(minutes=15, seconds=10)  # for whoever thinks again


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    at: datetime
    words: str
    key: str = _BY


class _Monday(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    read: datetime
    words: str
    answer: _Said


class _Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    ask: _Said
    sure: _Said
    report: _Said


async def desk(show: Show) -> None:
    """The desk is shown in full, and two of its lines are acted on in one reply."""
    script, screen, by = show.script, show.screen, show.script.person(_BY)
    scene = script.scene("8-desk")
    story = read_toml(scene.folder / "desk.toml", _Monday)
    await screen.title(scene.title)
    (held,) = scene.letters
    await show.hand_in(held)
    await show.work(story.read.timestamp())
    await show.letters_came()
    letter = show.latest(by.address, "weekly letters")
    if letter is None:
        return
    screen.lines(letter_of(letter), 4)
    screen.line()
    await screen.pause(1.2)
    show.forget_day()
    started = time.monotonic()
    await answer(show, by, letter, story.words.strip(), story.read, _BOTH)
    copies, _ = await show.spread(held, started)
    asked = script.person(story.answer.key)
    show.owe(asked.address, "questions from facilitators")
    show.owe(by.address, _DONE)
    await show.letters_came()
    words = " · ".join(story.words.split("\n")).strip(" ·")
    note = f"{held.author.name}'s question: to all of them"
    await tell(show, by, story.read, f"“{words}”", note, "done", copies)
    await _answer(show, asked, story.answer)


async def _answer(show: Show, person: Person, said: _Said) -> None:
    """Whoever was asked to answer a conversation does so, by replying to that letter."""
    asked = show.latest(person.address, "questions from facilitators")
    started = time.monotonic()
    sent = await answer(show, person, asked, said.words.strip(), said.at, "posted")
    if sent is None or asked is None:
        return
    group = show.script.groups[0]
    about = str(asked.mail["Subject"])
    first = next((each for each in show.posted if about.endswith(each.letter.subject)), None)
    if first is None:
        show.surprise(f"{person.name} was asked about {about!r}, which nobody wrote")
        return
    to = (f"{group.name}@{show.script.domain}",)
    answers = first.letter.message_id
    sent = replace(sent, to=to)
    copies, took = await show.spread(sent, started, answers=answers, words=said.words)
    await tell(show, person, said.at, f"“{said.words}”", "was asked, and answers", copies, took)


async def report(show: Show) -> None:
    """A smaller group is asked for a report, and one of its facilitators writes it."""
    script, screen, by = show.script, show.screen, show.script.person(_BY)
    first, below = script.groups[:2]
    story = read_toml(script.folder / "9-report" / "report.toml", _Report)
    await screen.title(story.title)
    await write(
        show, by, f"{first.name}-request", story.ask.words, " ", story.ask.at, "command report"
    )
    show.owe(by.address, _SURE)
    await show.letters_came()
    sure = show.latest(by.address, _SURE)
    await answer(show, by, sure, story.sure.words, story.sure.at, "command report")
    show.owe(by.address, _DONE)
    for each in script.members(below):
        if below.role_of(each) == "facilitator":
            show.owe(each.address, "requests for a report")
    await show.work(story.sure.at.timestamp() + 60)
    await show.stage.work_now()
    await show.letters_came()
    note = "and then “yes”; its facilitators are asked"
    await tell(show, by, story.ask.at, story.ask.words, note, "asked", "")

    author, said = script.person(story.report.key), story.report
    asked = show.latest(author.address, "requests for a report")
    group = await show.stage.look_up(below.name)
    running = await activities.running(show.stage.site.db, group.id, "report")
    if not running:
        show.surprise(f"{below.name} has not been asked for a report")
        return
    await answer(show, author, asked, said.words.strip(), said.at, "answered", "iphone")
    show.owe(author.address, "receipts")
    await show.letters_came()
    due, readers = said.at + _WAITS, frozenset(show.readers[first.name])
    message_id = f"report.{running[-1].id}@{script.domain}"
    await show.work(due.timestamp())
    await show.stage.work_now()
    show.reports.append(Presented(author, said.words, message_id, readers))
    address = f"{first.name}@{script.domain}"
    if not await show.have_it(address, message_id, readers):
        show.surprise(f"not all have the report of {below.name}")
    copies = sum(show.world.copies(address, message_id).values())
    await tell(
        show,
        author,
        said.at,
        f"“{said.words}”",
        "to the letter that asks",
        f"{copies} copies",
        "in 15 min.",
    )
    await screen.pause(0.6)
