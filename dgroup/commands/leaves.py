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
    case_ballots,
    cases,
    choices,
    claims,
    creating,
    handover,
    introductions,
    invitation,
    joining,
    leaving,
    members,
    moderation,
    person,
    reading,
    renaming,
    rights,
    splitting,
    settings,
    subgroups,
    texts,
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
    case_ballots,
    cases,
    choices,
    claims,
    creating,
    handover,
    members,
    introductions,
    invitation,
    joining,
    leaving,
    moderation,
    person,
    reading,
    renaming,
    rights,
    splitting,
    settings,
    subgroups,
    texts,
    threads,
    waiting,
    way_back,
)
