"""Who may not read a digest learns nothing by answering it, and keeps nobody busy."""

from __future__ import annotations

import json

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server import holding
from tests.commands.robot import sent
from tests.server.digest_posts import DAN, MEETING, SONG, STRANGER, WORDS, Club, club
from tests.site import Home
from tests.writing import DOMAIN, letter

CAS = "cas@example.org"
ORDERS = ("get 1", "threads", "who", "help", "leave", "search names", "which", "mute 1", "weekly")


@pytest.fixture
async def psc(home: Home) -> Club:
    """The group with its digest."""
    return await club(home)


async def ask(psc: Club, to: str, words: str, sender: str = CAS, **more: str) -> tuple[str, str]:
    """Send a mail of its own to an address; return what became of it."""
    psc.home.clock.move(90_000)
    number = psc.home.one("select count(*) from letter")
    content = letter(
        sender, f"{to}@{DOMAIN}", subject="Re: x", body=words, id=f"ask{number}@x.example", **more
    )
    (reply,) = await psc.home.receive(content, to, sender=sender)
    return reply.outcome, reply.reason


async def test_a_stranger_s_answer_waits_for_those_in_charge(psc: Club) -> None:
    """In the words that were cut as those of any mail are; nothing is compared with the digest."""
    answered = await psc.answer(WORDS, psc.left(SONG), sender=STRANGER)
    assert (answered.outcome, answered.reason) == ("held", "not_member")
    assert psc.home.site.digest_texts == {}
    ((held_id,),) = psc.home.rows("select id from held")
    done = await holding.approve(psc.home.site, held_id, "operator")
    psc.home.one("select thread_id from post where id = ?", done.post_id)
    kept = psc.home.one("select letter_id from post where id = ?", done.post_id)
    content = psc.home.one("select content from letter where id = ?", kept)
    assert read_body(parse(content)).full_text == WORDS


async def test_a_mail_to_the_group_that_names_a_digest_is_not_compared_either(psc: Club) -> None:
    """Anybody can write the name of a digest."""
    named = {"in_reply_to": f"digest.{psc.digest_id}@{DOMAIN}"}
    assert await ask(psc, "psc", WORDS, **named) == ("held", "not_member")
    assert psc.home.site.digest_texts == {}
    assert await ask(psc, "psc", WORDS, DAN, **named) == ("answered", "which")
    assert list(psc.home.site.digest_texts) == [psc.digest_id]


@pytest.mark.parametrize("to", ["DIGEST", "THREAD"])
async def test_a_hidden_group_is_told_to_nobody_who_does_not_know_of_it(psc: Club, to: str) -> None:
    """Neither by what a command says nor by what is refused: a digest that is not there, too."""
    await psc.home.found("coffee", CAS)
    psc.set(hidden=True)
    before = len(sent(psc.home, CAS))
    where = {"DIGEST": f"digest+{psc.digest_id}", "THREAD": f"thread+{psc.thread(MEETING)}"}[to]
    missing = {"DIGEST": "digest+99999999", "THREAD": f"thread+{psc.thread(MEETING)}"}[to]
    for words in (*ORDERS, "mute", "follow", "Hello to all of you."):
        for sender in (CAS, STRANGER):
            told = await ask(psc, where, words, sender)
            assert told == await ask(psc, missing, words, sender)
            assert told[0] in ("refused", "held"), words
    assert [each.template for each in sent(psc.home, CAS)[before:]] == []


async def test_who_has_left_a_hidden_group_still_knows_of_it(psc: Club) -> None:
    """Their words wait, and who was shut out hears nothing, as at the group's own address."""
    psc.set(hidden=True)
    where = f"digest+{psc.digest_id}"
    psc.home.write("update member set status = 'left' where id = ?", psc.member(DAN))
    assert await ask(psc, where, WORDS, DAN) == ("held", "not_member")
    psc.home.write("update member set status = 'banned' where id = ?", psc.member(DAN))
    assert (await ask(psc, where, WORDS, DAN))[0] == "discarded"


async def test_commands_in_an_open_group_are_obeyed_for_whom_the_site_knows(psc: Club) -> None:
    """As at the address of its robot; whoever has left can say so once more."""
    await psc.home.found("coffee", CAS)
    assert await ask(psc, f"digest+{psc.digest_id}", "help") == ("command", "help")
    psc.home.write("update member set status = 'left' where id = ?", psc.member(DAN))
    assert (await ask(psc, f"digest+{psc.digest_id}", "leave", DAN))[0] == "command"


@pytest.mark.parametrize("number", ["9" * 40, "²", "٣", "0", "99999999"])
async def test_no_number_is_too_large_to_be_refused(psc: Club, number: str) -> None:
    """Nothing is set aside for the operator."""
    for to in ("digest", "thread"):
        assert await ask(psc, f"{to}+{number}", "Hello.", DAN) == ("refused", "unknown_group")


async def test_a_mail_longer_than_anybody_writes_is_for_those_in_charge(psc: Club) -> None:
    """It is not compared, and nothing of it is lost."""
    words = "Ah. " * 80_000
    assert await ask(psc, f"digest+{psc.digest_id}", words, DAN) == ("held", "too_large")
    ((letter_id,),) = psc.home.rows("select letter_id from held")
    kept = psc.home.one("select content from letter where id = ?", letter_id)
    assert read_body(parse(kept)).full_text.strip() == words.strip()
    told = sent(psc.home, DAN)[-1]
    assert told.template == "posts/held"


async def test_a_digest_is_written_once_for_all_its_answers(psc: Club) -> None:
    """And whoever has the posts whole below it is compared with the text alone."""
    await psc.circulate(form="mime")
    calls: list[int] = []
    reader = psc.home.site.reader

    async def read(content: bytes) -> object:
        calls.append(len(content))
        return await type(reader).read(reader, content)

    reader.read = read  # type: ignore[method-assign,assignment]
    mail = psc.reply(WORDS, psc.left(SONG))
    calls.clear()
    assert (await psc.answer("", content=mail)).outcome == "posted"
    assert calls == [len(mail)], "no post is read again"
    texts = psc.home.site.digest_texts[psc.digest_id]
    assert len(texts) == 3, "the subject, and the text with and without what is too large"
    assert (await psc.answer("Other words.", psc.left(SONG))).outcome == "posted"
    assert psc.home.site.digest_texts[psc.digest_id] is texts


async def test_lines_for_what_is_too_large_to_come_along_are_no_words(psc: Club) -> None:
    """They stand in a digest that brings posts whole, but for some of them."""
    big = psc.post(MEETING)
    psc.home.write(
        "update letter set content = cast(content || zeroblob(6000000) as blob)"
        " where id = (select letter_id from post where id = ?)",
        big,
    )
    await psc.circulate(form="mime")
    text = read_body(parse(psc.mail)).full_text
    assert f"get {big}" in text
    mail = psc.reply(f"2\n\n{WORDS}", psc.like(text), client="outlook")
    found = await psc.posted(await psc.answer("", content=mail))
    assert read_body(found).full_text == WORDS


async def test_the_digest_of_a_closed_group_offers_nothing(psc: Club) -> None:
    """All of its addresses are closed: the digest says so, and what it shows is all there is."""
    psc.home.write("update groups set archived_s = 1 where id = ?", psc.group_id)
    psc.home.write("update post_text set own_text = ?", "Long. " * 2_000)
    text = read_body(parse(await psc.written())).full_text
    assert "has been closed" in text
    assert "[…]" in text
    for offer in ("answer", "reply", '"get', "thread+", "digest+"):
        assert offer not in text
    psc.home.site.forget_names()
    refused = await psc.answer(WORDS, psc.left(SONG))
    assert (refused.outcome, refused.reason) == ("refused", "unknown_group")


async def test_words_are_read_only_of_posts_for_which_there_is_room(psc: Club) -> None:
    """Of thousands in one digest no more than a letter can show."""
    home = psc.home
    columns = [row[1] for row in home.rows("pragma table_info(post)")]
    kept = ", ".join(each for each in columns if each not in ("id", "message_id"))
    for number in range(500):
        home.write(
            f"insert into post (id, message_id, {kept})"
            f" select ?, ?, {kept} from post where message_id = ?",
            10_000_000 + number,
            f"more{number}@x",
            SONG,
        )
    home.write("delete from post_text")
    home.write("update post set has_text = 0")
    await psc.circulate(json.loads(home.one("select json_group_array(id) from post")))
    assert 0 < home.one("select count(*) from post_text") <= 400
