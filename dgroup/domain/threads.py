"""Which conversation a letter belongs to (R30), by References and In-Reply-To and nothing else.

Mails that name each other, or name the same third mail, are one thread, in whatever order they
come. So every id a letter mentions is linked to its thread; a letter that mentions ids of several
threads joins them, and the oldest thread keeps its id (DECISIONS 19). Subjects are never compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dgroup.mail.parse import Letter


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What the group knows of the ids that a letter mentions.

    `links`: message id -> id of the thread it was linked to (living threads only).
    `posts`: message id -> None for those of them that are posts here.
    """

    links: Mapping[str, int]
    posts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a letter goes in the tree.

    `merged`: ids of the threads that this letter joins to `thread_id`. `new_links`: ids that
    nobody had mentioned before. `ancestors`: what the letter names, oldest first; the last one
    that is a post is its parent.
    """

    thread_id: int
    is_new: bool
    merged: tuple[int, ...]
    parent_message_id: str | None
    new_links: tuple[str, ...]
    ancestors: tuple[str, ...]


def place(letter: Letter, facts: ThreadFacts, new_thread_id: int) -> Placement:
    """Place a letter; `new_thread_id` is used where it starts a thread of its own.

    The nearest known ancestor is the parent: In-Reply-To's last word where it names one that
    References leaves out, else References from the end (RFC 5322 §3.6.4). An ancestor that is not
    known yet leaves the letter a sibling in the thread until it comes.
    """
    mentioned = (*letter.references, letter.message_id)
    found = sorted({facts.links[each] for each in mentioned if each in facts.links})
    thread_id = found[0] if found else new_thread_id
    parent = next((each for each in reversed(letter.references) if each in facts.posts), None)
    return Placement(
        thread_id=thread_id,
        is_new=not found,
        merged=tuple(found[1:]),
        parent_message_id=parent,
        new_links=tuple(each for each in mentioned if each not in facts.links),
        ancestors=letter.references,
    )
