"""A proposal of case groups: who would go where, the letter that shows it, and when one comes.

It changes nothing: its ticket holds what it shows, so that the ok to a letter makes just what stood
in it. What facilitators reply is in `splitting.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dgroup.commands.calendar import Calendar
from dgroup.commands.case_ballots import remind
from dgroup.commands.case_groups import Standing, called, standing
from dgroup.commands.desk import DAY_S, UNDO_S, Desk, about
from dgroup.commands.registry import falls_due
from dgroup.domain.assignment import Wish, divide, most_wanted, place
from dgroup.domain.cases import KIND, Cases, read_cases
from dgroup.domain.effects import Advance, Data, Effect, Notify
from dgroup.domain.model import Activity, Group
from dgroup.reading.moving import NOWHERE, Moves
from dgroup.store.facilitators import Facilitator, facilitators
from dgroup.store.subgroups import Fellow

PROPOSAL: Final = "division"
REMIND_S: Final = 3 * DAY_S
"""So long after the proposal came by itself, facilitators get it once more."""

Placing = Mapping[int, int]
"""Member id -> number of a case, or `NOWHERE`."""


@falls_due(KIND)
async def go_on(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """Remind the silent; then lay a proposal before the facilitators, and once more in 3 days."""
    laid = read_cases(activity)
    match activity.state:
        case "choosing" if not laid.is_reminded and at.now_s < laid.closes_s:
            if letters := await remind(activity, group, at):
                return letters  # and it is called again at once
            data = {**activity.data, "is_reminded": True}
            return (Advance(activity.id, "choosing", data, laid.closes_s),)
        case "choosing" | "proposed":
            who = await standing(at.store, activity, group)
            is_again = activity.state == "proposed"
            state = "waiting" if is_again else "proposed"
            next_s = None if is_again else at.now_s + REMIND_S
            letters = await _lay_before(activity, group, who, at, is_again=is_again)
            return (*letters, Advance(activity.id, state, activity.data, next_s))
        case _:
            return (Advance(activity.id, "closed", activity.data, None),)


def _wishes(who: Standing) -> list[Wish]:
    found = []
    for each in who.taking_part:
        chosen = who.chosen.get(each.member_id)
        found.append(chosen.wish(each.member_id) if chosen else Wish(each.member_id))
    return found


def divided(laid: Cases, who: Standing, count: int) -> dict[int, int]:
    """Divide everybody over `count` of the cases, those that are wanted most."""
    wishes = _wishes(who)
    numbers = most_wanted(wishes, len(laid.cases), count)
    place_of = {number: at for at, number in enumerate(numbers, 1)}
    within = [
        Wish(each.member_id, place_of.get(each.first or 0), place_of.get(each.second or 0))
        for each in wishes
    ]
    return {id_: numbers[at - 1] for id_, at in divide(within, len(numbers)).items()}


def brought_up_to_date(shown: Placing, numbers: Sequence[int], who: Standing) -> dict[int, int]:
    """A proposal without those who have left since, and with those who have chosen since."""
    placed = {
        each.member_id: shown[each.member_id] for each in who.taking_part if each.member_id in shown
    }
    for wish in _wishes(who):
        if wish.member_id not in shown and wish.member_id in who.chosen:
            sizes = {number: list(placed.values()).count(number) for number in numbers}
            placed[wish.member_id] = place(wish, sizes)
    return placed


def people_in(placed: Placing, who: Standing) -> list[Fellow]:
    """Return who is in one of the groups, and still takes part."""
    return [each for each in who.taking_part if placed.get(each.member_id, NOWHERE) != NOWHERE]


def propose(
    activity: Activity,
    group: Group,
    who: Standing,
    placed: Placing,
    at: Desk | Calendar,
    *,
    to: Facilitator | None = None,
    moves: Moves | None = None,
    is_again: bool = False,
    wanted: int = 0,
) -> tuple[str, tuple[Effect, ...], dict[str, Data]]:
    """One proposal for one facilitator: where a reply goes, its ticket, and what its letter says.

    `to`: None for whoever stands at the desk. `wanted`: how many groups they asked for, 0 for none.
    """
    if isinstance(at, Desk):
        address, person_id = at.reader.address, at.reader.person_id
    else:
        assert to is not None
        address, person_id = to.address, to.person_id
    laid = read_cases(activity)
    numbers = sorted(set(placed.values()) - {NOWHERE})
    reply_to, issue = at.issue(
        PROPOSAL,
        {
            "activity": activity.id,
            "placed": {str(id_): number for id_, number in placed.items()},
            "numbers": numbers,
        },
        to=address,
        lasts_s=UNDO_S,
        person_id=person_id,
        group_id=group.id,
        is_reusable=True,
    )
    data = _tell(laid, who, placed, moves or Moves(), group, at.now_s)
    more: dict[str, Data] = {"is_again": is_again, "wanted": wanted, "cases": len(laid.cases)}
    return reply_to, (issue,), {**data, **more}


def _tell(
    laid: Cases, who: Standing, placed: Placing, moves: Moves, group: Group, now_s: int
) -> dict[str, Data]:
    fellows = {each.member_id: each for each in people_in(placed, who)}
    marks = {id_: _mark(who, id_, placed[id_]) for id_ in fellows}
    order = ("first", "second", "any", "other", "silent")
    lines: list[Data] = []
    for number in sorted(set(placed.values()) - {NOWHERE}):
        there = [id_ for id_ in fellows if placed[id_] == number]
        there.sort(key=lambda id_: (order.index(marks[id_]), called(fellows[id_]).casefold()))
        lines.append(
            {
                "number": number,
                "title": laid.cases[number - 1].title,
                "people": [
                    {
                        "name": fellows[id_].person.name,
                        "address": fellows[id_].person.address,
                        "mark": marks[id_],
                    }
                    for id_ in there
                ],
            }
        )
    marked = list(marks.values())
    return {
        "groups": lines,
        "people": len(fellows),
        **{f"{each}s": marked.count(each) for each in ("first", "second", "silent")},
        "out": [called(each) for each in who.out],
        "unasked": [called(each) for each in who.unasked],
        "moved": [
            {"who": called(fellows[id_]), "title": laid.cases[number - 1].title}
            for id_, number in moves.to.items()
            if id_ in fellows
        ],
        "taken_out": [
            called(each) for each in who.taking_part if placed.get(each.member_id) == NOWHERE
        ],
        "unread": list(moves.unread),
        "unknown": list(moves.unknown),
        "unclear": list(moves.unclear),
        "absent": [called(fellows[id_]) for id_ in moves.absent if id_ in fellows],
        "is_changed": moves.has_any,
        "is_open": laid.closes_s > now_s,
        "closes_s": laid.closes_s - 1,
        "timezone": group.timezone,
    }


def _mark(who: Standing, member_id: int, number: int) -> str:
    """Whether somebody gets what they wanted."""
    chosen = who.chosen.get(member_id)
    if chosen is None:
        return "silent"
    if chosen.kind == "any":
        return "any"
    return {chosen.second: "second", chosen.first: "first"}.get(number, "other")


async def _lay_before(
    activity: Activity, group: Group, who: Standing, at: Calendar, *, is_again: bool
) -> tuple[Effect, ...]:
    """The same letter to each facilitator, with a ticket each."""
    laid = read_cases(activity)
    placed = divided(laid, who, len(laid.cases)) if who.taking_part else {}
    effects: list[Effect] = []
    for each in await facilitators(at.store, group, at.owner):
        template, reply_to, data = "cases/nobody", "", dict[str, Data]()
        if placed:
            template = "cases/proposal"
            reply_to, issued, data = propose(
                activity, group, who, placed, at, to=each, is_again=is_again
            )
            effects += issued
        effects.append(
            Notify(
                template,
                each.reader(group),
                group.id,
                {**about(group), **data},
                automatic="auto-generated",
                reply_to=reply_to,
                member_id=each.member_id,
            )
        )
    return tuple(effects)
