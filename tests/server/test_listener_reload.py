"""Listeners that take on another configuration while clients are connected."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dgroup.errors import ConfigError
from dgroup.kinds import Endpoint
from tests.wire.door import CERTIFICATE, FREE_PORT, Client, RecordingDoor, listening, make_config


async def _free_port() -> int:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_addresses_come_and_go_and_stay(tmp_path: Path) -> None:
    """What is named in both configurations stays open, with its clients; the rest changes."""
    door = RecordingDoor()
    former = Endpoint(path=str(tmp_path / "former"))
    following = Endpoint(path=str(tmp_path / "following"))
    async with listening(door, lmtp=(former,)) as listeners:
        (port,) = listeners.ports
        client = await Client.greeted(port)
        await listeners.adopt(make_config(lmtp=(following,)))
        assert listeners.addresses == (f"127.0.0.1:{port}", f"unix:{following.path}")
        assert [path.name for path in tmp_path.iterdir()] == ["following"]
        other = await Client.greeted(port)
        local = Client(*await asyncio.open_unix_connection(following.path))
        await local.reply()
        await local.say("LHLO x")
        for each in (client, other, local):
            assert (await each.post(b"x\r\n")).startswith("250")
            await each.close()
    assert not list(tmp_path.iterdir())
    assert len(door.arrivals) == 3


async def test_an_address_may_become_a_part_of_another() -> None:
    """A port of one address can be taken on all of them."""
    port = await _free_port()
    async with listening(
        RecordingDoor(), listen=(Endpoint("127.0.0.1", port),), lmtp=()
    ) as listeners:
        await listeners.adopt(make_config(listen=(Endpoint("0.0.0.0", port),), lmtp=()))
        assert listeners.addresses == (f"0.0.0.0:{port}",)
        client = await Client.greeted(port)
        await client.close()


async def test_what_cannot_be_taken_on_changes_nothing(tmp_path: Path) -> None:
    """An address in use or a certificate that is none is told, and all is as it was."""
    port = await _free_port()
    free = Endpoint("127.0.0.1", await _free_port())
    async with (
        listening(RecordingDoor()) as strangers,
        listening(RecordingDoor(), listen=(Endpoint("127.0.0.1", port),)) as listeners,
    ):
        before = (listeners.config, listeners.memory.left)
        taken = Endpoint("127.0.0.1", strangers.ports[0])
        with pytest.raises(ConfigError, match=r"smtp\.lmtp: cannot listen"):
            await listeners.adopt(make_config(listen=(free,), lmtp=(taken,), max_size=1000))
        with pytest.raises(ConfigError, match=r"smtp\.tls_cert"):
            await listeners.adopt(make_config(tls_cert=str(tmp_path / "none.pem")))
        assert (listeners.config, listeners.memory.left) == before
        assert listeners.ports[0] == port
        client = await Client.greeted(port)
        assert (await client.post(b"x\r\n")).startswith("250")
        await client.close()
        with pytest.raises(ConnectionError):
            await Client.connect(free.port)


async def test_limits_and_certificate_hold_for_who_comes_next() -> None:
    """New connections hear of the new size and of STARTTLS; memory is counted anew."""
    async with listening(RecordingDoor()) as listeners:
        port = listeners.ports[0]
        await listeners.adopt(make_config(max_size=1000, tls_cert=str(CERTIFICATE)))
        assert listeners.memory.left == 8000
        client = await Client.connect(port)
        await client.reply()
        offers = await client.say("EHLO x")
        assert "SIZE 1000\n" in offers
        assert "STARTTLS" in offers
        assert (await client.post(b"x" * 2000 + b"\r\n")).startswith("552")
        await client.close()
        await listeners.adopt(make_config(listen=(), lmtp=FREE_PORT))
        assert len(listeners.ports) == 1
