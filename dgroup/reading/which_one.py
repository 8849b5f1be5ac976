"""The answer to "which conversation is it for?": a number, a subject, a new one, or none. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.posting import without_marks
from dgroup.domain.sentences import fold_text, is_courtesy
from dgroup.domain.words import after_greeting, is_closing
from dgroup.reading.quoted_posts import read_number

Kind = Literal["number", "new", "unclear"]


@dataclass(frozen=True, slots=True)
class Which:
    """What was chosen: the `number` of a conversation, or a new one, with a `subject` perhaps.

    `rest`: what else was said that is no courtesy.
    """

    kind: Kind
    number: int = 0
    subject: str = ""
    rest: str = ""


def read_which(text: str, subjects: Mapping[int, str]) -> Which:
    """Read the writer's own words; `subjects` are those of the conversations, by number."""
    lines = [line.strip() for line in text[:_LONGEST].split("\n") if line.strip()]
    if len(lines) > 1 and after_greeting(lines[0]) == "":
        lines = lines[1:]
    if not lines:
        return Which("unclear")
    first, below = lines[0], "\n".join(lines[1:])
    most = max(subjects, default=0)
    number, behind = read_number(first, most)
    if number is None and (bare := _BARE.match(first)) and 0 < int(bare[1]) <= most:
        number, behind = int(bare[1]), first[bare.end() :]
    if number is None:
        number, behind = _WORDS.get(_plain(first), 0) or None, ""
    if number is not None and number in subjects:
        is_named = fold_text(behind) == fold_text(subjects[number])
        return Which("number", number, rest=_said("" if is_named else behind, below))
    if begun := _NEW.match(first):
        subject = without_marks(first[begun.end() :]).strip("\"'“”‘’«» ")
        return Which("new", subject=subject, rest=_said("", below))
    said = fold_text(without_marks(first))
    same = [each for each, subject in subjects.items() if said and fold_text(subject) == said]
    return Which("number", same[0], rest=_said("", below)) if len(same) == 1 else Which("unclear")


_LONGEST: Final = 20_000  # characters
_BARE: Final = re.compile(
    r"(?:(?:the|het|de|le|la|el|number|nummer|num[eé]ro|número|nr|no|conversation|gesprek"
    r"|conversaci[oó]n)\.?\s++){0,3}[(\[#]?(\d{1,3})(?=$|[\s,.;!)\]])[,.;!)\]]*+\s*+",
    re.IGNORECASE,
)
_NEW: Final = re.compile(
    r"(?:(?:a|een|une?|una?)\s+)?(?:new|nieuwe?|nouveau|nouvel(?:le)?|nuev[oa])\b"
    r"(?:\s{1,20}(?:conversation|thread|topic|gesprek|onderwerp|sujet|conversaci[oó]n|tema))?"
    r"(?:\s{0,20}[:：–—-]\s*+|\s++|$)",
    re.IGNORECASE,
)
_NUMBERS: Final = (
    "one two three four five six seven eight nine ten",
    "een twee drie vier vijf zes zeven acht negen tien",
    "un deux trois quatre cinq six sept huit neuf dix",
    "uno dos tres cuatro cinco seis siete ocho nueve diez",
    "first second third fourth fifth sixth seventh eighth ninth tenth",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende",
    "premiere deuxieme troisieme quatrieme cinquieme sixieme septieme huitieme neuvieme dixieme",
    "primera segunda tercera cuarta quinta sexta septima octava novena decima",
    "premier second - - - - - - - -",
    "primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo",
    "une seconde - - - - - - - -",
)
_WORDS: Final = {
    word: number for row in _NUMBERS for number, word in enumerate(row.split(), 1) if word != "-"
}
_ARTICLES: Final = frozenset(
    "the het de la le el number nummer numero nr no conversation gesprek conversacion one please"
    " graag por favor s il vous plait svp".split()
)


def _plain(line: str) -> str:
    """A line without the small words that go with a number; "one" may be the number itself."""
    words = fold_text(line).split()
    left = [each for each in words if each not in _ARTICLES]
    return " ".join(left) or " ".join(words)


def _said(behind: str, below: str) -> str:
    """What is said besides the choice; thanks, a closing and a name are nothing."""
    lines = [line for line in (behind, *below.split("\n")) if line.strip()]
    said: list[str] = []
    for line in lines:
        if is_closing(line):
            break
        said.append(line)
    text = "\n".join(said).strip()
    is_name = bool(below) and len(text.split()) <= _NAME_WORDS and text.istitle()
    return "" if is_courtesy(text) or is_name or not fold_text(_PLEASE.sub("", text)) else text


_NAME_WORDS: Final = 3
_PLEASE: Final = re.compile(
    r"\b(?:please|pls|graag|alsjeblieft|alstublieft|aub|s'il (?:vous|te) pla[iî]t|svp|por favor)\b",
    re.IGNORECASE,
)
