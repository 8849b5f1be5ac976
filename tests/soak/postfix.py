"""A real Postfix of our own: a temporary configuration, high ports of the loopback, ended by itself.

It stands in front of dgroup (SMTP in, LMTP to dgroup) and behind it (dgroup's relay, on its way to
a sink), as docs/operators.md has it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.soak.site import free_port

WITHIN_S = 30.0

_MASTER = """
{front}   inet  n - n - -   smtpd
{behind}  inet  n - n - -   smtpd
pickup    unix  n - n 60 1  pickup
cleanup   unix  n - n - 0   cleanup
qmgr      unix  n - n 300 1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n - -   trivial-rewrite
bounce    unix  - - n - 0   bounce
defer     unix  - - n - 0   bounce
trace     unix  - - n - 0   bounce
verify    unix  - - n - 1   verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n - -   proxymap
smtp      unix  - - n - -   smtp
relay     unix  - - n - -   smtp
lmtp      unix  - - n - -   lmtp
error     unix  - - n - -   error
retry     unix  - - n - -   error
discard   unix  - - n - -   discard
anvil     unix  - - n - 1   anvil
scache    unix  - - n - 1   scache
showq     unix  n - n - -   showq
postlog   unix-dgram n - n - 1 postlogd
"""


class CannotRun(Exception):
    """Postfix cannot be run here."""


class Postfix:
    """A Postfix that takes mail at `front` and `behind`, and relays it all but our domain's.

    Mail for `domain` goes to dgroup's LMTP at `lmtp`; all else to the sink at `sink`. `settings`
    are laid over main.cf.
    """

    def __init__(
        self, domain: str, lmtp: int, sink: int, settings: Mapping[str, str] | None = None
    ) -> None:
        self.front, self.behind = free_port(), free_port()
        self._root = Path(tempfile.mkdtemp(prefix="dgroup-postfix-"))
        self._root.chmod(0o755)
        self.log = self._root / "log"
        self._config = self._root / "etc"
        self._begin = _as_root()
        for name in ("etc", "queue", "data"):
            (self._root / name).mkdir()
        chown = [*self._begin, "chown", "postfix", str(self._root / "data")]
        subprocess.run(chown, check=True)
        usual = {
            "compatibility_level": "3.6",
            "queue_directory": str(self._root / "queue"),
            "data_directory": str(self._root / "data"),
            "maillog_file": str(self.log),
            "maillog_file_prefixes": str(self._root),
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "myhostname": "mx.example.org",
            "mydestination": "",
            "alias_maps": "",
            "alias_database": "",
            "mynetworks": "127.0.0.0/8",
            "smtputf8_enable": "yes",
            "message_size_limit": "52428800",
            "relayhost": f"[127.0.0.1]:{sink}",
            # an ordinary day has hours: here a mail that was deferred is tried again at once
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s",
            "queue_run_delay": "1s",
            "relay_domains": domain,
            "transport_maps": f"inline:{{{domain}=lmtp:inet:127.0.0.1:{lmtp}}}",
            **(settings or {}),
        }
        lines = "".join(f"{key} = {value}\n" for key, value in usual.items())
        (self._config / "main.cf").write_text(lines)
        ports = {"front": self.front, "behind": self.behind}
        (self._config / "master.cf").write_text(_MASTER.format(**ports))

    def start(self) -> None:
        """Start it; return when it takes mail. Raises CannotRun."""
        done = self._run("postfix", "start")
        deadline = time.monotonic() + WITHIN_S
        while not (_listens(self.front) and _listens(self.behind)):
            if done.returncode or time.monotonic() > deadline:
                raise CannotRun(f"{done.stdout}{done.stderr}{self.last_words()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, and see that its master has ended."""
        pid = self._master()
        self._run("postfix", "stop")
        deadline = time.monotonic() + WITHIN_S
        while pid and _is_there(pid):
            if time.monotonic() > deadline:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.05)

    def close(self) -> None:
        """Stop it, and take away all that it has made."""
        self.stop()
        subprocess.run([*self._begin, "rm", "-rf", str(self._root)], check=True)

    def retry(self) -> None:
        """Try all that waits in its queue."""
        self._run("postqueue", "-f")

    def queued(self) -> int:
        """Return how many mails wait in its queue."""
        shown = self._run("postqueue", "-j").stdout
        return sum(line.startswith("{") for line in shown.splitlines())

    def lines(self, word: str) -> list[str]:
        """Return the lines of its log that hold a word."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return [line for line in text.splitlines() if word in line]

    def last_words(self) -> str:
        """Return the end of its log."""
        return "\n".join(self.lines("")[-40:])

    def _run(self, program: str, *words: str) -> subprocess.CompletedProcess[str]:
        found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        assert found is not None, program
        command: Sequence[str] = [*self._begin, found, "-c", str(self._config), *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def _master(self) -> int:
        file = self._root / "queue" / "pid" / "master.pid"
        done = subprocess.run(
            [*self._begin, "cat", str(file)], capture_output=True, text=True, check=False
        )
        return int(done.stdout or 0)


def _as_root() -> tuple[str, ...]:
    """Return what makes a command one of root's: Postfix insists. Raises CannotRun."""
    if os.geteuid() == 0:
        return ()
    sudo = shutil.which("sudo")
    if (
        sudo
        and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return (sudo, "-n")
    raise CannotRun("only root can start Postfix")


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
