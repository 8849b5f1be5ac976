"""What code hands in for the letter about what was done in a group."""

from __future__ import annotations

_NOON_S = 1_795_262_400  # 21 November 2026
_LOG: dict[str, object] = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
    "timezone": "Europe/Brussels",
    "days": 14,
    "is_cut": False,
}


def entry(at_s: int, action: str, **others: object) -> dict[str, object]:
    """One line, so many seconds before noon."""
    told = {"by": "Ann", "is_operator": False, "whom": "Bob", "what": "", "role": ""}
    return {"at_s": _NOON_S - at_s, "action": action, **told, **others}


DATA: dict[str, dict[str, object]] = {
    "log/log": {
        **_LOG,
        "entries": [
            entry(
                300,
                "held approved",
                what="How do you start a meeting, when half of those who come are new to it?",
            ),
            entry(900, "trusted"),
            entry(1200, "role", whom="Cat", role="facilitator"),
            entry(7200, "held expired", by="", what="Hello"),
            entry(90_000, "group set", what="moderate_first_posts = 3"),
            entry(93_600, "member remove", by="", is_operator=True, whom=""),
            entry(97_200, "asked to join", by="joy@example.net", whom="Joy Mwangi"),
        ],
    },
    "log/log:cut": {**_LOG, "days": 1, "is_cut": True, "entries": [entry(300, "joined")]},
    "log/log:none": {**_LOG, "entries": []},
}
