"""What may be wrong with a site, found before mail is: files, database, disk, ports, relay, web.

Each look is a function from the configuration to findings, and every finding that is not "ok" says
what to paste. Nothing is changed, and the relay is asked no more than EHLO. What is wrong with the
settings themselves is config.py's to say.
"""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import socket
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

import msgspec

from dgroup.config import Config
from dgroup.errors import DgroupError
from dgroup.kinds import MIB, Endpoint
from dgroup.places import migrations_folder
from dgroup.server.outbound.opening import Route, Unusable, open_session, tls_context
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.smtp_replies import Offers
from dgroup.server.site import open_site
from dgroup.store import keys, migrate, soundness
from dgroup.store.orphans import orphans
from dgroup.store.sqlite import sqlite_warning

Level = Literal["ok", "unchecked", "warning", "problem"]

_LITTLE_BYTES: Final = 1024 * MIB  # free disk below which somebody should know
_LEAST_BYTES: Final = 100 * MIB  # … and below which mail will soon be refused
_LEAST_FILES: Final = 1000
_BEFORE_DGROUP_S: Final = 1_767_225_600  # 2026: a clock that says less was never set
_AHEAD_S: Final = 300
_PATIENCE: Final = Patience(connect_s=10.0, command_s=10.0)
_KNOCK_S: Final = 3.0
_MOST_NAMES: Final = 20
_LONGEST_ANSWER_BYTES: Final = 4096
# What is added to a mail on its way through: list headers and a footer.
_ADDED_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and seen; `fix` is the line to paste, "" where there is none."""

    about: str
    level: Level
    message: str
    fix: str = ""


def look_at_files(config: Config) -> Iterator[Finding]:
    """Whose the files are, and who may read them."""
    folder, database = config.data_dir, config.database_path
    if not folder.is_dir():
        yield Finding("files", "problem", f"there is no folder {folder}", f"mkdir -p {folder}")
        return
    if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True):
        yield Finding("files", "problem", f"{folder} cannot be written", f"ls -ld {folder}")
    owner = database.stat().st_uid if database.exists() else folder.stat().st_uid
    for path in (each for each in (database, folder / keys.NAME) if each.exists()):
        status = path.stat()
        if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("files", "warning", f"others may read {path}", f"chmod 600 {path}")
        if status.st_uid != owner:
            fix = f"chown --reference={database} {path}"
            yield Finding("files", "problem", f"{path} and the database have two owners", fix)
    if os.geteuid() not in (0, owner):
        fix = f"sudo -u '#{owner}' dgroup check"
        yield Finding("files", "problem", f"{folder} belongs to another user", fix)


def look_at_database(config: Config) -> Iterator[Finding]:
    """Whether there is a database of this program's schema, sound, and a key beside it."""
    path = config.database_path
    try:
        schema = soundness.look_at(path, migrate.read_migrations(migrations_folder()))
        flaws = soundness.flaws(path, is_quick=True)
    except DgroupError as error:
        yield Finding("database", "problem", str(error), _MIGRATE)
        yield from _look_at_clock(None)
    else:
        for flaw in flaws:
            yield Finding("database", "problem", f"{path}: {flaw}", "dgroup db check")
        if schema.missing:
            names = ", ".join(f"{each.number:04}" for each in schema.missing)
            yield Finding("database", "problem", f"migrations are missing: {names}", _MIGRATE)
        elif not flaws:
            yield Finding("database", "ok", f"{path}, schema {schema.applied[-1][0]:04}, sound")
        if schema.journal_mode != "wal":
            message = f"the journal mode is {schema.journal_mode}; `serve` makes it wal"
            yield Finding("database", "warning", message, "dgroup serve")
        yield from _look_at_clock(schema.newest_s)
    try:
        keys.load(config.data_dir)
    except DgroupError as error:
        yield Finding("database", "problem", str(error), _MIGRATE)
    if warning := sqlite_warning():
        yield Finding(
            "database",
            "warning",
            warning,
            'python3 -c "import sqlite3 as s; print(s.sqlite_version)"',
        )


async def look_at_groups(config: Config) -> list[Finding]:
    """Whether somebody is in charge of each group; nothing where the database cannot be read."""
    try:
        async with open_site(config) as site:
            found = await orphans(site.db, site.clock(), site.defaults)
    except DgroupError:
        return []
    names = [each.group.name for each in found]
    if not names:
        return [Finding("groups", "ok", "somebody is in charge of each group")]
    shown = ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
    message = f"nobody has been in charge for a week or more of: {shown}"
    return [
        Finding("groups", "warning", message, f"dgroup member set {names[0]} ADDR role=facilitator")
    ]


def look_at_disk(config: Config) -> Iterator[Finding]:
    """Whether there is room for mail."""
    folder = config.data_dir
    if not folder.is_dir():
        return
    usage, files = shutil.disk_usage(folder), os.statvfs(folder)
    free = f"{usage.free // MIB:,} MiB are free for {folder}"
    if usage.free < max(_LEAST_BYTES, 4 * config.smtp.max_size):
        yield Finding("disk", "problem", f"{free}: mail will soon be refused", f"df -h {folder}")
    elif usage.free < _LITTLE_BYTES:
        yield Finding("disk", "warning", f"only {free}", f"df -h {folder}")
    else:
        yield Finding("disk", "ok", free)
    if files.f_files and files.f_favail < _LEAST_FILES:
        message = f"only {files.f_favail} more files are possible in {folder}"
        yield Finding("disk", "problem", message, f"df -i {folder}")


async def look_at_ports(config: Config) -> list[Finding]:
    """Whether mail can come in: each address is free, or our own server answers there."""
    endpoints = [("smtp.listen", each) for each in config.smtp.listen]
    endpoints += [("smtp.lmtp", each) for each in config.smtp.lmtp]
    return [await _look_at_port(config, key, each) for key, each in endpoints]


async def look_at_relay(config: Config) -> list[Finding]:
    """Whether mail can go out: the relay answers, and takes what we shall send it."""
    if config.delivery.method == "maildir":
        return [Finding("relay", "ok", f"no relay: mail goes into {config.maildir_path}")]
    # EHLO and no more: nobody's password is tried out by looking.
    settings = msgspec.structs.replace(config.delivery, username="", password="")
    route = Route(
        settings, config.site.domain.encode("ascii"), _PATIENCE, tls_context(settings.tls)
    )
    try:
        transport, offers = await open_session(route)
    except Unusable as trouble:
        fix = f"ss -ltn 'sport = :{settings.port}'"
        return [Finding("relay", "problem", f"the relay cannot be used: {trouble}", fix)]
    transport.write(b"QUIT\r\n")
    transport.close()
    found = list(_judge(config, offers))
    return found or [Finding("relay", "ok", f"{route} answers, and offers what is needed")]


async def look_at_web(config: Config) -> list[Finding]:
    """Whether members can leave by one click: a port to answer on, and https for the link."""
    if not config.web.enabled:
        return [Finding("web", "ok", "switched off: mails carry no link to leave by")]
    found = []
    url, host = config.site.base_url, urlsplit(config.site.base_url).hostname
    if not url.startswith("https://") and host not in ("localhost", "127.0.0.1", "::1"):
        message = f"site.base_url is {url}: only https makes mail programs show a button to leave"
        found.append(Finding("web", "warning", message, f'base_url = "https://{host}"'))
    endpoint = config.web.listen
    try:
        async with asyncio.timeout(_KNOCK_S):
            answer = await _talk(endpoint, b"GET /healthz HTTP/1.0\r\n\r\n", reads_all=True)
    except TimeoutError:
        answer = "(silence)"
    except OSError:
        free = await asyncio.to_thread(_try_to_listen, "web.listen", endpoint)
        return [*found, replace(free, about="web")]
    if answer.startswith("HTTP/1.1 200") and answer.endswith("\nok"):
        return [*found, Finding("web", "ok", f"web.listen {endpoint}: our own server answers")]
    first = answer.partition("\n")[0].strip()[:80]
    message = f"web.listen {endpoint}: somebody else answers there: {first}"
    return [*found, Finding("web", "problem", message, f"ss -ltnp 'sport = :{endpoint.port}'")]


_MIGRATE: Final = "dgroup db migrate"


def _look_at_clock(newest_s: int | None) -> Iterator[Finding]:
    now_s, fix = time.time(), "timedatectl set-ntp true"
    said = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now_s))
    if now_s < _BEFORE_DGROUP_S:
        yield Finding("clock", "problem", f"the clock says {said}: it was never set", fix)
    elif newest_s is not None and newest_s > now_s + _AHEAD_S:
        newest = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(newest_s))
        message = f"the clock says {said}, and mail came at {newest}: one of them is wrong"
        yield Finding("clock", "warning", message, fix)
    else:
        yield Finding("clock", "ok", said)


async def _look_at_port(config: Config, key: str, endpoint: Endpoint) -> Finding:
    try:
        async with asyncio.timeout(_KNOCK_S):
            greeting = await _talk(endpoint, b"QUIT\r\n")
    except TimeoutError:
        greeting = "(silence)"
    except OSError:
        return await asyncio.to_thread(_try_to_listen, key, endpoint)
    if greeting.startswith(f"220 {config.site.domain} "):
        return Finding("ports", "ok", f"{key} {endpoint}: our own server answers")
    message = f"{key} {endpoint}: somebody else answers there: {greeting[:80]}"
    return Finding("ports", "problem", message, f"ss -ltnp 'sport = :{endpoint.port}'")


async def _talk(endpoint: Endpoint, words: bytes, *, reads_all: bool = False) -> str:
    """Return the greeting of whoever listens, or all they say to `words`. Raises OSError."""
    if endpoint.path:
        reader, writer = await asyncio.open_unix_connection(endpoint.path)
    else:
        reader, writer = await asyncio.open_connection(endpoint.host, endpoint.port)
    try:
        if reads_all:
            writer.write(words)
            said = b""
            while len(said) < _LONGEST_ANSWER_BYTES and (piece := await reader.read(1024)):
                said += piece
        else:
            said = await reader.readline()
            writer.write(words)
        return said.decode("ascii", "replace").strip()
    finally:
        writer.close()


def _try_to_listen(key: str, endpoint: Endpoint) -> Finding:
    where = f"{key} {endpoint}"
    if endpoint.path:
        folder = Path(endpoint.path).parent
        if folder.is_dir() and os.access(folder, os.W_OK, effective_ids=True):
            return Finding("ports", "ok", f"{where}: free")
        return Finding(
            "ports", "problem", f"{where}: {folder} cannot be written", f"ls -ld {folder}"
        )
    family = socket.AF_INET6 if ":" in endpoint.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((endpoint.host, endpoint.port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        fix = f"ss -ltnp 'sport = :{endpoint.port}'"
        if error.errno == errno.EACCES:
            fix = "AmbientCapabilities=CAP_NET_BIND_SERVICE"
        elif error.errno == errno.EADDRNOTAVAIL:
            fix = "ip address"
        return Finding("ports", "problem", f"{where}: cannot be listened on: {reason}", fix)
    return Finding("ports", "ok", f"{where}: free")


def _judge(config: Config, offers: Offers) -> Iterator[Finding]:
    if not offers.eight_bit:  # DECISIONS 17
        message = "the relay does not offer 8BITMIME: mail with 8-bit text will fail (5.6.3)"
        yield Finding("relay", "warning", message, "postconf -e smtpd_discard_ehlo_keywords=")
    wanted = config.smtp.max_size + _ADDED_BYTES
    if 0 < offers.size_limit < wanted:
        message = f"the relay takes {offers.size_limit:,} octets, smtp.max_size lets in more"
        yield Finding("relay", "warning", message, f"postconf -e message_size_limit={wanted}")
    if config.delivery.username and not offers.auth & {"PLAIN", "LOGIN"}:
        message = "delivery.username is set, and the relay offers no AUTH that we know"
        yield Finding("relay", "problem", message, "dgroup config describe delivery.username")
