"""The script of the show, read from `examples/community`: people, groups, scenes and their letters.

A scene is a folder with a `scene.toml` and its letters, each a mail as its writer's program made
it. Who is in it and what is said stand there and nowhere else; here they become values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from dgroup.domain.model import DeliveryChoice, Role
from dgroup.errors import ConfigError
from dgroup.mail import wire
from dgroup.mail.address import Mailbox, fold, split
from dgroup.mail.parse import parse


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody in the script; `key` is how other tables name them."""

    key: str
    name: str
    address: str
    place: str
    country: str
    language: str = "en"
    role: Role = "member"
    mail: DeliveryChoice = "each"
    is_moderated: bool = False


class GroupPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group to be made; no `members` means everybody, no `facilitators` those with that role."""

    name: str
    title: str
    purpose: str = ""
    introductions: str = "ask"
    parent: str = ""
    members: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()

    def role_of(self, person: Person) -> Role:
        """Return what a person is in this group."""
        if not self.facilitators:
            return person.role
        if person.key in self.facilitators:
            return "facilitator"
        return "member" if person.role == "facilitator" else person.role


class _LetterPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    note: str
    expect: str = "posted"
    turn: Literal["given", "any"] = "given"


class _ScenePlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    letters: tuple[_LetterPlan, ...] = ()


class _Cast(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    domain: str
    groups: tuple[GroupPlan, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that somebody sends, with CRLF line ends, and what is to become of it.

    `expect` is an outcome, and its reason behind a space if there is one; of several, with commas.
    Letters of a scene that stand together with `in_any_turn` may come in any order. `to` are its
    addresses at the site.
    """

    content: bytes
    author: Mailbox
    to: tuple[str, ...]
    subject: str
    comes: datetime  # when it reaches us, on the clock of whoever handed it in
    message_id: str
    note: str
    expect: str
    in_any_turn: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A scene: its title and its letters; `folder` holds what else it needs."""

    title: str
    letters: tuple[Letter, ...]
    folder: Path


@dataclass(frozen=True, slots=True)
class Script:
    """The whole script. Its scenes are read when they are played."""

    domain: str
    groups: tuple[GroupPlan, ...]
    people: tuple[Person, ...]
    folder: Path

    def person(self, key: str) -> Person:
        """Return the person with this key; there must be one."""
        return next(each for each in self.people if each.key == key)

    def who(self, address: str) -> Person | None:
        """Return whoever has this address; None for somebody from outside."""
        return next((each for each in self.people if fold(each.address) == fold(address)), None)

    def group(self, address: str) -> GroupPlan | None:
        """Return the group that has this address; None where there is none."""
        local, domain = split(fold(address))
        if domain != self.domain:
            return None
        return next((each for each in self.groups if each.name == local), None)

    def members(self, group: GroupPlan) -> tuple[Person, ...]:
        """Return the members of a group, in the script's order."""
        return tuple(each for each in self.people if not group.members or each.key in group.members)

    def readers(self, group: GroupPlan) -> tuple[Person, ...]:
        """Return those members to whom every post is sent."""
        return tuple(each for each in self.members(group) if each.mail == "each")

    def scene(self, name: str) -> Scene:
        """Read a scene by the name of its folder. Raises ConfigError."""
        folder = self.folder / name
        plan = read_toml(folder / "scene.toml", _ScenePlan)
        return Scene(plan.title, tuple(self._letter(folder, each) for each in plan.letters), folder)

    def letter(self, content: bytes, note: str, expect: str) -> Letter:
        """Make a letter of a mail that a scene wrote itself; `content` has any line ends."""
        content = wire.normalise(content)
        mail = parse(content)
        to = tuple(each.address for each in (*mail.to, *mail.cc))
        received = mail.first(b"received").rpartition(";")[2].strip()
        return Letter(
            content=content,
            author=mail.sender or Mailbox("", ""),
            to=tuple(each for each in to if split(fold(each))[1] == self.domain),
            subject=mail.subject,
            comes=parsedate_to_datetime(received or mail.first(b"date")),
            message_id=mail.message_id,
            note=note,
            expect=expect,
        )

    def _letter(self, folder: Path, plan: _LetterPlan) -> Letter:
        letter = self.letter((folder / plan.file).read_bytes(), plan.note, plan.expect)
        return replace(letter, in_any_turn=plan.turn == "any")


def read_script(folder: Path) -> Script:
    """Read the script in `folder`. Raises ConfigError, naming the file that is wrong."""
    cast = read_toml(folder / "people.toml", _Cast)
    return Script(cast.domain, cast.groups, cast.people, folder)


T = TypeVar("T")


def read_toml(file: Path, kind: type[T]) -> T:
    """Read a file of the script as what it holds. Raises ConfigError, naming the file."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=kind)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; reinstall dgroup") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error
