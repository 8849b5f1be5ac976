"""Other people's words within a letter of ours: cut to measure, and set so that they are no frame.

A digest names its conversations in lines that begin with "===", and its messages in lines that
begin with "==". No line of a post begins so, whatever was written: each stands behind a blank, and
one that would look like ours behind a bar. RFC 3676 (format=flowed, DelSp).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import Final

from dgroup.mail.wrap import COLUMNS, goes_on, has_columns, rejoin

GOES_ON: Final = "\ue000"
"""Stands at the end of a line that was broken here; `flow_entries` makes it what the wire knows."""


def in_entry(text: str) -> str:
    """Set somebody's words below a line of ours: each line wrapped by itself, behind a blank."""
    lines: list[str] = []
    for line in _without_ends(rejoin(text.replace(GOES_ON, "").strip("\n"))):
        pieces = textwrap.wrap(line, COLUMNS - 1, break_long_words=False, break_on_hyphens=False)
        lines += [each + GOES_ON for each in pieces[:-1]]
        lines.append(pieces[-1] if pieces else "")
    return "\n".join(_behind(line) for line in lines).strip("\n")


def in_frame(text: str, most: int) -> str:
    """Put a name or a subject on one line for a line of ours, where it has no meaning of its own.

    At most `most` characters; "" for nothing that can be seen.
    """
    line = _RULES.sub("=", " ".join(text.replace(GOES_ON, "").split()))
    line = line.lstrip("-=>*#|. ")
    if len(line) <= most:
        return line
    head, space, _ = line[:most].rpartition(" ")
    return (head if space and len(head) > most // 2 else line[: most - 1]).rstrip(" ,;:-–(") + "…"


def cut(text: str, most: int) -> str:
    """Return the beginning of a text, about `most` characters, where a sentence or paragraph ends.

    The whole of it where little would be left out; between words where no sentence ends in time.
    """
    lines = text.split("\n", max(most // _SIGNS_A_LINE, _FEWEST_LINES))
    if len(lines) > max(most // _SIGNS_A_LINE, _FEWEST_LINES):
        text = text[: len(text) - len(lines[-1])]
    elif len(text) <= most + most // 4:
        return text
    head = text[:most]
    ends = [each.end() for each in _ENDS.finditer(head + " ")]
    if ends and ends[-1] > most // 3:
        return head[: ends[-1]].rstrip()
    spaces = [each.start() for each in re.finditer(r"\s", head)]
    return head[: spaces[-1] if spaces and spaces[-1] > most // 2 else most].rstrip()


def fair_share(lengths: Sequence[int], room: int, *, least: int, most: int) -> int:
    """Return how long each text may be so that all of them fit; short ones leave theirs to others.

    Between `least`, where not all of them may fit, and `most`.
    """
    left = room
    for number, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - number)
        if length > share:
            return max(least, min(most, share))
        left -= length
    return most


def shown_as_is(text: str) -> str:
    """Return a letter without the marks of `in_entry`."""
    return text.replace(GOES_ON, "")


def flow_entries(text: str) -> str:
    """Mark the breaks that were made here, for `format=flowed; delsp=yes` (RFC 3676 §4.1, §4.3).

    With DelSp the last blank of a line goes when it is joined to the next: the blank before a line
    of a post then stands between its words, and where nothing is joined all of them stand in.
    """
    lines = text.split("\n")
    flowed: list[str] = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.endswith(GOES_ON) and line.startswith(" "):
            flowed.append(f" {line.removesuffix(GOES_ON)} ")
            continue
        line = line.replace(GOES_ON, "").rstrip(" ")
        if goes_on(line, after):
            line += "  "
        # RFC 3676 §4.4: space-stuffed
        flowed.append(" " + line if line.startswith((" ", ">", "From ")) else line)
    return "\n".join(flowed)


_SIGNS_A_LINE: Final = 15  # a post of very short lines is no longer than that of others, to the eye
_FEWEST_LINES: Final = 8
_WIDEST: Final = 100
_PROSE: Final = 0.9
_BEGINS: Final = re.compile(r"[ \t>|]|[-*+•–—] |\d{1,3}[.)] |\(?[a-z][.)] |[-_=*#]{2,}")
_ENDS: Final = re.compile(r"[.!?…][\"'»”’)\]]{0,9}(?=\s)|[。！？]|\n(?=[^\S\n]{0,100}+\n)")
_EQUALS: Final = "=\u2550\u1400\u2e40\ua78a\u30a0\u02ed\u207c\u208c\ufe66\uff1d\u2261\u2263"
_RULES: Final = re.compile(f"[{_EQUALS}]{{2,}}")
_RULE: Final = re.compile(f"[ \\t]{{0,100}}+[{_EQUALS}]++")  # a drawn line, and nothing else
# What shows nothing though it is a letter or a sign: fillers, and the blank of Braille.
_EMPTY: Final = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"


def _without_ends(text: str) -> list[str]:
    """The lines of a text; what has no room on one goes before the next, not on a line of its own.

    So it is with prose that some program has broken wider than we do.
    """
    lines: list[str] = []
    is_open = False
    for line in text.splitlines():
        line = line.rstrip()
        if is_open and line and not _BEGINS.match(line):
            lines[-1] += " " + line
        else:
            lines.append(line)
        is_open = COLUMNS - 1 < len(line) <= _WIDEST and _is_prose(line)
    return lines


def _is_prose(line: str) -> bool:
    """Whether a line can be part of a sentence, and not of a table, a log or a program."""
    letters = sum(each.isalpha() or each in " ,.'" for each in line)
    return letters >= len(line) * _PROSE and not has_columns(line) and line[0] not in " \t>|"


def _behind(line: str) -> str:
    """A line of a post, which cannot be taken for one of ours."""
    if not line:
        return ""
    # Reading a reply takes marks of quotes away: they hide nothing.
    seen = (each for each in line if not _is_unseen(each))
    opening = "".join(each for each, _ in zip(seen, range(2), strict=False))
    if len(opening) < 2 or not set(opening) <= set(_EQUALS):
        return f" {line}"
    return f" {_RULES.sub(_dashes, line)}" if _RULE.fullmatch(line) else f" | {line}"


def _dashes(rule: re.Match[str]) -> str:
    return "-" * len(rule[0])


def _is_unseen(sign: str) -> bool:
    if sign in "> \t" or sign in _EMPTY:
        return True
    return unicodedata.category(sign) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me")
