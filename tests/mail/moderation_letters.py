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
    "is_returned": True,
    "may_trust": True,
    "only": _BEA,
}
_LINE: dict[str, object] = {
    "kind": "post",
    "since_s": _NOVEMBER_S,
    "days": 0,
    "is_late": False,
    "is_spam": False,
    "size_bytes": 2000,
    "attachments": [],
}
_LINES: list[dict[str, object]] = [
    {
        **_LINE,
        "number": 1,
        "author": "sam@example.net",
        "author_name": "Sam Otieno",
        "subject": _SUBJECT,
        "opening": "Hello, a friend told me about your group. I work in a school and would like to"
        " ask how you start your meetings",
        "reason": "not_member",
    },
    {
        **_LINE,
        "number": 2,
        "author": "win@example.com",
        "author_name": "",
        "subject": "",
        "opening": "You have won! Click here",
        "reason": "not_member",
        "is_spam": True,
    },
]
_REQUEST: dict[str, object] = {
    **_LINE,
    "kind": "request",
    "number": 1,
    "author": "joy@example.net",
    "author_name": "Joy Mwangi",
    "subject": "",
    "opening": "",
    "reason": "",
    "since_s": _NOVEMBER_S - 4 * 86_400,
    "days": 4,
    "is_late": True,
}
_BY_ANN: dict[str, object] = {
    **_LINE,
    "number": 2,
    "author": "ann@example.org",
    "author_name": "Ann Jansen",
    "subject": _SUBJECT,
    "opening": "Dear all, I have tried to begin with a round of names",
    "reason": "first_post",
}
_WAITING = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "only": _BEA,
    "occasion": "daily",
    "are_strangers": True,
    "may_trust": False,
    "is_returned": True,
    "more": 0,
}
_DONE = {**_GROUP, "subject": _SUBJECT, "author": "Ann Jansen", "is_more": False}
_DONE |= {"author_address": "ann@example.org", "trust": ""}
_ALREADY = {
    **_GROUP,
    "is_request": False,
    "subject": _SUBJECT,
    "by": "Cat",
    "is_you": False,
    "decided_s": _NOVEMBER_S,
    "timezone": "Europe/Brussels",
}
_FIRST = {"number": 1, "subject": _SUBJECT, "author": "Sam Otieno", "is_request": False}
_SECOND = {"number": 2, "subject": "", "author": "win@example.com", "is_request": False}
_JOY = {"number": 3, "subject": "", "author": "Joy Mwangi", "is_request": True}
_NOTHING: dict[str, object] = {
    **_GROUP,
    "timezone": "Europe/Brussels",
    "sent": [],
    "let_in": [],
    "returned": [],
    "declined": [],
    "dropped": [],
    "closed": [],
    "trusted": [],
    "strangers": [],
    "is_unanswered": False,
    "already": [],
    "unknown": [],
}


def _waiting(*lines: dict[str, object], **others: object) -> dict[str, object]:
    """A list of what waits."""
    posts = sum(each["kind"] == "post" for each in lines)
    counts = {"posts": posts, "requests": len(lines) - posts}
    return {**_WAITING, "lines": list(lines), **counts, **others}


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
        "may_trust": False,
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
    "moderation/held:discarded": {**_HELD, "is_returned": False, "may_trust": False},
    "moderation/held:long": {
        **_HELD,
        "letter": {**_LETTER, "is_cut": True, "author_name": "", "author": ""},
    },
    "moderation/waiting": _waiting(*_LINES),
    "moderation/waiting:one": _waiting(_LINES[0]),
    "moderation/waiting:none": _waiting(occasion="asked"),
    "moderation/waiting:request": _waiting(_REQUEST, are_strangers=False),
    "moderation/waiting:requests": _waiting(
        _REQUEST,
        {**_REQUEST, "number": 2, "author_name": "", "is_late": False},
        are_strangers=False,
    ),
    "moderation/waiting:trust": _waiting(
        {**_BY_ANN, "number": 1},
        occasion="asked",
        are_strangers=False,
        may_trust=True,
        is_returned=False,
    ),
    "moderation/waiting:bulk": _waiting(
        {
            **_BY_ANN,
            "number": 1,
            "size_bytes": 3 << 20,
            "attachments": ["Round of names.pdf", "Photo.jpg"],
        },
        {**_BY_ANN, "author_name": "Bob", "author": "bob@example.org", "subject": ""},
        occasion="bulk",
        are_strangers=False,
        may_trust=True,
    ),
    "moderation/waiting:mixed": _waiting(
        _REQUEST,
        {**_BY_ANN, "since_s": _NOVEMBER_S - 3 * 86_400, "days": 3, "is_late": True},
        {
            **_LINE,
            "number": 3,
            "author": "ann@example.org",
            "author_name": "Ann Jansen",
            "subject": "Automatic reply: How do you start a meeting?",
            "opening": "I am away until Monday",
            "reason": "looks_automatic",
        },
        {**_LINES[1], "number": 4},
        are_strangers=False,
        may_trust=True,
        more=12,
    ),
    "moderation/done": {**_DONE, "decision": "approved"},
    "moderation/done:trust": {**_DONE, "decision": "approved", "trust": "trusted"},
    "moderation/done:stranger": {**_DONE, "decision": "approved", "trust": "stranger"},
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
    "moderation/listed": {**_NOTHING, "sent": [_FIRST], "dropped": [_SECOND]},
    "moderation/listed:mixed": {
        **_NOTHING,
        "returned": [_FIRST],
        "dropped": [_SECOND],
        "declined": [_JOY],
        "is_unanswered": True,
        "already": [
            {**_ALREADY, "number": 4, "decision": "approved"},
            {**_ALREADY, "number": 5, "decision": "expired", "by": "", "subject": ""},
            {**_ALREADY, "number": 6, "decision": "discarded", "by": ""},
            {
                "number": 7,
                "is_request": True,
                "subject": "Joy Mwangi",
                "decision": "admitted",
                "decided_s": 0,
                "by": "Cat",
            },
        ],
        "unknown": [8, 9],
    },
    "moderation/listed:trust": {
        **_NOTHING,
        "sent": [_FIRST, {**_FIRST, "number": 2, "author": "Ann Jansen"}],
        "let_in": [_JOY],
        "trusted": ["Ann Jansen"],
        "strangers": ["Sam Otieno"],
    },
    "moderation/listed:closed": {**_NOTHING, "closed": [_FIRST, _JOY]},
    "moderation/which": _GROUP,
    "posts/expired": {**_GROUP, "subject": _SUBJECT, "reason": "moderated"},
    "posts/expired:not_introduced": {**_GROUP, "subject": "", "reason": "not_introduced"},
}
