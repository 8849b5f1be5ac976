"""What `dgroup member invite` does: people are asked by letter whether they would like to join."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import click

from dgroup.cli import roster
from dgroup.cli.arguments import agree, number
from dgroup.cli.output import show_bad, write_json
from dgroup.cli.roster import Bad, Entry
from dgroup.cli.site import carry_out
from dgroup.commands.inviting import LONGEST_NOTE, OUTCOMES, Welcome, effects_of, invite
from dgroup.domain.model import Group
from dgroup.errors import Refused
from dgroup.server.site import Site

AT_ONCE: Final = 500  # letters a transaction, so that mail coming in waits for no long list


async def send_invitations(
    site: Site,
    group: Group,
    lines: Sequence[Entry | Bad],
    note: str,
    *,
    is_sure: bool,
    is_rehearsal: bool,
    as_json: bool,
) -> int:
    """Write to all whom the lines name, and tell what came of it; return the exit code.

    Raises:
        Refused: the group has closed, the note is too long, or nobody agreed.
    """
    if group.archived_s is not None:
        raise Refused(f"{group.name} is archived: nobody can join it any more")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"the note has {len(note):,} characters; {LONGEST_NOTE:,} are enough")
    entries = [each for each in lines if isinstance(each, Entry)]
    bad = [each for each in lines if isinstance(each, Bad)]
    totals: dict[Welcome, int] = dict.fromkeys(OUTCOMES, 0)
    if entries and not is_rehearsal:
        people = number(len(entries), "person", "people")
        agree(f"write to {people}, to join {group.name}?", is_sure=is_sure)
    # A rehearsal is one transaction: it has to know whom it has seen before.
    for part in _in_parts(entries, sys.maxsize if is_rehearsal else AT_ONCE):
        for entry, outcome in await _invite(site, group, part, note, is_rehearsal):
            totals[outcome] += 1
            if outcome == "banned":
                bad.append(Bad(entry.line, entry.newcomer.address, "banned from this group"))
    _tell(group, totals, bad, is_rehearsal=is_rehearsal, as_json=as_json)
    return 1 if bad else 0


async def _invite(
    site: Site, group: Group, entries: Sequence[Entry], note: str, is_rehearsal: bool
) -> list[tuple[Entry, Welcome]]:
    """Invite some people in one transaction; return what became of each."""
    newcomers = [each.newcomer for each in entries]
    async with site.db.transaction(keep=not is_rehearsal) as tx:
        found = await invite(tx, group, newcomers, None, note, site.clock(), tx.new_id)
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
