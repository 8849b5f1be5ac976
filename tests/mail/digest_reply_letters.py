"""What code hands in for the letters about replies to a digest."""

from __future__ import annotations

_GROUP: dict[str, object] = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_WHICH: dict[str, object] = {
    **_GROUP,
    "form": "which",
    "text": "We plant new ones each year, and sell to the school.\n\nShall I send a photo?",
    "is_cut": False,
    "is_about_mail": False,
    "until_s": 1_795_766_400,  # 27 November 2026, 9:00 in Brussels
    "timezone": "Europe/Brussels",
    "subject": "",
    "files": 0,
    "conversations": [
        {"number": 1, "subject": "How do you start a meeting?"},
        {"number": 2, "subject": "What we get for a bag"},
        {"number": 3, "subject": ""},
    ],
    "rest": "",
}
_ANSWERED = {**_GROUP, "subject": "What we get for a bag", "thread_id": 31}

DATA: dict[str, dict[str, object]] = {
    "digests/which": _WHICH,
    "digests/which:files": {
        **_WHICH,
        "subject": "A photo of our trees",
        "text": "",
        "files": 1,
    },
    "digests/which:several": {**_WHICH, "form": "several", "text": "1: A song.\n\n2: 900 a bag."},
    "digests/which:about_mail": {
        **_WHICH,
        "text": "How can I get this only once a week?",
        "is_about_mail": True,
    },
    "digests/which:again": {**_WHICH, "form": "again"},
    "digests/which:more": {
        **_WHICH,
        "form": "more",
        "rest": "And please tell Carlos that the price is not the same everywhere.",
    },
    "digests/nothing": _GROUP,
    "digests/answered": {**_ANSWERED, "kind": "posted"},
    "digests/answered:new": {**_ANSWERED, "kind": "new", "subject": "Trees for the school"},
    "digests/answered:dropped": {**_GROUP, "kind": "dropped", "subject": "", "thread_id": 0},
}
