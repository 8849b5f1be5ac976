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
    "creating/decided:founded": {**_DECIDED, "decision": "founded"},
    "creating/decided:declined": {**_DECIDED, "decision": "declined"},
    "creating/decided:dropped": {**_DECIDED, "decision": "dropped"},
    "creating/decided:taken": {**_DECIDED, "decision": "taken"},
    "creating/card": {
        **_GROUP,
        "robot": "practice-request@lists.example.org",
        "introduce": "practice-introduce@lists.example.org",
        "join": "practice-join@lists.example.org",
    },
    "handover/appointed": {**_GROUP, "by": ""},
    "handover/appointed:handed_over": {**_GROUP, "by": "Bea Blom"},
}
