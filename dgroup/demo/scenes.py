"""The scenes, in the order in which they are played: `SCENES` is the whole show.

A scene is a coroutine that is given the show. One that only plays letters is a folder of
`examples/community` and a line here; a new one may have a file of its own, and a place in the list.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from dgroup.demo.arriving import invitations
from dgroup.demo.beginning import beginning
from dgroup.demo.choosing import quiet
from dgroup.demo.deciding import decision
from dgroup.demo.digesting import digests
from dgroup.demo.dividing import choices, division
from dgroup.demo.introducing import introductions_round, reminders
from dgroup.demo.screen import left
from dgroup.demo.show import PATIENCE_S, Show
from dgroup.demo.summing import summary
from dgroup.demo.tending import desk, report
from dgroup.demo.views import phone
from dgroup.demo.world import Delivered
from dgroup.mail import sign
from dgroup.mail.address import fold, split
from dgroup.store import letters, people

_REASONS: Final = {
    "not_member": "a stranger; not told",
    "moderated": "read first; told so",
}
_QUIET: Final = ("amina", "arjun", "daniel", "femke", "james", "mercy", "sunil", "willem")


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
    await screen.pause(0.8)


async def dutch(show: Show) -> None:
    """Another language, an attachment, and an answer that overtakes what it answers."""
    await show.play("2-dutch")


async def cocoa(show: Show) -> None:
    """The subgroup, and a letter to both groups."""
    scene = show.script.scene("3-cocoa")
    await show.screen.title(scene.title)
    plan = show.script.groups[1]
    members = show.script.members(plan)
    await show.work(scene.letters[0].comes.timestamp() - 3600)
    await show.stage.found(plan)
    await show.stage.add(plan, members)
    for each in members:
        show.owe(each.address, "welcomes")
    show.readers[plan.name].update(fold(each.address) for each in show.script.readers(plan))
    await show.letters_came()
    show.screen.lines(
        [
            f"{plan.title}, {plan.name}@{show.script.domain}, is a group within the",
            f"group. {len(members)} of its members are added by `dgroup member add --welcome`.",
        ]
    )
    show.screen.line()
    for letter in scene.letters:
        await show.deliver(letter)


async def noise(show: Show) -> None:
    """All that is not for everybody, and what becomes of it."""
    scene = await show.play("4-noise")
    for each in scene.letters:
        if each.expect == "command leave":
            show.owe(each.author.address, "answers")
            show.readers[show.script.groups[0].name].discard(fold(each.author.address))
    await show.letters_came()
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


SCENES: Final[tuple[Callable[[Show], Awaitable[None]], ...]] = (
    beginning,
    invitations,
    introductions_round,
    reminders,
    question,
    dutch,
    cocoa,
    noise,
    quiet,
    decision,
    choices,
    desk,
    division,
    report,
    digests,
    summary,
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
