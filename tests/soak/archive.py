"""Archives to replay: real ones where DGROUP_REAL_MAIL names a folder, and one made by lot.

The made one has what real lists have: many clients' shapes and charsets, HTML, attachments, signed
parts, raw 8-bit headers, lines too long for the wire, deep threads, parents that never came, loops.
"""

from __future__ import annotations

import base64
import lzma
import os
import quopri
import random
import re
from pathlib import Path

MADE = 600
_UNESCAPED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_WORDS = (
    "zaad water school regen akkerbouw dorp brug les markt prijs oogst garden soil maize rain price"
    " teacher village lesson escuela maíz lluvia précio été élève forêt weiß Straße über"
).split()
_NAMES = ("Ann Lee", "Jan de Vries", "Zoë Ångström", "O'Hara, Pat", "山田太郎", "Marta (Lima)")
_HEADS = ("Re: ", "RE: ", "Antw: ", "", "Aw: Re: ", "[psc] Re: ")


def real() -> dict[str, list[bytes]]:
    """Return the mails of each *.mbox.xz in $DGROUP_REAL_MAIL, in their order; {} without it."""
    folder = os.environ.get("DGROUP_REAL_MAIL", "")
    if not folder:
        return {}
    return {
        file.name.partition(".")[0]: split_mbox(lzma.decompress(file.read_bytes()))
        for file in sorted(Path(folder).glob("*.mbox.xz"))
    }


def split_mbox(text: bytes) -> list[bytes]:
    """Cut an mbox (mboxrd) into its mails, as they go over the wire: CRLF line ends."""
    mails = re.split(rb"(?:\A|(?<=\n\n))From [^\n]*\n(?=[!-9;-~]+:)", text)
    return [
        _UNESCAPED.sub(b"", each)
        .removesuffix(b"\n")
        .replace(b"\r\n", b"\n")
        .replace(b"\n", b"\r\n")
        for each in mails
        if each
    ]


def made(seed: int = 1, count: int = MADE) -> list[bytes]:
    """Write an archive; the same for the same seed."""
    luck = random.Random(seed)
    ids: list[str] = []
    ancestors: dict[str, list[str]] = {}
    mails = []
    for number in range(count):
        message_id = f"<{luck.randrange(1 << 60):x}.{number}@{luck.choice('abc')}.example.com>"
        chain: list[str] = []
        if ids and luck.random() < 0.8:
            # now the newest, so that threads grow deep, now anybody
            parent = ids[-1] if luck.random() < 0.5 else luck.choice(ids)
            chain = [*ancestors[parent], parent]
        if chain and luck.random() < 0.05:
            chain.append(message_id)  # it names itself
        if chain and luck.random() < 0.03:
            chain = [*chain, chain[0]]  # and goes round
        ids.append(message_id)
        ancestors[message_id] = [each for each in chain if each != message_id][-60:]
        mails.append(_mail(luck, number, message_id, chain))
    # Some parents never come, and some never had an id.
    return [mail for mail in mails if luck.random() > 0.04]


def _mail(luck: random.Random, number: int, message_id: str, chain: list[str]) -> bytes:
    name = luck.choice(_NAMES)
    subject = luck.choice(_HEADS) + " ".join(luck.choices(_WORDS, k=luck.randrange(1, 12)))
    id_name = luck.choice(("Message-ID", "Message-Id", "message-id"))
    fields = [
        f"Received: from a.example.com by b.example.com; Sat, 21 Nov 2026 12:00:{number % 60:02} +0000",
        f"From: {_phrase(luck, name)} <writer{number % 40}@example.com>",
        luck.choice(
            ("To: psc@lists.example.org", "To: undisclosed-recipients:;", "Cc: a@b.example")
        ),
        f"Subject: {_phrase(luck, subject)}",
        luck.choice(
            ("Date: Sat, 21 Nov 2026 12:00:00 +0000", "Date: yesterday, I think", "X-No: date")
        ),
        "MIME-Version: 1.0",
    ]
    if luck.random() > 0.01:
        fields.append(f"{id_name}: {message_id}")
    if chain:
        gap = luck.choice((" ", "\r\n ", "\r\n\t"))
        if luck.random() < 0.8:
            fields.append("References: " + gap.join(chain))
        if luck.random() < 0.8 or not any(each.startswith("References") for each in fields):
            fields.append(f"In-Reply-To: {chain[-1]}")
    if luck.random() < 0.2:
        fields += ["List-Id: Others <others.example.net>", "Precedence: list"]
        fields += [
            "List-Post: <mailto:others@example.net>",
            "Disposition-Notification-To: spy@x.example",
        ]
    luck.shuffle(fields)
    kind, body = luck.choice(_SHAPES)(luck)
    head = "\r\n".join([*fields, *kind]).encode("utf-8")
    if luck.random() < 0.05:  # a client of 1998
        head = head.decode().encode("latin-1", "replace")
    return head + b"\r\n\r\n" + body + (b"" if body.endswith(b"\r\n") else b"\r\n")


def _phrase(luck: random.Random, text: str) -> str:
    if text.isascii() and not re.search(r"[,()]", text):
        return text
    if luck.random() < 0.15:
        return text  # raw 8-bit, as some do
    if luck.random() < 0.5:
        return f"=?utf-8?B?{base64.b64encode(text.encode()).decode()}?="
    coded = quopri.encodestring(text.encode(), header=True).decode().replace("?", "=3F")
    return f"=?UTF-8?Q?{coded}?=".replace("\n", "")


def _text(luck: random.Random, lines: int = 0) -> str:
    count = lines or luck.randrange(1, 40)
    return "\r\n".join(
        " ".join(luck.choices(_WORDS, k=luck.randrange(0, 12))) for _ in range(count)
    )


def _quoting(luck: random.Random) -> str:
    quoted = "\r\n> ".join(_text(luck, 8).split("\r\n"))
    return f"{_text(luck, 3)}\r\n\r\nOn 20 Nov 2026 Jan wrote:\r\n> {quoted}\r\n\r\n-- \r\nAnn\r\n"


Shape = tuple[list[str], bytes]


def _plain_8bit(luck: random.Random) -> Shape:
    head = [
        "Content-Type: text/plain; charset=utf-8; format=flowed",
        "Content-Transfer-Encoding: 8bit",
    ]
    return head, _quoting(luck).encode()


def _plain_latin(luck: random.Random) -> Shape:
    head = [
        "Content-Type: text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    return head, quopri.encodestring(_quoting(luck).encode("latin-1", "replace")).replace(
        b"\n", b"\r\n"
    )


def _plain_base64(luck: random.Random) -> Shape:
    head = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"]
    return head, base64.encodebytes(_text(luck).encode()).replace(b"\n", b"\r\n")


def _japanese(luck: random.Random) -> Shape:
    head = ["Content-Type: text/plain; charset=iso-2022-jp", "Content-Transfer-Encoding: 7bit"]
    return head, "畑の水について、明日話しましょう。\r\n".encode("iso-2022-jp")


def _undeclared(luck: random.Random) -> Shape:
    return [], _quoting(luck).encode("cp1252", "replace")


def _dotty(luck: random.Random) -> Shape:
    return ["Content-Type: text/plain"], b".\r\n..\r\n.first\r\nFrom here\r\n.\r\n...\r\n"


def _alternative(luck: random.Random) -> Shape:
    mark = f"b{luck.randrange(1 << 40):x}"
    text = _quoting(luck)
    html = "<div>" + text.replace("\r\n", "<br>\r\n") + "</div>"
    parts = [
        ("text/plain; charset=utf-8", text),
        ("text/html; charset=utf-8", html),
    ]
    return [f'Content-Type: multipart/alternative; boundary="{mark}"'], _multipart(mark, parts)


def _html_of_one_line(luck: random.Random) -> Shape:
    head = ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return head, ("<p>" + " ".join(_text(luck, 90).split()) + "</p>\r\n").encode()


def _attached(luck: random.Random) -> Shape:
    mark = f"=_{luck.randrange(1 << 40):x}"
    data = base64.encodebytes(luck.randbytes(luck.randrange(10, 60_000))).decode()
    parts = [
        ("text/plain; charset=utf-8", _text(luck)),
        (
            "application/pdf; name=oogst.pdf\r\nContent-Transfer-Encoding: base64\r\n"
            "Content-Disposition: attachment; filename*=utf-8''oogst%20%C3%A9t%C3%A9.pdf",
            data.replace("\n", "\r\n"),
        ),
    ]
    body = b"This is MIME.\r\n" + _multipart(mark, parts) + b"\r\nand an epilogue\r\n"
    return [f'Content-Type: multipart/mixed;\r\n boundary="{mark}"'], body


def _signed(luck: random.Random) -> Shape:
    mark = f"sig{luck.randrange(1 << 40):x}"
    parts = [
        ("text/plain; charset=us-ascii", "Signed, and therefore left alone.   \r\n"),
        ("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----\r\n"),
    ]
    kind = 'multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"'
    return [f'Content-Type: {kind};\r\n boundary="{mark}"'], _multipart(mark, parts)


def _forwarded(luck: random.Random) -> Shape:
    mark = f"fw{luck.randrange(1 << 40):x}"
    inner = f"From: a@example.com\r\nMessage-ID: <inner@example.com>\r\n\r\n{_text(luck)}"
    parts = [("text/plain", "See below."), ("message/rfc822", inner)]
    return [f"Content-Type: multipart/mixed; boundary={mark}"], _multipart(mark, parts)


def _unclosed(luck: random.Random) -> Shape:
    head = ["Content-Type: multipart/mixed; boundary=never"]
    return head, b"--never\r\nContent-Type: text/plain\r\n\r\nIt ends before it ends.\r\n"


def _empty(luck: random.Random) -> Shape:
    return ["Content-Type: text/plain"], b"\r\n"


def _multipart(mark: str, parts: list[tuple[str, str]]) -> bytes:
    whole = "".join(f"--{mark}\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    return f"{whole}--{mark}--\r\n".encode()


_SHAPES = (
    *(_plain_8bit, _plain_8bit, _plain_latin, _plain_base64, _japanese, _undeclared, _dotty),
    *(_alternative, _alternative, _html_of_one_line, _attached, _signed, _forwarded, _unclosed),
    _empty,
)
