"""The trace line that every server puts on top of what it passes on.

It is by these that a mail which goes round and round is stopped in the end, here or elsewhere
(RFC 5321 §4.4 and §6.3). The client's name and address come from outside: what does not look like
either is left out.
"""

from __future__ import annotations

import re

from dgroup.mail.compose import date_text
from dgroup.mail.fields import make_structured_field

_NAME = re.compile(r"[A-Za-z0-9.\-_\[\]:]{1,255}")


def trace_field(*, helo: str, peer: str, domain: str, received_s: int) -> bytes:
    """Make `Received: from HELO ([PEER]) by DOMAIN; DATE` for a mail that came at `received_s`."""
    client = helo if _NAME.fullmatch(helo) else "unknown"
    host = peer if _NAME.fullmatch(peer) else "local"
    return make_structured_field(
        "Received", f"from {client} ([{host}]) by {domain}; {date_text(received_s)}"
    )
