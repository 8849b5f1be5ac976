"""Bytes to `Letter`: everything the server asks about a mail, read once.

The one door for mail from outside: nothing past it raises on bad mail, for what is wrong with a
mail is data (`defects`, `too_complex`). Time is linear in the size, and costs are bounded (R19).
Which words the writer wrote is not asked here but in `body.py`.
RFC 5322 (mails), RFC 3834 (automatic ones), RFC 2919 and RFC 2369 (lists).
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_tz
from hashlib import sha256
from typing import Final

from dgroup.mail.address import Mailbox, fold, read_mailboxes
from dgroup.mail.automatic import why_automatic
from dgroup.mail.charsets import decode_text
from dgroup.mail.fields import Field, decode_words, split_header
from dgroup.mail.html import html_to_text
from dgroup.mail.mime import Part, decode_part, limit_passed, skeleton

MAX_FIELDS = 1000
MAX_HEADER_BYTES = 256 * 1024
MAX_REFERENCES = 1000
NO_MESSAGE_ID = "@no-message-id.invalid"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that has been read. Ids of mails are without angle brackets, sizes are bytes.

    `message_id` is made from the content, always the same, where the mail has none that can be
    read (`has_message_id` is then False). `references`: the ids of References in order, then those
    of In-Reply-To that are not among them; never its own. `sender` is the first From mailbox.
    `sent_s`: Date as epoch seconds. `body_sha256`: hex, white space at the end of lines and of the
    body aside. `list_ids`: List-Id, lower case; `list_posts`: addresses of List-Post.
    `received`: how many Received fields it has. `automatic`: "" or the sign that a machine wrote
    it (R6; the null sender is judged elsewhere). `bulk`: another list, or mail that asks for no
    answer. `opening`: up to 200 characters of its first text, lines kept. `defects`: short names.
    `too_complex`: "", "headers", "depth" or "parts" (R19); what lies beyond is then not read.
    """

    content: bytes
    fields: tuple[Field, ...]
    body_offset: int
    size: int
    message_id: str
    has_message_id: bool
    references: tuple[str, ...]
    subject: str
    sender: Mailbox | None
    from_: tuple[Mailbox, ...]
    reply_to: tuple[Mailbox, ...]
    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    sent_s: int | None
    body_sha256: str
    content_type: str
    parts: tuple[Part, ...]
    list_ids: tuple[str, ...]
    list_posts: tuple[str, ...]
    received: int
    automatic: str
    bulk: bool
    opening: str
    defects: tuple[str, ...]
    too_complex: str

    def first(self, name: bytes) -> str:
        """Return the decoded value of the first field `name` (lower case), or ""."""
        return next((each.value for each in self.fields if each.name == name), "")


def parse(content: bytes) -> Letter:
    """Read a mail. Never raises, whatever the bytes."""
    # A little more than is allowed: enough to see that it is too much.
    is_long = len(content) > 2 * MAX_HEADER_BYTES
    fields, body_offset = split_header(content[: 2 * MAX_HEADER_BYTES] if is_long else content)
    is_too_much = len(fields) > MAX_FIELDS or body_offset > MAX_HEADER_BYTES
    fields = fields[:MAX_FIELDS]
    header = _by_name(fields)
    parts = skeleton(content, body_offset, fields)
    body_sha256 = _hash_body(content, body_offset)

    people = {
        name: read_mailboxes(", ".join(each.text for each in header.get(name, ()))[:_ENOUGH_PEOPLE])
        for name in (b"from", b"reply-to", b"to", b"cc")
    }
    own_ids = find_ids(_text_of(header, b"message-id"), or_bare=True)
    message_id = own_ids[0] if own_ids else _make_id(fields, body_sha256)
    date = _text_of(header, b"date")
    sent_s = _epoch_seconds(date)
    return Letter(
        content=content,
        fields=fields,
        body_offset=body_offset,
        size=len(content),
        message_id=message_id,
        has_message_id=bool(own_ids),
        references=_references(header, message_id, people),
        subject=_subject(header),
        sender=people[b"from"][0] if people[b"from"] else None,
        from_=people[b"from"],
        reply_to=people[b"reply-to"],
        to=people[b"to"],
        cc=people[b"cc"],
        sent_s=sent_s,
        body_sha256=body_sha256,
        content_type=parts[0].content_type,
        parts=parts,
        list_ids=tuple(_list_id(each.text) for each in header.get(b"list-id", ())),
        list_posts=_list_posts(header),
        received=sum(each.name == b"received" for each in fields),
        automatic=why_automatic(header) or _receipt_in(parts),
        bulk=_is_bulk(header),
        opening=_opening(content, parts),
        defects=tuple(_defects(content, header, people, bool(own_ids), sent_s, parts)),
        too_complex="headers" if is_too_much else limit_passed(parts),
    )


def find_ids(text: str, *, or_bare: bool = False) -> tuple[str, ...]:
    """Return the ids of mails in a header value, without brackets, in order, () for none.

    Whatever stands around the angle brackets is passed over, as notmuch does: prose, and comments
    with what is in them. White space that folding has left inside an id goes (RFC 5322 §4.5.4).
    With `or_bare` a value without brackets that is one word is an id, too.
    """
    text = text[:MAX_HEADER_BYTES]
    if hit := _ONE_ID.fullmatch(text):
        return (hit[1],)
    if "=?" in text:
        text = decode_words(text)  # Python's own email package encodes long ones
    found: list[str] = []
    comments: list[int] = []  # how many ids had been found where each open comment began
    for hit in _ID_OR_PAREN.finditer(text):
        match hit[0]:
            case "(":
                comments.append(len(found))
            case ")":
                if comments:
                    del found[comments.pop() :]
            case _:
                each = "".join(_CONTROLS.sub("", hit[1]).split())
                if each and len(each) <= _LONGEST_ID:
                    found.append(each)
    if not found and or_bare and len(words := text.split()) == 1 and len(text) <= _LONGEST_ID:
        bare = _CONTROLS.sub("", words[0]).strip("<>")
        return (bare,) if bare else ()
    return tuple(found)


_Header = Mapping[bytes, Sequence[Field]]
_LONGEST_ID: Final = 900  # it must fit on a line of 998 octets (RFC 5322 §2.1.1) with its name
_LONGEST_SUBJECT: Final = 998
_ENOUGH_PEOPLE: Final = 64 * 1024  # characters of an address list: more than 1,500 people
_OPENING: Final = 200
_HTML_LOOKED_AT: Final = 32 * 1024
_HASH_CHUNK: Final = 1 << 20

_ONE_ID = re.compile(r"\s*<([!-;=?-~]{1,900})>\s*")
_ID_OR_PAREN = re.compile(r"<([^<>]*+)(?:>|\Z)|[()]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MAILTO = re.compile(r"<\s*mailto:([^<>?]{3,400})", re.IGNORECASE)
_TRACES: Final = frozenset(
    b"received return-path delivered-to x-original-to received-spf authentication-results"
    b" dkim-signature x-received".split()
)


def _by_name(fields: Iterable[Field]) -> _Header:
    found: dict[bytes, list[Field]] = {}
    for each in fields:
        found.setdefault(each.name, []).append(each)
    return found


def _text_of(header: _Header, name: bytes) -> str:
    said = header.get(name)
    return said[0].text if said else ""


def _subject(header: _Header) -> str:
    said = header.get(b"subject")
    if not said:
        return ""
    if len(said[0].raw) > 8 * _LONGEST_SUBJECT:
        return Field(b"subject", said[0].raw[: 8 * _LONGEST_SUBJECT]).value[:_LONGEST_SUBJECT]
    return said[0].value[:_LONGEST_SUBJECT]


def _references(
    header: _Header, own_id: str, people: Mapping[bytes, Sequence[Mailbox]]
) -> tuple[str, ...]:
    # RFC 5322 §3.6.4: once each; of several fields (there should be one) all are read.
    found = {each: None for field in header.get(b"references", ()) for each in find_ids(field.text)}
    addresses: set[str] | None = None
    for field in header.get(b"in-reply-to", ()):
        for each in find_ids(field.text):
            if each in found:
                continue
            if addresses is None:
                addresses = {fold(mailbox.address) for some in people.values() for mailbox in some}
            # "Message from Ann <ann@example.org> of Monday": no id, but an address; taken for one,
            # it would make one thread of all answers to Ann.
            if fold(each) not in addresses:
                found[each] = None
    found.pop(own_id, None)
    ids = tuple(found)
    if len(ids) <= MAX_REFERENCES:
        return ids
    return (ids[0], *ids[1 - MAX_REFERENCES :])  # the root, and those that are near


def _make_id(fields: Sequence[Field], body_sha256: str) -> str:
    """The same for the same mail, also when it comes once more by way of other hosts."""
    digest = sha256(body_sha256.encode())
    for each in fields:
        if each.name not in _TRACES:
            digest.update(each.raw)
    return digest.hexdigest()[:40] + NO_MESSAGE_ID


def _hash_body(content: bytes, offset: int) -> str:
    digest = sha256()
    empty_lines = 0
    # In pieces that end with a line: the lines of 25 MB at once would take ten times that memory.
    while offset < len(content):
        cut = content.find(b"\n", offset + _HASH_CHUNK) + 1 or len(content)
        lines = b"\n".join(map(bytes.rstrip, content[offset:cut].split(b"\n")))
        text = lines.rstrip(b"\n")
        if text:
            digest.update(b"\n" * empty_lines + text)
            empty_lines = 0
        empty_lines += len(lines) - len(text)
        offset = cut
    return digest.hexdigest()


def _epoch_seconds(date: str) -> int | None:
    """RFC 5322 §3.3, and what else is met. A date without zone is UTC; nonsense is None."""
    try:
        when = parsedate_tz(date[:100])
        seconds = timegm(when[:9]) - (when[9] or 0) if when else -1
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return seconds if 0 <= seconds < 253_402_300_800 else None  # the year 10000


def _list_id(text: str) -> str:
    # RFC 2919 §3: the identifier is the last thing, in angle brackets; compared without case.
    inside = text[text.rfind("<") + 1 :].partition(">")[0]
    return "".join(inside.split()).lower()


def _list_posts(header: _Header) -> tuple[str, ...]:
    return tuple(
        hit.strip() for each in header.get(b"list-post", ()) for hit in _MAILTO.findall(each.text)
    )


def _receipt_in(parts: Sequence[Part]) -> str:
    """Old programs send receipts as multipart/mixed; forwarded ones lie in a mail of their own."""
    is_receipt = any(
        each.content_type == "message/disposition-notification" and each.parent == 0
        for each in parts
    )
    return "read receipt" if is_receipt else ""


def _is_bulk(header: _Header) -> bool:
    precedence = _text_of(header, b"precedence").lower()
    return b"list-id" in header or precedence in ("bulk", "junk", "list")


def _opening(content: bytes, parts: Sequence[Part]) -> str:
    """The first words, at no great cost: of HTML only what stands near its beginning."""
    for part in parts:
        if part.disposition == "attachment" or part.start == part.end:
            continue
        if part.content_type == "text/plain":
            text = decode_text(decode_part(content, part, 1024), part.charset)
        elif part.content_type == "text/html":
            html = decode_text(decode_part(content, part, _HTML_LOOKED_AT), part.charset)
            body = html.lower().find("<body")
            text = html_to_text(html[max(body, 0) :][:4096])
        else:
            continue
        if text := text.strip():
            lines = (
                " ".join(_CONTROLS.sub(" ", line).split()) for line in text[:1024].splitlines()
            )
            return "\n".join(lines)[:_OPENING].strip()
    return ""


def _defects(
    content: bytes,
    header: _Header,
    people: Mapping[bytes, Sequence[Mailbox]],
    has_id: bool,
    sent_s: int | None,
    parts: Sequence[Part],
) -> Iterable[str]:
    if not header:
        yield "no_header"
    if not people[b"from"]:
        yield "bad_from" if b"from" in header else "no_from"
    if len(header.get(b"from", ())) > 1:
        yield "several_from"  # RFC 5322 §3.6: exactly one
    if not has_id:
        yield "bad_message_id" if b"message-id" in header else "no_message_id"
    if sent_s is None:
        yield "bad_date" if b"date" in header else "no_date"
    if b"\0" in content:
        yield "nul"
    yield from dict.fromkeys(part.defect for part in parts if part.defect)
