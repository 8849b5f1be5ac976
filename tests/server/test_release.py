"""What may go out goes out, whatever happens between the word for it and the post."""

from __future__ import annotations

from dgroup.domain.effects import Release
from dgroup.server import jobs
from dgroup.server.scheduler import run_due
from tests.site import Home
from tests.writing import letter

assert "release" in jobs.__all__

ANN, EVE = "ann@example.org", "eve@elsewhere.example"


async def test_what_was_released_is_posted_later(home: Home) -> None:
    """After a crash or on a busy store, the next minute's job does it, once."""
    await home.found("psc", ANN)
    await home.receive(letter(sender=f"Eve <{EVE}>"), sender=EVE)
    held_id = home.one("select id from held")
    await home.perform(Release(held_id, ANN))
    for _ in range(2):
        await run_due(home.site, home.clock.now_s, "release")
    assert home.rows("select author from post") == [(EVE,)]
    assert home.rows("select state, decided_by from held") == [("approved", ANN)]


async def test_what_cannot_be_posted_waits_for_somebody_again(home: Home) -> None:
    """Its group has closed meanwhile: nobody's word can make it a post."""
    await home.found("psc", ANN)
    await home.receive(letter(sender=f"Eve <{EVE}>"), sender=EVE)
    await home.perform(Release(home.one("select id from held"), ANN))
    home.write("update groups set archived_s = 1")
    await run_due(home.site, home.clock.now_s, "release")
    assert home.rows("select state, released_by from held") == [("waiting", None)]


async def test_introductions_sent_on_have_the_bounds_of_all_that_is_sent_on(home: Home) -> None:
    """Hops end what goes round, and fifty mails a day are enough of one sender (R6, R7)."""
    await home.found("psc", ANN)
    hops = "".join(f"Received: from a{n} by b{n}\r\n" for n in range(150)).encode()
    (reply,) = await home.receive(hops + letter(EVE), "psc-introduce", sender=EVE)
    assert (reply.outcome, reply.reason) == ("refused", "too_many_hops")
    outcomes = []
    for number in range(60):
        content = letter(
            EVE, body=f"This is my story number {number}, dear friends.", id=f"s{number}"
        )
        (reply,) = await home.receive(content, "psc-introduce", sender=EVE)
        outcomes.append(reply.outcome)
    assert outcomes == ["forwarded"] * 50 + ["refused"] * 10


async def test_strangers_together_have_a_measure_too(home: Home) -> None:
    """However many senders they use; a member is still heard."""
    await home.found("psc", ANN)
    for number in range(205):
        who = f"v{number}@elsewhere.example"
        content = letter(who, subject="Question", body="Who are you?", id=f"q{number}")
        (reply,) = await home.receive(content, "psc-owner", sender=who)
    assert (reply.outcome, reply.reason) == ("refused", "too_many")
    (reply,) = await home.receive(letter(id="mine"), "psc-owner")
    assert reply.outcome == "forwarded"
