"""A mail to a group: a post, unless it is a word for the robot that went to everybody by mistake.

"unsubscribe", "mute", "follow" and their like are done, and never posted; so is what somebody in
charge asks of the robot and not of the group. A mail to a thread's own
address (`thread+ID@`) is an answer in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dgroup.commands.asking import ask_facilitators
from dgroup.commands.claims import ask_if_member
from dgroup.domain import posting
from dgroup.domain.effects import Effect, Hold, Publish, Record
from dgroup.domain.model import PostFacts, Reply
from dgroup.domain.posting import Ids, Verdict
from dgroup.domain.threads import ThreadFacts
from dgroup.domain.words import lone_verb
from dgroup.reading.request import Order, read_request
from dgroup.reading.tasks import is_for_robot, read_tasks
from dgroup.server.decision import Decision, Errand, describe, is_machine
from dgroup.server.desks import limits_of
from dgroup.server.robot import obey
from dgroup.store import people, posts
from dgroup.store.facilitators import led_by


async def take_post(name: str, recipient: str, errand: Errand) -> Decision:
    """Judge a mail to a group; what was meant for the robot is obeyed instead, and not posted."""
    if await _is_task(name, errand):
        return await obey(name, "request", recipient, errand)
    verb = _lone(errand)
    if verb is not None and not await _is_known(errand):
        verb = None
    if verb == "leave" and _leaves(name, errand):
        return await obey(name, verb, recipient, errand)
    if verb in ("mute", "follow"):
        group_id = errand.names[name]
        thread_id = await posts.thread_of(errand.tx, group_id, errand.letter.references)
        if thread_id is not None:
            return await obey(name, verb, recipient, errand, argument=str(thread_id))
    return await judge_post(name, recipient, errand)


async def take_into_thread(token: str, recipient: str, errand: Errand) -> Decision:
    """Judge an answer to a thread, or obey the word for it."""
    target = await posts.thread_target(errand.tx, int(token)) if token.isdecimal() else None
    name = next(
        (each for each, id_ in errand.names.items() if target and id_ == target.group_id), ""
    )
    if target is None or not name:
        return Decision(Reply(recipient, "refused", "unknown_group"))
    verb = _lone(errand)
    if verb in ("mute", "follow") and await _is_known(errand):
        return await obey(name, verb, recipient, errand, argument=str(target.thread_id))
    letter = errand.letter
    known = {target.root_message_id, target.last_message_id} & set(letter.references)
    if not known:
        references = (target.root_message_id, *letter.references, target.last_message_id)
        letter = replace(letter, references=tuple(dict.fromkeys(references)))
    return await judge_post(name, recipient, replace(errand, letter=letter))


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
    effects += await _ask_about(effects, facts, errand)
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


async def _ask_about(
    effects: Sequence[Effect], facts: PostFacts, errand: Errand
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
        errand.letter,
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
            errand.letter,
            errand.tx,
            errand.tx.new_id,
            limits_of(errand.site),
            now_s=errand.arrival.received_s,
        )
    return asked


async def _is_known(errand: Errand) -> bool:
    """Whether a word for the robot may be answered: a stranger's mail to a group is a post.

    That is never answered, unless somebody vouches for its sender (R5).
    """
    author = posting.author_of(errand.letter, errand.arrival.sender)
    person, _ = await people.sender(errand.tx, None, author.address)
    return person is not None or bool(errand.vouched)


async def _is_task(name: str, errand: Errand) -> bool:
    """Whether somebody in charge has sent everybody what only the robot should see."""
    words, letter, site = errand.words, errand.letter, errand.site
    if not errand.foreseen.is_read or (not words.has_own_words and letter.opening):
        return False
    subject, text = letter.subject, words.own_text if words.has_own_words else ""
    tasks = read_tasks(subject, text, errand.names, site.domain, is_in_charge=True)
    if not is_for_robot(tasks, subject, text):
        return False
    author = posting.author_of(letter, errand.arrival.sender)
    led = await led_by(errand.tx, author.address, site.config.site.owner)
    return errand.names[name] in led


def _leaves(name: str, errand: Errand) -> bool:
    """Whether a lone word to leave is the writer's own, for this group, and of nobody else."""
    leaving = [order for order in _orders(errand) if order.verb == "leave"]
    group_id = errand.names[name]
    return bool(leaving) and all(
        not order.argument and errand.names.get(order.group or name) == group_id
        for order in leaving
    )


def _orders(errand: Errand) -> tuple[Order, ...]:
    """What a lone word asks, in the text, or in the subject above what is no letter."""
    words, subject = errand.words, errand.letter.subject
    names, domain = errand.names, errand.site.domain
    own_text = words.own_text if words.has_own_words else ""
    said = read_request("", own_text or subject, names, domain).orders
    return said or read_request(subject, own_text, names, domain).orders


def _lone(errand: Errand) -> str | None:
    """The verb of a mail that is nothing but a word for the robot, as its own words say it.

    A subject that is one counts, too, where what stands below is a signature and no letter.
    """
    if not errand.foreseen.is_read:
        return None
    words, subject = errand.words, errand.letter.subject
    verb = lone_verb(words.own_text if words.has_own_words else subject, errand.names)
    if verb is None and lone_verb(subject, errand.names) == "leave" and _orders(errand):
        return "leave"
    return verb


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
