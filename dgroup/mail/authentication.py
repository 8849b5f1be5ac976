"""For whom a front MTA vouches: Authentication-Results (RFC 8601), read tolerantly, hard to fool.

Real ones come with and without an authserv-id (Microsoft 365), with comments in comments, quoted
strings and versions. What a sender could have smuggled in makes nobody believed: on doubt there is
no answer, and the person is asked by a ticket instead. Bounded, linear, never raising.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.mail.address import fold, split
from dgroup.mail.fields import Field
from dgroup.mail.parse import Letter

NO_ID: Final = "-"  # in the list of trusted ids: fields that begin without one are believed


@dataclass(frozen=True, slots=True)
class Vouched:
    """The From domain that is vouched for, an A-label in lower case, and by which `method`.

    `method` is "dmarc", "dkim" or "spf".
    """

    domain: str
    method: str


def vouched_for(
    letter: Letter, trusted_authserv_ids: Collection[str], *, is_below: bool = False
) -> Vouched | None:
    """Return what a front MTA with one of these ids says of the one From mailbox; None for nothing.

    Whether the peer is trusted is the caller's question. Believed are the fields above the first
    Received, where only a front MTA can have put them. Below it stands what a sender wrote, too:
    with `is_below`, and where there is nothing above, the fields between the first Received and
    the second are believed, of a front that takes out whatever is written in its name (RFC 8601
    §5). Fields that disagree make None, and so does any dmarc=fail.

    By DMARC the domain is the From domain itself; by DKIM the signer's may stand above it, but not
    so high that it is nobody's; by SPF MAIL FROM is the From address, for who may send for a
    domain that many share is not therefore any of them.
    """
    author = _author(letter)
    ids = _folded(trusted_authserv_ids)
    if not author or not ids:
        return None
    believed = _believed(letter, ids, is_below=is_below)
    if not believed:
        return None
    return _verdict(believed, author)


def claims(field: Field, trusted_authserv_ids: Collection[str]) -> bool:
    """Say whether a field is an Authentication-Results of one of these servers, or may be."""
    if field.name != b"authentication-results" or not trusted_authserv_ids:
        return False
    ids = _folded(trusted_authserv_ids)
    read = _read(field)
    return read[0] in ids if read else _may_be_by(field, ids)


_MOST_FIELDS: Final = 20  # believed; a front MTA writes one for each of its checks
_LONGEST_FIELD: Final = 16 * 1024
_FAILED: Final = frozenset(("fail", "hardfail", "quarantine", "reject"))
# Below a country's own two letters these are everybody's: co.uk, com.br, or.jp.
_SECOND_LEVEL: Final = frozenset(
    "ac asn biz co com edu gen go gob gouv gov gv id ind info ltd me mil muni ne net nhs nic nom or"
    " org plc police sch school web".split()
)
_BAD: Final = "bad"  # a result whose values cannot be read beyond doubt


@dataclass(frozen=True, slots=True)
class _Result:
    """`method=value` and its properties, `header.d` → "example.org", all in lower case."""

    method: str
    value: str
    properties: dict[str, str]


def _folded(authserv_ids: Collection[str]) -> frozenset[str]:
    return frozenset(each.lower().rstrip(".") for each in authserv_ids)


def _author(letter: Letter) -> str:
    """The one address in From, folded; "" where there is none, or none with a domain."""
    fields = sum(each.name == b"from" for each in letter.fields)
    if fields != 1 or len(letter.from_) != 1 or not _domain(letter.from_[0].address):
        return ""
    return fold(letter.from_[0].address)


def _domain(text: str) -> str:
    """The domain of an address, or of a domain alone; "" where it is none."""
    folded = fold(f"x@{text.rpartition('@')[2].strip('<>').rstrip('.')}")
    domain = folded.rpartition("@")[2]
    return domain if _DOMAIN.fullmatch(domain) else ""


def _believed(
    letter: Letter, ids: Collection[str], *, is_below: bool
) -> list[list[_Result]] | None:
    """The results of each believed field; None where they are too many or too odd to trust any."""
    above: list[list[_Result]] = []
    below: list[list[_Result]] = []
    received = looked_at = 0
    for each in letter.fields:
        if each.name == b"received":
            received += 1
            if received == 2 or above or not is_below:
                break
        if each.name != b"authentication-results":
            continue
        if len(each.raw) > _LONGEST_FIELD or looked_at > 4 * _MOST_FIELDS:
            return None
        looked_at += 1
        read = _read(each)
        if read is None:
            if _may_be_by(each, ids):
                return None  # a sender may have spoilt it, to put another in its place
            continue
        authserv_id, results = read
        if authserv_id in ids:
            (below if received else above).append(results)
    found = above or below
    return found if len(found) <= _MOST_FIELDS else None


def _may_be_by(field: Field, ids: Collection[str]) -> bool:
    return NO_ID in ids or field.text.lower().strip('" ').startswith(tuple(ids))


def _verdict(believed: Sequence[Sequence[_Result]], author: str) -> Vouched | None:
    domain = _domain(author)
    every = [each for field in believed for each in field]
    dmarc = [each for each in every if each.method == "dmarc"]
    if any(each.value in _FAILED for each in dmarc):
        return None
    if any(_at_odds(believed, method) for method in ("dmarc", "dkim", "spf")):
        return None
    ground = [each for each in every if each.method in ("dkim", "spf")]
    passed = [each for each in every if each.value == "pass"]
    has_ground = not ground or any(each.value == "pass" for each in ground)
    for each in passed:
        if each.method == "dmarc":
            # DMARC passes by one of the two; without either somebody else has written this.
            is_ours = _domain(each.properties.get("header.from", "")) == domain
            is_sound = is_ours and has_ground and not _is_of_another(passed, author)
            return Vouched(domain, "dmarc") if is_sound else None
    if any(each.method == "dkim" and _is_signed_by(each, domain) for each in passed):
        return Vouched(domain, "dkim")
    if any(each.method == "spf" and _mail_from(each) == author for each in passed):
        return Vouched(domain, "spf")
    return None


def _mail_from(result: _Result) -> str:
    """The folded address of MAIL FROM, or its domain alone where only that is said."""
    return fold(result.properties.get("smtp.mailfrom", "").strip("<>"))


def _is_of_another(passed: Sequence[_Result], author: str) -> bool:
    """Whether DMARC passes because somebody else may send for the same domain.

    They have an account there, and wrote another's address into From. A signature of the domain is
    its own word for From.
    """
    domain = _domain(author)
    senders = [_mail_from(each) for each in passed if each.method == "spf"]
    others = [
        each
        for each in senders
        if split(each)[0] and each != author and _are_kin(_domain(each), domain)
    ]
    signers = [_signer(each) for each in passed if each.method == "dkim"]
    return bool(others) and author not in senders and not any(_are_kin(x, domain) for x in signers)


def _are_kin(one: str, other: str) -> bool:
    """Whether two domains are the same, or one is above the other."""
    return bool(one) and (_is_at_or_above(one, other) or _is_at_or_above(other, one))


def _at_odds(believed: Sequence[Sequence[_Result]], method: str) -> bool:
    """Whether one field says pass where another knows of none (several signatures stand in one)."""
    says = [{each.value for each in field if each.method == method} for field in believed]
    return any("pass" in each for each in says) and any(
        each and "pass" not in each for each in says
    )


def _is_signed_by(result: _Result, domain: str) -> bool:
    """Whether the signature is the domain's own, or that of a domain above it."""
    return _is_at_or_above(_signer(result), domain)


def _signer(result: _Result) -> str:
    return _domain(result.properties.get("header.d") or result.properties.get("header.i", ""))


def _is_at_or_above(upper: str, domain: str) -> bool:
    """Whether a domain is another, or above it; "com" and "co.uk" are above nobody's mail.

    Below which domains anybody may have one is a list of thousands that changes; those that one
    meets are known here.
    """
    if upper == domain:
        return True
    labels = upper.split(".")
    is_public = len(labels) < 2 or (
        len(labels) == 2 and labels[0] in _SECOND_LEVEL and len(labels[1]) == 2
    )
    return not is_public and domain.endswith(f".{upper}")


# Pieces of a field outside comments. A value may hold "=" (header.b), a key may not.
_PIECE = re.compile(
    r"\s+|;|=\s*(?:\"(?:[^\"\\]|\\.)*+\"[^\s;()\"]*+|[^\s;()\"]*+)|\"(?:[^\"\\]|\\.)*+\""
    r"|[^\s;=()\"]++"
)
_DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]*[a-z0-9]")
_FOLDING = re.compile(rb"\r?\n(?=[ \t])")
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def _read(field: Field) -> tuple[str, list[_Result]] | None:
    """The authserv-id (`NO_ID` for none) and the results of a field; None for a damaged one."""
    raw = _FOLDING.sub(b"", field.raw[field.raw.find(b":") + 1 :].rstrip(b"\r\n"))
    if _CONTROLS.search(raw):  # example.org\0.attacker.example
        return None
    segments: list[list[str]] = [[]]
    for piece in _pieces(raw.decode("utf-8", "replace")):
        if piece is None:
            return None
        if piece == ";":
            segments.append([])
        else:
            segments[-1].append(piece)
    authserv_id = NO_ID
    if segments[0] and not any(each.startswith("=") for each in segments[0]):
        # RFC 8601 §2.2: an id, and perhaps the version of the format.
        authserv_id = segments.pop(0)[0].strip('"').lower().rstrip(".")
    return authserv_id, [each for words in segments if (each := _result(words)) is not None]


def _pieces(text: str) -> Iterator[str | None]:
    """Keys, values (with "=" before them), lone words and ";"; None for what is not well-formed.

    A comment directly behind a value is not: "header.d=example.org(.attacker.example" has fooled
    readers before (CVE-2020-12272). Behind a result it is common: "dmarc=pass(p=NONE)".
    """
    position = 0
    previous = ""
    values = 0  # in this segment; the first one is the result
    while position < len(text):
        if text[position] == "(":
            if previous.startswith("=") and values > 1:
                yield None
                return
            end = _end_of_comment(text, position)
            if end is None:
                yield None
                return
            position, previous = end, ""
            continue
        hit = _PIECE.match(text, position)
        if hit is None:
            yield None
            return
        position = hit.end()
        previous = hit[0]
        if previous.isspace():
            continue
        values = 0 if previous == ";" else values + previous.startswith("=")
        yield previous


def _end_of_comment(text: str, position: int) -> int | None:
    """Where a comment ends (RFC 5322 §3.2.2: they nest); None where it does not."""
    depth = 0
    while position < len(text):
        match text[position]:
            case "\\":
                position += 1
            case "(":
                depth += 1
            case ")":
                depth -= 1
                if not depth:
                    return position + 1
        position += 1
    return None


def _result(words: Sequence[str]) -> _Result | None:
    """`method [/version] = value (key = value)*`; None where there is no method.

    Words that belong nowhere make a pass worthless: they may be the end of a value cut in two.
    """
    pairs: list[tuple[str, str]] = []
    key = ""
    is_odd = False
    awaits = False  # its value, which a comment keeps from the "="
    for word in words:
        if word.startswith("=") or awaits:
            is_odd = is_odd or not key
            value = word.removeprefix("=").strip()
            awaits = not value
            if awaits:
                continue
            if value.startswith('"') and value.endswith('"'):
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            pairs.append((key.lower(), value.lower()))
            key = ""
        else:
            is_odd = is_odd or bool(key)
            key = word
    if not pairs:
        return None
    (method, value), *properties = pairs
    method = method.partition("/")[0]
    names = [name for name, _ in properties]
    if (is_odd or key or awaits or len(names) != len(set(names))) and value not in _FAILED:
        value = _BAD
    return _Result(method, value, dict(properties))
