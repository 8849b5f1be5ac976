"""One mail to many, written: a digest of posts, or a summary. Once for all who read it alike."""

from __future__ import annotations

from dgroup.domain.model import Digest
from dgroup.mail.compose import Copy
from dgroup.server.digest_letters import digest_mail
from dgroup.server.site import Site
from dgroup.server.summary_letters import summary_mail
from dgroup.store import groups


async def written(site: Site, digest: Digest) -> Copy:
    """Write a digest or summary as it goes out; its two pieces are parted as a list copy's are.

    Raises:
        StoreError: the store cannot be read just now.
    """
    group = await groups.one(site.db, digest.group_id, site.defaults)
    assert group is not None, "a digest goes with its group"
    match digest.kind:
        case "digest":
            return await digest_mail(site, group, digest)
        case "summary":
            return await summary_mail(site, group, digest)
