"""`dgroup member`: people are added, shown, changed, removed, found and forgotten."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain, islice
from typing import BinaryIO, Final, TypeVar

import click

from dgroup.cli import roster
from dgroup.cli.arguments import agree, dry_run_option, number, pairs, yes_option
from dgroup.cli.invitations import send_invitations
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import (
    iso,
    json_option,
    show_bad,
    show_one,
    show_rows,
    write_json,
)
from dgroup.cli.roster import Bad, Entry
from dgroup.cli.site import carry_out, group_of, noted, opened, person_of
from dgroup.commands.newcomers import Welcome, admit, count, effects_of
from dgroup.domain.effects import Call, Change, Effect, Forget
from dgroup.domain.model import DELIVERY_CHOICES, ROLES, DeliveryChoice, Group, Role, Status
from dgroup.errors import Refused
from dgroup.kinds import BOOLEAN, TIMEZONE
from dgroup.places import languages
from dgroup.reading.zones import find_zone, near_zones
from dgroup.server.site import Site
from dgroup.store import people
from dgroup.store.database import Readable
from dgroup.store.people import Membership

Word = TypeVar("Word", bound=str)

AT_ONCE: Final = 2000  # people a transaction, so that mail coming in waits for no long list
_WELCOMES: Final = ("added", "again", "already")
_DIGESTS: Final = ("plain", "mime")
_STANDINGS: Final[tuple[Status, ...]] = ("active", "disabled", "left", "removed", "banned")


@click.group()
def member() -> None:
    """Add, show and change members.

    GROUP is the name of a group or its address; ADDR is any address of a person.
    """


@member.command()
@click.argument("name", metavar="GROUP")
@click.argument("addresses", metavar="[ADDR]...", nargs=-1)
@click.option(
    "--file", type=click.File("rb"), metavar="CSV", help="People, one a line; - is stdin."
)
@click.option("--role", type=click.Choice(ROLES), default="member", help="What they are there.")
@click.option(
    "--delivery",
    type=click.Choice(DELIVERY_CHOICES),
    default="each",
    help="How mail comes to them.",
)
@click.option("--welcome", "is_welcomed", is_flag=True, help="Send each a letter of welcome.")
@dry_run_option
@json_option
@click.pass_context
@asynchronous
async def add(
    ctx: click.Context,
    name: str,
    addresses: Sequence[str],
    file: BinaryIO | None,
    role: Role,
    delivery: DeliveryChoice,
    is_welcomed: bool,
    is_rehearsal: bool,
    as_json: bool,
) -> None:
    """Add people to a group; nobody is mailed without --welcome.

    ADDR may be 'Ann Lee <ann@example.org>'. A CSV has columns address, name, role, delivery, with a
    heading or with the address first. Who is a member already stays as they are. Leaves with 1
    where a line names nobody; the others are added.
    """
    if not addresses and file is None:
        raise click.UsageError("whom? name addresses, or a --file")
    content = b"" if file is None else file.read()
    typed = (roster.read_line(0, {"address": each}, role, delivery) for each in addresses)
    lines = chain(typed, roster.read_roster(content, role, delivery))
    totals = dict.fromkeys(_WELCOMES, 0)
    bad: list[Bad] = []
    async with opened(ctx.ensure_object(Options), writes=True) as site:
        found = await group_of(site, site.db, name)
        # A rehearsal is one transaction: it has to know whom it has seen before.
        at_once = sys.maxsize if is_rehearsal else AT_ONCE
        for part in _in_parts(lines, len(addresses) + content.count(b"\n"), at_once):
            bad += (each for each in part if isinstance(each, Bad))
            entries = [each for each in part if isinstance(each, Entry)]
            for entry, outcome in await _add(site, found, entries, is_welcomed, is_rehearsal):
                if outcome == "banned":
                    bad.append(Bad(entry.line, entry.newcomer.address, "banned from this group"))
                else:
                    totals[outcome] += 1
    _tell(found, totals, bad, is_rehearsal=is_rehearsal, as_json=as_json)
    ctx.exit(1 if bad else 0)


@member.command()
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
    typed = (roster.read_line(0, {"address": each}, "member", "each") for each in addresses)
    content = b"" if file is None else file.read()
    lines = [*typed, *roster.read_roster(content, "member", "each")]
    how = {"is_sure": is_sure, "is_rehearsal": is_rehearsal, "as_json": as_json}
    async with opened(ctx.ensure_object(Options), writes=True) as site:
        found = await group_of(site, site.db, name)
        code = await send_invitations(site, found, lines, note, **how)
    ctx.exit(code)


@member.command("list")
@click.argument("name", metavar="GROUP")
@click.option("--all", "is_all", is_flag=True, help="Also who left, was removed or is banned.")
@json_option
@click.pass_obj
@asynchronous
async def list_(options: Options, name: str, is_all: bool, as_json: bool) -> None:
    """List the members of a group."""
    async with opened(options) as site:
        found = await group_of(site, site.db, name)
        rows = [_row(each) for each in await people.members(site.db, found, is_all=is_all)]
    columns = ["address", "name", "role", "delivery", "status", "joined_at"]
    show_rows(rows, columns, as_json=as_json)


@member.command()
@click.argument("address", metavar="ADDR")
@json_option
@click.pass_obj
@asynchronous
async def show(options: Options, address: str, as_json: bool) -> None:
    """Show a person: addresses and groups."""
    async with opened(options) as site:
        person = await person_of(site.db, address)
        found = await people.memberships(site.db, person)
        known = await people.addresses(site.db, person.id)
    row: dict[str, object] = {
        "address": person.address,
        "name": person.name,
        "addresses": known,
        "language": person.language,
        "timezone": person.timezone,
    }
    rows = [{"group": each.group, **_row(each)} for each in found]
    if as_json:
        write_json(row | {"groups": rows})
        return
    show_one(row, as_json=False)
    if rows:
        click.echo()
        columns = ["group", "role", "delivery", "status", "moderated", "joined_at"]
        show_rows(rows, columns, as_json=False)


@member.command()
@click.argument("text")
@json_option
@click.pass_obj
@asynchronous
async def find(options: Options, text: str, as_json: bool) -> None:
    """Find people by a part of their name or address; the first 200."""
    async with opened(options) as site:
        found = await people.search(site.db, text)
    rows = [{"address": one.address, "name": one.name, "language": one.language} for one in found]
    show_rows(rows, ["address", "name"], as_json=as_json)


@member.command("set")
@click.argument("name", metavar="GROUP")
@click.argument("address", metavar="ADDR")
@click.argument("words", metavar="KEY=VALUE...", nargs=-1, required=True)
@click.pass_obj
@asynchronous
async def set_(options: Options, name: str, address: str, words: Sequence[str]) -> None:
    """Change a member: role, delivery, digest, status, moderated; or the person: name, language.

    timezone is the person's, too (Africa/Nairobi, or a city); empty, that of each group holds.
    """
    chosen = pairs(words)
    async with opened(options, writes=True) as site, site.db.transaction() as tx:
        found = await group_of(site, tx, name)
        one = await _member_of(tx, found, address)
        effects = [_change(site, one, key, text.strip()) for key, text in chosen.items()]
        note = noted("member set", f"person {one.person_id}", found, keys=" ".join(chosen))
        await carry_out(site, tx, (*effects, note))


@member.command()
@click.argument("name", metavar="GROUP")
@click.argument("addresses", metavar="ADDR...", nargs=-1, required=True)
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def remove(
    options: Options, name: str, addresses: Sequence[str], is_sure: bool, is_rehearsal: bool
) -> None:
    """Remove people from a group; they stay known, and `add` brings them back."""
    async with opened(options, writes=True) as site:
        found = await group_of(site, site.db, name)
        leaving = [await _member_of(site.db, found, each) for each in addresses]
        if is_rehearsal:
            click.echo(f"would remove {number(len(leaving), 'member')} from {found.name}")
            return
        question = f"remove {number(len(leaving), 'member')} from {found.name}?"
        agree(question, is_sure=is_sure, can_be_undone=True)
        effects: list[Effect] = [Change(each.id, status="removed") for each in leaving]
        effects += [noted("member remove", f"person {one.person_id}", found) for one in leaving]
        async with site.db.transaction() as tx:
            await carry_out(site, tx, effects)


@member.command()
@click.argument("address", metavar="ADDR")
@yes_option
@dry_run_option
@click.pass_obj
@asynchronous
async def erase(options: Options, address: str, is_sure: bool, is_rehearsal: bool) -> None:
    """Forget a person for good, in all groups, with all their addresses.

    Their posts stay, without an author; the mails as they came in are kept with them, and have the
    name and address in their headers. So do copies that members have, and backups.
    """
    async with opened(options, writes=True) as site:
        person = await person_of(site.db, address)
        groups = await people.memberships(site.db, person)
        what = f"forget {person.address}, in {number(len(groups), 'group')}"
        if is_rehearsal:
            click.echo(f"would {what}")
            return
        agree(f"{what}, for good?", is_sure=is_sure)
        async with site.db.transaction() as tx:
            note = noted("member erase", f"person {person.id}")
            await carry_out(site, tx, (Forget(person.id), note))
    click.echo(f"{person.address} is forgotten; kept are posts, without an author, as they came in")


async def _add(
    site: Site, group: Group, entries: Sequence[Entry], is_welcomed: bool, is_rehearsal: bool
) -> list[tuple[Entry, Welcome]]:
    """Add some people in one transaction; return what became of each."""
    newcomers = [each.newcomer for each in entries]
    async with site.db.transaction(keep=not is_rehearsal) as tx:
        welcomed_s = site.clock() if is_welcomed else None
        admissions = await admit(tx, group, newcomers, tx.new_id, welcomed_s=welcomed_s)
        effects: list[Effect] = list(effects_of(admissions))
        if effects:
            effects.append(noted("member add", group.name, group, **count(admissions)))
        await carry_out(site, tx, effects)
    return [(entry, one.outcome) for entry, one in zip(entries, admissions, strict=True)]


def _in_parts(
    lines: Iterable[Entry | Bad], expected: int, at_once: int
) -> Iterator[list[Entry | Bad]]:
    """Yield the people of one transaction after the other; at a terminal, with a bar."""
    waiting = iter(lines)
    is_long = expected > AT_ONCE and sys.stderr.isatty()
    with (
        click.progressbar(length=expected, label="adding", file=sys.stderr)
        if is_long
        else nullcontext()
    ) as bar:
        while part := list(islice(waiting, at_once)):
            yield part
            if bar is not None:
                bar.update(len(part))


def _tell(
    group: Group,
    totals: dict[str, int],
    bad: Sequence[Bad],
    *,
    is_rehearsal: bool,
    as_json: bool,
) -> None:
    rows = roster.bad_rows(bad)
    if as_json:
        write_json({"group": group.name, **totals, "bad": rows, "dry_run": is_rehearsal})
        return
    would = "would be " if is_rehearsal else ""
    words = [
        f"{totals['added']:,} {would}added",
        *([f"{totals['again']:,} {would}members again"] if totals["again"] else []),
        *([f"{totals['already']:,} members already"] if totals["already"] else []),
        *([f"{len(bad):,} bad"] if bad else []),
    ]
    click.echo(f"{group.name}: {', '.join(words)}")
    show_bad(rows)


async def _member_of(store: Readable, group: Group, address: str) -> Membership:
    person = await person_of(store, address)
    for each in await people.memberships(store, person):
        if each.group_id == group.id:
            return each
    raise Refused(f"{person.address} is no member of {group.name}; see `dgroup member show`")


def _change(site: Site, one: Membership, key: str, text: str) -> Effect:
    """Read one KEY=VALUE of a member. Raises Refused."""
    kinds: dict[str, Callable[[], Effect]] = {
        "role": lambda: Change(one.id, role=_one_of(ROLES, key, text)),
        "delivery": lambda: Change(one.id, delivery=_one_of(DELIVERY_CHOICES, key, text)),
        "digest": lambda: Change(one.id, has_mime_digest=_one_of(_DIGESTS, key, text) == "mime"),
        "status": lambda: Change(one.id, status=_one_of(_STANDINGS, key, text)),
        "moderated": lambda: Change(one.id, is_moderated=_claim(key, text)),
        "name": lambda: Call(one.person_id, name=roster.on_one_line(text)),
        "language": lambda: Call(
            one.person_id, language=_one_of(languages(site.config.data_dir), key, text)
        ),
        "timezone": lambda: Call(one.person_id, timezone=_zone(key, text)),
    }
    if key not in kinds:
        raise Refused(f"unknown key {key!r}; a member has {', '.join(kinds)}")
    return kinds[key]()


def _one_of(known: Sequence[Word], key: str, text: str) -> Word:
    for each in known:
        if each == text.lower():
            return each
    raise Refused(f"{key} cannot be {text!r}: expected one of {', '.join(known)}")


def _zone(key: str, text: str) -> str:
    """Read a time zone or its city; "" for that of each group."""
    found = find_zone(text) if text else ""
    if found is None:
        near = near_zones(text)
        hint = f"; is it {' or '.join(near)}?" if near else ""
        raise Refused(f"{key} cannot be {text!r}: expected {TIMEZONE.expects}{hint}")
    return found


def _claim(key: str, text: str) -> bool:
    try:
        is_so: bool = BOOLEAN.parse(text)
    except ValueError:
        raise Refused(f"{key} cannot be {text!r}: expected {BOOLEAN.expects}") from None
    return is_so


def _row(one: Membership) -> dict[str, object]:
    return {
        "address": one.address,
        "name": one.name,
        "role": one.role,
        "delivery": one.delivery,
        "status": one.status,
        "moderated": one.is_moderated,
        "joined_at": iso(one.joined_s),
        "introduced_at": iso(one.introduced_s),
    }
