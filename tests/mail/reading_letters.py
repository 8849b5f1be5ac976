"""What code hands in for the letters by which people read: copies as text, threads, posts found."""

from __future__ import annotations

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
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
}
