"""Which conversation a mail means that is no post: by its address, or by what it answers."""

from __future__ import annotations

from dgroup.store import posts
from dgroup.store.posts import ThreadTarget
from tests.site import Home, letter

ANN = "ann@example.org"


async def test_an_answer_goes_to_the_first_and_the_latest_post(home: Home) -> None:
    """The latest is the one written last, whatever came last."""
    psc = await home.found("psc", ANN)
    await home.receive(letter(id="root"))
    late = "Sat, 21 Nov 2026 12:30:00 +0000"
    await home.receive(letter(id="last", in_reply_to="root", body="1", date=late))
    await home.receive(letter(id="between", in_reply_to="root", body="2"))
    thread_id = home.one("select id from thread")
    expected = ThreadTarget(thread_id, psc, "root", "last")
    assert await posts.thread_target(home.site.db, thread_id) == expected


async def test_a_merged_thread_leads_to_the_one_it_went_into(home: Home) -> None:
    """By its former id, and by the mails that it had."""
    psc = await home.found("psc", ANN)
    await home.receive(letter(id="one"))
    await home.receive(letter(id="two", body="2"))
    older, younger = sorted(id_ for (id_,) in home.rows("select id from thread"))
    await home.receive(letter(id="both", references=["one", "two"], body="3"))
    target = await posts.thread_target(home.site.db, younger)
    assert target is not None
    assert target.thread_id == older
    assert await posts.thread_of(home.site.db, psc, ["two"]) == older


async def test_the_nearest_known_mail_says_which_thread(home: Home) -> None:
    """The last one in the order of references; and only in the group that is meant."""
    psc = await home.found("psc", ANN)
    other = await home.found("other", ANN)
    for name in ("one", "two"):
        await home.receive(letter(id=name, body=name))
    ids = {
        name: home.one("select id from thread where root_message_id = ?", name)
        for name in ("one", "two")
    }
    assert await posts.thread_of(home.site.db, psc, ["one", "two", "notice"]) == ids["two"]
    assert await posts.thread_of(home.site.db, psc, ["two", "one"]) == ids["one"]
    assert await posts.thread_of(home.site.db, psc, ["notice"]) is None
    assert await posts.thread_of(home.site.db, psc, []) is None
    assert await posts.thread_of(home.site.db, other, ["one"]) is None


async def test_a_thread_that_never_was_leads_nowhere(home: Home) -> None:
    """Whatever number stands in the address."""
    for number in (0, -1, 99, 2**63, 10**30):
        assert await posts.thread_target(home.site.db, number) is None
