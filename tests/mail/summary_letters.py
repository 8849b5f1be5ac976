"""What code hands in for summaries: of a week, of a time that was asked for, of a conversation."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_DAY_S = 86_400
_NOW_S = 1_795_248_000  # 21 November 2026


def _said(writer: str, text: str, post_id: int, *, is_same: bool = False) -> dict[str, object]:
    return {"post_id": post_id, "writer": writer, "is_same": is_same, "text": text}


_MEETING = {
    "id": 12,
    "subject": "How do you start a meeting?",
    "posts": 9,
    "names": ["Ann", "Bea", "Carlos Ruiz", "Dirk"],
    "others": 2,
    "is_new": True,
    "reply_to": "thread+12@lists.example.org",
    "said": [
        _said(
            "Ann",
            "We begin each meeting with a round: everybody says in one sentence how they are, and"
            " what they hope to take home.",
            201,
        ),
        _said("Ann", "It takes ten minutes, and they are never lost.", 203, is_same=True),
        _said("Carlos Ruiz", "With more than twenty people we do it in pairs.", 207),
    ],
    "told": "",
}
_PRICES = {
    "id": 31,
    "subject": "",
    "posts": 2,
    "names": ["Dirk", ""],
    "others": 0,
    "is_new": False,
    "reply_to": "thread+31@lists.example.org",
    "said": [_said("", "Here the prices for cocoa have fallen again.", 209)],
    "told": "",
}
_PROGRAM = {
    **_PRICES,
    "said": [],
    "told": "Dirk reports that prices have fallen.\n\nSomebody asks what can be done.",
}
_SONGS = {
    "id": 40,
    "post_id": 214,
    "subject": "Songs for the end",
    "name": "Bea",
    "asked_s": _NOW_S - 4 * _DAY_S,
    "text": "Does anybody know a song that all can sing without a book?",
    "reply_to": "thread+40@lists.example.org",
}
_SUMMARY = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "form": "letter",
    "since_s": _NOW_S - 7 * _DAY_S,
    "until_s": _NOW_S,
    "days": 7,
    "posts": 34,
    "people": 12,
    "talks": 8,
    "topics": ["How do you start a meeting?", "Songs for the end"],
    "more_topics": 6,
    "first_id": 12,
    "threads": [_MEETING, _PRICES],
    "rest": [
        {"id": 28, "subject": "Photos of Friday", "posts": 3},
        {"id": 36, "subject": "", "posts": 1},
    ],
    "more": 3,
    "questions": [
        _SONGS,
        {**_SONGS, "id": 41, "subject": "", "name": "", "text": "Who has seeds?"},
    ],
    "older": [{"id": 22, "subject": "A room in Lima", "asked_s": _NOW_S - 20 * _DAY_S}],
    "more_questions": 2,
    "newcomers": [
        {"name": "Eva Mensah", "line": "I train teachers in three villages near Tamale."},
        {"name": "Finn", "line": ""},
    ],
    "more_newcomers": 4,
    "subgroups": [
        {
            "name": "practice-milk",
            "title": "Milk",
            "posts": 6,
            "people": 3,
            "subjects": ["Cooling without power", "Who visits whom"],
            "more": 2,
        },
        {
            "name": "practice-tea",
            "title": "Tea",
            "posts": 1,
            "people": 1,
            "subjects": ["First flush"],
            "more": 0,
        },
    ],
    "dates": [
        {"kind": "cases", "title": "", "closes_s": _NOW_S + 5 * _DAY_S},
        {"kind": "report", "title": "Milk", "closes_s": _NOW_S + 20 * _DAY_S},
    ],
    "is_still": False,
    "body": "",
    "preface": "",
    "signed_by": "",
}
_EMPTY: dict[str, object] = {
    "threads": [],
    "rest": [],
    "more": 0,
    "questions": [],
    "older": [],
    "more_questions": 0,
    "newcomers": [],
    "more_newcomers": 0,
    "subgroups": [],
    "dates": [],
    "topics": [],
    "more_topics": 0,
}
_QUIET = {**_SUMMARY, **_EMPTY, "posts": 0, "people": 0, "talks": 0, "first_id": 0}
_THREAD = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "thread_id": 12,
    "subject": _MEETING["subject"],
    "posts": 9,
    "names": _MEETING["names"],
    "others": 2,
    "first_s": _NOW_S - 3 * _DAY_S,
    "last_s": _NOW_S,
    "said": _MEETING["said"],
    "question": {"name": "", "text": "", "asked_s": 0},
    "reply_to": "thread+12@lists.example.org",
}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "summaries/summary": _SUMMARY,
    "summaries/summary:little": {
        **_SUMMARY,
        **_EMPTY,
        "posts": 1,
        "people": 1,
        "talks": 1,
        "topics": ["How do you start a meeting?"],
        "threads": [{**_MEETING, "posts": 1, "names": ["Ann"], "others": 0, "said": []}],
    },
    "summaries/summary:with_preface": {
        **_SUMMARY,
        **_EMPTY,
        "days": 14,
        "since_s": _NOW_S - 14 * _DAY_S,
        "threads": [_MEETING],
        "preface": "Dear all,\n\nWhat a fortnight! On Friday we meet in Lima: please bring seeds.",
        "signed_by": "Bea Jansen",
    },
    "summaries/summary:edited": {
        **_SUMMARY,
        "body": " This week we talked about the beginning of meetings.\n"
        " Ann lets everybody say how they are; Carlos does it in pairs.\n\n"
        " Bea still needs a song.",
        "topics": [],
        "more_topics": 0,
        "is_numbered": False,
        "signed_by": "Bea Jansen",
    },
    "summaries/summary:edited_a_little": {
        **_SUMMARY,
        "body": " 1. How do you start a meeting? (9 messages: Ann, Carlos Ruiz)\n\n"
        " Ann: We begin each meeting with a round.\n\n"
        " == To answer: thread+12@lists.example.org",
        "topics": ["How do you start a meeting?"],
        "more_topics": 0,
        "is_numbered": True,
        "signed_by": "Bea Jansen",
    },
    "summaries/summary:by_program": {**_SUMMARY, **_EMPTY, "days": 30, "threads": [_PROGRAM]},
    "summaries/summary:newcomers": {
        **_QUIET,
        "days": 1,
        "newcomers": _SUMMARY["newcomers"],
        "subgroups": _SUMMARY["subgroups"],
    },
    "summaries/summary:body": {**_SUMMARY, "form": "body"},
    "summaries/summary:asked": {**_SUMMARY, "form": "asked", "since_s": _NOW_S - 204 * _DAY_S},
    "summaries/summary:asked_named": {
        **_SUMMARY,
        **_EMPTY,
        "form": "asked",
        "first_id": 28,
        "rest": _SUMMARY["rest"],
    },
    "summaries/summary:asked_quiet": {**_QUIET, "form": "asked"},
    "summaries/summary:asked_question": {
        **_SUMMARY,
        **_EMPTY,
        "form": "asked",
        "questions": [_SONGS],
        "first_id": 40,
        "talks": 1,
    },
    "summaries/thread": _THREAD,
    "summaries/thread:question": {
        **_THREAD,
        "subject": "",
        "posts": 1,
        "names": ["Bea"],
        "others": 0,
        "first_s": _NOW_S,
        "said": [],
        "question": {"name": "Bea", "text": _SONGS["text"], "asked_s": _NOW_S},
    },
    "summaries/unknown": {**_GROUP, "kind": "number", "asked": "217"},
    "summaries/unknown:anywhere": {
        "name": "",
        "title": "",
        "address": "",
        "kind": "number",
        "asked": "217",
    },
    "summaries/unknown:words": {**_GROUP, "kind": "words", "asked": "elephants"},
    "summaries/unknown:date": {**_GROUP, "kind": "date", "asked": "31 February"},
}
