"""What code hands in for the letters about how mail comes, in each of their forms."""

from __future__ import annotations

from collections.abc import Mapping

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NO_GROUP = {"name": "", "title": "", "address": ""}
_JANUARY_S = 1_798_977_600  # 3 January 2027, noon


def one(delivery: str, until_s: int = 0, **more: object) -> list[Mapping[str, object]]:
    """One group, as it stands."""
    zone = "Europe/Brussels" if delivery in ("daily", "weekly", "monthly") else ""
    when = {"hour": 7, "zone": zone, "is_whole": False}
    place = {"called": "Learning from Practice", "delivery": delivery, "until_s": until_s}
    return [{**place, **when, **more}]


def two(**more: object) -> list[Mapping[str, object]]:
    """Two groups: each message of one, and a digest of the other that rests."""
    return [
        *one("each", **more),
        *one("daily", _JANUARY_S, **{"called": "Coffee", "zone": "America/Havana", **more}),
    ]


# What is so of most letters about how mail comes.
_MOSTLY: dict[str, object] = {"has_zone": False, "has_rest": False}
# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    **{
        f"choices/delivery:{choice}": {
            **_GROUP,
            "choice": choice,
            "is_changed": True,
            "groups": one(choice),
        }
        for choice in ("each", "daily", "none")
    },
    **{
        f"choices/delivery:{choice}_already": {
            **_GROUP,
            "choice": choice,
            "is_changed": False,
            "groups": one("each" if choice == "resume" else choice),
        }
        for choice in ("each", "resume")
    },
    "choices/delivery": {
        **_GROUP,
        "choice": "pause",
        "is_changed": True,
        "groups": one("each", _JANUARY_S),
    },
    "choices/delivery:resume": {
        **_GROUP,
        "choice": "resume",
        "is_changed": True,
        "groups": one("weekly"),
    },
    "choices/delivery:daily_paused": {
        **_GROUP,
        "choice": "daily",
        "is_changed": True,
        "groups": one("daily", _JANUARY_S),
    },
    "choices/delivery:resume_several": {
        **_NO_GROUP,
        "choice": "resume",
        "is_changed": True,
        "groups": two(),
    },
    "choices/delivery:none_several": {
        **_NO_GROUP,
        "choice": "none",
        "is_changed": True,
        "groups": [*one("none"), *one("none", called="Coffee")],
    },
    "choices/delivery:weekly_own_zone": {
        **_GROUP,
        "choice": "weekly",
        "is_changed": True,
        "groups": one("weekly", zone="Africa/Nairobi", hour=1),
        "has_zone": True,
    },
    "choices/delivery:monthly_already": {
        **_GROUP,
        "choice": "monthly",
        "is_changed": False,
        "groups": one("monthly", zone="Africa/Cairo", hour=18, is_whole=True),
        "has_zone": True,
    },
    "choices/delivery:each_with_rest": {
        **_GROUP,
        "choice": "each",
        "is_changed": True,
        "groups": one("each"),
        "has_rest": True,
    },
    "choices/delivery:each_with_rest_several": {
        **_NO_GROUP,
        "choice": "each",
        "is_changed": True,
        "groups": [*one("each"), *one("each", called="Coffee")],
        "has_rest": True,
    },
    **{
        f"choices/{what}{form}": {
            **_GROUP,
            "is_changed": is_changed,
            "groups": [{"called": "Learning from Practice", "is_on": is_on}],
        }
        for what in ("copy", "text")
        for form, is_changed, is_on in (
            ("", True, True),
            (":off", True, False),
            (":off_already", False, False),
        )
    },
    **{
        f"choices/{what}:several": {
            **_NO_GROUP,
            "is_changed": True,
            "groups": [
                {"called": "Learning from Practice", "is_on": True},
                {"called": "Coffee", "is_on": False},
            ],
        }
        for what in ("copy", "text")
    },
    "choices/not_member": _GROUP,
    "choices/not_member:anywhere": _NO_GROUP,
    "choices/no_date": _GROUP,
    "choices/restored": {
        **_GROUP,
        "groups": one("daily", is_member=True),
        "is_about_person": False,
        "called": "",
        "spoken": "",
        "zone": "",
        "is_concealed": False,
        "missing": 0,
    },
    "choices/restored:all": {
        **_NO_GROUP,
        "groups": [
            *two(is_member=True),
            {"called": "Tea", "delivery": "each", "until_s": 0, "is_member": False},
        ],
        "is_about_person": True,
        "called": "Ann Lee",
        "spoken": "nl",
        "zone": "America/Lima",
        "is_concealed": False,
        "missing": 1,
    },
    "choices/restored:nothing": {
        **_GROUP,
        "groups": [],
        "is_about_person": False,
        "called": "",
        "spoken": "",
        "zone": "",
        "is_concealed": False,
        "missing": 1,
    },
}
for _name, _data in DATA.items():
    if _name.startswith("choices/delivery"):
        DATA[_name] = {**_MOSTLY, **_data}
