"""Who may know whom: imports go downward only, and some libraries have one room."""

from __future__ import annotations

import pytest

from tests.house.tree import Module, imports, modules

# Files of the package itself (config, errors, logs …) lie below all floors.
FLOORS = {
    "mail": 1,
    "domain": 2,
    "reading": 3,
    "store": 4,
    "commands": 5,
    "activities": 5,
    "server": 6,
    "demo": 7,
    "cli": 8,
    "__main__": 9,
}
GROUND = 0

# library: where it may be used, by the beginning of the path
ROOMS = {
    "sqlite3": ("dgroup/store/",),
    "aiosqlite": ("dgroup/store/",),
    "asyncpg": ("dgroup/store/",),
    "aiosmtpd": ("dgroup/server/inbound/listener",),
    "jinja2": ("dgroup/mail/render.py", "dgroup/server/web"),
    "click": ("dgroup/cli/",),
    "starlette": ("dgroup/server/web/",),
    "uvicorn": ("dgroup/server/web/engine.py",),
}

# The three lower floors are pure: values in, values out.
PURE = ("dgroup/mail/", "dgroup/domain/", "dgroup/reading/")
IMPURE = {"asyncio", "logging", "random", "socket", "subprocess", "threading", "multiprocessing"}
IMPURE_NAMES = {"time.time", "time.monotonic", "time.sleep", "datetime.now", "os.environ"}


def room(name: str) -> str:
    """Return the room of a dotted name: "mail" of "dgroup.mail.parse", "" outside the package."""
    parts = name.split(".")
    return parts[1] if parts[0] == "dgroup" and len(parts) > 1 else ""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_imports_go_downward(module: Module) -> None:
    """A module imports from its own room and from the floors below, never sideways or up."""
    here = room(module.name)
    for name in imports(module):
        there = room(name)
        if there and there != here:
            assert FLOORS.get(there, GROUND) < FLOORS.get(here, GROUND) or (
                there not in FLOORS and here not in FLOORS
            ), f"{module.path} may not know {name}"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.path)
def test_libraries_keep_to_their_rooms(module: Module) -> None:
    """SQL drivers, the SMTP server, templates and the command line are each used in one place."""
    for name in imports(module):
        allowed = ROOMS.get(name.partition(".")[0])
        assert allowed is None or module.path.startswith(allowed), f"{module.path} imports {name}"


@pytest.mark.parametrize(
    "module", [one for one in modules() if one.path.startswith(PURE)], ids=lambda one: one.path
)
def test_the_lower_floors_are_pure(module: Module) -> None:
    """Mail and domain import nothing that has a clock, a socket, a thread or chance."""
    for name in imports(module):
        assert name.partition(".")[0] not in IMPURE, f"{module.path} imports {name}"
        assert name not in IMPURE_NAMES, f"{module.path} imports {name}"
    for name in ("time.time()", "datetime.now(", "os.environ"):
        assert name not in module.text, f"{module.path} uses {name}"


def test_every_folder_is_a_known_room() -> None:
    """A new folder has to be given a floor here before anybody may live in it."""
    rooms = {module.path.split("/")[1] for module in modules() if module.path.count("/") > 1}
    assert rooms <= FLOORS.keys()
