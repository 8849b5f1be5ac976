"""HTML mail to readable text: words, line breaks, lists, links, and quotes marked by ">".

A tokenizer of our own, because the time must be linear in whatever comes: the one in `html.parser`
of Python 3.11 needs 14 seconds for 40 kB of "<a <a <a" and raises on "<![". No tree is built, so
30,000 nested elements cost no more than 30,000 others. On doubt text is shown, never dropped.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Final


def html_to_text(markup: str) -> str:
    """Return the text of `markup` with "\\n" between lines and no space around; "" for none.

    What a mail program marks as quoted begins with "> ", once a level. A link whose text does not
    show where it leads is followed by `<https://…>`. Never raises.
    """
    for opening, closing in _UNSEEN:
        markup = _without(markup, opening, closing)
    page = _Page()
    position = 0
    for hit in _TAG.finditer(markup):
        if hit.start() > position:
            page.add_text(markup[position : hit.start()])
        position = hit.end()
        if hit[2] is not None:
            page.add_tag(hit[2].lower(), hit[3], is_end=bool(hit[1]))
    page.add_text(markup[position:])
    return page.finish()


# A quoted value may hold ">", but not "<": where a quote is never closed, words would be lost.
_TAG = re.compile(
    r"<(?:(/?)([A-Za-z][A-Za-z0-9:-]*+)"
    r"((?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+|[^<>]*+)|[!?][^<>]*+)>"
)
_UNSEEN: Final = (
    (re.compile("<!--"), re.compile("-->")),
    *(
        (
            re.compile(rf"<{name}(?=[\s>])", re.IGNORECASE),
            re.compile(rf"</{name}\s*+>", re.IGNORECASE),
        )
        for name in ("head", "style", "script", "title", "template")
    ),
)
_ATTRIBUTE = re.compile(
    r"(?:^|[\s\"'/])(href|alt|type|class|style)\s*+=\s*+"
    r"(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))",
    re.IGNORECASE,
)
# What Gmail, Yahoo, Outlook and Thunderbird put a quote or its introduction into; and GMX, which
# uses nothing else to mark it.
_QUOTE_BEGINS = re.compile(
    r"gmail_quote|yahoo_quoted|divRplyFwdMsg|moz-cite-prefix|OLK_SRC_BODY|border-top: ?solid #",
    re.IGNORECASE,
)
_QUOTING_DIV = re.compile(r"\bname=[\"']?quote\b", re.IGNORECASE)
# At a number of thousands of digits html.unescape raises ValueError.
_HUGE_NUMBER = re.compile(r"&#(?:\d{9,}|[xX][0-9a-fA-F]{9,});?")
_BLOCKS: Final = frozenset(
    "address article aside body center dd div dl dt fieldset figcaption figure footer form header"
    " html li main nav section table tbody thead tr".split()
)
_PARAGRAPHS: Final = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre blockquote table".split())
_SCHEMES: Final = ("http://", "https://", "mailto:", "ftp://")
_DEEPEST: Final = 8  # levels of quoting shown
_LONGEST_LINK: Final = 2000


def _without(markup: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Cut what lies between the two; what is never closed stays."""
    pieces: list[str] = []
    position = 0
    while start := opening.search(markup, position):
        # "<!-->" is a whole comment.
        end = closing.search(markup, start.start() + 2)
        if not end:
            break
        pieces.append(markup[position : start.start()])
        position = end.end()
    return "".join([*pieces, markup[position:]]) if position else markup


@dataclass(slots=True)
class _Page:
    """Text as it grows: finished lines with their level of quoting, and the line at work."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    quotes: list[bool] = field(default_factory=list)  # of the open blockquotes: is it a quote?
    divs: list[bool] = field(default_factory=list)  # the same of the open div elements
    level: int = 0
    pre: int = 0
    link: str = ""
    link_text: list[str] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        if "&" in text:
            text = html.unescape(_HUGE_NUMBER.sub("\ufffd", text))
        if self.pre:
            first, *more = text.replace("\r", "").split("\n")
            self.add_words(first)
            for line in more:
                self.end_line()
                self.add_words(line)
            return
        words = " ".join(text.split())
        if not words:
            if text and self.pieces:
                self.pieces.append(" ")
            return
        before = " " if text[0].isspace() else ""
        self.add_words(before + words + (" " if text[-1].isspace() else ""))

    def add_words(self, words: str) -> None:
        self.pieces.append(words)
        if self.link:
            self.link_text.append(words)

    def add_tag(self, name: str, attributes: str, *, is_end: bool) -> None:
        match name:
            case "br":
                self.end_line(is_forced=True)
            case "hr":
                self.end_line()
                self.lines.append((self.level, "-" * 10))
            case "a":
                self.end_link()
                if not is_end:
                    self.link = _address_of_link(_read(attributes).get("href", ""))
            case "img" if alt := _read(attributes).get("alt", "").strip():
                self.add_words(f"[{' '.join(alt.split())}]")
            case "td" | "th":
                self.pieces.append(" ")
            case "blockquote":
                self.end_paragraph()
                self.turn_quote(attributes, is_end=is_end)
            case "pre":
                self.end_paragraph()
                self.pre = max(self.pre + (-1 if is_end else 1), 0)
            case "li" if not is_end:
                self.end_line()
                self.pieces.append("- ")
            case "span" if _QUOTE_BEGINS.search(attributes):
                self.end_paragraph()
            case "div":
                self.turn_div(attributes, is_end=is_end)
            case _ if name in _PARAGRAPHS:
                self.end_paragraph()
            case _ if name in _BLOCKS:
                self.end_line()

    def turn_quote(self, attributes: str, *, is_end: bool) -> None:
        if not is_end:
            says = _read(attributes)
            is_quote = (
                says.get("type", "").lower() == "cite"
                or "quote" in says.get("class", "").lower()
                or "border-left" in says.get("style", "").lower()
                # An indented paragraph of one's own looks the same, but nobody introduces it.
                or next((text for _, text in reversed(self.lines) if text), "").endswith(":")
            )
            self.quotes.append(is_quote)
            self.level += is_quote
        elif self.quotes:
            self.level -= self.quotes.pop()

    def turn_div(self, attributes: str, *, is_end: bool) -> None:
        if is_end:
            is_quote = self.divs.pop() if self.divs else False
            self.end_paragraph() if is_quote else self.end_line()
            self.level -= is_quote
            return
        # Yahoo's telephones draw the line within a blockquote that has none.
        is_quote = _QUOTING_DIV.search(attributes) is not None or (
            bool(self.quotes) and "border-left" in attributes.lower()
        )
        self.end_paragraph() if is_quote or _QUOTE_BEGINS.search(attributes) else self.end_line()
        self.divs.append(is_quote)
        self.level += is_quote

    def end_link(self) -> None:
        if self.link:
            shown = "".join("".join(self.link_text).split())
            target = self.link.removeprefix("mailto:")
            bare = target.partition("://")[2].rstrip("/") or target
            if shown and bare.lower() not in shown.lower():
                self.pieces.append(f" <{target}>")
        self.link = ""
        self.link_text = []

    def end_line(self, *, is_forced: bool = False) -> None:
        said = "".join(self.pieces)
        line = said.rstrip() if self.pre else " ".join(said.split())
        if line == "--" and said.rstrip("\n").endswith(" ") and not self.level:
            line = "-- "  # RFC 3676 §4.3: it is the space that makes it the sign of a signature
        if line or is_forced or self.pre:
            self.lines.append((self.level, line))
        self.pieces = []

    def end_paragraph(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1][1]:
            self.lines.append((self.level, ""))

    def finish(self) -> str:
        self.end_link()
        self.end_line()
        shown: list[str] = []
        for level, line in self.lines:
            marks = "> " * min(level, _DEEPEST)
            if line or not shown or shown[-1].strip("> "):
                shown.append(marks + line if line else marks.rstrip())
        return "\n".join(shown).strip()


def _read(attributes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        value = _HUGE_NUMBER.sub("", double or single or bare)
        found.setdefault(name.lower(), html.unescape(value))
    return found


def _address_of_link(href: str) -> str:
    href = "".join(href.split())
    if len(href) > _LONGEST_LINK or not href.lower().startswith(_SCHEMES):
        return ""
    return href.partition("?")[0] if href.lower().startswith("mailto:") else href
