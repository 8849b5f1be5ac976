"""A mail to the robot becomes the commands it holds: pure reading, nothing is looked up.

The subject comes first, then the text, line by line, up to a blank line after the first command, a
quote, a signature or `end` (CONTRACT §3). A letter to people holds no command, whatever words are
in it: it goes on to people, and is not scolded line by line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from dgroup.domain.posting import without_marks
from dgroup.domain.words import (
    after_greeting,
    fold_word,
    is_closing,
    leading_word,
    nearest_word,
    tidy,
)
from dgroup.reading.below import goes_on, is_unsure, said_in
from dgroup.reading.line import CHANGES, Order, read_line
from dgroup.reading.wishes import read_wish

__all__ = ["Order", "Request", "Unknown", "read_request"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A short line that looks like a try at a command, which none is.

    `nearest` is the verb it may have meant, `word` the word for it; both "" where none is near.
    """

    line: str
    nearest: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a mail asks for: at most 10 commands in order (R19), at most 5 tries at one.

    `is_in_charge`: its writer leads the group, so that it is no letter to those who do.
    """

    orders: tuple[Order, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    is_in_charge: bool = False


def read_request(subject: str, own_text: str, names: Container[str], domain: str = "") -> Request:
    """Read the subject, then the text up to where commands end (CONTRACT §3).

    `names` holds the lower-case local names of groups and aliases. With `domain` only addresses
    there are read as groups, without it those of any domain are. Text that is quoted counts for
    nothing: where a reply has no words of its own, pass "" for `own_text`.
    """
    said, is_answer = _said_in(subject)
    title = _command(said, names, domain)
    text = _Text(names, domain, has_command=bool(title))
    text.read(own_text[:_LONGEST])
    meant = _meant(said, title, text, is_answer=is_answer) if title else ()
    orders: list[Order] = []
    for order in (*meant, *text.orders):
        _add(orders, order)
    unknown = [] if text.prose_words and not orders else text.unknown
    if not orders and not is_answer and (meant != title or not text.prose_words):
        unknown = [*_tries(said, names), *unknown]
    return Request(tuple(orders[:MOST_ORDERS]), tuple(unknown[:MOST_UNKNOWN]))


MOST_ORDERS: Final = 10
MOST_UNKNOWN: Final = 5

_LONGEST: Final = 20_000  # characters of text that are looked at
_MOST_LINES: Final = 200
_LONGEST_SUBJECT: Final = 300
_ENDS: Final = frozenset("end stop quit exit fin einde".split())
_QUOTE: Final = re.compile(r"[>|]")
_LETTER: Final = 12  # words of prose that make a mail a letter to people

# Verbs that act when a subject says nothing else, whatever the letter below it says. Of the others
# a subject may be the plain title of a letter: "Members", "Introduction", "My address".
_ACTING: Final = frozenset(
    "join leave none pause resume each daily weekly monthly help confirm forget data".split()
)


@dataclass(slots=True)
class _Text:
    """Reading the text of a mail; `has_command`: the subject held one already."""

    names: Container[str]
    domain: str
    has_command: bool
    orders: list[Order] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    prose: str = ""
    wish: Order | None = None
    has_closing: bool = False

    def read(self, text: str) -> None:
        lines = list(_joined(text.split("\n")[:_MOST_LINES]))
        for at, line in enumerate(lines):
            if len(self.orders) >= MOST_ORDERS or len(self.unknown) >= MOST_UNKNOWN:
                return
            if self.orders and not line:
                return
            if line and _is_end(line):
                self._end(line)
                return
            if told := _introduction(line, self.names, self.domain):
                self.orders.append(told)  # and all that follows is its text (R19)
                return
            if line and not self._take(line):
                self._prose("\n".join(lines[at:]))
                return

    @property
    def prose_words(self) -> int:
        """How many words the text has that are no command."""
        return len(self.prose.split())

    def _take(self, line: str, greetings: int = 0) -> bool:
        """Read one line; False where it is prose, with which reading ends."""
        behind = after_greeting(line)
        found = read_line(line, self.names, self.domain) or self._behind(line, behind or "")
        if found:
            self.orders += found
            return True
        if fold_word(line).startswith("echo "):  # Mailman's: there is nothing to say to it
            return True
        if behind is not None and (not behind or len(line.split()) <= _GREETING_WORDS):
            return True
        if behind is not None and not self.orders and greetings < _MOST_GREETINGS:
            return self._take(behind, greetings + 1)
        if is_closing(line) and len(line.split()) <= _GREETING_WORDS:
            self.has_closing = True
            return True
        tries = list(_tries(line, self.names, is_first=not (self.orders or self.has_command)))
        self.unknown += tries
        return bool(tries)

    def _behind(self, line: str, behind: str) -> tuple[Order, ...]:
        """A command behind a greeting: "Hello, which", "Hi unsubscribe"; not "Dear members"."""
        found = read_line(behind, self.names, self.domain)
        is_apart = line.removesuffix(behind).rstrip().endswith((",", ".", "!", ":", ";"))
        return found if is_apart or all(each.verb in _ACTING for each in found) else ()

    def _prose(self, text: str) -> None:
        own = text.split("\n>", 1)[0].split("\n--", 1)[0]
        if not self.orders:
            self.wish = read_wish(after_greeting(own) or own, self.names, self.domain)
            self.orders += [self.wish] if self.wish else []
        self.prose = own

    def _end(self, line: str) -> None:
        """A lone `stop` means leave; behind a command it ends reading (DECISIONS 12)."""
        if fold_word(line) == "stop" and not (self.orders or self.has_command):
            self.orders.append(Order("leave", None, line=line))


_GREETING_WORDS: Final = 4
_MOST_GREETINGS: Final = 2


def _said_in(subject: str) -> tuple[str, bool]:
    """The subject without marks of answers and lists, and whether it is an answer's."""
    plain = " ".join(subject[:_LONGEST_SUBJECT].split())
    said = without_marks(plain) or plain  # "[unsubscribe]" is no list's name
    marks = plain[: len(plain) - len(said)]
    return said, ":" in marks or "：" in marks


def _command(
    line: str, names: Container[str], domain: str, *, is_wish: bool = True
) -> tuple[Order, ...]:
    """The commands of a line; of a subject, a wish as well."""
    found = read_line(line, names, domain)
    if found or not is_wish:
        return found
    wish = read_wish(line, names, domain)
    return (wish,) if wish else ()


def _meant(
    said: str, title: tuple[Order, ...], text: _Text, *, is_answer: bool
) -> tuple[Order, ...]:
    """The commands of a subject; none where it is but the name of a letter to people."""
    verbs = {each.verb for each in title}
    if is_answer:  # its subject is not the writer's own: it counts where nothing else is said
        counts = not (text.prose_words or text.orders or text.has_closing)
    elif text.wish is not None:
        counts = text.wish.verb in verbs
    elif text.orders:
        counts = True
    elif text.prose_words >= _LETTER and _ACTING.isdisjoint(verbs):
        counts = False
    else:
        return title if CHANGES.isdisjoint(verbs) else _changing(said, title, text)
    return title if counts else ()


def _changing(said: str, title: tuple[Order, ...], text: _Text) -> tuple[Order, ...]:
    """Judge a subject that would change something by what stands below it.

    One word is the title of the letter below, unless that is no letter, or the word can mean but
    one thing. Whoever asks to join may well say who they are.
    """
    below = said_in(text.prose, is_signed=text.has_closing)
    below = below or "\n".join(each.line for each in text.unknown if goes_on(each.line))
    if not below:
        return title
    words = frozenset(fold_word(said).split())
    is_sure = not _PLAIN.isdisjoint(words) and words <= _PLAIN | _SAID_WITH
    is_next = not is_sure or text.prose.split()[:1] in ([], below.split()[:1])
    if is_next and goes_on(below):  # else it is a line of a signature: "we grow food for cities"
        text.unknown = []
        whole = _command(f"{said} {' '.join(below.split())}", text.names, text.domain)
        return whole if whole and whole[0].verb == title[0].verb else ()
    is_full = len(tidy(said)) >= _FULL or any(each.group is not None for each in title)
    is_join = all(each.verb == "join" for each in title)
    return title if (is_full or is_join or is_sure) and not is_unsure(below) else ()


_FULL: Final = 3  # words of a subject that is more than a title
# Words that nobody gives a letter to people as its title, and those that go with them.
_PLAIN: Final = frozenset(
    fold_word(each)
    for each in "unsubscribe signoff uitschrijven afmelden désinscription désinscrire désabonner"
    " désabonnement desuscribir desuscribirme baja".split()
)
_SAID_WITH: Final = frozenset("please pls me mij gelieve moi svp favor por".split())


def _add(orders: list[Order], order: Order) -> None:
    """Add a command unless it is there already; of two that differ in detail, the fuller stays."""
    for at, other in enumerate(orders):
        if other.verb != order.verb:
            continue
        same_group = None in (order.group, other.group) or order.group == other.group
        same_argument = "" in (order.argument, other.argument) or order.argument == other.argument
        if same_group and same_argument:
            orders[at] = replace(
                other,
                group=other.group or order.group,
                argument=other.argument or order.argument,
                language=other.language or order.language,
            )
            return
    orders.append(order)


def _joined(lines: list[str]) -> Iterator[str]:
    """Lines without the space around them, those that go on below joined to what follows.

    So do lines that end in Majordomo's "\\" or, folded by a mail program, in "from the".
    """
    kept = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        plain = (kept + line.replace("\u00a0", " ")).strip()
        words = plain.split()
        goes_on = len(words) > 1 and words[-1].casefold() in _JOINTS and following.strip()
        if (plain.endswith("\\") or goes_on) and len(plain) < _LONGEST_LINE:
            kept = plain.rstrip("\\ ") + " "
            continue
        kept = ""
        yield plain
    if kept:
        yield kept.strip()


_LONGEST_LINE: Final = 1000
_JOINTS: Final = frozenset(
    "from of to the for your this van voor uit de het deze du des la le les cette ce votre del al"
    " el los para esta".split()
)


def _introduction(line: str, names: Container[str], domain: str) -> Order | None:
    """The command of "introduce psc: I am Anna …", whose text begins on its own line."""
    head, colon, text = line[:_LONGEST_LINE].partition(":")
    if not colon or not text.strip() or len(head) > _LONGEST_TRY:
        return None
    found = read_line(head, names, domain)
    if len(found) != 1 or found[0].verb != "introduce":
        return None
    return replace(found[0], argument=line.partition(":")[2].strip(), line=line)


def _is_end(line: str) -> bool:
    is_rule = not line.strip("-_–—=* ") and line != "*"
    return is_rule or _QUOTE.match(line) is not None or fold_word(line) in _ENDS


def _tries(line: str, names: Container[str], *, is_first: bool = True) -> Iterator[Unknown]:
    """The line, if it is short and reads like a command that went wrong."""
    tokens = tidy(line) if len(line) <= _LONGEST_TRY else []
    if not 0 < len(tokens) <= _MOST_OF_TRY or "?" in line or is_closing(line):
        return
    known = leading_word(tokens)
    if known is not None:
        yield Unknown(line, known[0].verb, known[0].text)
        return
    near = nearest_word(tokens[0]) or nearest_word(" ".join(tokens))
    if near is not None:
        yield Unknown(line, near.verb, near.text)
        return
    is_word = len(tokens) == 1 and tokens[0].isalpha() and not tokens[0].istitle()
    of_group = fold_word(tokens[0]) == "set" or any(each.casefold() in names for each in tokens)
    if of_group or (is_word and is_first):
        yield Unknown(line)


_MOST_OF_TRY: Final = 4  # words
_LONGEST_TRY: Final = 80  # characters
