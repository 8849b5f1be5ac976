"""What code hands in for the letters about joining and leaving, in each of their forms."""

from __future__ import annotations

from collections.abc import Mapping

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_JANUARY_S = 1_798_977_600  # 3 January 2027, noon
_PURPOSE = (
    "Here we help each other with questions from our own work: what we tried, what came of it, and"
    " what we would do now."
)
_KENYA = {"name": "practice-kenya", "title": "Practice in Kenya"}
_PERU = {"name": "practice-peru", "title": "Practice in Peru"}
_SHORT = {"name": "short", "title": "Short Stories"}
_WHO = {"who": "Anna Jansen", "who_address": "anna@example.net"}


def _below(group: Mapping[str, object], **more: object) -> Mapping[str, object]:
    return {**group, "members": 12, "is_in": False, "by_invitation": False, "purpose": "", **more}


def _decided(decision: str, **more: object) -> dict[str, object]:
    told = {"who": "Anna Jansen", "by": "Bea Blom", "is_own": False, "at_s": _JANUARY_S}
    return {**_GROUP, **told, "decision": decision, **more}


# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "join/confirm": {**_GROUP, "asks_facilitators": False},
    "join/confirm:approve": {**_GROUP, "asks_facilitators": True},
    "join/approval_waits": {**_GROUP},
    "join/request": {
        **_GROUP,
        **_WHO,
        "words": "I teach in a primary school in Ghent, and Bea told me about you.\n\nAnna",
    },
    "join/request:no_words": {**_GROUP, **_WHO, "who": "", "words": ""},
    "join/declined": {
        **_GROUP,
        "reason": "Dear Anna, this group is for people who work in Kenya. You will find more of"
        " what you are looking for in Short Stories.\nBea",
    },
    "join/declined:no_reason": {**_GROUP, "reason": ""},
    "join/by_invitation": {**_GROUP},
    "join/already": {**_GROUP},
    "join/again": {**_GROUP, "email": "anna@example.net"},
    "join/closed": {**_GROUP},
    "join/invitation": {
        **_GROUP,
        "by": "Bea Blom",
        "note": "Dear Anna, we met in Nairobi. I think you would like it here.",
        "purpose": _PURPOSE,
    },
    "join/invitation:plain": {**_GROUP, "by": "", "note": "", "purpose": ""},
    "join/not_coming": {**_GROUP},
    "join/left": {**_GROUP, "subgroups": []},
    "join/left:subgroup": {**_GROUP, "subgroups": [_KENYA]},
    "join/left:subgroups": {**_GROUP, "subgroups": [_KENYA, _PERU]},
    "join/left:many_subgroups": {**_GROUP, "subgroups": [_KENYA, _PERU, _SHORT]},
    "join/left_all": {**_NO_GROUP, "groups": [_KENYA, _SHORT]},
    "join/which": {**_NO_GROUP, "groups": [_KENYA, _PERU, _SHORT]},
    "join/not_known": {**_GROUP},
    "join/not_known:anywhere": {**_NO_GROUP},
    "join/elsewhere": {**_GROUP, "is_joining": False},
    "join/elsewhere:joining": {**_GROUP, "is_joining": True},
    "join/leave_elsewhere": {**_GROUP, "groups": [_GROUP]},
    "join/leave_elsewhere:all": {**_NO_GROUP, "groups": [_KENYA, _SHORT]},
    "join/subgroups": {
        **_GROUP,
        "subgroups": [
            _below(_KENYA, is_in=True, purpose=_PURPOSE),
            _below(_PERU, members=1),
            _below(_SHORT, members=0, by_invitation=True),
        ],
        "can_join": [_PERU],
    },
    "join/subgroups:many": {
        **_GROUP,
        "subgroups": [_below({"name": f"case-{n}", "title": f"Case {n}"}) for n in range(1, 5)],
        "can_join": [{"name": f"case-{n}", "title": f"Case {n}"} for n in range(1, 5)],
    },
    "join/subgroups:none": {**_GROUP, "subgroups": [], "can_join": []},
    "join/decided": _decided("admitted", is_own=True),
    "join/decided:declined": _decided("declined", is_own=True),
    "join/decided:dropped": _decided("dropped", is_own=True),
    "join/decided:admitted_by": _decided("admitted"),
    "join/decided:admitted_by_operator": _decided("admitted", by="", at_s=0),
    "join/decided:declined_by": _decided("declined"),
    "join/decided:dropped_by": _decided("dropped", by=""),
    "join/decided:left": _decided("left", by=""),
    "join/decided:lapsed": _decided("lapsed", by=""),
    "join/decided:gone": _decided("gone", by="", who="", at_s=0),
    "join/unanswered": {**_GROUP},
}
