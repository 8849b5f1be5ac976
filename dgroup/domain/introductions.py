"""What people write about themselves: the questions they are asked, and which words answer which.

Pure. Answers are found where they can be; where they cannot, the text stands as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from dgroup.domain.effects.values import Data
from dgroup.domain.model import Group, Member
from dgroup.domain.sentences import (
    FEWEST_WORDS,
    first_line,
    fold_text,
    is_courtesy,
    shorten,
)
from dgroup.mail.body import Body

MOST_QUESTIONS: Final = 5
BESIDE: Final = "0"
"""Under this number stand the words beside the answers, where their writer numbered those."""

# Who are you and where; what experience do you bring; what do you hope to learn.
STANDARD: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "Who are you, and where do you live or work?",
        "What experience do you bring?",
        "What do you hope to learn?",
    ),
    "nl": (
        "Wie ben je, en waar woon of werk je?",
        "Welke ervaring breng je mee?",
        "Wat hoop je te leren?",
    ),
    "fr": (
        "Qui êtes-vous, et où vivez-vous ou travaillez-vous ?",
        "Quelle expérience apportez-vous ?",
        "Qu'espérez-vous apprendre ?",
    ),
    "es": (
        "¿Quién eres y dónde vives o trabajas?",
        "¿Qué experiencia aportas?",
        "¿Qué esperas aprender?",
    ),
}


def read_questions(setting: str) -> tuple[str, ...]:
    """Read a group's own questions: up to five, between vertical bars or on lines of their own.

    A number in front of one is left out. Nothing where the standard questions stand.
    """
    found = (_NUMBER.sub("", " ".join(each.split())) for each in _BETWEEN.split(setting))
    return tuple(each for each in found if each)[:MOST_QUESTIONS]


def questions_of(group: Group, language: str) -> tuple[str, ...]:
    """Return what a group asks new members: its own questions, else the standard ones."""
    own = read_questions(group.settings.questions)
    return own or STANDARD.get(language[:2], STANDARD["en"])


def asking(group: Group, language: str, *, is_exempt: bool = False) -> dict[str, Data]:
    """Return what letters that ask for an introduction are told; `introductions` is the setting.

    `is_exempt`: of somebody who may write before they have presented themselves.
    """
    setting = group.settings.introductions
    return {
        "introductions": "ask" if setting == "require" and is_exempt else setting,
        "questions": questions_of(group, language),
    }


def needs_leave(group: Group, member: Member) -> str:
    """Say why a facilitator reads what this member writes before others do; "" where nobody does.

    An introduction is no way around that.
    """
    if member.role == "facilitator":
        return ""
    if group.settings.post == "facilitators":
        return "facilitators_only"
    if member.is_moderated:
        return "moderated"
    if member.is_trusted:
        return ""
    if group.settings.post == "moderated":
        return "moderated"
    return "first_post" if member.posts < group.settings.moderate_first_posts else ""


def introduce_address(group: Group) -> str:
    """Return the local part of the address where a mail is an introduction."""
    return f"{group.name}-introduce"


def welcome_id(group: Group, member_id: int, welcomed_s: int) -> str:
    """Return the Message-ID of a member's welcome, so that reminders can refer to it."""
    return f"welcome.{member_id}.{welcomed_s}@{group.domain}"


def find_answers(body: Body, questions: Sequence[str]) -> dict[str, str]:
    """Say which of the writer's words answer which question, by number: {"1": "…", "3": "…"}.

    Answers stand below the questions as they were quoted, or behind numbers; then `BESIDE` holds
    what else was said ("" for nothing). Else, where there are as many paragraphs as questions, each
    is taken for an answer, and there is no `BESIDE`. Nothing where that cannot be told, and in
    texts of so many lines that it takes too long.
    """
    found: dict[str, str] = {}
    if len(body.full_text) <= _LONGEST and body.full_text.count("\n") <= _MOST_LINES:
        found = _below_questions(body, questions)
    if not found and body.own_text.count("\n") <= _MOST_LINES:
        found = _behind_numbers(body.own_text, questions)
    return found or _by_paragraphs(body.own_text, questions)


def under_questions(answers: Mapping[str, str], questions: Sequence[str]) -> str | None:
    """Return an introduction as it is shown, the answers under their questions.

    None where they were not numbered: then the text is shown as it was written.
    """
    if BESIDE not in answers:
        return None
    pieces = [answers[BESIDE]] if answers[BESIDE] else []
    for number, question in enumerate(questions, 1):
        if answer := answers.get(str(number)):
            pieces.append(f"{number}. {question}\n\n{answer}")
    return "\n\n".join(pieces)


def in_one_line(text: str, answers: Mapping[str, str], questions: Sequence[str]) -> str:
    """Say what somebody brings, on one line: what they told of their experience, else first."""
    number = next((at for at, each in enumerate(questions, 1) if _EXPERIENCE.search(each)), 0)
    told = answers.get(str(number), "")
    return first_line((told or text)[:_OPENING], fewest=2 if told else FEWEST_WORDS)


def matching_line(text: str, words: Sequence[str]) -> str | None:
    """Return the line of an introduction that a search for these folded words is about.

    None where one of them is missing in its first pages; they may be beginnings of words.
    """
    text = text[:_LOOKED_THROUGH]
    folded = f" {fold_text(text)}"
    if not all(f" {word}" in folded for word in words):
        return None
    lines = [line for line in re.split(r"(?<=[.!?])\s+|\n\s*\n|\n", text) if line.strip()]
    best = max(lines, key=lambda line: sum(f" {word}" in f" {fold_text(line)}" for word in words))
    return shorten(best, 100)


# What is looked at while other mail waits: people's words are shorter, programs' may not be.
_MOST_LINES: Final = 500
_LONGEST: Final = 100_000  # characters
_LOOKED_THROUGH: Final = 10_000
_OPENING: Final = 2_000
_HEAD: Final = 1_000  # of a line in which a question may stand

_BETWEEN: Final = re.compile(r"[|\n]")
_NUMBER: Final = re.compile(r"^\d{1,2}\s?[.):]\s*")
_EXPERIENCE: Final = re.compile(
    r"experien|ervaring|expérience|\bbring|breng|apport|aport", re.IGNORECASE
)
_MARKS: Final = re.compile(r"[\s>|]*")
_NUMBERED: Final = re.compile(
    r"^\s*[*_]{0,2}(?:(?:question|answer|vraag|antwoord|réponse|pregunta|respuesta|ad|[qar])\s*)?"
    r"(?P<number>[1-9])\s*(?:[.):]+|[-–]\s|\s*$)[*_]{0,2}\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_IN_A_ROW: Final = re.compile(r"(?:^|(?<=\s))([1-9])[.)]\s*(?=\S)")


def _below_questions(body: Body, questions: Sequence[str]) -> dict[str, str]:
    """Answers that stand between the lines of the quoted letter, or below copied questions."""
    own = {line.strip() for line in body.own_text.split("\n")}
    pieces: dict[str, list[str]] = {BESIDE: []}
    number, awaited = BESIDE, ""
    for line in body.full_text.split("\n"):
        marks = _MARKS.match(line)
        bare = line[marks.end() if marks else 0 :]
        is_own = line.strip() in own and ">" not in line[: len(line) - len(bare)]
        if awaited and fold_text(bare) and fold_text(bare) in awaited:
            continue  # the rest of a question that was broken into lines
        asked = _question_in(bare, questions)
        if asked is not None:
            number, awaited, rest = asked
            pieces.setdefault(number, [])
            if rest and is_own:
                pieces[number].append(rest)
        elif is_own:
            pieces[number].append(line)
            awaited = awaited if not bare else ""
    answers = {number: "\n".join(lines).strip() for number, lines in pieces.items()}
    found = {number: text for number, text in answers.items() if text or number == BESIDE}
    return found if len(found) > 1 else {}


def _question_in(line: str, questions: Sequence[str]) -> tuple[str, str, str] | None:
    """Return the number of the question that a line holds, what is missing of it, and what follows.

    A question may be broken in two, and answered on its own line.
    """
    text = _NUMBER.sub("", line.strip(" *_"))
    folded = fold_text(text[:_HEAD])
    if not folded:
        return None
    for number, question in enumerate(questions, 1):
        wanted = fold_text(question)
        if folded.startswith(wanted) and (folded + " ")[len(wanted)] == " ":
            _, _, rest = text.partition(question[-1])
            is_marked = not question[-1].isalnum()
            return str(number), "", rest.strip() if is_marked else text[len(question) :].strip()
        if wanted.startswith(folded) and len(folded) >= min(20, len(wanted)):
            return str(number), wanted[len(folded) :].strip(), ""
    return None


def _behind_numbers(text: str, questions: Sequence[str]) -> dict[str, str]:
    pieces: dict[str, list[str]] = {BESIDE: []}
    number = 0
    for line in _one_number_a_line(text).split("\n"):
        hit = _NUMBERED.match(line)
        if hit and number < int(hit["number"]) <= len(questions):
            number = int(hit["number"])
            asked = _question_in(hit["rest"], questions[number - 1 : number])
            pieces[str(number)] = [hit["rest"] if asked is None else asked[2]]
        else:
            pieces[str(number)].append(line)
    if len(pieces) <= min(2, len(questions)):
        return {}
    answers = {number: "\n".join(lines).strip() for number, lines in pieces.items()}
    return {number: text for number, text in answers.items() if text or number == BESIDE}


def _one_number_a_line(text: str) -> str:
    """Break lines such as "1. Anna, Kumasi 2. cocoa 3. pruning" before their numbers."""
    lines = []
    for line in text.split("\n"):
        hits = list(_IN_A_ROW.finditer(line))
        numbers = [int(hit[1]) for hit in hits]
        is_row = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
        if is_row and not line[: hits[0].start()].strip():
            starts = [hit.start() for hit in hits]
            lines += [line[a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
        else:
            lines.append(line)
    return "\n".join(lines)


def _by_paragraphs(text: str, questions: Sequence[str]) -> dict[str, str]:
    paragraphs = [each.strip() for each in re.split(r"\n\s*\n", text)]
    said = [each for each in paragraphs if each and not is_courtesy(each)]
    if len(said) != len(questions):
        return {}
    return {str(number): each for number, each in enumerate(said, 1)}
