"""What an answer means for a recipient, for the queue and for nobody (R4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dgroup.server.flight import TRIES_OF_A_BAD_MESSAGE, Flight, Schedule
from dgroup.server.outbound.transport import Answer, Outcome
from dgroup.store.queue import Delivery, Progress, Split

MINUTE, HOUR, DAY = 60, 3600, 86_400
NOW = 1_795_262_400
RETRY = (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR)
SCHEDULE = Schedule(RETRY, 5 * DAY, lambda: 0.0)

SENT = Answer(Outcome.DELIVERED, 250, "2.0.0", "queued as 1")
LATER = Answer(Outcome.TEMPORARY, 450, "4.2.0", "greylisted")
NEVER = Answer(Outcome.PERMANENT, 550, "5.1.1", "no such user")
BAD = Answer(Outcome.MESSAGE, 552, "5.3.4", "too big")
SILENT = Answer(Outcome.UNKNOWN, 0, "", "no answer after the final dot")
DOWN = Answer(Outcome.RELAY, 0, "", "connection refused")


def flight(
    *members: int, attempts: int = 0, first_tried_s: int | None = None, due_s: int = NOW
) -> Flight:
    """A claimed row of these members."""
    row = Delivery(
        id=1,
        kind="post",
        group_id=1,
        post_id=1,
        letter_id=None,
        notice=None,
        is_single=False,
        readers=tuple((each, f"m{each}@example.org") for each in members or (1,)),
        gone=(),
        attempts=attempts,
        first_tried_s=first_tried_s,
        due_s=due_s,
        created_s=NOW,
    )
    return Flight(row, SCHEDULE)


def answered(answer: Answer, **row: int | None) -> Progress:
    """What is noted of a row whose one recipient got this answer."""
    one = flight(**row)  # type: ignore[arg-type]
    one.take([1], [answer])
    return one.progress(NOW, 0.0)


def test_a_delivered_mail_is_done() -> None:
    """Nothing is left, and the relay's words are kept."""
    done = answered(SENT)
    assert (done.sent, done.reply, done.splits, done.left) == ((1,), "queued as 1", (), ())
    assert done.released_due_s is None


@pytest.mark.parametrize(
    ("attempts", "pause_s"),
    [*enumerate(RETRY), (5, RETRY[-1]), (100, RETRY[-1])],
)
@pytest.mark.parametrize("answer", [LATER, SILENT], ids=["temporary", "unknown"])
def test_temporary_trouble_is_tried_again_by_the_schedule(
    answer: Answer, attempts: int, pause_s: int
) -> None:
    """The pauses of `delivery.retry`, of which the last repeats."""
    (split,) = answered(answer, attempts=attempts, first_tried_s=NOW - 60).splits
    assert split == Split((1,), False, NOW + pause_s, split.last_error)


def test_trouble_is_kept_in_the_words_of_the_relay() -> None:
    """Code, enhanced code and text, so far as there are any."""
    assert answered(LATER).splits[0].last_error == "450 4.2.0 greylisted"
    assert answered(SILENT).splits[0].last_error == "no answer after the final dot"


def test_luck_moves_a_retry_by_at_most_a_tenth() -> None:
    """Not all come back at the same moment, and none comes early."""
    for luck in (0.0, 0.5, 0.999):
        due_s = Schedule(RETRY, DAY, lambda luck=luck: luck).next_s(3, NOW)
        assert due_s == NOW + 2 * HOUR + int(luck * 720)


@pytest.mark.parametrize(
    ("since_s", "is_failed"),
    [(None, False), (NOW, False), (NOW - 5 * DAY + 1, False), (NOW - 5 * DAY, True)],
)
def test_patience_ends_after_five_days(since_s: int | None, is_failed: bool) -> None:
    """Counted from the first try, not from when the row was made (RFC 5321 §4.5.4.1)."""
    (split,) = answered(LATER, attempts=9, first_tried_s=since_s).splits
    assert split.is_failed is is_failed
    assert split.bounce_status is None  # nobody's address is blamed for time that passed


def test_patience_is_not_used_up_by_waiting_for_a_relay() -> None:
    """A try that comes six days late is one more try, not the end (R4: no mail ages)."""
    (split,) = answered(LATER, attempts=1, first_tried_s=NOW - 6 * DAY, due_s=NOW - 6 * DAY).splits
    assert not split.is_failed


def test_a_permanent_refusal_is_a_bounce() -> None:
    """That recipient failed, at once, with the status that scores go by."""
    (split,) = answered(NEVER).splits
    assert split == Split((1,), True, NOW, "550 5.1.1 no such user", bounce_status="5.1.1")


def test_a_bad_message_is_tried_a_few_times_and_blames_nobody() -> None:
    """Deferred, then failed and shown."""
    assert TRIES_OF_A_BAD_MESSAGE == 3
    for attempts, is_failed in ((0, False), (1, False), (2, True), (3, True)):
        (split,) = answered(BAD, attempts=attempts).splits
        assert (split.is_failed, split.bounce_status) == (is_failed, None)


def test_a_relay_that_is_down_is_no_attempt() -> None:
    """All come back; the row is released as it was, for when the relay may be tried again."""
    one = flight(1, 2)
    one.take([1], [DOWN])
    assert not one.has_news  # nothing to write down before all are back
    one.take([2], [DOWN])
    done = one.progress(NOW, 30.7)
    assert (done.sent, done.splits, set(done.left)) == ((), (), {1, 2})
    assert (done.released_due_s, done.trouble) == (NOW + 30, "connection refused")


def test_each_recipient_has_their_own_fate() -> None:
    """One post, five readers, five answers: each is told apart from the others."""
    one = flight(1, 2, 3, 4, 5, 6)
    one.take([1, 2, 3, 4], [SENT, LATER, NEVER, DOWN])
    one.take([5], [LATER])
    assert (one.out, one.is_over, one.has_news) == (1, False, True)
    done = one.progress(NOW, 0.0)
    assert done.sent == (1,)
    assert {(split.members, split.is_failed) for split in done.splits} == {
        ((2, 5), False),
        ((3,), True),
    }
    assert set(done.left) == {4, 6}
    assert done.released_due_s is None  # 6 is still out
    assert not one.has_news
    one.take([6], [SENT])
    done = one.progress(NOW, 0.0)
    assert (done.sent, done.splits, done.left, done.released_due_s) == ((6,), (), (4,), NOW + 1)


def test_what_could_not_be_noted_is_noted_later() -> None:
    """A note that failed is taken back; with it comes what happened since."""
    one = flight(1, 2, 3, 4)
    one.take([1, 2], [SENT, LATER])
    first = one.progress(NOW, 0.0)
    one.take([3, 4], [SENT, LATER])
    one.unnote()
    again = one.progress(NOW, 0.0)
    assert first.sent == (1,)
    assert (again.sent, again.left) == ((1, 3), ())
    assert [split.members for split in again.splits] == [(2, 4)]


def test_what_cannot_be_sent_at_all_is_given_up() -> None:
    """A row whose mail is gone fails with the reason, and blames nobody."""
    one = flight(1, 2)
    one.give_up("deleted")
    assert one.is_over
    done = one.progress(NOW, 0.0)
    assert done.splits == (Split((1, 2), True, NOW, "deleted"),)
    assert done.left == ()
    one.unnote()
    assert one.progress(NOW, 0.0).splits == done.splits


def test_what_cannot_be_tried_now_is_handed_back() -> None:
    """The disk failed us: the row is as it was."""
    one = flight(1, 2)
    one.hand_back("the disk is full")
    done = one.progress(NOW, 0.0)
    assert (done.splits, set(done.left), done.released_due_s) == ((), {1, 2}, NOW + 1)


def test_a_row_whose_readers_have_all_left_is_done() -> None:
    """Nothing to send is nothing to wait for."""
    empty = Flight(replace(flight(1).row, readers=()), SCHEDULE)
    assert empty.is_over
    assert empty.has_news
    assert empty.progress(NOW, 0.0).left == ()


def test_who_has_left_is_accounted_for_once() -> None:
    """Members who are gone when a row is claimed are noted as dropped, and again after a fault."""
    one = Flight(replace(flight(1, 2).row, gone=(7, 8)), SCHEDULE)
    one.take([1], [SENT])
    first = one.progress(NOW, 0.0)
    assert (first.sent, first.gone) == ((1,), (7, 8))
    one.unnote()
    assert one.progress(NOW, 0.0).gone == (7, 8)
    one.take([2], [SENT])
    assert one.progress(NOW, 0.0).gone == ()
