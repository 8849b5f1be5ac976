"""`dgroup inject`: one mail from a file comes in as if by SMTP; `explain` shares its way in.

DECISIONS 31: without --from the sender is what Return-Path says, else the first From.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO, TypeVar

import click

from dgroup.cli.arguments import at_option, number
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import json_option, show_rows
from dgroup.cli.site import opened
from dgroup.config import Config
from dgroup.domain.model import Arrival, Reply
from dgroup.errors import Refused
from dgroup.mail.address import read_mailboxes
from dgroup.mail.fields import split_header
from dgroup.mail.wire import flaws, normalise
from dgroup.server.inbound.reception import has_long_line
from dgroup.server.intake import receive
from dgroup.server.site import Site

Command = TypeVar("Command", bound=Callable[..., object])


def mail_arguments(command: Command) -> Command:
    """Give a command what says which mail comes for whom, from whom and when."""
    for decorate in (
        json_option,
        at_option,
        click.option(
            "--from",
            "sender",
            metavar="ENVELOPE",
            help="The sender of the envelope, '' for the null sender; else Return-Path, else From.",
        ),
        click.option(
            "--to", "recipients", multiple=True, required=True, metavar="ADDR", help="To whom."
        ),
        click.argument("file", metavar="FILE", type=click.File("rb")),
    ):
        command = decorate(command)
    return command


@click.command()
@mail_arguments
@click.pass_obj
@asynchronous
async def inject(
    options: Options,
    file: BinaryIO,
    recipients: Sequence[str],
    sender: str | None,
    at: int | None,
    as_json: bool,
) -> None:
    """Take in one mail from FILE (- is standard input), as if it had come by SMTP.

    --to may be repeated. Leaves with 1 where a recipient was refused.
    """
    async with opened(options, writes=True, at=at) as site:
        replies = await take_in(site, file.read(), sender, recipients)
    show_rows(
        [row_of(reply) for reply in replies],
        ["to", "outcome", "reason", "group", "post_id"],
        as_json=as_json,
    )
    refused = [reply for reply in replies if not reply.is_taken]
    if refused:
        many = number(len(refused), "recipient was", "recipients were")
        raise Refused(f"{many} refused: {', '.join(sorted({each.reason for each in refused}))}")


async def take_in(
    site: Site, content: bytes, sender: str | None, recipients: Sequence[str], *, keep: bool = True
) -> list[Reply]:
    """Receive one mail of a file; line ends are made CRLF as at the door (DECISIONS 16).

    What the listener would refuse at the end of DATA is refused here too. Raises StoreError.
    """
    content = normalise(content)
    to = tuple(dict.fromkeys(each.strip().strip("<>") for each in recipients))
    if fault := _fault(content, site.config):
        return [Reply(each, "refused", fault) for each in to]
    envelope = _sender(content) if sender is None else sender.strip().strip("<>")
    arrival = Arrival(content, envelope, to, peer="", helo="", received_s=site.clock())
    return await receive(arrival, site, keep=keep)


def row_of(reply: Reply) -> dict[str, object]:
    """Return a reply as programs read it."""
    return {
        "to": reply.to,
        "outcome": reply.outcome,
        "reason": reply.reason,
        "group": reply.group,
        "post_id": reply.post_id,
        "effects": list(reply.effects),
    }


def _fault(content: bytes, config: Config) -> str:
    if len(content) > config.smtp.max_size:
        return "too_large"
    if "nul" in flaws(content):
        return "nul"
    return "long_line" if has_long_line(content) else ""


def _sender(content: bytes) -> str:
    """The envelope sender of a mail that was stored with its Return-Path, else its author."""
    fields, _ = split_header(content)
    for name in (b"return-path", b"from"):
        for field in fields:
            if field.name == name:
                found = read_mailboxes(field.text)
                return found[0].address if found else ""
    return ""
