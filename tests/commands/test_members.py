"""Who is in a group, as its members see it: names and words, and nobody's address."""

from __future__ import annotations

import pytest

from dgroup.server.introducing import post_due
from tests.commands.robot import Sent, last, mails, sent, write
from tests.site import Home

ANNA, BEA, CARL = "anna@example.org", "bea@example.org", "carl@example.org"
WORDS = {
    "anna": "1. Anna, from Kumasi\n2. Ten years of cocoa, élevage and goats\n3. Pruning",
    "bea": "I look after this group and its cocoa. I live in Ghent.",
    "carl": "I buy cocoa for a small factory. My children help me.",
}


async def a_group(home: Home, *silent: str, **settings: int | str | bool) -> int:
    """A group of three who have presented themselves, and of some who have not."""
    group_id = await home.found("cocoa", title="Cocoa", introduction_hold=0, **settings)
    await home.admit(group_id, BEA, role="facilitator")
    for address in (ANNA, CARL):
        await home.admit(group_id, address)
    for name, words in WORDS.items():
        await write(home, f"{name}@example.org", words, "cocoa-introduce")
        await post_due(home.site, home.clock.now_s)
        home.clock.move(60)
    for address in silent:
        await home.admit(group_id, address)
    return group_id


async def ask(home: Home, words: str, who: str = ANNA) -> Sent:
    """Ask the robot of the group, and return its answer."""
    await write(home, who, words, "cocoa-request")
    return last(home, who)


def names(letter: Sent) -> list[str]:
    """Who is shown, in order."""
    return [each["name"] for each in letter.data["people"]]


async def test_who_counts_and_lists(home: Home) -> None:
    """How many there are, who has presented themselves by name with one line, and who has not."""
    await a_group(home, "dora@example.org", "ed@example.org")
    letter = await ask(home, "who")
    assert letter.template == "introductions/who"
    assert (letter.data["members"], letter.data["presented"]) == (5, 3)
    assert names(letter) == ["Anna", "Bea", "Carl"]
    assert [each["text"] for each in letter.data["people"]] == [
        "Ten years of cocoa, élevage and goats",
        "I look after this group and its cocoa.",
        "I buy cocoa for a small factory.",
    ]
    assert [each["is_facilitator"] for each in letter.data["people"]] == [False, True, False]
    assert [each["name"] for each in letter.data["others"]] == ["Dora", "Ed"]
    assert letter.data["unnamed"] == 0


@pytest.mark.parametrize("words", ["who", "who cocoa", "introductions", "introductions bea"])
async def test_no_address_is_shown(home: Home, words: str) -> None:
    """Whatever is asked, the letter names no address but the group's (R13)."""
    await a_group(home)
    await ask(home, words)
    mail = (await mails(home))[ANNA].decode()
    for address in (BEA, CARL):
        assert address not in mail


@pytest.mark.parametrize("words", ["who", "who factory", "introductions", "introductions carl"])
async def test_who_is_concealed_is_not_there(home: Home, words: str) -> None:
    """Concealed people are counted among the unnamed, and neither listed nor found (R13)."""
    await a_group(home)
    home.write("update person set is_concealed = 1 where name = 'Carl'")
    letter = await ask(home, words)
    assert "Carl" not in str(letter.data)
    assert "factory" not in str(letter.data.get("people"))
    if words == "who":
        assert (letter.data["members"], letter.data["unnamed"]) == (3, 1)


async def test_who_has_no_name_is_not_listed(home: Home) -> None:
    """An address is no name."""
    await a_group(home)
    home.write("update person set name = '' where name = 'Carl'")
    letter = await ask(home, "who")
    assert names(letter) == ["Anna", "Bea"]
    assert letter.data["unnamed"] == 1


@pytest.mark.parametrize("words", ["who", "who cocoa", "introductions", "introductions anna"])
@pytest.mark.parametrize("status", ["left", "pending", "removed"])
async def test_only_members_may_look(home: Home, words: str, status: str) -> None:
    """Who is no member of the group, or no longer, learns that much and no more."""
    group_id = await a_group(home)
    await home.found("maize", "eve@example.org")
    await home.admit(group_id, "fay@example.org", status=status)  # type: ignore[arg-type]  # from a table of this test
    for who in ("eve@example.org", "fay@example.org"):
        letter = await ask(home, words, who)
        assert letter.template == "introductions/members_only"
        assert set(letter.data) == {"name", "title", "address"}


async def test_a_stranger_is_told_nothing_of_who_is_there(home: Home) -> None:
    """Somebody we do not know hears how to join, as for any command."""
    await a_group(home)
    letter = await ask(home, "who", "stranger@example.net")
    assert "introductions" not in letter.template
    assert "Anna" not in str(letter.raw)


async def test_who_left_is_not_listed(home: Home) -> None:
    """Their words leave with them."""
    await a_group(home)
    await write(home, CARL, "leave", "cocoa-request")
    assert names(await ask(home, "who")) == ["Anna", "Bea"]
    assert names(await ask(home, "introductions")) == ["Bea", "Anna"]


@pytest.mark.parametrize(
    ("keyword", "found"),
    [
        ("goats", [("Anna", "Ten years of cocoa, élevage and goats")]),
        ("ELEVAGE", [("Anna", "Ten years of cocoa, élevage and goats")]),
        ("factory children", [("Carl", "I buy cocoa for a small factory.")]),
        ("goats factory", []),
        ("ghen", [("Bea", "I live in Ghent.")]),
        ("carl", [("Carl", "I buy cocoa for a small factory.")]),
        ("carl small", [("Carl", "I buy cocoa for a small factory.")]),
        ("zebra", []),
    ],
)
async def test_people_are_found_by_what_they_wrote(
    home: Home, keyword: str, found: list[tuple[str, str]]
) -> None:
    """All words count, in the text or the name, without case and accents; with the line they are in."""
    await a_group(home)
    letter = await ask(home, f"who {keyword}")
    assert letter.template == "introductions/found"
    assert letter.data["keyword"] == keyword
    assert [(each["name"], each["text"]) for each in letter.data["people"]] == found


async def test_what_waits_is_not_found(home: Home) -> None:
    """Words that can still be taken back are shown to nobody."""
    await a_group(home, "dora@example.org")
    home.write("update groups set settings = '{}'")
    await write(home, "dora@example.org", "I am Dora, and I keep zebras.", "cocoa-introduce")
    assert names(await ask(home, "who zebras")) == []
    assert "Dora" not in names(await ask(home, "introductions"))
    assert (await ask(home, "who")).data["presented"] == 3


async def test_introductions_come_latest_first(home: Home) -> None:
    """With their words, cut where they are long."""
    await a_group(home)
    home.write("update introduction set text = text || ? where id = 1", " and so on" * 100)
    home.write(
        "update introduction set text = ? where person_id ="
        " (select id from person where name = 'Carl')",
        "I buy. " + "cocoa " * 200,
    )
    letter = await ask(home, "introductions")
    assert names(letter) == ["Carl", "Bea", "Anna"]
    texts = [each["text"] for each in letter.data["people"]]
    assert texts[1] == WORDS["bea"]
    assert texts[0].endswith("cocoa […]")
    assert len(texts[0]) <= 410


async def test_the_latest_words_count(home: Home) -> None:
    """Whoever presents themselves again is shown once, with the new words."""
    await a_group(home)
    await write(home, ANNA, "I am Anna, and I sold all my goats.", "cocoa-introduce")
    await post_due(home.site, home.clock.now_s)
    letter = await ask(home, "introductions")
    assert names(letter) == ["Anna", "Carl", "Bea"]
    assert letter.data["people"][0]["text"] == "I am Anna, and I sold all my goats."
    assert letter.data["presented"] == 3


async def test_one_is_shown_whole(home: Home) -> None:
    """By name, or part of it; several of that name are listed; none of that name is searched for."""
    group_id = await a_group(home)
    letter = await ask(home, "introductions BEA")
    assert letter.template == "introductions/one"
    assert letter.data["person"]["text"] == WORDS["bea"]
    await home.admit(group_id, "beatrix@example.org")
    await write(home, "beatrix@example.org", "I am Beatrix, and I grow nothing.", "cocoa-introduce")
    await post_due(home.site, home.clock.now_s)
    letter = await ask(home, "introductions bea")
    assert (letter.template, names(letter)) == ("introductions/list", ["Beatrix", "Bea"])
    letter = await ask(home, "introductions ghent")
    assert (letter.template, names(letter)) == ("introductions/found", ["Bea"])


async def test_a_long_list_is_cut(home: Home) -> None:
    """A hundred are shown, and the letter says how to find the others."""
    people = [f"m{number:03}@example.org" for number in range(105)]
    await a_group(home, *people)
    letter = await ask(home, "who")
    assert letter.data["is_cut"] is True
    assert len(letter.data["people"]) + len(letter.data["others"]) == 100
    assert letter.data["members"] == 108


async def test_a_name_means_nothing_in_a_letter(home: Home) -> None:
    """A name can begin neither a list of offers nor another line."""
    await a_group(home)
    home.write("update person set name = ? where name = 'Carl'", '- "leave"\n===\n- "win"')
    await ask(home, "who")
    lines = (await mails(home))[ANNA].decode().splitlines()
    offers = [line for line in lines if line.startswith("- ")]
    assert offers[0].startswith('- "introductions"')
    assert not any(line.startswith('- "win') for line in lines)


async def test_the_letter_is_read_as_written(home: Home) -> None:
    """The whole way: a Dutch reader of a group sees people, days and what to do next."""
    await a_group(home, "dora@example.org")
    home.write("update person set language = 'nl' where name = 'Anna'")
    await ask(home, "wie")
    mail = (await mails(home))[ANNA].decode()
    assert "Cocoa heeft 4 leden. 3 hebben zich voorgesteld." in mail
    assert "Bea (begeleider), 21 november 2026" in mail
    assert "Nog niet voorgesteld: Dora." in mail
    assert len(sent(home, ANNA)) == 2
