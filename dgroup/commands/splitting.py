"""`split`: out of people's choices comes a proposal of groups; a facilitator's ok makes them.

A proposal changes nothing: it is a letter, whose ticket holds what it shows. People are moved by a
reply, which brings the next proposal; the ok to any of them makes the groups that it shows, once.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.case_groups import Standing, found_groups, standing, tell_members
from dgroup.commands.desk import DAY_S, Desk, Done, about
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.proposing import (
    PROPOSAL,
    Placing,
    brought_up_to_date,
    divided,
    people_in,
    propose,
)
from dgroup.commands.registry import command, ticket
from dgroup.domain.authority import may
from dgroup.domain.cases import KIND, Cases, read_cases
from dgroup.domain.effects import Advance, AskAgain, Data, Effect, Note, Notify, Part, Redeem
from dgroup.domain.model import Activity, Group, Ticket
from dgroup.domain.sentences import is_courtesy
from dgroup.domain.words import after_greeting, fold_word
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer, read_answer_text
from dgroup.reading.case_names import Names
from dgroup.reading.line import Order
from dgroup.reading.moving import NOWHERE, Somebody, read_moves
from dgroup.store import activities, groups, people
from dgroup.store.facilitators import actor_of, facilitators

FOLLOWED_S: Final = 180 * DAY_S
"""So long newcomers are asked which of the groups they would like."""


@command("split", proof="on file", scope="group", right="divide")
async def split(order: Order, desk: Desk) -> Done:
    """See which case groups people's choices would make, and make them by a reply."""
    group = at_hand(desk)
    activity = await _running(desk)
    if activity is None:
        return Done(desk.say("cases/none"), reason="none")
    laid = read_cases(activity)
    if activity.state == "divided":
        return Done(await _already(laid, desk), reason="divided")
    who = await standing(desk.store, activity, group)
    wanted = int(order.argument) if order.argument.isdecimal() else len(laid.cases)
    if not who.taking_part:
        return Done(desk.say("cases/nobody"), reason="nobody")
    count = min(max(wanted, 1), len(laid.cases))
    placed = divided(laid, who, count)
    reply_to, effects, data = propose(
        *(activity, group, who, placed, desk), wanted=wanted if order.argument else 0
    )
    return Done(desk.say("cases/proposal", **data), effects, reply_to=reply_to)


@ticket(PROPOSAL, takes_words=True)
async def settle(proposal: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to a proposal: people are moved, or the groups are made."""
    group = desk.group
    if group is None or not await _may(proposal, group, desk):
        return Done(reason="not_yours")
    activity = await activities.find(desk.store, proposal.object["activity"])
    if activity is None or activity.state == "closed":
        return Done(desk.say("robot/gone"), reason="closed")
    laid = read_cases(activity)
    if activity.state == "divided":
        return Done(await _already(laid, desk), reason="divided")
    who = await standing(desk.store, activity, group)
    numbers: list[int] = proposal.object["numbers"]
    shown = {int(id_): number for id_, number in proposal.object["placed"].items()}
    placed = brought_up_to_date(shown, numbers, who)
    body = desk.words
    own_text = body.own_text if body.has_own_words else ""
    moves = read_moves(
        own_text,
        body.full_text,
        [
            Somebody(each.member_id, each.person.name, each.person.address)
            for each in who.taking_part
            if each.member_id in placed
        ],
        placed,
        Names(laid.names),
    )
    if moves.has_any or moves.to:
        new = {**placed, **moves.to}
        reply_to, effects, data = propose(activity, group, who, new, desk, moves=moves)
        return Done(
            desk.say("cases/proposal", **data), effects, outcome="confirmed", reply_to=reply_to
        )
    is_sure = not moves.unread  # words about people or numbers may change what a yes means
    if is_sure and (answer.kind == "yes" or _changes_nothing(own_text)) and _is_plain(own_text):
        return await _make(activity, laid, placed, who, proposal, group, desk)
    if is_sure and answer.kind in ("no", "drop"):
        return Done(desk.say("cases/left"), outcome="confirmed", reason="declined")
    if desk.has_asked_again(proposal):
        return Done(outcome="discarded", reason="unclear_again")
    again: tuple[Effect, ...] = (AskAgain(proposal.id),)
    part = desk.say("cases/how_to_move", unread=list(moves.unread))
    return Done(part, again, outcome="answered", reason="which")


_MOST_WORDS: Final = 4  # behind an ok: "ok, go ahead please"
_MOST_LINES: Final = 3  # below it that are looked at
_BUTS: Final = frozenset(  # folded
    "but except not wait first if maar behalve niet wacht eerst als mais sauf pas attendez attends"
    " si pero salvo no espera espere antes".split()
)


# "No changes" is a yes, which begins with a no.
_UNCHANGED: Final = re.compile(
    r"^\W*(?:no|without|geen|zonder|pas de|aucun|sans|sin|ning[uú]n)\s+(?:more |further |other "
    r"|verdere |autres? |más )?(?:changes?|wijzigingen|veranderingen|verandering|changements?"
    r"|modifications?|cambios?)(?:\s+(?:needed|from me|from us|please|nodig))?\b",
    re.IGNORECASE,
)


def _changes_nothing(own_text: str) -> bool:
    """Whether the first words are "no changes"."""
    first = next((line for line in own_text.split("\n") if after_greeting(line) != ""), "")
    return _UNCHANGED.match(first) is not None


def _is_plain(own_text: str) -> bool:
    """Whether an ok is nothing but that: "ok, but wait" is none; a name may stand below."""
    lines = [line for line in own_text.split("\n") if line.strip()]
    lines = [_UNCHANGED.sub("ok", line) for line in lines]
    at = next((at for at, each in enumerate(lines) if read_answer_text(each).kind == "yes"), None)
    if at is None:
        return False
    behind = read_answer_text(lines[at]).rest
    is_short = len(behind.split()) <= _MOST_WORDS or is_courtesy(behind)
    said = [behind, *lines[at + 1 : at + 1 + _MOST_LINES]]
    doubts = (each for each in said if "?" in each or _BUTS & set(fold_word(each).split()))
    return is_short and next(doubts, None) is None


async def _make(
    activity: Activity,
    laid: Cases,
    placed: Placing,
    who: Standing,
    proposal: Ticket,
    group: Group,
    desk: Desk,
) -> Done:
    """Make the groups, put everybody in, and tell them, in one letter each."""
    by = desk.asker.mailbox.address
    teams = {
        number: [each for each in people_in(placed, who) if placed[each.member_id] == number]
        for number in sorted(set(placed.values()) - {NOWHERE})
    }
    if not any(teams.values()):
        return Done(desk.say("cases/nobody"), reason="nobody")
    taken = await groups.all_names(desk.store)
    founded = found_groups(group, laid.cases, teams, taken, desk, by)
    made = {number: each.group.id for number, each in founded.items()}
    data = {
        **activity.data,
        "groups": {str(number): id_ for number, id_ in made.items()},
        "made_by": by,
        "made_s": desk.now_s,
    }
    effects: list[Effect] = [
        Redeem(proposal.id, by=by),
        Advance(activity.id, "divided", data, desk.now_s + FOLLOWED_S),
        Note(by, "split", f"activity {activity.id}", group.id, {"groups": len(made)}),
    ]
    for number, each in founded.items():
        effects += each.effects
        here = [one.fellow for one in each.placed]
        case = laid.cases[number - 1]
        effects += tell_members(each.group, group, case, each.placed, here, desk)
    told: dict[str, Data] = {
        "groups": [
            {"title": each.group.title, "address": each.group.address, "size": len(each.placed)}
            for each in founded.values()
        ],
        "people": sum(map(len, teams.values())),
        "by": await _named(by, desk),
    }
    for one in await facilitators(desk.store, group, desk.owner):
        if fold(one.address) != fold(desk.reader.address):
            letter = {**about(group), **told, "is_you": False}
            effects.append(
                Notify(
                    "cases/made",
                    one.reader(group),
                    group.id,
                    letter,
                    automatic="auto-generated",
                    member_id=one.member_id,
                )
            )
    part = desk.say("cases/made", **told, is_you=True)
    return Done(part, tuple(effects), outcome="confirmed")


async def _already(laid: Cases, desk: Desk) -> Part:
    """Say who made the groups, when, and where they are."""
    below = {each.id: each for each in await groups.below(desk.store, at_hand(desk), desk.defaults)}
    there = [below[id_] for id_ in laid.groups.values() if id_ in below]
    return desk.say(
        "cases/already",
        by=await _named(laid.made_by, desk),
        is_you=fold(laid.made_by) == fold(desk.asker.mailbox.address),
        made_s=laid.made_s,
        timezone=at_hand(desk).timezone,
        groups=[{"title": each.title, "address": each.address} for each in there],
    )


async def _named(address: str, desk: Desk) -> str:
    person = await people.find(desk.store, address)
    return (person.name if person else "") or address or called_in_charge("", desk.language)


async def _running(desk: Desk) -> Activity | None:
    running = await activities.running(desk.store, at_hand(desk).id, KIND)
    return running[-1] if running else None


async def _may(proposal: Ticket, group: Group, desk: Desk) -> bool:
    """Whether this is the person to whom the proposal went, and they still are in charge."""
    asker = desk.asker
    person_id = asker.person.id if asker.person else None
    if proposal.person_id is None:  # the operator, whom the site does not know
        is_same = fold(asker.mailbox.address) == fold(proposal.address)
    else:
        is_same = person_id == proposal.person_id
    actor = await actor_of(
        desk.store, group, desk.owner, address=asker.mailbox.address, person_id=person_id
    )
    return is_same and may(actor, "divide", group)
