"""What leaves is clean: line ends, lengths, dots, and bodies that are changed only where they must."""

from __future__ import annotations

import base64
import email
import email.policy
import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.errors import Refused
from dgroup.mail.fields import split_header
from dgroup.mail.mime import Part, skeleton
from dgroup.mail.wire import (
    dot_stuff,
    fit,
    flaws,
    is_fit,
    longest_line,
    normalise,
    obstacle,
)

LONG = b"word " * 300 + b"end"
_LINES = st.lists(
    st.sampled_from([b"a", b".", b"..", b"\r", b"\n", b"\r\n", b"\r\r\n", b"\0", b"x" * 999, b" "])
    | st.binary(max_size=20)
).map(b"".join)


def parts_of(content: bytes) -> tuple[int, tuple[Part, ...]]:
    """Return the offset of the body and the skeleton of a mail."""
    fields, offset = split_header(content)
    return offset, skeleton(content, offset, fields)


def fitted(content: bytes) -> bytes:
    """Return `content` fit for the wire, and assert that it is."""
    out = fit(content, *parts_of(content))
    _, offset = split_header(out)
    assert is_fit(out, offset)
    return out


@pytest.mark.parametrize(
    ("content", "normal"),
    [
        (b"", b""),
        (b"a", b"a\r\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\n"),
        (b"a\nb\n", b"a\r\nb\r\n"),
        (b"a\rb", b"a\r\nb\r\n"),
        (b"a\r\r\nb\r\r\n", b"a\r\nb\r\n"),
        (b"a\n\rb", b"a\r\n\r\nb\r\n"),
        (b"a\r\rb", b"a\r\n\r\nb\r\n"),
        (b"a\n.\r\n", b"a\r\n.\r\n"),
        (b"a\r\n.\rMAIL FROM:<x>\r\n", b"a\r\n.\r\nMAIL FROM:<x>\r\n"),
    ],
)
def test_line_ends_become_crlf(content: bytes, normal: bytes) -> None:
    """Every way to end a line becomes CRLF, and doubled CRs do not double the lines."""
    assert normalise(content) == normal


@given(_LINES)
def test_normal_content_has_no_bare_line_ends(content: bytes) -> None:
    """After `normalise` only a NUL can be wrong, and doing it again changes nothing."""
    normal = normalise(content)
    assert flaws(normal) <= {"nul"}
    assert normalise(normal) == normal
    assert normal.translate(None, b"\r\n") == content.translate(None, b"\r\n")


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a\r\n", set()),
        (b"a\rb\r\n", {"bare_cr"}),
        (b"a\nb\r\n", {"bare_lf"}),
        (b"a\n\rb", {"bare_cr", "bare_lf"}),
        (b"\0", {"nul"}),
        (b"a\r\r\n", {"bare_cr"}),
    ],
)
def test_flaws_are_named(content: bytes, names: set[str]) -> None:
    """What must never be on the wire has a name."""
    assert flaws(content) == names


@given(_LINES)
def test_dots_are_doubled(content: bytes) -> None:
    """No line is a lone dot any more, and the other side gets back what was meant."""
    normal = normalise(content)
    stuffed = dot_stuff(normal)
    assert b"\r\n.\r\n" not in b"\r\n" + stuffed
    lines = [line[1:] if line.startswith(b".") else line for line in stuffed.split(b"\r\n")]
    assert b"\r\n".join(lines) == normal


def test_the_longest_line_is_measured() -> None:
    """Octets count, the line end does not."""
    assert longest_line(b"") == 0
    assert longest_line(b"abc\r\nabcde\r\n") == 5
    assert is_fit(b"x" * 998 + b"\r\n")
    assert not is_fit(b"x" * 999 + b"\r\n")
    assert not is_fit(b"a\0\r\n")
    assert is_fit(b"x" * 2000 + b"\r\nbody\r\n", 2002)


@given(st.lists(st.integers(0, 1200), max_size=8))
def test_long_lines_are_found(lengths: list[int]) -> None:
    """The quick look agrees with the slow count."""
    content = b"".join(b"x" * length + b"\r\n" for length in lengths)
    assert is_fit(content) is (longest_line(content) <= 998)


def test_a_clean_mail_is_not_touched() -> None:
    """Where nothing is wrong the very same bytes come back."""
    content = b"Subject: x\r\n\r\nbody\r\n"
    assert fit(content, *parts_of(content)) is content


@pytest.mark.parametrize("encoding", ["", "7bit", "8bit", "binary"])
def test_a_long_text_becomes_quoted_printable(encoding: str) -> None:
    """A text with a long line is encoded, its header says so, and it reads as before."""
    header = b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n"
    if encoding:
        header += b"Content-Transfer-Encoding: " + encoding.encode() + b"\r\n"
    text = LONG + b" \xc3\xa9 = .\r\n.dot\r\nlast \0 line \r\n"
    out = fitted(header + b"\r\n" + text)
    message = email.message_from_bytes(out)
    assert message.get_payload(decode=True) == text
    assert message["Content-Transfer-Encoding"] == "quoted-printable"
    assert message["MIME-Version"] == "1.0"
    assert out.startswith(b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n")


def test_a_text_without_any_line_end_is_fitted() -> None:
    """Soft breaks are CRLF even where the text has no line end to imitate."""
    out = fitted(b"Subject: x\r\n\r\n" + b"x" * 5000)
    assert not flaws(out)
    assert email.message_from_bytes(out).get_payload(decode=True) == b"x" * 5000


def test_only_the_part_that_needs_it_is_encoded() -> None:
    """In a multipart, the other parts and their headers stay byte for byte."""
    plain = b"Content-Type: text/plain\r\n\r\nshort  \r\n"
    html = b"<p>" + LONG + b"</p>\r\n"
    before = b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    before += b"preamble\r\n--b\r\n" + plain + b"--b\r\nContent-Type: text/html; charset=utf-8\r\n"
    content = before + b"X-Own: 1\r\n\r\n" + html + b"--b--\r\nepilogue\r\n"
    out = fitted(content)
    assert out.startswith(before)
    assert out.endswith(b"\r\n--b--\r\nepilogue\r\n")
    inner = email.message_from_bytes(out).get_payload()[1]  # type: ignore[index]
    assert inner.get_payload(decode=True) == html.removesuffix(b"\r\n")  # type: ignore[union-attr]
    assert inner["X-Own"] == "1"  # type: ignore[index]


def test_data_becomes_base64() -> None:
    """Raw binary that is no text is encoded so that not one octet changes."""
    data = bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") * 8
    content = b"Content-Type: application/zip\r\nContent-Transfer-Encoding: binary\r\n\r\n" + data
    message = email.message_from_bytes(fitted(content + b"\r\n"))
    assert message.get_payload(decode=True) == data + b"\r\n"
    assert message["Content-Transfer-Encoding"] == "base64"


def test_base64_is_wrapped_again() -> None:
    """Base64 on one long line is broken, its header stays."""
    data = bytes(range(256)) * 20
    header = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    out = fitted(header + base64.b64encode(data) + b"\r\n")
    assert out.startswith(header)
    assert longest_line(out) == 76
    assert email.message_from_bytes(out).get_payload(decode=True) == data


def test_quoted_printable_is_broken_softly() -> None:
    """Long lines of quoted-printable get soft breaks, never inside an encoded octet."""
    header = b"Content-Type: text/plain; charset=utf-8\r\n"
    header += b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    coded = b"=C3=A9 ab" * 300 + b" \r\nshort=20\r\n"
    before = email.message_from_bytes(header + coded).get_payload(decode=True)
    out = fitted(header + coded)
    assert out.startswith(header)
    assert email.message_from_bytes(out).get_payload(decode=True) == before


@pytest.mark.parametrize("kind", ["signed", "encrypted"])
def test_sealed_parts_are_never_changed(kind: str) -> None:
    """A long line in a signed or encrypted part is an obstacle, beside it it is none."""
    sealed = (
        b"Content-Type: multipart/" + kind.encode() + b'; boundary="s"\r\n\r\n'
        b"--s\r\nContent-Type: text/plain\r\n\r\n%s\r\n--s--\r\n"
    )
    content = sealed % LONG
    assert obstacle(content, *parts_of(content)) == f"multipart/{kind}"
    with pytest.raises(Refused, match=kind):
        fit(content, *parts_of(content))

    wrapped = b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n' + sealed % b"short"
    wrapped += b"--m\r\nContent-Type: text/plain\r\n\r\n" + LONG + b"\r\n--m--\r\n"
    assert obstacle(wrapped, *parts_of(wrapped)) == ""
    assert sealed % b"short" in fitted(wrapped)


def test_smime_is_never_changed() -> None:
    """So it is with S/MIME, at the top of a mail or deeper."""
    content = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n" + LONG
    assert obstacle(content, *parts_of(content)) == "application/pkcs7-mime"


def test_an_attached_mail_is_fitted_inside() -> None:
    """A mail in a mail is not encoded as a whole, but its own part is; its header is folded."""
    inner = b"From: a@x.org\r\nReferences: " + b"<1@x.org> " * 200 + b"\r\n"
    inner += b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + LONG + b"\r\n"
    content = b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
    content += b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--m--\r\n"
    message = email.message_from_bytes(fitted(content))
    attached = message.get_payload()[0].get_payload()[0]  # type: ignore[index, union-attr]
    assert attached.get_payload(decode=True).strip() == LONG  # type: ignore[union-attr]
    assert str(attached["References"]).split() == ["<1@x.org>"] * 200  # type: ignore[index]


def test_a_sealed_part_of_an_attached_mail_is_an_obstacle() -> None:
    """A signature counts in an attached mail, too."""
    inner = (
        b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\n\r\n' + LONG + b"\r\n--s--\r\n"
    )
    content = b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
    content += b"Content-Type: message/rfc822\r\n\r\n" + inner + b"--m--\r\n"
    assert obstacle(content, *parts_of(content)) == "multipart/signed"


def test_what_stands_outside_every_part_is_broken() -> None:
    """Preamble, epilogue and part headers are brought within the limit as well."""
    content = b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n' + LONG + b"\r\n--m\r\n"
    content += b"X-Long: " + LONG + b"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--m--\r\n" + LONG
    out = fitted(content)
    part = email.message_from_bytes(out).get_payload()[0]  # type: ignore[index]
    assert part.get_payload() == "hello"  # type: ignore[union-attr]
    assert str(part["X-Long"]).split() == LONG.decode().split()  # type: ignore[index]


@given(
    st.lists(
        st.sampled_from(
            [
                b"--b\r\n",
                b"--b--\r\n",
                b"\r\n",
                b"text\r\n",
                LONG + b"\r\n",
                b"\x00\r\n",
                b"Content-Type: message/rfc822\r\n",
                b"Content-Type: multipart/mixed; boundary=b\r\n",
                b"Content-Transfer-Encoding: base64\r\n",
                b"Content-Type: text/html\r\n",
                b"Content-Transfer-Encoding: quoted-printable\r\n",
                b"Content-Type: image/x\r\n",
                b"Content-Transfer-Encoding: x-uue\r\n",
                b"--c\r\n",
                b"=\r\n",
            ]
        ),
        max_size=14,
    ).map(b"".join)
)
def test_any_mail_is_fit_or_refused(body: bytes) -> None:
    """Whatever the structure, nothing leaves that should not, and all words do."""
    content = b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body
    out = fitted(content)
    assert not flaws(out)
    assert out.count(b"text\r\n") >= body.count(b"text\r\n") or b"base64" in out


def test_a_huge_line_takes_little_time() -> None:
    """Ten megabytes without a line end are a second's work at most."""
    content = b"Subject: x\r\n\r\n" + b"x" * 10_000_000
    began = time.process_time()
    assert longest_line(fitted(content)) <= 998
    assert time.process_time() - began < 5


def test_python_reads_what_was_fitted() -> None:
    """A newsletter made by another program says the same after it was fitted."""
    message = EmailMessage(policy=email.policy.SMTP.clone(max_line_length=990))
    message["Subject"] = "Newsletter"
    message.set_content("Hello\r\n")
    message.add_alternative("<p>" + "é word " * 400 + "</p>", subtype="html", cte="8bit")
    content = normalise(message.as_bytes())
    assert not is_fit(content)
    out = email.message_from_bytes(fitted(content), policy=email.policy.default)
    html = out.get_body(("html",))
    assert html is not None
    assert html.get_content().strip() == "<p>" + "é word " * 400 + "</p>"
