"""`dgroup member invite`: people are asked by letter whether they would like to join."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO, Final

import click

from dgroup.cli import roster
from dgroup.cli.arguments import agree, dry_run_option, number, yes_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import json_option, show_bad, write_json
from dgroup.cli.roster import Bad, Entry
from dgroup.cli.site import carry_out, group_of, opened
from dgroup.domain.model import Group
from dgroup.errors import Refused
from dgroup.server.inviting import OUTCOMES, Welcome, effects_of
from dgroup.server.inviting import invite as invite_all
from dgroup.server.site import Site

AT_ONCE: Final = 500  # letters a transaction, so that mail coming in waits for no long list
LONGEST_NOTE: Final = 4000  # characters


@click.command()
@click.argument("name", metavar="GROUP")
@click.argument("addresses", metavar="[ADDR]...", nargs=-1)
@click.option(
    "--file", type=click.File("rb"), metavar="CSV", help="People, one a line; - is stdin."
)
@click.option("--note", default="", metavar="TEXT", help="A few words of yours, in the letter.")
@yes_option
@dry_run_option
@json_option
@click.pass_context
@asynchronous
async def invite(
    ctx: click.Context,
    name: str,
    addresses: Sequence[str],
    file: BinaryIO | None,
    note: str,
    is_sure: bool,
    is_rehearsal: bool,
    as_json: bool,
) -> None:
    """Invite people to a group: each gets a letter, and joins by replying yes.

    ADDR and the CSV are as in `add`. Who was invited before gets another letter; members get none.
    An invitation is good for 90 days. Leaves with 1 where a line names nobody, or somebody who is
    banned; the others are invited.
    """
    if not addresses and file is None:
        raise click.UsageError("whom? name addresses, or a --file")
    if len(note) > LONGEST_NOTE:
        raise click.UsageError(f"--note has {len(note):,} characters; {LONGEST_NOTE:,} are enough")
    content = b"" if file is None else file.read()
    typed = (roster.read_line(0, {"address": each}, "member", "each") for each in addresses)
    lines = list(chain(typed, roster.read_roster(content, "member", "each")))
    entries = [each for each in lines if isinstance(each, Entry)]
    bad = [each for each in lines if isinstance(each, Bad)]
    totals: dict[Welcome, int] = dict.fromkeys(OUTCOMES, 0)
    async with opened(ctx.ensure_object(Options), writes=True) as site:
        group = await group_of(site, site.db, name)
        if group.archived_s is not None:
            raise Refused(f"{group.name} is archived: nobody can join it any more")
        if entries and not is_rehearsal:
            question = f"write to {number(len(entries), 'person', 'people')}, to join {group.name}?"
            agree(question, is_sure=is_sure)
        # A rehearsal is one transaction: it has to know whom it has seen before.
        for part in _in_parts(entries, sys.maxsize if is_rehearsal else AT_ONCE):
            for entry, outcome in await _invite(site, group, part, note, is_rehearsal):
                totals[outcome] += 1
                if outcome == "banned":
                    bad.append(Bad(entry.line, entry.newcomer.address, "banned from this group"))
    _tell(group, totals, bad, is_rehearsal=is_rehearsal, as_json=as_json)
    ctx.exit(1 if bad else 0)


async def _invite(
    site: Site, group: Group, entries: Sequence[Entry], note: str, is_rehearsal: bool
) -> list[tuple[Entry, Welcome]]:
    """Invite some people in one transaction; return what became of each."""
    newcomers = [each.newcomer for each in entries]
    async with site.db.transaction(keep=not is_rehearsal) as tx:
        found = await invite_all(tx, group, newcomers, None, note, site.clock())
        await carry_out(site, tx, effects_of(found))
    return [(entry, one.outcome) for entry, one in zip(entries, found, strict=True)]


def _in_parts(entries: Iterable[Entry], at_once: int) -> Iterator[list[Entry]]:
    waiting = iter(entries)
    while part := list(islice(waiting, at_once)):
        yield part


def _tell(
    group: Group,
    totals: dict[Welcome, int],
    bad: Sequence[Bad],
    *,
    is_rehearsal: bool,
    as_json: bool,
) -> None:
    counts: dict[str, int] = {word: totals[word] for word in OUTCOMES if word != "banned"}
    rows = roster.bad_rows(bad)
    if as_json:
        write_json({"group": group.name, **counts, "bad": rows, "dry_run": is_rehearsal})
        return
    would = "would be " if is_rehearsal else ""
    words = [
        f"{totals['invited']:,} {would}invited",
        *([f"{totals['again']:,} {would}invited again"] if totals["again"] else []),
        *([f"{totals['already']:,} members already"] if totals["already"] else []),
        *([f"{len(bad):,} bad"] if bad else []),
    ]
    click.echo(f"{group.name}: {', '.join(words)}")
    show_bad(rows)
