"""`dgroup shunted`: mails that a fault of our own stopped are shown, tried again or dropped."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dgroup.cli.arguments import agree, dry_run_option, number, yes_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, iso, json_option, show_one, show_rows, write_json
from dgroup.cli.site import carry_out, noted, opened
from dgroup.domain.model import Arrival, Reply
from dgroup.errors import Refused
from dgroup.server.intake import receive
from dgroup.server.site import Site
from dgroup.store import letters
from dgroup.store.letters import ShuntedLetter


@click.group()
def shunted() -> None:
    """Show mails that our own faults stopped, and retry or drop them.

    Their senders were told that they have come. Please report the traceback that `show` prints.
    """


@shunted.command("list")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, as_json: bool) -> None:
    """List what was set aside, the oldest first."""
    async with opened(options) as site:
        rows = [_row(each) for each in await letters.shunted(site.db)]
    show_rows(rows, ["id", "to", "from", "error", "received_at"], as_json=as_json)


@shunted.command()
@click.argument("shunted_id", metavar="ID", type=int)
@click.option("--raw", is_flag=True, help="The mail as it was received, byte for byte.")
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, shunted_id: int, raw: bool, as_json: bool) -> None:
    """Show one of them with the traceback of our fault."""
    if raw and as_json:
        raise click.UsageError("--raw and --json are two forms of the same; choose one")
    async with opened(options) as site:
        found = await letters.shunted_one(site.db, shunted_id)
    if found is None:
        raise Refused(_nothing(shunted_id))
    one, envelope = found
    if raw:
        click.echo(envelope.content, nl=False)
        return
    row = _row(one) | {"bytes": len(envelope.content)}
    if as_json:
        write_json(row | {"traceback": one.error})
        return
    show_one(row, as_json=False)
    click.echo()
    click.echo("\n".join(cell(line) for line in one.error.splitlines()))


@shunted.command()
@click.argument("shunted_ids", metavar="[ID]...", type=int, nargs=-1)
@click.pass_obj
@asynchronous
async def retry(options: Options, shunted_ids: Sequence[int]) -> None:
    """Take mails in once more: the IDs, or all.

    Leaves with 1 where the fault is still there; the mail is then set aside anew.
    """
    stayed = 0
    async with opened(options, writes=True) as site:
        ids = list(dict.fromkeys(shunted_ids)) or [one.id for one in await letters.shunted(site.db)]
        for shunted_id in ids:
            reply = await _take_in(site, shunted_id)
            stayed += reply.outcome in ("shunted", "refused")
            outcome = " ".join(filter(None, (reply.outcome, reply.reason)))
            click.echo(f"{shunted_id}: {cell(reply.to)}: {outcome}")
    if stayed:
        raise Refused(f"{number(stayed, 'mail')} could not go on; see `dgroup shunted list`")


@shunted.command()
@click.argument("shunted_ids", metavar="ID...", type=int, nargs=-1, required=True)
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def drop(
    options: Options, shunted_ids: Sequence[int], is_sure: bool, is_rehearsal: bool
) -> None:
    """Give mails up for good."""
    ids = list(dict.fromkeys(shunted_ids))
    async with opened(options, writes=True) as site:
        for shunted_id in ids:
            if await letters.shunted_one(site.db, shunted_id) is None:
                raise Refused(_nothing(shunted_id))
        if is_rehearsal:
            click.echo(f"would drop {number(len(ids), 'mail')}")
            return
        agree(f"drop {number(len(ids), 'mail')}, for good?", is_sure=is_sure)
        async with site.db.transaction() as tx:
            for shunted_id in ids:
                await letters.drop_shunted(tx, shunted_id)
            await carry_out(site, tx, (noted("shunted drop", " ".join(map(str, ids))),))


async def _take_in(site: Site, shunted_id: int) -> Reply:
    """Receive a mail again for the one recipient, and drop it from what was set aside.

    Where this is broken off in between, the next time finds a duplicate, and drops it. What is
    refused now was taken once, and stays for the operator to look at. Raises StoreError.
    """
    found = await letters.shunted_one(site.db, shunted_id)
    if found is None:
        raise Refused(_nothing(shunted_id))
    _, envelope = found
    arrival = Arrival(
        content=envelope.content,
        sender=envelope.sender,
        recipients=(envelope.recipient,),
        peer=envelope.peer,
        helo=envelope.helo,
        received_s=site.clock(),
    )
    (reply,) = await receive(arrival, site)
    if reply.is_taken:
        async with site.db.transaction() as tx:
            await letters.drop_shunted(tx, shunted_id)
            note = noted("shunted retry", str(shunted_id), outcome=str(reply.outcome))
            await carry_out(site, tx, (note,))
    return reply


def _nothing(shunted_id: int) -> str:
    return f"no mail {shunted_id} was set aside; `dgroup shunted list` shows those that were"


def _row(one: ShuntedLetter) -> dict[str, object]:
    return {
        "id": one.id,
        "to": one.recipient,
        "from": one.sender,
        "message_id": one.message_id,
        "error": (one.error.strip().splitlines() or [""])[-1],
        "received_at": iso(one.received_s),
    }
