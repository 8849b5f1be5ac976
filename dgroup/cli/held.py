"""`dgroup held`: posts that wait for a facilitator are shown, let through, returned or dropped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import click

from dgroup.cli.arguments import agree, dry_run_option, number, yes_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, iso, json_option, show_rows
from dgroup.cli.post import show_mail
from dgroup.cli.site import OPERATOR, group_of, opened
from dgroup.commands.settling import Settlement
from dgroup.errors import Refused
from dgroup.mail.body import read_body
from dgroup.server import holding
from dgroup.server.site import Site
from dgroup.store import letters
from dgroup.store.letters import HeldLetter

Deed = Callable[[Site, int], Awaitable[Settlement]]

ids_argument = click.argument("held_ids", metavar="ID...", type=int, nargs=-1, required=True)


@click.group()
def held() -> None:
    """Show posts that wait for a facilitator, and decide on them.

    The first decision wins; a later one fails and says who was first.
    """


@held.command("list")
@click.argument("name", metavar="[GROUP]", default="")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, name: str, as_json: bool) -> None:
    """List what waits, in one group or in all, the oldest first."""
    async with opened(options) as site:
        group = await group_of(site, site.db, name) if name else None
        rows = [_row(each) for each in await letters.held(site.db, group)]
    columns = ["id", "group", "author", "subject", "reason", "received_at"]
    show_rows(rows, columns, as_json=as_json)


@held.command()
@click.argument("held_id", metavar="ID", type=int)
@click.option("--raw", is_flag=True, help="The mail as it was received, byte for byte.")
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, held_id: int, raw: bool, as_json: bool) -> None:
    """Show a held post, and what became of it where somebody has decided."""
    if raw and as_json:
        raise click.UsageError("--raw and --json are two forms of the same; choose one")
    async with opened(options) as site:
        found = await letters.held_one(site.db, held_id)
        if found is None:
            raise Refused(f"no letter {held_id} is held; `dgroup held list` shows those that are")
        one, content = found
        if raw:
            click.echo(content, nl=False)
            return
        body = read_body(await site.reader.read(content))
    state = {
        "state": one.state,
        "decided_by": one.decided_by or None,
        "decided_at": iso(one.decided_s),
    }
    show_mail(_row(one) | state, body, as_json=as_json)


@held.command()
@ids_argument
@dry_run_option
@click.pass_obj
@asynchronous
async def approve(options: Options, held_ids: Sequence[int], is_rehearsal: bool) -> None:
    """Let posts through: each goes to everybody in its group."""
    await _decide(
        options,
        held_ids,
        lambda site, held_id: holding.approve(site, held_id, OPERATOR),
        would="approve" if is_rehearsal else "",
    )


@held.command()
@ids_argument
@click.option("--reason", default="", help="What the author is told, as it stands.")
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def reject(
    options: Options, held_ids: Sequence[int], reason: str, is_sure: bool, is_rehearsal: bool
) -> None:
    """Return posts to their authors; those of strangers are dropped, and nobody is told."""
    if not is_rehearsal:
        agree(f"reject {number(len(held_ids), 'post')}?", is_sure=is_sure)
    await _decide(
        options,
        held_ids,
        lambda site, held_id: holding.reject(site, held_id, OPERATOR, reason),
        would="reject" if is_rehearsal else "",
    )


@held.command()
@ids_argument
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def discard(
    options: Options, held_ids: Sequence[int], is_sure: bool, is_rehearsal: bool
) -> None:
    """Drop posts; nobody is told."""
    if not is_rehearsal:
        agree(f"discard {number(len(held_ids), 'post')}?", is_sure=is_sure)
    await _decide(
        options,
        held_ids,
        lambda site, held_id: holding.discard(site, held_id, OPERATOR),
        would="discard" if is_rehearsal else "",
    )


async def _decide(options: Options, held_ids: Sequence[int], deed: Deed, *, would: str) -> None:
    """Decide on one after the other; those that cannot be are named, and the rest is done.

    Raises: Refused, if it could not be done for one of them.
    """
    refusals = []
    async with opened(options, writes=True) as site:
        for held_id in dict.fromkeys(held_ids):
            try:
                if would:
                    one, _ = await holding.waiting(site.db, held_id)
                    click.echo(f"would {would} {held_id}: {cell(one.subject)}")
                else:
                    click.echo(_said(await deed(site, held_id)))
            except Refused as refusal:
                refusals.append(str(refusal))
    if refusals:
        raise Refused(" ".join(refusals))


def _said(settlement: Settlement) -> str:
    held_id, decision = settlement.held.id, settlement.decision
    if settlement.post_id is not None:
        return f"{held_id}: approved, post {settlement.post_id}"
    if settlement.told:
        return f"{held_id}: {decision}, {settlement.told} is told"
    return f"{held_id}: {decision}, nobody is told"


def _row(one: HeldLetter) -> dict[str, object]:
    return {
        "id": one.id,
        "group": one.group,
        "author": one.author,
        "author_name": one.author_name,
        "subject": one.subject,
        "reason": one.reason,
        "received_at": iso(one.received_s),
    }
