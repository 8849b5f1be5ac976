"""The scenes, in the order in which they are played: `SCENES` is the whole show.

A scene is a coroutine that is given the show. One that only plays letters is a folder of
`examples/community` and a line here; a new one may have a file of its own, and a place in the list.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from dgroup.demo.screen import Row, left
from dgroup.demo.show import PATIENCE_S, Show
from dgroup.demo.views import counted, phone
from dgroup.demo.world import Delivered
from dgroup.domain.model import Role
from dgroup.mail import sign
from dgroup.mail.address import fold, split
from dgroup.server import holding
from dgroup.store import letters, people

_REASONS: Final = {
    "not_member": "a stranger; not told",
    "moderated": "read first; told so",
    "looks_like_command": "a word for the robot",
}
_LANGUAGES: Final = {"en": "English", "nl": "Dutch", "fr": "French", "es": "Spanish"}
_QUIET: Final = ("amina", "arjun", "daniel", "femke", "james", "mercy", "sunil", "willem")
_ROLES: Final[dict[Role, str]] = {
    "facilitator": "facilitators",
    "resource": "resource persons",
    "observer": "observers",
    "member": "other members",
}


async def arriving(show: Show) -> None:
    """Who is there, and how each is welcomed."""
    script, screen = show.script, show.screen
    await screen.title(f"{len(script.people)} people, {len(script.groups)} groups")
    for plan in script.groups:
        address, members = f"{plan.name}@{script.domain}", script.members(plan)
        name = f"└─ {address}" if plan.parent else address
        screen.lines([f"{left(name, 32)}  {left(plan.title, 30)}  {len(members):2} members"])
        show.robot.update(fold(each.address) for each in members)
    screen.line()
    countries = Counter(f"in {each.country}" for each in script.people)
    roles = Counter(script.groups[0].role_of(each) for each in script.people)
    screen.lines([counted(countries)])
    screen.lines([counted({word: roles[role] for role, word in _ROLES.items() if role in roles})])
    screen.line()
    welcomed = show.robot.total()
    if not await show.world.until(lambda: len(show.world.mails) >= welcomed, PATIENCE_S):
        show.surprise(f"only {len(show.world.mails)} of {welcomed} welcome letters came")
    languages = Counter(
        f"in {_LANGUAGES[person.language]}"
        for each in show.world.mails
        if (person := script.who(each.recipient))
    )
    screen.lines([f"Everybody is welcomed in their own language: {counted(languages)}."])
    await screen.pause(0.6)


async def question(show: Show) -> None:
    """A question and its answers; one mailbox that is busy; one mail as it arrives."""
    busy, reader = show.luck.sample([show.script.person(key) for key in _QUIET], 2)
    show.world.busy[fold(busy.address)] = 1
    await show.play("1-question")
    if not show.posted:
        return  # surprises say why
    screen, first = show.screen, show.posted[0].letter.message_id
    screen.line()
    if await show.world.until(lambda: bool(_copies(show, busy.address, first)), PATIENCE_S):
        said = f"{busy.name}'s provider said “come back later” to the first copy, and"
        screen.lines([said, "dgroup did, a minute of the story later. Nobody else had to wait."])
    else:
        show.surprise(f"{busy.name} never got the first post, whose copy was put off")
    screen.line()
    screen.lines([f"The question, as it lies on {reader.name}'s phone in {reader.place}:"])
    screen.line()
    for copy in _copies(show, reader.address, first):
        screen.lines(phone(copy), 6)
    await screen.pause(1.0)


async def dutch(show: Show) -> None:
    """Another language, an attachment, and an answer that overtakes what it answers."""
    await show.play("2-dutch")


async def cocoa(show: Show) -> None:
    """The subgroup, and a letter to both groups."""
    await show.play("3-cocoa")


async def noise(show: Show) -> None:
    """All that is not for everybody, and what becomes of it."""
    scene = await show.play("4-noise")
    if not show.posted:
        return
    last = show.posted[-1]
    amina, jorge = show.script.person("amina"), show.script.person("jorge")
    for copy in _copies(show, amina.address, last.letter.message_id):
        note = "her provider sends her copy back"
        loop = show.script.letter(copy.content, note, "discarded loop")
        now = datetime.fromtimestamp(show.stage.clock(), last.letter.comes.tzinfo)
        group = f"{last.group.name}@{show.script.domain}"
        loop = replace(loop, to=(group,), comes=now)
        await show.deliver(loop, sender=amina.address, by=amina)
    for copy in _copies(show, jorge.address, last.letter.message_id):
        if (owner := await _whose(show, copy.sender)) != jorge.address:
            show.surprise(f"the return path of {jorge.address} names {owner or 'nobody'}")
        text = (scene.folder / "bounce.eml").read_bytes()
        text = text.replace(b"@RETURN_PATH@", copy.sender.encode())
        text = text.replace(b"@HEADERS@", copy.header.replace(b"\r\n", b"\n"))
        bounce = show.script.letter(text, "a bounce: his mailbox is full", "bounce")
        await show.deliver(bounce, sender="", by=jorge)
    screen = show.screen
    screen.line()
    screen.lines(["Held for the facilitators, and why:"])
    for held in await letters.held(show.stage.site.db):
        reason = _REASONS.get(held.reason, held.reason)
        screen.lines([f"{left(held.subject, 33)}  {left(held.author_name, 18)}  {reason}"], 4)
    await screen.pause(0.7)


async def decision(show: Show) -> None:
    """A facilitator reads what is held: one letter goes out after all, one is thrown away."""
    await show.screen.title("A facilitator decides")
    moment = datetime(2026, 11, 6, 8, 40, tzinfo=timezone(timedelta(hours=3)))
    show.stage.clock.reach(moment.timestamp())
    show.turn_to(moment)
    site, by = show.stage.site, show.script.person("peter")
    for held in await letters.held(site.db):
        letter = next((each for each in show.held if each.subject == held.subject), None)
        if letter is None:
            continue  # a surprise already, and left to wait
        started = time.monotonic()
        match held.reason:
            case "moderated":
                await holding.approve(site, held.id, by.address)
                what, note = f"lets {held.author_name}'s letter out", "the first decision counts"
                result, detail = await show.spread(letter, started)
                mood = "green"
            case "not_member":
                await holding.discard(site, held.id, by.address)
                what, note = "throws the cocoa beans away", "and nobody is told"
                result, detail, mood = "discarded", "", ""
            case _:
                what, note = f"wants to call {held.author_name} first", "leaves it as it is"
                result, detail, mood = "still held", "", "yellow"
        if result != "still held":
            show.held.remove(letter)
        row = Row(f"{moment:%H:%M}", by.name, by.place, what, note, result, detail, mood)
        await show.screen.row(row)


SCENES: Final[tuple[Callable[[Show], Awaitable[None]], ...]] = (
    arriving,
    question,
    dutch,
    cocoa,
    noise,
    decision,
)


def _copies(show: Show, address: str, message_id: str) -> list[Delivered]:
    """The copies of a post in a mailbox: one, or none where something went wrong."""
    return [each for each in show.world.mailbox(address) if each.message_id == message_id]


async def _whose(show: Show, return_path: str) -> str:
    """Read, as the server does, whose copy has come home; "" where the path cannot be read."""
    site = show.stage.site
    token = split(return_path)[0].partition("+")[2]
    numbers = sign.read(site.keys, sign.BOUNCES, token, site.clock() // 86_400, 60)
    for group in show.stage.groups.values():
        for member in await people.members(site.db, group):
            if numbers and member.id == numbers[1]:
                return member.address
    return ""
