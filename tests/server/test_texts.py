"""The words of posts are read in the background, once, and found by searching."""

from __future__ import annotations

from dgroup.mail.body import read_body
from dgroup.server.jobs.texts import MOST_A_RUN
from dgroup.server.reading import Reader
from dgroup.server.scheduler import run_due
from dgroup.server.texts import fill
from dgroup.store import archive
from dgroup.store.database import Statement
from tests.site import Home, letter

ANN = "ann@example.org"


def texts(home: Home) -> dict[str, str]:
    """Own words by Message-ID."""
    return dict(
        home.rows("select message_id, own_text from post join post_text on post_id = post.id")
    )


async def test_words_are_read_once(home: Home) -> None:
    """Own words and all words, subject and attachments; a second run has nothing to do."""
    await home.found("psc", ANN)
    await home.receive(letter(id="one", body="Mine.\n\nOn Monday, Bob wrote:\n> Yours."))
    assert await fill(home.site, 10) == 1
    assert await fill(home.site, 10) == 0
    ((own, full, subject, attachments),) = home.rows(
        "select own_text, full_text, subject, attachments from post_text"
    )
    assert own == "Mine."
    assert "> Yours." in full
    assert (subject, attachments) == ("Hello", "[]")


async def test_a_run_is_bounded_and_begins_with_the_latest(home: Home) -> None:
    """Of one group, where one is asked for."""
    tea = await home.found("tea", ANN)
    await home.found("psc", ANN)
    for n in range(30):
        await home.receive(letter(id=f"p{n}", body=str(n)))
    await home.receive(letter(id="tea", body="Tea."), "tea")
    assert await fill(home.site, 25, home.one("select id from groups where name = 'psc'")) == 25
    assert set(texts(home)) == {f"p{n}" for n in range(5, 30)}
    assert await fill(home.site, 100, tea) == 1
    assert await fill(home.site, 100) == 5


async def test_a_mail_that_is_too_hard_stops_nothing(home: Home) -> None:
    """It has no words then, and is not tried again."""
    await home.found("psc", ANN)
    await home.receive(letter(id="hard", body="x\n" * 200_000))
    await home.receive(letter(id="easy", body="Easy."))
    await home.site.reader.close()
    home.site.reader = Reader(limit_s=0.0)
    assert await fill(home.site, 10) == 2
    assert texts(home) == {"hard": "", "easy": "Easy."}
    assert await fill(home.site, 10) == 0


async def test_a_post_that_goes_meanwhile_stops_nothing(home: Home) -> None:
    """What is gone when its words are written down is left out."""
    await home.found("psc", ANN)
    await home.receive(letter(id="one", body="One."))
    post_id = home.one("select id from post")
    body = await _body_of(home, post_id)
    home.write("delete from post")
    await home.site.db.write(*body)
    assert texts(home) == {}
    assert home.one("select count(*) from post_search where post_search match 'one'") == 0


async def _body_of(home: Home, post_id: int) -> list[Statement]:
    found = await archive.unread_mail(home.site.db, post_id)
    assert found is not None
    return archive.note_words(post_id, found[0], read_body(await home.site.reader.read(found[1])))


async def test_deleted_posts_are_found_no_more(home: Home) -> None:
    """Their words go with them."""
    group_id = await home.found("psc", ANN)
    await home.receive(letter(body="Cocoa."))
    await fill(home.site, 10)
    assert (await archive.search(home.site.db, group_id, "cocoa", 9))[1]
    home.write("delete from post")
    assert (await archive.search(home.site.db, group_id, "cocoa", 9))[1] == []
    assert home.one("select count(*) from post_text") == 0


async def test_the_job_reads_what_nobody_asked_for(home: Home) -> None:
    """A minute after a post its words can be searched."""
    await home.found("psc", ANN)
    await home.receive(letter(id="one", body="One."))
    assert await run_due(home.site, home.clock() + 60, "texts") == ["texts"]
    assert texts(home) == {"one": "One."}
    assert MOST_A_RUN <= 500
