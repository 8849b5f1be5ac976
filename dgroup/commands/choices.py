"""How mail comes: each message, an overview, not at all, or not until a day; copies; text only.

All of it acts at once, for the group at hand or for all groups of the asker, and can be undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dgroup.commands.days import day_of, shown, start_of
from dgroup.commands.desk import Desk, Done, Undo
from dgroup.commands.registry import command
from dgroup.domain.digest import PERIODS, zone_of
from dgroup.domain.effects import Arrange, Data
from dgroup.domain.model import Arrangement, DeliveryChoice, Group
from dgroup.reading.arguments import read_switch_word
from dgroup.reading.dates import read_date
from dgroup.reading.line import Order
from dgroup.store import belonging
from dgroup.store.belonging import Place
from dgroup.store.digests import has_pending

Changing = Callable[[Group, Arrangement], Arrangement]


@command("each", proof="on file", scope="every group")
async def each(order: Order, desk: Desk) -> Done:
    """Get every message by itself, at once; this ends a pause, too."""
    return await _deliver(order, desk, "each")


@command("daily", proof="on file", scope="every group")
async def daily(order: Order, desk: Desk) -> Done:
    """Get one mail a day."""
    return await _deliver(order, desk, "daily")


@command("weekly", proof="on file", scope="every group")
async def weekly(order: Order, desk: Desk) -> Done:
    """Get one mail a week."""
    return await _deliver(order, desk, "weekly")


@command("monthly", proof="on file", scope="every group")
async def monthly(order: Order, desk: Desk) -> Done:
    """Get one mail a month."""
    return await _deliver(order, desk, "monthly")


@command("none", proof="on file", scope="every group")
async def none(order: Order, desk: Desk) -> Done:
    """Stay a member, and get no mail."""

    def change(_: Group, now: Arrangement) -> Arrangement:
        if now.delivery == "none":
            return now
        return replace(now, delivery="none", former_delivery=now.delivery, paused_until_s=None)

    return await _arrange(order, desk, "none", change)


@command("pause", proof="on file", scope="every group")
async def pause(order: Order, desk: Desk) -> Done:
    """Get no mail until a day, from which on it comes by itself; without a day, see `none`."""
    if not order.argument.strip():
        return await none(order, desk)
    places = await places_at_hand(order, desk)
    language = order.language or desk.language
    starts: dict[int, int] = {}
    for group, _ in places:
        today = day_of(desk.now_s, group.timezone)
        day = read_date(order.argument, today, language)
        if day is None or day <= today:
            return Done(desk.say("choices/no_date"), reason="no_date")
        starts[group.id] = start_of(day, group.timezone)

    def change(group: Group, now: Arrangement) -> Arrangement:
        return replace(_awake(now, now.delivery), paused_until_s=starts[group.id])

    return await _arrange(order, desk, "pause", change)


@command("resume", proof="on file", scope="every group")
async def resume(order: Order, desk: Desk) -> Done:
    """Get mail again as it came before a pause or a rest."""
    return await _arrange(order, desk, "resume", lambda _, now: _awake(now, now.delivery))


@command("copy", proof="on file", scope="every group")
async def copy(order: Order, desk: Desk) -> Done:
    """Get one's own messages as well, or not."""
    wish = read_switch(order.argument)

    def change(group: Group, now: Arrangement) -> Arrangement:
        is_so = _gets_copy(group, now) is wish
        return now if wish is None or is_so else replace(now, has_copy=wish)

    return await _switch(order, desk, "choices/copy", change, _gets_copy)


@command("text", proof="on file", scope="every group")
async def text(order: Order, desk: Desk) -> Done:
    """Get messages as text, their attachments only listed; or whole."""
    wish = read_switch(order.argument or "on")

    def change(_: Group, now: Arrangement) -> Arrangement:
        return now if wish is None else replace(now, is_text_only=wish)

    return await _switch(order, desk, "choices/text", change, lambda _, now: now.is_text_only)


@command("whole", proof="on file", scope="every group")
async def whole(order: Order, desk: Desk) -> Done:
    """Get one mail a day, week or month with the messages whole below the overview."""
    return await _digest(order, desk, is_whole=True)


@command("plain", proof="on file", scope="every group")
async def plain(order: Order, desk: Desk) -> Done:
    """Get one mail a day, week or month as a text, with long messages cut short."""
    return await _digest(order, desk, is_whole=False)


async def places_at_hand(order: Order, desk: Desk) -> list[Place]:
    """Return the memberships that an order is about, with their groups; [] where there is none.

    That of the group at hand, or all where none is named or all are meant.
    """
    if desk.group is not None and order.group != "*":
        member = desk.member
        return [(desk.group, member)] if member is not None and member.is_active else []
    if desk.asker.person is None:
        return []
    found = await belonging.of_person(desk.store, desk.asker.person.id, desk.defaults)
    return [
        (group, member) for group, member in found if member.is_active and group.archived_s is None
    ]


def not_member(desk: Desk) -> Done:
    """Say that the asker is not in the group at hand, or in no group at all."""
    return Done(desk.say("choices/not_member"), reason="not_member")


def standing(group: Group, now: Arrangement, now_s: int) -> dict[str, Data]:
    """Return what letters say of a membership: its group, how mail comes, and when a pause ends."""
    until_s = now.paused_until_s or 0
    return {
        "called": group.title,
        "delivery": now.delivery,
        "until_s": shown(until_s, group.timezone) if until_s > now_s else 0,
    }


def hours(group: Group, now: Arrangement, own_zone: str | None) -> dict[str, Data]:
    """Return when one mail a day, week or month comes: its hour, and the time zone of that hour.

    That of the member where they said one, else the group's; "" where each message comes, or none.
    """
    zone = str(zone_of(own_zone or "", group.timezone))
    return {
        "hour": group.settings.digest_hour,
        "zone": zone if now.delivery in PERIODS else "",
        "is_whole": now.has_mime_digest and not now.is_text_only and now.delivery in PERIODS,
    }


def read_switch(argument: str) -> bool | None:
    """Read "on" or "off", in any of the languages; None for anything else."""
    return {"on": True, "off": False}.get(read_switch_word(argument))


async def _deliver(order: Order, desk: Desk, delivery: DeliveryChoice) -> Done:
    def change(_: Group, now: Arrangement) -> Arrangement:
        now = replace(now, delivery=delivery, former_delivery=None)
        return _awake(now, delivery) if delivery == "each" else now

    return await _arrange(order, desk, delivery, change)


def _awake(now: Arrangement, delivery: DeliveryChoice) -> Arrangement:
    """Without pause or rest; whoever asks for mail has an address that takes it."""
    if delivery == "none":
        delivery = now.former_delivery or "each"
    status = "active" if now.status == "disabled" else now.status
    return replace(now, status=status, delivery=delivery, former_delivery=None, paused_until_s=None)


async def _arrange(order: Order, desk: Desk, choice: str, change: Changing) -> Done:
    zone = _own_zone(desk)

    def show(group: Group, now: Arrangement) -> dict[str, Data]:
        return standing(group, now, desk.now_s) | hours(group, now, zone)

    has_rest = choice == "each" and await _has_rest(order, desk)
    more: dict[str, Data] = {"choice": choice, "has_zone": bool(zone), "has_rest": has_rest}
    return await _apply(order, desk, "choices/delivery", change, show, **more)


async def _has_rest(order: Order, desk: Desk) -> bool:
    """Whether something is still to come in a last digest, once each message comes by itself."""
    for group, member in await places_at_hand(order, desk):
        if member.delivery in PERIODS and await has_pending(desk.store, group, member):
            return True
    return False


async def _digest(order: Order, desk: Desk, *, is_whole: bool) -> Done:
    zone = _own_zone(desk)
    places = await places_at_hand(order, desk)
    had = {group.id for group, member in places if member.delivery in PERIODS}

    def show(group: Group, now: Arrangement) -> dict[str, Data]:
        told = {"called": group.title, "delivery": now.delivery} | hours(group, now, zone)
        return told | {"zone": "" if group.id in had else told["zone"]}  # they have been told

    def change(_: Group, now: Arrangement) -> Arrangement:
        return with_digest(now, is_whole=is_whole)

    return await _apply(order, desk, "choices/digest", change, show, is_whole=is_whole)


def with_digest(now: Arrangement, *, is_whole: bool) -> Arrangement:
    """Return a membership that has digests with their posts whole, or without.

    Whoever says how a digest should be wants one, and whoever wants posts whole wants more than
    their text.
    """
    if now.delivery not in PERIODS:
        now = replace(now, delivery="daily", former_delivery=None)
    if is_whole:
        now = replace(now, is_text_only=False)
    return replace(now, has_mime_digest=is_whole)


async def _switch(
    order: Order,
    desk: Desk,
    template: str,
    change: Changing,
    is_on: Callable[[Group, Arrangement], bool],
) -> Done:
    def show(group: Group, now: Arrangement) -> dict[str, Data]:
        return {"called": group.title, "is_on": is_on(group, now)}

    return await _apply(order, desk, template, change, show)


async def _apply(
    order: Order,
    desk: Desk,
    template: str,
    change: Changing,
    show: Callable[[Group, Arrangement], dict[str, Data]],
    **data: Data,
) -> Done:
    """Change the memberships at hand; say how they stand now, and keep how they stood."""
    places = await places_at_hand(order, desk)
    if not places:
        return not_member(desk)
    stand = [(group, member, change(group, member.arrangement)) for group, member in places]
    changed = [(member, now) for _, member, now in stand if now != member.arrangement]
    if len(places) == 1:
        desk = desk.with_group(*places[0])
    else:
        desk = desk.with_group(None, None)
    shown_groups = [show(group, now) for group, _, now in stand]
    return Done(
        desk.say(template, groups=shown_groups, is_changed=bool(changed), **data),
        tuple(Arrange(member.id, now) for member, now in changed),
        Undo({member.id: member.arrangement for member, _ in changed}) if changed else None,
    )


def _own_zone(desk: Desk) -> str | None:
    return desk.asker.person.timezone if desk.asker.person else None


def _gets_copy(group: Group, now: Arrangement) -> bool:
    return group.settings.copy if now.has_copy is None else now.has_copy
