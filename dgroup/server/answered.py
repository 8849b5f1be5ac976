"""The digest or summary that a mail answers, as its writer had it, and what the mail says to it.

Read before the transaction begins: the letter is written once more and compared, line by line, if
its writer is one of those who may read it. RFC 5322 §3.6.4 (which mail is answered).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dgroup.domain.authority import Actor, may
from dgroup.domain.model import Digest, Group
from dgroup.domain.posting import author_of
from dgroup.errors import Gone
from dgroup.mail.body import Body, read_body
from dgroup.mail.compose import ListHead
from dgroup.mail.digest import digest_copy
from dgroup.mail.parse import Letter, parse
from dgroup.mail.render import Text
from dgroup.mail.wire import dot_unstuff
from dgroup.reading.quoted_posts import Said, read_reply
from dgroup.reading.shown_digest import Piece, Shown, read_digest, read_summary
from dgroup.reading.shown_summary import Talk, most_numbers, read_told
from dgroup.server.digest_letters import digest_texts
from dgroup.server.site import Site
from dgroup.server.summary_letters import summary_letter
from dgroup.store import digested, digests, groups, people
from dgroup.store.facilitators import actor_of


@dataclass(frozen=True, slots=True)
class Answered:
    """A digest that is answered: by number its conversations, and what the reply says.

    `threads` are ids of threads, `posts` of each the ids of the posts in the digest. `others`: ids
    and subjects of those that have no number there. `actor`: what its writer is in the group; of
    who may not read there nothing was compared, and nothing is told.
    """

    digest: Digest
    group: Group
    actor: Actor
    said: Said
    shown: Shown = field(default_factory=lambda: Shown("", (), {}))
    threads: Mapping[int, int] = field(default_factory=dict)
    posts: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    others: Sequence[tuple[int, str]] = ()

    @property
    def is_for_reader(self) -> bool:
        """Whether the writer may read what is answered."""
        return may(self.actor, "read", self.group)

    @property
    def is_known(self) -> bool:
        """Whether the writer may know of the group, or has been in it."""
        return self.actor.member is not None or may(self.actor, "know of", self.group)


async def read_answered(
    site: Site, digest_id: int, letter: Letter, words: Body, sender: str
) -> Answered | None:
    """Read a mail as the answer to a digest; None where there is no such digest (any more).

    `sender` is that of the envelope.

    Raises:
        StoreError: the store cannot be read just now.
    """
    digest = await digests.find(site.db, digest_id)
    group = await groups.one(site.db, digest.group_id, site.defaults) if digest else None
    if digest is None or group is None:
        return None
    actor = await _actor(site, group, author_of(letter, sender).address)
    if not may(actor, "read", group):
        has_quote = words.has_own_words and words.own_text != words.full_text
        said = Said(words.own_text, None, None, "none", is_sure=False, has_quote=has_quote)
        return Answered(digest, group, actor, said)
    talks = await _conversations(site, digest)
    try:
        subject, *texts = await _texts(site, group, digest)
    except Gone:  # none of its posts is there any more
        subject, texts = "", [""]
    numbered = [each for each in talks if each.number]
    subjects = {each.number: each.subject for each in numbered}

    def read() -> tuple[Shown, Said]:
        most = most_numbers(digest.data) if digest.kind == "summary" else 0
        shown = Shown(subject, tuple(_pieces(texts, digest, talks)), subjects, most)
        return shown, read_reply(words.full_text, letter.subject, shown)

    is_small = len(words.full_text) <= _SMALL
    shown, said = read() if is_small else await asyncio.to_thread(read)
    return Answered(
        digest,
        group,
        actor,
        said,
        shown,
        {each.number: each.thread_id for each in numbered},
        {each.number: each.post_ids for each in numbered},
        [(each.thread_id, each.subject) for each in talks if not each.number],
    )


def digest_answered(letter: Letter, domain: str) -> int | None:
    """Return the id of the digest of ours that a mail answers; None where it answers none."""
    for each in reversed(letter.references):
        local, _, at_domain = each.rpartition("@")
        hit = _OURS.fullmatch(local)
        if hit and at_domain.casefold() == domain:
            return int(hit[1])
    return None


_OURS: Final = re.compile(r"digest\.([0-9]{1,18})", re.IGNORECASE)
_SMALL: Final = 16 * 1024  # characters that are compared in no time
_REMEMBERED: Final = 16  # digests: many answer the same one


async def _actor(site: Site, group: Group, address: str) -> Actor:
    person = await people.find(site.db, address)
    person_id = person.id if person else None
    owner = site.config.site.owner
    return await actor_of(site.db, group, owner, address=address, person_id=person_id)


async def _conversations(site: Site, digest: Digest) -> list[Talk]:
    match digest.kind:
        case "digest":
            return [
                Talk(each.number, each.thread_id, each.subject, tuple(p.id for p in each.posts))
                for each in await digested.conversations(site.db, digest)
            ]
        case "summary":
            return read_told(digest.data)


async def _texts(site: Site, group: Group, digest: Digest) -> tuple[str, ...]:
    """The subject of a mail of ours, and its text, in all the ways that its readers may have it.

    Of a digest that is remembered: to write it once more takes long, and many answer it.
    """
    if digest.kind == "summary":
        text = summary_letter(site, group, digest)
        return text.subject, _read(text, group)
    known = site.digest_texts.pop(digest.id, None)
    if known is None:
        letters = await digest_texts(site, group, digest)
        subject, texts = letters[0].subject, [_read(each, group) for each in letters]
        known = (subject, *texts)
    site.digest_texts[digest.id] = known  # the last that was asked for
    if len(site.digest_texts) > _REMEMBERED:
        site.digest_texts.popitem(last=False)
    return known


def _read(text: Text, group: Group) -> str:
    """The text of a letter as a program shows it that reads it from the wire."""
    head = ListHead(group.name, group.domain, group.title)
    copy = digest_copy(text, head, date_s=0, message_id="x@x", reply_to="x@x")
    return read_body(parse(dot_unstuff(b"".join(copy.content)))).full_text


def _pieces(texts: Sequence[str], digest: Digest, talks: Sequence[Talk]) -> Iterator[Piece]:
    """The lines of the first text, and behind them those that another has and it has not."""
    known: set[str] = set()
    for text in texts:
        pieces = _told(text, digest, talks)
        yield from [each for each in pieces if each.text not in known] if known else pieces
        known |= {each.text for each in pieces}


def _told(text: str, digest: Digest, talks: Sequence[Talk]) -> tuple[Piece, ...]:
    match digest.kind:
        case "digest":
            return read_digest(text)
        case "summary":
            numbered = [each for each in talks if each.number]
            told = {each.number: each.told for each in numbered}
            return read_summary(text, told, {each.number: each.thread_id for each in numbered})
