"""What a group may be called (CONTRACT §3, DECISIONS 7): the rule for `create` and `rename`. Pure.

A name is part of twenty addresses, so it must be read in one way only, beside all others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dgroup.domain.routing import RESERVED_NAMES, is_ambiguous

LONGEST: Final = 40  # so that no local part passes 64 octets (RFC 5321 §4.5.3.1.1)
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]*")


def objection(name: str, taken: Mapping[str, str]) -> str:
    """Say why no group can be called `name`, in a sentence that says what to do; "" if one can.

    `taken`: every local part that is or was a group's -> the name of that group.
    """
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name: use a to z, 0 to 9 and -, not - first"
    if len(name) > LONGEST:
        return f"{name!r} has {len(name)} characters; at most {LONGEST} are possible"
    if name in RESERVED_NAMES:
        return f"{name} is an address of the site itself; take another name"
    if name in taken:
        owner = taken[name]
        what = "there is a group" if owner == name else f"{owner} was once called"
        return f"{what} {name} already; take another name"
    for other in taken:
        if is_ambiguous(name, {other}):
            return f"{name}@ would be an address of {other} as well; take another name"
        if is_ambiguous(other, {name}):
            return f"{other}@ would be an address of {name} as well; take another name"
    return ""
