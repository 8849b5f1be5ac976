"""People are divided over cases evenly, and as they wish: compared with all divisions there are."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from itertools import product

import pytest

from dgroup.domain.assignment import Wish, divide, most_wanted, place


def met(wishes: Sequence[Wish], placed: Sequence[int]) -> tuple[int, int]:
    """How many got their first choice, and how many their second."""
    pairs = list(zip(wishes, placed, strict=True))
    firsts = sum(wish.first == case for wish, case in pairs)
    seconds = sum(wish.second == case != wish.first for wish, case in pairs)
    return firsts, seconds


def is_even(placed: Sequence[int], cases: int) -> bool:
    """Whether all sizes are within one of each other."""
    sizes = [placed.count(case) for case in range(1, cases + 1)]
    return max(sizes) - min(sizes) <= 1


def best(wishes: Sequence[Wish], cases: int) -> tuple[int, int]:
    """The best there is, found by looking at every division."""
    numbers = range(1, cases + 1)
    return max(
        met(wishes, placed)
        for placed in product(numbers, repeat=len(wishes))
        if is_even(placed, cases)
    )


def some_wishes(chance: random.Random, people: int, cases: int) -> list[Wish]:
    """Choices as people make them: some none, some one, most two; favourites among the cases."""
    wishes = []
    for member_id in chance.sample(range(1, 100), people):
        favourite = 1 if chance.random() < 0.4 else chance.randint(1, cases)
        second = chance.choice([None, chance.randint(1, cases)])
        wishes.append(
            Wish(member_id) if chance.random() < 0.2 else Wish(member_id, favourite, second)
        )
    return wishes


@pytest.mark.parametrize("cases", [1, 2, 3, 4])
def test_no_division_is_better(cases: int) -> None:
    """Against all divisions of thousands of small groups: even, and most first, then second."""
    chance = random.Random(cases)
    most = {1: 6, 2: 9, 3: 7, 4: 6}[cases]
    for _ in range(700):
        wishes = some_wishes(chance, chance.randint(0, most), cases)
        placed = divide(wishes, cases)
        assert placed.keys() == {each.member_id for each in wishes}
        found = [placed[each.member_id] for each in wishes]
        assert is_even(found, cases)
        assert met(wishes, found) == best(wishes, cases), wishes


def test_every_division_of_three_is_the_best() -> None:
    """All choices that three people can make among two and three cases."""
    for cases in (2, 3):
        numbers = [None, *range(1, cases + 1)]
        choices = [
            (first, second) for first in numbers for second in numbers if first or not second
        ]
        for three in product(choices, repeat=3):
            wishes = [Wish(at, *each) for at, each in enumerate(three)]
            found = [each for _, each in sorted(divide(wishes, cases).items())]
            assert is_even(found, cases)
            assert met(wishes, found) == best(wishes, cases), wishes


def test_the_order_of_answers_does_not_matter() -> None:
    """The same choices give the same groups, whoever answered first."""
    chance = random.Random(7)
    for _ in range(200):
        wishes = some_wishes(chance, 20, 4)
        placed = divide(wishes, 4)
        chance.shuffle(wishes)
        assert divide(wishes, 4) == placed


def test_the_earlier_member_has_the_better_place() -> None:
    """Among people who want the same, the lower id decides."""
    wishes = [Wish(number, 1, 2) for number in (9, 3, 7, 5)]
    assert divide(wishes, 2) == {3: 1, 5: 1, 7: 2, 9: 2}


def test_balance_comes_before_choices() -> None:
    """Though everybody wants the first case, the groups are as even as ever."""
    placed = divide([Wish(number, 1) for number in range(27)], 4)
    assert sorted(Counter(placed.values()).values()) == [6, 7, 7, 7]
    assert Counter(placed.values())[1] == 7


def test_who_is_silent_fills_up() -> None:
    """Nobody loses a choice to somebody who made none."""
    wishes = [Wish(1), Wish(2), Wish(3), Wish(4, 1), Wish(5, 1), Wish(6, 2)]
    placed = divide(wishes, 2)
    assert [placed[number] for number in (4, 5, 6)] == [1, 1, 2]


def test_odd_wishes_are_none() -> None:
    """A case that is not there, the same case twice, a second choice alone."""
    assert divide([Wish(1, 9, 8), Wish(2, 0), Wish(3, 2, 2), Wish(4, None, 2)], 2) == {
        1: 1,
        2: 1,
        3: 2,
        4: 2,
    }
    assert divide([], 3) == {}
    with pytest.raises(ValueError, match="nothing to divide"):
        divide([], 0)


def test_twelve_thousand_people_take_seconds() -> None:
    """Ten cases, all choices there are, everybody crowding at two of them."""
    chance = random.Random(12)
    wishes = []
    for member_id in range(12_000):
        first = chance.choice([1, 1, 1, 2, 2, *range(1, 11)])
        wishes.append(Wish(member_id, first, chance.choice([None, 1, *range(1, 11)])))
    before = time.monotonic()
    placed = divide(wishes, 10)
    assert time.monotonic() - before < 10
    assert set(Counter(placed.values()).values()) == {1200}


@pytest.mark.parametrize(
    ("wish", "sizes", "case"),
    [
        (Wish(1, 2, 1), {1: 6, 2: 7}, 2),
        (Wish(1, 2, 1), {1: 6, 2: 8}, 2),
        (Wish(1, 2, 1), {1: 6, 2: 9}, 1),
        (Wish(1, 2), {1: 6, 2: 9}, 2),  # nothing else is wanted
        (Wish(1, 2, 3), {1: 3, 2: 9, 3: 8}, 3),
        (Wish(1), {1: 7, 2: 6, 3: 6}, 2),
        (Wish(1, 4), {1: 7, 2: 6}, 2),  # that case has no group
        (Wish(1, 4, 1), {1: 7, 2: 6}, 1),
    ],
)
def test_late_comers_choose(wish: Wish, sizes: dict[int, int], case: int) -> None:
    """Who comes late goes where they want, unless that is far too full."""
    assert place(wish, sizes) == case


def test_fewer_groups_than_cases_keep_what_is_wanted() -> None:
    """First choices count before second ones, and the order of the list last."""
    wishes = [Wish(1, 3, 2), Wish(2, 3), Wish(3, 1, 4), Wish(4, 2, 4), Wish(5)]
    assert most_wanted(wishes, 4, 2) == [2, 3]
    assert most_wanted(wishes, 4, 4) == [1, 2, 3, 4]
    assert most_wanted([], 4, 3) == [1, 2, 3]
