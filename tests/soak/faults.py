"""Faults of storage that befall a running server from outside: locked, full, failing, read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.soak.site import MIB

_HOLD = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
db.execute("begin exclusive")
print("held", flush=True)
sys.stdin.read()
db.execute("rollback")
"""

# A server whose connections may make the database no larger, as long as a file says so.
LIMITED = """
import pathlib, sqlite3, sys
usual = sqlite3.connect
def connect(path, *words, **more):
    db = usual(path, *words, **more)
    limit = pathlib.Path(path).with_suffix(".pages")
    if limit.exists():
        db.execute("pragma max_page_count = " + limit.read_text())
    return db
sqlite3.connect = connect
from dgroup.cli.main import main
main()
"""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """A second process holds the database for itself."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.stdin.close()
        holder.wait(20)
        holder.stdout.close()


@contextmanager
def small_disk(folder: Path, size_mib: int) -> Iterator[str]:
    """A disk of a few megabytes at `folder`; gives "", or why it cannot be had."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() != 0 or not (mount := shutil.which("mount")):
        yield "only root may mount a disk"
        return
    options = f"size={size_mib}m,mode=755"
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "dgroup-soak", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        yield f"a disk cannot be mounted here: {done.stderr.strip()}"
        return
    try:
        yield ""
    finally:
        umount = shutil.which("umount") or "umount"
        subprocess.run([umount, "--lazy", str(folder)], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """The last octet of a disk is taken."""
    ballast = folder / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * MIB):
                    pass
            except OSError:
                pass
            try:
                while file.write(b"\0"):
                    pass
            except OSError:
                pass
        yield
    finally:
        ballast.unlink(missing_ok=True)


@contextmanager
def no_more_pages(database: Path) -> Iterator[None]:
    """SQLite calls the database full: for a server that runs `LIMITED`, from its next connection."""
    limit = database.with_suffix(".pages")
    limit.write_text("1")  # SQLite takes the present size, where that is more
    try:
        yield
    finally:
        limit.unlink()


@contextmanager
def no_longer_files(pid: int, most_bytes: int) -> Iterator[None]:
    """Writing beyond an offset fails for a process, in whatever file."""
    process = psutil.Process(pid)
    before = process.rlimit(psutil.RLIMIT_FSIZE)
    process.rlimit(psutil.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        process.rlimit(psutil.RLIMIT_FSIZE, before)


@contextmanager
def read_only(database: Path) -> Iterator[None]:
    """Nobody may write the database or its folder; what is open already stays writable."""
    files = sorted(database.parent.glob(f"{database.name}*"))
    modes = {path: path.stat().st_mode & 0o7777 for path in (*files, database.parent)}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in reversed(modes.items()):
            path.chmod(mode)
