"""The exception tree. The docstring of a class is its default message.

Expected outcomes are values, not exceptions: nothing here is for "not found". A message is one
line that says what to do; what a stranger may read is decided where it is said, never here.
"""

from __future__ import annotations

from typing import Literal

Fault = Literal["full", "busy", "readonly", "io"]


class DgroupError(Exception):
    """Something went wrong in dgroup."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or _first_line(type(self)))


class ConfigError(DgroupError):
    """The configuration cannot be used."""


class Refused(DgroupError):
    """What was asked for cannot be done."""


class Temporary(DgroupError):
    """This does not work just now; try again later."""


class Gone(DgroupError):
    """What was to be sent is no longer there."""


class StoreError(Temporary):
    """The store cannot take this just now; see the server's disk."""

    def __init__(self, message: str = "", *, kind: Fault = "io") -> None:
        super().__init__(message)
        self.kind: Fault = kind


def _first_line(kind: type[DgroupError]) -> str:
    return (kind.__doc__ or kind.__name__).strip().splitlines()[0]
