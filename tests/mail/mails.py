"""Mails to try the composing floor on, and how to read what it made of them."""

from __future__ import annotations

from collections import Counter

from hypothesis import strategies as st

from dgroup.mail import wire
from dgroup.mail.address import read_mailboxes
from dgroup.mail.compose import Copy, ListHead, list_copy
from dgroup.mail.parse import Letter, parse

HEAD = ListHead("psc", "lists.example.org", "Private Sector")
NOW = 1_700_000_000
PLAIN = (
    b"From: Ann Lee <ann@example.org>\r\nTo: psc@lists.example.org\r\nSubject: Hello\r\n"
    b"Date: Tue, 14 Nov 2023 22:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
)
BODY = b"\r\nOne line\r\n.a dot\r\n"


PIECES = st.lists(
    st.sampled_from(
        [
            b"From: a@x.org\r\n",
            b"From: \xff\r\n",
            b"Subject: =?utf-8?q?=0D=0ABcc:_v?=\r\n",
            b"\r\n",
            b"Subject:\r\n",
            b"To: a@x.org, b\r\n",
            b"Reply-To: psc@lists.example.org\r\n",
            b"\r",
            b"\n",
            b"Message-ID: <1@x>\r\n",
            b"Content-Type: text/plain; charset=utf-16\r\n",
            b"\x00",
            b".\r\n",
            b"Content-Type: multipart/mixed; boundary=b\r\n",
            b"--b\r\n",
            b"x" * 1200,
            b"caf\xe9\r\n",
            b"Content-Transfer-Encoding: base64\r\n",
            b"From x\r\n",
            b" folded\r\n",
            b"Date: x\r\n",
            b"Content-Type: text/plain; format=flowed; charset=x\r\n",
            b"List-Id: <a.b>\r\n",
            b"Content-Transfer-Encoding: quoted-printable\r\n",
            b"=\r\n",
            b"Cc: =?utf-8?q?x?=\r\n",
        ]
    )
    | st.binary(max_size=30),
    max_size=25,
).map(b"".join)


def sent(copy: Copy) -> bytes:
    """Return the mail as the other side of the wire has it."""
    stuffed = b"".join(copy.content)
    lines = [line[1:] if line.startswith(b".") else line for line in stuffed.split(b"\r\n")]
    return b"\r\n".join(lines)


def copied(content: bytes, head: ListHead = HEAD, **more: object) -> Letter:
    """Return the list copy of a mail as its readers parse it."""
    out = sent(list_copy(parse(content), head, received_s=NOW, **more))  # type: ignore[arg-type]
    assert not wire.flaws(out)
    assert wire.longest_line(out) <= 998
    return parse(out)


def raw(letter: Letter, name: bytes) -> bytes:
    """Return the value of a field that stands there once, unfolded, as bytes."""
    found = [each.raw for each in letter.fields if each.name == name]
    assert len(found) == 1, found
    return found[0].partition(b":")[2].replace(b"\r\n", b"").strip()


def names(letter: Letter) -> Counter[str]:
    """Count the fields of a letter by name."""
    return Counter(each.name.decode() for each in letter.fields)


def addresses(letter: Letter, name: bytes) -> list[str]:
    """Return the bare addresses in a field, [] where there is none."""
    return [each.address for each in read_mailboxes(letter.first(name))]
