"""A digest as its readers have it: which line of its text belongs to which conversation and post.

The frame of a digest cannot be written by anybody in a post: there every line is set in by a blank.
So what was answered is found by where a line stands, never by what a post says of itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.sentences import fold_text

Kind = Literal["frame", "table", "heading", "post", "answer"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a digest, with the number of its conversation and the post it stands in, if any."""

    text: str
    kind: Kind = "frame"
    number: int | None = None
    post_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader was sent: the subject of the mail, its lines, and by number the conversations.

    A conversation is known by its subject, "" for none. `most`: numbers that mean none of them may
    have been seen up to that one; 0 where there are no such.
    """

    subject: str
    pieces: tuple[Piece, ...]
    subjects: Mapping[int, str]
    most: int = 0


def read_digest(text: str) -> tuple[Piece, ...]:
    """Tell the lines of a digest apart, as its letter frames them."""
    return tuple(_pieces(text.split("\n")))


def read_summary(
    text: str, told: Mapping[int, Sequence[str]], ids: Mapping[int, int]
) -> tuple[Piece, ...]:
    """Tell the lines of a summary apart by what it tells of each conversation.

    `told`: by number, the subject and the sentences; `ids`: by number, the id of the thread, by
    whose address (`thread+12@…`) a line is known, too.
    """
    summary = _Summary(told, ids)
    return tuple(summary.piece(line) for line in text.split("\n"))


_HEADING: Final = re.compile(r"={3} (\d{1,3})\. ")
_ENTRY: Final = re.compile(r"== .{0,300}\(\S{1,40} (\d{1,18})\)$")
_ANSWER: Final = re.compile(r"== [^@]{0,300}thread\+\d{1,18}@\S++$")
_END: Final = re.compile(r"={6}$")
_ROW: Final = re.compile(r"(\d{1,3})\. ")


def _pieces(lines: Sequence[str]) -> Iterator[Piece]:
    number: int | None = None
    post_id: int | None = None
    row = 0
    is_over = False
    for line in lines:
        bare = line.rstrip()
        is_heading = bare.startswith("=== ")
        if is_over or _END.match(bare) or (is_heading and not _HEADING.match(bare)):
            is_over = True  # conversations without a number, and what can be replied
            yield Piece(line)
        elif heading := _HEADING.match(bare):
            number, post_id = int(heading[1]), None
            yield Piece(line, "heading", number)
        elif number is None:
            next_row = _ROW.match(bare)
            if next_row and int(next_row[1]) == row + 1:
                row += 1
            elif row and not line.startswith(" "):
                yield Piece(line)
                continue
            yield Piece(line, "table", row) if row else Piece(line)
        elif entry := _ENTRY.match(bare):
            post_id = int(entry[1])
            yield Piece(line, "post", number, post_id)
        elif _ANSWER.match(bare):
            post_id = None
            yield Piece(line, "answer", number)
        elif bare.startswith("=="):  # what did not fit
            post_id = None
            yield Piece(line, "heading", number)
        else:
            yield Piece(line, "post" if post_id is not None else "heading", number, post_id)


_THREAD: Final = re.compile(r"\bthread\+(\d{1,18})@")
_FEWEST: Final = 2  # words of a line that says by itself where it belongs
_RUN: Final = 4  # words in the same order


class _Summary:
    """The conversation that the lines of a summary tell of."""

    def __init__(self, told: Mapping[int, Sequence[str]], ids: Mapping[int, int]) -> None:
        self.told = {number: [fold_text(each) for each in said] for number, said in told.items()}
        self.numbers: dict[int, int] = {}
        for number, id_ in ids.items():
            self.numbers.setdefault(id_, number)

    def piece(self, line: str) -> Piece:
        named = {self.numbers.get(int(each)) for each in _THREAD.findall(line)} - {None}
        if len(named) == 1:
            return Piece(line, "answer", named.pop())
        row = _ROW.match(line)
        number = int(row[1]) if row else 0
        words = fold_text(line).split()
        if any(
            each and f" {each} " in f" {' '.join(words)} " for each in self.told.get(number, [])
        ):
            return Piece(line, "heading", number)
        if len(words) < _FEWEST:
            return Piece(line)
        runs = {
            f" {' '.join(words[at : at + _RUN])} " for at in range(max(len(words) - _RUN, 0) + 1)
        }
        found = [
            number
            for number, said in self.told.items()
            if any(run in f" {each} " for each in said for run in runs)
        ]
        return Piece(line, "post", found[0]) if len(found) == 1 else Piece(line)
