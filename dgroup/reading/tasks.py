"""A mail of somebody in charge becomes what they want done: pure reading, nothing is looked up.

Tasks and a member's own commands may stand in one mail, a line each. Some tasks take all that
stands below them as their text (R19). Where no line is a task, this reads nothing at all, and the
mail is read as anybody's (`request.py`).
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Final

from dgroup.domain.posting import without_marks
from dgroup.domain.words import after_greeting, fold_word, is_closing
from dgroup.domain.words.tasks import MOST_TASK_WORDS, find_task, nearest_task
from dgroup.reading.endings import without_ending
from dgroup.reading.line import Order, read_line
from dgroup.reading.polite import plainly
from dgroup.reading.request import Unknown
from dgroup.reading.task_shapes import SHAPES, TaskLine, holds_addresses

MOST_TASKS: Final = 10  # of a mail, like commands (R19)
LONGEST_TEXT: Final = 100_000  # characters; a pasted address book may be long


def read_tasks(
    subject: str, own_text: str, names: Container[str], domain: str = "", *, is_in_charge: bool
) -> tuple[Order, ...]:
    """Return what a mail of somebody in charge asks for; nothing where no line of it is a task.

    It may be more than is done at once (`MOST_TASKS`).

    `names` holds the lower-case local names of groups. With `is_in_charge` False only what anybody
    may ask for is read: to start a group.
    """
    reader = _Reader(names, domain, is_in_charge=is_in_charge)
    text = own_text[:LONGEST_TEXT]
    said = " ".join(subject[:_LONGEST_LINE].split())
    orders: list[Order] = []
    if without_marks(said) == said and (title := reader.task(said, text)) is not None:
        rest = reader.without_verb(title, text.split("\n"))
        if takes_text(title) is not None:
            return (_with_text(title, rest),)
        orders.append(title)
        text = "\n".join(rest)
    for order in reader.lines(text.split("\n"), has_task=bool(orders)):
        if any(_is_same(order, each) for each in orders):
            continue
        if orders and _goes_on(orders[-1], order):
            orders[-1] = _joined(orders[-1], order)
        else:
            orders.append(order)
    return tuple(orders[:_MOST_READ]) if any(map(is_task, orders)) else ()


def read_tries(subject: str, own_text: str) -> tuple[Unknown, ...]:
    """Return what looks like a task that went wrong: the subject, or the first line of a mail.

    For somebody in charge such a mail is not passed on to people: it would come back to themselves.
    """
    if len(own_text.split()) > _SHORT:
        return ()
    first = next((line.strip() for line in own_text.splitlines() if line.strip()), "")
    title = "" if without_marks(subject) != subject else subject
    for line in (first, title):
        words = line.split()
        if not 0 < len(words) <= _MOST_OF_TRY or line.endswith("?"):
            continue
        for count in range(min(MOST_TASK_WORDS, len(words)), 0, -1):
            head = " ".join(words[:count]).rstrip(":")
            found = find_task(head) or nearest_task(head)
            if found is not None:
                return (Unknown(line, found.verb.partition(" ")[0]),)
    return ()


def may_be_task(text: str) -> bool:
    """Whether the first line of a text begins like a task; cheap, for every post is asked."""
    words = text.lstrip()[:_MOST_OF_HEAD].partition("\n")[0].split()[:MOST_TASK_WORDS]
    return any(find_task(" ".join(words[: at + 1]).rstrip(":")) for at in range(len(words)))


def is_for_robot(orders: tuple[Order, ...], subject: str, own_text: str) -> bool:
    """Whether a mail that somebody in charge sent to everybody was meant for the robot.

    It names people to invite, remove or ask in private, or it is nothing but a word such as "desk".
    What may as well be a post ("Announcement", "Welcome") is one.
    """
    if not orders or not all(each.verb in SHAPES for each in orders):
        return False
    first = orders[0]
    if first.verb in _NAMES_PEOPLE:
        return "@" in first.argument or "@" in first.text
    lines = [line for line in own_text.splitlines() if line.strip()]
    said = without_marks(subject) == subject and find_task(subject.rstrip(": ")) is not None
    return first.verb in _LONE and len(lines) <= (0 if said else len(orders))


def is_task(order: Order) -> bool:
    """Whether an order is for people in charge (or the start of a group)."""
    return order.verb in SHAPES


def takes_text(order: Order) -> str | None:
    """What a task takes of the lines below: "all", those up to the next task, or none (None)."""
    if order.verb in _TAKES_ALL:
        return "all"
    if order.verb in _TAKES_LINES and not (order.verb == "set" and order.argument.count(" ") > 0):
        return "lines"
    return None


def _goes_on(one: Order, other: Order) -> bool:
    """Whether a line asks for the same as the one above, of other people."""
    return one.verb == other.verb and one.group == other.group and one.verb in _OF_PEOPLE


def _joined(one: Order, other: Order) -> Order:
    said = (one.argument, one.text, other.argument, other.text)
    return replace(one, argument="", text="\n".join(each for each in said if each))


def _is_same(one: Order, other: Order) -> bool:
    """Whether two lines ask for the very same, as the subject and the text of a mail may."""
    return replace(one, line="", language="") == replace(other, line="", language="")


def _with_text(task: Order, below: list[str]) -> Order:
    """A task with what stands below it, behind what stood on its own line."""
    text = "\n".join(below)
    if task.verb in _CUT:
        text = without_ending(text)
    if task.verb in ("create", "description"):
        lines = text.strip().split("\n")
        while lines and (not lines[0].strip() or after_greeting(lines[0]) == ""):
            del lines[0]
        text = "\n".join(lines)
    return replace(task, text="\n".join(filter(None, (task.text, text.strip()))))


def _behind(task: Order, lines: list[str], at: int) -> int:
    """The number of the line below a task, which may have taken the first that says something."""
    _, is_joined, first = task.line.partition("\n")
    while is_joined and at < len(lines):
        at += 1
        if lines[at - 1].strip() == first:
            break
    return at


def _first_line(text: str) -> str:
    """The first line that says something."""
    lines = (line.strip() for line in text.split("\n"))
    return next((line for line in lines if line and not _is_call(line)), "")


def _is_call(line: str) -> bool:
    """Whether a line only greets: "Dear Zed"."""
    behind = after_greeting(line)
    return behind is not None and (not behind or len(line.split()) <= _CALLED)


_CALLED: Final = 2  # words


class _Reader:
    def __init__(self, names: Container[str], domain: str, *, is_in_charge: bool) -> None:
        self.names = names
        self.domain = domain
        self.is_in_charge = is_in_charge

    def lines(self, lines: list[str], *, has_task: bool) -> list[Order]:
        """Read lines up to a blank one behind a command, a quote, or prose."""
        orders: list[Order] = []
        at = -1
        while (at := at + 1) < min(len(lines), _MOST_LINES):
            line = lines[at].replace("\u00a0", " ").strip()
            if not line:
                if orders or has_task:
                    return orders
                continue
            if line.startswith((">", "|")) or fold_word(line) in _ENDS:
                return orders
            task = self.task(line, "\n".join(lines[at + 1 : at + _LOOKED_AT]))
            if task is not None:
                at = _behind(task, lines, at + 1)
                take = takes_text(task)
                end = len(lines) if take == "all" else at
                if take == "lines":
                    end = self._next_task(lines, at)
                orders.append(_with_text(task, lines[at:end]) if take else task)
                at = end - 1
                continue
            found = read_line(line, self.names, self.domain) if self.is_in_charge else ()
            if found:
                orders += found
            elif not (_is_call(line) or is_closing(line)):
                return orders
        return orders

    def task(self, line: str, below: str = "") -> Order | None:
        """The task that a line is, from end to end, or asks for; `below` is what follows it."""
        if not line or len(line) > _LONGEST_LINE:
            return None
        if (found := self._task(line, below)) is not None:
            return found
        if self._needs_more(line) and (first := _first_line(below)):
            joined = self._task(f"{line.rstrip(':')} {first}", "")
            if joined is not None:
                return replace(joined, line=f"{line}\n{first}")
        for said in plainly(line):
            if (found := self._task(said, below)) is not None:
                return replace(found, line=line)
        return None

    def without_verb(self, title: Order, lines: list[str]) -> list[str]:
        """The lines below a subject, without the task where they begin with the very same."""
        start = _behind(title, lines, 0)
        for at, line in enumerate(lines[start : start + _LOOKED_AT], start):
            if not line.strip() or _is_call(line):
                continue
            again = self.task(line.strip(), "\n".join(lines[at + 1 : at + _LOOKED_AT]))
            is_same = again is not None and (again.verb, again.argument) == (title.verb, "")
            return lines[at + 1 :] if is_same else lines[start:]
        return lines[start:]

    def _needs_more(self, line: str) -> bool:
        """Whether a line is only the word of a task that is nothing without what follows it."""
        found = find_task(line.rstrip(":")) if len(line.split()) <= MOST_TASK_WORDS else None
        return found is not None and found.verb in _NEEDING

    def _task(self, line: str, below: str) -> Order | None:
        words = line.split(maxsplit=MOST_TASK_WORDS)
        for count in range(min(MOST_TASK_WORDS, len(words)), 0, -1):
            head = " ".join(words[:count])
            # "create psc: Title" has its colon behind the name, "announce: …" behind the word
            found = find_task(head.rstrip(":"))
            if found is None or ":" in head[:-1]:
                continue
            verb = found.verb.partition(" ")[0]
            if verb == "unmoderate":
                verb = "moderate"
            if not self.is_in_charge and verb != "create":
                continue
            rest = line.split(maxsplit=count)[count:]
            said = TaskLine(
                phrase=found.verb,
                rest=rest[0].strip() if rest else "",
                has_colon=head.endswith(":"),
                names=self.names,
                domain=self.domain,
                is_above_people=holds_addresses(_first_line(below)),
            )
            for each in (verb, *(_ELSE.get(verb, ()) if self.is_in_charge else ())):
                read = SHAPES[each](said)
                if read is not None and (each == verb or read[1]):
                    argument, _, text = read[1].partition("\n")
                    return Order(each, read[0], argument, found.language, line, text)
        return None

    def _next_task(self, lines: list[str], start: int) -> int:
        for at in range(start, len(lines)):
            if self._task(lines[at].strip(), "\n".join(lines[at + 1 : at + 3])) is not None:
                return at
        return len(lines)


_TAKES_ALL: Final = frozenset(
    "create invite announce note cases welcome questions description".split()
)
_TAKES_LINES: Final = frozenset("add remove ban unban subgroup set".split())
_MOST_OF_HEAD: Final = 80  # characters
_NAMES_PEOPLE: Final = frozenset("invite add remove ban unban role moderate handover note".split())
_LONE: Final = frozenset("invited settings set desk nudge split log held".split())
_OF_PEOPLE: Final = frozenset("add remove ban unban".split())
# Lists and settings end where their writer signs; what is for people keeps its ending.
_CUT: Final = frozenset(
    "create add remove ban unban subgroup set cases questions description".split()
)
_NEEDING: Final = frozenset("handover set role moderate unmoderate note".split())
# The same word may be another's: "maak anna@example.org facilitator", "make 4 groups".
_ELSE: Final = {"create": ("role", "split"), "role": ("split",)}
_LOOKED_AT: Final = 6  # lines below a task
_LONGEST_LINE: Final = 500
_MOST_READ: Final = 50  # tasks; those beyond the ten are told
_SHORT: Final = 30  # words of a mail that may be a try
_MOST_OF_TRY: Final = 8  # words of its line
_MOST_LINES: Final = 3000
_ENDS: Final = frozenset("end stop quit exit fin einde".split())
