"""Summaries are drafted a day before, and sent once, whatever becomes of the server meanwhile."""

from __future__ import annotations

import json

import pytest

from dgroup.domain.effects import Forget
from dgroup.server import jobs
from dgroup.server.scheduler import JOBS
from tests.commands.robot import last, mails, sent, write
from tests.server.week import (
    ANNA,
    BEA,
    BEN,
    CLEO,
    DAY_S,
    FRIDAY_S,
    HOUR_S,
    THURSDAY_S,
    a_group,
    drafted,
    drafts,
    edited,
    issues,
    run,
    summary,
    talk,
)
from tests.site import Home


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group with a weekly summary, two facilitators, and readers of all kinds."""
    return await a_group(home)


def test_the_job_is_known() -> None:
    """It looks every few minutes, for each group has its own hour."""
    assert jobs.summaries
    assert JOBS["summaries"].rule == "every 5m"


async def test_those_in_charge_see_a_draft_a_day_before(psc: Home) -> None:
    """Each facilitator gets it on Thursday, nobody else gets anything, and only once."""
    await talk(psc)
    await run(psc, THURSDAY_S - 600)
    assert drafts(psc) == []
    await run(psc, THURSDAY_S)
    await run(psc, THURSDAY_S + 300)
    (draft,) = drafts(psc)
    assert (draft["state"], draft["due_s"]) == ("drafted", FRIDAY_S)
    told = [each for each in sent(psc) if each.template == "summaries/draft"]
    assert [each.to for each in told] == [BEA, CLEO]
    assert told[0].reply_to != told[1].reply_to
    assert told[0].reply_to.startswith("confirm+")
    assert told[0].data["people"] == 2
    assert "How to begin 1" in told[0].data["text"]
    assert issues(psc) == []
    mail = (await mails(psc))[BEA].decode()
    assert "Auto-Submitted: auto-generated" in mail


async def test_without_an_answer_it_goes_as_drafted(psc: Home) -> None:
    """On Friday at nine it goes to readers of digests in their languages, to nobody else."""
    await drafted(psc)
    await run(psc, FRIDAY_S - 1)
    assert issues(psc) == []
    await run(psc, FRIDAY_S)
    await run(psc, FRIDAY_S + 300)
    assert issues(psc) == [("en", ["Ben"]), ("nl", ["Dora"])]
    text = await summary(psc)
    assert "How to begin 1" in text
    assert "Bea" not in text
    (draft,) = drafts(psc)
    assert (draft["state"], draft["decision"], draft["by"]) == ("closed", "sent", 0)
    assert "summary" not in draft
    assert "text" not in draft


async def test_or_it_does_not(psc: Home) -> None:
    """Where the group wants that, nothing goes out that nobody has looked at."""
    group = psc.one("select settings from groups")
    psc.write(
        "update groups set settings = ?",
        json.dumps({**json.loads(group), "summary_unanswered": "skip"}),
    )
    await drafted(psc)
    assert last(psc, BEA).data["goes_unanswered"] is False
    await run(psc, FRIDAY_S)
    assert issues(psc) == []
    assert drafts(psc)[0]["decision"] == "unanswered"


async def test_each_post_readers_get_it_where_the_group_wants_that(psc: Home) -> None:
    """All who get mail get it then; whoever rests or wants none does not."""
    psc.write(
        "update groups set settings = ?",
        json.dumps({"summary_every": 7, "summary_to": "members", "desk_day": "off"}),
    )
    psc.write(
        "update member set paused_until_s = ? where person_id ="
        " (select id from person where name = 'Ben')",
        FRIDAY_S + DAY_S,
    )
    await drafted(psc)
    await run(psc, FRIDAY_S)
    assert issues(psc) == [("en", ["Bea", "Cleo", "Anna"]), ("nl", ["Dora"])]


async def test_a_quiet_week_has_no_summary(psc: Home) -> None:
    """Where nothing happened nobody is written to, and the next is about its own week."""
    await run(psc, THURSDAY_S)
    await run(psc, FRIDAY_S)
    assert (drafts(psc)[0]["decision"], sent(psc), issues(psc)) == ("still", [], [])
    await talk(psc)
    await run(psc, THURSDAY_S + 7 * DAY_S)
    assert drafts(psc)[1]["since_s"] == THURSDAY_S


async def test_three_weeks_without_a_server_have_one_summary(psc: Home) -> None:
    """What nobody could look at goes into one that tells it all, a day later."""
    await drafted(psc)
    await talk(psc, 2)
    back_s = FRIDAY_S + 20 * DAY_S + 5 * HOUR_S
    await run(psc, back_s)
    assert issues(psc) == []
    first, second = drafts(psc)
    assert first["decision"] == "missed"
    assert (second["since_s"], second["due_s"]) == (first["since_s"], FRIDAY_S + 21 * DAY_S)
    assert "How to begin 1" in second["text"]
    assert "How to begin 2" in second["text"]
    await run(psc, FRIDAY_S + 21 * DAY_S)
    assert len(issues(psc)) == 2


async def test_what_somebody_wrote_is_sent_however_late(psc: Home) -> None:
    """A facilitator's words are not thrown away because the server was down."""
    await drafted(psc)
    await edited(psc, "village", "village (lovely!)")
    await run(psc, FRIDAY_S + 20 * DAY_S)
    assert "village (lovely!)" in await summary(psc)


async def test_a_few_hours_late_it_goes_at_once(psc: Home) -> None:
    """A server that was down over its hour makes up for it."""
    await drafted(psc)
    await run(psc, FRIDAY_S + 3 * HOUR_S)
    assert len(issues(psc)) == 2


async def test_who_is_forgotten_is_named_in_no_draft(psc: Home) -> None:
    """A draft that names them is made anew without, and shown again (R31)."""
    psc.write("update person set name = 'Anna Achieng' where name = 'Anna'")
    await talk(psc)
    psc.write("update post set author_name = 'Anna Achieng' where author = ?", ANNA)
    await run(psc, THURSDAY_S)
    assert "Anna Achieng" in drafts(psc)[0]["text"]
    await psc.perform(Forget(psc.one("select id from person where name = 'Anna Achieng'")))
    await run(psc, THURSDAY_S + HOUR_S)
    (draft,) = drafts(psc)
    assert "Anna Achieng" not in draft["text"]
    assert "How to begin 1" in draft["text"]
    assert draft["due_s"] == FRIDAY_S
    assert len([each for each in sent(psc) if each.template == "summaries/draft"]) == 4


async def test_a_clock_that_was_wrong_sends_nothing_early(psc: Home) -> None:
    """A draft of years ahead is let go once the clock is right, and this week has its own."""
    now_s = psc.clock.now_s
    psc.clock.now_s = FRIDAY_S + 3640 * DAY_S - 2 * HOUR_S
    await talk(psc)
    await run(psc, FRIDAY_S + 3640 * DAY_S - HOUR_S)
    assert drafts(psc)[0]["state"] == "drafted"
    psc.clock.now_s = now_s
    await talk(psc, 2)
    await run(psc, THURSDAY_S)
    assert [each["decision"] for each in drafts(psc)] == ["missed", ""]
    assert issues(psc) == []
    await run(psc, FRIDAY_S)
    assert len(issues(psc)) == 2


async def test_no_more_summaries_end_a_draft(psc: Home) -> None:
    """Who switches them off is not sent one more."""
    await drafted(psc)
    psc.write("update groups set settings = ?", json.dumps({"desk_day": "off"}))
    await run(psc)
    assert drafts(psc)[0]["decision"] == "off"
    await run(psc, FRIDAY_S)
    assert issues(psc) == []


async def test_a_closed_group_sends_nothing(psc: Home) -> None:
    """A group that is archived has no summary any more."""
    await drafted(psc)
    psc.write("update groups set archived_s = 1")
    await run(psc, FRIDAY_S)
    assert issues(psc) == []


async def test_what_fails_for_one_group_does_not_hold_up_others(psc: Home) -> None:
    """One draft that cannot be read is logged; another group gets its own."""
    other = await psc.found("cocoa", title="Cocoa", desk_day="off", summary_every=7)
    await psc.admit(other, BEA, role="facilitator")
    await psc.admit(other, BEN, delivery="daily")
    await drafted(psc)
    psc.write("update activity set data = '{}' where name = 'cocoa'")
    await run(psc, FRIDAY_S)
    assert issues(psc)[:2] == [("en", ["Ben"]), ("nl", ["Dora"])]


async def test_two_workers_send_it_once(psc: Home) -> None:
    """Whoever comes second finds it done."""
    await drafted(psc)
    psc.clock.now_s = FRIDAY_S
    await JOBS["summaries"].work(psc.site, FRIDAY_S)
    await JOBS["summaries"].work(psc.site, FRIDAY_S)
    assert len(issues(psc)) == 2


async def test_by_mail_from_the_setting_to_the_summary(home: Home) -> None:
    """ "set summary weekly", a yes, and from then on the group has one."""
    group = await home.found("psc", ANNA, title="Private Sector", desk_day="off")
    await home.admit(group, BEA, role="facilitator")
    await home.admit(group, BEN, delivery="daily")
    await write(home, BEA, "set summary weekly\nset summary for members")
    await write(home, BEA, "yes", last(home, BEA).reply_to)
    await talk(home)
    await run(home, THURSDAY_S)
    assert last(home, BEA).template == "summaries/draft"
    assert last(home, BEA).data["people"] == 3
