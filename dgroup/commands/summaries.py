"""`summary`: what was talked about in a group since a day, or in one conversation, in a few lines.

The answer is put together when it is sent (`server/summary_letters.py`), for that takes longer than
other mail should wait. Only members read; whoever asks for what they may not read hears what they
would hear if it were not there (R13).
"""

from __future__ import annotations

from typing import Final

from dgroup.commands.days import day_of, start_of
from dgroup.commands.desk import DAY_S, Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.effects import Data
from dgroup.domain.model import Group
from dgroup.domain.sentences import fold_text, shorten
from dgroup.domain.words.shown import word_for
from dgroup.reading.line import Order
from dgroup.reading.past_dates import read_past
from dgroup.store import archive, belonging, groups, posts, summaries

WEEK_S: Final = 7 * DAY_S
MOST_SUBJECTS: Final = 5000
"""Conversations among which one is looked for by the words of its subject, the latest."""


@command("summary", proof="on file", scope="every group")
async def summary(order: Order, desk: Desk) -> Done:
    """Have the last week, the time since a day, or one conversation summed up in a few lines."""
    kind, _, rest = order.argument.partition(" ")
    if kind == "thread" and rest:
        return await _of_thread(int(rest), desk)
    if desk.group is None:
        return await _of_only_group(order, desk)
    member = desk.member
    if member is None or not member.is_active:
        return Done(desk.say("choices/not_member"), reason="not_member")
    match kind:
        case "thread":
            return await _of_answered(desk.group, desk)
        case "about":
            return await _about(rest, desk.group, desk)
        case "since":
            return _since(rest, desk.group, desk)
        case _:
            return _of_time(desk.now_s - WEEK_S, desk.group, desk)


_LONGEST_SHOWN: Final = 80  # characters of what was asked


def _of_time(since_s: int, group: Group, desk: Desk) -> Done:
    summing: Data = {"group": group.id, "since_s": since_s, "until_s": desk.now_s}
    return Done(desk.say("summaries/summary", summing=summing))


def _since(date: str, group: Group, desk: Desk) -> Done:
    day = read_past(date, day_of(desk.now_s, group.timezone))
    if day is None:
        return _unknown("date", date, desk)
    # What came in the first second of a day is of that day.
    return _of_time(start_of(day, group.timezone) - 1, group, desk)


async def _of_thread(number: int, desk: Desk) -> Done:
    """The conversation of a number, or the one that a message of that number stands in."""
    person = desk.asker.person
    access = None
    if person is not None:
        access = await archive.readable(desk.store, number, person.id)
    group = await groups.one(desk.store, access.group_id, desk.defaults) if access else None
    if access is None or group is None:
        return _unknown("number", str(number), desk)
    return _thread(access.thread_id, desk.with_group(group, None))


async def _of_answered(group: Group, desk: Desk) -> Done:
    """The conversation that the mail itself answers."""
    thread_id = await posts.thread_of(desk.store, group.id, desk.letter.references)
    if thread_id is None:
        word = word_for("summary", desk.language)
        return Done(desk.say("threads/unknown", word=word), reason="no_thread")
    return _thread(thread_id, desk)


async def _about(words: str, group: Group, desk: Desk) -> Done:
    """The latest conversation with these words in its subject."""
    wanted = fold_text(words).split()
    for thread_id, subject in await summaries.subjects(desk.store, group, MOST_SUBJECTS):
        folded = f" {fold_text(subject)}"
        if wanted and all(f" {word}" in folded for word in wanted):
            return _thread(thread_id, desk)
    return _unknown("words", words, desk)


def _thread(thread_id: int, desk: Desk) -> Done:
    assert desk.group is not None, "a conversation has its group"
    summing: Data = {"group": desk.group.id, "thread": thread_id, "until_s": desk.now_s}
    return Done(desk.say("summaries/thread", summing=summing))


def _unknown(kind: str, asked: str, desk: Desk) -> Done:
    shown = shorten(asked, _LONGEST_SHOWN)
    return Done(desk.say("summaries/unknown", kind=kind, asked=shown), reason="unknown")


async def _of_only_group(order: Order, desk: Desk) -> Done:
    """Where no group is at hand it is the only one of the asker; else they say which."""
    person = desk.asker.person
    found = await belonging.of_person(desk.store, person.id, desk.defaults) if person else []
    active = [
        (group, member) for group, member in found if member.is_active and group.archived_s is None
    ]
    if len(active) == 1:
        return await summary(order, desk.with_group(*active[0]))
    names = [group.name for group, _ in active]
    word = word_for("summary", desk.language)
    return Done(desk.say("robot/which_group", word=word, groups=names), reason="which_group")
