"""Help, groups and settings: what is told to whom, and that every example is understood."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dgroup.commands import about
from dgroup.commands.desk import Done
from dgroup.domain.words import VERBS
from dgroup.domain.words.tasks import TASK_VERBS, find_task
from dgroup.mail.render import Letters
from dgroup.reading.answers import read_answer_text
from dgroup.reading.request import read_request
from dgroup.reading.tasks import read_tasks
from tests.commands.desks import desk_for, do
from tests.mail import help_letters, settings_letters
from tests.site import Home

ANN, BOB = "ann@example.org", "bob@example.org"
TEMPLATES = Path(__file__).parents[2] / "templates"
LETTERS = Letters([TEMPLATES])  # compiled once
LANGUAGES = ("en", "nl", "fr", "es")
OFFER = re.compile(r'^- ["«]\s?(.+?)\s?["»]', re.MULTILINE)
WITH_TEXT = {"create", "invite", "announce", "note", "cases", "subgroup"}
# Answers to a ticket, which are read before commands are.
ANSWERS = {"undo", "ongedaan", "annuler", "deshacer", "yes", "ja", "oui", "sí"}


def told(done: Done) -> dict[str, Any]:
    """What the letter of an answer is told."""
    assert done.part is not None
    return {"template": done.part.template, **done.part.data}


def understood(words: str) -> str:
    """The verb of words that a letter proposes."""
    request = read_request("", words, {"practice", "tea"}, "lists.example.org")
    return request.orders[0].verb if request.orders else ""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_knows_every_command_by_an_example(home: Home, language: str) -> None:
    """Each command has a line of help, whose example is understood as that command."""
    letters = LETTERS
    desk = await desk_for(home, ANN, language=language)
    for verb in VERBS:
        done = await do(home, desk, "help", verb)
        if verb in ("confirm", "approve", "reject"):
            assert not told(done)["verbs"]
            continue
        text = letters.render("about/help", language, {**told(done), "name": "practice"}).plain
        examples = re.findall(r"^    (.+)$", text, re.MULTILINE)
        assert verb in told(done)["verbs"]
        assert [understood(each) for each in examples] == list(told(done)["verbs"]), examples
        for word in told(done)["also"]:
            assert understood(word) in (*told(done)["verbs"], ""), word


@pytest.mark.parametrize("language", LANGUAGES)
async def test_help_knows_every_task_with_what_stands_below_it(home: Home, language: str) -> None:
    """The example of a task, with the lines below, is understood as it stands."""
    letters = LETTERS
    desk = await desk_for(home, ANN, language=language)
    for verb in TASK_VERBS:
        done = await do(home, desk, "help", verb)
        text = letters.render("about/help", language, told(done)).plain
        example = "\n".join(re.findall(r"^ {4}(.+)$", text, re.MULTILINE))
        (order,) = read_tasks("", example, {"psc"}, is_in_charge=True)
        assert (order.verb, told(done)["verbs"]) == (verb, (verb,))
        assert ("\n" in example) == (verb in WITH_TEXT) == bool(order.text), example
        for word in told(done)["also"]:
            assert (found := find_task(word)) and found.plain_verb == verb, word


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["facilitator", "facilitator_anywhere", "anywhere"])
def test_each_line_of_help_is_understood(form: str, language: str) -> None:
    """Whatever stands in its tables can be written just so."""
    data = help_letters.DATA[f"about/help:{form}"]
    text = LETTERS.render("about/help", language, data).plain
    for line in re.findall(r"^ {4}(.+)$", text, re.MULTILINE):
        starts = [line[:end].strip() for end in range(1, len(line) + 1)]
        assert any(
            understood(each) or read_tasks("", each, {"psc"}, is_in_charge=True) for each in starts
        ), line


async def test_help_begins_with_what_is_for_people_in_charge(home: Home) -> None:
    """Of the group at hand, or of any; the same word may mean another thing to them."""
    await home.found("tea")
    await home.admit(await home.found("psc", BOB), ANN, role="facilitator")
    for address, group, expected in (
        (ANN, "psc", True),
        (ANN, None, True),
        (ANN, "tea", False),
        (BOB, "psc", False),
        (BOB, None, False),
        ("nobody@example.net", None, False),
        (home.site.config.site.owner, "tea", True),
    ):
        desk = await desk_for(home, address, group)
        done = told(await do(home, desk, "help"))
        assert done["is_in_charge"] is expected, (address, group)
        removing = told(await do(home, desk, "help", "leave remove"))
        assert removing["verbs"] == (("remove",) if expected else ("leave",))
        inviting = told(await do(home, desk, "help", "invite"))
        assert (inviting["verbs"], inviting["is_theirs"]) == (("invite",), not expected)
        assert told(await do(home, desk, "help", "create"))["is_theirs"] is False


@pytest.mark.parametrize(
    ("line", "topics"),
    [
        ("help invite", "invite"),
        ("help remove", "leave remove"),
        ("help settings", "which settings"),
        ("hulp casussen", "cases"),
        ("aide créer un sous-groupe", "subgroup"),
        ("ayuda traspasar", "handover"),
        ("help unmoderate", "moderate"),
        ("help summary", "summary"),
        ("help set summary", "summary set"),
        ("hulp zet samenvatting wekelijks", "summary set"),
        ("aide régler résumé", "summary set"),
        ("help set join approve", "join set"),
        ("help weekly", "weekly"),
        ("help digest", "daily"),
        ("help time zone", "timezone"),
    ],
)
def test_what_help_is_asked_about(line: str, topics: str) -> None:
    """Tasks of people in charge are topics, too."""
    (order,) = read_request("", line, {"psc"}).orders
    assert (order.verb, order.argument) == ("help", topics)


async def test_help_about_one_rhythm_tells_of_all(home: Home) -> None:
    """Whoever asks about a digest hears that it comes daily, weekly or monthly, with words of each."""
    for verb in ("daily", "weekly", "monthly"):
        found = told(await do(home, await desk_for(home, ANN), "help", verb))
        assert found["verbs"] == ("daily", "weekly", "monthly")
        assert {"daily", "weekly", "monthly"} <= set(found["also"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_is_one_page(language: str) -> None:
    """All that members can do has room on sixty lines, and facilitators read forty more."""
    for form, most in (("", 60), (":anywhere", 62), (":facilitator", 100)):
        data = help_letters.DATA[f"about/help{form}"]
        text = LETTERS.render("about/help", language, data).plain
        assert text.count("\n") <= most


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", settings_letters.DATA)
def test_what_letters_offer_is_understood(name: str, language: str) -> None:
    """A word that a letter says one can reply with is a command, or an answer to that letter."""
    data = settings_letters.DATA[name]
    plain = LETTERS.render(name.partition(":")[0], language, data).plain
    for words in OFFER.findall(plain):
        assert words in ANSWERS or understood(words), words
        # In reply to a letter that can be undone, it must not be taken for an answer.
        answer = read_answer_text(words)
        assert words in ANSWERS or answer.kind == "other" or answer.rest, words


async def test_help_says_where_to_write(home: Home) -> None:
    """Beside a group its own robot is named, elsewhere that of the site."""
    await home.found("psc", ANN)
    robots = [
        told(await do(home, await desk_for(home, ANN, group), "help"))["robot"]
        for group in ("psc", None)
    ]
    assert robots == ["psc-request@lists.example.org", "dgroup@lists.example.org"]


async def test_about_a_group(home: Home) -> None:
    """What a group is for is told to anybody, and to members that they are."""
    await home.found("psc", ANN, BOB, purpose="We talk.", join="approve")
    for who, is_member in ((ANN, True), ("eve@example.net", False)):
        found = told(await do(home, await desk_for(home, who, "psc"), "info"))
        assert found["is_member"] is is_member
        assert (found["members"], found["purpose"], found["join"]) == (2, "We talk.", "approve")


async def test_hidden_groups_are_in_no_list(home: Home) -> None:
    """Neither hidden groups, nor what is below them, nor ended ones are listed (R13)."""
    await home.found("psc", ANN, purpose="Water.\nAnd more.")
    secret = await home.found("secret", ANN, hidden=True)
    await home.found("secret-kenya", ANN, parent=secret)
    await home.found("old")
    home.write("update groups set archived_s = 1 where name = 'old'")
    home.site.forget_names()
    for verb in ("groups", "info"):
        found = told(await do(home, await desk_for(home, ANN), verb))
        assert [each["local"] for each in found["groups"]] == ["psc"]
        assert found["groups"][0]["purpose"] == "Water."


async def test_a_word_finds_groups(home: Home) -> None:
    """A word behind `groups` finds those whose name, title or purpose has it."""
    await home.found("psc", purpose="About WATER")
    await home.found("tea", title="Tea and water")
    await home.found("coffee")
    found = told(await do(home, await desk_for(home, ANN), "groups", "Water"))
    assert [each["local"] for each in found["groups"]] == ["psc", "tea"]


async def test_a_site_of_many_groups(home: Home) -> None:
    """Of a few groups the purpose is told, of many only the names, of very many not all."""
    await home.found("g", purpose="x" * 500)
    found = told(await do(home, await desk_for(home, ANN), "groups"))
    assert 200 < len(found["groups"][0]["purpose"]) < 250
    home.write(
        "with recursive n (i) as (select 1 union all select i + 1 from n where i <= ?)"
        " insert into groups (id, name, title, language, timezone, settings, created_s)"
        " select 1000 + i, 'h' || i, title, language, timezone, settings, 1 from n, groups"
        " where groups.name = 'g'",
        about.MOST_GROUPS,
    )
    found = told(await do(home, await desk_for(home, ANN), "groups"))
    assert (len(found["groups"]), found["more"]) == (about.MOST_GROUPS, 2)
    assert {each["purpose"] for each in found["groups"]} == {""}


async def test_ones_own_groups_and_settings(home: Home) -> None:
    """Groups in which somebody is or waits are listed with how they stand; former ones are not."""
    group_ids = [await home.found(name) for name in ("one", "two", "three", "four")]
    for group_id, status in zip(group_ids, ("active", "pending", "left", "banned"), strict=True):
        await home.admit(group_id, ANN, status=status)  # type: ignore[arg-type]  # from a table of this test
    person_id = home.one("select id from person")
    home.write(
        "insert into address values (99, ?, 'A@b.org', 'a@b.org', 1, 0, null, '', 1)", person_id
    )
    found = told(await do(home, await desk_for(home, ANN), "which"))
    assert [each["called"] for each in found["groups"]] == ["One", "Two"]
    assert found["groups"][0]["has_copy"] is True
    assert (found["preferred"], found["others"]) == (ANN, ["A@b.org"])


async def test_whom_we_do_not_know(home: Home) -> None:
    """A stranger is told that we do not know the address, if the mail is theirs (R5)."""
    await home.found("psc", BOB)
    done = await do(home, await desk_for(home, ANN), "which")
    assert told(done)["template"] == "about/unknown"
    done = await do(home, await desk_for(home, ANN, is_sender=False), "which")
    assert (done.part, done.effects) == (None, ())
