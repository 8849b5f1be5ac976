"""`create NAME: TITLE`: a group that somebody asks for by mail, and those who have to agree.

Whoever asks is asked first whether it is they (R9, R12); then the operator, where the site has it
so. What a stranger wrote is repeated to nobody before that: the sender may be forged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from dgroup.commands.applicant import may_write, shorten
from dgroup.commands.desk import CONFIRM_S, MODERATE_S, Desk, Done, about
from dgroup.commands.founding import Creator, found, is_of, pack, unpack
from dgroup.commands.registry import command, ticket
from dgroup.domain import joining, naming
from dgroup.domain.effects import Data, Effect, Note, Notify, Part, Reader, Redeem
from dgroup.domain.model import Ticket
from dgroup.domain.new_group import Wanted, free_names, read_wanted
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.mail.address import fold
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import applicants, groups, people

MOST_REQUESTS: Final = 20
"""So many requests for groups a day reach the operator; who asks beyond that may ask tomorrow."""

_REQUEST: Final = "creating/request"


@command("create", proof="ticket", is_for_known=False)
async def create(order: Order, desk: Desk) -> Done:
    """Start a group, whose facilitator the writer is."""
    asker = desk.asker
    if not asker.may_be_told or desk.is_ours(desk.reader.address):
        return Done()
    address = asker.mailbox.address
    if not _may_ask(address, desk):
        return Done(_off(desk))
    wanted = read_wanted(order.argument, order.text)
    if not (wanted.name or wanted.title):
        return Done(desk.say("creating/how", domain=desk.domain))
    creator = Creator(address, joining.tidy_name(asker.mailbox.name), desk.language)
    if asker.person is not None:
        creator = Creator(asker.person.address, asker.person.name or creator.called, desk.language)
    if asker.is_vouched or desk.is_sure:
        return await _go_on(wanted, creator, desk)
    if not await may_write(desk, desk.reader, "creating/confirm"):
        return Done(reason="enough")
    names = await _other_names(wanted, desk)
    # Nothing vouches for this mail: its words may be somebody else's than the reader's (R12).
    if names:
        return Done(effects=_which_name(wanted, creator, names, desk, is_known=False))
    return Done(effects=_confirm(wanted, creator, desk))


@ticket("create")
async def confirm(asked: Ticket, answer: Answer, desk: Desk) -> Done:
    """A reply to "is this the group you would like?": whoever holds the ticket is its creator."""
    spent = Redeem(asked.id, desk.asker.mailbox.address)
    wanted, creator = unpack(asked.object)
    names: Sequence[str] = asked.object["names"]
    if answer.kind in ("no", "drop", "undo"):
        part = desk.say("creating/dropped")
        return Done(part, (spent,), outcome="confirmed", reason="dropped")
    said = _chosen(answer.rest, names)
    is_yes = answer.kind == "yes" or (answer.kind == "empty" and not names)
    if not (is_yes or said):
        return Done(reason="unclear")
    if names:
        wanted = replace(wanted, name=said or names[0], title=wanted.title or said or names[0])
    if not _may_ask(creator.address, desk):
        return Done(_off(desk), (spent,), reason="off")
    done = await _go_on(wanted, creator, desk)
    if done.reason == "enough":
        return done
    return replace(done, effects=(spent, *done.effects), outcome="confirmed", reason="")


@ticket("creation", takes_words=True)
async def decide(request: Ticket, answer: Answer, desk: Desk) -> Done:
    """The operator says whether a group may be; only from their own address (R11)."""
    by = desk.asker.mailbox.address
    if not fold(by) == fold(request.address) == fold(desk.owner):
        return Done(reason="not_yours")
    wanted, creator = unpack(request.object)
    spent = Redeem(request.id, by)
    told: dict[str, Data] = {
        "who": creator.called or creator.address,
        "wanted_title": wanted.title,
        "wanted_address": f"{wanted.name}@{desk.domain}",
    }
    if answer.kind == "yes":
        names = await _other_names(wanted, desk)
        if names:  # taken meanwhile: the creator takes another, and the operator is asked again
            effects = _which_name(wanted, creator, names, desk, is_known=True, answers=False)
            part = desk.say("creating/decided", decision="taken", **told)
            return Done(part, (spent, *effects), outcome="confirmed", reason="taken")
        founded = await found(wanted, creator, desk, by, answers=False)
        part = desk.say("creating/decided", decision="founded", **told)
        return Done(part, (spent, *founded), outcome="confirmed")
    if answer.kind == "no":
        told_why = {**_of(wanted, desk), "reason": shorten(answer.rest)}
        declined = _letter("creating/declined", creator, desk, told_why)
        part = desk.say("creating/decided", decision="declined", **told)
        return Done(part, (spent, declined, _noted(by, "declined", wanted)), outcome="confirmed")
    if answer.kind == "drop":
        part = desk.say("creating/decided", decision="dropped", **told)
        return Done(part, (spent, _noted(by, "dropped", wanted)), outcome="confirmed")
    return Done(reason="unclear")


async def _go_on(wanted: Wanted, creator: Creator, desk: Desk) -> Done:
    """It is they: found the group, or ask the operator; or ask for another name."""
    names = await _other_names(wanted, desk)
    if names:
        return Done(effects=_which_name(wanted, creator, names, desk, is_known=True))
    policy, owner = desk.founding, desk.owner
    if policy.create == "allowed" or fold(creator.address) == fold(owner):
        return Done(effects=await found(wanted, creator, desk, creator.address, answers=True))
    asked = await applicants.sent_lately(desk.store, owner, None, _REQUEST, (_REQUEST,), desk.now_s)
    if asked.in_all >= MOST_REQUESTS:
        return Done(reason="enough")
    operator = await people.find(desk.store, owner)
    reply_to, issue = desk.issue(
        "creation",
        pack(wanted, creator),
        to=owner,
        lasts_s=MODERATE_S,
        person_id=operator.id if operator else None,
    )
    language = (operator.language if operator else None) or desk.founding.language
    request = Notify(
        _REQUEST,
        Reader(owner, language, operator.id if operator else None),
        None,
        {**about(None), **_of(wanted, desk), "who": creator.called, "who_address": creator.address},
        automatic="auto-generated",
        reply_to=reply_to,
    )
    part = desk.say("creating/waits", **_of(wanted, desk))
    noted = _noted(creator.address, "asked for a group", wanted)
    return Done(part, (issue, request, noted))


def _may_ask(address: str, desk: Desk) -> bool:
    """Whether the site lets whoever has this address ask for a group."""
    policy = desk.founding
    if fold(address) == fold(desk.owner) or policy.create == "approve":
        return True
    return policy.create == "allowed" and is_of(address, policy.creators)


def _off(desk: Desk) -> Part:
    is_off = desk.founding.create == "off"
    return desk.say("creating/off", domain=desk.domain, is_off=is_off)


async def _other_names(wanted: Wanted, desk: Desk) -> tuple[str, ...]:
    """Names to offer, where the one that was wanted cannot be; nothing where it can."""
    taken = {OPERATOR_GROUP: OPERATOR_GROUP, **await groups.all_names(desk.store)}
    if naming.obstacle(wanted.name, taken) is None:
        return ()
    return free_names(wanted, taken) or (naming.proposal(f"group-{desk.new_id()}", taken),)


def _chosen(words: str, names: Sequence[str]) -> str:
    """The first of these names that a reply names; "" where it names none."""
    said = words.casefold().replace("@", " ").replace(",", " ").split()
    return next((each.strip("\"'«».!") for each in said if each.strip("\"'«».!") in names), "")


def _confirm(wanted: Wanted, creator: Creator, desk: Desk) -> tuple[Effect, ...]:
    """Ask whether it is they, and whether this is what they mean."""
    kept = {**pack(wanted, creator), "names": []}
    reply_to, issue = desk.issue("create", kept, to=creator.address, lasts_s=CONFIRM_S)
    data = {
        **_of(wanted, desk, is_shown=False),
        "needs_leave": desk.founding.create == "approve",
    }
    letter = _letter("creating/confirm", creator, desk, data, reply_to=reply_to, answers=True)
    return (issue, letter)


def _which_name(
    wanted: Wanted,
    creator: Creator,
    names: Sequence[str],
    desk: Desk,
    *,
    is_known: bool,
    answers: bool = True,
) -> tuple[Effect, ...]:
    """Offer other names, each of which a reply takes; it says that it is they as well."""
    kept = {**pack(wanted, creator), "names": list(names)}
    reply_to, issue = desk.issue("create", kept, to=creator.address, lasts_s=CONFIRM_S)
    data = {
        **_of(wanted, desk, is_shown=is_known),
        "names": list(names),
        "has_shape": wanted.has_shape,
        "domain": desk.domain,
    }
    letter = _letter("creating/name", creator, desk, data, reply_to=reply_to, answers=answers)
    return (issue, letter)


def _of(wanted: Wanted, desk: Desk, *, is_shown: bool = True) -> dict[str, Data]:
    """What letters are told of a wish; of a stranger's only a name that can be no text (R12)."""
    name = wanted.name if is_shown or wanted.has_shape else ""
    return {
        "wanted_name": name,
        "wanted_address": f"{name}@{desk.domain}" if wanted.has_shape else "",
        "wanted_title": wanted.title if is_shown else "",
        "purpose": wanted.purpose if is_shown else "",
    }


def _letter(
    template: str,
    creator: Creator,
    desk: Desk,
    data: Mapping[str, Data],
    *,
    reply_to: str = "",
    answers: bool = False,
) -> Notify:
    """Write to the creator; `answers`: the mail in hand is theirs."""
    is_named = desk.asker.person is not None or desk.asker.is_vouched or not answers
    letter = desk.letter
    return Notify(
        template,
        creator.reader if is_named else replace(creator.reader, name=""),
        None,
        {**about(None), **data},
        in_reply_to=letter.message_id if answers and letter.has_message_id else "",
        automatic="auto-replied" if answers else "auto-generated",
        reply_to=reply_to,
    )


def _noted(by: str, action: str, wanted: Wanted) -> Note:
    return Note(by, action, f"group {wanted.name}")
