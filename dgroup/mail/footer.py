"""A group's footer under a post, where it breaks nothing.

Only a mail that is one plain, unsigned text gets one; whoever asks for a footer under another kind
of mail gets that mail as it is. RFC 2045 §6 (transfer encodings), RFC 3676 (format=flowed).
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from dgroup.mail.charsets import encode_text
from dgroup.mail.mime import read_parameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dgroup.mail.fields import Field
    from dgroup.mail.mime import Part


def add_footer(
    body: bytes, footer: str, fields: Sequence[Field], parts: Sequence[Part]
) -> tuple[bytes, str] | None:
    """Return the body with the footer below it, and its transfer encoding; None where none fits.

    The encoding is "" where it stays what it was. `body` ends in CRLF and is what `parts` describe.
    """
    root = parts[0]
    if len(parts) > 1 or root.content_type != "text/plain" or root.disposition == "attachment":
        return None
    if not footer.strip() or b"-----BEGIN PGP" in body:
        return None
    said = {field.name: field for field in reversed(fields)}
    is_flowed = False
    if b"content-type" in said:
        parameters = read_parameters(said[b"content-type"].text)[1]
        is_flowed = parameters.get("format", "").lower() == "flowed"
    coded = encode_text(_lines(footer, is_flowed), root.charset or "us-ascii")
    if coded is None or b"\r\n-- \r\n" not in coded:  # as in UTF-16
        return None
    match root.encoding:
        case "" | "7bit" if not coded.isascii():
            # Eight bits would need a relay with 8BITMIME that the post itself did not ask for.
            return _to_quoted_printable(body + coded), "quoted-printable"
        case "" | "7bit" | "8bit":
            return body + coded, ""
        case "quoted-printable":
            # A soft break at the very end would swallow ours.
            body = _SOFT_END.sub(b"\r\n", body)
            return body + _to_quoted_printable(coded), ""
    return None


_SOFT_END = re.compile(rb"(?:=[ \t]*\r\n)++\Z")


def _lines(footer: str, is_flowed: bool) -> str:
    # "-- " alone on a line begins a signature: most mail readers leave it out of replies.
    lines = ["", "-- "]
    for line in footer.strip().splitlines():
        line = line.rstrip()
        if is_flowed and line.startswith((" ", ">", "From ")):
            line = " " + line  # RFC 3676 §4.4
        lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def _to_quoted_printable(text: bytes) -> bytes:
    coded = binascii.b2a_qp(text, istext=True)
    return coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
