"""Introductions go out when nobody stopped them, and who has written none is reminded, twice."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server import introducing, jobs
from dgroup.server.copies import Copies
from dgroup.server.scheduler import plan, run_due
from dgroup.store.queue import claim
from tests.commands.robot import kinds, last, sent, write
from tests.site import Home
from tests.writing import letter

ANNA, BEA, CARL = "anna@example.org", "bea@example.org", "carl@example.org"
WORDS = "I am Anna, and I grow cocoa near Kumasi."
INTRODUCE = "cocoa-introduce"
assert jobs.__all__, "importing the jobs registers them"
DAY_S = 86_400


async def a_group(home: Home, *members: str, **settings: int | str | bool) -> int:
    """A group about cocoa, with the facilitator Bea and these members, who are not exempt."""
    await plan(home.site)  # as the server does when it starts
    group_id = await home.found("cocoa", title="Cocoa", **settings)
    await home.admit(group_id, BEA, role="facilitator")
    for address in members:
        await home.admit(group_id, address, is_exempt=False)
    return group_id


async def later(home: Home, seconds: int = 900) -> list[str]:
    """Let time pass, and run what is due then; returns the jobs that ran."""
    home.clock.move(seconds)
    return await run_due(home.site, home.clock.now_s)


def made(home: Home) -> list[EmailMessage]:
    """The introductions that were posted, as they were written."""
    rows = home.rows(
        "select content from post join letter on letter.id = letter_id"
        " where letter.sender = '' order by post.id"
    )
    return [message_from_bytes(row[0], policy=policy.default) for row in rows]


def posts(home: Home) -> list[tuple[str, int]]:
    """Subject and thread of all posts, in order."""
    return home.rows("select subject, thread_id from post order by id")


def states(home: Home) -> list[str]:
    """The states of all introductions, in order."""
    return [row[0] for row in home.rows("select state from introduction order by id")]


async def copy_of(home: Home, post_id: int) -> bytes:
    """The copy of a post as members get it."""
    rows = await claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=10**10, lease_s=1, most=100
    )
    row = next(each for each in rows if each.post_id == post_id)
    stuffed = b"".join((await Copies(home.site).parcel(row)).copy.content)
    return stuffed.replace(b"\r\n..", b"\r\n.")  # as the receiving server takes it in


async def test_an_introduction_becomes_a_post(home: Home) -> None:
    """After a quarter of an hour, by a mail of the server's own, from her, through the group."""
    await a_group(home, ANNA, CARL)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home, 899)
    assert made(home) == []
    assert "introductions" in await later(home, 60)
    (mail,) = made(home)
    (introduction_id, post_id) = home.rows("select id, post_id from introduction")[0]
    assert mail["from"] == "Anna via Cocoa <cocoa@lists.example.org>"
    assert mail["to"] == "Cocoa <cocoa@lists.example.org>"
    assert mail["subject"] == "Introduction: Anna"
    assert mail["message-id"] == f"<introduction.{introduction_id}@lists.example.org>"
    assert mail["auto-submitted"] is None
    assert mail["reply-to"] is None
    assert WORDS in mail.get_content()
    assert home.rows("select author, author_name, id from post") == [(ANNA, "Anna", post_id)]
    assert home.one("select size from delivery where kind = 'post'") == 3
    account = home.rows("select recipient, outcome, reason, subject_id from account")[-1]
    assert account == ("cocoa@lists.example.org", "posted", "introduction", post_id)


async def test_the_copy_is_like_any_other(home: Home) -> None:
    """It says what list it comes by, where answers go, and whose words these are."""
    await a_group(home, ANNA)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    copy = message_from_bytes(await copy_of(home, home.one("select id from post")))
    assert copy["From"] == "Anna via Cocoa <cocoa@lists.example.org>"
    assert copy["Subject"] == "[cocoa] Introduction: Anna"
    assert copy["Reply-To"] == "Cocoa <cocoa@lists.example.org>"
    assert copy["List-Id"] == "Cocoa <cocoa.lists.example.org>"
    assert copy["Precedence"] == "list"
    assert ANNA not in copy.as_string()


async def test_all_introductions_are_one_thread(home: Home) -> None:
    """Whoever answers one writes there, too; another group has a thread of its own."""
    group_id = await a_group(home, ANNA, CARL)
    other = await home.found("maize", ANNA)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    await home.receive(
        letter(f"<{CARL}>", id="hi@e.org", in_reply_to=made(home)[0]["message-id"].strip("<>")),
        "cocoa",
        sender=CARL,
    )
    await later(home, DAY_S * 30)
    await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    await write(home, ANNA, WORDS, "maize-introduce")
    await later(home)
    threads = home.rows("select group_id, thread_id, count(*) from post group by thread_id")
    assert sorted((group, count) for group, _, count in threads) == [(group_id, 3), (other, 1)]


async def test_answers_stand_under_their_questions(home: Home) -> None:
    """In the language of the group, whatever the writer reads."""
    await a_group(home, ANNA, language="nl")
    home.write("update person set language = 'fr'")
    text = "Dag!\n\n1. Anna, Kumasi\n2. Tien jaar cacao\n3. Snoeien"
    await write(home, ANNA, text, INTRODUCE)
    await later(home)
    (mail,) = made(home)
    assert mail["subject"] == "Even voorstellen: Anna"
    assert mail.get_content().replace("\r\n", "\n") == (
        "Een paar woorden van Anna, om kennis te maken met iedereen in Cocoa:\n\nDag!\n\n"
        "1. Wie ben je, en waar woon of werk je?\n\nAnna, Kumasi\n\n"
        "2. Welke ervaring breng je mee?\n\nTien jaar cacao\n\n3. Wat hoop je te leren?\n\nSnoeien\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "Ik ben Zoë – ünïcödé is me lief, en de cacao uit Côte d'Ivoire ook.",
        "I grow cocoa.\n\nFrom here I see the sea.\n-- \nnot a signature\n>From me, all of it.",
        "I am Anna and I like long lines. " * 100,
        "Anna\n\n\tindented lines\n    stay as they are, and so does this one\n\n* one\n* two",
        ".\n..\nI am Anna, and I begin with dots",
        "我叫安娜，在库马西种植可可已经十年了。",
    ],
)
async def test_no_word_is_lost_on_the_way(home: Home, words: str) -> None:
    """What the writer said, as the receipt showed it, is what everybody reads."""
    await a_group(home, ANNA)
    await write(home, ANNA, words, INTRODUCE)
    said = home.one("select text from introduction")
    await later(home)
    copy = parse(await copy_of(home, home.one("select id from post")))
    assert said in read_body(copy).full_text
    assert said.split()[-1] in read_body(copy).own_text


@pytest.mark.parametrize(
    ("setting", "replies"),
    [
        ("group", "Cocoa <cocoa@lists.example.org>"),
        ("author", f"Anna <{ANNA}>"),
        ("both", f"Anna <{ANNA}>, Cocoa <cocoa@lists.example.org>"),
    ],
)
async def test_replies_go_where_the_group_wants_them(
    home: Home, setting: str, replies: str
) -> None:
    """Her address is named only where that is how the group answers."""
    await a_group(home, ANNA, reply_to=setting)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    copy = message_from_bytes(await copy_of(home, home.one("select id from post")))
    assert copy["Reply-To"] == replies


async def test_no_other_address_is_shown_than_she_wrote_from(home: Home) -> None:
    """The one on file is nobody's business (R13); where hers is not kept, none is shown."""
    work = "anna@work.example"
    await a_group(home, ANNA, CARL, reply_to="author")
    home.write(
        "insert into address (id, person_id, address, folded, created_s)"
        " select 9001, person_id, ?1, ?1, 1 from address where folded = ?2",
        *(work, ANNA),
    )
    await write(home, f"Anna <{work}>", WORDS, INTRODUCE)
    await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    home.write("update introduction set letter_id = null where text like '%Carl%'")
    await later(home)
    anna, carl = made(home)
    assert (anna["reply-to"], carl["reply-to"]) == (f"Anna <{work}>", None)
    assert home.rows("select author from post order by id") == [(work,), (CARL,)]
    assert ANNA not in anna.as_string()


async def test_a_person_without_a_name_stays_without(home: Home) -> None:
    """Neither name nor address is made up."""
    await a_group(home, ANNA)
    home.write("update person set name = ''")
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    (mail,) = made(home)
    assert mail["from"] == "Cocoa <cocoa@lists.example.org>"
    assert mail["subject"] == "Introduction: a member of Cocoa"
    assert "anna@" not in mail.as_string()


@pytest.mark.parametrize("name", ["Eve\r\nBcc: x@e.test", 'Ann "A" <x@e.test>', "Ünï, Cödé"])
async def test_no_name_becomes_a_header(home: Home, name: str) -> None:
    """Whatever somebody calls themselves is one phrase of From, and one line of the subject (R18)."""
    await a_group(home, ANNA)
    home.write("update person set name = ? where name = 'Anna'", name)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    (mail,) = made(home)
    assert mail["bcc"] is None
    assert [each.addr_spec for each in mail["from"].addresses] == ["cocoa@lists.example.org"]


async def test_what_was_missed_goes_out_in_one_run(home: Home) -> None:
    """After weeks without a server all that is due is posted, in order."""
    group_id = await a_group(home, ANNA, CARL)
    for number in range(5):
        await home.admit(group_id, f"m{number}@example.org")
        await write(home, f"m{number}@example.org", f"I am number {number} of many here", INTRODUCE)
        home.clock.move(60)
    await later(home, DAY_S * 30)
    assert [subject for subject, _ in posts(home)] == [f"Introduction: M{n}" for n in range(5)]
    assert len({thread for _, thread in posts(home)}) == 1


async def test_who_left_is_not_shown(home: Home) -> None:
    """Whoever leaves, or is removed, before their words went out has withdrawn them."""
    await a_group(home, ANNA)
    await write(home, ANNA, WORDS, INTRODUCE)
    await write(home, ANNA, "leave", "cocoa-request")
    before = len(sent(home))
    await later(home)
    assert (states(home), posts(home), len(sent(home))) == (["withdrawn"], [], before)


async def test_a_group_that_closed_shows_nothing(home: Home) -> None:
    """What waits for an archived group is withdrawn."""
    await a_group(home, ANNA)
    await write(home, ANNA, WORDS, INTRODUCE)
    home.write("update groups set archived_s = 1")
    await later(home)
    assert (states(home), posts(home)) == (["withdrawn"], [])


@pytest.mark.parametrize("settings", [{"post": "moderated"}, {"moderate_first_posts": 1}])
async def test_an_introduction_is_no_way_around_moderation(
    home: Home, settings: dict[str, str | int]
) -> None:
    """Where facilitators read first, they read introductions first, and what they let through is
    one like any other."""
    await a_group(home, ANNA, **settings)
    await write(home, ANNA, WORDS, INTRODUCE)
    assert last(home, ANNA).data["needs_leave"] is True
    await later(home)
    assert posts(home) == []
    assert states(home) == ["posted"]
    await write(home, CARL, "who", "cocoa-request")
    await write(home, BEA, "who", "cocoa-request")
    assert last(home, BEA).data["presented"] == 0
    asked = next(each for each in sent(home, BEA) if each.reply_to.startswith("confirm+"))
    await write(home, BEA, "ok", asked.reply_to)
    assert [subject for subject, _ in posts(home)] == ["Introduction: Anna"]
    await write(home, BEA, "who", "cocoa-request")
    assert last(home, BEA).data["presented"] == 1


async def test_no_to_what_the_facilitators_have_goes_to_them(home: Home) -> None:
    """They have it in their hands, and read that its writer does not want it any more."""
    await a_group(home, ANNA, post="moderated")
    await write(home, ANNA, WORDS, INTRODUCE)
    ticket = last(home, ANNA).reply_to
    await later(home)
    answer = await write(home, ANNA, "no", ticket)
    assert (answer.outcome, answer.reason) == ("forwarded", "with_facilitators")


async def test_a_facilitator_needs_no_leave(home: Home) -> None:
    """Who moderates is not moderated."""
    await a_group(home, post="moderated")
    await write(home, BEA, "I am Bea, and I look after this group.", INTRODUCE)
    await later(home)
    assert [subject for subject, _ in posts(home)] == ["Introduction: Bea"]


async def test_posts_wait_for_an_introduction(home: Home) -> None:
    """Where it is required, it is said once, and what waited follows by itself, in order."""
    await a_group(home, ANNA, CARL, introductions="require")
    for number in (1, 2):
        content = letter(f"<{ANNA}>", subject=f"Post {number}", id=f"p{number}@example.org")
        (answer,) = await home.receive(content, "cocoa", sender=ANNA)
        assert (answer.outcome, answer.reason) == ("held", "not_introduced")
        home.clock.move(60)
    assert kinds(home, ANNA) == ["posts/introduce_first"]
    assert last(home, ANNA).reply_to == INTRODUCE
    assert len(last(home, ANNA).data["questions"]) == 3
    await write(home, ANNA, WORDS, INTRODUCE)
    assert posts(home) == []
    await later(home)
    assert [subject for subject, _ in posts(home)] == ["Introduction: Anna", "Post 1", "Post 2"]
    content = letter(f"<{ANNA}>", subject="Post 3", id="p3@example.org")
    (answer,) = await home.receive(content, "cocoa", sender=ANNA)
    assert answer.outcome == "posted"
    assert home.rows("select distinct decided_by from held") == [("introduction",)]


async def test_what_cannot_follow_is_dropped(home: Home) -> None:
    """A held mail that is a post by now follows its introduction as nothing, and the others do."""
    group_id = await a_group(home, ANNA, introductions="require")
    await home.receive(letter(f"<{ANNA}>", id="p1@example.org"), "cocoa", sender=ANNA)
    home.write("update member set is_exempt = 1")
    home.write("update held set message_id = 'other'")
    await home.receive(letter(f"<{ANNA}>", id="p1@example.org"), "cocoa", sender=ANNA)
    await write(home, ANNA, WORDS, INTRODUCE)
    await later(home)
    assert home.rows("select state, group_id from held") == [("discarded", group_id)]
    assert len(posts(home)) == 2


async def test_a_crash_repeats_and_loses_nothing(home: Home) -> None:
    """The post, its letter and the state of the introduction are there together, or not at all."""
    await a_group(home, ANNA, CARL)
    await write(home, ANNA, WORDS, INTRODUCE)
    await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    home.clock.move(900)
    home.write(
        "create trigger fall before update on introduction when new.state = 'posted'"
        " begin select raise(abort, 'the power went'); end"
    )
    before = [row for row in home.dump() if "sequence" not in row]
    await introducing.post_due(home.site, home.clock.now_s)
    assert [row for row in home.dump() if "sequence" not in row] == before
    home.write("drop trigger fall")
    await introducing.post_due(home.site, home.clock.now_s)
    await introducing.post_due(home.site, home.clock.now_s)
    assert states(home) == ["posted", "posted"]
    assert len(posts(home)) == 2


async def test_one_that_fails_keeps_nobody_back(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """An introduction that cannot be written is logged, and the next one goes out."""
    await a_group(home, ANNA, CARL)
    await write(home, ANNA, WORDS, INTRODUCE)
    await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    home.write(
        "update introduction set answers = '{\"0\": 7}' where id = (select min(id)"
        " from introduction)"
    )
    await later(home)
    assert states(home) == ["waiting", "posted"]
    assert "cannot be posted" in caplog.text
