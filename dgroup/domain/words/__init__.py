"""The words people use for what they want: found, guessed at, and told from prose.

Words are compared without case, accents, hyphens and the punctuation around them. They count in
text only; the words of addresses are in `routing.py` (DECISIONS 7).
"""

from __future__ import annotations

from dgroup.domain.words.around import (
    after_greeting,
    is_closing,
    is_filler,
    is_noun,
    means_all,
    tidy,
)
from dgroup.domain.words.lone import lone_verb
from dgroup.domain.words.lookup import (
    Word,
    find_word,
    fold_word,
    leading_word,
    nearest_word,
)
from dgroup.domain.words.table import VERBS

__all__ = [
    "VERBS",
    "Word",
    "after_greeting",
    "find_word",
    "fold_word",
    "is_closing",
    "is_filler",
    "is_noun",
    "leading_word",
    "lone_verb",
    "means_all",
    "nearest_word",
    "tidy",
]
