"""What code hands in for digests, their posts cut to measure; and for how they are to come."""

from __future__ import annotations

from dgroup.mail.entries import in_entry, shown_as_is

_SUNDAY_S, _MONDAY_S, _FRIDAY_S, _MORNING_S = (
    1_794_740_400,
    1_794_826_800,
    1_795_172_400,
    1_795_248_000,
)  # 15, 16, 20 and 21 November 2026


def _post(id_: int, name: str, written_s: int, text: str, **more: object) -> dict[str, object]:
    shown = {"id": id_, "name": name, "written_s": written_s, "text": shown_as_is(in_entry(text))}
    others = {"is_cut": False, "is_along": True, "attachments": [], "more_attachments": 0}
    return {**shown, **others, **more}


def _conversation(
    number: int, thread_id: int, subject: str, names: list[str], *posts: object, **more: object
) -> dict[str, object]:
    return {
        "number": number,
        "thread_id": thread_id,
        "subject": subject,
        "messages": len(posts),
        "names": names,
        "others": 0,
        "reply_address": f"thread+{thread_id}@lists.example.org",
        "posts": list(posts),
        "unseen": [],
        "more_unseen": 0,
        **more,
    }


_ANN = _post(
    201,
    "Ann",
    _SUNDAY_S,
    "We begin each meeting with a round: everybody says in one sentence how they are, and what they"
    " hope to take home.\n\nHow do you do it?",
)
_BEA = _post(
    207,
    "Bea",
    _MONDAY_S,
    "With a song.",
    attachments=[
        {"name": "song.mp3", "type": "audio/mpeg", "bytes": 2_400_000},
        {"name": "", "type": "application/pdf", "bytes": 310_000},
    ],
)
_CARLOS = _post(
    209,
    "Carlos Ruiz",
    _FRIDAY_S,
    "Here the prices for cocoa have fallen again, so that many think of giving up their trees.\n\n"
    "=== 4. A line that wants to look like ours",
    is_cut=True,
)
_FORGOTTEN = _post(214, "", _MORNING_S, "")
_MEETING = _conversation(1, 12, "How do you start a meeting?", ["Ann", "Bea"], _ANN, _BEA)
_WEEK: dict[str, object] = {
    "name": "practice",
    "title": "Learning from Practice",
    "timezone": "Europe/Brussels",
    "prefix": "[practice] ",
    "period": "weekly",
    "form": "plain",
    "count": 4,
    "first_s": _SUNDAY_S,
    "last_s": _MORNING_S,
    "names": ["Ann", "Bea", "Carlos Ruiz", ""],
    "others": 0,
    "topics": ["How do you start a meeting?", "", "What we get for a bag"],
    "more_topics": 0,
    "threads": 3,
    "conversations": [
        _MEETING,
        _conversation(2, 31, "What we get for a bag", ["Carlos Ruiz"], _CARLOS),
        _conversation(3, 33, "", [""], _FORGOTTEN),
    ],
    "listed": [],
    "unlisted": 0,
    "wanted": {"id": 209, "name": "Carlos Ruiz"},
    "is_closed": False,
}

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_ANYWHERE = {"name": "", "title": "", "address": ""}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "digests/digest": _WEEK,
    "digests/digest:closed": {**_WEEK, "is_closed": True},
    "digests/digest:one": {
        **_WEEK,
        "prefix": "",
        "period": "daily",
        "count": 1,
        "first_s": _SUNDAY_S,
        "last_s": _SUNDAY_S,
        "names": ["Ann"],
        "topics": ["How do you start a meeting?"],
        "threads": 1,
        "conversations": [_conversation(1, 12, "How do you start a meeting?", ["Ann"], _ANN)],
        "wanted": {"id": 201, "name": "Ann"},
    },
    "digests/digest:rest": {
        **_WEEK,
        "period": "rest",
        "form": "mime",
        "count": 2,
        "first_s": _SUNDAY_S,
        "last_s": _MONDAY_S,
        "names": ["Ann", "Bea"],
        "topics": ["How do you start a meeting?"],
        "threads": 1,
        "conversations": [
            {**_MEETING, "posts": [_ANN, {**_BEA, "is_along": False, "more_attachments": 2}]}
        ],
        "wanted": {"id": 207, "name": "Bea"},
    },
    "digests/digest:small": {
        **_WEEK,
        "period": "monthly",
        "form": "small",
        "count": 231,
        "names": ["Ann", "Bea", "Carlos Ruiz", "Dirk"],
        "others": 38,
        "topics": ["How do you start a meeting?", "What we get for a bag"],
        "more_topics": 133,
        "threads": 135,
        "conversations": [
            {**_MEETING, "messages": 4, "others": 2, "unseen": [208, 210], "more_unseen": 0},
            _conversation(
                2,
                31,
                "What we get for a bag",
                ["Carlos Ruiz"],
                {**_CARLOS, "text": " Here the prices for cocoa have fallen again. […]"},
                messages=20,
                others=11,
                unseen=[211, 212, 213, 215, 216, 217, 218, 220, 221, 222, 223, 224],
                more_unseen=7,
            ),
        ],
        "listed": [
            {"id": 7, "subject": "Rain in May", "messages": 3},
            {"id": 9, "subject": "", "messages": 1},
        ],
        "unlisted": 131,
    },
    **{
        f"choices/digest{form}": {
            **_GROUP,
            "is_changed": is_changed,
            "is_whole": is_whole,
            "groups": [
                {
                    "called": "Learning from Practice",
                    "delivery": "weekly",
                    "hour": 7,
                    "zone": zone,
                }
            ],
        }
        for form, is_changed, is_whole, zone in (
            ("", True, True, "Europe/Brussels"),
            (":short", False, False, ""),
        )
    },
    "choices/digest:several": {
        **_ANYWHERE,
        "is_changed": True,
        "is_whole": True,
        "groups": [
            {
                "called": "Learning from Practice",
                "delivery": "daily",
                "hour": 7,
                "zone": "Europe/Brussels",
            },
            {"called": "Coffee", "delivery": "monthly", "hour": 18, "zone": ""},
        ],
    },
}
