"""May this letter be posted to this group? One table of small questions, asked in order.

The first check that has an opinion decides; a letter that none objects to is posted. Nothing here
writes: the verdict becomes effects in `deliberate`, and those become rows in `server/perform.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from dgroup.domain import threads
from dgroup.domain.authority import Action, Actor, may
from dgroup.domain.effects import Effect, Forward, Hold, Notify, Publish, Reader
from dgroup.domain.introductions import asking, introduce_address
from dgroup.domain.model import Outcome, Post, PostFacts
from dgroup.domain.threads import Placement, ThreadFacts
from dgroup.domain.words import lone_verb
from dgroup.mail import wire
from dgroup.mail.address import Mailbox, fold
from dgroup.mail.automatic import opens_automatic, reads_automatic
from dgroup.mail.compose import was_forwarded
from dgroup.mail.parse import Letter


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a letter, and the one word that says why.

    `notice` names the letter that tells a known sender about it ("" = nobody is told); `check` the
    check that decided ("" = none objected).
    """

    outcome: Outcome
    reason: str = ""
    notice: str = ""
    check: str = ""


POSTED: Final = Verdict("posted")

REPEATS_ALLOWED: Final = 10  # answers a day by one author on one subject in the very same words
ANSWERS_IN_HASTE: Final = 10  # by one author on one subject …
HASTE_S: Final = 600  # … within so many seconds

# What mail programs put before the subject of an answer, and lists before any.
_MARKS: Final = re.compile(
    r"^(?:\s*(?:(?:re|r|ref|aw|antw|sv|vs|odp|rv|ynt|res|fwd?|wg|tr|auto)\s*(?:\[\d+\])?\s*[:：]"
    r"|\[[^\]]{0,60}\]))+",
    re.IGNORECASE,
)


def too_complex(letter: Letter, facts: PostFacts) -> Verdict | None:
    """More headers, parts or nesting than any person's mail has (R19)."""
    return Verdict("refused", "too_complex") if letter.too_complex else None


def cannot_leave_clean(letter: Letter, facts: PostFacts) -> Verdict | None:
    """What may not be sent stands in a signed or encrypted part, where we may not mend it (R17)."""
    return (
        Verdict("refused", "unfit")
        if wire.obstacle(letter.content, letter.body_offset, letter.parts)
        else None
    )


def too_many_hops(letter: Letter, facts: PostFacts) -> Verdict | None:
    """A mail that has gone round and round (RFC 5321 §6.3)."""
    return Verdict("refused", "too_many_hops") if letter.received >= facts.max_received else None


def has_been_here(letter: Letter, facts: PostFacts) -> Verdict | None:
    """This very list's own copy has come back (R7); another list's headers are no loop."""
    group = facts.group
    is_ours = group.list_id in letter.list_ids or fold(group.address) in map(
        fold, letter.list_posts
    )
    if is_ours or was_forwarded(letter, group.address):
        return Verdict("discarded", "loop")
    return None


def is_automatic(letter: Letter, facts: PostFacts) -> Verdict | None:
    """A machine wrote this: neither posted, obeyed nor answered (R6)."""
    is_machine = bool(letter.automatic) or facts.is_null_sender
    return Verdict("discarded", "automatic") if is_machine else None


def is_duplicate(letter: Letter, facts: PostFacts) -> Verdict | None:
    """The same mail again is nothing new; its Message-ID on other words wants a person's eye."""
    seen = facts.seen
    if facts.is_held_already or (seen and seen.body_sha256 == letter.body_sha256):
        return Verdict("duplicate")
    return Verdict("held", "changed") if seen else None


def is_archived(letter: Letter, facts: PostFacts) -> Verdict | None:
    """The group has closed; its address is refused at RCPT, this is for `inject` and races."""
    return Verdict("refused", "archived") if facts.group.archived_s is not None else None


def is_banned(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Somebody the facilitators have shut out learns nothing from our answer (R13)."""
    member = facts.member
    return Verdict("discarded", "banned") if member and member.status == "banned" else None


def is_stranger(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Not a member here: held silently, for an answer would make us a weapon (R5).

    A member of one of its subgroups is no stranger, and is told once (DECISIONS 4).
    """
    if facts.group.settings.post == "anyone" or _may(facts, "read"):
        return None
    notice = "posts/not_in_parent" if facts.is_subgroup_member else ""
    return Verdict("held", "not_member", notice)


def is_observer(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Observers watch; what they write goes to the facilitators (DECISIONS 4)."""
    if _may(facts, "post") or not _may(facts, "read"):
        return None
    if facts.is_forwarded_already:
        return Verdict("duplicate")
    return Verdict("forwarded", "observer")


def is_too_large(letter: Letter, facts: PostFacts) -> Verdict | None:
    """More than this group wants to carry to every member."""
    if letter.size > facts.group.settings.max_post_size:
        return Verdict("held", "too_large", "posts/too_large")
    return None


def looks_automatic(letter: Letter, facts: PostFacts) -> Verdict | None:
    """A program that marks its answers by nothing but their words: let a person look."""
    if reads_automatic(letter.subject) or opens_automatic(letter.opening):
        return Verdict("held", "looks_automatic")
    return None


def is_repeating(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Answers on one subject in the same words, or faster than people write: machines (R6).

    Speed is measured by the Date fields, so that an archive can be replayed at any pace.
    """
    subject, sent_s = base_subject(letter.subject), letter.sent_s
    same = [each for each in facts.recent if base_subject(each.subject) == subject]
    repeated = sum(each.body_sha256 == letter.body_sha256 for each in same)
    if repeated >= REPEATS_ALLOWED:
        return Verdict("held", "repeated")
    near = [each for each in same if sent_s and abs(each.sent_s - sent_s) <= HASTE_S]
    return Verdict("held", "too_fast") if len(near) >= ANSWERS_IN_HASTE else None


def is_lone_command(letter: Letter, facts: PostFacts) -> Verdict | None:
    """A word for the robot, sent to everybody by mistake."""
    said = lone_verb(letter.opening or letter.subject, (facts.group.name,))
    return Verdict("held", "looks_like_command") if said else None


def is_by_facilitator(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Who moderates is not moderated."""
    return POSTED if _may(facts, "post always") else None


def is_reserved(letter: Letter, facts: PostFacts) -> Verdict | None:
    """Only facilitators write to this group."""
    if facts.group.settings.post == "facilitators":
        return Verdict("held", "facilitators_only", "posts/held")
    return None


def is_moderated(letter: Letter, facts: PostFacts) -> Verdict | None:
    """The group, or this member, writes by way of a facilitator; whom they trust does not."""
    member = facts.member
    if member is not None and (member.is_moderated or member.is_trusted):
        return Verdict("held", "moderated", "posts/held") if member.is_moderated else None
    if facts.group.settings.post == "moderated":
        return Verdict("held", "moderated", "posts/held")
    return None


def is_among_first(letter: Letter, facts: PostFacts) -> Verdict | None:
    """The first posts of a new member are looked at, until a facilitator trusts them."""
    written = facts.member.posts if facts.member else 0
    if facts.member is not None and facts.member.is_trusted:
        return None
    if written < facts.group.settings.moderate_first_posts:
        return Verdict("held", "first_post", "posts/held")
    return None


def is_unintroduced(letter: Letter, facts: PostFacts) -> Verdict | None:
    """The group asks people to say who they are before they write, for all to read."""
    member = facts.member
    if facts.group.settings.introductions != "require" or member is None or member.is_exempt:
        return None
    if facts.is_unshown:
        return Verdict("held", "not_introduced")  # they know that their words are on the way
    if member.introduced_s is None:
        notice = "" if facts.was_asked_who else "posts/introduce_first"
        return Verdict("held", "not_introduced", notice)
    return None


def _may(facts: PostFacts, action: Action) -> bool:
    return may(Actor(facts.member), action, facts.group)


# The order in which a post is judged. What costs least and matters most comes first.
CHECKS: Final[tuple[Callable[[Letter, PostFacts], Verdict | None], ...]] = (
    too_complex,  # no room for doubt, and no work
    too_many_hops,  # before anything that could send it on its way again
    has_been_here,  # our own copy
    is_automatic,  # machines do not speak to the list
    is_archived,
    cannot_leave_clean,  # the last refusal: what follows looks at the person (R13)
    is_banned,
    is_duplicate,  # after banned: a ban holds for what was sent before, too
    is_stranger,  # held silently
    is_observer,
    is_too_large,
    is_lone_command,  # "unsubscribe", to everybody
    looks_automatic,
    is_repeating,
    is_by_facilitator,  # what follows is for the others
    is_reserved,
    is_moderated,
    is_among_first,
    is_unintroduced,
)


def decide(letter: Letter, facts: PostFacts) -> Verdict:
    """Judge a letter by `CHECKS`; posted where none of them objects."""
    for check in CHECKS:
        verdict = check(letter, facts)
        if verdict is not None:
            return replace(verdict, check=check.__name__)
    return POSTED


def is_answer(letter: Letter) -> bool:
    """Whether a letter answers something, by its references or the marks of its subject."""
    return bool(letter.references) or _MARKS.match(letter.subject) is not None


def base_subject(subject: str) -> str:
    """Return a subject without answer marks and list names, for comparing only (R30)."""
    return without_marks(subject).casefold()


def without_marks(subject: str) -> str:
    """Return a subject as it was before it was answered, sent on, or marked by a list."""
    return _MARKS.sub("", subject).strip()


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids that the effects of one letter carry: its own, and one for what it becomes."""

    letter: int
    own: int
    thread: int


def deliberate(
    letter: Letter,
    facts: PostFacts,
    thread_facts: ThreadFacts,
    verdict: Verdict,
    ids: Ids,
    now_s: int,
) -> tuple[Effect, ...]:
    """Turn a verdict into the effects that `perform()` makes rows of."""
    group = facts.group
    match verdict.outcome:
        case "posted":
            return (publish(letter, facts, thread_facts, ids, now_s),)
        case "held":
            held = Hold(
                id=ids.own,
                group_id=group.id,
                letter_id=ids.letter,
                message_id=letter.message_id,
                author=facts.author.address,
                author_name=facts.author.name,
                person_id=facts.person.id if facts.person else None,
                subject=letter.subject,
                reason=verdict.reason,
                received_s=now_s,
            )
            return (held, *_tell(letter, facts, verdict))
        case "forwarded":
            return (Forward(letter_id=ids.letter, group_id=group.id, word="owner"),)
        case _:
            return ()


def publish(
    letter: Letter, facts: PostFacts, thread_facts: ThreadFacts, ids: Ids, now_s: int
) -> Publish:
    """The effect that makes an accepted letter a post in its thread, with a copy for everybody."""
    placement: Placement = threads.place(letter, thread_facts, ids.thread)
    post = Post(
        id=ids.own,
        group_id=facts.group.id,
        thread_id=placement.thread_id,
        letter_id=ids.letter,
        message_id=letter.message_id,
        parent_message_id=placement.parent_message_id,
        subject=letter.subject,
        author=facts.author.address,
        author_name=facts.author.name,
        author_person_id=facts.person.id if facts.person else None,
        author_member_id=facts.member.id if facts.member else None,
        body_sha256=letter.body_sha256,
        sent_s=letter.sent_s if letter.sent_s is not None else now_s,
        received_s=now_s,
    )
    return Publish(post, placement, facts.group.settings.copy)


def author_of(letter: Letter, sender: str) -> Mailbox:
    """The first From mailbox, else the envelope's (DECISIONS 2); it may be nobody's."""
    return letter.sender or Mailbox("", sender)


def _tell(letter: Letter, facts: PostFacts, verdict: Verdict) -> tuple[Effect, ...]:
    """One notice to a known sender, at the address on file; never to a machine or another list."""
    person = facts.person
    if not verdict.notice or person is None or letter.bulk:
        return ()
    if facts.answers_today >= facts.max_answers_per_day:
        return ()
    group = facts.group
    language = person.language or group.language
    is_asked = verdict.reason == "not_introduced"
    return (
        Notify(
            template=verdict.notice,
            reader=Reader(person.address, language, person.id, person.name),
            group_id=group.id,
            data={
                "name": group.name,
                "title": group.title,
                "address": group.address,
                "subject": letter.subject,
                "reason": verdict.reason,
                "max_bytes": group.settings.max_post_size,
                **(asking(group, language) if is_asked else {}),
            },
            in_reply_to=letter.message_id if letter.has_message_id else "",
            references=letter.references[-20:],
            reply_to=introduce_address(group) if is_asked else "",
        ),
    )
