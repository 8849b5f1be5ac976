"""What code hands in for the desk, for nudges and for notes, in each of their forms."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NOVEMBER_S = 1_795_262_400  # 21 November 2026, noon
_DAY_S = 86_400
_SUBJECT = "How do you start a meeting?"
_NOBODY = {"number": 0, "names": [], "more": 0, "in_all": 0}
_WAITING = [
    {
        "number": 1,
        "kind": "request",
        "address": "eva@example.org",
        "who": "Eva Mwangi",
        "subject": "",
        "since_s": _NOVEMBER_S - 4 * _DAY_S,
        "is_late": True,
        "is_spam": False,
        "opening": "",
    },
    {
        "number": 2,
        "kind": "post",
        "address": "sam@example.net",
        "who": "Sam Otieno",
        "subject": _SUBJECT,
        "since_s": _NOVEMBER_S,
        "is_late": False,
        "is_spam": False,
        "opening": "Hello, a friend told me about your group. I work in a school and …",
    },
    {
        "number": 3,
        "kind": "post",
        "address": "win@example.com",
        "who": "",
        "subject": "",
        "since_s": _NOVEMBER_S,
        "is_late": False,
        "is_spam": True,
        "opening": "You have won! Click here",
    },
]
_QUIET = {
    **_GROUP,
    "others": 0,
    "is_last": True,
    "waiting": [],
    "more_waiting": 0,
    "posts_waiting": 0,
    "requests_waiting": 0,
    "is_still": True,
    "asked": 27,
    "introduced": 27,
    "introductions": _NOBODY,
    "threads": [],
    "more_threads": 0,
    "silent": _NOBODY,
    "cases": [],
    "invitations": _NOBODY,
    "written": [],
    "missing": [],
    "nudge": 0,
    "members": 28,
    "newcomers": _NOBODY,
    "leavers": _NOBODY,
    "bouncing": _NOBODY,
    "posts": 0,
    "by_role": [],
    "loudest": [],
    "expired": 0,
    "unshown": 0,
    "due": [],
    "subgroups": [],
    "timezone": "Europe/Brussels",
}
_FULL = {
    **_QUIET,
    "waiting": _WAITING,
    "more_waiting": 9,
    "posts_waiting": 11,
    "requests_waiting": 1,
    "is_still": False,
    "introduced": 19,
    "introductions": {
        "number": 4,
        "names": ["Bob Achieng", "Carla Diaz", "dan@example.org"],
        "more": 5,
        "in_all": 8,
    },
    "threads": [
        {
            "number": 5,
            "subject": _SUBJECT,
            "author": "Ann Jansen",
            "asked_s": _NOVEMBER_S - 5 * _DAY_S,
        },
        {"number": 6, "subject": "", "author": "Bob", "asked_s": _NOVEMBER_S - 9 * _DAY_S},
    ],
    "more_threads": 1,
    "silent": {"number": 7, "names": ["Fay", "Gus Meyer"], "more": 12, "in_all": 14},
    "cases": [{**_NOBODY, "number": 8, "title": "Four cases", "in_all": 5}],
    "invitations": {**_NOBODY, "number": 9, "in_all": 3},
    "missing": [{"title": "Tea in Malawi", "asked_s": _NOVEMBER_S - 20 * _DAY_S}],
    "nudge": 4,
    "newcomers": {"number": 0, "names": ["Eva Mwangi", "Gus"], "more": 3, "in_all": 5},
    "leavers": {"number": 0, "names": ["Hal"], "more": 0, "in_all": 1},
    "bouncing": {"number": 0, "names": ["Ivo", "jan@example.org"], "more": 0, "in_all": 2},
    "posts": 20,
    "by_role": [
        {"role": "facilitator", "percent": 30},
        {"role": "resource", "percent": 5},
        {"role": "member", "percent": 60},
        {"role": "", "percent": 5},
    ],
    "loudest": [
        {"name": "Bea", "percent": 30},
        {"name": "Ann Jansen", "percent": 20},
        {"name": "Bob", "percent": 10},
    ],
    "expired": 2,
    "unshown": 1,
    "due": [
        {"kind": "cases", "title": "Four cases", "closes_s": _NOVEMBER_S + 7 * _DAY_S},
        {"kind": "report", "title": "Dairy in Kenya", "closes_s": _NOVEMBER_S + 20 * _DAY_S},
        {"kind": "offer", "title": "Dan", "closes_s": _NOVEMBER_S + 5 * _DAY_S},
    ],
    "subgroups": [
        {"title": "Dairy in Kenya", "members": 6, "posts": 4},
        {"title": "Cocoa in Peru", "members": 1, "posts": 1},
    ],
}
_SINGLE = {
    **_QUIET,
    "waiting": [{**_WAITING[1], "number": 1}],
    "posts_waiting": 1,
    "is_still": False,
    "posts": 1,
    "by_role": [{"role": "member", "percent": 100}],
    "members": 27,
    "introduced": 26,
    "introductions": {"number": 2, "names": ["Bob Achieng"], "more": 0, "in_all": 1},
    "silent": {"number": 3, "names": ["Fay"], "more": 0, "in_all": 1},
    "cases": [{**_NOBODY, "number": 4, "title": "", "in_all": 1}],
    "invitations": {**_NOBODY, "number": 5, "in_all": 1},
    "nudge": 2,
    "expired": 1,
    "more_waiting": 1,
    "more_threads": 1,
    "unshown": 2,
}
_NOTHING = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "is_done": False,
    **{
        each: []
        for each in (
            "sent let_in returned declined dropped closed already trusted strangers nudged asked"
            " unfit unknown unsaid"
        ).split()
    },
    "is_unanswered": False,
}
_POST = {"subject": _SUBJECT, "author": "Sam Otieno", "is_request": False}
_NUDGED = {
    "topic": "introductions",
    "written": 0,
    "left": 0,
    "last_s": 0,
    "by": "",
    "timezone": "Europe/Brussels",
}
_ASKED = {
    "subject": _SUBJECT,
    "is_gone": False,
    "is_answered": False,
    "is_unnamed": False,
    "to": [],
    "not_found": [],
    "several": [],
    "before": [],
}
_QUESTIONS = [
    "Who are you, and where do you live or work?",
    "What experience do you bring?",
    "What do you hope to learn?",
]
_INTRODUCE = {
    **_GROUP,
    "introductions": "ask",
    "questions": _QUESTIONS,
    "members": 27,
    "presented": 19,
    "by": "Bea Claes",
}
_TEXT = "You once worked on cocoa in Peru. Would you tell us how you found the first farmers?"
_NOTE = {**_GROUP, "by": "Bea Claes", "text": _TEXT}
_BELOW = {**_GROUP, "asked": ["Anna Jansen", "bob@example.org"], "not_found": []}
_TO_ASK = {
    **_BELOW,
    "asked": {
        "names": ["Anna Jansen <anna@example.org>", "bob@example.org"],
        "count": 2,
        "more": 0,
    },
    "text": "Dear all,\n\nWould you like to begin the next round?\n\nBea",
    "more_lines": 0,
}
_ASK = {
    **_GROUP,
    "by": "Bea Claes",
    "subject": _SUBJECT,
    "author": "Ann Jansen",
    "thread_id": 17,
    "letter_id": 7,
    "letter": {
        "subject": _SUBJECT,
        "author": "ann@example.org",
        "author_name": "Ann Jansen",
        "text": "Dear all,\n\nI have tried to begin with a round of names, and it took half of the"
        " hour we had. What do you do?\n\nAnn",
        "is_cut": False,
        "attachments": [],
    },
}
_NOT_FOUND = ["eve@example.org", "fay@example.org"]

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "desk/report": _FULL,
    "desk/report:quiet": _QUIET,
    "desk/report:still": {
        **_QUIET,
        "silent": {**_FULL["silent"], "number": 1},  # type: ignore[dict-item]
        "nudge": 1,
    },
    "desk/report:one": _SINGLE,
    "desk/report:alone": {**_QUIET, "is_still": False, "members": 1, "asked": 1, "introduced": 0},
    "desk/report:first": {**_SINGLE, "others": 2, "is_last": False},
    "desk/report:second": {**_QUIET, "others": 1},
    "desk/report:well": {
        **_FULL,
        "waiting": [],
        "more_waiting": 0,
        "posts_waiting": 0,
        "requests_waiting": 0,
        "introductions": _NOBODY,
        "threads": [],
        "more_threads": 0,
        "silent": _NOBODY,
        "cases": [],
        "invitations": _NOBODY,
        "written": [
            {"topic": each, "at_s": _NOVEMBER_S - 3 * _DAY_S}
            for each in ("introductions", "silent", "cases", "invitations")
        ],
        "nudge": 0,
        "expired": 0,
        "unshown": 0,
        "bouncing": _NOBODY,
        "loudest": [],
    },
    "desk/acts": {
        **_NOTHING,
        "is_done": True,
        "sent": [{"number": 1, **_POST}],
        "let_in": [{"number": 2, **_POST, "subject": "", "author": "Eva Mwangi"}],
        "dropped": [{"number": 3, **_POST, "subject": "", "author": "win@example.com"}],
        "nudged": [{**_NUDGED, "number": 4, "written": 8}],
        "asked": [{**_ASKED, "number": 5, "to": ["Anna Jansen", "Bob"]}],
    },
    "desk/acts:mixed": {
        **_NOTHING,
        "is_done": True,
        "returned": [{"number": 1, **_POST}],
        "declined": [{"number": 2, **_POST, "subject": "", "author": "Eva Mwangi"}],
        "already": [
            {
                "number": 3,
                "subject": _SUBJECT,
                "decision": "approved",
                "decided_s": _NOVEMBER_S,
                "by": "Cat",
                "is_you": False,
            },
            {"number": 10, "subject": "", "decision": "gone", "decided_s": 0, "by": ""},
        ],
        "nudged": [
            {**_NUDGED, "number": 4, "written": 1, "left": 12},
            {**_NUDGED, "number": 7, "last_s": _NOVEMBER_S, "by": "Cat"},
            {**_NUDGED, "number": 8, "last_s": _NOVEMBER_S},
            {**_NUDGED, "number": 9},
        ],
        "asked": [
            {
                **_ASKED,
                "number": 5,
                "before": [
                    {"who": "Anna Jansen", "by": "Cat", "at_s": _NOVEMBER_S},
                    {"who": "Bob", "by": "", "at_s": _NOVEMBER_S},
                ],
                "several": [{"name": "Carla", "are": ["carla@example.org", "cd@example.org"]}],
                "not_found": ["Zoe"],
            },
            {**_ASKED, "number": 6, "is_answered": True},
        ],
        "trusted": ["Sam Otieno"],
        "strangers": ["Tim"],
        "is_unanswered": True,
        "unfit": [11],
        "unknown": [12, 13],
        "unsaid": ["nudge"],
    },
    "desk/acts:nothing": {
        **_NOTHING,
        "asked": [
            {**_ASKED, "number": 5, "is_unnamed": True},
            {**_ASKED, "number": 6, "is_gone": True},
        ],
        "closed": [{"number": 1, **_POST}],
        "unfit": [2, 3],
        "unknown": [12],
    },
    "desk/which": {**_GROUP, "lines": 4},
    "nudge/introductions": _INTRODUCE,
    "nudge/introductions:first": {
        **_INTRODUCE,
        "introductions": "require",
        "presented": 1,
        "by": "",
    },
    "nudge/silent": {**_GROUP, "by": "Bea Claes"},
    "nudge/cases": {**_GROUP, "by": "Bea Claes", "cases": "Four cases"},
    "nudge/cases:untitled": {**_GROUP, "by": "", "cases": ""},
    "nudge/done": {**_GROUP, **_NUDGED, "written": 8},
    "nudge/done:left": {**_GROUP, **_NUDGED, "topic": "silent", "written": 200, "left": 37},
    "nudge/done:one": {**_GROUP, **_NUDGED, "topic": "cases", "written": 1},
    "nudge/done:again": {**_GROUP, **_NUDGED, "last_s": _NOVEMBER_S, "by": "Cat"},
    "nudge/done:nobody": {**_GROUP, **_NUDGED, "topic": "invitations"},
    "nudge/which": _GROUP,
    "note/question": _NOTE,
    "note/answer": {**_NOTE, "by": "Anna Jansen", "by_address": "anna@example.org", "files": []},
    "note/answer:back": {**_NOTE, "by_address": "", "files": ["Farmers.pdf", "image/jpeg"]},
    "note/ask": _ASK,
    "note/ask:long": {
        **_ASK,
        "subject": "",
        "by": "",
        "letter": {**_ASK["letter"], "is_cut": True},  # type: ignore[dict-item]
    },
    "note/sent": _BELOW,
    "note/sent:some": {**_BELOW, "not_found": _NOT_FOUND},
    "note/not_sent": {**_GROUP, "reason": "no_text", "not_found": []},
    "note/not_sent:nobody": {**_GROUP, "reason": "nobody", "not_found": _NOT_FOUND},
    "note/not_sent:to_whom": {**_GROUP, "reason": "nobody", "not_found": []},
    "note/not_sent:unknown": {**_GROUP, "reason": "unknown", "not_found": []},
    "note/gone": {**_GROUP, "is_own": False},
    "note/gone:own": {**_GROUP, "is_own": True},
    "plans/nudge": {**_GROUP, **_NUDGED, "written": 8},
    "plans/nudge:left": {**_GROUP, **_NUDGED, "topic": "silent", "written": 200, "left": 37},
    "plans/note": _TO_ASK,
    "plans/note:some": {
        **_TO_ASK,
        "asked": {"names": ["bob@example.org"], "count": 1, "more": 0},
        "not_found": _NOT_FOUND[:1],
        "more_lines": 12,
    },
}
