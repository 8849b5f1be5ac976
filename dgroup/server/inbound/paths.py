"""The paths of MAIL FROM and RCPT TO, told from what stands behind them.

The grammar is that of RFC 5321 §4.1.2, a little wider, for real local parts have dots in every
place. Whether anybody lives at an address is no matter of this file.
"""

from __future__ import annotations

import re
from typing import Final

NULL: Final = "<>"  # the null sender; aiosmtpd takes an empty text for no sender at all

_LOCAL = r'(?:[^\s<>@"\\]+|"(?:[^"\\]|\\.)*")'
_DOMAIN = r'(?:\[[^\s<>@"\[\]\\]+\]|[^\s<>@"\[\]\\,;:()]+)'
# An old source route is skipped (RFC 5321 appendix C); missing angle brackets are forgiven.
_PATH = re.compile(
    rf"(?:<(?:@[^\s<>:]+:)?(?P<address>{_LOCAL}(?:@{_DOMAIN})?|)>|(?P<bare>{_LOCAL}@{_DOMAIN}))"
    r"(?:\s+(?P<parameters>.*))?"
)

# RFC 5321 §4.1.2, with the characters that RFC 6531 §3.3 adds.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_DOT_STRING = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_QUOTED_PAIR = re.compile(r"\\(.)")


def split_path(text: str) -> tuple[str, str] | None:
    """Split "<path> parameters" into the address, or `NULL`, and the rest; None for bad syntax.

    Where nothing stands, both are "".
    """
    if not text:
        return "", ""
    found = _PATH.fullmatch(text.strip())
    if not found or not text.isprintable():
        return None
    address: str = _unquoted(found["address"] or found["bare"] or NULL)
    parameters: str = found["parameters"] or ""
    return (address, parameters) if parameters.isascii() else None


def is_sender(address: str) -> bool:
    """Say whether mail may come from this address: it is `NULL`, or has a domain."""
    return address == NULL or "@" in address


def sender(mail_from: str | None) -> str:
    """Return the sender without angle brackets, "" for the null sender."""
    return "" if mail_from is None or mail_from == NULL else mail_from


def _unquoted(address: str) -> str:
    """Return the plain form of the same mailbox, where there is one (RFC 5321 §4.1.2)."""
    if not address.startswith('"'):
        return address
    local, quote, domain = address[1:].rpartition('"')
    content = _QUOTED_PAIR.sub(r"\1", local)
    return content + domain if quote and _DOT_STRING.fullmatch(content) else address
