"""What becomes of a held letter: approved, returned, discarded or expired, as effects.

Asked within the transaction that performs them, so that the first decision wins. A letter that is
let through becomes a post by the same steps as one that arrives now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.domain import posting
from dgroup.domain.effects import Effect, Note, Notify, Publish, Reader, Record, Settle
from dgroup.domain.model import Group, Outcome
from dgroup.domain.posting import Ids
from dgroup.mail.address import Mailbox, fold, split
from dgroup.mail.parse import NO_MESSAGE_ID, Letter
from dgroup.store import people, posts
from dgroup.store.database import Readable
from dgroup.store.groups import Defaults
from dgroup.store.letters import HeldLetter
from dgroup.store.posts import Limits

Decision = Literal["approved", "rejected", "discarded", "expired"]


@dataclass(frozen=True, slots=True)
class Case:
    """A held letter on which nobody has decided, with what there is to decide it with.

    `by` is who decides: an address, "operator", or "" for the calendar.
    """

    store: Readable
    new_id: Callable[[], int]
    now_s: int
    defaults: Defaults
    group: Group
    held: HeldLetter
    letter: Letter
    by: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was decided: `post_id` where it became a post, `told` the author if they are told."""

    held: HeldLetter
    decision: Decision
    effects: tuple[Effect, ...]
    post_id: int | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a held letter cannot be posted: this very mail is a post, or the group has closed."""

    kind: Literal["posted", "archived"]
    post_id: int | None = None


# What the account of the letter says (R27).
OUTCOMES: Final[dict[Decision, Outcome]] = {
    "approved": "posted",
    "rejected": "refused",
    "discarded": "discarded",
    "expired": "discarded",
}


async def approve(case: Case, reason: str = "") -> Settlement | Obstacle:
    """Make a held letter a post, with a copy for everybody."""
    published = await _publish(case)
    if isinstance(published, Obstacle):
        return published
    return _settled(case, "approved", reason, (published,), post_id=published.post.id)


async def reject(case: Case, reason: str = "") -> Settlement:
    """Return a held letter to its author with `reason`.

    A stranger is told nothing, for a forged sender would be: that letter is discarded (R5), and the
    settlement says so.
    """
    author = await _author(case)
    if author is None:
        return _settled(case, "discarded", reason)
    notice = _notice("posts/returned", case, author, reason)
    return _settled(case, "rejected", reason, (notice,), told=author.address)


def discard(case: Case, reason: str = "") -> Settlement:
    """Drop a held letter; nobody is told."""
    return _settled(case, "discarded", reason)


async def expire(case: Case) -> Settlement:
    """Let go of a letter on which nobody decided; a known author is told, if the group has it so.

    A stranger is not. Whose post waited for their own introduction always is.
    """
    is_told = (
        case.group.settings.unanswered == "return" or case.held.reason == "not_introduced"
    ) and case.held.reason != "not_member"
    author = await _author(case) if is_told else None
    if author is None:
        return _settled(case, "expired", "")
    notice = _notice("posts/expired", case, author, case.held.reason)
    return _settled(case, "expired", "", (notice,), told=author.address)


def may_be_told(held: HeldLetter, letter: Letter) -> bool:
    """Whether the author of a held letter hears what becomes of it (R5, R6).

    Somebody we know does, at their address on file, and who else is vouched for by the front MTA.
    """
    is_known = held.person_id is not None or _is_vouched(held)
    return is_known and not (letter.bulk or letter.automatic)


def _is_vouched(held: HeldLetter) -> bool:
    domain = split(fold(held.author))[1]
    return bool(domain) and domain == held.authenticated


async def _author(case: Case) -> Reader | None:
    held, group = case.held, case.group
    if not held.author or case.letter.bulk or case.letter.automatic:
        return None
    person = await people.find(case.store, held.author)
    if person is not None:
        return Reader(person.address, person.language or group.language, person.id, person.name)
    if _is_vouched(held):
        return Reader(held.author, group.language, None, held.author_name)
    return None


async def _publish(case: Case) -> Publish | Obstacle:
    held, letter = case.held, case.letter
    seen = await posts.find(case.store, held.group_id, letter.message_id)
    if seen is not None:
        if seen.body_sha256 == letter.body_sha256:
            return Obstacle("posted", seen.id)
        letter = _as_another(letter)
    known = await posts.facts_for(
        case.store,
        held.group_id,
        letter,
        Mailbox(held.author_name, held.author),
        case.defaults,
        _NOT_JUDGED,
        case.now_s,
        is_null_sender=False,
    )
    assert known is not None, "a held letter goes with its group"
    facts, thread_facts = known
    if facts.seen is not None:
        return Obstacle("posted", facts.seen.id)
    if facts.group.archived_s is not None:
        return Obstacle("archived")
    ids = Ids(held.letter_id, case.new_id(), case.new_id())
    return posting.publish(letter, facts, thread_facts, ids, case.now_s)


_NOT_JUDGED: Final = Limits(max_received=0, max_answers_per_day=0)  # a person has judged


def _as_another(letter: Letter) -> Letter:
    """A letter with the Message-ID of a post and other words: a post beside it, as if answering it.

    The copies keep the id that the author gave.
    """
    own_id = f"{letter.body_sha256}{NO_MESSAGE_ID}"
    return replace(letter, message_id=own_id, references=(*letter.references, letter.message_id))


def _notice(template: str, case: Case, author: Reader, reason: str) -> Notify:
    group, letter = case.group, case.letter
    return Notify(
        template=template,
        reader=author,
        group_id=group.id,
        data={
            "name": group.name,
            "title": group.title,
            "address": group.address,
            "subject": letter.subject,
            "reason": reason,
        },
        in_reply_to=letter.message_id if letter.has_message_id else "",
        references=letter.references[-20:],
    )


def _settled(
    case: Case,
    decision: Decision,
    reason: str,
    consequences: tuple[Effect, ...] = (),
    *,
    post_id: int | None = None,
    told: str = "",
) -> Settlement:
    held, by = case.held, case.by
    effects: tuple[Effect, ...] = (
        Settle(held.id, decision, by),
        *consequences,
        Record(
            letter_id=held.letter_id,
            to=case.group.address,
            outcome=OUTCOMES[decision],
            reason=decision,
            group_id=held.group_id,
            subject_id=post_id if post_id is not None else held.id,
        ),
    )
    if by or decision == "expired":  # what an introduction lets out, nobody decides
        effects += (
            Note(by, f"held {decision}", f"held {held.id}", held.group_id, {"reason": reason}),
        )
    return Settlement(held, decision, effects, post_id, told)
