"""How much time, how many octets and how much idle talk one client is allowed.

Pure: the time is handed in, in seconds of any clock that only goes forward. What happens to a
client that has used its allowance up is listener.py's to say.
"""

from __future__ import annotations

import math
from typing import Final

JUNK_ALLOWED: Final = 100  # refused and idle commands between two mails that are taken
COMMAND_BYTES: Final = 1 << 20  # received without one whole command


class Allowance:
    """One client's allowance; at `deadline` its silence, or its upload, has lasted too long."""

    def __init__(self, idle_s: float, upload_s: float) -> None:
        self.deadline = math.inf
        self._idle_s = idle_s
        self._upload_s = upload_s
        self._upload_ends: float | None = None
        self._bytes = 0
        self._junk = 0

    def take_command(self, now: float) -> None:
        """A whole command has come."""
        self.deadline = now + self._idle_s
        self._bytes = 0

    def take_bytes(self, count: int, now: float) -> bool:
        """Octets have come; say whether there may be so many without a whole command.

        While a mail flows in, each of them gives the client another idle time, up to the time that
        a whole upload may take.
        """
        if self._upload_ends is not None:
            self.deadline = min(now + self._idle_s, self._upload_ends)
            return True
        self._bytes += count
        return self._bytes <= COMMAND_BYTES

    def take_junk(self) -> bool:
        """A command has come that brings no mail nearer; say whether there may be one more."""
        self._junk += 1
        return self._junk <= JUNK_ALLOWED

    def begin_upload(self, now: float) -> None:
        """A mail begins to flow in."""
        self.deadline = now + self._idle_s
        self._upload_ends = now + self._upload_s

    def end_upload(self) -> None:
        """The mail is here; from now on it is we who take our time."""
        self.deadline = math.inf
        self._upload_ends = None

    def forgive(self) -> None:
        """A mail was taken: a relay may send thousands, with a refusal here and there."""
        self._junk = 0
