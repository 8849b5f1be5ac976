"""What there is, and how it stands: help, a group, all groups, and one's own groups and settings.

Nothing is changed here. Help and what anybody may know are for strangers too.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Final

from dgroup.commands.choices import hours, standing
from dgroup.commands.days import shown
from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import command
from dgroup.domain.digest import PERIODS
from dgroup.domain.effects import Data
from dgroup.domain.model import Group, Member
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.domain.words import VERBS
from dgroup.domain.words.table import WORDS
from dgroup.domain.words.tasks import TASK_VERBS, task_words
from dgroup.reading.line import Order
from dgroup.store import belonging, groups, people
from dgroup.store.facilitators import led_by
from dgroup.store.groups import GroupCount

MOST_GROUPS: Final = 1000
"""So many groups stand in one letter."""
MOST_PURPOSES: Final = 60
"""Of so many groups the letter also says what they are for; more would be a book."""

# What facilitators reply has no help here; the same word asks for a rest and for a pause.
_TOPICS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("confirm", "approve", "reject"), ()),
    **dict.fromkeys(("none", "pause"), ("none", "pause")),
    **dict.fromkeys(("whole", "plain"), ("whole", "plain")),
    **dict.fromkeys(PERIODS, PERIODS),
}
_LONGEST_PURPOSE: Final = 200  # characters, in the list of groups
_MOST_WORDS: Final = 6  # other words for a command, in its help


@command("help", proof="none", scope="every group", is_for_known=False)
async def help_(order: Order, desk: Desk) -> Done:
    """Say what can be done by reply, each with an example; of one command more.

    Who is in charge of the group (of any, where none is at hand) reads first what is theirs to do.
    """
    robot = f"{desk.group.name}-request" if desk.group else "dgroup"
    led = await led_by(desk.store, desk.asker.mailbox.address, desk.owner)
    is_in_charge = desk.group.id in led if desk.group else bool(led)
    verbs = _topics(order.argument, is_in_charge=is_in_charge)
    rows = [_words_for(verb, desk.language[:2]) for verb in verbs]
    words = [word for row in zip_longest(*rows) for word in row if word]  # some of each
    return Done(
        desk.say(
            "about/help",
            verbs=verbs,
            also=list(dict.fromkeys(words))[:_MOST_WORDS],
            robot=f"{robot}@{desk.domain}",
            is_in_charge=is_in_charge,
            is_theirs=not is_in_charge and bool({*TASK_VERBS} & {*verbs} - {"create"}),
            may_create=desk.founding.create != "off",
        )
    )


@command("info", proof="none", scope="every group", is_for_known=False)
async def info(order: Order, desk: Desk) -> Done:
    """Say what the group at hand is for, and how to join; without one, which groups there are."""
    group = desk.group
    if group is None:
        return await groups_(order, desk)
    found = await groups.count(desk.store, group)
    return Done(
        desk.say(
            "about/info",
            purpose=group.settings.purpose,
            members=found.members,
            spoken=group.language,
            join=group.settings.join,
            is_member=desk.member is not None and desk.member.is_active,
            owner_address=f"{group.name}-owner@{group.domain}",
        )
    )


@command("groups", proof="none", is_for_known=False)
async def groups_(order: Order, desk: Desk) -> Done:
    """List the groups that everybody may know of; with a word, those that it finds."""
    word = order.argument.casefold()
    everyone = await groups.everyone(desk.store, desk.defaults)
    hidden = {each.group.id for each in everyone if each.group.settings.hidden}
    found = [
        each
        for each in everyone
        if not {each.group.id, each.group.parent_id} & hidden
        and each.group.archived_s is None
        and _is_about(each.group, word)
    ]
    found.sort(key=lambda each: each.group.name == OPERATOR_GROUP)  # no example to begin with
    return Done(
        desk.say(
            "about/groups",
            domain=desk.domain,
            word=order.argument,
            groups=[
                _listed(each, with_purpose=len(found) <= MOST_PURPOSES)
                for each in found[:MOST_GROUPS]
            ],
            more=max(len(found) - MOST_GROUPS, 0),
        )
    )


@command("which", proof="on file", is_for_known=False)
async def which(order: Order, desk: Desk) -> Done:
    """Tell somebody their groups and settings, at the address on file."""
    person = desk.asker.person
    if person is None:
        part = desk.say("about/unknown", domain=desk.domain)
        return Done(part if desk.asker.may_be_told else None, reason="unknown")
    places = await belonging.of_person(desk.store, person.id, desk.defaults)
    return Done(
        desk.say(
            "about/settings",
            domain=desk.domain,
            groups=[
                _settings(group, member, desk.now_s, person.timezone)
                for group, member in places
                if group.archived_s is None and (member.is_active or member.status == "pending")
            ],
            called=person.name,
            spoken=person.language or "",
            zone=person.timezone or "",
            is_concealed=person.is_concealed,
            preferred=person.address,
            others=[
                each
                for each in await people.addresses(desk.store, person.id)
                if each != person.address
            ],
        )
    )


def _topics(argument: str, *, is_in_charge: bool) -> tuple[str, ...]:
    """What help is asked about: a word may mean another thing to people in charge."""
    verbs = argument.split()
    tasks = tuple(verb for verb in verbs if verb in TASK_VERBS)
    if tasks and (is_in_charge or len(verbs) == 1):
        return tasks
    verb = verbs[0] if verbs else ""
    return _TOPICS.get(verb, (verb,) if verb in VERBS else ())


def _words_for(verb: str, language: str) -> list[str]:
    rows = [table.get(verb, "") for table in (WORDS.get(language, {}), WORDS[""])]
    words = [word for row in rows if row for word in row.split("|")]
    return words or list(task_words(verb, language))


def _is_about(group: Group, word: str) -> bool:
    texts = (group.name, group.title, group.settings.purpose)
    return not word or any(word in each.casefold() for each in texts)


def _listed(each: GroupCount, *, with_purpose: bool) -> dict[str, Data]:
    purpose = each.group.settings.purpose if with_purpose else ""
    first = next(iter(purpose.strip().splitlines()), "")
    return {
        "local": each.group.name,
        "called": each.group.title,
        "purpose": first if len(first) <= _LONGEST_PURPOSE else first[:_LONGEST_PURPOSE] + "…",
        "members": each.members,
        "join": each.group.settings.join,
    }


def _settings(group: Group, member: Member, now_s: int, own_zone: str | None) -> dict[str, Data]:
    now = member.arrangement
    return {
        **standing(group, now, now_s),
        **hours(group, now, own_zone),
        "write_to": group.address,
        "status": member.status,
        "role": member.role,
        "has_copy": group.settings.copy if now.has_copy is None else now.has_copy,
        "is_text_only": now.is_text_only,
        "joined_s": shown(member.joined_s, group.timezone) if member.joined_s else 0,
    }
