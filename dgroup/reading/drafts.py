"""A reply to the draft of a summary: send it, skip it, other words for it, or words on top. Pure.

The letter shows the draft between two drawn lines; what comes back changed between them takes its
place (`rewriting.py`). Words above a line of two dashes go on top. Whatever is in doubt does
nothing: what this reads goes to a whole group.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.sentences import is_courtesy, sentences
from dgroup.domain.words import after_greeting, fold_word
from dgroup.mail.attributions import is_rule
from dgroup.mail.automatic import opens_automatic, speaks_of_absence
from dgroup.mail.body import Body
from dgroup.mail.quotes import own_words
from dgroup.mail.signatures import cut_signature, is_program_line
from dgroup.mail.unmarked import may_be_note, may_be_receipt
from dgroup.mail.wrap import COLUMNS, rejoin
from dgroup.reading.answers import Answer, is_plain, read_answer_text
from dgroup.reading.rewriting import read_rewriting, tidy_text

Word = Literal["send", "skip", "undo"]


@dataclass(frozen=True, slots=True)
class DraftReply:
    """What a reply to a draft says.

    `kind`: "said" where `word`, `body` or `preface` says something; "thanks" (nothing is asked),
    "empty", "machine", and "unclear" for words that nobody can place. `body` is the text as it was
    edited, None where it was not. `is_more`: beside what was said there were words above, and no
    line of dashes below them.
    """

    kind: Literal["said", "thanks", "empty", "machine", "unclear"]
    word: Word | None = None
    body: str | None = None
    preface: str = ""
    is_more: bool = False


def read_draft_reply(body: Body, shown: Sequence[str]) -> DraftReply:
    """Read a reply to a letter that showed a draft; `shown` are all texts that its writer got."""
    edited = _edited(body, shown)
    own = _unquoted(body.own_text) if body.has_own_words else ""
    above, is_signed, below = _above_dashes(body)
    said = own if above is None else above
    word, behind = _word(said)
    if word == "send" and above is None and _is_attribution(behind, body.full_text):
        behind = ""
    if word is None and above is not None and (below_word := draft_word(below)) is not None:
        word, is_signed = below_word, False  # the words, the dashes, and "ok" last
    preface = ""
    if above is not None:
        is_hers = not is_signed or not _is_for_us(behind, is_signing=word is not None)
        preface = tidy_text(rejoin(behind)) if behind.strip() and is_hers else ""
    if edited is None and _is_by_machine(own):
        return DraftReply("machine")
    if word == "skip" or word == "undo":
        return DraftReply("said", word)
    if edited == "":  # all of it was taken out: then the words above are all there is
        edited, preface = (preface or None), ""
        if edited is None:
            return DraftReply("unclear")
    left = "" if preface else behind.strip()
    is_more = bool(left) and ("?" in left or not is_courtesy(left))
    if word == "send":
        # What ends in a colon says something of the quote below it, and is no name.
        is_more = is_more and (left.endswith(_COLONS) or not is_plain(Answer("yes", left)))
        word = None if is_more else word  # "ok", and below it "but leave out the second question"
    if word is None and edited is None and not preface:
        kind: Literal["unclear", "thanks"] = "unclear" if is_more else "thanks"
        return DraftReply(kind if own.strip() else "empty")
    return DraftReply("said", word, edited, preface, is_more=is_more)


def as_paragraphs(text: str) -> str:
    """Return a rendered draft with one line a paragraph: so it is shown, and so it comes back.

    Breaks that rendering made are undone; those that are meant stay, such as those of lists.
    """
    lines: list[str] = []
    before = ""
    for line in text.strip("\n").split("\n"):
        word = line.strip().partition(" ")[0]
        is_full = len(before) + 1 + len(word) > COLUMNS
        is_hanging = line.startswith("  ") and bool(_ITEM.match(lines[-1] if lines else ""))
        is_alike = line.startswith(" ") == before.startswith(" ") and not _FRAME.match(line)
        if before and word and is_full and (is_hanging or is_alike):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.strip())
        before = line
    return "\n".join(lines)


def draft_word(text: str) -> Word | None:
    """Return what one line asks to be done with a draft; None where it asks nothing of that."""
    folded = fold_word(after_greeting(text) or text)
    for word, phrases in _PHRASES.items():
        if folded in phrases:
            return word
    answer = read_answer_text(text)
    if answer.kind == "yes" and is_plain(answer):
        return "send"
    if answer.kind in ("no", "drop") and is_plain(answer):
        return "skip"
    return "undo" if answer.kind == "undo" else None


_PHRASES: Final[dict[Word, frozenset[str]]] = {
    "send": frozenset(
        fold_word(each)
        for each in "send|send it|send it now|please send|please send it|go|publish|verstuur"
        "|verstuur maar|versturen|stuur maar|verzenden|envoyer|envoyez|envoie|envoyez-le|enviar"
        "|envía|envíalo|enviadlo|publicar|publier".split("|")
    ),
    "skip": frozenset(
        fold_word(each)
        for each in "skip|skip it|skip this|skip this one|skip this time|skip this week|please skip"
        "|please skip it|do not send it|don't send it|sla over|overslaan|sla deze over"
        "|deze overslaan|deze keer niet|deze week niet|sla deze week over|passer|sauter|passez"
        "|sautez|ne pas envoyer|pas cette fois|pas cette semaine|ne l'envoyez pas|omitir|saltar"
        "|omite|no enviar|no lo envíes|esta vez no|esta semana no".split("|")
    ),
}
# Drawn by people, or by their programs out of "--"; RFC 3676 §4.3 has a space behind it.
_DASHES: Final = re.compile(r"[ \t]{0,100}+(?:-{2,3}|[–—]{1,3})[ \t]{0,100}+")
_ITEM: Final = re.compile(r"(?:[-*]|\d{1,2}[.)]) ")
_FRAME: Final = re.compile(r"==|(?:[-*]|\d{1,2}[.)]) ")
_QUOTED: Final = re.compile(r"[ \t]{0,100}+[>|]")
_RULE: Final = re.compile(r"~{8,}")
_SIGNS: Final = re.compile(r"[\s\u00a0\u200b]+")
_LONGEST_QUESTION: Final = 30  # words
_LONGEST_NOTE: Final = 40
_LONGEST: Final = 100_000  # characters that are looked at
_MOST_DASHES: Final = 20  # lines


def _edited(body: Body, shown: Sequence[str]) -> str | None:
    """The text between the lines, where it is none of those that were shown; "" for nothing."""
    found = [(each, read_rewriting(body, each)) for each in shown]
    if not found or any(rewriting.place != "quote" for _, rewriting in found):
        return None
    # Lines that the letter broke are joined as in the text that was quoted.
    return max(found, key=lambda pair: _shared(pair[0], pair[1].text))[1].text


def _shared(one: str, other: str) -> int:
    return len(set(one.split()) & set(other.split()))


def _unquoted(own: str) -> str:
    """The writer's words; where nothing marks the quote below them, their first line alone."""
    if not any(_RULE.search(line) for line in own.split("\n")):
        return own
    first = own.strip().partition("\n")[0]
    return first if draft_word(first) else ""


def _above_dashes(body: Body) -> tuple[str | None, bool, str]:
    """What the writer has above a line of dashes, and whether a signature follows that line.

    None without such a line. It may stand above the quote, or below it. Third: the line below the
    dashes, where that is all there is.
    """
    lines = body.full_text[:_LONGEST].split("\n")
    start = tries = 0
    mine = _SIGNS.sub("", body.own_text) if body.has_own_words else ""
    for number, line in enumerate(lines):
        if _QUOTED.match(line) or _RULE.search(line):
            start = number + 1
        elif tries < _MOST_DASHES and _DASHES.fullmatch(line):
            tries += 1
            above = "\n".join(cut_signature(lines[start:number])).strip()
            if above and mine.startswith(_SIGNS.sub("", above)):
                rest = [*lines[number + 1 :], ""]
                return above, _is_signature(rest), _lone_line(rest)
    return None, False, ""


def _lone_line(lines: Sequence[str]) -> str:
    """The one line that stands before a quote or a signature; "" where there are more, or none."""
    found: list[str] = []
    for line in lines:
        is_end = is_rule(line) or any(each.match(line) for each in (_QUOTED, _DASHES, _RULE))
        if is_end or (found and not line.strip()):
            break
        found += [line.strip()] if line.strip() else []
    return found[0] if len(found) == 1 else ""


def _is_signature(lines: Sequence[str]) -> bool:
    """Whether a line of dashes is followed by more than a quote: a name, a telephone's line."""
    first = next((line for line in lines if line.strip()), "")
    if _DASHES.fullmatch(first):  # the program's own line, so that the one above is the writer's
        return False
    own = own_words("\n".join(lines))
    is_unmarked = any(_RULE.search(line) for line in own.split("\n"))
    return is_program_line(lines[0]) or (bool(own.strip()) and not is_unmarked)


def _word(text: str) -> tuple[Word | None, str]:
    """What the first line, or else the last, asks for, and all but that line."""
    lines = text.strip().split("\n")
    at = 1 if len(lines) > 1 and after_greeting(lines[0]) == "" else 0
    while at and at < len(lines) - 1 and not lines[at].strip():
        at += 1
    if word := draft_word(lines[at].strip()):
        return word, "\n".join(lines[at + 1 :]).strip()
    if len(lines) > 1 and (word := draft_word(lines[-1].strip())):
        return word, "\n".join(lines[:-1]).strip()
    return None, text


def _is_attribution(text: str, full_text: str) -> bool:
    """Whether words below an "ok" only introduce the quote, in whatever way their program does.

    They stand right above the letter as it was sent, down to the lines around the draft: who asks
    for a change quotes what is to be changed.
    """
    if not text.endswith(_COLONS) or "\n\n" in text or len(text) > _LONGEST_INTRODUCTION:
        return False
    if not _BUT.isdisjoint(fold_word(each) for each in text.split()):
        return False
    _, _, below = full_text[:_LONGEST].partition(text)
    quoted = [line for line in below.split("\n") if line.strip()]
    at = next((at for at, line in enumerate(quoted) if _RULE.search(line)), 0)
    return at > 0 and all(_QUOTED.match(line) for line in quoted[: at + 1])


_COLONS: Final = (":", "：")
_LONGEST_INTRODUCTION: Final = 300  # characters
_BUT: Final = frozenset(
    fold_word(each)
    for each in "but not without except change instead please maar niet zonder behalve"
    " verander liever graag mais pas sans sauf changez plutôt svp pero no sin salvo excepto cambia"
    " quita".split()
)


def _is_for_us(text: str, *, is_signing: bool) -> bool:
    """Whether words above a signature are thanks, a question, or (behind an "ok") only a name."""
    if is_courtesy(text) or (is_signing and is_plain(Answer("yes", text))):
        return True
    found = list(sentences(text))
    return bool(found) and found[-1].endswith("?") and len(text.split()) <= _LONGEST_QUESTION


def _is_by_machine(text: str) -> bool:
    """Whether a text may be a note of absence or a receipt (R8)."""
    if not text.strip():
        return False
    first = text.partition("\n\n")[0]
    is_short = len(text.split()) <= _LONGEST_NOTE
    noted = is_short and draft_word(first) is None and (may_be_note(text) or may_be_receipt(first))
    return opens_automatic(text) or speaks_of_absence(text) or noted
