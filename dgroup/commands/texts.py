"""A group's own texts: its welcome, the questions to new members, what it is for, the footer.

Each comes as a letter that can be answered: what comes back changed takes its place. What people
write is data, kept and shown as it is (R18). The text before stands in the answer, and "undo"
brings it back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dgroup.commands.desk import UNDO_S, Desk, Done
from dgroup.commands.registry import command, ticket
from dgroup.commands.shaping import change_setting, setting_of, with_setting
from dgroup.domain.authority import may
from dgroup.domain.effects import AskAgain, Data, Part
from dgroup.domain.introductions import MOST_QUESTIONS, questions_of, read_questions
from dgroup.domain.model import Group, Ticket
from dgroup.domain.words import after_greeting, fold_word
from dgroup.mail.address import fold
from dgroup.mail.automatic import speaks_of_absence
from dgroup.mail.unmarked import may_be_note, may_be_receipt
from dgroup.reading.answers import Answer
from dgroup.reading.endings import without_ending
from dgroup.reading.line import Order
from dgroup.reading.rewriting import RULE, is_same, read_rewriting, tidy_text
from dgroup.reading.setting_reading import is_nothing
from dgroup.store.facilitators import actor_of

TEXTS: Final[Mapping[str, int]] = {
    "welcome": 5000,
    "questions": 2000,
    "purpose": 2000,
    "footer": 500,
}
"""The settings that are texts, and how many characters each may have."""

_UNSIGNED: Final = frozenset({"questions", "purpose"})
_CANCELLING: Final = ("annul", "cancel", "anular")
_MOST_WORDS: Final = 3  # of a reply that is only a yes, a no, or an undo
_MOST_THANKS: Final = 5  # words
_LONGEST_NOTE: Final = 40  # words
_THANKS: Final = re.compile(
    r"(?:many |muchas |mille )?(?:than(?:ks?|x)|thx|merci|gracias|(?:be)?dank)", re.IGNORECASE
)


@command("welcome", proof="ticket", scope="group", right="shape")
async def welcome(order: Order, desk: Desk) -> Done:
    """Show what new members are greeted with, or put another text in its place."""
    return await rewrite("welcome", order.text, desk)


@command("questions", proof="ticket", scope="group", right="shape")
async def questions(order: Order, desk: Desk) -> Done:
    """Show what new members are asked, or ask something else: at most five, one a line."""
    return await rewrite("questions", order.text, desk)


@command("description", proof="ticket", scope="group", right="shape")
async def description(order: Order, desk: Desk) -> Done:
    """Show what the group is said to be for, or say it in other words."""
    return await rewrite("purpose", order.text, desk)


async def rewrite(key: str, said: str, desk: Desk) -> Done:
    """Put what somebody wrote in the place of a text; without words, show it."""
    text = _unsigned(key, tidy_text(said), desk)
    return _replaced(key, text, desk, form="changed") if text else _shown(key, desk)


@ticket("text", takes_words=True)
async def reply_to_text(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Take the text that comes back; by "undo" the one before."""
    group = desk.group
    if group is None or not await _is_theirs(ticket, group, desk):
        return Done(reason="not_yours")
    key, back = str(ticket.object["key"]), ticket.object.get("back")
    said = read_rewriting(desk.words, str(ticket.object["shown"]))
    is_short = len(answer.rest.split()) <= _MOST_WORDS and said.place != "quote"
    if is_short and (answer.kind == "undo" or (answer.kind == "no" and _cancels(desk))):
        if back is None:
            return _unchanged(ticket, key, desk)
        return _told(_replaced(key, str(back), desk, form="restored"))
    is_answer = is_short and answer.kind in ("yes", "no", "empty")
    is_thanks = len(said.text.split()) <= _MOST_THANKS and _THANKS.match(said.text) is not None
    is_none = is_thanks or _is_by_machine(said.text)
    if said.place == "none" or is_answer or (said.place == "words" and is_none):
        return _unchanged(ticket, key, desk)
    is_edited = said.place == "quote"
    text = said.text if is_edited else _unsigned(key, said.text, desk)
    if not text:
        return _unchanged(ticket, key, desk)
    done = _told(_replaced(key, text, desk, form="edited" if is_edited else "changed"))
    return _unchanged(ticket, key, desk) if done.reason == "same" else done


def _unsigned(key: str, text: str, desk: Desk) -> str:
    """A text without the greeting and the ending of the mail; a welcome may have its own."""
    if key not in _UNSIGNED:
        return text
    text = without_ending(text, desk.reader.name)
    while text and after_greeting(text.partition("\n")[0]) == "":
        text = text.partition("\n")[2].lstrip()
    return text


def _unchanged(ticket: Ticket, key: str, desk: Desk) -> Done:
    """Say that the text is as it was; whoever says the same again at once is a machine (R6)."""
    if desk.has_asked_again(ticket):
        return Done(outcome="discarded", reason="same")
    effects = (AskAgain(ticket.id),)
    return Done(_say(desk, "same", key), effects, outcome="answered", reason="same")


def _is_by_machine(text: str) -> bool:
    """Whether a text may be a note of absence or a receipt, which would greet all who come (R8)."""
    first = text.partition("\n\n")[0]
    is_short = len(text.split()) <= _LONGEST_NOTE
    return speaks_of_absence(text) or (is_short and (may_be_note(text) or may_be_receipt(first)))


def _told(done: Done) -> Done:
    return replace(done, outcome="confirmed" if done.effects else "answered")


def _shown(key: str, desk: Desk) -> Done:
    """The text as it is, with a ticket for the reply."""
    group = _group(desk)
    part = _say(desk, "shown", key)
    return _answered(Done(part), key, _present(group, key, desk.language), None, desk)


def _replaced(key: str, text: str, desk: Desk, *, form: str) -> Done:
    """The change, or what speaks against it."""
    group = _group(desk)
    old = str(setting_of(group, key))
    new = "" if is_nothing(text) else text
    if key == "questions":
        found = read_questions(_one_a_line(new))
        count = len([each for each in _one_a_line(new).split("\n") if each.strip()])
        if count > MOST_QUESTIONS:
            return Done(_say(desk, "too_many", key, count=count), reason="too_many")
        new = "\n".join(found)
        if not old and is_same(new, _present(group, key, desk.language)):
            new = ""
    if len(new) > TEXTS[key]:
        return Done(_say(desk, "too_long", key, count=len(new)), reason="too_long")
    if new == old:
        return Done(_say(desk, "same", key), reason="same")
    shaped = with_setting(group, key, new)
    now = _present(shaped, key, desk.language)
    data: dict[str, Data] = {
        "text": now,
        "before": _present(group, key, desk.language),
        "is_own": bool(new),
        "was_own": bool(old),
    }
    done = Done(
        _say(desk, form if new or form == "restored" else "cleared", key, **data),
        change_setting(group, key, new, desk),
        plan=_say(desk, "plan", key, **data),
        reason="" if form == "changed" else form,
    )
    return _answered(done, key, now, old, desk)


def _answered(done: Done, key: str, shown: str, back: str | None, desk: Desk) -> Done:
    """Let the letter be answered for a month, as often as its reader likes."""
    person = desk.asker.person
    reply_to, issue = desk.issue(
        "text",
        {"key": key, "shown": shown} | ({} if back is None else {"back": back}),
        to=desk.reader.address,
        lasts_s=UNDO_S,
        person_id=person.id if person else None,
        group_id=_group(desk).id,
        is_reusable=True,
    )
    return replace(done, effects=(*done.effects, issue), reply_to=reply_to)


def _say(desk: Desk, form: str, key: str, **more: Data) -> Part:
    """The one letter about texts, in one of its forms, with all that it names."""
    group = _group(desk)
    data: dict[str, Data] = {
        "text": _present(group, key, desk.language),
        "before": "",
        "is_own": bool(setting_of(group, key)),
        "was_own": False,
        "count": 0,
        "most": TEXTS[key],
        "rule": RULE,
        "introductions": group.settings.introductions,
    }
    return desk.say("settings/text", **{**data, "form": form, "key": key, **more})


def _present(group: Group, key: str, language: str) -> str:
    """The text as people get it: without questions of its own a group asks ours."""
    if key == "questions":
        return "\n".join(questions_of(group, language))
    return str(setting_of(group, key))


def _one_a_line(text: str) -> str:
    """Questions, one a line; a line that a mail program broke goes on in the next."""
    lines: list[str] = []
    for line in text.replace("|", "\n").split("\n"):
        said = line.strip().lstrip("-*•·").strip()
        goes_on = bool(lines) and len(lines[-1]) >= _BROKEN and lines[-1][-1] not in "?.!:;？"
        if goes_on and said[:1].islower():
            lines[-1] += f" {said}"
        elif said:
            lines.append(said)
    return "\n".join(lines)


_BROKEN: Final = 55  # characters, of a line that a program may have broken


def _group(desk: Desk) -> Group:
    assert desk.group is not None, "the robot finds the group"
    return desk.group


def _cancels(desk: Desk) -> bool:
    """Whether a "no" is said as "annuler" or "cancel", which is the way back."""
    return fold_word(desk.words.own_text[:40]).startswith(_CANCELLING)


async def _is_theirs(ticket: Ticket, group: Group, desk: Desk) -> bool:
    """Whether this is the person to whom the ticket was sent, and they still may do this."""
    address = desk.asker.mailbox.address
    person_id = desk.asker.person.id if desk.asker.person else None
    if ticket.person_id is None:  # the operator, whom the site does not know
        is_same = fold(address) == fold(ticket.address)
    else:
        is_same = person_id == ticket.person_id
    actor = await actor_of(desk.store, group, desk.owner, address=address, person_id=person_id)
    return is_same and may(actor, "shape", group)
