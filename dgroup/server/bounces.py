"""Mail that comes home to a return path: counted for the member that its token names (R14).

It is stored and counted; what follows from many of them is not decided here. Reads nothing.
"""

from __future__ import annotations

from typing import Final

from dgroup.domain.effects import NoteBounce, Record
from dgroup.domain.model import Reply
from dgroup.mail import sign
from dgroup.server.decision import Decision, Errand

_BELIEVED_DAYS: Final = 60  # how long a return path is believed (CONTRACT §3)


def note_bounce(token: str, recipient: str, errand: Errand) -> Decision:
    """A return path came home: it counts for a member only unforged and from the null sender."""
    arrival, site = errand.arrival, errand.site
    today = arrival.received_s // 86_400
    numbers = sign.read(site.keys, sign.BOUNCES, token, today, _BELIEVED_DAYS)
    is_sound = numbers is not None and not arrival.sender
    post_id, member_id = numbers if numbers and is_sound else (None, None)
    note = NoteBounce(errand.letter_id, post_id, member_id, arrival.received_s)
    reply = Reply(recipient, "bounce", "" if is_sound else "unsigned", effects=("NoteBounce",))
    record = Record(errand.letter_id, "bounces", "bounce", reply.reason, None, post_id)
    return Decision(reply, (note,), (record,))
