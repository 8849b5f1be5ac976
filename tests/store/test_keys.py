"""The key file: made once, readable by its owner only, and nothing starts without it (R10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgroup.errors import Refused
from dgroup.store import keys


def test_it_is_made_once(tmp_path: Path) -> None:
    """A second call leaves the secret as it is."""
    assert keys.make(tmp_path / "new")
    made = keys.load(tmp_path / "new")
    assert not keys.make(tmp_path / "new")
    assert keys.load(tmp_path / "new") == made
    assert made.current == 1
    assert len(made.secrets[1]) >= 16
    assert (tmp_path / "new" / keys.NAME).stat().st_mode & 0o777 == 0o600


def test_the_last_key_signs_and_all_are_believed(tmp_path: Path) -> None:
    """A key can be changed without breaking what is under way."""
    (tmp_path / keys.NAME).write_text(f"1 {'ab' * 16}\n2 {'cd' * 16}\n")
    found = keys.load(tmp_path)
    assert (found.current, sorted(found.secrets)) == (2, [1, 2])


@pytest.mark.parametrize(
    "content", ["", "\n\n", "1 \n", "1 abcd\n", "one 00\n", f"1 {'zz' * 16}\n", "1 2 3\n", "\xff"]
)
def test_a_file_without_a_usable_key_is_refused(tmp_path: Path, content: str) -> None:
    """Empty, short or unreadable: no secret is no secret."""
    (tmp_path / keys.NAME).write_text(content, encoding="utf-8")
    with pytest.raises(Refused, match=keys.NAME):
        keys.load(tmp_path)


def test_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    """The message names the command."""
    with pytest.raises(Refused, match="dgroup db migrate"):
        keys.load(tmp_path)
