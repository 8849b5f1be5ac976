"""The one registry: which command is carried out by which function, and which ticket by which.

A leaf registers its functions by decorator; `leaves.py` lists the leaves. The words for a command
are in `domain/words/table.py`, its letters under `templates/`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.commands.answers import Answer
from dgroup.commands.desk import Desk, Done, Proof
from dgroup.commands.request import Order
from dgroup.domain.model import Ticket

Act = Callable[[Order, Desk], Awaitable[Done]]
Redemption = Callable[[Ticket, Answer, Desk], Awaitable[Done]]
Scope = Literal["group", "every group", "site"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `verb` is its canonical name.

    `scope`: "group" needs one (asked for where the mail names none, unless the asker is in only
    one); "every group" does without, and then concerns all groups of the asker; "site" never has
    one. `is_for_known`: strangers are told how to join instead.
    """

    verb: str
    proof: Proof
    scope: Scope
    is_for_known: bool
    act: Act


COMMANDS: Final[dict[str, Command]] = {}
TICKETS: Final[dict[str, Redemption]] = {}


def command(
    verb: str, *, proof: Proof, scope: Scope = "site", is_for_known: bool = True
) -> Callable[[Act], Act]:
    """Register the function that carries out the command `verb`."""

    def register(act: Act) -> Act:
        COMMANDS[verb] = Command(verb, proof, scope, is_for_known, act)
        return act

    return register


def ticket(action: str) -> Callable[[Redemption], Redemption]:
    """Register the function that takes the replies to tickets for `action`.

    It is called with tickets that are neither used nor expired, and with a reply that no machine
    wrote; it says itself which answers it understands: `Done(reason="unclear")` for any other.
    """

    def register(redeem: Redemption) -> Redemption:
        TICKETS[action] = redeem
        return redeem

    return register
