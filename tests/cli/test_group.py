"""`dgroup group`: made, shown, changed, renamed, closed, deleted."""

from __future__ import annotations

import re

import pytest

from tests.cli.conftest import ANN
from tests.cli.place import Place

FIELDS = ["name", "address", "title", "parent", "language", "members", "posts"]
FIELDS += ["archived", "created_at"]


def test_a_group_is_made_with_its_facilitators(psc: Place) -> None:
    """`create` prints the address; facilitators are members and exempt, and nobody is mailed."""
    made = psc.run("group", "create", "psc-garden", "--title", "G", "--parent", "psc")
    assert made.stdout == "psc-garden@lists.example.org\n"
    (ann,) = [one for one in psc.json("member", "list", "psc") if one["address"] == ANN]
    assert (ann["role"], ann["status"], ann["delivery"]) == ("facilitator", "active", "each")
    assert psc.rows("select distinct is_exempt from member") == [(1,)]
    assert psc.json("queue", "list") == []


def test_lists_have_the_promised_fields(psc: Place) -> None:
    """`group list` and `group show` have the fields of the contract, and `show` also settings."""
    psc.run("group", "create", "garden", "--title", "Garden", "--parent", "psc@lists.example.org")
    own, garden, found = psc.json("group", "list")
    assert (own["name"], own["members"]) == ("dgroup-facilitators", 1)
    assert list(found) == FIELDS
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.pop("created_at"))
    assert found == {
        "name": "psc",
        "address": "psc@lists.example.org",
        "title": "Peer Support",
        "parent": None,
        "language": "en",
        "members": 3,
        "posts": 0,
        "archived": False,
    }
    assert (garden["parent"], garden["members"]) == ("psc", 0)
    shown = psc.json("group", "show", "PSC@lists.example.org")
    assert shown.keys() >= {*FIELDS, "settings"}
    assert shown["subgroups"] == ["garden"]
    assert shown["settings"]["max_post_size"] == 10 << 20
    assert shown["settings"]["from"] == "if-needed"


def test_settings_are_read_as_people_write_them(psc: Place) -> None:
    """`set` and `--set` take any key of [groups], and title, language and time zone."""
    words = ["max_post_size=1 MiB", "introduction_hold=1h", "subject_prefix=no", "from=group"]
    psc.run("group", "set", "psc", *words, "title=New", "language=nl", "timezone=Africa/Nairobi")
    shown = psc.json("group", "show", "psc")
    assert shown["own_settings"] == ["from", "introduction_hold", "max_post_size", "subject_prefix"]
    settings = shown["settings"]
    assert [settings[key] for key in shown["own_settings"]] == ["group", 3600, 1 << 20, False]
    assert [shown[key] for key in ("title", "language", "timezone")] == [
        "New",
        "nl",
        "Africa/Nairobi",
    ]
    text = psc.run("group", "show", "psc").stdout
    assert "* max_post_size = 1 MiB\n" in text
    assert "  post = members\n" in text
    psc.run("group", "create", "b", "--title", "B", "--set", "post=moderated", "--set", "copy=off")
    assert psc.json("group", "show", "b")["own_settings"] == ["copy", "post"]


WRONG_SETTINGS = [
    ("titel=x", "unknown setting 'titel'; the nearest is title"),
    ("post=everyone", "post cannot be 'everyone': expected one of anyone, members"),
    ("max_post_size=big", "max_post_size cannot be 'big': expected a size"),
    ("language=xx", "language cannot be 'xx': there are letters in"),
    ("title=", "title cannot be ''"),
]


@pytest.mark.parametrize(("word", "message"), WRONG_SETTINGS)
def test_a_wrong_setting_changes_nothing(psc: Place, word: str, message: str) -> None:
    """It is named with the nearest key or what is expected, and the others are not set either."""
    before = psc.json("group", "show", "psc")
    assert message in psc.run("group", "set", "psc", "footer=x", word, code=1).stderr
    assert psc.json("group", "show", "psc") == before


REFUSED_NAMES = [
    ("Psc2", "is no name"),
    ("-a", "is no name"),
    ("a.b", "is no name"),
    ("a" * 41, "41 characters"),
    ("postmaster", "an address of the site itself"),
    ("psc", "there is a group psc already"),
    ("dgroup-facilitators", "there is a group dgroup-facilitators already"),
    ("psc-join", "psc-join@ would be an address of psc as well"),
    ("psc-owner", "psc-owner@ would be an address of psc as well"),
]


@pytest.mark.parametrize(("name", "message"), REFUSED_NAMES)
def test_a_name_that_reads_two_ways_is_refused(psc: Place, name: str, message: str) -> None:
    """Names keep to the rule, and share no address with the site or with another group."""
    refused = psc.run("group", "create", "--title", "T", "--", name, code=1)
    assert (refused.stdout, refused.stderr.count("\n")) == ("", 1)
    assert message in refused.stderr
    assert [one["name"] for one in psc.json("group", "list")] == ["dgroup-facilitators", "psc"]


def test_a_name_may_not_spoil_an_existing_one(place: Place) -> None:
    """Where x-help is a group, x cannot be: x-help@ would have two meanings."""
    place.run("group", "create", "x-help", "--title", "Help")
    refused = place.run("group", "create", "x", "--title", "X", code=1)
    assert "x-help@ would be an address of x as well" in refused.stderr


def test_nothing_is_made_where_a_part_is_wrong(psc: Place) -> None:
    """A bad facilitator or an unknown parent leaves no half a group behind."""
    before = psc.dump()
    words = ("group", "create", "new", "--title", "N")
    assert "not a mail address" in psc.run(*words, "--facilitator", "ann@", code=1).stderr
    assert "no group 'pcs'; the nearest is psc" in psc.run(*words, "--parent", "pcs", code=1).stderr
    assert psc.dump() == before


def test_a_renamed_group_keeps_its_old_address(psc: Place) -> None:
    """The old name leads to the group, is nobody else's, and can be taken back."""
    assert psc.run("group", "rename", "psc", "peers").stdout == "peers@lists.example.org\n"
    assert psc.json("group", "show", "psc")["name"] == "peers"
    reply = psc.inject(psc.mail(), "psc@lists.example.org")
    assert (reply["outcome"], reply["group"]) == ("posted", "peers")
    taken = psc.run("group", "create", "psc", "--title", "T", code=1)
    assert "peers was once called psc already" in taken.stderr
    assert (
        "would be an address of psc" in psc.run("group", "rename", "psc", "psc-join", code=1).stderr
    )
    psc.run("group", "rename", "peers", "psc")
    assert psc.json("group", "show", "peers")["name"] == "psc"


def test_an_archived_group_takes_no_mail(psc: Place) -> None:
    """Its posts stay and its address is refused, until it is opened again."""
    assert (
        psc.run("group", "archive", "psc", "--dry-run").stdout
        == "would archive psc with 3 members\n"
    )
    assert psc.inject(psc.mail())["outcome"] == "posted"
    psc.run("group", "archive", "psc", "--yes")
    shown = psc.json("group", "show", "psc")
    assert (shown["archived"], shown["posts"]) == (True, 1)
    refused = psc.run("inject", psc.mail(), "--to", "psc@lists.example.org", "--json", code=1)
    assert '"refused"' in refused.stdout
    psc.run("group", "archive", "psc", "--undo")
    assert psc.inject(psc.mail())["outcome"] == "posted"


def test_deleting_asks_first(psc: Place) -> None:
    """Without --yes somebody has to agree; --dry-run and a no leave everything as it was."""
    before = psc.dump()
    assert psc.run("group", "delete", "psc", "--dry-run").stdout == (
        "would delete psc with 3 members and 0 posts\n"
    )
    for answer in ("n\n", ""):
        refused = psc.run("group", "delete", "psc", code=1, stdin=answer)
        assert refused.stdout == ""
        assert "nothing was done" in refused.stderr
    assert psc.dump() == before
    psc.run("group", "delete", "psc", stdin="y\n")
    assert [one["name"] for one in psc.json("group", "list")] == ["dgroup-facilitators"]
    assert psc.rows("select count(*) from member") == [(1,)]
    assert psc.json("member", "show", ANN)["groups"] == []


def test_an_unknown_group_suggests_the_nearest(psc: Place) -> None:
    """Every command that names a group says which one was perhaps meant."""
    for words in (
        ("group", "show"),
        ("group", "delete", "--yes"),
        ("member", "list"),
        ("thread", "list"),
        ("post", "list"),
        ("held", "list"),
    ):
        assert "no group 'pcs'; the nearest is psc" in psc.run(*words, "pcs", code=1).stderr


def test_without_groups_it_is_said_how_to_make_one(place: Place) -> None:
    """The first error a new operator makes is answered with the command to run."""
    assert "dgroup group create" in place.run("group", "show", "psc", code=1).stderr
    assert [one["name"] for one in place.json("group", "list")] == ["dgroup-facilitators"]


def test_what_the_operator_does_is_noted(psc: Place) -> None:
    """Every change is in the audit log."""
    psc.run("group", "set", "psc", "post=anyone")
    psc.run("group", "rename", "psc", "peers")
    found = psc.rows("select actor, action, object, detail from audit order by id")
    assert [one[:3] for one in found] == [
        ("operator", "group create", "dgroup-facilitators"),
        ("operator", "group create", "psc"),
        ("operator", "member add", "psc"),
        ("operator", "group set", "psc"),
        ("operator", "group rename", "psc"),
    ]
    assert found[3][3] == '{"post":"anyone"}'


WRONG_USAGE = [
    ["group"],
    ["group", "create"],
    ["group", "create", "x"],
    ["group", "create", "x", "--title", "T", "--set", "post"],
    ["group", "set", "psc"],
    ["group", "set", "psc", "post"],
    ["group", "rename", "psc"],
    ["group", "nope"],
    ["group", "list", "psc"],
]


@pytest.mark.parametrize("words", WRONG_USAGE)
def test_wrong_usage_leaves_with_2(psc: Place, words: list[str]) -> None:
    """What is missing or too much is wrong usage, and nothing is written to standard output."""
    assert psc.run(*words, code=2).stdout == ""
