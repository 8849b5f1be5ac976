"""The door of a server whose site is exchanged, on SIGHUP, while the listeners stay open.

The connections, and the mails that flow in on them, notice nothing. What a mail means is not known
here.
"""

from __future__ import annotations

from collections.abc import Sequence

from dgroup.domain.model import Arrival, Reply
from dgroup.server.inbound.reception import Door
from dgroup.server.passage import Passage


class Gate(Passage[Door]):
    """A `Door` with another one behind it, or for the moment none."""

    async def admits(self, recipient: str) -> str:
        """Return what the door behind says."""
        return await self.through(lambda door: door.admits(recipient))

    async def receive(self, arrival: Arrival) -> Sequence[Reply]:
        """Hand one mail to the door behind. Raises StoreError."""
        return await self.through(lambda door: door.receive(arrival))
