"""What commands are told and what they ask: times, pairs, and consent to what cannot be undone."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from dgroup.errors import Refused


def moment(text: str) -> int:
    """Read a time in ISO 8601 as UTC epoch seconds; one without a zone is UTC.

    Raises click.BadParameter.
    """
    try:
        read = datetime.fromisoformat(text.strip())
        return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        message = f"{text!r} is no time; write it like 2026-03-01T07:00:00Z"
        raise click.BadParameter(message) from None


at_option = click.option(
    "--at", metavar="TIME", type=moment, help="As if it were this time (ISO 8601)."
)
yes_option = click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
dry_run_option = click.option(
    "--dry-run", "is_rehearsal", is_flag=True, help="Say what would be done, and do nothing."
)


def agree(question: str, *, is_sure: bool, can_be_undone: bool = False) -> None:
    """Ask before something is done; what can be undone is only asked of somebody at a terminal.

    Raises:
        Refused: the answer was no, or there is nobody to ask.
    """
    if is_sure or (can_be_undone and not sys.stdin.isatty()):
        return
    try:
        is_agreed = click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        raise Refused("nothing was done, for nobody agreed; --yes does it unasked") from None
    if not is_agreed:
        raise Refused("nothing was done")


def pairs(words: Sequence[str]) -> dict[str, str]:
    """Split KEY=VALUE words; the last of a key holds. Raises click.UsageError."""
    found = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or not key.strip():
            raise click.UsageError(f"{word!r} is not KEY=VALUE")
        found[key.strip()] = value
    return found


def number(count: int, thing: str, things: str = "") -> str:
    """Say a count: "1 member", "12 members"."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"
