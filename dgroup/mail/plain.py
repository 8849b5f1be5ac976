"""Plain text as the body of a mail: seven-bit lines, which any relay takes.

Used for what the server writes itself, and for copies of posts that are text only.
RFC 2045 §6.7 (quoted-printable), RFC 3676 §4.3 (what stands before a signature).
"""

from __future__ import annotations

import binascii

from dgroup.mail.fields import LONGEST_LINE, make_field, make_structured_field
from dgroup.mail.wire import longest_line


def encode_plain(text: str) -> tuple[str, bytes]:
    """Return the transfer encoding and the octets, lines ending in CRLF, of lines ending in LF."""
    body = text.replace("\n", "\r\n").encode("utf-8", "replace")
    if body.isascii() and longest_line(body) <= LONGEST_LINE:
        return "7bit", body
    coded = binascii.b2a_qp(body, istext=True)
    return "quoted-printable", coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def plain_body(text: str, footer: str = "") -> tuple[bytes, dict[bytes, bytes]]:
    """Return `text` with a group's footer below it as a body, and by name the fields it needs."""
    if footer.strip():
        text = f"{text.rstrip()}\n\n-- \n{footer.strip()}"
    encoding, body = encode_plain(text.rstrip("\n") + "\n")
    return body, {
        b"mime-version": make_field("MIME-Version", "1.0"),
        b"content-type": make_structured_field("Content-Type", "text/plain; charset=utf-8"),
        b"content-transfer-encoding": make_structured_field("Content-Transfer-Encoding", encoding),
    }
