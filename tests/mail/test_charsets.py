"""Bytes become text whatever they claim to be."""

from __future__ import annotations

from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.charsets import decode_text, encode_text


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        (b"caf\xc3\xa9", "utf-8", "café"),
        (b"caf\xc3\xa9", "UTF8", "café"),
        (b"caf\xe9", "iso-8859-1", "café"),
        (b"\x93x\x94", "iso-8859-1", "“x”"),
        (b"caf\xe9", "us-ascii", "café"),
        (b"caf\xc3\xa9", "", "café"),
        (b"caf\xc3\xa9", "unknown-8bit", "café"),
        (b"caf\xe9", "x-unknown", "café"),
        (b"good \xc3\xa9 cut \xc3", "utf-8", "good é cut \ufffd"),
        (b"\xd6\xd0", "gb2312", "中"),
        (b"\xc7\xd1", "ks_c_5601-1987", "한"),
        (b"+AOk-", "unicode-1-1-utf-7", "é"),
        (b"+2AA-", "utf-7", "\ufffd"),
        (b"abc", "rot13", "abc"),
        (b"abc", "idna", "abc"),
        (b"abc", "punycode", "abc"),
        (b"a\\x41", "unicode_escape", "a\\x41"),
        (b"abc", "../../etc/passwd", "abc"),
        (b"abc", "utf-8\x00", "abc"),
        (b"abc", "x" * 10_000, "abc"),
    ],
)
def test_text_is_read(data: bytes, charset: str, text: str) -> None:
    """Known charsets are obeyed, what mailers mean by them included; others are guessed."""
    assert decode_text(data, charset) == text


@given(st.binary(), st.sampled_from(sorted(set(aliases))) | st.text(max_size=30))
def test_reading_never_raises(data: bytes, charset: str) -> None:
    """Any bytes in any charset become text that can be written again."""
    decode_text(data, charset).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "charset", "data"),
    [
        ("é", "utf-8", b"\xc3\xa9"),
        ("é", "ISO-8859-1", b"\xe9"),
        ("“", "iso-8859-1", None),
        ("é", "us-ascii", None),
        ("x", "us-ascii", b"x"),
        ("x", "no-such", None),
        ("x", "rot13", None),
        ("x", "", None),
        ("\ud800", "utf-8", None),
    ],
)
def test_text_is_written_only_as_it_is(text: str, charset: str, data: bytes | None) -> None:
    """Encoding is exact or not done: no stand-ins, no wider charset than was named."""
    assert encode_text(text, charset) == data
