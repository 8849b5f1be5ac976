"""What code hands in for the letters by which people arrange things, in each of their forms."""

from __future__ import annotations

from tests.mail import choice_letters
from tests.mail.choice_letters import one, two

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_PROVE = {
    **_NO_GROUP,
    "domain": "lists.example.org",
    "asker": "ann@example.org",
    "wanted": "ann@example.net",
}
_ZONE: dict[str, object] = {
    **_NO_GROUP,
    "said": "",
    "zone": "",
    "timezone": "Africa/Cairo",
    "now_s": 1_795_250_520,  # 10:42 in Cairo
    "near": (),
    "is_changed": False,
    "is_unknown": False,
}
_NOVEMBER_S = 1_795_262_400  # 21 November 2026, noon
_JANUARY_S = 1_798_977_600  # 3 January 2027, noon


# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    **choice_letters.DATA,
    "about/info": {
        **_GROUP,
        "purpose": "Here we help each other with questions from our own work.",
        "members": 27,
        "spoken": "en",
        "join": "confirm",
        "is_member": False,
        "owner_address": "practice-owner@lists.example.org",
    },
    "about/info:member": {
        **_GROUP,
        "purpose": "",
        "members": 1,
        "spoken": "pt",
        "join": "approve",
        "is_member": True,
        "owner_address": "practice-owner@lists.example.org",
    },
    "about/groups": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "word": "",
        "groups": [
            {
                "local": "practice",
                "called": "Learning from Practice",
                "purpose": "Here we help each other with questions from our own work: what we"
                " tried, and what came of it.",
                "members": 27,
                "join": "confirm",
            },
            {"local": "tea", "called": "Tea", "purpose": "", "members": 1, "join": "invite"},
        ],
        "more": 3,
    },
    "about/groups:none_found": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "word": "beer",
        "groups": [],
        "more": 0,
    },
    "about/settings": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "groups": [
            {
                **one("each", _JANUARY_S)[0],
                "write_to": "practice@lists.example.org",
                "status": "active",
                "role": "facilitator",
                "has_copy": True,
                "is_text_only": False,
                "is_whole": False,
                "joined_s": _JANUARY_S,
            },
            {
                **two()[1],
                "write_to": "coffee@lists.example.org",
                "status": "disabled",
                "role": "member",
                "has_copy": False,
                "is_text_only": True,
                "is_whole": False,
                "joined_s": 0,
            },
            {
                **one("weekly")[0],
                "called": "Bees",
                "write_to": "bees@lists.example.org",
                "status": "active",
                "role": "observer",
                "has_copy": True,
                "is_text_only": False,
                "is_whole": True,
                "joined_s": _NOVEMBER_S,
            },
            {
                **two()[1],
                "called": "Tea",
                "write_to": "tea@lists.example.org",
                "status": "pending",
                "role": "member",
                "has_copy": False,
                "is_text_only": True,
                "is_whole": False,
                "joined_s": 0,
            },
        ],
        "called": "Ann Lee",
        "spoken": "",
        "zone": "America/Havana",
        "is_concealed": False,
        "preferred": "ann@example.org",
        "others": ["ann.lee@example.net"],
    },
    "about/settings:none": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "groups": [],
        "called": "",
        "spoken": "nl",
        "zone": "",
        "is_concealed": True,
        "preferred": "ann@example.org",
        "others": [],
    },
    "about/unknown": {**_NO_GROUP, "domain": "lists.example.org"},
    "person/language": {**_NO_GROUP, "spoken": "fr", "is_changed": True, "is_unknown": False},
    "person/language:unknown": {
        **_NO_GROUP,
        "spoken": "fr",
        "is_changed": False,
        "is_unknown": True,
    },
    "person/language:now": {**_NO_GROUP, "spoken": "", "is_changed": False, "is_unknown": False},
    "person/timezone": {**_ZONE, "zone": "Africa/Cairo", "is_changed": True},
    "person/timezone:off": {**_ZONE, "is_changed": True},
    "person/timezone:now": {**_ZONE, "zone": "Asia/Manila"},
    "person/timezone:not_known": _ZONE,
    "person/timezone:near": {
        **_ZONE,
        "said": "Limma",
        "zone": "Asia/Manila",
        "near": ("America/Lima", "Africa/Lome"),
        "is_unknown": True,
    },
    "person/timezone:unknown": {**_ZONE, "said": "Atlantis", "is_unknown": True},
    "person/name": {**_NO_GROUP, "called": "Anna Jansen", "is_changed": True},
    "person/name:now": {**_NO_GROUP, "called": "Anna Jansen", "is_changed": False},
    "person/concealed": {**_NO_GROUP, "is_concealed": True, "is_changed": True},
    "person/concealed:not": {**_NO_GROUP, "is_concealed": False, "is_changed": True},
    "person/concealed:already": {**_NO_GROUP, "is_concealed": True, "is_changed": False},
    **{
        f"addresses/list{form}": {
            **_NO_GROUP,
            "obstacle": form.removeprefix(":"),
            "wanted": "ann@example.net",
            "preferred": "ann@example.org",
            "others": ["ann.lee@example.com"],
        }
        for form in ("", ":no_address", ":already", ":not_yours", ":preferred")
    },
    **{
        f"addresses/sure{form}": {**_NO_GROUP, "step": step, "wanted": "ann@example.net"}
        for form, step in (("", "add"), (":drop", "drop"), (":prefer", "prefer"))
    },
    **{
        f"addresses/done{form}": {
            **_GROUP,
            "step": step,
            "wanted": "ann@example.net",
            "preferred": "ann@example.org",
            "message": message,
        }
        for form, step, message in (
            ("", "add", ""),
            (":sent", "add", "sent"),
            (":waits", "add", "waits"),
            (":drop", "drop", ""),
            (":prefer", "prefer", ""),
        )
    },
    "addresses/asked": {**_NO_GROUP, "wanted": "ann@example.net"},
    "addresses/prove": {**_PROVE, "is_known": False, "groups": []},
    "addresses/prove:known": {
        **_PROVE,
        "is_known": True,
        "groups": [
            {"called": "Learning from Practice", "is_facilitator": True},
            {"called": "Cocoa", "is_facilitator": False},
        ],
    },
    "addresses/prove:known_only": {**_PROVE, "is_known": True, "groups": []},
    "addresses/kept": _NO_GROUP,
    "addresses/is_this_you": {**_GROUP, "is_again": False},
    "addresses/is_this_you:again": {**_GROUP, "is_again": True},
    "addresses/yours": {**_GROUP, "wanted": "ann@example.net"},
    "addresses/asked_there": _GROUP,
    "rights/data": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "now_s": _JANUARY_S,
        "called": "Ann Lee",
        "spoken": "nl",
        "zone": "Europe/Brussels",
        "is_concealed": False,
        "since_s": _NOVEMBER_S,
        "preferred": "ann@example.org",
        "addresses": [
            {"written": "ann@example.org", "since_s": _NOVEMBER_S, "proven_s": None},
            {"written": "ann@example.net", "since_s": _JANUARY_S, "proven_s": _JANUARY_S},
        ],
        "groups": [
            {
                **one("daily", _JANUARY_S)[0],
                "write_to": "practice@lists.example.org",
                "role": "facilitator",
                "status": "active",
                "joined_s": _NOVEMBER_S,
                "introduced_s": _NOVEMBER_S,
                "written": 2,
                "is_moderated": False,
                "has_copy": True,
                "is_text_only": False,
                "is_whole": True,
            },
            {
                **one("none")[0],
                "called": "Coffee",
                "write_to": "coffee@lists.example.org",
                "role": "member",
                "status": "left",
                "joined_s": 0,
                "introduced_s": 0,
                "written": 0,
                "is_moderated": True,
                "has_copy": False,
                "is_text_only": True,
                "is_whole": False,
            },
        ],
        "introductions": [
            {
                "called": "Learning from Practice",
                "at_s": _NOVEMBER_S,
                "state": "waiting",
                "words": "I am Ann, and live in Ghent.\n\nFor ten years I have kept bees.",
            },
            {"called": "Coffee", "at_s": _NOVEMBER_S, "state": "posted", "words": "Ann, Ghent."},
        ],
        "wishes": [{"called": "Coffee", "about": "Sugar or milk?", "kind": "mute"}],
        "posts": [
            {
                "called": "Learning from Practice",
                "number": 518,
                "about": "How do you start a meeting?",
                "at_s": _JANUARY_S,
            },
            {"called": "Coffee", "number": 17, "about": "Beans", "at_s": _NOVEMBER_S},
        ],
        "held": [{"called": "Coffee", "about": "Beans", "state": "waiting", "at_s": _NOVEMBER_S}],
        "waiting": [
            {"sent_to": "ann@example.org", "at_s": _NOVEMBER_S, "until_s": _JANUARY_S},
        ],
        "notes": [{"action": "joined", "object": "member 12", "at_s": _NOVEMBER_S}],
        "mails": 3,
        "letters": 2,
        "bounces": 0,
        "most": 2,
    },
    "rights/data_sure": {**_NO_GROUP, "domain": "lists.example.org", "groups": ["Coffee", "Tea"]},
    "rights/forget_sure": {
        **_NO_GROUP,
        "domain": "lists.example.org",
        "groups": ["Coffee", "Tea"],
    },
    "rights/forgotten": {**_NO_GROUP, "domain": "lists.example.org"},
}
