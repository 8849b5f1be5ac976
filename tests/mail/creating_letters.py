"""What code hands in for letters about beginnings and ends: new groups, and new facilitators."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "handover/appointed": {**_GROUP, "by": ""},
    "handover/appointed:handed_over": {**_GROUP, "by": "Bea Blom"},
}
