"""One line of what somebody pasted becomes people: `Anna Jansen <anna@example.org>` and its kin.

Pure, never raising, in time linear in the line. Whatever could mean two things is not guessed: the
line is then shown to whoever pasted it. RFC 5322 (address lists), RFC 6068 (mailto).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from dgroup.domain.joining import tidy_name
from dgroup.errors import Refused
from dgroup.mail.address import Mailbox, fold, valid


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line, or a part of it, comes to: somebody, or (None) what could not be read."""

    person: Mailbox | None
    text: str


def plain(line: str) -> str:
    """Return a line with the marks that programs and keyboards vary made one kind."""
    if "&" in line:
        line = html.unescape(line)
    if line.isascii():
        return line
    return unicodedata.normalize("NFC", line).translate(_MARKS)


def without_links(line: str) -> str:
    """Return a line with addresses instead of links: `[Anna](mailto:anna@x.org)` and the like."""
    if "](" in line:
        line = _LINKED.sub(r"\1 <\2>", line)
    if "mailto:" in line.lower():
        line = _ANGLED.sub(lambda hit: f" <{unquote(hit[1])}>", line)
        line = _MAILTO.sub(_of_link, line)
    return line


def read_people(line: str) -> list[Piece]:
    """Return who is named in a line (`plain`), in order; nothing where it is words, or nothing.

    Of an address that cannot be one, the piece has no person.
    """
    line = _LABEL.sub("", _BULLET.sub("", line)).strip()
    if not ADDRESS.search(line):
        return [Piece(None, line)] if is_try(line) else []
    tokens = _tokens(line)
    if _is_sentence(tokens):
        return [Piece(None, line)]
    marks = {each.text for each in tokens if each.kind == "mark"}
    strong = marks & _STRONG
    parts = _split(tokens, strong or {","})
    if sum(each.kind == "address" for each in tokens) == 1:
        return [_row(parts)]
    return list(_many(parts))


def is_try(line: str) -> bool:
    """Say whether a line without an address was meant to hold one: `anna@`, `anna at x dot org`."""
    line = " ".join(line[: _LONGEST_TRY + 1].split())
    if len(line) > _LONGEST_TRY:
        return False
    return ("@" in line and len(line.split()) <= _MOST_OF_TRY) or bool(_SPELT.search(line))


def is_sentence(line: str) -> bool:
    """Say whether an address stands in a line as words stand in a sentence."""
    return bool(ADDRESS.search(line)) and _is_sentence(_tokens(line))


def person(address: str, name: str = "") -> Piece:
    """Return the piece of an address, with what they are called; `plain` both."""
    typed = address.strip().strip("'\"").rstrip(".").lstrip(_BEFORE)
    unreadable = Piece(None, f"{name} {address}".strip())
    if "." not in typed.rpartition("@")[2]:
        return unreadable
    try:
        found = valid(typed)
    except Refused:
        return unreadable
    called = clean_name(name)
    return Piece(Mailbox("" if fold(called) == fold(found) else called, found), typed)


def clean_name(text: str) -> str:
    """Return what somebody is called, out of what stands beside their address; "" for no name."""
    text = _PHONE.sub(" ", _NOTHING.sub(" ", text))
    text = " ".join(text.split()).strip(_AROUND)
    if text.startswith("(") or text.count("(") != text.count(")"):
        text = text.strip("()").strip(_AROUND)
    text = _BEHIND.sub("", text).strip(_AROUND)
    last, comma, first = (each.strip() for each in text.partition(","))
    if comma and first and last and "," not in first and not _SUFFIX.fullmatch(first):
        text = f"{first} {last}"
    name = tidy_name(text)
    return name if any(map(str.isalpha, name)) and len(name.split()) <= _MOST_OF_NAME else ""


def is_name(text: str) -> bool:
    """Say whether a line looks like a person's name and like nothing else."""
    words = text.strip().split()
    return (
        0 < len(words) <= _FEW and all(map(_NAME_WORD.fullmatch, words)) and words[0][0].isupper()
    )


_LOCAL: Final = r"[\w.!#$%&'+~^-]"
ADDRESS: Final = re.compile(rf"(?<!{_LOCAL}){_LOCAL}{{1,64}}+@(?!\.)[\w.-]{{1,255}}")

_BEFORE: Final = "'-.~!#&^%$+–—"  # marks that lists put before an address, and no address begins by
_AROUND: Final = " \t\"'`*:;,=|<>[]{}/\\–—-•·>→~_"
_STRONG: Final = frozenset(";|\t")
_MARKS: Final = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u1680\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a", " "),
        **dict.fromkeys("\u202f\u205f\u3000\x0b\x0c\u0085", " "),
        **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad", ""),
        **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
        **dict.fromkeys("＠﹫", "@"),
        **dict.fromkeys("＜﹤〈‹⟨", "<"),
        **dict.fromkeys("＞﹥〉›⟩", ">"),
        **dict.fromkeys("，﹐、", ","),
        **dict.fromkeys("；﹔", ";"),
        **dict.fromkeys("：﹕", ":"),
        **dict.fromkeys("．。", "."),
        **dict.fromkeys("（", "("),
        **dict.fromkeys("）", ")"),
        **dict.fromkeys("“”„«»＂", '"'),
        **dict.fromkeys("‘’‚", "'"),
    }
)
_BULLET: Final = re.compile(
    r"\A[\s>]*(?:(?:[-*•·●○▪◦‣→–—☐☑✓✔+]|\(?\d{1,4}[.)\]:]|\(?[a-z][.)])\s+(?:\[[ xX]?\]\s*)?)?\s*"
)
_LABEL: Final = re.compile(
    r"\A\s*(?:to|cc|bcc|cci|from|reply-to|aan|van|à|de|para|von|an|e-?mails?|mails?"
    r"|e-?mail ?address(?:es)?|address(?:es)?|e-?mail-?adres(?:sen)?|adres(?:sen)?|adresses?"
    r"|courriels?|correos?|m[eé]l|contacts?"
    r"|members?|leden|deelnemers|participants?|name|naam|nom|nombre)\s*:\s*",
    re.IGNORECASE,
)
_INNER_LABEL: Final = re.compile(
    r"(?<!\w)(?:e-?mail|mail|courriel|correo|e-?mail ?address|e-?mail-?adres)\s*[:=]?\s*$"
    r"|^(?:name|naam|nom|nombre)\s*[:=]\s*",
    re.IGNORECASE,
)
_SPELT: Final = re.compile(
    r"\b[\w.+-]+\s*(?:\(|\[|\{|\s|_)\s*(?:at|ad|arobase|arroba|apenstaart(?:je)?)\s*(?:\)|\]|\}|\s|_)"
    r"\s*[\w-]+(?:\s*(?:\(|\[|\{|\s|_)\s*(?:dot|punt|point|punto)\s*(?:\)|\]|\}|\s|_)\s*\w+"
    r"|\.[a-z]{2,})",
    re.IGNORECASE,
)
_MOST_OF_TRY: Final = 6  # words
_LONGEST_TRY: Final = 200  # characters
_MOST_OF_NAME: Final = 8
_FEW: Final = 5
_NAME_WORD: Final = re.compile(r"[^\W\d_][\w.'’-]*,?")
_PHONE: Final = re.compile(r"(?<!\w)\+?\(?\d[\d ()./-]{5,20}\d(?!\w)")
_NOTHING: Final = re.compile(r"<\s*>|\(\s*\)|\[\s*\]|\*\*|__|`|\\")
_BEHIND: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])$|\s(?:-|–|—|\|)\s.*$")
_SUFFIX: Final = re.compile(
    r"(?:jr|sr|ph\.?d|m\.?d|m\.?sc|b\.?sc|m\.?a|ir|ing|dr|drs|esq|mba|ii|iii|iv)\.?", re.IGNORECASE
)


@dataclass(slots=True)
class _Token:
    """An address ("address", in angle brackets or not), a separator ("mark"), or other text."""

    kind: str
    text: str
    is_angled: bool = False


_TOKEN: Final = re.compile(
    r"<\s*(?P<angled>[^<>@\s]{1,64}@[^<>@\s]{1,255}?)\.?\s*>"
    rf"|(?P<address>(?<!{_LOCAL}){_LOCAL}{{1,64}}+@(?!\.)[\w.-]{{1,255}})"
    r'|"(?P<quoted>[^"@]*)"'
    r"|(?P<group>\([^()@]*\))"
    r"|(?P<mark>[;|,\t])"
)
# What joins addresses in a sentence, and belongs to nobody's name.
_JOINS: Final = re.compile(
    r"(?:\b(?:and|en|et|y|und|e|please|thanks|thank you|svp|graag|aub|por favor|merci)\b|[&+/\s])*+"
    r"[.!]?",
    re.IGNORECASE,
)


def _tokens(line: str) -> list[_Token]:
    """Cut a line into addresses, separators and other text; an address said twice is one."""
    found: list[_Token] = []
    at = 0
    for hit in _TOKEN.finditer(line):
        _text(found, line[at : hit.start()])
        at = hit.end()
        match hit.lastgroup:
            case "angled" | "address":
                is_angled = hit.lastgroup == "angled"
                _address(found, _Token("address", hit[hit.lastgroup], is_angled))
            case "quoted" | "group":
                _text(found, f'"{hit["quoted"]}"' if hit["quoted"] is not None else hit["group"])
            case _:
                found.append(_Token("mark", hit["mark"]))
    _text(found, line[at:])
    return found


def _text(found: list[_Token], text: str) -> None:
    if text.strip(" <>[]'\"\\"):
        found.append(_Token("text", text))


def _address(found: list[_Token], token: _Token) -> None:
    last = found[-1] if found else None
    if last is not None and last.kind == "address" and not last.is_angled:
        if fold(last.text) == fold(token.text) or token.is_angled:
            found[-1] = token  # `anna@a.org <anna@b.org>`: the first is what she is called
            return
    elif last is not None and last.kind == "address" and fold(last.text) == fold(token.text):
        return
    found.append(token)


def _split(tokens: Sequence[_Token], marks: frozenset[str] | set[str]) -> list[list[_Token]]:
    parts: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind == "mark" and token.text in marks:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _row(parts: Sequence[Sequence[_Token]]) -> Piece:
    """The one person of a line: cells of a table, or a name around an address."""
    place = next(n for n, part in enumerate(parts) if any(t.kind == "address" for t in part))
    own = list(parts[place])
    at = next(n for n, token in enumerate(own) if token.kind == "address")
    address = own[at]
    before, behind = _said(own[:at]), _said(own[at + 1 :])
    above = [_said(part) for part in parts[:place]]
    if address.is_angled and above:  # Jansen, Anna <anna@example.org>
        return person(address.text, ", ".join([*above, before]) if before else _cells(above))
    name = before or _cells(above) or behind or _cells([_said(part) for part in parts[place + 1 :]])
    return person(address.text, "" if _JOINS.fullmatch(name) else name)


def _cells(cells: Sequence[str]) -> str:
    """The name among the cells of a row: the first that may be one, or the first two of a word."""
    names = [name for cell in cells if (name := clean_name(cell)) and not _has_digits(name)]
    if len(names) > 1 and all(len(name.split()) == 1 for name in names[:2]):
        return f"{names[0]} {names[1]}"
    return names[0] if names else ""


def _has_digits(text: str) -> bool:
    return any(map(str.isdigit, text))


def _many(parts: Sequence[Sequence[_Token]]) -> Iterator[Piece]:
    """Several people in one line: each name goes with the address behind it.

    Unless the line begins with a bare address and ends with a name.
    """
    flat: list[list[_Token]] = []
    for part in parts:
        inside = _split(part, {","})
        has_many = sum(token.kind == "address" for token in part) > 1
        flat += inside if has_many else [list(part)]
    is_reversed = [t.kind for t in flat[0]] == ["address"] and all(
        token.kind != "address" for token in flat[-1]
    )
    above: list[str] = []
    waiting: _Token | None = None  # an address whose name may still come
    for part in flat:
        if all(token.kind != "address" for token in part):
            above.append(_said(part))
            continue
        if is_reversed and waiting is not None:
            yield person(waiting.text, _cells(above))
            above, waiting = [], None
        words: list[_Token] = []
        for token in part:
            if token.kind != "address":
                words.append(token)
                continue
            if waiting is not None:
                yield person(waiting.text, "")
                waiting = None
            name = ", ".join(filter(None, [*above, _said(words)]))
            above, words = [], []
            if not name or _JOINS.fullmatch(name):
                waiting = token
            else:
                yield person(token.text, name)
        if waiting is not None and not is_reversed:
            yield person(waiting.text, _said(words))
            waiting = None
    if waiting is not None:
        yield person(waiting.text, _cells(above))


def _said(tokens: Sequence[_Token]) -> str:
    text = " ".join(token.text for token in tokens if token.kind != "address").strip()
    text = _INNER_LABEL.sub("", text)
    return "" if _JOINS.fullmatch(text) else text


def _is_sentence(tokens: Sequence[_Token]) -> bool:
    """Whether an address stands among words as in a letter: "write to me at bea@example.org"."""
    texts = [each.text for each in tokens if each.kind == "text" and not each.text.startswith('"')]
    addresses = sum(each.kind == "address" for each in tokens)
    is_list = all(each.is_angled for each in tokens if each.kind == "address")
    if is_list and sum(len(text.split()) for text in texts) <= _FEW * addresses:
        return False
    if any(mark in text for text in texts for mark in "?!"):
        return True
    words = [word.strip(".,:;()'\"").casefold() for text in texts for word in text.split()]
    words = [word for word in words if word.isalpha()]
    told = sum(word in _TELLING for word in words)
    return told > addresses or len(words) > _MOST_OF_ROW * addresses


_MOST_OF_ROW: Final = 14  # words beside an address: name, place, employer
_TELLING: Final = frozenset(
    "to me you us at if is are was please or with for write contact questions question my your his"
    " her who that would can not don't send this she he they we i"
    " naar mij je jullie als bij vragen vraag mijn stuur met voor is zijn wie die dat niet ik zij"
    " moi vous nous pour ou avec écrivez contactez mon ma votre qui est sont pas je elle il"
    " mí ti para escribe contacta que es yo ella él".split()
)
_LINKED: Final = re.compile(
    r"\[([^\[\]]{0,200}+)\]\(\s*+(?:mailto:)?([^()\s?@]{1,64}+@[^()\s?@]{1,255}+)[^()]{0,500}+\)"
)
_ANGLED: Final = re.compile(
    r"[<\[(]\s*+mailto:([^<>\[\]()?\s]++)[^<>\[\]()]*+[>\])]", re.IGNORECASE
)
_MAILTO: Final = re.compile(r"mailto:(\S+)", re.IGNORECASE)
_FIELD: Final = re.compile(r"[?&](?:to|cc|bcc)=", re.IGNORECASE)


def _of_link(hit: re.Match[str]) -> str:
    link = _FIELD.sub(",", hit[1])
    return unquote(re.sub(r"[?&][^,]*", "", link)).replace(",", ", ")
