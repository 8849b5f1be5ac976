"""Where a mail is meant to go: an address becomes a destination (CONTRACT §3).

A group's own name is looked for first; then a verb and a name in any of three styles, because
members bring their habits along: `leave.psc@` (Dgroups), `psc-leave@` (Mailman), `psc+leave@`
(mlmmj, groups.io). Local parts are compared without case. What is not served yet is said by
`serves`, so that the door can refuse it at RCPT.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, assert_never

from dgroup.mail.address import fold, split

# One row per verb, named as in `words.VERBS`, with the words of addresses for it (CONTRACT §3).
_SYNONYMS: Final = {
    "request": ("request",),
    "join": ("join", "subscribe"),
    "leave": ("leave", "unsubscribe"),
    "each": ("mail",),
    "none": ("nomail",),
    "daily": ("dailydigest", "digest"),
    "weekly": ("weeklydigest",),
    "monthly": ("monthlydigest",),
    "owner": ("owner", "admin", "facilitators"),
    "help": ("help",),
    "info": ("info",),
    "introduce": ("introduce",),
}
VERBS: Final = {word: verb for verb, words in _SYNONYMS.items() for word in words}

SITE_ROBOTS: Final = {
    "dgroup": "request",
    "info": "which",
    "majordomo": "request",
    "sympa": "request",
    "listserv": "request",
}
OPERATORS: Final = ("postmaster", "abuse")

# Names that no group may have (frozen: people and scripts rely on these addresses).
RESERVED_NAMES: Final = frozenset(
    "abuse admin bounces confirm dailydigest dgroup digest facilitators help info introduce join"
    " leave listserv mail majordomo monthlydigest nomail noreply owner postmaster request root"
    " subscribe sympa thread unsubscribe weeklydigest".split()
)
OPERATOR_GROUP: Final = "dgroup-facilitators"


@dataclass(frozen=True, slots=True)
class ToGroup:
    """A post."""

    group: str


@dataclass(frozen=True, slots=True)
class ToRobot:
    """A command: to one group, or to the site where `group` is None."""

    group: str | None
    verb: str


@dataclass(frozen=True, slots=True)
class ToPeople:
    """The people in charge of a group; `word` is the address's own word, for the From line."""

    group: str
    word: str


@dataclass(frozen=True, slots=True)
class ToOperator:
    """Whoever runs the site."""

    word: str


@dataclass(frozen=True, slots=True)
class ToBounces:
    """A return path that comes home."""

    token: str


@dataclass(frozen=True, slots=True)
class ToTicket:
    """A signed pending act."""

    token: str


@dataclass(frozen=True, slots=True)
class ToThread:
    """A reply to one thread, from a digest."""

    token: str


@dataclass(frozen=True, slots=True)
class ToDigest:
    """A reply to a digest as a whole."""

    token: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """Not for us: `reason` is `unknown_domain`, `unknown_group` or `not_served`."""

    reason: str


Destination = (
    ToGroup | ToRobot | ToPeople | ToOperator | ToBounces | ToTicket | ToThread | ToDigest | Nowhere
)


def route(address: str, domain: str, names: Container[str]) -> Destination:
    """Say where `address` leads on the site `domain` that has groups and aliases `names`.

    `names` holds lower-case local parts. An address that leads nowhere gives `Nowhere`.
    """
    local, at_domain = split(fold(address))
    if (not at_domain and local == "postmaster") or address.casefold() == "postmaster":
        return ToOperator("postmaster")  # RFC 5321 §4.5.1: also without a domain
    if at_domain != domain:
        return Nowhere("unknown_domain")
    if local in names:
        return ToGroup(local)
    return _tagged(local) or _verb_and_name(local, names) or _of_the_site(local)


def serves(destination: Destination) -> str:
    """Return "" where mail for this destination is taken, else the reason for refusing it."""
    match destination:
        case Nowhere(reason):
            return reason
        case ToGroup() | ToRobot() | ToPeople() | ToOperator() | ToBounces():
            return ""
        case ToTicket() | ToThread() | ToDigest():
            return ""
        case _:
            assert_never(destination)


def without_token(address: str) -> str:
    """Return an address as it may be written down: of a ticket's, what tells it from others (R10).

    Whoever reads it cannot do what the ticket is for.
    """
    local, at_domain = split(fold(address))
    word, plus, token = local.partition("+")
    if word != "confirm" or not plus:
        return address
    return f"confirm+#{sha256(token.encode()).hexdigest()[:12]}@{at_domain}"


def is_ambiguous(name: str, names: Container[str]) -> bool:
    """Whether a group called `name` would share an address with one of the groups `names`.

    So it would if `name` reads as a verb with an existing name (`psc-join` beside `psc`).
    """
    return isinstance(_verb_and_name(name, names), ToRobot | ToPeople)


def _tagged(local: str) -> Destination | None:
    word, plus, token = local.partition("+")
    if not plus or not token:
        return None
    match word:
        case "bounces":
            return ToBounces(token)
        case "confirm":
            return ToTicket(token)
        case "thread":
            return ToThread(token)
        case "digest":
            return ToDigest(token)
        case _:
            return None


def _verb_and_name(local: str, names: Container[str]) -> Destination | None:
    before_dot, _, after_dot = local.partition(".")
    before_plus, _, after_plus = local.partition("+")
    before_dash, _, after_dash = local.rpartition("-")
    for word, name in (
        (after_dash, before_dash),
        (before_dot, after_dot),
        (after_plus, before_plus),
    ):
        verb = VERBS.get(word)
        if verb is not None and name in names:
            return ToPeople(name, word) if verb == "owner" else ToRobot(name, verb)
    return None


def _of_the_site(local: str) -> Destination:
    if local in OPERATORS:
        return ToOperator(local)
    if local in SITE_ROBOTS:
        return ToRobot(None, SITE_ROBOTS[local])
    return Nowhere("unknown_group")
