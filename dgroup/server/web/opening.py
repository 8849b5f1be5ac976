"""The web side of a running server: open where `[web]` says, or not at all.

Its libraries are loaded only where there is one. It stays open while the site behind it is
exchanged (SIGHUP): who asks meanwhile waits for the next one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from dgroup import places
from dgroup.config import Config
from dgroup.errors import ConfigError
from dgroup.kinds import Endpoint
from dgroup.server.passage import Passage
from dgroup.server.site import Site

if TYPE_CHECKING:
    from dgroup.server.web.engine import Engine


_GRACE_S: Final = 4.0  # for who is there when the endpoint changes


class Web(Passage[Site]):
    """What answers on `web.listen`, with a site behind it, or for the moment none."""

    def __init__(self) -> None:
        super().__init__()
        self._engine: Engine | None = None
        self._endpoint: Endpoint | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """What is really listened on, as web.listen would name it; nothing where it is off."""
        if self._engine is None or self._endpoint is None:
            return ()
        if self._endpoint.path:
            return (str(self._endpoint),)
        return tuple(str(Endpoint(host, port)) for host, port in self._engine.addresses)

    @property
    def ports(self) -> tuple[int, ...]:
        """The ports of those `addresses` that have one."""
        return tuple(port for _, port in self._engine.addresses) if self._engine else ()

    async def adopt(self, config: Config) -> None:
        """Answer as `config` says from now on: here, elsewhere, or not at all.

        Raises:
            ConfigError: web.listen cannot be listened on; all is as it was.
        """
        wanted = config.web.listen if config.web.enabled else None
        former, place = self._engine, self._endpoint
        if former is not None and wanted != place:
            former.hush()  # first, for an address may be part of another: 127.0.0.1 of 0.0.0.0
        if wanted is None:
            self._engine = None
        elif former is None or wanted != place:
            try:
                self._engine = await self._open(wanted, config)
            except ConfigError:
                if former is not None and place is not None:
                    self._engine = await self._open(place, config)
                    await former.close(_GRACE_S)
                raise
        else:
            former.read_pages(places.template_folders(config.data_dir))
        self._endpoint = wanted
        if former is not None and former is not self._engine:
            await former.close(_GRACE_S)

    async def end(self, grace_s: float) -> None:
        """Answer who is there within `grace_s` seconds, and let nobody in any more."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close(grace_s)

    async def _open(self, endpoint: Endpoint, config: Config) -> Engine:
        from dgroup.server.web.engine import Engine

        engine = Engine(self, places.template_folders(config.data_dir))
        try:
            await engine.listen(endpoint)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise ConfigError(f"web.listen: cannot listen on {endpoint}: {reason}") from error
        return engine
