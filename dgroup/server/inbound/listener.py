"""The way in: aiosmtpd, subclassed once for SMTP and once for LMTP.

What is said is in `reply_lines`, what becomes of a mail in `reception`, who may connect in
`sockets`; here is the talk between them, with its limits. aiosmtpd is imported nowhere else.
RFC 5321 (SMTP), RFC 2033 (LMTP), RFC 2920 (pipelining), RFC 3207 (STARTTLS), RFC 6531 (SMTPUTF8).
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from dgroup.errors import StoreError
from dgroup.server.inbound import paths, reply_lines
from dgroup.server.inbound.allowance import Allowance
from dgroup.server.inbound.reception import LONGEST_LINE, Door, Upload, note_refusal
from dgroup.server.inbound.sockets import Listeners, peer_of

if TYPE_CHECKING:
    from dgroup.config import Config

__all__ = ["Door", "Listeners", "listen"]

log = logging.getLogger(__name__)


async def listen(
    config: Config, door: Door, *, clock: Callable[[], float] = time.time
) -> Listeners:
    """Open every address of smtp.listen and smtp.lmtp; `clock` tells epoch seconds.

    Raises ConfigError, naming the setting, where one cannot be opened; then none stays open.
    """
    speaking = {"smtp.listen": SmtpConnection, "smtp.lmtp": LmtpConnection}
    listeners = Listeners(config, door, clock, speaking)
    try:
        await listeners.open()
    except BaseException:
        await listeners.close(0)
        raise
    return listeners


class SmtpConnection(SMTP):
    """One client that speaks SMTP."""

    # HTML newsletters have lines far over the 1,000 octets of RFC 5321 §4.5.3.1.6.
    line_length_limit = LONGEST_LINE
    command_size_limit = 1024  # RFC 5321 §4.5.3.1.4 asks for 512, and some for each extension
    words = "ESMTP"

    def __init__(self, listeners: Listeners) -> None:
        # aiosmtpd would share this one between all connections.
        self.command_size_limits = collections.defaultdict(lambda: self.command_size_limit)
        smtp = listeners.config.smtp
        super().__init__(
            self,  # whose handle_… it asks
            data_size_limit=smtp.max_size,
            enable_SMTPUTF8=True,
            hostname=listeners.config.site.domain,
            ident=self.words,
            tls_context=listeners.tls,
            timeout=smtp.idle_timeout,
            loop=asyncio.get_running_loop(),
        )
        self._listeners = listeners
        self._reception = listeners.reception
        self._allowance = Allowance(smtp.idle_timeout, listeners.upload_s)
        self._peer = ""
        self._is_inside = False
        self._is_tls = False  # not before the handshake is done
        self._is_busy = False  # with a mail, from DATA to its answer
        self._is_over = False  # our last word is said, what comes is thrown away
        self._unsent: list[bytes] = []
        self._linger: asyncio.TimerHandle | None = None

    @property
    def _is_shaking_hands(self) -> bool:
        return self._tls_protocol is not None and not self._is_tls

    # -- coming and going

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the client in, or turn it away with 421; called again behind STARTTLS."""
        if not self._is_inside:
            self._peer = peer_of(transport)
            if refusal := self._listeners.enter(self, self._peer):
                cast("asyncio.Transport", transport).write(refusal.encode() + b"\r\n")
                transport.close()
                return
            self._is_inside = True
        else:
            self._is_tls = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Free the place; a hand-in that runs goes on by itself."""
        if self._linger is not None:
            self._linger.cancel()
        if self._is_inside:
            self._listeners.leave(self, self._peer)
            super().connection_lost(error)

    def eof_received(self) -> bool | None:
        """Answer what was sent before the client closed its half; aiosmtpd would drop it."""
        if not self._is_inside:
            return False
        if self._is_tls:
            return super().eof_received()
        return asyncio.StreamReaderProtocol.eof_received(self)

    def retire(self) -> None:
        """Close now, or behind the mail that is on its way in."""
        if not self._is_busy:
            self._hang_up(reply_lines.CLOSING)

    def abort(self) -> None:
        """Close at once, without a word."""
        if self.transport is None:
            return
        cast("asyncio.Transport", self.transport).abort()
        if self._is_shaking_hands:
            self.connection_lost(None)  # asyncio tells nobody when we end a handshake

    def _hang_up(self, line: str) -> None:
        transport = cast("asyncio.Transport | None", self.transport)
        if transport is None or transport.is_closing():
            return
        if self._is_over or self._is_shaking_hands:
            self.abort()  # no word of ours would be understood
            return
        self._unsent.append(line.encode() + b"\r\n")
        self._flush()
        transport.close()
        # A client that reads nothing would keep its place for ever.
        self._linger = self.loop.call_later(self._listeners.linger_s, transport.abort)
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    async def _send_off(self) -> None:
        """Close on a client that does not stop, so gently that it can read the refusal."""
        self._flush()
        self._is_over = True
        if self._writer.can_write_eof():
            self._writer.write_eof()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._listeners.linger_s):
                    while await self._reader.read(LONGEST_LINE):
                        pass
        self.abort()

    # -- time and bytes

    def data_received(self, data: bytes) -> None:
        """Look at how much comes, before anybody keeps it."""
        if self._allowance.take_bytes(len(data), self.loop.time()) or self._is_over:
            super().data_received(data)
        else:
            self._hang_up(reply_lines.ENDLESS_COMMAND)

    def _reset_timeout(self, duration: float | None = None) -> None:
        self._allowance.take_command(self.loop.time())
        if self._timeout_handle is None:
            self._timeout_handle = self.loop.call_at(self._allowance.deadline, self._timeout_cb)

    def _timeout_cb(self) -> None:
        # One timer, moved only when it fires: to move it at each command costs more.
        now, deadline = self.loop.time(), self._allowance.deadline
        if now < deadline:
            next_look = min(deadline, now + self._timeout_duration)
            self._timeout_handle = self.loop.call_at(next_look, self._timeout_cb)
        elif self._writer.is_closing():
            self.abort()  # it has had time enough to read our last words
        else:
            self._hang_up(reply_lines.TOO_SLOW)

    def _count_junk(self) -> None:
        if not self._allowance.take_junk():
            self._hang_up(reply_lines.TOO_MANY_ERRORS)

    # -- talking

    async def push(self, status: str | bytes) -> None:
        """Say a line; answers to pipelined commands leave together (RFC 2920 §3.2)."""
        line = status if isinstance(status, bytes) else reply_lines.completed(status).encode()
        self._unsent.append(line + b"\r\n")
        if line.startswith((b"250", b"354")):
            if len(self._unsent) == 1:
                self.loop.call_soon(self._flush)
        else:
            self._flush()
            if line.startswith((b"4", b"5")) and not line.startswith(b"452"):
                self._count_junk()
        await self._writer.drain()

    def _flush(self) -> None:
        lines, self._unsent = self._unsent, []
        if lines and not self._writer.is_closing():
            self._writer.write(b"".join(lines))

    async def handle_exception(self, error: Exception) -> str:
        """Answer for a fault of ours with 4xx; the traceback is for our log alone."""
        if isinstance(error, asyncio.IncompleteReadError):
            self._flush()
            self._writer.close()
            raise asyncio.CancelledError  # the client has left: there is nobody to talk to
        if isinstance(error, TLSSetupException):
            log.info("no TLS with this client: peer=%s %s", self._peer, error.__cause__)
        else:
            log.error("a command failed: peer=%s", self._peer, exc_info=error)
        if self._is_busy:
            self._hang_up(reply_lines.OUT_OF_STEP)  # what follows may be the rest of a mail
        return reply_lines.OUR_FAULT

    # -- commands

    async def smtp_EHLO(self, name: str) -> None:  # noqa: N802 -- aiosmtpd's name, as below
        """Say what is offered: no more than is kept, and nothing of our version."""
        if not await self._greet(name, is_extended=True):
            return
        offers = [f"SIZE {self.data_size_limit}", "8BITMIME", "SMTPUTF8", "PIPELINING"]
        if self.tls_context and self._tls_protocol is None:
            offers.append("STARTTLS")
        for line in (self.hostname, *offers):
            await self.push(f"250-{line}")
        await self.push("250 ENHANCEDSTATUSCODES")

    async def smtp_HELO(self, name: str) -> None:  # noqa: N802
        if await self._greet(name, is_extended=False):
            await self.push(f"250 {self.hostname}")

    async def _greet(self, name: str | None, *, is_extended: bool) -> bool:
        assert self.session is not None
        self._count_junk()
        if not name or not name.isprintable():
            await self.push(reply_lines.BAD_NAME)
            return False
        self.envelope = self._create_envelope()
        self.session.extended_smtp = is_extended
        self.session.host_name = name
        return True

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return paths.split_path(arg) or (None, None)

    async def handle_MAIL(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        # RFC 6531 §3.4: aiosmtpd lets raw UTF-8 pass even where the client has not asked for it.
        if not (envelope.smtp_utf8 or address.isascii()):
            return reply_lines.NEEDS_SMTPUTF8
        if not paths.is_sender(address):
            return reply_lines.BAD_SENDER
        envelope.mail_from = address
        return reply_lines.SENDER_OK

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self._listeners.config.smtp.max_recipients:
            return reply_lines.TOO_MANY_RECIPIENTS  # RFC 5321 §4.5.3.1.10
        if not (envelope.smtp_utf8 or address.isascii()):
            return reply_lines.NEEDS_SMTPUTF8
        if address == paths.NULL:
            return reply_lines.BAD_RECIPIENT
        try:
            reason = await self._reception.door.admits(address)
        except StoreError as fault:
            log.error("the store cannot say whom we serve: %s kind=%s", fault, fault.kind)
            return reply_lines.STORE_FAULTS[fault.kind]
        if reason:
            note_refusal(self._peer, paths.sender(envelope.mail_from), address, reason)
            return reply_lines.refusal(reason)
        envelope.rcpt_tos.append(address)
        return reply_lines.RECIPIENT_OK

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        """Take one mail in; aiosmtpd's own would keep a line without an end in memory."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        assert envelope is not None
        if arg or not envelope.rcpt_tos:
            await self.push(reply_lines.NO_ARGUMENT if arg else reply_lines.NO_RECIPIENTS)
            return
        await self.push(reply_lines.GO_AHEAD)
        upload = Upload(self._listeners.config.smtp.max_size, self._listeners.memory)
        self._is_busy = True
        try:
            lines = await self._take_in(upload, envelope)
        finally:
            upload.close()
        self._is_busy = False
        self._reset_timeout()
        self.envelope = self._create_envelope()
        for line in self._final_lines(lines, envelope.rcpt_tos):
            if line.startswith("2"):
                self._allowance.forgive()
            await self.push(line)
        if upload.is_endless:
            await self._send_off()
        elif self._listeners.is_closing:
            self._hang_up(reply_lines.CLOSING)

    async def _take_in(self, upload: Upload, envelope: Envelope) -> list[str]:
        self._allowance.begin_upload(self.loop.time())
        await upload.read_from(self._reader)
        self._allowance.end_upload()
        assert self.session is not None
        return await self._reception.hand_in(
            b"" if upload.fault else upload.content(),
            paths.sender(envelope.mail_from),
            envelope.rcpt_tos,
            self._peer,
            self.session.host_name or "",
            upload.fault,
        )

    def _final_lines(self, lines: list[str], recipients: list[str]) -> list[str]:
        """The one reply of SMTP: taken if anybody's mail was (DECISIONS 22)."""
        return [next((line for line in lines if line.startswith("2")), lines[0])]

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        """Turn to TLS, once; what was sent behind the command is thrown away (RFC 3207 §4.2)."""
        if self._tls_protocol is not None:
            await self.push(reply_lines.TLS_ALREADY)
        else:
            await super().smtp_STARTTLS(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        self._count_junk()
        self.envelope = self._create_envelope()
        await self.push(reply_lines.DONE)

    async def smtp_NOOP(self, arg: str) -> None:  # noqa: N802
        self._count_junk()
        await self.push(reply_lines.DONE)

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802
        self._count_junk()
        await self.push(reply_lines.HELP)

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802
        self._count_junk()
        await self.push(reply_lines.NO_VERIFY)  # RFC 5321 §3.5.3

    async def smtp_EXPN(self, arg: str) -> None:  # noqa: N802
        await self.push(reply_lines.NOT_OFFERED)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self.push(reply_lines.NOT_OFFERED)


class LmtpConnection(SmtpConnection):
    """One client that speaks LMTP: LHLO, and one reply per recipient (RFC 2033 §4.2)."""

    words = "LMTP"

    async def smtp_LHLO(self, name: str) -> None:  # noqa: N802
        await super().smtp_EHLO(name)

    async def smtp_EHLO(self, name: str) -> None:  # noqa: N802
        await self.push(reply_lines.UNKNOWN_COMMAND)  # RFC 2033 §4.1

    async def smtp_HELO(self, name: str) -> None:  # noqa: N802
        await self.push(reply_lines.UNKNOWN_COMMAND)

    async def check_helo_needed(self, helo: str = "LHLO") -> bool:
        return await super().check_helo_needed(helo)

    def _final_lines(self, lines: list[str], recipients: list[str]) -> list[str]:
        pairs = zip(lines, recipients, strict=True)
        return [reply_lines.for_recipient(line, to) for line, to in pairs]
