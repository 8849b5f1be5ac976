"""What a group may be called (CONTRACT §3, DECISIONS 7): the rule for `create` and `rename`. Pure.

A name is part of twenty addresses, so it must be read in one way only, beside all others. Why one
is not possible is a value: the command line says it in English, letters in their own language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, assert_never

from dgroup.domain.routing import RESERVED_NAMES, is_ambiguous

LONGEST: Final = 40  # so that no local part passes 64 octets (RFC 5321 §4.5.3.1.1)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")

Kind = Literal["shape", "long", "reserved", "taken", "once", "ambiguous"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why no group can be called so; `other` is the group that is in the way, "" for none.

    `kind`: not the shape of a name; too long; an address of the site; what a group is called, or
    was once; an address would mean two things.
    """

    kind: Kind
    other: str = ""


def obstacle(name: str, taken: Mapping[str, str]) -> Obstacle | None:
    """Say why no group can be called `name`; None if one can.

    `taken`: every local part that is or was a group's -> the name of that group.
    """
    if not _NAME.fullmatch(name):
        return Obstacle("shape")
    if len(name) > LONGEST:
        return Obstacle("long")
    if name in RESERVED_NAMES:
        return Obstacle("reserved")
    if name in taken:
        owner = taken[name]
        return Obstacle("taken" if owner == name else "once", owner)
    for other in taken:
        if is_ambiguous(name, {other}) or is_ambiguous(other, {name}):
            return Obstacle("ambiguous", other)
    return None


def in_english(found: Obstacle, name: str) -> str:
    """Say for the command line why no group can be called `name`, and what to do."""
    other = found.other
    match found.kind:
        case "shape":
            return f"{name!r} is no name: use a to z, 0 to 9 and -, not - first"
        case "long":
            return f"{name!r} has {len(name)} characters; at most {LONGEST} are possible"
        case "reserved":
            return f"{name} is an address of the site itself; take another name"
        case "taken":
            return f"there is a group {name} already; take another name"
        case "once":
            return f"{other} was once called {name} already; take another name"
        case "ambiguous":
            inner, outer = (name, other) if is_ambiguous(name, {other}) else (other, name)
            return f"{inner}@ would be an address of {outer} as well; take another name"
        case _:
            assert_never(found.kind)


def proposal(text: str, taken: Mapping[str, str]) -> str:
    """Return a name like `text` that a group can have: "Café 2.0!" gives "cafe-2-0".

    Where that is taken, one with a number behind it; "" where nothing of the text can be used.
    """
    plain = unicodedata.normalize("NFKD", text.strip().partition("@")[0].casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-")
    if not stem:
        return ""
    numbered = (f"{stem[: LONGEST - 3].rstrip('-')}-{number}" for number in range(2, 10))
    return next((each for each in (stem, *numbered) if obstacle(each, taken) is None), "")
