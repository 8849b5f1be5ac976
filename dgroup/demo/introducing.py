"""Who are you? Members answer their welcome, and a quarter of an hour later all others read it.

Until then a "no" stops it and other words replace it. Who has said nothing after three days is
reminded; some of those write, and the rest are left in peace.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from dgroup.demo.arriving import respond, tell
from dgroup.demo.company import Company, Said, read_company
from dgroup.demo.kinds import kind_of
from dgroup.demo.screen import style, wrap
from dgroup.demo.script import Person
from dgroup.demo.show import Presented, Show
from dgroup.demo.views import phone
from dgroup.domain.model import Group
from dgroup.store import introductions, people

_HOLD: Final = timedelta(minutes=15, seconds=10)
_DAYS: Final = timedelta(days=3)
_LAST: Final = timedelta(days=11)  # from the first letter to the second reminder
_SHOWN: Final = "daan"  # whose introduction is looked at,
_ON: Final = "grace"  # and on whose phone
_SILENT: Final = "kavita"  # whose reminder is looked at


async def introductions_round(show: Show) -> None:
    """The first days: replies to the welcome, and what becomes of them."""
    company, screen = read_company(show.script), show.screen
    prompt = [each for each in company.introductions if each.to != "reminders"]
    await screen.title("Who are you?")
    screen.lines(
        [
            "The welcome asks three questions. What a member replies is shown to all",
            "of the others a quarter of an hour later, in one thread.",
        ]
    )
    screen.line()
    show.forget_day()
    await _write(show, company, prompt)
    writer, reader = show.script.person(_SHOWN), show.script.person(_ON)
    screen.line()
    screen.lines([f"What {writer.name} wrote, on {reader.name}'s phone in {reader.place}:"])
    screen.line()
    for each in show.presented:
        if each.person == writer:
            for copy in show.world.mailbox(reader.address):
                if copy.message_id == each.message_id:
                    screen.lines(phone(copy), 6)
    await screen.pause(0.6)
    await _ask_who(show)


async def reminders(show: Show) -> None:
    """After three days those are reminded who have said nothing; two of them write."""
    company, screen, group = read_company(show.script), show.screen, show.script.groups[0]
    await screen.title("Three days later")
    late = [each for each in company.introductions if each.to == "reminders"]
    await show.work(late[0].at.timestamp() - 600)
    written = {each.person.key for each in show.presented}
    silent = [
        each
        for each in show.script.members(group)
        if each.key not in written and group.role_of(each) in ("member", "resource")
    ]
    for each in silent:
        show.owe(each.address, "reminders")
    await show.letters_came()
    writing = {each.key for each in late}
    for each in silent:
        if each.key not in writing:  # and then they are left in peace
            again = company.invited_at.replace(hour=9, minute=0) + _LAST
            show.owe_later(again, each.address, "reminders")
    names = ", ".join(each.name for each in silent)
    screen.lines([f"{len(silent)} members have not said who they are, and are reminded, kindly:"])
    screen.lines(wrap(names, 72), 4)
    screen.line()
    reader = show.script.person(_SILENT)
    if letter := show.latest(reader.address, "reminders"):
        screen.lines(phone(letter), 6)
    screen.line()
    await _write(show, company, late)
    invited, joined = len(company.invited), len(show.script.members(group))
    screen.line()
    numbers = f"{invited} invited, {joined} joined, {len(show.presented)} introduced"
    screen.line(style(f"  {numbers}, {len(silent)} reminded.", "bold"))
    await screen.pause(0.6)


async def _write(show: Show, company: Company, written: Sequence[Said]) -> None:
    """Play replies, and let each introduction come out when its time has come."""
    waiting: dict[str, tuple[Said, datetime]] = {}
    for said in written:
        await _come_out(show, company, waiting, said.at)
        sent = await respond(show, company, said)
        if sent is None:
            continue
        person = company.person(said.key)
        show.owe(person.address, "receipts")
        await show.letters_came()
        is_replaced = waiting.pop(said.key, None) is not None
        if said.outcome != "introduced":
            await tell(show, person, said, "stopped", "not shown", "yellow")
            continue
        waiting[said.key] = said, said.at + _HOLD
        result = "replaced" if is_replaced else "introduced"
        await tell(show, person, said, result if sent[1] else "not so", "in 15 min.")
    if waiting:
        await _come_out(show, company, waiting, max(at for _, at in waiting.values()))


async def _come_out(
    show: Show, company: Company, waiting: dict[str, tuple[Said, datetime]], now: datetime
) -> None:
    """Post what is due until `now`, each at its time, and wait for the copies."""
    plan = show.script.groups[0]
    group = show.stage.groups[plan.name]
    for key, (said, due) in sorted(waiting.items(), key=lambda each: each[1][1]):
        if due > now:
            break
        del waiting[key]
        person, readers = company.person(key), frozenset(show.readers[plan.name])
        await show.work(due.timestamp())
        await show.stage.work_now()
        message_id = await _message_id(show, group, person)
        show.presented.append(Presented(person, said.words, message_id, readers))
        started = time.monotonic()
        if not await show.have_it(group.address, message_id, readers):
            took = time.monotonic() - started
            show.surprise(f"not all have the introduction of {person.name} after {took:.1f} s")


async def _message_id(show: Show, group: Group, person: Person) -> str:
    """Read from the site's store what became of somebody's words; "" where nothing did."""
    site = show.stage.site
    known = await people.find(site.db, person.address)
    found = await introductions.latest(site.db, group, known.id) if known else None
    if found is None or found.state != "posted":
        show.surprise(f"the introduction of {person.name} was not posted")
        return ""
    return introductions.message_id(found.id, group)


async def _ask_who(show: Show) -> None:
    """A member asks by mail who knows something."""
    scene = show.script.scene("0-who")
    show.screen.line()
    for letter in scene.letters:
        await show.hand_in(letter)
        show.owe(letter.author.address, "answers")
        await show.letters_came()
        person = show.script.who(letter.author.address)
        await show.tell(letter, person, "answered", "", "green")
        answers = [each for each in show.world.mailbox(letter.author.address) if each.is_by_robot]
        if answers and kind_of(answers[-1]) == "answers":
            show.screen.line()
            show.screen.lines(phone(answers[-1]), 6)
    await show.screen.pause(0.6)
