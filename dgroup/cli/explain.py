"""`dgroup explain`: what would become of a mail, step by step; nothing is changed or sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

import click

from dgroup.cli.inject import mail_arguments, row_of, take_in
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, write_json
from dgroup.cli.site import opened
from dgroup.domain.model import Reply


@click.command()
@mail_arguments
@click.pass_obj
@asynchronous
async def explain(
    options: Options,
    file: BinaryIO,
    recipients: Sequence[str],
    sender: str | None,
    at: int | None,
    as_json: bool,
) -> None:
    """Say what would become of the mail in FILE (- is standard input), step by step.

    It is decided as if it had come by SMTP, and then all is undone: nothing is changed or sent.
    """
    async with opened(options, writes=True, at=at) as site:
        replies = await take_in(site, file.read(), sender, recipients, keep=False)
    if as_json:
        write_json([row_of(reply) | {"steps": list(reply.steps)} for reply in replies])
        return
    click.echo("\n\n".join(_told(reply) for reply in replies))


def _told(reply: Reply) -> str:
    """One recipient's story, a line a step."""
    lines = [click.style(cell(reply.to), bold=True)]
    lines += [f"  {cell(step)}" for step in reply.steps]
    lines += [f"  would be {' '.join(filter(None, (reply.outcome, cell(reply.reason))))}"]
    lines += [f"  effect: {cell(effect)}" for effect in reply.effects]
    return "\n".join(lines)
