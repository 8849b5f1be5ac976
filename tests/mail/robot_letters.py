"""What code hands in for the letters by which the robot answers when it cannot do what was asked."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_SITE = {"domain": "lists.example.org"}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "robot/not_understood": {
        **_GROUP,
        **_SITE,
        "lines": [
            {"line": "unsuscribbe", "nearest": "leave"},
            {"line": "frobnicate practice", "nearest": ""},
        ],
        "in_charge": False,
    },
    "robot/not_understood:nothing": {**_NO_GROUP, **_SITE, "lines": [], "in_charge": False},
    "robot/not_understood:in_charge": {
        **_GROUP,
        **_SITE,
        "lines": [{"line": "role carla observer", "nearest": "role"}],
        "in_charge": True,
    },
    "robot/not_understood:in_charge_nothing": {**_GROUP, **_SITE, "lines": [], "in_charge": True},
    "robot/not_known": {**_GROUP, **_SITE},
    "robot/not_open": {**_NO_GROUP, "asked": "practise"},
    "robot/which_group": {**_NO_GROUP, "word": "pause", "groups": ["cocoa", "practice"]},
    "robot/which_group:none": {**_NO_GROUP, "word": "pause", "groups": []},
    "robot/gone": _NO_GROUP,
    "robot/done_already": {**_GROUP, "used_s": 1_795_262_400},
    "robot/just_yes": {**_GROUP, "may_refuse": False},
    "robot/just_yes:refuse": {**_GROUP, "may_refuse": True},
    "robot/not_yours": _GROUP,
}
