"""The MIME skeleton of a mail: which parts it has and where each lies in the bytes.

One walk over the boundary lines, without recursion and without copying a body; its time is linear
in the mail, and it stops at the limits of R19. Content is decoded only where somebody asks for it.
Nothing raises, whatever the bytes. RFC 2045, RFC 2046 (parts), RFC 2183 and RFC 2231 (file names).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote_to_bytes

from dgroup.mail.charsets import decode_text
from dgroup.mail.fields import Field, decode_words, split_header

MAX_DEPTH = 100
MAX_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its content is `content[start:end]`, its own header begins at `header_start`.

    `depth` is 0 for the mail itself; `parent` an index into the skeleton (None for the mail).
    `content_type`, `charset`, `encoding` and `disposition` are lower case; "" where not said, but
    the type is then the default. `filename` is decoded and never a path. `defect` is "" or one of
    `no_boundary`, `unclosed`, `bad_type`, `bad_encoding`.
    """

    depth: int
    content_type: str
    charset: str
    encoding: str
    disposition: str
    filename: str
    start: int
    end: int
    header_start: int
    parent: int | None
    defect: str = ""

    @property
    def is_multipart(self) -> bool:
        """Whether it holds parts instead of content."""
        return self.content_type.startswith("multipart/")


def skeleton(content: bytes, body_offset: int, fields: Sequence[Field]) -> tuple[Part, ...]:
    """Return the parts of a mail in order of appearance; the first is the mail itself.

    Attached mails (message/rfc822) are leaves. The walk ends with the first part beyond the limits:
    `limit_passed` tells, by its presence.
    """
    first, boundary = _make_part(fields, 0, "text/plain", 0, body_offset, len(content), None)
    return _walk(content, first, boundary) if boundary else (first,)


def limit_passed(parts: Sequence[Part]) -> str:
    """Say which limit of R19 a skeleton passes: "parts", "depth" or ""."""
    if len(parts) > MAX_PARTS:
        return "parts"
    return "depth" if parts[-1].depth > MAX_DEPTH else ""


def decode_part(content: bytes, part: Part, max_bytes: int | None = None) -> bytes:
    """Return a part's content without its transfer encoding, at most about `max_bytes` of it.

    What is not encoded as it claims is given as it stands: no words get lost.
    """
    if max_bytes is None:
        data = content[part.start : part.end]
    else:
        # Three octets for one at worst (quoted-printable).
        data = content[part.start : min(part.end, part.start + 3 * max_bytes)]
    match part.encoding:
        case "base64":
            data = _decode_base64(data)
        case "quoted-printable":
            data = binascii.a2b_qp(data)
    return data if max_bytes is None else data[:max_bytes]


def decoded_size(content: bytes, part: Part) -> int:
    """Return how many bytes `decode_part` would give, without decoding base64."""
    if part.encoding == "base64":
        data = content[part.start : part.end].translate(None, b" \t\r\n")
        return len(data.rstrip(b"=")) * 3 // 4
    return len(decode_part(content, part))


def read_parameters(text: str) -> tuple[str, dict[str, str]]:
    """Split `type/subtype; name=value …` into its first word and its parameters, both folded.

    RFC 2231 continuations and charsets are decoded, and so are encoded words (which do not belong
    there, and are met every day). The first of two equal names counts.
    """
    text = text[:_LONGEST_HEADER]
    first, semicolon, rest = text.partition(";")
    word = first.partition("(")[0].strip().lower()
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[bool, str]]] = {}
    for hit in _PARAMETER.finditer(semicolon + rest):
        name, value = hit[1].lower(), hit[3] if hit[2] is None else _ESCAPED.sub(r"\1", hit[2])
        value = value.strip()
        if numbered := _CONTINUED.fullmatch(name):
            number = int(numbered[2] or 0)
            pieces.setdefault(numbered[1], {}).setdefault(number, (bool(numbered[3]), value))
        else:
            plain.setdefault(name, value)
    for name, value in plain.items():
        if "=?" in value:
            plain[name] = decode_words(value)
    for name, numbered_pieces in pieces.items():
        plain[name] = _join(numbered_pieces)  # RFC 2231 §5: it is preferred to the plain one
    return word, plain


_LONGEST_HEADER = 8192  # of one part: more is no parameter of a person's mail
_HEADER_WINDOW = 65536  # bytes after a boundary in which a part's header must end
_LONGEST_BOUNDARY = 200  # RFC 2046 §5.1.1 has 70
_LONGEST_FILENAME = 200

_PARAMETER = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+(?:"((?:[^"\\]|\\.?)*+)"?|([^;]*+))', re.DOTALL)
_CONTINUED = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?")
_ESCAPED = re.compile(r"\\(.?)", re.DOTALL)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_HEADER_END = re.compile(rb"\n(?=\r?\n|--)")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]++={0,3}+[ \t\r]*+(?:\n|\Z)|[ \t\r]++(?:\n|\Z)|\n)*+")
_ENCODINGS = frozenset(("", "7bit", "8bit", "binary", "base64", "quoted-printable"))
_BAD_IN_NAMES = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(slots=True)
class _Open:
    """A multipart whose last boundary line has not come."""

    index: int
    boundary: bytes
    child_type: str


def _walk(content: bytes, first: Part, boundary: bytes) -> tuple[Part, ...]:
    parts = [first]
    open_ones = [_Open(0, boundary, _child_type(first.content_type))]
    by_boundary = {boundary: 0}  # boundary -> place in open_ones
    marker = b"\n--" + boundary
    leaf: int | None = None  # the part that ends at the next boundary of those that are open
    position = max(first.start - 1, 0)  # a boundary line may be the first line of the body
    while open_ones and (found := content.find(marker, position)) >= 0:
        position = line_end = _end_of_line(content, found + 1)
        # RFC 2046 §5.1.1: white space may follow a boundary. No boundary is as long as this slice.
        line = content[found + 3 : min(line_end, found + _LONGEST_BOUNDARY + 60)].rstrip()
        place = by_boundary.get(line)
        is_last = place is None and line.endswith(b"--")
        if is_last:
            place = by_boundary.get(line[:-2])
        if place is None:
            continue
        # RFC 2046 §5.1.1: the line end before a boundary belongs to the boundary.
        end = found - 1 if content[found - 1 : found] == b"\r" else found
        if leaf is not None:
            parts[leaf] = replace(parts[leaf], end=max(end, parts[leaf].start))
            leaf = None
        # RFC 2046 §5.1.2: an outer boundary ends all that is open inside.
        for inner in open_ones[place + 1 :]:
            parts[inner.index] = _close(parts, inner.index, max(end, parts[inner.index].start))
            del by_boundary[inner.boundary]
        del open_ones[place + 1 :]
        if is_last:
            closed = open_ones.pop()
            del by_boundary[closed.boundary]
            leaf = closed.index if open_ones else None  # its epilogue is part of it
        else:
            around = open_ones[place]
            header_start = min(line_end + 1, len(content))
            fields, offset = split_header(_header_window(content, header_start))
            start = header_start + offset
            part, inside = _make_part(
                fields, place + 1, around.child_type, header_start, start, len(content),
                around.index,
            )  # fmt: skip
            parts.append(part)
            if limit_passed(parts):
                break
            if inside and inside not in by_boundary:
                by_boundary[inside] = len(open_ones)
                open_ones.append(_Open(len(parts) - 1, inside, _child_type(part.content_type)))
            else:
                leaf = len(parts) - 1
            # What follows may be a boundary line at once: its line end is the header's last one.
            position = start - 1
        marker = b"\n--" + _common_beginning(by_boundary)
    for still in open_ones:
        parts[still.index] = _close(parts, still.index, len(content))
    return tuple(parts)


def _close(parts: Sequence[Part], index: int, end: int) -> Part:
    """A multipart that ends without its last boundary line; perhaps none of its lines came."""
    defect = "no_boundary" if index == len(parts) - 1 else "unclosed"
    return replace(parts[index], end=end, defect=defect)


def _common_beginning(boundaries: Collection[bytes]) -> bytes:
    """What all open boundaries begin with: one search in C finds them all, and little else."""
    if not boundaries:
        return b""
    low, high = min(boundaries), max(boundaries)
    same = 0
    while same < len(low) and low[same : same + 1] == high[same : same + 1]:
        same += 1
    return low[:same]


def _end_of_line(content: bytes, start: int) -> int:
    end = content.find(b"\n", start)
    return len(content) if end < 0 else end


def _header_window(content: bytes, start: int) -> bytes:
    """The bytes of one part's header, up to its empty line or the next boundary."""
    if content.startswith((b"\r\n", b"\n", b"--"), start):
        end = start + (2 if content.startswith(b"\r\n", start) else 1)
        return b"" if content.startswith(b"--", start) else content[start:end]
    hit = _HEADER_END.search(content, start, start + _HEADER_WINDOW)
    if not hit:
        return content[start : start + _HEADER_WINDOW]
    end = hit.end()
    if content.startswith(b"\r\n", end):
        end += 2
    elif content.startswith(b"\n", end):
        end += 1
    return content[start:end]


def _make_part(
    fields: Sequence[Field],
    depth: int,
    default_type: str,
    header_start: int,
    start: int,
    end: int,
    parent: int | None,
) -> tuple[Part, bytes]:
    """Read what a part's header says of it; the second value is its boundary, or b""."""
    said = {each.name: each for each in reversed(fields) if each.name in _MIME_FIELDS}
    parameters: dict[str, str] = {}
    content_type, defect = default_type, ""
    if field := said.get(b"content-type"):
        word, parameters = read_parameters(field.text)
        if _TYPE.fullmatch(word):
            content_type = word
        elif word == "text":
            content_type = "text/plain"
        else:
            # RFC 2045 §5.2: what cannot be read is text/plain. Its words are at least shown.
            content_type, defect = "text/plain", "bad_type"
    disposition, filename = "", ""
    if field := said.get(b"content-disposition"):
        disposition, more = read_parameters(field.text)
        filename = more.get("filename", "")
    encoding = ""
    if field := said.get(b"content-transfer-encoding"):
        encoding = field.text[:100].partition(";")[0].partition("(")[0].strip().lower()
        defect = defect if encoding in _ENCODINGS else "bad_encoding"
    boundary = b""
    if content_type.startswith("multipart/"):
        boundary = parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        if not boundary or len(boundary) > _LONGEST_BOUNDARY:
            boundary, defect = b"", "no_boundary"
    part = Part(
        depth,
        content_type,
        parameters.get("charset", "")[:40].lower(),
        encoding,
        disposition[:40],
        _clean_filename(filename or parameters.get("name", "")),
        start,
        end,
        header_start,
        parent,
        defect,
    )
    return part, boundary


_MIME_FIELDS = frozenset((b"content-type", b"content-disposition", b"content-transfer-encoding"))


def _child_type(content_type: str) -> str:
    # RFC 2046 §5.1.5: in a digest, what says nothing is a mail.
    return "message/rfc822" if content_type == "multipart/digest" else "text/plain"


def _join(pieces: Mapping[int, tuple[bool, str]]) -> str:
    """RFC 2231 §3 and §4: put numbered pieces together; the first may name the charset."""
    charset = ""
    octets = bytearray()
    number = 0
    while (piece := pieces.get(number)) is not None:
        is_coded, value = piece
        if number == 0 and value.count("'") >= 2 and (is_coded or len(pieces) == 1):
            charset, _, value = value.split("'", 2)
            is_coded = True
        octets += unquote_to_bytes(value) if is_coded else value.encode("utf-8", "replace")
        number += 1
    return decode_text(bytes(octets), charset or "utf-8")


def _clean_filename(name: str) -> str:
    """A name to show or to save under: no path, no controls, nothing that turns text round."""
    if not name:
        return ""
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = " ".join(_BAD_IN_NAMES.sub(" ", name).split()).strip(". ")
    if len(name) > _LONGEST_FILENAME:
        stem, dot, suffix = name.rpartition(".")
        keep = dot + suffix if dot and len(suffix) <= 10 else ""
        name = (stem if keep else name)[: _LONGEST_FILENAME - len(keep)] + keep
    return name


def _decode_base64(data: bytes) -> bytes:
    """Decode line by line as far as it is base64; what follows (a list's footer) stays as it is."""
    hit = _BASE64.match(data)
    coded, rest = (data[: hit.end()], data[hit.end() :]) if hit else (b"", data)
    coded = coded.translate(None, b" \t\r\n")
    if not coded:
        return data
    # Padding in the middle: pieces that were encoded one by one and put together.
    decoded = b"".join(
        binascii.a2b_base64(piece[: len(piece) - (len(piece) % 4 == 1)] + b"==")
        for piece in coded.split(b"=")
    )
    return decoded + b"\n" + rest if rest.strip() else decoded
