"""`subgroup create | add | remove`: a facilitator puts members together in a group below theirs.

Only who is in the group above can be put in, for others have not agreed to anything; each is told
who put them where, and gets out again by one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands import way_back
from dgroup.commands.applicant import at_hand
from dgroup.commands.appointing import appoint, appointed, invite_to_learn
from dgroup.commands.desk import UNDO_S, Desk, Done, about
from dgroup.commands.fellows import Named, read_named
from dgroup.commands.leaving import depart
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.plans import called, listed
from dgroup.commands.registry import command, ticket
from dgroup.commands.subgrouping import Placed, Standing, found_subgroup, full_name, place
from dgroup.domain import naming
from dgroup.domain.effects import AskAgain, Change, Data, Effect, Note, Notify, Part, Redeem
from dgroup.domain.joining import is_inside
from dgroup.domain.model import Group, Ticket
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.reading.endings import without_ending
from dgroup.reading.line import Order
from dgroup.store import belonging, groups, people, subgroups
from dgroup.store.facilitators import actor_of
from dgroup.store.subgroups import Company, Fellow

MOST_NAMES: Final = 40
"""So many names of others are in the letter to somebody who was put in a subgroup."""


@command("subgroup", proof="ticket", scope="group", right="divide")
async def subgroup(order: Order, desk: Desk) -> Done:
    """Make a subgroup of some members, put others into it, or take them out."""
    step, _, rest = order.argument.partition(" ")
    if step == "create":
        return await _create(rest, order.text, desk)
    name, _, whom = rest.strip().partition(" ")
    found = await _below(name, desk)
    if found is None:
        below = [each.name for each in await groups.below(desk.store, at_hand(desk), desk.defaults)]
        return Done(desk.say("subgroups/unknown", asked=name, groups=below), reason="unknown")
    change = await _change(found, f"{whom}\n{order.text}", desk)
    return await _add(change, desk) if step == "add" else _remove(change, desk)


@ticket("placed")
async def answer_place(placed: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "you are in a subgroup": whoever would rather not be in it is out at once."""
    person = desk.asker.person
    is_theirs = fold(desk.asker.mailbox.address) == fold(placed.address) or (
        person is not None and person.id == placed.person_id
    )
    if not is_theirs:
        return Done(reason="not_yours")
    found = await belonging.by_ids(desk.store, [int(placed.object["member_id"])], desk.defaults)
    if not found or not is_inside(found[0][1].status):
        return Done(desk.say("robot/gone"), reason="gone")
    if answer.kind in ("no", "drop", "undo"):
        done = depart(found, found, desk, by=desk.asker.mailbox.address)
        spent = Redeem(placed.id, desk.asker.mailbox.address)
        done = Done(done.part, (spent, *done.effects), done.undo, outcome="confirmed")
        return way_back.told(done, placed, desk)
    if desk.has_asked_again(placed):  # they were told just now
        return Done(outcome="discarded", reason="same")
    has_words = answer.kind == "other" or bool(answer.rest)
    part = desk.say("subgroups/here", has_words=has_words)
    return Done(part, (AskAgain(placed.id),), outcome="confirmed")


@dataclass(frozen=True, slots=True)
class _Members:
    """A change of who is in a subgroup: who was named for it, and how all of these stand there."""

    group: Group
    above: Group
    company: Company
    named: Named
    standing: Standing

    def are(self, *statuses: str) -> list[Fellow]:
        """Who of those named has one of these statuses there ("" = never was there)."""
        return [
            each
            for each in self.named.people
            if self.standing.get(each.person.id, (0, "", ""))[1] in statuses
        ]


_TITLED: Final = re.compile(r"\s*([^\s:=–—]+)\s*[:=–—]\s*(.*)")


async def _create(rest: str, text: str, desk: Desk) -> Done:
    parent = at_hand(desk)
    hit = _TITLED.fullmatch(rest)
    name = full_name(parent, hit[1] if hit else rest)
    title = hit[2].strip() if hit else rest.strip()
    taken = await groups.all_names(desk.store)
    if obstacle := naming.obstacle(name, taken):
        part = desk.say(
            "subgroups/not_made",
            kind=obstacle.kind,
            asked=name,
            longest=naming.LONGEST,
            proposal=naming.proposal(name, taken),
            asked_title=title or name,
        )  # not whose name it is: that group may be hidden (R13)
        return Done(part, reason="name")
    company = await subgroups.company(desk.store, parent)
    named = read_named(without_ending(text, desk.reader.name), company)
    by = desk.reader.address
    founded = found_subgroup(
        parent,
        name,
        title,
        named.people,
        new_id=desk.new_id,
        now_s=desk.now_s,
        defaults=desk.defaults,
        by=by,
        purpose=named.purpose,
        facilitators=named.facilitators,
    )
    made = founded.group
    told: dict[str, Data] = {
        "parent_title": parent.title,
        "sub_name": made.name,
        "sub_title": made.title,
        "sub_address": made.address,
        "purpose": named.purpose,
        "people": [_shown(each.fellow) for each in founded.placed],
        "facilitators": [
            _shown(each.fellow) for each in founded.placed if each.role == "facilitator"
        ],
        **_left_out(named),
    }
    is_in = any(each.fellow.person.id == desk.reader.person_id for each in founded.placed)
    letters = await _tell_placed(made, parent, founded.placed, founded.placed, desk)
    return Done(
        desk.say("subgroups/card", is_in=is_in, own_address=by, **told),
        (*founded.effects, *letters),
        plan=_plan(
            "create",
            told,
            desk,
            people=[each.fellow for each in founded.placed],
            facilitators=[each.fellow for each in founded.placed if each.role == "facilitator"],
        ),
    )


async def _below(name: str, desk: Desk) -> Group | None:
    """The subgroup that a name means, in full or short: one below the group at hand, or itself."""
    group = at_hand(desk)
    local = name.strip(":,;").casefold().removesuffix(f"@{desk.domain}")
    if group.parent_id is not None and desk.names.get(local) == group.id:
        return group
    below = {each.id: each for each in await groups.below(desk.store, group, desk.defaults)}
    found = (desk.names.get(each, 0) for each in (local, full_name(group, local)))
    return next((below[each] for each in found if each in below), None)


async def _change(group: Group, text: str, desk: Desk) -> _Members:
    """Read whom a change of a subgroup names; they may be in it without being in the one above."""
    above = await groups.one(desk.store, group.parent_id or 0, desk.defaults)
    assert above is not None, "a subgroup is below a group"
    company = await subgroups.company(desk.store, above)
    inside = await subgroups.company(desk.store, group)
    if not await _leads_above(group, desk):
        company = _as_members_see(company, desk)
    both = Company(
        (*company.fellows, *(each for each in inside.fellows if _is_new(each, company))),
        {**inside.by_address, **company.by_address},
    )
    named = read_named(without_ending(text, desk.reader.name), both)
    standing = await people.among(desk.store, group, [each.person.id for each in both.fellows])
    return _Members(group, above, inside, named, standing)


async def _leads_above(group: Group, desk: Desk) -> bool:
    """Whether the asker is in charge of the group above, and not only of the one below it."""
    person = desk.asker.person
    actor = await actor_of(
        *(desk.store, group, desk.owner),
        address=desk.asker.mailbox.address,
        person_id=person.id if person else None,
    )
    above = actor.above
    is_one = above is not None and above.is_active and above.role == "facilitator"
    return actor.is_operator or is_one


def _as_members_see(company: Company, desk: Desk) -> Company:
    """A company as its members know it: by name, without who conceals theirs; no address (R13).

    Whoever is no member of it knows of nobody.
    """
    person_id = desk.asker.person.id if desk.asker.person else None
    if all(each.person.id != person_id for each in company.fellows):
        return Company((), {})
    return Company(tuple(each for each in company.fellows if not each.person.is_concealed), {})


def _is_new(fellow: Fellow, company: Company) -> bool:
    return all(each.person.id != fellow.person.id for each in company.fellows)


async def _add(change: _Members, desk: Desk) -> Done:
    group, named = change.group, change.named
    left = change.are("left")  # of their own will, and not put back by others
    placed, effects = place(
        group,
        [each for each in named.people if each not in left],
        change.standing,
        new_id=desk.new_id,
        facilitators=named.facilitators,
    )
    promoted = [
        each for each in change.are("active", "disabled") if each.person.id in named.facilitators
    ]
    for each in promoted:
        member_id, _, role = change.standing[each.person.id]
        if role != "facilitator":
            effects += await appoint(desk, group, member_id, each.person)
    told = _told("add", change, [each.fellow for each in placed], promoted)
    if not placed and not promoted:
        return Done(desk.say("subgroups/changed", **told), reason="nobody")
    note = Note(desk.reader.address, "subgroup add", group.name, group.id, {"added": len(placed)})
    here = (*(_as_placed(each, change) for each in change.company.fellows), *placed)
    return Done(
        desk.say("subgroups/changed", **told),
        (*effects, note, *await _tell_placed(group, change.above, placed, here, desk)),
        plan=_plan("add", told, desk, people=[each.fellow for each in placed], promoted=promoted),
    )


def _remove(change: _Members, desk: Desk) -> Done:
    group = change.group
    leaving = change.are("active", "disabled")
    told = _told("remove", change, leaving, [])
    if not leaving:
        return Done(desk.say("subgroups/changed", **told), reason="nobody")
    by = desk.reader
    effects: list[Effect] = []
    for each in leaving:
        member_id = change.standing[each.person.id][0]
        effects.append(Change(member_id, status="removed"))
        effects.append(Note(by.address, "subgroup remove", f"member {member_id}", group.id))
        if each.person.id != by.person_id:
            effects.append(
                Notify(
                    "subgroups/removed",
                    each.reader(group),
                    group.id,
                    {
                        **about(group),
                        "parent_title": change.above.title,
                        "by": _called(desk, each.reader(group).language),
                    },
                    automatic="auto-generated",
                )
            )
    return Done(
        desk.say("subgroups/changed", **told),
        tuple(effects),
        plan=_plan("remove", told, desk, people=leaving),
    )


def _plan(
    act: str,
    told: Mapping[str, Data],
    desk: Desk,
    *,
    people: Sequence[Fellow],
    facilitators: Sequence[Fellow] = (),
    promoted: Sequence[Fellow] = (),
) -> Part:
    """What is asked before it is done; all who are meant are shown with their addresses."""
    lists = {
        key: listed([called(each.person.name, each.person.address) for each in fellows])
        for key, fellows in (
            ("people", people),
            ("facilitators", facilitators),
            ("promoted", promoted),
        )
    }
    return desk.say("plans/subgroup", **{"purpose": "", **told, **lists, "act": act})


def _told(
    act: str, change: _Members, done: Sequence[Fellow], promoted: Sequence[Fellow]
) -> dict[str, Data]:
    group = change.group
    moved = {each.person.id for each in (*done, *promoted)}
    already = (
        change.are("active", "disabled") if act == "add" else change.are("", "left", "removed")
    )
    return {
        "act": act,
        "parent_title": change.above.title,
        "sub_name": group.name,
        "sub_title": group.title,
        "sub_address": group.address,
        "people": [_shown(each) for each in done],
        "promoted": [_shown(each) for each in promoted],
        "already": [_shown(each) for each in already if each.person.id not in moved],
        "left": [_shown(each) for each in change.are("left")] if act == "add" else [],
        "banned": [_shown(each) for each in change.are("banned")],
        **_left_out(change.named),
    }


def _left_out(named: Named) -> dict[str, Data]:
    return {"strangers": list(named.strangers), "unclear": list(named.unclear)}


async def _tell_placed(
    group: Group, above: Group, placed: Sequence[Placed], here: Sequence[Placed], desk: Desk
) -> list[Effect]:
    """One letter to each who was put in, but to whoever did it; `here` is all who are in it now.

    Who is to run it is told below how that is done, and invited to the facilitators' own group.
    """
    effects: list[Effect] = []
    for each in placed:
        person = each.fellow.person
        if person.id == desk.reader.person_id:
            continue
        reply_to, issue = desk.issue(
            "placed",
            {"member_id": each.member_id},
            to=person.address,
            lasts_s=UNDO_S,
            person_id=person.id,
            group_id=group.id,
        )
        is_facilitator = each.role == "facilitator"
        names = _names(one.fellow for one in here if one.fellow.person.id != person.id)
        letter = Notify(
            "subgroups/added",
            each.fellow.reader(group),
            group.id,
            {
                **about(group),
                "parent_title": above.title,
                "by": _called(desk, each.fellow.reader(group).language),
                "purpose": group.settings.purpose,
                "people": list(names[:MOST_NAMES]),
                "unnamed": len(here) - 1 - len(names[:MOST_NAMES]),
                "is_facilitator": is_facilitator,
            },
            automatic="auto-generated",
            reply_to=reply_to,
            parts=(appointed(group),) if is_facilitator else (),
        )
        effects += (issue, letter)
        if is_facilitator:
            effects += await invite_to_learn(desk, person, group.language)
    return effects


def _as_placed(fellow: Fellow, change: _Members) -> Placed:
    return Placed(fellow, change.standing.get(fellow.person.id, (0, "", ""))[0], fellow.role)


def _names(fellows: Iterable[Fellow]) -> tuple[str, ...]:
    """What members are shown of each other: names only, and of who wants none shown, nothing."""
    return tuple(
        each.person.name for each in fellows if each.person.name and not each.person.is_concealed
    )


def _shown(fellow: Fellow) -> str:
    """What a facilitator calls somebody: by name, else by address."""
    return fellow.person.name or fellow.person.address


def _called(desk: Desk, language: str) -> str:
    """What members are told of who did it."""
    person = desk.asker.person
    return called_in_charge(person.name if person else "", language)
