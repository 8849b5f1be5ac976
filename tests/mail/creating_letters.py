"""What code hands in for letters about beginnings and ends: new groups, and new facilitators."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_DOMAIN = {"domain": "lists.example.org"}
_PURPOSE = (
    "We grow cocoa, and tell each other what we have tried: shade, pruning, drying.\n\n"
    "Beginners are welcome."
)
_WANTED = {
    "wanted_name": "cocoa",
    "wanted_address": "cocoa@lists.example.org",
    "wanted_title": "Growing Cocoa",
    "purpose": _PURPOSE,
}
_STRANGERS = {**_WANTED, "wanted_title": "", "purpose": ""}
_NAMES = {"names": ["growing-cocoa", "cocoa-group", "cocoa-2"], "has_shape": True}
_WHO = {"who": "Eve Evers", "who_address": "eve@example.net"}
_DECIDED = {
    **_NO_GROUP,
    "who": "Eve Evers",
    "wanted_title": "Growing Cocoa",
    "wanted_address": "cocoa@lists.example.org",
}
_FOR_GOOD = {"until_s": 0, "timezone": "Europe/Brussels"}
_A_WHILE = {"until_s": 1_798_930_800, "timezone": "Europe/Brussels"}  # 3 January 2027
_ASKED = {**_GROUP, "who": "Anna Jansen", "by": "Bea Blom", "is_reminder": False}
_TAKEN = {**_GROUP, "who": "Anna Jansen", "by": "Bea Blom"}
_BACK = {**_GROUP, "who": "Bea Blom", "is_back": True}
_BRUSSELS = {"timezone": "Europe/Brussels"}
_ALONE = {
    "name": "practice",
    "title": "Learning from Practice",
    "members": 27,
    "since_s": 1_798_930_800,
}
_ANNA = "Anna Jansen <anna@example.net>"

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "creating/community": {**_DOMAIN},
    "creating/how": {**_NO_GROUP, **_DOMAIN},
    "creating/off": {**_NO_GROUP, **_DOMAIN, "is_off": True},
    "creating/off:allowed": {**_NO_GROUP, **_DOMAIN, "is_off": False},
    "creating/confirm": {**_NO_GROUP, **_WANTED, "needs_leave": False},
    "creating/confirm:approve": {**_NO_GROUP, **_STRANGERS, "needs_leave": True},
    "creating/name": {**_NO_GROUP, **_DOMAIN, **_WANTED, **_NAMES},
    "creating/name:shape": {
        **_NO_GROUP,
        **_DOMAIN,
        **_WANTED,
        "wanted_name": "growing café",
        "names": ["growing-cafe"],
        "has_shape": False,
    },
    "creating/name:stranger": {
        **_NO_GROUP,
        **_DOMAIN,
        **_STRANGERS,
        **_NAMES,
        "wanted_name": "",
        "has_shape": False,
    },
    "creating/dropped": {**_NO_GROUP},
    "creating/waits": {**_NO_GROUP, **_WANTED},
    "creating/request": {**_NO_GROUP, **_WANTED, **_WHO},
    "creating/request:nameless": {**_NO_GROUP, **_WANTED, **_WHO, "who": "", "purpose": ""},
    "creating/declined": {
        **_NO_GROUP,
        **_WANTED,
        "reason": "Dear Eve, there is such a group already: write to practice@lists.example.org.",
    },
    "creating/declined:no_reason": {**_NO_GROUP, **_WANTED, "reason": "", "purpose": ""},
    "creating/decided": {**_DECIDED, "decision": "founded"},
    "creating/decided:declined": {**_DECIDED, "decision": "declined"},
    "creating/decided:dropped": {**_DECIDED, "decision": "dropped"},
    "creating/decided:taken": {**_DECIDED, "decision": "taken"},
    "creating/card": {
        **_GROUP,
        "robot": "practice-request@lists.example.org",
        "introduce": "practice-introduce@lists.example.org",
        "join": "practice-join@lists.example.org",
    },
    "handover/appointed": {**_GROUP, **_FOR_GOOD, "by": ""},
    "handover/appointed:handed_over": {**_GROUP, **_FOR_GOOD, "by": "Bea Blom"},
    "handover/appointed:for_a_while": {**_GROUP, **_A_WHILE, "by": "Bea Blom"},
    "handover/asked": {**_GROUP, **_FOR_GOOD, "who": "Anna Jansen", "gives_up": True},
    "handover/asked:for_a_while": {
        **_GROUP,
        **_A_WHILE,
        "who": "Anna Jansen",
        "gives_up": True,
    },
    "handover/asked:operator": {**_GROUP, **_FOR_GOOD, "who": "Anna Jansen", "gives_up": False},
    "handover/ask": {**_ASKED, **_FOR_GOOD},
    "handover/ask:for_a_while": {**_ASKED, **_A_WHILE},
    "handover/ask:reminder": {**_ASKED, **_FOR_GOOD, "is_reminder": True},
    "handover/cannot": {**_GROUP, "who": "eve@example.net", "why": "not_member"},
    "handover/cannot:self": {**_GROUP, "who": "Bea Blom", "why": "self"},
    "handover/cannot:no_date": {**_GROUP, "who": "Anna Jansen", "why": "no_date"},
    "handover/taken": {**_TAKEN, **_FOR_GOOD, "is_own": False},
    "handover/taken:for_a_while": {**_TAKEN, **_A_WHILE, "is_own": False},
    "handover/taken:own": {**_TAKEN, **_FOR_GOOD, "is_own": True},
    "handover/taken:own_for_a_while": {**_TAKEN, **_A_WHILE, "is_own": True},
    "handover/declined": {
        **_GROUP,
        "who": "Anna Jansen",
        "words": "I have too much on my plate until spring, sorry!",
        "is_silent": False,
        "is_own": False,
    },
    "handover/declined:no_words": {
        **_GROUP,
        "who": "Anna Jansen",
        "words": "",
        "is_silent": False,
        "is_own": False,
    },
    "handover/declined:own": {
        **_GROUP,
        "who": "Anna Jansen",
        "words": "",
        "is_silent": False,
        "is_own": True,
    },
    "handover/declined:silent": {
        **_GROUP,
        "who": "Anna Jansen",
        "words": "",
        "is_silent": True,
        "is_own": False,
    },
    "handover/back": {**_BACK, "is_giver": True},
    "handover/back:taker": {**_BACK, "is_giver": False},
    "handover/back:nobody": {**_BACK, "who": "", "is_giver": False, "is_back": False},
    "plans/handover": {**_GROUP, **_FOR_GOOD, "who": _ANNA, "gives_up": True},
    "plans/handover:for_a_while": {
        **_GROUP,
        **_A_WHILE,
        "who": _ANNA,
        "gives_up": True,
    },
    "plans/handover:operator": {**_GROUP, **_FOR_GOOD, "who": _ANNA, "gives_up": False},
    "volunteers/ask": {**_GROUP},
    "volunteers/thanks": {**_GROUP, "said": "yes"},
    "volunteers/thanks:no": {**_GROUP, "said": "no"},
    "volunteers/thanks:late": {**_GROUP, "said": "late"},
    "volunteers/offered": {
        **_GROUP,
        **_WHO,
        "words": "I have been here from the beginning, and would like it to go on.",
    },
    "volunteers/offered:nameless": {**_GROUP, **_WHO, "who": "", "words": ""},
    "volunteers/declined": {**_GROUP, "reason": "Dear Eve, Bea comes back in March."},
    "volunteers/declined:no_reason": {**_GROUP, "reason": ""},
    "volunteers/decided": {**_GROUP, "who": "Eve Evers", "decision": "appointed"},
    "volunteers/decided:declined": {**_GROUP, "who": "Eve Evers", "decision": "declined"},
    "volunteers/decided:dropped": {**_GROUP, "who": "Eve Evers", "decision": "dropped"},
    "volunteers/decided:gone": {**_GROUP, "who": "", "decision": "gone"},
    "volunteers/orphans": {**_NO_GROUP, **_BRUSSELS, "groups": [_ALONE], "total": 1, "more": 0},
    "volunteers/orphans:several": {
        **_NO_GROUP,
        **_BRUSSELS,
        "groups": [_ALONE, {**_ALONE, "name": "short", "title": "Short Stories", "members": 12}],
        "total": 5,
        "more": 3,
    },
}
