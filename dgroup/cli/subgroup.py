"""`dgroup subgroup`: the groups below a group, and which of its members are in them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from dgroup.cli.arguments import agree, dry_run_option, number, yes_option
from dgroup.cli.group import COLUMNS, row_of
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import json_option, show_bad, show_rows, write_json
from dgroup.cli.site import carry_out, group_of, noted, opened, person_of
from dgroup.commands.subgrouping import Placed, place
from dgroup.domain.effects import Change, Effect
from dgroup.domain.model import Group
from dgroup.errors import Refused
from dgroup.mail.address import fold
from dgroup.server.site import Site
from dgroup.store import groups, people, subgroups
from dgroup.store.database import Readable, Transaction
from dgroup.store.subgroups import Fellow

Bad = tuple[str, str]  # an address, and why it cannot be put in


@click.group()
def subgroup() -> None:
    """Show subgroups, put members of the group above into them, and take them out.

    A subgroup is made by `dgroup group create NAME --parent GROUP`.
    """


@subgroup.command("list")
@click.argument("name", metavar="GROUP")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, name: str, as_json: bool) -> None:
    """List the groups directly below a group."""
    async with opened(options) as site:
        above = await group_of(site, site.db, name)
        found = await groups.everyone(site.db, site.defaults)
    rows = [row_of(each) for each in found if each.group.parent_id == above.id]
    show_rows(rows, COLUMNS, as_json=as_json)


@subgroup.command()
@click.argument("name", metavar="SUBGROUP")
@click.argument("addresses", metavar="ADDR...", nargs=-1, required=True)
@dry_run_option
@json_option
@click.pass_context
@asynchronous
async def add(
    ctx: click.Context, name: str, addresses: Sequence[str], is_rehearsal: bool, as_json: bool
) -> None:
    """Put members of the group above into a subgroup; nobody is mailed.

    Mail comes to them as it does there. Leaves with 1 where an address is nobody's in the group
    above, or banned; the others are put in.
    """
    async with (
        opened(ctx.ensure_object(Options), writes=True) as site,
        site.db.transaction(keep=not is_rehearsal) as tx,
    ):
        found = await _subgroup(site, tx, name)
        placed, already, bad = await _add(site, tx, found, addresses)
    _tell(found, placed, already, bad, is_rehearsal=is_rehearsal, as_json=as_json)
    ctx.exit(1 if bad else 0)


@subgroup.command()
@click.argument("name", metavar="SUBGROUP")
@click.argument("addresses", metavar="ADDR...", nargs=-1, required=True)
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def remove(
    options: Options, name: str, addresses: Sequence[str], is_sure: bool, is_rehearsal: bool
) -> None:
    """Take people out of a subgroup; they stay in the group above, and nobody is mailed."""
    async with opened(options, writes=True) as site:
        found = await _subgroup(site, site.db, name)
        leaving = await _inside(site.db, found, addresses)
        what = f"{number(len(leaving), 'member')} from {found.name}"
        if is_rehearsal:
            click.echo(f"would remove {what}")
            return
        agree(f"remove {what}?", is_sure=is_sure, can_be_undone=True)
        effects: list[Effect] = [Change(each, status="removed") for each in leaving.values()]
        effects += [noted("subgroup remove", f"person {each}", found) for each in leaving]
        async with site.db.transaction() as tx:
            await carry_out(site, tx, effects)


async def _subgroup(site: Site, store: Readable, name: str) -> Group:
    """Return a group that is below another. Raises Refused."""
    found = await group_of(site, store, name)
    if found.parent_id is None:
        raise Refused(f"{found.name} is no subgroup; for its members there is `dgroup member`")
    return found


async def _add(
    site: Site, tx: Transaction, group: Group, addresses: Sequence[str]
) -> tuple[tuple[Placed, ...], int, list[Bad]]:
    """Put people in: who was, how many are in it already, and who cannot be."""
    above = await groups.one(tx, group.parent_id or 0, site.defaults)
    assert above is not None, "what a group is below is there"
    company = await subgroups.company(tx, above)
    bad: list[Bad] = []
    wanted: list[Fellow] = []
    for each in addresses:
        fellow = company.by_address.get(fold(each.strip()))
        if fellow is None:
            bad.append((each, f"no member of {above.name}; see `dgroup member add`"))
        else:
            wanted.append(fellow)
    standing = await people.among(tx, group, [each.person.id for each in wanted])
    banned = {id_ for id_, (_, status, _) in standing.items() if status == "banned"}
    bad += [(each.person.address, "banned") for each in wanted if each.person.id in banned]
    placed, effects = place(group, wanted, standing, new_id=tx.new_id)
    note = noted("subgroup add", group.name, group, added=len(placed))
    await carry_out(site, tx, (*effects, note) if placed else ())
    return placed, len(addresses) - len(placed) - len(bad), bad


async def _inside(store: Readable, group: Group, addresses: Sequence[str]) -> dict[int, int]:
    """Return the memberships of people who are in a group: person id -> member id.

    Raises:
        Refused: one of them is not.
    """
    persons = [await person_of(store, each) for each in addresses]
    standing = await people.among(store, group, [each.id for each in persons])
    for each in persons:
        if standing.get(each.id, (0, "", ""))[1] not in ("active", "disabled"):
            raise Refused(f"{each.address} is not in {group.name}")
    return {each.id: standing[each.id][0] for each in persons}


def _tell(
    group: Group,
    placed: Sequence[Placed],
    already: int,
    bad: Sequence[Bad],
    *,
    is_rehearsal: bool,
    as_json: bool,
) -> None:
    rows: list[dict[str, object]] = [
        {"line": None, "text": text, "reason": reason} for text, reason in bad
    ]
    if as_json:
        totals = {"added": len(placed), "already": already}
        write_json({"group": group.name, **totals, "bad": rows, "dry_run": is_rehearsal})
        return
    words = [f"{len(placed):,} {'would be ' if is_rehearsal else ''}added"]
    words += [f"{already:,} in it already"] if already else []
    words += [f"{len(bad):,} bad"] if bad else []
    click.echo(f"{group.name}: {', '.join(words)}")
    show_bad(rows)
