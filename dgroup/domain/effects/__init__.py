"""The closed union of what may happen. Decisions return these; `server/perform.py` alone acts.

Each is a frozen value, typed by noun, and carries the ids it creates, so that one effect may refer
to another and all of them become rows in one hop (DECISIONS 23, 24).
"""

from __future__ import annotations

from dgroup.domain.effects.acts import ActEffect, AskAgain, Issue, Note, Redeem
from dgroup.domain.effects.groups import Dissolve, Found, GroupEffect, Rename, Reshape
from dgroup.domain.effects.mail import (
    Forward,
    Hold,
    Keep,
    MailEffect,
    NoteBounce,
    Notify,
    Part,
    Publish,
    Reader,
    Record,
    Release,
    Resend,
    Settle,
    Shunt,
    Tell,
)
from dgroup.domain.effects.people import (
    Address,
    Admit,
    Arrange,
    Call,
    Change,
    Describe,
    DropAddress,
    Forget,
    Introduce,
    Meet,
    Merge,
    PeopleEffect,
    Prefer,
    Present,
    Remind,
    Want,
    Withdraw,
)
from dgroup.domain.effects.values import Data, Value

Effect = MailEffect | GroupEffect | PeopleEffect | ActEffect

__all__ = [
    "PeopleEffect",
    "MailEffect",
    "GroupEffect",
    "ActEffect",
    "Address",
    "Admit",
    "Arrange",
    "AskAgain",
    "Call",
    "Change",
    "Data",
    "Describe",
    "Dissolve",
    "DropAddress",
    "Effect",
    "Forget",
    "Forward",
    "Found",
    "Hold",
    "Introduce",
    "Issue",
    "Keep",
    "Meet",
    "Merge",
    "Note",
    "NoteBounce",
    "Notify",
    "Part",
    "Prefer",
    "Present",
    "Publish",
    "Reader",
    "Record",
    "Release",
    "Redeem",
    "Remind",
    "Rename",
    "Resend",
    "Reshape",
    "Settle",
    "Shunt",
    "Tell",
    "Value",
    "Want",
    "Withdraw",
]
