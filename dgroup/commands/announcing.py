"""`announce SUBJECT`: a facilitator's mail to everybody at once, readers of digests too.

`announce all: SUBJECT` goes to those without mail as well, once. It is the facilitator's own letter
with another subject, so attachments stay; only what stands in the text below the command, or
answers another mail, is written anew without them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import Desk, Done
from dgroup.commands.line import Order
from dgroup.commands.registry import command
from dgroup.domain import posting
from dgroup.domain.effects import Data, Effect, Keep, Note, Reach, Record
from dgroup.domain.model import Arrival, Group
from dgroup.domain.posting import Ids
from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.body import Body, read_body
from dgroup.mail.made import made_post, renewed
from dgroup.mail.parse import Letter, parse
from dgroup.store import letters, posts
from dgroup.store.posts import Limits
from dgroup.store.reach import reached


@command("announce", proof="ticket", scope="group", right="address")
async def announce(order: Order, desk: Desk) -> Done:
    """Send a mail of yours to everybody at once, readers of digests too."""
    group = at_hand(desk)
    head, _, rest = order.argument.partition(":")
    is_everyone = head.strip() == "all"
    subject = (rest if is_everyone else order.argument).strip()
    found = await _origin(order, desk)
    if not subject or found is None or not (order.text or (found.is_own and found.files)):
        return Done(desk.say("announcing/how", has_subject=bool(subject)), reason="empty")
    if obstacle := _obstacle(order, found, group):
        max_bytes = group.settings.max_post_size
        part = desk.say("announcing/not_sent", kind=obstacle, max_bytes=max_bytes, subject=subject)
        return Done(part, reason=obstacle)
    reach: Reach = "everyone" if is_everyone else "digests"
    member_id = desk.member.id if desk.member else None
    told: dict[str, Data] = {
        "subject": subject,
        "people": await reached(desk.store, group.id, reach, member_id, desk.now_s),
        "is_everyone": is_everyone,
        "files": found.files if found.is_own else 0,
        "files_left": 0 if found.is_own else found.files,
    }
    effects: tuple[Effect, ...] = ()
    post_id: int | None = None
    if desk.is_sure:  # a large mail is not made anew for nothing
        letter = parse(_written(subject, order.text, found, group, desk))
        effects, post_id = await _publish(letter, _author(found.letter, desk), reach, group, desk)
    return Done(
        desk.say("announcing/done", **told),
        effects,
        post_id=post_id,
        plan=desk.say("plans/announce", **told),
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """The mail that asked; `is_own`: it can go out as it is, but for its header."""

    letter: Letter
    is_own: bool
    files: int


async def _origin(order: Order, desk: Desk) -> _Origin | None:
    """Find the mail that asked, to which the one in hand may be the yes; None where it is gone."""
    letter, words = desk.letter, desk.words
    if desk.origin_id not in (0, desk.letter_id):
        content = await letters.content(desk.store, desk.origin_id)
        if content is None:
            return None
        letter = parse(content)
        words = read_body(letter)
    has_title = " ".join(letter.subject.split()) == order.line
    is_own = has_title and not letter.references and _says_nothing_else(words)
    return _Origin(letter, is_own, len(words.attachments))


def _says_nothing_else(words: Body) -> bool:
    """Whether nothing is quoted: what a facilitator had from us is for nobody else's eyes."""
    return not any(line.lstrip().startswith(">") for line in words.full_text.splitlines())


def _written(subject: str, text: str, found: _Origin, group: Group, desk: Desk) -> bytes:
    to = Mailbox(group.title, group.address)
    message_id = f"announcement.{desk.new_id()}@{group.domain}"
    if found.is_own:
        return renewed(found.letter, subject, to=to, date_s=desk.now_s, message_id=message_id)
    author = _author(found.letter, desk)
    is_answered_directly = group.settings.reply_to in ("author", "both")
    name = f"{author.name} via {group.title}" if author.name else group.title
    return made_post(
        subject,
        f"{text}\n",
        sender=Mailbox(name, group.address),
        to=to,
        date_s=desk.now_s,
        message_id=message_id,
        reply_to=author if is_answered_directly else None,
    )


def _obstacle(order: Order, found: _Origin, group: Group) -> str:
    """Why a mail cannot go out, of which no facilitator is judge; "" where it can."""
    letter, most = found.letter, group.settings.max_post_size
    if not found.is_own:
        return "too_large" if len(order.text.encode()) > most else ""
    if letter.size > most:
        return "too_large"
    is_unfit = letter.too_complex or wire.obstacle(letter.content, letter.body_offset, letter.parts)
    return "unfit" if is_unfit else ""


async def _publish(
    letter: Letter, author: Mailbox, reach: Reach, group: Group, desk: Desk
) -> tuple[tuple[Effect, ...], int]:
    known = await posts.facts_for(
        desk.store,
        group.id,
        letter,
        author,
        desk.defaults,
        _NOT_JUDGED,
        desk.now_s,
        is_null_sender=False,
    )
    assert known is not None, "the group is at hand"
    ids = Ids(desk.new_id(), desk.new_id(), desk.new_id())
    arrival = Arrival(letter.content, "", (group.address,), "", "", desk.now_s)
    published = replace(posting.publish(letter, *known, ids, desk.now_s), reach=reach)
    return (
        Keep(ids.letter, arrival, letter.message_id, letter.body_sha256),
        published,
        Record(ids.letter, group.address, "posted", "announcement", group.id, ids.own),
        Note(desk.reader.address, "announce", f"post {ids.own}", group.id, {"reach": reach}),
    ), ids.own


def _author(letter: Letter, desk: Desk) -> Mailbox:
    """Who announces: by their name here, and the address they wrote from, no other (R13)."""
    person, sender = desk.asker.person, letter.sender or desk.asker.mailbox
    return Mailbox((person.name if person else "") or sender.name, sender.address)


_NOT_JUDGED: Final = Limits(max_received=0, max_answers_per_day=0)  # it is a facilitator's
