"""The one registry: which command is carried out by which function, which ticket, which date.

A leaf registers its functions by decorator; `leaves.py` lists the leaves. The words for a command
are in `domain/words/table.py`, its letters under `templates/`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from dgroup.commands.calendar import Calendar
from dgroup.commands.desk import Desk, Done, Proof
from dgroup.domain.authority import Action
from dgroup.domain.effects import Effect
from dgroup.domain.model import Activity, Group, Ticket
from dgroup.reading.answers import Answer
from dgroup.reading.request import Order
from dgroup.store.activities import Addressee

Act = Callable[[Order, Desk], Awaitable[Done]]
Redemption = Callable[[Ticket, Answer, Desk], Awaitable[Done]]
Scope = Literal["group", "every group", "site"]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `verb` is its canonical name.

    `scope`: "group" needs one (asked for where the mail names none, unless the asker is in only
    one); "every group" does without, and then concerns all groups of the asker; "site" never has
    one. `is_for_known`: strangers are told how to join instead. `right`: what the asker must be
    allowed in the group ("" = nothing special); `otherwise` is the verb that the same word means
    for everybody else ("" = they are told whose it is).
    """

    verb: str
    proof: Proof
    scope: Scope
    is_for_known: bool
    act: Act
    right: Action | None = None
    otherwise: str = ""


class Asking(Protocol):
    """Writes the letters by which an activity asks members, or reminds them."""

    def __call__(
        self,
        activity: Activity,
        group: Group,
        to: Sequence[Addressee],
        at: Calendar,
        *,
        is_reminder: bool,
    ) -> Awaitable[tuple[Effect, ...]]: ...


FallingDue = Callable[[Activity, Group, Calendar], Awaitable[tuple[Effect, ...]]]


@dataclass(frozen=True, slots=True)
class Round:
    """How an activity of one kind asks: who has not answered is reminded once.

    `remind_after_s`: after that long, None for never. `follows_newcomers`: who becomes a member
    while it runs is asked, too.
    """

    ask: Asking
    remind_after_s: int | None
    follows_newcomers: bool


COMMANDS: Final[dict[str, Command]] = {}
TICKETS: Final[dict[str, Redemption]] = {}
TAKES_WORDS: Final[set[str]] = set()
ROUNDS: Final[dict[str, Round]] = {}
DUE: Final[dict[str, FallingDue]] = {}


def command(
    verb: str,
    *,
    proof: Proof,
    scope: Scope = "site",
    is_for_known: bool = True,
    right: Action | None = None,
    otherwise: str = "",
) -> Callable[[Act], Act]:
    """Register the function that carries out the command `verb`."""

    def register(act: Act) -> Act:
        COMMANDS[verb] = Command(verb, proof, scope, is_for_known, act, right, otherwise)
        return act

    return register


def ticket(action: str, *, takes_words: bool = False) -> Callable[[Redemption], Redemption]:
    """Register the function that takes the replies to tickets for `action`.

    `takes_words`: any words may be the answer, so that none but "help" is taken for a command.

    It is called with tickets that are neither used nor expired, and with a reply that no machine
    wrote; it says itself which answers it understands: `Done(reason="unclear")` for any other.
    """

    def register(redeem: Redemption) -> Redemption:
        TICKETS[action] = redeem
        if takes_words:
            TAKES_WORDS.add(action)
        return redeem

    return register


def asks(
    kind: str, *, remind_after_s: int | None = None, follows_newcomers: bool = False
) -> Callable[[Asking], Asking]:
    """Register the function that writes to the members whom an activity of `kind` asks.

    It is called with a few of them at a time, and returns the letters; who was written to is noted
    by its caller.
    """

    def register(ask: Asking) -> Asking:
        ROUNDS[kind] = Round(ask, remind_after_s, follows_newcomers)
        return ask

    return register


def falls_due(kind: str) -> Callable[[FallingDue], FallingDue]:
    """Register what happens when the time of an activity of `kind` (`closes_s`) has come.

    What it returns must advance the activity: to another date, or to its end.
    """

    def register(close: FallingDue) -> FallingDue:
        DUE[kind] = close
        return close

    return register
