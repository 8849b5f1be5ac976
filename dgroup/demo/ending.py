"""How the show ends: threads, what each kind of member got, the checks, and where to look next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from dgroup.demo.checks import Check, all_checks
from dgroup.demo.kinds import kind_of
from dgroup.demo.screen import WIDTH, left, style, wrap
from dgroup.demo.script import Person
from dgroup.demo.show import Presented, Show, opening
from dgroup.demo.views import Branch, table, tree
from dgroup.domain.model import Role
from dgroup.mail.address import fold
from dgroup.store import posts

_WORDS: Final[dict[Role, str]] = {
    "facilitator": "facilitator",
    "resource": "resource person",
    "member": "member",
    "observer": "observer",
}
_ORDER: Final = tuple(_WORDS)
_MOST: Final = 7  # lines of one thread


async def conversations(show: Show) -> None:
    """Every thread, as the server has put it together."""
    screen, script = show.screen, show.script
    await screen.title("What became conversations")
    written = {
        (each.group.name, each.letter.message_id): opening(each.letter) for each in show.posted
    }
    first = show.script.groups[0].name
    written |= {
        (first, each.message_id): _first_words(each) for each in (*show.presented, *show.reports)
    }
    for name, group in show.stage.groups.items():
        for thread in await posts.threads(show.stage.site.db, group):
            branches: list[Branch] = []
            for post in await posts.of_thread(show.stage.site.db, thread.id):
                person = script.who(post.author)
                shown = person.name if person else post.author_name
                words = written.get((name, post.message_id), "")
                branches.append(Branch(post.message_id, post.parent_message_id, shown, words))
            screen.line("")
            count = f"{name}  {thread.posts} {'post' if thread.posts == 1 else 'posts'}"
            subject = left(thread.subject, WIDTH - 4 - len(count))
            screen.lines([f"{style(subject, 'bold')}  {style(count, 'dim')}"])
            screen.lines(_at_most(tree(branches, WIDTH - 2)))
            await screen.pause(0.15)


async def shares(show: Show) -> None:
    """What each kind of member has got."""
    screen, groups = show.screen, show.script.groups
    await screen.title("Who got what")
    sorts: dict[str, list[Person]] = {}
    for person in sorted(show.script.people, key=lambda each: _ORDER.index(each.role)):
        sorts.setdefault(_kind(show, person), []).append(person)
    rows = [[kind, str(len(people)), *_share(show, people)] for kind, people in sorts.items()]
    names = [plan.name for plan in groups]
    screen.lines(table(["each", "people", *names, "dgroup", "sent on", "in all"], rows))
    screen.line()
    screen.lines(
        [
            f"{' and '.join(names)}: posts by themselves, one's own included.",
            "dgroup: letters of its own. sent on: what is for the facilitators. By kind:",
        ]
    )
    kinds = Counter(kind_of(each) for each in show.world.mails if each.is_by_robot)
    words = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
    screen.lines(wrap(f"{words}.", WIDTH - 6), 4)
    await screen.pause(0.6)


async def verdict(show: Show, seconds: float) -> bool:
    """Check the story, say what holds, and return whether all of it does."""
    screen = show.screen
    checks = await all_checks(show)
    await screen.title("Checked against every mailbox")
    for each in checks:
        sign = style("✓", "green") if each.holds else style("✗", "red")
        screen.lines([f"{sign} {each.claim}"])
        screen.lines([style(one, "red") for one in each.problems[:5]], 6)
        if len(each.problems) > 5:
            screen.lines([f"… and {len(each.problems) - 5} more"], 6)
    screen.line()
    is_good = all(each.holds for each in checks)
    screen.line(style(_last_words(show, checks, seconds), "green" if is_good else "red"))
    return is_good


def _first_words(presented: Presented) -> str:
    return " ".join(presented.words.split())


def _at_most(lines: Sequence[str]) -> list[str]:
    """The first lines of a long tree, and how many there are besides."""
    if len(lines) <= _MOST:
        return list(lines)
    return [*lines[: _MOST - 2], f"└─ … and {len(lines) - _MOST + 2} others"]


def _kind(show: Show, person: Person) -> str:
    """What kind of member a person is, in words."""
    _, *below = show.script.groups
    words = [_WORDS[person.role]]
    if person.is_moderated:
        words.append("moderated")
    if person.mail == "none":
        words.append("mail off")
    if fold(person.address) in show.digests:
        words.append("digests")
    more = [each.name for each in below if person in show.script.members(each)]
    return " + ".join([", ".join(words), *more])


def _share(show: Show, people: Sequence[Person]) -> list[str]:
    """Mails by kind: a number where all of these people got the same, else the least and most."""
    lists = {f"{plan.name}.{show.script.domain}": plan.name for plan in show.script.groups}
    found = []
    for person in people:
        kinds: Counter[str] = Counter()
        for each in show.world.mailbox(person.address):
            kinds["robot" if each.is_by_robot else lists.get(each.list_id, "sent on")] += 1
        found.append(kinds)
    columns = [[each[kind] for each in found] for kind in (*lists.values(), "robot", "sent on")]
    columns.append([each.total() for each in found])
    return [_range(column) for column in columns]


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}–{high}"


def _last_words(show: Show, checks: list[Check], seconds: float) -> str:
    failed = sum(not each.holds for each in checks)
    if failed:
        return f"{failed} of {len(checks)} checks failed; the lines above say what went wrong."
    return (
        f"{show.sent} letters in, {len(show.world.mails)} mails out, {seconds:.1f} s."
        " Nothing lost, nothing twice."
    )
