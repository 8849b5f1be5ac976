"""How mail comes: one word is enough to pause, to hear no more of a thread, to leave or come back.

Those words may even go to everybody by mistake: they are obeyed, and nobody gets to read them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dgroup.demo.programs import Writer, reply
from dgroup.demo.screen import Row
from dgroup.demo.script import Letter, Person
from dgroup.demo.show import Show
from dgroup.demo.views import phone
from dgroup.mail.address import fold
from dgroup.mail.parse import parse

_UNDONE_AT: Final = datetime.fromisoformat("2026-11-06T08:55:00+05:30")
_BACK: Final = datetime.fromisoformat("2026-11-16T00:00:00+01:00")  # as the one who is away says


async def quiet(show: Show) -> None:
    """One member pauses, one mutes a thread, one comes back; the next post goes by all that."""
    scene, screen, group = show.script.scene("5-quiet"), show.screen, show.script.groups[0]
    await screen.title(scene.title)
    pausing, muting, post = scene.letters
    away, deaf, back = (_member(show, each) for each in scene.letters)
    for letter, person in ((pausing, away), (muting, deaf)):
        await show.deliver(letter)
        show.owe(person.address, "answers")
        await show.letters_came()
    show.readers[group.name].discard(fold(away.address))
    show.paused[away.key] = _BACK.timestamp()
    show.muted[deaf.key] = parse(post.content).references[0]
    await _come_back(show, back)
    show.readers[group.name].discard(fold(deaf.address))
    await show.deliver(post)
    show.readers[group.name].add(fold(deaf.address))
    screen.line()
    screen.lines(
        [
            f"None for {away.name}, who is away, and none for {deaf.name}, who",
            f"has heard enough of this one thread. What {away.name} was told:",
        ]
    )
    screen.line()
    if letter_to := show.latest(away.address, "answers"):
        screen.lines(phone(letter_to), 6)
    await screen.pause(0.6)


def _member(show: Show, letter: Letter) -> Person:
    person = show.script.who(letter.author.address)
    assert person is not None, f"{letter.author.address} is nobody of the script"
    return person


async def _come_back(show: Show, person: Person) -> None:
    """Somebody has left by a word too many, and undoes it by replying to the letter about it."""
    farewell = show.latest(person.address, "answers")
    if farewell is None:
        return
    by = Writer(person.name, person.address, person.language)
    note = "in reply to: you have left"
    content = reply("gmail", by, "undo", farewell.mail, _UNDONE_AT)
    letter = show.script.letter(content, note, "confirmed")
    is_so = await show.hand_in(letter)
    show.owe(person.address, "answers")
    await show.letters_came()
    show.readers[show.script.groups[0].name].add(fold(person.address))
    show.turn_to(_UNDONE_AT)
    result = "is back" if is_so else "not so"
    row = Row(f"{_UNDONE_AT:%H:%M}", person.name, person.place, "“undo”", note, result, "as before")
    await show.screen.row(row)
