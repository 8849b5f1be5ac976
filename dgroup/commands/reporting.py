"""`report SUBGROUP DATE`: a subgroup is asked what it has to tell the group above.

At its date its facilitators, or all its members where it has none, get a letter; the first reply
that says something is their report. It waits a while, can be taken back or written anew until then,
and is posted above by `server/reporting.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.calendar import Calendar
from dgroup.commands.days import day_of, start_of
from dgroup.commands.desk import DAY_S, UNDO_S, Desk, Done, about
from dgroup.commands.leaving import depart
from dgroup.commands.registry import asks, command, falls_due, ticket
from dgroup.domain.effects import (
    Advance,
    Ask,
    AskAgain,
    Begin,
    Data,
    Effect,
    Note,
    Notify,
    Part,
    Respond,
)
from dgroup.domain.figures import MISSING
from dgroup.domain.model import Activity, Group, Person, Ticket
from dgroup.domain.sentences import holds_sentence, is_courtesy
from dgroup.domain.words import lone_verb
from dgroup.mail.automatic import opens_automatic, speaks_of_absence
from dgroup.mail.unmarked import may_be_receipt
from dgroup.reading.answers import Answer
from dgroup.reading.dates import read_date
from dgroup.reading.line import Order
from dgroup.store import activities, belonging, groups, subgroups
from dgroup.store.activities import Addressee
from dgroup.store.database import Readable
from dgroup.store.facilitators import actor_of
from dgroup.store.groups import Defaults

KIND: Final = "report"
ITEM: Final = "report"
"""What a report is called among the answers of its activity."""

LASTS_S: Final = 14 * DAY_S
"""After that the report is missed, and the group above told so in its weekly letter."""
REMIND_S: Final = 4 * DAY_S
LATE_S: Final = UNDO_S + REMIND_S
"""A report that comes by then, from when it was asked for, is posted all the same."""
LONGEST: Final = 50_000
"""So many characters a report may have."""

_MORNING_S: Final = 9 * 3600
_SHOWN_BACK: Final = 2_000  # characters
_MOST_OF_RECEIPT: Final = 40  # words
_MOST_WORDS: Final = 12  # behind a no; more is a text of its own


@command("report", proof="ticket", scope="group", right="divide")
async def report(order: Order, desk: Desk) -> Done:
    """Ask subgroups for a report to everybody, at a date or now."""
    at = at_hand(desk)
    below = [
        each
        for each in await groups.below(desk.store, at, desk.defaults)
        if each.archived_s is None
    ]
    which, _, rest = order.argument.partition(" ")
    chosen = _chosen(which, at, below, desk)
    if chosen is None:
        chosen, rest = _meant(at, below), order.argument
    today = day_of(desk.said_s, at.timezone)
    day = read_date(rest, today, desk.language) if rest.strip() else today
    if not chosen or day is None:
        return Done(await _which(at, below, rest if day is None else "", desk), reason="which")
    plans = [await _plan(each, _moment(day, at, desk), desk) for each in chosen]
    told: dict[str, Data] = {
        "subgroups": [each.told for each in plans],
        "at_s": _moment(day, at, desk),
        "is_now": day == today,
        "timezone": at.timezone,
    }
    effects = tuple(effect for each in plans for effect in each.effects)
    if not effects:
        return Done(desk.say("reports/planned", **told), reason="nobody")
    return Done(desk.say("reports/planned", **told), effects, plan=desk.say("plans/report", **told))


@asks(KIND, remind_after_s=REMIND_S)
async def ask(
    activity: Activity,
    group: Group,
    to: Sequence[Addressee],
    at: Calendar,
    *,
    is_reminder: bool,
) -> tuple[Effect, ...]:
    """Write to those who may report; nobody is reminded once a report has come."""
    above = await _above(group, at.store, at.defaults)
    if activity.state != "asking" or above is None:
        return ()
    effects: list[Effect] = []
    for each in to:
        reply_to, issue = at.issue(
            KIND,
            {"activity": activity.id},
            to=each.address,
            lasts_s=UNDO_S,
            person_id=each.person_id,
            group_id=group.id,
            is_reusable=True,
        )
        letter = Notify(
            "reports/asked",
            each.reader(group),
            group.id,
            {
                **about(group),
                "parent_title": above.title,
                "is_for_all": bool(activity.data["is_for_all"]),
                "is_reminder": is_reminder,
            },
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += (issue, letter)
    return tuple(effects)


@falls_due(KIND)
async def fall_due(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """Its day has come: ask; or nobody has written anything: it is missed, and at last over."""
    asked_s = activity.data.get("asked_s", 0)
    if activity.state == "asking" and asked_s + LATE_S > at.now_s:
        return (Advance(activity.id, MISSING, activity.data, asked_s + LATE_S),)
    above = await _above(group, at.store, at.defaults)
    company = await subgroups.company(at.store, group)
    reached = [each for each in company.fellows if each.arrangement.status == "active"]
    leading = [each for each in reached if each.role == "facilitator"]
    asked = leading or [each for each in reached if each.role != "observer"]
    if activity.state != "planned" or above is None or not asked:
        return (Advance(activity.id, "closed", activity.data, None),)
    data = {**activity.data, "is_for_all": not leading, "asked_s": at.now_s}
    return (
        Advance(activity.id, "asking", data, at.now_s + LASTS_S),
        Ask(activity.id, tuple(each.member_id for each in asked)),
    )


@ticket(KIND, takes_words=True)
async def take(asked: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "what do you want to tell the others?"."""
    person = desk.asker.person
    if person is None:
        return Done(desk.say("robot/not_known", domain=desk.domain), reason="not_yours")
    group, member = at_hand(desk), desk.member
    if not await _is_heard(group, desk):
        return Done(outcome="discarded", reason="no_member")
    is_theirs = person.id == asked.person_id and member is not None and member.is_active
    if not is_theirs:
        return Done(_not_posted("not_yours", None, desk), reason="not_yours")
    words = desk.words.own_text.strip() if desk.words.has_own_words else ""
    if member is not None and lone_verb(words, desk.names) == "leave":
        return depart([(group, member)], [(group, member)], desk, by=person.address)
    if opens_automatic(words):
        return Done(outcome="discarded", reason="looks_automatic")
    if speaks_of_absence(words):
        return Done(outcome="forwarded", reason="looks_automatic")  # people can tell
    above = await _above(group, desk.store, desk.defaults)
    activity = await _current(int(asked.object["activity"]), group, desk)
    if activity is None or above is None:
        return _once(Done(_not_posted("over", above, desk), reason="over"), asked, desk)
    is_no = answer.kind in ("no", "drop", "undo") and len(answer.rest.split()) <= _MOST_WORDS
    is_waiting = activity.state == "received"
    is_own = activity.data.get("by") == person.id
    if answer.kind == "other" and is_courtesy(words):
        return Done()
    if (is_waiting or activity.state == "closed") and not (is_waiting and is_own):
        return _once(await _already(activity, above, desk), asked, desk)
    if is_no:
        return _decline(activity, above, desk, is_waiting=is_waiting)
    if not holds_sentence(words) or len(words) > LONGEST:
        kind = "too_long" if len(words) > LONGEST else "no_words"
        return _once(Done(_not_posted(kind, above, desk), reason=kind), asked, desk)
    if may_be_receipt(words.partition("\n\n")[0]) and len(words.split()) <= _MOST_OF_RECEIPT:
        return Done(outcome="forwarded", reason="looks_automatic")
    if is_waiting and words == await _written(activity, person, desk):
        return Done(outcome="discarded", reason="same")  # a program that has one text (R6)
    return _receive(words, activity, above, desk)


async def _is_heard(group: Group, desk: Desk) -> bool:
    """Whether the writer was banned neither here nor above: they get no answer (R13)."""
    person = desk.asker.person
    actor = await actor_of(
        *(desk.store, group, desk.owner),
        address=desk.asker.mailbox.address,
        person_id=person.id if person else None,
    )
    found = [each for each in (actor.member, actor.above) if each is not None]
    return all(each.status != "banned" for each in found)


async def _written(activity: Activity, person: Person, desk: Desk) -> str:
    """What somebody has reported so far; "" for nothing."""
    found = await activities.responses(desk.store, activity.id)
    own = (each.value for each in found if each.person_id == person.id and each.item == ITEM)
    return next(own, "")


def _once(done: Done, asked: Ticket, desk: Desk) -> Done:
    """Give an answer that changes nothing once: only machines want it again at once (R6)."""
    if desk.has_asked_again(asked):
        return Done(outcome="discarded", reason=done.reason)
    return replace(done, effects=(*done.effects, AskAgain(asked.id)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is planned for one subgroup, and how the answer tells it."""

    told: Mapping[str, Data]
    effects: tuple[Effect, ...]


def _chosen(which: str, at: Group, below: Sequence[Group], desk: Desk) -> list[Group] | None:
    """The subgroups that a word names; None where it names none, and may be of a date."""
    if which == "all":
        return list(below)
    group_id = desk.names.get(which.casefold())
    found = [each for each in (at, *below) if each.id == group_id]
    return [each for each in found if each.parent_id is not None] or None


def _meant(at: Group, below: Sequence[Group]) -> list[Group]:
    """The subgroup that is meant where none is named: the one at hand, or the only one below."""
    if at.parent_id is not None:
        return [at]
    return list(below) if len(below) == 1 else []


def _moment(day: dt.date, at: Group, desk: Desk) -> int:
    return max(start_of(day, at.timezone) + _MORNING_S, desk.said_s)


async def _which(at: Group, below: Sequence[Group], date: str, desk: Desk) -> Part:
    """Ask which subgroup is meant, or what date; with what has been asked of each so far."""
    shown: list[Data] = []
    for each in below:
        running = await activities.running(desk.store, each.id, KIND)
        last = running[-1] if running else None
        shown.append(
            {
                "name": each.name,
                "title": each.title,
                "state": "" if last is None else "asking" if last.state == MISSING else last.state,
                "at_s": last.closes_s if last and last.state == "planned" else 0,
            }
        )
    return desk.say("reports/which", subgroups=shown, date=date, timezone=at.timezone)


async def _plan(group: Group, at_s: int, desk: Desk) -> _Plan:
    company = await subgroups.company(desk.store, group)
    leading = [each for each in company.fellows if each.role == "facilitator"]
    running = await activities.running(desk.store, group.id, KIND)
    told: dict[str, Data] = {
        "title": group.title,
        "people": len(company.fellows),
        "facilitators": len(leading),
        "state": running[-1].state if running else "",
    }
    if not company.fellows or any(each.state == "received" for each in running):
        return _Plan(told, ())
    person = desk.asker.person
    begun = Activity(
        id=desk.new_id(),
        group_id=group.id,
        kind=KIND,
        name=group.name,
        title=group.title,
        state="planned",
        data={"is_for_all": not leading},
        opens_s=at_s,
        closes_s=at_s,
        created_by=person.id if person else None,
        created_s=desk.now_s,
    )
    # Who was asked before is asked again, and their old letters are good for the new report.
    ended = [Advance(each.id, "closed", each.data, None) for each in running]
    note = Note(desk.reader.address, "report asked", group.name, at_hand(desk).id, {"at_s": at_s})
    return _Plan(told, (*ended, Begin(begun), note))


async def _above(group: Group, store: Readable, defaults: Defaults) -> Group | None:
    """The group that a subgroup reports to; None where there is none, or it has closed."""
    found = await groups.one(store, group.parent_id or 0, defaults)
    return found if found is not None and found.archived_s is None else None


async def _current(activity_id: int, group: Group, desk: Desk) -> Activity | None:
    """The report that a letter asked for; the latest one, where that was asked for anew."""
    found = await activities.find(desk.store, activity_id)
    if found is not None and found.state != "closed":
        return found
    running = await activities.running(desk.store, group.id, KIND)
    if running:
        return running[-1]
    return found if found is not None and "by" in found.data else None


def _receive(words: str, activity: Activity, above: Group, desk: Desk) -> Done:
    person, hold_s = desk.asker.person, above.settings.introduction_hold
    assert person is not None, "who reports is known"
    data: dict[str, Any] = {
        **activity.data,
        "by": person.id,
        "written_s": desk.now_s,
        "post_at_s": desk.now_s + hold_s,
        "until_s": activity.closes_s or activity.data.get("until_s"),
    }
    part = desk.say(
        "reports/received",
        parent_title=above.title,
        parent_address=above.address,
        text=words if len(words) <= _SHOWN_BACK else words[:_SHOWN_BACK] + " […]",
        is_replaced=activity.state == "received",
        minutes=-(-hold_s // 60),
        files=len(desk.words.attachments),
    )
    effects = (
        Respond(activity.id, person.id, ITEM, words, desk.letter_id),
        Advance(activity.id, "received", data, None),
        Note(person.address, "report", at_hand(desk).name, above.id),
    )
    return Done(part, effects, outcome="answered")


def _decline(activity: Activity, above: Group, desk: Desk, *, is_waiting: bool) -> Done:
    """They do not want to report; or (`is_waiting`) not what they have written."""
    person = desk.asker.person
    assert person is not None, "who declines is known"
    effects: tuple[Effect, ...] = (Respond(activity.id, person.id, ITEM, "", desk.letter_id),)
    if is_waiting:
        left = {key: value for key, value in activity.data.items() if key not in _OF_A_REPORT}
        effects += (Advance(activity.id, "asking", left, activity.data["until_s"]),)
    kind = "withdrawn" if is_waiting else "declined"
    return Done(_not_posted(kind, above, desk), effects, outcome="answered", reason=kind)


_OF_A_REPORT: Final = frozenset({"by", "written_s", "post_at_s", "until_s"})


async def _already(activity: Activity, above: Group, desk: Desk) -> Done:
    """Somebody else was first: say who, and when."""
    first = await belonging.person(desk.store, activity.data["by"])
    part = desk.say(
        "reports/already",
        parent_title=above.title,
        parent_address=above.address,
        who=first.name if first else "",
        is_own=first is not None and first == desk.asker.person,
        at_s=activity.data["written_s"],
        timezone=above.timezone,
        is_out=activity.state == "closed",
    )
    return Done(part, reason="already")


def _not_posted(kind: str, above: Group | None, desk: Desk) -> Part:
    """Say that nothing of a reply is shown to anybody, and why."""
    return desk.say(
        "reports/not_posted",
        kind=kind,
        parent_title=above.title if above else "",
        parent_address=above.address if above else "",
    )
