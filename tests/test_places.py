"""What is shipped is found wherever dgroup lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgroup import places

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_goes_before_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside pyproject.toml is looked first; without it, or the folder, in the package."""
    package = tmp_path / "dgroup"
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(places, "_PACKAGE", package)
    assert places.shipped_folder("templates") == package / "templates"
    (tmp_path / "pyproject.toml").touch()
    assert places.shipped_folder("templates") == tmp_path / "templates"
    assert places.migrations_folder() == package / "migrations"


def test_the_operators_own_letters_come_first(tmp_path: Path) -> None:
    """data_dir/templates goes before what is shipped, even before it exists."""
    assert places.template_folders(tmp_path) == (tmp_path / "templates", ROOT / "templates")
    assert places.template_folders() == (ROOT / "templates",)


def test_languages_are_the_folders_with_letters(tmp_path: Path) -> None:
    """English is always there; files and odd names are no languages."""
    own = tmp_path / "templates"
    own.mkdir()
    for name in ("eo", ".git", "__pycache__"):
        (own / name).mkdir()
    (own / "README").touch()
    found = places.languages(tmp_path)
    assert {"en", "eo"} <= set(found)
    assert not {".git", "__pycache__", "README"} & set(found)
