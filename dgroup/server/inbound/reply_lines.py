"""The words said to an SMTP or LMTP client: one table, read by the listener alone.

Every reply but the greeting and those to HELO, EHLO and LHLO carries an enhanced status code. A
line tells a stranger nothing about members or about our inside; the detail goes to our log.
RFC 5321 §4.2 (replies), RFC 2034 §4 (where codes stand), RFC 3463 §3 (what they mean).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dgroup.domain.model import Reply
from dgroup.errors import Fault

GO_AHEAD: Final = "354 End with a dot on a line of its own"
SENDER_OK: Final = "250 2.1.0 Sender ok"
RECIPIENT_OK: Final = "250 2.1.5 Recipient ok"
TAKEN: Final = "250 2.0.0 Message taken"
DONE: Final = "250 2.0.0 Done"

# Trouble of ours: the sender keeps the mail and tries again (PROMISES R2).
OUR_FAULT: Final = "451 4.3.0 Trouble here, please try again later"
STORE_FAULTS: Final[Mapping[Fault, str]] = {
    "full": "452 4.3.1 No room just now, please try again later",
    "busy": OUR_FAULT,
    "readonly": OUR_FAULT,
    "io": OUR_FAULT,
}

TOO_MANY_CONNECTIONS: Final = "421 4.7.0 Too many connections, please try again later"
TOO_MANY_ERRORS: Final = "421 4.7.0 Too many errors or idle commands"
TOO_SLOW: Final = "421 4.4.2 Nothing heard for too long"
OUT_OF_STEP: Final = "421 4.3.0 Trouble here, please try again later"
CLOSING: Final = "421 4.3.2 Closing down, please try again later"

TOO_MANY_RECIPIENTS: Final = "452 4.5.3 Too many recipients, send the rest separately"
NEEDS_SMTPUTF8: Final = "553 5.6.7 This address needs SMTPUTF8"
BAD_SENDER: Final = "553 5.1.7 The sender needs an address with a domain"
BAD_RECIPIENT: Final = "553 5.1.3 This is no address"
NO_RECIPIENTS: Final = "503 5.5.1 Give a recipient first"
NO_ARGUMENT: Final = "501 5.5.4 DATA takes no argument"
BAD_NAME: Final = "501 5.5.4 Say who you are, in printable characters"
TLS_ALREADY: Final = "503 5.5.1 This is TLS already"
HELP: Final = "214 2.0.0 See RFC 5321"
NO_VERIFY: Final = "252 2.5.0 Send mail and see"
NOT_OFFERED: Final = "502 5.5.1 Not offered here"
UNKNOWN_COMMAND: Final = "500 5.5.1 Command not recognised"
ENDLESS_COMMAND: Final = "500 5.5.2 Line too long"

# Why a recipient or a mail is not taken. All of these hold for whoever sends: what depends on the
# person is answered like a success (PROMISES R13), so no reason of that kind belongs here.
REFUSALS: Final[Mapping[str, str]] = {
    "unknown_group": "550 5.1.1 There is no such address here",
    "not_served": "550 5.1.1 There is no such address here",
    "unknown_domain": "550 5.7.1 Relaying denied",
    "archived": "550 5.2.1 This group is closed",
    "too_many_hops": "554 5.4.6 This mail has gone in circles",  # RFC 5321 §6.3
    "too_complex": "554 5.6.0 Too many header fields, parts or levels",
    "unfit": "554 5.6.0 A line over 998 octets in a signed or encrypted part",
    "too_large": "552 5.3.4 Message larger than is taken here",
    "nul": "550 5.6.0 A NUL in the message",
    "bare_newline": "550 5.6.0 A CR or LF that stands alone",
    "long_line": "500 5.5.2 Line too long",  # RFC 5321 §4.5.3.1.9
    "no_memory": "452 4.3.1 Too much mail at once, please try again later",
}
_REFUSED: Final = "550 5.7.1 Not taken here"

# aiosmtpd's own replies have no enhanced status code; each kind of them gets what it means.
_WHOLE: Final = {
    "220 Ready to start TLS": "220 2.0.0 Ready to start TLS",
    "221 Bye": "221 2.0.0 Bye",
}
_STATUS_OF: Final = {
    "454": "4.7.0",
    "500": "5.5.2",
    "501": "5.5.4",
    "502": "5.5.1",
    "503": "5.5.1",
    "552": "5.3.4",
    "555": "5.5.4",
}


def refusal(reason: str) -> str:
    """Return the line for one reason; a reason that has none is told without saying why."""
    return REFUSALS.get(reason, _REFUSED)


def answer(reply: Reply) -> str:
    """Return the line that answers for one recipient after the final dot."""
    return TAKEN if reply.is_taken else refusal(reply.reason)


def for_recipient(line: str, recipient: str) -> str:
    """Return `line` naming its recipient, as LMTP clients like to see it (RFC 2033 §4.2)."""
    code, status, words = line.split(" ", 2)
    return f"{code} {status} <{recipient}> {words}"


def completed(line: str) -> str:
    """Return one of aiosmtpd's own lines with an enhanced status code, and without an echo."""
    if line.startswith("500 Error: command"):
        return UNKNOWN_COMMAND  # theirs repeats what the client said
    status = _STATUS_OF.get(line[:3])
    if status is None or line[3:6] in {" 4.", " 5."}:
        return _WHOLE.get(line, line)
    return f"{line[:4]}{status} {line[4:]}"
