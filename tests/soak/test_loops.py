"""Two servers whose groups are members of each other, and machines that answer: all dies out (R6, R7)."""

from __future__ import annotations

import asyncio
import email
import email.policy
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from dgroup.commands.asking import SINGLY
from tests.soak.client import Client
from tests.soak.conftest import Tell
from tests.soak.sink import Sink, Taken
from tests.soak.site import Site

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

ALPHA, BETA = "alpha.example.org", "beta.example.org"
ENDLESS = 2000  # mails after which nothing dies out any more
QUIET_S, SOON_S = 2.0, 90.0
Shape = tuple[str, str]  # of a group: from, reply_to
SHAPES: tuple[Shape, ...] = tuple(
    itertools.product(("author", "group"), ("group", "author", "both"))
)

# What a vacation program writes into its header, and its envelope sender: is it the null one?
VACATIONS = {
    "RFC 3834": ({"Auto-Submitted": "auto-replied"}, True),
    "only Auto-Submitted": ({"Auto-Submitted": "auto-replied (vacation)"}, False),
    "only the null sender": ({}, True),
    "Exchange": ({"X-Auto-Response-Suppress": "All", "Auto-Submitted": "auto-generated"}, False),
    "old": ({"Precedence": "auto_reply", "X-Autoreply": "yes"}, False),
}


class World:
    """All other mail servers: mail for a site goes to its server, and some readers answer.

    `answers` maps an address to what its owner's machine does with each mail that comes.
    """

    def __init__(self) -> None:
        self.sink = Sink(on_taken=self._note)
        self.sites: dict[str, Site] = {}
        self.answers: dict[str, Callable[[Taken, str], None]] = {}
        self.came: Counter[str] = Counter()
        self.refused = 0
        self.answered = 0
        self.carrying: asyncio.Task[None] | None = None
        self._waiting: asyncio.Queue[tuple[str, str, bytes]] = asyncio.Queue()

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Put a mail on its way to one of the sites; to anybody else it is dropped."""
        if recipient.rpartition("@")[2] in self.sites:
            self._waiting.put_nowait((sender, recipient, content))

    def _note(self, mail: Taken) -> None:
        for recipient in mail.recipients:
            self.came[recipient] += 1
            self.send(mail.sender, recipient, mail.content)
            if recipient in self.answers:
                self.answered += 1
                self.answers[recipient](mail, recipient)

    async def carry(self) -> None:
        """Hand over what is on its way, for ever."""
        while True:
            sender, recipient, content = await self._waiting.get()
            site = self.sites[recipient.rpartition("@")[2]]
            async with await Client.connect(site.smtp) as client:
                (said,) = await client.post(sender, [recipient], content, "BODY=8BITMIME")
            if said.is_yes:
                continue
            assert said.code >= 500, said
            self.refused += 1
            if sender:  # as RFC 3464 has it, to the return path, from the null sender
                self.send("", sender, _bounce(sender, recipient, said.text))

    async def until_quiet(self) -> None:
        """Return when nothing has moved for a while. Raises AssertionError when it never ends."""
        seen, quiet_s = -1, 0.0
        async with asyncio.timeout(SOON_S):
            while quiet_s < QUIET_S:
                await asyncio.sleep(0.25)
                quiet_s += 0.25
                now = len(self.sink.taken) + self._waiting.qsize()
                if now != seen or any(map(_is_busy, self.sites.values())):
                    seen, quiet_s = now, 0.0
                assert now < ENDLESS, f"it does not die out: {dict(self.came)}"
                if self.carrying is not None and self.carrying.done():
                    self.carrying.result()

    async def __aenter__(self) -> World:
        self.carrying = asyncio.create_task(self.carry())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self.carrying is not None
        self.carrying.cancel()
        await asyncio.gather(self.carrying, return_exceptions=True)


def _is_busy(site: Site) -> bool:
    ((count,),) = site.rows("select count(*) from delivery where state = 'waiting'")
    return bool(count)


@asynccontextmanager
async def _world(shapes: Sequence[Shape] = SHAPES[:1]) -> AsyncIterator[World]:
    """Two sites whose groups have each other and five answering machines each as members."""
    world = World()
    async with (
        world.sink as sink,
        Site(sink.port, domain=ALPHA) as alpha,
        Site(sink.port, domain=BETA) as beta,
    ):
        world.sites = {ALPHA: alpha, BETA: beta}
        machines = [f"away{number}@example.net" for number in range(len(VACATIONS))]
        for site, domain, letter, other in ((alpha, BETA, "a", "b"), (beta, ALPHA, "b", "a")):
            people = [f"{letter}@example.com", *machines, "facilitator@example.net"]
            site.make(
                {
                    f"{letter}{number}": [*people, f"{other}{number}@{domain}"]
                    for number in range(len(shapes))
                },
                post="anyone",
            )
            for number, (from_, reply_to) in enumerate(shapes):
                words = (f"from={from_}", f"reply_to={reply_to}")
                site.run("group", "set", f"{letter}{number}", *words)
        for address, (header, is_null) in zip(machines, VACATIONS.values(), strict=True):
            world.answers[address] = _vacation(world, header, is_null=is_null)
        await alpha.start()
        await beta.start()
        async with world:
            yield world


async def test_mutual_groups_and_machines_die_out(tell: Tell) -> None:
    """Each person gets a post once, however many machines answer it and wherever they answer to."""
    async with _world(SHAPES) as world:
        for number in range(len(SHAPES)):
            for to in (f"a{number}@{ALPHA}", f"b{number}@{BETA}"):
                world.send("ann@example.com", to, _post("ann@example.com", to, f"post to {to}"))
        await world.until_quiet()
        posts = 2 * len(SHAPES)
        outcomes = _outcomes(world)
        tell(
            "mutual groups and machines",
            posts=posts,
            mails=len(world.sink.taken),
            answered=world.answered,
            refused=world.refused,
            outcomes=dict(sorted(outcomes.items())),
        )
        assert outcomes["posted "] == 2 * posts  # in the group it was sent to, and in the other
        assert world.came["a@example.com"] == world.came["b@example.com"] == posts
        assert world.answered == 2 * posts * len(VACATIONS)
        assert world.sink.flaws() == Counter()
        for site in world.sites.values():
            assert (await site.ask("status"))["shunted"] == 0


async def test_letters_of_the_server_itself_die_out(tell: Tell) -> None:
    """Notices and forwarded mail that machines answer, the operator's among them, end there."""
    async with _world() as world:
        alpha = world.sites[ALPHA]
        alpha.run("group", "set", "a0", "post=moderated")
        world.answers["operator@example.org"] = _vacation(
            world, {"Auto-Submitted": "auto-replied"}, is_null=True
        )
        for number in range(len(VACATIONS)):
            person = f"away{number}@example.net"
            for local in ("a0", "a0-owner", "a0-request", "postmaster"):
                to = f"{local}@{ALPHA}"
                world.send(person, to, _post(person, to, f"word of {number} to {local}"))
        await world.until_quiet()
        outcomes = _outcomes(world)
        tell(
            "the server's own letters",
            mails=len(world.sink.taken),
            answered=world.answered,
            outcomes=dict(sorted(outcomes.items())),
        )
        assert outcomes["held moderated"] == len(VACATIONS)
        # The operator is sent three mails of each, and is asked about the first held posts: those
        # that come in numbers stand together in a later letter.
        asked = min(SINGLY, len(VACATIONS))
        assert world.came["operator@example.org"] == 3 * len(VACATIONS) + asked
        assert world.answered == 4 * len(VACATIONS) + asked


@pytest.mark.parametrize("words", ["Out of office:", "Re:"])
async def test_machines_without_a_mark_die_out(tell: Tell, words: str) -> None:
    """Whoever answers all mail, its own posts too, and says it in no field, is heard a few times."""
    async with _world() as world:
        rude = _vacation(world, {}, is_null=False, words=words)
        world.answers = dict.fromkeys(("away0@example.net", "operator@example.org"), rude)
        for to in (f"a0@{ALPHA}", f"a0-owner@{ALPHA}", f"postmaster@{BETA}"):
            world.send("ann@example.com", to, _post("ann@example.com", to, f"post to {to}"))
        await world.until_quiet()
        outcomes = _outcomes(world)
        tell(
            f"machines without a mark, {words}",
            mails=len(world.sink.taken),
            answered=world.answered,
            outcomes=dict(sorted(outcomes.items())),
        )
        # ann's own, and ten of each machine's, in the group and its neighbour; fifty go to each address
        assert outcomes["posted "] <= 22
        assert world.came["operator@example.org"] <= 104


async def test_a_group_that_is_its_own_member_hears_itself_once(tell: Tell) -> None:
    """A group subscribed to itself, and one with a forwarder back to it, drop their own copies."""
    async with _world() as world:
        alpha = world.sites[ALPHA]
        alpha.run("group", "create", "own", "--title", "Own", "--set", "post=anyone")
        people = ("ann@example.com", f"own@{ALPHA}", "forwarder@example.net")
        alpha.run("member", "add", "own", *people)

        def forward(mail: Taken, recipient: str) -> None:
            """As a mailbox does that makes every Message-ID anew."""
            content = mail.content.replace(b"Message-ID: <", b"Message-ID: <again.", 1)
            hop = b"Received: from forwarder.example.net; Sat, 21 Nov 2026 12:00:00 +0000\r\n"
            world.send(recipient, f"own@{ALPHA}", hop + content)

        world.answers = {"forwarder@example.net": forward}
        to = f"own@{ALPHA}"
        for number in range(3):
            world.send("ann@example.com", to, _post("ann@example.com", to, f"own {number}"))
        await world.until_quiet()
        outcomes = _outcomes(world)
        tell("a group in itself", mails=len(world.sink.taken), outcomes=dict(outcomes))
        assert world.came["ann@example.com"] == 3
        assert outcomes == {"posted ": 3, "discarded loop": 6}


def _vacation(
    world: World, header: dict[str, str], *, is_null: bool, words: str = "Out of office:"
) -> Callable[[Taken, str], None]:
    """A program that answers every mail, to each address in it that could be meant."""

    def answer(mail: Taken, recipient: str) -> None:
        came = email.message_from_bytes(mail.content, policy=email.policy.default)
        fields = (str(came.get(name, "")) for name in ("From", "Reply-To", "Sender"))
        people = {address for _, address in getaddresses(list(fields))} | {mail.sender}
        for number, person in enumerate(sorted(people - {""})):
            reply = EmailMessage()
            reply["From"] = f"Away <{recipient}>"
            reply["To"] = person
            reply["Subject"] = f"{words} {came['Subject']}"
            reply["Message-ID"] = f"<{len(world.sink.taken)}.{number}.{recipient}>"
            reply["In-Reply-To"] = str(came["Message-ID"])
            for name, value in header.items():
                reply[name] = value
            reply.set_content("I am away until Monday.\n")
            sender = "" if is_null else recipient
            world.send(sender, person, reply.as_bytes(policy=email.policy.SMTP))

    return answer


def _post(sender: str, to: str, subject: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = to
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{subject.replace(' ', '-')}@example.com>"
    mail.set_content(f"This is {subject}.\n")
    return mail.as_bytes(policy=email.policy.SMTP)


def _bounce(sender: str, recipient: str, why: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@example.net\r\nTo: {sender}\r\nSubject: Undelivered\r\n"
        "MIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n'
        f"--r\r\n\r\nIt could not be delivered.\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; example.net\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\n"
        f"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; {why}\r\n\r\n--r--\r\n"
    ).encode()


def _outcomes(world: World) -> Counter[str]:
    counted: Counter[str] = Counter()
    for site in world.sites.values():
        counted.update(
            dict(site.rows("select outcome || ' ' || reason, count(*) from account group by 1"))
        )
    return counted
