"""Mail addresses: read out of headers, compared, and checked where a person typed one.

Reading never raises and takes time linear in the text, whatever the nesting of its quotes, comments
and brackets. Which addresses mean something to dgroup is not known here (see `domain/routing.py`).
RFC 5322 (address lists), RFC 6532 (addresses beyond ASCII), RFC 5890 (A-labels).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from dgroup.errors import Refused
from dgroup.mail.fields import decode_words


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody's name (decoded, one line, may be "") and bare address (`ann@example.org`)."""

    name: str
    address: str


def fold(address: str) -> str:
    """Return the key under which `address` is matched: local part casefolded, domain as A-label.

    "" stays "". A domain that is none is only casefolded; never raises.
    """
    address = address.strip()
    if address.isascii():
        return address.lower().rstrip(".")
    address = unicodedata.normalize("NFC", address)
    local, domain = split(address)
    if not domain:
        return address.casefold()
    return f"{local.casefold()}@{_a_label(domain)}"


def split(address: str) -> tuple[str, str]:
    """Return (local part, domain); ("", "") where there is no @."""
    local, at, domain = address.rpartition("@")
    return (local, domain) if at else ("", "")


def spelt_for_wire(address: str) -> str:
    """Return `address` as it is written in envelopes and headers: in ASCII where that is possible.

    A domain becomes its A-label (RFC 5890), which any server takes; an address whose local part is
    not ASCII needs SMTPUTF8 (RFC 6531) anyhow, and stays as it stands. Never raises.
    """
    if address.isascii():
        return address
    local, domain = split(address)
    if not local or not local.isascii():
        return address
    label = _a_label(domain)
    return f"{local}@{label}" if label.isascii() else address


def valid(text: str) -> str:
    """Return the address that a person typed, bare and normalised; angle brackets are forgiven.

    A domain beyond ASCII becomes its A-label, unless the local part needs SMTPUTF8 anyhow.

    Raises: Refused, with a line that says what is wrong. DNS is never asked.
    """
    # Its import takes 35 ms and pulls in a resolver: no server start should wait for it.
    from email_validator import EmailNotValidError, validate_email

    typed = text[:400].strip().removeprefix("<").removesuffix(">").strip()
    try:
        found = validate_email(typed, check_deliverability=False)
    except EmailNotValidError as error:
        shown = "".join(each if each.isprintable() else "?" for each in typed[:80])
        raise Refused(f"'{shown}' is not a mail address: {error}") from None
    return found.ascii_email or found.normalized


def read_mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Return the mailboxes of an address header in order; () where it holds none.

    `value` is best not decoded yet (`Field.text`): an encoded comma is no separator. Groups are
    flattened, names decoded; what has no usable address is left out, and so is what stands
    beyond 256 KiB. `ann at example.org (Ann)` is read only as the whole value: that is how
    Mailman 2 archives write it.
    """
    value = value[:_LONGEST]
    if hit := _ORDINARY.fullmatch(value):
        return (Mailbox(_clean_name(hit[1] or ""), hit[2] or hit[3]),)
    found = _read_list(value)
    if found or not value:
        return tuple(found)
    if hit := _ARCHIVED.fullmatch(value):
        return (Mailbox(_clean_name(hit[3] or ""), f"{hit[1]}@{hit[2]}"),)
    # Some mailers encode the whole header, brackets and all.
    decoded = decode_words(value) if "=?" in value else value
    return tuple(_read_list(decoded)) if decoded != value else ()


_LONGEST = 256 * 1024  # R19: as much as a whole header may have
_LONGEST_ADDRESS = 320  # RFC 5321 §4.5.3.1: 64 octets, @, 255 octets
_LONGEST_NAME = 300

# Nine headers out of ten: `Ann Lee <ann@example.org>` or the bare address.
_ORDINARY = re.compile(
    r'([^"(),:;<>@\\]*+)<([A-Za-z0-9_+.=-]{1,64}@[A-Za-z0-9.-]{0,254}[A-Za-z0-9])>'
    r"|([A-Za-z0-9_+.=-]{1,64}@[A-Za-z0-9.-]{0,254}[A-Za-z0-9])"
)
_ARCHIVED = re.compile(
    r'\s*([^\s"(),:;<>@]{1,64}) at ([A-Za-z0-9.-]{1,250}\.[A-Za-z]{2,})(?:\s+\((.*)\))?\s*',
    re.DOTALL,
)
# Each alternative takes all it has looked at, so that no text is looked at twice.
_TOKEN = re.compile(
    r"(?P<space>\s++)"
    r"|(?P<coded>=\?[^?\s]++\?[bBqQ]\?[^?\s]*+\?=)"  # whatever marks stand in it
    r"|(?P<atom>(?:[^\s\"(),:;<>\[]|\[[^\[\]\s]*+\]?)++)"
    r"|<(?P<angle>[^<>]*+)(?P<closed>>?)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_PAREN = re.compile(r"[()\\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_AROUND_AT = re.compile(r"(?<!\s)\s++@|@\s++")
_ROUTE = re.compile(r"@[^:]*+:")
_ADDRESS = re.compile(
    r'(?:"(?:[^"\\\x00-\x1f]|\\[ -~])*+"|[^\s"(),:;<>@\\\x00-\x1f\x7f]++)@'
    r"(?:[^\s\"(),:;<>@\\\[\]\x00-\x1f\x7f]++|\[[0-9A-Za-z:.]++\])"
)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(slots=True)
class _Pending:
    """What has been read since the last separator."""

    words: list[str] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    address: str = ""
    is_apart: bool = True  # white space stood before what comes next

    def add(self, word: str, is_quoted: bool) -> None:
        if not self.is_apart and self.words and "@" in (word[:1], self.words[-1][-1:]):
            # `"ann lee"@example.org`: here the quotes are part of the address.
            last = f'"{self.words[-1]}"' if self.quoted[-1] else self.words[-1]
            self.words[-1] = last + word
            self.quoted[-1] = False
        else:
            self.words.append(word)
            self.quoted.append(is_quoted)
        self.is_apart = False


def _read_list(value: str) -> list[Mailbox]:
    found: list[Mailbox] = []
    now = _Pending()
    has_quotes = has_comments = True
    position = 0
    while hit := _TOKEN.match(value, position):
        start, position = position, hit.end()
        match hit.lastgroup:
            case "space":
                now.is_apart = True
            case "atom" | "coded":
                if now.address and "@" in hit[0]:  # the comma forgotten
                    found += _mailboxes(now)
                    now = _Pending()
                now.add(hit[0], False)
            case "closed":
                if now.address:
                    found += _mailboxes(now)
                    now = _Pending()
                inside, comma, _ = hit["angle"].partition(",")
                is_open = not hit["closed"] and position == len(value) and comma
                if is_open:
                    position = start + 1 + len(inside)
                now.address = _bare(inside if is_open else hit["angle"])
                now.is_apart = True
            case _:
                mark = hit["mark"]
                if mark in ",;":
                    found += _mailboxes(now)
                    now = _Pending()
                elif mark == ":":  # RFC 5322 §3.4: the name of a group ends here
                    now = _Pending()
                elif mark == '"' and has_quotes and (quoted := _QUOTED.match(value, start)):
                    now.add(_ESCAPED.sub(r"\1", quoted[1]), True)
                    position = quoted.end()
                elif mark == "(" and has_comments and (end := _end_of_comment(value, start)):
                    now.comments.append(_ESCAPED.sub(r"\1", value[start + 1 : end - 1]).strip())
                    position = end
                    now.is_apart = True
                else:
                    # A mark that is never closed is ordinary text, and so are those after it:
                    # looking for the end again at each of them would be quadratic.
                    has_quotes = has_quotes and mark != '"'
                    has_comments = has_comments and mark != "("
    found += _mailboxes(now)
    return found


def _end_of_comment(value: str, start: int) -> int:
    """The offset after the parenthesis that closes the one at `start`; 0 where none does."""
    depth = 0
    escaped_at = -1
    for hit in _PAREN.finditer(value, start):
        if hit.start() == escaped_at:
            continue
        match hit[0]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case _:
                escaped_at = hit.end()
        if not depth:
            return hit.end()
    return 0


def _mailboxes(pending: _Pending) -> list[Mailbox]:
    words = pending.words
    if pending.address:
        return [Mailbox(_clean_name(" ".join(words or pending.comments)), pending.address)]
    if not any("@" in word for word in words):
        return []
    words = _AROUND_AT.sub("@", " ".join(words)).split()
    addresses = [address for word in words if (address := _bare(word))]
    if len(addresses) == 1:
        rest = [word for word in words if not _bare(word)]
        return [Mailbox(_clean_name(" ".join(pending.comments or rest)), addresses[0])]
    if addresses:
        return [Mailbox("", address) for address in addresses]
    # A quoted local part may hold spaces.
    address = _bare(" ".join(words))
    return [Mailbox(_clean_name(" ".join(pending.comments)), address)] if address else []


def _bare(text: str) -> str:
    """The address in `text`, without source route and stray white space; "" where it is none."""
    text = text.strip()
    if text.startswith("@") and (hit := _ROUTE.match(text)):
        text = text[hit.end() :]  # RFC 5322 §4.4: routes are read, and ignored
    if text[:7].lower() == "mailto:":
        text = text[7:]
    if '"' not in text:
        text = "".join(text.split())
    text = text.removesuffix(".")
    return text if len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else ""


def _clean_name(name: str) -> str:
    if "=?" in name:
        name = decode_words(name)
    name = " ".join(_CONTROLS.sub(" ", name).split())
    if len(name) > 2 and name[0] == name[-1] == "'":  # Outlook and Google put them around names
        name = name[1:-1]
    return name[:_LONGEST_NAME].strip()


def _a_label(domain: str) -> str:
    """RFC 5890 §2.3.2.1: the form in which two spellings of a domain are the same."""
    if domain.isascii():
        return domain.lower().rstrip(".")
    from idna import IDNAError, encode  # few addresses need it

    try:
        return encode(domain[:255], uts46=True).decode("ascii").lower().rstrip(".")
    except (IDNAError, UnicodeError):
        return domain.casefold()
