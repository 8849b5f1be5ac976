"""A site in a folder, as its operator has it: commands are run, files are mailed, rows are looked at."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from dgroup.cli.main import program
from dgroup.config import Config, load

SETTINGS = """
[site]
domain = "lists.example.org"
owner = "op@example.com"
[smtp]
listen = []
lmtp = []
[delivery]
method = "maildir"
[web]
enabled = false
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NO_COLOR": "1"}


class Place:
    """A folder with a dgroup.toml; `run` runs a command on it."""

    def __init__(self, folder: Path, settings: str = SETTINGS) -> None:
        self.folder = folder
        self.file = folder / "dgroup.toml"
        self.file.write_text(settings, encoding="utf-8")
        self.file.chmod(0o600)
        self.database = folder / "dgroup.db"
        self._mails = 0

    @property
    def config(self) -> Config:
        return load(self.file, {})

    def run(
        self, *arguments: object, code: int = 0, stdin: str | bytes | None = None, **environ: str
    ) -> Result:
        """Run a command in this process; it has to leave with `code`."""
        words = ["-c", str(self.file), *map(str, arguments)]
        result = CliRunner().invoke(program, words, input=stdin, env=environ)
        assert result.exit_code == code, f"{words}: {result.exit_code} {result.output}"
        return result

    def json(self, *arguments: object, code: int = 0, **environ: str) -> Any:
        """Run a command with --json; return the one document that is on standard output."""
        return json.loads(self.run(*arguments, "--json", code=code, **environ).stdout)

    def dgroup(
        self, *arguments: object, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command in a process of its own, from the site's folder."""
        return subprocess.run(
            [sys.executable, "-m", "dgroup", *map(str, arguments)],
            cwd=self.folder,
            env=ENVIRONMENT,
            input=stdin,
            capture_output=True,
            check=False,
        )

    def mail(
        self,
        author: str = "Bob <bob@example.org>",
        text: str = "Hello",
        *,
        message_id: str = "",
        header: str = "",
        subject: str = "A subject",
    ) -> Path:
        """Write a mail into a file, and return its path."""
        self._mails += 1
        message_id = message_id or f"m{self._mails}@example.org"
        content = (
            f"From: {author}\nTo: psc@lists.example.org\nSubject: {subject}\n"
            f"Message-ID: <{message_id}>\n{header}\n{text}\n"
        )
        path = self.folder / f"{self._mails}.eml"
        path.write_text(content, encoding="utf-8", newline="\n")
        return path

    def inject(self, mail: Path, to: str = "psc@lists.example.org", *more: object) -> Any:
        """Take in a mail for one recipient, and return what became of it."""
        (reply,) = self.json("inject", mail, "--to", to, *more)
        return reply

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """Ask the database something."""
        with closing(sqlite3.connect(self.database)) as db:
            return db.execute(question).fetchall()

    def write(self, statement: str) -> None:
        """Change the database behind everybody's back."""
        with closing(sqlite3.connect(self.database)) as db, db:
            db.execute(statement)

    def dump(self) -> str:
        """Return all that is in the database, for comparing."""
        with closing(sqlite3.connect(self.database)) as db:
            return "\n".join(db.iterdump())

    def outbox(self) -> list[bytes]:
        """Return the mails that went out, by recipient and subject."""
        folder = self.folder / "outbox" / "new"
        mails = [file.read_bytes() for file in folder.iterdir()] if folder.is_dir() else []
        return sorted(mails, key=lambda mail: mail.partition(b"Delivered-To: ")[2])
