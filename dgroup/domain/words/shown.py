"""The word by which a letter names a command to its reader."""

from __future__ import annotations

from dgroup.domain.words.table import WORDS
from dgroup.domain.words.tasks import task_word


def word_for(verb: str, language: str) -> str:
    """Return the first word of the table for a verb in `language`, else the one all share."""
    words = WORDS.get(language[:2], {}).get(verb) or WORDS[""].get(verb)
    return words.partition("|")[0] if words else task_word(verb, language) or verb
