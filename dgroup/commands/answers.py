"""The reply to a ticket: yes, no, drop, undo, nothing at all, or something for people (R8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dgroup.mail.body import Body

AnswerKind = Literal["yes", "no", "drop", "undo", "empty", "other"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says by its first word, and what follows that word on all lines."""

    kind: AnswerKind
    rest: str = ""


def read_answer(body: Body) -> Answer:
    """Read a reply by the first word of the writer's own text; "empty" where there is none."""
    return Answer("other") if body.has_own_words else Answer("empty")
