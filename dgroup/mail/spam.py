"""What the front MTA thinks of a mail: the score of SpamAssassin, rspamd, Exchange and others.

A sender can write such fields, too; so they sort what waits for somebody, and decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from dgroup.mail.parse import Letter


def spam_score(letter: Letter) -> float | None:
    """Return how likely a mail is spam: 1.0 and more is what the front MTA calls spam.

    The highest of what several fields say; below 0 it is rather welcome. None where none says so.
    """
    found = [
        score
        for each in letter.fields
        if (read := _READERS.get(each.name)) and (score := read(each.text[:_ENOUGH])) is not None
    ]
    return max(found, default=None)


_ENOUGH: Final = 500  # characters of a value
_NUMBER: Final = r"([-+]?\d{1,6}(?:\.\d{1,6})?)"
_SPAMASSASSIN: Final = 5.0  # required_score, as it is shipped
_RSPAMD: Final = 6.0  # add_header
_EXCHANGE: Final = 5.0  # SCL 5 to 9 go to the junk folder

_YES = re.compile(r"\s*(?:yes|true|spam)\b", re.IGNORECASE)
_NO = re.compile(r"\s*(?:no|false|ham|innocent|not)\b", re.IGNORECASE)
_STATUS = re.compile(rf"\b(?:score|hits)={_NUMBER}.*?\brequired={_NUMBER}", re.IGNORECASE)
_OF = re.compile(rf"{_NUMBER}(?:\s*/\s*{_NUMBER})?")
_SCL = re.compile(r"(?:^|;)\s*(?:SCL:)?\s*(-?\d)\s*(?:;|$)", re.IGNORECASE)


def _flag(text: str) -> float | None:
    if _YES.match(text):
        return 1.0
    return 0.0 if _NO.match(text) else None


def _status(text: str) -> float | None:
    """ "Yes, score=7.3 required=5.0 tests=…"; the word is right where the numbers are not."""
    flag = _flag(text)
    hit = _STATUS.search(text)
    if hit is None or float(hit[2]) <= 0:
        return flag
    score = float(hit[1]) / float(hit[2])
    return max(score, 1.0) if flag == 1.0 else score


def _score_of(required: float) -> Callable[[str], float | None]:
    """Read "7.3", "7.3 / 15.0" or "7.3 (+++++++)"."""

    def read(text: str) -> float | None:
        hit = _OF.match(text.strip())
        if hit is None:
            return None
        limit = float(hit[2]) if hit[2] else required
        return float(hit[1]) / (limit if limit > 0 else required)

    return read


def _level(text: str) -> float | None:
    """ "*****": a star a point."""
    return len(text) / _SPAMASSASSIN if text and not text.strip("*+") else None


def _spamd_result(text: str) -> float | None:
    """ "default: False [3.50 / 15.00]; …": the limit is where it is refused, the word says spam."""
    flag, _, rest = text.partition(":")[2].partition("[")
    score = _score_of(_RSPAMD)(rest)
    return max(score or 0.0, 1.0) if _YES.match(flag) else score


def _scl(text: str) -> float | None:
    hit = _SCL.search(text)
    return int(hit[1]) / _EXCHANGE if hit else None


_READERS: Final[Mapping[bytes, Callable[[str], float | None]]] = {
    b"x-spam-flag": _flag,
    b"x-spam": _flag,
    b"x-spam-status": _status,
    b"x-spam-score": _score_of(_SPAMASSASSIN),
    b"x-spam-level": _level,
    b"x-spam-bar": _level,
    b"x-rspamd-score": _score_of(_RSPAMD),
    b"x-spamd-result": _spamd_result,
    b"x-bogosity": _flag,
    b"x-dspam-result": _flag,
    b"x-ms-exchange-organization-scl": _scl,
    b"x-forefront-antispam-report": _scl,
}
