"""What code hands in for the letters about subgroups, their reports, and announcements."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_KENYA = {
    "name": "practice-kenya",
    "title": "Dairy in Kenya",
    "address": "practice-kenya@lists.example.org",
}
_ABOVE = {"parent_title": "Learning from Practice"}
_DECEMBER_S = 1_797_325_200  # 15 December 2026, in the morning
_NAMES = ["Anna Ruiz", "Ben Otieno", "Cleo Visser"]
_PURPOSE = "What a litre of milk costs, and who earns what."
_SUB = {
    **_ABOVE,
    "sub_name": "practice-kenya",
    "sub_title": "Dairy in Kenya",
    "sub_address": "practice-kenya@lists.example.org",
    "people": _NAMES,
    "strangers": [],
    "unclear": [],
}
_LEFT_OUT = {"strangers": ["dora@example.net"], "unclear": ["Jan", "the two from Nakuru"]}
_MADE = {**_SUB, "purpose": _PURPOSE, "facilitators": ["Anna Ruiz"]}


def _people(*names: str, more: int = 0) -> dict[str, object]:
    return {"names": list(names), "count": len(names) + more, "more": more}


_TO_MAKE: dict[str, object] = {
    **_GROUP,
    **_MADE,
    "act": "create",
    "people": _people("Anna Ruiz <anna@example.net>", "ben@example.net", more=3),
    "facilitators": _people("Anna Ruiz <anna@example.net>"),
    "promoted": _people(),
}
_CHANGED = {**_SUB, "act": "add", "promoted": [], "already": [], "banned": []}
_ADDED = {
    **_KENYA,
    **_ABOVE,
    "by": "Bea",
    "purpose": _PURPOSE,
    "people": _NAMES[1:],
    "unnamed": 0,
    "is_facilitator": False,
}
_NOT_MADE = {
    **_GROUP,
    "kind": "taken",
    "asked": "practice-kenya",
    "longest": 40,
    "proposal": "practice-kenya-2",
    "asked_title": "Dairy in Kenya",
}

_ASKED = {**_KENYA, **_ABOVE, "is_for_all": True, "is_reminder": False}
_TO_ABOVE = {**_KENYA, **_ABOVE, "parent_address": "practice@lists.example.org"}
_RECEIVED = {
    **_TO_ABOVE,
    "text": "We compared five farms. The price at the gate is half of what it is in town.\n\nHas"
    " anybody tried a cooperative?",
    "is_replaced": False,
    "minutes": 15,
    "files": 0,
}
_ALREADY = {
    **_TO_ABOVE,
    "who": "Anna Ruiz",
    "is_own": False,
    "at_s": _DECEMBER_S,
    "timezone": "Europe/Brussels",
    "is_out": True,
}
_NOT_POSTED = {**_TO_ABOVE, "kind": "no_words"}
_PLANNED = {
    **_GROUP,
    "subgroups": [
        {"title": "Dairy in Kenya", "people": 5, "facilitators": 0, "state": ""},
        {"title": "Coffee in Peru", "people": 4, "facilitators": 1, "state": "planned"},
    ],
    "at_s": _DECEMBER_S,
    "is_now": False,
    "timezone": "Europe/Brussels",
}
_NOW = {
    **_PLANNED,
    "is_now": True,
    "subgroups": [
        {"title": "Dairy in Kenya", "people": 1, "facilitators": 0, "state": ""},
        {"title": "Coffee in Peru", "people": 4, "facilitators": 2, "state": ""},
        {"title": "Maize", "people": 0, "facilitators": 0, "state": ""},
        {"title": "Tea", "people": 3, "facilitators": 0, "state": "received"},
    ],
}
_WHICH = {
    **_GROUP,
    "subgroups": [
        {"name": "practice-kenya", "title": "Dairy in Kenya", "state": "", "at_s": 0},
        {
            "name": "practice-peru",
            "title": "Coffee in Peru",
            "state": "planned",
            "at_s": _DECEMBER_S,
        },
        {"name": "cocoa", "title": "Cocoa", "state": "asking", "at_s": 0},
        {"name": "coffee", "title": "Coffee", "state": "received", "at_s": 0},
    ],
    "date": "",
    "timezone": "Europe/Brussels",
}
_POST = {**_GROUP, "sub_title": "Dairy in Kenya", "author": "Anna Ruiz"}
_THREADS = [
    {"subject": "Prices at the gate", "posts": 7, "people": 4},
    {"subject": "", "posts": 1, "people": 1},
]

_ANNOUNCED = {
    **_GROUP,
    "subject": "Our meeting on Friday",
    "people": 43,
    "is_everyone": False,
    "files": 2,
    "files_left": 0,
}
_TO_ANNOUNCE = {
    **_ANNOUNCED,
    "text": "Dear all,\n\nWe meet on Friday at ten, in room 3.\n\nBea",
    "more_lines": 0,
    "names": ["plan.csv", "image/png"],
    "left_out": [],
}

DATA: dict[str, dict[str, object]] = {
    "subgroups/added": _ADDED,
    "subgroups/added:facilitator": {**_ADDED, "is_facilitator": True, "unnamed": 2, "purpose": ""},
    "subgroups/added:alone": {**_ADDED, "people": [], "unnamed": 0},
    "subgroups/card": {**_GROUP, **_MADE, "is_in": False, "own_address": "bea@example.org"},
    "subgroups/card:left_out": {
        **_GROUP,
        **_MADE,
        **_LEFT_OUT,
        "purpose": "",
        "facilitators": [],
        "is_in": True,
        "own_address": "bea@example.org",
    },
    "subgroups/card:empty": {
        **_GROUP,
        **_MADE,
        "people": [],
        "facilitators": [],
        "is_in": False,
        "own_address": "bea@example.org",
    },
    "subgroups/changed": {**_GROUP, **_CHANGED},
    "subgroups/changed:left_out": {
        **_GROUP,
        **_CHANGED,
        **_LEFT_OUT,
        "people": ["Anna Ruiz"],
        "promoted": ["Ben Otieno"],
        "already": ["Cleo Visser"],
        "banned": ["Xavi"],
    },
    "subgroups/changed:nobody": {**_GROUP, **_CHANGED, "people": [], "already": ["Anna Ruiz"]},
    "subgroups/changed:removed": {**_GROUP, **_CHANGED, "act": "remove", "already": ["Xavi"]},
    "subgroups/changed:nobody_removed": {
        **_GROUP,
        **_CHANGED,
        "act": "remove",
        "people": [],
        "already": ["Xavi"],
    },
    "subgroups/removed": {**_KENYA, **_ABOVE, "by": "Bea"},
    "subgroups/here": {**_KENYA, "has_words": False},
    "subgroups/here:words": {**_KENYA, "has_words": True},
    "subgroups/not_made": _NOT_MADE,
    "subgroups/not_made:shape": {**_NOT_MADE, "kind": "shape", "asked": "practice-dairy_kenya"},
    "subgroups/not_made:long": {**_NOT_MADE, "kind": "long", "proposal": ""},
    "subgroups/not_made:reserved": {**_NOT_MADE, "kind": "reserved"},
    "subgroups/not_made:ambiguous": {**_NOT_MADE, "kind": "ambiguous"},
    "subgroups/unknown": {
        **_GROUP,
        "asked": "kenia",
        "groups": ["practice-kenya", "practice-peru"],
    },
    "subgroups/unknown:none": {**_GROUP, "asked": "kenia", "groups": []},
    "plans/subgroup": _TO_MAKE,
    "plans/subgroup:left_out": {**_TO_MAKE, **_LEFT_OUT},
    "plans/subgroup:add": {
        **_TO_MAKE,
        "act": "add",
        "promoted": _people("Xavi <xavi@example.net>"),
    },
    "plans/subgroup:remove": {**_TO_MAKE, "act": "remove"},
    "reports/asked": _ASKED,
    "reports/asked:facilitators": {**_ASKED, "is_for_all": False},
    "reports/asked:again": {**_ASKED, "is_reminder": True},
    "reports/received": _RECEIVED,
    "reports/received:now": {**_RECEIVED, "minutes": 0},
    "reports/received:again": {**_RECEIVED, "is_replaced": True, "files": 1},
    "reports/already": _ALREADY,
    "reports/already:waits": {**_ALREADY, "who": "", "is_out": False},
    "reports/already:own": {**_ALREADY, "is_own": True},
    "reports/not_posted": _NOT_POSTED,
    "reports/not_posted:declined": {**_NOT_POSTED, "kind": "declined"},
    "reports/not_posted:withdrawn": {**_NOT_POSTED, "kind": "withdrawn"},
    "reports/not_posted:not_yours": {
        **_NOT_POSTED,
        "kind": "not_yours",
        "parent_title": "",
        "parent_address": "",
    },
    "reports/not_posted:over": {**_NOT_POSTED, "kind": "over"},
    "reports/not_posted:too_long": {**_NOT_POSTED, "kind": "too_long"},
    "reports/planned": _PLANNED,
    "reports/planned:now": _NOW,
    "reports/which": _WHICH,
    "reports/which:date": {**_WHICH, "date": "31 February"},
    "reports/which:none": {**_WHICH, "subgroups": []},
    "reports/post": _POST,
    "reports/post:nameless": {**_POST, "author": ""},
    "reports/threads": {**_POST, "threads": _THREADS},
    "plans/report": _PLANNED,
    "plans/report:now": _NOW,
    "announcing/how": {**_GROUP, "has_subject": False},
    "announcing/how:subject": {**_GROUP, "has_subject": True},
    "announcing/done": _ANNOUNCED,
    "announcing/done:everyone": {**_ANNOUNCED, "is_everyone": True, "files": 0, "files_left": 1},
    "announcing/done:one": {**_ANNOUNCED, "people": 1},
    "announcing/not_sent": {
        **_GROUP,
        "subject": "Our meeting on Friday",
        "kind": "too_large",
        "max_bytes": 10 << 20,
    },
    "announcing/not_sent:unfit": {
        **_GROUP,
        "subject": "Our meeting on Friday",
        "kind": "unfit",
        "max_bytes": 10 << 20,
    },
    "plans/announce": _TO_ANNOUNCE,
    "plans/announce:everyone": {
        **_TO_ANNOUNCE,
        "is_everyone": True,
        "files": 1,
        "people": 1,
        "text": "",
        "names": ["plan.csv"],
    },
    "plans/announce:text": {
        **_TO_ANNOUNCE,
        "files": 0,
        "files_left": 2,
        "more_lines": 31,
        "names": [],
        "left_out": ["Bea, urgent call +1 900 555", "bea@example.net"],
    },
}
