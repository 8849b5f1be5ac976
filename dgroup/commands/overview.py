"""The desk of a facilitator: how the group is doing, in numbered lines to act on by reply.

One letter, weekly or for the word `desk`: first what needs a hand, then the week in figures. What
its numbers mean is kept with its ballot, so that an old letter still means what it said. Replies
come in at `desk_replies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import MODERATE_S, Desk, Done, about, issued
from dgroup.commands.line import Order
from dgroup.commands.registry import command
from dgroup.commands.waiting import REMIND_S, Line, in_order, line, noted
from dgroup.domain.effects import Data, Effect, Issue, Notify, Reader
from dgroup.domain.figures import Due, Report, Share, Someone, report
from dgroup.domain.model import Group
from dgroup.domain.sentences import shorten
from dgroup.mail.parse import parse
from dgroup.store import waiting, weekly
from dgroup.store.database import Readable
from dgroup.store.facilitators import Facilitator

TEMPLATE: Final = "desk/report"

MOST_WAITING: Final = 12
"""So many of what waits are in one letter; the others are told by number, and by `held`."""

_MOST_READ: Final = 60  # mails; of these are taken those that look least like spam
_CHOOSING: Final = frozenset({"cases"})


@dataclass(frozen=True, slots=True)
class Overview:
    """What one letter tells: the report, and the first of what waits for a decision.

    `posts` and `requests`: how many wait in all.
    """

    group: Group
    made_s: int
    report: Report
    listed: tuple[Line, ...]
    posts: int
    requests: int

    @property
    def keys(self) -> tuple[str, ...]:
        """What the numbers of the lines mean, from 1 on, as `desk_replies.py` reads it."""
        counted = self.report.counted
        found = [each.waiting.key for each in self.listed]
        if counted.not_introduced:
            found.append("introductions")
        found += [f"thread {each.thread_id}" for each in counted.unanswered]
        if counted.silent:
            found.append("silent")
        found += [f"cases {each.activity_id}" for each in self.choosing]
        if counted.invited:
            found.append("invitations")
        return tuple(found)

    @property
    def choosing(self) -> tuple[Due, ...]:
        """What waits for answers of members who were asked."""
        due = self.report.counted.due
        return tuple(each for each in due if each.kind in _CHOOSING and each.unanswered)


@command("desk", proof="on file", scope="group", right="watch")
async def show(order: Order, desk: Desk) -> Done:
    """Tell a facilitator how the group is doing, now.

    Others in charge have not been told of what waits by this, and still will be.
    """
    seen = await look(desk.store, at_hand(desk), desk.now_s)
    person = desk.asker.person
    reply_to, issue = _ballot(
        seen,
        desk.new_id,
        desk.now_s,
        to=desk.reader.address,
        person_id=person.id if person else None,
    )
    part = desk.say(TEMPLATE, **told(seen))
    return Done(part, (issue,), reply_to=reply_to)


async def look(store: Readable, group: Group, now_s: int) -> Overview:
    """Count how a group is doing, and read how what waits begins."""
    counted = await weekly.week(store, group, now_s)
    found = await waiting.waiting(store, group.id)
    lines = in_order(
        [
            line(each, parse(await waiting.beginning(store, each.id)))
            if each.kind == "post"
            else line(each, None)
            for each in found[:_MOST_READ]
        ]
    )
    posts = sum(each.kind == "post" for each in found)
    return Overview(
        group,
        now_s,
        report(counted, group),
        tuple(lines[:MOST_WAITING]),
        posts,
        len(found) - posts,
    )


def weekly_letters(
    seen: Overview, to: Sequence[Facilitator], new_id: Callable[[], int]
) -> tuple[Effect, ...]:
    """Return the weekly letter to each of a group's own facilitators, each with their ballot."""
    group = seen.group
    effects: list[Effect] = []
    for each in to:
        reply_to, issue = _ballot(
            seen, new_id, seen.made_s, to=each.address, person_id=each.person_id
        )
        effects += (issue, _letter(seen, each.reader(group), reply_to, each.member_id))
    listed = [each.waiting for each in seen.listed]
    return (*effects, *noted(listed, seen.made_s)) if effects else ()


def told(seen: Overview) -> Mapping[str, Data]:
    """What the letter is told; people by name, else by address, for facilitators may see both."""
    counted, numbers = seen.report.counted, {key: at for at, key in enumerate(seen.keys, 1)}
    return {
        "waiting": [_waiting(numbers[each.waiting.key], each, seen.made_s) for each in seen.listed],
        "more_waiting": seen.posts + seen.requests - len(seen.listed),
        "posts_waiting": seen.posts,
        "requests_waiting": seen.requests,
        "is_still": seen.report.is_still,
        "asked": counted.asked,
        "introduced": counted.introduced,
        "introductions": _some(
            numbers.get("introductions", 0),
            counted.not_introduced,
            counted.asked - counted.introduced,
        ),
        "threads": [
            {
                "number": numbers[f"thread {each.thread_id}"],
                "subject": each.subject,
                "author": each.author_name or each.author,
                "asked_s": each.asked_s,
            }
            for each in counted.unanswered
        ],
        "more_threads": counted.unanswered_in_all - len(counted.unanswered),
        "silent": _some(numbers.get("silent", 0), counted.silent, counted.silent_in_all),
        "cases": [
            {
                "number": numbers[f"cases {each.activity_id}"],
                "title": each.title,
                "unanswered": each.unanswered,
            }
            for each in seen.choosing
        ],
        "invited": counted.invited,
        "invited_number": numbers.get("invitations", 0),
        "nudge": next((at for at, key in enumerate(seen.keys, 1) if _takes_nudge(key)), 0),
        "members": counted.members,
        "newcomers": _some(0, counted.newcomers, len(counted.newcomers)),
        "leavers": _some(0, counted.leavers, len(counted.leavers)),
        "bouncing": _some(0, counted.bouncing, len(counted.bouncing)),
        "posts": seen.report.posts,
        "by_role": [{"role": each.role, "percent": each.percent} for each in seen.report.by_role],
        "loudest": _loudest(seen.report.loudest, seen.report.posts),
        "expired": counted.expired,
        "unshown": counted.unshown,
        "due": [
            {"kind": each.kind, "title": each.title, "closes_s": each.closes_s}
            for each in counted.due
            if each.closes_s is not None and each.closes_s > seen.made_s
        ],
        "subgroups": [
            {"title": each.title, "members": each.members, "posts": each.posts}
            for each in counted.subgroups
        ],
        "timezone": seen.group.timezone,
    }


_OPENING: Final = 120  # characters of a held post
_FEWEST_POSTS: Final = 5  # of fewer, nobody is loud
_MOST_NAMES: Final = 10


def _letter(seen: Overview, reader: Reader, reply_to: str, member_id: int | None) -> Notify:
    return Notify(
        template=TEMPLATE,
        reader=reader,
        group_id=seen.group.id,
        data={**about(seen.group), **told(seen)},
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=member_id,
    )


def _ballot(
    seen: Overview, new_id: Callable[[], int], now_s: int, *, to: str, person_id: int | None
) -> tuple[str, Issue]:
    return issued(
        new_id,
        now_s,
        "desk",
        {"listed": list(seen.keys), "made_s": seen.made_s},
        to=to,
        lasts_s=MODERATE_S,
        person_id=person_id,
        group_id=seen.group.id,
        is_reusable=True,
    )


def _waiting(number: int, each: Line, now_s: int) -> Data:
    what = each.waiting
    return {
        "number": number,
        "kind": what.kind,
        "address": what.address,
        "who": what.name,
        "subject": what.subject,
        "since_s": what.since_s,
        "is_late": what.since_s <= now_s - REMIND_S,
        "is_spam": each.is_spam,
        "opening": shorten(each.opening, _OPENING),
    }


def _takes_nudge(key: str) -> bool:
    return key.partition(" ")[0] in ("introductions", "silent", "cases", "invitations")


def _some(number: int, people: Sequence[Someone], in_all: int) -> Data:
    """A line about many: its number (0 for none), some names, and how many more there are."""
    names = _names(people)
    return {"number": number, "names": names, "more": in_all - len(names), "in_all": in_all}


def _names(people: Sequence[Someone]) -> Sequence[str]:
    return [each.name or each.address for each in people[:_MOST_NAMES]]


def _loudest(shares: Sequence[Share], posts: int) -> Sequence[Data]:
    if posts < _FEWEST_POSTS:
        return []
    return [{"name": each.name, "percent": each.percent} for each in shares]
