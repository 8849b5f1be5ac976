"""The way back: what a change gave back is kept with a ticket, and one reply puts it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from dgroup.commands.choices import standing
from dgroup.commands.desk import UNDO_S, Desk, Done, Undo
from dgroup.commands.registry import ticket
from dgroup.domain.effects import Arrange, Describe, Effect, Notify, Reader, Redeem, Want
from dgroup.domain.model import Arrangement, Profile, Ticket
from dgroup.domain.words import fold_word
from dgroup.reading.answers import Answer
from dgroup.store import applicants, belonging, posts

_CANCELLING = ("annul", "cancel", "anular")


def pack(undo: Undo) -> dict[str, Any]:
    """Return how things stood, as the object of a ticket for "restore"."""
    packed: dict[str, Any] = {"members": {str(id_): asdict(at) for id_, at in undo.members.items()}}
    if undo.person_id is not None and undo.profile is not None:
        packed["person"] = {"id": undo.person_id, "profile": asdict(undo.profile)}
    if undo.wishes:
        packed["wishes"] = [asdict(wish) for wish in undo.wishes]
    return packed


def unpack(packed: Mapping[str, Any]) -> Undo:
    """Return what `pack` was given."""
    person = packed.get("person")
    return Undo(
        {int(id_): Arrangement(**at) for id_, at in packed.get("members", {}).items()},
        person["id"] if person else None,
        Profile(**person["profile"]) if person else None,
        tuple(Want(**wish) for wish in packed.get("wishes", ())),
    )


@ticket("restore")
async def restore(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Put things back exactly as they stood, but for a membership that others have ended since."""
    match answer.kind:
        case "no" if not _cancels(desk):
            return Done(outcome="confirmed", reason="kept")
        case "drop" | "other":
            return Done(reason="unclear")
        case "yes" | "undo" | "empty" | "no":
            pass
    undo = unpack(ticket.object)
    places = await belonging.by_ids(desk.store, undo.members, desk.defaults)
    # Who is in charge may have decided since: no reply of one's own changes that.
    out = await applicants.put_out(desk.store, undo.members, ticket.expires_s - UNDO_S)
    back = [place for place in places if place[1].id not in out]
    effects: list[Effect] = [Arrange(member.id, undo.members[member.id]) for _, member in back]
    if undo.person_id is not None and undo.profile is not None:
        effects.append(Describe(undo.person_id, undo.profile))
    wishes = [(wish, await posts.thread(desk.store, wish.thread_id)) for wish in undo.wishes]
    effects += [replace(wish, thread_id=thread.id) for wish, thread in wishes if thread]
    effects.append(Redeem(ticket.id, by=desk.asker.mailbox.address))
    if wishes and not places and undo.profile is None:
        wish, thread = wishes[0]
        subject = thread.subject if thread else ""
        part = desk.say("threads/restored", subject=subject, kind=wish.kind or "")
        return told(Done(part, tuple(effects), outcome="confirmed"), ticket, desk)
    if len(places) == 1:
        desk = desk.with_group(*places[0])
    profile = undo.profile
    part = desk.say(
        "choices/restored",
        groups=[
            {
                **standing(group, undo.members[member.id], desk.now_s),
                "is_member": undo.members[member.id].status in ("active", "disabled"),
            }
            for group, member in back
        ],
        is_about_person=profile is not None,
        called=profile.name if profile else "",
        spoken=(profile.language or "") if profile else "",
        zone=(profile.timezone or "") if profile else "",
        is_concealed=profile.is_concealed if profile else False,
        missing=len(places) - len(back),
    )
    return told(Done(part, tuple(effects), outcome="confirmed"), ticket, desk)


def told(done: Done, ticket: Ticket, desk: Desk) -> Done:
    """Let the answer go to the person whose ticket it is, where it would go to somebody else.

    Another may have had the letter; or the same person writes from an address we do not know.
    """
    person, part = desk.asker.person, done.part
    if part is None or ticket.person_id in (None, person.id if person else None):
        return done
    reader = Reader(ticket.address, desk.language, ticket.person_id)
    group_id = desk.group.id if desk.group else None
    letter = Notify(part.template, reader, group_id, part.data)
    return replace(done, part=None, effects=(*done.effects, letter))


def _cancels(desk: Desk) -> bool:
    """Whether a "no" is said as "annuler" or "cancel": elsewhere a refusal, here the way back."""
    return fold_word(desk.words.own_text[:40]).startswith(_CANCELLING)
