"""From connect to the first MAIL: TLS in its four modes, and logging in."""

from __future__ import annotations

import asyncio
import logging
from base64 import b64encode

import pytest

from dgroup.server.outbound import opening
from dgroup.server.outbound.opening import Conversation, Route, Unusable
from dgroup.server.outbound.patience import Patience
from dgroup.server.outbound.smtp_replies import Offers
from dgroup.server.outbound.transport import Outcome
from dgroup.settings import Delivery
from tests.peers import DROP, HANG, Deed, Peer, trusting_context
from tests.server.desk import CONTENT, desk_at, envelope, numbered

QUICK = Patience(connect_s=0.2, command_s=0.2, backoff_s=60)
USERS = {"dgroup": "s3cret wörd"}


@pytest.mark.parametrize(
    ("mode", "is_offered", "is_encrypted"),
    [
        ("off", True, False),
        ("opportunistic", True, True),
        ("opportunistic", False, False),
        ("required", True, True),
    ],
)
async def test_starttls(mode: str, is_offered: bool, is_encrypted: bool) -> None:
    """TLS is used where it is offered and not switched off, and the relay is greeted anew in it."""
    context = trusting_context() if mode == "required" else None
    async with (
        Peer(tls=is_offered) as peer,
        desk_at(peer.port, tls=mode, context=context, connections=1) as desk,
    ):
        answers = await desk.send(*numbered(20))
        assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
        [session] = peer.sessions
        assert session.is_encrypted is is_encrypted
        expected = ["EHLO", "STARTTLS", "EHLO", "MAIL"] if is_encrypted else ["EHLO", "MAIL"]
        assert session.verbs[: len(expected)] == expected


async def test_implicit_tls() -> None:
    """With implicit TLS nothing is said in the clear, and STARTTLS is not asked for."""
    async with (
        Peer(implicit_tls=True) as peer,
        desk_at(peer.port, tls="implicit", context=trusting_context()) as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED
        assert peer.sessions[0].verbs[:2] == ["EHLO", "MAIL"]


async def test_a_large_mail_goes_through_tls() -> None:
    """A mail of many blocks arrives unharmed over TLS, and the next one behind it too."""
    content = b"Subject: large\r\n\r\n" + b"0123456789abcde\r\n" * 60_000
    async with (
        Peer(tls=True) as peer,
        desk_at(peer.port, tls="opportunistic", connections=1) as desk,
    ):
        await desk.send(envelope(content=content), envelope(), envelope(content=content))
        assert [len(mail.raw) for mail in peer.mails] == [len(content), len(CONTENT), len(content)]
        assert peer.mails[2].raw == content
        assert len(peer.sessions) == 1


@pytest.mark.parametrize(
    ("verb", "deed", "words"),
    [
        ("STARTTLS", "454 4.7.0 not now", "it answered 454 4.7.0 not now to STARTTLS"),
        ("TLS", DROP, "TLS: "),
        ("TLS", HANG, "TLS: "),
    ],
)
@pytest.mark.parametrize("mode", ["required", "opportunistic"])
async def test_tls_that_does_not_come_about(mode: str, verb: str, deed: Deed, words: str) -> None:
    """Required TLS is never gone without; opportunistic TLS is, before anything was said in it."""
    context = trusting_context() if mode == "required" else None
    async with (
        Peer(tls=True) as peer,
        desk_at(peer.port, tls=mode, context=context, patience=QUICK) as desk,
    ):
        peer.on(verb, deed, times=1)
        [answer] = await desk.send(envelope())
        if mode == "opportunistic":
            assert answer.outcome is Outcome.DELIVERED
            assert not peer.sessions[-1].is_encrypted
        else:
            assert answer.outcome is Outcome.RELAY
            assert f"127.0.0.1:{peer.port}: {words}" in desk.relay.trouble
            assert peer.seen == []


async def test_going_on_without_tls_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The operator reads in the log that a handshake failed and mail goes out in the clear."""
    async with Peer(tls=True) as peer, desk_at(peer.port, tls="opportunistic") as desk:
        peer.on("TLS", DROP)
        with caplog.at_level(logging.WARNING):
            await desk.send(envelope())
        [record] = caplog.records
        assert record.getMessage() == "going on without TLS"
        assert f"127.0.0.1:{peer.port}: TLS: " in record.__dict__["fields"]["why"]


async def test_required_tls_that_is_not_offered() -> None:
    """A relay without STARTTLS gets no mail if TLS is required (no silent downgrade)."""
    async with Peer() as peer, desk_at(peer.port, tls="required") as desk:
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert "does not offer STARTTLS, which delivery.tls requires" in desk.relay.trouble
        assert peer.sessions[0].verbs == ["EHLO"]


@pytest.mark.parametrize("mode", ["required", "implicit"])
async def test_a_certificate_that_nobody_vouches_for(mode: str) -> None:
    """Required and implicit TLS verify: a self-signed certificate is the relay's trouble."""
    async with (
        Peer(tls=True, implicit_tls=mode == "implicit") as peer,
        desk_at(peer.port, tls=mode) as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert "certificate verify failed" in desk.relay.trouble
        assert peer.seen == []


async def test_a_certificate_of_somebody_else() -> None:
    """The name in the certificate must be that of the relay."""
    async with (
        Peer(tls=True, host="127.0.0.2") as peer,
        desk_at(peer.port, host="127.0.0.2", tls="required", context=trusting_context()) as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert "certificate verify failed" in desk.relay.trouble


async def test_what_was_said_before_tls_is_forgotten() -> None:
    """Replies slipped in behind the one to STARTTLS count for nothing once TLS is on."""
    async with Peer(tls=True) as peer, desk_at(peer.port, tls="opportunistic") as desk:
        peer.on("STARTTLS", "220 2.0.0 go\r\n250-evil.example.org\r\n250 SIZE 1")
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED
        assert peer.sessions[0].is_encrypted


# -- logging in ----------------------------------------------------------------------------------


@pytest.mark.parametrize("mechanisms", ["PLAIN LOGIN", "CRAM-MD5 LOGIN", "plain"])
@pytest.mark.parametrize("tls", ["off", "opportunistic"])
async def test_logging_in(mechanisms: str, tls: str) -> None:
    """PLAIN or LOGIN is used, whichever is offered; on loopback also in the clear."""
    async with (
        Peer(tls=True, users=USERS, mechanisms=mechanisms) as peer,
        desk_at(peer.port, tls=tls, username="dgroup", password="s3cret wörd") as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.DELIVERED
        assert peer.sessions[0].user == "dgroup"


async def test_a_wrong_password_is_the_relays_trouble() -> None:
    """A refused login blames no member, is told to the operator, and never shows the password."""
    async with (
        Peer(users=USERS) as peer,
        desk_at(peer.port, username="dgroup", password="wr0ng") as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert "it answered 535 5.7.8 Bad credentials to AUTH" in desk.relay.trouble
        assert "wr0ng" not in desk.relay.trouble
        assert b64encode(b"wr0ng").decode() not in desk.relay.trouble


@pytest.mark.parametrize("mechanisms", ["", "CRAM-MD5"])
async def test_no_way_to_log_in(mechanisms: str) -> None:
    """With a user name set and neither PLAIN nor LOGIN offered, nothing is sent."""
    users = USERS if mechanisms else {}
    async with (
        Peer(users=users, mechanisms=mechanisms) as peer,
        desk_at(peer.port, username="dgroup", password="x") as desk,
    ):
        [answer] = await desk.send(envelope())
        assert answer.outcome is Outcome.RELAY
        assert "offers neither AUTH PLAIN nor AUTH LOGIN" in desk.relay.trouble


@pytest.mark.parametrize(
    ("address", "is_said"), [("192.0.2.1", False), ("127.0.0.1", True), ("::1", True)]
)
async def test_a_password_is_not_said_where_others_can_hear_it(address: str, is_said: bool) -> None:
    """Without TLS a password goes to loopback only."""

    class Line:
        said = b""

        def get_extra_info(self, name: str) -> tuple[str, int]:
            assert name == "peername"
            return (address, 25)

        def write(self, data: bytes) -> None:
            self.said += data
            talk.data_received(b"235 2.7.0 Welcome\r\n")

    talk, line = Conversation(), Line()
    talk.transport = line  # type: ignore[assignment]
    route = Route(Delivery(username="dgroup", password="x"), b"me.example.org", QUICK, None)
    offers = Offers(auth=frozenset({"PLAIN"}))
    if is_said:
        await opening._log_in(talk, route, offers)
        assert line.said == b"AUTH PLAIN " + b64encode(b"\0dgroup\0x") + b"\r\n"
    else:
        with pytest.raises(Unusable, match="a password is not sent without"):
            await opening._log_in(talk, route, offers)
        assert line.said == b""


async def test_nothing_is_left_of_a_failed_opening() -> None:
    """After a refused login the connection is closed, and no task and no socket stays behind."""
    async with (
        Peer(users=USERS, tls=True) as peer,
        desk_at(peer.port, tls="opportunistic", username="dgroup", password="wr0ng") as desk,
    ):
        await desk.send(*numbered(3))
        await peer.until(lambda: bool(peer.sessions) and peer.open_sessions == 0)
    mine = asyncio.current_task()
    assert [task for task in asyncio.all_tasks() if task is not mine] == []
