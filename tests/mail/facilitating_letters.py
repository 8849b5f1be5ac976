"""What code hands in for the letters that stand between people in charge and what they ask for."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}

DATA: dict[str, dict[str, object]] = {
    "facilitating/confirm": {**_GROUP, "acts": 2, "is_again": False},
    "facilitating/confirm:one": {**_GROUP, "acts": 1, "is_again": False},
    "facilitating/confirm:again": {**_GROUP, "acts": 1, "is_again": True},
    "facilitating/not_done": {**_GROUP},
    "facilitating/not_yours": {**_GROUP, "word": "invite", "is_closed": False},
    "facilitating/not_yours:closed": {**_GROUP, "word": "invite", "is_closed": True},
}
