"""The server is killed wherever a summary is drafted, decided and sent: each goes out once (R28)."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.soak.conftest import Tell
from tests.soak.mortal import Died, Mortal
from tests.soak.outbox import Outbox, Sent
from tests.writing import letter

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

WEEKS = 24
BEGAN_S = int(datetime(2026, 9, 21, 8, tzinfo=UTC).timestamp())  # a Monday, over a change of clocks
LEADS = ("bea@example.org", "cleo@example.org")
READERS = ("ben@example.org", "dora@example.org")
WORDS = "We begin each meeting with a round in which everybody says how they are today, number {}."


class Weeks:
    """A group with a summary each Friday, week after week; and how often the process has died."""

    def __init__(self, site: Mortal, luck: random.Random) -> None:
        self.site, self.luck = site, luck
        self.site.now_s = BEGAN_S
        settings = {"introductions": "off", "desk_day": "off", "summary_every": 7}
        group = site.ask("found", name="psc", zone="Europe/Brussels", settings=settings)
        for address in LEADS:
            self._admit(group["group_id"], address, role="facilitator")
        for address in READERS:
            self._admit(group["group_id"], address, delivery="monthly")
        self._admit(group["group_id"], "ann@example.org")
        self._outbox = Outbox(site.folder / "outbox")

    def mail(self, sender: str, to: str, subject: str, body: str, name: str) -> None:
        """Somebody writes, and writes again where nobody has answered."""
        moment = format_datetime(datetime.fromtimestamp(self.site.now_s, UTC))
        content = letter(
            f"<{sender}>",
            f"{to}@lists.example.org",
            subject=subject,
            body=body,
            id=name,
            date=moment,
        )
        self._insist("mail", content=content, to=to, sender=sender)

    def wait(self, hours: int) -> list[Sent]:
        """Let time pass, and what is due be done, killed and done again; return what came."""
        for _ in range(hours // 8):
            self.site.now_s += 8 * 3600
            self._insist("jobs")
            self._insist("deliver")
        came = {(each.to, each.message_id): each for each in self._outbox.fresh()}
        return [each for each in came.values() if each.kind != "copy"]

    def _insist(self, deed: str, **words: Any) -> None:
        while True:
            dies_at = self.luck.randrange(1, 120) if self.luck.random() < 0.3 else 0
            try:
                self.site.ask(deed, dies_at=dies_at, **words)
            except Died:
                continue
            return

    def _admit(self, group_id: int, address: str, **how: str) -> None:
        self.site.ask("admit", group_id=group_id, address=address, zone="", **how)


def test_each_week_is_summed_up_once(tell: Tell, tmp_path: Path) -> None:
    """Half a year: every facilitator has one draft, every reader one summary, skipped ones none."""
    with Mortal(tmp_path / "site") as site:
        weeks = Weeks(site, random.Random(28))
        wrong, decided = [], Counter[str]()
        for week in range(WEEKS):
            weeks.mail(
                "ann@example.org", "psc", f"How to begin {week}", WORDS.format(week), f"w{week}@x"
            )
            before = weeks.wait(3 * 24 + 8)  # Thursday, late
            drafts = [each for each in before if each.subject.startswith("Draft: ")]
            said = ("ok", "skip", "", "")[week % 4]
            if said and drafts:
                to = drafts[0].reply_to.partition("@")[0].rpartition("<")[2]
                weeks.mail(drafts[0].to, to, f"Re: {drafts[0].subject}", said, f"d{week}@x")
            after = weeks.wait(4 * 24 - 8)
            decided[said or "as drafted"] += 1
            wanted = Counter({} if said == "skip" else dict.fromkeys(READERS, 1))
            sent = {(each.to, each.message_id) for each in after if each.number}
            summed = {one for one in sent if f"How to begin {week}" in _text(after, one)}
            if Counter(each.to for each in drafts) != Counter(LEADS):
                wrong.append((week, "drafts", [(each.to, each.subject) for each in drafts]))
            if Counter(to for to, _ in summed) != wanted or len(summed) < wanted.total():
                wrong.append((week, "summaries", sorted(sent)))
        left = site.ask("waiting")
    tell(
        "kills over summaries", weeks=WEEKS, kills=site.deaths.total(), **decided, wrong=len(wrong)
    )
    assert wrong[:3] == []
    assert left["shunted"] == []
    assert site.deaths.total() >= 100


def _text(mails: list[Sent], one: tuple[str, str]) -> str:
    """The words of a summary; a digest of the month has other words in its subject."""
    mail = next(each for each in mails if (each.to, each.message_id) == one)
    return mail.text if mail.subject.startswith("The week in ") else ""
