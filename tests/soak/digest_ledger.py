"""Who is to get which post, and how, as a notebook has it; and what in the end they got.

The notebook knows what was done (who wrote, came, went, chose) and the mail that came out. It never
looks into the store, and counts by the plainest means.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.soak.outbox import Sent

DAY_S = 86_400
DIGESTS = ("daily", "weekly", "monthly")
LONGEST_S = {"daily": 25 * 3600, "weekly": 7 * DAY_S + 3600, "monthly": 31 * DAY_S + 3600}


@dataclass(frozen=True, slots=True)
class Posted:
    """A post: its number, who wrote it, in which conversation of the notebook's ("": any)."""

    number: int
    message_id: str
    author: str
    thread: str
    mark: str  # a word that stands in no other


@dataclass(frozen=True, slots=True)
class Moment:
    """The job began: when, with which post as the newest, and when it had last run before."""

    at_s: int
    newest: int
    before_s: int


@dataclass
class Reader:
    """Somebody, with what they are owed: numbers of posts, each with its stretch of reading."""

    address: str
    zone: str
    delivery: str
    form: str = "plain"
    has_copy: bool = True
    status: str = "in"  # out, disabled
    former: str = ""
    paused_until_s: int = 0
    muted: dict[str, int] = field(default_factory=dict)  # conversation -> since when
    followed: set[str] = field(default_factory=set)
    owed: dict[int, int] = field(default_factory=dict)
    owed_since_s: dict[int, int] = field(default_factory=dict)
    excused: set[int] = field(default_factory=set)
    copies: set[str] = field(default_factory=set)  # Message-IDs that are on their way
    late: set[str] = field(default_factory=set)  # that were, when nobody was there any more
    got: dict[int, str] = field(default_factory=dict)  # number of a post -> how it came
    seen: set[str] = field(default_factory=set)  # Message-IDs of digests
    stretch: int = 0
    story: list[str] = field(default_factory=list)  # what they did
    calm_since_s: int = 0  # nothing has been chosen since, and no clock was wrong

    def is_awake(self, now_s: int) -> bool:
        """Whether mail comes to them."""
        return self.status == "in" and self.paused_until_s <= now_s

    def rests_at(self, at_s: int) -> bool:
        """Whether they wanted no mail then, by what they have said last."""
        wants_none = self.delivery == "none" or at_s < self.paused_until_s
        return wants_none and at_s > self.calm_since_s

    def choose(self, delivery: str, now_s: int) -> None:
        """Have mail otherwise; what is still to come waits until some comes."""
        if self.delivery in DIGESTS and delivery not in DIGESTS:
            self.stretch += 1
        self.delivery, self.calm_since_s = delivery, now_s

    def wake(self, now_s: int) -> None:
        """Have mail again, as it came before."""
        if self.delivery == "none":
            self.choose(self.former or "each", now_s)
        self.former, self.paused_until_s, self.calm_since_s = "", 0, now_s
        if self.status == "disabled":
            self.status = "in"

    def begin_anew(self) -> None:
        """Join again: what was still to come when they left is not sent any more."""
        self.owed.clear()
        self.owed_since_s.clear()

    def go(self, now_s: int, status: str = "out") -> None:
        """Leave, or be stopped; copies that are on their way go nowhere."""
        if status == "out":
            self.stretch += 1
        self.status, self.calm_since_s = status, now_s
        self.late |= self.copies
        self.copies.clear()


@dataclass
class Ledger:
    """The notebook. `flaws` is what was not as it should be, in words."""

    hour: int
    zone: str
    readers: dict[str, Reader] = field(default_factory=dict)
    posts: dict[int, Posted] = field(default_factory=dict)
    by_message_id: dict[str, Posted] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)  # since all mail went out
    now_s: int = 0
    looked_s: int = 0  # when the job last ran to its end
    counts: Counter[str] = field(default_factory=Counter)
    flaws: list[str] = field(default_factory=list)

    def inside(self, *deliveries: str) -> list[Reader]:
        """Who takes part, and has mail in one of these ways."""
        return [
            each
            for each in self.readers.values()
            if each.status != "out" and (not deliveries or each.delivery in deliveries)
        ]

    def post(self, post: Posted, now_s: int) -> None:
        """A post has gone to the group: whoever is to have it is owed it."""
        assert post.number > max(self.posts, default=0), "numbers rise"
        self.posts[post.number] = self.by_message_id[post.message_id] = post
        self.counts["posts"] += 1
        for reader in self.inside():
            if reader.address == post.author and not reader.has_copy:
                continue
            is_awake = reader.is_awake(now_s)
            is_followed = bool(post.thread) and post.thread in reader.followed
            is_muted = bool(post.thread) and post.thread in reader.muted
            if is_awake and (is_followed or (reader.delivery == "each" and not is_muted)):
                reader.copies.add(post.message_id)
            elif reader.delivery in DIGESTS:
                reader.owed[post.number] = reader.stretch
                reader.owed_since_s[post.number] = now_s
                if is_muted:
                    reader.excused.add(post.number)

    def begin(self, now_s: int) -> None:
        """The job begins, and perhaps does not come to its end."""
        self.moments.append(Moment(now_s, max(self.posts, default=0), self.looked_s))

    def end(self, now_s: int) -> None:
        """The job has come to its end."""
        self.looked_s = now_s

    def note(self, sent: Sent, now_s: int) -> None:
        """A mail has come out."""
        self.now_s = now_s
        reader = self.readers.get(sent.to)
        if sent.kind == "notice" or reader is None:
            self.counts["other letters"] += 1
            return
        if reader.status != "in":
            self.flaw(f"{sent.kind} {sent.message_id} for {sent.to}, who is {reader.status}")
        if sent.kind == "copy":
            self._copy(sent, reader)
        else:
            self._digest(sent, reader, now_s)

    def flaw(self, text: str) -> None:
        """Write down what is wrong."""
        self.flaws.append(f"{iso(self.now_s)} {text}")

    def _copy(self, sent: Sent, reader: Reader) -> None:
        self.counts["copies"] += 1
        post = self.by_message_id.get(sent.message_id)
        if post is None:
            self.flaw(f"{reader.address} got {sent.message_id}, which nobody wrote")
        elif sent.message_id in reader.copies | reader.late:
            reader.copies.discard(sent.message_id)
            reader.late.discard(sent.message_id)
            self._got(reader, post.number, "copy")
        elif reader.got.get(post.number) == "copy":
            self.counts["copies repeated on the way"] += 1
        else:
            self.flaw(
                f"{reader.address} ({reader.delivery}) got {post.number} at once, out of turn"
            )

    def _digest(self, sent: Sent, reader: Reader, now_s: int) -> None:
        if sent.message_id in reader.seen:
            self.counts["digests repeated on the way"] += 1
            return
        reader.seen.add(sent.message_id)
        self.counts[f"digests {reader.form}"] += 1
        if not sent.count:
            self.flaw(f"{sent.message_id} for {reader.address} is about nothing: {sent.subject}")
        for number in sent.posts:
            if number not in reader.owed:
                self.flaw(
                    f"{reader.address} got {number} in {sent.message_id}, and is owed no such"
                )
        if all(reader.rests_at(each.at_s) for each in self.moments):
            self.flaw(f"{sent.message_id} came to {reader.address}, who wants no mail")
        self._is_as_written(sent, reader)
        numbers = self._whole(sent, reader)
        if {reader.owed[each] for each in numbers} == {reader.stretch}:
            self._is_timely(sent, reader, now_s)
        for number in numbers & set(sent.posts):
            since_s = reader.muted.get(self.posts[number].thread)
            if since_s is not None and all(since_s < each.at_s for each in self.moments):
                self.flaw(f"{sent.message_id} shows {reader.address} {number}, which is muted")
        for number in numbers:
            self._got(reader, number, sent.message_id)
        self.counts["posts in digests"] += len(numbers)
        self.counts["posts shown in digests"] += len(sent.entries)
        for number in list(reader.owed):
            is_passed = number in reader.excused and number < max(numbers, default=0)
            if number in numbers or is_passed:
                del reader.owed[number], reader.owed_since_s[number]

    def _whole(self, sent: Sent, reader: Reader) -> set[int]:
        """The posts of a digest: all that was owed up to a moment at which digests were made.

        Where it has no room for all of them, it says how many they are.
        """
        shown = set(sent.posts) & reader.owed.keys()
        of = {reader.owed[each] for each in shown}
        owed = {number for number, stretch in reader.owed.items() if stretch in of}
        for moment in self.moments:
            due = {each for each in owed if each <= moment.newest}
            muted = {each for each in due if self.posts[each].thread in reader.muted}
            for wanted in (due, due - (reader.excused - shown), due - (muted - shown)):
                if len(wanted) == sent.count and shown <= wanted:
                    return wanted
        self.flaw(
            f"{sent.message_id} for {reader.address} is about {sent.count}, {sorted(shown)};"
            f" owed are {sorted(owed)}, {sorted(owed & reader.excused)} perhaps"
        )
        return shown

    def _is_as_written(self, sent: Sent, reader: Reader) -> None:
        """Each post stands in its own entry, and whole below where that was chosen."""
        for number, entry in sent.entries.items():
            post = self.posts.get(number)
            if post is not None and post.mark and entry.count(post.mark) != 1:
                self.flaw(f"{sent.message_id}: {post.mark} is not once in its entry: {entry}")
            others = re.findall(r"\bmark\d{5}\b", entry)
            if post is not None and set(others) - {post.mark}:
                self.flaw(f"{sent.message_id}: {others} in the entry of {post.mark}")
        if (sent.parts is not None) != (reader.form == "mime"):
            self.flaw(f"{sent.message_id} for {reader.address} is not {reader.form}")
        for message_id in sent.parts or ():
            post = self.by_message_id.get(message_id)
            if post is None or post.number not in reader.owed:
                self.flaw(f"{sent.message_id} brings {message_id} along")

    def _is_timely(self, sent: Sent, reader: Reader, now_s: int) -> None:
        """A digest comes when the job first runs after the hour of its day, where its reader lives."""
        zone = reader.zone or self.zone
        calm_since_s = max(reader.calm_since_s, reader.paused_until_s)
        for moment in self.moments:
            due_s = last_due_s(reader.delivery, self.hour, zone, moment.at_s)
            if moment.before_s < due_s:
                self.counts["digests in time"] += 1
                return
            if calm_since_s >= due_s or calm_since_s >= moment.before_s:
                self.counts["digests soon after a choice"] += 1
                return
        self.flaw(f"{sent.message_id} came to {reader.address} at {iso(now_s)}, not in its time")

    def _got(self, reader: Reader, number: int, way: str) -> None:
        if number in reader.got:
            self.flaw(f"{reader.address} got {number} as {reader.got[number]} and as {way}")
        reader.got[number] = way

    def look(self, now_s: int) -> None:
        """Nobody waits longer than their period, and copies do not wait at all."""
        self.now_s = now_s
        for reader in self.inside():
            if not reader.is_awake(now_s) or reader.delivery == "none":
                continue
            if reader.copies:
                self.flaw(f"{reader.address} has not got {sorted(reader.copies)[:3]}")
                reader.late |= reader.copies
                reader.copies.clear()
            for number, since_s in reader.owed_since_s.items():
                most_s = LONGEST_S.get(reader.delivery, 0)
                since_s = max(since_s, reader.calm_since_s, reader.paused_until_s)
                if now_s - since_s > most_s + 2 * 3600 and number not in reader.excused:
                    self.flaw(f"{reader.address} waits for {number} since {iso(since_s)}")
                    del reader.owed[number], reader.owed_since_s[number]
                    break


@cache
def last_due_s(period: str, hour: int, zone: str, now_s: int) -> int:
    """Return when a digest was due last: the first quarter of an hour of its day at that hour."""
    place = ZoneInfo(zone)
    day = datetime.fromtimestamp(now_s, place).date() + timedelta(days=1)
    while True:
        is_day = period == "daily" or (day.weekday() == 0 if period == "weekly" else day.day == 1)
        if is_day and (due_s := _first_at(day, hour, place)) <= now_s:
            return due_s
        day -= timedelta(days=1)


def _first_at(day: date, hour: int, place: ZoneInfo) -> int:
    wanted = datetime.combine(day, time(hour))
    at_s = int(datetime.combine(day, time(), UTC).timestamp()) - 15 * 3600
    while datetime.fromtimestamp(at_s, place).replace(tzinfo=None) < wanted:
        at_s += 900
    return at_s


def iso(moment_s: int) -> str:
    """Write a moment for people."""
    return datetime.fromtimestamp(moment_s, UTC).strftime("%Y-%m-%dT%H:%MZ")
