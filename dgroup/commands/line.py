"""One line of a person's becomes one command, or nothing.

A line is a command only if it is one from end to end: a word of the table, a group, and what
belongs to that word. Whatever else stands there makes it prose, and prose is for people.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """One command as it was understood.

    `verb` is one of `words.VERBS`. `group`: the local name the writer gave, lower case; "*" for
    all; None where none was said. `argument`: what followed, e.g. a date, a keyword, a name.
    `language`: that of the word used, "" where languages share it. `line`: as it was written.
    """

    verb: str
    group: str | None
    argument: str = ""
    language: str = ""
    line: str = ""
