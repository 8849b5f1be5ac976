"""Everybody is on holiday: each mail of the server is answered by a vacation program, and it ends.

The programs answer in turn to From, to Reply-To and to the return path, some with the marks of a
machine and some without, in four languages (R6, R8).
"""

from __future__ import annotations

import email
import email.policy
import itertools
from collections import Counter
from email.utils import parseaddr
from pathlib import Path

import pytest

from tests.peers import Mail
from tests.site import DOMAIN, letter
from tests.stories.world import World, world

ANN, BOB, CAT, BOSS = (f"{name}@example.org" for name in ("ann", "bob", "cat", "boss"))
AWAY = {
    "en": (
        "Automatic reply: {}",
        "I am out of the office until 3 January, with no access to mail.",
    ),
    "nl": ("Re: {}", "Ik ben afwezig tot en met 3 januari. Uw bericht wordt niet doorgestuurd."),
    "fr": ("Re: {}", "Je suis absent du bureau jusqu'au 3 janvier et répondrai à mon retour."),
    "es": ("Re: {}", "Estoy fuera de la oficina hasta el 3 de enero. Responderé a mi regreso."),
}
MOST = 2  # mails in each exchange with one machine


class Vacation:
    """A program that answers every mail to an address, in one of the ways there are."""

    def __init__(self, to: str, language: str, *, is_marked: bool) -> None:
        self._to = to
        self._subject, self._text = AWAY[language]
        self._is_marked = is_marked
        self._numbers = itertools.count()

    def answer(self, mail: Mail, owner: str) -> tuple[bytes, str] | None:
        """Return the answer and where it goes; None where nobody can be answered."""
        read = email.message_from_bytes(mail.content, policy=email.policy.compat32)
        target = {
            "from": parseaddr(str(read["From"]))[1],
            "reply-to": parseaddr(str(read["Reply-To"] or read["From"]))[1],
            "return path": mail.sender,
        }[self._to]
        if not target:
            return None
        marks = {"auto_submitted": "auto-replied"} if self._is_marked else {}
        content = letter(
            f"<{owner}>",
            target,
            subject=self._subject.format(read["Subject"]),
            body=self._text,
            id=f"away{next(self._numbers)}.{owner}",
            in_reply_to=str(read["Message-ID"]).strip("<> \r\n\t"),
            **marks,
        )
        return content, target


async def live(everybody: World, programs: dict[str, Vacation], most: int = 200) -> Counter[str]:
    """Let the programs answer until nothing moves; return how many answers each gave."""
    answered: Counter[str] = Counter()
    seen = 0
    while True:
        await everybody.come_to_rest()
        mails = everybody.peer.mails[seen:]
        seen += len(mails)
        if not mails:
            return answered
        for mail in mails:
            for to in mail.recipients:
                said = programs[to].answer(mail, to) if to in programs else None
                if said and said[1].endswith(f"@{DOMAIN}"):
                    answered[to] += 1
                    assert answered.total() < most, answered
                    await everybody.write(said[0], said[1], sender=to)


@pytest.mark.parametrize("is_marked", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("to", ["from", "reply-to", "return path"])
@pytest.mark.parametrize("language", AWAY)
async def test_vacation_programs_end_every_exchange(
    tmp_path: Path, language: str, to: str, *, is_marked: bool
) -> None:
    """A post, a join, a question to the robot, a held post: nobody gets more than two mails of it.

    Nothing that they say is posted, confirmed, decided or taken for an introduction.
    """
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await home.found("psc", ANN, BOB, post="moderated")
        await home.admit(group_id, BOSS, role="facilitator")
        programs = {
            each: Vacation(to, language, is_marked=is_marked) for each in (ANN, BOB, CAT, BOSS)
        }

        async def exchange(content: bytes, recipient: str, sender: str) -> None:
            before = everybody.got()
            await everybody.write(content, recipient, sender=sender)
            await live(everybody, programs)
            after = everybody.got()
            for each in programs:
                assert after[each] - before.get(each, 0) <= MOST, (recipient, each)

        await exchange(letter(sender=f"<{BOSS}>", id="post@x"), "psc", BOSS)
        await exchange(letter(sender=f"<{ANN}>", id="held@x"), "psc", ANN)
        await exchange(
            letter(sender=f"<{CAT}>", subject="join", body="", id="join@x"), "psc-join", CAT
        )
        await exchange(
            letter(sender=f"<{BOB}>", subject="help", body="", id="help@x"), "dgroup", BOB
        )
        await exchange(
            letter(sender=f"<{BOB}>", subject="daily", body="", id="day@x"), "psc-request", BOB
        )
        assert home.rows("select message_id from post") == [("post@x",)]
        in_group = "status = 'active' and group_id = (select id from groups where name = 'psc')"
        assert home.rows(f"select count(*) from member where {in_group}") == [(3,)]
        assert home.rows("select state from held where message_id = 'held@x'") == [("waiting",)]
        assert home.one("select count(*) from member where delivery = 'daily'") == 1
        assert home.rows("select * from introduction") == []
