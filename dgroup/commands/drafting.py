"""The draft of a summary: shown to those in charge a day before, and what they decide about it.

"ok" sends it now; a text that comes back changed takes its place, words above two dashes go on top;
"skip" lets it be. The first who decides does so, and may change their mind until it goes out.
Drafts are made, and sent when their time has come, by `server/jobs/summaries.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from dgroup.commands.desk import MODERATE_S, Desk, Done, about, issued
from dgroup.commands.moderation import is_theirs
from dgroup.commands.registry import ticket
from dgroup.domain.effects import Advance, Begin, Circulate, Data, Effect, Note, Notify
from dgroup.domain.model import Activity, Digest, Group, Person, Ticket
from dgroup.domain.summary_days import Turn
from dgroup.reading.answers import Answer
from dgroup.reading.drafts import DraftReply, read_draft_reply
from dgroup.reading.rewriting import RULE
from dgroup.store import activities, belonging, drafts
from dgroup.store.database import Readable
from dgroup.store.drafts import KIND
from dgroup.store.facilitators import Facilitator

LONGEST: Final = 20_000
"""So many characters the text of a summary may have once somebody has changed it."""
LONGEST_PREFACE: Final = 4_000
MOST_TOLD: Final = 3
"""So many letters somebody gets about one draft that say only that nothing has changed."""

_TURN: Final = tuple(each.name for each in fields(Turn))
_UNDECIDED: Final[Mapping[str, Any]] = {"decision": "", "body": "", "preface": "", "by": 0}


@dataclass(frozen=True, slots=True)
class Moment:
    """What effects are made with, whoever makes them: the store, new ids, and the time."""

    store: Readable
    new_id: Callable[[], int]
    now_s: int


async def begin(
    group: Group,
    turn: Turn,
    summary: Mapping[str, Data],
    text: str,
    to: Sequence[Facilitator],
    at: Moment,
) -> tuple[Effect, ...]:
    """Keep a draft, and show it to each of those in charge with a ticket of their own.

    `text` is the draft in words, in the group's language.
    """
    data = {**asdict(turn), **_UNDECIDED, "summary": summary, "text": text}
    readers = await drafts.readers(at.store, group, at.now_s)
    shown: dict[str, Data] = {
        **_plan(turn.due_s, group),
        "people": sum(map(len, readers.values())),
        "text": text,
        "rule": RULE,
    }
    drafted = _activity(group, turn, data, "drafted", at)
    effects: list[Effect] = [Begin(drafted)]
    for each in to:
        reply_to, issue = issued(
            at.new_id,
            at.now_s,
            KIND,
            {"activity": drafted.id},
            to=each.address,
            lasts_s=turn.due_s - at.now_s + MODERATE_S,
            person_id=each.person_id,
            group_id=group.id,
            is_reusable=True,
        )
        letter = Notify(
            "summaries/draft",
            each.reader(group),
            group.id,
            {**about(group), **shown},
            automatic="auto-generated",
            reply_to=reply_to,
            member_id=each.member_id,
        )
        effects += [issue, letter]
    return tuple(effects)


def leave_out(group: Group, turn: Turn, at: Moment) -> tuple[Effect, ...]:
    """Note that there was nothing to tell of a time, so that it is not looked at again."""
    data = {**asdict(turn), "decision": "still", "by": 0, "at_s": at.now_s}
    return (Begin(_activity(group, turn, data, "closed", at)),)


async def fall_due(
    draft: Activity, group: Group, at: Moment, *, is_late: bool
) -> tuple[Effect, ...]:
    """End a draft whose time has come: it goes out, or it does not.

    `is_late`: the next one is due as well, so that what nobody has touched goes into that.
    """
    decision = str(draft.data["decision"])
    if group.settings.summary_every < 1:
        return (_closed(draft, "off", at),)
    if decision == "skipped":
        return (_closed(draft, "skipped", at),)
    if not decision and is_late:
        return (_closed(draft, "missed", at),)
    if not decision and group.settings.summary_unanswered == "skip":
        return (_closed(draft, "unanswered", at),)
    return (await send(draft, group, at)).effects


def turn_of(draft: Activity | None) -> Turn | None:
    """Return the time that a draft was about; of a missed one, nothing has been told yet."""
    if draft is None:
        return None
    turn = Turn(**{name: int(draft.data[name]) for name in _TURN})
    is_missed = draft.data["decision"] == "missed"
    return replace(turn, until_s=turn.since_s) if is_missed else turn


@dataclass(frozen=True, slots=True)
class Sending:
    """What sends a summary, and to whom: ids of members."""

    effects: tuple[Effect, ...]
    to: frozenset[int]


async def send(draft: Activity, group: Group, at: Moment, by: str = "") -> Sending:
    """Send a draft to all it is for, in their languages; `by` whose word (address), "" for none."""
    data = draft.data
    told: dict[str, Data] = {
        **data["summary"],
        "body": data["body"],
        "preface": data["preface"],
        "signed_by": await _signature(data, at.store),
    }
    readers = await drafts.readers(at.store, group, at.now_s)
    effects: list[Effect] = [
        Circulate(Digest(at.new_id(), group.id, KIND, "plain", language, told, at.now_s), ids)
        for language, ids in readers.items()
    ]
    effects += [
        _closed(draft, "sent", at),
        Note(by, "summary sent", group.name, group.id),
    ]
    return Sending(tuple(effects), frozenset().union(*readers.values()))


@ticket(KIND, takes_words=True)
async def decide(asked: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do with a draft what somebody in charge replies to it."""
    group = desk.group
    if group is None or not await is_theirs(asked, group, desk):
        return Done(reason="not_yours")
    draft = await activities.find(desk.store, int(asked.object["activity"]))
    if draft is None:
        return Done(desk.say("robot/gone"), reason="gone")
    shown = [each for each in (draft.data.get("text"), draft.data.get("body")) if each]
    said = read_draft_reply(desk.words, shown)
    if said.kind == "machine":
        return Done(outcome="discarded", reason="looks_automatic")
    if said.kind == "thanks":
        return Done()
    person = desk.asker.person
    is_own = draft.data["by"] in (0, _id(person))
    if draft.state == "closed" or not is_own:
        return _once(await _already(draft, desk), said, draft, asked, desk)
    if said.kind != "said":
        return _once(_say("same", draft, desk), said, draft, asked, desk)
    return await _decided(said, draft, group, asked, desk)


async def _decided(
    said: DraftReply, draft: Activity, group: Group, asked: Ticket, desk: Desk
) -> Done:
    by = desk.asker.mailbox.address
    own = {"by": _id(desk.asker.person), "at_s": desk.now_s}
    if said.word == "undo":
        if not draft.data["decision"]:
            return _once(_say("same", draft, desk), said, draft, asked, desk)
        undone = _changed(draft, **_UNDECIDED)
        return Done(
            _say("restored", undone, desk).part,
            (_kept(undone),),
            outcome="confirmed",
            reason="undo",
        )
    if said.word == "skip":
        skipped = _changed(draft, decision="skipped", **own)
        note = Note(by, "summary skipped", group.name, group.id)
        return Done(
            _say("skipped", skipped, desk).part,
            (_kept(skipped), note),
            outcome="confirmed",
            reason="skipped",
        )
    body = draft.data["body"] if said.body is None else said.body
    preface = said.preface or draft.data["preface"]
    if len(body) > LONGEST or len(preface) > LONGEST_PREFACE:
        return _once(_say("too_long", draft, desk), said, draft, asked, desk)
    is_new = (body, preface) != (draft.data["body"], draft.data["preface"])
    if said.word is None and not is_new:
        return _once(_say("same", draft, desk), said, draft, asked, desk)
    changed = _changed(draft, decision="changed", body=body, preface=preface, **own)
    if said.word == "send":
        sending = await send(changed, group, Moment(desk.store, desk.new_id, desk.now_s), by)
        member = desk.member
        is_left_out = (
            member is not None
            and member.is_active
            and member.delivery == "each"
            and member.id not in sending.to
        )
        told = {"people": len(sending.to), "is_left_out": is_left_out}
        part = _say("sent", changed, desk, **told).part
        return Done(part, sending.effects, outcome="confirmed", reason="sent")
    note = Note(by, "summary changed", group.name, group.id)
    readers = await drafts.readers(desk.store, group, desk.now_s)
    people = len(frozenset().union(*readers.values()))
    part = _say("changed", changed, desk, is_more=said.is_more, people=people).part
    return Done(part, (_kept(changed), note), outcome="confirmed", reason="changed")


def _once(done: Done, said: DraftReply, draft: Activity, asked: Ticket, desk: Desk) -> Done:
    """Give an answer that changes nothing: not twice to the same words, and not without end (R6).

    Whoever writes anew is told anew, `MOST_TOLD` times about one draft.
    """
    told: list[str] = draft.data.get("told", {}).get(str(asked.id), [])
    words = desk.words.own_text if desk.words.has_own_words else ""
    said_so = (done.reason, draft.state, draft.data["decision"], said.body, " ".join(words.split()))
    seal = hashlib.sha256(repr(said_so).encode()).hexdigest()[:16]
    if seal in told or len(told) >= MOST_TOLD:
        return Done(outcome="discarded", reason=done.reason)
    new = {**draft.data.get("told", {}), str(asked.id): [*told, seal]}
    return replace(done, effects=(*done.effects, _kept(_changed(draft, told=new))))


async def _already(draft: Activity, desk: Desk) -> Done:
    """It has been decided, by somebody else or by the calendar: say what, when and by whom."""
    data = draft.data
    person = await belonging.person(desk.store, data["by"]) if data["by"] > 0 else None
    return _say(
        "already",
        draft,
        desk,
        decision=str(data["decision"]),
        is_out=draft.state == "closed",
        who=(person.name or person.address) if person else "",
        is_by_hand=data["by"] != 0,
        is_you=person is not None and person == desk.asker.person,
        at_s=int(data["at_s"]),
    )


def _say(form: str, draft: Activity, desk: Desk, **more: Data) -> Done:
    """The one letter about what was decided, in one of its forms, with all that it names."""
    group = desk.group
    assert group is not None, "a ticket of a group"
    data = draft.data
    told: dict[str, Data] = {
        **_plan(int(data["due_s"]), group),
        "text": data.get("body") or data.get("text", ""),
        "preface": data.get("preface", ""),
        "is_edited": bool(data.get("body")),
        "signed_by": _called(desk.asker.person),
        "rule": RULE,
        "is_more": False,
        "people": 0,
        "is_left_out": False,
        "decision": str(data["decision"]),
        "is_out": False,
        "who": "",
        "is_by_hand": False,
        "is_you": False,
        "at_s": 0,
        "most": LONGEST,
    }
    part = desk.say("summaries/decided", **{**told, "form": form, **more})
    return Done(part, outcome="answered", reason=form)


def _plan(due_s: int, group: Group) -> Mapping[str, Data]:
    return {
        "due_s": due_s,
        "timezone": group.timezone,
        "goes_unanswered": group.settings.summary_unanswered == "send",
    }


def _activity(
    group: Group, turn: Turn, data: Mapping[str, Any], state: str, at: Moment
) -> Activity:
    return Activity(
        id=at.new_id(),
        group_id=group.id,
        kind=KIND,
        name=group.name,
        title=group.title,
        state=state,
        data=data,
        opens_s=at.now_s,
        closes_s=turn.due_s if state != "closed" else None,
        created_by=None,
        created_s=at.now_s,
    )


def _changed(draft: Activity, **more: object) -> Activity:
    return replace(draft, data={**draft.data, **more})


def _kept(draft: Activity) -> Advance:
    return Advance(draft.id, draft.state, draft.data, draft.closes_s)


def _closed(draft: Activity, decision: str, at: Moment) -> Advance:
    """It is over: what it said is not kept, only what became of it.

    `at_s` is when somebody decided, or when it was over.
    """
    data = {name: draft.data[name] for name in (*_TURN, "by", "told") if name in draft.data}
    when_s = draft.data["at_s"] if decision == "skipped" else at.now_s
    return Advance(draft.id, "closed", {**data, "decision": decision, "at_s": when_s}, None)


async def _signature(data: Mapping[str, Any], store: Readable) -> str:
    """Whose name stands under what they changed; "" where nobody has."""
    if not (data["body"] or data["preface"]):
        return ""
    return _called(await belonging.person(store, data["by"]))


def _called(person: Person | None) -> str:
    """A person's name; never their address, which is not for everybody to see (R13)."""
    return (person.name or person.address.partition("@")[0]) if person else ""


def _id(person: Person | None) -> int:
    """The number of somebody in charge; of an operator whom the site does not know it is -1."""
    return person.id if person else -1
