"""One process: its lock, its watch on other writers, its start after a crash, its signals."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dgroup.config import Config
from dgroup.domain.model import Arrival
from dgroup.errors import ConfigError, Refused
from dgroup.server.app import LOCK_NAME, Running, SiteDoor, lock, running, serve
from tests.outgoing import towards, until
from tests.peers import Peer
from tests.site import NOON_S, HandClock, Home, configured, letter
from tests.wire.door import Client

ANN = "ann@example.org"


@pytest.fixture
def folder(blank: Path, tmp_path: Path) -> Path:
    """The folder of a site that nobody has opened yet."""
    return Path(shutil.copytree(blank, tmp_path / "site"))


def found_behind_its_back(folder: Path, name: str) -> None:
    """Start a group as another process does."""
    with sqlite3.connect(folder / "dgroup.db") as db:
        db.execute(
            "insert into groups (name, title, language, timezone, created_s)"
            " values (?, ?, 'en', 'UTC', 1)",
            (name, name),
        )
    db.close()


async def test_the_door_admits_whom_the_contract_names(home: Home) -> None:
    """The same answer to everybody, from a look-up in memory (R13)."""
    await home.found("psc", ANN)
    door = SiteDoor(home.site)
    said = {
        address: await door.admits(f"{address}@lists.example.org")
        for address in (
            "psc",
            "psc-owner",
            "bounces+x",
            "postmaster",
            "psc-join",
            "digest+x",
            "nobody",
        )
    }
    assert said == {
        "psc": "",
        "psc-owner": "",
        "bounces+x": "",
        "postmaster": "",
        "psc-join": "",
        "digest+x": "",
        "nobody": "unknown_group",
    }
    assert await door.admits("psc@elsewhere.example") == "unknown_domain"
    arrival = Arrival(letter(), ANN, ("psc@lists.example.org",), "192.0.2.1", "x", NOON_S)
    assert [reply.outcome for reply in await door.receive(arrival)] == ["posted"]


def test_a_second_server_is_kept_out(folder: Path) -> None:
    """The lock names who holds it, and is free again afterwards (R24)."""
    config = configured(folder)
    with lock(config):
        assert (folder / LOCK_NAME).read_text() == f"{os.getpid()}\n"
        with pytest.raises(Refused, match=rf"pid {os.getpid()}\) serves {folder}"), lock(config):
            pytest.fail("two servers in one folder")
    with lock(config):
        pass


async def test_what_a_crash_left_is_taken_up(folder: Path) -> None:
    """Leases of a process that is gone are void when the next one starts."""
    async with Peer() as peer:
        config = configured(folder, **towards(peer))
        async with running(config, clock=HandClock()) as server:
            home = Home(server.site, HandClock())
            await home.found("psc", ANN)
        with sqlite3.connect(folder / "dgroup.db") as db:
            db.execute("update job set lease_until_s = 9999999999, worker = 'dead'")
        db.close()
        async with Peer() as nowhere:
            await nowhere.stop()
            async with running(configured(folder, **towards(nowhere)), clock=HandClock()) as server:
                await Home(server.site, HandClock()).receive()
        with sqlite3.connect(folder / "dgroup.db") as db:
            db.execute("update delivery set lease_until_s = 9999999999, due_s = 1")
        db.close()
        async with running(config, clock=HandClock()) as server:
            await peer.wait_for(1)
            home = Home(server.site, HandClock())
            assert home.rows("select distinct lease_until_s, worker from job") == [(0, "")]


async def test_other_processes_are_noticed(folder: Path) -> None:
    """A group or a mail that the command line writes is served within a second (DECISIONS 29)."""
    async with (
        Peer() as peer,
        running(configured(folder, **towards(peer)), clock=HandClock()) as server,
    ):
        door, loop = SiteDoor(server.site), asyncio.get_running_loop()
        assert await door.admits("psc@lists.example.org") == "unknown_group"
        begun = loop.time()
        found_behind_its_back(folder, "psc")
        await until(lambda: server.site._names is None)
        assert await door.admits("psc@lists.example.org") == ""
        assert loop.time() - begun < 5  # half a second, on a machine with time
        with sqlite3.connect(folder / "dgroup.db") as db:
            db.execute(
                "insert into delivery (kind, notice, address, size, due_s, turn_ms, created_s)"
                " values ('notice', ?, ?, 1, 1, 1, 1)",
                (
                    '{"template":"posts/held","language":"en","name":"","references":[],'
                    '"data":{"subject":"x","title":"x","reason":""},"in_reply_to":"",'
                    '"automatic":"auto-replied"}',
                    ANN,
                ),
            )
        db.close()
        await peer.wait_for(1)
        assert loop.time() - begun < 10
        assert peer.mails[0].recipients == (ANN,)


async def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    """The message names the setting, and what was opened is closed again."""
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    config = configured(folder, smtp__listen=f'["127.0.0.1:{port}"]')
    with pytest.raises(ConfigError, match=r"smtp\.listen"):
        async with running(config):
            pytest.fail("it cannot listen")
    taken.close()
    await taken.wait_closed()
    async with running(config) as server:
        assert server.listeners.ports == (port,)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it(folder: Path, number: signal.Signals) -> None:
    """It stops in an orderly way, and the next one may start."""
    started: list[Running] = []

    async def then(server: Running) -> None:
        started.append(server)
        os.kill(os.getpid(), number)

    async with asyncio.timeout(10):
        await serve(configured(folder), started=then)
    assert len(started) == 1
    assert started[0].listeners.is_closing
    with lock(configured(folder)):
        pass


def reader(*found: Config | str) -> Callable[[], Config]:
    """What SIGHUP reads, one after the other; a text is a mistake in the file, and ends the test.

    Nothing but the log would tell that it was read.
    """
    waiting = list(found)

    def read() -> Config:
        match waiting.pop(0):
            case str(mistake):
                os.kill(os.getpid(), signal.SIGTERM)
                raise ConfigError(mistake)
            case config:
                return config

    return read


async def test_a_hangup_reads_the_configuration_again(folder: Path) -> None:
    """A new one holds from then on; one that cannot be read leaves the old one in force."""
    sizes: list[int] = []

    async def then(server: Running) -> None:
        sizes.append(server.site.config.smtp.max_size)
        assert server.listeners.config is server.site.config
        os.kill(os.getpid(), signal.SIGHUP)

    config = configured(folder, smtp__max_size="2 MiB")
    fresh = configured(folder, smtp__max_size="1 MiB", logging__level="warning")
    async with asyncio.timeout(10):
        await serve(config, reload=reader(fresh, "line 3: unknown key"), started=then)
    assert sizes == [2 << 20, 1 << 20]


@pytest.mark.parametrize("wrong", ["port", "certificate", "database"])
async def test_a_hangup_with_what_cannot_be_used_changes_nothing(
    folder: Path, tmp_path: Path, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A port that is taken, a certificate that is none, another database: told, and served on."""
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    none = str(tmp_path / "none.pem")
    settings, mistake = {
        "port": ({"smtp__listen": f'["127.0.0.1:{port}"]'}, "smtp.listen: cannot listen"),
        "certificate": ({"smtp__tls_cert": none, "smtp__tls_key": none}, "smtp.tls_cert"),
        "database": ({"database__url": "sqlite:///other.db"}, "another database"),
    }[wrong]
    fresh = [configured(folder, **settings)]
    started: list[Running] = []
    is_told = asyncio.Event()

    def read() -> Config:
        if not fresh:  # it is asked once more when the wrong one has been dealt with
            is_told.set()
            raise ConfigError("no more")
        os.kill(os.getpid(), signal.SIGHUP)
        return fresh.pop()

    async def then(server: Running) -> None:
        started.append(server)
        os.kill(os.getpid(), signal.SIGHUP)

    async def look() -> None:
        await is_told.wait()
        client = await Client.greeted(started[0].listeners.ports[0])
        await client.say("MAIL FROM:<ann@example.org>")
        said.append(await client.say("RCPT TO:<nobody@lists.example.org>"))
        await client.close()
        os.kill(os.getpid(), signal.SIGTERM)

    said: list[str] = []
    async with asyncio.timeout(10), taken, asyncio.TaskGroup() as tasks:
        tasks.create_task(look())
        await serve(configured(folder), reload=read, started=then)
    assert len(started) == 1
    assert said[0].startswith("550 5.1.1")
    assert f"not read again: {mistake}" in caplog.text


async def test_a_site_that_cannot_be_opened_gives_way_to_the_former_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What shows only when the site is exchanged, here a maildir that is a file, ends nothing."""
    (tmp_path / "file").touch()
    fresh = configured(
        folder, delivery__method="maildir", delivery__maildir=str(tmp_path / "file"),
        smtp__max_size="1 MiB",
    )  # fmt: skip
    found: list[tuple[Config, Config]] = []

    async def then(server: Running) -> None:
        found.append((server.site.config, server.listeners.config))
        os.kill(os.getpid(), signal.SIGHUP if len(found) == 1 else signal.SIGTERM)

    config = configured(folder, smtp__max_size="2 MiB")
    async with asyncio.timeout(10):
        await serve(config, reload=reader(fresh), started=then)
    assert found == [(config, config)] * 2
    assert "the former configuration stays in force" in capsys.readouterr().err


async def test_a_hangup_disturbs_no_client(folder: Path) -> None:
    """Who is in the middle of a mail goes on with it; the ports stay open meanwhile (R27)."""
    clients: list[Client] = []
    said: list[str] = []

    async def then(server: Running) -> None:
        if not clients:
            await Home(server.site, HandClock()).found("psc", ANN)
            for _ in range(2):
                client = await Client.greeted(server.listeners.ports[0])
                for line in (f"MAIL FROM:<{ANN}>", "RCPT TO:<psc@lists.example.org>", "DATA"):
                    await client.say(line)
                await client.send(b"Subject: half\r\n")
                clients.append(client)
            os.kill(os.getpid(), signal.SIGHUP)
            return
        for number, client in enumerate(clients):
            await client.send(b"From: %s\r\n\r\n%d\r\n.\r\n" % (ANN.encode(), number))
            said.append(await client.reply())
            await client.close()
        os.kill(os.getpid(), signal.SIGTERM)

    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with asyncio.timeout(20):
        config = configured(folder)
        await serve(config, reload=lambda: config, clock=HandClock(), started=then)
    assert [line[:9] for line in said] == ["250 2.0.0", "250 2.0.0"]
    assert loop.time() - begun < 4  # the grace of whoever has to be waited for
