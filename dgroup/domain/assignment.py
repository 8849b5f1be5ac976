"""Who goes into which case group: as even as can be, with as many first choices as can be. Pure.

People with the same choices are interchangeable, so the work grows with the number of different
choices and not of people: this is a transport problem, solved by cheapest chains of moves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

MOST_UNEVEN: Final = 2
"""So many more people than the smallest group a group may have, for a late-comer to join it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What one member wants, by numbers of cases from 1; None where they said no more.

    Who said nothing, or has no preference, has neither choice and fills up.
    """

    member_id: int
    first: int | None = None
    second: int | None = None


def divide(wishes: Collection[Wish], cases: int) -> dict[int, int]:
    """Place everybody in one of `cases` groups: member id -> number of the case.

    Balance comes first: the sizes are always within one of each other, whatever people want. Of
    all such divisions this is one with the most first choices, of those one with the most second
    choices; who wanted something else altogether is then as seldom as it can be. Between people
    with the same choices the lower member id, which is the earlier member, gets the better place.
    The same wishes give the same division, in whatever order they come. Wishes for cases that do
    not exist count as none. Raises: ValueError where there are no cases.
    """
    if cases < 1:
        raise ValueError("there is nothing to divide people over")
    classes: dict[tuple[int, int], list[int]] = {}
    for wish in sorted(wishes, key=lambda each: each.member_id):
        classes.setdefault(_choices(wish, cases), []).append(wish.member_id)
    chosen = sorted(classes)
    counts = _transport(chosen, [len(classes[each]) for each in chosen], cases)
    placed: dict[int, int] = {}
    for choices, at in zip(chosen, counts, strict=True):
        waiting = iter(classes[choices])
        for case in sorted(range(cases), key=lambda case: (_rank(choices, case), case)):
            placed |= {next(waiting): case + 1 for _ in range(at[case])}
    return placed


def place(wish: Wish, sizes: Mapping[int, int]) -> int:
    """Find a late-comer's group: number of case -> its size, at least one; returns its number.

    Their first choice, though that makes the groups uneven by `MOST_UNEVEN`; else the second; else
    the smaller of the two. Without any choice the smallest group, of equal ones the first.
    """
    smallest = min(sizes, key=lambda case: (sizes[case], case))
    wanted = [each for each in (wish.first, wish.second) if each is not None and each in sizes]
    for case in wanted:
        if sizes[case] < sizes[smallest] + 1 + MOST_UNEVEN:
            return case
    return min(wanted, key=lambda case: sizes[case], default=smallest)


def most_wanted(wishes: Collection[Wish], cases: int, groups: int) -> list[int]:
    """Return the numbers of the `groups` cases that are chosen most, in their own order.

    First choices count, then second ones; of equal ones the earlier.
    """
    firsts, seconds = [0] * (cases + 1), [0] * (cases + 1)
    for wish in wishes:
        first, second = (each + 1 for each in _choices(wish, cases))
        firsts[first] += 1
        seconds[second] += 1
    best = sorted(range(1, cases + 1), key=lambda case: (-firsts[case], -seconds[case], case))
    return sorted(best[:groups])


_NOTHING: Final = -1


def _choices(wish: Wish, cases: int) -> tuple[int, int]:
    """The two choices by index from 0; a second without a first is the first."""
    said = [each - 1 for each in (wish.first, wish.second) if each and 1 <= each <= cases]
    first, second = (*dict.fromkeys(said), _NOTHING, _NOTHING)[:2]
    return first, second


def _rank(choices: tuple[int, int], case: int) -> int:
    return choices.index(case) if case in choices else len(choices)


def _transport(
    chosen: Sequence[tuple[int, int]], supply: Sequence[int], cases: int
) -> list[list[int]]:
    """How many people of each class go to each case, at the least cost and evenly."""
    people = sum(supply)
    # One first choice outweighs all second choices together.
    weights = (-(people + 1), -1, 0)
    costs = [[weights[_rank(each, case)] for case in range(cases)] for each in chosen]
    plan = _Plan(costs, [[0] * cases for _ in chosen], cases, *divmod(people, cases))
    for index, (first, _) in enumerate(chosen):
        plan.at[index][max(first, 0)] = supply[index]
    while plan.improve():
        pass
    return plan.at


@dataclass(slots=True)
class _Plan:
    """A division under way: everybody begins at the cheapest place, and moves where it is too full.

    `at` people of a class at a case, by the class's `costs`. Each case has `even` places, and
    `spare` of the cases have one more. Among the cases, the node behind the last one stands for
    those spare places. Successive shortest paths: a division that costs the least for its sizes
    still does after the cheapest chain of moves.
    """

    costs: Sequence[Sequence[int]]
    at: list[list[int]]
    cases: int
    even: int
    spare: int
    has_spare: set[int] = field(default_factory=set)

    def improve(self) -> bool:
        """Move people along the cheapest chain out of what is too full; False where nothing is."""
        sizes = [sum(row[case] for row in self.at) for case in range(self.cases)]
        over = {
            case: size - self.even - (case in self.has_spare)
            for case, size in enumerate(sizes)
            if size > self.even + (case in self.has_spare)
        }
        if not over:
            return False
        room = [self.even - size for size in sizes] + [self.spare - len(self.has_spare)]
        movers = self._movers()
        chain = self._cheapest(over, room, movers)
        amount = min(over[chain[0]], room[chain[-1]])
        steps = list(pairwise(chain))
        for one, other in steps:
            mover = movers.get((one, other))
            amount = min(amount, 1 if mover is None else self.at[mover[1]][one])
        for one, other in steps:
            if other == self.cases:
                self.has_spare.add(one)
            elif one == self.cases:
                self.has_spare.discard(other)
            else:
                index = movers[one, other][1]
                self.at[index][one] -= amount
                self.at[index][other] += amount
        return True

    def _movers(self) -> dict[tuple[int, int], tuple[int, int]]:
        """For each step from case to case, what it costs and the class whose people take it."""
        best: dict[tuple[int, int], tuple[int, int]] = {}
        for index, (row, costs) in enumerate(zip(self.at, self.costs, strict=True)):
            for one in (case for case in range(self.cases) if row[case]):
                for other in range(self.cases):
                    step = (costs[other] - costs[one], index)
                    if one != other and step < best.get((one, other), _NEVER):
                        best[one, other] = step
        return best

    def _cheapest(
        self,
        over: Collection[int],
        room: Sequence[int],
        movers: Mapping[tuple[int, int], tuple[int, int]],
    ) -> list[int]:
        """The cheapest chain from a case that is too full to where there is room (Bellman-Ford)."""
        arcs = [(one, other, cost) for (one, other), (cost, _) in sorted(movers.items())]
        for case in range(self.cases):
            arc = (self.cases, case, 0) if case in self.has_spare else (case, self.cases, 0)
            arcs.append(arc)
        costs: dict[int, int] = dict.fromkeys(sorted(over), 0)
        before: dict[int, int] = {}
        is_changed = True
        while is_changed:
            is_changed = False
            for one, other, cost in arcs:
                if one in costs and costs[one] + cost < costs.get(other, _NEVER[0]):
                    costs[other] = costs[one] + cost
                    before[other] = one
                    is_changed = True
        chain = [min((node for node in costs if room[node] > 0), key=lambda node: costs[node])]
        while chain[-1] in before:
            chain.append(before[chain[-1]])
        return chain[::-1]


_NEVER: Final = (1 << 62, 0)
