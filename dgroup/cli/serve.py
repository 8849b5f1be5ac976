"""`dgroup serve`: the site, running, until SIGTERM; SIGHUP reads the settings again."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from dgroup.cli.main import Options
from dgroup.config import load

if TYPE_CHECKING:
    from dgroup.server.app import Running

log = logging.getLogger("dgroup.serve")


@click.command()
@click.pass_obj
def serve(options: Options) -> None:
    """Run the site: mail in, mail out, jobs, web; logs go to standard error.

    SIGTERM and SIGINT end it, with what is under way finished; SIGHUP reads the settings again.
    """
    config = options.config()
    options.start_logs(config.logging.level)
    from dgroup.cli.site import give_back, kept_by_owner
    from dgroup.server import app

    async def started(server: Running) -> None:
        give_back(config)  # the lock and the log of the database, where root began it
        web = "".join(f" web={address}" for address in server.web.addresses)
        log.info("ready listen=%s%s pid=%d", ",".join(server.listeners.addresses), web, os.getpid())

    with kept_by_owner(config), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(app.serve(config, reload=lambda: load(config.path, os.environ), started=started))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's, where it is installed; it is never required."""
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
