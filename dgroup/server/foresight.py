"""What has to be read before the transaction begins, because reading it takes long (DECISIONS 22).

Own words are cut, and the mail that a ticket is about is parsed, only where somebody will ask for
them: an ordinary post pays for neither.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from dgroup.domain.model import Arrival
from dgroup.domain.routing import Destination, ToDigest, ToGroup, ToRobot, ToThread, ToTicket
from dgroup.domain.words import lone_verb
from dgroup.mail.authentication import vouched_for
from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import Letter
from dgroup.reading.request import read_request
from dgroup.reading.tasks import may_be_task
from dgroup.server.answered import Answered, digest_answered, read_answered
from dgroup.server.site import Site
from dgroup.server.texts import fill
from dgroup.store import letters, tickets

_SMALL_BYTES: Final = 256 * 1024
_TEXTS_AT_ONCE: Final = 500  # posts
_ID: Final = re.compile("[0-9]{1,18}")
_NO_WORDS: Final = Body("", "", (), has_own_words=False)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was read beforehand; see `Errand`. Words that were not read are empty."""

    words: Body = _NO_WORDS
    vouched: str = ""
    held: Letter | None = None
    answered: Answered | None = None  # the digest that the mail answers

    @property
    def is_read(self) -> bool:
        """Whether the words of the letter were wanted."""
        return self.words is not _NO_WORDS


NOTHING_FORESEEN: Final = Foreseen()


async def foresee(
    letter: Letter, arrival: Arrival, destinations: Iterable[Destination], site: Site
) -> Foreseen:
    """Read what the destinations of a letter will ask for.

    Raises:
        StoreError: the store cannot be read just now.
        TooHard: a held letter cannot be parsed in time.
    """
    names = await site.names()
    destinations = list(destinations)
    digest_id = _digest(destinations, letter, site)
    words, held = _NO_WORDS, None
    for where in destinations:
        is_asked = digest_id is not None or _asks_for_words(where, letter, names)
        if words is _NO_WORDS and is_asked:
            words = await _words(letter)
        match where:
            case ToTicket(token):
                held = held or await _held(token, site)
            case ToRobot(name, "request"):
                await _prepare_texts(name, letter, words, site)
            case _:
                pass
    answered = None
    if digest_id is not None:
        answered = await read_answered(site, digest_id, letter, words, arrival.sender)
    return Foreseen(words, _vouched(letter, arrival, site), held, answered)


def _digest(destinations: Iterable[Destination], letter: Letter, site: Site) -> int | None:
    """The digest that a mail answers: by the address it comes to, else by what it names."""
    is_said = False
    for where in destinations:
        match where:
            case ToDigest(token) if _ID.fullmatch(token):
                return int(token)
            case ToGroup() | ToThread() | ToRobot(_, "request"):
                is_said = True
            case _:
                pass
    return digest_answered(letter, site.domain) if is_said else None


def _asks_for_words(where: Destination, letter: Letter, names: Container[str]) -> bool:
    match where:
        case ToRobot() | ToTicket() | ToThread() | ToDigest():
            return True
        case ToGroup():
            spoken = [text for text in (letter.opening, letter.subject) if text]
            return any(lone_verb(text, names) or may_be_task(text) for text in spoken)
        case _:
            return False


async def _words(letter: Letter) -> Body:
    if letter.size <= _SMALL_BYTES:
        return read_body(letter)
    return await asyncio.to_thread(read_body, letter)


async def _held(token: str, site: Site) -> Letter | None:
    """The mail that waits for the decision of whoever holds a ticket."""
    ticket = await tickets.find(site.db, token)
    if ticket is None or not isinstance(ticket.object.get("held"), int):
        return None
    found = await letters.held_one(site.db, ticket.object["held"])
    return await site.reader.read(found[1]) if found else None


async def _prepare_texts(name: str | None, letter: Letter, words: Body, site: Site) -> None:
    """A search looks at the own words of posts: those that nobody has cut yet are cut now."""
    names = await site.names()
    request = read_request(letter.subject, words.own_text, names, site.domain)
    if any(order.verb in ("search", "get") for order in request.orders):
        await fill(site, _TEXTS_AT_ONCE, names.get(name) if name else None)


def _vouched(letter: Letter, arrival: Arrival, site: Site) -> str:
    """The domain that a front MTA of ours vouches for (DECISIONS 3), "" for none.

    A mail that the operator injects has come by nobody else.
    """
    smtp = site.config.smtp
    if not smtp.trusted_authserv_ids or not _is_trusted(arrival.peer, smtp.trusted_peers):
        return ""
    vouched = vouched_for(letter, smtp.trusted_authserv_ids, is_below=smtp.trusted_below_received)
    return vouched.domain if vouched else ""


def _is_trusted(peer: str, networks: Sequence[str]) -> bool:
    if not peer:
        return True
    try:
        address = ip_address(peer)
    except ValueError:  # the name of a socket: whoever can reach it is on this machine
        return True
    return any(address in ip_network(network) for network in networks)
