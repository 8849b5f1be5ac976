"""The figures of a group's week, each by its definition, and of a large group in no time."""

from __future__ import annotations

import time

import pytest

from dgroup.domain.effects import Arrange, Change
from dgroup.domain.figures import Counted, report
from dgroup.domain.model import Arrangement, Group
from dgroup.store import groups, weekly
from tests.site import Home
from tests.writing import letter

DAY_S = 86_400
ANN, BEA, CAT, DAN, EVA = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan", "eva"))


async def group_of(home: Home, name: str = "psc") -> Group:
    """The group of a name."""
    found = await groups.find(home.site.db, name, home.site.defaults)
    assert found is not None
    return found


async def week_of(home: Home, name: str = "psc") -> Counted:
    """The figures of the last seven days."""
    return await weekly.week(home.site.db, await group_of(home, name), home.clock.now_s)


async def post(home: Home, by: str, subject: str, answers: str = "", to: str = "psc") -> str:
    """Write to the group; returns the Message-ID."""
    number = home.one("select count(*) from letter")
    message_id = f"m{number}@example.org"
    await home.receive(
        letter(
            f"{by.partition('@')[0].title()} <{by}>",
            subject=subject,
            body=f"{number} {subject}.",
            id=message_id,
            in_reply_to=answers,
        ),
        to,
        sender=by,
    )
    return message_id


def named(people: object) -> list[str]:
    """Names of people, as they come."""
    return [each.name for each in people]  # type: ignore[attr-defined]


async def test_who_came_and_who_went(home: Home) -> None:
    """New is who first takes part in the period, left is who does not any more, by whoever's will."""
    group_id = await home.found("psc", ANN, BEA)
    await home.admit(group_id, CAT, status="invited")
    dan = await home.admit(group_id, DAN)
    home.clock.move(8 * DAY_S)
    assert named((await week_of(home)).newcomers) == []
    await home.admit(group_id, CAT)
    await home.admit(group_id, EVA)
    await home.perform(Arrange(dan, Arrangement("left", "each")))
    found = await week_of(home)
    assert named(found.newcomers) == ["Cat", "Eva"]
    assert named(found.leavers) == ["Dan"]
    assert (found.members, found.invited) == (4, 0)

    (cat,) = (each.member_id for each in found.newcomers if each.address == CAT)
    await home.perform(Change(dan, status="active"), Change(cat, status="banned"))
    home.clock.move(1)
    found = await week_of(home)
    assert (named(found.newcomers), named(found.leavers)) == (["Eva"], ["Cat"])
    home.clock.move(8 * DAY_S)
    found = await week_of(home)
    assert (named(found.newcomers), named(found.leavers)) == ([], [])


async def test_who_has_said_who_they_are(home: Home) -> None:
    """Observers are not asked; the latest to come are named first."""
    group_id = await home.found("psc", ANN)
    await home.admit(group_id, BEA, role="observer")
    for each in (CAT, DAN, EVA):
        home.clock.move(60)
        await home.admit(group_id, each)
    home.write("update member set introduced_s = 1 where id = (select min(id) from member)")
    found = await week_of(home)
    assert (found.asked, found.introduced) == (4, 1)
    assert named(found.not_introduced) == ["Eva", "Dan", "Cat"]
    group_id = await home.found("quiet", ANN, introductions="off")
    shown = report(await week_of(home, "quiet"), await group_of(home, "quiet")).counted
    assert (shown.asked, shown.not_introduced) == (0, ())


async def test_what_nobody_has_answered(home: Home) -> None:
    """After three days and up to thirty, also where the author asks again; the latest first."""
    await home.found("psc", ANN, BEA, CAT)
    await post(home, ANN, "Too long ago")
    home.clock.move(28 * DAY_S)
    first = await post(home, ANN, "First")
    answered = await post(home, BEA, "Answered")
    home.clock.move(DAY_S)
    await post(home, CAT, "Re: Answered", answered)
    await post(home, ANN, "Re: First", first)
    await post(home, CAT, "Second")
    home.clock.move(2 * DAY_S)
    assert [each.subject for each in (await week_of(home)).unanswered] == ["First"]
    home.clock.move(DAY_S)
    await post(home, BEA, "Just now")
    found = await week_of(home)
    assert [each.subject for each in found.unanswered] == ["Second", "First"]
    assert (found.unanswered_in_all, found.unanswered[1].author_name) == (2, "Ann")
    home.write("update post set reach = 'digests' where subject = 'Second'")
    assert (await week_of(home)).unanswered_in_all == 1


async def test_who_has_been_silent(home: Home) -> None:
    """A month without a word, by people who have mail; those who once wrote come first."""
    group_id = await home.found("psc", ANN, BEA, CAT)
    await home.admit(group_id, DAN, delivery="none")
    await home.admit(group_id, EVA, role="facilitator")
    fay = await home.admit(group_id, "fay@example.org")
    await home.perform(Arrange(fay, Arrangement("active", "each", paused_until_s=2**31)))
    await post(home, CAT, "Hello")
    home.clock.move(31 * DAY_S)
    await home.admit(group_id, "gus@example.org")
    await post(home, BEA, "Hello again")
    found = await week_of(home)
    assert (named(found.silent), found.silent_in_all) == (["Cat", "Ann"], 2)


async def test_who_writes_how_much(home: Home) -> None:
    """Shares by what people are now, with those who are no members by themselves; loudest first."""
    group_id = await home.found("psc", BEA, post="anyone")
    await home.admit(group_id, ANN, role="facilitator")
    await home.admit(group_id, CAT, role="resource")
    for number in range(4):
        await post(home, ANN, f"From Ann {number}")
    for each in (BEA, BEA, CAT, "sam@example.net"):
        await post(home, each, f"From {each}")
    found = report(await week_of(home), await group_of(home))
    assert found.posts == 8
    assert [(each.role, each.posts, each.percent) for each in found.by_role] == [
        ("facilitator", 4, 50),
        ("resource", 1, 13),
        ("member", 2, 25),
        ("", 1, 13),
    ]
    assert [(each.name, each.percent) for each in found.loudest] == [
        ("Ann", 50),
        ("Bea", 25),
        ("Cat", 13),
    ]


async def test_whose_mail_comes_back(home: Home) -> None:
    """Members who are disabled, and those whose address had a mail come back this week."""
    group_id = await home.found("psc", ANN, BEA, CAT)
    dan = await home.admit(group_id, DAN, status="disabled")
    home.write(
        "insert into bounce (address_id, at_s) select id, ? from address where folded = ?",
        home.clock.now_s,
        BEA,
    )
    assert named((await week_of(home)).bouncing) == ["Bea", "Dan"]
    home.clock.move(8 * DAY_S)
    await home.perform(Change(dan, status="left"))
    assert named((await week_of(home)).bouncing) == []


async def test_subgroups_have_a_line_each(home: Home) -> None:
    """Living ones, with their members and what was written in the period."""
    group_id = await home.found("psc", ANN)
    await home.found("psc-kenya", ANN, BEA, parent=group_id)
    old_id = await home.found("psc-old", ANN, parent=group_id)
    home.write("update groups set archived_s = 1 where id = ?", old_id)
    await post(home, BEA, "Dairy", to="psc-kenya")
    (below,) = (await week_of(home)).subgroups
    assert (below.name, below.members, below.posts) == ("psc-kenya", 2, 1)


@pytest.fixture
async def crowd(home: Home) -> Home:
    """A group of 12,000 members with 100,000 posts in three years."""
    group_id = await home.found("psc", ANN)
    now_s = home.clock.now_s
    many = "with recursive n (i) as (select 1 union all select i + 1 from n where i < {}) "
    for sql in (
        many.format(12_000) + "insert into person (id, name, address_id, created_s)"
        " select 10000 + i, 'P' || i, 10000 + i, 1 from n",
        many.format(12_000) + "insert into address (id, person_id, address, folded, created_s)"
        " select 10000 + i, 10000 + i, 'p' || i, 'p' || i, 1 from n",
        many.format(12_000) + "insert into member (id, group_id, person_id, joined_s)"
        f" select 10000 + i, {group_id}, 10000 + i, {now_s} - i * 9000 from n",
        "insert into letter select 1, '', '', '', 'm', '', x'', 0, 1, ''",
        many.format(30_000) + "insert into thread select 100000 + i,"
        f" {group_id}, '', 'm' || i, 4, {now_s} - i * 3000, {now_s} - i * 3000, null from n",
        many.format(100_000) + "insert into post (id, group_id, thread_id, letter_id, message_id,"
        " subject, author, author_name, person_id, body_sha256, sent_s, received_s)"
        f" select 200000 + i, {group_id}, 100001 + i * 7 % 30000, 1, 'm' || i, '', 'p', '',"
        f" 10001 + i * i % 4000, '', {now_s} - i * 900, {now_s} - i * 900 from n",
    ):
        home.write(sql)
    return home


async def test_a_large_group_is_counted_at_once(crowd: Home) -> None:
    """Twelve thousand members and a hundred thousand posts take no more than a moment."""
    await week_of(crowd)
    began = time.perf_counter()
    found = await week_of(crowd)
    taken_s = time.perf_counter() - began
    assert found.members == 12_001
    assert found.silent_in_all > 5_000
    assert taken_s < 1.0, f"{taken_s:.2f} s"
