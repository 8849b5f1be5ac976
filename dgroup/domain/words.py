"""The words people use for what they want, in every language: one table."""

from __future__ import annotations

from collections.abc import Container


def lone_verb(text: str, names: Container[str] = ()) -> str | None:
    """Say what a text that is nothing but a command asks: "leave", "mute", "follow" or "other"."""
    return None
