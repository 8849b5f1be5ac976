"""What a summary of a time is made of, read in a few hops: nothing is judged or worded here.

Nobody is named who conceals themselves, nor a private or hidden subgroup (R13).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.commands.desk import DAY_S
from dgroup.domain.excerpts import Said
from dgroup.domain.model import Group
from dgroup.domain.questions import asks
from dgroup.domain.words.shown import word_for
from dgroup.store import groups, summaries
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults
from dgroup.store.summaries import Ahead, Below, Heard, Newcomer, Span, Talk

MOST_TOLD: Final = 6
"""So many conversations are told by sentences; the others are only named."""
MOST_NEWCOMERS: Final = 8
QUESTIONS_S: Final = 28 * DAY_S
"""A question that nobody has answered by then is let go."""
_FIRST: Final = 6  # posts of a conversation that are looked at: how it began,
_LATEST: Final = 18  # and where it stands
_LAST_WORDS: Final = 8  # posts among which an open question is looked for
_MOST_ASKED: Final = 80  # conversations in which one is looked for, the latest
_MOST_DATES: Final = 8
_KINDS: Final = ("cases",)  # activities whose end concerns every member
_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with what was said in it, oldest first; `before`: what was said earlier."""

    talk: Talk
    posts: tuple[Said, ...]
    before: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a summary of a time is made of.

    `conversations` are the most active ones, `talks` all of them: introductions are none, only what
    was answered to them. `posts`: how much was written, `people`: by how many. `tag`: the mark of a
    list in brackets that most of the subjects begin with, "" for none.
    """

    group: Group
    span: Span
    talks: tuple[Talk, ...]
    tag: str
    posts: int
    people: int
    conversations: tuple[Conversation, ...]
    asked: Mapping[int, Sequence[Heard]]
    subjects: Mapping[int, str]
    newcomers: tuple[Newcomer, ...]
    newcomers_in_all: int
    below: tuple[tuple[Group, Below], ...]
    ahead: tuple[Ahead, ...]


async def gathered(
    store: Readable, group: Group, since_s: int, until_s: int, defaults: Defaults
) -> Gathered:
    """Read all that a summary of a time is made of, words as far as they have been read in."""
    span = Span(since_s, until_s)
    written, people = await summaries.talks(store, group, span)
    talks = sorted(_answered(written, group), key=_rank)
    asked_since = Span(min(since_s, until_s - QUESTIONS_S), until_s)
    asking = await _asking(store, group, asked_since)
    chosen = [each for each in talks if _is_told(each)][:MOST_TOLD]
    ids = [each.thread_id for each in chosen]
    heard = await summaries.heard(store, ids, until_s, first=_FIRST, latest=_LATEST)
    asked = await summaries.heard(store, asking, until_s, first=1, latest=_LAST_WORDS)
    known = {each.thread_id: each.subject for each in talks}
    lacking = [each for each in asking if each not in known]
    known |= await summaries.subjects_of(store, lacking) if lacking else {}
    newcomers, in_all = await summaries.newcomers(store, group, span, MOST_NEWCOMERS)
    shown = [
        each
        for each in await groups.below(store, group, defaults)
        if not (each.settings.hidden or each.settings.private or each.archived_s is not None)
    ]
    ids_below = [each.id for each in shown]
    below = await summaries.below(store, ids_below, span) if shown else {}
    return Gathered(
        group,
        span,
        tuple(talks),
        _tag(talks),
        sum(each.posts for each in written),
        people,
        tuple(_conversation(each, heard.get(each.thread_id, []), span) for each in chosen),
        {each: asked.get(each, []) for each in asking},
        known,
        tuple(newcomers),
        in_all,
        tuple((each, below[each.id]) for each in shown if each.id in below),
        tuple(
            await summaries.ahead(
                store, group, until_s, kinds=_KINDS, below_ids=ids_below, most=_MOST_DATES
            )
        ),
    )


async def _asking(store: Readable, group: Group, span: Span) -> list[int]:
    """Conversations of a time that end with a question, or in which only who began has written."""
    people = await summaries.open_threads(store, group, span, _MOST_ASKED)
    heard = await summaries.heard(store, people, span.until_s, first=1, latest=1)
    return [
        each
        for each, count in people.items()
        if asks(heard[each][-1].said.words) or (count == 1 and asks(heard[each][0].said.words))
    ]


def is_of_introductions(root_message_id: str) -> bool:
    """Whether a conversation is the one in which all introduce themselves to a group."""
    return root_message_id.startswith("introduction.")


def title_of_introductions(group: Group) -> str:
    """What that is called, which bears the name of whoever came first."""
    return word_for("introductions", group.language).capitalize()


def _answered(talks: Sequence[Talk], group: Group) -> Iterator[Talk]:
    """Conversations; that of introductions for what was answered there, if anything was."""
    for each in talks:
        if not is_of_introductions(each.root_message_id):
            yield each
        elif each.answers:
            title = title_of_introductions(group)
            yield replace(each, subject=title, posts=each.answers, people=each.answerers)


def _rank(talk: Talk) -> tuple[int, ...]:
    """The most active ones first, before them those in which two talk at least."""
    return -(talk.people > 1), -talk.posts, -talk.last_s, talk.thread_id


def _is_told(talk: Talk) -> bool:
    """What is said below an introduction is mostly welcome: it is told where many say it."""
    return not is_of_introductions(talk.root_message_id) or talk.people > _MANY


def _conversation(talk: Talk, heard: Sequence[Heard], span: Span) -> Conversation:
    """Introductions themselves are told with their writers."""
    posts = [each for each in heard if each.received_s > span.since_s and not each.is_introduction]
    before = [each for each in heard if each.received_s <= span.since_s or each.is_introduction]
    return Conversation(
        talk, tuple(each.said for each in posts), tuple(each.said for each in before)
    )


def _tag(talks: Sequence[Talk]) -> str:
    hits = (_TAG.match(each.subject) for each in talks)
    tags = Counter(hit[1].casefold() for hit in hits if hit)
    ((tag, count),) = tags.most_common(1) or [("", 0)]
    return tag if count > max(len(talks) // 2, 2) else ""


_TAG: Final = re.compile(r"(?:[^\W\d_]{1,4}(?:\[\d+\])?\s*[:：]\s*)*(\[[^\]]{1,40}\])")
