"""What code hands in for the letters by which people get to know each other, in their forms."""

from __future__ import annotations

from dgroup.domain.introductions import STANDARD

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
    "timezone": "Europe/Brussels",
}
_PURPOSE = (
    "Here we help each other with questions from our own work: what we tried, what came of it, and"
    " what we would do now."
)
_NOVEMBER_S = 1_795_262_400  # 21 November 2026, noon
_BEA = {
    "name": "Bea Mensah",
    "is_facilitator": True,
    "text": "Fifteen years of running a cooperative of cocoa growers near Kumasi.",
    "written_s": _NOVEMBER_S,
}
_CARLOS = {
    "name": "Carlos Ruiz",
    "is_facilitator": False,
    "text": "Agronomist, prunes and grafts",
    "written_s": _NOVEMBER_S - 86_400,
}
_LONG = {
    **_BEA,
    "text": "I am Bea, from Kumasi in Ghana.\n\nFifteen years of running a cooperative of cocoa"
    " growers near Kumasi: first as its bookkeeper, now as its chair.\n\nBea",
}
_RECEIVED: dict[str, object] = {
    **_GROUP,
    "text": "I am Anna, and I grow cocoa on two hectares.\n\nI would love to learn how you prune.",
    "is_replaced": False,
    "needs_leave": False,
    "posts_wait": False,
    "minutes": 15,
    "hours": 0,
    "files": 0,
    "others": [
        {"name": "Bea Mensah", "line": _BEA["text"]},
        {"name": "Carlos Ruiz", "line": _CARLOS["text"]},
    ],
}
_REMINDER: dict[str, object] = {
    **_GROUP,
    "members": 27,
    "presented": 19,
    "introductions": "ask",
    "is_last": False,
}
_WHO: dict[str, object] = {
    **_GROUP,
    "members": 27,
    "presented": 2,
    "people": [_BEA, _CARLOS],
    "others": [
        {"name": "Anna Jansen", "is_facilitator": False},
        {"name": "Dirk Peeters", "is_facilitator": True},
        {"name": "Élodie N'Guessan", "is_facilitator": False},
    ],
    "unnamed": 22,
    "is_cut": False,
}
_NOBODY = {
    "members": 1,
    "presented": 0,
    "people": [],
    "others": [{"name": "Anna Jansen", "is_facilitator": True}],
    "unnamed": 0,
}
_FOUND: dict[str, object] = {
    **_GROUP,
    "keyword": "cocoa kumasi",
    "found": 1,
    "people": [_BEA],
    "is_cut": False,
}
_LIST = {**_GROUP, "keyword": "", "members": 27, "presented": 19, "people": [_LONG, _CARLOS]}

# Name of the letter, and which form of it -> data; `told` adds the questions.
DATA: dict[str, dict[str, object]] = {
    "members/welcome": {
        **_GROUP,
        "leave_address": "practice-leave@lists.example.org",
        "introductions": "ask",
        "is_observer": False,
        "welcome": "",
        "purpose": _PURPOSE,
    },
    "members/welcome:required": {
        **_GROUP,
        "leave_address": "practice-leave@lists.example.org",
        "introductions": "require",
        "is_observer": False,
        "welcome": "",
        "purpose": "",
    },
    "members/welcome:greeted": {
        **_GROUP,
        "leave_address": "practice-leave@lists.example.org",
        "introductions": "ask",
        "is_observer": False,
        "welcome": "How good that you are here!\n\nAsk anything you like. {{ 7*7 }}\nBea and Ann",
        "purpose": _PURPOSE,
    },
    "members/welcome:observer": {
        **_GROUP,
        "leave_address": "practice-leave@lists.example.org",
        "introductions": "off",
        "is_observer": True,
        "welcome": "",
        "purpose": _PURPOSE,
    },
    "members/welcome:unasked": {
        **_GROUP,
        "leave_address": "practice-leave@lists.example.org",
        "introductions": "off",
        "is_observer": False,
        "welcome": "",
        "purpose": _PURPOSE,
    },
    "introductions/received": _RECEIVED,
    "introductions/received:again": {
        **_RECEIVED,
        "is_replaced": True,
        "minutes": 60,
        "hours": 1,
        "files": 2,
        "others": [],
    },
    "introductions/received:now": {**_RECEIVED, "minutes": 0, "others": []},
    "introductions/received:read_first": {**_RECEIVED, "needs_leave": True, "others": []},
    "introductions/received:required": {**_RECEIVED, "posts_wait": True, "others": []},
    "introductions/withdrawn": {**_GROUP, "is_out": False, "posts_wait": False},
    "introductions/withdrawn:required": {**_GROUP, "is_out": False, "posts_wait": True},
    "introductions/withdrawn:out": {**_GROUP, "is_out": True, "posts_wait": False},
    "introductions/at_peace": _GROUP,
    "introductions/reminder": _REMINDER,
    "introductions/reminder:last": {
        **_REMINDER,
        "presented": 1,
        "introductions": "require",
        "is_last": True,
    },
    "introductions/reminder:first_of_all": {**_REMINDER, "presented": 0},
    "introductions/ask": {**_GROUP, "introductions": "ask"},
    "introductions/ask:required": {**_GROUP, "introductions": "require"},
    "introductions/post": {**_GROUP, "author": "Anna Jansen"},
    "introductions/post:nameless": {**_GROUP, "author": ""},
    "introductions/who": _WHO,
    "introductions/who:alone": {**_WHO, **_NOBODY},
    "introductions/who:many": {**_WHO, "members": 270, "unnamed": 1, "is_cut": True},
    "introductions/found": _FOUND,
    "introductions/found:nobody": {**_FOUND, "found": 0, "people": []},
    "introductions/list": {**_LIST, "is_cut": False},
    "introductions/list:nobody": {**_LIST, "presented": 0, "people": [], "is_cut": False},
    "introductions/list:called": {**_LIST, "keyword": "bea", "people": [_BEA], "is_cut": True},
    "introductions/one": {**_GROUP, "person": _LONG},
    "introductions/members_only": _GROUP,
    "posts/introduce_first": {**_GROUP, "subject": "How do you prune?"},
    "posts/introduce_first:no_subject": {**_GROUP, "subject": ""},
}


def told(name: str, language: str) -> dict[str, object]:
    """What a letter is told, with the questions as they are asked in a language."""
    return {**DATA[name], "questions": STANDARD[language]}
