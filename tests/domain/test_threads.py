"""Where a letter is placed among what is known: by the ids it names, never by its subject."""

from __future__ import annotations

import pytest

from dgroup.domain.threads import Placement, ThreadFacts, place
from dgroup.mail.parse import parse
from tests.writing import letter

NEW = 99


def placed(
    *references: str,
    in_reply_to: str = "",
    links: dict[str, int] | None = None,
    posts: str = "",
    subject: str = "Hello",
) -> Placement:
    """Place a letter with the id `me`, where `links` are known and `posts` are posts."""
    mail = parse(letter(id="me", references=references, in_reply_to=in_reply_to, subject=subject))
    return place(mail, ThreadFacts(links or {}, frozenset(posts.split())), NEW)


def test_a_letter_that_names_nothing_starts_a_thread() -> None:
    """It is linked by its own id, so that answers find it."""
    assert placed() == Placement(NEW, True, (), None, ("me",), ())


def test_a_letter_that_names_the_unknown_starts_a_thread_and_links_it() -> None:
    """Whoever names the same unknown mail later belongs to the same thread."""
    assert placed("a", "b") == Placement(NEW, True, (), None, ("a", "b", "me"), ("a", "b"))


def test_an_answer_joins_the_thread_of_what_it_names() -> None:
    """The last one named that is a post is its parent."""
    links = {"a": 5, "b": 5}
    assert placed("a", "b", links=links, posts="a b") == Placement(
        5, False, (), "b", ("me",), ("a", "b")
    )


@pytest.mark.parametrize(
    ("references", "in_reply_to", "posts", "parent"),
    [
        ("a b c", "", "a b c", "c"),
        ("a b c", "c", "a b c", "c"),
        ("a b c", "", "a b", "b"),  # c is not here (yet)
        ("a b c", "", "a", "a"),
        ("a b c", "", "", None),
        ("a b", "c", "a b c", "c"),  # In-Reply-To knows better than References
        ("a b", "c", "a b", "b"),
        ("a b", "a", "a b", "b"),  # named by References: its order counts
        ("", "c", "c", "c"),
        ("", "c", "", None),
    ],
)
def test_the_nearest_known_ancestor_is_the_parent(
    references: str, in_reply_to: str, posts: str, parent: str | None
) -> None:
    """RFC 5322 §3.6.4: References from the end, after an In-Reply-To that it leaves out."""
    found = placed(*references.split(), in_reply_to=in_reply_to, posts=posts)
    assert found.parent_message_id == parent


def test_a_letter_that_names_two_threads_joins_them() -> None:
    """The oldest keeps its id, the others go into it."""
    links = {"a": 7, "b": 5, "c": 9, "d": 5}
    found = placed("a", "b", "c", "d", links=links)
    assert (found.thread_id, found.is_new, found.merged) == (5, False, (7, 9))
    assert found.new_links == ("me",)


def test_a_letter_that_was_awaited_joins_those_who_named_it() -> None:
    """A parent that comes late finds its own id linked."""
    found = placed("a", links={"me": 5})
    assert (found.thread_id, found.new_links) == (5, ("a",))
    late = placed("a", links={"me": 5, "a": 3})
    assert (late.thread_id, late.merged) == (3, (5,))


def test_a_letter_that_names_itself_is_not_its_own_parent() -> None:
    """A loop of one is no loop."""
    assert placed("me", links={}, posts="me").parent_message_id is None


@pytest.mark.parametrize("subject", ["Re: Hello", "Hello", ""])
def test_subjects_join_nothing(subject: str) -> None:
    """Two letters with one subject are two threads where no id says otherwise."""
    assert placed(links={"other": 5}, posts="other", subject=subject).is_new
