"""`summary` by mail: of a time, of one conversation, for those who may read it."""

from __future__ import annotations

import pytest

from tests.commands.robot import kinds, last, mails, write
from tests.server.summed import ANN, BOB, CAT, DAY_S, club, post, week
from tests.site import Home

EVE = "eve@elsewhere.example"


def thread_of(home: Home, subject: str) -> int:
    """The conversation of a subject."""
    found: int = home.one("select id from thread where subject = ?", subject)
    return found


async def text(home: Home, to: str = ANN) -> str:
    """The last letter to somebody, as it is sent, its lines joined again."""
    content = (await mails(home))[to].decode()
    return " ".join(content.replace("=\r\n", "").replace(" \r\n", " ").split())


async def test_a_summary_of_the_last_week(home: Home) -> None:
    """The answer is a letter to be put together when it is sent, and then holds the sentences."""
    await week(home)
    await write(home, ANN, "summary")
    letter = last(home, ANN)
    assert letter.template == "summaries/summary"
    assert letter.data["summing"]["until_s"] - letter.data["summing"]["since_s"] == 7 * DAY_S
    assert "threads" not in letter.data
    words = await text(home)
    assert "Subject: Summary of Club since 16 November" in words
    assert "Ann: We begin each meeting with a round" in words
    assert "reply to this mail and begin" not in words


@pytest.mark.parametrize(
    ("asked", "since_s"),
    [
        ("summary since 20 November", 1_795_129_199),  # midnight in Brussels
        ("samenvatting psc sinds vrijdag", 1_795_129_199),
        ("résumé depuis hier", 1_795_301_999),
        ("resumen de los últimos 3 días", 1_795_129_199),
    ],
)
async def test_since_a_day(home: Home, asked: str, since_s: int) -> None:
    """What came from the first moment of that day on, where the group is."""
    await week(home)
    await write(home, ANN, asked)
    assert last(home, ANN).data["summing"]["since_s"] == since_s


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("summary since 20 November", "20 November"),
        ("summary this month", "1 November"),
        ("summary since 1 January", "1 January"),
    ],
)
async def test_the_answer_names_the_day_that_was_asked_for(
    home: Home, asked: str, day: str
) -> None:
    """In its subject and in its first line."""
    await week(home)
    await write(home, ANN, asked)
    words = await text(home)
    assert f"Subject: Summary of Club since {day} " in words
    assert f"written in Club since {day}" in words.replace(" 2026", "")


@pytest.mark.parametrize("asked", ["summary of {}", "summary {}", "samenvatting van gesprek {}"])
async def test_one_conversation_by_its_number(home: Home, asked: str) -> None:
    """Wherever one writes."""
    await week(home)
    await home.found("tea", ANN)
    await write(home, ANN, asked.format(thread_of(home, "Meetings")), to="dgroup")
    assert last(home, ANN).template == "summaries/thread"
    words = await text(home)
    assert "Meetings" in words
    assert f"thread+{thread_of(home, 'Meetings')}@lists.example.org" in words


async def test_a_message_stands_for_its_conversation(home: Home) -> None:
    """Its number is the one that people see."""
    await week(home)
    number = home.one("select id from post where subject = 'Re: Meetings'")
    await write(home, ANN, f"summary of {number}")
    assert last(home, ANN).data["summing"]["thread"] == thread_of(home, "Meetings")


@pytest.mark.parametrize("words", ["meetings", "MEETINGS", "meet", '"Meetings"'])
async def test_one_conversation_by_its_subject(home: Home, words: str) -> None:
    """By beginnings of the words in it; the latest that has them all."""
    await week(home)
    await write(home, ANN, f"summary of {words}")
    assert last(home, ANN).data["summing"]["thread"] == thread_of(home, "Meetings")


async def test_the_conversation_that_the_mail_answers(home: Home) -> None:
    """As a reply to one of its messages."""
    await week(home)
    await write(home, ANN, "summary of this conversation", in_reply_to="<round@x.example>")
    assert last(home, ANN).data["summing"]["thread"] == thread_of(home, "Meetings")
    await write(home, ANN, "summary of this conversation")
    assert last(home, ANN).template == "threads/unknown"


@pytest.mark.parametrize(
    ("asked", "kind", "shown"),
    [
        ("summary of 99999", "number", "99999"),
        ("summary of elephants", "words", "elephants"),
        ("summary since 31 February", "date", "31 February"),
    ],
)
async def test_what_there_is_not(home: Home, asked: str, kind: str, shown: str) -> None:
    """The answer says so, and how to ask."""
    await week(home)
    await write(home, ANN, asked)
    letter = last(home, ANN)
    assert letter.template == "summaries/unknown"
    assert (letter.data["kind"], letter.data["asked"]) == (kind, shown)


async def test_who_may_not_read_hears_what_a_stranger_hears(home: Home) -> None:
    """No member of the group, one who has left, a conversation of another group (R13)."""
    group_id = await week(home)
    await home.found("tea", EVE)
    await write(home, EVE, "summary", to="psc-request")
    assert last(home, EVE).template == "choices/not_member"
    await home.admit(group_id, EVE, status="left")
    await write(home, EVE, "summary since 1 May", to="psc-request")
    assert last(home, EVE).template == "choices/not_member"
    for number in (thread_of(home, "Meetings"), 99_999):
        await write(home, EVE, f"summary of {number}", to="tea-request")
        letter = last(home, EVE)
        assert letter.template == "summaries/unknown"
        assert {**letter.data, "asked": ""} == {
            "name": "tea",
            "title": "Tea",
            "address": "tea@lists.example.org",
            "kind": "number",
            "asked": "",
        }
    await write(home, "nobody@elsewhere.example", "summary")
    assert last(home).template == "robot/not_known"


async def test_a_hidden_group_is_not_there(home: Home) -> None:
    """For who is not in it: the same as of a group that nobody has founded."""
    await week(home)
    await home.found("secret", BOB, hidden=True)
    await write(home, ANN, "summary", to="secret-request")
    assert last(home, ANN).template == "robot/not_open"


async def test_of_several_groups_one_is_named(home: Home) -> None:
    """Who is in one only need not say which."""
    await week(home)
    await write(home, ANN, "summary", to="dgroup")
    assert kinds(home, ANN) == ["summaries/summary"]
    await home.found("tea", ANN)
    await write(home, ANN, "summary since 1 May", to="dgroup")
    letter = last(home, ANN)
    assert letter.template == "robot/which_group"
    assert sorted(letter.data["groups"]) == ["psc", "tea"]
    await write(home, ANN, "summary tea", to="dgroup")
    assert last(home, ANN).data["title"] == "Tea"


async def test_two_summaries_in_one_answer(home: Home) -> None:
    """Each is put together for itself."""
    await week(home)
    number = thread_of(home, "Songs")
    await write(home, ANN, f"summary since 1 May\nsummary of {number}")
    assert last(home, ANN).pieces == ("summaries/summary", "summaries/thread")
    words = await text(home)
    assert "Ann: We begin each meeting" in words
    assert "Cat: I have looked in every book" in words


async def test_a_conversation_is_told_with_its_open_question(home: Home) -> None:
    """Until somebody answers."""
    await week(home)
    await write(home, ANN, "summary of songs")
    assert "Still without an answer, since 22 November" in await text(home)


async def test_nobody_wrote(home: Home) -> None:
    """The letter says so."""
    await club(home)
    await write(home, ANN, "what did I miss?")
    assert "Nobody has written in Club since 14 November 2026" in await text(home)


async def test_words_that_nobody_has_read_yet_are_read_then(home: Home) -> None:
    """A post may have come just before."""
    await week(home)
    assert home.one("select count(*) from post where has_text = 0") == 3
    await post(
        home,
        CAT,
        "A round of songs is what I would like best.",
        "Re: Meetings",
        in_reply_to="round@x.example",
    )
    await write(home, ANN, "summary")
    assert "We begin each meeting" in await text(home)
    assert home.one("select count(*) from post where has_text = 0") == 0
