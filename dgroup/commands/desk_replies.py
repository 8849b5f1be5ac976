"""What a facilitator replies to the desk letter is done, line by line: "3 nudge, 4 ask anna; 1 ok".

Decisions on what waits are those of every other list (`ballot.py`). What somebody else has done
meanwhile is told as done already, and who did it; one receipt answers the whole reply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.ballot import Outcome
from dgroup.commands.desk import Desk, Done, about
from dgroup.commands.moderation import is_theirs
from dgroup.commands.nudging import TOPICS, called, nudge_about, told_of
from dgroup.commands.registry import COMMANDS, ticket
from dgroup.domain.effects import AskAgain, Data, Effect, Note, Notify, Nudge
from dgroup.domain.model import Ticket
from dgroup.domain.words import fold_word
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.reading.deeds import Deed, Verb, read_deeds, read_names
from dgroup.reading.rulings import Ruling, Word
from dgroup.reading.tasks import read_tasks
from dgroup.store import belonging, groups, nudging, people
from dgroup.store.nudging import AskedAbout
from dgroup.store.people import Membership

MOST_ASKED: Final = 10  # members whose attention one reply draws to one thread

# Which verbs each kind of line takes.
TAKES: Final[Mapping[str, frozenset[Verb]]] = {
    "held": frozenset({"ok", "trust", "no", "drop"}),
    "member": frozenset({"ok", "trust", "no", "drop"}),
    "introductions": frozenset({"nudge"}),
    "thread": frozenset({"ask"}),
    "silent": frozenset({"nudge"}),
    "cases": frozenset({"nudge"}),
    "invitations": frozenset({"nudge"}),
}
_SHOWING: Final = frozenset({"held", "desk", "invited", "log"})  # they change nothing
_WORDS: Final[Mapping[Verb, Word]] = {"ok": "yes", "trust": "trust", "no": "no", "drop": "drop"}


@ticket("desk", takes_words=True)
async def act(ballot: Ticket, answer: Answer, desk: Desk) -> Done:
    """Do what a reply says of the lines of a desk letter; it may be replied to again."""
    group = desk.group
    if group is None or not await is_theirs(ballot, group, desk):
        return Done(reason="not_yours")
    own_text = desk.words.own_text if desk.words.has_own_words else ""
    deeds = read_deeds(own_text)
    listed: Sequence[str] = ballot.object["listed"]
    if not deeds:
        return await _shown(own_text, desk) or _which(ballot, desk, listed)
    done = _Doing(desk, listed, ballot)
    for deed in deeds:
        for number in done.lines_for(deed):
            await done.carry_out(deed, number)
    outcomes = [each for each in done.outcomes.values() if each is not None]
    return Done(
        desk.say("desk/acts", **done.data()),
        (*(effect for each in outcomes for effect in each.effects), *done.effects),
        outcome="confirmed",
        release=tuple(held_id for each in outcomes for held_id in each.released),
        by=desk.asker.mailbox.address,
    )


async def _shown(own_text: str, desk: Desk) -> Done | None:
    """What a reply asks to see that names no line ("held", "desk"); None where it asks nothing."""
    orders = read_tasks("", own_text, desk.names, desk.domain, is_in_charge=True)
    verbs = [order for order in orders if order.verb in _SHOWING and order.verb in COMMANDS]
    if len(orders) != 1 or not verbs:
        return None
    return await COMMANDS[verbs[0].verb].act(verbs[0], desk)


def _which(ballot: Ticket, desk: Desk, listed: Sequence[str]) -> Done:
    """Ask once what is meant; whoever answers that the same way is a machine (R6)."""
    if desk.has_asked_again(ballot):
        return Done(outcome="discarded", reason="unclear_again")
    again: tuple[Effect, ...] = (AskAgain(ballot.id),)
    return Done(
        desk.say("desk/which", lines=len(listed)), again, outcome="answered", reason="which"
    )


@dataclass(slots=True)
class _Doing:
    """What comes of a reply, line by line; `seen` are the numbers that it has spoken of.

    A letter may be about several groups: `outcomes` are what comes of it in each, by group id; None
    where its reader is in charge no more.
    """

    desk: Desk
    listed: Sequence[str]
    ballot: Ticket
    outcomes: dict[int, Outcome | None] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    nudged: list[Data] = field(default_factory=list)
    asked: list[Data] = field(default_factory=list)
    unfit: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)

    def lines_for(self, deed: Deed) -> Iterator[int]:
        """The numbers that a deed is for: as they are said, or the only one that takes its verb."""
        numbers = deed.numbers
        if not numbers:
            fitting = [
                number
                for number, key in enumerate(self.listed, 1)
                if deed.verb in TAKES[_kind(key)]
                and number not in self.seen
                and deed.topic in (None, _kind(key))
            ]
            if (len(fitting) > 1 and not deed.is_all) or not fitting:
                self.unsaid.append(deed.verb)
                return
            numbers = tuple(fitting)
        for number in numbers:
            if not 1 <= number <= len(self.listed):
                self.unknown.append(number)
            elif number not in self.seen:
                self.seen.add(number)
                yield number

    async def carry_out(self, deed: Deed, number: int) -> None:
        """Do one thing with one line."""
        kind, _, id_ = self.listed[number - 1].partition(" ")
        outcome = await self._outcome(number)
        if outcome is None or deed.verb not in TAKES[kind]:
            self.unfit.append(number)
        elif deed.verb == "ask":
            await self._ask(number, int(id_), read_names(deed.rest), outcome.desk)
        elif deed.verb == "nudge":
            await self._nudge(number, kind, id_, outcome.desk)
        else:
            ruling = Ruling(number, _WORDS[deed.verb], deed.rest)
            decide = outcome.decide_post if kind == "held" else outcome.decide_request
            await decide(ruling, int(id_))

    def data(self) -> dict[str, Data]:
        """The same for the receipt."""
        found = [each for each in self.outcomes.values() if each is not None]
        own, *others = [each.data() for each in found] or [
            Outcome(self.desk, at_hand(self.desk), 0).data()
        ]
        for other in others:
            for key, theirs in other.items():
                before = own[key]
                if isinstance(before, list) and isinstance(theirs, list):
                    own[key] = [*before, *theirs]
        return {
            **own,
            "is_unanswered": any(each.is_unanswered for each in found),
            "is_done": bool(self.effects) or any(each.effects or each.released for each in found),
            "nudged": self.nudged,
            "asked": self.asked,
            "unfit": self.unfit,
            "unknown": self.unknown,
            "unsaid": list(dict.fromkeys(self.unsaid)),
        }

    async def _outcome(self, number: int) -> Outcome | None:
        """What comes of the reply in the group of a line; None where they may not act there."""
        of_lines: Sequence[int] = self.ballot.object.get("groups", ())
        group_id = of_lines[number - 1] if of_lines else at_hand(self.desk).id
        if group_id not in self.outcomes:
            self.outcomes[group_id] = await self._of_group(group_id)
        return self.outcomes[group_id]

    async def _of_group(self, group_id: int) -> Outcome | None:
        desk, made_s = self.desk, int(self.ballot.object["made_s"])
        if group_id == at_hand(desk).id:
            return Outcome(desk, at_hand(desk), made_s)
        group = await groups.one(desk.store, group_id, desk.defaults)
        if group is None or not await is_theirs(self.ballot, group, desk):
            return None
        _, member = await people.sender(desk.store, group_id, desk.asker.mailbox.address)
        return Outcome(desk.with_group(group, member), group, made_s)

    async def _nudge(self, number: int, kind: str, id_: str, desk: Desk) -> None:
        """Write to those whom a line is about; who is written to for another line is not twice."""
        already = frozenset(each.member_id for each in self.effects if isinstance(each, Nudge))
        written = await nudge_about(TOPICS[kind], desk, int(id_) if id_ else None, but_not=already)
        self.effects += written.effects
        self.nudged.append({"number": number, **await told_of(written, desk)})

    async def _ask(self, number: int, thread_id: int, names: Sequence[str], desk: Desk) -> None:
        """Bring a thread to the attention of members; who was asked of late is not asked again."""
        about_it = await nudging.thread(desk.store, at_hand(desk), thread_id)
        line: dict[str, Data] = {
            "number": number,
            "subject": about_it.subject if about_it else "",
            "is_gone": about_it is None,
            "is_answered": about_it is not None and about_it.writers > 1,
            "is_unnamed": not names,
        }
        lists: dict[str, list[Data]] = {"to": [], "not_found": [], "several": [], "before": []}
        if about_it is not None and about_it.writers < 2:
            members = await people.members(desk.store, at_hand(desk))
            for name in names[:MOST_ASKED]:
                await self._ask_one(name, about_it, members, lists, desk)
        self.asked.append({**line, **lists})

    async def _ask_one(
        self,
        name: str,
        thread: AskedAbout,
        members: Sequence[Membership],
        lists: Mapping[str, list[Data]],
        desk: Desk,
    ) -> None:
        group = at_hand(desk)
        found = called_so(name, members)
        if not found:
            lists["not_found"].append(name)
            return
        if len(found) > 1:
            lists["several"].append({"name": name, "are": [each.address for each in found][:5]})
            return
        (member,) = found
        who = member.name or member.address
        action, thing = f"ask about {thread.thread_id}", f"member {member.id}"
        since_s = desk.now_s - nudging.AGAIN_S
        last = await nudging.last_act(desk.store, group, action, thing, since_s)
        if last is not None:
            by = await called(last.by, desk)
            lists["before"].append({"who": who, "by": by, "at_s": last.at_s})
            return
        person = await belonging.person(desk.store, member.person_id)
        if person is None or any(
            isinstance(each, Notify)
            and each.member_id == member.id
            and each.template == _ASK
            and each.data.get("thread_id") == thread.thread_id
            for each in self.effects
        ):
            return
        lists["to"].append(who)
        self.effects += (
            Notify(
                _ASK,
                desk.reader_of(person),
                group.id,
                {
                    **about(group),
                    "by": desk.asker.person.name if desk.asker.person else "",
                    "subject": thread.subject,
                    "author": thread.author_name or thread.author.partition("@")[0],
                    "thread_id": thread.thread_id,
                    "letter_id": thread.letter_id,
                },
                automatic="auto-generated",
                reply_to=f"thread+{thread.thread_id}",
                member_id=member.id,
            ),
            Note(desk.asker.mailbox.address, action, thing, group.id),
        )


def called_so(name: str, members: Sequence[Membership]) -> list[Membership]:
    """Return the active members whom a facilitator may mean by a name or an address.

    The first that fits: an address; a whole name; a first name, or the address before its "@"; the
    beginning of any word of a name.
    """
    active = [each for each in members if each.status == "active"]
    wanted = fold_word(name)
    ways: tuple[Callable[[Membership], bool], ...] = (
        lambda each: fold(each.address) == fold(name),
        lambda each: fold_word(each.name) == wanted,
        lambda each: (
            wanted
            in (fold_word(each.name).partition(" ")[0], fold_word(each.address.partition("@")[0]))
        ),
        lambda each: any(word.startswith(wanted) for word in fold_word(each.name).split()),
    )
    for fits in ways:
        found = [each for each in active if wanted and fits(each)]
        if found:
            return found
    return []


def _kind(key: str) -> str:
    return key.partition(" ")[0]


_ASK: Final = "note/ask"
