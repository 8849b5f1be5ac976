"""How somebody in charge speaks with the server: by a mail to it, or a reply to what it wrote.

All of it goes over SMTP, as from anybody's mail program.
"""

from __future__ import annotations

from datetime import datetime

from dgroup.demo.programs import Writer, compose, reply
from dgroup.demo.screen import Row
from dgroup.demo.script import Letter, Person
from dgroup.demo.show import Show
from dgroup.demo.world import Delivered


async def write(
    show: Show, by: Person, to: str, subject: str, words: str, at: datetime, expect: str
) -> Letter:
    """Send a mail to an address of the site, and wait for nothing; return it."""
    content = compose(_writer(by), f"{to}@{show.script.domain}", subject, words, at)
    letter = show.script.letter(content, "", expect)
    await show.hand_in(letter)
    return letter


async def answer(
    show: Show,
    by: Person,
    answered: Delivered | None,
    words: str,
    at: datetime,
    expect: str,
    program: str = "gmail",
) -> Letter | None:
    """Reply to a letter, and wait for nothing; None where there is no letter to reply to."""
    if answered is None:
        show.surprise(f"{by.name} has nothing to reply to")
        return None
    content = reply(program, _writer(by), words, answered.mail, at)
    letter = show.script.letter(content, "", expect)
    await show.hand_in(letter)
    return letter


async def tell(
    show: Show,
    by: Person,
    at: datetime,
    words: str,
    note: str,
    result: str,
    detail: str = "",
    mood: str = "green",
) -> None:
    """Show what somebody wrote, and what came of it."""
    show.turn_to(at)
    row = Row(f"{at:%H:%M}", by.name, by.place, " ".join(words.split()), note, result, detail, mood)
    await show.screen.row(row)


def _writer(by: Person) -> Writer:
    return Writer(by.name, by.address, by.language)
