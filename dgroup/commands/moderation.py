"""What facilitators reply about held posts: "ok", "no" and why, "drop"; one by one, or to a list.

Only the person to whom a ticket was sent may use it, while they are in charge. The first decision
wins; whoever comes second is told who decided, what and when (R11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dgroup.commands import settling
from dgroup.commands.answers import Answer
from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import ticket
from dgroup.commands.rulings import Ruling, read_rulings
from dgroup.commands.settling import Case, Obstacle, Settlement
from dgroup.domain.effects import AskAgain, Data, Effect, Redeem
from dgroup.domain.model import Group, Ticket
from dgroup.mail.address import fold
from dgroup.mail.parse import Letter, parse
from dgroup.store import letters, people
from dgroup.store.facilitators import is_in_charge
from dgroup.store.letters import HeldLetter

_HEADER_BYTES = 64 * 1024  # of a mail that is returned: its ids, and whether a machine wrote it


@ticket("held")
async def decide(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do with a held post what a facilitator says."""
    group = desk.group
    if group is None or not await _is_theirs(ticket, group, desk):
        return Done(reason="not_yours")
    found = await letters.held_one(desk.store, ticket.object["held"])
    redeem = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if found is None or found[0].state != "waiting":
        held = found[0] if found else None
        part = desk.say("moderation/already", **await _decided(held, desk))
        return Done(part, (redeem,), outcome="confirmed", reason="decided")
    held, content = found
    settlement: Settlement | Obstacle
    is_read = desk.held is not None and desk.held.content == content
    letter = desk.held if desk.held and is_read else parse(content[:_HEADER_BYTES])
    case = _case(held, group, letter, desk)
    match answer.kind:
        case "yes":
            if not is_read:  # two tickets in one mail: this one's post goes out by itself
                done = _receipt(desk, held, "approved", (redeem,), answer.rest)
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
    return _receipt(desk, held, said, (*settlement.effects, redeem), answer.rest)


@ticket("strangers")
async def decide_listed(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do with the posts of a list what a facilitator says of each; the list may be used again."""
    group = desk.group
    if group is None or not await _is_theirs(ticket, group, desk):
        return Done(reason="not_yours")
    listed: Sequence[int] = ticket.object["listed"]
    ruled = read_rulings(desk.words.own_text if desk.words.has_own_words else "", len(listed))
    if not ruled.rulings:
        return _which(ticket, desk)
    outcome = _Outcome()
    for ruling in ruled.rulings:
        found = await letters.held_one(desk.store, listed[ruling.number - 1])
        if found is None:
            continue
        held, content = found
        if held.state != "waiting":
            outcome.already.append({"number": ruling.number, **await _decided(held, desk)})
        elif ruling.word == "yes":
            outcome.released.append((ruling.number, held))
        else:
            settlement = await _put_aside(ruling, held, content, group, desk)
            outcome.settled.append((ruling, settlement))
    part = desk.say("moderation/listed", **outcome.data(), unknown=list(ruled.unknown))
    return Done(
        part,
        tuple(effect for _, each in outcome.settled for effect in each.effects),
        outcome="confirmed",
        release=tuple(held.id for _, held in outcome.released),
        by=desk.asker.mailbox.address,
    )


@dataclass(slots=True)
class _Outcome:
    """What came of the lines of a reply."""

    released: list[tuple[int, HeldLetter]] = field(default_factory=list)
    settled: list[tuple[Ruling, Settlement]] = field(default_factory=list)
    already: list[Data] = field(default_factory=list)

    def data(self) -> dict[str, Data]:
        """The same for the letter, each post by number and subject."""
        returned = [(each.number, done.held) for each, done in self.settled if done.told]
        dropped = [(each.number, done.held) for each, done in self.settled if not done.told]
        return {
            "sent": [_line(*each) for each in self.released],
            "returned": [_line(*each) for each in returned],
            "dropped": [_line(*each) for each in dropped],
            "is_unanswered": any(
                each.word == "no" and not done.told for each, done in self.settled
            ),
            "already": self.already,
        }


def _line(number: int, held: HeldLetter) -> Data:
    return {"number": number, "subject": held.subject, "author": held.author_name or held.author}


async def _put_aside(
    ruling: Ruling, held: HeldLetter, content: bytes, group: Group, desk: Desk
) -> Settlement:
    case = _case(held, group, parse(content[:_HEADER_BYTES]), desk)
    if ruling.word == "no":
        return await settling.reject(case, ruling.reason)
    return settling.discard(case)


def _which(ticket: Ticket, desk: Desk) -> Done:
    """Ask once which posts are meant; whoever answers that the same way is a machine (R6)."""
    if ticket.asked_again_s is not None:
        return Done(outcome="discarded", reason="unclear_again")
    effects: tuple[Effect, ...] = (AskAgain(ticket.id),)
    return Done(desk.say("moderation/which"), effects, outcome="answered", reason="which")


def _receipt(
    desk: Desk, held: HeldLetter, said: str, effects: tuple[Effect, ...], words: str
) -> Done:
    part = desk.say(
        "moderation/done",
        decision=said,
        subject=held.subject,
        author=held.author_name or held.author,
        is_more=bool(words),
    )
    return Done(part, effects, outcome="confirmed", reason=said)


async def _is_theirs(ticket: Ticket, group: Group, desk: Desk) -> bool:
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


async def _decided(held: HeldLetter | None, desk: Desk) -> dict[str, Data]:
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


def _case(held: HeldLetter, group: Group, letter: Letter, desk: Desk) -> Case:
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
