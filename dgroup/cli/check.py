"""`dgroup check`: the doctor. What is wrong or may be, each with the line that mends it."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import asdict

import click

from dgroup.cli.main import Options, asynchronous
from dgroup.cli.output import cell, json_option, write_json
from dgroup.config import Config, Problem, doubts, examine, find_file
from dgroup.server import doctor
from dgroup.server.doctor import Finding

WARNINGS, PROBLEMS = 3, 4  # exit codes
_COLOURS = {"ok": "green", "unchecked": None, "warning": "yellow", "problem": "red"}


@click.command()
@click.option("--offline", is_flag=True, help="Ask nobody outside: neither the relay nor DNS.")
@json_option
@click.pass_context
@asynchronous
async def check(ctx: click.Context, offline: bool, as_json: bool) -> None:
    """Look for what is wrong: settings, files, database, groups, disk, ports, relay …

    Each finding says what to paste. Leaves with 0 where all is right, 3 with warnings, 4 with
    problems.
    """
    config, found = _look_at_settings(ctx.ensure_object(Options))
    if config is not None:
        found += doctor.look_at_files(config)
        found += doctor.look_at_database(config)
        found += await doctor.look_at_groups(config)
        found += doctor.look_at_disk(config)
        found += await doctor.look_at_ports(config)
        found += await doctor.look_at_web(config)
        if offline:
            found.append(Finding("relay", "unchecked", "not asked, with --offline"))
        else:
            found += await doctor.look_at_relay(config)
        found.append(Finding("dns", "unchecked", "not checked yet: MX, SPF, DKIM, DMARC"))
    levels = Counter(each.level for each in found)
    if as_json:
        counts = {"problems": levels["problem"], "warnings": levels["warning"]}
        write_json({**counts, "findings": [asdict(each) for each in found]})
    else:
        for each in found:
            _show(each)
    ctx.exit(PROBLEMS if levels["problem"] else WARNINGS if levels["warning"] else 0)


def _look_at_settings(options: Options) -> tuple[Config | None, list[Finding]]:
    """Read the settings; where they cannot be used, all else has to wait."""
    config, problems = examine(find_file(options.path, os.environ), os.environ)
    found = [_finding(each, "problem") for each in problems]
    if config is None:
        return None, found
    options.start_logs("error")  # what is seen is said below, once
    found += [_finding(each, "warning") for each in doubts(config)]
    return config, found or [Finding("settings", "ok", str(config.path or "from the environment"))]


def _finding(problem: Problem, level: doctor.Level) -> Finding:
    fix = f"dgroup config describe {problem.key}" if problem.key else "dgroup config check"
    return Finding("settings", level, str(problem), fix)


def _show(each: Finding) -> None:
    level = click.style(f"{each.level:<9}", fg=_COLOURS[each.level])
    click.echo(f"{level} {each.about:<9} {cell(each.message)}")
    if each.fix and each.level in ("warning", "problem"):
        click.echo(f"{'':<19} -> {each.fix}")
