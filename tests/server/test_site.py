"""What everything is given: a site is opened whole, or not at all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from dgroup.errors import Refused
from dgroup.server.site import group_settings, open_site, wall_clock
from dgroup.store.groups import settle
from tests.site import Home, configured, make_blank


async def test_names_are_remembered_until_somebody_writes(home: Home) -> None:
    """The look-up at RCPT costs nothing; `forget_names` makes it look again."""
    assert await home.site.names() == {}
    home.write(
        "insert into groups (id, name, title, language, timezone, created_s)"
        " values (1, 'psc', 'Club', 'en', 'UTC', 1)"
    )
    assert await home.site.names() == {}
    home.site.forget_names()
    assert await home.site.names() == {"psc": 1}


async def test_names_that_were_forgotten_while_they_were_read_are_read_again(home: Home) -> None:
    """What was looked up before somebody wrote is not remembered after."""
    reading = asyncio.create_task(home.site.names())
    await asyncio.sleep(0)
    home.site.forget_names()
    await reading
    assert home.site._names is None


async def test_archived_groups_have_no_names(home: Home) -> None:
    """Neither by their own name nor by a former one."""
    group_id = await home.found("psc")
    home.write("insert into alias values ('old', ?)", group_id)
    home.site.forget_names()
    assert set(await home.site.names()) == {"psc", "old"}
    home.write("update groups set archived_s = 1")
    home.site.forget_names()
    assert await home.site.names() == {}


def test_each_setting_of_the_site_holds_for_its_groups(blank: Path) -> None:
    """All of `[groups]`, with a group's own on top, by the names of the file."""
    config = configured(blank, groups__post="moderated", groups__from="group")
    defaults = group_settings(config)
    assert (defaults.post, defaults.from_) == ("moderated", "group")
    own = settle(defaults, {"from": "author", "footer": "Bye"})
    assert (own.post, own.from_, own.footer) == ("moderated", "author", "Bye")
    assert settle(defaults, {}) is defaults


def test_the_wall_clock_counts_seconds() -> None:
    """Whole ones, since 1970."""
    assert isinstance(wall_clock(), int)
    assert wall_clock() > 1_700_000_000


@pytest.mark.parametrize("missing", ["dgroup.db", "dgroup.key"])
async def test_without_database_or_key_nothing_opens(tmp_path: Path, missing: str) -> None:
    """The message names the command that makes them (R10)."""
    folder = make_blank(tmp_path)
    (folder / missing).unlink()
    with pytest.raises(Refused, match="dgroup db migrate"):
        async with open_site(configured(folder)):
            pytest.fail("this is no site")
