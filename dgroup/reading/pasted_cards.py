"""Cards out of address books: vCard 2.1 to 4.0 and LDIF, as somebody pasted them into a mail.

Pure, never raising. RFC 6350 (vCard), RFC 2849 (LDIF).
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from typing import Final

from dgroup.reading.pasted_lines import Piece, person, plain


def begins_card(line: str) -> bool:
    """Say whether a vCard begins with this line."""
    return _BEGIN.fullmatch(line) is not None


def begins_entry(line: str) -> bool:
    """Say whether an entry of an LDIF file begins with this line."""
    return _ENTRY.match(line) is not None


def read_card(lines: Sequence[str]) -> tuple[Piece, int]:
    """Read the vCard at the beginning of `lines`; return who it is of, and how many lines it has.

    The preferred address counts, else the first.
    """
    end = len(lines) - 1
    for number, line in enumerate(lines[1:], 1):
        if _END.fullmatch(line):
            end = number
            break
        if _BEGIN.fullmatch(line):  # the one before was cut off
            end = number - 1
            break
    addresses: list[tuple[bool, str]] = []
    full, parts = "", ""
    for name, options, value in _properties(lines[1 : end + 1]):
        if name == "EMAIL" and value.strip():
            is_preferred = re.search(r"\bPREF\b(?!=[2-9])", options, re.IGNORECASE) is not None
            addresses.append((not is_preferred, value.strip().removeprefix("mailto:")))
        elif name == "FN":
            full = full or _unescaped(value)
        elif name == "N":
            family, given, middle, *_ = [*map(_unescaped, _CUT.split(value)), "", "", ""]
            parts = " ".join(filter(None, (given, middle, family)))
    called = plain(full or parts)
    if not addresses:
        return Piece(None, called or " ".join(lines[: end + 1])[:_SHOWN]), end + 1
    return person(plain(min(addresses, key=lambda each: each[0])[1]), called), end + 1


def read_entry(lines: Sequence[str]) -> tuple[Piece | None, int]:
    """Read the LDIF entry at the beginning of `lines`, up to an empty line.

    Of an entry that names no person (a folder, a group) there is no piece.
    """
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    values: dict[str, str] = {}
    for line in _unfolded(lines[:end]):
        name, _, value = line.partition(":")
        if value.startswith(":"):
            value = _of_base64(value[1:])
        values.setdefault(name.strip().casefold(), value.strip())
    parts = " ".join(filter(None, (values.get("givenname"), values.get("sn"))))
    called = plain(values.get("cn") or values.get("displayname") or parts)
    if address := values.get("mail") or values.get("mozillasecondemail"):
        return person(plain(address), called), end
    is_person = "person" in " ".join(lines[:end]).casefold()
    return (Piece(None, called) if called and is_person else None), end


_SHOWN: Final = 80  # characters of a card that says nothing
_BEGIN: Final = re.compile(r"\s*begin\s*:\s*vcard\s*", re.IGNORECASE)
_END: Final = re.compile(r"\s*end\s*:\s*vcard\s*", re.IGNORECASE)
_ENTRY: Final = re.compile(r"dn::? ?\S", re.IGNORECASE)
_PROPERTY: Final = re.compile(r"(?:[\w-]+\.)?([A-Za-z-]+)((?:;[^:]*)?):(.*)", re.DOTALL)
_CUT: Final = re.compile(r"(?<!\\);")


def _properties(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name in capitals, options, value) of the lines of a card."""
    for line in _unfolded(lines):
        hit = _PROPERTY.match(line)
        if hit is None:
            continue
        name, options, value = hit[1].upper(), hit[2], hit[3]
        if "QUOTED-PRINTABLE" in options.upper():
            charset = re.search(r"CHARSET=([\w-]+)", options, re.IGNORECASE)
            value = _decoded(quopri.decodestring(value.encode()), charset[1] if charset else "")
        elif re.search(r"ENCODING=(?:B|BASE64)\b", options, re.IGNORECASE):
            value = _of_base64(value)
        yield name, options, value


def _unfolded(lines: Sequence[str]) -> Iterator[str]:
    """Lines that were folded, whole again: RFC 6350 §3.2, and quoted-printable's soft breaks."""
    kept: str | None = None
    for line in lines:
        if kept is not None and line[:1] in (" ", "\t"):
            kept += line[1:]
        elif kept is not None and kept.endswith("=") and "QUOTED-PRINTABLE" in kept.upper():
            kept = kept[:-1] + line
        else:
            if kept is not None:
                yield kept
            kept = line.rstrip("\r")
    if kept is not None:
        yield kept


def _unescaped(value: str) -> str:
    return re.sub(r"\\([\\,;:])", r"\1", re.sub(r"\\[nN]", " ", value)).strip()


def _of_base64(value: str) -> str:
    try:
        return _decoded(base64.b64decode(value.strip()), "")
    except (binascii.Error, ValueError):
        return ""


def _decoded(value: bytes, charset: str) -> str:
    try:
        return value.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return value.decode("latin-1")
