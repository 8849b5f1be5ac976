"""What somebody who would like a new group says of it, and names it could have. Pure.

"psc: Private Sector Cooperation" with the purpose below, or lines such as "title: …" in any of our
languages. Whether a name is free is the rule of `naming.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dgroup.domain import naming
from dgroup.domain.words import fold_word, is_closing

LONGEST_TITLE: Final = 200  # characters, as the setting has it
LONGEST_PURPOSE: Final = 2000
MOST_NAMES: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group that somebody would like; `name` is as they meant it, and may not be possible.

    "" for what they did not say; who says a name and no title means the name as the title.
    """

    name: str
    title: str
    purpose: str = ""

    @property
    def has_shape(self) -> bool:
        """Whether the name consists of what names consist of; it may still be taken."""
        return _NAME.fullmatch(self.name) is not None


def read_wanted(argument: str, text: str = "") -> Wanted:
    """Read what stands behind `create`, and what stands below it.

    Without a colon the first word is the name, unless it is written like the first of a title.
    """
    said: dict[str, str] = {}
    lines = text.split("\n")
    if _labelled(argument):
        lines = [argument, *lines]
    elif ":" in argument:
        said["name"], _, said["title"] = argument.partition(":")
    elif argument.split():
        first, *rest = argument.split()
        is_title = bool(rest) and first.istitle() and first.isalpha()
        said = {"title": argument} if is_title else {"name": first, "title": " ".join(rest)}
    said |= {key: value for key, value in _read_lines(lines).items() if not said.get(key)}
    name = _tidy_name(said.get("name", ""))
    title = _one_line(said.get("title", ""))[:LONGEST_TITLE].strip()
    return Wanted(name, title or name, said.get("purpose", "").strip()[:LONGEST_PURPOSE].strip())


def free_names(wanted: Wanted, taken: Mapping[str, str]) -> tuple[str, ...]:
    """Return up to three names that are free, the nearest to what was wanted first.

    `taken` is as in `naming.obstacle`.
    """
    found: list[str] = []
    for name in _ideas(wanted):
        if name not in found and not naming.obstacle(name, taken):
            found.append(name)
        if len(found) == MOST_NAMES:
            break
    return tuple(found)


_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{naming.LONGEST - 1}}}")
_LABELS: Final[Mapping[str, str]] = {
    fold_word(word): key
    for key, words in {
        "name": "name|naam|nom|nombre|group name|groepsnaam|nom du groupe|nombre del grupo",
        "title": "title|titel|titre|título",
        "purpose": "purpose|doel|but|objet|objectif|propósito|objetivo|finalidad|about|waarvoor",
    }.items()
    for word in words.split("|")
}
_LABEL: Final = re.compile(r"\s*[-*•]?\s*([^\W\d_][^:=]{1,20}?)\s*[:=]\s*(.*)")
_MOST_CLOSING_WORDS: Final = 4
_SHORT: Final = 24  # characters of a title that makes a name by itself
_ENDINGS: Final = ("-group", "-2", "-forum", "-3")


def _labelled(line: str) -> tuple[str, str] | None:
    """The key and the value of "title: Cocoa in Kenya"; None where the line has no such label."""
    hit = _LABEL.fullmatch(line.strip())
    key = _LABELS.get(fold_word(hit[1])) if hit else None
    return (key, hit[2]) if hit and key else None


def _read_lines(lines: list[str]) -> dict[str, str]:
    """What labelled lines say; the rest is the purpose, up to where the letter closes."""
    said: dict[str, str] = {}
    purpose: list[str] = []
    for line in lines:
        labelled = _labelled(line)
        if labelled is not None and labelled[0] != "purpose":
            said.setdefault(*labelled)
        elif labelled is not None:
            purpose.append(labelled[1])
        elif line.strip() and is_closing(line) and len(line.split()) <= _MOST_CLOSING_WORDS:
            break
        else:
            purpose.append(line.rstrip())
    return {**said, "purpose": "\n".join(purpose).strip()}


def _tidy_name(text: str) -> str:
    """A name without what mail programs and people put around it, lower case."""
    local = text.strip().partition("@")[0]
    return _one_line(local.strip(" \"'«»“”„<>()[]*_.,;!")).casefold()


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _ideas(wanted: Wanted) -> Iterator[str]:
    name, title = naming.proposal(wanted.name, {}), naming.proposal(wanted.title, {})
    yield name
    if len(title) <= _SHORT:
        yield title
    words = title.split("-")
    if len(words) >= 3:
        yield "".join(word[0] for word in words if word)
        yield "-".join(words[:2])
    for base in (name, title):
        stem = base[: naming.LONGEST - len(_ENDINGS[0])].strip("-")
        yield from (f"{stem}{ending}" for ending in _ENDINGS if stem)
