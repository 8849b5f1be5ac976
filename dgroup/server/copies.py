"""What a delivery row carries, as bytes: one serialisation per post, shared by all its recipients.

Composed when the row is claimed, outside any transaction, and remembered while the post is being
fanned out. Large mails are read and composed off the event loop.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dgroup.domain.model import Group
from dgroup.errors import Gone
from dgroup.mail import compose, sign
from dgroup.mail.address import Mailbox
from dgroup.mail.body import read_body
from dgroup.mail.compose import Copy
from dgroup.mail.notice import notice
from dgroup.mail.parse import Letter
from dgroup.server import issues
from dgroup.server.listed import list_head, passing_on
from dgroup.server.site import Site
from dgroup.server.summary_letters import asked
from dgroup.server.text_only import text_only
from dgroup.store import digests, groups
from dgroup.store.database import named
from dgroup.store.queue import Delivery, Form

_REMEMBERED = 16  # posts
_SMALL_BYTES = 256 * 1024
# What letters say that were queued before the program was updated.
_NOT_TOLD: dict[str, Any] = {"parts": [], "reply_to": "", "member_id": None, "message_id": ""}
SHOWN_CHARACTERS = 4000  # of a mail in a letter of ours


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail ready for its envelopes: `path_for(member id)` is the return path of one of them.

    `link_for(member id)`, where there is one, goes between the two pieces of a copy that is for one
    member alone (see `compose.leave_links`).
    """

    copy: Copy
    path_for: Callable[[int], bytes]
    recipients: int  # of the whole post, not only of this row
    link_for: Callable[[int], bytes] | None = None


class Copies:
    """Makes parcels of delivery rows, and remembers those of recent posts."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._recent: OrderedDict[tuple[int, bool], Parcel] = OrderedDict()  # whether text only
        self._digests: OrderedDict[int, Copy] = OrderedDict()
        self._link_for = _links(site)

    async def parcel(self, row: Delivery) -> Parcel:
        """Return what a row carries.

        Raises:
            Gone: the post or the letter has been deleted meanwhile.
            StoreError: the store cannot be read just now.
        """
        match row.kind:
            case "post":
                return await self._post(row)
            case "notice":
                return await self._notice(row)
            case "forward":
                return await self._forward(row)
            case "digest":
                return await self._digest(row)

    async def _post(self, row: Delivery) -> Parcel:
        post_id = row.post_id or 0
        key = (post_id, row.form == "text")
        parcel = self._recent.get(key)
        if parcel is None:
            parcel = await self._composed(post_id, row.form)
            if parcel.copy.size <= _SMALL_BYTES:
                self._recent[key] = parcel
                if len(self._recent) > _REMEMBERED:
                    self._recent.popitem(last=False)
        else:
            self._recent.move_to_end(key)
        return replace(parcel, recipients=1) if row.form == "whole" else parcel

    async def _composed(self, post_id: int, form: Form) -> Parcel:
        (rows,) = await self._site.db.read(named("get-copy", post_id=post_id))
        if not rows:
            raise Gone
        found = rows[0]
        head = list_head(found, self._site)
        letter = await self._site.reader.read(found["content"])
        text = None
        if form == "text":
            text = await text_only(letter, post_id, head, found["language"], self._site.letters)
        make = partial(compose.list_copy, letter, head, **passing_on(found, self._site), text=text)
        copy = make() if letter.size <= _SMALL_BYTES else await asyncio.to_thread(make)
        return Parcel(
            copy if self._link_for else _whole(copy),
            self._paths(post_id),
            found["recipients"],
            self._link_for,
        )

    async def _digest(self, row: Delivery) -> Parcel:
        digest_id = row.digest_id or 0
        copy = self._digests.get(digest_id)
        if copy is None:
            digest = await digests.find(self._site.db, digest_id)
            if digest is None:
                raise Gone
            copy = await issues.written(self._site, digest)
            if copy.size <= _SMALL_BYTES:
                self._digests[digest_id] = copy
                if len(self._digests) > _REMEMBERED:
                    self._digests.popitem(last=False)
        return Parcel(
            copy if self._link_for else _whole(copy),
            self._paths(0),
            len(row.readers),
            self._link_for,
        )

    async def _notice(self, row: Delivery) -> Parcel:
        site = self._site
        told = {**_NOT_TOLD, **json.loads(row.notice or "{}")}
        data = await self._with_words(told["data"])
        parts = [(name, await self._summed_up(its_data)) for name, its_data in told["parts"]]
        text = site.letters.render(told["template"], told["language"], data, parts)
        name = data.get("title") or f"Dgroup {site.domain}"
        robot = f"{data['name']}-request" if data.get("name") else "dgroup"
        address = row.readers[0][1]
        digest = hashlib.sha256(f"{row.notice}{address}".encode()).hexdigest()[:20]
        content = notice(
            text,
            sender=Mailbox(name, f"{robot}@{site.domain}"),
            to=Mailbox(told["name"], address),
            date_s=row.created_s,
            # the same again when it is sent again, whatever row carries it then
            message_id=told["message_id"] or f"notice.{row.created_s}.{digest}@{site.domain}",
            reply_to=f"{told['reply_to']}@{site.domain}" if told["reply_to"] else None,
            in_reply_to=told["in_reply_to"],
            references=tuple(told["references"]),
            automatic=told["automatic"],
            list_id=f"{data['name']}.{site.domain}" if data.get("name") else "",
        )
        member_id = told["member_id"]
        path = b"" if member_id is None else self._paths(0)(member_id)
        return Parcel(compose.as_copy(content), lambda _: path, 1)

    async def _with_words(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a letter is told, with the words of the mail that it shows (`letter_id`)."""
        data = await self._summed_up(data)
        if "letter_id" not in data:
            return data
        (rows,) = await self._site.db.read(named("get-letter", letter_id=data["letter_id"]))
        if not rows:
            raise Gone
        letter = await self._site.reader.read(rows[0]["content"])
        read = partial(shown, letter)
        return {
            **data,
            "letter": read() if letter.size <= _SMALL_BYTES else await asyncio.to_thread(read),
        }

    async def _summed_up(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a letter is told, with the summary that somebody asked for (`summing`)."""
        if "summing" not in data:
            return data
        return {**data, **await asked(self._site, data["summing"])}

    async def _forward(self, row: Delivery) -> Parcel:
        site = self._site
        (letters,) = await site.db.read(named("get-letter", letter_id=row.letter_id))
        if not letters:
            raise Gone
        group = await self._group(row.group_id)
        local = row.notice if group is None else f"{group.name}-owner"
        letter = await site.reader.read(letters[0]["content"])
        via = Mailbox(str(local), f"{local}@{site.domain}")
        content = compose.forward(
            letter, via=via, group=group.address if group else "", **passing_on(letters[0], site)
        )
        return Parcel(compose.as_copy(content), self._paths(0), 1)

    async def _group(self, group_id: int | None) -> Group | None:
        if group_id is None:
            return None
        (rows,) = await self._site.db.read(named("get-group", group_id=group_id))
        return groups.read(rows[0], self._site.defaults) if rows else None

    def _paths(self, post_id: int) -> Callable[[int], bytes]:
        """Return the maker of return paths of one post: `bounces+TOKEN@` for each member (R14)."""
        token = sign.bounce_tokens(self._site.keys, post_id, self._site.clock() // 86_400)
        at = f"@{self._site.domain}".encode()
        return lambda member_id: b"bounces+" + token(member_id) + at


def shown(letter: Letter) -> dict[str, object]:
    """What a letter of ours shows of a mail (`letter.text` … in its template)."""
    body = read_body(letter)
    author = letter.sender or Mailbox("", "")
    return {
        "subject": letter.subject,
        "author": author.address,
        "author_name": author.name,
        "text": body.own_text[:SHOWN_CHARACTERS].rstrip(),
        "is_cut": len(body.own_text) > SHOWN_CHARACTERS,
        "attachments": [
            {"name": each.name, "type": each.type, "bytes": each.bytes} for each in body.attachments
        ],
    }


def _links(site: Site) -> Callable[[int], bytes] | None:
    """Return the maker of each member's own link for leaving; None where there is no web."""
    config = site.config
    if not config.web.enabled or config.delivery.mode != "individual":
        return None
    address = sign.leave_link(config.site.base_url)
    return compose.leave_links(address, sign.leave_tokens(site.keys))


def _whole(copy: Copy) -> Copy:
    """One piece for all, as long as nothing personal is put between the pieces."""
    return replace(copy, content=(b"".join(copy.content),))
