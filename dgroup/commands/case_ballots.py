"""Members are asked which case they want, and answer by a reply; late-comers are placed at once.

A ballot is its person's own, and good until the groups are made and for a while after; the last
answer counts. DECISIONS 9, R10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dgroup.commands import subgrouping
from dgroup.commands.calendar import Calendar
from dgroup.commands.case_groups import is_asked, tell_group
from dgroup.commands.desk import UNDO_S, Desk, Done, about
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.registry import asks, ticket
from dgroup.domain.assignment import place
from dgroup.domain.cases import ITEM, KIND, Cases, Chosen, read_cases, read_chosen
from dgroup.domain.effects import AskAgain, Data, Effect, Note, NoteAsked, Notify, Respond
from dgroup.domain.model import Activity, Group, Ticket
from dgroup.reading.answers import Answer
from dgroup.reading.case_names import Names
from dgroup.reading.choosing_cases import Choice, read_choice
from dgroup.store import activities, belonging, groups, people, subgroups
from dgroup.store.activities import Addressee
from dgroup.store.database import Readable

BALLOT: Final = "case"


@asks(KIND, follows_newcomers=True)
async def ask(
    activity: Activity,
    group: Group,
    to: Sequence[Addressee],
    at: Calendar,
    *,
    is_reminder: bool,
) -> tuple[Effect, ...]:
    """Ask members which case they want; after the groups are made, newcomers which group."""
    cases = read_cases(activity)
    is_late = activity.state == "divided"
    places = await belonging.by_ids(at.store, [each.member_id for each in to], at.defaults)
    asked = {member.id for _, member in places if is_asked(member)}
    there = await _inside(at.store, cases, group, [each.person_id for each in to], at)
    sizes = await _sizes(at.store, cases, group, at) if is_late else {}
    if is_late and not sizes:
        return ()
    effects: list[Effect] = []
    for each in to:
        if each.member_id not in asked or each.person_id in there:
            continue
        reply_to, issue = issue_ballot(activity, each.person_id, each.address, at)
        data: dict[str, Data] = {
            **about(group),
            "topic": activity.title,
            "intro": cases.intro,
            "cases": tell_cases(cases, sizes if is_late else None),
        }
        if not is_late:
            data |= {
                "is_reminder": is_reminder,
                "closes_s": cases.closes_s - 1 if cases.closes_s > at.now_s else 0,
                "timezone": group.timezone,
            }
        letter = Notify(
            "cases/late" if is_late else "cases/choose",
            each.reader(group),
            group.id,
            data,
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += (issue, letter)
    return tuple(effects)


async def remind(activity: Activity, group: Group, at: Calendar) -> tuple[Effect, ...]:
    """Remind some of those who were asked, have not answered, and were not reminded yet.

    Nothing where there is nobody more, or the groups are made.
    """
    if activity.state == "divided":
        return ()
    to = await activities.unanswered(at.store, activity.id, at.now_s, at.now_s, _REMINDED_AT_ONCE)
    if not to:
        return ()
    letters = await ask(activity, group, to, at, is_reminder=True)
    noted = NoteAsked(activity.id, tuple(each.member_id for each in to), is_reminder=True)
    return (*letters, noted)


@ticket(BALLOT, takes_words=True)
async def choose(ballot: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to the question which case somebody wants; another reply changes it."""
    person, group = desk.asker.person, desk.group
    if person is None or person.id != ballot.person_id:
        return Done(reason="not_yours")
    if group is None or desk.member is None or not desk.member.is_active:
        return Done(reason="no_member")
    activity = await activities.find(desk.store, ballot.object["activity"])
    if activity is None or activity.state == "closed" or group.archived_s is not None:
        return Done(desk.say("robot/gone"), reason="closed")
    cases = read_cases(activity)
    text = desk.words.own_text if desk.words.has_own_words else ""
    choice = read_choice(text, Names(cases.names))
    if choice.kind == "unclear":
        return _which(ballot, cases, desk)
    before = await _before(activity, person.id, desk)
    chosen = _chosen(choice).after(before)
    respond = Respond(activity.id, person.id, ITEM, chosen.value, desk.letter_id)
    if activity.state == "divided":
        return await _place_late(chosen, respond, cases, group, desk)
    part = desk.say(
        "cases/chosen",
        kind=chosen.kind,
        first=titled(cases, chosen.first),
        second=titled(cases, chosen.second),
        closes_s=cases.closes_s - 1 if cases.closes_s > desk.now_s else 0,
        timezone=group.timezone,
    )
    return Done(part, (respond,), outcome="answered")


def issue_ballot(
    activity: Activity, person_id: int, address: str, at: Desk | Calendar
) -> tuple[str, Effect]:
    """Make somebody's ballot: the local part to which they reply, and the effect."""
    closes_s = max(read_cases(activity).closes_s, at.now_s)
    return at.issue(
        BALLOT,
        {"activity": activity.id},
        to=address,
        lasts_s=closes_s - at.now_s + UNDO_S,  # late answers count, too
        person_id=person_id,
        group_id=activity.group_id,
        is_reusable=True,
    )


def tell_cases(cases: Cases, sizes: Mapping[int, int] | None = None) -> list[Data]:
    """The cases for a letter; with `sizes` only those that have a group, and how large it is."""
    return [
        {
            "number": number,
            "title": each.title,
            "text": each.text,
            "size": sizes[number] if sizes else 0,
        }
        for number, each in enumerate(cases.cases, 1)
        if sizes is None or number in sizes
    ]


_REMINDED_AT_ONCE: Final = 200  # in one transaction


async def _place_late(
    chosen: Chosen, respond: Respond, cases: Cases, group: Group, desk: Desk
) -> Done:
    """Put somebody into the group they want, now that the groups are there."""
    person_id = respond.person_id
    inside = await _inside(desk.store, cases, group, [person_id], desk)
    if person_id in inside:
        here = inside[person_id]
        part = desk.say("cases/there", sub_title=here.title, sub_address=here.address)
        return Done(part, outcome="answered", reason="placed")
    sizes = await _sizes(desk.store, cases, group, desk)
    if chosen.kind == "none" or not sizes:
        part = desk.say(
            "cases/chosen", kind="none", first="", second="", closes_s=0, timezone=group.timezone
        )
        return Done(part, (respond,), outcome="answered")
    number = place(chosen.wish(0), sizes)
    below = await _groups(desk.store, cases, group, desk)
    company = await subgroups.company(desk.store, group)
    fellow = next(each for each in company.fellows if each.person.id == person_id)
    former = await people.among(desk.store, below[number], [person_id])
    if any(status == "removed" for _, status, _ in former.values()):
        part = desk.with_group(below[number], None).say(
            "subgroups/removed",
            parent_title=group.title,
            by=called_in_charge("", desk.language),
        )  # a choice of one's own takes nobody back in; people can
        return Done(part, outcome="answered", reason="removed", reply_to=f"{group.name}-owner")
    placed, effects = subgrouping.place(below[number], [fellow], former, new_id=desk.new_id)
    if not placed:  # they were put out of it
        return Done(desk.say("robot/gone"), reason="banned")
    there = await subgroups.company(desk.store, below[number])
    reply_to, issue = desk.issue(
        "placed",
        {"member_id": placed[0].member_id},
        to=fellow.person.address,
        lasts_s=UNDO_S,
        person_id=person_id,
        group_id=below[number].id,
    )
    data = tell_group(below[number], group, cases.cases[number - 1], there.fellows, person_id)
    note = Note(
        desk.reader.address, "chose case group", below[number].name, group.id, {"number": number}
    )
    part = desk.with_group(below[number], None).say("cases/group", **data)
    return Done(part, (respond, *effects, issue, note), outcome="answered", reply_to=reply_to)


def _which(ballot: Ticket, cases: Cases, desk: Desk) -> Done:
    """Ask once which case is meant; whoever answers that so again is a machine (R6)."""
    if desk.has_asked_again(ballot):
        return Done(outcome="discarded", reason="unclear_again")
    part = desk.say("cases/which", cases=tell_cases(cases))
    return Done(part, (AskAgain(ballot.id),), outcome="answered", reason="which")


def _chosen(choice: Choice) -> Chosen:
    if choice.kind == "cases":
        return Chosen("cases", choice.first, choice.second)
    return Chosen("none" if choice.kind == "none" else "any")


async def _before(activity: Activity, person_id: int, desk: Desk) -> Chosen | None:
    for each in await activities.responses(desk.store, activity.id):
        if each.person_id == person_id:
            return read_chosen(each.value)
    return None


def titled(cases: Cases, number: int | None) -> str:
    """Return "Coffee in Peru (2)"; "" for no case."""
    return f"{cases.cases[number - 1].title} ({number})" if number else ""


async def _groups(
    store: Readable, cases: Cases, parent: Group, at: Desk | Calendar
) -> dict[int, Group]:
    """The living groups that came of the cases: number -> group."""
    below = {each.id: each for each in await groups.below(store, parent, at.defaults)}
    found = {number: below.get(id_) for number, id_ in cases.groups.items()}
    return {
        number: each
        for number, each in found.items()
        if each is not None and each.archived_s is None
    }


async def _sizes(
    store: Readable, cases: Cases, parent: Group, at: Desk | Calendar
) -> dict[int, int]:
    """How many are in each of them: number -> members."""
    there = await _groups(store, cases, parent, at)
    return {number: (await groups.count(store, each)).members for number, each in there.items()}


async def _inside(
    store: Readable, cases: Cases, parent: Group, person_ids: Sequence[int], at: Desk | Calendar
) -> dict[int, Group]:
    """Which of these people are in one of the groups, and in which."""
    found: dict[int, Group] = {}
    for each in (await _groups(store, cases, parent, at)).values():
        among = await people.among(store, each, person_ids)
        found |= {
            person_id: each
            for person_id, (_, status, _) in among.items()
            if status in ("active", "disabled")
        }
    return found
