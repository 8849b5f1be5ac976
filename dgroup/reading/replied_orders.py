"""Words for the robot in a reply to a digest: only where the reply is nothing else. Pure.

What people say to each other in a word or two ("Count me in!") is for the conversation.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dgroup.domain.words import lone_verb
from dgroup.reading.below import said_in
from dgroup.reading.line import Order
from dgroup.reading.request import Request, read_request


def read_orders(text: str, names: Container[str], domain: str = "") -> Request:
    """Return the commands of which a reply consists; none where anything else is said in it."""
    if len(text) > _LONGEST:
        return Request()
    request = read_request("", text, names, domain)
    orders = request.orders
    is_clear = all(each.verb in _OFFERED for each in orders) or lone_verb(text, names) is not None
    if not orders or request.unknown or not is_clear or _PERSONAL & {o.verb for o in orders}:
        return Request()
    told = {" ".join(line.split()) for order in orders for line in order.line.split("\n")}
    lines = [line for line in text.split("\n") if " ".join(line.split()) not in told]
    is_wish = len(orders) == 1 and " ".join(orders[0].line.split()) in " ".join(text.split())
    left = " ".join(text.split()).replace(" ".join(orders[0].line.split()), "") if is_wish else ""
    rest = left if is_wish and len(lines) == len(text.split("\n")) else "\n".join(lines)
    return Request() if said_in(rest) else request


def with_threads(
    orders: Sequence[Order], threads: Mapping[int, int], known: Container[int], said: int | None
) -> tuple[Order, ...]:
    """Return orders that name a conversation by its number in the digest with the thread's own id.

    `threads`: thread ids by number; `known`: ids of threads and posts in the digest, which mean
    themselves; `said`: the conversation that the reply answers, where it names none.
    """
    found = []
    for order in orders:
        number = int(order.argument) if order.argument.strip().isdecimal() else None
        if order.verb not in _OF_THREADS:
            found.append(order)
        elif number is not None and number in threads and number not in known:
            found.append(replace(order, argument=str(threads[number])))
        elif not order.argument and order.verb != "get" and said is not None and said in threads:
            found.append(replace(order, argument=str(threads[said])))
        else:
            found.append(order)
    return tuple(found)


_LONGEST: Final = 600  # characters
_OF_THREADS: Final = frozenset({"get", "mute", "follow"})
_OFFERED: Final = frozenset(
    "get mute follow each daily weekly monthly none pause resume leave help search threads summary"
    " digest text copy which".split()
)
# What may be an answer to people; of a reply to a digest nobody has asked for it.
_PERSONAL: Final = frozenset("confirm approve reject join".split())
