"""The letter of a digest."""

from __future__ import annotations

from dgroup.domain.model import Digest, Group
from dgroup.mail.compose import Copy
from dgroup.server.site import Site


async def digest_mail(site: Site, group: Group, digest: Digest) -> Copy:
    """Write the mail of a digest."""
    raise NotImplementedError
