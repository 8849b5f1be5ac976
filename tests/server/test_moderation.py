"""What is held reaches those in charge by mail, and their reply decides (R5, R8, R11)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from dgroup.commands.asking import HOUR_S, MOST_A_DAY, SINGLY
from dgroup.domain.effects import Change, Forget
from dgroup.domain.model import Reply
from tests.site import NOON_S, OWNER, Home, letter

ANN, BEA, CAT, EVE = "ann@example.org", "bea@example.org", "cat@example.org", "eve@example.net"
DAY_S = 86_400


@pytest.fixture
async def psc(home: Home) -> Home:
    """A moderated group: Ann is a member, Bea and Cat are facilitators."""
    group = await home.found("psc", ANN, title="Public Speaking", post="moderated")
    for each in (BEA, CAT):
        await home.admit(group, each, role="facilitator")
    return home


def notices(home: Home, address: str, template: str = "") -> list[dict[str, Any]]:
    """The letters of the server's that wait to go to somebody, the oldest first."""
    rows = home.rows(
        "select notice from delivery where kind = 'notice' and address = ? order by id", address
    )
    found = [json.loads(row[0]) for row in rows]
    return [each for each in found if template in ("", each["template"])]


def letters_to(home: Home, address: str) -> list[str]:
    """The same by name."""
    return [each["template"] for each in notices(home, address)]


def states(home: Home) -> list[tuple[str, str]]:
    """What became of all that was held, and by whom."""
    return home.rows("select state, decided_by from held order by id")


async def post(home: Home, author: str = ANN, **mail: Any) -> Reply:
    """Write to the group."""
    number = home.one("select count(*) from letter")
    words = {"id": f"post{number}@example.org", "body": f"Words {number}.", **mail}
    (reply,) = await home.receive(letter(author, **words), sender=author)
    return reply


async def answer(
    home: Home, by: str, words: str, *, number: int = -1, sender: str = "", **mail: Any
) -> Reply:
    """Reply to a letter about a held post that `by` got, as `sender` if not as themselves."""
    to = notices(home, by, "moderation/held")[number]["reply_to"]
    return await reply_to(home, to, sender or by, words, **mail)


async def reply_to(home: Home, to: str, sender: str, words: str, **mail: Any) -> Reply:
    """Write to the address of a ticket."""
    home.clock.move(60)
    content = letter(
        sender,
        f"{to}@lists.example.org",
        subject=mail.pop("subject", "Re: Public Speaking: waiting for you: Hello"),
        body=words,
        id=f"reply{home.clock.now_s}@example.org",
        **mail,
    )
    (reply,) = await home.receive(content, to, sender=sender)
    return reply


async def test_a_held_post_is_laid_before_each_facilitator(psc: Home) -> None:
    """One letter each, with a ticket each that only they can use, and a path for its bounces."""
    assert (await post(psc)).outcome == "held"
    bea, cat = (*notices(psc, BEA), *notices(psc, CAT))
    assert {each["template"] for each in (bea, cat)} == {"moderation/held"}
    assert bea["reply_to"] != cat["reply_to"]
    assert bea["automatic"] == "auto-generated"
    assert bea["data"]["only"] == BEA
    assert bea["member_id"] == psc.one(
        "select member.id from member join address using (person_id) where folded = ?", BEA
    )
    tickets = psc.rows("select address, expires_s, is_reusable, action from ticket order by id")
    assert tickets == [(each, NOON_S + 14 * DAY_S, 0, "held") for each in (BEA, CAT)]
    assert psc.one("select told_s from held") == NOON_S
    assert letters_to(psc, ANN) == ["posts/held"]


async def test_ok_sends_it_to_the_group(psc: Home) -> None:
    """The post goes out to everybody; who decided gets a short receipt."""
    await post(psc)
    reply = await answer(psc, BEA, "Ok\n\nBea")
    assert (reply.outcome, reply.reason) == ("confirmed", "approved")
    assert states(psc) == [("approved", BEA)]
    assert psc.rows("select author, recipients from post") == [(ANN, 3)]
    receipt = notices(psc, BEA)[-1]
    assert (receipt["template"], receipt["data"]["decision"]) == ("moderation/done", "approved")
    assert receipt["data"]["is_more"] is True
    assert psc.rows("select actor, action from audit order by id desc limit 1") == [
        (BEA, "held approved")
    ]
    assert ("psc", "posted", "approved") in psc.accounts()


async def test_the_second_facilitator_is_told_who_decided_and_when(psc: Home) -> None:
    """Their own ticket is unused, but the first decision has won."""
    await post(psc)
    await answer(psc, BEA, "ok")
    decided_s = psc.clock.now_s
    before = (states(psc), psc.one("select count(*) from post"))
    for words in ("no too late", "drop", "Thanks"):
        await answer(psc, CAT, words)
    assert (states(psc), psc.one("select count(*) from post")) == before
    told, *more = notices(psc, CAT)[1:]
    assert told["template"] == "moderation/already"
    assert (told["data"]["by"], told["data"]["decision"]) == ("Bea", "approved")
    assert (told["data"]["decided_s"], told["data"]["is_you"]) == (decided_s, False)
    assert {each["template"] for each in more} <= {"robot/done_already"}


async def test_no_returns_it_to_a_member_with_the_words(psc: Home) -> None:
    """The author gets the facilitator's own words, and none of what was quoted."""
    await post(psc, subject="My post")
    reply = await answer(psc, BEA, "No, please say more.\nTwo lines will do.\n\n> quoted\n> words")
    assert (reply.outcome, reply.reason) == ("confirmed", "rejected")
    assert states(psc) == [("rejected", BEA)]
    returned = notices(psc, ANN)[-1]
    assert returned["template"] == "posts/returned"
    assert returned["data"]["reason"] == "please say more.\nTwo lines will do."
    assert returned["in_reply_to"] == "post0@example.org"
    assert notices(psc, BEA)[-1]["data"]["decision"] == "rejected"
    await answer(psc, CAT, "ok")
    assert psc.one("select count(*) from post") == 0


async def test_no_to_a_strangers_post_drops_it_and_says_so(psc: Home) -> None:
    """Whoever it is from may be forged: they are told nothing (R5)."""
    psc.write("""update groups set settings = '{"post": "anyone", "moderate_first_posts": 1}'""")
    assert (await post(psc, EVE)).reason == "first_post"
    assert notices(psc, BEA)[-1]["data"]["is_told"] is False
    reply = await answer(psc, BEA, "no sorry")
    assert (reply.outcome, reply.reason) == ("confirmed", "unanswered")
    assert states(psc) == [("discarded", BEA)]
    assert letters_to(psc, EVE) == []
    assert notices(psc, BEA)[-1]["data"]["decision"] == "unanswered"


async def test_a_stranger_whose_mail_is_authentic_gets_it_back(psc: Home) -> None:
    """The front MTA vouches for the domain of the address: an answer reaches the author (R5)."""
    psc.write("""update groups set settings = '{"post": "anyone", "moderate_first_posts": 1}'""")
    await post(psc, EVE)
    psc.write("update letter set authenticated = 'example.net'")
    await answer(psc, BEA, "no sorry")
    assert (states(psc), letters_to(psc, EVE)) == ([("rejected", BEA)], ["posts/returned"])


async def test_drop_tells_nobody(psc: Home) -> None:
    """The post is gone; only who dropped it hears so."""
    await post(psc)
    before = letters_to(psc, ANN)
    assert (await answer(psc, CAT, "drop")).reason == "discarded"
    assert (states(psc), letters_to(psc, ANN)) == ([("discarded", CAT)], before)
    assert notices(psc, CAT)[-1]["data"]["decision"] == "discarded"


@pytest.mark.parametrize("sender", [ANN, CAT, EVE, OWNER])
async def test_a_forwarded_letter_lets_nobody_else_decide(psc: Home, sender: str) -> None:
    """A ticket is good only from the address of the facilitator to whom it was sent (R11)."""
    await post(psc)
    for words in ("ok", "no", "drop"):
        reply = await answer(psc, BEA, words, sender=sender)
        assert (reply.outcome, reply.reason) == ("discarded", "not_yours")
    assert states(psc) == [("waiting", "")]
    assert psc.one("select count(*) from ticket where used_s is not null") == 0
    await answer(psc, BEA, "ok")
    assert states(psc) == [("approved", BEA)]


@pytest.mark.parametrize(
    "change", [{"status": "removed"}, {"status": "left"}, {"role": "member"}, {"role": "observer"}]
)
async def test_who_is_no_facilitator_any_more_decides_nothing(
    psc: Home, change: dict[str, Any]
) -> None:
    """The ticket is theirs, but the office is not (R11)."""
    await post(psc)
    member_id = notices(psc, BEA)[0]["member_id"]
    await psc.perform(Change(member_id, **change))
    assert (await answer(psc, BEA, "ok")).reason == "not_yours"
    assert states(psc) == [("waiting", "")]


async def test_a_ticket_lasts_two_weeks(psc: Home) -> None:
    """After that nothing is done, whatever is replied."""
    await post(psc)
    psc.clock.move(14 * DAY_S)
    assert (await answer(psc, BEA, "ok")).reason == "expired"
    assert states(psc) == [("waiting", "")]


@pytest.mark.parametrize(
    ("words", "mail"),
    [
        ("I am out of the office until 3 January.", {}),
        ("ok", {"auto_submitted": "auto-replied"}),
        ("ok", {"subject": "Automatic reply: Public Speaking: waiting for you: Hello"}),
        (
            "Ok, I am away until Monday.",
            {"subject": "Out of office: Re: Public Speaking: waiting for you"},
        ),
        ("", {}),
        ("> ok\n> no", {}),
        ("Who is this?", {}),
    ],
)
async def test_an_automatic_answer_approves_nothing(
    psc: Home, words: str, mail: dict[str, str]
) -> None:
    """Marked or not, only a word of a person's decides; what is unclear burns nothing (R8)."""
    await post(psc)
    for _ in range(3):
        await answer(psc, BEA, words, **mail)
    assert states(psc) == [("waiting", "")]
    assert len(letters_to(psc, BEA)) <= 2
    assert (await answer(psc, BEA, "Ja hoor, prima!")).outcome in ("confirmed", "discarded")
    await answer(psc, BEA, "ok")
    assert states(psc) == [("approved", BEA)]


async def test_a_ticket_is_about_one_post(psc: Home) -> None:
    """Two tickets answered by one mail: each post goes out as itself, once."""
    await post(psc, subject="One")
    await post(psc, subject="Two")
    first, second = (each["reply_to"] for each in notices(psc, BEA, "moderation/held"))
    content = letter(
        BEA, body="ok", id="both@example.org", subject="Re: Public Speaking: waiting for you"
    )
    replies = await psc.receive(content, second, first, sender=BEA)
    assert [reply.outcome for reply in replies] == ["confirmed", "confirmed"]
    assert sorted(psc.rows("select subject, message_id from post")) == [
        ("One", "post0@example.org"),
        ("Two", "post1@example.org"),
    ]
    assert states(psc) == [("approved", BEA), ("approved", BEA)]


async def test_two_who_say_ok_at_once_send_it_once(psc: Home) -> None:
    """The first of the two transactions decides."""
    await post(psc)
    await asyncio.gather(answer(psc, BEA, "ok"), answer(psc, CAT, "ok"))
    assert psc.one("select count(*) from post") == 1
    assert psc.one("select count(*) from delivery where kind = 'post'") == 1
    assert sorted(each["template"] for one in (BEA, CAT) for each in notices(psc, one)) == [
        "moderation/already",
        "moderation/done",
        "moderation/held",
        "moderation/held",
    ]


async def test_the_same_mail_is_not_posted_twice(psc: Home) -> None:
    """It was let in another way meanwhile: there is nothing to send, and the letter says so."""
    await post(psc, id="same@example.org", body="The very same.")
    psc.write("update held set message_id = 'other'")
    psc.write("update groups set settings = '{}'")
    await post(psc, id="same@example.org", body="The very same.")
    assert psc.one("select count(*) from post") == 1
    assert (await answer(psc, BEA, "ok")).reason == "posted"
    assert states(psc) == [("discarded", BEA)]
    assert psc.one("select count(*) from post") == 1


async def test_nothing_is_sent_to_a_group_that_has_closed(psc: Home) -> None:
    """The facilitator is told; the post still waits, and they may drop it."""
    await post(psc)
    psc.write("update groups set archived_s = 1")
    psc.site.forget_names()
    assert (await answer(psc, BEA, "ok")).reason == "archived"
    assert states(psc) == [("waiting", "")]
    await answer(psc, BEA, "drop")
    assert states(psc) == [("discarded", BEA)]


async def test_without_facilitators_those_above_decide_else_the_operator(home: Home) -> None:
    """The parent's facilitators are asked; where there are none, the site's owner."""
    school = await home.found("school")
    await home.found("psc", ANN, parent=school, post="moderated")
    await post(home)
    assert letters_to(home, OWNER) == ["moderation/held"]
    await home.admit(school, CAT, role="facilitator")
    await post(home)
    assert (len(letters_to(home, OWNER)), letters_to(home, CAT)) == (1, ["moderation/held"])
    await answer(home, OWNER, "ok", sender=EVE)
    assert states(home)[0] == ("waiting", "")
    await answer(home, OWNER, "ok")
    await answer(home, CAT, "ok")
    assert states(home) == [("approved", OWNER), ("approved", CAT)]


async def test_a_flood_is_not_mailed_post_by_post(psc: Home) -> None:
    """Three an hour are, and so many letters a day for one group; the rest is told together."""
    for _ in range(SINGLY + 2):
        await post(psc)
    assert len(notices(psc, BEA)) == SINGLY
    assert psc.one("select count(*) from held where told_s is null") == 2
    for _ in range(MOST_A_DAY):
        psc.clock.move(HOUR_S)
        await post(psc)
    sent = "select count(*) from answer where template = 'moderation/held' and at_s > ?"
    assert psc.one(sent, psc.clock.now_s - DAY_S) <= MOST_A_DAY


async def test_deciding_is_no_answer_that_counts(psc: Home) -> None:
    """A facilitator who decides on many posts in a day still hears what came of each."""
    for _ in range(15):
        await post(psc)
        psc.clock.move(HOUR_S)
    for number in range(15):
        await answer(psc, BEA, "ok", number=number)
    assert letters_to(psc, BEA).count("moderation/done") == 15


@pytest.mark.parametrize(
    ("words", "is_trusted"),
    [
        ("ok and trust", True),
        ("trust", True),
        ("Ok, trust her.", True),
        ("ok en vertrouw", True),
        ("Vertrouw", True),
        ("ok et confiance", True),
        ("Confiance", True),
        ("ok y confiar", True),
        ("ok", False),
        ("ok, trust me, it is fine", False),
    ],
)
async def test_trust_is_one_word(psc: Home, words: str, is_trusted: bool) -> None:
    """The post goes out, and from now on what its author writes goes out at once."""
    await post(psc)
    assert (await answer(psc, BEA, words)).reason == "approved"
    receipt = notices(psc, BEA)[-1]["data"]
    assert receipt["trust"] == ("trusted" if is_trusted else "")
    assert (await post(psc)).outcome == ("posted" if is_trusted else "held")
    assert psc.rows("select actor from audit where action = 'trusted'") == [(BEA,)] * is_trusted


async def test_a_stranger_is_not_trusted_from_now_on(psc: Home) -> None:
    """Their post goes out, and the receipt says that it is about this one alone."""
    psc.write("""update groups set settings = '{"post": "anyone", "moderate_first_posts": 1}'""")
    await post(psc, EVE)
    assert (await answer(psc, BEA, "ok and trust")).reason == "approved"
    assert notices(psc, BEA)[-1]["data"]["trust"] == "stranger"
    assert psc.rows("select 1 from audit where action = 'trusted'") == []
    assert (await post(psc, EVE)).outcome == "held"


async def test_who_comes_second_makes_nobody_trusted(psc: Home) -> None:
    """The first decision has won, and with it all that goes with the second."""
    await post(psc)
    await answer(psc, BEA, "no, not now")
    await answer(psc, CAT, "ok and trust")
    assert psc.one("select count(*) from member where is_trusted = 1") == 0
    assert states(psc) == [("rejected", BEA)]


async def test_who_is_forgotten_has_decided_nothing(psc: Home) -> None:
    """What a facilitator decided stays; that it was they is known no more (R31)."""
    await post(psc)
    await answer(psc, BEA, "ok")
    await psc.perform(Forget(psc.one("select person_id from address where folded = ?", BEA)))
    assert states(psc) == [("approved", "")]
    await answer(psc, CAT, "ok")
    assert notices(psc, CAT)[-1]["data"]["by"] == ""


async def test_an_ordinary_post_does_not_ask_who_is_in_charge(home: Home) -> None:
    """What is not held costs nothing more."""
    await home.found("psc", ANN)
    assert (await post(home)).outcome == "posted"
    assert home.rows("select * from ticket") == []
