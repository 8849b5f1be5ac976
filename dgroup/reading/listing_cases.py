"""What a facilitator writes below `cases`: one case a line, perhaps with more about it, and a date.

Pure reading. A list may be numbered, bulleted or bare; indented lines, and lines that begin with a
dash below a bare one, tell more about the case above them. "kenya: Dairy in Kenya" gives a case a
short name of its own; in "Kenya: dairy cooperatives" it is a part of the title as well. What stands
above a marked list is said to those who choose.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final, Literal

from dgroup.domain.cases import FEWEST, MOST, Case
from dgroup.domain.words import after_greeting, fold_word, is_closing
from dgroup.reading.dates import looks_like_date, read_date

Problem = Literal["", "few", "many", "twice", "date"]


@dataclass(frozen=True, slots=True)
class Listed:
    """The cases of a text; `closes` is the last day to choose, None where none was said.

    `problem`: "" for none; too "few" or "many"; one named "twice" (`culprit`); a "date" that
    cannot be read, has passed, or is too far away. `intro`: the words above the list.
    """

    cases: tuple[Case, ...]
    closes: dt.date | None = None
    problem: Problem = ""
    culprit: str = ""
    intro: str = ""


def read_list(text: str, today: dt.date) -> Listed:
    """Read a list of cases, written on `today`; what stands above and below it is left out."""
    lines = _without_end(text[:_LONGEST].split("\n"))
    closes, dated, lines = _closing_day(lines, today)
    intro, drafts = _drafts(lines)
    cases = tuple(each.case() for each in drafts[: MOST + 1])
    problem: Problem = ""
    culprit = ""
    if dated and (closes is None or closes < today or closes > today + _FARTHEST):
        problem, culprit = "date", dated
    elif len(cases) < FEWEST:
        problem = "few"
    elif len(cases) > MOST:
        problem = "many"
    elif double := _double(cases):
        problem, culprit = "twice", double
    return Listed(cases, closes, problem, culprit, intro)


def until(text: str, today: dt.date) -> dt.date | None:
    """Read "until 12 December"; None for other words, or a day that is no day to come."""
    hit = _UNTIL.match(text.strip())
    if hit is None or not looks_like_date(hit[1]):
        return None
    day = read_date(hit[1], today)
    return day if day is not None and today <= day <= today + _FARTHEST else None


LONGEST_TITLE: Final = 100  # characters; what stands behind it is text
_LONGEST: Final = 50_000
_LONGEST_TEXT: Final = 4_000  # of one case
_MOST_OF_LEAD: Final = 9  # words of "These are the cases:"
_FARTHEST: Final = dt.timedelta(days=180)
_END_LINES: Final = 4  # so many lines a name and its functions take below "Thanks,"

_MARK: Final = re.compile(
    r"^\s{0,3}(?:(?P<number>\d{1,2}\s?[.):]|[a-lA-L][.)])|(?P<bullet>[-*•·–]))\s+"
)
_CASE: Final = re.compile(
    r"^(?:case|casus|geval|cas|caso)\s+(?:\d{1,2}|[a-lA-L])\s*[:.)–-]\s+", re.IGNORECASE
)
_KEY: Final = re.compile(r"^([A-Za-z][A-Za-z0-9-]{1,23}):\s+(?=\S)")
_DASH: Final = re.compile(r"\s+[–—-]{1,2}\s+")
_UNTIL: Final = re.compile(
    r"^\W*(?:(?:please )?(?:choose|answer|reply|react|choosing|closes?|closing(?: date)?|deadline"
    r"|kies(?:en)?|antwoord|reageer|sluit|sluiting|sluitingsdatum|choisissez|choisir|répondez"
    r"|clôture|date limite|elijan?|elegir|respondan?|cierre|fecha límite)\b\W*)?"
    r"(?:is |est |es |on |op |le |el )?"
    r"(?:until|till|by|before|tot(?: en met)?|t/m|vóór|voor|uiterlijk|jusqu['’]au?x?|avant(?: le)?"
    r"|hasta(?: el)?|antes del?|(?<=\w\W\s)|(?<=\w\s))\s*(.{2,40})$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Draft:
    """A case as it is being read."""

    head: str
    more: list[str] = field(default_factory=list)

    def case(self) -> Case:
        head, key = _CASE.sub("", self.head).strip(), ""
        if hit := _KEY.match(head):
            key, behind = hit[1].casefold(), head[hit.end() :]
            is_said_again = fold_word(key) in fold_word(behind).split() and behind[0].isupper()
            head = behind if is_said_again else head
        title, *more = _DASH.split(head, maxsplit=1)
        if len(title) > LONGEST_TITLE:
            cut = title[:LONGEST_TITLE].rpartition(" ")[0] or title[:LONGEST_TITLE]
            title, more = f"{cut}…", [head]
        text = "\n".join([*more, *self.more]).strip()[:_LONGEST_TEXT]
        return Case(key, title.strip().rstrip(".;,:"), text)


def _drafts(lines: list[str]) -> tuple[str, list[_Draft]]:
    """What stands above the list, and the cases with what is told of them.

    Of a numbered list only what is numbered.
    """
    intro: list[str] = []
    marks = [_MARK.match(line) for line in lines]
    by_number = sum(1 for hit in marks if hit and hit["number"]) >= FEWEST
    first = next((line for line in lines if line.strip() and not _is_opening(line)), "")
    by_bullet = not by_number and bool((hit := _MARK.match(first)) and hit["bullet"])
    by_bullet = by_bullet or (not by_number and _is_bulleted(lines, marks))
    drafts: list[_Draft] = []
    for line, mark in zip(lines, marks, strict=True):
        said = line.strip()
        is_marked = mark is not None and bool(mark["number"] if by_number else mark["bullet"])
        if by_number or by_bullet:
            is_case = is_marked
        else:
            is_case = bool(said) and mark is None and not line.startswith((" ", "\t"))
            is_case = is_case and not (not drafts and _is_opening(line))
        if is_case:
            drafts.append(_Draft(line[mark.end() :].strip() if mark else said))
        elif drafts and (said or drafts[-1].more):
            drafts[-1].more.append(line[mark.end() :].strip() if mark else said)
        elif not drafts:
            intro.append(said)
    return _intro(intro), drafts


def _is_bulleted(lines: list[str], marks: list[re.Match[str] | None]) -> bool:
    """Whether a list of bullets stands below words of their own."""
    places = [at for at, hit in enumerate(marks) if hit and hit["bullet"]]
    if len(places) < FEWEST or (places[0] > 0 and lines[places[0] - 1].strip()):
        return False
    between = lines[places[0] : places[-1]]
    return not any(
        line.strip() and not line.startswith((" ", "\t")) and not _MARK.match(line)
        for line in between
    )


def _intro(lines: list[str]) -> str:
    """Words above a list, without the greeting and the line that only leads to it."""
    while lines and (not lines[0] or after_greeting(lines[0]) == ""):
        del lines[0]
    while lines and (not lines[-1] or _is_lead(lines[-1])):
        del lines[-1]
    return "\n".join(lines)[:_LONGEST_TEXT]


def _is_lead(line: str) -> bool:
    return line.endswith(":") and len(line.split()) <= _MOST_OF_LEAD


def _is_opening(line: str) -> bool:
    """Whether a line only leads to the list: "Hello all," or "These are the cases:"."""
    return after_greeting(line) == "" or line.rstrip().endswith(":")


def _without_end(lines: list[str]) -> list[str]:
    """The lines without thanks and a name below them."""
    for at in range(len(lines) - 1, max(len(lines) - _END_LINES - 2, 0), -1):
        said = lines[at].strip()
        is_short = 0 < len(said.split()) <= _END_LINES and not _MARK.match(lines[at])
        is_apart = not lines[at - 1].strip() or said.endswith((",", "!"))
        if is_short and is_apart and is_closing(said):
            return lines[:at]
    return lines


def _closing_day(lines: list[str], today: dt.date) -> tuple[dt.date | None, str, list[str]]:
    """The last day, the words that say it, and the other lines; it stands first or last."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    for at in dict.fromkeys([*full[-1:], *full[:1]]):
        bare = _MARK.sub("", lines[at])
        hit = _UNTIL.match(bare.strip().rstrip(".!"))
        if hit is not None and looks_like_date(hit[1]):
            return read_date(hit[1], today), bare.strip(), [*lines[:at], *lines[at + 1 :]]
    return None, "", lines


def _double(cases: tuple[Case, ...]) -> str:
    """A title or key that stands there twice; "" for none."""
    seen: set[str] = set()
    for each in cases:
        for said in filter(None, {fold_word(each.title), fold_word(each.key)}):
            if said in seen:
                return each.title
        seen |= {fold_word(each.title), fold_word(each.key)} - {""}
    return ""
