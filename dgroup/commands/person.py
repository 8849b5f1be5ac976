"""What a person says of themselves to the whole site: language, time zone, name, being shown.

All of it acts at once and can be undone; the answer comes in the language just chosen.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Final

from dgroup import places
from dgroup.commands.choices import not_member
from dgroup.commands.desk import Desk, Done, Undo
from dgroup.commands.registry import command
from dgroup.domain.effects import Describe, Effect, Note, Part
from dgroup.domain.model import Person, Profile
from dgroup.reading.line import Order
from dgroup.reading.zones import find_zone, near_zones

LONGEST_NAME: Final = 100  # characters


@command("language", proof="on file")
async def language(order: Order, desk: Desk) -> Done:
    """Get letters in another language; without one that we know, say which there are."""
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    now = person.profile
    is_known = order.argument in places.languages()
    wish = replace(now, language=order.argument) if is_known else now
    part = desk.say(
        "person/language",
        spoken=wish.language or "",
        is_changed=wish != now,
        is_unknown=bool(order.argument) and not is_known,
    )
    return _described(person, wish, part, desk)


@command("timezone", proof="on file")
async def timezone(order: Order, desk: Desk) -> Done:
    """Get one mail a day, week or month at the group's hour where one lives, or no longer.

    Without a time zone that there is, say which it is now, or which ones may be meant.
    """
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    now = person.profile
    said = clean_name(order.argument)
    is_off = said == "off"
    zone = find_zone(said) if said and not is_off else None
    is_unknown = bool(order.argument) and zone is None and not is_off
    wish = replace(now, timezone=zone) if zone or is_off else now
    part = desk.say(
        "person/timezone",
        said=said,
        zone=wish.timezone or "",
        timezone=wish.timezone or "UTC",
        now_s=desk.now_s,
        near=near_zones(said) if is_unknown else (),
        is_changed=wish != now,
        is_unknown=is_unknown,
    )
    return _described(person, wish, part, desk)


@command("name", proof="on file")
async def name(order: Order, desk: Desk) -> Done:
    """Be called by another name; without one, say what the name is now."""
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    wish = replace(person.profile, name=clean_name(order.argument) or person.name)
    part = desk.say("person/name", called=wish.name, is_changed=wish != person.profile)
    return _described(person, wish, part, desk)


@command("conceal", proof="on file")
async def conceal(order: Order, desk: Desk) -> Done:
    """Be shown in no list of members."""
    return _shown(desk, is_concealed=True)


@command("reveal", proof="on file")
async def reveal(order: Order, desk: Desk) -> Done:
    """Be shown in lists of members again."""
    return _shown(desk, is_concealed=False)


def clean_name(text: str) -> str:
    """Return a name on one line, without what a header or a screen would obey (R18).

    At most 100 characters; "" where there is no letter in it.
    """
    marks = (
        "" if unicodedata.category(mark) == "Cf" else mark if mark.isprintable() else " "
        for mark in text[: 4 * LONGEST_NAME]
    )
    plain = " ".join("".join(marks).split()).strip("\"'<>«»“” ")[:LONGEST_NAME].strip()
    return plain if any(map(str.isalpha, plain)) else ""


def _shown(desk: Desk, *, is_concealed: bool) -> Done:
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    wish = replace(person.profile, is_concealed=is_concealed)
    is_changed = wish != person.profile
    part = desk.say("person/concealed", is_concealed=is_concealed, is_changed=is_changed)
    return _described(person, wish, part, desk)


def _described(person: Person, wish: Profile, part: Part, desk: Desk) -> Done:
    now = person.profile
    if wish == now:
        return Done(part)
    changed = [key for key in Profile.__slots__ if getattr(wish, key) != getattr(now, key)]
    detail = {"keys": " ".join(changed)}
    note = Note(desk.asker.mailbox.address, "describe", f"person {person.id}", None, detail)
    effects: tuple[Effect, ...] = (Describe(person.id, wish), note)
    return Done(part, effects, Undo({}, person.id, now))
