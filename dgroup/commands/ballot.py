"""What facilitators reply to a list of what waits: "1 3 ok, 2 no: off topic, the rest drop".

Held posts and requests to join stand in one list, which may be answered more than once. As with
their own letters, the first decision wins (R11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dgroup.commands import admission, settling
from dgroup.commands.desk import Desk, Done
from dgroup.commands.moderation import HEADER_BYTES, Trust, case_of, decided, is_theirs, trusting
from dgroup.commands.registry import ticket
from dgroup.domain.effects import AskAgain, Data, Effect
from dgroup.domain.model import Group, Ticket
from dgroup.mail.parse import parse
from dgroup.reading.answers import Answer
from dgroup.reading.rulings import Ruling, read_rulings
from dgroup.store import applicants, belonging, letters
from dgroup.store.letters import HeldLetter


@ticket("waiting", takes_words=True)
async def decide_listed(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do with what stands in a list what a facilitator says of each; it may be used again."""
    group = desk.group
    if group is None or not await is_theirs(ticket, group, desk):
        return Done(reason="not_yours")
    listed: Sequence[str] = ticket.object["listed"]
    ruled = read_rulings(desk.words.own_text if desk.words.has_own_words else "", len(listed))
    if not ruled.rulings:
        return _which(ticket, desk)
    outcome = Outcome(desk, group, int(ticket.object["made_s"]))
    for ruling in ruled.rulings:
        kind, _, id_ = listed[ruling.number - 1].partition(" ")
        if kind == "held":
            await outcome.decide_post(ruling, int(id_))
        else:
            await outcome.decide_request(ruling, int(id_))
    part = desk.say("moderation/listed", **outcome.data(), unknown=list(ruled.unknown))
    return Done(
        part,
        tuple(outcome.effects),
        outcome="confirmed",
        release=tuple(outcome.released),
        by=desk.asker.mailbox.address,
    )


@dataclass(slots=True)
class Outcome:
    """What comes of the rulings of a reply: each is in one of the lists of the receipt."""

    desk: Desk
    group: Group
    made_s: int
    effects: list[Effect] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    lists: dict[str, list[Data]] = field(default_factory=dict)
    trusted: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    is_unanswered: bool = False

    def data(self) -> dict[str, Data]:
        """The same for the letter."""
        names = ("sent", "let_in", "returned", "declined", "dropped", "closed", "already")
        return {
            **{name: self.lists.get(name, []) for name in names},
            "trusted": list(dict.fromkeys(self.trusted)),
            "strangers": list(dict.fromkeys(self.strangers)),
            "is_unanswered": self.is_unanswered,
            "timezone": self.group.timezone,
        }

    async def decide_post(self, ruling: Ruling, held_id: int) -> None:
        """Send a held post, return it, or drop it; what is sent is judged after the commit."""
        found = await letters.held_one(self.desk.store, held_id)
        if found is None:
            self._already(ruling, await decided(None, self.desk))
            return
        held, content = found
        if held.state != "waiting":
            self._already(ruling, await decided(held, self.desk))
        elif ruling.word in ("yes", "trust"):
            if self.group.archived_s is not None:
                self._put("closed", ruling, held)
                return
            if ruling.word == "trust":
                self._note(await trusting(held, self.desk), held)
            self.released.append(held.id)
            self._put("sent", ruling, held)
        else:
            case = case_of(held, self.group, parse(content[:HEADER_BYTES]), self.desk)
            if ruling.word == "no":
                done = await settling.reject(case, ruling.reason)
            else:
                done = settling.discard(case)
            self.effects += done.effects
            self.is_unanswered |= ruling.word == "no" and not done.told
            self._put("returned" if done.told else "dropped", ruling, held)

    async def decide_request(self, ruling: Ruling, member_id: int) -> None:
        """Let somebody in, or not."""
        desk = self.desk
        person = await applicants.person_of(desk.store, member_id)
        places = await belonging.by_ids(desk.store, [member_id], desk.defaults)
        if person is None or not places:
            gone: dict[str, Data] = {
                "subject": "",
                "decision": "gone",
                "decided_s": 0,
                "by": "",
            }
            self._already(ruling, gone, is_request=True)
            return
        member, who = places[0][1], person.name or person.address
        if member.status != "pending":
            decision, by, at_s = await admission.decided_before(member, self.made_s, desk)
            self._already(
                ruling, {"subject": who, "decision": decision, "decided_s": at_s, "by": by}
            )
            return
        if self.group.archived_s is not None and ruling.word in ("yes", "trust"):
            self._list("closed", ruling.number, "", who)
            return
        word = "yes" if ruling.word == "trust" else ruling.word
        effects, decision = admission.settle(word, ruling.reason, person, member, desk)
        self.effects += effects
        where = {"admitted": "let_in", "declined": "declined", "dropped": "dropped"}[decision]
        self._list(where, ruling.number, "", who, is_request=True)

    def _note(self, trust: Trust, held: HeldLetter) -> None:
        self.effects += trust.effects
        names = self.trusted if trust.kind == "trusted" else self.strangers
        names.append(held.author_name or held.author)

    def _put(self, where: str, ruling: Ruling, held: HeldLetter) -> None:
        self._list(where, ruling.number, held.subject, held.author_name or held.author)

    def _list(
        self, where: str, number: int, subject: str, author: str, *, is_request: bool = False
    ) -> None:
        line: Data = {
            "number": number,
            "subject": subject,
            "author": author,
            "is_request": is_request,
        }
        self.lists.setdefault(where, []).append(line)

    def _already(
        self, ruling: Ruling, known: Mapping[str, Data], *, is_request: bool = False
    ) -> None:
        line: Data = {"number": ruling.number, "is_request": is_request, **known}
        self.lists.setdefault("already", []).append(line)


def _which(ticket: Ticket, desk: Desk) -> Done:
    """Ask once what is meant; whoever answers that the same way is a machine (R6)."""
    if desk.has_asked_again(ticket):
        return Done(outcome="discarded", reason="unclear_again")
    effects: tuple[Effect, ...] = (AskAgain(ticket.id),)
    return Done(desk.say("moderation/which"), effects, outcome="answered", reason="which")
