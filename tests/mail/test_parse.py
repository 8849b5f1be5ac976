"""Reading a mail: what is in it comes out, what is wrong with it is data, and nothing raises."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dgroup.mail.address import Mailbox
from dgroup.mail.parse import MAX_REFERENCES, Letter, find_ids, parse

LETTERS = Path(__file__).parent.parent / "letters"


def mail(text: str) -> bytes:
    """A mail on the wire, from lines as they read best."""
    return text.replace("\n", "\r\n").encode()


def saved(name: str) -> bytes:
    """One of the made-up mails, as it would come over the wire."""
    content = (LETTERS / f"{name}.eml").read_bytes()
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


ORDINARY = mail("""\
Received: from a.example.org by b.example.org; Mon, 5 Jan 2026 10:00:02 +0100
Received: from c.example.org by a.example.org; Mon, 5 Jan 2026 10:00:01 +0100
Message-ID: <3@example.org>
Date: Mon, 5 Jan 2026 10:00:00 +0100
From: =?utf-8?q?Zo=C3=AB?= <zoe@example.org>, Bob <bob@example.org>
To: psc@example.org,
 Carla <carla@example.org>
Cc: dan@example.org
Reply-To: Ann <ann@example.org>
Subject: [psc] =?utf-8?q?Caf=C3=A9?=
 in Nairobi
References: <1@example.org>
\t<2@example.org>
In-Reply-To: <2@example.org>

One

two  three
""")


def test_everything_that_is_asked_of_an_ordinary_mail() -> None:
    """People, ids, time, subject and first words are read, and it has no defect."""
    letter = parse(ORDINARY)
    assert letter.size == len(ORDINARY)
    assert letter.content[letter.body_offset :] == b"One\r\n\r\ntwo  three\r\n"
    assert (letter.message_id, letter.has_message_id) == ("3@example.org", True)
    assert letter.references == ("1@example.org", "2@example.org")
    assert letter.subject == "[psc] Café in Nairobi"
    assert letter.sender == Mailbox("Zoë", "zoe@example.org")
    assert [each.address for each in letter.from_] == ["zoe@example.org", "bob@example.org"]
    assert [each.address for each in letter.to] == ["psc@example.org", "carla@example.org"]
    assert [each.name for each in letter.reply_to] == ["Ann"]
    assert letter.cc == (Mailbox("", "dan@example.org"),)
    assert letter.sent_s == 1767603600
    assert letter.received == 2
    assert letter.opening == "One\n\ntwo three"
    assert (letter.automatic, letter.bulk, letter.too_complex, letter.defects) == (
        "",
        False,
        "",
        (),
    )
    assert letter.first(b"subject") == letter.subject
    assert letter.first(b"x-nothing") == ""


def test_a_letter_travels_between_processes() -> None:
    """It can be pickled, and comes out the same."""
    letter = parse(ORDINARY)
    assert pickle.loads(pickle.dumps(letter)) == letter


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<1@example.org>", ("1@example.org",)),
        ("<1@example.org> <2@example.org>", ("1@example.org", "2@example.org")),
        ("<1@example.org><2@example.org>", ("1@example.org", "2@example.org")),
        ("<1@exam \tple.org>", ("1@example.org",)),
        ("< 1@example.org >", ("1@example.org",)),
        ('Your message of "Mon, 5 Jan 2026" <1@example.org>', ("1@example.org",)),
        ("<1@example.org> from bob at example.org", ("1@example.org",)),
        ("<1@example.org> (Bob <bob@example.org> on Monday)", ("1@example.org",)),
        ("(from <bob@example.org> (Bob)) <1@example.org>", ("1@example.org",)),
        ("sad :-( <1@example.org>", ("1@example.org",)),
        ("<a(b)c@example.org>", ("a(b)c@example.org",)),
        ("<<1@example.org>>", ("1@example.org",)),
        ("<1@example.org", ("1@example.org",)),
        ("=?utf-8?q?=3C1=40example=2Eorg=3E?=", ("1@example.org",)),
        ("<A@Example.org>", ("A@Example.org",)),
        ("<> < >", ()),
        ("0", ()),
        ("1@example.org", ()),
        ("", ()),
        (f"<{'x' * 901}> <1@example.org>", ("1@example.org",)),
    ],
)
def test_ids_are_found_whatever_stands_around(value: str, ids: tuple[str, ...]) -> None:
    """Prose and comments are passed over, white space inside an id goes, case stays."""
    assert find_ids(value) == ids


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ("References: <1@x> <2@x>\nIn-Reply-To: <3@x>", ("1@x", "2@x", "3@x")),
        ("References: <1@x> <2@x> <1@x>\nIn-Reply-To: <1@x>", ("1@x", "2@x")),
        ("References: <1@x>\nReferences: <2@x>", ("1@x", "2@x")),
        ("References: <own@example.org> <1@x>", ("1@x",)),
        ("In-Reply-To: Message from Bob <bob@example.org> of Monday. <1@x>", ("1@x",)),
        ("In-Reply-To: <BOB@example.org>", ()),
        ("References: <bob@example.org>", ("bob@example.org",)),
        ("References:\nIn-Reply-To:", ()),
    ],
)
def test_what_a_letter_answers(headers: str, references: tuple[str, ...]) -> None:
    """References first, then In-Reply-To; never itself, and never a mail address of In-Reply-To."""
    content = f"Message-ID: <own@example.org>\nTo: bob@example.org\n{headers}\n\nx\n"
    assert parse(mail(content)).references == references


def test_of_very_many_references_the_root_and_the_nearest_stay() -> None:
    """The first is the thread's root, the last ones are those that somebody still has."""
    many = " ".join(f"<{n}@x>" for n in range(5000))
    references = parse(mail(f"References: {many}\n\n")).references
    assert len(references) == MAX_REFERENCES
    assert (references[0], references[1], references[-1]) == ("0@x", "4001@x", "4999@x")


@pytest.mark.parametrize(
    ("header", "message_id"),
    [
        ("Message-ID: <1@example.org>", "1@example.org"),
        ("Message-Id: 1@example.org", "1@example.org"),
        ("message-id:\n <1@example.org>", "1@example.org"),
        ("Message-ID: <1@example.org> (added by mx.example.org)", "1@example.org"),
        ("Message-ID: <1@example.org>\nMessage-ID: <2@example.org>", "1@example.org"),
    ],
)
def test_a_message_id_is_read(header: str, message_id: str) -> None:
    """Also where an old program forgot the angle brackets."""
    letter = parse(mail(f"{header}\n\nx\n"))
    assert (letter.message_id, letter.has_message_id) == (message_id, True)


@pytest.mark.parametrize("header", ["", "Message-ID:\n", "Message-ID: <>\n", "Message-ID: a b c\n"])
def test_an_unreadable_message_id_is_made(header: str) -> None:
    """Always the same one for the same mail, by whatever way it comes; another for another mail."""
    text = f"{header}From: ann@example.org\n\n"
    letter = parse(mail(text + "x\n"))
    again = parse(mail("Received: from elsewhere\nReturn-Path: <a@example.org>\n" + text + "x\n\n"))
    other = parse(mail(text + "y\n"))
    assert not letter.has_message_id
    assert letter.message_id.endswith("@no-message-id.invalid")
    assert letter.message_id == again.message_id != other.message_id


def test_the_hash_of_a_body_overlooks_white_space_at_ends() -> None:
    """Of lines and of the whole; every other change makes another hash."""
    bodies = ["a\r\nb\r\n", "a\nb", "a  \r\nb\t\r\n\r\n \r\n", "a\r\nb" + "\r\n" * 3_000_000]
    hashes = {parse(b"X: y\r\n\r\n" + body.encode()).body_sha256 for body in bodies}
    assert len(hashes) == 1
    assert parse(b"X: y\r\n\r\na\r\n\r\nb\r\n").body_sha256 not in hashes
    assert parse(b"Z: y\r\n\r\na\r\nb\r\n").body_sha256 in hashes


def test_the_hash_of_a_large_body_does_not_depend_on_how_it_is_cut() -> None:
    """Trailing space counts as little at the seam of two pieces as elsewhere."""
    lines = [b"%d" % n for n in range(300_000)]
    plain, spaced = b"\r\n".join(lines), b" \t\r\n".join(lines)
    assert parse(b"X: y\r\n\r\n" + plain).body_sha256 == parse(b"X: y\r\n\r\n" + spaced).body_sha256


@pytest.mark.parametrize(
    ("date", "sent_s"),
    [
        ("Mon, 5 Jan 2026 10:00:00 +0100", 1767603600),
        ("5 Jan 26 10:00 +0100", 1767603600),
        ("Mon, 05 Jan 2026 09:00:00 GMT", 1767603600),
        ("Mon, 5 Jan 2026 09:00:00", 1767603600),
        ("Mon, 5 Jan 2026 09:00:00 -0000 (UTC)", 1767603600),
        ("Mon Jan  5 09:00:00 2026", 1767603600),
        ("Thu, 1 Jan 1960 00:00:00 +0000", None),
        ("Mon, 45 Foo 2026 99:99:99", None),
        ("Mon, 5 Jan 999999999999 10:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(date: str, sent_s: int | None) -> None:
    """A date without zone is UTC; nonsense is no date."""
    letter = parse(mail(f"Date: {date}\n\n"))
    assert letter.sent_s == sent_s
    assert ("bad_date" in letter.defects) == (sent_s is None)


def test_what_a_list_says_of_itself() -> None:
    """List-Id lower case and bare, List-Post as addresses; both make a mail bulk mail."""
    letter = parse(
        mail("""\
List-Id: Private Sector <PSC.example.org>
List-Id: bare.example.org
List-Post: <mailto:psc@example.org?subject=x>, <https://example.org/>
List-Post: NO

""")
    )
    assert letter.list_ids == ("psc.example.org", "bare.example.org")
    assert letter.list_posts == ("psc@example.org",)
    assert letter.bulk
    assert letter.automatic == ""


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("\n\n  unsubscribe  \n\n", "unsubscribe"),
        ("Content-Transfer-Encoding: base64\n\nw6nDqSB4\n", "éé x"),
        ("Content-Type: text/html\n\n<head><title>no</title></head><p>Stop&nbsp;now</p>\n", "Stop now"),
        ("Content-Type: image/png\n\nPNG\n", ""),
        ("Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: image/png\n\nx\n"
         "--A\nContent-Type: text/plain\n\n\n--A\nContent-Type: text/html\n\n<b>hi\n--A--\n", "hi"),
        ("Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Disposition: attachment\n\nx\n"
         "--A\n\ny\n--A--\n", "y"),
        ("\na\x00\x07b\n", "a b"),
        ("\n" + "word " * 500, ("word " * 40).strip()),
    ],
)  # fmt: skip
def test_the_opening_is_the_first_text(text: str, opening: str) -> None:
    """Decoded, on tidy lines, of the first part that has any, never of an attachment."""
    assert parse(mail(f"X: y\n{text}")).opening == opening


@pytest.mark.parametrize(
    ("content", "defects"),
    [
        (b"", ("no_header", "no_from", "no_message_id", "no_date")),
        (b"hello\r\n", ("no_header", "no_from", "no_message_id", "no_date")),
        (ORDINARY.replace(b"From:", b"From: x\r\nFrom:"), ("several_from",)),
        (ORDINARY.replace(b"zoe@", b"").replace(b"bob@", b""), ("bad_from",)),
        (ORDINARY.replace(b"<3@example.org>", b"<>"), ("bad_message_id",)),
        (ORDINARY + b"\0", ("nul",)),
        (ORDINARY.replace(b"Cc:", b"Content-Type: nonsense\r\nCc:"), ("bad_type",)),
    ],
)  # fmt: skip
def test_defects_are_data(content: bytes, defects: tuple[str, ...]) -> None:
    """What is wrong with a mail has a short name."""
    assert parse(content).defects == defects


def test_the_archive_form_of_old_mailman_is_survived() -> None:
    """Addresses written "ann at example.org" still name the sender, and the thread is found."""
    letter = parse(saved("archive_of_mailman_2"))
    assert letter.sender == Mailbox("Ann Lee", "ann@example.org")
    assert letter.references == ("20260101@example.org",)


@pytest.mark.parametrize(
    ("content", "limit"),
    [
        (b"X: y\r\n" * 1000 + b"\r\n", ""),
        (b"X: y\r\n" * 1001 + b"\r\n", "headers"),
        (b"X: y\r\n" * 4_000_000, "headers"),
        (b"X: " + b"y" * 1_000_000 + b"\r\n\r\n", "headers"),
        (b"X: y\r\n" + b" y\r\n" * 80_000 + b"\r\n", "headers"),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 30_000, "parts"),
        (b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(
            b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
            for n in range(500)
        ), "depth"),
        (b"X: y\r\n\r\n" + b"z\r\n" * 1_000_000, ""),
    ],
)  # fmt: skip
def test_what_is_too_complex_is_said_and_not_read(content: bytes, limit: str) -> None:
    """R19: headers, depth and parts have limits; a large body alone is none."""
    before = time.process_time()
    letter = parse(content)
    assert time.process_time() - before < 5
    assert letter.too_complex == limit
    assert letter.size == len(content)
    assert len(letter.fields) <= 1000


@pytest.mark.parametrize(
    "piece", [b"(", b'"', b'"\\', b"<", b'<"', b",", b"=?u?q?", b"=?", b"\\", b"; a="]
)
def test_crafted_headers_take_no_long_time(piece: bytes) -> None:
    """A quarter of a megabyte of broken marks in every field that is read: under two seconds."""
    for name in (b"From", b"References", b"In-Reply-To", b"Message-ID", b"Content-Type", b"Subject",
                 b"Date", b"List-Post", b"List-Id", b"Auto-Submitted"):  # fmt: skip
        before = time.process_time()
        parse(name + b": " + piece * (250_000 // len(piece)) + b"\r\n\r\nhello\r\n")
        assert time.process_time() - before < 5


_FIELDS = st.sampled_from(
    [b"From", b"To", b"Subject", b"Date", b"Message-ID", b"References", b"Content-Type", b"X"]
)
_VALUES = st.binary(max_size=60) | st.sampled_from(
    [b"multipart/mixed; boundary=A", b"text/html; charset=utf-7", b"=?utf-7?q?+2AA-?=",
     b"=?idna?b?////?=", b"<a@b>", b"Mon, 5 Jan 2026 10:00:00 +9999", b"text/plain; charset=\xff"]
)  # fmt: skip
_BODIES = st.binary(max_size=200) | st.sampled_from(
    [b"--A\r\nContent-Type: text/html\r\n\r\n<p>x", b"--A\r\n\r\nx\r\n--A--\r\n"]
)


def assert_sound(content: bytes) -> Letter:
    """Assert what is true of every letter, and return it."""
    letter = parse(content)
    assert letter.content == content
    assert 0 <= letter.body_offset <= len(content)
    assert letter.message_id
    assert letter.message_id not in letter.references
    texts = [letter.message_id, letter.subject, letter.opening, *letter.references]
    for mailbox in (*letter.from_, *letter.to, *letter.cc, *letter.reply_to):
        texts += [mailbox.name, mailbox.address]
    for text in texts:
        assert "\0" not in text
        assert "\r" not in text
        text.encode("utf-8")
    return letter


@given(st.binary())
def test_parsing_never_raises(content: bytes) -> None:
    """Whatever the bytes: a letter, whose texts could be stored and sent."""
    assert_sound(content)


@given(st.lists(st.tuples(_FIELDS, _VALUES), max_size=12), _BODIES)
@example([(b"Subject", b"=?utf-7?q?+2AA-?=")], b"")
def test_parsing_odd_headers_never_raises(fields: list[tuple[bytes, bytes]], body: bytes) -> None:
    """The same for what has the shape of a mail."""
    head = b"".join(name + b": " + value + b"\r\n" for name, value in fields)
    assert_sound(head + b"\r\n" + body)


@given(st.sampled_from(sorted(path.stem for path in LETTERS.glob("*.eml"))), st.data())
def test_parsing_damaged_mails_never_raises(name: str, data: st.DataObject) -> None:
    """The same for made-up mails of many programs with a piece cut out, doubled or spoilt."""
    content = saved(name)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    piece = data.draw(
        st.sampled_from([b"", content[start:end] * 2, b"\0", b"\r", b"\n\n", b'"', b"\xff"])
    )
    assert_sound(content[:start] + piece + content[end:])
