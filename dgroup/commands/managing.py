"""`remove`, `ban`, `unban`, `role`, `moderate`: what a facilitator does about a member.

Nobody does it to themselves, and no group loses its last facilitator by it. Who is banned is told
nothing (R13); who is removed, or gets another role, is told in a few words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dgroup.commands.applicant import at_hand
from dgroup.commands.appointing import appoint
from dgroup.commands.desk import Desk, Done, about
from dgroup.commands.registry import command
from dgroup.commands.whom import Known, Whom, find_whom, is_asker, is_last_facilitator
from dgroup.domain import joining
from dgroup.domain.effects import Admit, Change, Data, Effect, Note, Notify
from dgroup.domain.joining import is_inside
from dgroup.domain.model import ROLES, Group, Role
from dgroup.mail.address import Mailbox
from dgroup.reading.line import Order
from dgroup.store import people

_NAMED = 60  # people in one letter


@command("remove", proof="ticket", scope="group", right="manage", otherwise="leave")
async def remove(order: Order, desk: Desk) -> Done:
    """Take people out of the group; they are told, and may ask to join again."""
    whom = await find_whom(f"{order.argument}\n{order.text}", desk)
    inside = [each for each in whom.known if is_inside(each.member.status)]
    outside = [each.shown for each in whom.known if each not in inside]
    chosen = [each for each in inside if not is_asker(each, desk)]
    effects: list[Effect] = []
    for each in chosen:
        effects += _ended(each, "removed", desk)
        if letter := _farewell(each, desk):
            effects.append(letter)
    return await _done("remove", chosen, outside, whom, inside, effects, desk)


@command("ban", proof="ticket", scope="group", right="manage")
async def ban(order: Order, desk: Desk) -> Done:
    """Keep people out of the group for good: they are told nothing, whatever they send."""
    whom = await find_whom(f"{order.argument}\n{order.text}", desk)
    named = [each for each in whom.known if each.member.status != "banned"]
    chosen = [each for each in named if not is_asker(each, desk)]
    effects = [effect for each in chosen for effect in _ended(each, "banned", desk)]
    strangers = [each for each in whom.strangers if not desk.is_ours(each.address)]
    for stranger in strangers:
        effects += await _kept_out(stranger, desk)
    told = Whom(whom.known, (), whom.unclear)
    already = [each.shown for each in whom.known if each not in named]
    more = [each.address for each in strangers]
    return await _done("ban", chosen, already, told, named, effects, desk, more=more)


@command("unban", proof="ticket", scope="group", right="manage")
async def unban(order: Order, desk: Desk) -> Done:
    """Let people join again who were kept out; they are told nothing."""
    whom = await find_whom(f"{order.argument}\n{order.text}", desk)
    banned = [each for each in whom.known if each.member.status == "banned"]
    outside = [each.shown for each in whom.known if each not in banned]
    effects: list[Effect] = []
    for each in banned:
        effects += (Change(each.member.id, status="left"), _noted("unbanned", each, desk))
    return await _done("unban", banned, outside, whom, [], effects, desk)


@command("role", proof="ticket", scope="group", right="manage")
async def give_role(order: Order, desk: Desk) -> Done:
    """Say what somebody is in the group: member, resource person, observer or facilitator."""
    address, _, word = order.argument.rpartition(" ")
    role: Role = next(each for each in ROLES if each == word)
    whom = await find_whom(address, desk)
    inside = [each for each in whom.known if is_inside(each.member.status)]
    outside = [each.shown for each in whom.known if each not in inside]
    chosen = [each for each in inside if each.member.role != role and not is_asker(each, desk)]
    leaving = [each for each in chosen if role != "facilitator"]
    effects: list[Effect] = []
    for each in chosen:
        noted = {"role": role, "was": each.member.role}
        effects += await _in_role(each, role, desk)
        effects.append(
            Note(desk.reader.address, "role", f"member {each.member.id}", at_hand(desk).id, noted)
        )
    same = [each.shown for each in inside if each.member.role == role]
    return await _done(
        "role", chosen, outside, whom, [*leaving, *inside], effects, desk, role=role, same=same
    )


@command("moderate", proof="ticket", scope="group", right="manage")
async def moderate(order: Order, desk: Desk) -> Done:
    """Read what a member writes before the group does, or no longer; they are told nothing."""
    address, _, switch = order.argument.rpartition(" ")
    is_on = switch != "off"
    whom = await find_whom(address, desk)
    inside = [each for each in whom.known if is_inside(each.member.status)]
    outside = [each.shown for each in whom.known if each not in inside]
    chosen = [
        each for each in inside if each.member.is_moderated != is_on and not is_asker(each, desk)
    ]
    effects: list[Effect] = []
    for each in chosen:
        trust = False if is_on else None  # whom somebody reads first, nobody trusts
        effects.append(Change(each.member.id, is_moderated=is_on, is_trusted=trust))
        effects.append(_noted("moderated" if is_on else "unmoderated", each, desk))
    same = [each.shown for each in inside if each.member.is_moderated == is_on]
    act = "moderate" if is_on else "unmoderate"
    return await _done(act, chosen, outside, whom, inside, effects, desk, same=same, stays=True)


async def _done(
    act: str,
    chosen: Sequence[Known],
    outside: Sequence[str],
    whom: Whom,
    named: Iterable[Known],
    effects: Sequence[Effect],
    desk: Desk,
    *,
    role: str = "",
    same: Sequence[str] = (),
    more: Sequence[str] = (),
    stays: bool = False,
) -> Done:
    """Say what is done, and what is not; nothing is, where the last facilitator would be lost.

    `same`: those of whom it was so before. `stays`: nobody ceases to be what they are by it.
    """
    people_shown = [*(each.shown for each in chosen), *more]
    loses = role != "facilitator" and not stays and act != "unban"
    is_last = loses and await is_last_facilitator(chosen, desk)
    told: dict[str, Data] = {
        "act": act,
        "role": role,
        "people": people_shown[:_NAMED] if not is_last else [],
        "more": len(people_shown[_NAMED:]),
        "same": list(same[:_NAMED]),
        "outside": [*outside, *(each.address for each in whom.strangers)][:_NAMED],
        "unclear": list(whom.unclear[:_NAMED]),
        "is_self": any(is_asker(each, desk) for each in named),
        "last": ", ".join(each.shown for each in chosen if _leads(each)) if is_last else "",
    }
    part = desk.say("managing/done", **told)
    if is_last or not people_shown:
        return Done(part, reason="last_facilitator" if is_last else "nobody")
    return Done(part, tuple(effects), plan=desk.say("plans/manage", **told))


def _leads(known: Known) -> bool:
    return known.member.role == "facilitator" and known.member.is_active


def _ended(known: Known, status: str, desk: Desk) -> tuple[Effect, ...]:
    change = Change(known.member.id, status="banned" if status == "banned" else "removed")
    return change, _noted(status, known, desk)


def _noted(action: str, known: Known, desk: Desk) -> Note:
    return Note(desk.reader.address, action, f"member {known.member.id}", at_hand(desk).id)


def _farewell(known: Known, desk: Desk) -> Notify | None:
    """The letter to somebody who is removed; those who were only invited need none."""
    group = at_hand(desk)
    if known.member.status == "invited":
        return None
    if known.member.status == "pending":
        template, more = "join/declined", {"reason": ""}
    else:
        template, more = "managing/removed", {"owner": _owner(group)}
    reader, data = desk.reader_of(known.person), {**about(group), **more}
    return Notify(template, reader, group.id, data, automatic="auto-generated")


def _owner(group: Group) -> str:
    """Where people write to whoever is in charge."""
    return f"{group.name}-owner@{group.domain}"


async def _kept_out(stranger: Mailbox, desk: Desk) -> tuple[Effect, ...]:
    """Ban somebody who never had a membership, whom the site may know or not."""
    group = at_hand(desk)
    effects: list[Effect] = []
    person = await people.find(desk.store, stranger.address)
    if person is None:
        person, met = joining.meet(desk.new_id, stranger.address, stranger.name)
        effects.append(met)
    member_id = desk.new_id()
    return (
        *effects,
        Admit(member_id, group.id, person.id, "member", "banned", "each", is_exempt=False),
        Note(desk.reader.address, "banned", f"member {member_id}", group.id),
    )


async def _in_role(known: Known, role: Role, desk: Desk) -> tuple[Effect, ...]:
    """Change what somebody is, and tell them; those who are not in yet read it when they come."""
    group, member = at_hand(desk), known.member
    if not member.is_active:
        return (Change(member.id, role=role),)
    if role == "facilitator":
        return await appoint(desk, group, member.id, known.person)
    data = {**about(group), "role": role, "was": member.role, "owner": _owner(group)}
    letter = Notify(
        "managing/role",
        desk.reader_of(known.person),
        group.id,
        data,
        automatic="auto-generated",
        member_id=member.id,
    )
    return Change(member.id, role=role), letter
