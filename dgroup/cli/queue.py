"""`dgroup queue`: what waits to be delivered, and why; tried again, delivered now, or given up."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import click

from dgroup.cli.arguments import agree, at_option, dry_run_option, number, yes_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import iso, json_option, show_one, show_rows
from dgroup.cli.site import carry_out, noted, opened
from dgroup.errors import Refused, Temporary
from dgroup.server.site import Clock, Site
from dgroup.store import queue as store
from dgroup.store.database import Transaction
from dgroup.store.queue import Waiting

_DAY_S = 86_400
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: a row, or one of its members. Written `12` or `12.345`."""

    row_id: int
    member_id: int | None

    def __str__(self) -> str:
        return f"{self.row_id}" if self.member_id is None else f"{self.row_id}.{self.member_id}"


def place(text: str) -> Place:
    """Read an id of `queue list`. Raises click.BadParameter."""
    row, dot, member = text.partition(".")
    if not all(word.isascii() and word.isdigit() for word in (row, *([member] if dot else []))):
        raise click.BadParameter(f"{text!r} is no id of `dgroup queue list`")
    return Place(int(row), int(member) if dot else None)


@click.group()
def queue() -> None:
    """Show what waits to be delivered, and retry or drop it.

    An ID is one of `queue list`, such as 12.345; its first part alone means all recipients that
    wait together.
    """


@queue.command("list")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, as_json: bool) -> None:
    """List every recipient for whom something waits or has failed, the next due first."""
    async with opened(options) as site:
        rows = [_row(site, each) for each in await store.listed(site.db)]
    columns = ["id", "to", "kind", "subject", "state", "attempts", "due_at", "last_error"]
    show_rows(rows, columns, as_json=as_json)


@queue.command()
@json_option
@click.pass_obj
@asynchronous
async def stats(options: Options, as_json: bool) -> None:
    """Count the recipients in the queue, and those of the last 24 hours by what became of them."""
    async with opened(options) as site:
        counts = await store.counts(site.db)
        day = await store.results(site.db, site.clock() - _DAY_S)
        now_s = site.clock()
    row: dict[str, object] = {
        "waiting": counts.waiting,
        "retrying": counts.retrying,
        "failed": counts.failed,
        "oldest_waiting_s": 0 if counts.oldest_s is None else max(0, now_s - counts.oldest_s),
        "last_24h": day,
    }
    show_one(row, as_json=as_json)


@queue.command()
@at_option
@json_option
@click.pass_obj
@asynchronous
async def run(options: Options, at: int | None, as_json: bool) -> None:
    """Deliver all that is due, then exit; leaves with 1 where the relay cannot be used."""
    from dgroup.server.app import delivery

    options.start_logs("error")  # the relay's trouble is said below, once
    async with opened(options, writes=True, clock=_from(at)) as site:
        before = await store.results(site.db, 0)
        async with delivery(site) as delivering, _bar(site, sum(before.values())):
            await delivering.run_once()
            trouble = delivering.transport.trouble if delivering.transport else ""
        after = await store.results(site.db, 0)
        counts = await store.counts(site.db)
    row: dict[str, object] = {
        "sent": after["sent"] - before["sent"],
        "failed": after["failed"] - before["failed"],
        "left": counts.waiting + counts.retrying,
        "trouble": trouble,
    }
    show_one(row, as_json=as_json)
    if trouble:
        many = number(counts.waiting + counts.retrying, "recipient waits", "recipients wait")
        raise Temporary(f"the relay: {trouble}; {many}")


@queue.command()
@click.argument("places", metavar="[ID]...", type=place, nargs=-1)
@click.pass_obj
@asynchronous
async def retry(options: Options, places: Sequence[Place]) -> None:
    """Make what waits or has failed due now: the IDs, or everything.

    `serve` delivers it at once; without a server, `dgroup queue run` does.
    """
    async with opened(options, writes=True) as site:
        now_s = site.clock()
        async with site.db.transaction() as tx:
            for each in places:
                await store.retry(tx, await _row_of(tx, each), now_s)
            if not places:
                await store.retry(tx, None, now_s)
            what = " ".join(map(str, places)) or "everything"
            await carry_out(site, tx, (noted("queue retry", what),))
        counts = await store.counts(site.db)
    click.echo(f"{number(counts.waiting + counts.retrying, 'recipient')} waiting")


@queue.command()
@click.argument("places", metavar="ID...", type=place, nargs=-1, required=True)
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def drop(
    options: Options, places: Sequence[Place], is_sure: bool, is_rehearsal: bool
) -> None:
    """Give up on recipients: what waits for them is never sent."""
    async with opened(options, writes=True) as site:
        for each in places:
            if await store.lease_until_s(site.db, each.row_id) is None:
                raise Refused(_nothing(each))
        waiting = await store.listed(site.db)
        ids = {str(each) for each in places}
        count = sum(each.id in ids or each.id.partition(".")[0] in ids for each in waiting)
        what = f"drop what waits for {number(count, 'recipient')}"
        if not is_rehearsal:
            agree(f"{what}?", is_sure=is_sure)
        async with site.db.transaction(keep=not is_rehearsal) as tx:
            for each in places:
                await store.drop(tx, await _row_of(tx, each), site.clock())
            note = noted("queue drop", " ".join(map(str, places)))
            await carry_out(site, tx, (note,))
    click.echo(f"would {what}" if is_rehearsal else f"dropped {number(count, 'recipient')}")


@asynccontextmanager
async def _bar(site: Site, settled_before: int) -> AsyncIterator[None]:
    """At a terminal, show how many recipients are settled while the block lasts."""
    if not sys.stderr.isatty():
        yield
        return
    counts = await store.counts(site.db)
    length = counts.waiting + counts.retrying
    with click.progressbar(length=length, label="delivering", file=sys.stderr) as bar:

        async def follow() -> None:
            shown = 0
            while True:
                await asyncio.sleep(_LOOK_S)
                settled = sum((await store.results(site.db, 0)).values()) - settled_before
                bar.update(settled - shown)
                shown = settled

        following = asyncio.create_task(follow())
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


async def _row_of(tx: Transaction, where: Place) -> int:
    """Return the row that is meant; a member of several gets a row alone.

    Raises:
        Refused: there is none, or it is being delivered at this moment.
    """
    until_s = await store.lease_until_s(tx, where.row_id)
    row_id: int | None = where.row_id if until_s is not None else None
    if until_s is not None and where.member_id is not None:
        if until_s > time.time():
            raise Refused(f"{where} is being delivered just now; look again in a minute")
        row_id = await store.single_out(tx, where.row_id, where.member_id)
    if row_id is None:
        raise Refused(_nothing(where))
    return row_id


def _nothing(where: Place) -> str:
    return f"no {where} in the queue; `dgroup queue list` shows what there is"


def _from(at: int | None) -> Clock:
    """A clock that starts at a time and goes on: what is due a little later comes as well."""
    ahead_s = 0 if at is None else at - int(time.time())
    return lambda: int(time.time()) + ahead_s


def _row(site: Site, one: Waiting) -> dict[str, object]:
    robot = f"{one.group}-request" if one.group else "dgroup"
    return {
        "id": one.id,
        "to": one.to,
        "from": one.author or f"{robot}@{site.domain}",
        "kind": one.kind,
        "subject": one.subject,
        "state": one.state,
        "attempts": one.attempts,
        "due_at": None if one.state == "failed" else iso(one.due_s),
        "last_error": one.last_error,
    }
