"""How the show ends: threads, what each kind of member got, the checks, and where to look next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from dgroup.demo.checks import Check, all_checks
from dgroup.demo.screen import WIDTH, left, style
from dgroup.demo.script import Person
from dgroup.demo.show import Show, opening
from dgroup.demo.views import Branch, table, tree
from dgroup.domain.model import Role
from dgroup.store import posts

_WORDS: Final[dict[Role, str]] = {
    "facilitator": "facilitator",
    "resource": "resource person",
    "member": "member",
    "observer": "observer",
}
_ORDER: Final = tuple(_WORDS)


async def conversations(show: Show) -> None:
    """Every thread, as the server has put it together."""
    screen, script = show.screen, show.script
    await screen.title("What became conversations")
    written = {(each.group.name, each.letter.message_id): each.letter for each in show.posted}
    for name, group in show.stage.groups.items():
        for thread in await posts.threads(show.stage.site.db, group):
            branches = []
            for post in await posts.of_thread(show.stage.site.db, thread.id):
                letter = written.get((name, post.message_id))
                person = script.who(post.author)
                shown = person.name if person else post.author_name
                words = opening(letter) if letter else ""
                branches.append(Branch(post.message_id, post.parent_message_id, shown, words))
            screen.line("")
            count = f"{name}  {thread.posts} {'post' if thread.posts == 1 else 'posts'}"
            subject = left(thread.subject, WIDTH - 4 - len(count))
            screen.lines([f"{style(subject, 'bold')}  {style(count, 'dim')}"])
            screen.lines(tree(branches, WIDTH - 2))
            await screen.pause(0.15)


async def shares(show: Show) -> None:
    """What each kind of member has got."""
    screen, groups = show.screen, show.script.groups
    await screen.title("Who got what")
    kinds: dict[str, list[Person]] = {}
    for person in sorted(show.script.people, key=lambda each: _ORDER.index(each.role)):
        kinds.setdefault(_kind(show, person), []).append(person)
    rows = [[kind, str(len(people)), *_share(show, people)] for kind, people in kinds.items()]
    names = [plan.name for plan in groups]
    screen.lines(table(["each", "people", *names, "dgroup", "sent on", "in all"], rows))
    screen.line()
    screen.lines(
        [
            f"{' and '.join(names)}: posts, one's own included.",
            "dgroup: welcome letters and notices. sent on: what is for the facilitators.",
        ]
    )
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


def _kind(show: Show, person: Person) -> str:
    """What kind of member a person is, in words."""
    _, *below = show.script.groups
    words = [_WORDS[person.role]]
    if person.is_moderated:
        words.append("moderated")
    if person.mail == "none":
        words.append("mail off")
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
