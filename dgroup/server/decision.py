"""A post is judged: the facts are gathered in one hop, and the verdict becomes effects.

Reads may await; writes are only returned. The held letter that a facilitator lets through comes
this way too, so that it becomes a post by the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold, Notify, Publish, Record
from dgroup.domain.model import Arrival, PostFacts, Reply
from dgroup.domain.posting import Ids, Verdict
from dgroup.domain.threads import ThreadFacts
from dgroup.mail.address import fold, split
from dgroup.mail.body import Body
from dgroup.mail.parse import Letter
from dgroup.server.foresight import NOTHING_FORESEEN, Foreseen
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store import posts
from dgroup.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Errand:
    """One mail on its way in, and what there is to decide it with.

    `names` are the groups as they were when the mail came (local part -> group id). What `foreseen`
    holds was read before the transaction began. `unkept` is what has to be written before anything
    else is: the letter itself; nothing once that is done.
    """

    letter: Letter
    letter_id: int
    arrival: Arrival
    names: Mapping[str, int]
    tx: Transaction
    site: Site
    foreseen: Foreseen = NOTHING_FORESEEN
    unkept: list[Effect] = field(default_factory=list)

    @property
    def words(self) -> Body:
        """The words of the letter; empty where nobody was going to need them."""
        return self.foreseen.words

    @property
    def vouched(self) -> str:
        """The domain that the front MTA vouches for, "" for none."""
        return self.foreseen.vouched

    @property
    def held(self) -> Letter | None:
        """The held letter that the mail's ticket is about."""
        return self.foreseen.held

    async def make_so(self, effects: Sequence[Effect]) -> None:
        """Write down effects; the letter itself comes first, once."""
        if not effects:
            return
        owner = self.site.config.site.owner
        now_s = self.arrival.received_s
        await perform((*self.unkept, *effects), self.tx, owner=owner, now_s=now_s)
        self.unkept.clear()


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one recipient: the reply, the effects, and the account of it.

    `release`: held letters that may go out now, each in a transaction of its own afterwards.
    """

    reply: Reply
    effects: tuple[Effect, ...] = ()
    records: tuple[Record, ...] = ()
    release: tuple[int, ...] = ()


async def judge_post(name: str, recipient: str, errand: Errand) -> Decision:
    """Judge a letter that was sent to the group `name` (or an alias of it)."""
    letter, arrival, site = errand.letter, errand.arrival, errand.site
    group_id = errand.names[name]
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
        return Decision(Reply(recipient, "refused", "unknown_group"))
    facts, thread_facts = known
    verdict = posting.decide(letter, facts)
    ids = Ids(errand.letter_id, errand.tx.new_id(), errand.tx.new_id())
    effects = posting.deliberate(letter, facts, thread_facts, verdict, ids, arrival.received_s)
    post_id = _post_id(effects, facts, verdict)
    reply = Reply(
        to=recipient,
        outcome=verdict.outcome,
        reason=verdict.reason,
        group=facts.group.name,
        post_id=post_id,
        effects=tuple(map(describe, effects)),
        steps=_steps(author.address, facts, verdict, thread_facts),
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


def is_machine(sender: str) -> bool:
    """Whether an envelope sender is a mail server's, not a person's (R6)."""
    return split(fold(sender))[0] in ("", "mailer-daemon")


def describe(effect: Effect) -> str:
    """Say an effect in a few words, for `explain` and `inject`."""
    match effect:
        case Publish(post, placement):
            where = "new thread" if placement.is_new else "thread"
            return f"Publish {post.id} in {where} {placement.thread_id}"
        case Hold(held_id, reason=reason):
            return f"Hold {held_id}: {reason}"
        case Notify(template, reader):
            return f"Notify {reader.address} with {template}"
        case _:
            return type(effect).__name__


def _post_id(effects: Sequence[Effect], facts: PostFacts, verdict: Verdict) -> int | None:
    for effect in effects:
        if isinstance(effect, Publish):
            return effect.post.id
    if verdict.outcome == "duplicate" and facts.seen is not None:
        return facts.seen.id
    return None


def _steps(
    sender: str, facts: PostFacts, verdict: Verdict, thread_facts: ThreadFacts
) -> tuple[str, ...]:
    member = facts.member
    who = "nobody we know" if facts.person is None else f"person {facts.person.id}"
    if member is not None:
        who = f"member {member.id} ({member.role}, {member.status})"
    return (
        f"the address belongs to the group {facts.group.name}",
        f"the author {sender or '(nobody)'} is {who}",
        f"{len(thread_facts.links)} of the mails it names are known",
        f"{verdict.check} says {verdict.outcome} {verdict.reason}".rstrip()
        if verdict.check
        else "no check objects",
    )
