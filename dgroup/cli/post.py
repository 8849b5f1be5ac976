"""`dgroup post`: posts, listed, shown in their writers' own words, or as they came in."""

from __future__ import annotations

from collections.abc import Mapping

import click

from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import iso, json_option, show_one, show_rows, write_json
from dgroup.cli.site import group_of, opened
from dgroup.errors import Refused
from dgroup.mail.body import Body, read_body
from dgroup.store import posts
from dgroup.store.posts import ListedPost


@click.group()
def post() -> None:
    """Show posts."""


@post.command("list")
@click.argument("name", metavar="GROUP")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, name: str, as_json: bool) -> None:
    """List the posts of a group in the order of their arrival."""
    async with opened(options) as site:
        found = await group_of(site, site.db, name)
        rows = [row_of(each) for each in await posts.of_group(site.db, found)]
    show_rows(rows, ["id", "thread", "subject", "author", "received_at"], as_json=as_json)


@post.command()
@click.argument("post_id", metavar="ID", type=int)
@click.option("--raw", is_flag=True, help="The mail as it was received, byte for byte.")
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, post_id: int, raw: bool, as_json: bool) -> None:
    """Show a post: what its writer wrote, and what is attached."""
    if raw and as_json:
        raise click.UsageError("--raw and --json are two forms of the same; choose one")
    async with opened(options) as site:
        found = await posts.one(site.db, post_id)
        if found is None:
            raise Refused(f"no post {post_id}; `dgroup post list GROUP` shows those there are")
        one, group, content = found
        if raw:
            click.echo(content, nl=False)
            return
        body = read_body(await site.reader.read(content))
    show_mail({**row_of(one), "group": group}, body, as_json=as_json)


def row_of(one: ListedPost) -> dict[str, object]:
    """Return a post as lists show it."""
    return {
        "id": one.id,
        "message_id": one.message_id,
        "thread": one.thread_id,
        "parent_message_id": one.parent_message_id,
        "subject": one.subject,
        "author": one.author,
        "author_name": one.author_name,
        "sent_at": iso(one.sent_s),
        "received_at": iso(one.received_s),
    }


def show_mail(row: Mapping[str, object], body: Body, *, as_json: bool) -> None:
    """Show a mail with its text; for people without what a terminal would obey."""
    attached = [
        {"name": each.name, "type": each.type, "bytes": each.bytes} for each in body.attachments
    ]
    if as_json:
        texts = {"text": body.own_text, "full_text": body.full_text}
        write_json({**row, **texts, "attachments": attached})
        return
    show_one(row, as_json=False)
    click.echo()
    for line in body.own_text.splitlines():
        click.echo("".join(mark if mark.isprintable() or mark == "\t" else " " for mark in line))
    if attached:
        click.echo()
        show_rows(attached, ["name", "type", "bytes"], as_json=False)
