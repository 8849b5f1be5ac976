"""The skeleton of a mail: every part within its parent, whatever the boundaries do."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dgroup.mail.fields import split_header
from dgroup.mail.mime import (
    MAX_DEPTH,
    MAX_PARTS,
    Part,
    decode_part,
    decoded_size,
    limit_passed,
    read_parameters,
    skeleton,
)


def parts_of(content: bytes) -> tuple[Part, ...]:
    """The skeleton of a whole mail."""
    fields, offset = split_header(content)
    return skeleton(content, offset, fields)


def mail(text: str) -> bytes:
    """A mail on the wire, from lines as they read best."""
    return text.replace("\n", "\r\n").encode()


def shape(content: bytes) -> list[tuple[int, str, bytes]]:
    """Depth, type and content of each part."""
    return [
        (part.depth, part.content_type, content[part.start : part.end])
        for part in parts_of(content)
    ]


def nested(levels: int) -> bytes:
    """A mail with a multipart in a multipart in a multipart."""
    inner = "".join(
        f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(levels)
    )
    return mail(f"Content-Type: multipart/mixed; boundary=b0\n\n{inner}--b{levels}\n\nhello\n")


def test_a_simple_mail_is_one_part() -> None:
    """Without Content-Type it is plain text, from the empty line to the end."""
    assert shape(mail("Subject: x\n\nhello\n")) == [(0, "text/plain", b"hello\r\n")]


def test_a_mail_without_anything_is_one_part() -> None:
    """Even nothing at all has a skeleton."""
    assert shape(b"") == [(0, "text/plain", b"")]


def test_parts_within_parts() -> None:
    """The line end before a boundary is the boundary's; preamble and epilogue belong to nobody."""
    content = mail(
        "Content-Type: multipart/mixed; boundary=A\n\npreamble\n--A\n"
        "Content-Type: multipart/alternative; boundary=B\n\n"
        "--B\n\nplain\n--B\nContent-Type: text/html\n\n<p>html\n--B--\n\n"
        "--A  \nContent-Type: IMAGE/PNG\n\nPNG\n\n--A--\nepilogue\n"
    )
    assert shape(content)[1:] == [
        (1, "multipart/alternative", b"--B\r\n\r\nplain\r\n--B\r\nContent-Type: text/html\r\n\r\n"
         b"<p>html\r\n--B--\r\n"),
        (2, "text/plain", b"plain"),
        (2, "text/html", b"<p>html"),
        (1, "image/png", b"PNG\r\n"),
    ]  # fmt: skip
    assert [part.parent for part in parts_of(content)] == [None, 0, 1, 1, 0]
    assert {part.defect for part in parts_of(content)} == {""}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("--A\n\none\n--A\n\ntwo\n", ["one", "two\n"]),
        ("--A\none\n--A--\n", ["one"]),
        ("--A--\n", []),
        ("--A\n--A\n--A--\n", ["", ""]),
        ("--AA\n\nno\n--A\n\nyes\n--AB\nstill\n--A--", ["yes\n--AB\nstill"]),
        ("--A\n\none\n--A--x\ntwo\n--A--", ["one\n--A--x\ntwo"]),
        (" --A\n\nno\n", []),
    ],
)
def test_boundaries_that_are_odd(body: str, expected: list[str]) -> None:
    """Only a whole boundary line counts; what is never closed goes to the end."""
    content = mail(f"Content-Type: multipart/mixed; boundary=A\n\n{body}")
    leaves = [part for part in parts_of(content) if part.depth == 1]
    found = [content[part.start : part.end].decode().replace("\r\n", "\n") for part in leaves]
    assert found == expected


def test_an_outer_boundary_ends_what_is_open_inside() -> None:
    """A forgotten inner end loses no later part, and is a defect."""
    content = mail(
        "Content-Type: multipart/mixed; boundary=A\n\n"
        "--A\nContent-Type: multipart/mixed; boundary=AA\n\n--AA\n\none\n--A\n\ntwo\n--A--\n"
    )
    assert [(part.depth, part.defect) for part in parts_of(content)] == [
        (0, ""), (1, "unclosed"), (2, ""), (1, "")
    ]  # fmt: skip
    assert shape(content)[3] == (1, "text/plain", b"two")


@pytest.mark.parametrize(
    ("header", "kind", "defect"),
    [
        ("Content-Type: multipart/mixed", "multipart/mixed", "no_boundary"),
        ("Content-Type: multipart/mixed; boundary=B", "multipart/mixed", "no_boundary"),
        (f"Content-Type: multipart/mixed; boundary={'x' * 300}", "multipart/mixed", "no_boundary"),
        ("Content-Type: text", "text/plain", ""),
        ("Content-Type: ", "text/plain", "bad_type"),
        ("Content-Type: a/b/c", "text/plain", "bad_type"),
        (
            "Content-Type: text/plain\nContent-Transfer-Encoding: x-rot",
            "text/plain",
            "bad_encoding",
        ),
    ],
)
def test_a_header_that_says_nonsense(header: str, kind: str, defect: str) -> None:
    """It is kept as a defect, and the words stay one readable part."""
    part, *more = parts_of(mail(header + "\n\nhello\n"))
    assert (part.content_type, part.defect, more) == (kind, defect, [])


def test_mails_in_a_digest_and_attached_mails_are_leaves() -> None:
    """A digest's parts are mails unless they say otherwise; nobody looks into them."""
    content = mail(
        "Content-Type: multipart/digest; boundary=A\n\n--A\n\n"
        "Content-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B--\n--A--\n"
    )
    assert [part.content_type for part in parts_of(content)] == [
        "multipart/digest",
        "message/rfc822",
    ]


def test_the_walk_ends_at_its_limits() -> None:
    """It stops at the first part too many or too deep, and that part tells."""
    assert limit_passed(parts_of(nested(MAX_DEPTH - 1))) == ""
    deep = parts_of(nested(500))
    assert (limit_passed(deep), deep[-1].depth) == ("depth", MAX_DEPTH + 1)
    many = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n" * 30_000
    assert len(parts_of(mail(many))) == MAX_PARTS + 1
    assert limit_passed(parts_of(mail(many))) == "parts"


_LINES = st.sampled_from(
    [b"--A", b"--A--", b"--B", b"--B--", b"--", b"", b"x", b"\xff", b"Content-Type: text/html",
     b"Content-Type: multipart/mixed; boundary=B", b"Content-Type: multipart/mixed; boundary=A",
     b"Content-Type: multipart/mixed; boundary=", b"Content-Transfer-Encoding: base64"]
)  # fmt: skip


@example(
    [b"--A", b"Content-Type: multipart/mixed; boundary=B", b"", b"--B", b"", b"x", b"--B--", b"y",
     b"--A", b"", b"z", b"--A--", b""],
    b"\r\n",
)  # fmt: skip
@given(st.lists(_LINES, max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r", b"\n\n"]))
def test_parts_lie_within_their_parents(lines: list[bytes], end: bytes) -> None:
    """Whatever the lines: offsets are ordered, inside the parent, and siblings do not overlap."""
    content = end.join([b"Content-Type: multipart/mixed; boundary=A", b"", *lines])
    parts = parts_of(content)
    last_end: dict[int | None, int] = {}
    for number, part in enumerate(parts):
        assert 0 <= part.header_start <= part.start <= part.end <= len(content)
        if part.parent is not None:
            parent = parts[part.parent]
            assert part.parent < number
            assert part.depth == parent.depth + 1
            assert parent.start <= part.header_start
            assert part.end <= parent.end
            assert last_end.get(part.parent, 0) <= part.header_start
            last_end[part.parent] = part.end
        decode_part(content, part)
        decoded_size(content, part)


@pytest.mark.parametrize(
    "body",
    [b"--\r\n" * 500_000, b"--a\r\n" * 300_000, b"\r\n--a" * 300_000, b"x" * 3_000_000,
     b"--a\r\nX: y\r\n" * 100_000, b"--a\r\n" + b"X: y\r\n" * 300_000],
)  # fmt: skip
def test_crafted_bodies_take_no_long_time(body: bytes) -> None:
    """Megabytes of boundaries, or nearly, are walked in well under two seconds."""
    head = b"Content-Type: multipart/mixed; boundary=abc\r\n\r\n"
    inner = b"--abc\r\nContent-Type: multipart/mixed; boundary=xyz\r\n\r\n"
    before = time.process_time()
    parts_of(head + inner + body)
    parts_of(head.replace(b"abc", b"a") + body)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("text", "word", "parameters"),
    [
        ("text/plain; charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
        ('TEXT/Plain ; CHARSET = "utf-8" ;x', "text/plain", {"charset": "utf-8"}),
        ('a/b; n="x;y\\"z"; m=1', "a/b", {"n": 'x;y"z', "m": "1"}),
        ('a/b; n="never closed', "a/b", {"n": "never closed"}),
        ("a/b; n=1; n=2", "a/b", {"n": "1"}),
        ("attachment; filename*=utf-8'en'caf%C3%A9.txt", "attachment", {"filename": "café.txt"}),
        ("attachment; filename*=iso-8859-1''caf%E9", "attachment", {"filename": "café"}),
        ("a; f*1*=%A9%20b; f*0*=utf-8''%C3; f*2=c", "a", {"f": "é bc"}),
        ("a; f*0=one; f*1=two; f*3=four", "a", {"f": "onetwo"}),
        ("a; f=plain; f*=utf-8''coded", "a", {"f": "coded"}),
        ('a; f="=?utf-8?q?caf=C3=A9?="', "a", {"f": "café"}),
        ("text/plain (a comment)", "text/plain", {}),
        ("", "", {}),
        (";;;===;;", "", {}),
    ],
)
def test_parameters_are_read(text: str, word: str, parameters: dict[str, str]) -> None:
    """Quoted, continued, percent-coded and wrongly coded values alike."""
    assert read_parameters(text) == (word, parameters)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="report.pdf"', "report.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\Users\\\\ann\\\\a.doc"', "a.doc"),
        ('attachment; filename=".."', ""),
        ('attachment; filename="a/"', "a"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="a\tb\x01.txt"', "a b .txt"),
        ("attachment; filename*=utf-8''a%00%0d%0ab%2F%2e%2e%2Fc.txt", "c.txt"),
        ("attachment; filename*=utf-8''invoice%E2%80%AEfdp.exe", "invoice fdp.exe"),
        (f'attachment; filename="{"x" * 500}.pdf"', "x" * 196 + ".pdf"),
        ("attachment", ""),
    ],
)
def test_a_file_name_is_never_a_path(header: str, name: str) -> None:
    """No directories, no controls, no text that turns round; the ending survives a long name."""
    (part,) = parts_of(f"Content-Disposition: {header}\r\n\r\n".encode())
    assert part.filename == name


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("7bit", b"a=41", b"a=41"),
        ("quoted-printable", b"caf=C3=A9 =\r\nx=", b"caf\xc3\xa9 x"),
        ("quoted-printable", b"=ZZ =4", b"=ZZ =4"),
        ("base64", b"aGVs\r\nbG8=\r\n", b"hello"),
        ("base64", b"aGVsbG8", b"hello"),
        ("base64", b"aGVsbG8=\r\naGVsbG8=\r\n", b"hellohello"),
        ("base64", b"aGVsbG8=\r\n____\r\na list\r\n", b"hello\n____\r\na list\r\n"),
        ("base64", b"this was never encoded.\r\n", b"this was never encoded.\r\n"),
        ("base64", b"a", b""),
        ("base64", b"", b""),
        ("x-unknown", b"abc", b"abc"),
    ],
)
def test_transfer_encodings_are_taken_off(encoding: str, body: bytes, expected: bytes) -> None:
    """What is not encoded as it claims stays as it stands, so that no words get lost."""
    content = b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n\r\n" + body
    (part,) = parts_of(content)
    assert decode_part(content, part) == expected


def test_the_beginning_of_a_part_is_decoded_alone() -> None:
    """With a limit only so much is touched."""
    content = b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUJD" * 1_000_000
    (part,) = parts_of(content)
    assert decode_part(content, part, 9) == b"ABCABCABC"
    assert decoded_size(content, part) == 3_000_000
