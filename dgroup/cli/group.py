"""`dgroup group`: groups are made, shown, changed, renamed, closed and deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from dgroup.cli.arguments import agree, dry_run_option, number, pairs, yes_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, iso, json_option, show_one, show_rows, write_json
from dgroup.cli.site import carry_out, group_of, noted, opened
from dgroup.commands.newcomers import Newcomer, admit, effects_of
from dgroup.config import SETTING_KINDS, parse_setting, show_setting
from dgroup.domain import naming
from dgroup.domain.effects import Dissolve, Found, Rename, Reshape
from dgroup.domain.model import Group
from dgroup.errors import Refused
from dgroup.mail.address import valid
from dgroup.server.site import Site
from dgroup.store import groups
from dgroup.store.database import Readable
from dgroup.store.groups import GroupCount

Settings = Mapping[str, int | str | bool]

# What a table of groups shows.
COLUMNS = ("name", "title", "parent", "members", "posts", "archived", "created_at")

# Settings of a group that are no key of [groups].
_OF_ITSELF = ("title", "language", "timezone")


@click.group()
def group() -> None:
    """Make, show and change groups.

    GROUP is the name of one, a name it once had, or its address.
    """


@group.command()
@click.argument("name")
@click.option("--title", required=True, help="What the group is called in mails.")
@click.option(
    "--facilitator", "facilitators", multiple=True, metavar="ADDR", help="Somebody in charge."
)
@click.option("--parent", metavar="GROUP", help="The group of which it is a part.")
@click.option(
    "--set", "words", multiple=True, metavar="KEY=VALUE", help="A setting other than the site's."
)
@click.pass_obj
@asynchronous
async def create(
    options: Options,
    name: str,
    title: str,
    facilitators: Sequence[str],
    parent: str | None,
    words: Sequence[str],
) -> None:
    """Make a group NAME; posts go to NAME@ and the site's domain.

    Facilitators become members; nobody is mailed.
    """
    async with opened(options, writes=True) as site:
        chosen = {**_parsed(site, pairs(words)), "title": parse_setting("title", title)}
        people = [Newcomer(valid(each), role="facilitator") for each in facilitators]
        async with site.db.transaction() as tx:
            local = await _free_name(site, tx, name)
            above = await group_of(site, tx, parent) if parent else None
            if above is not None and above.archived_s is not None:
                raise Refused(f"{above.name} is archived; take another parent")
            found = Found(
                id=tx.new_id(),
                name=local,
                title=str(chosen["title"]),
                parent_id=above.id if above else None,
                language=str(chosen.get("language", site.config.site.language)),
                timezone=str(chosen.get("timezone", site.config.site.timezone)),
                settings=_own(chosen),
            )
            await carry_out(site, tx, (found,))
            made = await group_of(site, tx, local)
            admissions = await admit(tx, made, people, tx.new_id)
            note = noted("group create", local, made, facilitators=len(people))
            await carry_out(site, tx, (*effects_of(admissions), note))
        click.echo(made.address)


@group.command("list")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, as_json: bool) -> None:
    """List all groups."""
    async with opened(options) as site:
        rows = [row_of(each) for each in await groups.everyone(site.db, site.defaults)]
    show_rows(rows, COLUMNS, as_json=as_json)


@group.command()
@click.argument("name", metavar="GROUP")
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, name: str, as_json: bool) -> None:
    """Show a group, its settings and its subgroups; a * marks settings of its own."""
    async with opened(options) as site:
        found = await group_of(site, site.db, name)
        counted = await groups.count(site.db, found)
        below = [each.name for each in await groups.below(site.db, found, site.defaults)]
    settings = _settings(found)
    row = row_of(counted) | {"timezone": found.timezone, "subgroups": below}
    if as_json:
        write_json(row | {"settings": settings, "own_settings": sorted(found.own_settings)})
        return
    show_one(row, as_json=False)
    for key, value in settings.items():
        mark = "*" if key in found.own_settings else " "
        click.echo(f"{mark} {key} = {cell(show_setting(key, value))}")


@group.command("set")
@click.argument("name", metavar="GROUP")
@click.argument("words", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
@asynchronous
async def set_(options: Options, name: str, words: Sequence[str]) -> None:
    """Change settings of a group: any key of [groups], or title, language, timezone."""
    async with opened(options, writes=True) as site:
        chosen = _parsed(site, pairs(words))
        async with site.db.transaction() as tx:
            found = await group_of(site, tx, name)
            reshaped = Reshape(
                group_id=found.id,
                title=str(chosen.get("title", found.title)),
                language=str(chosen.get("language", found.language)),
                timezone=str(chosen.get("timezone", found.timezone)),
                settings={**found.own_settings, **_own(chosen)},
                archived_s=found.archived_s,
            )
            note = noted("group set", found.name, found, **chosen)
            await carry_out(site, tx, (reshaped, note))
    for key, value in chosen.items():
        click.echo(f"{key} = {cell(show_setting(key, value))}")


@group.command()
@click.argument("name", metavar="GROUP")
@click.argument("new_name", metavar="NEW")
@click.pass_obj
@asynchronous
async def rename(options: Options, name: str, new_name: str) -> None:
    """Give a group another name; mail to the old one still comes."""
    async with opened(options, writes=True) as site:
        async with site.db.transaction() as tx:
            found = await group_of(site, tx, name)
            local = await _free_name(site, tx, new_name, found)
            note = noted("group rename", found.name, found, to=local)
            await carry_out(site, tx, (Rename(found.id, found.name, local), note))
        click.echo(f"{local}@{site.domain}")


@group.command()
@click.argument("name", metavar="GROUP")
@click.option("--undo", is_flag=True, help="Open it again.")
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def archive(
    options: Options, name: str, undo: bool, is_sure: bool, is_rehearsal: bool
) -> None:
    """Close a group: its posts stay, and no mail is taken for it any more."""
    async with opened(options, writes=True) as site:
        found = await group_of(site, site.db, name)
        counted = await groups.count(site.db, found)
        act = "open" if undo else "archive"
        what = f"{act} {found.name} with {number(counted.members, 'member')}"
        if is_rehearsal:
            click.echo(f"would {what}")
            return
        agree(f"{what}?", is_sure=is_sure, can_be_undone=True)
        async with site.db.transaction() as tx:
            closed = Reshape(
                group_id=found.id,
                title=found.title,
                language=found.language,
                timezone=found.timezone,
                settings=found.own_settings,
                archived_s=None if undo else found.archived_s or site.clock(),
            )
            await carry_out(site, tx, (closed, noted(f"group {act}", found.name, found)))


@group.command()
@click.argument("name", metavar="GROUP")
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def delete(options: Options, name: str, is_sure: bool, is_rehearsal: bool) -> None:
    """Delete a group with its posts and memberships, for good; people stay known."""
    async with opened(options, writes=True) as site:
        found = await group_of(site, site.db, name)
        counted = await groups.count(site.db, found)
        sizes = f"{number(counted.members, 'member')} and {number(counted.posts, 'post')}"
        if is_rehearsal:
            click.echo(f"would delete {found.name} with {sizes}")
            return
        agree(f"delete {found.name} with {sizes}, for good?", is_sure=is_sure)
        async with site.db.transaction() as tx:
            note = noted("group delete", found.name, members=counted.members, posts=counted.posts)
            await carry_out(site, tx, (Dissolve(found.id), note))


async def _free_name(site: Site, store: Readable, name: str, own: Group | None = None) -> str:
    """Return a new name without the domain; `own` is the group that takes it. Raises Refused."""
    local = name.strip().removesuffix(f"@{site.domain}")
    taken = dict(await groups.all_names(store))
    if own is not None:
        if local == own.name:
            raise Refused(f"{own.name} is called that already")
        if taken.get(local) == own.name:  # a former name, taken back
            del taken[local]
    if obstacle := naming.obstacle(local, taken):
        raise Refused(naming.in_english(obstacle, local))
    return local


def _parsed(site: Site, words: Mapping[str, str]) -> dict[str, int | str | bool]:
    return {key: parse_setting(key, text, site.config.data_dir) for key, text in words.items()}


def _own(chosen: Settings) -> dict[str, int | str | bool]:
    return {key: value for key, value in chosen.items() if key not in _OF_ITSELF}


def _settings(found: Group) -> dict[str, int | str | bool]:
    """What holds for a group, by the keys of [groups]."""
    return {
        key: getattr(found.settings, "from_" if key == "from" else key)
        for key in SETTING_KINDS
        if key not in _OF_ITSELF
    }


def row_of(counted: GroupCount) -> dict[str, object]:
    """Return a group as lists of groups have it (CONTRACT §1)."""
    found = counted.group
    return {
        "name": found.name,
        "address": found.address,
        "title": found.title,
        "parent": found.parent,
        "language": found.language,
        "members": counted.members,
        "posts": counted.posts,
        "archived": found.archived_s is not None,
        "created_at": iso(found.created_s),
    }
