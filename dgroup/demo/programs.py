"""The mail programs of the demo: how each writes a reply, and quotes the letter below it.

They know nothing of dgroup, and read the letter that they answer with Python's own parser. Each has
the habits of a real one: where the quote stands and how it is marked, HTML alone or beside text, a
signature, the line of a telephone, the language of its menus.
"""

from __future__ import annotations

import quopri
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, parseaddr, parsedate_to_datetime
from html import escape
from typing import Final

_INTRODUCTIONS: Final = {
    "en": "On {when:%d/%m/%Y %H:%M}, {name} wrote:",
    "nl": "Op {when:%d-%m-%Y} om {when:%H:%M} schreef {name}:",
    "fr": "Le {when:%d/%m/%Y} à {when:%H:%M}, {name} a écrit\u00a0:",
    "es": "El {when:%d/%m/%y} a las {when:%H:%M}, {name} escribió:",
}
_PHONE_LINES: Final = {
    "en": "Sent from my iPhone",
    "nl": "Verstuurd vanaf mijn iPhone",
    "fr": "Envoyé de mon iPhone",
    "es": "Enviado desde mi iPhone",
}
_FIELDS: Final = {
    "en": ("From:", "Sent:", "To:", "Subject:"),
    "nl": ("Van:", "Verzonden:", "Aan:", "Onderwerp:"),
    "fr": ("De\u00a0:", "Envoyé\u00a0:", "À\u00a0:", "Objet\u00a0:"),
    "es": ("De:", "Enviado:", "Para:", "Asunto:"),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who replies: `signature` is put where their program puts it, "" for none."""

    name: str
    address: str
    language: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a program has before it: the words, the letter that is answered, and its text."""

    by: Writer
    words: str
    answered: EmailMessage
    text: str

    def introduction(self) -> str:
        """The line above the quote."""
        name, address = parseaddr(str(self.answered["From"]))
        when = parsedate_to_datetime(str(self.answered["Date"]))
        return _INTRODUCTIONS[self.by.language].format(when=when, name=name or address)

    def quote(self) -> str:
        """The letter, each line marked."""
        return "\n".join(f"> {line}".rstrip() for line in self.text.split("\n"))

    def signed(self) -> str:
        """The words, with the writer's own signature below them."""
        mark = f"\n\n-- \n{self.by.signature}" if self.by.signature else ""
        return self.words + mark


def reply(
    program: str, by: Writer, words: str, answered: EmailMessage, when: datetime, to: str = ""
) -> bytes:
    """Answer a letter by one of `PROGRAMS`; return the mail, with line ends of LF.

    It goes to the letter's Reply-To, else to its From; `to` stands in for that. `words` may be "".
    """
    paper = Paper(by, words, answered, _text_of(answered))
    kind, data = PROGRAMS[program](paper)
    subject = str(answered["Subject"])
    if not subject.casefold().startswith("re:"):
        subject = f"Re: {subject}"
    answered_id = str(answered["Message-ID"])
    domain = by.address.partition("@")[2]
    number = f"{program}-{when:%m%d%H%M%S}-{by.address.partition('@')[0]}"
    head = (
        f"From: {formataddr((by.name, by.address))}\n"
        f"To: {to or answered['Reply-To'] or answered['From']}\n"
        f"Subject: {_encoded(subject)}\n"
        f"Date: {format_datetime(when)}\n"
        f"Message-ID: <{number}@{domain}>\n"
        f"In-Reply-To: {answered_id}\nReferences: {answered_id}\n"
        f"MIME-Version: 1.0\n"
    )
    return f"{head}Content-Type: {kind}\n".encode() + data


def compose(by: Writer, to: str, subject: str, words: str, when: datetime) -> bytes:
    """Write a mail of one's own, as a plain program does; return it, with line ends of LF."""
    number = f"own-{when:%m%d%H%M%S}-{by.address.partition('@')[0]}"
    head = (
        f"From: {formataddr((by.name, by.address))}\nTo: {to}\nSubject: {_encoded(subject)}\n"
        f"Date: {format_datetime(when)}\nMessage-ID: <{number}@{by.address.partition('@')[2]}>\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    )
    return head.encode() + _eight_bit(f"{words}\n")


def _thunderbird(paper: Paper) -> tuple[str, bytes]:
    text = f"{paper.signed()}\n\n{paper.introduction()}\n{paper.quote()}\n"
    return "text/plain; charset=UTF-8; format=flowed", _eight_bit(_flowed(text))


def _below(paper: Paper) -> tuple[str, bytes]:
    """The words below the quote, as some have done since 1995."""
    text = f"{paper.introduction()}\n{paper.quote()}\n\n{paper.signed()}\n"
    return "text/plain; charset=UTF-8; format=flowed", _eight_bit(_flowed(text))


def _between(paper: Paper) -> tuple[str, bytes]:
    """Each paragraph below one of the questions, which begin with a number."""
    answers = iter(paper.words.split("\n\n"))
    lines = [paper.introduction()]
    for line in paper.text.split("\n"):
        lines.append(f"> {line}".rstrip())
        if line[:2] in ("1.", "2.", "3."):
            lines += ["", next(answers, ""), ""]
    lines += ["", *answers]
    return "text/plain; charset=UTF-8; format=flowed", _eight_bit(_flowed("\n".join(lines) + "\n"))


def _gmail(paper: Paper) -> tuple[str, bytes]:
    plain = f"{_wrapped(paper.signed())}\n\n{paper.introduction()}\n\n{paper.quote()}\n"
    rich = (
        f'<div dir="ltr">{_divs(paper.signed())}</div><br><div class="gmail_quote"><div dir="ltr"'
        f' class="gmail_attr">{escape(paper.introduction())}<br></div><blockquote'
        ' class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid'
        f' rgb(204,204,204);padding-left:1ex">{_broken(paper.text)}</blockquote></div>\n'
    )
    parts = b"".join(
        f'--0000000000005e1a\nContent-Type: text/{kind}; charset="UTF-8"\n'.encode()
        + _quoted_printable(text)
        for kind, text in (("plain", plain), ("html", rich))
    )
    kind = 'multipart/alternative; boundary="0000000000005e1a"'
    return kind, b"\n" + parts + b"--0000000000005e1a--\n"


def _outlook(paper: Paper) -> tuple[str, bytes]:
    """HTML and nothing else; the quote is marked by a ruled block of fields only."""
    sent = parsedate_to_datetime(str(paper.answered["Date"]))
    values = (
        str(paper.answered["From"]),
        f"{sent:%d-%m-%Y %H:%M}",
        str(paper.answered["To"]),
        str(paper.answered["Subject"]),
    )
    block = "<br>".join(
        f"<b>{name}</b> {escape(value)}"
        for name, value in zip(_FIELDS[paper.by.language], values, strict=True)
    )
    signature = "\n\n" + paper.by.signature if paper.by.signature else ""
    rich = (
        "<html><head><style><!--\np.MsoNormal {margin:0cm;font-size:11.0pt;}\n--></style></head>"
        f'<body><div class="WordSection1">{_office(paper.words + signature)}<p class="MsoNormal">'
        '<o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:'
        f'3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{block}<o:p></o:p></p></div></div>'
        f"{_office(paper.text)}</div></body></html>\n"
    )
    return 'text/html; charset="utf-8"', _quoted_printable(rich)


def _iphone(paper: Paper) -> tuple[str, bytes]:
    line = _PHONE_LINES[paper.by.language]
    text = f"{paper.words}\n\n{line}\n\n> {paper.introduction()}\n> \n{paper.quote()}\n"
    return "text/plain; charset=utf-8", _quoted_printable(text)


def _webmail(paper: Paper) -> tuple[str, bytes]:
    """An old one: lines broken at 72, ISO 8859-1 as it is, and no quote at all."""
    text = _wrapped(paper.signed()) + "\n"
    head = b"Content-Transfer-Encoding: 8bit\nX-Mailer: WebCorreo 2.1\n\n"
    return "text/plain; charset=iso-8859-1", head + text.encode("iso-8859-1", "replace")


def _vacation(paper: Paper) -> tuple[str, bytes]:
    """A vacation program: it marks itself, and writes the owner's words."""
    head = b"Auto-Submitted: auto-replied\nContent-Transfer-Encoding: 8bit\n\n"
    return "text/plain; charset=utf-8", head + f"{paper.words}\n".encode()


PROGRAMS: Final[Mapping[str, Callable[[Paper], tuple[str, bytes]]]] = {
    "thunderbird": _thunderbird,
    "below": _below,
    "between": _between,
    "gmail": _gmail,
    "outlook": _outlook,
    "iphone": _iphone,
    "webmail": _webmail,
    "vacation": _vacation,
}


def _text_of(mail: EmailMessage) -> str:
    """The text of a letter as a program shows it, its flowed lines joined again (RFC 3676)."""
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content()).replace("\r\n", "\n")
    if part["Content-Type"].params.get("format") == "flowed":
        lines = text.split("\n")
        lines = [line.removeprefix(" ") for line in lines]
        text = "".join(line if line.endswith(" ") else f"{line}\n" for line in lines)
    return text.strip("\n")


def _encoded(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=200).encode()


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 72) for line in text.split("\n"))


def _flowed(text: str) -> str:
    """Break the writer's lines with a space before each break; quotes are left as they are."""
    lines = []
    for line in text.split("\n"):
        broken = textwrap.wrap(line, 71) if not line.startswith(">") and line != "-- " else []
        lines.append(" \n".join(broken) if broken else line)
    return "\n".join(lines)


def _eight_bit(text: str) -> bytes:
    return b"Content-Transfer-Encoding: 8bit\n\n" + text.encode()


def _quoted_printable(text: str) -> bytes:
    return b"Content-Transfer-Encoding: quoted-printable\n\n" + quopri.encodestring(text.encode())


def _divs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def _broken(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.split("\n"))


def _office(text: str) -> str:
    return "".join(
        f'<p class="MsoNormal">{escape(line) or "<o:p>&nbsp;</o:p>"}</p>\n'
        for line in text.split("\n")
    )
