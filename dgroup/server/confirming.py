"""What somebody in charge asks for is done after one yes from their address (R9, R11).

One letter lists in plain words all that the mail asked for; the yes to it runs the same orders
again. A mail that the front MTA vouches for needs no yes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Final

from dgroup.commands.desk import CONFIRM_S, DAY_S, Desk, about
from dgroup.domain.effects import Data, Effect, Notify, Part
from dgroup.domain.model import Group, Ticket
from dgroup.mail.address import fold
from dgroup.reading.line import Order
from dgroup.server.answering import may_answer

ACTION: Final = "acts"
TEMPLATE: Final = "facilitating/confirm"


@dataclass(frozen=True, slots=True)
class Planned:
    """An order that waits for a yes: the group it was for, and what it would do."""

    order: Order
    group: Group | None
    plan: Part

    @property
    def digest(self) -> str:
        """What the plan says but for its counts, which people who come and go would change."""
        # What a group is called may be changed by the line above in the same mail.
        own = {key: each for key, each in self.plan.data.items() if key not in about(None)}
        said = json.dumps([self.plan.template, _words(own)], sort_keys=True)
        return sha256(said.encode()).hexdigest()


def _words(value: Data, key: str = "") -> Data:
    """Texts and days of a value; numbers that are no times count for nothing.

    Of times only the day counts: a week from now is another second when the yes comes.
    """
    if isinstance(value, Mapping):
        return {name: _words(each, name) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_words(each) for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return int(value) // DAY_S if key.endswith("_s") else None
    return value


async def ask_first(
    planned: Sequence[Planned], desk: Desk, name: str | None, *, is_again: bool = False
) -> list[Effect]:
    """Ask whoever is on file whether all this is to be done; nothing where nothing waits.

    `name` is the group that the mail was sent to (None: to the site's robot). `is_again`: they have
    said yes, but something else would be done by now. Nobody is asked without measure: the sender
    may be forged (R12).
    """
    if not planned:
        return []
    group = next((each.group for each in planned if each.group is not None), desk.group)
    at = desk.with_group(group, desk.member)
    if at.is_ours(at.reader.address) or not await may_answer(at, at.say(TEMPLATE)):
        return []
    person = at.asker.person
    reply_to, issue = at.issue(
        ACTION,
        {
            "orders": [asdict(each.order) for each in planned],
            "plans": [each.digest for each in planned],
            "origin_id": at.origin_id,
            "said_s": at.said_s,
            "name": name,
        },
        to=at.reader.address,
        lasts_s=CONFIRM_S,
        person_id=person.id if person else None,
        group_id=group.id if group else None,
    )
    first = at.say(TEMPLATE, acts=len(planned), is_again=is_again)
    letter = at.letter
    return [
        issue,
        Notify(
            first.template,
            at.reader,
            group.id if group else None,
            first.data,
            in_reply_to=letter.message_id if letter.has_message_id else "",
            references=letter.references[-20:],
            parts=tuple(each.plan for each in planned),
            reply_to=reply_to,
            proof="unproven",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a yes agrees to: the kept mail that asked, when that came, and what would be done.

    `plans` are the digests of what was shown, one for each order.
    """

    origin_id: int
    said_s: int
    plans: tuple[str, ...]


def agreed_by(ticket: Ticket) -> Agreed:
    """Return what the yes to a ticket agrees to."""
    said = ticket.object
    return Agreed(int(said["origin_id"]), int(said["said_s"]), tuple(said["plans"]))


def orders_of(ticket: Ticket) -> tuple[Order, ...]:
    """The orders that wait behind a ticket."""
    return tuple(Order(**each) for each in ticket.object["orders"])


def is_theirs(ticket: Ticket, desk: Desk) -> bool:
    """Whether the yes comes from whoever was asked."""
    person = desk.asker.person
    if ticket.person_id is not None:
        return person is not None and person.id == ticket.person_id
    return fold(desk.asker.mailbox.address) == fold(ticket.address)
