"""Who is in a group, and what they wrote about themselves: for its members only.

No address is shown to anybody. Who conceals themselves is neither named nor found (R13).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.authority import Actor, may
from dgroup.domain.effects import Data
from dgroup.domain.introductions import in_one_line, matching_line, questions_of
from dgroup.domain.model import Group
from dgroup.domain.sentences import fold_text, shorten
from dgroup.reading.line import Order
from dgroup.store import introductions
from dgroup.store.introductions import Presented

MOST: Final = 100
"""So many people are shown in one letter."""

_LOOKED_AT: Final = 2_000  # people whose words are searched, the latest
_EXCERPT: Final = 400  # characters of an introduction among others
_LONGEST: Final = 20_000  # of one by itself
_KEYWORD: Final = 60


@command("who", proof="on file", scope="group")
async def who(order: Order, desk: Desk) -> Done:
    """See who is in the group, or find people by what they wrote about themselves."""
    group = _group_of_member(desk)
    if group is None:
        return _for_members_only(desk)
    if words := fold_text(order.argument).split():
        return await _found(words, order.argument, group, desk)
    counts = await introductions.count(desk.store, group)
    people = await introductions.shown(desk.store, group, MOST)
    presented = [each for each in people if each.text]
    return Done(
        desk.say(
            "introductions/who",
            timezone=group.timezone,
            members=counts.members,
            presented=counts.presented,
            people=[_line(each, group, desk) for each in presented],
            others=[_told(each, "") for each in people if not each.text],
            unnamed=counts.members - counts.shown,
            is_cut=counts.shown > len(people),
        )
    )


@command("introductions", proof="on file", scope="group")
async def show_introductions(order: Order, desk: Desk) -> Done:
    """Read what members wrote about themselves, the latest first; all of it, of one by name."""
    group = _group_of_member(desk)
    if group is None:
        return _for_members_only(desk)
    words = fold_text(order.argument).split()
    people = await introductions.presented(desk.store, group, _LOOKED_AT if words else MOST)
    if words:
        called = [each for each in people if _is_called(each, words)]
        if len(called) == 1:
            return _one(called[0], group, desk)
        if not called:
            return await _found(words, order.argument, group, desk)
        people = called
    counts = await introductions.count(desk.store, group)
    return Done(
        desk.say(
            "introductions/list",
            timezone=group.timezone,
            keyword=shorten(order.argument, _KEYWORD) if words else "",
            members=counts.members,
            presented=counts.presented,
            people=[_told(each, shorten_lines(each.text, _EXCERPT)) for each in people[:MOST]],
            is_cut=len(people) > MOST or (not words and counts.presented > MOST),
        )
    )


def shorten_lines(text: str, most: int) -> str:
    """Cut a text of several lines between words, where it has more characters than `most`."""
    if len(text) <= most:
        return text
    return text[: most - 1].rpartition(" ")[0].rstrip(" ,;:-–(") + " […]"


async def _found(words: Sequence[str], keyword: str, group: Group, desk: Desk) -> Done:
    """Who wrote all these words, or their beginnings, about themselves or is called so."""
    people = await introductions.presented(desk.store, group, _LOOKED_AT)
    found: list[Data] = []
    for each in people:
        line = matching_line(each.text, words)
        if line is None and matching_line(f"{each.name}\n{each.text}", words) is not None:
            line = in_one_line(each.text, each.answers, questions_of(group, desk.language))
        if line is not None:
            found.append(_told(each, line))
    part = desk.say(
        "introductions/found",
        timezone=group.timezone,
        keyword=shorten(keyword, _KEYWORD),
        found=len(found),
        people=found[:MOST],
        is_cut=len(found) > MOST,
    )
    return Done(part)


def _one(person: Presented, group: Group, desk: Desk) -> Done:
    text = shorten_lines(person.text, _LONGEST)
    return Done(desk.say("introductions/one", timezone=group.timezone, person=_told(person, text)))


def _group_of_member(desk: Desk) -> Group | None:
    is_member = desk.group is not None and may(Actor(desk.member), "read", desk.group)
    return desk.group if is_member else None


def _for_members_only(desk: Desk) -> Done:
    return Done(desk.say("introductions/members_only"), reason="not_member")


def _is_called(person: Presented, words: Sequence[str]) -> bool:
    folded = f" {fold_text(person.name)}"
    return all(f" {word}" in folded for word in words)


def _line(person: Presented, group: Group, desk: Desk) -> Data:
    questions = questions_of(group, desk.language)
    return _told(person, in_one_line(person.text, person.answers, questions))


def _told(person: Presented, text: str) -> Data:
    return {
        "name": _named(person),
        "is_facilitator": person.is_facilitator,
        "text": text,
        "written_s": person.written_s,
    }


def _named(person: Presented) -> str:
    """A name that stands at the beginning of a line, and means nothing there."""
    return person.name.lstrip("-=>*#|. ") or "…"
