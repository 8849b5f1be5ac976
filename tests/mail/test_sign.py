"""Signed tokens are short, good for one thing only, and reading them never raises."""

from __future__ import annotations

import hashlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.errors import ConfigError
from dgroup.mail.sign import (
    BOUNCES,
    LARGEST_NUMBER,
    LEAVE,
    Keys,
    bounce_tokens,
    leave_link,
    leave_tokens,
    leaver,
    new_secret,
    new_ticket,
    read,
    sign,
    ticket_hash,
)

KEYS = Keys(1, {1: b"0123456789abcdef0123456789abcdef", 0: b"another secret, an older one"})
TODAY = 20_000
_NUMBERS = st.integers(0, LARGEST_NUMBER)


@given(st.lists(_NUMBERS, max_size=4).map(tuple), st.integers(0, 65_535))
def test_a_token_gives_back_its_numbers(numbers: tuple[int, ...], day: int) -> None:
    """What was signed is read, in lower case and in upper case."""
    token = sign(KEYS, "leave", numbers, day)
    assert re.fullmatch(r"[a-z2-7]+", token)
    assert read(KEYS, "leave", token, day, 0) == numbers
    assert read(KEYS, "leave", token.upper(), day, 0) == numbers


def test_a_bounce_address_fits_its_local_part() -> None:
    """Even with the two largest numbers the local part is at most 64 octets (RFC 5321 §4.5.3.1.1)."""
    assert len("bounces+" + sign(KEYS, BOUNCES, (LARGEST_NUMBER, LARGEST_NUMBER), TODAY)) == 61
    assert len("bounces+" + sign(KEYS, BOUNCES, (2**40 - 1, 2**40 - 1), TODAY)) == 52


@pytest.mark.parametrize(
    ("age", "valid_days", "is_good"),
    [
        (0, 60, True),
        (60, 60, True),
        (61, 60, False),
        (-1, 60, True),
        (-2, 60, False),
        (20000, None, True),
        (-2, None, False),
    ],
)
def test_tokens_expire(age: int, valid_days: int | None, is_good: bool) -> None:
    """A token is good from the day before its making until its days are over."""
    token = sign(KEYS, BOUNCES, (1, 2), TODAY)
    assert (read(KEYS, BOUNCES, token, TODAY + age, valid_days) is not None) is is_good


def test_a_token_is_good_for_one_thing() -> None:
    """A token made for one purpose, or with another site's secret, is worth nothing elsewhere."""
    token = sign(KEYS, BOUNCES, (1, 2), TODAY)
    others = Keys(1, {1: new_secret()})
    assert read(KEYS, "leave", token, TODAY, 60) is None
    assert read(others, BOUNCES, token, TODAY, 60) is None


def test_old_keys_are_still_read() -> None:
    """After a new secret has come, tokens of the old one are good while it is kept."""
    old = Keys(0, KEYS.secrets)
    token = sign(old, BOUNCES, (7, 8), TODAY)
    assert read(KEYS, BOUNCES, token, TODAY, 60) == (7, 8)
    assert read(Keys(1, {1: KEYS.secrets[1]}), BOUNCES, token, TODAY, 60) is None


def test_any_changed_character_spoils_a_token() -> None:
    """No character of a token can be another one, the last with its spare bits included."""
    token = sign(KEYS, BOUNCES, (123_456, 98_765), TODAY)
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    for place, character in enumerate(token):
        for other in alphabet.replace(character, ""):
            forged = token[:place] + other + token[place + 1 :]
            assert read(KEYS, BOUNCES, forged, TODAY, 60) is None
    for shorter in range(len(token)):
        assert read(KEYS, BOUNCES, token[:shorter], TODAY, 60) is None
    assert read(KEYS, BOUNCES, token + "a", TODAY, 60) is None


@given(st.text(max_size=80) | st.text("abcdefghijklmnopqrstuvwxyz234567=", max_size=80))
def test_reading_never_raises(token: str) -> None:
    """Any text is a token or None."""
    assert read(KEYS, BOUNCES, token, TODAY, 60) is None


@pytest.mark.parametrize(
    ("numbers", "day"), [((-1,), TODAY), ((2**63,), TODAY), ((1,), -1), ((1,), 65_536)]
)
def test_what_cannot_be_signed_is_said(numbers: tuple[int, ...], day: int) -> None:
    """A number or a day out of bounds is a fault of the program."""
    with pytest.raises(ValueError, match="out of bounds"):
        sign(KEYS, BOUNCES, numbers, day)


@given(_NUMBERS, _NUMBERS)
def test_bounce_tokens_are_ordinary_ones(post_id: int, member_id: int) -> None:
    """The quick way makes exactly the token of the slow way."""
    quick = bounce_tokens(KEYS, post_id, TODAY)(member_id)
    assert quick.decode() == sign(KEYS, BOUNCES, (post_id, member_id), TODAY)


def test_bounce_tokens_are_quick() -> None:
    """Ten thousand members cost a small part of a second."""
    token = bounce_tokens(KEYS, 123_456, TODAY)
    began = time.process_time()
    tokens = {token(member_id) for member_id in range(10_000)}
    assert time.process_time() - began < 5
    assert len(tokens) == 10_000


@given(_NUMBERS)
def test_leave_tokens_are_ordinary_ones(member_id: int) -> None:
    """The quick way makes exactly the token of the slow way, and it names its member."""
    quick = leave_tokens(KEYS)(member_id).decode()
    assert quick == sign(KEYS, LEAVE, (member_id,), 0)
    assert leaver(KEYS, quick) == leaver(KEYS, quick.upper()) == member_id


def test_a_leave_token_does_one_thing() -> None:
    """No token of another purpose or shape lets anybody leave, and one of leaving does no more."""
    mine = leave_tokens(KEYS)(7).decode()
    assert read(KEYS, BOUNCES, mine, TODAY, None) is None
    for other in (
        sign(KEYS, BOUNCES, (7,), 0),
        sign(KEYS, LEAVE, (7, 8), 0),
        sign(KEYS, LEAVE, (), 0),
        "",
        mine[:-1],
    ):
        assert leaver(KEYS, other) is None


def test_leave_tokens_have_no_end() -> None:
    """A link of years ago still lets its member leave, when the key has been followed by others."""
    old = leave_tokens(Keys(0, {0: KEYS.secrets[KEYS.current]}))(7).decode()
    later = Keys(1, {0: KEYS.secrets[KEYS.current], 1: b"later" * 8})
    assert leaver(later, old) == 7
    assert read(later, LEAVE, old, 60_000, None) == (7,)


@pytest.mark.parametrize("base_url", ["https://x.example.org", "https://x.example.org/"])
def test_a_leave_link_has_one_slash(base_url: str) -> None:
    """Links do not depend on how the operator ends base_url."""
    assert leave_link(base_url) == "https://x.example.org/leave/"


@pytest.mark.parametrize(
    ("current", "secrets"),
    [
        (0, {}),
        (1, {0: b"x" * 32}),
        (0, {0: b""}),
        (0, {0: b"x" * 15}),
        (0, {0: b"x" * 65}),
        (256, {256: b"x" * 32}),
    ],
)
def test_poor_keys_are_refused(current: int, secrets: dict[int, bytes]) -> None:
    """No site runs with an empty, a short or a missing secret (R10)."""
    with pytest.raises(ConfigError):
        Keys(current, secrets)


def test_secrets_do_not_show() -> None:
    """A secret is never in what is logged of its keys, and each new one is new."""
    assert "0123" not in repr(KEYS)
    assert len(new_secret()) == 32
    assert new_secret() != new_secret()


def test_tickets_are_random_and_stored_hashed() -> None:
    """A ticket has 160 bits; its hash finds it again whatever case a relay made of it."""
    token, stored = new_ticket()
    assert re.fullmatch(r"[a-z2-7]{32}", token)
    assert stored == hashlib.sha256(token.encode()).digest()
    assert ticket_hash(f" {token.upper()}\n") == stored
    assert new_ticket()[0] != token
