"""Where letters, migrations and examples are found: in a checkout, an editable install or a wheel.

The operator's own templates come first, then what stands beside a checkout's pyproject.toml, then
the package itself. A checkout goes before the package because an editable install copies the
folders into the package once, and there they go stale.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def template_folders(data_dir: Path | None = None) -> tuple[Path, ...]:
    """Return the folders in which a letter is looked for, first match wins.

    The operator's `data_dir`/templates is named even before it exists; it need not hold a full set.
    """
    shipped = shipped_folder("templates")
    return (shipped,) if data_dir is None else (data_dir / "templates", shipped)


def migrations_folder() -> Path:
    """Return the folder of the numbered .sql files."""
    return shipped_folder("migrations")


def languages(data_dir: Path | None = None) -> tuple[str, ...]:
    """Return the languages that have letters, sorted; empty where no templates are found."""
    found: set[str] = set()
    for folder in template_folders(data_dir):
        if folder.is_dir():
            found.update(one.name for one in folder.iterdir() if one.is_dir())
    return tuple(sorted(name for name in found if name.isalpha()))


def shipped_folder(name: str) -> Path:
    """Return what dgroup ships as `name` ("examples"): beside a checkout, else in the package."""
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / name
