"""The only interpreter of effects: what was decided becomes rows of one transaction.

Every effect is compiled to named statements (`statements/`, a file for each family of effects), and
all statements of a decision run in one hop and one savepoint (DECISIONS 23). Nothing is decided
here, nothing is read and nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from dgroup.domain.effects import Effect
from dgroup.domain.effects.activities import ActivityEffect
from dgroup.domain.effects.acts import ActEffect
from dgroup.domain.effects.groups import GroupEffect
from dgroup.domain.effects.mail import MailEffect
from dgroup.domain.effects.people import PeopleEffect
from dgroup.server.statements.activities import of_activities
from dgroup.server.statements.acts import of_acts
from dgroup.server.statements.groups import of_groups
from dgroup.server.statements.mail import of_mail
from dgroup.server.statements.people import of_people
from dgroup.store.database import Statement, Transaction


async def perform(effects: Iterable[Effect], tx: Transaction, *, owner: str, now_s: int) -> None:
    """Write down `effects`; all of them hold, or none.

    `owner` is the operator's address, for what has no facilitator.

    Raises:
        StoreError: the store cannot take it just now.
    """
    await tx.run([each for effect in effects for each in compile_effect(effect, owner, now_s)])


def compile_effect(effect: Effect, owner: str, now_s: int) -> Iterator[Statement]:
    """Compile one effect to the statements that make it so, in their order."""
    if isinstance(effect, MailEffect):
        return of_mail(effect, owner, now_s)
    if isinstance(effect, PeopleEffect):
        return of_people(effect, now_s)
    if isinstance(effect, ActEffect):
        return of_acts(effect, now_s)
    if isinstance(effect, GroupEffect):
        return of_groups(effect, now_s)
    if isinstance(effect, ActivityEffect):
        return of_activities(effect, now_s)
    assert_never(effect)
