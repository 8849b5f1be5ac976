"""`log`: what facilitators and the server did in a group, in plain words, for them all to see.

Each action of the audit has its sentence in the letter `log/log`; a house test looks after that.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import DAY_S, Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.effects import Data
from dgroup.reading.line import Order
from dgroup.store.journal import Entry, journal

DAYS: Final = 14
MOST_DAYS: Final = 366
MOST: Final = 60
"""So many lines, however many days were asked for."""

_LONGEST: Final = 100  # characters of a subject, or of a setting
_IDS: Final = re.compile(r"(?:activity|group|held|member|person|post) \d+")


@command("log", proof="on file", scope="group", right="watch")
async def log(order: Order, desk: Desk) -> Done:
    """Show what was done in the last 14 days, or in as many as were asked for; the latest first."""
    group = at_hand(desk)
    asked = re.search(r"\d{1,4}", order.argument)
    days = min(max(int(asked[0]), 1), MOST_DAYS) if asked else DAYS
    found = await journal(desk.store, group.id, desk.now_s - days * DAY_S, MOST + 1)
    part = desk.say(
        "log/log",
        timezone=group.timezone,
        days=days,
        entries=[_told(each) for each in found[:MOST]],
        is_cut=len(found) > MOST,
    )
    return Done(part)


def action_of(action: str) -> str:
    """Return the action by which letters know an entry: without what it was about."""
    return "asked" if action.startswith("ask about ") else action


def _told(entry: Entry) -> Data:
    return {
        "at_s": entry.at_s,
        "action": action_of(entry.action),
        "by": entry.by or (entry.actor if "@" in entry.actor else ""),
        "is_operator": bool(entry.actor) and "@" not in entry.actor,
        "whom": entry.whom,
        "what": " ".join(_what(entry).split())[:_LONGEST],
        "role": str(entry.detail.get("role", "")),
    }


def _what(entry: Entry) -> str:
    """What it was about, in the words of people: a subject, a setting, the name of a group."""
    match entry.action:
        case "group set":
            return ", ".join(f"{key} = {value}" for key, value in entry.detail.items())
        case "group rename":
            return str(entry.detail.get("to", ""))
        case "member set":
            return str(entry.detail.get("keys", ""))
        case _:
            return entry.subject or ("" if _IDS.fullmatch(entry.object) else entry.object)
