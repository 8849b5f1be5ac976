"""An operator's program that makes conversations short: what it says, and what if it does not."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest

from dgroup.domain.excerpts import Said
from dgroup.server.summarising import MOST_CHARACTERS, conversation_text, told
from dgroup.settings import Summaries

TEXT = conversation_text(
    "Seed fair",
    [
        Said(1, 7, "Anna", "The fair is on 3 May.\n"),
        Said(2, 8, "Bob", ""),
        Said(3, 8, "Bob", "Good."),
    ],
)


def program(source: str) -> Summaries:
    """The settings that name a program of these lines of Python."""
    return Summaries(method="command", command=(sys.executable, "-S", "-c", source))


async def test_a_program_reads_the_conversation_and_says_what_was_said() -> None:
    """It gets the subject and who wrote what, and each conversation has its own answer."""
    said = await told(program("import sys; print(sys.stdin.read().upper())"), [TEXT, "other"])
    assert said[0] == (
        "SUBJECT: SEED FAIR\n\nANNA WROTE:\n\nTHE FAIR IS ON 3 MAY.\n\nBOB WROTE:\n\nGOOD."
    )
    assert said[1] == "OTHER"


async def test_by_the_extractive_method_no_program_is_asked() -> None:
    """The writers' own sentences stand."""
    assert await told(Summaries(), [TEXT]) == [None]


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(1)",
        "print('half of it', flush=True); raise SystemExit(3)",
        "print(' \\n ')",
        f"print('x' * {MOST_CHARACTERS + 1})",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    ],
)
async def test_a_program_that_fails_says_nothing(source: str) -> None:
    """An exit status, silence and too many words are no summary, and nothing is raised."""
    assert await told(program(source), [TEXT]) == [None]


async def test_the_log_says_once_why_nothing_was_told(caplog: pytest.LogCaptureFixture) -> None:
    """Each reason with how many conversations it cost, and none of what was written."""
    source = (
        "import sys; text = sys.stdin.read(); print('secret ' * 300 if 'a' in text else '');"
        " sys.exit(3 if 'c' in text else 0)"
    )
    with caplog.at_level("WARNING"):
        assert await told(program(source), ["a", "a", "b", "c"]) == [None] * 4
    head = "the program for summaries told nothing of"
    assert caplog.messages == [
        f"{head} 2 of 4 conversations: it wrote more than {MOST_CHARACTERS} characters",
        f"{head} 1 of 4 conversations: it wrote nothing",
        f"{head} 1 of 4 conversations: it ended with status 3",
    ]
    caplog.clear()
    waits = program("import time; time.sleep(600)")
    assert await told(waits, ["a", "b"], each_s=60, all_s=0.2) == [None, None]
    assert caplog.messages == [f"{head} 2 of 2 conversations: there was no more time after 0.2 s"]


async def test_a_program_gets_little_of_the_environment() -> None:
    """Where it is and what language is spoken; nothing of the server's, whose secrets may be there."""
    environ = {
        "PATH": "/bin",
        "HOME": "/tmp",
        "LC_CTYPE": "C.UTF-8",
        "TZ": "Europe/Brussels",
        "DGROUP_DELIVERY__PASSWORD": "secret",
        "SMTP_PASSWORD": "secret",
        "LC_DGROUP_PASSWORD": "secret",
        "PYTHONPATH": "/x",
    }
    source = "import os; print(' '.join(f'{k}={v}' for k, v in sorted(os.environ.items())))"
    (said,) = await told(program(source), [TEXT], environ=environ)
    assert said == "HOME=/tmp LC_CTYPE=C.UTF-8 PATH=/bin TZ=Europe/Brussels"


async def test_a_program_that_is_not_there_says_nothing() -> None:
    """A wrong name in the configuration costs the summary nothing."""
    summaries = Summaries(method="command", command=("there-is-no-such-program",))
    assert await told(summaries, [TEXT]) == [None]


async def test_a_program_that_reads_nothing_is_heard() -> None:
    """However long the conversation is: what it does not read is no fault."""
    assert await told(program("print('short')"), ["word " * 500_000]) == ["short"]


async def test_a_program_without_an_end_is_stopped() -> None:
    """What writes for ever and what waits for ever are ended, and the rest is asked no more."""
    before = time.monotonic()
    assert await told(program("while True: print('more')"), [TEXT]) == [None]
    waits = program("import time; time.sleep(600)")
    assert await told(waits, [TEXT, TEXT], each_s=0.2) == [None, None]
    assert await told(waits, [TEXT, TEXT], each_s=60, all_s=0.2) == [None, None]
    assert time.monotonic() - before < 20


async def test_what_a_program_started_ends_with_it(tmp_path: Path) -> None:
    """A child that holds its output open is stopped at the time limit as well."""
    note = tmp_path / "pid"
    source = (
        "import subprocess, sys; child = subprocess.Popen([sys.executable, '-c',"
        f" 'import time; time.sleep(600)']); open({str(note)!r}, 'w').write(str(child.pid))"
    )
    assert await told(program(source), [TEXT], each_s=2) == [None]
    until = time.monotonic() + 20
    while is_running(int(note.read_text())):
        assert time.monotonic() < until


def is_running(pid: int) -> bool:
    """Whether there is such a process, other than one that only waits to be counted."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_what_a_program_says_is_plain_text() -> None:
    """Escapes, marks that turn the line and wild spacing do not reach a letter."""
    said = await told(program("print('\\x1b[31mred\\x00\\u202e  x\\r\\n\\n\\n\\n y')"), [TEXT])
    assert said == ["[31mred x\n\ny"]


def test_of_a_long_conversation_the_latest_is_told() -> None:
    """What a program reads is bounded, and what was said last is in it."""
    posts = [Said(number, 1, f"W{number}", "word " * 2_000) for number in range(100)]
    text = conversation_text("Long", posts)
    assert len(text) < 250_000
    assert "W99 wrote" in text
    assert "W0 wrote" not in text
