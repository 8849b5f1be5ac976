"""Subgroups are asked for reports, and what they answer is posted in the group above."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change
from tests.commands.reports import (
    ANNA,
    BEA,
    BEN,
    CLEO,
    DAY_S,
    REPORT,
    a_subgroup,
    ask,
    posts,
    state,
    tick,
)
from tests.commands.robot import kinds, last, mails, sent, write
from tests.site import Home


@pytest.fixture
async def kenya(home: Home) -> int:
    """A group that Bea facilitates, and a subgroup with two of its members."""
    return await a_subgroup(home)


async def test_it_is_asked_on_its_day(home: Home, kenya: int) -> None:
    """Nobody is written to before; then, where it has no facilitator, all its members are."""
    planned = await ask(home, "report psc-kenya in 4 weeks")
    assert (planned.template, planned.data["is_now"]) == ("reports/planned", False)
    await tick(home, 27 * DAY_S)
    assert kinds(home, ANNA) == []
    await tick(home, DAY_S)
    assert kinds(home, ANNA) == kinds(home, BEN) == ["reports/asked"]
    assert last(home, ANNA).data["is_for_all"] is True
    assert kinds(home, CLEO) == []


async def test_without_a_date_it_is_asked_now(home: Home, kenya: int) -> None:
    """One minute later the letters are there; its own facilitators are asked alone."""
    await home.admit(kenya, CLEO, role="facilitator")
    await ask(home, "report psc-kenya")
    await tick(home)
    assert kinds(home, CLEO) == ["reports/asked"]
    assert kinds(home, ANNA) == []
    assert last(home, CLEO).data["is_for_all"] is False


async def test_the_first_words_are_posted_above(home: Home, kenya: int) -> None:
    """Under the subgroup's name, in a thread of its own, with what was talked about there."""
    await write(home, ANNA, "What do you get at the gate?", "psc-kenya", subject="Prices")
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    receipt = last(home, ANNA)
    assert (receipt.template, receipt.data["minutes"]) == ("reports/received", 15)
    assert posts(home) == []
    await tick(home, 15 * 60)
    assert posts(home) == [("Report of Dairy in Kenya", "Dairy in Kenya", ANNA)]
    content = home.one("select content from letter order by id desc limit 1").decode()
    assert "From: Dairy in Kenya via Private Sector <psc@lists.example.org>" in content
    assert "written by Anna" in content
    assert "half of what it is in town.\r\n\r\nHas anybody" in content
    assert "* Prices (1 message, 1 person)" in content
    assert home.one("select count(*) from thread join groups on groups.id = group_id"
                    " where groups.name = 'psc'") == 1  # fmt: skip
    size = home.one("select sum(size) from delivery join groups on groups.id = group_id"
                    " where kind = 'post' and groups.name = 'psc'")  # fmt: skip
    assert size == 4
    assert state(home) == "closed"
    await tick(home, DAY_S)
    assert len(posts(home)) == 1


async def test_who_is_later_hears_whose_it_is(home: Home, kenya: int) -> None:
    """A second report is not posted, and its writer is told by whom and when the first was."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    await write(home, BEN, "We have found out a lot about milk.", last(home, BEN).reply_to)
    told = last(home, BEN)
    assert (told.template, told.data["who"], told.data["is_out"]) == (
        "reports/already",
        "Anna",
        False,
    )
    await tick(home, 15 * 60)
    await write(home, BEN, "And yet there is more to tell you.", sent(home, BEN)[0].reply_to)
    assert last(home, BEN).data["is_out"] is True
    await write(home, ANNA, "I would like to say more than that.", sent(home, ANNA)[0].reply_to)
    assert (last(home, ANNA).template, last(home, ANNA).data["is_own"]) == (
        "reports/already",
        True,
    )
    assert len(posts(home)) == 1


async def test_it_can_be_taken_back_and_written_anew(home: Home, kenya: int) -> None:
    """While it waits, other words of its writer take its place, and a no stops it."""
    await ask(home, "report psc-kenya")
    await tick(home)
    to = last(home, ANNA).reply_to
    await write(home, ANNA, REPORT, to)
    await write(home, ANNA, "We compared six farms, not five as I wrote.", to)
    assert last(home, ANNA).data["is_replaced"] is True
    await write(home, ANNA, "no", last(home, ANNA).reply_to)
    assert last(home, ANNA).data["kind"] == "withdrawn"
    await tick(home, 3600)
    assert (posts(home), state(home)) == ([], "asking")
    await write(home, BEN, "Then let me tell you what we did.", last(home, BEN).reply_to)
    await tick(home, 15 * 60)
    assert posts(home) == [("Report of Dairy in Kenya", "Dairy in Kenya", BEN)]


@pytest.mark.parametrize(
    ("words", "template", "kind"),
    [
        ("yes", "reports/not_posted", "no_words"),
        ("ok, will do", "reports/not_posted", "no_words"),
        ("", "reports/not_posted", "no_words"),
        ("no", "reports/not_posted", "declined"),
        ("No, I would rather not", "reports/not_posted", "declined"),
    ],
)
async def test_a_yes_is_no_report(
    home: Home, kenya: int, words: str, template: str, kind: str
) -> None:
    """What tells nothing is not posted, and its writer is told what is wanted."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, words, last(home, ANNA).reply_to)
    assert (last(home, ANNA).template, last(home, ANNA).data["kind"]) == (template, kind)
    await tick(home, 3600)
    assert posts(home) == []


async def test_a_report_may_begin_with_no(home: Home, kenya: int) -> None:
    """A text of its own is a report, whatever its first word."""
    await ask(home, "report psc-kenya")
    await tick(home)
    words = "No, prices did not rise this year, whatever we had heard before from the traders."
    await write(home, ANNA, words, last(home, ANNA).reply_to)
    assert last(home, ANNA).template == "reports/received"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (REPORT, {"auto_submitted": "auto-replied"}),
        ("I am out of the office until Monday and will answer when I am back.", {}),
        ("Ik ben met vakantie tot 3 januari en lees mijn mail niet.", {}),
        ("Yes, I am away until Monday.", {}),
    ],
)
async def test_absence_never_becomes_a_report(
    home: Home, kenya: int, words: str, more: dict[str, str]
) -> None:
    """Vacation programs, marked or not, say nothing to the group above."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, words, last(home, ANNA).reply_to, **more)
    await tick(home, 3600)
    assert (posts(home), state(home)) == ([], "asking")


async def test_all_subgroups_are_asked_at_once(home: Home, kenya: int) -> None:
    """`report all` asks each; an empty one is said to be empty."""
    psc = home.one("select id from groups where name = 'psc'")
    await home.found("psc-peru", CLEO, title="Coffee in Peru", parent=psc)
    await home.found("psc-mali", title="Mangos", parent=psc)
    planned = await ask(home, "report all")
    assert [(each["title"], each["people"]) for each in planned.data["subgroups"]] == [
        ("Dairy in Kenya", 2),
        ("Mangos", 0),
        ("Coffee in Peru", 1),
    ]
    await tick(home)
    assert kinds(home, CLEO) == kinds(home, BEN) == ["reports/asked"]


async def test_which_subgroup_is_asked_back(home: Home, kenya: int) -> None:
    """Where there are several and none is named nothing is done; with one it is that one."""
    await ask(home, "report in 2 weeks")
    psc = home.one("select id from groups where name = 'psc'")
    await home.found("psc-peru", CLEO, title="Coffee in Peru", parent=psc)
    await write(home, BEA, subject="report")
    told = last(home, BEA)
    assert told.template == "reports/which"
    assert [each["state"] for each in told.data["subgroups"]] == ["planned", ""]


async def test_the_subgroups_own_robot_needs_no_name(home: Home, kenya: int) -> None:
    """A facilitator of it, or of the group above, asks it from there."""
    await ask(home, "report", "psc-kenya-request")
    await tick(home)
    assert kinds(home, ANNA) == ["reports/asked"]


async def test_another_date_takes_the_place_of_the_first(home: Home, kenya: int) -> None:
    """Asked anew, it is asked once, on the later day; old letters answer the new question."""
    await ask(home, "report psc-kenya in 2 weeks")
    await ask(home, "report psc-kenya in 3 weeks")
    await tick(home, 15 * DAY_S)
    assert kinds(home, ANNA) == []
    await tick(home, 7 * DAY_S)
    assert kinds(home, ANNA) == ["reports/asked"]
    await ask(home, "report psc-kenya")
    await tick(home)
    assert kinds(home, ANNA) == ["reports/asked", "reports/asked"]
    await write(home, ANNA, REPORT, sent(home, ANNA)[0].reply_to)
    assert last(home, ANNA).template == "reports/received"


async def test_nobody_reports_in_anothers_place(home: Home, kenya: int) -> None:
    """The letter counts from whom it was written to, who is still in the subgroup."""
    await ask(home, "report psc-kenya")
    await tick(home)
    to = last(home, ANNA).reply_to
    await write(home, BEN, REPORT, to)
    assert last(home, BEN).data["kind"] == "not_yours"
    await write(home, "x@example.net", REPORT, to)
    assert last(home, "x@example.net").template == "robot/not_known"
    member_id = home.one(
        "select member.id from member join address using (person_id)"
        " where folded = ? and group_id = ?",
        ANNA,
        kenya,
    )
    await home.perform(Change(member_id, status="removed"))
    await write(home, ANNA, REPORT, to)
    await tick(home, 3600)
    assert (posts(home), state(home)) == ([], "asking")


async def test_where_posts_are_read_first_so_is_a_report(home: Home, kenya: int) -> None:
    """In a moderated group it is laid before the facilitators as a post of its writer."""
    home.write("""update groups set settings = '{"post":"moderated"}' where name = 'psc'""")
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    await tick(home, 15 * 60)
    assert posts(home) == []
    held = last(home, BEA)
    assert held.template == "moderation/held"
    await write(home, BEA, "ok", held.reply_to)
    assert posts(home) == [("Report of Dairy in Kenya", "Dairy in Kenya", ANNA)]


async def test_an_erased_writer_leaves_no_report(home: Home, kenya: int) -> None:
    """What somebody wrote goes with them while it waits (R31), and nothing stays half done."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    home.write("delete from person where id = (select person_id from address where folded = ?)",
               ANNA)  # fmt: skip
    await tick(home, 15 * 60)
    assert (posts(home), state(home)) == ([], "closed")


async def test_leave_is_understood_in_reply(home: Home, kenya: int) -> None:
    """Nobody is kept from leaving by a letter that asks for something else."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, "leave", last(home, ANNA).reply_to)
    assert last(home, ANNA).template == "join/left"


async def test_the_letter_reads_as_a_mail(home: Home, kenya: int) -> None:
    """A reminder of nothing else: from the subgroup, automatic, and answered to the ticket."""
    await ask(home, "report psc-kenya")
    await tick(home)
    content = (await mails(home))[ANNA].decode()
    assert "From: Dairy in Kenya <psc-kenya-request@lists.example.org>" in content
    assert "Reply-To: <confirm+" in content or "Reply-To: confirm+" in content
    assert "Auto-Submitted: auto-generated" in content


async def test_a_hidden_subgroup_is_known_to_who_leads_the_one_above(
    home: Home, kenya: int
) -> None:
    """Though they are not in it, they can name it; for others it is no name."""
    home.write("""update groups set settings = '{"hidden":true}' where id = ?""", kenya)
    assert (await ask(home, "report psc-kenya")).template == "reports/planned"


async def test_whoever_is_banned_above_is_not_heard(home: Home, kenya: int) -> None:
    """Neither is anything of theirs posted, nor are they told why (R11, R13)."""
    await ask(home, "report psc-kenya")
    await tick(home)
    to = last(home, ANNA).reply_to
    home.write(
        "update member set status = 'banned' where person_id ="
        " (select person_id from address where folded = ?)"
        " and group_id = (select id from groups where name = 'psc')",
        ANNA,
    )
    before = len(sent(home, ANNA))
    await write(home, ANNA, REPORT, to)
    await tick(home, DAY_S)
    assert posts(home) == []
    assert len(sent(home, ANNA)) == before


async def test_a_ban_after_the_report_holds_it(home: Home, kenya: int) -> None:
    """Those in charge above see it first."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(home, ANNA, REPORT, last(home, ANNA).reply_to)
    home.write(
        "update member set status = 'banned' where person_id ="
        " (select person_id from address where folded = ?)"
        " and group_id = (select id from groups where name = 'psc')",
        ANNA,
    )
    await tick(home, DAY_S)
    assert posts(home) == []
    assert home.one("select reason from held") == "moderated"


async def test_a_program_with_one_text_gets_one_answer(home: Home, kenya: int) -> None:
    """Whether it is taken for a report, or somebody else was first (R6)."""
    await ask(home, "report psc-kenya")
    await tick(home)
    first, second = last(home, ANNA).reply_to, last(home, BEN).reply_to
    for _ in range(4):
        await write(home, ANNA, REPORT, first)
        await write(home, BEN, "We are all well here, and so are the cows of ours.", second)
    assert kinds(home, ANNA).count("reports/received") == 1
    assert kinds(home, BEN).count("reports/already") == 1


async def test_a_receipt_is_no_report(home: Home, kenya: int) -> None:
    """What tells that a mail has come is for people to look at."""
    await ask(home, "report psc-kenya")
    await tick(home)
    await write(
        home, ANNA, "Yes! We got your message and will look at it.", last(home, ANNA).reply_to
    )
    assert state(home) == "asking"
