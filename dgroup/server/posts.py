"""A mail to a group: a post, unless it is a word for the robot that went to everybody by mistake.

"unsubscribe", "mute", "follow" and their like are done, and never posted. A mail to a thread's own
address (`thread+ID@`) is an answer in it.
"""

from __future__ import annotations

from dataclasses import replace

from dgroup.domain.model import Reply
from dgroup.domain.words import lone_verb
from dgroup.server.decision import Decision, Errand, judge_post
from dgroup.server.robot import obey
from dgroup.store import posts


async def take_post(name: str, recipient: str, errand: Errand) -> Decision:
    """Judge a mail to a group; a lone word that leaves or mutes is obeyed instead."""
    verb = _lone(errand)
    if verb == "leave":
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
    if verb in ("mute", "follow"):
        return await obey(name, verb, recipient, errand, argument=str(target.thread_id))
    letter = errand.letter
    known = {target.root_message_id, target.last_message_id} & set(letter.references)
    if not known:
        references = (target.root_message_id, *letter.references, target.last_message_id)
        letter = replace(letter, references=tuple(dict.fromkeys(references)))
    return await judge_post(name, recipient, replace(errand, letter=letter))


def _lone(errand: Errand) -> str | None:
    """The verb of a mail that is nothing but a word for the robot, as its own words say it."""
    words = errand.words
    if not words.has_own_words and not errand.foreseen.is_read:
        return None
    return lone_verb(words.own_text if words.has_own_words else errand.letter.subject, errand.names)
