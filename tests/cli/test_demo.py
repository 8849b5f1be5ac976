"""`dgroup demo` as it is called: plain where nobody looks, and honest when it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

BREAK = """
import sys
from pathlib import Path
from dgroup import places
from dgroup.cli.main import main
shipped = places.shipped_folder
places.shipped_folder = lambda name: Path(sys.argv[1]) if name == "examples" else shipped(name)
main(["demo", "--fast"])
"""


def call(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments where no terminal is."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_demo_leaves_with_0() -> None:
    """It ends by itself, says where to look next, and writes nothing to standard error."""
    done = call("-m", "dgroup", "demo", "--seed", "7", "--fast")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "Where to look next" in done.stdout


@pytest.mark.soak
def test_a_terminal_without_signs_gets_plain_ones() -> None:
    """Where only ASCII can be written, frames and trees are drawn with it."""
    done = call("-m", "dgroup", "demo", "--fast", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.isascii()
    assert "+- Grace Wanjiru" in done.stdout


@pytest.mark.soak
def test_a_show_that_fails_leaves_with_1(tmp_path: Path) -> None:
    """What went wrong is said, and the exit code is 1."""
    community = tmp_path / "community"
    for file in sorted((ROOT / "examples/community").rglob("*.*")):
        copy = community / file.relative_to(ROOT / "examples/community")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes().replace(b'expect = "duplicate"', b'expect = "posted"'))
    done = call("-c", BREAK, str(tmp_path))
    assert done.returncode == 1
    assert "checks failed" in done.stdout


def test_a_full_folder_is_refused(tmp_path: Path) -> None:
    """--keep into a folder that holds something is one line on standard error, and 1."""
    (tmp_path / "mine.txt").touch()
    done = call("-m", "dgroup", "demo", "--fast", "--keep", str(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("dgroup: ")
    assert "not empty" in done.stderr
