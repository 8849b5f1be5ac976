"""What code hands in for the letters by which people read: copies as text, threads, posts found."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_SUBJECT = "How do you start a meeting?"
_MORNING_S, _EVENING_S = 1_795_248_000, 1_795_284_000  # 21 November 2026
_THREAD = {**_GROUP, "thread_id": 12, "subject": _SUBJECT}


def _post(id_: int, name: str, text: str, **more: object) -> dict[str, object]:
    shown = {"id": id_, "name": name, "sent_s": _MORNING_S, "text": text}
    return {**shown, "is_cut": False, "is_read": True, "attachments": 0, **more}


_ANN = _post(
    201,
    "Ann",
    "We begin each meeting with a round: everybody says in one sentence how they are, and what they"
    " hope to take home.\n\nHow do you do it?",
)
_BEA = _post(207, "Bea", "With a song.", attachments=2)
_FOUND = {
    **_GROUP,
    "wanted": "cocoa prices",
    "likeness": "all",
    "most": 20,
    "posts": [
        {
            "id": 214,
            "thread_id": 12,
            "subject": "Re: What we get for a bag",
            "name": "Bea",
            "sent_s": _EVENING_S,
            "snippet": "… here the prices for cocoa have fallen again, so that many think of …",
        },
        {
            "id": 209,
            "thread_id": 31,
            "subject": "",
            "name": "",
            "sent_s": _MORNING_S,
            "snippet": "cocoa prices, as told in the market on Saturday",
        },
    ],
}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "posts/text_only": {
        **_GROUP,
        "request_address": "practice-request@lists.example.org",
        "subject": "The harvest in pictures",
        "post_id": 214,
        "attachments": [
            {"name": "drying racks.jpg", "type": "image/jpeg", "bytes": 2_400_000},
            {"name": "", "type": "application/pdf", "bytes": 310_000},
        ],
    },
    **{
        f"threads/{name}{form}": {**_THREAD, "is_changed": not form}
        for name in ("muted", "followed")
        for form in ("", ":already")
    },
    "threads/muted:no_subject": {**_THREAD, "subject": "", "is_changed": True},
    **{
        f"threads/restored{':' + kind if kind else ''}": {
            **_GROUP,
            "subject": _SUBJECT,
            "kind": kind,
        }
        for kind in ("", "mute", "follow")
    },
    "threads/unknown": {**_GROUP, "word": "mute"},
    "reading/threads": {
        **_GROUP,
        "threads": [
            {
                "id": 12,
                "subject": _SUBJECT,
                "posts": 9,
                "last_post_s": _EVENING_S,
                "names": ["Ann", "Bea", "Carlos Ruiz", "Dirk"],
                "others": 2,
            },
            {
                "id": 31,
                "subject": "",
                "posts": 1,
                "last_post_s": _MORNING_S,
                "names": ["Ann"],
                "others": 0,
            },
        ],
    },
    "reading/threads:none": {**_GROUP, "threads": []},
    "reading/thread": {
        **_THREAD,
        "count": 2,
        "earlier": 0,
        "posts": [_ANN, _BEA],
        "more": 0,
        "next_id": 0,
    },
    "reading/thread:part": {
        **_THREAD,
        "count": 9,
        "earlier": 2,
        "posts": [
            _post(208, "", "A long story", is_cut=True, attachments=1),
            _post(210, "Dirk", ""),
            _post(211, "Ann", "", is_read=False),
        ],
        "more": 4,
        "next_id": 214,
    },
    "reading/no_such": {**_GROUP, "number": 217},
    "reading/no_such:number": {**_GROUP, "number": 0},
    "reading/found": _FOUND,
    "reading/found:some": {**_FOUND, "likeness": "some", "most": 2},
    "reading/found:near": {**_FOUND, "likeness": "near", "wanted": "cocao"},
    "reading/found:nothing": {**_FOUND, "posts": []},
    "reading/found:no_words": {**_FOUND, "wanted": "", "posts": []},
}
