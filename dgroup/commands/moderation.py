"""What facilitators reply about a held post: "ok", "ok and trust", "no" and why, "drop".

Only the person to whom a ticket was sent may use it, while they are in charge. The first decision
wins; whoever comes second is told who decided, what and when (R11).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.commands import settling
from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import ticket
from dgroup.commands.settling import Case, Obstacle, Settlement
from dgroup.domain.effects import Change, Data, Effect, Note, Redeem
from dgroup.domain.model import Group, Ticket
from dgroup.mail.address import fold
from dgroup.mail.parse import Letter, parse
from dgroup.reading.answers import Answer, after_trust
from dgroup.store import letters, people
from dgroup.store.facilitators import is_in_charge
from dgroup.store.letters import HeldLetter

HEADER_BYTES: Final = (
    64 * 1024
)  # of a mail that is returned: its ids, and whether a machine wrote it


@ticket("held", takes_words=True)
async def decide(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do with a held post what a facilitator says."""
    group = desk.group
    if group is None or not await is_theirs(ticket, group, desk):
        return Done(reason="not_yours")
    found = await letters.held_one(desk.store, ticket.object["held"])
    redeem = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if found is None or found[0].state != "waiting":
        held = found[0] if found else None
        part = desk.say("moderation/already", **await decided(held, desk))
        return Done(part, (redeem,), outcome="confirmed", reason="decided")
    held, content = found
    settlement: Settlement | Obstacle
    trust = Trust()
    if (left := _trusts(answer)) is not None:
        answer = Answer("yes", left)
        trust = await trusting(held, desk)
    is_read = desk.held is not None and desk.held.content == content
    letter = desk.held if desk.held and is_read else parse(content[:HEADER_BYTES])
    case = case_of(held, group, letter, desk)
    match answer.kind:
        case "yes":
            if not is_read:  # two tickets in one mail: this one's post goes out by itself
                effects = (redeem, *trust.effects)
                done = _receipt(desk, held, "approved", effects, answer.rest, trust)
                return replace(done, release=(held.id,), by=case.by)
            settlement = await settling.approve(case)
        case "no":
            settlement = await settling.reject(case, answer.rest)
        case "drop":
            settlement = settling.discard(case)
        case "undo" | "empty" | "other":
            return Done(reason="unclear")
    if isinstance(settlement, Obstacle):
        if settlement.kind == "archived":
            return _receipt(desk, held, "archived", (), answer.rest)
        dropped = settling.discard(case).effects
        return _receipt(desk, held, "posted", (*dropped, redeem), answer.rest)
    said = "unanswered" if answer.kind == "no" and not settlement.told else settlement.decision
    effects = (*settlement.effects, *trust.effects, redeem)
    return _receipt(desk, held, said, effects, answer.rest, trust)


@dataclass(frozen=True, slots=True)
class Trust:
    """What comes of trusting the author of a held post.

    `kind`: "trusted" from now on, "stranger" (no member: it is about this post alone), or "" where
    nobody spoke of it.
    """

    kind: Literal["", "trusted", "stranger"] = ""
    effects: tuple[Effect, ...] = ()


async def trusting(held: HeldLetter, desk: Desk) -> Trust:
    """Let what the author of a held post writes go out at once from now on; members only."""
    _, member = await people.sender(desk.store, held.group_id, held.author)
    if member is None or not member.is_active:
        return Trust("stranger")
    by = desk.asker.mailbox.address
    note = Note(by, "trusted", f"member {member.id}", held.group_id)
    return Trust("trusted", (Change(member.id, is_moderated=False, is_trusted=True), note))


def _trusts(answer: Answer) -> str | None:
    """What follows "ok and trust", or "trust" alone; None where an answer says neither."""
    return after_trust(answer.rest) if answer.kind in ("yes", "other") else None


async def is_theirs(ticket: Ticket, group: Group, desk: Desk) -> bool:
    """Whether this is the person to whom the ticket was sent, and they still are in charge."""
    asker = desk.asker
    person_id = asker.person.id if asker.person else None
    if ticket.person_id is None:  # the operator, whom the site does not know
        is_same = fold(asker.mailbox.address) == fold(ticket.address)
    else:
        is_same = person_id == ticket.person_id
    return is_same and await is_in_charge(
        desk.store, group, desk.owner, address=asker.mailbox.address, person_id=person_id
    )


async def decided(held: HeldLetter | None, desk: Desk) -> dict[str, Data]:
    """What was decided, when and by whom: their name, for an address says less."""
    person = await people.find(desk.store, held.decided_by) if held and held.decided_by else None
    asker = desk.asker.person
    return {
        "subject": held.subject if held else "",
        "decision": held.state if held else "gone",  # its author is forgotten
        "decided_s": (held.decided_s or 0) if held else 0,
        "by": (person.name or person.address) if person else "",
        "is_you": person is not None and asker is not None and person.id == asker.id,
        "timezone": desk.group.timezone if desk.group else "UTC",
    }


def case_of(held: HeldLetter, group: Group, letter: Letter, desk: Desk) -> Case:
    """The case of a held letter, for whoever stands at the desk to decide."""
    return Case(
        store=desk.store,
        new_id=desk.new_id,
        now_s=desk.now_s,
        defaults=desk.defaults,
        group=group,
        held=held,
        letter=letter,
        by=desk.asker.mailbox.address,
    )


def _receipt(
    desk: Desk,
    held: HeldLetter,
    said: str,
    effects: tuple[Effect, ...],
    words: str,
    trust: Trust = Trust(),
) -> Done:
    part = desk.say(
        "moderation/done",
        decision=said,
        subject=held.subject,
        author=held.author_name or held.author,
        author_address=held.author,
        trust=trust.kind,
        is_more=bool(words),
    )
    return Done(part, effects, outcome="confirmed", reason=said)
