"""A group comes into being by mail: itself, its first facilitator, the card of its addresses.

Whether it may is asked in `creating.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dgroup.commands.appointing import invite_to_learn
from dgroup.commands.desk import Desk, about
from dgroup.domain import joining
from dgroup.domain.effects import Admit, Call, Effect, Found, Note, Notify, Reader
from dgroup.domain.introductions import introduce_address
from dgroup.domain.model import Group
from dgroup.domain.new_group import Wanted
from dgroup.mail.address import fold
from dgroup.store import groups, people


@dataclass(frozen=True, slots=True)
class Creator:
    """Who would like a group: `called` is the name they gave, `language` the one they wrote in."""

    address: str
    called: str
    language: str

    @property
    def reader(self) -> Reader:
        """Who reads the letters about it, before the site knows them."""
        return Reader(self.address, self.language, None, self.called)


def pack(wanted: Wanted, creator: Creator) -> dict[str, Any]:
    """Return a wish as the object of a ticket."""
    return {
        "name": wanted.name,
        "title": wanted.title,
        "purpose": wanted.purpose,
        "called": creator.called,
        "language": creator.language,
        "address": creator.address,
    }


def unpack(packed: Mapping[str, Any]) -> tuple[Wanted, Creator]:
    """Return what `pack` was given."""
    wanted = Wanted(str(packed["name"]), str(packed["title"]), str(packed["purpose"]))
    return wanted, Creator(str(packed["address"]), str(packed["called"]), str(packed["language"]))


async def found(
    wanted: Wanted, creator: Creator, desk: Desk, by: str, *, answers: bool
) -> tuple[Effect, ...]:
    """Start a group whose name is free; its creator is in charge, and gets its card.

    `by` is who saw to it, for the audit; `answers`: whether the mail in hand is the creator's.
    """
    effects: list[Effect] = []
    person = await people.find(desk.store, creator.address)
    if person is None:
        person, met = joining.meet(desk.new_id, creator.address, creator.called)
        effects.append(met)
    elif creator.called and not person.name:
        effects.append(Call(person.id, name=creator.called))
    group = _group(wanted, creator, desk)
    member_id = desk.new_id()
    letter = desk.letter
    card = Notify(
        "creating/card",
        Reader(
            person.address,
            person.language or creator.language,
            person.id,
            person.name or creator.called,
        ),
        group.id,
        {
            **about(group),
            "robot": f"{group.name}-request@{group.domain}",
            "introduce": f"{introduce_address(group)}@{group.domain}",
            "join": f"{group.name}-join@{group.domain}",
        },
        in_reply_to=letter.message_id if answers and letter.has_message_id else "",
        references=letter.references[-20:] if answers else (),
        automatic="auto-replied" if answers else "auto-generated",
        member_id=None if answers else member_id,
    )
    return (
        *effects,
        Found(
            group.id,
            group.name,
            group.title,
            None,
            group.language,
            group.timezone,
            group.own_settings,
        ),
        Admit(member_id, group.id, person.id, "facilitator", "active", "each", is_exempt=True),
        Note(by, "group create", group.name, group.id, {"facilitators": 1}),
        card,
        *await invite_to_learn(desk, person, creator.language),
    )


def is_of(address: str, allowed: tuple[str, ...]) -> bool:
    """Whether an address is among addresses and domains ("example.org", "@example.org")."""
    folded = fold(address)
    domain = folded.rpartition("@")[2]
    return any(
        folded == fold(each) if "@" in each[1:] else domain == each.removeprefix("@").casefold()
        for each in allowed
    )


def _group(wanted: Wanted, creator: Creator, desk: Desk) -> Group:
    own = {"purpose": wanted.purpose} if wanted.purpose else {}
    return Group(
        id=desk.new_id(),
        name=wanted.name,
        domain=desk.domain,
        title=wanted.title,
        language=creator.language,
        timezone=desk.founding.timezone,
        parent_id=None,
        parent=None,
        archived_s=None,
        created_s=desk.now_s,
        settings=groups.settle(desk.defaults.settings, own),
        own_settings=own,
    )
