"""Posts that the server writes for a person, in their own words: the mail as if it had come in.

It names the group in From, for the person did not send it (DECISIONS 14); as a post it carries no
mark of an automatic answer, its copies get those of a list. RFC 5322 §3.6 (fields).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dgroup.mail.address import Mailbox
from dgroup.mail.compose import date_field
from dgroup.mail.fields import (
    Field,
    clean_field,
    make_address_field,
    make_field,
    make_structured_field,
)
from dgroup.mail.plain import plain_body

if TYPE_CHECKING:
    from dgroup.mail.parse import Letter


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


def renewed(letter: Letter, subject: str, *, to: Mailbox, date_s: int, message_id: str) -> bytes:
    """Make a person's mail a new one with another subject, as if it had been sent to `to` first.

    Its parts stay, byte for byte, and who wrote it; what it answered, and how it came, does not.
    """
    made = [
        make_address_field("To", [to]),
        make_field("Subject", subject),
        date_field(date_s),
        make_structured_field("Message-ID", f"<{message_id}>"),
    ]
    kept = [clean_field(each) for each in letter.fields if _is_kept(each)]
    return b"".join((*kept, *made)) + b"\r\n" + letter.content[letter.body_offset :]


def _is_kept(field: Field) -> bool:
    return field.name in _OF_THE_WRITER or field.name.startswith(b"content-")


_OF_THE_WRITER = frozenset({b"from", b"reply-to", b"mime-version"})
