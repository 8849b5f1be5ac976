"""The first letter of a group: what it is for, how to write and leave, and who are you?

Whoever lets somebody in sends this one letter, and sets `Admit.welcomed_s`, from which reminders
count.
"""

from __future__ import annotations

from collections.abc import Sequence

from dgroup.commands.desk import about
from dgroup.domain.effects import Notify, Reader
from dgroup.domain.introductions import asking, introduce_address, welcome_id
from dgroup.domain.model import Group, Role


def welcome(
    group: Group,
    reader: Reader,
    member_id: int,
    now_s: int,
    *,
    role: Role = "member",
    is_exempt: bool = False,
    in_reply_to: str = "",
    references: Sequence[str] = (),
) -> Notify:
    """Return the welcome to `group`; a reply to it is shown to the group, where that is asked.

    `in_reply_to` and `references` are of the mail that it answers, if it answers one. `is_exempt`:
    they may write before they have presented themselves, whatever the group wants of others. An
    observer is not asked: what observers write goes to the facilitators (DECISIONS 4).
    """
    is_observer = role == "observer"
    is_asked = group.settings.introductions != "off" and not is_observer
    asked = asking(group, reader.language, is_exempt=is_exempt)
    return Notify(
        template="members/welcome",
        reader=reader,
        group_id=group.id,
        data={
            **about(group),
            **(asked if is_asked else {**asked, "introductions": "off"}),
            "is_observer": is_observer,
            "purpose": group.settings.purpose,
            "welcome": group.settings.welcome,
            "leave_address": f"{group.name}-leave@{group.domain}",
        },
        in_reply_to=in_reply_to,
        references=tuple(references),
        automatic="auto-replied" if in_reply_to else "auto-generated",
        reply_to=introduce_address(group) if is_asked else "",
        message_id=welcome_id(group, member_id, now_s),
    )
