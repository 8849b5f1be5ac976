"""Tokens: short signed ones that carry numbers, and random tickets that carry nothing.

A signed token (PROMISES R10) is lower-case base32 of: key id, day, the numbers, and a keyed BLAKE2b
over all of these and the purpose, so that it is good for one thing only. Secrets are made by
`new_secret`, never derived; nothing here is ever logged. RFC 4648 §6 (base32), RFC 7693 (BLAKE2).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dgroup.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BOUNCES = "bounces"
LEAVE = "leave"
LEAVE_PATH = "/leave/"
"""Where on the web one leaves: `{base_url}/leave/TOKEN`."""
LARGEST_NUMBER = 2**63 - 1
"""`bounces+` and a token of two such numbers are 61 octets (RFC 5321 §4.5.3.1.1 allows 64)."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The site's secrets by key id (0–255); `current` is the one that new tokens are made with.

    Raises: ConfigError when there is no current one, or one is under 16 or over 64 octets.
    """

    current: int
    secrets: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        if self.current not in self.secrets:
            raise ConfigError("the current signing key is missing; restore keys/ from a backup")
        for number, secret in self.secrets.items():
            if not 0 <= number <= 255 or not 16 <= len(secret) <= 64:
                raise ConfigError(f"signing key {number} cannot be used; restore keys/")


def new_secret() -> bytes:
    """Make a secret for `Keys`: 32 random octets."""
    return secrets.token_bytes(32)


def sign(keys: Keys, purpose: str, numbers: tuple[int, ...], day: int) -> str:
    """Make a token for `numbers` (each 0 to 2**63 - 1), good for `purpose` (≤ 16 ASCII) alone.

    `day` is the day of making, counted from 1970-01-01 (epoch seconds // 86400).
    Raises: ValueError when a number, the day or the purpose is out of bounds.
    """
    payload = _payload(keys.current, numbers, day)
    mac = _mac(keys.secrets[keys.current], purpose)
    mac.update(payload)
    return _base32(payload + mac.digest()).decode("ascii")


def read(
    keys: Keys, purpose: str, token: str, today: int, valid_days: int | None
) -> tuple[int, ...] | None:
    """Return the numbers of a token made by `sign`; None for any other text, whatever it is.

    None too when it is older than `valid_days` (None: without end), or from beyond tomorrow (a
    day is allowed for clocks that differ). Upper case is as good as lower case.
    """
    data = _from_base32(token)
    if data is None or len(data) < _HEAD + _MAC or data[0] not in keys.secrets:
        return None
    payload, found = data[:-_MAC], data[-_MAC:]
    mac = _mac(keys.secrets[data[0]], purpose)
    mac.update(payload)
    if not hmac.compare_digest(mac.digest(), found):
        return None
    age = today - int.from_bytes(payload[1:_HEAD], "big")
    if age < -1 or (valid_days is not None and age > valid_days):
        return None
    return _numbers(payload[_HEAD:])


def bounce_tokens(keys: Keys, post_id: int, day: int) -> Callable[[int], bytes]:
    """Return a function from member id to the token `sign` makes of (post id, member id).

    For the hot path: what all recipients of a post share is hashed once.
    Raises: ValueError when the post id or the day is out of bounds.
    """
    head = _payload(keys.current, (post_id,), day)
    shared = _mac(keys.secrets[keys.current], BOUNCES)
    shared.update(head)

    def token(member_id: int) -> bytes:
        own = _number(member_id)
        mac = shared.copy()
        mac.update(own)
        return _base32(head + own + mac.digest())

    return token


def leave_tokens(keys: Keys) -> Callable[[int], bytes]:
    """Return a function from member id to the token by which that member leaves (R23).

    For the hot path, too. It is good without end, and the same in every mail to a member: the day
    in it is always 0.
    """
    head = _payload(keys.current, (), 0)
    shared = _mac(keys.secrets[keys.current], LEAVE)
    shared.update(head)

    def token(member_id: int) -> bytes:
        own = _number(member_id)
        mac = shared.copy()
        mac.update(own)
        return _base32(head + own + mac.digest())

    return token


def leave_link(base_url: str) -> str:
    """Return what stands before a token of `leave_tokens` in a link (RFC 8058 §3.1: https)."""
    return base_url.rstrip("/") + LEAVE_PATH


def leaver(keys: Keys, token: str) -> int | None:
    """Return the member id of a token of `leave_tokens`; None for any other text."""
    numbers = read(keys, LEAVE, token, 0, None)
    return numbers[0] if numbers and len(numbers) == 1 else None


def new_ticket() -> tuple[str, bytes]:
    """Make a ticket: 160 random bits as 32 characters of base32, and its hash to be stored."""
    token = _base32(secrets.token_bytes(20)).decode("ascii")
    return token, ticket_hash(token)


def ticket_hash(token: str) -> bytes:
    """Return the SHA-256 under which a ticket is stored; upper case is as good as lower case."""
    return hashlib.sha256(token.strip().lower().encode("utf-8", "replace")).digest()


_HEAD = 3  # octets: key id, and the day in two (which last until 2149)
_MAC = 12  # octets: 96 bits, and each guess is a mail
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
# Two characters at once: half the steps of five bits each, in 50 kB.
_PAIRS = tuple((one + two).encode("ascii") for one in _ALPHABET for two in _ALPHABET)


def _mac(secret: bytes, purpose: str) -> hashlib.blake2b:
    return hashlib.blake2b(key=secret, person=purpose.encode("ascii"), digest_size=_MAC)


def _payload(key_id: int, numbers: tuple[int, ...], day: int) -> bytes:
    if not 0 <= day < 65536:
        raise ValueError(f"day out of bounds: {day}")
    return bytes((key_id, day >> 8, day & 255)) + b"".join(map(_number, numbers))


def _number(number: int) -> bytes:
    """Seven bits an octet, the low ones first; the eighth bit says that more follow."""
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError(f"number out of bounds: {number}")
    if number < 128:
        return bytes((number,))
    octets = bytearray()
    while number > 127:
        octets.append(number & 127 | 128)
        number >>= 7
    octets.append(number)
    return bytes(octets)


def _numbers(octets: bytes) -> tuple[int, ...]:
    found: list[int] = []
    number = shift = 0
    for octet in octets:
        number |= (octet & 127) << shift
        shift += 7
        if octet < 128:
            found.append(number)
            number = shift = 0
    return tuple(found)


def _base32(data: bytes) -> bytes:
    """RFC 4648 §6, in lower case and without padding."""
    characters = (len(data) * 8 + 4) // 5
    width = (characters + 1) // 2 * 10
    bits = int.from_bytes(data, "big") << (width - len(data) * 8)
    pairs = _PAIRS
    coded = b"".join([pairs[bits >> shift & 1023] for shift in range(width - 10, -1, -10)])
    return coded[:characters]


def _from_base32(token: str) -> bytes | None:
    if not token.isascii() or len(token) > 256:
        return None
    token = token.lower()
    try:
        data = b32decode(token.upper() + "=" * (-len(token) % 8))
    except ValueError:
        return None
    # The last character may have bits to spare: only one spelling of a token is good.
    return data if _base32(data) == token.encode("ascii") else None
