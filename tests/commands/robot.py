"""Writing to the robot as people do, and reading what it wrote: for stories about one command."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

from dgroup.domain.model import Reply
from dgroup.server.copies import Copies
from dgroup.store.queue import claim
from tests.site import Home
from tests.writing import letter

_LEASES = count(10, 10)  # so that each look finds all rows again


@dataclass(frozen=True)
class Sent:
    """A letter of the server's own: its pieces (names of templates), and what they were told."""

    to: str
    pieces: tuple[str, ...]
    data: dict[str, Any]
    reply_to: str
    language: str
    name: str
    raw: dict[str, Any]

    @property
    def template(self) -> str:
        """The first piece."""
        return self.pieces[0]


async def write(
    home: Home,
    sender: str,
    body: str = "",
    to: str = "psc-request",
    *,
    subject: str = "",
    envelope: str | None = None,
    **more: str,
) -> Reply:
    """Write to the robot; each mail is another one. `sender` may be `Name <address>`."""
    number = home.one("select count(*) from letter")
    address = sender.partition("<")[2].rstrip(">") or sender
    content = letter(sender, subject=subject, body=body, id=f"w{number}@example.org", **more)
    return (await home.receive(content, to, sender=address if envelope is None else envelope))[0]


def sent(home: Home, to: str = "") -> list[Sent]:
    """All letters of the server's own, or those to one address, in order."""
    rows = home.rows("select notice, address from delivery where kind = 'notice' order by id")
    found = []
    for notice, address in rows:
        raw = json.loads(notice)
        pieces = (raw["template"], *(template for template, _ in raw["parts"]))
        found.append(
            Sent(address, pieces, raw["data"], raw["reply_to"], raw["language"], raw["name"], raw)
        )
    return [each for each in found if to in ("", each.to)]


def last(home: Home, to: str = "") -> Sent:
    """The latest letter of the server's own."""
    return sent(home, to)[-1]


def kinds(home: Home, to: str = "") -> list[str]:
    """The first pieces of all letters of the server's own."""
    return [each.template for each in sent(home, to)]


async def mails(home: Home) -> dict[str, bytes]:
    """The waiting letters as they are sent: address -> bytes of the latest to it."""
    wall_s = next(_LEASES)
    rows = await claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=wall_s, lease_s=1, most=100
    )
    copies = Copies(home.site)
    found = {}
    for row in rows:
        if row.kind == "notice":
            found[row.readers[0][1]] = b"".join((await copies.parcel(row)).copy.content)
    return found


def standing(home: Home, address: str, group: str = "psc") -> str | None:
    """The status of somebody in a group; None where they never had one."""
    rows = home.rows(
        "select member.status from member join groups on groups.id = member.group_id"
        " join address on address.person_id = member.person_id"
        " where address.folded = ? and groups.name = ?",
        address,
        group,
    )
    return rows[0][0] if rows else None
