"""Header fields: read from bytes, and made as bytes.

`make_field` is the one function through which every header that dgroup writes goes: no value,
wherever it comes from, can become a second line (PROMISES R18). Reading never raises, whatever
the bytes, and its time is linear in them. What the fields mean is not known here.
RFC 5322 (fields, folding), RFC 2047 (encoded words), RFC 2231 (parameters).
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dgroup.mail.charsets import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dgroup.mail.address import Mailbox

FOLD_AT = 78  # RFC 5322 §2.1.1: a line should be no longer than this
LONGEST_LINE = 998  # RFC 5322 §2.1.1: and must not be longer than this


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: `name` in lower case, `raw` the whole field, folded, with its CRLF."""

    name: bytes
    raw: bytes

    @property
    def text(self) -> str:
        """The value on one line, encoded words left as they stand (for address lists)."""
        value = self.raw[self.raw.find(b":") + 1 :]
        # RFC 5322 §2.2.3: unfolding takes the line end away and leaves the white space.
        value = value.replace(b"\r\n", b"").replace(b"\n", b"").strip()
        try:
            text = value.decode("ascii")
        except UnicodeDecodeError:
            text = decode_text(value, "utf-8")
        return _one_line(text)

    @property
    def value(self) -> str:
        """The value on one line, RFC 2047 decoded, controls replaced by spaces."""
        text = self.text
        return _one_line(decode_words(text)).strip(" ") if "=?" in text else text


def split_header(content: bytes) -> tuple[tuple[Field, ...], int]:
    """Return the header fields of `content` in order, and the offset at which its body begins.

    The header ends at the first empty line, or before the first line that is neither a field nor
    a continuation (which then belongs to the body, as Postfix has it). mbox "From " lines are
    skipped. The offset is `len(content)` where there is no body.
    """
    found: list[Field] = []
    add = found.append
    match_field = _FIELD.match
    position = 0
    while hit := match_field(content, position):
        raw = hit[0]
        if not raw.endswith(b"\r\n"):
            raw = raw.rstrip(b"\r\n") + b"\r\n"
        name = hit[1]
        if name is not None:
            add(Field(name.lower(), raw))
        position = hit.end()
    if hit := _EMPTY_LINE.match(content, position):
        position = hit.end()
    return tuple(found), position


def make_field(name: str, value: str) -> bytes:
    """Make the one header field `name: value`, folded, ending in CRLF.

    Controls in the value (CR and LF above all), line separators and bidi overrides become spaces
    or go, runs of spaces become one. What is not plain ASCII becomes RFC 2047 encoded words, and so
    does what could be mistaken for one. For fields of free text; see `make_address_field`.

    Raises: ValueError when `name` is not a field name (a fault of the caller, never of the mail).
    """
    return _fold(name, _unstructured(value))


def make_structured_field(name: str, value: str) -> bytes:
    """Make a field of ASCII tokens that no encoded word may touch (ids, URLs, parameters).

    The same care is taken as in `make_field`; what is not ASCII is left out.
    Raises: ValueError when `name` is not a field name.
    """
    clean = _for_writing(value).encode("ascii", "ignore").decode("ascii")
    return _fold(name, [word[:_LONGEST_WORD] for word in clean.split(" ") if word])


def make_address_field(name: str, mailboxes: Sequence[Mailbox]) -> bytes:
    """Make the address list `name: Ann <ann@…>, …`; b"" when no mailbox can be written.

    A mailbox whose address has white space, controls or brackets outside quotes, or is over 900
    octets, is left out. A domain outside ASCII is written as its A-label where the local part is
    ASCII; with a local part outside ASCII the address is written in UTF-8 (RFC 6532).
    """
    words: list[str] = []
    for mailbox in mailboxes:
        address = _writable_address(mailbox.address)
        if not address:
            continue
        if words:
            words[-1] += ","
        phrase = make_phrase(mailbox.name)
        words += [*phrase, f"<{address}>"] if phrase else [address]
    return _fold(name, words) if words else b""


def make_phrase_field(name: str, phrase: str, token: str) -> bytes:
    """Make `name: phrase <token>`, as List-Id is (RFC 2919 §2); `token` is ASCII."""
    clean = _for_writing(token).encode("ascii", "ignore").decode("ascii")
    return _fold(name, [*make_phrase(phrase), f"<{clean.replace(' ', '')[:_LONGEST_WORD]}>"])


def make_phrase(text: str) -> list[str]:
    """Write a display name as RFC 5322 §3.2.5 phrase: the words between which it may be folded."""
    words = [word for word in _for_writing(text).split(" ") if word]
    clean = " ".join(words)
    if not clean.isascii() or "=?" in clean or any(len(word) > FOLD_AT for word in words):
        return _encoded_words(clean)
    if _ATOMS.fullmatch(clean):
        return words
    return ('"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"').split(" ")


def clean_field(field: Field) -> bytes:
    """Return a field taken over from somebody, fit for the wire; as it stands when it is clean.

    Raw 8-bit text becomes encoded words (RFC 2231 in MIME parameters; ids of mails stay UTF-8, RFC
    6532), a line over 998 octets is folded, controls go, and so do continuation lines of white
    space only. b"" when nothing of it can be kept (an address list without an address).
    """
    raw = field.raw
    for whole in (raw, _BLANK_LINES.sub(b"\r\n", raw)):
        if _CLEAN.fullmatch(whole) and (
            len(whole) <= LONGEST_LINE or max(map(len, whole.split(b"\r\n"))) <= LONGEST_LINE
        ):
            return whole
    name = raw[: raw.find(b":")].strip().decode("ascii", "replace")
    if not _NAME.fullmatch(name):
        return b""  # longer than any name in use: nobody will miss it
    if field.name in _ADDRESSES:
        from dgroup.mail.address import read_mailboxes  # it reads encoded words by this module

        return make_address_field(name, read_mailboxes(field.text))
    if field.name in _MIME:
        return _fold(name, _parameters(field.text))
    text = field.text
    if field.name in _STRUCTURED and text.isascii():
        return make_structured_field(name, text)
    if field.name in _IDS:
        return _fold(name, _ids(raw[raw.find(b":") + 1 :]))
    return make_field(name, field.value)


def decode_words(text: str) -> str:
    """Decode the RFC 2047 encoded words in `text`; broken ones stay as they are."""
    pieces: list[str] = []
    waiting: list[bytes] = []  # of adjacent words: a character may be cut in two between them
    charset = ""
    end = 0
    for hit in _ENCODED_WORD.finditer(text):
        data = _decode_payload(hit[2], hit[3])
        if data is None:
            continue
        # RFC 2047 §6.2: white space between two encoded words is not text.
        between = text[end : hit.start()]
        is_adjacent = bool(waiting) and not between.strip()
        same = is_adjacent and hit[1].lower() == charset
        if waiting and not same:
            pieces.append(decode_text(b"".join(waiting), charset.partition("*")[0]))
            waiting = []
        if not is_adjacent:
            pieces.append(between)
        waiting.append(data)
        charset = hit[1].lower()
        end = hit.end()
    if waiting:
        pieces.append(decode_text(b"".join(waiting), charset.partition("*")[0]))
    pieces.append(text[end:])
    return "".join(pieces)


# RFC 5322 §2.2: a name is printable ASCII but the colon; §4.5 lets old software put white space
# before it. The other alternative is the line that mbox software leaves behind.
_FIELD = re.compile(rb"(?:([!-9;-~]++)[ \t]*+:|>?From )[^\n]*+(?:\n[ \t][^\n]*+)*+\n?+")
_EMPTY_LINE = re.compile(rb"\r?\n")
_NAME = re.compile(r"[!-9;-~]{1,76}")  # with a word of 900, that still fits on a line
# Tab and visible ASCII, no line of nothing but white space, no space before the colon.
_CLEAN = re.compile(rb"[!-9;-~]++:[\t -~]*+\r\n(?:[ \t]++[!-~][\t -~]*+\r\n)*+")
# Up to eight raw question marks inside are survived; more would make the time quadratic.
_ENCODED_WORD = re.compile(r"=\?([!->@-~]++)\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]*+){0,8}+)\?=")
_BLANK_LINES = re.compile(rb"\r\n(?:[ \t]++\r\n)++")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
# A quoted or dotted local part and a domain, or only one of them; no white space, no brackets.
_ADDRESS = re.compile(
    r"""(?:"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*"|[^\x00-\x20\x7f"(),:;<>@\\\[\]]+)"""
    r"""(?:@(?:[^\x00-\x20\x7f"(),:;<>@\\\[\]]+|\[[0-9A-Za-z:.]+\]))?"""
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# They reach past the end of their own text and could turn round what stands beside it.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LONGEST_WORD = 900

_ADDRESSES = frozenset(
    b"from sender reply-to to cc bcc resent-from resent-sender resent-to resent-cc resent-bcc"
    b" resent-reply-to mail-followup-to mail-reply-to apparently-to".split()
)
_IDS = frozenset(
    b"message-id in-reply-to references content-id resent-message-id original-message-id".split()
)
_MIME = frozenset((b"content-type", b"content-disposition"))
_STRUCTURED = frozenset(
    b"message-id in-reply-to references date received return-path mime-version content-id"
    b" content-transfer-encoding dkim-signature authentication-results arc-seal resent-date"
    b" arc-message-signature arc-authentication-results resent-message-id autocrypt".split()
)


def _one_line(text: str) -> str:
    if _CONTROLS.search(text):
        text = _CONTROLS.sub(" ", text)
    return _SURROGATES.sub("\ufffd", text) if not text.isascii() else text


def _for_writing(text: str) -> str:
    text = _one_line(text)
    return text if text.isascii() else _BIDI.sub("", text)


def _ids(value: bytes) -> list[str]:
    """The ids of a field, never as encoded words: no reader would take one for an id.

    What is not ASCII is percent-encoded, the same each time, so that all who compare find it. As
    UTF-8 (RFC 6532 §3.3) a single odd id would keep the mail from every relay without SMTPUTF8.
    """
    text = "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)
    return [word[:_LONGEST_WORD] for word in _for_writing(text).split(" ") if word]


def _decode_payload(encoding: str, payload: str) -> bytes | None:
    """The bytes of an encoded word; None where its base64 is beyond repair."""
    data = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    data = data.rstrip(b"=")
    try:
        # Nothing but rubbish decodes to nothing: then the reader may see it as it stands.
        return binascii.a2b_base64(data + b"=" * (-len(data) % 4)) or (None if data else b"")
    except binascii.Error:
        return None


def _unstructured(value: str) -> list[str]:
    """Words to be joined by single spaces; those between the first and the last odd one encoded."""
    words = [word for word in _for_writing(value).split(" ") if word]
    odd = [
        number
        for number, word in enumerate(words)
        if not word.isascii() or "=?" in word or len(word) > _LONGEST_WORD
    ]
    if not odd:
        return words
    first, last = odd[0], odd[-1] + 1
    return [*words[:first], *_encoded_words(" ".join(words[first:last])), *words[last:]]


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 encoded words of at most 64 octets, never cutting a character in two."""
    octets = text.encode("utf-8")
    plain = sum(byte in _Q_PLAIN for byte in octets)
    by_q = plain + 3 * (len(octets) - plain) <= 4 * len(octets) / 3
    words: list[str] = []
    chunk = bytearray()
    width = 0
    for character in text:
        code = character.encode("utf-8")
        cost = sum(1 if byte in _Q_PLAIN else 3 for byte in code) if by_q else len(code)
        if width + cost > (52 if by_q else 39):
            words.append(_encoded_word(bytes(chunk), by_q))
            chunk.clear()
            width = 0
        chunk += code
        width += cost
    if chunk:
        words.append(_encoded_word(bytes(chunk), by_q))
    return words


# RFC 2047 §5 (3): what may stand for itself in a phrase, and the space, written "_".
_Q_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/ ")


def _encoded_word(octets: bytes, by_q: bool) -> str:
    if not by_q:
        return f"=?utf-8?b?{binascii.b2a_base64(octets, newline=False).decode('ascii')}?="
    coded = "".join(chr(byte) if byte in _Q_PLAIN else f"={byte:02X}" for byte in octets)
    return f"=?utf-8?q?{coded.replace(' ', '_')}?="


def _writable_address(address: str) -> str:
    if not _ADDRESS.fullmatch(address) or len(address.encode("utf-8", "replace")) > _LONGEST_WORD:
        return ""
    if _for_writing(address) != address:
        return ""
    if address.isascii():
        return address
    from dgroup.mail.address import spelt_for_wire  # it reads encoded words by this module

    return spelt_for_wire(address)


def _parameters(text: str) -> list[str]:
    """Write `type/subtype; name=value …` again, odd or long values as RFC 2231 has it."""
    first, *rest = _PARAMETERS.findall(text) or [""]
    words = [word for word in first.encode("ascii", "ignore").decode("ascii").split(" ") if word]
    for parameter in rest:
        name, _, value = (side.strip() for side in parameter.partition("="))
        name = name.encode("ascii", "ignore").decode("ascii").strip("*")
        if not name or not _NAME.fullmatch(name) or not value:
            continue
        if value.isascii() and len(value) <= _LONGEST_WORD:
            pieces = [f"{name}={value}"]
        else:
            pieces = list(_long_parameter(name, value.strip('"')))
        for piece in pieces:
            if words:
                words[-1] += ";"
            words.append(piece)
    return words


_PARAMETERS = re.compile(r"""(?:"(?:[^"\\]|\\.)*+"?+|[^";])++""")


def _long_parameter(name: str, value: str) -> Iterable[str]:
    """RFC 2231 §3 and §4.1: continuations, each short enough for a line."""
    coded = [
        f"%{byte:02X}" if byte not in _PLAIN_2231 else chr(byte)
        for byte in value.encode("utf-8", "replace")
    ]
    pieces = ["".join(coded[start : start + 18]) for start in range(0, len(coded), 18)]
    if len(pieces) == 1:
        return [f"{name}*=utf-8''{pieces[0]}"]
    pieces[0] = "utf-8''" + pieces[0]
    return [f"{name}*{number}*={piece}" for number, piece in enumerate(pieces)]


_PLAIN_2231 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _fold(name: str, words: Iterable[str]) -> bytes:
    """Join by spaces, and break the line before a word that would pass the 78th column."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a header field name: {name!r}")
    lines = [name + ":"]
    for word in words:
        # RFC 5322 §3.2.2: no line of white space only, so the first word stays with the name.
        if len(lines[-1]) + 1 + len(word) > FOLD_AT and len(lines[-1]) > len(name) + 1:
            lines.append("")
        lines[-1] += " " + word
    return "\r\n".join(lines).encode("utf-8") + b"\r\n"
