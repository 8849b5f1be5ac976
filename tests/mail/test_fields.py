"""Header fields: reading never raises, and no value ever becomes a second line."""

from __future__ import annotations

import email
import email.policy
import time
from email.header import decode_header, make_header

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dgroup.mail.address import Mailbox
from dgroup.mail.fields import (
    Field,
    clean_field,
    make_address_field,
    make_field,
    make_phrase_field,
    make_structured_field,
    split_header,
)


def field(raw: bytes) -> Field:
    """Return the one field that `raw` is."""
    fields, offset = split_header(raw)
    assert len(fields) == 1
    assert offset == len(raw)
    return fields[0]


def assert_one_field(raw: bytes) -> Field:
    """Assert that `raw` is one clean field for any reader, and return it."""
    assert raw.endswith(b"\r\n")
    for line in raw[:-2].split(b"\r\n")[1:]:
        assert line[:1] in (b" ", b"\t")
        assert line.strip()
    assert raw.count(b"\r\n") == raw.count(b"\r") == raw.count(b"\n")
    assert not set(raw) & ({*range(32), 127} - {9, 10, 13})
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return field(raw)


@pytest.mark.parametrize(
    ("content", "names", "body"),
    [
        (b"", [], b""),
        (b"\r\n", [], b""),
        (b"A: 1\r\nB: 2\r\n\r\nbody\r\n", [b"a", b"b"], b"body\r\n"),
        (b"A: 1\r\n\tmore\r\n  more\r\nB: 2\r\n\r\n\r\nx", [b"a", b"b"], b"\r\nx"),
        (b"A: 1\nB: 2\n\nbody", [b"a", b"b"], b"body"),
        (b"A: 1", [b"a"], b""),
        (b"From ann@example.org Mon Jan 1\r\nA: 1\r\n\r\nx", [b"a"], b"x"),
        (b"A: 1\r\n>From ann@example.org Mon Jan 1\r\nB: 2\r\n\r\nx", [b"a", b"b"], b"x"),
        (b"From: x\r\nFrom : y\r\n\r\n", [b"from", b"from"], b""),
        (b"A: 1\r\nno field at all\r\nB: 2\r\n", [b"a"], b"no field at all\r\nB: 2\r\n"),
        (b" folded from nowhere\r\nA: 1\r\n", [], b" folded from nowhere\r\nA: 1\r\n"),
        (b": no name\r\n", [], b": no name\r\n"),
        (b"caf\xe9: 1\r\n", [], b"caf\xe9: 1\r\n"),
        (b"A:\r\n\r\n", [b"a"], b""),
    ],
)
def test_a_header_ends_where_it_ends(content: bytes, names: list[bytes], body: bytes) -> None:
    """Fields are read up to the empty line, or up to the first line that cannot be one."""
    fields, offset = split_header(content)
    assert [each.name for each in fields] == names
    assert content[offset:] == body
    assert all(each.raw.endswith(b"\r\n") for each in fields)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"Subject: plain\r\n", "plain"),
        (b"Subject:plain \r\n", "plain"),
        (b"Subject:\r\n =?utf-8?q?H=C3=A9?=\r\n", "Hé"),
        (b"Subject: one\r\n two\r\n\tthree\r\n", "one two three"),
        (b"Subject: =?utf-8?Q?a?=\r\n =?utf-8?Q?b?= c\r\n", "ab c"),
        (b"Subject: =?utf-8?b?w6k=?= =?utf-8?q?_caf=C3?= =?UTF-8?Q?=A9?=\r\n", "é café"),
        (b"Subject: =?ISO-8859-1?Q?Andr=E9?=\r\n", "André"),
        (b"Subject: =?utf-8*en?Q?Andr=C3=A9?=\r\n", "André"),
        (b"Subject: =?windows-1252?q?=93x=94?=\r\n", "“x”"),
        (b"Subject: =?gb2312?B?1tDOxA==?=\r\n", "中文"),
        (b"Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\r\n", "日本"),
        (b"Subject: =?utf-8?Q?who?_me??=\r\n", "who? me?"),
        (b"Subject: =?utf-8?Q?with space?=\r\n", "with space"),
        (b"Subject: =?utf-8?b?w6k?=\r\n", "é"),
        (b"Subject: =?unicode-1-1-utf-7?q?a?= =?no-such?q?=C3=A9?=\r\n", "aé"),
        (b"Subject: =?no-such?q?=E9?=\r\n", "é"),
        (b"Subject: =?idna?q?xn--a?= =?punycode?q?b?=\r\n", "xn--ab"),
        (b"Subject: =?utf-8?x?a?=\r\n", "=?utf-8?x?a?="),
        (b"Subject: =?utf-8?b?####?=\r\n", "=?utf-8?b?####?="),
        (b"Subject: =?utf-8?q?open\r\n", "=?utf-8?q?open"),
        (b"Subject: caf\xc3\xa9\r\n", "café"),
        (b"Subject: caf\xe9\r\n", "café"),
        (b"Subject: a\x00b\x07c\x1b[31m\r\n", "a b c [31m"),
        (b"Subject: =?utf-8?q?a=0D=0Ab=E2=80=A8c=C2=85d?=\r\n", "a  b c d"),
        (b"Subject: =?utf-7?q?+2AA-?=\r\n", "\ufffd"),
        (b"Subject:\r\n", ""),
    ],
)
def test_a_value_is_read_as_it_was_meant(raw: bytes, value: str) -> None:
    """Folding, encoded words and raw 8-bit text become one line of text, whatever is broken."""
    assert field(raw).value == value


def test_text_leaves_encoded_words_alone() -> None:
    """An address list is split before it is decoded: an encoded comma is no separator."""
    raw = b"To: =?utf-8?q?Doe=2C_Ann?= <ann@example.org>\r\n"
    assert field(raw).text == "=?utf-8?q?Doe=2C_Ann?= <ann@example.org>"


def test_an_encoded_line_end_never_becomes_a_header() -> None:
    """The hole of CPython 3.11 (PROMISES, fact 4): decode, set again, and there is no Bcc."""
    fields, _ = split_header(b"Subject: =?UTF-8?Q?x=0D=0ABcc:_v@x?=\r\n\r\n")
    again = make_field("Subject", fields[0].value)
    assert again == b"Subject: x Bcc: v@x\r\n"
    parsed = email.message_from_bytes(again + b"\r\n", policy=email.policy.default)
    assert parsed.keys() == ["Subject"]


@pytest.mark.parametrize(
    "value",
    [
        "x\r\nBcc: v@example.org",
        "x\nBcc: v@example.org",
        "x\rBcc: v@example.org",
        "é\r\n\r\nbody",
        "x\u2028Bcc: v\u2029y\x85z",
        "=?utf-8?q?x=0D=0ABcc:_v?=",
        "\x00\x0b\x0c",
        "\ud800 half",
        "{0.__class__} <script>",
        "a" * 10_000,
        "word " * 2_000,
        "é" * 10_000,
        "",
    ],
)
def test_made_fields_are_one_field(value: str) -> None:
    """Whatever the value, what is made is one clean field with all its visible text."""
    made = assert_one_field(make_field("Subject", value))
    for mark in ("\r", "\n", "\x00"):
        assert mark not in made.value
    assert "Bcc: v" in made.value or "Bcc" not in value or "=0D" in made.value


def test_what_looks_encoded_is_encoded() -> None:
    """A decoded value that spells an encoded word comes back as those characters."""
    value = "=?utf-8?q?x=0D=0ABcc:_v?="
    assert field(make_field("Subject", value)).value == value


def test_bidi_overrides_do_not_leave() -> None:
    """A name cannot turn round the text that stands beside it; letters and marks stay."""
    made = make_field("Subject", "a\u202eb\u2066c שלום\u200f")
    assert field(made).value == "abc שלום\u200f"


@given(st.text())
@example("[psc] Début de la réunion — à demain, très bientôt et pour longtemps, promis juré craché")
def test_a_value_survives_being_made(value: str) -> None:
    """Made and read again, a value is the same, white space and controls aside."""
    made = assert_one_field(make_field("X-Any", value))
    plain = field(make_field("X-Any", made.value)).value
    assert made.value == plain
    printable = [each for each in value if each.isalnum()]
    assert [each for each in made.value if each.isalnum()] == printable


@given(st.text(min_size=1, max_size=300))
def test_other_readers_read_the_same(value: str) -> None:
    """Python's own email package decodes what is made to the same text."""
    made = make_field("Subject", value)
    unfolded = made[len(b"Subject:") :].replace(b"\r\n", b"").decode("ascii").strip()
    assert str(make_header(decode_header(unfolded))) == field(made).value


@pytest.mark.parametrize("name", ["", "A B", "A:", "A\r\nB", "é", "x" * 300])
def test_a_field_needs_a_name(name: str) -> None:
    """A name that is none is a fault of the program, and is said at once."""
    with pytest.raises(ValueError, match="not a header field name"):
        make_field(name, "x")


def test_lines_are_folded_at_78() -> None:
    """Lines stay within 78 columns where words allow it, and the first word stays with the name."""
    made = make_field("References", " ".join(f"<{number}@example.org>" for number in range(100)))
    lines = made.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert lines[0].startswith(b"References: <0@")


@pytest.mark.parametrize(
    ("mailboxes", "made"),
    [
        ([Mailbox("", "a@x.org")], b"To: a@x.org\r\n"),
        ([Mailbox("Ann", "a@x.org")], b"To: Ann <a@x.org>\r\n"),
        ([Mailbox("Doe, Ann", "a@x.org")], b'To: "Doe, Ann" <a@x.org>\r\n'),
        ([Mailbox('A "q" \\ b', "a@x.org")], b'To: "A \\"q\\" \\\\ b" <a@x.org>\r\n'),
        ([Mailbox("J. Doe", "a@x.org"), Mailbox("", "b@y")], b'To: "J. Doe" <a@x.org>, b@y\r\n'),
        ([Mailbox("Zoë", "a@x.org")], b"To: =?utf-8?b?Wm/Dqw==?= <a@x.org>\r\n"),
        ([Mailbox("A\r\nBcc: v@x", "a@x.org")], b'To: "A Bcc: v@x" <a@x.org>\r\n'),
        (
            [Mailbox("=?utf-8?q?x?=", "a@x.org")],
            b"To: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <a@x.org>\r\n",
        ),
        ([Mailbox("", '"a b"@x.org')], b'To: "a b"@x.org\r\n'),
        ([Mailbox("", "a@bücher.org")], b"To: a@xn--bcher-kva.org\r\n"),
        ([Mailbox("", "zoë@bücher.org")], "To: zoë@bücher.org\r\n".encode()),
        ([Mailbox("Zoë", "zoë@x.org")], "To: =?utf-8?b?Wm/Dqw==?= <zoë@x.org>\r\n".encode()),
    ],
)
def test_address_lists_are_made(mailboxes: list[Mailbox], made: bytes) -> None:
    """Names are atoms, quoted or encoded as they need; addresses stand as they are."""
    assert make_address_field("To", mailboxes) == made


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a b@x.org",
        "a@x.org\r\nBcc: v@x",
        "a@x>,<b@y",
        "a,b@x.org",
        "a\x00@x",
        "a" * 1000,
        "(a)@x",
    ],
)
def test_a_bad_address_is_left_out(address: str) -> None:
    """What is no address never gets into a header, and its neighbours do."""
    assert make_address_field("To", [Mailbox("Bad", address)]) == b""
    both = [Mailbox("Bad", address), Mailbox("", "good@x.org")]
    assert make_address_field("To", both) == b"To: good@x.org\r\n"


@given(st.lists(st.tuples(st.text(max_size=80), st.text(max_size=40)), max_size=5))
def test_address_lists_are_always_one_field(pairs: list[tuple[str, str]]) -> None:
    """Whatever the names and addresses, the list is one clean field or nothing at all."""
    made = make_address_field("Cc", [Mailbox(name, address) for name, address in pairs])
    if made:
        assert_one_field(made)


def test_a_phrase_field_is_made() -> None:
    """List-Id has its title as a phrase, and its identifier untouched."""
    made = make_phrase_field("List-Id", "Früh, spät", "psc.lists.example.org")
    assert made == b"List-Id: =?utf-8?b?RnLDvGgsIHNww6R0?= <psc.lists.example.org>\r\n"


@given(st.text(max_size=2000))
def test_structured_fields_are_ascii(value: str) -> None:
    """A field of tokens is ASCII and one field, whatever it is made of."""
    assert_one_field(make_structured_field("References", value))


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: as it was \r\n",
        b"Subject:\r\n =?utf-8?q?x?=\r\n",
        b"X-Odd:\tvalue;\r\n\tmore\r\n",
        b"Empty:\r\n",
        b"Long: " + b"x" * 990 + b"\r\n",
    ],
)
def test_clean_fields_are_untouched(raw: bytes) -> None:
    """A field that is fit for the wire stays byte for byte."""
    assert clean_field(field(raw)) is field(raw).raw or clean_field(field(raw)) == raw


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (b"Subject: caf\xc3\xa9\r\n", b"Subject: =?utf-8?b?Y2Fmw6k=?=\r\n"),
        (b"Subject: caf\xe9\r\n", b"Subject: =?utf-8?b?Y2Fmw6k=?=\r\n"),
        (b"SUBJECT : x\r\n", b"SUBJECT: x\r\n"),
        (b"Subject: a\r\n \r\n\t\r\n b\r\n", b"Subject: a\r\n b\r\n"),
        (b"Subject: a\x00b\r\n", b"Subject: a b\r\n"),
        (b"Subject: a\rBcc: b\r\n", b"Subject: a Bcc: b\r\n"),
        (b"Subject: a\n b\n", b"Subject: a b\r\n"),
        (b'From: "J\xf6rg, M" <j@x.org>\r\n', b"From: =?utf-8?b?SsO2cmcsIE0=?= <j@x.org>\r\n"),
        (b"To: j\xf6rg@x.org\r\n", "To: jörg@x.org\r\n".encode()),
        (b"To: Gr\xfcppe\r\n", b""),
        (
            b'Content-Disposition: attachment; filename="R\xc3\xa9sum\xc3\xa9; 2.pdf"; size=3\r\n',
            b"Content-Disposition: attachment; filename*=utf-8''R%C3%A9sum%C3%A9%3B%202.pdf;\r\n size=3\r\n",
        ),
        (b"Message-ID:\x01<a@b>\r\n", b"Message-ID: <a@b>\r\n"),
        (b"To: j@b\xc3\xbccher.org\r\n", b"To: j@xn--bcher-kva.org\r\n"),
    ],
)
def test_dirty_fields_are_cleaned(raw: bytes, clean: bytes) -> None:
    """8-bit text is encoded by the kind of field, controls go, white lines go."""
    assert clean_field(field(raw)) == clean


@pytest.mark.parametrize(
    "raw",
    [
        b"Subject: " + b"word " * 2000 + b"\r\n",
        b"References: " + b"<0123456789@example.org> " * 500 + b"\r\n",
        b"To: " + b"Somebody <somebody@example.org>, " * 400 + b"last@example.org\r\n",
        b"Subject: " + b"=?utf-8?q?=C3=A9?= " * 500 + b"\r\n",
        b'Content-Type: text/plain; name="' + b"n" * 3000 + b'"; charset=utf-8\r\n',
        b"X-Blob: " + b"A" * 5000 + b"\r\n",
    ],
)
def test_long_lines_are_folded(raw: bytes) -> None:
    """A line over 998 octets is folded, and says what it said."""
    before = field(raw)
    after = assert_one_field(clean_field(before))
    if before.name != b"content-type":
        assert after.value.split() == before.value.split()
    else:
        message = email.message_from_bytes(after.raw + b"\r\n")
        assert message.get_param("name")[2] == "n" * 3000  # type: ignore[index]
        assert message.get_content_charset() == "utf-8"


_ANY = st.binary(max_size=400) | st.lists(
    st.sampled_from(
        [
            b"A",
            b"From",
            b"To",
            b"Content-Type",
            b"Subject",
            b":",
            b" ",
            b"\r\n",
            b"\n",
            b"\r",
            b"\t",
            b"=?utf-8?q?",
            b"?=",
            b"=0D=0A",
            b"\xe9",
            b"\xc3\xa9",
            b'"',
            b"<",
            b">",
            b"@",
            b",",
            b";",
            b"\x00",
            b"(",
            b")",
            b"filename=",
            b"x" * 1100,
            b"From ",
        ]
    ),
    max_size=30,
).map(b"".join)


@given(_ANY)
@settings(max_examples=500)
def test_any_header_is_read_and_cleaned(content: bytes) -> None:
    """Arbitrary bytes are split without a loss, read without an error, and cleaned to one field."""
    fields, offset = split_header(content)
    assert 0 <= offset <= len(content)
    for each in fields:
        assert "\n" not in each.value
        assert "\r" not in each.value
        cleaned = clean_field(each)
        if cleaned:
            assert assert_one_field(cleaned).name == each.name


@pytest.mark.parametrize(
    "content",
    [
        b"X: " + b"=?a?q?x" * 40_000,
        b"X: =?utf-8?q?" + b"a" * 256_000,
        b"To: " + b'"' * 256_000 + b"\xff",
        b"Content-Type: " + b'";' * 100_000 + b"\xff",
        b"X:" + b"\r\n a" * 60_000,
        b"X: " + b"\xff " * 100_000,
        b"A" * 256_000,
        b"To: " + b"(" * 200_000 + b"\xff",
    ],
)
def test_time_is_linear(content: bytes) -> None:
    """A crafted header of 256 kB costs a fraction of a second, not minutes."""
    began = time.process_time()
    fields, _ = split_header(content)
    for each in fields:
        assert isinstance(each.value, str)
        clean_field(each)
    assert time.process_time() - began < 5
