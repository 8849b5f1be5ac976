"""Members present themselves: their words wait a while, and can be taken back until they go out.

Whoever tells something of themselves to `psc-introduce@` (in reply to the welcome, mostly) has
introduced themselves. What tells nothing is for the facilitators; the group never sees it (R8).
"""

from __future__ import annotations

from typing import Final

from dgroup.commands.desk import DAY_S, MODERATE_S, Desk, Done
from dgroup.commands.registry import command, ticket
from dgroup.domain.effects import Data, Introduce, Remind, Withdraw
from dgroup.domain.introductions import (
    asking,
    find_answers,
    in_one_line,
    introduce_address,
    needs_leave,
    questions_of,
)
from dgroup.domain.model import Group, Introduction, Member, Person, Ticket
from dgroup.domain.sentences import holds_sentence, is_courtesy
from dgroup.mail.address import fold
from dgroup.mail.automatic import speaks_of_absence
from dgroup.mail.body import Body
from dgroup.reading.answers import Answer, read_answer
from dgroup.reading.line import Order
from dgroup.store import introductions
from dgroup.store.database import named

LONGEST: Final = 50_000
"""So many characters an introduction may have."""

_NAMED: Final = 2  # others, in the receipt
_SHOWN_BACK: Final = 2_000  # characters
_MOST_WORDS: Final = 15  # behind a yes or no; more is a text of its own


@command("introduce", proof="on file", scope="group", is_for_known=False)
async def introduce(order: Order, desk: Desk) -> Done:
    """Tell the group who you are; your words go out a while later, unless you stop them."""
    group, member, person = desk.group, desk.member, desk.asker.person
    if group is None or person is None or member is None or not member.is_active:
        return _forwarded("no_member")
    if member.role == "observer":
        return _forwarded("observer")  # as what they post (DECISIONS 4)
    body = _told(order, desk.words)
    if order.line and not body.has_own_words:
        asked = asking(group, desk.language, is_exempt=member.is_exempt)
        return Done(desk.say("introductions/ask", **asked), reply_to=introduce_address(group))
    said = read_answer(body)
    last = await introductions.latest(desk.store, group, person.id)
    is_waiting = last is not None and last.state == "waiting"
    is_short = len(said.rest.split()) <= _MOST_WORDS
    if said.kind in ("no", "drop", "undo") and (is_waiting or is_short):
        return await _stop(last, group, member, desk)
    return await _take(body, last, group, person, desk)


@ticket("introduction")
async def reply_to_receipt(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Stop an introduction that waits, or put other words in its place."""
    group, member, person = desk.group, desk.member, desk.asker.person
    if person is None or person.id != ticket.person_id:
        return Done(reason="not_yours")
    if group is None or member is None or not member.is_active:
        return Done(reason="no_member")
    last = await introductions.latest(desk.store, group, person.id)
    is_short = len(answer.rest.split()) <= _MOST_WORDS
    if answer.kind in ("no", "drop", "undo"):
        return await _stop(last, group, member, desk)
    if answer.kind == "empty" or (answer.kind == "yes" and is_short):
        return Done()
    if is_courtesy(desk.words.own_text):
        return Done()
    return await _take(desk.words, last, group, person, desk)


def _told(order: Order, body: Body) -> Body:
    """What is told: the whole mail, or what stands behind the command in it."""
    lines = body.own_text.split("\n")
    at = next((at for at, each in enumerate(lines) if each.strip() == order.line), None)
    if not order.line or (at is None and not order.argument):
        return body  # to an address of its own; or the command is the subject
    behind = lines[at + 1 :] if at is not None else []
    text = "\n".join([order.argument, *behind]).strip()
    return Body(text, text, body.attachments, has_own_words=bool(text))


async def _take(
    body: Body, last: Introduction | None, group: Group, person: Person, desk: Desk
) -> Done:
    """Keep an introduction until it goes out, and say so to whoever stands in From, on file.

    That letter is what protects somebody in whose name another has written: without it, because
    the day's measure is full, nothing is taken.
    """
    text = body.own_text.strip()
    if len(text) > LONGEST:
        return _forwarded("too_large")
    if not body.has_own_words or not holds_sentence(text):
        return _forwarded("no_sentence")
    if speaks_of_absence(text):
        return _forwarded("looks_automatic")  # a vacation program, in reply to the welcome
    if last is not None and last.text == text:
        return Done(outcome="duplicate")
    if not await _may_be_told(desk):
        return _forwarded("too_many")
    language = person.language or group.language
    hold_s = group.settings.introduction_hold
    introduction = Introduction(
        id=desk.new_id(),
        group_id=group.id,
        person_id=person.id,
        letter_id=desk.letter_id,
        text=text,
        answers=find_answers(body, questions_of(group, language)),
        state="waiting",
        post_at_s=desk.now_s + hold_s,
        created_s=desk.now_s,
    )
    reply_to, issue = desk.issue(
        "introduction",
        {"introduction": introduction.id},
        to=person.address,
        lasts_s=MODERATE_S,
        person_id=person.id,
        group_id=group.id,
        is_reusable=True,
    )
    part = desk.say(
        "introductions/received",
        text=text if len(text) <= _SHOWN_BACK else text[:_SHOWN_BACK] + " […]",
        is_replaced=last is not None and last.state == "waiting",
        needs_leave=desk.member is not None and bool(needs_leave(group, desk.member)),
        posts_wait=desk.member is not None and await _posts_wait(group, desk.member, desk),
        minutes=-(-hold_s // 60),
        hours=hold_s // 3600 if hold_s % 3600 == 0 else 0,
        files=len(body.attachments),
        others=await _others(group, person, desk),
    )
    return Done(part, (Introduce(introduction), issue), outcome="introduced", reply_to=reply_to)


async def _stop(last: Introduction | None, group: Group, member: Member, desk: Desk) -> Done:
    """Their words are not shown; who has not written any is not asked again."""
    if last is None:
        part = desk.say("introductions/at_peace")
        effects = (Remind(member.id), Remind(member.id))  # as often as ever
        return Done(part, effects, reply_to=introduce_address(group))
    if last.state == "waiting":
        posts_wait = await _posts_wait(group, member, desk)
        part = desk.say("introductions/withdrawn", is_out=False, posts_wait=posts_wait)
        return Done(part, (Withdraw(last.id),), reply_to=introduce_address(group))
    if last.post_id is None:
        return _forwarded("with_facilitators")  # they have it, and have not let it through
    return Done(desk.say("introductions/withdrawn", is_out=True, posts_wait=False))


def _forwarded(reason: str) -> Done:
    """Let people read it who are in charge of the group; nobody is answered."""
    return Done(outcome="forwarded", reason=reason)


async def _posts_wait(group: Group, member: Member, desk: Desk) -> bool:
    """Whether what they write to the group waits for the post that an introduction becomes."""
    is_free = member.is_exempt or member.role == "facilitator"
    if group.settings.introductions != "require" or is_free:
        return False
    if member.introduced_s is None:
        return True
    return await introductions.is_unshown(desk.store, group, desk.asker.mailbox.address)


async def _may_be_told(desk: Desk) -> bool:
    (rows,) = await desk.store.read(
        named(
            "count-answers",
            folded=fold(desk.reader.address),
            since_s=desk.now_s - DAY_S,
            proof="unproven",
        )
    )
    return bool(rows[0]["answers"] < desk.limits.answers_per_address_per_day)


async def _others(group: Group, person: Person, desk: Desk) -> list[Data]:
    """Who else has presented themselves of late, and what they bring."""
    found = await introductions.presented(desk.store, group, _NAMED, but_person_id=person.id)
    questions = questions_of(group, desk.language)
    return [
        {"name": each.name, "line": in_one_line(each.text, each.answers, questions)}
        for each in found
    ]
