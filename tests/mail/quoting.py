"""The few ways of quoting that mail programs share, as functions that write text or HTML.

Outlook's kind repeats From, Sent, To and Subject and marks nothing; the others introduce the quote
by a sentence and mark its lines by ">", or hold it in an element of HTML.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Literal

from tests.mail.habits import FIELD_NAMES, INTRODUCTIONS, LONG_DATES, ORIGINAL, said_of

Place = Literal["above", "below", "between"]
Writing = Callable[["Sheet"], str]
_LATER_S = 3600


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail that is answered, as a program shows it."""

    name: str
    address: str
    to: str
    subject: str
    sent_s: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a program puts on one sheet."""

    words: str
    language: str
    answered: Answered
    place: Place
    signature: str
    phone_line: str

    @staticmethod
    def later(seconds: int) -> datetime:
        """When a mail of that time is answered."""
        return datetime.fromtimestamp(seconds, UTC) + timedelta(seconds=_LATER_S)

    def said(self, pattern: str) -> str:
        """Fill in the date and the sender of the mail that is answered."""
        when = datetime.fromtimestamp(self.answered.sent_s, UTC)
        who = {"name": self.answered.name, "address": self.answered.address}
        return pattern.format(**said_of(when, self.language), **who)

    def introduction(self, habit: str) -> str:
        """The sentence above the quote."""
        return self.said(INTRODUCTIONS[habit][self.language])

    def own(self) -> str:
        """What stands above or below the quote: words, signature, and the phone's line."""
        words = self.words if self.place != "between" else ""
        signed = f"-- \n{self.signature}" if self.signature else ""
        return "\n\n".join(each for each in (words, self.phone_line, signed) if each)

    def rounds(self) -> list[tuple[str, str]]:
        """The quote in pieces, each with the answer below it ("" for none)."""
        lines = self.answered.text.split("\n")
        if self.place != "between":
            return [("\n".join(lines), "")]
        answers = self.words.split("\n\n")
        size = max(len(lines) // len(answers), 1)
        pieces = ["\n".join(lines[size * each : size * (each + 1)]) for each in range(len(answers))]
        rest = "\n".join(lines[size * len(answers) :])
        return [*zip(pieces, answers, strict=True), *([(rest, "")] if rest else [])]


@dataclass(frozen=True, slots=True)
class Program:
    """One mail program: its text, its HTML, and by which of `PHONE_LINES` it names itself."""

    plain: Writing | None = None
    rich: Writing | None = None
    phone: str = ""
    agent: str = ""
    is_marking: bool = True
    is_flowed: bool = False


def in_flowed_lines(text: str) -> str:
    """Wrap as RFC 3676 §4 has it: a space at the end says that the line goes on."""
    lines: list[str] = []
    for line in text.split("\n"):
        marks = line[: len(line) - len(line.lstrip("> "))] if line.startswith(">") else ""
        words = line[len(marks) :]
        if not marks and words.startswith((" ", ">", "From ")):
            words = " " + words
        pieces = textwrap.wrap(words, 72, drop_whitespace=False, break_long_words=False)
        lines += [marks + each for each in pieces] if len(words) > 72 else [line and marks + words]
    return "\n".join(lines)


def _marked(text: str, width: int = 0) -> str:
    lines = []
    for line in text.split("\n"):
        pieces = textwrap.wrap(line, width) if width and len(line) > width else [line]
        lines += [f"{'>' if each.startswith('>') else '> '}{each}".rstrip() for each in pieces]
    return "\n".join(lines)


def _wrapped(sentence: str, width: int) -> str:
    """Gmail breaks behind the bracket of an address, so that it is never cut."""
    if width and len(sentence) > width:
        head, bracket, tail = sentence.partition(" <")
        if bracket and len(head) < width:
            return f"{head} <\n{tail}"
        return "\n".join(textwrap.wrap(sentence, width))
    return sentence


def introduced(habit: str, *, width: int = 0, gap: str = "\n", inside: bool = False) -> Writing:
    """Text with an introduction and marked lines; `inside` marks the introduction as well."""

    def write(sheet: Sheet) -> str:
        above = _wrapped(sheet.introduction(habit), width)
        pieces = []
        for quote, answer in sheet.rounds():
            pieces.append(_marked(quote, 74 if width else 0))
            if answer:
                pieces.append(f"\n{answer}\n")
        quote = "\n".join(pieces)
        head = _marked(above) + "\n> \n" if inside else above + gap
        if sheet.place == "above":
            return f"{sheet.own()}\n\n{head}{quote}\n"
        return f"{above}{gap}{quote}\n\n{sheet.own()}\n"

    return write


def block_lines(sheet: Sheet, order: str, *, bold: str = "{}") -> list[str]:
    """The lines From, Sent, To, Subject in the order of the letters f s t u (d for Date)."""
    said = sheet.answered
    who = f"{said.name} <{said.address}>"
    date = sheet.said(LONG_DATES[sheet.language])
    values = {"f": (0, who), "s": (1, date), "t": (2, said.to), "u": (3, said.subject)}
    values["d"] = (4, date)
    names = FIELD_NAMES[sheet.language]
    return [f"{bold.format(names[values[each][0]])} {values[each][1]}" for each in order]


def headed(order: str, *, rule: str = "", original: str = "", bold: str = "{}") -> Writing:
    """Text with a block of fields and lines that nothing marks."""

    def write(sheet: Sheet) -> str:
        above = rule
        if original:
            above = rule.format(ORIGINAL[original][sheet.language])
        block = "\n".join(block_lines(sheet, order, bold=bold))
        head = f"{above}\n{block}" if above else block
        return f"{sheet.own()}\n\n{head}\n\n{sheet.answered.text}\n"

    return write


def each_line(text: str, line: str, empty: str) -> str:
    return "".join(
        line.format(escape(each)) if each.strip() else empty for each in text.split("\n")
    )


def divs(text: str) -> str:
    return each_line(text, "<div>{}</div>", "<div><br></div>")


def breaks(text: str) -> str:
    return escape(text).replace("\n", "<br>\r\n".replace("\r", ""))


def paragraphs(text: str) -> str:
    empty = '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n'
    return each_line(text, '<p class="MsoNormal">{}<o:p></o:p></p>\n', empty)


def cited(
    habit: str, *, box: str, head: str = "<div>{}<br></div>", end: str = "", own: str = "{}"
) -> Writing:
    """HTML with an introduction, and the quote in a blockquote that says so."""

    def write(sheet: Sheet) -> str:
        above = head.format(escape(sheet.introduction(habit)))
        pieces = [
            f"{box}{breaks(quote)}</blockquote>" + (f"<div>{divs(answer)}</div>" if answer else "")
            for quote, answer in sheet.rounds()
        ]
        quote = above + "".join(pieces) + end
        words = own.format(divs(sheet.own()))
        body = f"{words}<br>{quote}" if sheet.place == "above" else f"{quote}<div><br></div>{words}"
        return f"<html><head></head><body>{body}</body></html>"

    return write
