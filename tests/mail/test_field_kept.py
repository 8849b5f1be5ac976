"""Fields that others compare, or have signed: as few of their octets change as can be."""

from __future__ import annotations

import pytest

from dgroup.mail.compose import ListHead, list_copy
from dgroup.mail.fields import Field, clean_field
from dgroup.mail.parse import parse

HEAD = ListHead("psc", "lists.example.org", "Club")


@pytest.mark.parametrize("blank", [b" \r\n", b"\t \r\n \r\n"])
def test_only_a_blank_line_goes_out_of_a_signature(blank: bytes) -> None:
    """A continuation line of white space is dropped; the others stay byte for byte."""
    lines = (b"DKIM-Signature: v=1;  a=x;\r\n", b"\td=x.org;\r\n", b"  b=AbC\r\n", b" \tdEf\r\n")
    for place in range(1, 5):
        raw = b"".join((*lines[:place], blank, *lines[place:]))
        assert clean_field(Field(b"dkim-signature", raw)) == b"".join(lines)


@pytest.mark.parametrize("name", [b"Message-ID", b"In-Reply-To", b"References"])
@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("<é@b>".encode(), b"<%C3%A9@b>"),
        ("<a@b>\r\n <é@b>".encode(), b"<a@b> <%C3%A9@b>"),
        (b"<\xe9@b>", b"<%E9@b>"),
        ("<é@b\x00>".encode(), b"<%C3%A9@b >"),
    ],
)
def test_an_id_never_becomes_an_encoded_word(name: bytes, value: bytes, kept: bytes) -> None:
    """What is not ASCII is percent-encoded, the same each time."""
    field = Field(name.lower(), name + b": " + value + b"\r\n")
    assert clean_field(field) == name + b": " + kept + b"\r\n"


@pytest.mark.parametrize("octets", ["é".encode(), b"\xe9"])
def test_a_copy_with_an_id_beyond_ascii_passes_any_relay(octets: bytes) -> None:
    """One odd id keeps nobody's mail from a relay without SMTPUTF8."""
    content = b"From: a@x.org\r\nMessage-ID: <" + octets + b"@x.org>\r\n\r\nHello\r\n"
    copy = list_copy(parse(content), HEAD, received_s=0)
    assert not copy.is_smtputf8
    assert b"".join(copy.content).isascii()
    assert b"=?utf-8?" not in b"".join(copy.content)
