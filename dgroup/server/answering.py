"""The one letter that answers a mail to the robot, whatever the mail held.

What each command has to say is put together in one letter, with one way back for all that was
changed. Who may be answered at all, and how often, is decided here (R5, R6, R12).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from dgroup.commands.desk import DAY_S, UNDO_S, Desk, Done, Undo
from dgroup.commands.way_back import pack
from dgroup.domain.effects import Describe, Effect, Notify, Part, Reader
from dgroup.domain.language import language_of
from dgroup.mail.address import fold
from dgroup.mail.automatic import opens_automatic, reads_automatic
from dgroup.server.decision import Errand, is_machine
from dgroup.store.database import named
from dgroup.store.facilitators import led_by

# Letters that say no more than that something was not understood. One a day to one address is
# enough: whoever answers these in the same way is a machine (R6).
CLUELESS: Final = frozenset(
    {
        "robot/not_understood",
        "robot/not_open",
        "robot/just_yes",
        "robot/gone",
        "robot/done_already",
        "robot/not_yours",
        "digests/nothing",
    }
)
CLUELESS_TIMES: Final = 5
"""So many of these a day go to somebody who leads a group."""


BUSY_TIMES: Final = 3
"""So many times as many answers go to whoever leads a group, and as many to proven mail besides."""

CHANGES_A_DAY: Final = 10  # by mails of one person for whom nobody vouches


def silence(errand: Errand) -> str:
    """Say why a mail is neither obeyed nor answered (R6); "" where a person wrote it to us."""
    letter = errand.letter
    if letter.automatic or is_machine(errand.arrival.sender):
        return "automatic"
    if letter.bulk:
        return "bulk"
    if reads_automatic(letter.subject) or opens_automatic(errand.words.own_text):
        return "looks_automatic"
    return ""


def language_for(errand: Errand, said: Iterable[str], chosen: str | None, group: str | None) -> str:
    """The language of an answer (DECISIONS 8).

    The person's own choice, that of the command words, of the mail, of the group, of the site.
    """
    by_word = next((each for each in said if each), "")
    own_text = errand.words.own_text if errand.words.has_own_words else ""
    site = errand.site.config.site.language
    return chosen or by_word or language_of(own_text) or group or site


async def answer(
    desk: Desk, dones: Sequence[Done], errand: Errand, extra: Sequence[Part] = ()
) -> list[Effect]:
    """Return the answer to one mail, with the way back of what it changed; nothing where none.

    What was done is always told; of what was only asked, one answer is enough for a mail to many of
    our addresses.
    """
    parts = list(unlike([*(done.part for done in dones if done.part is not None), *extra]))
    undo = unite([done.undo for done in dones if done.undo is not None])
    to = fold(desk.reader.address)
    if not parts or not desk.asker.may_be_told or desk.is_ours(to):
        return []
    is_done = any(done.effects or done.reply_to for done in dones)
    if undo is None and not await may_answer(desk, parts[0]):
        return []
    if undo is None and not is_done and to in errand.progress.answered:
        return []
    errand.progress.answered |= {to}
    effects: list[Effect] = []
    reply_to = next((done.reply_to for done in dones if done.reply_to), "")
    if undo is not None:  # it wins: no other command in the same mail may take the way back away
        person = desk.asker.person
        reply_to, issue = desk.issue(
            "restore",
            pack(undo),
            to=desk.reader.address,
            lasts_s=UNDO_S,
            person_id=person.id if person else None,
            group_id=desk.group.id if desk.group else None,
        )
        effects.append(issue)
    first, *more = parts
    letter = desk.letter
    effects.append(
        Notify(
            template=first.template,
            reader=_reader(desk, dones),
            group_id=desk.group.id if desk.group else None,
            data=first.data,
            in_reply_to=letter.message_id if letter.has_message_id else "",
            references=letter.references[-20:] if desk.asker.person else (),
            parts=tuple(more),
            reply_to=reply_to,
            proof="proven" if desk.is_sure else "unproven",
        )
    )
    return effects


async def may_change(verb: str, desk: Desk) -> bool:
    """Whether something may be changed in this person's name that they must be able to take back.

    Each such change is told, and in no other measure; so a forger has to stop somewhere (R9). But
    nobody may keep another from leaving, or from having no mail.
    """
    if desk.is_sure or desk.asker.person is None or verb in ("leave", "none"):
        return True
    since_s = desk.now_s - DAY_S
    person_id = desk.asker.person.id
    (rows,) = await desk.store.read(named("count-ways-back", person_id=person_id, since_s=since_s))
    return bool(rows[0]["tickets"] < CHANGES_A_DAY)


def unlike(parts: Iterable[Part]) -> Iterator[Part]:
    """Leave out what an earlier command of the mail has said in the same words."""
    said: list[Part] = []
    for part in parts:
        if part not in said:
            said.append(part)
            yield part


def unite(undos: Sequence[Undo]) -> Undo | None:
    """One way back for all commands of a mail: how things stood before the first of them."""
    if not undos:
        return None
    members = {
        member_id: arrangement
        for undo in reversed(undos)
        for member_id, arrangement in undo.members.items()
    }
    first_wishes = {
        (wish.member_id, wish.thread_id): wish for undo in reversed(undos) for wish in undo.wishes
    }
    wishes = tuple(first_wishes.values())
    profiled = next((undo for undo in undos if undo.profile is not None), None)
    if profiled is None:
        return Undo(members, wishes=wishes)
    return Undo(members, profiled.person_id, profiled.profile, wishes)


def _reader(desk: Desk, dones: Sequence[Done]) -> Reader:
    """Who reads the answer; by the name and in the language that the same mail has just chosen."""
    reader = desk.reader
    for effect in (each for done in dones for each in done.effects):
        if isinstance(effect, Describe) and effect.person_id == reader.person_id:
            language = effect.profile.language or reader.language
            reader = replace(reader, name=effect.profile.name, language=language)
    return reader


async def may_answer(desk: Desk, first: Part) -> bool:
    """Whether the day's measure for this address, and for strangers here, is not full yet.

    `first` is the letter, or the first piece of it.
    """
    since_s = desk.now_s - DAY_S
    folded = fold(desk.reader.address)
    answered, clueless, strangers = await desk.store.read(
        named(
            "count-answers",
            folded=folded,
            since_s=since_s,
            proof="proven" if desk.is_sure else "unproven",
        ),
        named("count-answers-of", folded=folded, template=first.template, since_s=since_s),
        named(
            "count-answers-to-strangers",
            group_id=desk.group.id if desk.group else None,
            since_s=since_s,
        ),
    )
    most = desk.limits.answers_per_address_per_day
    if answered[0]["answers"] >= most:
        is_busy = desk.is_sure or await led_by(desk.store, desk.reader.address, desk.owner)
        if not is_busy or answered[0]["answers"] >= most * BUSY_TIMES:
            return False
    if first.template in CLUELESS and clueless[0]["answers"]:
        # Somebody in charge who is not answered believes that it was done.
        leads = await led_by(desk.store, desk.reader.address, desk.owner)
        if not leads or clueless[0]["answers"] >= CLUELESS_TIMES:
            return False
    is_stranger = desk.asker.person is None
    return not is_stranger or strangers[0]["answers"] < desk.limits.answers_per_group_per_day
