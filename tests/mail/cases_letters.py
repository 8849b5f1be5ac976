"""What code hands in for letters about cases: choosing one, and the groups that come of it."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_CLOSES_S = 1_795_906_799  # the last second of 28 November 2026 in Brussels
_ZONE = {"timezone": "Europe/Brussels"}
_TEXT = (
    "Two hundred farmers share one cooler, and half of the milk is lost in the rains. Who pays for"
    " the second one?\n\nGrace Wanjiru will answer questions."
)
_CASES = [
    {"number": 1, "title": "Dairy in Kenya", "text": _TEXT, "size": 0},
    {"number": 2, "title": "Coffee in Peru", "text": "", "size": 0},
    {"number": 3, "title": "Youth at work in Mali", "text": "", "size": 0},
]
_SIZED = [{**case, "size": size} for case, size in zip(_CASES, (7, 1, 6), strict=True)]
_TOPIC = "Which practice shall we look at together?"
_LAID = {**_GROUP, **_ZONE, "cases": _CASES, "closes_s": _CLOSES_S}
_INTRO = "Choose the case that is nearest to your own work.\n\nBea will look after two of them."
_BEGUN = {**_LAID, "topic": "", "intro": "", "asked": 27}
_CHOSEN = {
    **_GROUP,
    **_ZONE,
    "kind": "cases",
    "first": "Coffee in Peru (2)",
    "second": "Youth at work in Mali (3)",
    "closes_s": _CLOSES_S,
}
_STATE = {
    **_GROUP,
    **_ZONE,
    "state": "choosing",
    "cases": [
        {"number": 1, "title": "Dairy in Kenya", "firsts": 7, "seconds": 3},
        {"number": 2, "title": "Coffee in Peru", "firsts": 1, "seconds": 0},
    ],
    "answered": 8,
    "silent": ["Sam Otieno", "dora@example.org"],
    "out": 1,
    "closes_s": _CLOSES_S,
    "is_open": True,
}


def _person(name: str, address: str, mark: str) -> dict[str, str]:
    return {"name": name, "address": address, "mark": mark}


_PROPOSAL = {
    **_GROUP,
    **_ZONE,
    "groups": [
        {
            "number": 1,
            "title": "Dairy in Kenya",
            "people": [
                _person("Ann Jansen", "ann@example.org", "first"),
                _person("Bob", "bob@example.org", "second"),
                _person("", "dora@example.org", "silent"),
            ],
        },
        {
            "number": 2,
            "title": "Coffee in Peru",
            "people": [
                _person("Émile Zola", "emile@example.org", "first"),
                _person("Cat Visser", "cat@example.org", "any"),
                _person("Sam Otieno", "sam@example.net", "other"),
            ],
        },
    ],
    "people": 6,
    "firsts": 2,
    "seconds": 1,
    "silents": 1,
    "out": [],
    "unasked": [],
    "moved": [],
    "unknown": [],
    "unclear": [],
    "unread": [],
    "taken_out": [],
    "wanted": 0,
    "cases": 3,
    "absent": [],
    "is_changed": False,
    "is_again": False,
    "is_open": False,
    "closes_s": _CLOSES_S,
}
_MADE = {
    **_GROUP,
    "groups": [
        {"title": "Dairy in Kenya", "address": "practice-kenya@lists.example.org", "size": 7},
        {"title": "Coffee in Peru", "address": "practice-coffee-peru@lists.example.org", "size": 1},
    ],
    "people": 8,
    "by": "Bea Visser",
    "is_you": True,
}
_ALREADY = {
    **_GROUP,
    **_ZONE,
    "groups": _MADE["groups"],
    "by": "Bea Visser",
    "is_you": False,
    "made_s": _CLOSES_S,
}
_SUB = {
    "name": "practice-kenya",
    "title": "Dairy in Kenya",
    "address": "practice-kenya@lists.example.org",
    "parent_title": "Learning from Practice",
    "text": _TEXT,
    "people": ["Bob", "Émile Zola", "Cat Visser"],
    "unnamed": 2,
}
_HOW = {**_GROUP, "problem": "", "culprit": "", "most": 12}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "cases/how": _HOW,
    "cases/how:few": {**_HOW, "problem": "few"},
    "cases/how:many": {**_HOW, "problem": "many"},
    "cases/how:twice": {**_HOW, "problem": "twice", "culprit": "Dairy in Kenya"},
    "cases/how:date": {**_HOW, "problem": "date", "culprit": "until 1 November 2025"},
    "plans/cases": {**_BEGUN, "topic": _TOPIC},
    "plans/cases:intro": {**_BEGUN, "intro": _INTRO},
    "plans/cases:one": {**_BEGUN, "asked": 1},
    "plans/cases_stop": {**_GROUP, "are_groups": False},
    "plans/cases_stop:groups": {**_GROUP, "are_groups": True},
    "plans/cases_choice": {**_GROUP, "first": _CHOSEN["first"], "second": _CHOSEN["second"]},
    "plans/cases_choice:any": {**_GROUP, "first": "", "second": ""},
    "cases/begun": {**_BEGUN, "can_choose": True},
    "cases/begun:topic": {**_BEGUN, "can_choose": False, "topic": _TOPIC, "asked": 1},
    "cases/state": _STATE,
    "cases/state:one": {**_STATE, "answered": 1, "silent": [], "out": 0, "is_open": False},
    "cases/state:divided": {**_STATE, "state": "divided", "is_open": False},
    "cases/stopped": {**_GROUP, "are_groups": False},
    "cases/stopped:groups": {**_GROUP, "are_groups": True},
    "cases/choose": {**_LAID, "topic": "", "intro": "", "is_reminder": False},
    "cases/choose:intro": {**_LAID, "topic": "", "intro": _INTRO, "is_reminder": False},
    "cases/choose:reminder": {**_LAID, "topic": _TOPIC, "intro": _INTRO, "is_reminder": True},
    "cases/choose:after": {
        **_LAID,
        "topic": "",
        "intro": "",
        "is_reminder": False,
        "closes_s": 0,
    },
    "cases/late": {**_GROUP, "topic": "", "cases": _SIZED},
    "cases/late:topic": {**_GROUP, "topic": _TOPIC, "cases": _SIZED[:2]},
    "cases/chosen": _CHOSEN,
    "cases/chosen:one": {**_CHOSEN, "second": "", "closes_s": 0},
    "cases/chosen:any": {**_CHOSEN, "kind": "any", "first": "", "second": ""},
    "cases/chosen:none": {**_CHOSEN, "kind": "none", "first": "", "second": ""},
    "cases/chosen:none_late": {**_CHOSEN, "kind": "none", "closes_s": 0},
    "cases/which": {**_GROUP, "cases": _CASES},
    "cases/there": {
        **_GROUP,
        "sub_title": "Dairy in Kenya",
        "sub_address": "practice-kenya@lists.example.org",
    },
    "cases/group": _SUB,
    "cases/group:unnamed": {**_SUB, "text": "", "people": [], "unnamed": 2},
    "cases/group:one_unnamed": {**_SUB, "text": "", "people": [], "unnamed": 1},
    "cases/group:alone": {**_SUB, "text": "", "people": [], "unnamed": 0},
    "cases/none": _GROUP,
    "cases/nobody": _GROUP,
    "cases/proposal": _PROPOSAL,
    "cases/proposal:early": {
        **_PROPOSAL,
        "is_open": True,
        "out": ["Fay"],
        "unasked": ["Bea Visser", "oli@example.org"],
        "silents": 3,
    },
    "cases/proposal:again": {**_PROPOSAL, "is_again": True, "silents": 0},
    "cases/proposal:changed": {
        **_PROPOSAL,
        "is_changed": True,
        "moved": [
            {"who": "Bob", "title": "Dairy in Kenya"},
            {"who": "Émile Zola", "title": "Coffee in Peru"},
        ],
        "unclear": ["Anna"],
        "unknown": ["Zoe", "stranger@example.org"],
        "unread": ["keep the women together"],
        "taken_out": ["Sam Otieno"],
        "absent": ["dora@example.org"],
        "groups": _PROPOSAL["groups"][:1],  # type: ignore[index]  # a list among other things
    },
    "cases/proposal:more": {**_PROPOSAL, "is_open": True, "wanted": 9},
    "cases/proposal:fewer": {**_PROPOSAL, "is_open": True, "wanted": 2},
    "cases/proposal:one": {
        **_PROPOSAL,
        "is_open": True,
        "wanted": 1,
        "groups": _PROPOSAL["groups"][:1],  # type: ignore[index]
    },
    "cases/how_to_move": {**_GROUP, "unread": []},
    "cases/how_to_move:unread": {
        **_GROUP,
        "unread": ["Hans must not be with Carla", "make 2 groups instead"],
    },
    "cases/left": _GROUP,
    "cases/made": _MADE,
    "cases/made:by": {**_MADE, "is_you": False, "groups": _MADE["groups"][1:]},  # type: ignore[index]
    "cases/already": _ALREADY,
    "cases/already:you": {**_ALREADY, "is_you": True},
}
