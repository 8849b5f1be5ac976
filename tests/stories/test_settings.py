"""A facilitator sets up a group from a mail program: its settings, its words, its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.mail.clients import reply
from tests.outgoing import fields
from tests.peers import Mail
from tests.site import Home, letter
from tests.stories.world import World, world

ANN, BOB, CARLA = "ann@example.org", "bob@example.org", "carla@example.net"
OURS = "where title = 'Cacao'"  # not the one where facilitators learn
WELCOME = (
    "Wat fijn dat je er bent! We helpen elkaar met vragen uit ons eigen werk: wat we probeerden,"
    " en wat ervan kwam.\n\nBea en Ann"
)


async def a_group(home: Home, **settings: int | str | bool) -> None:
    """A Dutch group about cocoa: Ann is in charge, Bob is in it."""
    group_id = await home.found("psc", BOB, title="Cacao", language="nl", **settings)
    await home.admit(group_id, ANN, role="facilitator")


def own(home: Home) -> dict[str, object]:
    """What was set for the group itself."""
    settings: dict[str, object] = json.loads(home.one(f"select settings from groups {OURS}"))
    return settings


def words(mail: Mail) -> str:
    """What a mail says, on one line."""
    return " ".join(read_body(parse(mail.content)).full_text.split())


def latest(everybody: World, address: str) -> Mail:
    """The last mail that somebody got."""
    return [mail for mail in everybody.peer.mails if address in mail.recipients][-1]


async def write(everybody: World, who: str, said: str, to: str = "psc-request") -> Mail:
    """Write to the robot, and read its answer."""
    before = len(everybody.peer.mails)
    content = letter(f"<{who}>", subject="", body=said, id=f"{before}.{to[:8]}@example.org")
    await everybody.write(content, to, sender=who)
    await everybody.come_to_rest()
    return latest(everybody, who)


async def answer(
    everybody: World, who: str, mail: Mail, said: str, client: str = "thunderbird", **edit: str
) -> Mail:
    """Reply by some mail program; `edit` is what is changed in the mail as it was quoted."""
    content = reply(client, "nl", said, mail.content, sender=f"<{who}>", encoding="8bit")
    for old, new in edit.items():
        assert old.encode() in content
        content = content.replace(old.encode(), new.encode())
    to = parse(content).to[0].address
    assert (await everybody.write(content, to, sender=who)).startswith("2.")
    await everybody.come_to_rest()
    return latest(everybody, who)


async def test_settings_in_dutch(tmp_path: Path) -> None:
    """Ann reads how her group works, changes one thing by its line, says yes, and takes it back."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        listed = words(await write(everybody, ANN, "instellingen"))
        assert listed.startswith("Zo werkt Cacao nu. Wil je iets veranderen")
        assert "wie het met een antwoord bevestigt [zet toegang goedkeuren]" in listed
        asked = await write(everybody, ANN, "zet toegang goedkeuren\nzet eerste berichten 2")
        assert own(home) == {}
        assert "Wie lid kan worden: wie een begeleider toelaat" in words(asked)
        assert "Eerste berichten van nieuwe leden die op jou wachten: 2" in words(asked)
        done = await answer(everybody, ANN, asked, "ja", client="iphone")
        assert own(home) == {"join": "approve", "moderate_first_posts": 2}
        assert "Eerst was het: wie het met een antwoord bevestigt." in words(done)
        assert '"zet toegang bevestigen" om het te hebben zoals het eerst was' in words(done)
        back = await answer(everybody, ANN, done, "zet toegang bevestigen")
        await answer(everybody, ANN, back, "ja", client="gmail")
        assert own(home) == {"join": "confirm", "moderate_first_posts": 2}
        assert {mail.recipients for mail in everybody.peer.mails} == {(ANN,)}


async def test_in_anns_name(tmp_path: Path) -> None:
    """Who writes in her name changes nothing; Ann is asked, once a mail, and says no."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home, hidden=True)
        forged = letter(f"<{ANN}>", body="set hidden off\nset post anyone", id="f@example.org")
        await everybody.write(forged, "psc-request", sender="eve@elsewhere.example")
        await everybody.come_to_rest()
        assert own(home) == {"hidden": True}
        asked = latest(everybody, ANN)
        assert "Anybody can then find Cacao in the list of groups" in words(asked)
        assert "and that may be unwanted mail" in words(asked)
        await answer(everybody, ANN, asked, "no")
        assert own(home) == {"hidden": True}
        assert {mail.recipients for mail in everybody.peer.mails} == {(ANN,)}


@pytest.mark.parametrize("client", ["gmail", "outlook", "apple_mail"])
async def test_a_welcome_is_written_by_reply(tmp_path: Path, client: str) -> None:
    """Ann writes it, mends a word where it is quoted, takes that back; Carla is greeted with it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        shown = await write(everybody, ANN, "welkom")
        assert words(shown).startswith("Nieuwe leden van Cacao krijgen geen welkomstwoord van jou.")
        told = await answer(everybody, ANN, shown, WELCOME, client)
        assert str(own(home)["welcome"]).split() == WELCOME.split()
        kept = own(home)
        told = await answer(everybody, ANN, told, "", client, **{"Wat fijn": "Hoe goed"})
        assert own(home) == {"welcome": str(kept["welcome"]).replace("Wat fijn", "Hoe goed")}
        assert "zoals je die in je antwoord veranderde" in words(told)
        same = await answer(everybody, ANN, told, "", client)
        assert words(same).startswith("Er is niets veranderd, want we vonden geen nieuwe tekst.")
        await answer(everybody, ANN, told, "ongedaan", client)
        assert own(home) == kept
        await write(everybody, CARLA, "", "psc-join")
        greeted = await answer(everybody, CARLA, latest(everybody, CARLA), "ja", client)
        assert "De begeleiders van de groep schrijven: Wat fijn dat je er bent!" in words(greeted)


async def test_a_group_is_renamed(tmp_path: Path) -> None:
    """Mail to the old name and the new goes to the same group, and members hear nothing of it."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        asked = await write(everybody, ANN, "hernoem cacao")
        assert "Het oude adres blijft werken." in words(asked)
        done = await answer(everybody, ANN, asked, "ja")
        assert words(done).startswith("Cacao heet nu cacao. Het adres is: cacao@lists.example.org")
        assert fields(done, "From") == ["Cacao <cacao-request@lists.example.org>"]
        assert BOB not in everybody.got()
        for number, name in enumerate(("psc", "cacao")):
            mail = letter(f"<{BOB}>", f"{name}@lists.example.org", id=f"{number}.post@example.org")
            await everybody.write(mail, name, sender=BOB)
            await everybody.come_to_rest()
        assert home.rows("select distinct group_id from post") == home.rows(
            f"select id from groups {OURS}"
        )
        assert home.one("select count(*) from post") == 2
        assert everybody.got()[BOB] == 2
        assert fields(latest(everybody, BOB), "List-Id") == ["Cacao <cacao.lists.example.org>"]
        # The answer came from the new name; a reply to it is understood, and so is the old address.
        listed = await answer(everybody, ANN, done, "instellingen")
        assert words(listed).startswith("Zo werkt Cacao nu.")
        assert words(await write(everybody, ANN, "instellingen")).startswith("Zo werkt Cacao nu.")
