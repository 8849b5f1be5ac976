"""What a mail says, by whatever program it was written: drop NAME.eml and NAME.txt to add a case."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.body import Attachment, Body, read_body
from dgroup.mail.parse import parse

LETTERS = Path(__file__).parent.parent / "letters"


def read(content: bytes) -> Body:
    """The body of a mail given as lines of any kind."""
    return read_body(parse(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")))


def saved(name: str) -> Body:
    """The body of one of the made-up mails."""
    return read((LETTERS / f"{name}.eml").read_bytes())


@pytest.mark.parametrize("name", sorted(path.stem for path in LETTERS.glob("*.txt")))
def test_own_words_of_many_programs(name: str) -> None:
    """Each made-up mail gives exactly the words that its writer wrote."""
    expected = (LETTERS / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
    assert saved(name).own_text == expected


@pytest.mark.parametrize("name", sorted(path.stem for path in LETTERS.glob("*.eml")))
def test_own_words_are_part_of_the_full_text(name: str) -> None:
    """Every line of the own words stands in the full text, which is never the shorter."""
    body = saved(name)
    assert set(body.own_text.split("\n")) <= {*body.full_text.split("\n"), ""}
    assert len(body.own_text) <= len(body.full_text)


def test_when_cutting_leaves_nothing_more_is_shown() -> None:
    """An answer that is only a quote shows the quote, and says so."""
    body = saved("only_a_quote")
    assert not body.has_own_words
    assert body.own_text == body.full_text
    only_signed = read(b"X: y\n\n-- \nAnn Lee\n\n> quoted\n")
    assert (only_signed.own_text, only_signed.has_own_words) == ("-- \nAnn Lee", False)
    assert read(b"") == Body("", "", (), has_own_words=False)


def test_the_full_text_keeps_quotes_signatures_and_footers() -> None:
    """All that can be read is there, in order."""
    assert saved("interleaved").full_text.startswith(
        "Bob Otieno wrote:\n> Who comes?\n\nAll of us."
    )
    assert saved("interleaved").full_text.endswith("-- \nAnn Lee\nCoordinator")
    assert "psc mailing list" in saved("plain_post").full_text


def test_attachments_have_safe_names_and_their_decoded_size() -> None:
    """Encoded names are read, paths and controls go, sizes are those of the files."""
    assert saved("attachment_names").attachments == (
        Attachment("Bericht über alles.pdf", "application/pdf", 3),
        Attachment("café menu.png", "image/png", 5),
        Attachment("passwd", "text/plain", 4),
        Attachment("a b.exe", "application/octet-stream", 1),
    )


def test_files_are_found_wherever_they_are() -> None:
    """Also within an alternative that is not read, and beside a signature."""
    assert saved("apple_pdf_inside_alternative").attachments == (
        Attachment("report.pdf", "application/pdf", 9),
    )
    assert [each.name for each in saved("signed").attachments] == ["signature.asc"]
    attached = read(b"Content-Type: message/rfc822\n\nSubject: x\n\nhello\n")
    assert attached.attachments == (Attachment("", "message/rfc822", 21),)


MIXED = b"Content-Type: multipart/mixed; boundary=A\n\n"


@pytest.mark.parametrize(
    ("content", "full_text"),
    [
        (MIXED + b"--A\n\none\n--A\nContent-Type: image/png\n\nx\n--A\n\ntwo\n--A--\n", "one\n\ntwo"),
        (MIXED + b"--A\nContent-Type: text/x-new\n\none\n--A--", "one"),
        (MIXED + b"--A\nContent-Disposition: attachment; filename=a.txt\n\nall I have\n--A--", "all I have"),
        (MIXED + b"--A\nContent-Type: text/calendar\n\nBEGIN\n--A--", ""),
        (b"Content-Type: text/plain; name=letter.txt\n\nhello\n", "hello"),
        (b"Content-Type: multipart/alternative; boundary=A\n\n--A\nContent-Type: text/html\n\n<p>a\n"
         b"--A\n\nplain\n--A--", "plain"),
        (b"Content-Type: multipart/alternative; boundary=A\n\n--A\n\n \n--A\nContent-Type: text/html\n\n"
         b"<p>a\n--A--", "a"),
        (b"Content-Type: multipart/alternative; boundary=A\n\n--A\nContent-Type: multipart/related; "
         b"boundary=B\n\n--B\nContent-Type: text/html\n\n<p>a\n--B--\n--A--", "a"),
        (b"Content-Type: multipart/alternative; boundary=A\n\n--A\nContent-Type: text/enriched\n\na\n"
         b"--A--", "a"),
        (b"Content-Type: multipart/alternative; boundary=A\n\n--A--\n", "--A--"),
        (b"X: y\n\na\x00b\x0cc\x07d\n\n\n\n\n\ne  \n", "a b\nc d\n\n\ne"),
        (b"X: y\n\na\rb\n", "a\nb"),
    ],
)  # fmt: skip
def test_which_parts_are_the_text(content: bytes, full_text: str) -> None:
    """Plain text before HTML, all text parts in order, files only where there is nothing else."""
    assert read(content).full_text == full_text


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", b"caf\xc3\xa9", "café"),
        ("us-ascii", b"caf\xc3\xa9", "café"),
        ("iso-8859-1", b"\x93caf\xe9\x94 \x80", "“café” €"),
        ("cp-1252", b"caf\xe9", "café"),
        ("x-nobody-knows", b"caf\xe9", "café"),
        ("unicode-1-1-utf-7", b"caf+AOk-", "café"),
        ("utf-7", b"+2AA-", "\ufffd"),
        ("idna", b"caf\xc3\xa9", "café"),
        ("rot13", b"hello", "hello"),
        ("zlib", b"hello", "hello"),
        ("utf-16", b"\xff", "\ufffd"),
        ("\xff" * 80, b"hello", "hello"),
        ("", b"caf\xe9", "café"),
    ],
)
def test_charsets_that_lie_or_that_nobody_knows(charset: str, body: bytes, text: str) -> None:
    """The words are read all the same."""
    header = f'Content-Type: text/plain; charset="{charset}"'.encode("latin-1")
    assert read(header + b"\n\n" + body).full_text == text


def test_html_may_name_its_own_charset() -> None:
    """A meta element counts where the header names none."""
    markup = b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>\xe4\xe0"
    assert read(b"Content-Type: text/html\n\n" + markup).full_text == "да"


def test_a_picture_within_html_hides_no_words() -> None:
    """Megabytes of data: address are passed over."""
    markup = b"<p>before<img src='data:image/png;base64," + b"QUJD" * 1_000_000 + b"'>after"
    assert read(b"Content-Type: text/html\n\n" + markup).full_text == "beforeafter"


def test_a_very_long_text_is_cut_and_says_so() -> None:
    """Two million characters are shown; the mail itself keeps the rest."""
    body = read(b"X: y\n\n" + b"words and words\n" * 1_500_000)
    assert len(body.full_text) <= 2_000_010
    assert body.full_text.endswith("[…]")


@given(st.sampled_from(sorted(path.stem for path in LETTERS.glob("*.eml"))), st.data())
def test_damaged_mails_are_read(name: str, data: st.DataObject) -> None:
    """With a piece cut out, doubled or spoilt: no error, and texts that can be stored."""
    content = (LETTERS / f"{name}.eml").read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    piece = data.draw(
        st.sampled_from(
            [b"", content[start:end] * 2, b"\0", b"\r", b"\n\n", b"<", b"\n--A\n", b"\xff"]
        )
    )
    body = read_body(parse(content[:start] + piece + content[end:]))
    for text in (body.own_text, body.full_text, *(each.name for each in body.attachments)):
        assert "\0" not in text
        text.encode("utf-8")


@given(st.binary(max_size=400))
def test_any_bytes_are_read(content: bytes) -> None:
    """Reading a body never raises."""
    for head in (b"", b"Content-Type: text/html\n\n", MIXED + b"--A\n"):
        read_body(parse(head + content))


@pytest.mark.parametrize(
    "content",
    [
        b"X: y\n\n" + b">\n" * 5_000_000,
        b"Content-Type: text/html\n\n" + b"<div>" * 1_000_000,
        b"Content-Type: text/html\n\n" + b"<a " * 1_000_000,
        b"Content-Type: text/plain; charset=utf-7\n\n" + b"+AGE-" * 1_000_000,
        MIXED + b"--A\nContent-Type: multipart/alternative; boundary=B\n\n" + b"--B\n\nx\n" * 990,
    ],
    ids=range(5),
)
def test_large_and_crafted_bodies_take_no_long_time(content: bytes) -> None:
    """Megabytes take well under three seconds."""
    before = time.process_time()
    read_body(parse(content))
    assert time.process_time() - before < 5
