"""Reading replies and offers, and one envelope's turn: pure tables."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.server.outbound.smtp_replies import (
    LONGEST_REPLY_BYTES,
    Offers,
    Reply,
    as_expected,
    is_ok,
    read_offers,
    split_replies,
)
from dgroup.server.outbound.transport import Outcome
from dgroup.server.outbound.turn import DELIVERED, Next, Turn, after_dot
from tests.server.desk import envelope

ALL = Offers(pipelining=True, size=True, eight_bit=True, smtputf8=True)


@pytest.mark.parametrize(
    ("data", "codes", "rest"),
    [
        (b"", [], b""),
        (b"250 ok\r\n", [250], b""),
        (b"250\r\n", [250], b""),
        (b"250 ok\n354 go\n", [250, 354], b""),
        (b"250-a\r\n250-b\r\n250 c\r\n25", [250], b"25"),
        (b"250-a\r\n250-b\r\n", [], b"250-a\r\n250-b\r\n"),
        (b"hello\r\n250 ok\r\n", [0, 250], b""),
        (b"\r\n", [0], b""),
        (b"25 ok\r\n", [0], b""),
        (b"2500 ok\r\n", [0], b""),
        (b"250+ok\r\n", [0], b""),
        (b"\xff\xfe\x00\r\n", [0], b""),
        (b"250-" + b"x" * LONGEST_REPLY_BYTES, [0], b""),
    ],
)
def test_replies_are_split_where_they_end(data: bytes, codes: list[int], rest: bytes) -> None:
    """Complete replies are read, what is still coming is kept, and garbage has code 0."""
    replies, left = split_replies(data)
    assert ([reply.code for reply in replies], left) == (codes, rest)


@given(st.binary(max_size=200))
def test_nothing_that_a_server_says_makes_us_raise(data: bytes) -> None:
    """Any bytes are read as replies, each of them fit for a log line."""
    replies, rest = split_replies(data)
    assert data.endswith(rest)
    for reply in replies:
        assert str(reply).isprintable()
        assert reply.kind in (0, 2, 3, 4, 5)
        read_offers(reply)
        after_dot(reply)


replies_in_bytes = st.lists(
    st.sampled_from(
        [b"250 2.1.0 Ok\r\n", b"354 go\r\n", b"550-5.1.1 no\r\n550 5.1.1 no\r\n", b"451 later\r\n"]
    ),
    max_size=6,
)


@given(replies_in_bytes, st.lists(st.integers(0, 80), max_size=5))
def test_it_does_not_matter_how_replies_are_cut(parts: list[bytes], cuts: list[int]) -> None:
    """However the network cuts the bytes, the same replies are read."""
    data = b"".join(parts)
    whole, _ = split_replies(data)
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    rest, found = b"", []
    for start, end in pairwise(places):
        replies, rest = split_replies(rest + data[start:end])
        found += replies
    assert (found, rest) == (whole, b"")
    assert len(whole) == len(parts)


@given(replies_in_bytes, st.integers(1, 6))
def test_the_fast_path_says_yes_only_to_what_is_expected(parts: list[bytes], due: int) -> None:
    """as_expected and is_ok agree with the reading of the replies one by one."""
    data = b"".join(parts)
    codes = [reply.code for reply in split_replies(data)[0]]
    assert as_expected(data, due) == (codes == [250] * (due - 1) + [354])
    assert is_ok(data) == (codes == [250])
    assert not as_expected(data[:-1], due)


@pytest.mark.parametrize(
    ("line", "status", "text"),
    [
        ("2.1.5 Ok", "2.1.5", "Ok"),
        ("5.1.1", "5.1.1", ""),
        ("5.1.1x no", "", "5.1.1x no"),
        ("4.1.1 no", "", "4.1.1 no"),
        ("10.1.1.1 says no", "", "10.1.1.1 says no"),
        ("", "", ""),
    ],
)
def test_the_enhanced_status_is_read_only_where_it_is_one(
    line: str, status: str, text: str
) -> None:
    """A status that is malformed or contradicts the code is just text."""
    reply = Reply(250 if line.startswith("2") else 550, (line,))
    assert (reply.status, reply.text) == (status, text)


def test_what_ehlo_offers_is_read_without_regard_to_case() -> None:
    """Keywords and their values are read in any case, and the first line is only a greeting."""
    lines = ("SMTPUTF8 at your service", "pipelining", "SIZE 1000", "8bitmime", "Auth=PLAIN Login")
    assert read_offers(Reply(250, (*lines, "AUTH CRAM-MD5", ""))) == Offers(
        pipelining=True,
        size=True,
        size_limit=1000,
        eight_bit=True,
        auth=frozenset({"PLAIN", "LOGIN", "CRAM-MD5"}),
    )


@pytest.mark.parametrize("limit", ["", "x", "-5", "1" * 30, "²"])
def test_a_size_that_is_none_is_no_limit(limit: str) -> None:
    """A SIZE without a sensible number means that no limit is declared."""
    offers = read_offers(Reply(250, ("hi", f"SIZE {limit}")))
    assert (offers.size, offers.size_limit) == (True, 0)


# -- one turn ------------------------------------------------------------------------------------


def test_all_commands_come_in_one_write() -> None:
    """Pipelined: MAIL, every RCPT and DATA; after a failed turn with RSET before them."""
    turn = Turn(envelope("ann@example.org", "bob@example.org", sender=""), ALL)
    said = b"MAIL FROM:<> SIZE=26\r\nRCPT TO:<ann@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n"
    assert (turn.commands(), turn.due) == (said, 4)
    turn.reset_first()
    assert (turn.commands(), turn.due) == (b"RSET\r\n" + said, 5)


def test_in_lock_step_commands_come_one_by_one() -> None:
    """Without PIPELINING each reply brings the next command."""
    turn = Turn(envelope(), Offers())
    turn.reset_first()
    said = [turn.commands()]
    while turn.heard(Reply(250, ("Ok",))) is Next.REPLY:
        said.append(turn.commands())
    assert said == [
        b"RSET\r\n",
        b"MAIL FROM:<bounces+x@lists.example.org>\r\n",
        b"RCPT TO:<ann@example.org>\r\n",
        b"DATA\r\n",
    ]


@pytest.mark.parametrize(
    ("codes", "lockstep", "result"),
    [
        ((250, 250, 354), False, Next.BODY),
        ((250, 250, 354), True, Next.BODY),
        ((250, 550, 354), False, Next.DOT),
        ((250, 550, 554), False, Next.OVER),
        ((250, 550), True, Next.OVER),
        ((451, 503, 503), False, Next.OVER),
        ((451,), True, Next.OVER),
        ((552, 503, 354), False, Next.DOT),
        ((250, 250, 451), False, Next.OVER),
        ((421,), False, Next.LOST),
        ((250, 354), False, Next.LOST),
        ((250, 250, 250), False, Next.LOST),
        ((0,), False, Next.LOST),
    ],
)
def test_how_a_turn_goes_on(codes: tuple[int, ...], lockstep: bool, result: Next) -> None:
    """What the last of a turn's replies leads to; all before it lead to the next reply."""
    turn = Turn(envelope(), Offers(pipelining=not lockstep))
    *before, last = [turn.heard(Reply(code, ("x",))) for code in codes]
    assert before == [Next.REPLY] * len(before)
    assert last is result


def test_the_echo_of_a_refused_mail_is_not_an_answer() -> None:
    """After MAIL was refused, the 503 that RCPT and DATA get says nothing about members."""
    turn = Turn(envelope("ann@example.org", "bob@example.org"), ALL)
    for code in (552, 503, 503, 503):
        turn.heard(Reply(code, ("x",)))
    answers = turn.finish(DELIVERED)
    assert [(answer.outcome, answer.code) for answer in answers] == [(Outcome.MESSAGE, 552)] * 2
