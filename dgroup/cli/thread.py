"""`dgroup thread`: discussions, listed and shown as trees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, iso, json_option, show_rows, write_json
from dgroup.cli.post import row_of
from dgroup.cli.site import group_of, opened
from dgroup.errors import Refused
from dgroup.store import posts
from dgroup.store.posts import ListedPost, ListedThread


@click.group()
def thread() -> None:
    """Show discussions."""


@thread.command("list")
@click.argument("name", metavar="GROUP")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, name: str, as_json: bool) -> None:
    """List the threads of a group, the latest last."""
    async with opened(options) as site:
        found = await group_of(site, site.db, name)
        rows = [_row(each) for each in await posts.threads(site.db, found)]
    show_rows(rows, ["id", "subject", "posts", "started_at", "last_post_at"], as_json=as_json)


@thread.command()
@click.argument("thread_id", metavar="ID", type=int)
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, thread_id: int, as_json: bool) -> None:
    """Show who answers whom in a thread; ID may be one that was merged into another."""
    async with opened(options) as site:
        found = await posts.thread(site.db, thread_id)
        if found is None:
            raise Refused(
                f"no thread {thread_id}; `dgroup thread list GROUP` shows those there are"
            )
        branches = list(tree(await posts.of_thread(site.db, found.id)))
    if as_json:
        nodes = [{**row_of(each), "depth": depth} for depth, each in branches]
        write_json({**_row(found), "tree": nodes})
        return
    click.echo(click.style(cell(found.subject), bold=True))
    for depth, each in branches:
        who = cell(each.author_name or each.author or "(forgotten)")
        when = (iso(each.sent_s) or "")[:16].replace("T", " ")
        click.echo(f"{'  ' * min(depth, 30)}- {who}, {when}  [{each.id}]")


def tree(found: Sequence[ListedPost]) -> Iterator[tuple[int, ListedPost]]:
    """Yield (depth, post), each behind the one it answers; what answers nothing here has depth 0.

    Every post comes once, even where posts name each other in a ring.
    """
    known = {each.message_id for each in found}
    answers: dict[str | None, list[ListedPost]] = {}
    for each in found:
        parent = each.parent_message_id if each.parent_message_id in known else None
        answers.setdefault(parent, []).append(each)
    seen: set[int] = set()
    # A ring has no beginning: what was not reached from the roots is begun at its oldest post.
    for start in (*answers.get(None, ()), *found):
        waiting = [(0, start)]
        while waiting:
            depth, each = waiting.pop()
            if each.id in seen:
                continue
            seen.add(each.id)
            yield depth, each
            below = answers.get(each.message_id, ())
            waiting += [(depth + 1, answer) for answer in reversed(below)]


def _row(found: ListedThread) -> dict[str, object]:
    return {
        "id": found.id,
        "subject": found.subject,
        "root_message_id": found.root_message_id,
        "posts": found.posts,
        "started_at": iso(found.started_s),
        "last_post_at": iso(found.last_post_s),
    }
