"""The web side beside the listeners: opened with them, kept over SIGHUP, and not there when off."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dgroup.config import Config
from dgroup.errors import ConfigError
from dgroup.server.app import Running, running, serve
from dgroup.server.own_group import make_own_group_of
from dgroup.server.web.opening import Web
from tests.server.asking import ask
from tests.site import configured


@pytest.fixture
def folder(blank: Path, tmp_path: Path) -> Path:
    """The folder of a site that nobody has opened yet."""
    return Path(shutil.copytree(blank, tmp_path / "site"))


def on(folder: Path, listen: str = "127.0.0.1:0", **environ: str) -> Config:
    """Settings with the web on."""
    return configured(folder, web__enabled="true", web__listen=listen, **environ)


async def test_it_runs_beside_the_listeners(folder: Path) -> None:
    """It answers as long as the server runs, and its port is free again afterwards."""
    async with running(on(folder)) as server:
        (port,) = server.web.ports
        assert server.web.addresses == (f"127.0.0.1:{port}",)
        assert (await ask(port, "/readyz")).text == "ready\n"
    with pytest.raises(ConnectionRefusedError):
        await ask(port, "/healthz")
    async with running(on(folder, f"127.0.0.1:{port}")) as server:
        assert server.web.ports == (port,)


async def test_a_unix_socket_will_do(folder: Path) -> None:
    """A proxy on the same machine needs no port."""
    async with running(on(folder, f"unix:{folder / 'web'}")) as server:
        assert server.web.addresses == (f"unix:{folder / 'web'}",)
        assert server.web.ports == ()
        reader, writer = await asyncio.open_unix_connection(folder / "web")
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.read()).endswith(b"\r\n\r\nok\n")
        writer.close()


async def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    """The message names the setting, and the listeners are closed again."""
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    async with taken:
        with pytest.raises(
            ConfigError, match=rf"web\.listen: cannot listen on 127\.0\.0\.1:{port}"
        ):
            async with running(on(folder, f"127.0.0.1:{port}")):
                pytest.fail("it cannot listen")
    async with running(on(folder, f"127.0.0.1:{port}")) as server:
        assert server.web.ports == (port,)


async def test_where_it_is_off_nothing_of_it_is_loaded(folder: Path) -> None:
    """A server without a web side does not pay for one."""
    await make_own_group_of(configured(folder))  # as `dgroup init` does
    program = (
        "import asyncio, sys, pathlib\n"
        "from dgroup.config import load\n"
        "from dgroup.server.app import running\n"
        "async def main():\n"
        "    async with running(load(pathlib.Path(sys.argv[1]), {})) as server:\n"
        "        print(server.web.addresses, {'starlette', 'uvicorn', 'jinja2'} & set(sys.modules))\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder / "dgroup.toml")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "() set()\n"


async def test_a_hangup_leaves_the_port_open(folder: Path) -> None:
    """The same endpoint stays, another is opened and the former closed, and it may be switched."""
    steps = [on(folder), on(folder, "127.0.0.2:0"), configured(folder), on(folder)]
    seen: list[tuple[str, ...]] = []

    def reload() -> Config:
        return steps.pop(0)

    async def then(server: Running) -> None:
        seen.append(server.web.addresses)
        for address in server.web.addresses:
            if address.startswith("127.0.0.1"):
                assert (await ask(server.web.ports[0], "/readyz")).status == 200
        os.kill(os.getpid(), signal.SIGHUP if steps else signal.SIGTERM)

    async with asyncio.timeout(20):
        await serve(on(folder), reload=reload, started=then)
    first, same, other, off, again = seen
    assert first == same
    assert other[0].startswith("127.0.0.2:")
    assert off == ()
    assert again[0].startswith("127.0.0.1:")


async def test_a_hangup_with_a_port_that_is_taken_changes_nothing(folder: Path) -> None:
    """What was listened on before is listened on still, mail as well as web."""
    async with running(on(folder)) as server, await asyncio.start_server(
        lambda *_: None, "127.0.0.1", 0
    ) as taken:  # fmt: skip
        port = server.web.ports[0]
        wrong = f"127.0.0.1:{taken.sockets[0].getsockname()[1]}"
        await server.web.adopt(on(folder, f"127.0.0.1:{port}"))
        with pytest.raises(ConfigError, match=r"web\.listen"):
            await server.web.adopt(on(folder, wrong))
        assert server.web.ports == (port,)
        assert (await ask(port, "/readyz")).text == "ready\n"


async def test_pages_are_read_again(folder: Path) -> None:
    """An operator who changes a page sees it after SIGHUP."""
    async with running(on(folder)) as server:
        own = folder / "templates/en/web/unknown.html.j2"
        own.parent.mkdir(parents=True)
        own.write_text("Title: Ours\n\n<h1>Ours</h1>\n", encoding="utf-8")
        await server.web.adopt(on(folder))
        assert "<h1>Ours</h1>" in (await ask(server.web.ports[0], "/leave/x")).text


async def test_who_asks_is_answered_before_the_end(folder: Path) -> None:
    """A request that is under way when the server is told to stop gets its answer."""
    web = Web()
    await web.adopt(on(folder))
    asking = asyncio.create_task(ask(web.ports[0], "/readyz"))  # there is no site: it waits
    reader, writer = await asyncio.open_connection("127.0.0.1", web.ports[0])
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.read()).endswith(b"ok\n")  # so the first one has been taken, too
    writer.close()
    await web.end(8)
    assert (await asking).text == "not ready\n"
