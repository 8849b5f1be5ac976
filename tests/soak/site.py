"""A site on disk, and its server as a real child process that can be killed at any moment.

The command line makes and looks after it, as an operator would. What is in the store is read from
copies of a dead server's files, or through a connection that may only read: looking must never do
the recovery that the server has to do.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "lists.example.org"
OPERATOR = "operator@example.org"
PROGRAM = (sys.executable, "-c", "from dgroup.cli.main import main; main()")
START_S = 20.0
MIB = 1 << 20

Settings = Mapping[str, Mapping[str, object]]


def free_port() -> int:
    """Return a port on the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def member(number: int) -> str:
    """Return the address of a member; several domains, as a real list has."""
    domain = ("example.com", "example.net", "mail.example.edu")[number % 3]
    return f"member{number:06}@{domain}"


class Site:
    """A site in a folder of its own, removed in the end; leaving the block stops its server.

    `settings` are laid over a configuration that relays to `relay_port` of the loopback; `program`
    runs the command line.
    """

    def __init__(
        self,
        relay_port: int = 0,
        *,
        domain: str = DOMAIN,
        settings: Settings | None = None,
        program: Sequence[str] = PROGRAM,
        folder: Path | None = None,
    ) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="dgroup-soak-"))
        self.folder.chmod(0o755)
        self.domain = domain
        self.smtp, self.lmtp = free_port(), free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.config = self.folder / "dgroup.toml"
        self.database = self.folder / "dgroup.db"
        self.log = self.folder / "serve.log"
        self._program = program
        usual: dict[str, dict[str, object]] = {
            "site": {"domain": domain, "owner": OPERATOR},
            "smtp": {"listen": [f"127.0.0.1:{self.smtp}"], "lmtp": [f"127.0.0.1:{self.lmtp}"]},
            "delivery": {"port": relay_port or free_port(), "tls": "off"},
            "groups": {"introductions": "off", "from": "author"},
            "web": {"enabled": False},
        }
        for section, values in (settings or {}).items():
            usual.setdefault(section, {}).update(values)
        self.config.write_text("".join(_toml(section, usual[section]) for section in usual))

    # -- the operator's work

    def make(self, groups: Mapping[str, Iterable[str]], **group_settings: str) -> Site:
        """Make the database and the groups, each with its members; return the site."""
        self.run("db", "migrate")
        words = [
            word for key, value in group_settings.items() for word in ("--set", f"{key}={value}")
        ]
        for name, people in groups.items():
            self.run("group", "create", name, "--title", name.title(), *words)
            roster = "address,name\n" + "".join(f"{one},\n" for one in people)
            if roster.count("\n") > 1:
                self.run("member", "add", name, "--file", "-", stdin=roster)
        return self

    def run(self, *words: str, stdin: str = "") -> str:
        """Run a command of dgroup to its end; return what it printed. Raises RuntimeError."""
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [*self._program, "-c", str(self.config), *words],
            **self._where(),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"dgroup {' '.join(words)}: {done.returncode}: {done.stderr}")
        return done.stdout

    async def ask(self, *words: str) -> Any:
        """Return what a command says with --json, while everything here goes on."""
        return json.loads(await asyncio.to_thread(self.run, *words, "--json"))

    # -- the server

    @property
    def serving(self) -> tuple[str, ...]:
        """The command that runs the server."""
        return (*self._program, "-c", str(self.config), "serve")

    def launch(self) -> None:
        """Start the server, and do not wait for it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.serving,
                **self._where(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    async def start(self) -> None:
        """Start the server; return when it takes mail. Raises RuntimeError."""
        self.launch()
        async with asyncio.timeout(START_S):
            while not self.is_listening():
                if self.process is None or self.process.poll() is not None:
                    raise RuntimeError(f"the server ended:\n{self.last_words()}")
                await asyncio.sleep(0.01)

    def is_listening(self) -> bool:
        """Whether somebody takes connections for SMTP."""
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.smtp)) == 0

    @property
    def is_alive(self) -> bool:
        """Whether the server's process runs."""
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """End the server as a power cut would end it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    async def stop(self) -> float:
        """End the server by SIGTERM; return how many seconds that took."""
        assert self.process is not None
        began = asyncio.get_running_loop().time()
        self.process.send_signal(signal.SIGTERM)
        while self.process.poll() is None:
            await asyncio.sleep(0.02)
            if asyncio.get_running_loop().time() - began > 30:
                raise RuntimeError(f"SIGTERM did not end the server:\n{self.last_words()}")
        return asyncio.get_running_loop().time() - began

    def memory_mib(self) -> float:
        """Return the resident memory of the server and its children; 0 where it does not run."""
        try:
            top = psutil.Process(self.process.pid if self.process else 0)
            tree = [top, *top.children(recursive=True)]
            return float(sum(one.memory_info().rss for one in tree)) / MIB
        except psutil.NoSuchProcess:
            return 0.0

    def last_words(self, lines: int = 40) -> str:
        """Return the end of the server's log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    # -- what it keeps

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the store of a server that runs, or has stopped in peace."""
        return _ask(self.database, sql, *values)

    def soundness(self, *questions: str) -> list[list[tuple[Any, ...]]]:
        """Check the files of a dead server, on a copy, and ask the copy.

        Raises AssertionError where the database is broken.
        """
        with tempfile.TemporaryDirectory(prefix="dgroup-soak-copy-") as name:
            copy = Path(name) / self.database.name
            for file in self.folder.glob(f"{self.database.name}*"):
                if not file.name.endswith("-shm"):
                    shutil.copy(file, copy.with_name(file.name))
            with closing(sqlite3.connect(copy)) as db:
                found = db.execute("pragma integrity_check").fetchall()
                assert found == [("ok",)], found
                dangling = db.execute("pragma foreign_key_check").fetchall()
                assert dangling == [], dangling
                return [db.execute(each).fetchall() for each in questions]

    async def until_idle(self, within_s: float = 120.0) -> None:
        """Return when nothing waits to be delivered. Raises AssertionError."""
        deadline = asyncio.get_running_loop().time() + within_s
        while left := self.rows("select count(*), sum(size) from delivery where state = 'waiting'"):
            if not left[0][0]:
                return
            if asyncio.get_running_loop().time() > deadline:
                why = self.rows("select due_s, attempts, last_error from delivery limit 5")
                raise AssertionError(f"{left[0]} still wait: {why}\n{self.last_words()}")
            await asyncio.sleep(0.1)

    # -- the block

    async def __aenter__(self) -> Site:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        if error is not None and isinstance(error, Exception):
            error.add_note(f"the server's last words:\n{self.last_words()}")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _where(self) -> dict[str, Any]:
        environ = {key: value for key, value in os.environ.items() if not key.startswith("DGROUP_")}
        environ |= {"PYTHONPATH": str(ROOT)}
        return {"cwd": self.folder, "env": environ}


def _ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=20)) as db:
        return db.execute(sql, values).fetchall()


def _toml(section: str, values: Mapping[str, object]) -> str:
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    return f"[{section}]\n{lines}\n"
