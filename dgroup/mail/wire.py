"""What may stand on the wire: line ends, line lengths, dots; and making a mail fit for it.

"Strict in, clean out" (PROMISES R17): nothing that leaves holds a bare CR, a bare LF, a NUL or a
line over 998 octets. A leaf part that does is re-encoded alone, and only its own header edited; in
signed and encrypted parts nothing is ever touched. The header of the mail is compose's.
RFC 5321 §4.5.2 (dots), RFC 5322 §2.1.1 (line length), RFC 2045 §6 (transfer encodings).
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Literal, TypeVar

from dgroup.errors import Refused
from dgroup.mail.fields import LONGEST_LINE, clean_field, split_header
from dgroup.mail.mime import Part, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


Flaw = Literal["nul", "bare_cr", "bare_lf"]
_T = TypeVar("_T")


def normalise(content: bytes) -> bytes:
    """Make all line ends CRLF, the last one too; any number of CRs before an LF are one line end.

    NUL stays: whoever must not take it asks `flaws`. Nothing at all stays nothing.
    """
    ends = content.count(b"\r\n")
    if content.count(b"\n") != ends or content.count(b"\r") != ends:
        # Plain replacements are twenty times as quick as a pattern; a storm of CRs is left to it.
        for _ in range(_CRS_IN_A_ROW):
            if b"\r\n" not in content:
                break
            content = content.replace(b"\r\n", b"\n")
        content = _CRS.sub(b"\n", content) if b"\r\n" in content else content
        content = content.replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    if content and not content.endswith(b"\r\n"):
        content += b"\r\n"
    return content


def flaws(content: bytes) -> set[Flaw]:
    """Name what must never be on the wire: the empty set where all is well."""
    found: set[Flaw] = set()
    ends = content.count(b"\r\n")
    if content.count(b"\r") != ends:
        found.add("bare_cr")
    if content.count(b"\n") != ends:
        found.add("bare_lf")
    if b"\0" in content:
        found.add("nul")
    return found


def dot_stuff(content: bytes) -> bytes:
    """Double each dot that begins a line (RFC 5321 §4.5.2); line ends must be CRLF already."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def dot_unstuff(content: bytes) -> bytes:
    """Return what `dot_stuff` was given."""
    bare = content.replace(b"\r\n..", b"\r\n.")
    return bare[1:] if bare.startswith(b"..") else bare


def longest_line(content: bytes) -> int:
    """The length of the longest line in octets, its CRLF not counted."""
    return max(map(len, content.split(b"\r\n")))


def is_fit(content: bytes, start: int = 0) -> bool:
    """Say whether `content` from `start` on has neither a NUL nor a line over 998 octets."""
    return _long_line(content, start, len(content)) < 0 and content.find(b"\0", start) < 0


def obstacle(content: bytes, body_offset: int, parts: Sequence[Part], level: int = 0) -> str:
    """Say why this mail can never leave clean; "" when it can, by `fit` if need be.

    The reason is the type of the signed or encrypted part that would have to be changed. `level`
    counts the mails around an attached one.
    """
    if is_fit(content, body_offset):
        return ""
    for part, end in zip(parts, _ends(parts), strict=True):
        start = max(part.header_start, body_offset)
        if _is_region_fit(content, start, end):
            continue
        if _is_sealed(part):
            return part.content_type
        if _is_mail(part, level) and (sealed := _inside(content, part, obstacle, level)):
            return sealed
    return ""


def fit(content: bytes, body_offset: int, parts: Sequence[Part], level: int = 0) -> bytes:
    """Return `content` with a body that is fit for the wire; the same object when it was already.

    `content` has CRLF line ends. A text part becomes quoted-printable, another one base64, with
    its Content-Transfer-Encoding set; base64 is wrapped again; an attached mail is treated alike;
    what stands outside all of these is broken. The mail's own header gets a new encoding only.

    Raises: Refused when the flaw stands in a signed or encrypted part (see `obstacle`).
    """
    if is_fit(content, body_offset):
        return content
    if sealed := obstacle(content, body_offset, parts, level):
        raise Refused(f"a line of this mail is too long to be sent, and {sealed} cannot be changed")
    pieces: list[bytes] = []
    position = 0
    for start, end, replacement in _edits(content, body_offset, parts, level):
        if start >= position:
            pieces += [content[position:start], replacement]
            position = end
    pieces.append(content[position:])
    edited = b"".join(pieces)
    _, body_offset = split_header(edited)
    return edited[:body_offset] + _break_lines(edited[body_offset:].replace(b"\0", b""))


_CRS_IN_A_ROW = 8
_CRS = re.compile(rb"(?<!\r)\r++\n")
_SEALED = ("multipart/signed", "multipart/encrypted")
_DEEPEST_MAIL = 5  # attached to one another; what lies deeper is broken where it must be
_BASE64_LINE = 57  # octets that make 76 characters, RFC 2045 §6.8
_QP_PIECE = re.compile(rb"(?:=[0-9A-Fa-f]{2}|.){1,25}", re.DOTALL)


def _long_line(content: bytes, start: int, end: int) -> int:
    """The offset of the first line over 998 octets between the two offsets; -1 for none."""
    # Leaps from the last line end within reach to the next: thousands of times fewer steps than
    # looking at each octet or each line.
    while end - start > LONGEST_LINE:
        found = content.rfind(b"\r\n", start, start + LONGEST_LINE + 2)
        if found < 0:
            return start
        start = found + 2
    return -1


def _is_region_fit(content: bytes, start: int, end: int) -> bool:
    return _long_line(content, start, end) < 0 and content.find(b"\0", start, end) < 0


def _is_sealed(part: Part) -> bool:
    return part.content_type in _SEALED or part.content_type.startswith("application/pkcs7-")


def _ends(parts: Sequence[Part]) -> list[int]:
    """Where each part ends, at the latest before the next one that is not inside it."""
    ends: list[int] = []
    after: list[tuple[int, int]] = []  # depth and start of what follows, the nearest last
    for part in reversed(parts):
        while after and after[-1][0] > part.depth:
            after.pop()
        ends.append(min(part.end, after[-1][1]) if after else part.end)
        after.append((part.depth, part.header_start))
    return ends[::-1]


def _is_mail(part: Part, level: int) -> bool:
    """An attached mail, which may not be encoded as a whole (RFC 2046 §5.2.1)."""
    is_plain = part.encoding not in ("base64", "quoted-printable")
    return part.content_type == "message/rfc822" and is_plain and level < _DEEPEST_MAIL


def _inside(
    content: bytes, part: Part, act: Callable[[bytes, int, Sequence[Part], int], _T], level: int
) -> _T:
    mail = content[part.start : part.end]
    fields, offset = split_header(mail)
    return act(mail, offset, skeleton(mail, offset, fields), level + 1)


def _edits(
    content: bytes, body_offset: int, parts: Sequence[Part], level: int
) -> Iterator[tuple[int, int, bytes]]:
    """The replacements to be made, from the front to the end: (start, end, bytes)."""
    for part in parts:
        is_root = part.parent is None
        header = content[part.header_start : part.start]
        if not is_root and not _is_region_fit(content, part.header_start, part.start):
            header = _clean_header(header)
        start = max(part.start, body_offset)
        is_fit_already = part.is_multipart or _is_region_fit(content, start, part.end)
        if is_fit_already:
            yield part.header_start, part.start, header
        elif _is_mail(part, level):
            mail = _clean_header(_inside(content, part, fit, level))
            yield part.header_start, part.end, header + mail
        else:
            body, encoding = _encode(content[start : part.end], part)
            if encoding:
                header = _with_encoding(header, encoding, is_root)
            yield part.header_start, part.end, header + body


def _encode(body: bytes, part: Part) -> tuple[bytes, str]:
    """Encode one leaf anew; the second value is its new encoding, "" where that stays."""
    match part.encoding:
        case "base64":
            # The characters of base64 mean the same on however many lines.
            return _break_lines(body.replace(b"\0", b""), 76), ""
        case "quoted-printable":
            return _break_softly(body.replace(b"\0", b"=00")), ""
        case "" | "7bit" | "8bit" | "binary":
            pass
        case _:
            # Nobody but its own decoder knows what may be changed: only the wire's limit is kept.
            return _break_lines(body.replace(b"\0", b"")), ""
    if part.content_type.startswith("text/") or not part.content_type:
        # Soft breaks come as bare LF where the text itself has no line end to imitate.
        coded = binascii.b2a_qp(body, istext=True)
        return coded.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), "quoted-printable"
    lines = [
        binascii.b2a_base64(body[start : start + _BASE64_LINE], newline=False)
        for start in range(0, len(body), _BASE64_LINE)
    ]
    return b"\r\n".join(lines) + b"\r\n", "base64"


def _with_encoding(header: bytes, encoding: str, is_root: bool) -> bytes:
    fields, end = split_header(header)
    kept = [field for field in fields if field.name != b"content-transfer-encoding"]
    lines = [field.raw for field in kept]
    if is_root and all(field.name != b"mime-version" for field in kept):
        # RFC 2045 §4: without it nobody would undo the encoding.
        lines.append(b"MIME-Version: 1.0\r\n")
    lines.append(b"Content-Transfer-Encoding: " + encoding.encode("ascii") + b"\r\n")
    return b"".join(lines) + b"\r\n" + header[end:]


def _clean_header(header: bytes) -> bytes:
    fields, end = split_header(header)
    return b"".join(map(clean_field, fields)) + b"\r\n" + header[end:]


def _break_lines(body: bytes, width: int = LONGEST_LINE) -> bytes:
    """Break each line over 998 octets into pieces of `width`."""
    return _with_long_lines(
        body,
        lambda line: b"\r\n".join(line[at : at + width] for at in range(0, len(line), width)),
    )


def _break_softly(body: bytes) -> bytes:
    """Break each line over 998 octets as RFC 2045 §6.7 (5) does, which changes nothing it says."""
    return _with_long_lines(body, lambda line: b"=\r\n".join(_QP_PIECE.findall(line)))


def _with_long_lines(body: bytes, change: Callable[[bytes], bytes]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    while (start := _long_line(body, position, len(body))) >= 0:
        stop = body.find(b"\r\n", start)
        stop = len(body) if stop < 0 else stop
        pieces += [body[position:start], change(body[start:stop])]
        position = stop
    pieces.append(body[position:])
    return b"".join(pieces)
