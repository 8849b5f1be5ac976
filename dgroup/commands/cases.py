"""`cases`: a facilitator lays some cases before the group, and everybody is asked to choose.

Without a list it tells how far the round is; `cases stop` ends it. How people answer is in
`case_ballots.py`, what becomes of it in `splitting.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.case_ballots import tell_cases, titled
from dgroup.commands.case_groups import called, standing
from dgroup.commands.days import day_of, start_of
from dgroup.commands.desk import DAY_S, Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.cases import ITEM, KIND, MOST, Cases, Chosen, read_cases, reminder_s
from dgroup.domain.effects import Advance, Ask, Begin, Data, Effect, Note, Respond
from dgroup.domain.model import Activity, Group
from dgroup.domain.sentences import shorten
from dgroup.domain.words import fold_word
from dgroup.reading.case_names import Names
from dgroup.reading.choosing_cases import read_choice
from dgroup.reading.line import Order
from dgroup.reading.listing_cases import LONGEST_TITLE, Listed, read_list, until
from dgroup.reading.task_nouns import ENDING
from dgroup.store import activities

CHOOSING_S: Final = 7 * DAY_S
"""So long people can choose where the facilitator does not say until when."""


@command("cases", proof="ticket", scope="group", right="divide")
async def cases(order: Order, desk: Desk) -> Done:
    """Ask everybody in the group which of some cases they would like to work on."""
    group = at_hand(desk)
    running = await activities.running(desk.store, group.id, KIND)
    last = running[-1] if running else None
    if fold_word(order.argument) in ENDING and not order.text:
        return _stop(last, group, desk)
    if last is not None and not order.text.strip() and order.argument[:1].isdigit():
        return _choose(order.argument, last, desk)
    today = day_of(desk.said_s, group.timezone)
    closes = until(order.argument, today)
    topic = "" if closes is not None else shorten(order.argument, LONGEST_TITLE)
    if not order.text.strip():
        if last is None:
            return Done(desk.say("cases/how", problem="", culprit="", most=MOST), reason="how")
        return await _told(last, group, desk)
    if last is not None and last.state != "divided":
        return replace(await _told(last, group, desk), reason="running")
    listed = read_list(order.text, today)
    if listed.problem:
        part = desk.say("cases/how", problem=listed.problem, culprit=listed.culprit, most=MOST)
        return Done(part, reason=listed.problem)
    return await _begin(replace(listed, closes=listed.closes or closes), topic, last, group, desk)


async def _begin(
    listed: Listed, topic: str, last: Activity | None, group: Group, desk: Desk
) -> Done:
    person = desk.asker.person
    is_here = desk.member is not None and desk.member.is_active
    closes_s = desk.said_s + CHOOSING_S
    if listed.closes is not None:  # that day is the last to choose
        closes_s = start_of(listed.closes, group.timezone) + DAY_S
    laid = Cases(listed.cases, closes_s, intro=listed.intro)
    activity = Activity(
        id=desk.new_id(),
        group_id=group.id,
        kind=KIND,
        name="",
        title=topic,
        state="choosing",
        data=laid.pack(),
        opens_s=desk.now_s,
        closes_s=reminder_s(desk.now_s, closes_s),  # the silent are reminded first
        created_by=person.id if person else None,
        created_s=desk.now_s,
    )
    who = await standing(desk.store, activity, group)
    effects: list[Effect] = [
        Begin(activity),
        Ask(activity.id, None),
        Note(desk.reader.address, "cases", f"activity {activity.id}", group.id),
    ]
    if last is not None:  # its groups are made; newcomers are asked about the new cases
        effects.append(Advance(last.id, "closed", last.data, None))
    told: dict[str, Data] = {
        "topic": topic,
        "intro": laid.intro,
        "cases": tell_cases(laid),
        "asked": len(who.taking_part),
        "closes_s": closes_s - 1,  # a moment of the last day
        "timezone": group.timezone,
    }
    return Done(
        desk.say("cases/begun", **told, can_choose=is_here),
        tuple(effects),
        plan=desk.say("plans/cases", **told),
    )


def _choose(said: str, last: Activity, desk: Desk) -> Done:
    """A facilitator's own choice: they are not asked, so they have no ballot."""
    laid = read_cases(last)
    choice = read_choice(said, Names(laid.names))
    person = desk.asker.person
    is_here = desk.member is not None and desk.member.is_active
    if choice.kind != "cases" or person is None or not is_here or last.state == "divided":
        return Done(desk.say("cases/which", cases=tell_cases(laid)), reason="which")
    chosen = Chosen("cases", choice.first, choice.second)
    first, second = titled(laid, chosen.first), titled(laid, chosen.second)
    part = desk.say(
        "cases/chosen",
        kind="cases",
        first=first,
        second=second,
        closes_s=laid.closes_s - 1 if laid.closes_s > desk.now_s else 0,
        timezone=at_hand(desk).timezone,
    )
    respond = Respond(last.id, person.id, ITEM, chosen.value, desk.letter_id)
    plan = desk.say("plans/cases_choice", first=first, second=second)
    return Done(part, (respond,), plan=plan)


def _stop(last: Activity | None, group: Group, desk: Desk) -> Done:
    """End a round; the groups that it has made stay."""
    if last is None:
        return Done(desk.say("cases/how", problem="", culprit="", most=MOST), reason="how")
    return Done(
        desk.say("cases/stopped", are_groups=last.state == "divided"),
        (
            Advance(last.id, "closed", last.data, None),
            Note(desk.reader.address, "cases stop", f"activity {last.id}", group.id),
        ),
        plan=desk.say("plans/cases_stop", are_groups=last.state == "divided"),
    )


async def _told(activity: Activity, group: Group, desk: Desk) -> Done:
    """How far a round is: for people in charge only."""
    laid = read_cases(activity)
    who = await standing(desk.store, activity, group)
    answered = len(who.chosen)
    lines: list[Data] = []
    for number, each in enumerate(laid.cases, 1):
        firsts, seconds = who.count(number)
        lines.append({"number": number, "title": each.title, "firsts": firsts, "seconds": seconds})
    return Done(
        desk.say(
            "cases/state",
            state=activity.state,
            cases=lines,
            answered=answered,
            silent=[called(each) for each in who.silent],
            out=len(who.out),
            closes_s=laid.closes_s - 1,
            is_open=laid.closes_s > desk.now_s,
            timezone=group.timezone,
        )
    )
