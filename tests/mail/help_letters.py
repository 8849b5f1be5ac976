"""What code hands in for help, in each of its forms: for whom, where, and about what."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_HELP: dict[str, object] = {
    **_GROUP,
    "verbs": [],
    "also": [],
    "robot": "practice-request@lists.example.org",
    "is_in_charge": False,
    "is_theirs": False,
    "may_create": True,
}
_ANYWHERE = {**_NO_GROUP, "robot": "dgroup@lists.example.org"}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "about/help": _HELP,
    "about/help:anywhere": {**_HELP, **_ANYWHERE},
    "about/help:one": {
        **_HELP,
        **_ANYWHERE,
        "verbs": ["leave"],
        "also": ["leave", "unsubscribe", "stop"],
    },
    "about/help:two": {
        **_HELP,
        "verbs": ["none", "pause"],
        "also": ["no mail", "pause", "suspend"],
    },
    "about/help:rhythms": {
        **_HELP,
        "verbs": ["daily", "weekly", "monthly"],
        "also": ["daily", "weekly", "monthly", "digests", "every week", "every month"],
    },
    "about/help:facilitator": {**_HELP, "is_in_charge": True},
    "about/help:facilitator_anywhere": {**_HELP, **_ANYWHERE, "is_in_charge": True},
    "about/help:task": {
        **_HELP,
        "is_in_charge": True,
        "verbs": ["invite"],
        "also": ["invite", "invite people", "invite members"],
    },
    "about/help:task_of_others": {
        **_HELP,
        "is_theirs": True,
        "verbs": ["cases"],
        "also": ["cases", "case groups"],
    },
}
