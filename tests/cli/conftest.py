"""A site for the commands, and logs as they were before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.place import Place


@pytest.fixture(autouse=True)
def _own_logs() -> Iterator[None]:
    """A command that ran here leaves no handler on a stream that is closed by now."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty site whose mail goes out into files."""
    made = Place(tmp_path)
    made.run("db", "migrate")
    return made


@pytest.fixture
def psc(place: Place) -> Place:
    """A site with the group psc: Ann facilitates, Bob and Cas are members."""
    place.run("group", "create", "psc", "--title", "Peer Support", "--facilitator", ANN)
    place.run("member", "add", "psc", "Bob Bee <bob@example.org>", "cas@example.org")
    return place


ANN = "ann@example.org"
