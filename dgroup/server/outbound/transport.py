"""The seam between delivery and the ways out: what is handed over, and what comes back for it.

Two transports keep it: `relay.Relay` (SMTP to the relay) and `maildir.Maildir` (files to look at).
No sockets and no files here. The outcomes are the kinds of trouble that PROMISES R4 tells apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol


class Outcome(Enum):
    """Whose matter the answer is; retries and bounces follow it, never the words of a reply."""

    DELIVERED = "delivered"
    """The relay has taken it over."""
    TEMPORARY = "temporary"
    """4xx for this mail or this recipient: try again later."""
    PERMANENT = "permanent"
    """5xx for this recipient: a bounce."""
    MESSAGE = "message"
    """5xx for the mail itself (at MAIL, after the final dot) or by a policy: no address's fault."""
    UNKNOWN = "unknown"
    """The final dot was sent and no answer came: perhaps delivered; try again, same Message-ID."""
    RELAY = "relay"
    """The relay cannot be reached or used, or broke off before the final dot: nobody's fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one recipient."""

    outcome: Outcome
    code: int
    """The SMTP code, or the one that fits where we decided ourselves; 0 where nothing was said."""
    status: str
    """The enhanced status code (RFC 3463), "" if none was given."""
    text: str
    """What was said, for our log and the operator: one line, without the codes."""


@dataclass(slots=True)
class Envelope:
    """One mail to be handed over once, to one recipient or to many."""

    sender: bytes
    """MAIL FROM without <>; b"" is the null sender."""
    recipients: tuple[bytes, ...]
    """At least one, without <>; UTF-8 where they are not ASCII."""
    content: tuple[bytes, ...]
    """The mail in pieces: CRLF line ends, dot-stuffed, a CRLF at its end, no final dot."""
    size: int
    """Octets of the content."""
    is_8bit: bool
    """Whether the content holds octets above 127 (8BITMIME)."""
    is_smtputf8: bool
    """Whether the *content* needs SMTPUTF8; what addresses need is seen by the transport."""
    tag: Any = None
    """The caller's own; handed back untouched."""


Settled = Callable[[Envelope, Sequence[Answer]], None]
"""Called exactly once for each envelope, with one answer per recipient, in their order.

It runs inside the event loop's callbacks: it must be quick and must not raise. It may submit.
"""


class Transport(Protocol):
    """A way out. It is made with a `Settled`, through which each envelope submitted comes back."""

    @property
    def trouble(self) -> str:
        """Why nothing can be handed over just now, one line for the operator; "" if all is well."""

    @property
    def retry_in_s(self) -> float:
        """Seconds for which all that is submitted comes back as RELAY; 0 if it is worth trying."""

    async def open(self) -> None:
        """Get ready; nothing is connected before the first envelope."""

    def submit(self, envelope: Envelope) -> None:
        """Take an envelope; never blocks, never calls `settled` before it has returned."""

    def go_on(self) -> None:
        """Ask the owner again whether what waits may begin."""

    async def room(self) -> None:
        """Return when fewer than `depth` envelopes wait."""

    async def close(self, grace_s: float) -> None:
        """Finish what is in flight within the grace; all else comes back as RELAY, "closing"."""
