"""A round of cases: what the cases are, how far the round is, and what people chose. Pure.

This is what an activity of the kind "cases" keeps as its data, and what its answers say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal

from dgroup.domain.assignment import Wish
from dgroup.domain.model import Activity

KIND: Final = "cases"
ITEM: Final = "choice"
"""Everybody answers one thing."""

FEWEST: Final = 2
MOST: Final = 12
"""So many cases there may be: more are read by nobody."""

State = Literal["choosing", "proposed", "waiting", "divided"]
"""People choose; the facilitators have a proposal; they were reminded of it; the groups are there.

After the closing date choices still come in, until the groups are made; and then late-comers'.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a short `key` of the facilitator's ("" for none), its title, and more words."""

    key: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """A round as it stands; cases are numbered from 1.

    `closes_s`: until when people are asked to choose. `is_reminded`: the silent were. `groups`:
    number of a case -> the group that came of it; `made_by` is the address of who made them.
    `intro`: what a facilitator says to all about the cases.
    """

    cases: tuple[Case, ...]
    closes_s: int
    is_reminded: bool = False
    groups: Mapping[int, int] = field(default_factory=dict)
    made_by: str = ""
    made_s: int = 0
    intro: str = ""

    @property
    def names(self) -> list[tuple[str, str]]:
        """Key and title of each."""
        return [(each.key, each.title) for each in self.cases]

    def pack(self) -> dict[str, Any]:
        """Return the round as JSON values."""
        return {**asdict(self), "groups": {str(key): id_ for key, id_ in self.groups.items()}}


def read_cases(activity: Activity) -> Cases:
    """Read the round that an activity is."""
    data = activity.data
    return Cases(
        cases=tuple(Case(**each) for each in data["cases"]),
        closes_s=data["closes_s"],
        is_reminded=data["is_reminded"],
        groups={int(number): id_ for number, id_ in data["groups"].items()},
        made_by=data["made_by"],
        made_s=data["made_s"],
        intro=data["intro"],
    )


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose: "cases" with at least a first choice, "any" of them, or "none"."""

    kind: Literal["cases", "any", "none"]
    first: int | None = None
    second: int | None = None

    @property
    def value(self) -> str:
        """The answer as it is kept: "2,4", "2", "any" or "none"."""
        said = [str(each) for each in (self.first, self.second) if each is not None]
        return ",".join(said) if self.kind == "cases" else self.kind

    def wish(self, member_id: int) -> Wish:
        """What they want when people are divided."""
        return Wish(member_id, self.first, self.second)

    def after(self, before: Chosen | None) -> Chosen:
        """This choice beside the one before: a second choice alone leaves the first as it was."""
        if self.kind != "cases" or self.first is not None:
            return self
        kept = before.first if before is not None else None
        if kept is None or kept == self.second:
            return replace(self, first=self.second, second=None)
        return replace(self, first=kept)


def read_chosen(value: str) -> Chosen:
    """Read a kept answer."""
    if value == "none":
        return Chosen("none")
    if not _NUMBERS.fullmatch(value):
        return Chosen("any")
    first, second = (*map(int, value.split(",")), None)[:2]
    return Chosen("cases", first, second)


def reminder_s(now_s: int, closes_s: int) -> int:
    """When the silent are reminded: two days before the end, of a short round in its middle."""
    return max(closes_s - _BEFORE_S, (now_s + closes_s) // 2)


_BEFORE_S: Final = 2 * 86_400
_NUMBERS: Final = re.compile(r"\d+(?:,\d+)?")
