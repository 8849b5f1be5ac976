"""`dgroup status`: the site in a few figures."""

from __future__ import annotations

import click

from dgroup import __version__
from dgroup.cli.arguments import number
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import json_option, write_json
from dgroup.cli.site import opened
from dgroup.store import figures
from dgroup.store.orphans import orphans


@click.command()
@json_option
@click.pass_obj
@asynchronous
async def status(options: Options, as_json: bool) -> None:
    """Say how the site is doing: how much there is, what waits, what needs somebody."""
    async with opened(options) as site:
        found = await figures.figures(site.db)
        oldest_s = found.queue.oldest_s
        waited_s = 0 if oldest_s is None else max(0, site.clock() - oldest_s)
        domain = site.domain
        alone = [each.group.name for each in await orphans(site.db, site.clock(), site.defaults)]
    queue = found.queue
    if as_json:
        write_json(
            {
                "version": __version__,
                "groups": found.groups,
                "members": found.members,
                "posts": found.posts,
                "queue": {
                    "waiting": queue.waiting,
                    "retrying": queue.retrying,
                    "failed": queue.failed,
                },
                "held": found.held,
                "shunted": found.shunted,
                "oldest_waiting_s": waited_s,
                "orphans": alone,
            }
        )
        return
    sizes = (
        number(found.groups, "group"),
        number(found.members, "member"),
        number(found.posts, "post"),
    )
    click.echo(f"dgroup {__version__} for {domain}: {', '.join(sizes)}")
    since = f", the oldest for {_span(waited_s)}" if oldest_s is not None else ""
    waits = f"{queue.waiting:,} waiting, {queue.retrying:,} tried again, {queue.failed:,} failed"
    click.echo(f"queue: {waits}{since}")
    if found.held:
        waiting = number(found.held, "post waits", "posts wait")
        click.echo(f"held: {waiting} for a facilitator (dgroup held list)")
    if found.shunted:
        stopped = number(found.shunted, "mail was", "mails were")
        click.echo(f"shunted: {stopped} stopped by a fault of ours (dgroup shunted list)")
    if alone:
        click.echo(f"without a facilitator: {', '.join(alone)} (dgroup check)")


def _span(seconds: int) -> str:
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
