"""`dgroup digest`: what a digest would say, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import click

from dgroup.cli.arguments import at_option
from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import iso, json_option, show_one, write_json
from dgroup.cli.site import group_of, opened
from dgroup.domain.digest import (
    Occasion,
    Period,
    Reader,
    Stretch,
    editions,
    form_of,
    next_due_s,
    zone_of,
)
from dgroup.domain.model import Digest, Group, Member, Person
from dgroup.errors import Refused
from dgroup.mail.render import Text
from dgroup.server.digest_letters import digest_text
from dgroup.server.site import Site
from dgroup.store import digests, people

_WEEK_S: Final = 7 * 86_400


@click.group()
def digest() -> None:
    """Show what digests would say."""


@digest.command()
@click.argument("name", metavar="GROUP")
@click.option("--for", "address", metavar="ADDR", help="As this member would get it.")
@at_option
@json_option
@click.pass_obj
@asynchronous
async def preview(
    options: Options, name: str, address: str | None, at: int | None, as_json: bool
) -> None:
    """Show the next digest of a group, as it stands; nothing is sent.

    Without --for: as most of those get it who read digests; where nobody does, of a week's posts.
    """
    async with opened(options, writes=True, at=at) as site:
        group = await group_of(site, site.db, name)
        found = await (_of_member(site, group, address) if address else _of_most(site, group))
        posts = await _posts(site, group, found.reader)
        text = await _text(site, group, found.reader, posts) if posts else None
    row = {
        "group": group.name,
        "for": found.address,
        "period": found.reader.occasion,
        "form": found.reader.form,
        "language": found.reader.language,
        "due_at": iso(found.due_s),
        "posts": list(posts),
    }
    if as_json:
        said = (text.subject, text.plain) if text else (None, None)
        write_json({**row, "subject": said[0], "text": said[1]})
        return
    show_one({**row, "posts": len(posts)}, as_json=False)
    click.echo()
    click.echo(f"Subject: {text.subject}\n\n{text.plain}" if text else "nothing new: no mail")


@dataclass(frozen=True, slots=True)
class _Previewed:
    """Whose digest is looked at (None: nobody's in particular), and when it is due next."""

    reader: Reader
    address: str | None
    due_s: int


async def _of_member(site: Site, group: Group, address: str) -> _Previewed:
    """What is still to come for one member, as they have it."""
    person, member = await people.sender(site.db, group.id, address.strip())
    if person is None or member is None or not member.is_active:
        raise Refused(f"{address} is no member of {group.name}; try `dgroup member list`")
    stretches = await digests.stretches(site.db, member.id)
    if member.delivery in ("daily", "weekly", "monthly"):
        stretches = [each for each in stretches if each.until_id is None]
        return _regular(site, group, person, member, member.delivery, stretches)
    if member.delivery == "each" and stretches:
        reader = _reader(group, person, member, "rest", stretches)
        return _Previewed(reader, person.address, site.clock())
    has = "each message by itself" if member.delivery == "each" else "no mail"
    raise Refused(f"{person.address} has {has}, and no digests; leave out --for to see one")


def _regular(
    site: Site,
    group: Group,
    person: Person,
    member: Member,
    period: Period,
    stretches: list[Stretch],
) -> _Previewed:
    reader = _reader(group, person, member, period, stretches)
    return _Previewed(reader, person.address, _due_s(site, group, period, person.timezone or ""))


def _reader(
    group: Group, person: Person, member: Member, occasion: Occasion, stretches: list[Stretch]
) -> Reader:
    form = form_of(is_text_only=member.is_text_only, has_mime_digest=member.has_mime_digest)
    return Reader(member.id, tuple(stretches), occasion, form, person.language or group.language)


async def _of_most(site: Site, group: Group) -> _Previewed:
    """What is still to come for most; of the last seven days where nobody reads digests."""
    period, stretch = await digests.common(site.db, group) or (
        "weekly",
        Stretch(await digests.last_before(site.db, group, site.clock() - _WEEK_S)),
    )
    reader = Reader(0, (stretch,), period, "plain", group.language)
    return _Previewed(reader, None, _due_s(site, group, period, ""))


async def _posts(site: Site, group: Group, reader: Reader) -> tuple[int, ...]:
    """The posts of the digest that this reader would get now; () where nothing is new."""
    post_ids, left_out = await digests.to_read(site.db, group, [reader], until_s=site.clock())
    found = editions([reader], post_ids, left_out)
    return found[0].post_ids if found else ()


async def _text(site: Site, group: Group, reader: Reader, posts: tuple[int, ...]) -> Text:
    data = {"posts": list(posts), "period": reader.occasion}
    shown = Digest(0, group.id, "digest", reader.form, reader.language, data, site.clock())
    return await digest_text(site, group, shown)


def _due_s(site: Site, group: Group, period: Period, timezone: str) -> int:
    zone = zone_of(timezone, group.timezone)
    return next_due_s(period, group.settings.digest_hour, zone, site.clock())
