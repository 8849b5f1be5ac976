"""A reply to a digest as a whole: not posted blindly."""

from __future__ import annotations

from dgroup.domain.model import Reply
from dgroup.server.decision import Decision, Errand


async def take_into_digest(token: str, recipient: str, errand: Errand) -> Decision:
    """Find the conversation that a reply to a digest is about, or ask its writer."""
    return Decision(Reply(recipient, "refused", "not_served"))
