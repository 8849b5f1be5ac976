"""A summary worded: what was gathered of a time, or of one conversation, as letters are told it.

Pure, but for `summed_up` and `thread_told`; it takes a while where much was written, so that it is
called outside of transactions. Every sentence is somebody's own (R29), and questions are open ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.desk import DAY_S, about
from dgroup.commands.gathering import (
    QUESTIONS_S,
    Conversation,
    Gathered,
    gathered,
    title_of_introductions,
)
from dgroup.domain.effects import Data
from dgroup.domain.excerpts import Excerpt, Said, excerpts
from dgroup.domain.introductions import in_one_line, questions_of
from dgroup.domain.model import Group
from dgroup.domain.questions import open_question
from dgroup.domain.sentences import shorten
from dgroup.mail.entries import in_frame
from dgroup.store import posts, summaries
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults
from dgroup.store.summaries import Ahead, Heard, Newcomer

MOST_NAMED: Final = 8
"""So many conversations are named that are not told."""
MOST_OLDER: Final = 5
MOST_QUESTIONS: Final = 5
MOST_SUBGROUPS: Final = 20
PLACES: Final = (3, 2, 2, 1, 1, 1)
"""How many sentences or so are taken of each conversation, the most active first."""
LONGEST_PLACE: Final = 220  # characters
_LONGEST_QUESTION: Final = 200
_MOST_NAMES: Final = 4
_MOST_SUBJECTS: Final = 3  # of a subgroup


@dataclass(frozen=True, slots=True)
class Question:
    """A question that nobody has answered, in its conversation; `asked_s`: when it came."""

    thread_id: int
    subject: str
    excerpt: Excerpt
    asked_s: int


async def summed_up(
    store: Readable, group: Group, since_s: int, until_s: int, defaults: Defaults
) -> dict[str, Data]:
    """Return what the letter `summaries/summary` is told of a time (since `since_s`, left out)."""
    return told(await gathered(store, group, since_s, until_s, defaults))


def told(found: Gathered, programs: Sequence[str | None] = ()) -> dict[str, Data]:
    """Return what the letter `summaries/summary` is told of what was gathered.

    `programs`: for each conversation what the operator's program says of it, None for nothing. A
    conversation that is but an open question stands among those, and not among what was discussed.
    """
    questions = open_questions(found)
    shown = questions[-MOST_QUESTIONS:]
    older = questions[: len(questions) - len(shown)]
    asked = {each.thread_id for each in questions}
    spoken = [
        (each, programs[at] if at < len(programs) else None)
        for at, each in enumerate(found.conversations)
        if each.talk.people > 1 or each.talk.thread_id not in asked
    ]
    threads = [
        _thread(each, PLACES[min(at, len(PLACES) - 1)], found, by_program)
        for at, (each, by_program) in enumerate(spoken)
    ]
    above = asked | {each.talk.thread_id for each, _ in spoken}
    rest = [each for each in found.talks if each.thread_id not in above]
    span, group = found.span, found.group
    subjects = [each.talk.subject for each, _ in spoken] + [each.subject for each in shown]
    topics = [_subject(each, found.tag, _LONGEST_TOPIC) for each in subjects[:_MOST_TOPICS] if each]
    first = [
        *(each.talk.thread_id for each, _ in spoken),
        *(each.thread_id for each in shown),
        *(each.thread_id for each in rest),
    ]
    return {
        **about(group),
        "timezone": group.timezone,
        "form": "asked",
        "since_s": span.since_s + 1,  # the first moment that is told of
        "until_s": span.until_s,
        "days": max(round((span.until_s - span.since_s) / DAY_S), 1),
        "posts": found.posts,
        "people": found.people,
        "talks": len(found.talks),
        "topics": topics,
        "more_topics": max(len(found.talks) - len(topics), 0),
        "first_id": first[0] if first else 0,
        "threads": threads,
        "rest": [
            {
                "id": each.thread_id,
                "subject": _subject(each.subject, found.tag),
                "posts": each.posts,
            }
            for each in rest[:MOST_NAMED]
        ],
        "more": len(rest[MOST_NAMED:]),
        "questions": [_question(each, found) for each in shown],
        "older": [
            {
                "id": each.thread_id,
                "subject": _subject(each.subject, found.tag),
                "asked_s": each.asked_s,
            }
            for each in older[-MOST_OLDER:]
        ],
        "more_questions": len(older[:-MOST_OLDER]),
        "newcomers": [_newcomer(each, group) for each in found.newcomers],
        "more_newcomers": found.newcomers_in_all - len(found.newcomers),
        "subgroups": [
            {
                "name": each.name,
                "title": each.title,
                "posts": what.posts,
                "people": what.people,
                "subjects": [_subject(one, found.tag) for one in what.subjects[:_MOST_SUBJECTS]],
                "more": len(what.subjects[_MOST_SUBJECTS:]),
            }
            for each, what in found.below[:MOST_SUBGROUPS]
        ],
        "dates": [_date(each) for each in found.ahead],
        "is_still": not (found.talks or found.newcomers or found.below),
        "body": "",
        "preface": "",
        "signed_by": "",
    }


async def thread_told(
    store: Readable, group: Group, thread_id: int, until_s: int
) -> dict[str, Data] | None:
    """Return what the letter `summaries/thread` is told; None where the conversation is gone."""
    thread = await posts.thread(store, thread_id)
    found = await summaries.heard(store, [thread_id], until_s, first=1, latest=_LATEST)
    heard = found.get(thread_id)
    if thread is None or not heard:
        return None
    spoken = [each.said for each in heard]
    names, others = writers(spoken)
    question = open_question(spoken)
    subject = title_of_introductions(group) if heard[0].is_introduction else thread.subject
    return {
        **about(group),
        "timezone": group.timezone,
        "thread_id": thread_id,
        "subject": _subject(subject),
        "posts": thread.posts,
        "names": names,
        "others": others,
        "first_s": heard[0].received_s,
        "last_s": heard[-1].received_s,
        "said": said(excerpts(spoken, _MOST_OF_THREAD, subject=subject)),
        "question": _asked(question, heard),
        "reply_to": reply_address(thread_id, group),
    }


def open_questions(found: Gathered) -> list[Question]:
    """Return the questions that nobody has answered, the oldest first."""
    questions = []
    for thread_id, heard in found.asked.items():
        excerpt = open_question([each.said for each in heard])
        if excerpt is None or not _is_plain(excerpt):
            continue
        asked_s = next(each.received_s for each in heard if each.said.post_id == excerpt.post_id)
        if asked_s > found.span.until_s - QUESTIONS_S or asked_s > found.span.since_s:
            subject = found.subjects.get(thread_id, "")
            questions.append(Question(thread_id, subject, excerpt, asked_s))
    return sorted(questions, key=lambda each: (each.asked_s, each.thread_id))


def reply_address(thread_id: int, group: Group) -> str:
    """Return the address that leads to one conversation."""
    return f"thread+{thread_id}@{group.domain}"


def writers(heard: Sequence[Said], people: int = 0) -> tuple[list[str], int]:
    """Return who wrote, each name once, by their first words, and how many others did.

    "" stands for who has been forgotten. `people`: how many wrote, where `heard` is not all.
    """
    names = [_name(each.writer) for each in heard]
    shown = list(dict.fromkeys(names))[:_MOST_NAMES]
    doubles = len({each.by for each in heard}) - len(set(names))
    return shown, max(people - doubles, len(set(names))) - len(shown)


def said(found: Sequence[Excerpt]) -> Sequence[Data]:
    """Return excerpts as letters are told them; `is_same`: of the writer of the one before."""
    plain = [each for each in found if _is_plain(each)]
    return [
        {
            "post_id": each.post_id,
            "writer": _name(each.writer),
            "is_same": before is not None and before.writer == each.writer,
            "text": each.text,
        }
        for before, each in zip((None, *plain), plain, strict=False)
    ]


def _thread(each: Conversation, most: int, found: Gathered, by_program: str | None) -> Data:
    names, others = writers(each.posts, each.talk.people)
    earlier = [post.words for post in each.before]
    places = (
        ()
        if by_program
        else excerpts(each.posts, most, LONGEST_PLACE, subject=each.talk.subject, heard=earlier)
    )
    return {
        "id": each.talk.thread_id,
        "subject": _subject(each.talk.subject, found.tag),
        "posts": each.talk.posts,
        "names": names,
        "others": others,
        "is_new": each.talk.posts == each.talk.posts_in_all,
        "reply_to": reply_address(each.talk.thread_id, found.group),
        "said": said(places),
        "told": by_program or "",
    }


_LATEST: Final = 200  # posts of one conversation that are looked at
_MOST_OF_THREAD: Final = 6


def _asked(question: Excerpt | None, heard: Sequence[Heard]) -> Data:
    """An open question as the letter of its conversation tells it; without text where none is."""
    if question is None or not _is_plain(question):
        return {"name": "", "text": "", "asked_s": 0}
    asked_s = next(each.received_s for each in heard if each.said.post_id == question.post_id)
    name = _name(question.writer)
    return {"name": name, "text": question.text, "asked_s": asked_s}


def _is_plain(each: Excerpt) -> bool:
    """Whether a sentence cannot be taken for a line of the letter's own, nor leads elsewhere."""
    return _FRAME.search(each.text) is None


_FRAME: Final = re.compile(r"==|\b(?:thread|digest|confirm|bounces)\+\w+@", re.IGNORECASE)


def _question(each: Question, found: Gathered) -> Data:
    return {
        "id": each.thread_id,
        "post_id": each.excerpt.post_id,
        "subject": _subject(each.subject, found.tag),
        "name": _name(each.excerpt.writer),
        "asked_s": each.asked_s,
        "text": shorten(each.excerpt.text, _LONGEST_QUESTION),
        "reply_to": reply_address(each.thread_id, found.group),
    }


def _newcomer(each: Newcomer, group: Group) -> Data:
    questions = questions_of(group, group.language)
    line = in_one_line(each.text, each.answers, questions) if each.text else ""
    return {"name": _name(each.name), "line": line}


def _date(each: Ahead) -> Data:
    """A moment of the last day: what ends at midnight is open until the day before."""
    return {"kind": each.kind, "title": each.title, "closes_s": each.ends_s - 1}


_LONGEST_SUBJECT: Final = 100
_LONGEST_NAME: Final = 50


_VIA: Final = re.compile(r" via [^,]{2,60}$")


def _name(text: str) -> str:
    """A name on one line, without what lists put behind it."""
    return in_frame(_VIA.sub("", text), _LONGEST_NAME)


_MOST_TOPICS: Final = 2  # in the subject of the letter
_LONGEST_TOPIC: Final = 40


def _subject(text: str, tag: str = "", most: int = _LONGEST_SUBJECT) -> str:
    """A subject on one line, without marks of answers, and without the `tag` that most have."""
    rest, before = text, ""
    while rest != before:
        before = rest
        rest = _RE.sub("", rest).strip()
        if tag and rest.casefold().startswith(tag):
            rest = rest[len(tag) :].strip()
    return in_frame(rest, most)


_RE: Final = re.compile(
    r"^(?:\s*(?:re|aw|antw|wg|fwd?|tr|rv|sv|vs|odp|ynt|res|enc|回复|回覆|答复|转发|轉寄)\s*(?:\[\d+\])?\s*[:：])+",
    re.IGNORECASE,
)
