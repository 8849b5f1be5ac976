"""What came out of a site, read by somebody who knows nothing but mail.

Only the standard library reads here: a Maildir, its mails, and in a digest which posts it shows.
"""

from __future__ import annotations

import email
import email.message
import email.policy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from pathlib import Path
from typing import Literal

Kind = Literal["copy", "digest", "notice"]

_ID = re.compile(r"<([^<>\s]+)>")
_HEADING = re.compile(r"^== .*\(message (\d+)\)$", re.MULTILINE)
_UNSEEN = re.compile(r"^== Not shown for lack of room: messages? ([\d, ]+)", re.MULTILINE)
_COUNT = re.compile(r"(\d+) messages?: ")
_DIGEST = re.compile(r"digest\.(\d+)@")


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail to one person: a copy of a post, a digest, or another letter of the site's.

    A digest says how many posts it is about (`count`); `entries` are those it shows, by number,
    and `posts` those and the others that it names; `parts` the Message-IDs of the posts that it
    brings whole, None where it brings none.
    """

    to: str
    kind: Kind
    message_id: str
    subject: str
    reply_to: str
    text: str
    count: int
    entries: dict[int, str]
    posts: tuple[int, ...]
    parts: tuple[str, ...] | None
    content: bytes

    @property
    def number(self) -> int:
        """The number of a digest; 0 of anything else."""
        found = _DIGEST.match(self.message_id)
        return int(found[1]) if found else 0

    @property
    def fingerprint(self) -> str:
        """The same for the same words."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


class Outbox:
    """A Maildir that is emptied by being read."""

    def __init__(self, folder: Path) -> None:
        self._new = folder / "new"

    def fresh(self) -> Iterator[Sent]:
        """Read what has come since the last time, in the order of its coming."""
        if not self._new.exists():
            return
        for file in sorted(self._new.iterdir(), key=lambda each: (each.stat().st_mtime_ns, each)):
            yield read(file.read_bytes())
            file.unlink()


def read(content: bytes) -> Sent:
    """Read one mail of a Maildir."""
    mail = email.message_from_bytes(content)
    message_id = _id(mail)
    is_digest = _DIGEST.match(message_id) is not None
    text = "" if not is_digest and "List-Post" in mail else _text(mail)
    subject = str(mail["Subject"])
    if is_digest:
        subject = str(make_header(decode_header(subject)))
    counted = _COUNT.search(subject)
    entries = _entries(text)
    unseen = [int(each) for part in _UNSEEN.findall(text) for each in part.split(",")]
    return Sent(
        to=str(mail["Delivered-To"]).strip(),
        kind="digest" if is_digest else "copy" if "List-Post" in mail else "notice",
        message_id=message_id,
        subject=subject,
        reply_to=str(mail["Reply-To"] or ""),
        text=text,
        count=int(counted[1]) if is_digest and counted else 0,
        entries=entries,
        posts=(*entries, *unseen) if is_digest else (),
        parts=_parts(mail) if is_digest else None,
        content=content,
    )


def _id(mail: email.message.Message) -> str:
    """The Message-ID without brackets; some write it without."""
    text = str(mail["Message-ID"])
    found = _ID.search(text)
    return found[1] if found else text.strip()


def _text(mail: email.message.Message) -> str:
    """The first text of a mail, as it is read."""
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            assert isinstance(raw, bytes)
            text = raw.decode(part.get_content_charset() or "ascii").replace("\r\n", "\n")
            if part.get_param("format") == "flowed":
                return _unflowed(text, is_delsp=part.get_param("delsp") == "yes")
            return text
    return ""


def _unflowed(text: str, *, is_delsp: bool) -> str:
    """Join the lines that were broken for the way (RFC 3676 §4.1, §4.3, §4.4)."""
    whole, begun = [], ""
    for line in text.split("\n"):
        line = begun + line.removeprefix(" ")
        begun = ""
        if line.endswith(" ") and line != "-- ":
            begun = line[:-1] if is_delsp else line
        else:
            whole.append(line)
    return "\n".join([*whole, begun] if begun else whole)


def _entries(text: str) -> dict[int, str]:
    """The posts of a digest: what stands below the heading of each, up to the next line of its own."""
    found: dict[int, str] = {}
    headings = list(_HEADING.finditer(text))
    for heading in headings:
        below = text[heading.end() :]
        end = re.search(r"^==", below, re.MULTILINE)
        number = int(heading[1])
        assert number not in found, f"message {number} is shown twice"
        found[number] = below[: end.start()] if end else below
    return found


def _parts(mail: email.message.Message) -> tuple[str, ...] | None:
    """The Message-IDs of the mails in a multipart/digest (RFC 2046 §5.1.5)."""
    for part in mail.walk():
        if part.get_content_type() == "multipart/digest":
            inner = part.get_payload()
            assert isinstance(inner, list)
            found = []
            for each in inner:
                assert each.get_content_type() == "message/rfc822", each.get_content_type()
                (whole,) = each.get_payload()
                found.append(_id(whole))
            return tuple(found)
    return None
