"""The letter of a summary: what was said in a while, in a page, and the one of a conversation.

Put together outside of transactions, for words are read and sentences weighed. A periodic one holds
what its facilitators have let go out; one that was asked for by mail is made when it is sent.
"""

from __future__ import annotations

import asyncio
import textwrap
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from dgroup.commands.gathering import gathered
from dgroup.commands.summing import thread_told, told
from dgroup.domain.effects import Data
from dgroup.domain.model import Digest, Group
from dgroup.errors import Gone
from dgroup.mail.compose import Copy, ListHead
from dgroup.mail.digest import digest_copy
from dgroup.mail.entries import GOES_ON
from dgroup.mail.render import Text
from dgroup.mail.wrap import COLUMNS
from dgroup.reading.shown_summary import read_told
from dgroup.server import summarising, texts
from dgroup.server.site import Site
from dgroup.store import groups

TEMPLATE: Final = "summaries/summary"


async def summing(
    site: Site, group: Group, since_s: int, until_s: int, *, has_time: bool = True
) -> dict[str, Data]:
    """Return all that the letter of a time is told, the words of its posts read before.

    `has_time`: the operator's program may be asked, where there is one; that can take minutes.

    Raises:
        StoreError: the store cannot be read just now.
    """
    await texts.fill(site, _TEXTS_AT_ONCE, group.id)
    found = await gathered(site.db, group, since_s, until_s, site.defaults)
    programs: list[str | None] = []
    if has_time and site.config.summaries.method == "command":
        written = [
            summarising.conversation_text(each.talk.subject, each.posts)
            for each in found.conversations
        ]
        programs = await summarising.told(site.config.summaries, written)
    return await asyncio.to_thread(told, found, programs)


async def asked(site: Site, wanted: Mapping[str, Any]) -> dict[str, Data]:
    """Return what a letter is told that somebody asked for by mail (`commands/summaries.py`).

    Raises:
        Gone: there is no such group or conversation any more.
        StoreError: the store cannot be read just now.
    """
    group = await groups.one(site.db, wanted["group"], site.defaults)
    if group is None:
        raise Gone
    if "thread" not in wanted:
        return await summing(site, group, wanted["since_s"], wanted["until_s"], has_time=False)
    await texts.fill(site, _TEXTS_AT_ONCE, group.id)
    found = await thread_told(site.db, group, wanted["thread"], wanted["until_s"])
    if found is None:
        raise Gone
    return found


async def summary_mail(site: Site, group: Group, digest: Digest) -> Copy:
    """Write the mail of a summary; its two pieces are parted as a list copy's are."""
    return digest_copy(
        summary_letter(site, group, digest),
        ListHead(group.name, group.domain, group.title),
        date_s=digest.made_s,
        message_id=f"digest.{digest.id}@{site.domain}",
        reply_to=f"digest+{digest.id}@{site.domain}",
    )


def summary_letter(site: Site, group: Group, digest: Digest) -> Text:
    """Return the periodic letter with the marks of `entries.in_entry`, for the wire."""
    text = summary_text(site, group, digest.data, digest.language)
    return Text(text.subject, _flowing(text.plain))


def summary_text(site: Site, group: Group, data: Mapping[str, Any], language: str) -> Text:
    """Return the periodic letter in words; what a facilitator wrote stands in it as written.

    Its subject then names only topics that still stand in that text.
    """
    body = str(data["body"])
    now: dict[str, Any] = {"title": group.title, "form": "letter", "body": as_written(body)}
    if body:
        now["topics"] = [each for each in data["topics"] if each.rstrip("…") in body]
        now["more_topics"] = 0
        has_numbers = any(each.number for each in read_told(data))
        now["is_numbered"] = has_numbers and "thread+" in body
    return site.letters.render(TEMPLATE, language, {**data, **now})


def body_text(site: Site, group: Group, data: Mapping[str, Any], language: str) -> str:
    """Return the sections of a summary in words: what a facilitator may change in a draft."""
    now = {"title": group.title, "form": "body"}
    return site.letters.render(TEMPLATE, language, {**data, **now}).plain


def as_written(body: str) -> str:
    """Set a text so that it stays line by line, and nothing in it is a frame of the letter.

    Lines that begin at the margin go behind a blank; those too long for it are broken.
    """
    lines: list[str] = []
    for line in body.strip("\n").splitlines():
        line = line.rstrip()
        if not line or line.startswith(" "):
            lines.append(line)
        else:
            lines += textwrap.wrap(
                line,
                COLUMNS,
                initial_indent=" ",
                subsequent_indent=" ",
                break_long_words=False,
                break_on_hyphens=False,
            )
    return "\n".join(lines)


_TEXTS_AT_ONCE: Final = 500  # posts


def _flowing(plain: str) -> str:
    """Mark where somebody's words were broken, so that a narrow screen can join them again.

    They stand behind a blank, and were broken where the next word had no more room.
    """
    lines = plain.split("\n")
    marked = []
    for line, after in pairwise([*lines, ""]):
        word = after.strip().partition(" ")[0]
        is_words = _is_behind_blank(line) and _is_behind_blank(after)
        is_broken = is_words and len(line) + 1 + len(word) > COLUMNS
        marked.append(line + GOES_ON if is_broken else line)
    return "\n".join(marked)


def _is_behind_blank(line: str) -> bool:
    return line[:1] == " " and line[1:2].strip() != ""
