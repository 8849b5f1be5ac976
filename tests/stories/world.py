"""The world around a server: people who write to it over SMTP, and mail that finds its way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiosmtplib

from dgroup.server.app import Running, lock, running
from tests.outgoing import towards, until
from tests.peers import Mail, Peer
from tests.site import DOMAIN, HandClock, Home, configured, make_blank

Forwarder = Callable[[bytes], bytes]


@dataclass
class Town:
    """A running server with its site."""

    server: Running
    home: Home

    @property
    def port(self) -> int:
        """Where it takes mail in."""
        port: int = self.server.listeners.ports[0]
        return port


@dataclass
class World:
    """Servers, the one relay that all of them use, and people with odd mailboxes.

    `forwarders`: address -> what it makes of a mail, and the address to which it sends the result.
    """

    peer: Peer
    towns: dict[str, Town] = field(default_factory=dict)
    forwarders: dict[str, tuple[Forwarder, str]] = field(default_factory=dict)
    carried: int = 0

    @property
    def town(self) -> Town:
        """The first of the servers."""
        return next(iter(self.towns.values()))

    async def write(self, content: bytes, *to: str, sender: str = "ann@example.org") -> str:
        """Send a mail as a mail program does; return what the server said. `to` may lack a domain."""
        recipients = [each if "@" in each else f"{each}@{DOMAIN}" for each in to or ("psc",)]
        return await self._hand_in(content, sender, recipients)

    async def come_to_rest(self) -> None:
        """Carry mail until nothing waits and nothing is on its way any more."""
        while True:
            await until(lambda: not any(town.home.queued() for town in self.towns.values()))
            mails = self.peer.mails[self.carried :]
            if not mails:
                return
            self.carried += len(mails)
            for mail in mails:
                await self._carry(mail)

    def got(self) -> Mapping[str, int]:
        """How many mails came to each address outside."""
        to = (each for mail in self.peer.mails for each in mail.recipients)
        return Counter(each for each in to if each.partition("@")[2] not in self.towns)

    async def _carry(self, mail: Mail) -> None:
        for to in mail.recipients:
            if to in self.forwarders:
                change, target = self.forwarders[to]
                await self._hand_in(change(mail.content), mail.sender, [target])
            elif to.partition("@")[2] in self.towns:
                await self._hand_in(mail.content, mail.sender, [to])

    async def _hand_in(self, content: bytes, sender: str, recipients: Sequence[str]) -> str:
        town = self.towns[recipients[0].partition("@")[2]]
        hop = b"Received: from relay by mx; Sat, 21 Nov 2026 12:00:00 +0000\r\n"
        try:
            async with aiosmtplib.SMTP(
                hostname="127.0.0.1", port=town.port, start_tls=False
            ) as client:
                _, said = await client.sendmail(sender, list(recipients), hop + content)
        except aiosmtplib.SMTPResponseException as refusal:
            return f"{refusal.code} {refusal.message}"
        except aiosmtplib.SMTPRecipientsRefused as refusals:
            (first, *_) = refusals.recipients
            return f"{first.code} {first.message}"
        return said


@asynccontextmanager
async def world(folder: Path, *domains: str, **settings: str) -> AsyncIterator[World]:
    """Start a server for each domain, all with one relay."""
    async with AsyncExitStack() as stack:
        peer = await stack.enter_async_context(Peer())
        found = World(peer)
        for domain in domains or (DOMAIN,):
            make_blank(folder / domain, domain)
            config = configured(folder / domain, **towards(peer, **settings))
            clock = HandClock()
            stack.enter_context(lock(config))
            server = await stack.enter_async_context(running(config, clock=clock))
            found.towns[domain] = Town(server, Home(server.site, clock))
        yield found
