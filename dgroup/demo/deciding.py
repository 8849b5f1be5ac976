"""Facilitators decide by replying to the letters they got; the first decision counts.

What a member wrote came to them at once; what strangers write is summed up once a day.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from dgroup.demo.programs import Writer, reply
from dgroup.demo.screen import Row
from dgroup.demo.script import Letter, Person
from dgroup.demo.show import Show
from dgroup.demo.views import phone
from dgroup.demo.world import Delivered

_FIRST: Final = datetime.fromisoformat("2026-11-06T08:40:00+03:00")
_THEN: Final = datetime.fromisoformat("2026-11-06T08:44:00+03:00")
_LATE: Final = datetime.fromisoformat("2026-11-06T07:05:00+01:00")
_TRUSTED: Final = datetime.fromisoformat("2026-11-06T10:40:00+01:00")
_TRUST: Final = "ok en vertrouw"
_KIND: Final = "for the facilitators"


async def decision(show: Show) -> None:
    """One letter goes out after all, one is thrown away, and the second facilitator hears so."""
    screen, script = show.screen, show.script
    await screen.title("Facilitators decide, by replying")
    peter, saskia = script.person("peter"), script.person("saskia")
    held = {each.expect: each for each in show.held}
    post, spam = held.get("held moderated"), held.get("held not_member")
    if post is None or spam is None:
        show.surprise("nothing is held that could be decided")
        return
    asked, listed = (_about(show, peter, each) for each in (post, spam))
    asked_too = _about(show, saskia, post)
    if asked is None or listed is None or asked_too is None:
        show.surprise("a facilitator has no letter about what is held")
        return
    screen.lines([f"What strangers wrote is summed up in the morning, for {peter.name}:"])
    screen.line()
    screen.lines(phone(listed), 6)
    screen.line()
    started = time.monotonic()
    note = f"to the letter about {post.author.name}'s"
    letter = await _decide(show, peter, asked, "Ok", _FIRST, note, "confirmed approved")
    result, detail = await show.spread(post, started)
    await _tell(show, peter, letter, _FIRST, result, detail)
    note = "to the list of what strangers wrote"
    letter = await _decide(show, peter, listed, "drop 1", _THEN, note, "confirmed")
    await _tell(show, peter, letter, _THEN, "discarded", "nobody told", "")
    note = "is told who was first, and when"
    letter = await _decide(show, saskia, asked_too, "ok", _LATE, note, "confirmed decided")
    await _tell(show, saskia, letter, _LATE, "decided", "by Peter", "")
    show.held.clear()
    await _trust(show, saskia)


async def _trust(show: Show, by: Person) -> None:
    """Two words more, and what somebody writes need not be read first any more."""
    first, then = show.script.scene("6-trust").letters
    await show.deliver(first)
    await show.letters_came()
    asked = _about(show, by, first)
    if asked is None:
        show.surprise(f"{by.name} has no letter about {first.subject!r}")
        return
    show.held.clear()
    started = time.monotonic()
    note = f"and {first.author.name} need not wait again"
    letter = await _decide(show, by, asked, _TRUST, _TRUSTED, note, "confirmed approved")
    result, detail = await show.spread(first, started)
    await _tell(show, by, letter, _TRUSTED, result, detail)
    await show.deliver(then)


def _about(show: Show, reader: Person, held: Letter) -> Delivered | None:
    """The letter in a mailbox by which somebody can decide on what is held."""
    for each in reversed(show.world.mailbox(reader.address)):
        is_ticket = each.is_by_robot and str(each.mail["Reply-To"]).startswith("confirm+")
        if is_ticket and held.subject in " ".join(str(each.mail.get_content()).split()):
            return each
    return None


async def _decide(
    show: Show,
    by: Person,
    asked: Delivered,
    word: str,
    at: datetime,
    note: str,
    expect: str,
) -> Letter:
    writer = Writer(by.name, by.address, by.language)
    letter = show.script.letter(reply("iphone", writer, word, asked.mail, at), note, expect)
    await show.hand_in(letter)
    show.owe(by.address, _KIND)
    await show.letters_came()
    return letter


async def _tell(
    show: Show,
    by: Person,
    letter: Letter,
    at: datetime,
    result: str,
    detail: str,
    mood: str = "green",
) -> None:
    show.turn_to(at)
    first = letter.content.partition(b"\r\n\r\n")[2].split(b"\r\n")[0].decode()
    row = Row(f"{at:%H:%M}", by.name, by.place, f"“{first}”", letter.note, result, detail, mood)
    await show.screen.row(row)
