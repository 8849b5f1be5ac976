"""The conversations that a summary tells of, and the numbers under which its readers see them.

As it was put together they are numbered through. In a text that a facilitator has edited, only what
stands there counts: a number belongs to the conversation whose subject or address stands with it,
and to none where that is in doubt. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from dgroup.domain.sentences import fold_text


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation in a digest or summary; `number` is 0 where it has none there.

    `subject` is "" where one before it has the same. `post_ids`: of its posts in there; `told`: all
    that the text may say of it.
    """

    number: int
    thread_id: int
    subject: str
    post_ids: tuple[int, ...] = ()
    told: tuple[str, ...] = ()


def read_told(data: Mapping[str, Any]) -> list[Talk]:
    """Return the conversations of a summary: those with a number first, by that, then all others.

    One that is told twice, by what was said and as a question, has both numbers.
    """
    body = str(data.get("body", ""))
    numbered = [_talk(each) for each in (*data.get("threads", ()), *data.get("questions", ()))]
    others = [_talk(each) for each in (*data.get("rest", ()), *data.get("older", ()))]
    if body:
        found = list(_renumbered(body, [*numbered, *others]))
    else:
        found = [replace(each, number=at) for at, each in enumerate(numbered, 1)]
    known: set[int] = set()
    talks = []
    for each in (*found, *numbered, *others):
        is_known = each.thread_id in known
        known.add(each.thread_id)
        if each.number:
            subject = () if is_known or not each.subject else (each.subject,)
            talks.append(replace(each, subject="".join(subject), told=(*subject, *each.told)))
        elif not is_known:
            talks.append(each)
    return talks


def most_numbers(data: Mapping[str, Any]) -> int:
    """Return how far the numbers go that somebody may have seen in a summary, or in its draft."""
    said = [number for number, _, _ in _blocks(str(data.get("body", "")))]
    return max([len(data.get("threads", ())) + len(data.get("questions", ())), *said])


_LINE: Final = re.compile(r"[ \t]{0,100}+(\d{1,3})[.)][ \t]++(\S.*)")
_CAPTION: Final = re.compile(r"[ \t]{0,100}+===")
_THREAD: Final = re.compile(r"\bthread\+(\d{1,18})@")


def _talk(each: Mapping[str, Any]) -> Talk:
    texts = (*(one["text"] for one in each.get("said", ())), each.get("told"), each.get("text"))
    post_ids = (int(each["post_id"]),) if "post_id" in each else ()
    told = tuple(str(one) for one in texts if one)
    return Talk(0, int(each["id"]), str(each["subject"]), post_ids, told)


def _renumbered(body: str, talks: Sequence[Talk]) -> Iterator[Talk]:
    """The conversations that have a number in an edited text, by the numbers there."""
    ids: dict[int, int] = {}
    doubtful: set[int] = set()
    for number, heading, addressed in _blocks(body):
        thread_id = _meant(heading, addressed, talks)
        if thread_id is None or ids.setdefault(number, thread_id) != thread_id:
            doubtful.add(number)
    left: dict[int, list[Talk]] = {}
    for each in talks:
        left.setdefault(each.thread_id, []).append(each)
    for number, thread_id in sorted(ids.items()):
        if number not in doubtful:
            same = left[thread_id]
            each = same.pop(0) if len(same) > 1 else same[0]
            yield replace(each, number=number)


def _blocks(body: str) -> list[tuple[int, str, set[int]]]:
    """The numbered lines of a text: number, what follows it, and the threads named below it."""
    found: list[tuple[int, str, set[int]]] = []
    is_open = False
    for line in body.split("\n"):
        if hit := _LINE.match(line):
            found.append((int(hit[1]), hit[2], set()))
            is_open = True
        elif _CAPTION.match(line):
            is_open = False
        if is_open:
            found[-1][2].update(map(int, _THREAD.findall(line)))
    return found


def _meant(heading: str, addressed: set[int], talks: Sequence[Talk]) -> int | None:
    """The conversation of a numbered line: its subject opens the line, its address stands below."""
    said = f"{fold_text(heading)} "
    opening = [(each, fold_text(each.subject)) for each in talks]
    fitting = {
        each.thread_id: len(subject)
        for each, subject in opening
        if subject and said.startswith(f"{subject} ")
    }
    longest = max(fitting.values(), default=0)
    named = {thread_id for thread_id, length in fitting.items() if length == longest}
    known = addressed & {each.thread_id for each in talks}
    if named and known:
        meant = named & known
    else:
        meant = named or known
    return meant.pop() if len(meant) == 1 else None
