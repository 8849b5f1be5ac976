"""Posts that the server writes for a person, in their own words: the mail as if it had come in.

It names the group in From, for the person did not send it (DECISIONS 14); as a post it carries no
mark of an automatic answer, its copies get those of a list. RFC 5322 §3.6 (fields).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from dgroup.mail.address import Mailbox
from dgroup.mail.compose import date_field
from dgroup.mail.fields import (
    Field,
    clean_field,
    make_address_field,
    make_field,
    make_structured_field,
    split_header,
)
from dgroup.mail.plain import plain_body

if TYPE_CHECKING:
    from dgroup.mail.mime import Part
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
    fields = _fields(subject, sender, to, date_s, message_id)
    if references:
        fields.append(_references(references))
    if reply_to is not None:
        fields.append(make_address_field("Reply-To", [reply_to]))
    return b"".join((*fields, *kind.values())) + b"\r\n" + body


def reduced(
    letter: Letter,
    files: Sequence[Part],
    subject: str,
    text: str,
    *,
    sender: Mailbox,
    to: Mailbox,
    date_s: int,
    message_id: str,
    reply_to: Sequence[Mailbox] = (),
    references: Sequence[str] = (),
) -> bytes:
    """Make a mail of a text, and of some parts of another mail, which open in no window by itself.

    Of the parts the content stays, byte for byte; all of them become attachments. Nothing else of
    `letter` is in it. It answers the last of its `references`. RFC 2046 §5.1 (multipart), RFC 2183
    §2.2 (attachment).
    """
    body, kind = plain_body(text)
    fields = _fields(subject, sender, to, date_s, message_id)
    fields += _answering(references)
    if reply_to:
        fields.append(make_address_field("Reply-To", reply_to))
    version = kind.pop(b"mime-version")
    if not files:
        return b"".join((*fields, version, *kind.values())) + b"\r\n" + body
    parts = [b"".join(kind.values()) + b"\r\n" + body]
    parts += [_as_file(letter, each) for each in files]
    # Nobody can write a text in which its own digest stands.
    boundary = hashlib.sha256(b"".join(parts)).hexdigest()[:_BOUNDARY]
    mixed = make_structured_field("Content-Type", f'multipart/mixed; boundary="{boundary}"')
    line = f"--{boundary}".encode()
    inside = b"".join(line + b"\r\n" + each + b"\r\n" for each in parts)
    return b"".join((*fields, version, mixed)) + b"\r\n" + inside + line + b"--\r\n"


def _fields(
    subject: str, sender: Mailbox, to: Mailbox, date_s: int, message_id: str
) -> list[bytes]:
    """The fields with which a mail of our own making begins."""
    return [
        make_address_field("From", [sender]),
        make_address_field("To", [to]),
        make_field("Subject", subject),
        date_field(date_s),
        make_structured_field("Message-ID", f"<{message_id}>"),
    ]


def _answering(references: Sequence[str]) -> list[bytes]:
    """What programs find a conversation by (RFC 5322 §3.6.4)."""
    if not references:
        return []
    last = make_structured_field("In-Reply-To", f"<{references[-1]}>")
    return [last, _references(references)]


def _references(ids: Sequence[str]) -> bytes:
    return make_structured_field("References", " ".join(f"<{each}>" for each in ids))


def _as_file(letter: Letter, part: Part) -> bytes:
    """A part as an attachment: programs show those that are "inline" below the text."""
    found, _ = split_header(letter.content[part.header_start : part.start])
    place, fields = "", []
    for each in found:
        if each.name == b"content-disposition":
            place = place or each.text
        elif each.name.startswith(b"content-"):
            fields.append(clean_field(each))
    _, semicolon, more = place.partition(";")
    fields.append(make_structured_field("Content-Disposition", f"attachment{semicolon}{more}"))
    return b"".join(fields) + b"\r\n" + letter.content[part.start : part.end]


def renewed(
    letter: Letter,
    subject: str,
    *,
    sender: Mailbox,
    to: Mailbox,
    date_s: int,
    message_id: str,
    reply_to: Sequence[Mailbox] = (),
    references: Sequence[str] = (),
) -> bytes:
    """Make a person's mail a new one with another subject, as if it had been sent to `to` first.

    Its parts stay, byte for byte; what it answered, and how it came, does not: it answers the last
    of `references`.
    """
    made = _fields(subject, sender, to, date_s, message_id) + _answering(references)
    if reply_to:
        made.append(make_address_field("Reply-To", reply_to))
    kept = [clean_field(each) for each in letter.fields if _is_kept(each)]
    return b"".join((*kept, *made)) + b"\r\n" + letter.content[letter.body_offset :]


def _is_kept(field: Field) -> bool:
    return field.name == b"mime-version" or field.name.startswith(b"content-")


_BOUNDARY: Final = 40  # characters
