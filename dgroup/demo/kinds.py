"""What kind of letter of the server's a mail is, by its subject: that is all that its reader sees.

The subjects are those of the templates, in every language, with anything in place of their values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from dgroup import places
from dgroup.demo.world import Delivered

KINDS: Final[Mapping[str, str]] = {
    "join/invitation": "invitations",
    "inviting/reminder": "questions whether to join",
    "creating/confirm": "questions whether it was they",
    "creating/waits": "answers",
    "creating/request": "for the operator",
    "creating/decided": "for the operator",
    "creating/card": "address cards",
    "facilitating/confirm": "questions whether to do it",
    "inviting/answer": "reports of what was done",
    "desk/report": "weekly letters",
    "join/confirm": "questions whether to join",
    "join/not_coming": "farewells",
    "members/welcome": "welcomes",
    "introductions/received": "receipts",
    "introductions/withdrawn": "receipts",
    "introductions/reminder": "reminders",
    "choices/delivery": "answers",
    "choices/restored": "answers",
    "threads/muted": "answers",
    "join/left": "answers",
    "posts/held": "notes that a post waits",
    "moderation/held": "for the facilitators",
    "moderation/waiting": "for the facilitators",
    "moderation/done": "for the facilitators",
    "moderation/listed": "for the facilitators",
    "moderation/already": "for the facilitators",
    "settings/settings": "reports of what was done",
    "cases/begun": "reports of what was done",
    "cases/choose": "which case?",
    "cases/chosen": "receipts",
    "cases/proposal": "proposals of groups",
    "cases/made": "reports of what was done",
    "cases/group": "your case group",
    "desk/acts": "reports of what was done",
    "reports/planned": "reports of what was done",
    "reports/asked": "requests for a report",
    "reports/received": "receipts",
    "note/ask": "questions from facilitators",
    "digests/digest": "digests",
    "digests/which": "questions which conversation",
    "digests/answered": "receipts",
    "summaries/draft": "drafts of summaries",
    "summaries/decided": "reports of what was done",
    "summaries/summary": "summaries",
    "introductions/found": "answers",  # its subject may be nearly anything, so it stands last
}
"""The letters that come up in the demo, and what they are called together."""

_QUOTED: Final = re.compile(r'"([^"]*)"')
_TAG: Final = re.compile(r"\{%-? *(if|elif|else|endif|for)\b.*?%\}|\{\{.*?\}\}")
_LOOP_ENDS: Final = re.compile(r"\{%-? *endfor *-?%\}")


def kind_of(delivered: Delivered) -> str:
    """Return the kind of a letter, or its subject where the demo has no such letter."""
    subject = " ".join(str(delivered.mail["Subject"]).split())
    return next((kind for each, kind in _subjects() if each.fullmatch(subject)), subject)


@cache
def _subjects() -> tuple[tuple[re.Pattern[str], str], ...]:
    folder = places.shipped_folder("templates")
    return tuple(
        (_pattern(file.read_text(encoding="utf-8").partition("\n")[0]), kind)
        for template, kind in KINDS.items()
        for file in sorted(folder.glob(f"*/{template}.txt.j2"))
    )


def _pattern(line: str) -> re.Pattern[str]:
    """Make a pattern of the first line of a template."""
    pattern, end, has_else = "", 0, [False]
    line = line.removeprefix("Subject: ")
    while tag := _TAG.search(line, end):
        pattern += re.escape(line[end : tag.start()])
        end = tag.end()
        match tag[1]:
            case "for":
                pattern += ".*"
                after = _LOOP_ENDS.search(line, end)
                end = after.end() if after else end
            case "if":
                pattern += "(?:"
                has_else.append(False)
            case "elif":
                pattern += "|"
            case "else":
                pattern += "|"
                has_else[-1] = True
            case "endif":
                pattern += ")" if has_else.pop() else "|)"
            case _:
                pattern += _value(tag[0])
    return re.compile(pattern + re.escape(line[end:]))


def _value(tag: str) -> str:
    """Make a pattern of a value: of one that depends, those words of it that are there."""
    words = _QUOTED.findall(tag)
    if " if " not in tag or not words:
        return ".+"
    others = "|" if tag.count(" if ") != tag.count(" else ") else ""
    return f".*(?:{'|'.join(map(re.escape, words))}{others}).*"
