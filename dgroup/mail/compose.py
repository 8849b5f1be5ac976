"""Mails as bytes: the copy of a post for a list's members, and a mail sent on to somebody.

Headers are edited field by field as bytes, bodies are taken as they are: nothing is ever parsed and
written again, so that signatures stay valid (DECISIONS 16). Every field that is made is made by
`fields.py`. No clock: times are handed in. What the server writes itself is in `notice.py`.
RFC 5322 §3.6 (fields), RFC 2369 and RFC 2919 (List-*), RFC 6532 (UTF-8 headers).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import gmtime
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from dgroup.mail import wire
from dgroup.mail.address import Mailbox, fold, split
from dgroup.mail.authentication import claims
from dgroup.mail.fields import (
    FOLD_AT,
    Field,
    clean_field,
    make_address_field,
    make_field,
    make_phrase_field,
    make_structured_field,
    split_header,
)
from dgroup.mail.footer import add_footer
from dgroup.mail.mime import skeleton
from dgroup.mail.plain import plain_body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dgroup.mail.mime import Part
    from dgroup.mail.parse import Letter


@dataclass(frozen=True, slots=True)
class ListHead:
    """What a group puts on the copies of its posts. `name` and `domain` are ASCII (A-labels).

    `from_policy` "if-needed" is decided before: here a post goes out as its author or the group.
    """

    name: str
    domain: str
    title: str
    subject_prefix: bool = True
    reply_to: Literal["group", "author", "both"] = "group"
    from_policy: Literal["author", "group"] = "author"
    footer: str = ""

    @property
    def address(self) -> str:
        """Where posts are sent."""
        return f"{self.name}@{self.domain}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished mail for the wire, dot-stuffed, ending in CRLF, without the final dot.

    The pieces joined are the mail. Those of a list copy are cut behind the List-Unsubscribe URL, so
    that a member's own link can be put between: `link.join(content)`. `size` is in octets as
    RFC 1870 §5 counts them (without doubled dots). `is_8bit`: needs 8BITMIME; `is_smtputf8`: its
    header needs SMTPUTF8.
    """

    content: tuple[bytes, ...]
    size: int
    is_8bit: bool
    is_smtputf8: bool


def list_copy(
    letter: Letter,
    head: ListHead,
    *,
    received_s: int,
    author: Mailbox | None = None,
    drop_authserv: frozenset[str] = frozenset(),
    trace: bytes = b"",
    text: str | None = None,
) -> Copy:
    """Make the copy of a post that every member gets (CONTRACT §4).

    `received_s` dates a post without Date; `author` (the envelope sender, say) signs one without a
    readable From, else the group does. `drop_authserv` holds the ids of servers whose claims in
    Authentication-Results are taken out; `trace` goes on top (see `trace.py`). The footer is left
    out where it would break something. `text`, lines ending in LF, is sent in the place of all
    that the post holds.

    Raises: Refused when a signed or encrypted part holds what may not be sent (`wire.obstacle`).
    """
    content, fields, body_offset, parts = _fitted(letter)
    body = content[body_offset:]
    own = _origin(letter, fields, received_s)
    authors = letter.from_ or ((author,) if author else ())
    group = Mailbox(head.title, head.address)
    if head.from_policy == "group" or not authors:
        own[b"from"] = make_address_field("From", [_via(authors, head.title, head.address)])
    elif not _has_readable_from(letter, fields):
        own[b"from"] = make_address_field("From", authors) or make_address_field("From", [group])
    _set_replies(own, letter, head, authors)
    if head.subject_prefix:
        own[b"subject"] = _prefixed(fields, f"[{head.name}]")
    if text is not None:
        body, described = plain_body(text, head.footer)
        own |= described
    elif head.footer and (edited := add_footer(body, head.footer, fields, parts)):
        body, encoding = edited
        if encoding:
            own[b"content-transfer-encoding"] = make_field("Content-Transfer-Encoding", encoding)
            own[b"mime-version"] = make_field("MIME-Version", "1.0")

    is_foreign = head.from_policy == "group" or bool(letter.list_ids)

    def is_gone(field: Field) -> bool:
        return (
            field.name in _NOT_FOR_A_LIST
            or field.name.startswith(b"list-")
            or (text is not None and field.name.startswith(b"content-"))
            or (field.name == b"sender" and is_foreign)
            or claims(field, drop_authserv)
        )

    header = trace + _edited(fields, own, is_gone) + _list_fields(head, group)
    return _copy(header, b"\r\n\r\n" + body)


def group_copy(fields: bytes, head: ListHead, body: bytes) -> Copy:
    """Make a mail of the group's own to many; `fields` end in CRLF, and `body` is fit for the wire.

    The fields of a list go behind the others, and it is cut as a list copy is.
    """
    group = Mailbox(head.title, head.address)
    return _copy(fields + _list_fields(head, group), b"\r\n\r\n" + body)


def leave_links(address: str, token: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return a function from member id to what is put between the pieces of a list copy.

    That is a link for leaving by one click, `address` with the member's `token` behind it, and
    the field that says so (RFC 8058 §3.1).
    """
    before = b",\r\n <" + quote(address, safe=_OF_A_LINK).encode("ascii")
    behind = b">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"
    return lambda member_id: before + token(member_id) + behind


def forward(
    letter: Letter,
    *,
    via: Mailbox,
    received_s: int,
    group: str = "",
    author: Mailbox | None = None,
    drop_authserv: frozenset[str] = frozenset(),
    trace: bytes = b"",
) -> bytes:
    """Make a mail that is sent on to the people in charge (DECISIONS 5), its body as it was.

    `via`: the address it was sent to, its name for the From line (`psc-owner`). From becomes
    `Ann via psc-owner <psc-owner@…>`, replies go to the author; the address of the `group` in To
    and Cc becomes `via` as well, so that nobody who answers to all answers the whole group. It
    stays a person's mail, so it is not marked Auto-Submitted; it carries `X-Loop` instead, by which
    `was_forwarded` knows it.

    Raises: Refused when a signed or encrypted part holds what may not be sent (`wire.obstacle`).
    """
    content, fields, body_offset, _ = _fitted(letter)
    own = _origin(letter, fields, received_s)
    authors = letter.from_ or ((author,) if author else ())
    own[b"from"] = make_address_field("From", [_via(authors, via.name, via.address)])
    own[b"reply-to"] = make_address_field("Reply-To", letter.reply_to or authors)
    for name, mailboxes in (("To", letter.to), ("Cc", letter.cc)):
        if group and any(fold(each.address) == fold(group) for each in mailboxes):
            own[name.lower().encode()] = make_address_field(
                name, [via if fold(each.address) == fold(group) else each for each in mailboxes]
            )

    def is_gone(field: Field) -> bool:
        is_wrong = field.name == b"sender" or field.name in _NOT_FOR_OTHERS
        return is_wrong or claims(field, drop_authserv)

    # Delivered-To (RFC 9228) would be the standard's way, but MTAs and Maildirs in front of us
    # write it on the first delivery too; X-Loop is written by forwarders alone, since procmail.
    loop = make_field("X-Loop", via.address)
    return trace + _edited(fields, own, is_gone) + loop + b"\r\n" + content[body_offset:]


def was_forwarded(letter: Letter, address: str) -> bool:
    """Say whether `forward` has sent this very mail on from `address` before."""
    key = fold(address)
    return any(field.name == b"x-loop" and fold(field.text) == key for field in letter.fields)


def as_copy(content: bytes) -> Copy:
    """Make any finished mail ready for the wire: CRLF line ends, dots doubled."""
    content = wire.normalise(content)
    _, body_offset = split_header(content)
    return _copy(content[:body_offset], content[body_offset:])


def date_field(seconds: int) -> bytes:
    """Make `Date:` of epoch seconds, in UTC (RFC 5322 §3.3)."""
    return make_field("Date", date_text(seconds))


def date_text(seconds: int) -> str:
    """Return epoch seconds as a date-time in UTC (RFC 5322 §3.3)."""
    at = gmtime(max(seconds, 0))
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    clock = f"{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"
    return f"{day}, {at.tm_mday} {month} {at.tm_year} {clock} +0000"


_OF_A_LINK = ":/@%[]&=+;~!$'()*"  # what may stand in a link; not what ends one in a header
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

# What concerns one delivery, asks readers for receipts, or is a password of other list software.
_NOT_FOR_OTHERS = frozenset(
    b"return-path delivered-to x-original-to envelope-to x-envelope-to return-receipt-to"
    b" disposition-notification-to disposition-notification-options x-confirm-reading-to x-pmrqc"
    b" generate-delivery-report bcc resent-bcc content-length lines status x-status"
    b" approved approve x-approved x-approve".split()
)
_NOT_FOR_A_LIST = _NOT_FOR_OTHERS | {b"precedence", b"archived-at", b"errors-to"}
# RFC 5322 §3.6: at most one of each; large receivers refuse mail with two.
_SINGLE = frozenset(
    b"date from sender reply-to to cc message-id in-reply-to references subject mime-version"
    b" content-type content-transfer-encoding content-disposition content-id".split()
)


def _fitted(letter: Letter) -> tuple[bytes, tuple[Field, ...], int, tuple[Part, ...]]:
    """The letter as it may be sent; for nearly all mails that is what it is."""
    is_clean = letter.content.endswith(b"\r\n") and not wire.flaws(letter.content)
    if is_clean and wire.is_fit(letter.content, letter.body_offset):
        return letter.content, letter.fields, letter.body_offset, letter.parts
    content = wire.normalise(letter.content)
    fields, offset = split_header(content)
    content = wire.fit(content, offset, skeleton(content, offset, fields))
    fields, offset = split_header(content)
    return content, fields, offset, skeleton(content, offset, fields)


def _edited(
    fields: Iterable[Field], own: dict[bytes, bytes], is_gone: Callable[[Field], bool]
) -> bytes:
    """The header anew: `own` fields in the place of the author's, b"" for none, missing ones last.

    Every field is fit for the wire; of those that may stand only once the first one stays.
    """
    lines: list[bytes] = []
    written: set[bytes] = set()
    for field in fields:
        name = field.name
        if name in written and name in _SINGLE:
            continue
        written.add(name)
        if name in own:
            lines.append(own[name])
        elif not is_gone(field):
            lines.append(clean_field(field))
    lines += [line for name, line in own.items() if name not in written]
    return b"".join(lines)


def _origin(letter: Letter, fields: Sequence[Field], received_s: int) -> dict[bytes, bytes]:
    """The fields that every mail must have (RFC 5322 §3.6), where the author's has not; and To and
    Cc as one field each, where they are several."""
    own: dict[bytes, bytes] = {}
    names = [field.name for field in fields]
    if not letter.has_message_id:
        own[b"message-id"] = make_structured_field("Message-ID", f"<{letter.message_id}>")
    if b"date" not in names:
        own[b"date"] = date_field(received_s)
    if names.count(b"to") > 1:
        own[b"to"] = make_address_field("To", letter.to)
    if names.count(b"cc") > 1:
        own[b"cc"] = make_address_field("Cc", letter.cc)
    return own


def _via(authors: Sequence[Mailbox], title: str, address: str) -> Mailbox:
    """`Ann via Title <psc@…>`, after its author as RFC 5322 §3.6.2 wants it (PROMISES R21)."""
    if not authors:
        return Mailbox(title, address)
    name = authors[0].name or split(authors[0].address)[0]
    ending = f" via {title}"
    return Mailbox(name if name.endswith(ending) else name + ending, address)


def _has_readable_from(letter: Letter, fields: Iterable[Field]) -> bool:
    """Whether everybody can read the From; "ann at example.org" is one that only we can."""
    field = next((each for each in fields if each.name == b"from"), None)
    return bool(letter.from_ and field and b"@" in field.raw and clean_field(field))


def _set_replies(
    own: dict[bytes, bytes], letter: Letter, head: ListHead, authors: Sequence[Mailbox]
) -> None:
    """Set Reply-To by the group's policy; whatever it is, the author stays within reach."""
    key = fold(head.address)
    wished = [each for each in letter.reply_to if fold(each.address) != key]
    people = wished or [each for each in authors if fold(each.address) != key]
    group = Mailbox(head.title, head.address)
    is_hidden = head.from_policy == "group"
    match head.reply_to:
        case "group":
            replies = [group, *wished]  # DECISIONS 20
        case "both":
            replies = [*people, group]
        case "author":
            if not is_hidden and len(wished) == len(letter.reply_to):
                return  # the author's own, or none: replies go to From
            replies = people if is_hidden else wished
    own[b"reply-to"] = make_address_field("Reply-To", replies)
    if is_hidden and head.reply_to == "group":
        # Somebody who answers all must reach the author; Reply-To and From name the group only.
        named = {fold(each.address) for each in (*letter.to, *letter.cc, *replies)}
        missing = [each for each in authors if fold(each.address) not in named]
        if missing:
            own[b"cc"] = make_address_field("Cc", [*letter.cc, *missing])


def _prefixed(fields: Iterable[Field], prefix: str) -> bytes:
    """The Subject with the prefix spliced in as ASCII, once; the author's own bytes after it."""
    field = next((each for each in fields if each.name == b"subject"), None)
    if field is None:
        return make_field("Subject", prefix)
    marks = _MARKS.match(field.value.casefold())
    if marks and prefix in marks[0]:
        return clean_field(field)
    name, _, rest = field.raw.partition(b":")
    line = name.strip() + b": " + prefix.encode("ascii")
    if rest[:1] not in b" \t\r\n":
        rest = b" " + rest
    first = rest.partition(b"\r\n")[0]
    if len(line) + len(first) > FOLD_AT and first.strip():
        rest = b"\r\n" + rest  # RFC 2047 §2: short lines where there are encoded words
    return clean_field(Field(field.name, line + rest))


# What stands before a subject's own words: answer marks of any language, names of lists.
_MARKS = re.compile(r"(?:\s*(?:[^\W\d_]{1,12}\s*(?:\[\d+\])?\s*[:：]|\[[^\]]*\]))*")


def _list_fields(head: ListHead, group: Mailbox) -> bytes:
    """Our own fields, List-Unsubscribe last and without its CRLF: see `Copy`."""
    return b"".join(
        (
            make_phrase_field("List-Id", group.name, f"{head.name}.{head.domain}"),
            _mailto("List-Post", head, ""),
            _mailto("List-Help", head, "-help"),
            _mailto("List-Subscribe", head, "-join"),
            _mailto("List-Owner", head, "-owner"),
            b"Precedence: list\r\n",
            make_field("X-Loop", head.address),  # forwarders that strip List-* leave it
            _mailto("List-Unsubscribe", head, "-leave").removesuffix(b"\r\n"),
        )
    )


def _mailto(name: str, head: ListHead, verb: str) -> bytes:
    return make_structured_field(name, f"<mailto:{head.name}{verb}@{head.domain}>")


def _copy(header: bytes, body: bytes) -> Copy:
    # No dot can hide in the cut: the second piece begins with a line end, or begins a line.
    return Copy(
        (wire.dot_stuff(header), wire.dot_stuff(body)),
        len(header) + len(body),
        not (header.isascii() and body.isascii()),
        not header.isascii(),
    )
