"""`dgroup summary`: what a summary would say, before it is drafted."""

from __future__ import annotations

import click

from dgroup.cli.arguments import at_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import iso, json_option, show_one, write_json
from dgroup.cli.site import group_of, opened
from dgroup.server.summary_letters import summary_text, summing

_DAY_S = 86_400
_WEEK = 7  # days


@click.group()
def summary() -> None:
    """Show what summaries would say."""


@summary.command()
@click.argument("name", metavar="GROUP")
@at_option
@json_option
@click.pass_obj
@asynchronous
async def preview(options: Options, name: str, at: int | None, as_json: bool) -> None:
    """Show a summary of a group's last days, as they stand; nothing is sent.

    Of as many days as lie between its summaries, of a week where it has none.
    """
    async with opened(options, writes=True, at=at) as site:
        group = await group_of(site, site.db, name)
        days = group.settings.summary_every or _WEEK
        until_s = site.clock()
        since_s = until_s - days * _DAY_S
        data = await summing(site, group, since_s, until_s)
        text = None if data["is_still"] else summary_text(site, group, data, group.language)
    row = {
        "group": group.name,
        "since": iso(since_s),
        "until": iso(until_s),
        "posts": data["posts"],
        "people": data["people"],
        "conversations": data["talks"],
    }
    if as_json:
        said = (text.subject, text.plain) if text else (None, None)
        write_json({**row, "subject": said[0], "text": said[1]})
        return
    show_one(row, as_json=False)
    click.echo()
    click.echo(f"Subject: {text.subject}\n\n{text.plain}" if text else "nothing new: no summary")
