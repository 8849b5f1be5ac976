"""Posts that waited for an introduction: when they follow it, and what may have changed by then."""

from __future__ import annotations

import pytest

from dgroup.server.introducing import post_due
from dgroup.server.jobs.waiting import every_morning
from tests.commands.robot import kinds, last, sent, write
from tests.site import Home
from tests.writing import letter

ANNA, BEA = "anna@example.org", "bea@example.org"
WORDS = "I am Anna, and I grow cocoa near Kumasi."
INTRODUCE = "cocoa-introduce"


async def a_group(home: Home, **settings: str | int) -> int:
    """A group that wants introductions first, with the facilitator Bea; Anna has written none."""
    settings = {"introductions": "require", **settings}
    group_id = await home.found("cocoa", title="Cocoa", **settings)
    await home.admit(group_id, BEA, role="facilitator")
    await home.admit(group_id, ANNA, is_exempt=False)
    return group_id


async def post(home: Home, number: int = 1) -> tuple[str, str]:
    """Anna writes to the group: outcome and reason."""
    content = letter(f"<{ANNA}>", subject=f"Post {number}", id=f"p{number}@example.org")
    (taken,) = await home.receive(content, "cocoa", sender=ANNA)
    home.clock.move(60)
    return taken.outcome, taken.reason


async def later(home: Home, seconds: int = 900) -> None:
    """Let the time of an introduction come."""
    home.clock.move(seconds)
    await post_due(home.site, home.clock.now_s)


def change(home: Home, what: str) -> None:
    """Change Anna's membership, as somebody in charge does."""
    home.write(
        f"update member set {what} where person_id ="
        " (select person_id from address where folded = ?)",
        ANNA,
    )


def posts(home: Home) -> list[str]:
    """The subjects of all posts, in order."""
    return [row[0] for row in home.rows("select subject from post order by id")]


def waiting(home: Home) -> list[tuple[str, str]]:
    """What is held: subject and reason."""
    return home.rows("select subject, reason from held where state = 'waiting' order by id")


async def test_an_introduction_counts_when_it_is_a_post(home: Home) -> None:
    """Until it goes out posts are held, as the receipt says; then they follow by themselves."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    assert last(home, ANNA).data["posts_wait"] is True
    assert home.one("select introduced_s from member where is_exempt = 0") == home.clock.now_s
    before = kinds(home)
    assert await post(home) == ("held", "not_introduced")
    assert kinds(home) == before
    await later(home)
    assert posts(home) == ["Introduction: Anna", "Post 1"]
    assert await post(home, 2) == ("posted", "")


async def test_an_introduction_taken_back_lets_nothing_through(home: Home) -> None:
    """To introduce oneself, write, and withdraw the introduction is no way around it."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    receipt = last(home, ANNA).reply_to
    await post(home)
    await write(home, ANNA, "no", receipt)
    assert last(home, ANNA).data["posts_wait"] is True
    await later(home)
    assert (posts(home), waiting(home)) == ([], [("Post 1", "not_introduced")])
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    assert posts(home) == ["Introduction: Anna", "Post 1"]


async def test_one_that_takes_the_place_of_a_post_keeps_nobody_waiting(home: Home) -> None:
    """Who has an introduction out writes on while another one waits, or is stopped."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    await write(home, ANNA, "I am Anna, and I have moved to Accra.", INTRODUCE)
    assert last(home, ANNA).data["posts_wait"] is False
    receipt = last(home, ANNA).reply_to
    assert await post(home) == ("posted", "")
    await write(home, ANNA, "no", receipt)
    assert await post(home, 2) == ("posted", "")


async def test_who_presented_themselves_elsewhere_writes_on(home: Home) -> None:
    """A mark that came with an import holds, whatever introductions come and go."""
    await a_group(home)
    change(home, "introduced_s = 5")
    assert await post(home) == ("posted", "")
    await write(home, ANNA, WORDS, INTRODUCE)
    assert await post(home, 2) == ("posted", "")
    await write(home, ANNA, "no", last(home, ANNA).reply_to)
    assert await post(home, 3) == ("posted", "")
    assert home.one("select introduced_s from member where is_exempt = 0") == 5


async def test_who_is_moderated_by_now_is_read_first(home: Home) -> None:
    """Neither an introduction that is held nor one that is let through carries posts past that."""
    await a_group(home)
    await post(home, 1)
    await post(home, 2)
    change(home, "is_moderated = 1")
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    assert posts(home) == []
    assert [reason for _, reason in waiting(home)] == [*["not_introduced"] * 2, "moderated"]
    assert kinds(home, BEA) == ["moderation/held"]
    await write(home, BEA, "ok", last(home, BEA).reply_to)
    await later(home, 60)
    await later(home, 60)
    assert posts(home) == ["Introduction: Anna"]
    assert waiting(home) == [("Post 1", "moderated"), ("Post 2", "moderated")]
    assert kinds(home, BEA).count("moderation/held") == 3
    assert kinds(home, ANNA)[-2:] == ["posts/held", "posts/held"]
    for asked in [each for each in sent(home, BEA) if each.template == "moderation/held"][1:]:
        await write(home, BEA, "ok", asked.reply_to)
    assert posts(home) == ["Introduction: Anna", "Post 1", "Post 2"]


@pytest.mark.parametrize(
    ("what", "held"),
    [
        ("role = 'observer'", [("Post 1", "moderated")]),
        ("status = 'left'", [("Post 1", "not_member")]),
        ("status = 'banned'", []),
    ],
)
async def test_who_is_no_ordinary_member_any_more_is_not_posted(
    home: Home, what: str, held: list[tuple[str, str]]
) -> None:
    """What they wrote is judged by what they are now; facilitators see what is left of it."""
    await a_group(home)
    await post(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    home.clock.move(900)
    home.write("update held set state = 'discarded'")  # kept back for a moment
    await post_due(home.site, home.clock.now_s)
    home.write("update held set state = 'waiting'")
    change(home, what)
    await post_due(home.site, home.clock.now_s)
    assert posts(home) == ["Introduction: Anna"]
    assert waiting(home) == held
    await every_morning(home.site, home.clock.now_s)
    assert len([each for each in kinds(home, BEA) if each.startswith("moderation/")]) == len(held)


async def test_a_group_where_only_facilitators_write_by_now(home: Home) -> None:
    """A setting that has changed counts as well."""
    group_id = await a_group(home)
    await post(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    settings = '{"introductions": "require", "post": "facilitators"}'
    home.write("update groups set settings = ? where id = ?", settings, group_id)
    await later(home)
    await write(home, BEA, "ok", last(home, BEA).reply_to)
    await later(home, 60)
    assert posts(home) == ["Introduction: Anna"]
    assert waiting(home) == [("Post 1", "facilitators_only")]


async def test_one_that_fails_keeps_no_other_back(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """A letter that cannot follow is logged, and the next one is posted."""
    await a_group(home)
    await post(home, 1)
    await post(home, 2)
    home.write(
        "create trigger fall before update on held when new.subject = 'Post 1'"
        " begin select raise(abort, 'the power went'); end"
    )
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    assert posts(home) == ["Introduction: Anna", "Post 2"]
    assert "cannot follow" in caplog.text
    home.write("drop trigger fall")
    await later(home, 60)
    assert posts(home)[-1] == "Post 1"
