"""How a company comes together, read from `0-company`: who is invited, what each of them replies.

`answers.toml` holds the replies to the invitations, `introductions.toml` what people then write
about themselves. Their mails are made by `programs`, when the letter that they answer is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from dgroup.demo.programs import Writer
from dgroup.demo.script import Person, Script, read_toml

FOLDER: Final = "0-company"


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reply: whose, when, by which program, in which words, to which kind of letter.

    `address` is where it comes from, "" for the writer's own. It is shown where it has a note.
    """

    key: str
    at: datetime
    program: str
    words: str
    to: str
    outcome: str
    note: str = ""
    address: str = ""


class _Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    at: datetime
    program: str
    words: str
    note: str = ""
    address: str = ""
    to: str = "invitations"
    outcome: str = "confirmed"


class _Answers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    invited: datetime
    by: str
    note: str
    uninvited: tuple[str, ...]
    guests: tuple[Person, ...]
    signatures: Mapping[str, str]
    answers: tuple[_Answer, ...]


class _Introduction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    at: datetime
    program: str
    words: str
    note: str = ""
    to: str = "welcomes"
    outcome: str = "introduced"


class _Introductions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    introductions: tuple[_Introduction, ...]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody writes, and when."""

    at: datetime
    words: str


class Pasted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pasted list: who of it is invited, and the line in which there is no address."""

    at: datetime
    words: str
    invited: tuple[str, ...]
    unread: str


class Beginning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a group comes into being: asked for, confirmed, approved, and its first people asked."""

    title: str
    by: str
    operator: Person
    create: Words
    confirm: Words
    approve: Words
    learn: Words
    speak: Words
    invite: Pasted
    sure: Words


class Company(msgspec.Struct, frozen=True):
    """How it begins, who is invited, when and by whom, and all replies, the oldest first."""

    beginning: Beginning
    invited_at: datetime
    by: Person
    note: str
    invited: tuple[Person, ...]
    uninvited: tuple[Person, ...]
    guests: tuple[Person, ...]
    answers: tuple[Said, ...]
    introductions: tuple[Said, ...]
    signatures: Mapping[str, str]

    @property
    def silent(self) -> frozenset[str]:
        """The keys of those who answer nothing to their invitation."""
        return frozenset(each.key for each in self.invited) - {each.key for each in self.answers}

    def person(self, key: str) -> Person:
        """Return whoever has this key, of the community or a guest."""
        everybody = (self.by, *self.invited, *self.uninvited)
        return next(each for each in everybody if each.key == key)

    def writer(self, said: Said) -> Writer:
        """Return who replies, as their mail program knows them."""
        person = self.person(said.key)
        address = said.address or person.address
        return Writer(person.name, address, person.language, self.signatures.get(said.key, ""))


def read_company(script: Script) -> Company:
    """Read what `script` has of it. Raises ConfigError, naming the file that is wrong."""
    folder: Path = script.folder / FOLDER
    plan = read_toml(folder / "answers.toml", _Answers)
    written = read_toml(folder / "introductions.toml", _Introductions)
    return Company(
        beginning=read_toml(folder / "beginning.toml", Beginning),
        invited_at=plan.invited,
        by=script.person(plan.by),
        note=plan.note,
        invited=(
            *(each for each in script.people if each.key not in (plan.by, *plan.uninvited)),
            *plan.guests,
        ),
        uninvited=tuple(map(script.person, plan.uninvited)),
        guests=plan.guests,
        answers=_in_order(plan.answers),
        introductions=_in_order(written.introductions),
        signatures=plan.signatures,
    )


def _in_order(found: tuple[_Answer, ...] | tuple[_Introduction, ...]) -> tuple[Said, ...]:
    said = [
        Said(
            key=each.key,
            at=each.at,
            program=each.program,
            words=each.words.strip(),
            to=each.to,
            outcome=each.outcome,
            note=each.note,
            address=each.address if isinstance(each, _Answer) else "",
        )
        for each in found
    ]
    return tuple(sorted(said, key=lambda each: each.at))
