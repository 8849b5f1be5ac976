"""`dgroup job`: what is done regularly, when it is due, and now."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

import click

from dgroup.cli.arguments import at_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import iso, json_option, show_rows
from dgroup.cli.site import opened
from dgroup.errors import DgroupError
from dgroup.server import jobs as jobs  # which registers them
from dgroup.server import scheduler
from dgroup.server.almanac import next_due_s
from dgroup.store import jobs as store

_WEEK_S: Final = 7 * 86_400


@click.group()
def job() -> None:
    """Show what is done regularly, and do it now."""


@job.command("list")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, as_json: bool) -> None:
    """List all jobs with their next and last times."""
    async with opened(options) as site:
        known = {each.name: each for each in await store.everything(site.db)}
        zone = ZoneInfo(site.config.site.timezone)
        now_s = site.clock()
    rows = []
    for name, one in sorted(scheduler.JOBS.items()):
        planned = known.get(name)
        rows.append(
            {
                "name": name,
                "rule": one.rule,
                "due_at": iso(planned.due_s if planned else next_due_s(one.rule, now_s, zone)),
                "started_at": iso(planned.started_s if planned else None),
                "finished_at": iso(planned.finished_s if planned else None),
                "last_error": planned.last_error if planned else "",
                "doc": one.doc,
            }
        )
    show_rows(rows, ["name", "rule", "due_at", "finished_at", "last_error"], as_json=as_json)


@job.command()
@click.argument("name", metavar="[NAME]", default="")
@at_option
@click.pass_obj
@asynchronous
async def run(options: Options, name: str, at: int | None) -> None:
    """Do one job now, or without NAME every job that is due.

    However late it is, each is done once. Leaves with 1 where one failed.
    """
    async with opened(options, writes=True, at=at) as site:
        if at is not None:  # what never ran here has been due for a week by then
            await scheduler.plan(site, at - _WEEK_S)
        ran = await scheduler.run_due(site, site.clock(), name or None)
        errors = {each.name: each.last_error for each in await store.everything(site.db)}
    for each in ran:
        click.echo(f"{each}: {errors[each] or 'done'}")
    if name and not ran:
        raise DgroupError(f"{name} is being done by another process just now")
    if not ran:
        click.echo("nothing is due")
    if failed := [each for each in ran if errors[each]]:
        raise DgroupError(f"failed: {', '.join(failed)}; -v shows where")
