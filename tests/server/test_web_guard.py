"""What holds for every answer of the web, and for whoever asks: headers, limits, deadlines, health."""

from __future__ import annotations

import asyncio
import logging

import pytest

from dgroup import places
from dgroup.kinds import Endpoint
from dgroup.server.web.engine import Engine
from dgroup.server.web.opening import Web
from tests.server.asking import ask, say
from tests.server.street import ONE_CLICK, Street, heading
from tests.site import Home, locked


@pytest.mark.parametrize("path", ["/leave/x", "/healthz", "/nothing", "/"])
async def test_every_answer_is_guarded(street: Street, path: str) -> None:
    """No cookie, no script, nothing from elsewhere, nothing remembered, nothing indexed."""
    headers = (await ask(street.port, path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for part in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Date"].endswith(" GMT")
    assert headers["Set-Cookie"] is headers["Server"] is headers["Location"] is None


async def test_too_much_is_not_read(street: Street) -> None:
    """A body over a few kB is refused, said or not said beforehand; a long head as well."""
    link = await street.join()
    large = b"x=" + b"y" * 5000 + b"&" + ONE_CLICK
    assert (await street.leave(link, large)).status == 413
    chunk = b"%x\r\n%s\r\n" % (len(large), large)
    head = f"POST {link} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    assert (await say(street.port, head + chunk + b"0\r\n\r\n")).status == 413
    long = f"GET {link} HTTP/1.1\r\nHost: x\r\nCookie: {'x' * 30_000}".encode()
    assert (await say(street.port, long)).status == 400
    assert (await say(street.port, b"\x16\x03\x01\x02\x00 hello\r\n\r\n")).status == 400
    assert street.statuses() == ["active"]


async def test_a_host_is_not_believed(street: Street) -> None:
    """Whatever `Host` says, no answer repeats it or leads there."""
    link = await street.join()
    for host in ("evil.example", "", "a/b@c", "lists.example.org:99999"):
        page = await ask(street.port, link, host=host, x_forwarded_host=host)
        assert page.status == 200
        assert "evil" not in page.text


async def test_tokens_are_not_logged(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    """Not when all goes well, and not when it does not (R10)."""
    caplog.set_level(logging.DEBUG)
    link = await street.join()
    await ask(street.port, link)
    street.home.site.db._patience_s = 0.1  # type: ignore[attr-defined]
    with locked(street.home.path):
        assert (await street.leave(link)).status == 503
    assert "put off" in caplog.text
    await street.leave(link)
    assert "left by a link" in caplog.text
    assert link.removeprefix("/leave/") not in caplog.text


async def test_who_hangs_up_or_crawls_is_let_go(home: Home) -> None:
    """A client has so many seconds for its whole request, in the head as in the body."""

    web = Web()
    web.open(home.site)
    engine = Engine(web, places.template_folders(), connection_s=0.3)
    await engine.listen(Endpoint("127.0.0.1", 0))
    port = engine.addresses[0][1]
    head = b"POST /leave/x HTTP/1.1\r\nHost: x\r\nContent-Length: 26\r\n\r\nList-"
    async with asyncio.timeout(10):
        for begun in (b"", b"GET /leave/x HT", head):
            try:
                assert (await say(port, begun)).status == 0
            except ConnectionResetError:
                pass
        assert (await ask(port, "/healthz")).status == 200
    for begun in (b"", b"GET /", head):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        await writer.drain()
        writer.close()
    assert (await ask(port, "/readyz")).text == "ready\n"
    await engine.close(0)
    await web.close(0)


async def test_many_at_once_are_answered(street: Street) -> None:
    """Fifty people leave in the same moment."""
    group = await street.home.found("psc")
    members = [await street.home.admit(group, f"p{number}@example.org") for number in range(50)]
    answers = await asyncio.gather(*(street.leave(street.link(each)) for each in members))
    assert {answer.status for answer in answers} == {200}
    assert set(street.statuses()) == {"left"}


async def test_health_is_a_word(street: Street) -> None:
    """Both can be asked by GET and HEAD, and tell nothing but whether all is well."""
    for path, word in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = await ask(street.port, path)
        assert (answer.status, answer.text) == (200, word)
        answer = await ask(street.port, path, "HEAD")
        assert (answer.status, answer.text) == (200, "")
        assert (await ask(street.port, path, "POST")).status == 405
    for path in ("/", "/nothing", "/leave", "/healthz/", "/robots.txt"):
        assert (await ask(street.port, path)).status == 404


async def test_who_asks_while_the_site_is_exchanged_waits(street: Street) -> None:
    """Nobody hears of a SIGHUP: the next site answers."""
    link = await street.join(title="Practice")
    await street.web.close(0)
    asking = asyncio.create_task(ask(street.port, link))
    await asyncio.sleep(0)
    street.web.open(street.home.site)
    assert heading(await asking) == "Leave Practice?"
