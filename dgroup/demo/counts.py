"""Whether the company of the show is what it says: in the site's own store, and in the mailboxes.

Each check returns what is wrong, nothing where all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Final

from dgroup.demo.kinds import kind_of
from dgroup.demo.show import Show
from dgroup.demo.world import Delivered
from dgroup.mail.address import fold
from dgroup.store import introductions, people, posts

INVITED: Final = 27
JOINED: Final = 27
INTRODUCED: Final = 19
REMINDED: Final = 8


async def numbers(show: Show) -> list[str]:
    """Compare the four numbers with the store, and with what lies in the mailboxes."""
    plan = show.script.groups[0]
    db, group = show.stage.site.db, show.stage.groups[plan.name]
    counts = await introductions.count(db, group)
    members = await people.members(db, group)
    by_robot = [
        (kind_of(each), fold(each.recipient))
        for each in show.world.mails
        if each.is_by_robot and each.list_id == f"{plan.name}.{show.script.domain}"
    ]
    letters = Counter(kind for kind, _ in by_robot)
    reminded = {address for kind, address in by_robot if kind == "reminders"}
    names = {fold(each.address) for each in show.script.members(plan)}
    found = (
        ("invitations in the mailboxes", letters["invitations"], INVITED),
        ("welcomes in the mailboxes", letters["welcomes"] + letters["address cards"], JOINED),
        ("people with reminders in their mailboxes", len(reminded), REMINDED),
        ("members in the store", counts.members, JOINED),
        ("members who belong there", len(names & {fold(each.address) for each in members}), JOINED),
        ("introductions in the store", counts.presented, INTRODUCED),
        ("introductions of the story", len(show.presented), INTRODUCED),
    )
    return [f"{what}: {there}, not {wanted}" for what, there, wanted in found if there != wanted]


async def presented(show: Show) -> list[str]:
    """Whether each introduction says what its writer wrote, and all are in one thread."""
    plan = show.script.groups[0]
    db, group = show.stage.site.db, show.stage.groups[plan.name]
    ids = {each.message_id for each in show.presented}
    threads: set[int] = {
        each.thread_id for each in await posts.of_group(db, group) if each.message_id in ids
    }
    problems = [f"introductions are in {len(threads)} threads"] if len(threads) > 1 else []
    words = {each.message_id: each for each in show.presented}
    references = set()
    for mail in show.world.mails:
        written = words.get(mail.message_id)
        if written is None or mail.is_by_robot:
            continue
        references.add(str(mail.mail["References"] or ""))
        text = " ".join(_text(mail).split())
        problems += [
            f"the introduction of {written.person.name} misses {paragraph[:30]!r}"
            f" at {mail.recipient}"
            for paragraph in written.words.split("\n\n")
            if " ".join(paragraph.split()) not in text
        ]
    if len(references) > 1:
        problems.append(f"the copies of introductions name {len(references)} threads")
    return problems


def quiet(show: Show) -> list[str]:
    """Whether those who wanted less mail have had none that they did not want."""
    problems = []
    for person in show.script.people:
        mails = show.world.mailbox(person.address)
        unwanted: Sequence[Delivered]
        if person.mail == "none":
            unwanted = [each for each in mails if not each.is_by_robot]
        elif person.key in show.paused:
            away = [
                each for each in _after_answer(mails) if _sent_s(each) < show.paused[person.key]
            ]
            unwanted = [each for each in away if not _is_for_all(each)]
        elif thread := show.muted.get(person.key):
            later = _after_answer(mails)
            unwanted = [each for each in later if thread in _answered(each)]
        else:
            continue
        problems += [f"{person.name} has {str(each.mail['Subject'])!r}" for each in unwanted]
    return problems


def _text(mail: Delivered) -> str:
    part = mail.mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def _answered(mail: Delivered) -> str:
    return f"{mail.mail['References']} {mail.mail['In-Reply-To']}"


def _sent_s(mail: Delivered) -> float:
    return parsedate_to_datetime(str(mail.mail["Date"])).timestamp()


def _is_for_all(mail: Delivered) -> bool:
    """Whether this is one of the letters that nobody is left out of, on holiday or not."""
    return mail.is_by_robot and kind_of(mail) in ("which case?", "your case group")


def _after_answer(mails: Sequence[Delivered]) -> Sequence[Delivered]:
    """What came after the letter which says that it is done; all, where there is none."""
    is_answer = [each.is_by_robot and kind_of(each) == "answers" for each in mails]
    return mails[is_answer.index(True) + 1 :] if True in is_answer else mails
