"""What people find in their mailboxes, and how they write to a group and reply to what they find."""

from __future__ import annotations

from itertools import count

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.mail.clients import reply
from tests.peers import Mail
from tests.site import letter
from tests.stories.world import World

_NUMBERS = count(1)


def mailbox(everybody: World, address: str) -> list[Mail]:
    """What somebody has got, the latest last."""
    return [mail for mail in everybody.peer.mails if address in mail.recipients]


def subjects(everybody: World, address: str) -> list[str]:
    """The same by subject."""
    return [parse(mail.content).subject for mail in mailbox(everybody, address)]


def found(everybody: World, address: str, subject: str) -> Mail:
    """The latest mail of somebody's whose subject begins so."""
    return [
        mail
        for mail in mailbox(everybody, address)
        if parse(mail.content).subject.startswith(subject)
    ][-1]


def words(mail: Mail) -> str:
    """What a mail says, on one line."""
    return " ".join(read_body(parse(mail.content)).full_text.split())


async def write(
    everybody: World, by: str, subject: str, body: str = "", to: str = "psc", answers: str = ""
) -> str:
    """Write a mail of one's own; return its Message-ID."""
    message_id = f"own{next(_NUMBERS)}@example.org"
    name = by.partition("@")[0].title()
    content = letter(
        f"{name} <{by}>",
        subject=subject,
        body=body or f"{subject}.",
        id=message_id,
        in_reply_to=answers,
    )
    assert (await everybody.write(content, to, sender=by)).startswith("2.")
    await everybody.come_to_rest()
    return message_id


async def answer(
    everybody: World, by: str, said: str, mail: Mail, client: str = "iphone", language: str = "en"
) -> None:
    """Reply to a mail by some mail program."""
    everybody.town.home.clock.move(60)
    name = by.partition("@")[0].title()
    content = reply(client, language, said, mail.content, sender=f"{name} <{by}>")
    to = parse(content).to[0].address
    assert (await everybody.write(content, to, sender=by)).startswith("2.")
    await everybody.come_to_rest()
