"""A facilitator has people written to: to say who they are, to say anything at all, to choose.

One letter each, signed with the facilitator's name; nobody gets two of any kind in two weeks, and
nobody who rests gets one. What silent members reply comes to the facilitator alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.commands.applicant import at_hand
from dgroup.commands.calendar import Calendar
from dgroup.commands.desk import Desk, Done, about
from dgroup.commands.inviting import effects_of, invite
from dgroup.commands.newcomers import Newcomer
from dgroup.commands.noting import ballot_for, new_message_id
from dgroup.commands.registry import ROUNDS, command
from dgroup.domain.effects import (
    Data,
    Effect,
    Issue,
    Note,
    NoteAsked,
    Notify,
    Nudge,
    Part,
    Remind,
)
from dgroup.domain.introductions import asking, introduce_address
from dgroup.domain.model import Activity
from dgroup.reading.line import Order
from dgroup.store import activities, introductions, nudging, people
from dgroup.store.activities import Addressee
from dgroup.store.nudging import Act, Nudgeable

Topic = Literal["introductions", "silent", "cases", "invitations"]

AT_ONCE: Final = 200
"""So many letters at most by one word; the answer says how many are left."""


TOPICS: Final[Mapping[str, Topic]] = {
    "introductions": "introductions",
    "silent": "silent",
    "cases": "cases",
    "invitations": "invitations",
}


@dataclass(frozen=True, slots=True)
class Nudged:
    """What a nudge does: letters to so many, and how many are left for another time.

    `last` is who nudged about this within two weeks, where nobody is left to be written to.
    """

    topic: Topic
    effects: tuple[Effect, ...] = ()
    written: int = 0
    left: int = 0
    last: Act | None = None

    def data(self, by: str = "", timezone: str = "UTC") -> Mapping[str, Data]:
        """The same for a letter; `by` is what whoever nudged last is called."""
        return {
            "topic": self.topic,
            "written": self.written,
            "left": self.left,
            "last_s": self.last.at_s if self.last else 0,
            "by": by,
            "timezone": timezone,
        }


@command("nudge", proof="ticket", scope="group", right="address")
async def nudge(order: Order, desk: Desk) -> Done:
    """Write to those whom the word behind it names; without one, say which words there are."""
    topic = TOPICS.get(order.argument)
    if topic is None:
        return Done(desk.say("nudge/which"))
    nudged = await nudge_about(topic, desk)
    part = desk.say("nudge/done", **await told_of(nudged, desk))
    if not nudged.written:
        return Done(part)
    return Done(part, nudged.effects, plan=desk.say("plans/nudge", **nudged.data()))


async def nudge_about(
    topic: Topic,
    desk: Desk,
    activity_id: int | None = None,
    *,
    but_not: frozenset[int] = frozenset(),
) -> Nudged:
    """Return the letters of a nudge; none where nobody is left who may be written to.

    `activity_id`: about which cases (None: those the group is at). `but_not`: members who are being
    written to just now.
    """
    group = at_hand(desk)
    activity = await _cases(desk, activity_id) if topic == "cases" else None
    found = _without(but_not, await _whom(topic, activity, desk))
    key = f"group {group.id}"
    if not found.people:
        since_s = desk.now_s - nudging.AGAIN_S
        last = await nudging.last_act(desk.store, group, f"nudge {topic}", key, since_s)
        return Nudged(topic, last=last)
    effects: list[Effect] = []
    if topic == "introductions":
        effects += await _ask_who_they_are(found, desk)
    elif topic == "silent":
        effects += [each for to in found.people for each in _ask_how_they_are(to, desk)]
    elif topic == "invitations":
        effects += await _invite_again(found.people, desk)
    elif activity is not None:
        effects += await _ask_to_choose(activity, found.people, desk)
    to = {each.reader.person_id for each in effects if isinstance(each, Notify)}
    written = [each.member_id for each in found.people if each.person_id in to]
    effects += map(Nudge, written)
    by = desk.asker.mailbox.address
    effects.append(Note(by, f"nudge {topic}", key, group.id, {"members": len(written)}))
    return Nudged(topic, tuple(effects), len(written), found.in_all - len(found.people))


async def told_of(nudged: Nudged, desk: Desk) -> Mapping[str, Data]:
    """What the answer to a nudge is told."""
    by = await called(nudged.last.by, desk) if nudged.last else ""
    return nudged.data(by, at_hand(desk).timezone)


async def called(address: str, desk: Desk) -> str:
    """What whoever has done something is called: by name, else by address; "" for the asker."""
    asker = desk.asker.person
    person = await people.find(desk.store, address) if "@" in address else None
    if person is not None and asker is not None and person.id == asker.id:
        return ""
    return person.name or person.address if person else address


def _without(but_not: frozenset[int], found: Nudgeable) -> Nudgeable:
    people = tuple(each for each in found.people if each.member_id not in but_not)
    return replace(found, people=people, in_all=found.in_all - len(found.people) + len(people))


async def _cases(desk: Desk, activity_id: int | None) -> Activity | None:
    group = at_hand(desk)
    running = await activities.running(desk.store, group.id, "cases")
    wanted = [each for each in running if activity_id in (None, each.id) and _is_open(each)]
    return wanted[-1] if wanted and "cases" in ROUNDS else None


def _is_open(cases: Activity) -> bool:
    """Whether members can still choose: the groups are not made."""
    return cases.state != "divided"


async def _whom(topic: Topic, activity: Activity | None, desk: Desk) -> Nudgeable:
    group, store, now_s = at_hand(desk), desk.store, desk.now_s
    if topic == "introductions":
        return await nudging.to_introduce(store, group, now_s, AT_ONCE)
    if topic == "silent":
        return await nudging.to_wake(store, group, now_s, AT_ONCE)
    if topic == "invitations":
        return await nudging.to_invite_again(store, group, now_s, AT_ONCE)
    if activity is None:
        return Nudgeable((), 0)
    return await nudging.to_choose(store, group, activity.id, now_s, AT_ONCE)


async def _ask_who_they_are(found: Nudgeable, desk: Desk) -> list[Effect]:
    """A reply is an introduction, as that to the robot's own reminder."""
    group = at_hand(desk)
    counts = await introductions.count(desk.store, group)
    letters: list[Effect] = []
    for each in found.people:
        to = each.reader(group)
        asked = asking(group, to.language, is_exempt=each.member_id in found.exempt)
        told = {"members": counts.members, "presented": counts.presented, **_signed(desk)}
        letters.append(
            Notify(
                "nudge/introductions",
                to,
                group.id,
                {**about(group), **asked, **told},
                automatic="auto-generated",
                reply_to=introduce_address(group),
                member_id=each.member_id,
            )
        )
    return letters


def _ask_how_they_are(to: Addressee, desk: Desk) -> Sequence[Effect]:
    group, message_id = at_hand(desk), new_message_id(desk)
    reader = to.reader(group)
    reply_to, issues = ballot_for(reader, message_id, desk)
    letter = Notify(
        "nudge/silent",
        reader,
        group.id,
        {**about(group), **_signed(desk)},
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=to.member_id,
        message_id=message_id,
    )
    return (*issues, letter)


async def _invite_again(people: Sequence[Addressee], desk: Desk) -> list[Effect]:
    """The letter of an invitation once more, and nothing else of it: it is their one reminder."""
    group = at_hand(desk)
    newcomers = [Newcomer(each.address, each.name) for each in people]
    invited = await invite(desk.store, group, newcomers, desk.reader, "", desk.now_s, desk.new_id)
    letters = [each for each in effects_of(invited) if isinstance(each, Issue | Notify)]
    return [*letters, *(Remind(each.member_id) for each in people)]


async def _ask_to_choose(
    activity: Activity, people: Sequence[Addressee], desk: Desk
) -> Sequence[Effect]:
    """The letters of the activity itself, each with its ballot, below the facilitator's words."""
    group = at_hand(desk)
    at = Calendar(desk.store, desk.new_id, desk.now_s, desk.domain, desk.owner, desk.defaults)
    letters = await ROUNDS[activity.kind].ask(activity, group, people, at, is_reminder=True)
    told = {**about(group), **_signed(desk), "cases": activity.title}
    asked = NoteAsked(activity.id, tuple(each.member_id for each in people), is_reminder=True)
    return (*(_below(each, told) for each in letters), asked)


def _below(effect: Effect, told: Mapping[str, Data]) -> Effect:
    if not isinstance(effect, Notify):
        return effect
    own = Part(effect.template, effect.data)
    return replace(
        effect, template="nudge/cases", data=told, parts=(own, *effect.parts), in_reply_to=""
    )


def _signed(desk: Desk) -> Mapping[str, Data]:
    """Who has the members written to, as they are called there."""
    person = desk.asker.person
    return {"by": person.name if person else ""}
