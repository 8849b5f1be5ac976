"""What code hands in for the letters about inviting people and managing members, in each form."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_JANUARY_S = 1_798_977_600  # 3 January 2027, noon
_PURPOSE = (
    "Here we help each other with questions from our own work: what we tried, what came of it, and"
    " what we would do now."
)
_NOTE = "Dear friends, we met in Nairobi. I think you would like it here.\nBea"


def _people(*names: str, more: int = 0) -> dict[str, object]:
    return {"names": list(names), "count": len(names) + more, "more": more}


_NOBODY = _people()
_THREE = _people("Anna Jansen", "Bob O'Brien", "chloe@example.net")
_ONE = _people("Anna Jansen")
_WITH = ("Anna Jansen <anna@example.net>", "Bob O'Brien <bob@example.net>")
_ONE_WITH = _people(_WITH[0])
_THREE_WITH = _people(*_WITH, "chloe@example.net")
_MANY_WITH = _people(*_WITH, more=38)
_NOTHING_LEFT = {"unreadable": [], "more_unreadable": 0, "left_out": 0, "left_from": ""}
_LEFT = {
    "unreadable": ["Dan <dan@example>", "eve at example dot org"],
    "more_unreadable": 3,
    "left_out": 7,
    "left_from": "Zoë Zander <zoe@example.net>",
}
_INVITED = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "invited": _ONE,
    "before": [],
    "declined": [],
    "already": _NOBODY,
    "banned": _NOBODY,
    **_NOTHING_LEFT,
}
_INVITED_MANY = {
    **_INVITED,
    "invited": _people("Anna Jansen", "Bob O'Brien", more=38),
    "before": [{"who": "Carol Chan", "at_s": _JANUARY_S}],
    "declined": [{"who": "Dina Diaz", "at_s": _JANUARY_S}],
    "already": _people("Eve Evers", "Femi Falola"),
    "banned": _people("x@example.com"),
    **_LEFT,
}
_ADDED = {
    **_GROUP,
    "added": _THREE,
    "left": _NOBODY,
    "already": _NOBODY,
    "banned": _NOBODY,
    **_NOTHING_LEFT,
}
_ADDED_FEW = {
    **_ADDED,
    "added": _ONE,
    "left": _people("Carol Chan"),
    "already": _people("Eve Evers"),
    "banned": _people("x@example.com"),
    **_LEFT,
    "left_out": 1,
    "unreadable": ["Dan <dan@example>"],
    "more_unreadable": 0,
}
_DONE = {
    **_GROUP,
    "act": "remove",
    "role": "",
    "people": ["Anna Jansen <anna@example.net>", "bob@example.net"],
    "more": 0,
    "same": [],
    "outside": [],
    "unclear": [],
    "is_self": False,
    "last": "",
}
_NOT_DONE = {
    **_DONE,
    "people": [],
    "same": ["Eve Evers <eve@example.net>"],
    "outside": ["x@example.com"],
    "unclear": ["Anna"],
}
_ROLE = {**_GROUP, "owner": "practice-owner@lists.example.org"}
_WAITING = [
    {"who": "Anna Jansen, anna@example.net", "at_s": _JANUARY_S, "is_reminded": True},
    {"who": "bob@example.net", "at_s": _JANUARY_S, "is_reminded": False},
]

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "inviting/answer": _INVITED,
    "inviting/answer:many": _INVITED_MANY,
    "inviting/answer:nobody": {**_INVITED, "invited": _NOBODY, "already": _ONE},
    "inviting/nobody": {**_GROUP, "unreadable": [], "more_unreadable": 0},
    "inviting/nobody:unreadable": {**_GROUP, **{k: _LEFT[k] for k in list(_LEFT)[:2]}},
    "inviting/tally": {
        **_GROUP,
        "timezone": "Europe/Brussels",
        "people": 12,
        "yes": 3,
        "no": _people("Carol Chan"),
        "waiting": _WAITING,
        "waiting_count": 8,
    },
    "inviting/tally:nobody": {
        **_GROUP,
        "timezone": "Europe/Brussels",
        "people": 0,
        "yes": 0,
        "no": _NOBODY,
        "waiting": [],
        "waiting_count": 0,
    },
    "inviting/reminder": {**_GROUP, "purpose": _PURPOSE},
    "inviting/reminder:plain": {**_GROUP, "purpose": ""},
    "plans/invite": {**_INVITED, "invited": _ONE_WITH, "note": ""},
    "plans/invite:many": {**_INVITED_MANY, "invited": _MANY_WITH, "note": _NOTE},
    "plans/add": {**_ADDED, "added": _THREE_WITH, "note": _NOTE},
    "plans/add:few": {**_ADDED_FEW, "added": _ONE_WITH, "note": ""},
    "managing/add": _ADDED,
    "managing/add:few": _ADDED_FEW,
    "managing/add:nobody": {**_ADDED_FEW, "added": _NOBODY},
    "managing/added": {**_GROUP, "by": "Bea Blom", "note": ""},
    "managing/added:note": {**_GROUP, "by": "Bea Blom", "note": _NOTE},
    "managing/role": {**_ROLE, "role": "observer", "was": "member"},
    "managing/removed": _ROLE,
    **{
        f"managing/role:{role}_was_{was}": {**_ROLE, "role": role, "was": was}
        for role, was in (
            ("resource", "member"),
            ("member", "observer"),
            ("member", "facilitator"),
        )
    },
    **{
        f"{family}:{act}_one": {
            **_DONE,
            "people": ["Anna Jansen <anna@example.net>"],
            "act": act,
            "role": "observer" if act == "role" else "",
        }
        for family in ("managing/done", "plans/manage")
        for act in ("remove", "ban", "unban", "moderate", "unmoderate", "role")
    },
    "managing/done:last": {**_DONE, "people": [], "last": "Bea Blom <bea@example.net>"},
    "managing/done:self": {**_DONE, "people": [], "is_self": True},
    "managing/done:nobody": _NOT_DONE,
    "managing/done:many": {**_DONE, "more": 4, "outside": ["x@example.com"], "unclear": ["Anna"]},
    **{
        f"{family}:{act}": {**_DONE, "act": act, "role": "resource" if act == "role" else ""}
        for family in ("managing/done", "plans/manage")
        for act in ("ban", "unban", "moderate", "unmoderate", "role")
    },
    "managing/done": _DONE,
    "plans/manage": _DONE,
}
