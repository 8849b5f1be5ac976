"""A mail to the robot becomes the commands it holds: pure reading, nothing is looked up."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from dgroup.commands.line import Order

__all__ = ["Order", "Request", "Unknown", "read_request"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A short line that looks like a try at a command, which none is.

    `nearest` is the verb it may have meant, `word` the word for it; both "" where none is near.
    """

    line: str
    nearest: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a mail asks for: at most 10 commands in order (R19), at most 5 tries at one."""

    orders: tuple[Order, ...] = ()
    unknown: tuple[Unknown, ...] = ()


def read_request(subject: str, own_text: str, names: Container[str], domain: str = "") -> Request:
    """Read the subject, then the text up to where commands end (CONTRACT §3).

    `names` holds the lower-case local names of groups and aliases. With `domain` only addresses
    there are read as groups, without it those of any domain are.
    """
    return Request()
