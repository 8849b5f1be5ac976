"""What a mail says: the words of its writer, all its readable text, and what is attached.

Read when first needed, never inside a transaction, and never raising. No word of the writer's is
lost: on doubt more is shown, not less. RFC 2046 (which part is the text), RFC 2183 (attachments).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.mail.charsets import decode_text
from dgroup.mail.html import html_to_text
from dgroup.mail.mime import Part, decode_part, decoded_size
from dgroup.mail.parse import Letter
from dgroup.mail.quotes import own_words, unquoted
from dgroup.mail.wrap import unflow


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail: its name ("" when it has none; never a path), media type, decoded size."""

    name: str
    type: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a mail, lines ending in "\\n".

    `own_text`: what the writer wrote; where cutting quotes and signature leaves nothing
    (`has_own_words` is then False), what shows more. `full_text`: all that can be read.
    """

    own_text: str
    full_text: str
    attachments: tuple[Attachment, ...]
    has_own_words: bool


def read_body(letter: Letter) -> Body:
    """Read the text of a letter; of more than two million characters the beginning."""
    texts, files = _Reading(letter).read()
    full_text = _tidy("\n\n".join(texts))
    own_text = own_words(full_text)
    return Body(
        own_text=own_text or unquoted(full_text) or full_text,
        full_text=full_text,
        attachments=tuple(_attachment(letter.content, part) for part in files),
        has_own_words=bool(own_text),
    )


def attached(letter: Letter) -> tuple[Part, ...]:
    """Return the parts that are attachments, in the order of `Body.attachments`."""
    return tuple(_Reading(letter).read()[1])


_LONGEST_TEXT: Final = 2_000_000  # R19: no person writes more; the raw mail keeps it all
_CUT: Final = "\n[…]"
_STUB: Final = 200  # a text/plain of fewer characters may only say "look at the HTML"

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# RFC 3676 §4.3: the space after two dashes says that they begin a signature.
_SPACE_AT_END = re.compile(r"(?<![ \t])[ \t]++$(?<!^-- )", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{4,}")
# Signs outside of ASCII that are no letters, and the two letters that mean marks.
_HEAP = re.compile(r"(?:[^\x00-\u02ff\w\s]|[\uff9e\uff9f]){60,}+")
_MOST_MARKS: Final = 30  # on one letter; Unicode Standard Annex 15, §13 (stream-safe text)
# Text for machines; and forms of HTML that repeat the other one for a few programs.
_NOT_READ: Final = frozenset(
    "calendar vcard x-vcard directory rtf css csv xml javascript x-amp-html watch-html".split()
)
_FLOWED = re.compile(rb"format\s*=\s*\"?flowed", re.IGNORECASE)
_DELSP = re.compile(rb"delsp\s*=\s*\"?yes", re.IGNORECASE)
_PICTURE = re.compile(r"data:[^\s\"'<>)]{1000,}+")  # within an attribute, and larger than all text
_META_CHARSET = re.compile(r"<meta[^<>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


class _Reading:
    """One walk over the parts of a letter."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.room = _LONGEST_TEXT
        self.children: dict[int | None, list[int]] = {}
        for index, part in enumerate(letter.parts):
            self.children.setdefault(part.parent, []).append(index)

    def read(self) -> tuple[list[str], list[Part]]:
        """The texts to be shown in order, and the parts that are attachments."""
        parts = self.letter.parts
        texts: list[str] = []
        files: list[Part] = []
        late: list[Part] = []  # texts that came as files: the mail's words if there are no others
        waiting = [(0, True)]  # a part, and whether its text is to be read
        while waiting:
            index, is_read = waiting.pop()
            part = parts[index]
            inside = self.children.get(index, [])
            if inside:
                chosen = inside
                if is_read and part.content_type == "multipart/alternative":
                    chosen = [self.choose(inside)]
                waiting += [(each, is_read and each in chosen) for each in reversed(inside)]
            elif not _is_text(part):
                files.append(part)
            elif part.disposition == "attachment" or (part.filename and index):
                files.append(part)
                late.append(part)
            elif is_read and (text := self.text(part)):
                texts.append(text)
        if not texts:
            texts += [text for part in late[:3] if (text := self.text(part))]
        return texts, files

    def choose(self, inside: Sequence[int]) -> int:
        """Of the alternatives, the one to read; in the others only attachments are looked for.

        RFC 2046 §5.1.4 puts the richest last; plain text is the best for us, unless it is a stub.
        """
        parts = self.letter.parts
        plain = next((each for each in inside if parts[each].content_type == "text/plain"), None)
        rich = next((each for each in reversed(inside) if self.html_in(each)), None)
        if plain is None or rich is None:
            return next((each for each in (plain, rich) if each is not None), inside[-1])
        room = self.room
        words = self.text(parts[plain]).strip()
        page = self.html_in(rich) if len(words) < _STUB else None
        markup = self.text(page) if page else ""
        self.room = room
        is_stub = len(markup) > 4 * len(words) + _STUB or (markup and not words)
        return rich if is_stub else plain

    def html_in(self, index: int) -> Part | None:
        """The HTML of an alternative, which may be within multipart/related or deeper."""
        parts = self.letter.parts
        while inside := self.children.get(index):
            index = next((each for each in inside if parts[each].content_type == "text/html"), -1)
            if index < 0:
                index = next((each for each in inside if parts[each].is_multipart), inside[0])
        return parts[index] if parts[index].content_type == "text/html" else None

    def text(self, part: Part) -> str:
        """The text of one part, its line ends made one kind; "" where there is no room left."""
        if self.room <= 0:
            return ""
        is_html = part.content_type == "text/html"
        data = decode_part(self.letter.content, part, None if is_html else 4 * self.room)
        charset = part.charset
        if is_html and not charset:
            head = data[:2048].decode("latin-1")
            charset = hit[1] if (hit := _META_CHARSET.search(head)) else ""
        text = decode_text(data, charset)
        if is_html:
            text = _PICTURE.sub("", text)
        cut = _CUT if len(text) > self.room else ""
        text = text[: self.room]
        if is_html:
            text = html_to_text(text)
        self.room -= len(text)
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not is_html:
            header = self.letter.content[part.header_start : part.start]
            if _FLOWED.search(header):
                text = unflow(text, joins_words=_DELSP.search(header) is not None)
        return text.strip("\n") + cut if text.strip() else ""


def _is_text(part: Part) -> bool:
    # A multipart whose parts cannot be found is shown as it stands: its words are in there.
    # RFC 2046 §4.1.4: an unknown kind of text is read as plain.
    kind, _, form = part.content_type.partition("/")
    return part.is_multipart or (kind == "text" and form not in _NOT_READ)


def _tidy(text: str) -> str:
    text = _CONTROLS.sub(" ", text.replace("\f", "\n"))
    text = _HEAP.sub(_without_heaps, text)
    text = _SPACE_AT_END.sub("", text)
    return _EMPTY_LINES.sub("\n\n\n", text).strip("\n")


def _without_heaps(signs: re.Match[str]) -> str:
    """Leave on each letter the marks that a language may have: to order thousands takes long."""
    kept = []
    marks = 0
    for sign in signs[0]:
        is_mark = sign in "\uff9e\uff9f" or unicodedata.category(sign).startswith("M")
        marks = marks + 1 if is_mark else 0
        if marks <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _attachment(content: bytes, part: Part) -> Attachment:
    return Attachment(part.filename, part.content_type, decoded_size(content, part))
