"""Posts that the server writes for a person, in their own words: the mail as if it had come in.

It names the group in From, for the person did not send it (DECISIONS 14); as a post it carries no
mark of an automatic answer, its copies get those of a list. RFC 5322 §3.6 (fields).
"""

from __future__ import annotations

from collections.abc import Sequence

from dgroup.mail.address import Mailbox
from dgroup.mail.compose import date_field
from dgroup.mail.fields import make_address_field, make_field, make_structured_field
from dgroup.mail.plain import plain_body


def made_post(
    subject: str,
    text: str,
    *,
    sender: Mailbox,
    to: Mailbox,
    date_s: int,
    message_id: str,
    references: Sequence[str] = (),
    reply_to: Mailbox | None = None,
) -> bytes:
    """Make a mail of a text whose lines end in LF; ids are without angle brackets."""
    body, kind = plain_body(text)
    fields = [
        make_address_field("From", [sender]),
        make_address_field("To", [to]),
        make_field("Subject", subject),
        date_field(date_s),
        make_structured_field("Message-ID", f"<{message_id}>"),
    ]
    if references:
        named = " ".join(f"<{each}>" for each in references)
        fields.append(make_structured_field("References", named))
    if reply_to is not None:
        fields.append(make_address_field("Reply-To", [reply_to]))
    return b"".join((*fields, *kind.values())) + b"\r\n" + body
