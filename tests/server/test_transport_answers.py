"""Whose matter an answer is (PROMISES R4), seen from a real socket, pipelined and in lock-step."""

from __future__ import annotations

import pytest

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.transport import Answer, Outcome
from tests.peers import DROP, HANG, Peer
from tests.server.desk import desk_at, envelope, numbered

HASTY = Patience(
    command_s=0.08, data_s=0.08, body_s=0.08, dot_s=0.08, quit_s=0.08, stuck_s=60, backoff_s=60
)


@pytest.fixture(params=[(), ("PIPELINING",)], ids=["pipelined", "lockstep"])
def without(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Every test here is true with and without PIPELINING."""
    result: tuple[str, ...] = request.param
    return result


async def test_a_mail_arrives_as_it_was_handed_over(without: tuple[str, ...]) -> None:
    """Sender, recipients and every octet of the content arrive, and each recipient is delivered."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        pieces = (b"Subject: dots\r\n\r\n", b"..one\r\n...two\r\n", b"end\r\n")
        to = ("ann@example.org", "bob@example.net", "cas@example.com")
        answers = await desk.send(envelope(*to, content=pieces))
    assert [answer.outcome for answer in answers] == [Outcome.DELIVERED] * 3
    [mail] = peer.mails
    assert (mail.sender, mail.recipients) == ("bounces+x@lists.example.org", to)
    assert mail.raw == b"".join(pieces)
    assert mail.content == b"Subject: dots\r\n\r\n.one\r\n..two\r\nend\r\n"
    assert peer.sessions[0].verbs[0] == "EHLO"
    assert peer.sessions[0].verbs[-1] == "QUIT"


async def test_the_null_sender_and_an_empty_mail_are_possible(without: tuple[str, ...]) -> None:
    """MAIL FROM:<> is said for an empty sender, and a mail may be a header without a body."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        [answer] = await desk.send(envelope(sender="", content=b"Subject: x\r\n\r\n"))
    assert answer.outcome is Outcome.DELIVERED
    assert (peer.mails[0].sender, peer.mails[0].content) == ("", b"Subject: x\r\n\r\n")


@pytest.mark.parametrize(
    ("verb", "reply", "outcome", "code", "status"),
    [
        ("MAIL", "451 4.3.0 busy", Outcome.TEMPORARY, 451, "4.3.0"),
        ("MAIL", "552 5.3.4 too big", Outcome.MESSAGE, 552, "5.3.4"),
        ("MAIL", "550 we do not like <>", Outcome.MESSAGE, 550, ""),
        ("MAIL", "530 5.7.0 log in first", Outcome.RELAY, 530, "5.7.0"),
        ("MAIL", "421 4.3.2 closing", Outcome.RELAY, 421, "4.3.2"),
        ("RCPT", "450 4.2.1 greylisted", Outcome.TEMPORARY, 450, "4.2.1"),
        ("RCPT", "452-4.5.3 too\r\n452 4.5.3 many", Outcome.TEMPORARY, 452, "4.5.3"),
        ("RCPT", "550 5.1.1 unknown", Outcome.PERMANENT, 550, "5.1.1"),
        ("RCPT", "552 5.2.2 full", Outcome.PERMANENT, 552, "5.2.2"),
        ("RCPT", "554 5.7.1 Client host rejected", Outcome.MESSAGE, 554, "5.7.1"),
        ("RCPT", "550 5.7.26 not authenticated", Outcome.MESSAGE, 550, "5.7.26"),
        ("RCPT", "554 refused", Outcome.PERMANENT, 554, ""),
        ("RCPT", "421 4.7.0 too many", Outcome.RELAY, 421, "4.7.0"),
        ("RCPT", "251 2.1.5 will forward", Outcome.DELIVERED, 250, "2.0.0"),
        ("DATA", "451 4.7.1 later", Outcome.TEMPORARY, 451, "4.7.1"),
        ("DATA", "554 5.7.1 no", Outcome.PERMANENT, 554, "5.7.1"),
        ("DATA", "421 4.3.2 closing", Outcome.RELAY, 421, "4.3.2"),
        ("DOT", "452 4.3.1 disk full", Outcome.TEMPORARY, 452, "4.3.1"),
        ("DOT", "554 5.7.1 spam", Outcome.MESSAGE, 554, "5.7.1"),
        ("DOT", "421 4.3.2 closing", Outcome.RELAY, 421, "4.3.2"),
        ("DOT", "250-2.0.0 Ok\r\n250 2.0.0 queued", Outcome.DELIVERED, 250, "2.0.0"),
        ("MAIL", "hello there", Outcome.RELAY, 0, ""),
        ("RCPT", "354 go on", Outcome.RELAY, 354, ""),
        ("DATA", "250 2.0.0 what?", Outcome.RELAY, 250, "2.0.0"),
        ("DOT", "354 again", Outcome.UNKNOWN, 0, ""),
    ],
)
async def test_one_recipient(
    verb: str, reply: str, outcome: Outcome, code: int, status: str, without: tuple[str, ...]
) -> None:
    """For a single recipient each step's refusal has its own kind, code and status."""
    async with Peer(without=without) as peer, desk_at(peer.port, connections=1) as desk:
        peer.on(verb, reply)
        [answer] = await desk.send(envelope())
        assert (answer.outcome, answer.code, answer.status) == (outcome, code, status)
        assert bool(desk.relay.trouble) == (outcome is Outcome.RELAY)


@pytest.mark.parametrize("nth", [2, 3])
@pytest.mark.parametrize(
    ("verb", "reply", "outcome"),
    [
        ("MAIL", "451 4.3.0 busy", Outcome.TEMPORARY),
        ("MAIL", "552 5.3.4 too big", Outcome.MESSAGE),
        ("RCPT", "450 4.2.1 greylisted", Outcome.TEMPORARY),
        ("RCPT", "550 5.1.1 unknown", Outcome.PERMANENT),
        ("RCPT", "550-5.1.1 really\r\n550 5.1.1 unknown", Outcome.PERMANENT),
        ("DATA", "451 4.7.1 later", Outcome.TEMPORARY),
        ("DATA", "554 5.7.1 no", Outcome.PERMANENT),
        ("DOT", "452 4.3.1 disk full", Outcome.TEMPORARY),
        ("DOT", "554 5.7.1 spam", Outcome.MESSAGE),
    ],
)
async def test_a_refusal_stays_with_its_envelope(
    verb: str, reply: str, outcome: Outcome, nth: int, without: tuple[str, ...]
) -> None:
    """Of five envelopes on one connection only the refused one fails, and the connection lives."""
    async with Peer(without=without) as peer, desk_at(peer.port, connections=1) as desk:
        peer.on(verb, reply, nth=nth)
        await desk.send(*numbered(5))
        assert len(peer.sessions) == 1
        expected = dict.fromkeys(range(5), Outcome.DELIVERED) | {nth - 1: outcome}
        assert desk.outcomes() == expected
        got = {mail.recipients[0] for mail in peer.mails}
        assert got == {f"m{n}@example.org" for n in range(5) if n != nth - 1}


async def test_a_hundred_recipients_get_an_answer_each(without: tuple[str, ...]) -> None:
    """Mixed answers to RCPT in one envelope: each recipient has its own, the others the mail's."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        peer.on("RCPT", "550 5.1.1 unknown", to="m7@")
        peer.on("RCPT", "450 4.2.1 later", to="m33@")
        peer.on("RCPT", "550-5.1.10 null\r\n550 5.1.10 mx", to="m99@")
        to = [f"m{number}@example.org" for number in range(100)]
        answers = await desk.send(envelope(*to))
    told = {to[i]: a.outcome for i, a in enumerate(answers) if a.outcome is not Outcome.DELIVERED}
    assert told == {
        "m7@example.org": Outcome.PERMANENT,
        "m33@example.org": Outcome.TEMPORARY,
        "m99@example.org": Outcome.PERMANENT,
    }
    assert answers[99].status == "5.1.10"
    assert peer.mails[0].recipients == tuple(each for each in to if each not in told)


async def test_what_is_said_to_the_mail_is_said_to_the_accepted(without: tuple[str, ...]) -> None:
    """After the dot 5xx is the message's matter for those accepted; who was refused stays so."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        peer.on("RCPT", "550 5.1.1 unknown", to="bob@")
        peer.on("DOT", "554 5.7.1 spam")
        answers = await desk.send(envelope("ann@example.org", "bob@example.org", "cas@example.org"))
    kinds = [answer.outcome for answer in answers]
    assert kinds == [Outcome.MESSAGE, Outcome.PERMANENT, Outcome.MESSAGE]


async def test_data_refused_for_many_blames_nobody(without: tuple[str, ...]) -> None:
    """5xx to DATA is a member's matter only if it is about one: of several it is the message's."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        peer.on("DATA", "554 5.7.1 no")
        several = await desk.send(envelope("ann@example.org", "bob@example.org"))
        peer.on("RCPT", "550 5.1.1 unknown", to="bob@")
        one_left = await desk.send(envelope("ann@example.org", "bob@example.org"))
    assert [answer.outcome for answer in several] == [Outcome.MESSAGE] * 2
    assert [answer.status for answer in one_left] == ["5.7.1", "5.1.1"]
    assert [answer.outcome for answer in one_left] == [Outcome.PERMANENT] * 2


async def test_552_for_one_of_many_may_mean_too_many(without: tuple[str, ...]) -> None:
    """552 without a status, in an envelope of several, is an old server's "too many": temporary."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        peer.on("RCPT", "552 too many recipients", to="bob@")
        answers = await desk.send(envelope("ann@example.org", "bob@example.org"))
    assert [answer.outcome for answer in answers] == [Outcome.DELIVERED, Outcome.TEMPORARY]


async def test_data_taken_with_nobody_accepted_gets_only_the_dot() -> None:
    """If RCPT is refused and DATA still gets 354, the dot alone is sent and no mail goes out."""
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("RCPT", "550 5.1.1 unknown", nth=2)
        peer.on("DATA", "354 go on", nth=2)
        await desk.send(*numbered(4))
        assert desk.outcomes()[1] is Outcome.PERMANENT
        assert len(peer.sessions) == 1
    assert [mail.raw for mail in peer.seen if not mail.recipients] == [b""]
    assert [mail.recipients[0][:2] for mail in peer.mails if mail.recipients] == ["m0", "m2", "m3"]


async def test_no_mail_is_offered_while_a_transaction_is_open(without: tuple[str, ...]) -> None:
    """After an envelope that ended without a mail, RSET comes before the next MAIL."""
    async with Peer(without=without) as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("RCPT", "550 5.1.1 unknown", nth=1)
        await desk.send(*numbered(2))
        assert desk.outcomes() == {0: Outcome.PERMANENT, 1: Outcome.DELIVERED}
    verbs = peer.sessions[0].verbs
    assert verbs.index("RSET") < verbs.index("MAIL", verbs.index("MAIL") + 1)


@pytest.mark.parametrize(
    ("verb", "outcome"),
    [
        ("MAIL", Outcome.RELAY),
        ("RCPT", Outcome.RELAY),
        ("DATA", Outcome.RELAY),
        ("DOT", Outcome.UNKNOWN),
    ],
)
@pytest.mark.parametrize("deed", [DROP, HANG])
async def test_a_connection_lost_or_silent(
    verb: str, deed: object, outcome: Outcome, without: tuple[str, ...]
) -> None:
    """Lost or silent before the final dot is the relay's matter; after it nobody knows."""
    assert deed in (DROP, HANG)
    async with (
        Peer(without=without) as peer,
        desk_at(peer.port, connections=1, patience=HASTY) as desk,
    ):
        peer.on(verb, DROP if deed is DROP else HANG)
        [answer] = await desk.send(envelope())
        assert (answer.outcome, answer.code) == (outcome, 0)
        assert answer.text


async def test_who_was_refused_before_the_loss_stays_refused(without: tuple[str, ...]) -> None:
    """A connection lost in mid-envelope takes nothing back that the relay had said before."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        peer.on("RCPT", "550 5.1.1 unknown", to="ann@")
        peer.on("RCPT", DROP, to="cas@")
        answers = await desk.send(envelope("ann@example.org", "bob@example.org", "cas@example.org"))
    kinds = [answer.outcome for answer in answers]
    assert kinds == [Outcome.PERMANENT, Outcome.RELAY, Outcome.RELAY]


async def test_a_delivered_mail_shares_one_answer() -> None:
    """Whoever is served in the usual way gets the same answer, made once."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        answers = await desk.send(*numbered(3))
    assert answers == [Answer(Outcome.DELIVERED, 250, "2.0.0", "")] * 3
    assert answers[0] is answers[2]
