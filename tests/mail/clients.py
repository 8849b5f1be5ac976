"""Replies as people's mail programs write them: each with its own way of quoting, in four languages.

`reply(client, language, words, quoted)` makes the mail that somebody sends who opens `quoted` (a
whole mail, bytes: a welcome, a confirmation, a post), answers, and types `words`. It goes to the
Reply-To of that mail, else to its From, with its Subject and Message-ID answered::

    for client in CLIENTS:
        mail = reply(client, "nl", "ja, graag!", welcome, sender="Anna <anna@example.org>")

`words=""` is an empty reply: only the quote, and a phone's own line where it has one. `place` puts
the words "above" the quote, "below" it or "between" its lines; other places than "above" are for
`MARKING` programs, which tell a quote from the words. How they quote is in `programs.py`.
"""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable, Sequence
from email.utils import format_datetime, make_msgid
from typing import Any

import pytest

from dgroup.mail.address import Mailbox, read_mailboxes
from dgroup.mail.body import read_body
from dgroup.mail.fields import make_address_field, make_field
from dgroup.mail.parse import Letter, parse
from tests.mail.habits import LANGUAGES, PHONE_LINES
from tests.mail.programs import PROGRAMS
from tests.mail.quoting import Answered, Place, Sheet, in_flowed_lines

__all__ = ["CLIENTS", "LANGUAGES", "MARKING", "PHONES", "everywhere", "mail_saying", "reply"]

CLIENTS: tuple[str, ...] = tuple(PROGRAMS)
MARKING: tuple[str, ...] = tuple(name for name, one in PROGRAMS.items() if one.is_marking)
PHONES: tuple[str, ...] = tuple(name for name, one in PROGRAMS.items() if one.phone)


def everywhere(
    *signatures: str, clients: Sequence[str] = CLIENTS
) -> Callable[[Callable[..., Any]], Any]:
    """Try a test with each program in each language: `client`, `language` (and `signature`).

    The quick gate tries each program in one of the languages, each in turn; the long tests all.
    """
    rows = []
    for number, client in enumerate(clients):
        for at, language in enumerate(LANGUAGES):
            for which, signature in enumerate(signatures or ("",)):
                is_quick = (number + at) % len(LANGUAGES) == 0
                is_quick = is_quick and number // 4 % len(signatures or ("",)) == which
                row = (client, language, signature) if signatures else (client, language)
                rows.append(pytest.param(*row, marks=() if is_quick else pytest.mark.soak))
    names = ("client", "language", "signature") if signatures else ("client", "language")
    return pytest.mark.parametrize(names, rows)


def reply(
    client: str,
    language: str,
    words: str,
    quoted: bytes,
    *,
    sender: str = "Anna Jansen <anna@example.org>",
    to: str = "",
    subject: str = "",
    message_id: str = "",
    place: Place = "above",
    signature: str = "",
    encoding: str = "quoted-printable",
    charset: str = "utf-8",
    more: str = "",
) -> bytes:
    """Answer `quoted` with `words` by one of `CLIENTS`; the mail has CRLF line ends.

    `to` and `subject` stand in for what the program would take from the quoted mail; `signature` is
    the writer's own, put where the program puts it, with "-- " above; `encoding` is
    quoted-printable, base64 or 8bit; `more` holds header lines, each with its line end.
    """
    answered = parse(quoted)
    program = PROGRAMS[client]
    sheet = Sheet(
        words=words,
        language=language,
        answered=_answered(answered),
        place=place,
        signature=signature,
        phone_line=PHONE_LINES[program.phone][language] if program.phone else "",
    )
    parts = []
    if program.plain:
        text = program.plain(sheet)
        kind = f"text/plain; charset={charset}"
        if program.is_flowed:
            text, kind = in_flowed_lines(text), f"{kind}; format=flowed"
        parts.append(_part(kind, text, encoding, charset))
    if program.rich:
        parts.append(_part(f"text/html; charset={charset}", program.rich(sheet), encoding, charset))
    return _header(answered, sender, to, subject, message_id, program.agent, more) + _joined(parts)


def mail_saying(
    text: str,
    *,
    sender: str = "Private Sector Cooperation <psc-request@lists.example.org>",
    subject: str = "Welcome to Private Sector Cooperation",
    date: str = "Sat, 21 Nov 2026 12:00:00 +0000",
) -> bytes:
    """Write a plain mail that can be answered, for tests that have none of the server's at hand."""
    head = (
        f"From: {sender}\nTo: anna@example.org\nSubject: {subject}\nDate: {date}\n"
        "Message-ID: <said@lists.example.org>\nContent-Type: text/plain; charset=utf-8\n\n"
    )
    return (head + text).replace("\n", "\r\n").encode()


def _answered(letter: Letter) -> Answered:
    who = letter.sender or Mailbox("", "nobody@example.org")
    return Answered(
        name=who.name or who.address.partition("@")[0],
        address=who.address,
        to=letter.to[0].address if letter.to else "",
        subject=letter.subject,
        sent_s=letter.sent_s or 0,
        text=read_body(letter).full_text,
    )


def _header(
    answered: Letter, sender: str, to: str, subject: str, message_id: str, agent: str, more: str
) -> bytes:
    said = answered.subject
    if not said.lower().startswith("re:"):
        said = f"Re: {said}"
    people = read_mailboxes(to) if to else answered.reply_to or answered.from_
    thread = " ".join(f"<{each}>" for each in (*answered.references, answered.message_id))
    when = format_datetime(Sheet.later(answered.sent_s or 0))
    message_id = message_id or make_msgid(domain="example.org").strip("<>")
    lines = (
        f"Date: {when}",
        f"Message-ID: <{message_id}>",
        f"In-Reply-To: <{answered.message_id}>",
        f"References: {thread}",
        "MIME-Version: 1.0",
    )
    return (
        make_address_field("From", read_mailboxes(sender))
        + make_address_field("To", people)
        + make_field("Subject", subject or said)
        + "".join(f"{line}\r\n" for line in lines).encode()
        + (agent + more).replace("\r\n", "\n").replace("\n", "\r\n").encode()
    )


def _part(kind: str, text: str, encoding: str, charset: str) -> bytes:
    # What a charset lacks, programs write as the nearest thing they know.
    data = text.encode(charset, "replace").replace(b"\n", b"\r\n")
    if encoding == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + data + b"\r\n"


def _joined(parts: list[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    head = b'Content-Type: multipart/alternative; boundary="=_alternative"\r\n\r\n'
    return (
        head + b"".join(b"--=_alternative\r\n" + each for each in parts) + b"--=_alternative--\r\n"
    )
