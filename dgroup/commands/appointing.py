"""Somebody comes to be in charge of a group: told what that means, and where to learn it.

The one way to it for all that is done by mail. People whom the command line puts in charge are not
mailed (DECISIONS 6).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from dgroup.commands.calendar import Calendar
from dgroup.commands.desk import Desk, about
from dgroup.commands.inviting import ask_to_join
from dgroup.commands.newcomers import Candidate, Newcomer
from dgroup.domain.effects import Change, Data, Effect, Notify, Part, Reader
from dgroup.domain.model import Group, Person
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.store import groups, people

LETTER: Final = "handover/appointed"


async def appoint(
    at: Desk | Calendar,
    group: Group,
    member_id: int,
    person: Person,
    *,
    by: str = "",
    until_s: int = 0,
) -> tuple[Effect, ...]:
    """Put a member in charge of their group, tell them, and invite them to the facilitators' group.

    `by` is the name of whoever hands the group to them, for the letter, `until_s` until when (0:
    for good); "" where nobody does, but they are made one of its facilitators. The audit is the
    caller's. The letter is one of its own, beside the answer to the mail in hand.
    """
    reader = Reader(person.address, person.language or group.language, person.id, person.name)
    letter = Notify(
        LETTER,
        reader,
        group.id,
        appointed(group, by, until_s).data,
        automatic="auto-generated",
        member_id=member_id,
    )
    invited = await invite_to_learn(at, person, group.language)
    return (Change(member_id, role="facilitator"), letter, *invited)


def appointed(group: Group, by: str = "", until_s: int = 0) -> Part:
    """What somebody who has come to be in charge is told, for another letter to have below it."""
    told: dict[str, Data] = {"by": by, "until_s": until_s, "timezone": group.timezone}
    return Part(LETTER, {**about(group), **told})


async def invite_to_learn(at: Desk | Calendar, person: Person, language: str) -> tuple[Effect, ...]:
    """Invite a facilitator to the facilitators' own group; never twice, whatever they said to it.

    `language` is for those who have chosen none. Nothing where there is no such group.
    """
    own = await groups.find(at.store, OPERATOR_GROUP, at.defaults)
    if own is None or own.archived_s is not None:
        return ()
    if await people.among(at.store, own, [person.id]):
        return ()
    newcomer = Newcomer(person.address, person.name)
    reader = replace(person, language=person.language or language)
    whom = Candidate(newcomer, reader, (), at.new_id(), "", "")
    return ask_to_join(whom, own, None, "", at.now_s, at.new_id)
