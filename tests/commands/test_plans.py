"""The letter that asks for a yes shows all that would be done: the mail that asked may be forged."""

from __future__ import annotations

import pytest

from dgroup.commands.plans import MOST_NAMED, MOST_SHOWN, called, excerpt, listed
from dgroup.mail.render import Letters
from tests.commands.robot import last, write
from tests.mail.test_render import TEMPLATES
from tests.site import Home

LANGUAGES = ("en", "nl", "fr", "es")
BEA, ANNA, BEN = "bea@example.org", "anna@example.org", "ben@example.org"
EVE = "Anna Smit <eve@evil.example>"
WORDS = "Please send your password to http://evil.example today."


@pytest.fixture
async def psc(home: Home) -> Home:
    """A group that Bea facilitates, with two members and a subgroup."""
    group_id = await home.found("psc", ANNA, BEN, title="Private Sector")
    await home.admit(group_id, BEA, role="facilitator")
    await home.admit(await home.found("psc-kenya", parent=group_id), BEN)
    return home


async def asked(home: Home, subject: str, body: str, language: str) -> str:
    """What Bea reads when somebody asks that in her name."""
    await write(home, BEA, body, subject=subject, envelope="eve@evil.example")
    letter = last(home, BEA)
    assert letter.template == "facilitating/confirm"
    letters = Letters([TEMPLATES])
    pieces = [letters.render(name, language, data).plain for name, data in letter.raw["parts"]]
    return "\n".join(pieces)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("subject", "body", "shown"),
    [
        ("invite", f"{WORDS}\n\n{EVE}\nzoe@example.net", [WORDS, EVE, "zoe@example.net"]),
        ("add:", f"{WORDS}\n\n{EVE}\nzoe@example.net", [WORDS, EVE, "zoe@example.net"]),
        (f"note {ANNA} {BEN}", WORDS, [WORDS, f"Anna <{ANNA}>", f"Ben <{BEN}>"]),
        (f"handover {ANNA}", "", [f"Anna <{ANNA}>"]),
        (f"remove {ANNA}", "", [f"Anna <{ANNA}>"]),
        (f"ban {ANNA}", BEN, [f"Anna <{ANNA}>"]),
        (f"role {ANNA} facilitator", "", [f"Anna <{ANNA}>"]),
        (f"moderate {ANNA}", "", [f"Anna <{ANNA}>"]),
        (
            "subgroup create peru: Peru",
            f"{ANNA} + facilitator\nBen",
            [f"Anna <{ANNA}>", f"Ben <{BEN}>", "psc-peru@lists.example.org"],
        ),
        ("subgroup add kenya", ANNA, [f"Anna <{ANNA}>"]),
        ("subgroup add kenya", f"{BEN} + facilitator", [f"Ben <{BEN}>"]),
        ("subgroup remove kenya", BEN, [f"Ben <{BEN}>"]),
        ("announce: Friday", WORDS, [WORDS, "Friday"]),
        ("cases", f"1. Kenya\n  {WORDS}\n2. Peru", [WORDS, "1. Kenya", "2. Peru"]),
        ("welcome", WORDS, [WORDS]),
        ("questions", f"Who are you?\n{WORDS}", ["Who are you?", WORDS]),
        ("description", WORDS, [WORDS]),
        (f"set title {WORDS}", "", [WORDS.rstrip("."), "Private Sector"]),
        (f"set footer {WORDS}", "", [WORDS]),
        ("rename psc2", "", ["psc2@lists.example.org"]),
    ],
)
async def test_all_that_would_be_done_is_shown(
    psc: Home, language: str, subject: str, body: str, shown: list[str]
) -> None:
    """Every word that would be sent, and everybody by their address: one a line, names may lie."""
    told = " ".join((await asked(psc, subject, body, language)).split())
    for each in shown:
        assert each in told


async def test_each_stands_on_a_line(psc: Home) -> None:
    """Another address in somebody's name hides theirs from nobody."""
    body = f"Anna {ANNA} <eve@evil.example>\nzoe@example.net"
    lines = (await asked(psc, "invite", body, "en")).splitlines()
    assert "    zoe@example.net" in lines
    assert "    Anna <eve@evil.example>" in lines


async def test_of_many_people_the_rest_is_counted(psc: Home) -> None:
    """So many stand in the letter, and how many there are besides."""
    people = [f"p{number}@example.net" for number in range(MOST_NAMED + 2)]
    told = await asked(psc, "invite", "\n".join(people), "en")
    assert all(f"    {each}\n" in told for each in people[:MOST_NAMED])
    assert people[-1] not in told
    assert f"Invite {len(people)} people" in told
    assert "and 2 more." in told


def test_an_address_is_never_cut() -> None:
    """A long name is."""
    shown = called("A very long name " * 20, "anna@example.org")
    assert len(shown) < 120
    assert shown.endswith(" <anna@example.org>")
    assert called(" ", "anna@example.org") == "anna@example.org"


@pytest.mark.parametrize(
    ("text", "shown", "left"),
    [
        ("word\n" * 10, "word\n" * 10, 0),
        ("x" * MOST_SHOWN + "y", "x" * MOST_SHOWN, 1),
        ("x" * MOST_SHOWN + "\n\ny\nz", "x" * MOST_SHOWN, 2),
        ("a\n" + "x" * MOST_SHOWN + "\ny", "a", 2),
    ],
)
def test_what_is_left_of_a_text_is_counted(text: str, shown: str, left: int) -> None:
    """Lines with words in them; a text that fits is shown whole."""
    assert excerpt(text) == (shown, left)


def test_a_short_list_is_whole() -> None:
    """Nothing is said to be missing."""
    assert listed(["a", "b"]) == {"names": ["a", "b"], "count": 2, "more": 0}
