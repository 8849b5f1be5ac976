"""How a post was judged, said in words, for `explain` and `inject`."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Forward, Hold, Notify, Publish, Reader, Rename
from dgroup.domain.threads import Placement
from dgroup.server.decision import describe
from tests.server.test_perform import post
from tests.site import Home, letter

ANN = "ann@example.org"

EFFECTS = [
    (
        Publish(post(1, 3), Placement(3, True, (), None, (), ()), has_copy=True),
        "Publish 502 in new thread 3",
    ),
    (
        Publish(post(1, 3), Placement(3, False, (), None, (), ()), has_copy=True),
        "Publish 502 in thread 3",
    ),
    (Hold(7, 1, 5, "x", ANN, "Ann", None, "Hi", "moderated", 1), "Hold 7: moderated"),
    (Notify("posts/held", Reader(ANN, "en"), 1, {}), f"Notify {ANN} with posts/held"),
    (Forward(5, 1, "owner"), "Forward"),
    (Rename(1, "a", "b"), "Rename"),
]


@pytest.mark.parametrize(("effect", "words"), EFFECTS)
def test_an_effect_in_a_few_words(effect: Publish, words: str) -> None:
    """What is looked at most is said in full, the rest by its name."""
    assert describe(effect) == words


async def test_the_steps_say_who_and_why(home: Home) -> None:
    """Group, author, what is known of the conversation, and the check that decided."""
    group_id = await home.found("psc", title="Club")
    ann = await home.admit(group_id, ANN, role="facilitator")
    await home.receive(letter(id="a"))
    (reply,) = await home.receive(letter(id="b", references=["a", "lost"]))
    assert reply.steps == (
        "the address belongs to the group psc",
        f"the author {ANN} is member {ann} (facilitator, active)",
        "1 of the mails it names are known",
        "is_by_facilitator says posted",
    )
    assert reply.effects == (f"Publish {reply.post_id} in thread {reply.post_id - 2}",)


@pytest.mark.parametrize(
    ("sender", "who"),
    [
        ("eve@elsewhere.example", "the author eve@elsewhere.example is nobody we know"),
        ("bob@example.org", "the author bob@example.org is person"),
    ],
)
async def test_strangers_and_known_people_are_told_apart(home: Home, sender: str, who: str) -> None:
    """A person of another group is known, but no member here."""
    await home.found("psc")
    await home.found("garden", "bob@example.org")
    (reply,) = await home.receive(letter(sender=sender), keep=False)
    assert reply.steps[1].startswith(who)
    assert reply.steps[-1] == "is_stranger says held not_member"


async def test_a_duplicate_names_the_post_that_is_there(home: Home) -> None:
    """Whoever sends again is told which post it was."""
    await home.found("psc", ANN)
    (first,) = await home.receive()
    (second,) = await home.receive()
    assert (second.post_id, second.effects) == (first.post_id, ())
    assert home.rows("select outcome, subject_id from account order by id") == [
        ("posted", first.post_id),
        ("duplicate", first.post_id),
    ]


async def test_held_and_posted_letters_have_numbers_of_their_own(home: Home) -> None:
    """`held 17` and `post 18` can never be mixed up."""
    await home.found("psc", ANN)
    await home.found("mod", ANN, post="moderated")
    await home.receive(None, "psc", "mod")
    ids = home.rows(
        "select id from post union all select id from held union all select id from letter"
    )
    assert len(set(ids)) == 3
    held = home.one("select subject_id from account where outcome = 'held'")
    assert held == home.one("select id from held")
