"""A group as an observer with a notebook sees it: what came in and went out, and figures by hand.

Nothing here reads the database. Each figure of the desk is counted once more, from the notes alone,
by the plainest means there are.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

DAY_S = 86_400


@dataclass
class Person:
    """Somebody as the notebook has them; times are None where it has not happened."""

    name: str
    role: str = "member"
    first_in_s: int | None = None
    out_s: int | None = None
    is_in: bool = False
    is_invited: bool = False
    has_pause: bool = False
    is_disabled: bool = False
    introduced_s: int | None = None
    bounced_s: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """One post: when it went to the group, by whom, and in which conversation."""

    at_s: int
    author: str
    thread: str
    is_made: bool = False  # an introduction


@dataclass
class Ledger:
    """All that has happened, in the order of its happening."""

    people: dict[str, Person] = field(default_factory=dict)
    posts: list[Written] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    expired: list[int] = field(default_factory=list)

    def inside(self) -> list[Person]:
        """Who takes part now."""
        return [each for each in self.people.values() if each.is_in]

    def newcomers(self, since_s: int) -> set[str]:
        """Who came for the first time after that, and is here."""
        return {each.name for each in self.inside() if (each.first_in_s or 0) > since_s}

    def leavers(self, since_s: int) -> set[str]:
        """Who went after that, and is not back."""
        gone = [each for each in self.people.values() if not each.is_in]
        return {each.name for each in gone if each.out_s is not None and each.out_s > since_s}

    def bouncing(self, since_s: int) -> set[str]:
        """Whose mail does not arrive."""
        return {
            each.name
            for each in self.inside()
            if each.is_disabled or any(at_s > since_s for at_s in each.bounced_s)
        }

    def asked(self) -> int:
        """How many are to say who they are."""
        return sum(each.role != "observer" for each in self.inside())

    def introduced(self) -> int:
        """How many of those have."""
        return sum(
            each.role != "observer" and each.introduced_s is not None for each in self.inside()
        )

    def not_introduced(self) -> list[str]:
        """The ten latest of the others."""
        others = [
            each for each in self.inside() if each.role != "observer" and each.introduced_s is None
        ]
        return [each.name for each in sorted(others, key=lambda each: -(each.first_in_s or 0))][:10]

    def unanswered(self, now_s: int) -> set[str]:
        """Conversations of the last month, three days old, in which one person has spoken."""
        found = set()
        for thread in {each.thread for each in self.posts if not each.is_made}:
            said = [each for each in self.posts if each.thread == thread]
            began_s = min(each.at_s for each in said)
            is_of_age = now_s - 30 * DAY_S < began_s <= now_s - 3 * DAY_S
            if is_of_age and len({each.author for each in said}) == 1:
                found.add(thread)
        return found

    def silent(self, now_s: int) -> list[str]:
        """Who could have written for a month and has not; who once wrote most comes first."""
        month_s = now_s - 30 * DAY_S
        wrote = {each.author for each in self.posts if each.at_s > month_s}
        counts = Counter(each.author for each in self.posts)
        found = [
            each
            for each in self.inside()
            if each.role in ("member", "resource")
            and not (each.is_disabled or each.has_pause)
            and (each.first_in_s or 0) <= month_s
            and each.name not in wrote
        ]
        return [each.name for each in sorted(found, key=lambda one: (-counts[one.name], one.name))]

    def writing(self, since_s: int, now_s: int) -> dict[tuple[str, str], int]:
        """How much each wrote, with what they are now."""
        said = Counter(each.author for each in self.posts if since_s < each.at_s <= now_s)
        return {(name, self._role(name)): count for name, count in said.items()}

    def expired_since(self, since_s: int) -> int:
        """On how many posts nobody has decided in time."""
        return sum(at_s > since_s for at_s in self.expired)

    def _role(self, name: str) -> str:
        person = self.people.get(name)
        return person.role if person is not None and person.is_in else ""
