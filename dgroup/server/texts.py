"""The words of posts, read when they are first needed and kept beside them (DECISIONS 22).

Searching and reading a thread by mail ask for them; a job reads what nobody has asked for yet.
Mails are read outside any transaction, large ones off the event loop, and what was read is written
down every few posts.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Final

from dgroup.mail.body import Body, read_body
from dgroup.server.reading import TooHard
from dgroup.server.site import Site
from dgroup.store import archive
from dgroup.store.database import Statement

log = logging.getLogger(__name__)

_AT_ONCE: Final = 20  # posts written down in one transaction
_SMALL_BYTES: Final = 16 * 1024  # more HTML than this takes tens of milliseconds to read
_UNREADABLE: Final = Body("", "", (), has_own_words=False)


async def fill(site: Site, most: int, group_id: int | None = None) -> int:
    """Read the words of at most `most` posts that have not been read yet; return how many.

    Of one group the latest first, so that what is not reached is what is oldest; None: of all.

    Raises:
        StoreError: the store cannot be read or written just now.
    """
    return await fill_these(site, await archive.unread(site.db, group_id, most))


async def fill_these(site: Site, post_ids: Iterable[int]) -> int:
    """Read the words of those of these posts that have not been read yet; return how many.

    Raises:
        StoreError: the store cannot be read or written just now.
    """
    done = 0
    statements: list[Statement] = []
    for number, post_id in enumerate(post_ids, 1):
        found = await archive.unread_mail(site.db, post_id)
        if found is not None:
            subject, content = found
            statements += archive.note_words(post_id, subject, await _words(site, post_id, content))
            done += 1
        if number % _AT_ONCE == 0:
            await _write(site, statements)
            statements = []
    await _write(site, statements)
    return done


async def _words(site: Site, post_id: int, content: bytes) -> Body:
    """The words of a mail; of one that cannot be read none, so that it is not tried for ever."""
    try:
        letter = await site.reader.read(content)
        if letter.size <= _SMALL_BYTES:
            return read_body(letter)
        return await asyncio.to_thread(read_body, letter)
    except TooHard:
        log.warning("the words of post %s cannot be read", post_id)
        return _UNREADABLE


async def _write(site: Site, statements: list[Statement]) -> None:
    if statements:
        await site.db.write(*statements, durable=False)
