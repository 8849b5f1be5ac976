"""The facilitators' own group is on every site, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgroup.domain.effects import Rename
from dgroup.server.app import lock, running
from dgroup.server.own_group import make_own_group
from tests.site import OWNER, Home, configured, make_blank, open_home

TITLES = {
    "en": "Facilitators learn together",
    "nl": "Begeleiders leren van elkaar",
    "fr": "Animer un groupe, cela s'apprend ensemble",
    "es": "Facilitar se aprende en compañía",
}


async def test_the_operator_is_its_facilitator(home: Home) -> None:
    """Who asks to join needs the operator's word; its members are nobody's secret."""
    assert await make_own_group(home.site) == "dgroup-facilitators@lists.example.org"
    assert home.rows("select address, role, status from member join address using (person_id)") == [
        (OWNER, "facilitator", "active")
    ]
    (settings,) = home.rows("select settings from groups")[0]
    assert '"join":"approve"' in settings
    assert "learn from each other" in settings
    assert home.queued() == []


async def test_it_is_made_once(home: Home) -> None:
    """Not again where the operator has renamed it, or closed it."""
    await make_own_group(home.site)
    before = home.dump()
    assert await make_own_group(home.site) == ""
    assert home.dump() == before
    group_id = home.one("select id from groups")
    await home.perform(Rename(group_id, "dgroup-facilitators", "learning"))
    home.write("update groups set archived_s = 1")
    assert await make_own_group(home.site) == ""
    assert home.one("select count(*) from groups") == 1


@pytest.mark.parametrize("language", TITLES)
async def test_it_speaks_the_language_of_the_site(
    blank: Path, tmp_path: Path, language: str
) -> None:
    """Its title is what facilitators there call it."""
    async with open_home(blank, tmp_path / "site", site__language=language) as home:
        await make_own_group(home.site)
        assert home.rows("select title, language from groups") == [(TITLES[language], language)]


async def test_an_older_site_gets_it_when_it_is_served(tmp_path: Path) -> None:
    """A site from before it was thought of has it once the server runs, and mail to it is taken."""
    config = configured(make_blank(tmp_path / "site"))
    for _ in range(2):
        with lock(config):
            async with running(config) as server:
                assert list(await server.site.names()) == ["dgroup-facilitators"]
