"""Mails that nobody should write: good ones, broken by lot in the ways that real ones are broken."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from tests.soak import archive

Break = Callable[[random.Random, bytes], bytes]


def malformed(seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield so many broken mails, each with the name of what was done to it."""
    luck = random.Random(seed)
    good = archive.made(seed)
    for number in range(count):
        mail = _numbered(luck.choice(good), number)
        first = BREAKS[number % len(BREAKS)]
        more = [each for each in BREAKS if luck.random() < 0.03]
        for each in (first, *more):
            mail = each(luck, mail or b"\r\n")
        yield first.__name__, mail[: 24 << 20]


def _numbered(mail: bytes, number: int) -> bytes:
    return re.sub(rb"(?im)^(message-id: <)", rb"\g<1>%d." % number, mail, count=1)


def _split(mail: bytes) -> tuple[bytes, bytes]:
    head, _, body = mail.partition(b"\r\n\r\n")
    return head, body


def _with(luck: random.Random, mail: bytes, *fields: bytes) -> bytes:
    """Put fields into a header, in front of those of the same name or behind them."""
    head, body = _split(mail)
    added = b"\r\n".join(fields)
    both = (added, head) if luck.random() < 0.5 else (head, added)
    return b"\r\n".join(both) + b"\r\n\r\n" + body


def _instead(luck: random.Random, mail: bytes, name: bytes, value: bytes) -> bytes:
    """Put a field in place of all of its name."""
    head, body = _split(mail)
    pattern = rb"(?im)^%b:[^\r]*(?:\r\n[ \t][^\r]*)*\r?\n?" % re.escape(name)
    head = re.sub(pattern, b"", head).rstrip(b"\r\n")
    return _with(luck, head + b"\r\n\r\n" + body, name + b": " + value)


def cut_off(luck: random.Random, mail: bytes) -> bytes:
    """End in the middle."""
    return mail[: luck.randrange(len(mail))]


def cut_out(luck: random.Random, mail: bytes) -> bytes:
    """Lack a piece in the middle."""
    start = luck.randrange(len(mail))
    return mail[:start] + mail[start + luck.randrange(200) :]


def flipped(luck: random.Random, mail: bytes) -> bytes:
    """Have a few octets wrong."""
    octets = bytearray(mail)
    for _ in range(luck.randrange(1, 30)):
        octets[luck.randrange(len(octets))] = luck.randrange(1, 256)
    return bytes(octets)


def shuffled(luck: random.Random, mail: bytes) -> bytes:
    """Have its lines in another order."""
    lines = mail.split(b"\r\n")
    start = luck.randrange(len(lines))
    some = lines[start : start + 12]
    luck.shuffle(some)
    return b"\r\n".join([*lines[:start], *some, *lines[start + 12 :]])


def bad_charset(luck: random.Random, mail: bytes) -> bytes:
    """Name a charset that nobody knows, or that is none."""
    names = (b"unicode-1-1-utf-7", b"x-unknown", b"idna", b"utf-16", b"rot13", b"", b"\xff", b"hex")
    return _instead(luck, mail, b"Content-Type", b'text/plain; charset="%b"' % luck.choice(names))


def bad_boundary(luck: random.Random, mail: bytes) -> bytes:
    """Have a boundary that is missing, empty, far too long, or everywhere."""
    marks = (b"", b'boundary=""', b"boundary=%b" % (b"x" * 5000), b'boundary="-"', b"boundary=\xe9")
    kind = b"multipart/%b; %b" % (luck.choice((b"mixed", b"alternative", b"")), luck.choice(marks))
    return _instead(luck, mail, b"Content-Type", kind) + b"--\r\n----\r\n--x\r\n-----\r\n"


def bad_encoding(luck: random.Random, mail: bytes) -> bytes:
    """Say base64 or quoted-printable of what is neither, or name an encoding that is none."""
    names = (b"base64", b"quoted-printable", b"x-uuencode", b"8 bit", b"7bit", b"\xe8")
    mail = _instead(luck, mail, b"Content-Transfer-Encoding", luck.choice(names))
    return mail + b"=\r\n=X=Z\r\n====\r\nZg=\r\n"


def bad_words(luck: random.Random, mail: bytes) -> bytes:
    """Have encoded words that are cut, nested, of unknown charsets, or hide line ends."""
    words = (
        b"=?UTF-8?Q?x=0D=0ABcc:_victim@example.com?=",
        b"=?utf-8?B?4oKs4oKs4oKs4oK?= =?utf-8?B?rA==?=",
        b"=?x-none?Q?=E9?= =?utf-8?X?abc?=",
        b"=?utf-8?B?" + b"QUJD" * 3000 + b"?=",
        b"=?utf-8?q?" * 500,
        b"=?utf-16?B?//4NAAoA?=",
        b"=?utf-8?Q?=00=01=1b[2J?=",
    )
    name = luck.choice((b"Subject", b"From", b"To", b"X-Any"))
    tail = b" <writer@example.com>" if name == b"From" else b""
    return _instead(luck, mail, name, luck.choice(words) + tail)


def bad_date(luck: random.Random, mail: bytes) -> bytes:
    """Be written at no time at all."""
    dates = (
        *(
            b"Fri, 31 Feb 2026 25:61:61 +9999",
            b"0",
            b"-1",
            b"now",
            b"Mon, 1 Jan 0001 00:00:00 -2400",
        ),
        *(b"Sat, 21 Nov 99999999999 12:00:00 +0000", b"\xd0\xbf\xd1\x82", b"1 Jan 1 1:1 ZZZ", b""),
    )
    return _instead(luck, mail, b"Date", luck.choice(dates))


def bad_addresses(luck: random.Random, mail: bytes) -> bytes:
    """Come from nobody, from everybody, or from somewhere deep."""
    values = (
        *(b"", b"<>", b"@", b"<<>>", b"a b c", b"ann@", b"@example.com", b'"', b"(" * 3000),
        b"undisclosed-recipients:;",
        b"group: a@example.com, b@example.com;",
        b", ".join(b"u%d@example.com" % number for number in range(3000)),
        b'"\\"' * 2000 + b"@example.com",
        b"\xe9\xe8@example.com",
        b"<a@[300.1.2.3]>",
        b"Ann <ann@example.com>, <bob@example.com",
        b"<@a,@b:c@d>",
        "Zoë <zoë@пример.example>".encode(),
    )
    return _instead(
        luck, mail, luck.choice((b"From", b"To", b"Reply-To", b"Sender")), luck.choice(values)
    )


def bad_ids(luck: random.Random, mail: bytes) -> bytes:
    """Have ids that are none, or thousands."""
    values = (
        *(b"", b"<>", b"<", b"x", b"<a b@c>", b"<\xe9@x>", b"<" + b"i" * 900 + b"@x>", b"=?q?x?="),
        b" ".join(b"<%d@loop.example>" % number for number in range(4000)),
        b"<" * 2000,
    )
    name = luck.choice((b"Message-ID", b"References", b"In-Reply-To"))
    return _instead(luck, mail, name, luck.choice(values))


def doubled_fields(luck: random.Random, mail: bytes) -> bytes:
    """Have twice what there may be once."""
    head, _ = _split(mail)
    return _with(luck, mail, *head.split(b"\r\n"))


def huge_field(luck: random.Random, mail: bytes) -> bytes:
    """Have one field of many kilobytes, in one line or folded."""
    size = luck.choice((1_500, 20_000, 60_000, 300_000))
    name = luck.choice((b"Subject", b"X-Spam-Report", b"To", b"References", b"DKIM-Signature"))
    text = b"word " * (size // 5)
    if luck.random() < 0.5:
        text = re.sub(rb"(.{70}) ", rb"\1\r\n ", text)
    return _with(luck, mail, name + b": " + text)


def many_fields(luck: random.Random, mail: bytes) -> bytes:
    """Have 900 fields, or 10,000."""
    return _with(luck, mail, *(b"X-%d: y" % n for n in range(luck.choice((900, 10_000)))))


def no_fields(luck: random.Random, mail: bytes) -> bytes:
    """Have no header, or nothing else."""
    head, body = _split(mail)
    return luck.choice(
        (b"\r\n" + body, body, head + b"\r\n", b"\r\n", b"", b"x\r\n", b":\r\n: \r\n\r\n")
    )


def odd_fields(luck: random.Random, mail: bytes) -> bytes:
    """Have lines in the header that are no fields."""
    lines = (
        *(b"From nobody Sat Nov 21 12:00:00 2026", b" begins with a blank", b"no colon here"),
        *(
            b"Sp ace: x",
            b": nameless",
            b"\xe9t\xe9: x",
            b"X-Tab\t: y",
            b"X-Empty:",
            b"X-Blank: \r\n ",
        ),
    )
    return _with(luck, mail, *luck.sample(lines, 3))


def nested(luck: random.Random, mail: bytes) -> bytes:
    """Have multiparts within multiparts: 50, 99, 101 or 500 deep."""
    depth = luck.choice((50, 99, 101, 500))
    head, _ = _split(_instead(luck, mail, b"Content-Type", b'multipart/mixed; boundary="b0"'))
    body = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (level, level + 1)
        for level in range(depth)
    )
    return head + b"\r\n\r\n" + body + b"--b%d\r\n\r\ndeep\r\n" % depth


def many_parts(luck: random.Random, mail: bytes) -> bytes:
    """Have 900 parts, or 5,000."""
    head, _ = _split(_instead(luck, mail, b"Content-Type", b"multipart/mixed; boundary=p"))
    part = b"--p\r\nContent-Type: text/plain; charset=utf-8\r\n\r\npart\r\n"
    return head + b"\r\n\r\n" + part * luck.choice((900, 5_000)) + b"--p--\r\n"


def long_lines(luck: random.Random, mail: bytes) -> bytes:
    """Have lines of 999 octets to 70 KB, plain, 8-bit, in a signed part, or in quoted-printable."""
    line = luck.choice((b"x", "é".encode(), b"word ", b"\xff")) * 80_000
    line = line[: luck.choice((999, 1_000, 5_000, 64_000, 70_000))] + b"\r\n"
    kinds = (
        *(b"text/plain; charset=utf-8", b"text/html", b"application/octet-stream", b"x"),
        b'multipart/signed; boundary="s"; protocol="application/pgp-signature"',
    )
    mail = _instead(luck, mail, b"Content-Type", luck.choice(kinds))
    return mail + b"--s\r\n\r\n" + line + b"--s\r\n\r\n" + line


def nul(luck: random.Random, mail: bytes) -> bytes:
    """Hold a NUL."""
    at = luck.randrange(len(mail) + 1)
    return mail[:at] + b"\0" + mail[at:]


def bare_ends(luck: random.Random, mail: bytes) -> bytes:
    """Hold line ends that are none, and dots that look like the end."""
    ends = (
        b"\r",
        b"\n",
        b"\r\r\n",
        b"\n\r",
        b"\n.\n",
        b"\r.\r",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r\n",
    )
    for _ in range(luck.randrange(1, 6)):
        at = luck.randrange(len(mail) + 1)
        mail = mail[:at] + luck.choice(ends) + mail[at:]
    return mail


def unix(luck: random.Random, mail: bytes) -> bytes:
    """Have the line ends of another system, all through."""
    return mail.replace(b"\r\n", luck.choice((b"\n", b"\r", b"\r\r\n")))


def controls(luck: random.Random, mail: bytes) -> bytes:
    """Hold what a terminal would obey, and half a character."""
    text = b"\x1b[31m\x07\x08\x0b\x0c\x7f\xc2\xe2\x82\xf0\x9f \xed\xa0\x80 \xe2\x80\xae"
    return _with(luck, mail, b"Subject: " + text) + text + b"\r\n"


def html(luck: random.Random, mail: bytes) -> bytes:
    """Be a page that a browser would give up on."""
    head, _ = _split(_instead(luck, mail, b"Content-Type", b"text/html; charset=utf-8"))
    pages = (
        b"<div>\r\n" * 30_000,
        b"<" * 50_000,
        b"<!--\r\n" * 9_000,
        b"&#x110000;&#0;&bogus" * 900,
    )
    return head + b"\r\n\r\n" + re.sub(rb"(.{900})", rb"\1\r\n", luck.choice(pages)) + b"\r\n"


BREAKS: tuple[Break, ...] = (
    *(cut_off, cut_out, flipped, shuffled, bad_charset, bad_boundary, bad_encoding, bad_words),
    *(bad_date, bad_addresses, bad_ids, doubled_fields, huge_field, many_fields, no_fields),
    *(odd_fields, nested, many_parts, long_lines, nul, bare_ends, unix, controls, html),
)
