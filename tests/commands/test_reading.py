"""Reading back by mail: what there is, one conversation or message, and what is found by words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dgroup.commands import leaves, reading
from dgroup.commands.desk import Done
from dgroup.domain.effects import Forget, Resend
from dgroup.server.texts import fill
from dgroup.store.archive import search_queries
from tests.commands.desks import desk_for, do
from tests.commands.robot import sent, write
from tests.site import Home, letter

assert leaves.LEAVES

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"


async def library(home: Home) -> int:
    """A group of Ann and Bob with two conversations; return the group's id."""
    group_id = await home.found("psc", ANN, BOB, title="Club")
    await home.receive(letter(id="seeds", subject="Seeds", body="Who has cocoa seeds?"))
    await home.receive(
        letter(
            f"Bob Baker <{BOB}>",
            id="answer",
            in_reply_to="seeds",
            subject="Re: Seeds",
            body="I have, at café prices.\n\n> Who has cocoa seeds?",
            date="Sun, 22 Nov 2026 12:00:00 +0000",
        ),
        sender=BOB,
    )
    late = "Mon, 23 Nov 2026 12:00:00 +0000"
    await home.receive(letter(id="rain", subject="Rain", body="No rain, no harvest.", date=late))
    await fill(home.site, 100)
    return group_id


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told."""
    assert done.part is not None
    return dict(done.part.data)


async def ask(home: Home, verb: str, argument: str = "", who: str = BOB, at: str = "psc") -> Done:
    """Ask for something by mail to a group's robot."""
    return await do(home, await desk_for(home, who, at), verb, argument)


def id_of(home: Home, message_id: str, column: str = "id") -> int:
    """The id of a post, or of its thread."""
    found: int = home.one(f"select {column} from post where message_id = ?", message_id)
    return found


async def test_the_latest_conversations(home: Home) -> None:
    """The latest first, each with who has written in it."""
    await library(home)
    data = told(await ask(home, "threads"))
    assert [(each["subject"], each["posts"], each["names"]) for each in data["threads"]] == [
        ("Rain", 1, ["Ann"]),
        ("Seeds", 2, ["Ann", "Bob Baker"]),
    ]
    assert data["threads"][0]["id"] == id_of(home, "rain", "thread_id")


async def test_twenty_conversations_and_four_names_are_enough(home: Home) -> None:
    """More writers are counted, and one who has been forgotten has no name."""
    names = [f"p{n}@example.org" for n in range(7)]
    await home.found("psc", ANN, BOB, *names)
    for n in range(25):
        await home.receive(letter(id=f"t{n}", body=str(n), subject=f"No {n}"))
    for n, name in enumerate(names):
        answer = letter(name, id=f"a{n}", in_reply_to="t24", body=name)
        await home.receive(answer, sender=name)
    await home.perform(
        Forget(home.one("select person_id from address where address = ?", names[0]))
    )
    threads = told(await ask(home, "threads"))["threads"]
    assert len(threads) == reading.MOST_THREADS
    (talk,) = (each for each in threads if each["subject"] == "No 24")
    assert (talk["names"], talk["others"]) == (["Ann", "p1", "p2", "p3"], 4)


async def test_a_message_comes_whole(home: Home) -> None:
    """As the mail that it was, and no letter beside it."""
    group_id = await library(home)
    post_id = id_of(home, "answer")
    member = home.one(
        "select member.id from member join address using (person_id) where folded = ?", BOB
    )
    done = await ask(home, "get", f"message {post_id}")
    assert done == Done(effects=(Resend(post_id, group_id, member),))
    assert home.rows("select form, members from delivery where form <> ''") == [
        ("whole", f"[{member}]")
    ]


async def test_a_message_comes_once_a_day(home: Home) -> None:
    """Whoever asks may not be who reads it: a mail in another's name brings one copy at most."""
    await library(home)
    for _ in range(5):
        await write(home, BOB, f"get {id_of(home, 'answer')}", to="dgroup", envelope="eve@e.test")
    assert home.one("select count(*) from delivery where form = 'whole'") == 1
    assert home.accounts()[-1] == ("dgroup", "command", "enough")
    home.clock.move(86_401)
    await write(home, BOB, f"get {id_of(home, 'answer')}", to="dgroup")
    assert home.one("select count(*) from delivery where form = 'whole'") == 2


async def test_copies_count_as_letters(home: Home) -> None:
    """Of all that the robot sends on request an address gets ten a day, copies or not (R12)."""
    await library(home)
    for n in range(12):
        await home.receive(letter(id=f"n{n}", body=str(n), subject=f"No {n}"))
    ids = [id_of(home, f"n{n}") for n in range(12)]
    await write(home, BOB, "which", to="dgroup")
    await write(home, BOB, "\n".join(f"get {each}" for each in ids[:6]), to="dgroup")
    for each in ids[6:]:
        await write(home, BOB, f"get {each}", to="dgroup")
    assert home.one("select count(*) from delivery where form = 'whole'") == 9
    before = len(sent(home, BOB))
    await write(home, BOB, "which", to="dgroup")
    assert len(sent(home, BOB)) == before


async def test_a_conversation_is_read_in_one_letter(home: Home) -> None:
    """Everybody's own words in their order, quotes cut."""
    await library(home)
    thread_id = id_of(home, "seeds", "thread_id")
    done = await ask(home, "get", f"thread {thread_id}")
    data = told(done)
    assert done.part is not None
    assert done.part.template == "reading/thread"
    assert [(each["name"], each["text"]) for each in data["posts"]] == [
        ("Ann", "Who has cocoa seeds?"),
        ("Bob Baker", "I have, at café prices."),
    ]
    assert (data["title"], data["count"], data["more"], data["earlier"]) == ("Club", 2, 0, 0)


async def test_a_long_conversation_comes_in_pieces(home: Home) -> None:
    """As much as a letter holds; the next one begins where it ended, and every word comes."""
    await library(home)
    for n in range(4):
        words = f"{n}" + " word" * 8_000
        await home.receive(letter(id=f"l{n}", in_reply_to="rain", body=words))
    await fill(home.site, 100)
    thread_id = id_of(home, "rain", "thread_id")
    first = told(await ask(home, "get", str(thread_id)))
    assert 1 < len(first["posts"]) < 5
    assert first["more"] == 5 - len(first["posts"])
    assert sum(len(each["text"]) for each in first["posts"]) <= reading.LONGEST_LETTER
    second = told(await ask(home, "get", f"{thread_id} from {first['next_id']}"))
    assert second["earlier"] == len(first["posts"])
    ids = [each["id"] for each in (*first["posts"], *second["posts"])]
    assert ids == [
        row[0]
        for row in home.rows(
            "select id from post where thread_id = ? order by sent_s, id", thread_id
        )
    ]


async def test_one_message_that_is_too_long_is_cut(home: Home) -> None:
    """It says so; the message itself can be had."""
    await library(home)
    await home.receive(letter(id="long", body="word " * 40_000))
    await fill(home.site, 100)
    data = told(await ask(home, "get", str(id_of(home, "long", "thread_id"))))
    assert data["posts"][0]["is_cut"] is True
    assert len(data["posts"][0]["text"]) == reading.LONGEST_LETTER


async def test_what_has_not_been_read_in_yet_says_so(home: Home) -> None:
    """A letter is not held up by it."""
    await library(home)
    await home.receive(letter(id="new", in_reply_to="rain", body="New."))
    data = told(await ask(home, "get", str(id_of(home, "rain", "thread_id"))))
    assert {each["id"]: each["is_read"] for each in data["posts"]} == {
        id_of(home, "rain"): True,
        id_of(home, "new"): False,
    }


async def test_what_one_may_not_read_is_as_if_it_were_not_there(home: Home) -> None:
    """A message of another group, one of a group that was left, and a number of nothing (R13)."""
    group_id = await library(home)
    await home.found("tea", CAT)
    await home.admit(group_id, CAT, status="left")
    for number in (id_of(home, "seeds"), id_of(home, "seeds", "thread_id"), 999_999, 10**17):
        done = await ask(home, "get", str(number), who=CAT, at="tea")
        expected = {"name": "tea", "title": "Tea", "address": "tea@lists.example.org"}
        assert (done.effects, done.reason) == ((), "unknown")
        assert told(done) == {**expected, "number": number}


@pytest.mark.parametrize("argument", ["", "me the last one", "٣"])
async def test_a_number_is_needed(home: Home, argument: str) -> None:
    """Without one the answer says so."""
    await library(home)
    done = await ask(home, "get", argument)
    assert done.reason == "unknown"


@pytest.mark.parametrize("verb", ["threads", "search"])
async def test_only_members_look_around(home: Home, verb: str) -> None:
    """Who has left, or never was one, reads nothing."""
    group_id = await library(home)
    await home.found("tea", CAT)
    assert told(await ask(home, verb, "cocoa", who=CAT)).get("posts") is None
    await home.admit(group_id, CAT, status="left")
    done = await ask(home, verb, "cocoa", who=CAT)
    assert done.part is not None
    assert done.part.template == "choices/not_member"


@pytest.mark.parametrize(
    ("text", "likeness", "found"),
    [
        ("cocoa", "all", ["seeds"]),
        ("COCOA seed", "all", ["seeds"]),
        ("seeds", "all", ["answer", "seeds"]),  # the subject counts
        ("cafe", "all", ["answer"]),
        ("cafe\u0301 price", "all", ["answer"]),
        ('"no harvest"', "all", ["rain"]),
        ("“cocoa seeds”", "all", ["seeds"]),
        ('"harvest no"', "some", ["rain"]),
        ("cocoa rain", "some", ["rain", "seeds"]),
        ("harvset", "near", ["rain"]),
        ("elephant", "all", []),
        ("", "all", []),
        ("-- * OR ^", "all", []),
        ("NOT rain", "some", ["rain"]),
        ('rain" OR "cocoa', "some", ["rain", "seeds"]),
        ("subject:rain", "some", ["rain"]),
        ("rain) AND (harvest", "some", ["rain"]),
        ("rain; drop table post", "some", ["rain"]),
        ("\x00\ud800 rain", "all", ["rain"]),
    ],
)
async def test_what_is_found(home: Home, text: str, likeness: str, found: list[str]) -> None:
    """All the words, else some, else what begins like them; nothing in them is an operator."""
    await library(home)
    data = told(await ask(home, "search", text))
    ids = [each["id"] for each in data["posts"]]
    rows = dict(home.rows("select id, message_id from post"))
    assert [rows[each] for each in ids] == found
    assert data["likeness"] == likeness


def test_a_query_holds_words_between_quotes_alone() -> None:
    """Whatever is written, and not more than eight of them."""
    for text in (
        'a"b',
        "a* OR b",
        "NEAR(a b)",
        "{a b}: c",
        "é ß 中文 №",
        "^x",
        "a" * 500,
        "x " * 99,
    ):
        for _, query in search_queries(text):
            bare = query.replace(" OR ", " ")
            assert all(piece.strip().strip("*").strip() == "" for piece in bare.split('"')[::2]), (
                query
            )
            assert not any(len(word) < 3 for word in re.findall(r'"(\w+)"\*', query))
            assert query.count('"') <= 16


async def test_what_is_found_is_shown_in_its_words(home: Home) -> None:
    """On one line, with who wrote it and when."""
    await library(home)
    data = told(await ask(home, "search", "cocoa"))
    (post,) = data["posts"]
    assert post["snippet"] == "Who has cocoa seeds?"
    assert (post["name"], post["subject"]) == ("Ann", "Seeds")
    assert post["thread_id"] == id_of(home, "seeds", "thread_id")


async def test_one_group_is_searched(home: Home) -> None:
    """Words of another one are not found, though both be the asker's."""
    await library(home)
    await home.found("tea", BOB)
    assert told(await ask(home, "search", "cocoa", at="tea"))["posts"] == []


async def test_asking_by_mail(home: Home) -> None:
    """Several questions in one mail have one answer."""
    await library(home)
    number = id_of(home, "seeds", "thread_id")
    body = f"threads\nget {number}\nsearch cocoa prices\nget 999999"
    asked = letter(BOB, "psc-request@lists.example.org", subject="", body=body, id="q")
    (reply,) = await home.receive(asked, "psc-request", sender=BOB)
    assert reply.outcome == "command"
    (notice,) = home.rows("select notice from delivery where kind = 'notice' and address = ?", BOB)
    for name in ("reading/threads", "reading/thread", "reading/found", "reading/no_such"):
        assert f'"{name}"' in notice[0]
