"""A person with a phone follows the link in a list mail, reads, presses the one button, has left."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dgroup.mail.sign import leave_link, leave_tokens
from dgroup.store import keys
from tests.soak.browser import PHONE, Browser, CannotRun
from tests.soak.conftest import Tell
from tests.soak.site import Site, free_port

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

TITLE = "Ann's <script>document.title='mine'</script> & Donaudampfschifffahrtsgesellschaftskapitäne"
ANN, BOB = "ann@example.com", "bob@example.net"
PAGES = {
    "en": (f"Leave {TITLE}?", "Leave the group", "You have left the group"),
    "nl": (f"{TITLE} verlaten?", "Groep verlaten", "Je hebt de groep verlaten"),
    "fr": (f"Quitter {TITLE} ?", "Quitter le groupe", "Vous avez quitté le groupe"),
    "es": (f"¿Dejar {TITLE}?", "Dejar el grupo", "Has dejado el grupo"),
}


@dataclass
class House:
    """A server in a process of its own, with a web side at `url`."""

    site: Site
    url: str

    def link(self, address: str) -> str:
        """Return the link in the mails to a member."""
        question = (
            "select member.id from member join address using (person_id) where address.address = ?"
        )
        ((member_id,),) = self.site.rows(question, address)
        token = leave_tokens(keys.load(self.site.folder))(member_id).decode()
        return leave_link(self.url) + token

    def state(self) -> list[tuple[object, ...]]:
        """Return who is a member, what is noted, and what waits to be sent."""
        return [
            row
            for table in ("member", "person", "audit", "delivery", "ticket", "answer")
            for row in self.site.rows(f"select * from {table}")
        ]

    def statuses(self) -> list[str]:
        """Return what Ann and Bob are."""
        rows = self.site.rows(
            "select status from member join groups on groups.id = group_id"
            " where groups.name <> 'dgroup-facilitators' order by member.id"
        )
        return [status for (status,) in rows]


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A server with one group of two people."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = {"enabled": True, "listen": f"127.0.0.1:{port}"}
    async with Site(settings={"web": web, "site": {"base_url": url}}) as site:
        site.run("db", "migrate")
        site.run("group", "create", "psc", "--title", TITLE)
        site.run("member", "add", "psc", ANN, BOB)
        await site.start()
        async with asyncio.timeout(20):
            while not _answers(port):
                await asyncio.sleep(0.05)
        yield House(site, url)
        await site.stop()


@contextmanager
def browsing(folder: Path, language: str) -> Iterator[Browser]:
    """Open a browser; where there is none the test is skipped, but never in CI."""
    try:
        browser = Browser(folder, language)
    except CannotRun as reason:
        if os.environ.get("DGROUP_CI"):
            raise
        pytest.skip(str(reason))
    try:
        yield browser
    finally:
        browser.close()


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def is_readable(browser: Browser) -> None:
    """Check that a page suits a phone: nothing runs off the side, letters and button are large."""
    assert browser.run("return document.documentElement.scrollWidth") == PHONE[0]
    for paragraph in ("h1", "p:last-of-type"):
        assert float(browser.style(paragraph, "font-size").removesuffix("px")) >= 16
    for button in browser.find("button"):
        assert button
        box = browser.box("button")
        assert box["height"] >= 48
        assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE[0]
        assert box["y"] + box["height"] <= PHONE[1]  # seen without scrolling


def is_clean(browser: Browser) -> None:
    """Check that a page complains of nothing, sets no cookie and has run nothing."""
    assert browser.complaints() == []
    assert browser.cookies() == []
    assert browser.title() != "mine"
    assert browser.run("return document.scripts.length + document.images.length") == 0


@pytest.mark.parametrize("language", PAGES)
async def test_one_leaves_with_a_phone(
    house: House, tmp_path: Path, language: str, tell: Tell
) -> None:
    """Looking changes nothing, the button acts at once, and going there again is harmless."""
    question, button, done = PAGES[language]
    with browsing(tmp_path, language) as browser:
        before = house.state()
        browser.open(house.link(ANN))
        assert browser.read("h1") == question
        assert browser.read("button") == button
        assert browser.run("return document.documentElement.lang") == language
        is_readable(browser)
        browser.reload()
        is_clean(browser)
        assert house.state() == before
        browser.click("button")
        assert browser.read("h1") == done
        is_readable(browser)
        is_clean(browser)
        assert house.statuses() == ["left", "active"]
        after = house.state()
        browser.open(house.link(ANN))
        assert browser.read("h1") == done
        assert browser.find("button") == []
        assert house.state() == after
    assert house.link(BOB).rpartition("/")[2] not in house.site.last_words(1000)
    tell(f"left with a browser in {language}", statuses=house.statuses())


async def test_a_broken_link_explains_itself(house: House, tmp_path: Path) -> None:
    """A link that a mail program cut in two does nothing, and the page says what will."""
    with browsing(tmp_path, "en") as browser:
        browser.open(house.link(ANN)[:-5])
        assert browser.read("h1") == "This link is not complete"
        assert "only the word leave" in browser.read()
        is_readable(browser)
        is_clean(browser)
    assert house.statuses() == ["active", "active"]


async def test_a_persons_language_goes_before_the_browsers(house: House, tmp_path: Path) -> None:
    """Who has told us a language reads it, whoever's browser they borrow."""
    house.site.run("member", "set", "psc", BOB, "language=nl")
    with browsing(tmp_path, "fr") as browser:
        browser.open(house.link(BOB))
        assert browser.read("h1") == PAGES["nl"][0]
        browser.open(house.link(ANN))
        assert browser.read("h1") == PAGES["fr"][0]


async def test_the_browser_keeps_the_policy(house: House, tmp_path: Path) -> None:
    """What is put into a page from outside is refused, and the console would say so."""
    with browsing(tmp_path, "en") as browser:
        browser.open(house.link(ANN))
        is_clean(browser)
        browser.run("""
            const picture = document.createElement('img');
            picture.src = '/healthz';
            const script = document.createElement('script');
            script.textContent = "document.title = 'mine'";
            const style = document.createElement('style');
            style.textContent = 'main { display: none }';
            document.body.append(picture, script, style);
        """)
        assert browser.title() != "mine"
        assert browser.style("main", "display") == "block"
        said = " ".join(browser.complaints())
        for refused in ("img-src", "script-src", "style-src"):
            assert refused in said
