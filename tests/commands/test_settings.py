"""How a group is set up: told to whoever is in charge, and changed once it is sure who asks."""

from __future__ import annotations

import json

import pytest

from tests.commands.robot import kinds, last, mails, sent, write
from tests.site import Home

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"


async def a_group(home: Home, **settings: int | str | bool) -> int:
    """A group about cocoa with Ann in charge, and Bob in it."""
    group_id = await home.found("psc", BOB, title="Cocoa", **settings)
    await home.admit(group_id, ANN, role="facilitator")
    return group_id


async def say_yes(home: Home, who: str = ANN) -> None:
    """Answer the question whether it is to be done."""
    asked = last(home, who)
    assert asked.template == "facilitating/confirm"
    await write(home, who, "yes", asked.reply_to)


def own(home: Home) -> dict[str, object]:
    """What was set for the group itself."""
    settings: dict[str, object] = json.loads(home.one("select settings from groups"))
    return settings


async def text_of(home: Home, who: str = ANN) -> str:
    """The latest letter to somebody, as it is sent."""
    return " ".join((await mails(home))[who].decode().split())


async def test_all_settings_are_told_at_once(home: Home) -> None:
    """Whoever is in charge gets the list, to the address on file; nothing is asked."""
    await a_group(home, join="invite", moderate_first_posts=2, purpose="Cocoa " * 20)
    await write(home, ANN, "settings")
    (letter,) = sent(home)
    assert (letter.to, letter.template, letter.data["form"]) == (ANN, "settings/settings", "all")
    rows = {row["key"]: row for section in letter.data["sections"] for row in section["rows"]}
    assert len(rows) == 21
    assert rows["join"] == {"key": "join", "now": "invite", "line": "set join open"}
    assert rows["moderate_first_posts"]["now"] == 2
    assert rows["introduction_hold"]["now"] == {"minutes": 15, "hours": 0}
    assert rows["welcome"]["line"] == "welcome"
    assert rows["footer"]["line"] == "set footer"
    assert rows["copy"]["line"] == "set group copy off"
    assert len(rows["purpose"]["now"]) <= 40
    assert "only people who are invited [set join open]" in await text_of(home)


@pytest.mark.parametrize(
    ("word", "language", "line"),
    [
        ("instellingen", "nl", "zet toegang goedkeuren"),
        ("réglages", "fr", "régler inscription approuver"),
        ("ajustes", "es", "ajustar ingreso aprobar"),
    ],
)
async def test_in_the_readers_language(home: Home, word: str, language: str, line: str) -> None:
    """The word used says which language; the lines to write are in it as well."""
    await a_group(home)
    await write(home, ANN, word)
    assert last(home).language == language
    assert last(home).data["sections"][0]["rows"][0]["line"] == line
    await write(home, ANN, line)
    await say_yes(home)
    assert own(home) == {"join": "approve"}


async def test_for_others_settings_are_their_own(home: Home) -> None:
    """A member who writes the same word is told how their mail comes; a stranger nothing."""
    await a_group(home)
    await write(home, BOB, "settings")
    assert last(home, BOB).template == "about/settings"
    await write(home, EVE, "settings")
    assert "settings/settings" not in kinds(home)


async def test_a_change_waits_for_a_yes(home: Home) -> None:
    """A From line proves nothing: what would change is told first, and nothing has changed yet."""
    await a_group(home)
    await write(home, ANN, "set join approve")
    assert own(home) == {}
    asked = last(home, ANN)
    assert asked.pieces == ("facilitating/confirm", "settings/settings")
    assert "people a facilitator lets in (it is now: anyone who confirms" in await text_of(home)
    await say_yes(home)
    assert own(home) == {"join": "approve"}
    told = last(home, ANN)
    assert (told.template, told.data["form"]) == ("settings/settings", "changed")
    assert (told.data["now"], told.data["before"]) == ("approve", "confirm")
    assert told.data["line"] == "set join confirm"
    assert home.rows("select actor, action, object, detail from audit") == [
        (ANN, "group set", "psc", '{"join":"approve"}')
    ]
    assert kinds(home, BOB) == []


async def test_many_lines_are_one_question(home: Home) -> None:
    """Each line changes one setting; one yes does them all, one answer tells them all."""
    await a_group(home)
    lines = "set join approve\nset hidden on\nzet titel Cacao leren\nset group language fr"
    await write(home, ANN, lines)
    assert len(last(home).pieces) == 5
    await say_yes(home)
    assert own(home) == {"join": "approve", "hidden": True}
    assert home.rows("select title, language from groups") == [("Cacao leren", "fr")]
    assert last(home).pieces == ("settings/settings",) * 4


async def test_the_old_line_brings_it_back(home: Home) -> None:
    """What the answer offers restores what was."""
    await a_group(home, digest_hour=9)
    await write(home, ANN, "set digest hour 18:00")
    await say_yes(home)
    assert own(home) == {"digest_hour": 18}
    await write(home, ANN, last(home).data["line"])
    await say_yes(home)
    assert own(home) == {"digest_hour": 9}


async def test_what_is_so_already_is_not_asked(home: Home) -> None:
    """There is nothing to confirm where nothing would change."""
    await a_group(home)
    await write(home, ANN, "set join confirm")
    assert (last(home).template, last(home).data["form"]) == ("settings/settings", "same")


MISTAKES = [
    ("set jion open", {"form": "unknown", "key": "join", "given": "jion open"}),
    ("set join perhaps", {"form": "refused", "key": "join", "given": "perhaps"}),
    ("set post", {"form": "asked", "key": "post", "now": "members"}),
    ("set digest hour noon", {"form": "refused", "key": "digest_hour", "given": "noon"}),
    ("set from author", {"form": "unknown", "given": "from author"}),
    ("set title " + "x" * 201, {"form": "refused", "key": "title"}),
]


@pytest.mark.parametrize(("line", "told"), MISTAKES)
async def test_what_was_meant_is_asked_kindly(
    home: Home, line: str, told: dict[str, object]
) -> None:
    """The nearest setting is named, or the values that there are; nothing waits for a yes."""
    await a_group(home)
    await write(home, ANN, line)
    (letter,) = sent(home)
    assert letter.template == "settings/settings"
    assert told.items() <= letter.data.items()
    assert own(home) == {}


async def test_values_are_offered_with_what_they_mean(home: Home) -> None:
    """Each value stands there with the line that sets it."""
    await a_group(home)
    await write(home, ANN, "set post")
    lines = [each["line"] for each in last(home).data["choices"]]
    assert lines == [f"set post {word}" for word in ("anyone", "members", "moderated")] + [
        "set post facilitators"
    ]
    assert "nobody's, all wait for you [set post moderated]" in await text_of(home)


EXPOSING = [
    ("set hidden off", {"hidden": True}, "can then find Cocoa in the list"),
    ("set post anyone", {}, "then goes to all members at once"),
    ("set join open", {}, "can then join and read at once"),
    ("set replies group", {"reply_to": "author"}, "then goes to everybody"),
]


@pytest.mark.parametrize(("line", "settings", "warning"), EXPOSING)
async def test_what_exposes_people_says_so_first(
    home: Home, line: str, settings: dict[str, int | str | bool], warning: str
) -> None:
    """Before it is done it is said what strangers can then do."""
    await a_group(home, **settings)
    await write(home, ANN, line)
    assert warning in await text_of(home)
    assert own(home) == settings


async def test_ones_own_choice_is_not_the_groups(home: Home) -> None:
    """`set copy off` is about one's own mail, `set group copy off` about everybody's."""
    await a_group(home)
    await write(home, ANN, "set copy off")
    assert last(home).template == "choices/copy"
    await write(home, ANN, "set group copy off")
    await say_yes(home)
    assert own(home) == {"copy": False}


async def test_nobody_else_can_change_a_group(home: Home) -> None:
    """What a member or a stranger writes changes nothing and is not even asked about."""
    await a_group(home)
    before = home.rows("select * from groups")
    for who in (BOB, EVE):
        for line in ("set join open", "set hidden off", "set psc title Mine"):
            await write(home, who, line)
    assert home.rows("select * from groups") == before
    assert "facilitating/confirm" not in kinds(home)


async def test_a_yes_of_another_changes_nothing(home: Home) -> None:
    """The question is Ann's; who got hold of it cannot answer in her place."""
    await a_group(home)
    await write(home, ANN, "set join open")
    await write(home, BOB, "yes", last(home, ANN).reply_to)
    assert own(home) == {}


async def test_whoever_is_no_longer_in_charge_changes_nothing(home: Home) -> None:
    """A yes that comes after that has nothing to say yes to."""
    await a_group(home)
    await write(home, ANN, "set join open")
    home.write("update member set role = 'member' where role = 'facilitator'")
    await say_yes(home)
    assert own(home) == {}


async def test_the_operator_and_those_of_the_group_above_may(home: Home) -> None:
    """Facilitators of the parent set up its subgroups; the operator any group."""
    above = await a_group(home)
    await home.found("psc-kenya", BOB, title="Kenya", parent=above)
    for who in (ANN, "operator@example.net"):
        await write(home, who, "settings", "psc-kenya-request")
        assert (last(home, who).template, last(home, who).data["name"]) == (
            "settings/settings",
            "psc-kenya",
        )


async def test_a_day_that_does_not_count_says_so(home: Home) -> None:
    """Every ten days a summary goes out on another day: in the question, and in the answer."""
    await a_group(home)
    await write(home, ANN, "set summary every 10 days\nset summary day monday")
    assert "only with whole weeks between two summaries" in await text_of(home)
    await say_yes(home)
    assert 'as with "set summary weekly"' in await text_of(home)
    await write(home, ANN, "set summary day tuesday")
    assert "only with whole weeks between two summaries" in await text_of(home)
    await write(home, ANN, "set summary weekly")
    assert "whole weeks" not in await text_of(home)
