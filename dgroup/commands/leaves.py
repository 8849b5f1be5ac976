"""The leaves, each imported by name: what is not here is no command.

A new command is a function in one of them, its words in `domain/words/table.py`, its letters, its
test. Importing a leaf registers what it holds.
"""

from __future__ import annotations

from dgroup.commands import (
    about,
    acts,
    addresses,
    admission,
    ballot,
    choices,
    claims,
    creating,
    introductions,
    invitation,
    joining,
    leaving,
    members,
    moderation,
    person,
    reading,
    rights,
    subgroups,
    threads,
    waiting,
    way_back,
)

LEAVES = (
    about,
    acts,
    addresses,
    admission,
    ballot,
    choices,
    claims,
    creating,
    members,
    introductions,
    invitation,
    joining,
    leaving,
    moderation,
    person,
    reading,
    rights,
    subgroups,
    threads,
    waiting,
    way_back,
)
