"""What the long tests found is counted, and printed at the end of the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[..., None]

_told: list[str] = []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Tell:
    """Print one line of results, now and at the end: `tell("kills", accepted=7, lost=0)`."""

    def line(what: str, **figures: object) -> None:
        shown = " ".join(f"{name}={_shown(value)}" for name, value in figures.items())
        _told.append(f"{what}: {shown}")
        print(_told[-1], flush=True)

    return line


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the scenarios told."""
    if _told:
        terminalreporter.section("what the long tests found")
        for line in _told:
            terminalreporter.line(line)
        _told.clear()


def _shown(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
