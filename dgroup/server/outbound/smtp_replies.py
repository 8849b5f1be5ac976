"""Reading what an SMTP server says: replies out of bytes, codes, and what EHLO offers.

Pure: no sockets. `as_expected` is the fast path that sees thousands of replies a second and parses
none; `split_replies` is for all the rest. RFC 5321 §4.2 (replies), RFC 2034 and RFC 3463 (enhanced
status codes), and the extensions named at `Offers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dgroup.server.outbound.transport import Answer, Outcome

LONGEST_REPLY_BYTES = 64 * 1024
"""More than this without an end is no reply; RFC 5321 §4.5.3.1.5 foresees 512 octets a line."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply, of one line or more; `code` is 0 if it was no SMTP reply at all."""

    code: int
    lines: tuple[str, ...]

    @property
    def kind(self) -> int:
        """The first digit of the code, 2 to 5; 0 for anything that a client never expects."""
        return self.code // 100 if 200 <= self.code < 600 else 0

    @property
    def status(self) -> str:
        """The enhanced status code, "" where none is given or it contradicts the code."""
        found = _STATUS.match(self.lines[0]) if self.lines else None
        # RFC 2034 §4: the first digit of both must agree
        return found[1] if found and int(found[1][0]) == self.kind else ""

    @property
    def text(self) -> str:
        """All lines as one, without codes, fit for a log."""
        status = self.status
        words = (line.removeprefix(status).strip() for line in self.lines)
        return " ".join(word for word in words if word)[:500]

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.code), self.status, self.text) if part)

    def answer(self, outcome: Outcome) -> Answer:
        """Make the answer of a recipient for whom this was said."""
        return Answer(outcome, self.code, self.status, self.text)


def as_expected(data: bytes, due: int) -> bool:
    """Tell whether these are exactly `due` replies of one line: 250 each, and 354 the last.

    That is what a server says to MAIL, RCPT… and DATA in one write when all is well, with the
    answer to the mail before in front. False proves nothing: then the replies are to be read.
    """
    last = data.rfind(b"\n", 0, -1) + 1
    return (
        data.startswith(b"354 ", last)
        and data.endswith(b"\n")
        and data.count(b"\n") == due
        and (due == 1 or (data.startswith(b"250 ") and data.count(b"\n250 ") == due - 2))
    )


def is_ok(data: bytes) -> bool:
    """Tell whether this is exactly one 250 of one line."""
    return data.startswith(b"250 ") and data.find(b"\n") == len(data) - 1


def split_replies(data: bytes) -> tuple[list[Reply], bytes]:
    """Read all complete replies, and give back the bytes of one that is still coming.

    Never raises: a line that is no reply line becomes a reply with code 0, and so does one that
    never ends.
    """
    replies: list[Reply] = []
    lines: list[str] = []
    start = position = 0
    while (end := data.find(b"\n", position)) >= 0:
        line = data[position:end]
        position = end + 1
        code, mark = line[:3], line[3:4]
        lines.append(_clean(line[4:]))
        if not code.isdigit() or len(code) < 3 or mark not in (b"", b" ", b"-", b"\r"):
            replies.append(Reply(0, (_clean(line),)))
        elif mark == b"-":
            continue
        else:
            replies.append(Reply(int(code), tuple(lines)))
        lines = []
        start = position
    if len(data) - start > LONGEST_REPLY_BYTES:
        replies.append(Reply(0, ("a reply without an end",)))
        start = len(data)
    return replies, data[start:]


@dataclass(frozen=True, slots=True)
class Offers:
    """What the server offered in its EHLO reply (RFC 5321 §4.1.1.1)."""

    pipelining: bool = False
    """RFC 2920."""
    size: bool = False
    """RFC 1870."""
    size_limit: int = 0
    """Octets; 0 where none is declared."""
    eight_bit: bool = False
    """8BITMIME, RFC 6152."""
    smtputf8: bool = False
    """RFC 6531."""
    starttls: bool = False
    """RFC 3207."""
    auth: frozenset[str] = frozenset()
    """Mechanisms, upper case (RFC 4954)."""


def read_offers(reply: Reply) -> Offers:
    """Read the EHLO reply; what is not understood is not offered."""
    words: dict[str, list[str]] = {}
    for line in reply.lines[1:]:
        # some old servers write AUTH=LOGIN beside the line of the standard
        name, *values = line.upper().replace("AUTH=", "AUTH ").split() or [""]
        words.setdefault(name, []).extend(values)
    limit = "".join(words.get("SIZE", [])[:1])
    return Offers(
        pipelining="PIPELINING" in words,
        size="SIZE" in words,
        size_limit=int(limit) if limit.isdecimal() and len(limit) < 20 else 0,
        eight_bit="8BITMIME" in words,
        smtputf8="SMTPUTF8" in words,
        starttls="STARTTLS" in words,
        auth=frozenset(words.get("AUTH", ())),
    )


def _clean(line: bytes) -> str:
    """Make the text of a line fit for logs: no controls, whatever charset it was in."""
    text = line.rstrip().decode("utf-8", "backslashreplace")
    return "".join(letter if letter.isprintable() else " " for letter in text)


_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?=\s|$)")
