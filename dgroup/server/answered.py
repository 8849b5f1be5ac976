"""The digest or summary that a mail answers, as its writer had it, and what the mail says to it.

Read before the transaction begins: the letter is written once more and compared, line by line.
RFC 5322 §3.6.4 (which mail is answered).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.domain.model import Digest
from dgroup.errors import Gone
from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import Letter, parse
from dgroup.mail.wire import dot_unstuff
from dgroup.reading.quoted_posts import Said, read_reply
from dgroup.reading.shown_digest import Piece, Shown, read_digest, read_summary
from dgroup.reading.shown_summary import Talk, most_numbers, read_told
from dgroup.server.issues import written
from dgroup.server.site import Site
from dgroup.store import digested, digests


@dataclass(frozen=True, slots=True)
class Answered:
    """A digest that is answered: by number its conversations, and what the reply says.

    `threads` are ids of threads, `posts` of each the ids of the posts in the digest. `others`: ids
    and subjects of those that have no number there.
    """

    digest: Digest
    shown: Shown
    threads: Mapping[int, int]
    posts: Mapping[int, tuple[int, ...]]
    others: Sequence[tuple[int, str]]
    said: Said


async def read_answered(site: Site, digest_id: int, letter: Letter, words: Body) -> Answered | None:
    """Read a mail as the answer to a digest; None where there is no such digest (any more).

    Raises:
        StoreError: the store cannot be read just now.
        TooHard: the digest cannot be read in time.
    """
    digest = await digests.find(site.db, digest_id)
    if digest is None:
        return None
    talks = await _conversations(site, digest)
    try:
        copy = await written(site, digest)
        sent = await site.reader.read(dot_unstuff(b"".join(copy.content)))
    except Gone:  # none of its posts is there any more
        sent = parse(b"")
    numbered = [each for each in talks if each.number]
    subjects = {each.number: each.subject for each in numbered}

    def read() -> tuple[Shown, Said]:
        text = read_body(sent).full_text
        most = most_numbers(digest.data) if digest.kind == "summary" else 0
        shown = Shown(sent.subject, _pieces(text, digest, talks), subjects, most)
        return shown, read_reply(words.full_text, letter.subject, shown)

    is_small = letter.size + sent.size <= _SMALL_BYTES
    shown, said = read() if is_small else await asyncio.to_thread(read)
    return Answered(
        digest,
        shown,
        {each.number: each.thread_id for each in numbered},
        {each.number: each.post_ids for each in numbered},
        [(each.thread_id, each.subject) for each in talks if not each.number],
        said,
    )


def digest_answered(letter: Letter, domain: str) -> int | None:
    """Return the id of the digest of ours that a mail answers; None where it answers none."""
    for each in reversed(letter.references):
        local, _, at_domain = each.rpartition("@")
        hit = _OURS.fullmatch(local)
        if hit and at_domain.casefold() == domain:
            return int(hit[1])
    return None


_OURS: Final = re.compile(r"digest\.(\d{1,18})", re.IGNORECASE)
_SMALL_BYTES: Final = 64 * 1024


async def _conversations(site: Site, digest: Digest) -> list[Talk]:
    match digest.kind:
        case "digest":
            return [
                Talk(each.number, each.thread_id, each.subject, tuple(p.id for p in each.posts))
                for each in await digested.conversations(site.db, digest)
            ]
        case "summary":
            return read_told(digest.data)


def _pieces(text: str, digest: Digest, talks: Sequence[Talk]) -> tuple[Piece, ...]:
    match digest.kind:
        case "digest":
            return read_digest(text)
        case "summary":
            numbered = [each for each in talks if each.number]
            told = {each.number: each.told for each in numbered}
            return read_summary(text, told, {each.number: each.thread_id for each in numbered})
