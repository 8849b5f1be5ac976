"""The demo tells the truth: its story holds on a real server, and what goes wrong is told."""

from __future__ import annotations

import email
import email.policy
import random
import re
import shutil
import smtplib
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from dgroup import places
from dgroup.config import load
from dgroup.demo.checks import all_checks
from dgroup.demo.counts import numbers, presented, quiet
from dgroup.demo.kinds import KINDS, kind_of
from dgroup.demo.play import play
from dgroup.demo.programs import PROGRAMS, Writer, reply
from dgroup.demo.screen import WIDTH, Screen
from dgroup.demo.script import Script, read_script
from dgroup.demo.show import Presented, Show
from dgroup.demo.stage import open_stage
from dgroup.demo.world import Delivered, open_world
from dgroup.errors import ConfigError, Refused
from dgroup.mail.address import fold
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.server.site import open_site
from dgroup.store import groups, letters, posts, queue
from tests.house.tree import ROOT

COMMUNITY = places.shipped_folder("examples") / "community"
SCENES = ("1-question", "2-dutch", "3-cocoa", "4-noise")
AT = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)  # a Monday
AFTERWARDS_S = AT.timestamp() + 60 * 86_400
ESCAPES = re.compile(r"\x1b\[\d+m")
CHANGING = re.compile(r"127\.0\.0\.1:\d+|\d+\.\d+ s\b|confirm\+[a-z2-7]+")


async def shown(seed: int = 1, **options: Path) -> tuple[bool, list[str]]:
    """Play the whole show without pauses; return whether it holds, and its lines."""
    lines: list[str] = []
    keep, community = options.get("keep"), options.get("community")
    is_good = await play(lines.append, seed=seed, keep=keep, is_slow=False, community=community)
    return is_good, [ESCAPES.sub("", line) for line in lines]


@asynccontextmanager
async def a_show(tmp_path: Path, *scenes: str) -> AsyncIterator[Show]:
    """A show that has played the letters of some scenes to people whom nobody asked who they are."""
    shipped = read_script(COMMUNITY)
    plans = (msgspec.structs.replace(each, introductions="off") for each in shipped.groups)
    script = replace(shipped, groups=tuple(plans))
    async with (
        open_world() as world,
        open_stage(script, tmp_path, world.port, 1_793_595_600, script.people) as stage,
    ):
        screen = Screen(lambda line: None, is_slow=False)
        show = Show(script, stage, world, screen, random.Random(1))
        for plan in script.groups:
            members = script.members(plan)
            await stage.found(plan)
            assert await stage.add(plan, members) == len(members)
            for each in members:
                show.owe(each.address, "welcomes")
                if each.is_moderated:
                    await stage.moderate(plan, each)
            show.readers[plan.name] = {fold(each.address) for each in script.readers(plan)}
        await show.letters_came()
        for scene in scenes:
            await show.play(scene)
        yield show


async def failures(show: Show) -> list[str]:
    """The claims of the show that do not hold, but for those about how the company came to be."""
    found = [each.claim for each in await all_checks(show) if not each.holds]
    return [each for each in found if "27 invited" not in each]


@pytest.mark.soak
async def test_the_whole_show_holds() -> None:
    """Every check of the shipped story holds, and each says so."""
    is_good, lines = await shown()
    assert is_good, "\n".join(lines)
    assert "  ✓ 50 posts, 1181 copies: each reader has each once" in lines
    assert "  ✓ 10 digests: each post once for each of their readers" in lines
    assert "  ✓ 26 summaries, each with the facilitator's own words" in lines
    assert "  27 invited, 27 joined, 19 introduced, 8 reminded." in lines
    assert "  ✓ 27 invited, 27 joined, 19 introduced, 8 reminded" in lines
    assert not [line for line in lines if "✗" in line]
    assert any(line.endswith("Nothing lost, nothing twice.") for line in lines)


@pytest.mark.soak
async def test_the_show_fits_a_terminal() -> None:
    """No line is wider than 80 columns, none is a control's, and none ends in space."""
    _, lines = await shown()
    for line in lines:
        assert len(line) <= WIDTH, line
        assert line.isprintable()
        assert line == line.rstrip(), repr(line)


@pytest.mark.soak
async def test_the_seed_decides_where_chance_does() -> None:
    """The same seed tells the same story, line by line; another one has another order."""
    same, again, other = [
        [CHANGING.sub("#", line) for line in (await shown(seed))[1]] for seed in (3, 3, 4)
    ]
    assert same == again
    assert same != other


@pytest.mark.soak
async def test_a_kept_site_can_be_used(tmp_path: Path) -> None:
    """With --keep, the site and all mailboxes stay, and it delivers into files from then on."""
    folder = tmp_path / "site"
    is_good, lines = await shown(keep=folder)
    assert is_good
    assert f"  dgroup -c {folder}/dgroup.toml thread list psc" in lines
    config = load(folder / "dgroup.toml", {})
    assert config.delivery.method == "maildir"
    async with open_site(config) as site:
        group = await groups.find(site.db, "psc", site.defaults)
        assert group is not None
        assert len(await posts.of_group(site.db, group)) == 45
        assert await letters.held(site.db) == []
        assert (await queue.counts(site.db)).waiting == 0
    assert len(list((folder / "mailboxes").iterdir())) == 30  # and two guests, and the operator
    assert len(list((folder / "mailboxes").glob("rosa@*/*.eml"))) == 55


async def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    """--keep refuses a folder that is not empty, and changes nothing in it."""
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        await shown(keep=tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.soak
async def test_a_story_that_goes_otherwise_is_no_success(tmp_path: Path) -> None:
    """Where a letter does not go the way the script says, the show says so and fails."""
    community = tmp_path / "community"
    shutil.copytree(COMMUNITY, community)
    scene = community / "4-noise" / "scene.toml"
    scene.write_text(scene.read_text().replace('"held moderated"', '"posted"'))
    is_good, lines = await shown(community=community)
    assert not is_good
    assert any("held moderated, not posted" in line for line in lines)
    assert any(line.startswith("  ✗ ") for line in lines)


async def test_a_broken_script_is_named(tmp_path: Path) -> None:
    """A script that cannot be read is an error that names the file."""
    (tmp_path / "people.toml").write_text("domain = 1\n")
    with pytest.raises(ConfigError, match=r"people\.toml"):
        read_script(tmp_path)


async def test_the_checks_hold_for_what_really_happened(tmp_path: Path) -> None:
    """Nothing is found wrong with letters that went their way."""
    async with a_show(tmp_path, *SCENES) as show:
        (leaver,) = (each for each in show.script.people if each.key == "sunil")
        show.owe(leaver.address, "answers")
        assert await failures(show) == []


async def test_the_checks_miss_no_fault(tmp_path: Path) -> None:
    """A copy lost, doubled, changed or gone astray each fails a check, and so does an odd wire."""
    async with a_show(tmp_path, "1-question") as show:
        true = list(show.world.mails)
        copy = next(each for each in true if not each.is_by_robot)
        notice = next(each for each in true if each.is_by_robot)
        stranger = replace(copy, recipient="nobody@example.net")
        for mails, claim in (
            ([each for each in true if each is not copy], "each reader has each once"),
            ([*true, copy], "each reader has each once"),
            ([*true, stranger], "each reader has each once"),
            (changed(true, copy, b"school fees", b"school feeS"), "byte for byte"),
            ([each for each in true if each is not notice], "nobody else got a word"),
            ([*true, replace(copy, message_id="x@y")], "nobody else got a word"),
            (changed(true, copy, b"Date: ", b"Dat\xe9: "), "clean on the wire"),
            (changed(true, notice, b"\r\n\r\n", b"\r\n\n"), "clean on the wire"),
            (changed(true, notice, b"Subject:", b"Subject: x\r\nSubject:"), "clean on the wire"),
        ):
            show.world.mails = mails
            assert any(claim in each for each in await failures(show)), claim


def changed(mails: list[Delivered], one: Delivered, old: bytes, new: bytes) -> list[Delivered]:
    """The same mails, but for something in one of them."""
    assert old in one.content
    other = replace(one, content=one.content.replace(old, new, 1))
    return [other if each is one else each for each in mails]


async def test_answers_hang_below_what_they_answer(tmp_path: Path) -> None:
    """An answer that is taken for a question of its own fails a check."""
    async with a_show(tmp_path, "2-dutch") as show:
        first = show.posted[0]
        other = next(each for each in show.script.scene("1-question").letters)
        letter = replace(first.letter, content=show.posted[1].letter.content)
        show.posted[0] = replace(first, letter=letter)
        assert any("hangs below" in each for each in await failures(show))
        show.posted[0] = replace(first, letter=other)
        assert any("hangs below" in each for each in await failures(show))


async def test_the_world_takes_mail_as_providers_do() -> None:
    """The mailboxes keep what was sent, dots and all; a busy one says "later" once."""
    content = b"Message-ID: <a@example.org>\r\nList-Id: X <x.example.org>\r\n\r\n.\r\n..two\r\n"
    async with open_world() as world:
        world.busy["ann@example.org"] = 1

        def send() -> dict[str, tuple[int, bytes]]:
            with smtplib.SMTP("127.0.0.1", world.port, "here.example.org") as client:
                everybody = ["Ann@example.org", "bob@example.org"]
                return client.sendmail("from@example.net", everybody, content)

        assert list(await to_thread(send)) == ["Ann@example.org"]
        assert await to_thread(send) == {}
    assert [each.recipient for each in world.mails] == [
        "bob@example.org",
        "Ann@example.org",
        "bob@example.org",
    ]
    assert {each.content for each in world.mails} == {content}
    assert world.copies("x@example.org", "a@example.org") == {
        "ann@example.org": 1,
        "bob@example.org": 2,
    }


def test_the_script_is_about_nobody_real() -> None:
    """27 people from four countries; every address in every file is of an example domain."""
    script: Script = read_script(COMMUNITY)
    assert len(script.people) == len({each.address for each in script.people}) == 27
    assert len({each.country for each in script.people}) == 4
    address = re.compile(rb"[\w.+%=-]+@([\w-]+(?:\.[\w-]+)+)")
    for file in COMMUNITY.rglob("*.*"):
        for domain in address.findall(file.read_bytes().replace(b"=\n", b"")):
            assert re.search(rb"(?:^|\.)example\.(?:org|com|net)$", domain), (file, domain)


def test_every_letter_is_played() -> None:
    """Every mail of the script is in its scene's list, or is the bounce that a scene fills in."""
    for folder in sorted(each for each in COMMUNITY.iterdir() if each.is_dir()):
        scene = folder / "scene.toml"
        listed = scene.read_text(encoding="utf-8") if scene.exists() else ""
        unused = {each.name for each in folder.glob("*.eml") if f'"{each.name}"' not in listed}
        assert unused <= {"bounce.eml"}, folder


async def test_the_company_is_counted_where_it_is(tmp_path: Path) -> None:
    """A reminder, a welcome or an introduction that is not there is missed in the four numbers."""
    async with a_show(tmp_path) as show:
        problems = await numbers(show)
        assert "invitations in the mailboxes: 0, not 27" in problems
        assert "people with reminders in their mailboxes: 0, not 8" in problems
        assert "introductions in the store: 0, not 19" in problems
        assert not [each for each in problems if "members" in each or "welcomes" in each]


async def test_mail_that_somebody_did_not_want_is_seen(tmp_path: Path) -> None:
    """A post for who has mail switched off, paused or muted its thread fails a check."""
    async with a_show(tmp_path, "1-question") as show:
        assert quiet(show) == []
        copy = next(each for each in show.world.mails if not each.is_by_robot)
        (off,) = (each for each in show.script.people if each.mail == "none")
        show.world.mails.append(replace(copy, recipient=off.address))
        show.paused["hendrik"] = AFTERWARDS_S
        show.muted["james"] = show.posted[0].letter.message_id
        found = quiet(show)
        assert sum(each.startswith(off.name) for each in found) == 1
        assert sum(each.startswith("Hendrik Postma") for each in found) == 6 + 1  # and his welcome
        assert sum(each.startswith("James Kiptoo") for each in found) == 5  # all answers to Grace


async def test_an_introduction_that_lost_a_word_is_seen(tmp_path: Path) -> None:
    """What somebody wrote about themselves has to be in each copy, and in one thread."""
    async with a_show(tmp_path, "1-question") as show:
        first, second, *_ = show.posted
        person = show.script.person("grace")
        for letter in (first.letter, second.letter):
            words = "words that nobody wrote"
            show.presented.append(Presented(person, words, letter.message_id, first.readers))
        problems = await presented(show)
        assert any("misses 'words that nobody wrote'" in each for each in problems)
        assert "the copies of introductions name 2 threads" in problems


@pytest.mark.parametrize("program", [each for each in PROGRAMS if each != "vacation"])
@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
def test_the_programs_write_replies_that_can_be_read(program: str, language: str) -> None:
    """Of a reply by any program of the demo, the writer's own words are what is found."""
    answered = email.message_from_string(
        "From: The group <psc-request@lists.example.org>\nTo: grace@example.org\n"
        "Subject: Benvenida, été\nDate: Mon, 26 Oct 2026 09:30:00 +0100\n"
        "Message-ID: <1@lists.example.org>\nReply-To: confirm+abc@lists.example.org\n"
        "Content-Type: text/plain; charset=us-ascii\n\n"
        "Welcome here.\n\n1. Who are you?\n2. What do you bring?\n3. What do you seek?\n\nBye.\n",
        policy=email.policy.default,
    )
    assert isinstance(answered, EmailMessage)
    words = (
        "Grace, from the hills above the town, where the road ends.\n\nBooks and keys.\n\nA buyer."
    )
    by = Writer("Grace Ñ", "grace@example.org", language)
    letter = parse(reply(program, by, words, answered, AT).replace(b"\n", b"\r\n"))
    assert [each.address for each in letter.to] == ["confirm+abc@lists.example.org"]
    assert letter.references == ("1@lists.example.org",)
    assert " ".join(read_body(letter).own_text.split()) == " ".join(words.split())
    empty = parse(reply(program, by, "", answered, AT).replace(b"\n", b"\r\n"))
    assert not read_body(empty).has_own_words


async def test_every_letter_of_the_server_has_a_kind() -> None:
    """Each subject that the templates of these letters can have is known again, in each language."""
    folder = places.shipped_folder("templates")
    for template, kind in KINDS.items():
        for language in ("en", "nl", "fr", "es"):
            assert (folder / language / f"{template}.txt.j2").exists(), (template, language)
        golden = ROOT / "tests" / "golden" / "en" / f"{template}.txt"
        subject = golden.read_text(encoding="utf-8").partition("\n")[0]
        mail = Delivered("", "a@example.org", f"{subject}\r\n\r\n".encode(), "", "", True)
        assert kind_of(mail) == kind, template
