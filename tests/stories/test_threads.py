"""Conversations grow in any order: whatever comes first, the same mails end up together (R30)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import pytest

from dgroup.store import posts
from tests.site import Home
from tests.writing import letter

ANN = "ann@example.org"


@dataclass(frozen=True)
class Mail:
    """A mail of a made-up archive: what it is called, what it names, and when it was written."""

    id: str
    references: tuple[str, ...]
    in_reply_to: str
    minute: int

    @property
    def named(self) -> tuple[str, ...]:
        """What it names, the nearest last, never itself."""
        names = [*self.references, *([self.in_reply_to] if self.in_reply_to else [])]
        return tuple(each for each in dict.fromkeys(names) if each != self.id)

    def written(self) -> bytes:
        """The mail itself; all have one subject word in common, and none the same words."""
        return letter(
            id=self.id,
            references=self.references,
            in_reply_to=self.in_reply_to,
            subject=f"Re: talk {self.id}",
            body=f"This is {self.id}.",
            date=f"Sat, 21 Nov 2026 {self.minute // 60:02}:{self.minute % 60:02}:00 +0000",
        )


def archive(luck: random.Random, *, has_loops: bool) -> list[Mail]:
    """Make up mails: trees, orphans of parents that never come, answers to several threads."""
    count = luck.randint(3, 12)
    unknown = [f"lost{n}" for n in range(luck.randint(0, 3))]
    minutes = luck.sample(range(600), count)
    mails = []
    for n in range(count):
        within_reach = [f"m{k}" for k in range(count if has_loops else n)] + unknown
        references = luck.sample(within_reach, min(len(within_reach), luck.choice((0, 0, 1, 1, 3))))
        in_reply_to = luck.choice(within_reach) if within_reach and luck.random() < 0.4 else ""
        mails.append(Mail(f"m{n}", tuple(references), in_reply_to, minutes[n]))
    return mails


def partition(mails: Sequence[Mail]) -> set[frozenset[str]]:
    """Say which mails belong together: a plain union-find over all ids that are named."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    for mail in mails:
        for each in mail.named:
            leader[find(each)] = find(mail.id)
    together: dict[str, set[str]] = {}
    for mail in mails:
        together.setdefault(find(mail.id), set()).add(mail.id)
    return {frozenset(ids) for ids in together.values()}


@dataclass
class Outcome:
    """What the store holds after all mails of an archive have come."""

    threads: list[tuple[int, str, str, int]]  # id, root, subject, posts
    members: dict[int, frozenset[str]]
    parents: dict[str, str | None]
    first_ids: dict[str, int]  # the thread each post was put into when it came


async def grow(home: Home, group_id: int, name: str, mails: Sequence[Mail]) -> Outcome:
    """Let mails arrive at a group, one by one; look at the store afterwards."""
    first_ids = {}
    for mail in mails:
        (reply,) = await home.receive(mail.written(), name)
        assert reply.outcome == "posted", (mail, reply)
        first_ids[mail.id] = home.one("select thread_id from post where id = ?", reply.post_id)
    threads = home.rows(
        "select id, root_message_id, subject, posts from thread"
        " where group_id = ? and merged_into is null",
        group_id,
    )
    held = home.rows(
        "select thread_id, message_id, parent_message_id from post where group_id = ?", group_id
    )
    return Outcome(
        threads=threads,
        members={
            thread_id: frozenset(message_id for where, message_id, _ in held if where == thread_id)
            for thread_id, *_ in threads
        },
        parents={message_id: parent for _, message_id, parent in held},
        first_ids=first_ids,
    )


def assert_sound(outcome: Outcome, mails: Sequence[Mail]) -> None:
    """What holds for every archive, loops or not."""
    assert set(outcome.members.values()) == partition(mails)
    minutes = {mail.id: mail.minute for mail in mails}
    for mail in mails:  # parents are posts that the mail names, and lead to a root
        parent, steps = outcome.parents[mail.id], 0
        assert parent is None or parent in mail.named
        while parent is not None:
            parent, steps = outcome.parents[parent], steps + 1
            assert steps <= len(mails), "a loop of parents"
    for thread_id, root, subject, count in outcome.threads:
        together = outcome.members[thread_id]
        assert count == len(together)
        first = min((each for each in together if outcome.parents[each] is None), key=minutes.get)
        assert (root, subject) == (first, f"Re: talk {first}")


@pytest.mark.parametrize("seed", range(25))
async def test_the_order_of_arrival_makes_no_difference(home: Home, seed: int) -> None:
    """In whatever order mails come, threads, parents, counts and roots are the same."""
    luck = random.Random(seed)
    mails = archive(luck, has_loops=False)
    known = {mail.id for mail in mails}
    for turn in range(3):
        group_id = await home.found(f"talk{turn}", ANN)
        outcome = await grow(home, group_id, f"talk{turn}", mails)
        assert_sound(outcome, mails)
        for mail in mails:
            nearest = next((each for each in reversed(mail.named) if each in known), None)
            assert outcome.parents[mail.id] == nearest
        for message_id, thread_id in outcome.first_ids.items():  # ids of threads last
            living = await posts.thread(home.site.db, thread_id)
            assert living is not None
            assert message_id in outcome.members[living.id]
        mails = luck.sample(mails, len(mails)) if turn == 0 else mails[::-1]


@pytest.mark.parametrize("seed", range(25))
async def test_mails_that_name_each_other_in_circles_are_survived(home: Home, seed: int) -> None:
    """Loops in References make one thread, and parents still lead to a root."""
    luck = random.Random(1000 + seed)
    mails = archive(luck, has_loops=True)
    for turn in range(2):
        group_id = await home.found(f"talk{turn}", ANN)
        assert_sound(await grow(home, group_id, f"talk{turn}", mails), mails)
        luck.shuffle(mails)


CIRCLE = [Mail("a", ("b",), "", 1), Mail("b", ("c",), "", 2), Mail("c", ("a",), "", 3)]


async def test_a_circle_of_three_has_a_root_in_every_order(home: Home) -> None:
    """a answers b, b answers c, c answers a: one thread, and no mail is its own forefather."""
    for turn, mails in enumerate(permutations(CIRCLE)):
        group_id = await home.found(f"talk{turn}", ANN)
        assert_sound(await grow(home, group_id, f"talk{turn}", mails), mails)


async def test_brothers_of_an_unknown_parent_are_one_thread(home: Home) -> None:
    """Answers to a mail that we never saw are siblings; when it comes after all, it is the parent."""
    group_id = await home.found("psc", ANN)
    mails = [Mail("x", ("lost",), "", 5), Mail("y", ("lost",), "", 4)]
    outcome = await grow(home, group_id, "psc", mails)
    assert outcome.parents == {"x": None, "y": None}
    assert [(root, count) for _, root, _, count in outcome.threads] == [("y", 2)]
    outcome = await grow(home, group_id, "psc", [Mail("lost", (), "", 9)])
    assert outcome.parents == {"x": "lost", "y": "lost", "lost": None}
    assert [(root, count) for _, root, _, count in outcome.threads] == [("lost", 3)]


async def test_the_root_changes_when_its_parent_is_found(home: Home) -> None:
    """A thread is called after its first post without a parent, also when another got one."""
    group_id = await home.found("psc", ANN)
    mails = [
        Mail("root", (), "", 30),
        Mail("early", ("lost",), "", 10),  # a clock that is slow
        Mail("joint", ("root", "early"), "", 40),
        Mail("lost", ("root",), "", 20),  # and now `early` answers somebody
    ]
    assert_sound(await grow(home, group_id, "psc", mails), mails)


async def test_two_threads_become_one_and_both_ids_go_on_working(home: Home) -> None:
    """The younger goes into the older; chains of such ids lead to the one that lives."""
    group_id = await home.found("psc", ANN)
    mails = [Mail("a", (), "", 1), Mail("b", (), "", 2), Mail("c", (), "", 3)]
    ids = (await grow(home, group_id, "psc", mails)).first_ids
    await grow(home, group_id, "psc", [Mail("bc", ("b", "c"), "", 4)])
    await grow(home, group_id, "psc", [Mail("ab", ("a", "b"), "", 5)])
    for name in "abc":
        thread = await posts.thread(home.site.db, ids[name])
        assert thread is not None
        assert (thread.id, thread.posts, thread.root_message_id) == (ids["a"], 5, "a")
        assert (thread.started_s, thread.last_post_s) == (1795219260, 1795219500)
    assert await posts.thread(home.site.db, 10_000) is None
    listed = await posts.of_thread(home.site.db, ids["a"])
    assert [each.message_id for each in listed] == ["a", "b", "c", "bc", "ab"]


async def test_one_subject_makes_no_thread(home: Home) -> None:
    """Mails that name nothing stay apart, whatever their subject."""
    group_id = await home.found("psc", ANN)
    for name in ("one", "two"):
        await home.receive(letter(id=name, subject="Re: lunch", body=name))
    assert home.one("select count(*) from thread where group_id = ?", group_id) == 2


async def test_groups_have_threads_of_their_own(home: Home) -> None:
    """The same mail in two groups is two posts in two threads, and answers stay in their group."""
    psc, garden = await home.found("psc", ANN), await home.found("garden", ANN)
    await home.receive(letter(id="a"), "psc", "garden")
    await home.receive(letter(id="b", references=["a"]), "garden")
    assert home.rows("select group_id, posts from thread order by group_id") == [
        (psc, 1),
        (garden, 2),
    ]


async def test_one_post_costs_the_same_in_a_long_thread(home: Home) -> None:
    """The work of placing a post does not grow with the thread it answers (counted in steps)."""
    group_id = await home.found("psc", ANN)
    steps = []
    for round_ in range(2):
        for n in range(60):
            mail = Mail(f"m{round_}-{n}", ("m0-0",), "", n)
            (reply,) = await home.receive(mail.written())
            assert reply.outcome == "posted"
        steps.append(await home.steps(letter(id=f"last{round_}", references=["m0-0"])))
    assert home.one("select count(*) from thread where group_id = ?", group_id) == 1
    assert steps[1] < steps[0] * 1.1, steps
