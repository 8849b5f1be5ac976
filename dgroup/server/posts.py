"""A mail to a group: a post, unless it is a word for the robot that went to everybody by mistake.

"unsubscribe", "mute", "follow" and their like are done, and never posted; so is what somebody in
charge asks of the robot and not of the group. A mail to a thread's own
address (`thread+ID@`) is an answer in it.
"""

from __future__ import annotations

from typing import Final

from dgroup.domain import posting
from dgroup.domain.model import Reply
from dgroup.domain.words import lone_verb
from dgroup.reading.request import Order, read_request
from dgroup.reading.tasks import is_for_robot, read_tasks
from dgroup.server import digest_replies
from dgroup.server.decision import Decision, Errand
from dgroup.server.judging import judge_post
from dgroup.server.robot import obey
from dgroup.store import groups, people, posts
from dgroup.store.facilitators import led_by


async def take_post(name: str, recipient: str, errand: Errand) -> Decision:
    """Judge a mail to a group; what was meant for the robot is obeyed instead, and not posted."""
    answered = digest_replies.answers_digest(name, errand)
    if answered is not None:
        return await digest_replies.take_at_group(name, recipient, errand, answered)
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
    """Judge an answer to a thread, or obey the word for it.

    One that does not say what it answers as programs do is made to, so that everybody's program
    puts it where it belongs. Nothing of a digest, or of another letter of ours, is left in it.
    """
    is_id = token.isdecimal() and len(token) <= _LONGEST_ID
    target = await posts.thread_target(errand.tx, int(token)) if is_id else None
    name = next(
        (each for each, id_ in errand.names.items() if target and id_ == target.group_id), ""
    )
    if target is None or not name:
        return Decision(Reply(recipient, "refused", "unknown_group"))
    verb = _lone(errand)
    if verb in ("mute", "follow") and await _is_known(errand):
        author = posting.author_of(errand.letter, errand.arrival.sender)
        if name not in await groups.hidden_from(errand.tx, author.address, errand.site.defaults):
            return await obey(name, verb, recipient, errand, argument=str(target.thread_id))
    letter, group_id = errand.letter, target.group_id
    answered = digest_replies.answers_digest(name, errand)
    known = await posts.thread_of(errand.tx, group_id, letter.references) == target.thread_id
    if known and answered is None:
        return await judge_post(name, recipient, errand)
    return await digest_replies.take_into(target.thread_id, name, recipient, errand, answered)


_LONGEST_ID: Final = 18  # digits


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
