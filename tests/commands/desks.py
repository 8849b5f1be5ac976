"""A desk as the robot sets it up, for tests that carry out one command or one ticket by hand."""

from __future__ import annotations

from collections.abc import Sequence

from dgroup.commands.desk import Asker, Desk, Done, RobotLimits
from dgroup.commands.registry import COMMANDS, TICKETS
from dgroup.domain.effects import Effect, Issue
from dgroup.domain.model import Ticket
from dgroup.mail.address import Mailbox, fold
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import groups, people
from tests.site import Home
from tests.writing import letter

LIMITS = RobotLimits(10, 3, 50)


async def desk_for(
    home: Home,
    address: str,
    group: str | None = None,
    words: str = "",
    *,
    name: str = "",
    is_vouched: bool = False,
    is_sender: bool = True,
    has_authentication: bool = False,
    language: str = "",
    later: Sequence[Order] = (),
    limits: RobotLimits = LIMITS,
) -> Desk:
    """Return the desk for a mail from `address` with these `words`, to the robot of `group`.

    `is_sender`: whether the envelope says the same, so that even a stranger may be told.
    """
    site = home.site
    at = await groups.find(site.db, group, site.defaults) if group else None
    person, member = await people.sender(site.db, at.id if at else None, address)
    content = letter(f"{name} <{address}>", body=words, id=f"{home.clock.now_s}.{address}")
    read = parse(content)
    async with site.db.transaction() as tx:
        ids = iter([tx.new_id() for _ in range(100)])
    return Desk(
        store=site.db,
        new_id=lambda: next(ids),
        now_s=home.clock.now_s,
        domain=site.domain,
        owner=site.config.site.owner,
        defaults=site.defaults,
        limits=limits,
        names=await site.names(),
        asker=Asker(
            mailbox=Mailbox(name, address),
            person=person,
            is_vouched=is_vouched,
            may_be_told=person is not None or is_vouched or is_sender,
            is_sender=is_sender,
        ),
        group=at,
        member=member,
        language=language or (person and person.language) or (at.language if at else "en"),
        letter=read,
        letter_id=next(ids),
        words=read_body(read),
        later=tuple(later),
        has_authentication=has_authentication,
    )


async def do(
    home: Home, desk: Desk, verb: str, argument: str = "", group: str | None = None
) -> Done:
    """Carry out one command, with all that it does."""
    done = await COMMANDS[verb].act(Order(verb, group, argument, line=f"{verb} {argument}"), desk)
    await home.perform(*done.effects)
    return done


async def redeem(home: Home, desk: Desk, ticket: Ticket, kind: str, rest: str = "") -> Done:
    """Answer a ticket, with all that this does."""
    answer = Answer(kind, rest)  # type: ignore[arg-type]  # a word of a table of tests
    done = await TICKETS[ticket.action](ticket, answer, desk)
    await home.perform(*done.effects)
    return done


def tickets(effects: Sequence[Effect]) -> list[Ticket]:
    """The tickets that are issued."""
    return [each.ticket for each in effects if isinstance(each, Issue)]


def letters_to(home: Home, address: str) -> list[str]:
    """The templates of all letters that were sent to somebody."""
    rows = home.rows("select template from answer where folded = ? order by id", fold(address))
    return [row[0] for row in rows]
