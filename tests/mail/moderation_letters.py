"""What code hands in for the letters about held posts, in each of their forms."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_NOVEMBER_S = 1_795_262_400  # 21 November 2026, noon
_SUBJECT = "How do you start a meeting?"
_BEA = "bea@example.org"
_LETTER = {
    "subject": _SUBJECT,
    "author": "ann@example.org",
    "author_name": "Ann Jansen",
    "text": "Dear all,\n\nI have tried to begin with a round of names, and it took half of the hour we"
    " had. What do you do?\n\nAnn",
    "is_cut": False,
    "attachments": [],
}
_HELD = {
    **_GROUP,
    "letter_id": 7,
    "letter": _LETTER,
    "reason": "first_post",
    "max_bytes": 10 << 20,
    "is_told": True,
    "only": _BEA,
}
_POSTS = [
    {
        "number": 1,
        "author": "sam@example.net",
        "author_name": "Sam Otieno",
        "subject": _SUBJECT,
        "opening": "Hello, a friend told me about your group. I work in a school and would like to"
        " ask how you start your meetings",
        "received_s": _NOVEMBER_S,
        "reason": "not_member",
        "is_spam": False,
    },
    {
        "number": 2,
        "author": "win@example.com",
        "author_name": "",
        "subject": "",
        "opening": "You have won! Click here",
        "received_s": _NOVEMBER_S,
        "reason": "not_member",
        "is_spam": True,
    },
]
_LISTED = {**_GROUP, "timezone": "Europe/Brussels", "only": _BEA, "are_strangers": True, "more": 0}
_DONE = {**_GROUP, "subject": _SUBJECT, "author": "Ann Jansen", "is_more": False}
_ALREADY = {
    **_GROUP,
    "subject": _SUBJECT,
    "by": "Cat",
    "is_you": False,
    "decided_s": _NOVEMBER_S,
    "timezone": "Europe/Brussels",
}
_FIRST = {"number": 1, "subject": _SUBJECT, "author": "Sam Otieno"}
_SECOND = {"number": 2, "subject": "", "author": "win@example.com"}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "moderation/held": _HELD,
    **{
        f"moderation/held:{reason}": {**_HELD, "reason": reason}
        for reason in (
            "moderated",
            "facilitators_only",
            "looks_like_command",
            "looks_automatic",
            "too_fast",
            "changed",
        )
    },
    "moderation/held:too_large": {
        **_HELD,
        "reason": "too_large",
        "is_told": False,
        "letter": {
            **_LETTER,
            "subject": "",
            "author_name": "",
            "text": "",
            "attachments": [
                {"name": "Round of names.pdf", "type": "application/pdf", "bytes": 11 << 20},
                {"name": "", "type": "image/jpeg", "bytes": 300_000},
            ],
        },
    },
    "moderation/held:long": {
        **_HELD,
        "letter": {**_LETTER, "is_cut": True, "author_name": "", "author": ""},
    },
    "moderation/strangers": {**_LISTED, "posts": _POSTS},
    "moderation/strangers:one": {**_LISTED, "posts": _POSTS[:1]},
    "moderation/strangers:flood": {
        **_LISTED,
        "posts": [
            _POSTS[0],
            {
                "number": 2,
                "author": "ann@example.org",
                "author_name": "Ann Jansen",
                "subject": "Automatic reply: How do you start a meeting?",
                "opening": "I am away until Monday",
                "received_s": _NOVEMBER_S,
                "reason": "looks_automatic",
                "is_spam": False,
            },
            {**_POSTS[1], "number": 3},
        ],
        "are_strangers": False,
        "more": 12,
    },
    "moderation/done": {**_DONE, "decision": "approved"},
    "moderation/done:more": {**_DONE, "decision": "approved", "is_more": True},
    **{
        f"moderation/done:{decision}": {**_DONE, "decision": decision}
        for decision in ("rejected", "discarded", "unanswered", "posted", "archived")
    },
    "moderation/done:words": {**_DONE, "decision": "rejected", "is_more": True},
    "moderation/done:no_words": {**_DONE, "decision": "unanswered", "is_more": True},
    "moderation/already": {**_ALREADY, "decision": "approved"},
    "moderation/already:rejected": {**_ALREADY, "decision": "rejected", "by": ""},
    "moderation/already:discarded": {**_ALREADY, "decision": "discarded", "is_you": True},
    "moderation/already:expired": {**_ALREADY, "decision": "expired", "by": ""},
    "moderation/already:gone": {**_ALREADY, "decision": "gone", "subject": "", "by": ""},
    "moderation/listed": {
        **_GROUP,
        "timezone": "Europe/Brussels",
        "sent": [_FIRST],
        "returned": [],
        "dropped": [_SECOND],
        "is_unanswered": False,
        "already": [],
        "unknown": [],
    },
    "moderation/listed:mixed": {
        **_GROUP,
        "timezone": "Europe/Brussels",
        "sent": [],
        "returned": [_FIRST],
        "dropped": [_SECOND],
        "is_unanswered": True,
        "already": [
            {**_ALREADY, "number": 3, "decision": "approved"},
            {**_ALREADY, "number": 4, "decision": "expired", "by": "", "subject": ""},
            {**_ALREADY, "number": 5, "decision": "discarded", "by": ""},
        ],
        "unknown": [8, 9],
    },
    "moderation/which": _GROUP,
    "posts/expired": {**_GROUP, "subject": _SUBJECT, "reason": "moderated"},
    "posts/expired:not_introduced": {**_GROUP, "subject": "", "reason": "not_introduced"},
}
