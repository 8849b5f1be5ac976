"""Plays every dialogue file beside this one; to add a case, add a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wire.dialogue import play

FILES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_dialogue(file: Path) -> None:
    """The server says, word for word, what the dialogue says it does."""
    await play(file)
