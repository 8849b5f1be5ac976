"""People are invited: they become known, and one letter asks whether they would like to join.

Nobody is a member before they say yes. Reads only, and returns effects, like `newcomers.py`; the
answers come in at `commands/invitation.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from dgroup.commands.desk import DAY_S, INVITE_S, about, issued
from dgroup.commands.newcomers import Candidate, Newcomer, recognise
from dgroup.domain.effects import (
    Admit,
    Effect,
    Invite,
    Issue,
    Note,
    Notify,
    Reader,
    Remind,
)
from dgroup.domain.model import Group, Person
from dgroup.mail.address import fold
from dgroup.store.database import Readable
from dgroup.store.inviting import Asked, Unanswered, asked_before, pestered

Welcome = Literal["invited", "again", "already", "banned", "waiting", "declined"]

OUTCOMES: Final[tuple[Welcome, ...]] = ("invited", "again", "already", "banned")
"""What may become of people whom somebody invites without regard to earlier invitations."""

LONGEST_NOTE: Final = 4000  # characters
REST_S: Final = 30 * DAY_S  # between two invitations of one person
PEACE_S: Final = 90 * DAY_S  # after a no


@dataclass(frozen=True, slots=True)
class Invitation:
    """What becomes of one newcomer: `again` had an invitation before; members need none.

    `waiting` was asked a short time ago, at `since_s`, and `declined` said no then.
    """

    newcomer: Newcomer
    outcome: Welcome
    effects: tuple[Effect, ...] = ()
    since_s: int = 0


async def invite(
    store: Readable,
    group: Group,
    newcomers: Sequence[Newcomer],
    by: Reader | None,
    note: str,
    now_s: int,
    new_id: Callable[[], int],
    *,
    is_patient: bool = False,
) -> list[Invitation]:
    """Invite people, in their order: `by` signs the letter (None: the group), `note` stands in it.

    An invitation is good for 90 days. Who asked to join and still waits is invited as well. With
    `is_patient`, those who were asked lately, or have said no, are left in peace.
    """
    found: list[Invitation] = []
    candidates = await recognise(store, group, newcomers, new_id)
    asked: Mapping[int, Asked] = {}
    resting_s: Mapping[str, int] = {}
    if is_patient:
        addresses = [fold(each.person.address) for each in candidates]
        resting_s = await pestered(store, addresses, now_s)
        asked = await asked_before(store, [each.member_id for each in candidates])
    for each in candidates:
        if each.obstacle:
            found.append(Invitation(each.newcomer, each.obstacle))
            continue
        if resting := _resting(asked.get(each.member_id), each.newcomer, now_s):
            found.append(resting)
            continue
        if since_s := resting_s.get(fold(each.person.address)):  # asked by whichever groups
            found.append(Invitation(each.newcomer, "waiting", since_s=since_s))
            continue
        outcome: Welcome = "again" if each.status == "invited" else "invited"
        asked_now = ask_to_join(each, group, by, note, now_s, new_id)
        found.append(Invitation(each.newcomer, outcome, (*each.met, *asked_now)))
    return found


def ask_to_join(
    whom: Candidate,
    group: Group,
    by: Reader | None,
    note: str,
    now_s: int,
    new_id: Callable[[], int],
) -> tuple[Effect, ...]:
    """Invite one in whose way nothing is, and whom the site knows; else as `invite`."""
    actor = by.address if by else "operator"
    return (
        _admit(whom.member_id, group, whom.person, whom.newcomer),
        Invite(whom.member_id),
        *_ask(new_id, group, whom, by, note, now_s),
        Note(actor, "invited", f"member {whom.member_id}", group.id),
    )


def remind(
    invited: Unanswered, group: Group, new_id: Callable[[], int], now_s: int
) -> tuple[Effect, ...]:
    """Ask somebody once more who has not answered; the ticket of the first letter stays good."""
    reply_to, issue = _ticket(new_id, group, invited.address, now_s)
    letter = Notify(
        template="inviting/reminder",
        reader=invited.reader(group),
        group_id=group.id,
        data={**about(group), "purpose": group.settings.purpose},
        in_reply_to=_invitation_id(group, invited.member_id, invited.invited_s),
        automatic="auto-generated",
        reply_to=reply_to,
        member_id=invited.member_id,
    )
    return issue, letter, Remind(invited.member_id)


def effects_of(invitations: Sequence[Invitation]) -> Iterator[Effect]:
    """Return all that invitations do."""
    return (effect for each in invitations for effect in each.effects)


def count(invitations: Sequence[Invitation]) -> Mapping[str, int]:
    """Count invitations by outcome."""
    return {word: sum(each.outcome == word for each in invitations) for word in OUTCOMES}


def _admit(member_id: int, group: Group, person: Person, newcomer: Newcomer) -> Admit:
    return Admit(
        member_id=member_id,
        group_id=group.id,
        person_id=person.id,
        role=newcomer.role,
        status="invited",
        delivery=newcomer.delivery,
        is_exempt=False,
    )


def _ask(
    new_id: Callable[[], int],
    group: Group,
    candidate: Candidate,
    by: Reader | None,
    note: str,
    now_s: int,
) -> tuple[Effect, ...]:
    """Write the letter that asks somebody."""
    person, newcomer = candidate.person, candidate.newcomer
    reply_to, issue = _ticket(new_id, group, person.address, now_s)
    language = person.language or group.language
    letter = Notify(
        template="join/invitation",
        reader=Reader(person.address, language, person.id, person.name or newcomer.name),
        group_id=group.id,
        data={
            **about(group),
            "purpose": group.settings.purpose,
            "by": by.name if by else "",  # never their address (R13)
            "note": note.strip(),
        },
        automatic="auto-generated",
        reply_to=reply_to,
        message_id=_invitation_id(group, candidate.member_id, now_s),
    )
    return issue, letter


def _ticket(new_id: Callable[[], int], group: Group, address: str, now_s: int) -> tuple[str, Issue]:
    # Good for whoever reads that address, from whichever of theirs they reply.
    return issued(new_id, now_s, "invite", {}, to=address, lasts_s=INVITE_S, group_id=group.id)


def _invitation_id(group: Group, member_id: int, invited_s: int) -> str:
    """The Message-ID of an invitation, which its reminder answers (DECISIONS 10)."""
    return f"invitation.{member_id}.{invited_s}@{group.domain}"


def _resting(asked: Asked | None, newcomer: Newcomer, now_s: int) -> Invitation | None:
    """Who is left in peace for now, and since when; None for who may be asked."""
    if asked is None:
        return None
    invited_s, declined_s = asked.invited_s or 0, asked.declined_s or 0
    if asked.status == "invited" and invited_s > now_s - REST_S:
        return Invitation(newcomer, "waiting", since_s=invited_s)
    if asked.status == "left" and declined_s >= invited_s and declined_s > now_s - PEACE_S:
        return Invitation(newcomer, "declined", since_s=declined_s)
    return None
