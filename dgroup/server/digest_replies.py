"""A reply to a digest or summary: it goes to the conversation that it answers, or a question comes.

What was quoted is never posted again: what goes out is made of the writer's own words, under their
own name, id and date, and is judged as any post is. "get 12" and the like are obeyed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dgroup.commands import digest_answers
from dgroup.commands.desk import Desk, Done
from dgroup.commands.digest_answers import Place
from dgroup.domain.authority import Actor, may
from dgroup.domain.effects import Record
from dgroup.domain.model import Reply
from dgroup.domain.posting import Verdict, author_of, without_marks
from dgroup.domain.routing import ToDigest, ToGroup, route, without_token
from dgroup.mail.automatic import opens_automatic, reads_automatic
from dgroup.reading.quoted_posts import own_subject
from dgroup.reading.replied_orders import read_orders, with_threads
from dgroup.reading.request import Request
from dgroup.reading.tasks import MOST_TASKS, is_for_robot, read_tasks
from dgroup.reading.waved_off import is_thanks
from dgroup.server.answered import Answered, digest_answered
from dgroup.server.answering import answer
from dgroup.server.decision import Decision, Errand, describe
from dgroup.server.desks import Wanted
from dgroup.server.judging import Judged, judge, judge_post
from dgroup.server.made_answers import as_it_is, make, ours, place_of
from dgroup.server.robot import carry_out, discarded, obey
from dgroup.store.database import named
from dgroup.store.facilitators import led_by


async def take_into_digest(token: str, recipient: str, errand: Errand) -> Decision:
    """Find the conversation that a reply to a digest is about, or ask its writer.

    Who may not know of its group hears what they hear of one that is not there (R13).
    """
    answered = errand.foreseen.answered
    name = group_of(answered, errand)
    if answered is None or not name or not answered.is_known or not token.isdecimal():
        return Decision(Reply(recipient, "refused", "unknown_group"))
    return await take_answer(name, recipient, errand, answered)


async def take_order(name: str | None, verb: str, recipient: str, errand: Errand) -> Decision:
    """Obey a mail to the robot; a program that answers From sends replies to digests there, too."""
    answered = answers_digest(name, errand) if name and verb == "request" else None
    if name and answered is not None and answered.is_for_reader:
        return await take_answer(name, recipient, errand, answered)
    return await obey(name, verb, recipient, errand)


def group_of(answered: Answered | None, errand: Errand) -> str:
    """The local name of the group whose digest is answered; "" for none."""
    group_id = answered.digest.group_id if answered else None
    return next((each for each, id_ in errand.names.items() if id_ == group_id), "")


def answers_digest(name: str, errand: Errand) -> Answered | None:
    """The digest that a mail to the group `name` answers, though it was not sent to its address.

    "Reply to all" sends both. A mail with a new subject of its own is a new matter.
    """
    answered = errand.foreseen.answered
    if answered is None or answered.digest.group_id != errand.names[name]:
        return None
    if digest_answered(errand.letter, errand.site.domain) != answered.digest.id:
        return None
    return answered


async def take_at_group(name: str, recipient: str, errand: Errand, answered: Answered) -> Decision:
    """Take an answer to a digest that was sent to everybody: "reply to all" does that.

    With a subject of its own it is a new matter, for which an old mail was at hand.
    """
    said, letter = answered.said, errand.letter
    subject = own_subject(letter.subject, answered.shown, "")
    if not subject or said.is_long or said.sign != "none" or await _was_taken(answered, errand):
        return await take_answer(name, recipient, errand, answered)
    first = await judge(errand.names[name], letter, errand)
    if first is None or first.verdict.outcome in _AS_IT_CAME:
        return await judge_post(name, recipient, errand)
    desk = await Wanted(name, (), errand).desk(errand.names[name])
    place, doubt = Place(letter.subject), _doubt(first)
    if said.has_quote:
        made = await make(said.text, place, errand, desk, answered, doubt, _steps(answered))
    else:
        made = await as_it_is(place, errand, desk, doubt)
    return await judge_post(name, recipient, errand, made)


async def take_into(
    thread_id: int, name: str, recipient: str, errand: Errand, answered: Answered | None
) -> Decision:
    """Judge a mail to a thread's own address that says in no other way what it answers."""
    letter, words = errand.letter, errand.words
    first = await judge(errand.names[name], letter, errand)
    desk = await Wanted(name, (), errand).desk(errand.names[name])
    place = await digest_answers.place_in(thread_id, desk)
    if first is None or first.verdict.outcome in _AS_IT_CAME or place is None:
        return await judge_post(name, recipient, errand)
    doubt = _doubt(first)
    if answered is not None and answered.said.is_long:
        return await _hold(name, recipient, errand, answered)
    if answered is not None:
        text = answered.said.text
    elif digest_answers.sent_by_us(letter, errand.site.domain):
        text = words.own_text if words.has_own_words else ""
    elif own_subject(letter.subject, None, without_marks(place.subject)):
        text = words.full_text
    else:
        made = await as_it_is(place, errand, desk, doubt)
        return await judge_post(name, recipient, errand, made)
    if not text and not digest_answers.files_of(letter, ours(answered, errand)):
        return await _nothing(name, recipient, errand, desk, first)
    steps = _steps(answered) if answered else ()
    made = await make(text, place, errand, desk, answered, doubt, steps)
    return await judge_post(name, recipient, errand, made)


async def take_answer(name: str, recipient: str, errand: Errand, answered: Answered) -> Decision:
    """Post a reply in its conversation, obey it, or ask what it is about."""
    said, letter = answered.said, errand.letter
    first = await judge(errand.names[name], letter, errand)
    if first is None or first.verdict.outcome in ("refused", "discarded"):
        return await judge_post(name, recipient, errand)
    if await _was_taken(answered, errand):
        return discarded(name, recipient, errand, "", "duplicate")
    if first.facts.person is not None and answered.is_known and not letter.bulk:
        request = await _request(name, answered, errand)
        if request.orders and not _looks_automatic(said.text, errand):
            return await carry_out(name, request, recipient, errand)
    if first.verdict.outcome == "forwarded":
        return await judge_post(name, recipient, errand)
    if said.is_long:
        return await _hold(name, recipient, errand, answered)
    desk = await Wanted(name, (), errand).desk(errand.names[name])
    files = digest_answers.files_of(letter, ours(answered, errand))
    if not said.text and not files:
        return await _nothing(name, recipient, errand, desk, first)
    place = await place_of(answered, desk) if said.number and said.is_sure else None
    steps = _steps(answered)
    if place is not None:
        made = await make(said.text, place, errand, desk, answered, _doubt(first), steps)
        return await judge_post(name, recipient, errand, made)
    if _looks_automatic(said.text, errand):
        return discarded(name, recipient, errand, "looks_automatic")
    return await _ask(name, recipient, errand, desk, answered, first, len(files))


async def _hold(name: str, recipient: str, errand: Errand, answered: Answered) -> Decision:
    """Leave a mail that is too long to be compared with the digest to those in charge."""
    desk = await Wanted(name, (), errand).desk(errand.names[name])
    verdict = Verdict("held", "too_large", "posts/held")
    made = await as_it_is(Place(errand.letter.subject), errand, desk, verdict, _steps(answered))
    return await judge_post(name, recipient, errand, made)


async def _ask(
    name: str,
    recipient: str,
    errand: Errand,
    desk: Desk,
    answered: Answered,
    first: Judged,
    files: int,
) -> Decision:
    """Ask the writer which conversation is meant; whom we may not ask is for those in charge."""
    said, facts = answered.said, first.facts
    may_read = may(Actor(facts.member), "read", facts.group)
    listed = _listed(answered)
    if may_read and listed and not errand.letter.bulk:
        title = own_subject(errand.letter.subject, answered.shown, "")
        if said.sign == "none" and not title and not files and is_thanks(said.text):
            return discarded(name, recipient, errand, "courtesy")
        most = digest_answers.MOST_LISTED
        is_several = said.sign == "several"
        done = digest_answers.which(
            said.text, title, listed[:most], files, desk, is_several=is_several
        )
        if decision := await _say(done, recipient, errand, desk, _steps(answered)):
            return decision
    reason = "too_fast" if may_read else "not_member"
    place = Place(errand.letter.subject)
    made = await make(
        said.text, place, errand, desk, answered, Verdict("held", reason), _steps(answered)
    )
    return await judge_post(name, recipient, errand, made)


def _listed(answered: Answered) -> list[tuple[int, int, str]]:
    """The conversations to choose from, by number: each once, those that have none behind them."""
    subjects, found = answered.shown.subjects, dict[int, tuple[int, int, str]]()
    for number, thread_id in answered.threads.items():
        found.setdefault(thread_id, (number, thread_id, subjects[number]))
    most = max(answered.threads, default=0)
    for number, (thread_id, subject) in enumerate(answered.others, most + 1):
        found.setdefault(thread_id, (number, thread_id, subject))
    return list(found.values())


async def _nothing(
    name: str, recipient: str, errand: Errand, desk: Desk, first: Judged
) -> Decision:
    """Say that a reply holds no words of its writer's, once a day."""
    if may(Actor(first.facts.member), "read", first.facts.group) and not errand.letter.bulk:
        done = Done(desk.say("digests/nothing"), outcome="answered", reason="empty")
        if decision := await _say(done, recipient, errand, desk):
            return decision
    return discarded(name, recipient, errand, "empty")


async def _say(
    done: Done, recipient: str, errand: Errand, desk: Desk, steps: tuple[str, ...] = ()
) -> Decision | None:
    """Answer the writer; None where they may not be answered any more today."""
    written = await answer(desk, [done], errand)
    if not written:
        return None
    group = desk.group
    effects = (*done.effects, *written)
    reply = Reply(
        recipient,
        done.outcome,
        done.reason,
        group=group.name if group else None,
        effects=tuple(map(describe, effects)),
        steps=steps,
    )
    record = Record(
        errand.letter_id,
        without_token(recipient),
        done.outcome,
        done.reason,
        group.id if group else None,
        None,
    )
    return Decision(reply, effects, (record,))


async def _request(name: str, answered: Answered, errand: Errand) -> Request:
    """What a reply asks of the robot, if it is nothing else; and what those in charge do."""
    text, site = answered.said.text, errand.site
    author = author_of(errand.letter, errand.arrival.sender)
    tasks = read_tasks("", text, errand.names, site.domain, is_in_charge=True)
    if is_for_robot(tasks, "", text):
        led = await led_by(errand.tx, author.address, site.config.site.owner)
        if errand.names[name] in led:
            return Request(tuple(tasks[:MOST_TASKS]), is_in_charge=True)
    request = read_orders(text, errand.names.keys(), site.domain)
    known = {*answered.threads.values(), *(id_ for ids in answered.posts.values() for id_ in ids)}
    orders = with_threads(request.orders, answered.threads, known, answered.said.number)
    return replace(request, orders=orders)


async def _was_taken(answered: Answered, errand: Errand) -> bool:
    """Whether this very mail has been obeyed, or asked about, at another of our addresses."""
    letter, domain = errand.letter, errand.site.domain
    (rows,) = await errand.tx.read(
        named("find-obeyed", message_id=letter.message_id, body_sha256=letter.body_sha256)
    )
    for row in rows:
        match route(row["recipient"], domain, errand.names):
            case ToDigest():
                return True
            case ToGroup(name) if errand.names[name] == answered.digest.group_id:
                return True
            case _:
                pass
    return False


def _doubt(first: Judged) -> Verdict | None:
    """What the mail looked like as it came, though its words alone may look better."""
    return first.verdict if first.verdict.reason == "looks_automatic" else None


def _looks_automatic(text: str, errand: Errand) -> bool:
    return reads_automatic(errand.letter.subject) or opens_automatic(text)


def _steps(answered: Answered) -> tuple[str, ...]:
    said, digest = answered.said, answered.digest
    where = f"conversation {said.number}" if said.number else "no one conversation"
    post = f", message {said.post_id}" if said.post_id else ""
    sure = "" if said.is_sure else "; words may stand in the quote"
    return (
        f"it answers the {digest.kind} {digest.id}",
        f"{len(said.text.split())} words are its writer's own{sure}",
        f"it is about {where}{post} ({said.sign})",
    )


_AS_IT_CAME: Final = frozenset({"refused", "discarded", "forwarded"})
"""What is not posted in any case is judged as it came; those in charge read the whole of it."""
