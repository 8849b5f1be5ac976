"""A facilitator puts some members together, and they tell the others what came of it."""

from __future__ import annotations

from pathlib import Path

from dgroup.mail.parse import parse
from dgroup.server.scheduler import run_due
from tests.outgoing import fields, path_of
from tests.site import Home
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import World, world

ANN, BEA, CAT, DAN = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan"))
DAY_S = 86_400


async def a_group(home: Home, language: str = "en") -> int:
    """A group that Bea facilitates."""
    group_id = await home.found("psc", ANN, CAT, DAN, title="Private Sector", language=language)
    await home.admit(group_id, BEA, role="facilitator")
    return group_id


async def pass_time(everybody: World, seconds: int) -> None:
    """Let time pass, and do what is due by then."""
    home = everybody.town.home
    home.clock.move(seconds)
    for name in ("activities", "reports"):
        await run_due(home.site, home.clock.now_s, name)
    await everybody.come_to_rest()


async def ask(everybody: World, subject: str, body: str = " ", to: str = "psc-request") -> None:
    """Let Bea ask for something, read what would be done, and say yes."""
    await write(everybody, BEA, subject, body, to)
    await answer(everybody, BEA, "Yes", mailbox(everybody, BEA)[-1], "gmail")


async def test_a_subgroup_is_made_used_and_reports(tmp_path: Path) -> None:
    """From Bea's first line to the report that everybody reads, with replies by mail alone."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(
            everybody,
            BEA,
            "subgroup create psc-kenya: Dairy in Kenya",
            f"What a litre of milk costs\n{ANN}\nCat",
            "psc-request",
        )
        plan = mailbox(everybody, BEA)[-1]
        assert "Make a subgroup of Private Sector: Dairy in Kenya" in words(plan)
        assert f"In it: Ann <{ANN}> Cat <{CAT}>" in words(plan)
        assert subjects(everybody, ANN) == []

        await answer(everybody, BEA, "Yes", plan, "gmail")
        card = found(everybody, BEA, "Your new subgroup")
        assert "psc-kenya@lists.example.org" in words(card)
        added = found(everybody, CAT, "You are in a subgroup: Dairy in Kenya")
        assert fields(added, "From") == ["Dairy in Kenya <psc-kenya-request@lists.example.org>"]
        assert "Bea has added you to a subgroup of Private Sector" in words(added)
        assert "In it with you: Ann." in words(added)

        await write(everybody, ANN, "Prices", "What do you get at the gate?", "psc-kenya")
        assert subjects(everybody, CAT)[-1] == "[psc-kenya] Prices"
        assert "[psc-kenya] Prices" not in subjects(everybody, DAN)
        await answer(everybody, CAT, "No thanks", added, "outlook")
        await write(everybody, ANN, "Feed", "And what does feed cost you?", "psc-kenya")
        assert "[psc-kenya] Feed" not in subjects(everybody, CAT)
        assert "[psc-kenya] Feed" in subjects(everybody, ANN)

        await ask(everybody, f"subgroup add psc-kenya {DAN}")
        await ask(everybody, "report psc-kenya in 4 weeks")
        assert "On 19 December 2026 we will ask" in words(found(everybody, BEA, "A report to"))
        await pass_time(everybody, 28 * DAY_S)
        asked = found(everybody, ANN, "A report from Dairy in Kenya to Private Sector")
        assert fields(asked, "Auto-Submitted") == ["auto-generated"]
        assert path_of(home, asked) is not None
        assert "A report from" not in " ".join(subjects(everybody, CAT))

        said = "Milk costs half at the gate of what it costs in town.\n\nHas anybody an idea?"
        await answer(everybody, ANN, said, asked, "apple_mail")
        assert "in 15 minutes" in words(found(everybody, ANN, "Your report to Private Sector"))
        await pass_time(everybody, 15 * 60)
        for reader in (ANN, BEA, CAT, DAN):
            report = found(everybody, reader, "[psc] Report of Dairy in Kenya")
            assert fields(report, "From") == [
                "Dairy in Kenya via Private Sector <psc@lists.example.org>"
            ]
            assert said.replace("\n\n", " ") in words(report)
            assert "written by Ann" in words(report)
            assert "* Prices (1 message, 1 person) * Feed (1 message, 1 person)" in words(report)

        late = found(everybody, DAN, "A report from Dairy in Kenya")
        await answer(everybody, DAN, "We also looked at the price of feed.", late)
        told = mailbox(everybody, DAN)[-1]
        assert parse(told.content).subject == (
            "Dairy in Kenya has already reported to Private Sector"
        )
        assert "Ann wrote the report of Dairy in Kenya on 19 December 2026" in words(told)
        assert home.one("select count(*) from post where subject like 'Report%'") == 1


async def test_it_goes_in_dutch_as_well(tmp_path: Path) -> None:
    """A Dutch group is asked, answered and shown its report in Dutch."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home, "nl")
        await ask(everybody, "subgroep maak kenia: Melk in Kenia", f"{ANN}\n{DAN}")
        assert "psc-kenia@" in words(found(everybody, BEA, "Je nieuwe subgroep: Melk in Kenia"))
        await ask(everybody, "verslag psc-kenia")
        await pass_time(everybody, 60)
        asked = found(everybody, ANN, "Een verslag van Melk in Kenia voor Private Sector")
        said = "De melk kost aan de boerderij de helft van in de stad."
        await answer(everybody, ANN, said, asked, "thunderbird", "nl")
        await pass_time(everybody, 15 * 60)
        report = found(everybody, CAT, "[psc] Verslag van Melk in Kenia")
        assert said in words(report)
        assert "geschreven door Ann" in words(report)


async def test_a_vacation_and_a_bare_yes_are_no_reports(tmp_path: Path) -> None:
    """Nothing but words of a person reaches the others; who is silent is reminded once."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        group_id = await a_group(home)
        await home.found("psc-kenya", ANN, CAT, title="Dairy in Kenya", parent=group_id)
        await ask(everybody, "report psc-kenya")
        await pass_time(everybody, 60)
        asked = found(everybody, ANN, "A report from")
        await answer(everybody, ANN, "I am out of the office until Monday.", asked)
        await answer(everybody, ANN, "Yes", asked, "gmail")
        assert "came without a report" in words(mailbox(everybody, ANN)[-1])
        await pass_time(everybody, 4 * DAY_S)
        await pass_time(everybody, 4 * DAY_S)
        for each in (ANN, CAT):
            reminders = [one for one in subjects(everybody, each) if one.startswith("Reminder")]
            assert reminders == ["Reminder: a report from Dairy in Kenya to Private Sector"]
        assert home.one("select count(*) from post") == 0
