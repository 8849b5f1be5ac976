"""A reply to a digest that says not clearly enough what it answers: its writer is asked which.

What goes out is a mail made of the writer's own words, which the question has shown; it is judged
as any post is, when the answer comes. Who never answers has their words in the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dgroup.commands.asking import ask_facilitators
from dgroup.commands.desk import CONFIRM_S, Desk, Done
from dgroup.commands.registry import ticket
from dgroup.domain import posting
from dgroup.domain.effects import AskAgain, Data, Effect, Hold, Keep, Publish, Record, Redeem
from dgroup.domain.model import Arrival, Group, Outcome, Ticket
from dgroup.domain.posting import Ids, without_marks
from dgroup.domain.sentences import first_line, fold_text, shorten
from dgroup.mail.address import Mailbox
from dgroup.mail.body import attached
from dgroup.mail.made import reduced
from dgroup.mail.mime import Part
from dgroup.mail.parse import Letter, parse
from dgroup.reading.answers import Answer
from dgroup.reading.waved_off import asks_for_less, lets_go
from dgroup.reading.which_one import Which, read_which
from dgroup.store import letters, people, posts
from dgroup.store.posts import Limits

ACTION: Final = "digest reply"
MOST_LISTED: Final = 40  # conversations to choose from


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: the subject it gets, and the ids it answers, the nearest last."""

    subject: str
    references: tuple[str, ...] = ()


def which(
    text: str,
    title: str,
    conversations: Sequence[tuple[int, int, str]],
    files: int,
    desk: Desk,
    *,
    is_several: bool = False,
) -> Done:
    """Ask for the conversation that `text` is meant for.

    `title`: a subject of the writer's own, "" for none. `conversations`: number, id of the thread
    and subject of each. `is_several`: the words look like answers to more than one. The letter
    shows the words, so that they are lost to nobody.
    """
    person = desk.asker.person
    said: dict[str, object] = {
        "letter": desk.letter_id,
        "text": text,
        "title": title,
        "threads": [list(each) for each in conversations],
        "files": files,
    }
    reply_to, issue = desk.issue(
        ACTION,
        said,
        to=desk.reader.address,
        lasts_s=CONFIRM_S,
        person_id=person.id if person else None,
        group_id=desk.group.id if desk.group else None,
    )
    part = desk.say(
        "digests/which",
        form="several" if is_several else "which",
        rest="",
        **_shown(said, desk.now_s + CONFIRM_S, desk),
    )
    return Done(part, (issue,), outcome="answered", reason="which", reply_to=reply_to)


async def place_in(thread_id: int, desk: Desk) -> Place | None:
    """Return where an answer to a whole conversation goes; None where that is no more."""
    target = await posts.thread_target(desk.store, thread_id)
    found = await posts.thread(desk.store, thread_id)
    if target is None or found is None or desk.group is None or found.group_id != desk.group.id:
        return None
    ids = (target.root_message_id, target.last_message_id)
    return Place(answer_to(found.subject), tuple(dict.fromkeys(ids)))


def answer_to(subject: str) -> str:
    """Return the subject of an answer, by which programs that know no other sign find it."""
    return f"Re: {without_marks(subject)}".rstrip()


def written(
    letter: Letter,
    text: str,
    title: str,
    place: Place,
    group: Group,
    sender: Mailbox,
    date_s: int,
    replies: Sequence[Mailbox] = (),
    is_sent: frozenset[str] = frozenset(),
) -> bytes:
    """Make the mail of an answer: the writer's words and files, and nothing of what was answered.

    `is_sent`: ids of mails of ours, which a program may have put beside the answer.
    """
    is_said = fold_text(title) in fold_text(without_marks(place.subject))
    words = text if not title or is_said else f"{title}\n\n{text}"
    return reduced(
        letter,
        files_of(letter, is_sent),
        place.subject,
        f"{words.strip()}\n",
        sender=sender,
        to=Mailbox(group.title, group.address),
        date_s=letter.sent_s if letter.sent_s is not None else date_s,
        message_id=own_id(letter, group),
        reply_to=replies,
        references=place.references,
    )


def own_id(letter: Letter, group: Group) -> str:
    """Return the id of a mail that was made of another: its writer's, else always the same."""
    made = f"answer.{letter.body_sha256[:32]}@{group.domain}"
    return letter.message_id if letter.has_message_id else made


def files_of(letter: Letter, is_sent: frozenset[str] = frozenset()) -> list[Part]:
    """Return the files that go with the words: not what we sent, not the seal of another text."""
    return [
        part
        for part in attached(letter)
        if part.content_type not in _SEALS
        and not any(
            f"<{each}>".encode() in letter.content[part.start : min(part.end, part.start + _HEAD)]
            for each in is_sent
        )
    ]


_HEAD: Final = 64 * 1024  # octets in which a mail names itself
_SEALS: Final = frozenset(
    "application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature".split()
)


@ticket(ACTION, takes_words=True)
async def reply_to_which(ticket: Ticket, answer: Answer, desk: Desk) -> Done:
    """Take the number of the conversation, "new" with a subject, or the wish to drop the words."""
    if not _is_theirs(ticket, desk) or desk.group is None:
        return Done(reason="not_yours")
    said = ticket.object
    threads = {int(number): (int(id_), str(name)) for number, id_, name in said["threads"]}
    chosen = _chosen(answer, threads, desk)
    is_no = answer.kind in ("drop", "no", "undo") and len(answer.rest.split()) <= _MOST_BEHIND
    is_no = is_no or lets_go(desk.words.own_text if desk.words.has_own_words else "")
    if chosen.kind == "unclear" and is_no:  # but "no. 2" is a number
        part = desk.say("digests/answered", kind="dropped", subject="", thread_id=0)
        return Done(part, (_spent(ticket, desk),), outcome="discarded", reason="dropped")
    rest = "" if fold_text(chosen.rest) == fold_text(str(said["text"])) else chosen.rest
    if chosen.kind == "unclear" or rest:
        return _again(ticket, rest, desk)
    if chosen.kind == "new":
        subject = chosen.subject or str(said["title"]) or first_line(str(said["text"]))
        place: Place | None = Place(shorten(subject, _LONGEST_SUBJECT))
    else:
        place = await place_in(threads[chosen.number][0], desk)
    content = await letters.content(desk.store, int(said["letter"]))
    if place is None or content is None:
        return Done(desk.say("robot/gone"), reason="gone")
    done = await _post(parse(content), place, said, desk.group, desk)
    return replace(done, effects=(_spent(ticket, desk), *done.effects))


def _chosen(answer: Answer, threads: Mapping[int, tuple[int, str]], desk: Desk) -> Which:
    subjects = {number: name for number, (_, name) in threads.items()}
    if answer.kind == "yes" and len(threads) == 1:
        return Which("number", next(iter(threads)))
    text = desk.words.own_text if desk.words.has_own_words else ""
    return read_which(text, subjects)


def _again(ticket: Ticket, rest: str, desk: Desk) -> Done:
    """Ask once more; whoever answers so again at once is no person (R6)."""
    if desk.has_asked_again(ticket):
        return Done(outcome="discarded", reason="unclear")
    form = "more" if rest else "again"
    part = desk.say(
        "digests/which", form=form, rest=rest, **_shown(ticket.object, ticket.expires_s, desk)
    )
    return Done(part, (AskAgain(ticket.id),), outcome="answered", reason="which")


async def _post(
    letter: Letter, place: Place, said: Mapping[str, object], group: Group, desk: Desk
) -> Done:
    """Judge the mail that the words make, as it is judged when a post arrives."""
    author = posting.author_of(letter, desk.asker.mailbox.address)
    replies = await replies_of(letter, desk)
    content = written(
        letter,
        str(said["text"]),
        "" if not place.references else str(said["title"]),
        place,
        group,
        author,
        desk.now_s,
        replies,
        sent_by_us(letter, group.domain),
    )
    made = replace(parse(content), bulk=letter.bulk)
    limits = Limits(_ONE_HOP, desk.limits.answers_per_address_per_day)
    known = await posts.facts_for(
        desk.store, group.id, made, author, desk.defaults, limits, desk.now_s, is_null_sender=False
    )
    if known is None:
        return Done(desk.say("robot/gone"), reason="gone")
    facts, thread_facts = known
    verdict = posting.decide(made, facts)
    ids = Ids(desk.new_id(), desk.new_id(), desk.new_id())
    effects = posting.deliberate(made, facts, thread_facts, verdict, ids, desk.now_s)
    arrival = Arrival(content, author.address, (group.address,), "", "", desk.now_s)
    keep = Keep(ids.letter, arrival, made.message_id, made.body_sha256)
    told: list[Effect] = [keep, *effects] if effects else []
    for each in effects:
        if isinstance(each, Hold):
            told += await ask_facilitators(
                each, group, made, desk.store, desk.new_id, owner=desk.owner, now_s=desk.now_s
            )
    published = next((each for each in effects if isinstance(each, Publish)), None)
    post_id = published.post.id if published else None
    if effects:
        subject_id = post_id if post_id is not None else ids.own
        outcome, reason = verdict.outcome, verdict.reason
        told.append(Record(ids.letter, group.address, outcome, reason, group.id, subject_id))
    part = None
    if published is not None:
        kind = "posted" if place.references else "new"
        thread_id = published.placement.thread_id
        subject = without_marks(place.subject)
        part = desk.say("digests/answered", kind=kind, subject=subject, thread_id=thread_id)
    is_taken: Outcome = "confirmed" if effects else "discarded"
    return Done(part, tuple(told), outcome=is_taken, reason=verdict.reason, post_id=post_id)


async def replies_of(letter: Letter, desk: Desk) -> tuple[Mailbox, ...]:
    """Where the writer wants replies to go, of the addresses that are theirs on file."""
    person, found = desk.asker.person, []
    for each in letter.reply_to[:_MOST_REPLIES]:
        whose = await people.find(desk.store, each.address)
        if person is not None and whose is not None and whose.id == person.id:
            found.append(each)
    return tuple(found)


def sent_by_us(letter: Letter, domain: str) -> frozenset[str]:
    """Return the ids that a mail answers which are those of digests, and other letters, of ours."""
    ours = (f"@{domain}",)
    return frozenset(
        each
        for each in letter.references
        if each.endswith(ours) and each.startswith(("digest.", "notice."))
    )


def _shown(said: Mapping[str, object], until_s: int, desk: Desk) -> dict[str, Data]:
    threads = said["threads"]
    assert isinstance(threads, list)
    text = str(said["text"])
    return {
        "text": text[:_LONGEST_SHOWN],
        "is_cut": len(text) > _LONGEST_SHOWN,
        "is_about_mail": asks_for_less(text),
        "until_s": until_s,
        "timezone": desk.group.timezone if desk.group else "UTC",
        "subject": str(said["title"]),
        "files": int(str(said["files"])),
        "conversations": [
            {"number": each[0], "subject": shorten(str(each[2]), _LONGEST_LISTED)}
            for each in threads
        ],
    }


def _is_theirs(ticket: Ticket, desk: Desk) -> bool:
    person = desk.asker.person
    return person is not None and person.id == ticket.person_id


def _spent(ticket: Ticket, desk: Desk) -> Redeem:
    return Redeem(ticket.id, by=desk.asker.mailbox.address)


_LONGEST_SHOWN: Final = 20_000  # characters
_LONGEST_SUBJECT: Final = 80
_LONGEST_LISTED: Final = 60
_MOST_REPLIES: Final = 5
_MOST_BEHIND: Final = 4  # words behind a "no": "no, thank you"
_ONE_HOP: Final = 1  # the mail was judged for that when it came
