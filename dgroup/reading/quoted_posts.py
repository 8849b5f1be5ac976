"""A reply to a digest: what its writer says, and to which of the conversations.

People leave the one message that they answer, or write below it, or give its number, or name its
subject; each of these is a sign, and signs that differ are none. What stood in the digest is cut,
however a program quotes it. On doubt nothing is decided here: the writer is asked. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from dgroup.domain.posting import without_marks
from dgroup.domain.sentences import fold_text
from dgroup.domain.words import after_greeting
from dgroup.mail.quotes import own_words
from dgroup.reading.quoted_lines import Line, Sheet, compare
from dgroup.reading.shown_digest import Piece, Shown

Sign = Literal["only", "number", "quote", "place", "subject", "several", "none"]
"""By what a conversation is known; "several" where signs differ, "none" where there is none."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reply says: the writer's own words, "" for none, and which conversation they answer.

    `number` is None where the writer has to be asked; `post_id` the one post that is answered, None
    for the conversation as a whole. `is_sure`: all of `text` is the writer's, and nothing more was.
    `has_quote`: something of the digest stands in the reply. `is_long`: it is longer than anybody
    writes, and was not read.
    """

    text: str
    number: int | None
    post_id: int | None
    sign: Sign
    is_sure: bool = True
    has_quote: bool = False
    is_long: bool = False


def read_reply(full_text: str, subject: str, shown: Shown) -> Said:
    """Read a reply to what was shown; `full_text` is all its readable text, the quote included."""
    if len(full_text) > _LONGEST:
        return Said("", None, None, "none", is_sure=False, is_long=True)
    sheet = Sheet([piece.text for piece in shown.pieces])
    lines = compare(full_text, sheet)
    blocks = list(_blocks(lines, sheet, shown.pieces))
    text = "\n\n".join(block.text for block in blocks)
    is_sure = not any(block.is_doubtful for block in blocks)
    numbered = _numbered(text, max(len(shown.subjects), shown.most))
    named = _named(text, subject, shown)
    placed = _placed(blocks, lines, sheet, shown)
    text = numbered.rest if numbered.number else named.rest if named.number else text
    signs = [each for each in (numbered, named, placed) if each.number]
    sign: Sign = signs[0].sign if signs else "none"
    numbers = {each.number for each in signs}
    is_unclear = "several" in (numbered.sign, placed.sign)
    has_quote = any(line.kind in ("quoted", "mixed") for line in lines)
    number: int | None = None
    if numbers - shown.subjects.keys():
        sign = "none"  # a number of a text that was changed since, or of its draft
    elif len(numbers) == 1 and (sign == "number" or not is_unclear):
        (number,) = numbers
    elif not numbers and len(shown.subjects) == 1 and shown.most < 2:
        (number,), sign = shown.subjects, "only"
    else:
        sign = "several" if numbers or is_unclear else "none"
    return Said(text, number, placed.post_id if number else None, sign, is_sure, has_quote)


def own_subject(subject: str, shown: Shown | None, other: str) -> str:
    """Return a subject that the writer has chosen for their words; "" where it says nothing more.

    It is no answer's, and neither that of the digest, nor `other`, nor a number.
    """
    said = " ".join(subject.split())
    if not said or without_marks(said) != said or re.fullmatch(r"#?\d{1,3}|\W*", said):
        return ""
    others = (other, *((shown.subject, *shown.subjects.values()) if shown else ()))
    words = set(fold_text(said).split())
    known = [set(fold_text(without_marks(each)).split()) for each in others]
    return "" if any(2 * len(words & each) > len(words) for each in known) else said


def read_number(text: str, most: int) -> tuple[int | None, str]:
    """Return the number of a conversation with which `text` begins, and what follows it.

    (None, text) where there is none up to `most`.
    """
    found = _numbered(text, most)
    return (found.number, found.rest) if found.number else (None, text)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sign: the conversation and what of the words is left without the sign."""

    sign: Sign
    number: int | None = None
    rest: str = ""
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    """Words of the writer's, between what is quoted above and below (None: nothing)."""

    text: str
    above: Piece | None
    below: Piece | None
    is_doubtful: bool


_NONE: Final = _Found("none")
_LONGEST: Final = 256 * 1024  # characters that are compared: many times the longest digest
_MOST_RUNS: Final = 2000  # of lines that are quoted, or not


def _blocks(lines: Sequence[Line], sheet: Sheet, pieces: Sequence[Piece]) -> Iterator[_Block]:
    """The writer's words, in order."""
    known = [number for number, line in enumerate(lines) if line.first >= 0]
    first, last = (known[0], known[-1]) if known else (len(lines), -1)
    above: Piece | None = None
    start = 0
    runs = [(kind, list(run)) for kind, run in groupby(lines, lambda line: line.kind == "quoted")]
    if len(runs) > _MOST_RUNS:  # nobody writes so: all that is not quoted, as it stands
        runs = [(False, [line for line in lines if line.kind != "quoted"])]
    for number, (is_quoted, run) in enumerate(runs):
        end = start + len(run)
        if is_quoted:
            placed = [line.last for line in run if line.first >= 0]
            above = pieces[sheet.piece[placed[-1]]] if placed else above
        else:
            behind = runs[number + 1][1] if number + 1 < len(runs) else []
            text, is_doubtful = _own(
                run, is_inside=first < start and end <= last, has_quote=bool(behind)
            )
            if text:
                places = [line.first for line in behind if line.first >= 0]
                below = pieces[sheet.piece[places[0]]] if places else None
                yield _Block(text, above, below, is_doubtful)
        start = end


def _own(lines: Sequence[Line], *, is_inside: bool, has_quote: bool) -> tuple[str, bool]:
    """What the writer says in lines of which none is quoted, and whether that is in doubt.

    Between lines of ours, a marked line that is not ours was typed there by somebody whose program
    marks all that stands in a quote.
    """
    said: list[str] = []
    below: list[str] = []  # lines of ours that somebody has gone on with
    is_doubtful = is_introduced = False
    for line in lines:
        is_typed = is_inside and line.kind == "strange"
        is_doubtful = is_doubtful or is_typed or line.kind == "mixed"
        is_introduced = is_introduced or line.kind == "program"
        if is_introduced and (below or line.kind == "mixed"):
            below.append(line.text)
        else:
            said.append(line.text if is_typed or not line.is_marked else f"> {line.text}")
    if below or has_quote:
        said.append("> …")
    text = own_words("\n".join(said))
    return "\n\n".join(each for each in (text, "\n".join(below).strip()) if each), is_doubtful


def _placed(blocks: Sequence[_Block], lines: Sequence[Line], sheet: Sheet, shown: Shown) -> _Found:
    """The conversation below whose words somebody writes, or of which alone something is quoted."""
    quoted = [
        shown.pieces[each]
        for line in lines
        if line.first >= 0
        for each in sorted({sheet.piece[line.first], sheet.piece[line.last]})
    ]
    strong = {each.number for each in quoted if each.kind == "post"} - {None}
    rows = {each.number for each in quoted if each.kind == "table"} - {None}
    weak = {each.number for each in quoted if each.kind in ("heading", "answer")} - {None}
    alone = strong or weak or rows
    inside = [_under(block, alone, shown) for block in blocks if block.above is not None]
    under = {each.number for each in inside if each is not None}
    if len(under) > 1:
        return _Found("several")
    posts: dict[int | None, set[int]] = {}
    for each in quoted:
        if each.post_id:
            posts.setdefault(each.number, set()).add(each.post_id)
    if under and None not in inside:
        number = under.pop()
        ids = {each.post_id for each in inside if each is not None and each.post_id}
        only = ids or posts.get(number, set())
        return _Found("place", number, "", next(iter(only)) if len(only) == 1 else None)
    if len(alone) != 1 or (strong and len(rows) > 1 and _is_beginning(lines)):
        return _NONE
    number = next(iter(alone))
    only = posts.get(number, set())
    return _Found("quote", number, "", next(iter(only)) if len(only) == 1 else None)


def _under(block: _Block, quoted: set[int | None], shown: Shown) -> Piece | None:
    """The line of a conversation under which words were put; None where that says nothing.

    At the end of all there is, words may be meant for anything that is above them.
    """
    above, below = block.above, block.below
    if above is None or above.number is None:
        return None
    if below is None:
        is_last = above.number == max(shown.subjects)
        return above if quoted == {above.number} or not is_last else None
    if above.kind == "table" and below.kind != "table":
        return None
    return above


def _is_beginning(lines: Sequence[Line]) -> bool:
    """Whether what is quoted is the digest from its first line to some other, nothing left out.

    That is what programs do that have loaded no more of it.
    """
    following = 0
    for line in lines:
        if line.first < 0:
            continue
        if line.first > following + _SKIPPED:
            return False
        following = line.last + 1
    return True


_BEGINNING: Final = 200  # characters in which a number is looked for
_SKIPPED: Final = 3  # words that a program may have changed

_NUMBER: Final = re.compile(
    r"[ \t]*+(?P<to>(?:re|aw|antw|ref|to|on|about|for|op|over|aan|bij|à|au|sur|pour|a|al|sobre"
    r"|para)\b"
    r"[:.]?[ \t]*+)?"
    r"(?P<word>(?:(?:the|het|de|le|la|el)[ \t]++)?(?:no|nr|num|núm|n[°ºo]|number|nummer|numéro"
    r"|número|conversation|gesprek|conversaci[oó]n|topic|onderwerp|sujet|tema|item|point|punt|punto)"
    r"(?!\w)\.?[ \t]*+){0,2}(?P<hash>#?)[ \t]*+"
    r"(?P<number>\d{1,3})[ \t]*+(?P<after>[:：.)\]]|[-–—](?=\s)|(?=[^\S\n]*+$))(?=\s|$)[ \t]*+",
    re.IGNORECASE | re.MULTILINE,
)
_RE: Final = re.compile(r"\s{0,200}+(?:re|aw|antw|ref)\b", re.IGNORECASE)
_HASH: Final = re.compile(r"[ \t]{0,200}+#(?P<number>\d{1,3})(?=\s|$)[ \t]*+")
_LISTED: Final = re.compile(r"^[ \t]{0,200}+(\d{1,3})[ \t]{0,20}+([:：.)\]])(?=\s)", re.MULTILINE)


def _numbered(text: str, most: int) -> _Found:
    """The number with which the words begin, behind a greeting perhaps.

    Several lines with numbers are a list, or answers to several: that is for the writer to say.
    """
    first, _, below = text.partition("\n")
    greeting = ""
    if after_greeting(first) == "" and below.strip():
        greeting, text = f"{first}\n\n", below.lstrip("\n")
    hit = _NUMBER.match(text, 0, _BEGINNING) or _HASH.match(text, 0, _BEGINNING)
    if hit is None:
        return _NONE
    number = int(hit["number"])
    said = hit.groupdict()
    is_named = said.get("word") or "#" in hit[0]
    is_day = said.get("to") and said["after"] not in ":：" and not _RE.match(hit[0])
    if not 0 < number <= most or (is_day and not is_named):  # "Op 2. mei"
        return _NONE
    others = [each for each in _LISTED.finditer(text) if each.start() >= hit.end() - 1]
    if any(int(each[1]) != number for each in others):
        return _Found("several") if most > 1 else _NONE
    return _Found("number", number, (greeting + text[hit.end() :].lstrip()).strip())


_ABOUT: Final = re.compile(
    r"(?:re|aw|antw|about|on|as to|concerning|regarding|over|wat betreft|betreft|inzake|à propos de"
    r"|concernant|au sujet de|sur|sobre|acerca de|en cuanto a|respecto a|subject|onderwerp|objet"
    r"|asunto)\b[:.]?\s*",
    re.IGNORECASE,
)
_FEWEST: Final = 2  # words, or so many letters, of a subject that is no chance
_FEWEST_LETTERS: Final = 8


def _named(text: str, subject: str, shown: Shown) -> _Found:
    """The conversation that the subject of the reply names, or the first line of its words."""
    if not _is_like(subject, shown.subject):
        bare = without_marks(subject)
        number = int(bare) if re.fullmatch(r"#?\d{1,3}", bare) and bare.isdecimal() else 0
        if number in shown.subjects:
            return _Found("number", number, text)
        same = [n for n, each in shown.subjects.items() if each and _is_like(bare, each)]
        if len(same) == 1:
            return _Found("subject", same[0], text)
    first, _, below = text.partition("\n")
    opened = _ABOUT.match(first)
    head = first[opened.end() :] if opened else first
    found: dict[int, str] = {}
    for number, each in shown.subjects.items():
        rest = _behind(head, without_marks(each), has_opening=opened is not None)
        if rest is not None:
            found[number] = f"{rest}\n{below}".strip()
    if len(found) != 1:
        return _NONE
    ((number, rest),) = found.items()
    return _Found("subject", number, rest)


def _behind(line: str, subject: str, *, has_opening: bool) -> str | None:
    """What follows a subject with which a line begins; None where it does not.

    Within a sentence the words of a subject are only words.
    """
    words = subject.split()
    letters = sum(map(str.isalpha, subject))
    if not words or (len(words) < _FEWEST and letters < _FEWEST_LETTERS and not has_opening):
        return None
    if words[0].casefold() not in line[:_BEGINNING].casefold():
        return None
    pattern = r"\s{1,20}+".join(map(re.escape, words))
    hit = re.match(
        rf"[\"'“”„«»‘’\s]{{0,20}}{pattern}[.?!…]?[\"'“”„«»‘’]{{0,9}}\s{{0,20}}(?P<end>[:：–—-]\s|$)",
        line,
        re.IGNORECASE,
    )
    return line[hit.end() :] if hit else None


def _is_like(subject: str, other: str) -> bool:
    """Whether two subjects are the same but for marks of answers, lists and programs."""
    one, two = fold_text(without_marks(subject)), fold_text(without_marks(other))
    return bool(one) and one == two
