"""What is kept about a person, and having it erased: by a reply from the address on file (R31)."""

from __future__ import annotations

from typing import Final

from dgroup.commands.applicant import answering, may_write
from dgroup.commands.choices import not_member, standing
from dgroup.commands.days import shown
from dgroup.commands.desk import CONFIRM_S, Desk, Done, about
from dgroup.commands.registry import command, ticket
from dgroup.commands.way_back import told
from dgroup.domain.effects import Data, Forget, Note, Notify, Part, Reader, Redeem
from dgroup.domain.model import Group, Member, Person, Ticket
from dgroup.reading.answers import Answer
from dgroup.reading.line import Order
from dgroup.store import belonging, rights

FAREWELL: Final = "rights/forgotten"
"""The last letter to somebody: where it went is not written down (see `add-answer`)."""

MOST_LINES: Final = 2500  # posts, and notes; the letter stays under a megabyte
_LONGEST_LINE: Final = 150
_LONGEST_TEXT: Final = 20_000
_MOST_TEXTS: Final = 20


@command("data", proof="ticket")
async def data(order: Order, desk: Desk) -> Done:
    """Send somebody all that is kept about them, to the address on file."""
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    if desk.asker.is_vouched:
        return await _told_all(person, desk)
    return await _asked("data", "rights/data_sure", person, desk)


@ticket("data")
async def send_data(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Send it, now that the address on file has asked for it."""
    if answer.kind not in ("yes", "empty", "no", "undo"):
        return Done(reason="unclear")
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    person = await belonging.person(desk.store, ticket.person_id)
    if person is None:
        return Done(reason="gone")
    if answer.kind in ("no", "undo"):
        return _kept(ticket, spent, desk)
    done = await _told_all(person, desk)
    return told(
        Done(done.part, (*done.effects, spent), outcome="confirmed"),
        ticket,
        desk.with_group(None, None),
    )


@command("forget", proof="ticket")
async def forget(order: Order, desk: Desk) -> Done:
    """Ask the address on file whether all is to be erased: it cannot be undone, so always."""
    person = desk.asker.person
    if person is None:
        return not_member(desk)
    return await _asked("forget", "rights/forget_sure", person, desk)


@ticket("forget")
async def erase(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Forget a person; only a written yes does it. What they posted stays, without their name."""
    spent = Redeem(ticket.id, by=desk.asker.mailbox.address)
    if answer.kind in ("no", "undo"):
        return _kept(ticket, spent, desk)
    if answer.kind != "yes":
        return Done(reason="unclear")
    person = await belonging.person(desk.store, ticket.person_id)
    if person is None:
        return Done(reason="gone")
    farewell = Notify(
        FAREWELL,
        Reader(person.address, person.language or desk.language, None),
        None,
        {**about(None), "domain": desk.domain},
    )
    # Who it was is not noted, and the letter comes last: erasing takes what waits for them.
    note = Note("", "forget", f"person {person.id}")
    return Done(None, (Forget(person.id, desk.letter_id), note, farewell), outcome="confirmed")


async def _asked(action: str, template: str, person: Person, desk: Desk) -> Done:
    if not await may_write(desk, desk.reader, template):
        return Done(reason="too_many")
    places = await belonging.of_person(desk.store, person.id, desk.defaults)
    reply_to, issue = desk.issue(
        action, {}, to=person.address, lasts_s=CONFIRM_S, person_id=person.id
    )
    called = [group.title for group, member in places if member.is_active]
    # A letter of its own: a yes must not be taken for one to anything else in this mail.
    letter = answering(
        desk, template, desk.reader, reply_to=reply_to, domain=desk.domain, groups=called
    )
    return Done(None, (issue, letter))


def _kept(ticket: Ticket, spent: Redeem, desk: Desk) -> Done:
    kept = desk.say("addresses/kept")
    return told(Done(kept, (spent,), outcome="confirmed", reason="kept"), ticket, desk)


async def _told_all(person: Person, desk: Desk) -> Done:
    kept = await rights.everything(desk.store, person.id, desk.now_s, MOST_LINES)
    places = await belonging.of_person(desk.store, person.id, desk.defaults)
    if kept is None:
        return Done(reason="gone")
    counts = kept.counts
    details: dict[str, Data] = {
        "domain": desk.domain,
        "now_s": desk.now_s,
        "called": person.name,
        "spoken": person.language or "",
        "zone": person.timezone or "",
        "is_concealed": person.is_concealed,
        "since_s": kept.person["created_s"],
        "preferred": person.address,
        "addresses": [
            {"written": row["address"], "since_s": row["created_s"], "proven_s": row["proven_s"]}
            for row in kept.addresses
        ],
        "groups": [_membership(group, member, desk.now_s) for group, member in places],
        "introductions": [
            {
                "called": row["title"],
                "at_s": row["created_s"],
                "state": row["state"],
                "words": row["text"][:_LONGEST_TEXT],
            }
            for row in kept.introductions[-_MOST_TEXTS:]
        ],
        "wishes": [
            {"called": row["title"], "about": _line(row["subject"]), "kind": row["kind"]}
            for row in kept.wishes
        ],
        "posts": [
            {
                "called": row["title"],
                "number": row["id"],
                "about": _line(row["subject"]),
                "at_s": row["sent_s"],
            }
            for row in kept.posts
        ],
        "held": [
            {
                "called": row["title"],
                "about": _line(row["subject"]),
                "state": row["state"],
                "at_s": row["received_s"],
            }
            for row in kept.held
        ],
        "waiting": [
            {"sent_to": row["address"], "at_s": row["created_s"], "until_s": row["expires_s"]}
            for row in kept.tickets
        ],
        "notes": [
            {"action": row["action"], "object": row["object"], "at_s": row["at_s"]}
            for row in kept.notes
        ],
        "mails": counts["mails"],
        "letters": counts["letters"],
        "bounces": counts["bounces"],
        "most": MOST_LINES,
    }
    note = Note(desk.asker.mailbox.address, "data", f"person {person.id}")
    return Done(Part("rights/data", {**about(None), **details}), (note,))


def _membership(group: Group, member: Member, now_s: int) -> dict[str, Data]:
    return {
        **standing(group, member.arrangement, now_s),
        "write_to": group.address,
        "role": member.role,
        "status": member.status,
        "joined_s": shown(member.joined_s, group.timezone) if member.joined_s else 0,
        "introduced_s": member.introduced_s or 0,
        "written": member.posts,
        "is_moderated": member.is_moderated,
        "has_copy": member.has_copy is not False,
        "is_text_only": member.is_text_only,
        "is_whole": member.has_mime_digest,
    }


def _line(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else text[:_LONGEST_LINE] + "…"
