"""`dgroup db`: the database is made, brought up to date, looked at and checked."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import click

from dgroup.cli.main import Options
from dgroup.cli.output import iso, json_option, show_one, write_json
from dgroup.cli.site import kept_by_owner, readable
from dgroup.config import Config
from dgroup.errors import Refused
from dgroup.places import migrations_folder
from dgroup.store import keys, migrate, soundness

PROBLEMS = 4  # exit code


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("migrate")
@click.pass_obj
def migrate_(options: Options) -> None:
    """Make database and keys where they are missing, and bring the schema up to date.

    The database is copied first. Doing it twice does no harm.
    """
    for line in bring_up_to_date(options.config()) or ["nothing to do"]:
        click.echo(line)


@db.command()
@json_option
@click.pass_obj
def status(options: Options, as_json: bool) -> None:
    """Say which schema the database has, and how large it is."""
    config = options.config()
    with readable(config):
        path = config.database_path
        schema = soundness.look_at(path, migrate.read_migrations(migrations_folder()))
        row: dict[str, object] = {
            "path": str(path),
            "bytes": _size(path),
            "log_bytes": _size(path.with_name(f"{path.name}-wal")),
            "journal_mode": schema.journal_mode,
            "schema": [
                {"number": number, "name": name, "applied_at": iso(applied_s)}
                for number, name, applied_s in schema.applied
            ],
            "pending": [f"{each.number:04}_{each.name}" for each in schema.missing],
            "has_key": (config.data_dir / keys.NAME).exists(),
            "last_mail_at": iso(schema.newest_s),
        }
    if not as_json:
        last = schema.applied[-1] if schema.applied else None
        row["schema"] = f"{last[0]:04}_{last[1]}" if last else "none"
    show_one(row, as_json=as_json)


@db.command()
@json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Read the whole database and name what is broken; leaves with 4 where something is."""
    config = ctx.ensure_object(Options).config()
    with readable(config):
        path = config.database_path
        found = soundness.flaws(path, is_quick=False)
        schema = soundness.look_at(path, migrate.read_migrations(migrations_folder()))
    if schema.missing:
        found.append(f"{len(schema.missing)} migrations are missing: run `dgroup db migrate`")
    try:
        keys.load(config.data_dir)
    except Refused as refusal:
        found.append(str(refusal))
    if as_json:
        write_json({"path": str(path), "problems": found})
    else:
        click.echo("\n".join(f"problem: {each}" for each in found) or "all is right")
    ctx.exit(PROBLEMS if found else 0)


def bring_up_to_date(config: Config) -> list[str]:
    """Make or migrate the database and make the keys; return what was done, a line each.

    Raises:
        Refused: a server is running on an older schema, or the store is newer than this program.
        StoreError: the file cannot be written.
    """
    migrations = migrate.read_migrations(migrations_folder())
    path = config.database_path
    done = []
    with kept_by_owner(config):
        is_new = not path.exists()
        if not is_new and soundness.look_at(path, migrations).missing:
            from dgroup.server.app import lock  # a server starts slower than all of this takes

            with lock(config):
                applied = migrate.migrate(path, migrations, int(time.time()))
        else:
            applied = migrate.migrate(path, migrations, int(time.time()))
        done += [f"made {path}"] if is_new else []
        done += [f"applied {each.number:04}_{each.name}" for each in applied]
        if keys.make(config.data_dir):
            done.append(f"made {config.data_dir / keys.NAME}; keep it secret, and with the backups")
        from dgroup.server.own_group import make_own_group_of  # as above

        if address := asyncio.run(make_own_group_of(config)):
            done.append(f"made {address}, where facilitators learn; you are its facilitator")
    return done


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
