"""Effects on what waits for a reply, and the audit of who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dgroup.domain.effects.values import Value
from dgroup.domain.model import Ticket


@dataclass(frozen=True, slots=True)
class Issue:
    """Write down an act that waits for a reply."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Redeem:
    """A ticket has done what it was for. `by` is the address of whoever replied."""

    ticket_id: int
    by: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A reply to a ticket was not understood, and its writer was told so; once is enough (R6)."""

    ticket_id: int


@dataclass(frozen=True, slots=True)
class Note:
    """Who did what, for the audit log. `actor` is "operator" or an address."""

    actor: str
    action: str
    object: str
    group_id: int | None = None
    detail: Mapping[str, Value] = field(default_factory=dict)


ActEffect = Issue | Redeem | AskAgain | Note
