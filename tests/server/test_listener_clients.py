"""Other people's clients: smtplib and aiosmtplib, over SMTP and LMTP, TLS, a Unix socket, uvloop."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from dgroup.errors import ConfigError
from dgroup.kinds import Endpoint
from dgroup.server.inbound.listener import listen
from tests.wire.door import CERTIFICATE, FREE_PORT, Client, RecordingDoor, listening, make_config

POST = b"From: Ann <ann@example.org>\r\nSubject: Hello\r\n\r\nHow are you?\r\n.\r\n..two dots\r\n"


async def test_smtplib_posts() -> None:
    """The standard library's client delivers byte for byte, dots and all, with its envelope."""
    door = RecordingDoor()

    def post(port: int) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP(
            "127.0.0.1", port, local_hostname="ann.example.org", timeout=20
        ) as client:
            return client.sendmail(
                "ann@example.org", ["psc@lists.example.org", "nobody@lists.example.org"], POST
            )

    async with listening(door) as listeners:
        refused = await asyncio.to_thread(post, listeners.ports[0])
    assert refused == {"nobody@lists.example.org": (550, b"5.1.1 There is no such address here")}
    (arrival,) = door.arrivals
    assert arrival.content == POST
    assert (arrival.sender, arrival.recipients) == ("ann@example.org", ("psc@lists.example.org",))
    assert (arrival.peer, arrival.helo) == ("127.0.0.1", "ann.example.org")
    assert arrival.received_s == 1_800_000_000


async def test_smtplib_over_lmtp() -> None:
    """The standard library's LMTP client is content with our answers."""
    door = RecordingDoor()

    def post(port: int) -> None:
        with smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail("ann@example.org", ["psc@lists.example.org"], POST)
            client.sendmail("", ["chat@lists.example.org"], POST)

    async with listening(door) as listeners:
        await asyncio.to_thread(post, listeners.ports[1])
    assert [arrival.sender for arrival in door.arrivals] == ["ann@example.org", ""]


async def test_smtplib_hears_refusals_as_it_should() -> None:
    """A refusal is an SMTPResponseException with our code, and the connection is still of use."""

    def talk(port: int) -> list[int]:
        codes = []
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            for to in ("full", "hops", "broken"):
                try:
                    client.sendmail("ann@example.org", [f"{to}@lists.example.org"], POST)
                except smtplib.SMTPDataError as refusal:
                    codes.append(refusal.smtp_code)
            try:
                client.sendmail("ann@example.org", ["psc@lists.example.org"], b"x\r\n" * 400)
            except smtplib.SMTPSenderRefused as refusal:
                codes.append(refusal.smtp_code)
            client.sendmail("ann@example.org", ["psc@lists.example.org"], POST)
        return codes

    async with listening(RecordingDoor(), max_size=1000) as listeners:
        assert await asyncio.to_thread(talk, listeners.ports[0]) == [452, 554, 451, 552]


async def test_aiosmtplib_posts_over_tls() -> None:
    """aiosmtplib turns to TLS where we have a certificate, and sends SMTPUTF8 where it must."""
    door = RecordingDoor()
    message = EmailMessage()
    message["From"], message["To"] = "jürgen@example.org", "psc@lists.example.org"
    message["Subject"] = "Grüße"
    message.set_content("Wie geht's?\n")
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    context.check_hostname = False
    async with listening(door, tls_cert=str(CERTIFICATE)) as listeners:
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=listeners.ports[0], start_tls=True, tls_context=context
        )
        async with client:
            assert client.get_transport_info("cipher") is not None
            for _ in range(3):
                errors, answer = await client.send_message(message)
                assert not errors
                assert answer.startswith("2.0.0")
    assert [arrival.sender for arrival in door.arrivals] == ["jürgen@example.org"] * 3


async def test_a_large_mail_comes_through_tls() -> None:
    """Five megabytes through STARTTLS arrive as they were sent."""
    door = RecordingDoor()
    content = b"Subject: large\r\n\r\n" + b"0123456789abcdef" * 4 * 80_000 + b"\r\n"
    content = b"\r\n".join(content[at : at + 70] for at in range(0, len(content), 70)) + b"\r\n"

    def post(port: int) -> None:
        context = ssl.create_default_context(cafile=str(CERTIFICATE))
        context.check_hostname = False
        with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
            client.starttls(context=context)
            client.sendmail("ann@example.org", ["psc@lists.example.org"], content)

    async with listening(door, tls_cert=str(CERTIFICATE)) as listeners:
        await asyncio.to_thread(post, listeners.ports[0])
    # smtplib itself makes every CR and LF a line end, as we do.
    assert door.arrivals[0].content.replace(b"\r\n", b"") == content.replace(b"\r\n", b"").replace(
        b"\r", b""
    ).replace(b"\n", b"")


async def test_a_handshake_that_fails_harms_nobody() -> None:
    """A client that talks nonsense instead of TLS is closed, and the next one is served."""
    async with listening(RecordingDoor(), tls_cert=str(CERTIFICATE)) as listeners:
        client = await Client.greeted(listeners.ports[0])
        assert (await client.say("STARTTLS")).startswith("220 2.0.0")
        await client.send(b"this is no handshake\r\n" * 100)
        await client.reader.read()
        client.drop()
        other = await Client.greeted(listeners.ports[0])
        assert (await other.post(b"x\r\n")).startswith("250")
        await other.close()


async def test_lmtp_on_a_unix_socket(tmp_path: Path) -> None:
    """A socket file is made for everybody whom its folder lets in, and removed at the end."""
    path = tmp_path / "lmtp"
    door = RecordingDoor()
    async with listening(door, listen=(), lmtp=(Endpoint(path=str(path)),)) as listeners:
        assert listeners.addresses == (f"unix:{path}",)
        assert listeners.ports == ()
        assert path.stat().st_mode & 0o777 == 0o666
        client = Client(*await asyncio.open_unix_connection(str(path)))
        await client.reply()
        await client.say("LHLO x")
        assert (await client.post(b"x\r\n")).startswith("250 2.0.0 <psc@")
        await client.close()
    assert not path.exists()
    assert door.arrivals[0].peer == "127.0.0.1"


async def test_ipv6() -> None:
    """The loopback of IPv6 is listened on and named in brackets."""
    door = RecordingDoor()
    try:
        listeners = await listen(make_config(listen=(Endpoint("::1", 0),), lmtp=()), door)
    except ConfigError:
        pytest.skip("this machine has no IPv6")
    (address,) = listeners.addresses
    assert address == f"[::1]:{listeners.ports[0]}"
    client = Client(*await asyncio.open_connection("::1", listeners.ports[0]))
    await client.reply()
    await client.say("EHLO x")
    await client.post(b"x\r\n")
    await client.close()
    await listeners.close(5)
    assert door.arrivals[0].peer == "::1"


async def test_an_address_in_use_is_named_and_nothing_stays_open() -> None:
    """The error names setting, address and reason; the addresses opened before are closed again."""
    async with listening(RecordingDoor()) as listeners:
        taken = Endpoint("127.0.0.1", listeners.ports[0])
        with pytest.raises(ConfigError, match=rf"smtp\.lmtp: cannot listen on {taken}: .*in use"):
            await listen(make_config(listen=FREE_PORT, lmtp=(taken,)), RecordingDoor())


async def test_a_certificate_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The error names the settings."""
    with pytest.raises(ConfigError, match=r"smtp\.tls_cert"):
        await listen(make_config(tls_cert=str(tmp_path / "none.pem")), RecordingDoor())


def test_uvloop() -> None:
    """All the same with uvloop: plain, pipelined, over TLS, with a hang-up and a stop."""
    uvloop = pytest.importorskip("uvloop")

    async def story() -> None:
        await test_smtplib_posts()
        await test_aiosmtplib_posts_over_tls()
        await test_a_handshake_that_fails_harms_nobody()
        door = RecordingDoor()
        async with listening(door, max_connections=1) as listeners:
            client = await Client.connect(listeners.ports[0])
            turned_away = await Client.connect(listeners.ports[1])
            assert (await turned_away.reply()).startswith("421")
            await client.send(
                b"EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<psc@lists.example.org>\r\n"
                b"DATA\r\nx\r\n.\r\nQUIT\r\n"
            )
            client.writer.write_eof()
            codes = [(await client.reply())[:3] for _ in range(8)]
            assert codes == ["220", "250", "250", "250", "354", "250", "221", ""]
            await client.close()
            await turned_away.close()
        assert len(door.arrivals) == 1

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(story())
