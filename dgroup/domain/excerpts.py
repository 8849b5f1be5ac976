"""What was said in a conversation: the two or three places in its posts that tell it best.

Pure. Nothing is invented and nobody's words are changed: an excerpt stands in the post as it is
shown, white space aside, with the name of who wrote it (R29). Which sentences are central,
`lexrank` says; what a sentence is, `spoken`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.lexrank import Vector, centrality, likeness, terms, vectors
from dgroup.domain.prose import HIDDEN, is_prose
from dgroup.domain.sentences import fold_text, shorten
from dgroup.domain.small_talk import is_small_talk
from dgroup.domain.spoken import Spoken, spoken
from dgroup.domain.weight import leans, weight_of


@dataclass(frozen=True, slots=True)
class Said:
    """A post, as far as its words go.

    `by`: who wrote it (a person's id, else an address); `writer`: how that person is named.
    `words`: the writer's own, "" where there are none. `parent`: the post it answers, None when
    that is not known.
    """

    post_id: int
    by: int | str
    writer: str
    words: str
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Whole sentences that stand next to each other in a post, on one line, and who wrote them.

    Only where one sentence alone is too long it is cut, and ends in "…".
    """

    post_id: int
    writer: str
    text: str


def excerpts(
    posts: Sequence[Said],
    most: int = 3,
    longest: int = 320,
    *,
    subject: str = "",
    heard: Sequence[str] = (),
) -> tuple[Excerpt, ...]:
    """Return up to `most` places that tell best what was said, each of up to `longest` characters.

    `posts` are those of one conversation, oldest first; excerpts stand in that order. `heard`:
    words of older posts, which nobody is said to have written again. () where nobody wrote a
    sentence.
    """
    table = _Table(posts, heard, frozenset(terms(subject)))
    chosen = _choose(table, min(most, _enough(posts)))
    chosen.sort(key=lambda each: (each.number, each.place))
    return tuple(_joined(table, chosen, longest))


_MOST_SENTENCES: Final = 400  # that are compared with each other
_LONG: Final = 50  # posts; of more the beginnings are read
_OF_ONE_POST: Final = 2  # excerpts of a post that stands alone
_SAME: Final = 0.55  # so alike that one is enough
_OF_SUBJECT: Final = 0.6  # what the words of the subject add to a sentence
_SHORT: Final = 80  # characters; what follows is shown as well
_AGAIN: Final = 0.45  # what a second excerpt of one writer is worth


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int  # of the post
    place: int  # of the sentence in it
    spoken: Spoken
    weight: float
    vector: Vector
    score: float = 0.0


class _Table:
    """The sentences of a conversation, and those among them that may be shown."""

    def __init__(
        self, posts: Sequence[Said], heard: Sequence[str], subject: frozenset[str]
    ) -> None:
        self.posts = posts
        self.subject = subject
        self.sentences: list[list[Spoken]] = []
        known: set[str] = set()  # folded, of the posts before
        for words in heard:
            known.update(fold_text(each.text) for each in spoken(words))
        found: list[tuple[int, int, Spoken, float]] = []
        is_long = len(posts) > _LONG
        most_read = 4_000 if is_long else 20_000  # characters of each post
        most_weighed = 10 if is_long else 30  # sentences of each
        room = max(_MOST_SENTENCES // max(len(posts), 1), 1)
        for number, post in enumerate(posts):
            sentences = spoken(post.words, most_read)
            self.sentences.append(sentences)
            folded = [fold_text(each.text) for each in sentences]
            begins = _beginnings(sentences)
            weighed = [
                (number, place, each, weight_of(each, place, is_opener=not found) * begins[place])
                for place, each in enumerate(sentences[:most_weighed])
                # A quote that no mark tells is no word of who sent it.
                if folded[place] not in known and may_be_shown(each)
            ]
            known.update(folded)
            weighed.sort(key=lambda each: -each[3])
            found += sorted(weighed[: max(room, 2)], key=lambda each: each[1])
        self.candidates = self._ranked(found[:_MOST_SENTENCES])

    def _ranked(self, found: Sequence[tuple[int, int, Spoken, float]]) -> list[_Candidate]:
        about = [terms(each.text) for _, _, each, _ in found]
        weighed = vectors(about)
        ranks = centrality(weighed, [number for number, _, _, _ in found])
        answers = [0] * len(self.posts)
        at = {post.post_id: number for number, post in enumerate(self.posts)}
        for post in self.posts:
            if post.parent in at:
                answers[at[post.parent]] += 1
        candidates = []
        for (number, place, each, weight), vector, rank, words in zip(
            found, weighed, ranks, about, strict=True
        ):
            named = len(self.subject.intersection(words)) / max(len(self.subject), 1)
            score = weight * (0.35 + rank) * (1 + 0.06 * min(answers[number], 5))
            candidate = _Candidate(
                number, place, each, weight, vector, score * (1 + _OF_SUBJECT * named)
            )
            candidates.append(candidate)
        return candidates


def may_be_shown(sentence: Spoken) -> bool:
    """Whether a sentence tells something by itself."""
    text = sentence.text
    if HIDDEN.search(text):
        return False
    if text.endswith((":", "：")) and len(text) < _LONG_ENOUGH_TO_LEAD:
        return False  # what it leads to is not shown
    if not _is_long_enough(text) or not is_prose(text):
        return False
    return not is_small_talk(text)


_LONG_ENOUGH_TO_LEAD: Final = 60
_WORD: Final = re.compile("(?:[^\\W\\d_]|[\u0900-\u0963\u0970-\u1cff])++")


def _is_long_enough(text: str) -> bool:
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    if len(words) <= 3:  # a script without spaces?
        return letters >= 12 and not text.isascii() and max(map(len, words), default=0) >= 8
    return letters >= 12


def _beginnings(sentences: Sequence[Spoken]) -> list[float]:
    """Weigh how each begins: where others begin with a capital, one that does not is torn off."""
    is_small = [each.text.lstrip("\"'“”‘«(*_¿¡")[:1].islower() for each in sentences]
    if 2 * sum(is_small) > len(sentences):
        return [1.0] * len(sentences)
    return [
        1.0 if not small else 0.8 if each.is_item else 0.3
        for small, each in zip(is_small, sentences, strict=True)
    ]


def _enough(posts: Sequence[Said]) -> int:
    return _OF_ONE_POST if len(posts) == 1 else max(len(posts), 3)


def _choose(table: _Table, most: int) -> list[_Candidate]:
    """Take what the conversation began with, then what tells most beside what is taken."""
    left = list(table.candidates)
    chosen: list[_Candidate] = []
    if left:
        first = left[0].number
        opening = max((each for each in left if each.number == first), key=lambda each: each.score)
        chosen.append(opening)
    last = len(table.posts) - 1
    while len(chosen) < most:
        best: tuple[float, _Candidate] | None = None
        for each in left:
            value = _value(each, chosen, table, last)
            if value > 0 and (best is None or value > best[0]):
                best = (value, each)
        if best is None:
            break
        chosen.append(best[1])
    return chosen


def _value(each: _Candidate, chosen: Sequence[_Candidate], table: _Table, last: int) -> float:
    value = each.score * (1 + 0.35 * each.number / max(last, 1))
    by = table.posts[each.number].by
    for other in chosen:
        if (other.number, other.place) == (each.number, each.place):
            return 0.0
        alike = likeness(each.vector, other.vector)
        if alike > _SAME:
            return 0.0
        value *= 1 - alike
        if other.number == each.number:
            value *= 0.7
        if table.posts[other.number].by == by:
            value *= _AGAIN
    return value


def _joined(table: _Table, chosen: Sequence[_Candidate], longest: int) -> list[Excerpt]:
    """Put what was chosen into words, with what a sentence needs in front of it or behind."""
    found: list[Excerpt] = []
    taken: set[tuple[int, int]] = {(each.number, each.place) for each in chosen}
    done: set[tuple[int, int]] = set()
    for each in chosen:
        if (each.number, each.place) in done:
            continue
        sentences = table.sentences[each.number]
        first = after = each.place
        after += 1
        text = sentences[first].text
        if leans(text) and first and (each.number, first - 1) not in done:
            above = sentences[first - 1]
            is_next = above.paragraph == each.spoken.paragraph and above.is_ended
            if is_next and len(above.text) + 1 + len(text) <= longest and may_be_shown(above):
                first -= 1
                text = f"{above.text} {text}"
        while (each.number, after) in taken:
            more = f"{text} {sentences[after].text}"
            if len(more) > longest or sentences[after].paragraph != each.spoken.paragraph:
                break
            text = more
            after += 1
        if len(text) < _SHORT and after < len(sentences):
            below = sentences[after]
            more = f"{text} {below.text}"
            is_next = below.paragraph == each.spoken.paragraph and sentences[after - 1].is_ended
            if is_next and len(more) <= longest * 2 // 3 and may_be_shown(below):
                text = more
                after += 1
        done.update((each.number, place) for place in range(first, after))
        post = table.posts[each.number]
        found.append(Excerpt(post.post_id, post.writer, shorten(text, longest)))
    return found
