"""What somebody replies who was asked which case they want: "2, 4", "Kenia", "the second one".

Pure reading, in all languages at once. A number counts in what is nothing but a choice, or where
words of choosing stand beside it; dates, telephone numbers and reasons choose nothing. Whatever is
said back can be changed by another reply, so a reading need not be certain, only likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.domain.words import after_greeting, fold_word, is_closing
from dgroup.reading import words_of_choice as words
from dgroup.reading.answers import read_answer_text
from dgroup.reading.case_names import Names


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants, by numbers of cases from 1.

    "any": they have no preference; "none": they want no group; "unclear": nobody can say. Where
    only a second choice was said, `first` is None.
    """

    kind: Literal["cases", "any", "none", "unclear"]
    first: int | None = None
    second: int | None = None


def read_choice(own_text: str, names: Names) -> Choice:
    """Read a reply by its text, quotes and signature cut, to a list of cases called `names`."""
    text = own_text[:_LONGEST].strip()
    ranked: list[_Item] = []
    for at, paragraph in enumerate(_paragraphs(text)):
        found = _Paragraph(paragraph, names, is_later=bool(ranked) or at > _MOST_PARAGRAPHS).items()
        if found is None:
            return _UNCLEAR
        if at and is_closing(paragraph) and not ranked and not found:
            break
        ranked += found
    if ranked:
        return _rank(ranked, len(names.cases))
    folded = fold_word(text) if len(text) <= _LONGEST_ANSWER else ""
    if words.ANY.search(folded) and not words.NUMBER.search(folded):
        return Choice("any")
    is_no = read_answer_text(text).kind in ("no", "drop")
    return Choice("none") if is_no or words.NONE.search(folded) else _UNCLEAR


_LONGEST: Final = 2_000  # characters (R19)
_LONGEST_ANSWER: Final = 300
_CALLED: Final = re.compile(r"^[^\W\d_]{2,20},\s+(?=[#\d])")  # "Bea, 2"
_MOST_PARAGRAPHS: Final = 3  # in which a choice is looked for; below there is another matter
_UNCLEAR: Final = Choice("unclear")

_TOKEN: Final = re.compile(
    r"(?P<ordinal>\d{1,2}\s?(?:st|nd|rd|th|ste|de|er|ère|ere|re|ème|eme|nde|e|ª|º)(?!\w))"
    r"|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s])",
    re.IGNORECASE,
)
_SEGMENT: Final = re.compile(r"(?<=[.!?])\s+|[;\n]+|\s+[–—-]+\s+|[()]+|…+")
_RANKS: Final = {"1": "1st", "2": "2nd"}
_BOTH: Final = re.compile(r"^\W*1\W{0,3}\s(\D+?)[\s,;]+2\W{0,3}\s(\D+)$")  # "1 Peru 2 Kenya"
_PAIR: Final = re.compile(r"^\s*(\d{1,2})\s*[.):=–-]\s*(.+)$")
_TWO: Final = re.compile(
    r"(?<![\d./-])(\d{1,2})(?:\.|\s?[/&+-]\s?)(\d{1,2})(?![\d./-]|\s?[./-]\s?\d)"
)
_NAME_WORDS: Final = 6  # of a case that is called by half its name: "le café au Pérou"
_WITHIN: Final = 3  # words from a "not" to what is not wanted


@dataclass(frozen=True, slots=True)
class _Item:
    """A case that is mentioned, or ("rank") the word "first" or "second" beside one.

    `is_loose`: an ordinal that may be either.
    """

    kind: Literal["case", "rank"]
    number: int
    is_loose: bool = False


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs, the first without the greeting it begins with."""
    for at, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        behind = after_greeting(paragraph) if at == 0 else None
        said = paragraph if behind is None else behind
        said = _CALLED.sub("", said) if at == 0 else said
        if said.strip():
            yield said.strip()


class _Paragraph:
    """One paragraph, and what it chooses."""

    def __init__(self, text: str, names: Names, *, is_later: bool) -> None:
        self.text = self._masked(text, len(names.cases))
        self.names = names
        self.is_later = is_later

    def items(self) -> list[_Item] | None:
        """The cases and ranks of it in order; none where it chooses nothing; None: cannot tell."""
        if (pairs := self._pairs()) is not None:
            return pairs or None
        found: list[_Item] = []
        for segment in filter(str.strip, _SEGMENT.split(self.text)):
            found += self._segment(segment)
        if all(each.kind == "rank" for each in found):  # "the second"
            return [_Item("case", each.number) for each in found if each.is_loose]
        mentioned = {each.number for each in found if each.kind == "case"}
        if len(mentioned) > 2 and not self._is_clean(self.text):
            return None
        return found

    def _masked(self, text: str, count: int) -> str:
        """The text without what has numbers and chooses nothing; "2/4" made two numbers."""
        text = words.PHONE.sub(lambda hit: hit[0] if _is_list(hit[0], count) else " ¤ ", text)
        text = words.NO_CHOICE.sub(" ¤ ", text)
        text = words.IF_NOT.sub(" then ", text)
        text = words.ALL_BUT.sub(" not ", text)
        text = words.RANKED.sub(lambda hit: f" {_RANKS[hit[1] or hit[2]]} choice ", text)

        def two(hit: re.Match[str]) -> str:
            both = {int(hit[1]), int(hit[2])}
            is_choice = len(both) == 2 and both <= set(range(1, count + 1))
            return f"{hit[1]}, {hit[2]}" if is_choice else " ¤ "

        return _TWO.sub(two, text)

    def _pairs(self) -> list[_Item] | None:
        """What "1: 3, 2: Kenya" says; None where the text is no such list, empty: contradictory.

        The numbers are ranks, or those of the cases themselves: "2. Dairy in Kenya".
        """
        both = _BOTH.match(self.text)
        text = f"1. {both[1]}\n2. {both[2]}" if both else self.text
        pieces = [each for each in re.split(r"[\n,;]", text) if each.strip()]
        hits = [_PAIR.match(each) for each in pieces]
        pairs: list[tuple[int, int]] = []
        for hit in hits:
            if hit is None:
                continue
            cases = {each.number for each in self._segment(hit[2]) if each.kind == "case"}
            if len(cases) != 1:
                return None
            pairs.append((int(hit[1]), cases.pop()))
        if not pairs or len(pairs) < len(pieces):
            return None
        if all(number == case for number, case in pairs):
            return [_Item("case", case) for _, case in pairs]
        ranks = [number for number, _ in pairs]
        if ranks != list(range(1, len(pairs) + 1)):
            return []
        return [_Item("case", case) for _, case in pairs]

    def _segment(self, segment: str) -> list[_Item]:
        """The items of one sentence, if it is one of choosing."""
        is_clean = self._is_clean(segment)
        folded = fold_word(segment).split()
        is_name = len(folded) <= _NAME_WORDS and bool(self.names.find(folded))
        is_choosing = is_name or not words.CUES.isdisjoint(folded)
        is_end = is_closing(segment) and not any(map(str.isdigit, segment))
        if not is_clean and (is_end or segment.rstrip().endswith("?") or not is_choosing):
            return []
        if self.is_later and not is_clean:
            return []
        return list(self._items(segment))

    def _items(self, segment: str) -> Iterator[_Item]:
        tokens = list(_TOKEN.finditer(segment))
        folded = [fold_word(each[0]) for each in tokens]
        named = self.names.find(folded)
        if len(folded) == 1 and folded[0] in words.ONE:
            yield _Item("case", 1)
            return
        is_reason = False
        denied_until = -1
        for at, token in enumerate(tokens):
            word, following = folded[at], folded[at + 1 : at + 2]
            behind = following[0] if following else ""
            if is_reason:
                is_number_next = token[0] == "," and behind.isdigit()
                if not (is_number_next or word in words.TURNS or _rank_of(word)):
                    continue
                is_reason = False
            if word in words.BECAUSE:
                is_reason = True
            elif word in words.NOT:
                denied_until = at + _WITHIN
            elif item := self._item(at, token, word, behind, named):
                if item.kind == "rank" or at > denied_until:
                    yield item
                denied_until = -1

    def _item(
        self, at: int, token: re.Match[str], word: str, behind: str, named: dict[int, int]
    ) -> _Item | None:
        if at in named:
            return _Item("case", named[at])
        count = len(self.names.cases)
        if token["number"]:
            number = int(token[0])
            return _Item("case", number) if 1 <= number <= count else None
        if token["ordinal"]:
            return _ordinal(int(re.sub(r"\D", "", token[0])), behind, count)
        if word in words.ORDINALS:
            return _ordinal(words.ORDINALS[word], behind, count)
        if word in words.NUMBERS and behind not in words.PLURALS:
            number = words.NUMBERS[word]
            return _Item("case", number) if number <= count else None
        return None

    def _is_clean(self, segment: str) -> bool:
        """Whether nothing stands there but cases, and what a choice is wrapped in."""
        tokens = [fold_word(each[0]) for each in _TOKEN.finditer(segment)]
        named = self.names.find(tokens)
        return "¤" not in segment and all(
            not word
            or at in named
            or word in words.FILLERS
            or word in words.NOT
            or word in words.ORDINALS
            or word in words.NUMBERS
            or word[0].isdigit()
            for at, word in enumerate(tokens)
        )


def _is_list(digits: str, count: int) -> bool:
    """Whether "1 2 3 4" are numbers of cases, and no telephone's."""
    runs = re.findall(r"\d+", digits)
    return digits[0] in "123456789" and all(
        run[0] != "0" and 1 <= int(run) <= count for run in runs
    )


def _rank_of(word: str) -> bool:
    return words.ORDINALS.get(word, 9) <= 2


def _ordinal(number: int, behind: str, count: int) -> _Item | None:
    """ "First choice" is a rank, "the first one" a case, "first" alone is either."""
    if behind in words.CHOICES:
        return _Item("rank", number) if number <= 2 else None
    if behind in words.THINGS or number > 2:
        return _Item("case", number) if number <= count else None
    return _Item("rank", number, is_loose=True)


def _rank(items: Sequence[_Item], count: int) -> Choice:
    """Which case comes first: by the words beside them, else in the order they are mentioned."""
    ranked: dict[int, list[int]] = {1: [], 2: []}
    free: list[int] = []
    labels_follow = items[-1].kind == "rank"
    last: int | None = None
    for item in reversed(items) if labels_follow else items:
        if item.kind == "rank":
            last = item.number
        elif last is not None:
            ranked[last].append(item.number)
            last = None
        else:
            free.append(item.number)
    free = list(dict.fromkeys(reversed(free) if labels_follow else free))
    if count > 2 and free == list(range(1, count + 1)):
        return _UNCLEAR  # the whole list, copied
    free = [each for each in free if each not in (*ranked[1], *ranked[2])]
    if ranked[2] and not ranked[1] and not free:
        return Choice("cases", None, ranked[2][0])
    order = [*ranked[1], *free, *ranked[2]] if not ranked[2] else [*ranked[1], *free[:1]]
    chosen = list(dict.fromkeys([*order[:1], *(ranked[2] or order[1:2])]))
    return Choice("cases", chosen[0], chosen[1] if len(chosen) > 1 else None)
