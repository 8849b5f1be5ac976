"""One mail of a group's own to many, as bytes: a digest, with its posts whole below it if so asked.

What goes in is finished: a rendered letter, and the posts as their list copies are. No clock.
RFC 2046 §5.1.5 (multipart/digest), RFC 3676 (format=flowed; delsp), RFC 3834 §5 (Auto-Submitted).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.compose import Copy, ListHead, date_field, group_copy
from dgroup.mail.entries import flow_entries
from dgroup.mail.fields import make_address_field, make_field, make_structured_field
from dgroup.mail.plain import encode_plain
from dgroup.mail.render import Text


def digest_copy(
    text: Text,
    head: ListHead,
    *,
    date_s: int,
    message_id: str,
    reply_to: str,
    mails: Sequence[Copy] = (),
) -> Copy:
    """Make the mail of a letter to many, and of list copies of the `mails` that come with it whole.

    `text` may have the marks of `entries.in_entry`; `message_id` is without angle brackets.
    """
    group = Mailbox(head.title, head.address)
    encoding, words = encode_plain(flow_entries(text.plain))
    kind = make_structured_field(
        "Content-Type", "text/plain; charset=utf-8; format=flowed; delsp=yes"
    )
    kind += make_structured_field("Content-Transfer-Encoding", encoding)
    body = words
    if mails:
        kind, body = _with_mails(kind + b"\r\n" + words, mails)
    fields = (
        make_address_field("From", [Mailbox(head.title, f"{head.name}-request@{head.domain}")]),
        make_address_field("To", [group]),
        make_field("Subject", text.subject),
        date_field(date_s),
        make_structured_field("Message-ID", f"<{message_id}>"),
        make_structured_field("Reply-To", reply_to),
        make_structured_field("Auto-Submitted", "auto-generated"),
        make_field("X-Auto-Response-Suppress", "All"),  # Exchange does not know the one above
        make_field("MIME-Version", "1.0"),
        kind,
    )
    return group_copy(b"".join(fields), head, body)


_BOUNDARY: Final = 40  # characters


def _with_mails(text_part: bytes, mails: Sequence[Copy]) -> tuple[bytes, bytes]:
    """The fields and the body of a mail with a text and a digest of other mails in it."""
    parts = [_part(each) for each in mails]
    inner = _multipart("digest", parts)
    return _multipart_pieces("mixed", [text_part, inner])


def _part(mail: Copy) -> bytes:
    """A mail as a part of another; RFC 6532 §3.7 for one with a header in UTF-8.

    The type is named though it is what parts of a digest are without a name: not all readers know.
    """
    content = wire.dot_unstuff(b"".join(mail.content))
    fields = [
        make_structured_field(
            "Content-Type", "message/global" if mail.is_smtputf8 else "message/rfc822"
        )
    ]
    if mail.is_8bit:
        fields.append(make_structured_field("Content-Transfer-Encoding", "8bit"))
    return b"".join(fields) + b"\r\n" + content


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    return b"\r\n".join(_multipart_pieces(kind, parts))


def _multipart_pieces(kind: str, parts: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The fields and the body of a multipart; RFC 2045 §6.4: what holds 8-bit parts is 8bit."""
    # Nobody can write a text in which its own digest stands.
    boundary = hashlib.sha256(b"".join(parts)).hexdigest()[:_BOUNDARY]
    fields = make_structured_field("Content-Type", f'multipart/{kind}; boundary="{boundary}"')
    if not all(each.isascii() for each in parts):
        fields += make_structured_field("Content-Transfer-Encoding", "8bit")
    line = f"--{boundary}".encode()
    inside = b"".join(line + b"\r\n" + each + b"\r\n" for each in parts)
    return fields, inside + line + b"--\r\n"
