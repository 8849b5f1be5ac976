"""How long the way out waits for what. Values only. RFC 5321 §4.5.3.2 sets most of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long each wait may last, in seconds."""

    connect_s: float = 30.0
    """TCP and TLS."""
    command_s: float = 300.0
    """The greeting, EHLO, MAIL, RCPT (RFC 5321 §4.5.3.2.1 to 3)."""
    data_s: float = 120.0
    """The answer to DATA (RFC 5321 §4.5.3.2.4)."""
    body_s: float = 180.0
    """Without progress while a mail is being written (RFC 5321 §4.5.3.2.5)."""
    dot_s: float = 600.0
    """The answer to the final dot (RFC 5321 §4.5.3.2.6)."""
    quit_s: float = 5.0
    """The answer to QUIT, which nobody needs."""
    rest_s: float = 120.0
    """An idle connection is kept warm for so long …"""
    surplus_rest_s: float = 5.0
    """… and one above the usual number for so long."""
    stuck_s: float = 5.0
    """An envelope behind a mail whose answer is so late goes to another connection."""
    backoff_s: float = 1.0
    """The first pause after the relay could not be reached; it doubles …"""
    backoff_max_s: float = 60.0
    """… up to this."""

    @property
    def beat_s(self) -> float:
        """How often it is looked at: four times in the shortest wait, at least once a second."""
        waits = (self.command_s, self.data_s, self.body_s, self.dot_s, self.quit_s)
        return min(1.0, min(*waits, self.rest_s, self.surplus_rest_s, self.stuck_s) / 4)
