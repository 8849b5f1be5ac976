"""Mails that are made of answers: what is judged, and posted, in the place of the mail that came.

Each has the writer's name, id and date, the subject and the references of its conversation, and
nothing of what was answered.
"""

from __future__ import annotations

from dataclasses import replace

from dgroup.commands.desk import Desk
from dgroup.commands.digest_answers import Place, own_id, place_in, replies_of, sent_by_us, written
from dgroup.domain.effects import Keep
from dgroup.domain.posting import Verdict, author_of, without_marks
from dgroup.mail.address import Mailbox
from dgroup.mail.made import renewed
from dgroup.mail.parse import parse
from dgroup.reading.quoted_posts import own_subject
from dgroup.server.answered import Answered
from dgroup.server.decision import Errand
from dgroup.server.judging import Made
from dgroup.store import posts


async def make(
    text: str,
    place: Place,
    errand: Errand,
    desk: Desk,
    answered: Answered | None = None,
    otherwise: Verdict | None = None,
    steps: tuple[str, ...] = (),
) -> Made:
    """Make the mail that is judged, and posted, instead of the one that came."""
    assert desk.group is not None, "an answer has a group"
    letter = errand.letter
    subject = without_marks(place.subject)
    title = own_subject(letter.subject, answered.shown if answered else None, subject)
    content = written(
        letter,
        text,
        title,
        place,
        desk.group,
        author_of(letter, errand.arrival.sender),
        errand.arrival.received_s,
        await replies_of(letter, desk),
        ours(answered, errand),
    )
    return _kept(content, errand, otherwise, steps)


async def as_it_is(
    place: Place,
    errand: Errand,
    desk: Desk,
    otherwise: Verdict | None,
    steps: tuple[str, ...] = (),
) -> Made:
    """The mail with another header: its parts stay, byte for byte."""
    letter, group = errand.letter, desk.group
    assert group is not None, "an answer has a group"
    content = renewed(
        letter,
        place.subject,
        sender=author_of(letter, errand.arrival.sender),
        to=Mailbox(group.title, group.address),
        date_s=errand.arrival.received_s if letter.sent_s is None else letter.sent_s,
        message_id=own_id(letter, group),
        reply_to=await replies_of(letter, desk),
        references=place.references,
    )
    return _kept(content, errand, otherwise, steps)


async def place_of(answered: Answered, desk: Desk) -> Place | None:
    """Where the answer goes: below the post it answers, else below the last one in the digest."""
    number = answered.said.number or 0
    place = await place_in(answered.threads.get(number, 0), desk)
    target = await posts.thread_target(desk.store, answered.threads.get(number, 0))
    if place is None or target is None:
        return None
    for post_id in (answered.said.post_id, *reversed(answered.posts.get(number, ()))):
        if post_id is None:
            continue
        message_id = await posts.message_of(desk.store, post_id, target.thread_id)
        if message_id is not None:
            ids = (target.root_message_id, message_id)
            return replace(place, references=tuple(dict.fromkeys(ids)))
    return place


def ours(answered: Answered | None, errand: Errand) -> frozenset[str]:
    """The mails of ours that must not come back as files."""
    named = sent_by_us(errand.letter, errand.site.domain)
    own = {f"digest.{answered.digest.id}@{errand.site.domain}"} if answered else set()
    return named | own


def _kept(
    content: bytes, errand: Errand, otherwise: Verdict | None = None, steps: tuple[str, ...] = ()
) -> Made:
    """Let a mail that was made of the one in hand be judged by how that one came."""
    letter = errand.letter
    found = parse(content)
    made = replace(
        found,
        received=letter.received,
        bulk=letter.bulk,
        automatic=letter.automatic,
        too_complex=letter.too_complex,
    )
    arrival = replace(errand.arrival, content=content)
    keep = Keep(errand.tx.new_id(), arrival, found.message_id, found.body_sha256, errand.vouched)
    return Made(made, keep, otherwise, steps)
