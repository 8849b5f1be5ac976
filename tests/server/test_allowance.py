"""What one client may spend, told with a clock of our own."""

from __future__ import annotations

import math

from dgroup.server.inbound.allowance import COMMAND_BYTES, JUNK_ALLOWED, Allowance


def test_each_command_gives_another_idle_time() -> None:
    """The deadline is one idle time behind the last whole command, not behind its first letter."""
    allowance = Allowance(300, 1800)
    allowance.take_command(1000)
    assert allowance.deadline == 1300
    assert allowance.take_bytes(1, 1200)
    assert allowance.deadline == 1300
    allowance.take_command(1250)
    assert allowance.deadline == 1550


def test_an_upload_lives_as_long_as_it_flows_but_not_for_ever() -> None:
    """Each octet of a mail gives another idle time; half an hour is the end of all uploads."""
    allowance = Allowance(300, 1800)
    allowance.begin_upload(1000)
    assert allowance.deadline == 1300
    for now in range(1000, 2800, 200):
        assert allowance.take_bytes(1, now)
        assert allowance.deadline == min(now + 300, 2800)
    allowance.end_upload()
    assert allowance.deadline == math.inf


def test_an_upload_may_be_large_and_a_command_may_not() -> None:
    """Octets are counted between commands only, and from nought after each."""
    allowance = Allowance(300, 1800)
    allowance.begin_upload(0)
    assert allowance.take_bytes(100 * COMMAND_BYTES, 0)
    allowance.end_upload()
    assert allowance.take_bytes(COMMAND_BYTES, 0)
    assert not allowance.take_bytes(1, 0)
    allowance.take_command(0)
    assert allowance.take_bytes(COMMAND_BYTES, 0)


def test_a_mail_that_is_taken_makes_good_for_junk() -> None:
    """The limit holds for a row without a mail, not for a connection."""
    allowance = Allowance(300, 1800)
    for _ in range(3):
        assert all(allowance.take_junk() for _ in range(JUNK_ALLOWED))
        assert not allowance.take_junk()
        allowance.forgive()
