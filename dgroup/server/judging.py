"""A letter to a group is judged: posted, held, sent on or dropped, and who is asked about it.

The letter may be one that was made of another: the words of an answer, without what they answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.commands.asking import ask_facilitators
from dgroup.commands.claims import ask_if_member
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold, Keep, Publish, Record
from dgroup.domain.model import PostFacts, Reply
from dgroup.domain.posting import Ids, Verdict
from dgroup.domain.threads import ThreadFacts
from dgroup.mail.address import Mailbox
from dgroup.mail.parse import Letter
from dgroup.server.decision import Decision, Errand, describe, is_machine
from dgroup.server.desks import limits_of
from dgroup.store import posts


@dataclass(frozen=True, slots=True)
class Made:
    """A mail that is judged in the place of the one that came; `keep` keeps it.

    `otherwise`: what becomes of it where nothing else speaks against posting it; None: it is
    posted. `steps`: how it was made, for `dgroup explain`.
    """

    letter: Letter
    keep: Keep
    otherwise: Verdict | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known when a letter is judged, and the verdict."""

    facts: PostFacts
    thread_facts: ThreadFacts
    verdict: Verdict
    author: Mailbox


async def judge(group_id: int, letter: Letter, errand: Errand) -> Judged | None:
    """Judge a letter to a group; None where the group is gone. Nothing follows from it yet."""
    arrival, site = errand.arrival, errand.site
    author = posting.author_of(letter, arrival.sender)
    known = await posts.facts_for(
        errand.tx,
        group_id,
        letter,
        author,
        site.defaults,
        site.limits,
        arrival.received_s,
        is_null_sender=is_machine(arrival.sender),
    )
    if known is None:
        return None
    return Judged(*known, posting.decide(letter, known[0]), author)


async def judge_post(
    name: str, recipient: str, errand: Errand, made: Made | None = None
) -> Decision:
    """Judge a letter that was sent to the group `name` (or an alias of it), or what it became."""
    letter = made.letter if made else errand.letter
    group_id = errand.names[name]
    found = await judge(group_id, letter, errand)
    if found is None:
        return Decision(Reply(recipient, "refused", "unknown_group"))
    facts, verdict = found.facts, found.verdict
    if made and made.otherwise and verdict.outcome == "posted":
        verdict = made.otherwise
    letter_id = made.keep.letter_id if made else errand.letter_id
    ids = Ids(letter_id, errand.tx.new_id(), errand.tx.new_id())
    now_s = errand.arrival.received_s
    effects = posting.deliberate(letter, facts, found.thread_facts, verdict, ids, now_s)
    effects += await _ask_about(effects, facts, letter, errand)
    if made and effects:
        effects = (made.keep, *effects)
    post_id = _post_id(effects, facts, verdict)
    reply = Reply(
        to=recipient,
        outcome=verdict.outcome,
        reason=verdict.reason,
        group=facts.group.name,
        post_id=post_id,
        effects=tuple(map(describe, effects)),
        steps=(*(made.steps if made else ()), *_steps(found, verdict)),
    )
    record = Record(
        errand.letter_id,
        recipient,
        verdict.outcome,
        verdict.reason,
        group_id,
        post_id if post_id is not None else ids.own if verdict.outcome == "held" else None,
    )
    return Decision(reply, effects, (record,))


async def _ask_about(
    effects: Sequence[Effect], facts: PostFacts, letter: Letter, errand: Errand
) -> tuple[Effect, ...]:
    """Who has to be asked about a letter that is held: those in charge, and perhaps its author.

    A stranger whom the front MTA vouches for may be a member with another address.
    """
    hold = next((effect for effect in effects if isinstance(effect, Hold)), None)
    if hold is None:
        return ()
    asked = await ask_facilitators(
        hold,
        facts.group,
        letter,
        errand.tx,
        errand.tx.new_id,
        owner=errand.site.config.site.owner,
        now_s=errand.arrival.received_s,
        is_vouched=bool(errand.vouched),
    )
    if errand.vouched:
        asked += await ask_if_member(
            hold,
            facts.group,
            letter,
            errand.tx,
            errand.tx.new_id,
            limits_of(errand.site),
            now_s=errand.arrival.received_s,
        )
    return asked


def _post_id(effects: Sequence[Effect], facts: PostFacts, verdict: Verdict) -> int | None:
    for effect in effects:
        if isinstance(effect, Publish):
            return effect.post.id
    if verdict.outcome == "duplicate" and facts.seen is not None:
        return facts.seen.id
    return None


def _steps(found: Judged, verdict: Verdict) -> tuple[str, ...]:
    facts, sender = found.facts, found.author.address
    member = facts.member
    who = "nobody we know" if facts.person is None else f"person {facts.person.id}"
    if member is not None:
        who = f"member {member.id} ({member.role}, {member.status})"
    return (
        f"the address belongs to the group {facts.group.name}",
        f"the author {sender or '(nobody)'} is {who}",
        f"{len(found.thread_facts.links)} of the mails it names are known",
        f"{verdict.check} says {verdict.outcome} {verdict.reason}".rstrip()
        if verdict.check
        else "no check objects",
    )
