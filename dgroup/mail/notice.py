"""Mails that the server writes itself: a rendered `Text` and its headers become bytes.

Every field is made by `fields.py`, and the text goes as seven-bit lines, which any relay takes.
RFC 3834 §5 (Auto-Submitted), RFC 3676 (format=flowed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dgroup.mail.compose import date_field
from dgroup.mail.fields import (
    make_address_field,
    make_field,
    make_phrase_field,
    make_structured_field,
)
from dgroup.mail.plain import encode_plain
from dgroup.mail.wrap import flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dgroup.mail.address import Mailbox
    from dgroup.mail.render import Text

MAX_REFERENCES = 20
"""So many ids are named; of a longer thread the root and those that are near."""


def notice(
    text: Text,
    *,
    sender: Mailbox,
    to: Mailbox,
    date_s: int,
    message_id: str,
    automatic: Literal["auto-generated", "auto-replied"],
    reply_to: str | None = None,
    in_reply_to: str = "",
    references: Sequence[str] = (),
    list_id: str = "",
) -> bytes:
    """Make a whole mail of a letter: CRLF line ends, all ASCII unless an address is not.

    Ids are without angle brackets, `date_s` is epoch seconds. `references`: those of the mail that
    is answered; `in_reply_to`, its own id, is put behind them. `list_id` (`psc.lists.example.org`)
    names the group the notice is about, "" for none: filters of mail readers look for it.
    """
    ids = [each for each in dict.fromkeys((*references, in_reply_to)) if _is_writable(each)]
    if len(ids) > MAX_REFERENCES:
        ids = [ids[0], *ids[1 - MAX_REFERENCES :]]
    encoding, body = encode_plain(flow(text.plain))
    fields = [
        make_address_field("From", [sender]),
        make_address_field("To", [to]),
        make_field("Subject", text.subject),
        date_field(date_s),
        make_structured_field("Message-ID", f"<{message_id}>"),
    ]
    if reply_to:
        fields.append(make_structured_field("Reply-To", reply_to))
    if _is_writable(in_reply_to):
        fields.append(make_structured_field("In-Reply-To", f"<{in_reply_to}>"))
    if ids:
        fields.append(make_structured_field("References", " ".join(f"<{each}>" for each in ids)))
    if list_id:
        fields.append(make_phrase_field("List-Id", sender.name, list_id))
    fields += [
        make_structured_field("Auto-Submitted", automatic),
        make_field("X-Auto-Response-Suppress", "All"),  # Exchange does not know the one above
        make_field("MIME-Version", "1.0"),
        make_structured_field("Content-Type", "text/plain; charset=utf-8; format=flowed"),
        make_structured_field("Content-Transfer-Encoding", encoding),
    ]
    return b"".join(fields) + b"\r\n" + body


def _is_writable(message_id: str) -> bool:
    is_plain = message_id.isascii() and message_id.isprintable()
    return is_plain and 0 < len(message_id) <= 900 and not set(" <>") & set(message_id)
