"""What a leaf has at hand when nobody wrote, but its time has come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Unpack

from dgroup.commands.desk import Terms, issued
from dgroup.domain.effects import Issue
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time, the store to read from, and what letters and tickets are made with.

    `owner` is the operator's address.
    """

    store: Readable
    new_id: Callable[[], int]
    now_s: int
    domain: str
    owner: str
    defaults: Defaults

    def issue(
        self, action: str, subject: Mapping[str, object], **terms: Unpack[Terms]
    ) -> tuple[str, Issue]:
        """Make a ticket that is mailed to the address `to`, as `Desk.issue` does."""
        return issued(self.new_id, self.now_s, action, subject, **terms)
