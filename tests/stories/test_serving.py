"""A server is stopped in the middle of its work, and started again: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from dgroup.errors import Refused
from dgroup.server.app import Running, serve
from tests.outgoing import fields, towards
from tests.peers import HANG, Peer
from tests.server.crowds import crowd
from tests.site import DOMAIN, HandClock, Home, configured, letter, make_blank
from tests.stories.world import Town, World, world

ANN = "ann@example.org"


async def test_sigterm_drains_in_time(tmp_path: Path) -> None:
    """With mail coming in and a relay that hangs, it ends within ten seconds (R27)."""
    folder = make_blank(tmp_path)
    said: list[str] = []
    async with Peer() as peer:
        config = configured(folder, **towards(peer))
        clock = HandClock()

        async def then(server: Running) -> None:
            everybody = World(peer, {DOMAIN: Town(server, Home(server.site, clock))})
            group_id = await everybody.town.home.found("psc", ANN)
            await crowd(everybody.town.home, group_id, 200)
            peer.on("DOT", HANG, nth=50)
            said.append(await everybody.write(letter(id="first")))
            await peer.until(lambda: peer._counts["DOT"] == 50)
            said.append(await everybody.write(letter(id="second", body="Two")))
            os.kill(os.getpid(), signal.SIGTERM)

        loop = asyncio.get_running_loop()
        begun = loop.time()
        await serve(config, clock=clock, started=then)
        assert loop.time() - begun < 10
        assert all(line.startswith("2.0.0") for line in said)
        taken = Counter(to for mail in peer.mails for to in mail.recipients)
        assert sum(taken.values()) == 49

        # The next one goes on where this one stopped.
        peer.forgive()
        clock.move(120)

        async def finish(server: Running) -> None:
            await peer.wait_for(402)
            home = Home(server.site, clock)
            assert home.one("select count(*) from post") == 2
            os.kill(os.getpid(), signal.SIGTERM)

        await serve(config, clock=clock, started=finish)
        copies = Counter((*fields(mail, "Message-ID"), *mail.recipients) for mail in peer.mails)
        assert len(copies) == 402
        assert set(copies.values()) == {1}  # the one that hung was never taken the first time


async def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    """It says who is there, and the first one goes on as if nothing had been (R24)."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await home.found("psc", ANN)
        with pytest.raises(Refused, match="stop it first"):
            await serve(configured(home.path.parent))
        await everybody.write(letter())
        await everybody.come_to_rest()
        assert everybody.got() == {ANN: 1}


async def test_a_group_made_by_the_command_line_is_served_at_once(tmp_path: Path) -> None:
    """`dgroup group create` beside a running server: soon its address takes mail."""
    async with world(tmp_path) as everybody:
        home, loop = everybody.town.home, asyncio.get_running_loop()
        assert (await everybody.write(letter())).startswith("550")
        begun = loop.time()
        process = await asyncio.create_subprocess_exec(
            *_command(home.path.parent), stdout=asyncio.subprocess.PIPE
        )
        assert await process.wait() == 0
        done = loop.time()
        while (await everybody.write(letter(id=str(loop.time())))).startswith("550"):
            assert loop.time() - done < 10
        assert done - begun < 60
        assert home.one("select count(*) from held") == 1


def _command(folder: Path) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "dgroup", "-c", str(folder / "dgroup.toml")),
        *("group", "create", "psc", "--title", "Club"),
    )


async def test_a_post_leaves_at_once(tmp_path: Path) -> None:
    """From the client's 250 to the first recipient there is no pause in which anybody polls."""
    async with world(tmp_path) as everybody:
        await everybody.town.home.found("psc", ANN)
        await everybody.write(letter(id="warm"))
        await everybody.peer.wait_for(1)
        loop = asyncio.get_running_loop()
        pauses = []
        for n in range(10):
            await everybody.write(letter(id=f"m{n}", body=f"No {n}"))
            begun = loop.time()
            await everybody.peer.wait_for(n + 2)
            pauses.append(loop.time() - begun)
        assert sorted(pauses)[5] < 0.1  # a worker that polls would need its interval
