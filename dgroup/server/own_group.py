"""The facilitators' own group, in which they learn from each other: every site has it.

It is made with the site, and where an older site is brought up to date or served; the operator is
its first facilitator. Its title and what it is for are words of `creating/community`.
"""

from __future__ import annotations

from typing import Final

from dgroup.commands.newcomers import Newcomer, admit, effects_of
from dgroup.config import Config
from dgroup.domain.effects import Found, Note
from dgroup.domain.routing import OPERATOR_GROUP
from dgroup.server.perform import perform
from dgroup.server.site import Site, open_site
from dgroup.store import groups

# Whoever facilitates a group is invited; others may ask, and the operator says. No weekly letter
# comes about a group in which perhaps nobody is yet.
_SETTINGS: Final = {"join": "approve", "desk_day": "off"}


async def make_own_group(site: Site) -> str:
    """Make the facilitators' group where it is missing; return its address, "" if it was there.

    One that the operator has renamed or closed is there.
    """
    if await groups.find(site.db, OPERATOR_GROUP, site.defaults) is not None:
        return ""
    config, now_s = site.config.site, site.clock()
    said = site.letters.render("creating/community", config.language, {"domain": site.domain})
    async with site.db.transaction() as tx:
        if await groups.find(tx, OPERATOR_GROUP, site.defaults) is not None:
            return ""
        founded = Found(
            tx.new_id(),
            OPERATOR_GROUP,
            said.subject,
            None,
            config.language,
            config.timezone,
            {**_SETTINGS, "purpose": " ".join(said.plain.split())},
        )
        await perform((founded,), tx, owner=config.owner, now_s=now_s)
        group = await groups.find(tx, OPERATOR_GROUP, site.defaults)
        assert group is not None
        admissions = await admit(tx, group, [Newcomer(config.owner, role="facilitator")], tx.new_id)
        note = Note("operator", "group create", group.name, group.id, {"facilitators": 1})
        await perform((*effects_of(admissions), note), tx, owner=config.owner, now_s=now_s)
    site.forget_names()
    return group.address


async def make_own_group_of(config: Config) -> str:
    """Do the same for the site of `config`, which is open nowhere else.

    Raises:
        Refused, StoreError: as `open_site`.
    """
    async with open_site(config) as site:
        return await make_own_group(site)
