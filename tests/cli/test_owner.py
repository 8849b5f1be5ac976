"""Who may write to a site: its owner; and root, who gives what it made to that owner."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.place import SETTINGS, Place

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")

SOMEBODY, SOMEBODY_ELSE = 54_321, 54_322  # no names in any system


@pytest.fixture
def theirs() -> Iterator[Place]:
    """A folder of somebody's, open to all, with a dgroup.toml."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        place = Place(folder, SETTINGS)
        place.file.chmod(0o644)
        for path in (folder, place.file):
            os.chown(path, SOMEBODY, SOMEBODY)
        yield place


def owners(place: Place) -> dict[str, int]:
    """Return whose each file of the site is."""
    found = {path.name: path.stat().st_uid for path in place.folder.rglob("*")}
    return {name: uid for name, uid in found.items() if name != "dgroup.toml"}


@contextmanager
def as_user(uid: int) -> Iterator[None]:
    """Be another user for a while. What Python still has to import must be imported before."""
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_root_makes_belongs_to_the_owner(theirs: Place) -> None:
    """Database, keys, lock and outbox are the owner's, who can go on at once."""
    theirs.run("db", "migrate")
    theirs.run("group", "create", "psc", "--title", "P")
    theirs.run("member", "add", "psc", "bob@example.org")
    theirs.inject(theirs.mail())
    (theirs.folder / "1.eml").unlink()
    theirs.run("queue", "run")
    found = owners(theirs)
    assert {"dgroup.db", "dgroup.key", "outbox"} <= found.keys()
    assert set(found.values()) == {SOMEBODY}


WRITING = [
    ("group", "create", "psc", "--title", "P"),
    ("db", "migrate"),
    ("queue", "retry"),
    ("job", "run"),
]


@pytest.mark.parametrize("words", WRITING)
def test_nobody_else_writes(theirs: Place, words: tuple[str, ...]) -> None:
    """Another user is told in one line whose the site is, and how to go on."""
    theirs.run("db", "migrate")
    theirs.run(words[0], "--help")
    theirs.database.chmod(0o666)
    (theirs.folder / "dgroup.key").chmod(0o644)
    before = theirs.dump()
    with as_user(SOMEBODY_ELSE):
        done = theirs.run(*words, code=1)
    assert done.stdout == ""
    assert f"belongs to #{SOMEBODY}; do this as that user: sudo -u '#{SOMEBODY}'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert theirs.dump() == before
    with as_user(SOMEBODY):
        theirs.run(*words)


def test_looking_is_for_those_who_may_read(theirs: Place) -> None:
    """Who may not read the database is told whose it is; who may, may look."""
    theirs.run("db", "migrate")
    theirs.run("group", "list")
    with as_user(SOMEBODY_ELSE):
        assert f"belongs to #{SOMEBODY}" in theirs.run("group", "list", code=1).stderr
    with as_user(SOMEBODY):
        assert "dgroup-facilitators" in theirs.run("group", "list").stdout
