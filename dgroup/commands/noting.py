"""The back-channel: a facilitator asks some members something, and only the facilitator reads it.

Each letter carries a ballot by which its reader's words go to the other of the two, both ways, for
30 days; neither learns an address of the other's but a facilitator, who may. Nothing is posted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import UNDO_S, Desk, Done, about
from dgroup.commands.namesake import called_in_charge
from dgroup.commands.plans import called, excerpt, listed
from dgroup.commands.registry import COMMANDS, command, ticket
from dgroup.domain.authority import may
from dgroup.domain.effects import Data, Effect, Issue, Note, Notify, Reader
from dgroup.domain.model import Member, Person, Ticket
from dgroup.domain.words import lone_verb
from dgroup.mail.absence import tells_of_absence
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import belonging, people
from dgroup.store.facilitators import actor_of

LONGEST: Final = 20_000  # characters of a question or an answer
MOST_TURNS: Final = 40  # of one conversation: two machines that mark nothing come to an end (R6)
MOST: Final = 50  # members asked by one mail
_ADDRESS = re.compile(r"[^\s,;<>()\[\]\"':]+@[^\s,;<>()\[\]\"':]+[^\s,;<>()\[\]\"':.]")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a note reaches, and which addresses are nobody's who takes part."""

    members: tuple[tuple[Person, Member], ...]
    not_found: tuple[str, ...]


@command("note", proof="ticket", scope="group", right="address")
async def note(order: Order, desk: Desk) -> Done:
    """Ask some members something; the question stands below the command."""
    group, asker = at_hand(desk), desk.asker.person
    question = order.text.strip()[:LONGEST]
    asked = await _asked(order.argument, desk)
    if asker is None or not question or not asked.members:
        why = "no_text" if not question else "nobody" if asker else "unknown"
        return Done(desk.say("note/not_sent", reason=why, not_found=list(asked.not_found)))
    effects: list[Effect] = []
    for person, member in asked.members:
        effects += _question(person, member, question, asker, desk)
    by = desk.asker.mailbox.address
    effects += [Note(by, "note", f"member {member.id}", group.id) for _, member in asked.members]
    told: Mapping[str, Data] = {
        "asked": [person.name or person.address for person, _ in asked.members],
        "not_found": list(asked.not_found),
    }
    shown, left = excerpt(question)
    whom = [called(person.name, person.address) for person, _ in asked.members]
    plan = desk.say("plans/note", **{**told, "asked": listed(whom)}, text=shown, more_lines=left)
    return Done(desk.say("note/sent", **told), tuple(effects), plan=plan)


@ticket("note", takes_words=True)
async def pass_on(ballot: Ticket, answer: Answer, desk: Desk) -> Done:
    """Hand the words of one of the two to the other; what a vacation program says, to nobody."""
    group, writer = desk.group, desk.asker.person
    if group is None or writer is None or writer.id != ballot.person_id:
        return Done(reason="not_yours")
    text = desk.words.own_text.strip() if desk.words.has_own_words else ""
    if lone_verb(text, desk.names) == "leave":  # that is never for another to read (R23)
        return await COMMANDS["leave"].act(Order("leave", group.name, line=text), desk)
    files = [each.name or each.type for each in desk.words.attachments]
    if tells_of_absence(text):
        return Done(outcome="discarded", reason="looks_automatic")
    if int(ballot.object["turn"]) >= MOST_TURNS:
        return Done(outcome="discarded", reason="too_many")
    if not text and not files:
        return Done(outcome="discarded", reason="empty")
    leader_id = int(ballot.object["leader"])
    is_leader = leader_id == writer.id
    if not is_leader and (desk.member is None or not desk.member.is_active):
        return Done(outcome="discarded", reason="no_member")  # nor is anything said to the banned
    other = await belonging.person(desk.store, int(ballot.object["to"]))
    leader = writer if leader_id == writer.id else other
    if not await _leads(leader, desk) or other is None:
        return Done(desk.say("note/gone", is_own=leader_id == writer.id), reason="gone")
    _, member = await people.sender(desk.store, group.id, other.address)
    if leader_id == writer.id and (member is None or not member.is_active):
        return Done(desk.say("note/gone", is_own=False), reason="gone")
    effects = _handed_on(ballot, text[:LONGEST], files, other, member, desk)
    return Done(effects=effects, outcome="confirmed")


def ballot_for(
    reader: Reader,
    message_id: str,
    desk: Desk,
    *,
    to: Person | None = None,
    leader_id: int | None = None,
    theirs: Sequence[str] = (),
    own: Sequence[str] = (),
    turn: int = 0,
) -> tuple[str, tuple[Issue, ...]]:
    """Return where `reader`'s reply goes, and the ballot that takes it to somebody, 30 days long.

    `to` is the asker where nobody is named, who is then the facilitator of the two (`leader_id`);
    for one whom the site does not know it is those in charge. `message_id` is that of the letter in
    which the ballot goes; `own` those that `reader` had of this before, `theirs` of the other one;
    `turn`: how often words have gone to and fro.
    """
    group, to = at_hand(desk), to or desk.asker.person
    if to is None or reader.person_id is None:
        return f"{group.name}-owner", ()
    reply_to, issue = desk.issue(
        "note",
        {
            "to": to.id,
            "leader": to.id if leader_id is None else leader_id,
            "own": [*own, message_id][-_MOST_KEPT:],
            "theirs": list(theirs)[-_MOST_KEPT:],
            "turn": turn,
        },
        to=reader.address,
        lasts_s=UNDO_S,
        person_id=reader.person_id,
        group_id=group.id,
        is_reusable=True,
    )
    return reply_to, (issue,)


def new_message_id(desk: Desk) -> str:
    """Return an id for a letter that is to be answered, so that the answers find it."""
    return f"note.{desk.new_id()}@{desk.domain}"


_MOST_KEPT: Final = 10  # ids of one conversation


def _question(
    person: Person, member: Member, question: str, asker: Person, desk: Desk
) -> Sequence[Effect]:
    group, reader, message_id = at_hand(desk), desk.reader_of(person), new_message_id(desk)
    reply_to, issues = ballot_for(reader, message_id, desk, theirs=_in_hand(desk))
    letter = Notify(
        "note/question",
        reader,
        group.id,
        {**about(group), "by": called_in_charge(asker.name, reader.language), "text": question},
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=member.id,
        message_id=message_id,
    )
    return (*issues, letter)


def _handed_on(
    ballot: Ticket, text: str, files: Sequence[str], to: Person, member: Member | None, desk: Desk
) -> tuple[Effect, ...]:
    """The words of the asker for `to`, with a ballot the other way."""
    group, writer = at_hand(desk), desk.asker.person
    assert writer is not None, "a ballot is somebody's"
    leader_id = int(ballot.object["leader"])
    theirs = [str(each) for each in ballot.object["theirs"]]
    own = [str(each) for each in ballot.object["own"]]
    reader, message_id = desk.reader_of(to), new_message_id(desk)
    reply_to, issues = ballot_for(
        *(reader, message_id, desk),
        to=writer,
        leader_id=leader_id,
        theirs=[*own, *_in_hand(desk)],
        own=theirs,
        turn=int(ballot.object["turn"]) + 1,
    )
    letter = Notify(
        "note/answer",
        reader,
        group.id,
        {
            **about(group),
            "by": _called(writer)
            if leader_id == to.id
            else called_in_charge(writer.name, reader.language),
            "by_address": writer.address if leader_id == to.id else "",
            "text": text,
            "files": list(files),
        },
        in_reply_to=theirs[-1] if theirs else "",
        references=tuple(theirs),
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=member.id if member is not None and member.is_active else None,
        message_id=message_id,
    )
    return (*issues, letter)


async def _asked(text: str, desk: Desk) -> Asked:
    """Who is meant by the addresses of a command: members who have mail, each once, not oneself."""
    group = at_hand(desk)
    found: dict[int, tuple[Person, Member]] = {}
    not_found: list[str] = []
    for address in list(dict.fromkeys(_ADDRESS.findall(text)))[:MOST]:
        person, member = await people.sender(desk.store, group.id, address)
        is_asker = desk.asker.person is not None and person == desk.asker.person
        if person is None or member is None or member.status != "active" or is_asker:
            not_found.append(address)
        else:
            found[person.id] = person, member
    return Asked(tuple(found.values()), tuple(not_found))


async def _leads(person: Person | None, desk: Desk) -> bool:
    """Whether the facilitator of the two still is one, and may still write to members so."""
    if person is None:
        return False
    group = at_hand(desk)
    actor = await actor_of(
        desk.store, group, desk.owner, address=person.address, person_id=person.id
    )
    return may(actor, "address", group)


def _in_hand(desk: Desk) -> list[str]:
    return [desk.letter.message_id] if desk.letter.has_message_id else []


def _called(person: Person) -> str:
    """What somebody is called to others, without an address."""
    return person.name or person.address.partition("@")[0]
