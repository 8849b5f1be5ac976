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
from dgroup.commands.desk import UNDO_S, Desk, Done, about, issued
from dgroup.commands.reach import Reach, reaches
from dgroup.commands.registry import command
from dgroup.commands.waiting import REMIND_S, Line, in_order, line, noted
from dgroup.domain.effects import Data, Effect, Issue, Notify, Part
from dgroup.domain.figures import MISSING, Report, Share, Someone, report
from dgroup.domain.model import Group
from dgroup.domain.sentences import shorten
from dgroup.mail.parse import parse
from dgroup.reading.line import Order
from dgroup.store import waiting, weekly
from dgroup.store.database import Readable
from dgroup.store.facilitators import Facilitator

TEMPLATE: Final = "desk/report"

MOST_WAITING: Final = 12
"""So many of what waits are in one letter; the others are told by number, and by `held`."""

_MOST_READ: Final = 60  # mails; of these are taken those that look least like spam


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
    reach: Mapping[str, tuple[Reach, ...]]

    @property
    def keys(self) -> tuple[str, ...]:
        """What the numbers of the lines mean, from 1 on, as `desk_replies.py` reads it."""
        counted = self.report.counted
        found = [each.waiting.key for each in self.listed]
        found += self._reached("introductions")
        found += [f"thread {each.thread_id}" for each in counted.unanswered]
        for topic in ("silent", "cases", "invitations"):
            found += self._reached(topic)
        return tuple(found)

    def _reached(self, topic: str) -> list[str]:
        return [each.key for each in self.reach.get(topic, ()) if each.in_all]


@command("desk", proof="on file", scope="group", right="watch")
async def show(order: Order, desk: Desk) -> Done:
    """Tell a facilitator how the group is doing, now.

    Others in charge have not been told of what waits by this, and still will be.
    """
    seen = await look(desk.store, at_hand(desk), desk.now_s)
    person = desk.asker.person
    reply_to, issue = _ballot(
        [seen], desk.new_id, to=desk.reader.address, person_id=person.id if person else None
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
    reported = report(counted, group)
    return Overview(
        group,
        now_s,
        reported,
        tuple(lines[:MOST_WAITING]),
        posts,
        len(found) - posts,
        await reaches(store, group, reported.counted, now_s),
    )


def weekly_letter(
    places: Sequence[tuple[Overview, Facilitator]], new_id: Callable[[], int]
) -> tuple[Effect, ...]:
    """Return the one weekly letter to somebody about all the groups that they look after.

    Each group has its part, and its lines go on where those of the one before end. A subgroup in
    which nothing is to be done has its line in the part of the group above it, and none of its own.
    """
    ids = {seen.group.id for seen, _ in places}
    told_of = [(seen, to) for seen, to in places if seen.keys or seen.group.parent_id not in ids]
    (first, to), *_ = told_of
    overviews = [seen for seen, _ in told_of]
    reply_to, issue = _ballot(
        overviews, new_id, to=to.address, person_id=to.person_id, is_weekly=True
    )
    parts: list[Part] = []
    at = 1
    for seen in overviews:
        data = {**told(seen, at), "others": 0, "is_last": seen is overviews[-1]}
        parts.append(Part(TEMPLATE, {**about(seen.group), **data}))
        at += len(seen.keys)
    letter = Notify(
        template=TEMPLATE,
        reader=to.reader(first.group),
        group_id=first.group.id,
        data={**parts[0].data, "others": len(parts) - 1},
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=to.member_id,
        parts=tuple(parts[1:]),
    )
    noting = [
        effect
        for seen in overviews
        for effect in noted([each.waiting for each in seen.listed], seen.made_s)
    ]
    return issue, letter, *noting


def told(seen: Overview, at: int = 1) -> Mapping[str, Data]:
    """What the letter is told; people by name, else by address, for facilitators may see both.

    `at`: the number of the first line.
    """
    counted, numbers = seen.report.counted, {key: n for n, key in enumerate(seen.keys, at)}
    reach = {topic: [_reached(numbers, each) for each in of] for topic, of in seen.reach.items()}
    offered = {topic: [each for each in of if each["number"]] for topic, of in reach.items()}
    return {
        "others": 0,
        "is_last": True,
        "waiting": [_waiting(numbers[each.waiting.key], each, seen.made_s) for each in seen.listed],
        "more_waiting": seen.posts + seen.requests - len(seen.listed),
        "posts_waiting": seen.posts,
        "requests_waiting": seen.requests,
        "is_still": seen.report.is_still,
        "asked": counted.asked,
        "introduced": counted.introduced,
        "introductions": next(iter(offered.get("introductions", ())), _NOBODY),
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
        "silent": next(iter(offered.get("silent", ())), _NOBODY),
        "cases": offered.get("cases", []),
        "invitations": next(iter(offered.get("invitations", ())), _NOBODY),
        "written": [
            {"topic": each.topic, "at_s": each.last_s}
            for of in seen.reach.values()
            for each in of
            if each.last_s and not each.in_all
        ],
        "nudge": next((number for key, number in numbers.items() if _takes_nudge(key)), 0),
        "members": counted.members,
        "newcomers": _some(counted.newcomers),
        "leavers": _some(counted.leavers),
        "bouncing": _some(counted.bouncing),
        "posts": seen.report.posts,
        "by_role": [{"role": each.role, "percent": each.percent} for each in seen.report.by_role],
        "loudest": _loudest(seen.report.loudest, seen.report.posts),
        "expired": counted.expired,
        "unshown": counted.unshown,
        "due": [
            # A moment of the last day: what ends at midnight is open until the day before.
            {"kind": each.kind, "title": each.title, "closes_s": each.closes_s - 1}
            for each in counted.due
            if each.closes_s is not None and each.closes_s > seen.made_s and each.state != MISSING
        ],
        "missing": [
            {"title": each.title, "asked_s": each.asked_s}
            for each in counted.due
            if each.state == MISSING and each.asked_s is not None
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


def _ballot(
    seen: Sequence[Overview],
    new_id: Callable[[], int],
    *,
    to: str,
    person_id: int | None,
    is_weekly: bool = False,
) -> tuple[str, Issue]:
    """The ticket of a letter: what stands at each number, and in which group.

    `is_weekly`: by it nobody gets a second one that day (`list-facilitators-not-written-to`).
    """
    first = seen[0]
    return issued(
        new_id,
        first.made_s,
        "desk",
        {
            "listed": [key for each in seen for key in each.keys],
            "groups": [each.group.id for each in seen for _ in each.keys],
            "made_s": first.made_s,
            "is_weekly": is_weekly,
        },
        to=to,
        lasts_s=UNDO_S,
        person_id=person_id,
        group_id=first.group.id,
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


_NOBODY: Final[Mapping[str, Data]] = {"number": 0, "names": [], "more": 0, "in_all": 0}


def _reached(numbers: Mapping[str, int], reach: Reach) -> Mapping[str, Data]:
    """A line that offers to write to some: its number (0: none is left), some names, how many."""
    return {
        "number": numbers.get(reach.key, 0),
        "names": list(reach.names),
        "more": reach.in_all - len(reach.names),
        "in_all": reach.in_all,
        "title": reach.title,
    }


def _some(people: Sequence[Someone]) -> Data:
    """Many people: some names, and how many more there are."""
    names = _names(people)
    return {"names": names, "more": len(people) - len(names), "in_all": len(people)}


def _names(people: Sequence[Someone]) -> Sequence[str]:
    return [each.name or each.address for each in people[:_MOST_NAMES]]


def _loudest(shares: Sequence[Share], posts: int) -> Sequence[Data]:
    if posts < _FEWEST_POSTS:
        return []
    return [{"name": each.name, "percent": each.percent} for each in shares]
