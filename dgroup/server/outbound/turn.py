"""One envelope's turn on a connection: what is asked of the relay, and whose matter each answer is.

Pure: bytes and replies in, commands and answers out; the connection does the talking. The kinds of
trouble are told apart here (PROMISES R4). RFC 5321 §3.3 (mail transactions), RFC 2920 (pipelining),
RFC 1870 (SIZE), RFC 6152 (8BITMIME), RFC 6531 (SMTPUTF8).
"""

from __future__ import annotations

import re
from enum import Enum

from dgroup.server.outbound.smtp_replies import Offers, Reply
from dgroup.server.outbound.transport import Answer, Envelope, Outcome

DELIVERED = Answer(Outcome.DELIVERED, 250, "2.0.0", "")
"""The answer that all who were served without a word share."""

RESET, MAIL = -1, 0
"""The first steps of a turn; RCPT are 1 to n, DATA is n + 1."""


class Next(Enum):
    """What a connection does after a reply."""

    REPLY = "wait for the next reply; where nothing is pipelined, say the next command"
    BODY = "send the mail"
    DOT = "send only the final dot: nobody was taken, and yet DATA was"
    OVER = "go on with the next envelope, after RSET"
    LOST = "give up the connection"


class Turn:
    """An envelope being offered to the relay.

    `asked` are the recipients put to the relay: without those that cannot be served by what it
    offers, which have their answers already. Empty: there is nothing to ask.
    """

    __slots__ = (
        *("_lockstep", "_places", "answers", "asked"),
        *("envelope", "is_settled", "mail", "step"),
    )

    def __init__(self, envelope: Envelope, offers: Offers) -> None:
        self.envelope = envelope
        self.asked = envelope.recipients
        self.step = MAIL
        self.is_settled = False
        # One per recipient, None while not known; no list at all while everything goes well.
        self.answers: list[Answer | None] | None = None
        self._places: list[int] | None = None
        self._lockstep = not offers.pipelining
        addresses = b"".join((envelope.sender, *self.asked))
        # RFC 6531 §3.4: for an address of the envelope, or for the header of the mail
        wants_smtputf8 = envelope.is_smtputf8 or not addresses.isascii()
        if (
            wants_smtputf8
            or b"" in self.asked
            or _UNSAFE.search(addresses)
            or (envelope.is_8bit and not offers.eight_bit)
            or 0 < offers.size_limit < envelope.size
        ):
            self._refuse_ourselves(offers)
        self.mail = b"MAIL FROM:<%b>%b%b%b\r\n" % (
            envelope.sender,
            b" SIZE=%d" % envelope.size if offers.size else b"",
            b" BODY=8BITMIME" if envelope.is_8bit else b"",
            b" SMTPUTF8" if wants_smtputf8 and offers.smtputf8 else b"",
        )

    @property
    def due(self) -> int:
        """The replies that are still to come, the one to DATA included."""
        return len(self.asked) + 2 - self.step

    @property
    def is_untouched(self) -> bool:
        """Whether the relay has said nothing yet about this envelope."""
        return self.step <= MAIL

    def reset_first(self) -> None:
        """Begin with RSET, where the turn before ended without a mail.

        RFC 5321 §4.1.4: MAIL must not be sent while a transaction is open.
        """
        self.step = RESET

    def commands(self) -> bytes:
        """The commands to be written now: all of them, or in lock-step the one of this step."""
        if self._lockstep:
            return self._command()
        # RFC 2920 §3.1: all in one write, DATA the last of it
        return b"%b%bRCPT TO:<%b>\r\nDATA\r\n" % (
            b"RSET\r\n" if self.step == RESET else b"",
            self.mail,
            b">\r\nRCPT TO:<".join(self.asked),
        )

    def heard(self, reply: Reply) -> Next:
        """Take the reply to the command of this step, and say how to go on."""
        step = self.step
        if reply.kind == 0 or reply.code in _NOT_OF_THE_MAIL:
            return Next.LOST
        if step > len(self.asked):
            return self._heard_data(reply)
        if reply.kind == 3 or (step == RESET and reply.kind != 2):
            return Next.LOST
        self.step += 1
        if step == RESET:
            return Next.REPLY
        if reply.kind != 2:
            if step == MAIL:
                kind = Outcome.TEMPORARY if reply.kind == 4 else Outcome.MESSAGE
                self._answer_rest(reply.answer(kind))
            else:
                self._answer_one(step - 1, reply.answer(self._kind_at_rcpt(reply)))
        # With all refused there is nothing to send DATA for; what was pipelined has its reply.
        pointless = step in (MAIL, len(self.asked)) and not self._is_open()
        return Next.OVER if pointless and self._lockstep else Next.REPLY

    def finish(self, answer: Answer) -> tuple[Answer, ...]:
        """Give the answers of all recipients: `answer` for each who has none yet."""
        if self.answers is None:
            return (answer,) * len(self.envelope.recipients)
        return tuple(known or answer for known in self.answers)

    def _heard_data(self, reply: Reply) -> Next:
        if reply.code == 354:
            # RFC 2920 §3.1: with all refused the server may still say 354
            return Next.BODY if self._is_open() else Next.DOT
        if reply.kind not in (4, 5):
            return Next.LOST
        accepted = self.finish(DELIVERED).count(DELIVERED)
        if reply.kind == 4:
            kind = Outcome.TEMPORARY
        elif accepted == 1:
            kind = Outcome.PERMANENT
        else:
            kind = Outcome.MESSAGE
        self._answer_rest(reply.answer(kind))
        return Next.OVER

    def _kind_at_rcpt(self, reply: Reply) -> Outcome:
        # RFC 5321 §4.5.3.1.10: 552 may mean "too many recipients", and is then temporary
        too_many = reply.code == 552 and reply.status in ("", "5.5.3") and len(self.asked) > 1
        if reply.kind == 4 or too_many:
            return Outcome.TEMPORARY
        # RFC 3463 §3.8: a policy has refused us, or this mail; the address may be as good as ever
        return Outcome.MESSAGE if reply.status.startswith("5.7.") else Outcome.PERMANENT

    def _is_open(self) -> bool:
        return self.answers is None or None in self.answers

    def _answer_one(self, position: int, answer: Answer) -> None:
        place = position if self._places is None else self._places[position]
        if self.answers is None:
            self.answers = [None] * len(self.envelope.recipients)
        # After a refused MAIL all are answered, and what RCPT gets for it is an echo.
        if self.answers[place] is None:
            self.answers[place] = answer

    def _answer_rest(self, answer: Answer) -> None:
        self.answers = list(self.finish(answer))

    def _command(self) -> bytes:
        if self.step == RESET:
            return b"RSET\r\n"
        if self.step == MAIL:
            return self.mail
        if self.step <= len(self.asked):
            return b"RCPT TO:<%b>\r\n" % self.asked[self.step - 1]
        return b"DATA\r\n"

    def _refuse_ourselves(self, offers: Offers) -> None:
        """Answer what this relay cannot be asked for, in its stead."""
        envelope = self.envelope
        whole = _refused_mail(envelope, offers)
        kept: list[int] = []
        for place, recipient in enumerate(envelope.recipients):
            answer = (
                refused_address(envelope.sender, recipient)
                or whole
                or _refused_recipient(recipient, offers)
            )
            if answer:
                self._answer_one(place, answer)
            else:
                kept.append(place)
        if self.answers is not None:
            self.asked = tuple(envelope.recipients[place] for place in kept)
            self._places = kept


def after_dot(reply: Reply) -> Answer:
    """Tell what the reply to the final dot means for those who were accepted."""
    match reply.kind:
        case 2:
            return reply.answer(Outcome.DELIVERED)
        case _ if reply.code in _NOT_OF_THE_MAIL:
            return reply.answer(Outcome.RELAY)
        case 4:
            return reply.answer(Outcome.TEMPORARY)
        case 5:
            return reply.answer(Outcome.MESSAGE)
        case _:
            return reply.answer(Outcome.UNKNOWN)


def refused_address(sender: bytes, recipient: bytes) -> Answer | None:
    """Give the answer for an address that must not be written anywhere; None if both are fine.

    An address with controls, white space or angle brackets would end the path or the line.
    """
    if not _is_path(sender):
        return Answer(Outcome.MESSAGE, 553, "5.1.7", "the sender's address is none")
    if not recipient or not _is_path(recipient):
        return Answer(Outcome.PERMANENT, 553, "5.1.3", "this is no address")
    return None


def _refused_mail(envelope: Envelope, offers: Offers) -> Answer | None:
    if 0 < offers.size_limit < envelope.size:
        words = f"{envelope.size} octets are more than the {offers.size_limit} that the relay takes"
        return Answer(Outcome.MESSAGE, 552, "5.3.4", words)
    if envelope.is_8bit and not offers.eight_bit:
        return Answer(Outcome.MESSAGE, 554, "5.6.3", "the relay does not offer 8BITMIME")
    if (envelope.is_smtputf8 or not envelope.sender.isascii()) and not offers.smtputf8:
        return _no_smtputf8(Outcome.MESSAGE)
    return None


def _refused_recipient(recipient: bytes, offers: Offers) -> Answer | None:
    if not recipient.isascii() and not offers.smtputf8:
        return _no_smtputf8(Outcome.PERMANENT)
    return None


def _no_smtputf8(outcome: Outcome) -> Answer:
    # RFC 6531 §3.5: 553 with 5.6.7, where mail cannot go on without SMTPUTF8
    return Answer(outcome, 553, "5.6.7", "the relay does not offer SMTPUTF8")


def _is_path(address: bytes) -> bool:
    """Whether an address may stand between < and >: nothing in it ends the path or the line."""
    if _UNSAFE.search(address):
        return False
    try:
        return address.isascii() or address.decode().isprintable()
    except UnicodeDecodeError:
        return False


# RFC 5321 §3.8: 421 may answer any command. RFC 4954 §6: 530 wants us to log in first, which is a
# matter between us and the relay.
_NOT_OF_THE_MAIL = (421, 530)

_UNSAFE = re.compile(rb"[\x00-\x20<>\x7f]")
