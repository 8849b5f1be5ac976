"""A relay that does everything wrong, by chance, and what must still hold; and the other loop."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine

import pytest

from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.transport import Outcome
from tests.peers import DROP, Deed, Moment, Peer
from tests.server import test_transport_answers as answers
from tests.server import test_transport_opening as opening
from tests.server import test_transport_pool as pool
from tests.server import test_transport_trouble as trouble
from tests.server import test_transport_wire as wire
from tests.server.desk import are_rightly_addressed, become, desk_at, lettered

FAULTS: dict[str, tuple[Deed, ...]] = {
    "CONNECT": (DROP, "421 4.3.2 busy"),
    "EHLO": (DROP,),
    "MAIL": (DROP, "421 4.3.2 closing", "451 4.3.0 later", "552 5.3.4 too big"),
    "RCPT": (DROP, "421 4.3.2 closing", "450 4.2.1 later", "550 5.1.1 unknown", "250-a\r\n250 b"),
    "DATA": (DROP, "421 4.3.2 closing", "451 4.3.0 later", "554 5.7.1 no"),
    "DOT": (DROP, "421 4.3.2 closing", "451 4.3.0 later", "554 5.7.1 spam", "250-a\r\n250 b"),
}


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("without", [(), ("PIPELINING",)], ids=["pipelined", "lockstep"])
async def test_whatever_the_relay_does(seed: int, without: tuple[str, ...]) -> None:
    """Everything comes back once; who is called delivered has it once, who is refused has it not."""
    dice = random.Random(seed)

    def moody(moment: Moment) -> Deed | None:
        return dice.choice(FAULTS[moment.verb]) if dice.random() < 0.06 else None

    async with (
        Peer(without=without, close_after=7) as peer,
        desk_at(
            peer.port,
            connections=3,
            max_connections=6,
            patience=Patience(backoff_s=0.001, backoff_max_s=0.002),
        ) as desk,
    ):
        for verb in FAULTS:
            peer.on(verb, moody)
        envelopes = [
            lettered(*(f"m{number}.{part}@example.org" for part in range(1 + number % 4)))
            for number in range(200)
        ]
        for start in range(0, len(envelopes), 10):
            await become(lambda: desk.relay.retry_in_s == 0)
            await desk.send(*envelopes[start : start + 10])
    got = Counter(each for mail in peer.mails for each in mail.recipients)
    told = {
        recipient.decode(): answer.outcome
        for envelope, answers in desk.back
        for recipient, answer in zip(envelope.recipients, answers, strict=True)
    }
    assert len(told) == 500
    assert are_rightly_addressed(peer.seen)
    assert set(got.values()) == {1}
    delivered = {recipient for recipient, kind in told.items() if kind is Outcome.DELIVERED}
    assert delivered == set(got)
    assert len(delivered) > 100
    assert len(set(told.values())) >= 4


Case = Callable[[], Coroutine[None, None, None]]


@pytest.mark.parametrize(
    "case",
    [
        answers.test_a_delivered_mail_shares_one_answer,
        answers.test_data_taken_with_nobody_accepted_gets_only_the_dot,
        lambda: answers.test_a_hundred_recipients_get_an_answer_each(()),
        lambda: answers.test_a_connection_lost_or_silent("DOT", DROP, Outcome.UNKNOWN, ()),
        opening.test_implicit_tls,
        opening.test_a_large_mail_goes_through_tls,
        opening.test_a_certificate_of_somebody_else,
        opening.test_what_was_said_before_tls_is_forgotten,
        opening.test_nothing_is_left_of_a_failed_opening,
        lambda: opening.test_starttls("required", True, True),
        lambda: opening.test_tls_that_does_not_come_about("opportunistic", "TLS", DROP, "TLS: "),
        lambda: opening.test_tls_that_does_not_come_about("required", "TLS", DROP, "TLS: "),
        pool.test_a_slow_relay_and_a_full_queue_bring_more_connections,
        pool.test_one_stuck_connection_never_holds_up_the_others,
        pool.test_a_warm_connection_found_closed_is_no_attempt,
        trouble.test_a_relay_that_cannot_be_reached_gives_everything_back,
        trouble.test_closing_ends_when_the_grace_is_over,
        trouble.test_closing_while_connecting_leaves_nothing_behind,
        lambda: wire.test_a_large_mail_arrives_whole(()),
        wire.test_a_relay_that_takes_no_more_bytes,
    ],
)
def test_on_uvloop(case: Case) -> None:
    """What holds on asyncio's loop holds on uvloop, which is used where it is installed."""
    uvloop = pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(case())
