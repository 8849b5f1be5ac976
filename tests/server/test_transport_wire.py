"""What goes over the wire: sizes, 8-bit mail, addresses beyond ASCII, injection, large mails."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import Message

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP as Server  # noqa: N811 - it is a server
from aiosmtpd.smtp import Envelope as Received
from aiosmtpd.smtp import Session

from dgroup.mail.wire import dot_stuff
from dgroup.server.outbound.connection import BLOCK_BYTES
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.transport import Outcome
from tests.peers import HANG, Peer
from tests.server.desk import CONTENT, desk_at, envelope, numbered


async def test_the_size_is_declared_where_it_is_asked_for() -> None:
    """MAIL carries SIZE= with the octets of the mail, but only for a relay that offers SIZE."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        await desk.send(envelope())
        assert peer.mails[0].parameters == (f"SIZE={len(CONTENT)}",)
    async with Peer(without=["SIZE"]) as peer, desk_at(peer.port) as desk:
        await desk.send(envelope())
        assert peer.mails[0].parameters == ()


@pytest.mark.parametrize(
    ("offer", "is_taken"),
    [("SIZE 10", False), ("SIZE 26", True), ("SIZE 0", True), ("SIZE", True), ("SIZE x", True)],
)
async def test_a_mail_larger_than_the_relay_takes(offer: str, is_taken: bool) -> None:
    """A mail above the declared size is the message's trouble, and not a byte of it is sent."""
    async with Peer(offers=["PIPELINING", offer]) as peer, desk_at(peer.port) as desk:
        [answer] = await desk.send(envelope())
        if is_taken:
            assert answer.outcome is Outcome.DELIVERED
        else:
            assert (answer.outcome, answer.code, answer.status) == (Outcome.MESSAGE, 552, "5.3.4")
            assert "MAIL" not in peer.sessions[0].verbs


async def test_8bit_mail_needs_a_relay_that_takes_it() -> None:
    """8-bit mail is announced as such, and where 8BITMIME is not offered it fails with 5.6.3."""
    mail = envelope(content=b"Subject: x\r\n\r\nsch\xc3\xb6n\r\n", is_8bit=True)
    async with Peer() as peer, desk_at(peer.port) as desk:
        await desk.send(mail)
        assert "BODY=8BITMIME" in peer.mails[0].parameters
        assert "SMTPUTF8" not in peer.mails[0].parameters
    again = envelope(content=mail.content, is_8bit=True)
    async with Peer(without=["8BITMIME"]) as peer, desk_at(peer.port) as desk:
        first, second = await desk.send(again, envelope())
        assert (first.outcome, first.status) == (Outcome.MESSAGE, "5.6.3")
        assert second.outcome is Outcome.DELIVERED
        assert len(peer.seen) == 1


async def test_an_address_beyond_ascii_goes_out_as_it_is() -> None:
    """With SMTPUTF8 offered the address is sent in UTF-8, and MAIL says so."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        answers = await desk.send(envelope("jörg@exämple.org", "ann@example.org"))
        assert [answer.outcome for answer in answers] == [Outcome.DELIVERED] * 2
        assert peer.mails[0].recipients == ("jörg@exämple.org", "ann@example.org")
        assert "SMTPUTF8" in peer.mails[0].parameters


async def test_an_address_beyond_ascii_fails_alone_where_it_cannot_go() -> None:
    """Without SMTPUTF8 that recipient fails with 5.6.7 and the others get the mail (R20)."""
    async with Peer(without=["SMTPUTF8"]) as peer, desk_at(peer.port) as desk:
        answers = await desk.send(envelope("ann@example.org", "jörg@example.org", "bo@example.org"))
        kinds = [(answer.outcome, answer.status) for answer in answers]
        served = (Outcome.DELIVERED, "2.0.0")
        assert kinds == [served, (Outcome.PERMANENT, "5.6.7"), served]
        assert peer.mails[0].recipients == ("ann@example.org", "bo@example.org")
        assert b"\xc3" not in peer.sessions[0].wire


@pytest.mark.parametrize("sender", ["bounces@lists.example.org", "jörg@lists.example.org"])
async def test_a_mail_beyond_ascii_blames_nobody_where_it_cannot_go(sender: str) -> None:
    """A header or a sender that needs SMTPUTF8 is the message's trouble, with 5.6.7."""
    is_header = sender.isascii()
    async with Peer(without=["SMTPUTF8"]) as peer, desk_at(peer.port) as desk:
        [answer] = await desk.send(envelope(sender=sender, is_smtputf8=is_header))
        assert (answer.outcome, answer.status) == (Outcome.MESSAGE, "5.6.7")
        assert peer.seen == []
    async with Peer() as peer, desk_at(peer.port) as desk:
        await desk.send(envelope(sender=sender, is_smtputf8=is_header))
        assert "SMTPUTF8" in peer.mails[0].parameters


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann@example.org\r\nRCPT TO:<eve@example.org",
        "ann@example.org>\nDATA",
        "ann@example.org\r",
        "ann @example.org",
        "<ann@example.org>",
        "ann\0@example.org",
        "ann\t@example.org",
        "ann\x7f@example.org",
        "ann\x85@example.org",
        "ann\u2028@example.org",
        "ann\udcff@example.org",
    ],
)
@pytest.mark.parametrize("without", [(), ("PIPELINING",)])
async def test_an_address_cannot_become_a_command(address: str, without: tuple[str, ...]) -> None:
    """What would end a path or a line is refused here with 5.1.3, and nothing of it is said."""
    async with Peer(without=without) as peer, desk_at(peer.port) as desk:
        answers = await desk.send(envelope("bob@example.org", address, "cas@example.org"))
        [alone] = await desk.send(envelope(address))
        kinds = [(answer.outcome, answer.status) for answer in answers]
        served = (Outcome.DELIVERED, "2.0.0")
        assert kinds == [served, (Outcome.PERMANENT, "5.1.3"), served]
        assert (alone.outcome, alone.status) == (Outcome.PERMANENT, "5.1.3")
        assert [mail.recipients for mail in peer.mails] == [("bob@example.org", "cas@example.org")]
        assert b"eve" not in peer.sessions[0].wire
        assert peer.sessions[0].wire.count(b"\n") == peer.sessions[0].wire.count(b"\r\n")


async def test_a_sender_cannot_become_a_command() -> None:
    """A sender that is no address is the message's trouble, and nothing of it is said."""
    async with Peer() as peer, desk_at(peer.port) as desk:
        sender = "a@example.org>\r\nRCPT TO:<eve@example.org"
        [answer] = await desk.send(envelope(sender=sender))
        assert (answer.outcome, answer.status) == (Outcome.MESSAGE, "5.1.7")
        assert b"eve" not in peer.sessions[0].wire


# -- large mails ---------------------------------------------------------------------------------


@pytest.mark.parametrize("without", [(), ("PIPELINING",)])
async def test_a_large_mail_arrives_whole(without: tuple[str, ...]) -> None:
    """A mail of many blocks and uneven pieces arrives octet by octet, and small ones between."""
    head = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n"
    body = b"".join(b"line %d of a large mail\r\n" % number for number in range(40_000))
    cut = BLOCK_BYTES * 3 + 17
    large = envelope(content=(head, body[:cut], body[cut:]), tag="large")
    async with (
        Peer(without=without) as peer,
        desk_at(peer.port, connections=1) as desk,
    ):
        answers = await desk.send(envelope(), large, *numbered(3))
        assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
        assert peer.mails[1].raw == head + body
        assert len(peer.mails) == 5


async def test_a_relay_that_refuses_in_the_middle_of_a_mail() -> None:
    """A refusal before the mail was out is taken as its answer, and the connection given up."""
    large = envelope(content=b"Subject: x\r\n\r\n" + b"x" * 60 + b"\r\n" * 16_000_000)
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("BODY", "552 5.3.4 too big", times=1)
        [answer] = await desk.send(large)
        assert (answer.outcome, answer.status) in {
            (Outcome.MESSAGE, "5.3.4"),
            (Outcome.RELAY, ""),  # the reset of the connection was faster than the reply
        }
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED


async def test_a_yes_in_the_middle_of_a_mail_is_none() -> None:
    """A relay that says 250 before it has the whole mail has not taken it."""
    large = envelope(content=b"Subject: x\r\n\r\n" + b"x" * 60 + b"\r\n" * 16_000_000)
    async with Peer() as peer, desk_at(peer.port, connections=1) as desk:
        peer.on("BODY", "250 2.0.0 fine, thank you")
        [answer] = await desk.send(large)
        assert answer.outcome is Outcome.RELAY


async def test_a_relay_that_takes_no_more_bytes() -> None:
    """A mail that makes no progress is given up before its final dot: the relay's trouble."""
    large = envelope(content=b"Subject: x\r\n\r\n" + (b"x" * 70 + b"\r\n") * 500_000)
    patience = Patience(body_s=0.2, backoff_s=60)
    async with Peer() as peer, desk_at(peer.port, patience=patience) as desk:
        peer.on("BODY", HANG)
        [answer] = await desk.send(large)
        assert (answer.outcome, answer.text) == (Outcome.RELAY, "it takes no more bytes")


# -- other people's servers and clients ----------------------------------------------------------


class Keeper:
    """An aiosmtpd handler that keeps what it gets, and refuses some."""

    def __init__(self) -> None:
        self.got: list[Received] = []

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Received, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 Gone"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Server, session: Session, envelope: Received) -> str:
        self.got.append(envelope)
        return "250 2.0.0 Ok"


async def test_aiosmtpd_takes_what_we_send() -> None:
    """Another server understands every envelope, in lock-step and with refusals between."""
    keeper = Keeper()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Server(keeper, enable_SMTPUTF8=True, hostname="other.example.org"), "127.0.0.1", 0
    )
    async with server, desk_at(server.sockets[0].getsockname()[1], connections=2) as desk:
        content = dot_stuff(b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n")
        envelopes = [
            envelope(f"{'gone' if number % 3 else 'here'}{number}@example.org", content=content)
            for number in range(12)
        ]
        answers = await desk.send(*envelopes)
    expected = [Outcome.PERMANENT if n % 3 else Outcome.DELIVERED for n in range(12)]
    assert [answer.outcome for answer in answers] == expected
    assert {received.content for received in keeper.got} == {
        b"Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n"
    }


async def test_aiosmtplib_sends_the_same() -> None:
    """Of the same mail the peer records the same from our client and from another."""
    message: Message = message_from_bytes(b"Subject: dots\r\n\r\n.one\r\n..two\r\nend\r\n")
    async with Peer() as peer, desk_at(peer.port) as desk:
        await aiosmtplib.send(
            message.as_bytes().replace(b"\n", b"\r\n").replace(b"\r\r\n", b"\r\n"),
            sender="a@example.org",
            recipients=["ann@example.org"],
            hostname="127.0.0.1",
            port=peer.port,
            start_tls=False,
        )
        content = dot_stuff(peer.mails[0].content)
        await desk.send(envelope(sender="a@example.org", content=content))
        theirs, ours = peer.mails
        assert (ours.raw, ours.recipients, ours.sender) == (
            theirs.raw,
            theirs.recipients,
            theirs.sender,
        )
