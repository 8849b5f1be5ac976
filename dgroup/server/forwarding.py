"""Mail to the people in charge is sent on: once, to whoever answers for the group or the site.

What must not happen is that machines and forwards answer each other for ever (R6, R7). Reads may
await; writes are only returned.
"""

from __future__ import annotations

from typing import Final

from dgroup.commands.desk import DAY_S
from dgroup.domain.effects import Effect, Forward, Record
from dgroup.domain.model import Reply
from dgroup.domain.posting import author_of, is_answer
from dgroup.mail import wire
from dgroup.mail.address import fold
from dgroup.mail.automatic import opens_automatic, reads_automatic
from dgroup.mail.compose import was_forwarded
from dgroup.mail.parse import Letter
from dgroup.server.decision import Decision, Errand
from dgroup.store import people
from dgroup.store.database import Statement, Value, named

STRANGERS_A_DAY: Final = 200  # mails of people we do not know, to the same people in charge
MAILS_A_DAY: Final = 50  # from one sender to the same people in charge: no person writes more


async def send_on(name: str | None, word: str, recipient: str, errand: Errand) -> Decision:
    """Forward a mail to the people in charge, once, and never round and round."""
    letter, site = errand.letter, errand.site
    group_id = None if name is None else errand.names[name]
    this_very: dict[str, Value] = {
        "message_id": letter.message_id,
        "body_sha256": letter.body_sha256,
        "group_id": group_id,
    }
    since_s = errand.arrival.received_s - DAY_S
    before, lately, strangers, found = await errand.tx.read(
        Statement("find-forwarded", this_very),
        named(
            "count-forwarded",
            sender=errand.arrival.sender,
            group_id=group_id,
            since_s=since_s,
        ),
        named("count-forwarded-of-strangers", group_id=group_id, since_s=since_s),
        named("get-group", group_id=group_id),
    )
    group = found[0]["name"] if found else None  # the name of today, where `name` is a former one
    via = f"{word if group is None else f'{group}-owner'}@{site.domain}"
    effects: tuple[Effect, ...] = ()
    if name is not None and group is None:
        return Decision(Reply(recipient, "refused", "unknown_group"))
    is_too_much = lately[0]["letters"] >= MAILS_A_DAY or (
        strangers[0]["letters"] >= STRANGERS_A_DAY and not await _is_known(errand)
    )
    if refusal := _refusal(letter, site.limits.max_received, is_too_much=is_too_much):
        return Decision(Reply(recipient, "refused", refusal, group))
    if was_forwarded(letter, via):
        reply = Reply(recipient, "discarded", "loop", group)
    elif _is_echo(group, errand):
        reply = Reply(recipient, "discarded", "automatic", group)
    elif before:
        reply = Reply(recipient, "duplicate", "", group)
    else:
        reply = Reply(recipient, "forwarded", word, group, effects=(f"Forward to {word}",))
        effects = (Forward(errand.letter_id, group_id, word),)
    record = Record(errand.letter_id, recipient, reply.outcome, reply.reason, group_id, None)
    return Decision(reply, effects, (record,))


async def _is_known(errand: Errand) -> bool:
    author = author_of(errand.letter, errand.arrival.sender)
    person, _ = await people.sender(errand.tx, None, author.address)
    return person is not None


def _refusal(letter: Letter, max_received: int, *, is_too_much: bool) -> str:
    """Why a mail cannot be sent on whoever wrote it, or ""; the sender's own server says so."""
    if letter.received >= max_received:
        return "too_many_hops"
    if letter.too_complex:
        return "too_complex"
    if wire.obstacle(letter.content, letter.body_offset, letter.parts):
        return "unfit"
    return "too_many" if is_too_much else ""


def _is_echo(group: str | None, errand: Errand) -> bool:
    """Whether a machine answers what we forwarded: it would be answered for ever (R6).

    One that marks its mail in no way is known by what it says. The operator gets reports of other
    machines, but not those of their own.
    """
    letter, owner = errand.letter, errand.site.config.site.owner
    if group is None:
        return bool(letter.automatic) and fold(
            author_of(letter, errand.arrival.sender).address
        ) == fold(owner)
    reads_away = reads_automatic(letter.subject) or opens_automatic(letter.opening)
    is_away = reads_away and is_answer(letter)
    return bool(letter.automatic) or not errand.arrival.sender or is_away
