"""What there is to decide a mail with, and what a decision is. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dgroup.domain.effects import Effect, GroupEffect, Hold, Notify, Publish, Record
from dgroup.domain.model import Arrival, Reply
from dgroup.mail.address import fold, split
from dgroup.mail.body import Body
from dgroup.mail.parse import Letter
from dgroup.server.foresight import NOTHING_FORESEEN, Foreseen
from dgroup.server.perform import perform
from dgroup.server.site import Site
from dgroup.store.database import Transaction


@dataclass(slots=True)
class Progress:
    """How far a mail has come: what was done early for one recipient, and who was answered.

    `has_groups`: it has made, changed or ended groups, so that names may lead elsewhere.
    """

    kept_before: list[Effect] | None = None
    answered: frozenset[str] = frozenset()
    answered_before: frozenset[str] = frozenset()
    asked: frozenset[tuple[str, int | None, str, str]] = frozenset()  # tasks, wherever sent
    has_groups: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """One mail on its way in, and what there is to decide it with.

    `names` are the groups as they were when the mail came (local part -> group id). What `foreseen`
    holds was read before the transaction began. `unkept` is what has to be written before anything
    else is: the letter itself; nothing once that is done.
    """

    letter: Letter
    letter_id: int
    arrival: Arrival
    names: Mapping[str, int]
    tx: Transaction
    site: Site
    foreseen: Foreseen = NOTHING_FORESEEN
    unkept: list[Effect] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)

    @property
    def words(self) -> Body:
        """The words of the letter; empty where nobody was going to need them."""
        return self.foreseen.words

    @property
    def vouched(self) -> str:
        """The domain that the front MTA vouches for, "" for none."""
        return self.foreseen.vouched

    @property
    def held(self) -> Letter | None:
        """The held letter that the mail's ticket is about."""
        return self.foreseen.held

    async def make_so(self, effects: Sequence[Effect]) -> None:
        """Write down effects; the letter itself comes first, once."""
        if not effects:
            return
        if any(isinstance(each, GroupEffect) for each in effects):
            self.progress.has_groups = True
        owner = self.site.config.site.owner
        now_s = self.arrival.received_s
        await perform((*self.unkept, *effects), self.tx, owner=owner, now_s=now_s)
        self.unkept.clear()

    async def make_early(self, effects: Sequence[Effect]) -> None:
        """Write down effects that what is decided next has to see; `take_back` undoes them all."""
        if self.progress.kept_before is None:
            await self.tx.mark()
            self.progress.kept_before = list(self.unkept)
        await self.make_so(effects)

    async def take_back(self) -> None:
        """Something failed: nothing that was done early for this recipient holds."""
        self.progress.answered = self.progress.answered_before
        before = self.progress.kept_before
        if before is not None:
            await self.tx.back()
            self.unkept[:] = before
            self.progress.kept_before = None

    def next_recipient(self) -> None:
        """What was done for this recipient holds."""
        self.progress.kept_before = None
        self.progress.answered_before = self.progress.answered


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one recipient: the reply, the effects, and the account of it.

    `release`: held letters that may go out now, each in a transaction of its own afterwards, and
    `by` whom they are approved ("" where nobody had to).
    """

    reply: Reply
    effects: tuple[Effect, ...] = ()
    records: tuple[Record, ...] = ()
    release: tuple[int, ...] = ()
    by: str = ""


def is_machine(sender: str) -> bool:
    """Whether an envelope sender is a mail server's, not a person's (R6)."""
    return split(fold(sender))[0] in ("", "mailer-daemon")


def describe(effect: Effect) -> str:
    """Say an effect in a few words, for `explain` and `inject`."""
    match effect:
        case Publish(post, placement):
            where = "new thread" if placement.is_new else "thread"
            return f"Publish {post.id} in {where} {placement.thread_id}"
        case Hold(held_id, reason=reason):
            return f"Hold {held_id}: {reason}"
        case Notify(template, reader):
            return f"Notify {reader.address} with {template}"
        case _:
            return type(effect).__name__
