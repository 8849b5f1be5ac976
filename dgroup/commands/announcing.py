"""`announce SUBJECT`: a facilitator's mail to everybody at once, readers of digests too.

`announce all: SUBJECT` goes to those without mail as well, once. A mail that the front MTA vouches
for goes out as it is, with another subject. Where we had to ask, what goes out is what the letter
showed: the readable text as plain text, and the attachments; no HTML part, for it may say something
else. What stands in the text below the command, or answers another mail, goes without attachments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.commands.applicant import at_hand
from dgroup.commands.desk import Desk, Done
from dgroup.commands.plans import excerpt
from dgroup.commands.registry import command
from dgroup.domain import posting
from dgroup.domain.effects import Data, Effect, Keep, Note, Reach, Record
from dgroup.domain.model import Arrival, Group
from dgroup.domain.posting import Ids
from dgroup.domain.sentences import fold_text, shorten
from dgroup.mail import wire
from dgroup.mail.address import Mailbox
from dgroup.mail.body import Body, attached, read_body
from dgroup.mail.made import made_post, reduced, renewed
from dgroup.mail.parse import Letter, parse
from dgroup.reading.line import Order
from dgroup.store import letters, people, posts
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
    text = found.words.full_text if found.is_own else order.text
    shown, left = excerpt(text)
    told: dict[str, Data] = {
        "subject": subject,
        "people": await reached(desk.store, group.id, reach, member_id, desk.now_s),
        "is_everyone": is_everyone,
        "files": found.files if found.is_own else 0,
        "files_left": 0 if found.is_own else found.files,
    }
    effects: tuple[Effect, ...] = ()
    replies = await _replies(found.letter, desk)
    post_id: int | None = None
    if desk.is_sure:  # a large mail is not made anew for nothing
        letter = parse(_written(subject, text, found, replies, group, desk))
        effects, post_id = await _publish(letter, _author(found, desk), reach, group, desk)
    return Done(
        desk.say("announcing/done", **told),
        effects,
        post_id=post_id,
        plan=desk.say(
            "plans/announce",
            **told,
            text=shown,
            more_lines=left,
            names=_file_names(found.words) if found.is_own else [],
            left_out=_left_out(found, replies, desk),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """The mail that asked; `is_own`: it can go out as it is, but for its header.

    `is_asked`: the one in hand is the yes to it, so only what that letter showed may go out.
    """

    letter: Letter
    words: Body
    is_own: bool
    is_asked: bool

    @property
    def files(self) -> int:
        """How many attachments it has."""
        return len(self.words.attachments)


async def _origin(order: Order, desk: Desk) -> _Origin | None:
    """Find the mail that asked, to which the one in hand may be the yes; None where it is gone."""
    letter, words = desk.letter, desk.words
    is_asked = desk.origin_id not in (0, desk.letter_id)
    if is_asked:
        content = await letters.content(desk.store, desk.origin_id)
        if content is None:
            return None
        letter = parse(content)
        words = read_body(letter)
    has_title = " ".join(letter.subject.split()) == order.line
    is_own = has_title and not letter.references and _says_nothing_else(words)
    return _Origin(letter, words, is_own, is_asked or not desk.is_sure)


def _says_nothing_else(words: Body) -> bool:
    """Whether nothing is quoted: what a facilitator had from us is for nobody else's eyes."""
    return not any(line.lstrip().startswith(">") for line in words.full_text.splitlines())


async def _replies(letter: Letter, desk: Desk) -> tuple[Mailbox, ...]:
    """Where the mail wants replies to go, of the addresses that are its writer's own on file."""
    person, found = desk.asker.person, []
    for each in letter.reply_to[:_MOST_REPLIES]:
        whose = await people.find(desk.store, each.address)
        if person is not None and whose is not None and whose.id == person.id:
            found.append(Mailbox(person.name, each.address))
    return tuple(found)


def _left_out(found: _Origin, replies: Sequence[Mailbox], desk: Desk) -> list[Data]:
    """What the mail says of its writer that is not on file, and does not go out."""
    author, sender = _author(found, desk), found.letter.sender
    names = [sender.name] if sender is not None and not _is_called(author.name, sender.name) else []
    kept = {each.address for each in (author, *replies)}
    others = [each.address for each in found.letter.reply_to if each.address not in kept]
    return [shorten(each, _LONGEST) for each in (*names, *others[:_MOST_REPLIES])]


def _is_called(name: str, said: str) -> bool:
    """Whether what a mail calls its writer adds nothing to the name on file."""
    return set(fold_text(said).split()) <= set(fold_text(name).split())


def _file_names(words: Body) -> list[Data]:
    return [shorten(each.name, _LONGEST) or each.type for each in words.attachments]


def _written(
    subject: str,
    text: str,
    found: _Origin,
    replies: Sequence[Mailbox],
    group: Group,
    desk: Desk,
) -> bytes:
    to = Mailbox(group.title, group.address)
    message_id = f"announcement.{desk.new_id()}@{group.domain}"
    author = _author(found, desk)
    if found.is_own and not found.is_asked:
        return renewed(
            found.letter,
            subject,
            sender=author,
            to=to,
            date_s=desk.now_s,
            message_id=message_id,
            reply_to=replies,
        )
    if found.is_own:
        return reduced(
            found.letter,
            attached(found.letter),
            subject,
            f"{text}\n",
            sender=author,
            to=to,
            date_s=desk.now_s,
            message_id=message_id,
            reply_to=replies,
        )
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


def _author(found: _Origin, desk: Desk) -> Mailbox:
    """Who announces: by their name here, and the address they wrote from, no other (R13).

    What the mail calls them counts where there is no name on file, and nobody had to be asked.
    """
    person, sender = desk.asker.person, found.letter.sender or desk.asker.mailbox
    said = "" if found.is_asked else sender.name
    return Mailbox((person.name if person else "") or said, sender.address)


_MOST_REPLIES: Final = 5  # addresses in Reply-To
_LONGEST: Final = 80  # characters of a name


_NOT_JUDGED: Final = Limits(max_received=0, max_answers_per_day=0)  # it is a facilitator's
