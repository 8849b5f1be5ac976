"""Few mails, and still part of it: members who read digests, and answer what they read there.

One leaves the message that she answers below her words; one leaves everything, and is asked; one
writes to the address of a conversation. Nothing of a digest is in what the others get.
"""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from typing import Final

import msgspec

from dgroup.demo.programs import Writer, compose, reply
from dgroup.demo.readers import DigestReader, Rhythm
from dgroup.demo.script import Letter, Person, read_toml
from dgroup.demo.show import Posted, Show
from dgroup.demo.speaking import answer, tell, write
from dgroup.demo.views import letter_of, phone, text_of
from dgroup.demo.world import Delivered
from dgroup.mail.address import fold
from dgroup.mail.parse import parse

FOLDER: Final = "10-digest"
_WHICH: Final = "questions which conversation"
_SOON_S: Final = 330  # digests are looked after every five minutes
_PHONE: Final = 14  # lines of a letter on a phone


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A word by which somebody chooses how mail comes."""

    key: str
    at: datetime
    words: str
    rhythm: Rhythm
    note: str


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    at: datetime
    words: str
    about: str = ""
    subject: str = ""


class _Digests(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    choices: tuple[Choice, ...]
    quoting: _Said
    unclear: _Said
    number: _Said
    writing: _Said


async def digests(show: Show) -> None:
    """Three members choose a digest, the weekend passes, and each takes part in her own way."""
    scene, screen = show.script.scene(FOLDER), show.screen
    story = read_toml(scene.folder / "digest.toml", _Digests)
    await screen.title(scene.title)
    for each in story.choices:
        await choose(show, each)
    for letter in scene.letters:
        await show.deliver(letter)
    asked, by = story.quoting, show.script.person(story.quoting.key)
    await show.work(asked.at.timestamp())
    await show.letters_came()
    if digest := show.latest(by.address, "digests"):
        screen.line()
        screen.lines([f"On Sunday morning {by.name} in {by.place} reads one mail:"])
        screen.line()
        screen.lines(_first_conversation(letter_of(digest)), 4)
        screen.line()
        await screen.pause(1.0)
        await _quote(show, by, digest, asked)
    await _ask(show, story.unclear, story.number)
    await _write(show, story.writing)


async def choose(show: Show, said: Choice) -> None:
    """Somebody says by a word how mail is to come."""
    person, group = show.script.person(said.key), show.script.groups[0]
    address, robot = fold(person.address), f"{group.name}-request"
    await write(show, person, robot, "", said.words, said.at, f"command {said.rhythm}")
    show.owe(address, "answers")
    detail = ""
    if said.rhythm == "each":
        reader = show.digests[address]
        if reader.back():
            show.owe(address, "digests")
            detail = f"{len(reader.had[-1])} at once"
        show.readers[group.name].add(address)
        await show.work(said.at.timestamp() + _SOON_S)
        await show.stage.work_now()
    else:
        show.readers[group.name].discard(address)
        show.digests[address] = DigestReader(address, said.rhythm)
    await show.letters_came()
    result = {"each": "each message", "daily": "once a day", "weekly": "once a week"}[said.rhythm]
    await tell(show, person, said.at, f"“{said.words}”", said.note, result, detail)


async def _quote(show: Show, by: Person, digest: Delivered, said: _Said) -> None:
    """A reply to a digest, below whose words one message of it was left standing."""
    about = _about(show, said.about)
    if about is None:
        return
    writer = Writer(by.name, by.address, by.language)
    trimmed = _left_standing(digest, show.script.person(said.about).name)
    content = reply("iphone", writer, said.words.strip(), trimmed, said.at)
    letter = show.script.letter(content, "", "posted")
    started = time.monotonic()
    await show.hand_in(letter)
    first_name = show.script.person(said.about).name.partition(" ")[0]
    note = f"leaves {first_name}'s message below her words"
    await _came(show, letter, by, said, about, started, note)


async def _ask(show: Show, said: _Said, number: _Said) -> None:
    """A reply with the whole digest below it: it is posted nowhere until its writer says where."""
    by = show.script.person(said.key)
    digest = show.latest(by.address, "digests")
    words = said.words.strip()
    sent = await answer(show, by, digest, words, said.at, "answered which", "outlook")
    show.owe(by.address, _WHICH)
    await show.letters_came()
    if sent is None:
        return
    note = "Outlook: all of the digest below it"
    await tell(show, by, said.at, f"“{said.words}”", note, "asked", "for which?", "yellow")
    asked = show.latest(by.address, _WHICH)
    if asked is None:
        return
    screen = show.screen
    screen.line()
    screen.lines(phone(asked, _PHONE), 6)
    screen.line()
    about = _about(show, number.about)
    started = time.monotonic()
    told = await answer(show, by, asked, number.words, number.at, "confirmed", "iphone")
    show.owe(by.address, "receipts")
    if told is None or about is None:
        return
    letter = replace(sent, comes=told.comes)
    note = "and her words go to that conversation"
    number_said = msgspec.structs.replace(said, words=number.words, at=number.at)
    await _came(show, letter, by, number_said, about, started, note, said.words)
    await show.letters_came()


async def _write(show: Show, said: _Said) -> None:
    """A mail of somebody's own to the address that stands below a conversation in a digest."""
    by = show.script.person(said.key)
    await show.work(said.at.timestamp())
    await show.letters_came()
    digest = show.latest(by.address, "digests")
    if digest is None:
        return
    screen = show.screen
    screen.line()
    screen.lines([f"On Monday {by.name} has the week, on her phone in {by.place}:"])
    screen.line()
    screen.lines(phone(digest, _PHONE), 6)
    screen.line()
    about = _about(show, said.about)
    if about is None:
        return
    to = _address_below(digest, about.letter.subject)
    if not to:
        show.surprise(f"the digest of {by.name} has no address for {about.letter.subject!r}")
        return
    writer = Writer(by.name, by.address, by.language)
    content = compose(writer, to, said.subject, said.words.strip(), said.at)
    letter = show.script.letter(content, "", "posted")
    started = time.monotonic()
    await show.hand_in(letter)
    note = f"to {to.partition('@')[0]}@, which stands below it"
    await _came(show, letter, by, said, _last_in(show, about), started, note)


async def _came(
    show: Show,
    letter: Letter,
    by: Person,
    said: _Said,
    about: Posted,
    started: float,
    note: str,
    words: str = "",
) -> None:
    """Wait for the copies of an answer, which hangs below the post it is about."""
    group = show.script.groups[0]
    letter = replace(letter, to=(f"{group.name}@{show.script.domain}",))
    copies, took = await show.spread(
        letter,
        started,
        answers=about.letter.message_id,
        words=(words or said.words).strip(),
    )
    await tell(show, by, said.at, f"“{said.words}”", note, copies, took)


def _about(show: Show, key: str) -> Posted | None:
    """The latest new conversation that somebody has begun; None, and a surprise, where none is."""
    person = show.script.person(key)
    for each in reversed(show.posted):
        is_new = not parse(each.letter.content).references
        if is_new and fold(each.letter.author.address) == fold(person.address):
            return each
    show.surprise(f"{person.name} has begun no conversation")
    return None


def _first_conversation(lines: Sequence[str]) -> Sequence[str]:
    """The beginning of a digest, down to the address below its first conversation."""
    ends = (number for number, line in enumerate(lines, 1) if "thread+" in line)
    end = next(ends, len(lines))
    return [*lines[:end], "", "…"] if end < len(lines) else lines


def _last_in(show: Show, first: Posted) -> Posted:
    """The latest post of the conversation that one began."""
    last, ids = first, {first.letter.message_id}
    for each in show.posted:
        if each.answers in ids or ids.intersection(parse(each.letter.content).references):
            ids.add(each.letter.message_id)
            last = each
    return last


def _left_standing(digest: Delivered, name: str) -> EmailMessage:
    """The digest as it stands below an answer of which all but one message was taken out."""
    lines: list[str] = []
    is_inside = False
    for line in text_of(digest):
        if line.startswith("=="):
            is_inside = line.startswith(f"== {name}, ")
        if is_inside:
            lines.append(line)
    mail = email.message_from_bytes(digest.content, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    mail.set_content("\n".join(lines))
    return mail


def _address_below(digest: Delivered, subject: str) -> str:
    """The address that stands below a conversation; "" where there is none."""
    is_inside = False
    for line in text_of(digest):
        if line.startswith("==="):
            is_inside = line.endswith(subject)
        elif is_inside and line.startswith("==") and "thread+" in line:
            return line.split()[-1]
    return ""
