"""Who reads digests in the story: what is still to come to them, and what each digest is to hold.

Posts are known by their Message-IDs, without angle brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Rhythm = Literal["each", "daily", "weekly"]


@dataclass(slots=True)
class DigestReader:
    """Somebody who reads digests, or did: `had` are the posts of each one they are to have."""

    address: str
    rhythm: Rhythm
    to_come: list[str] = field(default_factory=list)
    had: list[tuple[str, ...]] = field(default_factory=list)

    def comes(self, message_id: str) -> None:
        """Remember a post that a digest is to bring."""
        if self.rhythm != "each":
            self.to_come.append(message_id)

    def morning(self, at: datetime) -> bool:
        """Whether a digest is due at this hour, which is the group's, and holds anything."""
        is_due = self.rhythm == "daily" or (self.rhythm == "weekly" and at.weekday() == 0)
        return is_due and self._close()

    def back(self) -> bool:
        """Let them have each post by itself again; whether one more digest brings the rest."""
        self.rhythm = "each"
        return self._close()

    def _close(self) -> bool:
        if not self.to_come:
            return False
        self.had.append(tuple(self.to_come))
        self.to_come.clear()
        return True
