"""`dgroup init`: a site out of nothing, and the lines that DNS and Postfix need for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from dgroup import places
from dgroup.cli.arguments import agree
from dgroup.cli.db import bring_up_to_date
from dgroup.config import KEYS, Config, load
from dgroup.errors import Refused
from dgroup.settings import SECTIONS
from dgroup.toml_text import parse_toml

NAME = "dgroup.toml"


@click.command()
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option("--domain", required=True, metavar="D", help="The domain whose mail comes here.")
@click.option("--owner", required=True, metavar="A", help="Your address, outside that domain.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
def init(folder: Path, domain: str, owner: str, is_sure: bool) -> None:
    """Make a site in DIR (here): settings, database, keys; print the DNS and Postfix lines."""
    path = folder / NAME
    if path.exists():
        raise Refused(f"{path} is there already: change it, or run `dgroup -c {path} db migrate`")
    text = settings_text(domain, owner)
    if folder.exists() and any(folder.iterdir()):
        agree(f"{folder} is not empty; make a site there?", is_sure=is_sure or _is_alone())
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    config = load(path, os.environ)
    click.echo(f"made {path}")
    for line in bring_up_to_date(config):
        click.echo(line)
    click.echo("\n" + "\n".join(advice(config, path)))


def settings_text(domain: str, owner: str) -> str:
    """Return a dgroup.toml: every key with its meaning; what has its default is a comment.

    Raises: Refused, where domain or owner cannot be what they are to be.
    """
    given = {"site.domain": domain, "site.owner": owner}
    lines = [
        "# The settings of this site. A line that begins with # shows what holds without it.",
        "# `dgroup config check` finds mistakes; `dgroup config describe KEY` says more.",
    ]
    for section, struct in SECTIONS.items():
        lines += ["", f"[{section}]    # {struct.__doc__}"]
        for key in (key for key in KEYS if key.section == section):
            word = key.name.partition(".")[2]
            if key.name in given:
                try:
                    value = key.kind.show(key.kind.parse(given[key.name]))
                except ValueError:
                    wrong = f"--{word} cannot be {given[key.name]!r}"
                    raise Refused(f"{wrong}: expected {key.kind.expects}") from None
                setting = f"{word} = {value}"
            else:
                setting = f"# {word} = {key.shown_default}"
            lines.append(f"{setting:<44}  # {key.doc}")
    text = "\n".join(lines) + "\n"
    site = parse_toml(text)["site"]
    if site["owner"].rpartition("@")[2] == site["domain"]:
        raise Refused(f"--owner must be outside {site['domain']}: mail to it would loop")
    return text


def advice(config: Config, path: Path) -> Iterator[str]:
    """Yield what is still to be done, in lines to be pasted."""
    domain, owner = config.site.domain, config.site.owner
    host = _host_name()
    yield "DNS, where the domain is looked after:"
    yield ""
    yield f"{domain}.         MX   10 {host}."
    yield f'{domain}.         TXT  "v=spf1 mx -all"'
    yield f'_dmarc.{domain}.  TXT  "v=DMARC1; p=none; rua=mailto:{owner}"'
    yield ""
    yield "The mail server that signs outgoing mail publishes its DKIM key there, too."
    yield ""
    yield "Postfix, in /etc/postfix/main.cf:"
    yield ""
    yield from postfix_lines(config)
    yield ""
    yield "Then:"
    yield ""
    yield f"dgroup -c {path} group create NAME --title 'TITLE' --facilitator {owner}"
    yield f"dgroup -c {path} serve"
    yield f"dgroup -c {path} check"


def postfix_lines(config: Config) -> Iterator[str]:
    """Yield the shipped lines for Postfix, with this site's domain and LMTP address in them."""
    example = places.shipped_folder("examples") / "postfix-main.cf"
    lmtp = next(iter(config.smtp.lmtp), None)
    where = f"lmtp:{lmtp}" if lmtp and lmtp.path else f"lmtp:inet:{lmtp or '127.0.0.1:2424'}"
    for line in example.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            line = line.replace("lmtp:inet:127.0.0.1:2424", where)
            yield line.replace("lists.example.org", config.site.domain)


def _host_name() -> str:
    import socket  # 5 ms that no other command needs

    name = socket.getfqdn()
    return name if "." in name and not name.endswith((".local", ".arpa")) else "THIS-HOST.EXAMPLE"


def _is_alone() -> bool:
    """Whether nobody is there to be asked; making a site hurts nothing that is in its folder."""
    return not sys.stdin.isatty()
