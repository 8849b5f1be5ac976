"""What strangers write is summed up once a day, and what nobody decides on comes to an end."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change
from dgroup.server import jobs
from dgroup.server.scheduler import JOBS
from tests.server.lists import (
    ANN,
    BEA,
    CAT,
    answer,
    decide,
    last,
    lists,
    next_day,
    notices,
    post,
    states,
    strangers,
)
from tests.site import Home


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group of Ann's, with Bea as its facilitator."""
    group = await home.found("psc", ANN, title="Public Speaking", desk_day="off")
    await home.admit(group, BEA, role="facilitator")
    return home


def test_the_job_runs_once_a_day() -> None:
    """In the morning, in the site's time zone; and a flood is looked for each quarter."""
    assert jobs.waiting
    assert JOBS["waiting"].rule == "daily 08:00"
    assert JOBS["bulk"].rule == "every 15m"


async def test_strangers_are_summed_up_once_a_day(psc: Home) -> None:
    """No letter when they write, one the next morning to each facilitator, none without news."""
    await psc.admit(psc.one("select id from groups"), CAT, role="facilitator")
    await strangers(psc, 1, 2, 3)
    assert psc.queued() == []
    await next_day(psc)
    (told,) = lists(psc)
    assert len(lists(psc, CAT)) == 1
    assert [each["author"] for each in told["data"]["lines"]] == [
        "s1@example.net",
        "s2@example.net",
        "s3@example.net",
    ]
    first = told["data"]["lines"][0]
    assert (first["number"], first["subject"], first["opening"]) == (1, "No 0", "Words 0.")
    assert first["reason"] == "not_member"
    assert (told["automatic"], told["data"]["are_strangers"]) == ("auto-generated", True)
    await next_day(psc)
    assert len(lists(psc)) == 1
    await strangers(psc, 4)
    await next_day(psc)
    assert [each["author"] for each in lists(psc)[-1]["data"]["lines"]] == ["s4@example.net"]
    assert len(lists(psc)) == 2


async def test_likely_spam_comes_last(psc: Home) -> None:
    """What the front MTA calls spam is told apart and stands below the rest."""
    await post(psc, "win@example.com", x_spam_flag="YES")
    await post(psc, "sam@example.net", x_spam_flag="NO")
    await next_day(psc)
    listed = lists(psc)[0]["data"]["lines"]
    assert [(each["number"], each["author"], each["is_spam"]) for each in listed] == [
        (1, "sam@example.net", False),
        (2, "win@example.com", True),
    ]
    await answer(psc, "ok 1")
    assert states(psc) == ["waiting", "approved"]


async def test_a_list_is_settled_line_by_line(psc: Home) -> None:
    """One is sent, one dropped, one returned to nobody; a receipt says it all."""
    await strangers(psc, 1, 2, 3, 4)
    await next_day(psc)
    reply = await answer(psc, "ok 2\nno 3 Not about speaking.\ndrop 1 9\n\nBea")
    assert reply.outcome == "confirmed"
    assert states(psc) == ["discarded", "approved", "discarded", "waiting"]
    assert psc.rows("select author, subject from post") == [("s2@example.net", "No 1")]
    assert psc.one("select decided_by from held where state = 'approved'") == BEA
    told = last(psc)
    assert told["template"] == "moderation/listed"
    data = told["data"]
    assert [each["number"] for each in data["sent"]] == [2]
    assert [each["number"] for each in data["dropped"]] == [1, 3]
    assert (data["is_unanswered"], data["unknown"], data["returned"]) == (True, [9], [])
    assert not psc.rows("select 1 from delivery where address like '%example.net'")
    await answer(psc, "ok 1 2 4")
    assert states(psc) == ["discarded", "approved", "discarded", "approved"]
    again = last(psc)["data"]
    assert [each["number"] for each in again["already"]] == [1, 2]
    assert [each["by"] for each in again["already"]] == ["Bea", "Bea"]
    assert [each["number"] for each in again["sent"]] == [4]


@pytest.mark.parametrize(
    ("words", "state"), [("ok", "approved"), ("Ja!", "approved"), ("drop", "discarded")]
)
async def test_one_alone_is_answered_by_one_word(psc: Home, words: str, state: str) -> None:
    """A list of one needs no number."""
    await strangers(psc, 1)
    await next_day(psc)
    await answer(psc, words)
    assert states(psc) == [state]


async def test_what_is_unclear_is_asked_once(psc: Home) -> None:
    """Of several it must be said which; somebody who answers the same again is a machine (R6)."""
    await strangers(psc, 1, 2)
    await next_day(psc)
    for words in ("ok", "ok", "Thank you, I will read it next week.", ""):
        await answer(psc, words)
    assert states(psc) == ["waiting", "waiting"]
    letters = [row[0] for row in psc.rows("select template from answer order by id")]
    assert letters == ["moderation/waiting", "moderation/which"]
    await answer(psc, "ok 1")
    assert states(psc) == ["approved", "waiting"]


@pytest.mark.parametrize("sender", [ANN, CAT, "s1@example.net"])
async def test_a_list_is_its_facilitators_own(psc: Home, sender: str) -> None:
    """Whoever else has the letter may read it, no more (R11)."""
    await strangers(psc, 1)
    await next_day(psc)
    assert (await answer(psc, "ok 1", sender=sender)).reason == "not_yours"
    assert states(psc) == ["waiting"]
    member_id = lists(psc)[0]["member_id"]
    await psc.perform(Change(member_id, role="member"))
    assert (await answer(psc, "ok 1")).reason == "not_yours"


async def test_somebody_known_gets_it_back(psc: Home) -> None:
    """A member of a subgroup is no member here, but somebody we know: they hear why not."""
    group = psc.one("select id from groups")
    await psc.found("kenya", CAT, parent=group)
    assert (await post(psc, CAT)).reason == "not_member"
    await next_day(psc)
    await answer(psc, "no 1 Please write to the other group.")
    told = last(psc, CAT)
    assert told["template"] == "posts/returned"
    assert told["data"]["reason"] == "Please write to the other group."
    assert told["in_reply_to"] == "post0@x.example"
    assert states(psc) == ["rejected"]


async def test_a_flood_comes_in_parts(psc: Home) -> None:
    """A letter lists so many that somebody reads it; the rest comes the next day."""
    await strangers(psc, *range(50))
    await next_day(psc)
    await next_day(psc)
    first, second = lists(psc)
    assert (len(first["data"]["lines"]), first["data"]["more"]) == (40, 10)
    assert (len(second["data"]["lines"]), second["data"]["more"]) == (10, 0)


async def test_what_nobody_decides_on_expires(psc: Home) -> None:
    """After two weeks it is let go of; strangers are told nothing."""
    await strangers(psc, 1, 2)
    await next_day(psc)
    await answer(psc, "ok 2")
    await next_day(psc, 12)
    assert states(psc) == ["waiting", "approved"]
    await next_day(psc, 2)
    assert states(psc) == ["expired", "approved"]
    assert ("psc", "discarded", "expired") in psc.accounts()
    assert not psc.rows("select 1 from delivery where address like '%example.net'")
    assert len(lists(psc)) == 1


@pytest.mark.parametrize("reason", ["moderated", "not_introduced"])
async def test_a_member_hears_that_nobody_decided(psc: Home, reason: str) -> None:
    """Once, and why; what waited for an introduction was never listed."""
    setting = {"moderated": "post", "not_introduced": "introductions"}[reason]
    value = {"moderated": "moderated", "not_introduced": "require"}[reason]
    decide(psc, **{setting: value})
    psc.write("update member set is_exempt = 0")
    assert (await post(psc, ANN)).reason == reason
    for _ in range(16):
        await next_day(psc)
    assert states(psc) == ["expired"]
    told = last(psc, ANN)
    assert (told["template"], told["data"]["reason"]) == ("posts/expired", reason)
    expired = "select count(*) from answer where template = 'posts/expired'"
    assert psc.one(expired) == 1
    assert len(lists(psc)) == (reason == "moderated")  # the reminder
    assert psc.one("select count(*) from audit where action = 'held expired'") == 1


async def test_a_group_may_let_posts_go_in_silence(psc: Home) -> None:
    """With `unanswered = discard` a member hears nothing of a post that nobody decided on."""
    decide(psc, post="moderated", unanswered="discard")
    assert (await post(psc, ANN)).reason == "moderated"
    held = notices(psc, BEA)[-1]["data"]
    assert (held["is_told"], held["is_returned"]) == (True, False)
    for _ in range(16):
        await next_day(psc)
    assert states(psc) == ["expired"]
    assert psc.one("select count(*) from answer where template = 'posts/expired'") == 0
    await answer(psc, "ok 1")
    (already,) = last(psc)["data"]["already"]
    assert (already["decision"], psc.one("select count(*) from post")) == ("expired", 0)


async def test_a_closed_group_is_not_summed_up(psc: Home) -> None:
    """Nothing can be sent there any more; what is held there comes to an end in silence."""
    await strangers(psc, 1)
    psc.write("update groups set archived_s = 1")
    for _ in range(16):
        await next_day(psc)
    assert (lists(psc), states(psc)) == ([], ["expired"])


async def test_a_thousand_strangers_are_told_nothing(psc: Home) -> None:
    """Whatever forged senders write, and whatever becomes of it, no mail goes to them (R5)."""
    await strangers(psc, *range(100))
    for _ in range(20):
        await next_day(psc)
    assert set(states(psc)) == {"expired"}
    assert {row[0] for row in psc.rows("select distinct address from delivery")} == {BEA}
