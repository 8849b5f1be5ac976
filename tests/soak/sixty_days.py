"""Sixty days of a group under a clock moved by hand: an archive is posted, people come and go.

All happens by lot, the same for the same seed. Each hour the job for digests runs, and what is due
is delivered; now and then the process is killed in the middle, the relay is away, nobody runs the
job for days, or the clock is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.soak.digest_ledger import DAY_S, DIGESTS, Ledger, Posted, Reader, iso
from tests.soak.mortal import Died, Mortal
from tests.soak.outbox import Outbox
from tests.soak.pace import DAYS
from tests.writing import letter

HOUR_S = 3600
ZONES = (
    "",  # nobody knows: the group's
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Kampala",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
KINDS = ("daily", "daily", "daily", "weekly", "weekly", "monthly", "each")
FORMS = ("plain", "plain", "mime", "small")
_TRAITS = {"plain": {}, "mime": {"has_mime_digest": 1}, "small": {"is_text_only": 1}}
_DOORS = {
    "each": "psc-mail",
    "daily": "psc-dailydigest",
    "weekly": "psc-weeklydigest",
    "monthly": "psc-monthlydigest",
    "none": "psc-nomail",
}
Mails = Sequence[tuple[int, bytes]]
"""When each mail of an archive comes, and the mail."""


class SixtyDays:
    """The village, who lives in it, and what befalls it."""

    def __init__(
        self,
        site: Mortal,
        luck: random.Random,
        mails: Mails,
        began_s: int,
        hour: int,
        *,
        days: int = DAYS,
    ) -> None:
        self.site, self.luck, self.mails, self.began_s = site, luck, mails, began_s
        self._fate = random.Random(luck.random())  # what people do does not hang on it
        self._days = days
        self.zone = "Europe/Brussels"
        self.ledger = Ledger(hour, self.zone)
        self._outbox = Outbox(site.folder / "outbox")
        self._threads: dict[str, str] = {}  # Message-ID of a member's post -> conversation
        self._held: dict[str, tuple[str, str, str]] = {}  # author, conversation, mark
        self._people = self._number = 0
        self._work = 40  # statements that the job has taken at most
        self._is_relay_there, self._is_clock_wrong = True, False
        self._deeds: tuple[tuple[int, Callable[[], None]], ...] = (
            (14, self.write),
            (5, self.switch),
            (2, self.switch_by_operator),
            (1, self.join),
            (1, self.come_back),
            (2, self.leave),
            (2, self.pause),
            (4, self.resume),
            (1, self.disable),
            (2, self.enable),
            (2, self.mute_or_follow),
            (2, self.approve),
        )

    @property
    def now_s(self) -> int:
        """What the site's clock says."""
        return self.site.now_s

    def run(self) -> Ledger:
        """Live through it all, and a month more in which nothing is written."""
        self.site.now_s = self.began_s
        settings = {"introductions": "off", "post": "anyone", "digest_hour": self.ledger.hour}
        found = self.site.ask("found", name="psc", zone=self.zone, settings=settings)
        self._group_id = found["group_id"]
        for number, zone in enumerate(ZONES):
            self.join("daily", zone)
            self.join(("weekly", "monthly", "each")[number % 3], zone)
        for hours in range(self._days * 24):
            self._hour(hours)
        self._last_month()
        return self.ledger

    # -- the clock

    def _hour(self, hours: int) -> None:
        began_s = self.began_s + hours * HOUR_S
        skew_s = self._skew(hours)
        happenings: list[tuple[int, Callable[[], None]]] = [
            (at_s, lambda content=content: self.receive(content))
            for at_s, content in self._due(began_s)
        ]
        if self.luck.random() < 0.3:
            weights, deeds = zip(*self._deeds, strict=True)
            happenings.append(
                (began_s + self.luck.randrange(HOUR_S), self.luck.choices(deeds, weights)[0])
            )
        ticks_s = began_s + self.luck.randrange(HOUR_S)
        if not self._is_down(hours) and self.luck.random() < 0.4:
            happenings.append((ticks_s, self.tick))
        for at_s, happen in sorted(happenings, key=lambda each: each[0]):
            self.site.now_s = at_s + skew_s
            happen()

    def _due(self, began_s: int) -> Iterator[tuple[int, bytes]]:
        return ((at_s, mail) for at_s, mail in self.mails if began_s <= at_s < began_s + HOUR_S)

    def _is_down(self, hours: int) -> bool:
        """Twice nobody runs the job: a night, and a long weekend."""
        return hours in range(17 * 24, 17 * 24 + 9) or hours in range(33 * 24, 33 * 24 + 75)

    def _skew(self, hours: int) -> int:
        """Once the clock is slow by some hours, once it is weeks ahead."""
        skews = {range(22 * 24, 22 * 24 + 7): -5 * HOUR_S, range(47 * 24, 47 * 24 + 3): 20 * DAY_S}
        for span, skew_s in skews.items():
            if hours == span.start:
                self._set_clock(self.began_s + hours * HOUR_S + skew_s)
            elif hours == span.stop:
                self._set_clock(self.began_s + hours * HOUR_S)
            if hours in span:
                self._is_clock_wrong = True
                return skew_s
        self._is_clock_wrong = False
        return 0

    def _set_clock(self, now_s: int) -> None:
        """What anybody was promised by the former clock does not count by the new one."""
        self._is_relay_there = True
        if self.now_s > now_s:
            self._deliver()  # what waits for a time to come would wait long
        self.ledger.looked_s = min(self.ledger.looked_s, now_s)
        for reader in self.ledger.readers.values():
            reader.calm_since_s = now_s
            for number, since_s in reader.owed_since_s.items():
                reader.owed_since_s[number] = min(since_s, now_s)

    def _last_month(self) -> None:
        for _ in range(32 * 2):
            self.site.now_s += 12 * HOUR_S
            self.tick()
        while not self._job():
            pass
        self._deliver()

    # -- what the site does by itself

    def tick(self) -> None:
        """The job runs, perhaps more than once because it is killed; then mail goes out."""
        if self._job():
            if self._fate.random() < 0.05 and not self._is_clock_wrong:
                self._is_relay_there = not self._is_relay_there
            if self._is_relay_there:
                self._deliver()
                self.ledger.look(self.now_s)

    def _job(self) -> bool:
        """Run the job until it comes to its end; False where it is given up for this hour."""
        while True:
            self.ledger.begin(self.now_s)
            dies_at = self._fate.randrange(1, self._work + 5) if self._fate.random() < 0.3 else 0
            try:
                done = self.site.ask("jobs", dies_at=dies_at)
            except Died:
                if self._fate.random() < 0.2:
                    return False
                continue
            if done["errors"]:
                self.ledger.flaw(f"the job failed: {done['errors']}")
            self._work = max(self._work, min(done["statements"], 400))
            if "digests" in done["ran"]:
                self.ledger.end(self.now_s)
            return True

    def _deliver(self) -> None:
        dies_at = self._fate.randrange(1, 60) if self._fate.random() < 0.03 else 0
        try:
            self.site.ask("deliver", dies_at=dies_at)
        except Died:
            self.site.ask("deliver")
        for sent in sorted(self._outbox.fresh(), key=lambda each: each.number):
            self.ledger.note(sent, self.now_s)
        self.ledger.moments.clear()

    # -- mail

    def receive(self, content: bytes) -> None:
        """Somebody of the archive writes; what the group does not take is no post."""
        reply = self.site.ask("mail", content=content, to="psc", sender="poster@example.com")
        self.ledger.counts[f"archive {reply['outcome']}"] += 1
        if reply["outcome"] == "posted":
            self._posted(reply["post_id"], content, "", "", "")

    def write(self) -> None:
        """A member writes, or answers another member and quotes them."""
        reader = self._somebody()
        self._number += 1
        mark, message_id = f"mark{self._number:05}", f"v{self._number}@example.org"
        answers = self.luck.choice(["", *self._recent()])
        thread = self._threads.get(answers, message_id)
        body = f"This is what I have to say, and {mark} is what it is known by.\n"
        if answers:
            body += f"\nOn Monday, somebody <x@example.org> wrote:\n> The word of {answers} was\n> not {self._number}.\n"
        content = letter(
            f"<{reader.address}>",
            subject=f"Conversation {thread}" if not answers else f"Re: Conversation {thread}",
            body=body,
            id=message_id,
            in_reply_to=answers,
            date=datetime.fromtimestamp(self.now_s, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000"),
        )
        reply = self.site.ask("mail", content=content, to="psc", sender=reader.address)
        if reply["outcome"] == "posted":
            self._posted(reply["post_id"], content, reader.address, thread, mark)
        else:
            assert reply["reason"] == "moderated", reply
            self._held[message_id] = reader.address, thread, mark
        self._threads[message_id] = thread

    def approve(self) -> None:
        """The operator lets out what was held."""
        for message_id, number in self.site.ask("approve")["posts"].items():
            author, thread, mark = self._held.pop(message_id)
            self.ledger.post(Posted(number, message_id, author, thread, mark), self.now_s)
            self.ledger.counts["approved"] += 1

    def _posted(self, number: int, content: bytes, author: str, thread: str, mark: str) -> None:
        message_id = self.site.ask("message_id", post_id=number)["message_id"]
        self.ledger.post(Posted(number, message_id, author, thread, mark), self.now_s)

    def _command(self, reader: Reader, subject: str, to: str, answers: str = "") -> None:
        self._number += 1
        content = letter(
            f"<{reader.address}>",
            f"{to}@lists.example.org",
            subject=subject,
            body="",
            id=f"c{self._number}@example.org",
            in_reply_to=answers,
        )
        reply = self.site.ask("mail", content=content, to=to, sender=reader.address)
        assert reply["outcome"] == "command", (subject, to, reply)
        reader.story.append(f"{iso(self.now_s)} {to} {subject}")

    # -- what members do

    def switch(self) -> None:
        """Somebody wants their mail otherwise, by the address for it."""
        reader, delivery = self._somebody(), self.luck.choice((*_DOORS, *DIGESTS))
        self._command(reader, "", _DOORS[delivery])
        if delivery == "none":
            if reader.delivery != "none":
                reader.former, reader.paused_until_s = reader.delivery, 0
                reader.choose("none", self.now_s)
            return
        if delivery == "each":
            reader.wake(self.now_s)
        reader.former = ""
        reader.choose(delivery, self.now_s)

    def switch_by_operator(self) -> None:
        """The operator changes how mail comes to somebody."""
        reader, delivery = self._somebody(), self.luck.choice(("each", *DIGESTS))
        self.site.ask("change", address=reader.address, delivery=delivery)
        reader.choose(delivery, self.now_s)
        reader.story.append(f"{iso(self.now_s)} the operator: {delivery}")

    def join(self, delivery: str = "", zone: str | None = None) -> None:
        """Somebody new comes; a few of them write by way of the operator."""
        self._people += 1
        form = self.luck.choice(FORMS)
        reader = Reader(
            f"member{self._people:03}@example.net",
            self.luck.choice(ZONES) if zone is None else zone,
            delivery or self.luck.choice(KINDS),
            form=form,
            has_copy=self.luck.random() < 0.7,
            calm_since_s=self.now_s,
        )
        self.ledger.readers[reader.address] = reader
        traits = {**_TRAITS[form], "has_copy": int(reader.has_copy)}
        traits["is_moderated"] = int(self.luck.random() < 0.1)
        self._admit(reader, **traits)

    def come_back(self) -> None:
        """Somebody who had left is let in again."""
        outside = [each for each in self.ledger.readers.values() if each.status == "out"]
        if outside:
            self._deliver()  # what was on its way when they left goes nowhere
            reader = self.luck.choice(outside)
            reader.status, reader.paused_until_s, reader.former = "in", 0, ""
            reader.begin_anew()
            reader.delivery, reader.calm_since_s = self.luck.choice(KINDS), self.now_s
            self._admit(reader)

    def leave(self) -> None:
        """Somebody leaves, perhaps with a digest on its way."""
        reader = self._somebody()
        self._command(reader, "", "psc-leave")
        reader.go(self.now_s)

    def pause(self) -> None:
        """Somebody wants no mail until a day."""
        reader = self._somebody()
        today = datetime.fromtimestamp(self.now_s, ZoneInfo(self.zone)).date()
        until = today + timedelta(days=self.luck.randrange(1, 12))
        self._command(reader, f"pause {until}", "psc-request")
        reader.wake(self.now_s)
        midnight = datetime(until.year, until.month, until.day, tzinfo=ZoneInfo(self.zone))
        reader.paused_until_s = int(midnight.timestamp())

    def resume(self) -> None:
        """Somebody who rests wants mail again."""
        resting = [
            each
            for each in self.ledger.inside()
            if each.delivery == "none" or not each.is_awake(self.now_s)
        ]
        if resting:
            reader = self.luck.choice(resting)
            self._command(reader, "resume", "psc-request")
            reader.wake(self.now_s)

    def disable(self) -> None:
        """Mail to somebody is stopped, when all that was on its way has arrived."""
        if self._is_relay_there:
            self.tick()
            reader = self._somebody()
            if reader.status == "in":
                self.site.ask("change", address=reader.address, status="disabled")
                reader.go(self.now_s, "disabled")
                reader.story.append(f"{iso(self.now_s)} disabled")

    def enable(self) -> None:
        """Mail to somebody goes on."""
        for reader in self.ledger.inside():
            if reader.status == "disabled":
                self.site.ask("change", address=reader.address, status="active")
                reader.status, reader.calm_since_s = "in", self.now_s
                reader.story.append(f"{iso(self.now_s)} enabled")
                return

    def mute_or_follow(self) -> None:
        """Somebody wants no more of a conversation, or all of it at once."""
        if not (recent := self._recent()):
            return
        reader, answers = self._somebody(), self.luck.choice(recent)
        thread, kind = self._threads[answers], self.luck.choice(("mute", "follow"))
        self._command(reader, kind, "psc-request", answers)
        reader.muted.pop(thread, None)
        reader.followed.discard(thread)
        if kind == "mute":
            reader.muted[thread] = self.now_s
        else:
            reader.followed.add(thread)
        # What is still to come of it may come or not: only what is muted all the while may not.
        reader.excused |= {
            number for number in reader.owed if self.ledger.posts[number].thread == thread
        }

    def _admit(self, reader: Reader, **traits: int) -> None:
        reader.story.append(f"{iso(self.now_s)} joins: {reader.delivery}, {reader.zone}")
        self.site.ask(
            "admit",
            group_id=self._group_id,
            address=reader.address,
            zone=reader.zone,
            delivery=reader.delivery,
            **traits,
        )

    def _recent(self) -> list[str]:
        """The members' posts that can be answered, the latest last."""
        return [each for each in self._threads if each not in self._held][-8:]

    def _somebody(self) -> Reader:
        return self.luck.choice(self.ledger.inside())
