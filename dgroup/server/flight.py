"""One claimed row under way: what was answered, what that means, and what is still out (R4).

The kind of an answer decides, never its words. Temporary and unknown: later, with jitter, for as
long as the site is patient. Permanent: that recipient failed. The message's own trouble: a few more
tries, then failed, and nobody's address is blamed. The relay's trouble: nothing happened at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.server.outbound.transport import Answer, Outcome
from dgroup.store.queue import Delivery, Progress, Split

TRIES_OF_A_BAD_MESSAGE: Final = 3


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to try again: seconds after each try (the last repeats), and when to stop.

    `luck` draws from [0, 1): a tenth of each pause is left to it, so that not all come at once.
    """

    retry_s: tuple[int, ...]
    give_up_s: int
    luck: Callable[[], float]

    def next_s(self, attempts: int, now_s: int) -> int:
        """Return when to try again after `attempts` tries before this one."""
        pause_s = self.retry_s[min(attempts, len(self.retry_s) - 1)]
        return now_s + pause_s + int(self.luck() * pause_s / 10)


class Flight:
    """A row between its claim and its last answer."""

    def __init__(self, row: Delivery, schedule: Schedule) -> None:
        self.row = row
        self._schedule = schedule
        self._out = dict.fromkeys(member_id for member_id, _ in row.readers)
        self._sent: list[int] = []
        self._reply = ""
        self._missed: dict[Answer, list[int]] = {}
        self._returned: list[int] = []
        self._trouble = ""
        self._given_up: tuple[int, ...] = ()
        self._gone = row.gone

    @property
    def out(self) -> int:
        """How many recipients have not been answered."""
        return len(self._out)

    @property
    def is_over(self) -> bool:
        """Whether every recipient has been answered."""
        return not self._out

    @property
    def has_news(self) -> bool:
        """Whether something happened since the last `progress`."""
        return bool(self._sent or self._missed or self._given_up) or self.is_over

    def take(self, members: Sequence[int], answers: Sequence[Answer]) -> None:
        """Take in the answers to one envelope."""
        for member_id, answer in zip(members, answers, strict=True):
            del self._out[member_id]
            if answer.outcome is Outcome.DELIVERED:
                self._sent.append(member_id)
                self._reply = answer.text
            elif answer.outcome is Outcome.RELAY:
                self._returned.append(member_id)
                self._trouble = answer.text
            else:
                self._missed.setdefault(answer, []).append(member_id)

    def give_up(self, why: str) -> None:
        """Nothing of this row can be sent, now or later."""
        self._given_up, self._out = tuple(self._out), {}
        self._trouble = why

    def hand_back(self, why: str) -> None:
        """Nothing of this row could be tried just now; it is nobody's fault."""
        self._returned.extend(self._out)
        self._out = {}
        self._trouble = why

    def progress(self, now_s: int, retry_in_s: float) -> Progress:
        """Return what happened since the last call, to be noted; `unnote` takes it back."""
        splits = [self._judge(answer, tuple(who), now_s) for answer, who in self._missed.items()]
        if self._given_up:
            splits.append(Split(self._given_up, True, now_s, self._trouble))
        is_released = self.is_over and bool(self._returned)
        progress = Progress(
            row=self.row,
            sent=tuple(self._sent),
            reply=self._reply,
            splits=tuple(splits),
            gone=self._gone,
            left=(*self._out, *self._returned),
            released_due_s=now_s + max(1, int(retry_in_s)) if is_released else None,
            trouble=self._trouble,
        )
        self._noted = (self._sent, self._missed, self._given_up, self._gone)
        self._sent, self._missed, self._given_up, self._gone = [], {}, (), ()
        return progress

    def unnote(self) -> None:
        """The last progress could not be written down: it is still to be noted."""
        sent, missed, given_up, self._gone = self._noted
        self._sent = sent + self._sent
        self._given_up = given_up + self._given_up
        for answer, members in self._missed.items():
            missed.setdefault(answer, []).extend(members)
        self._missed = missed

    def _judge(self, answer: Answer, members: tuple[int, ...], now_s: int) -> Split:
        """Say what an answer means for those who got it."""
        words = " ".join(filter(None, (str(answer.code or ""), answer.status, answer.text)))
        row = self.row
        match answer.outcome:
            case Outcome.PERMANENT:
                return Split(members, True, now_s, words, bounce_status=answer.status)
            case Outcome.MESSAGE:
                is_last = row.attempts + 1 >= TRIES_OF_A_BAD_MESSAGE
            case _:
                # By when this try was due, not by when it was made: while there was no relay, or
                # no server of ours, nothing was tried and nothing has aged.
                since_s = row.first_tried_s
                is_last = since_s is not None and row.due_s - since_s >= self._schedule.give_up_s
        due_s = now_s if is_last else self._schedule.next_s(row.attempts, now_s)
        return Split(members, is_last, due_s, words)
