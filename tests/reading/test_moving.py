"""Facilitators edit a proposal of groups in all the ways a reply can be edited."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.case_names import Names
from dgroup.reading.moving import Moves, Somebody, read_moves
from tests.mail.clients import CLIENTS, mail_saying, reply

NAMES = Names([("kenya", "Dairy in Kenya"), ("", "Coffee in Peru"), ("", "Youth in Mali")])
PEOPLE = [
    Somebody(1, "Anna Jansen", "anna@example.org"),
    Somebody(2, "Bob", "bob@example.org"),
    Somebody(3, "Anna Diaz", "diaz@example.org"),
    Somebody(4, "", "dora@example.org"),
    Somebody(5, "Émile Zola", "emile@example.org"),
    Somebody(6, "Fatou Diop", "fatou@example.org"),
]
PLACED = {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3}
LETTER = """Here is a proposal for three groups.

1. Dairy in Kenya (2 people)

    Anna Jansen <anna@example.org>, first choice
    Bob <bob@example.org>, second choice

2. Coffee in Peru (2 people)

    Anna Diaz <diaz@example.org>, first choice
    dora@example.org, has not answered

3. Youth in Mali (2 people)

    Émile Zola <emile@example.org>, first choice
    Fatou Diop <fatou@example.org>, first choice

Reply "ok" and the groups are made."""


def read(own: str, below: str = "") -> Moves:
    """Read a reply with its own words above, and below whatever its program puts there."""
    return read_moves(own, f"{own}\n\n{below}", PEOPLE, PLACED, NAMES)


def quoted(text: str) -> str:
    """The text as mail programs quote it."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def shifted(line: str, before: str, text: str = LETTER) -> str:
    """A text with one of its lines moved in front of another."""
    (whole,) = [each for each in text.split("\n") if line in each]
    (there,) = [each for each in text.split("\n") if before in each]
    return text.replace(f"{whole}\n", "").replace(there, f"{whole}\n{there}")


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("Bob 2", {2: 2}),
        ("bob to 2", {2: 2}),
        ("bob -> 2", {2: 2}),
        ("Bob: 3", {2: 3}),
        ("Bob = 3", {2: 3}),
        ("- Bob 3", {2: 3}),
        ("move Bob to 2", {2: 2}),
        ("Please move bob to group 2.", {2: 2}),
        ("ok, but move Bob to 2", {2: 2}),
        ("Move Bob to Peru", {2: 2}),
        ("Bob to Mali", {2: 3}),
        ("move Bob and Anna Jansen to 3", {1: 3, 2: 3}),
        ("Bob, Émile 2", {2: 2, 5: 2}),
        ("2: Bob, Fatou", {2: 2, 6: 2}),
        ("2: Bob, Emile and dora@example.org", {2: 2, 5: 2}),
        ("Peru: Bob", {2: 2}),
        ("Bob 2\nFatou 1", {2: 2, 6: 1}),
        ("bob@example.org 2", {2: 2}),
        ("Jansen 3", {1: 3}),
        ("dora@example.org to 1", {4: 1}),
        ("swap Bob and Fatou", {2: 3, 6: 1}),
        ("swap Bob with Fatou.", {2: 3, 6: 1}),
        ("verplaats Bob naar 2", {2: 2}),
        ("zet Bob in groep 2", {2: 2}),
        ("Bob naar 2", {2: 2}),
        ("wissel Bob en Fatou", {2: 3, 6: 1}),
        ("déplacez Bob vers le groupe 2", {2: 2}),
        ("Bob dans 2", {2: 2}),
        ("mueve a Bob al grupo 2", {2: 2}),
        ("Bob a 2", {2: 2}),
        ("pasar Bob a Perú", {2: 2}),
        ("Bob 1", {}),
    ],
)
def test_short_orders_move_people(said: str, to: dict[int, int]) -> None:
    """By name, part of a name or address, to a number or the name of a case."""
    for below in ("", quoted(LETTER), f"On Monday the robot wrote:\n{quoted(LETTER)}"):
        moves = read(said, below)
        assert moves.to == to
        assert (moves.unknown, moves.unclear, moves.unread) == ([], [], [])
        assert moves.has_any


# Case 1: Anna, Dirk, Eve; 2: Bob, Fred, Gina; 3: Carla, Hans.
MORE_NAMES = Names([("", "Milk"), ("", "Coffee and tea"), ("", "Butter")])
MORE = [
    Somebody(at, name, f"{name.lower()}@example.org")
    for at, name in enumerate("Anna Bob Carla Dirk Eve Fred Gina Hans".split(), 1)
]
MORE_PLACED = {1: 1, 4: 1, 5: 1, 2: 2, 6: 2, 7: 2, 3: 3, 8: 3}


def read_more(own: str) -> Moves:
    """Read a reply about eight people in three groups."""
    return read_moves(own, own, MORE, MORE_PLACED, MORE_NAMES)


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("yes, and Hans 1", {8: 1}),
        ("ok but move Anna to 3", {1: 3}),
        ("Please move Bob to 1, and Carla and Hans to Coffee.\nThanks!", {2: 1, 3: 2, 8: 2}),
        ("Please move Bob to 1 and Carla and Hans to Coffee and tea", {2: 1, 3: 2, 8: 2}),
        ("Move Bob to 1, Carla to 2 and Hans to 1", {2: 1, 3: 2, 8: 1}),
        ("Looks good, but put Dirk in butter", {4: 3}),
        ("move bob@example.org from 2 to 1", {2: 1}),
        ("Move Bob from Coffee to Milk", {2: 1}),
        ("Please exchange Bob and Carla, and move Hans to 1", {2: 3, 3: 2, 8: 1}),
        ("Bob: Butter. Carla: Milk", {2: 3, 3: 1}),
        ("Put Bob in group three", {2: 3}),
        ("Put Bob in the third group", {2: 3}),
        ("Put Bob in group one", {2: 1}),
        ("Zet Bob in groep drie en Hans in groep een", {2: 3, 8: 1}),
        ("Mettez Bob dans le groupe trois et Hans dans le deuxième groupe", {2: 3, 8: 2}),
        ("Pon a Bob en el grupo tres y a Hans en el grupo uno", {2: 3, 8: 1}),
        ("3: Gina, Fred", {7: 3, 6: 3}),
        ("Gina, Fred: 3", {7: 3, 6: 3}),
        ("Butter: Gina and Fred", {7: 3, 6: 3}),
        ("2 Anna, Dirk\n1 Carla", {1: 2, 4: 2, 3: 1}),
        ("1. Bob, Gina\n2. Anna", {2: 1, 7: 1, 1: 2}),
        ("1. Bob to 3\n2. Anna to 2", {2: 3, 1: 2}),
        ("1: Bob, Gina; 2: Anna", {2: 1, 7: 1, 1: 2}),
        ("remove Dirk", {4: 0}),
        ("Delete Hans from all groups", {8: 0}),
        ("Take Hans out", {8: 0}),
        ("Take Dirk and Hans out of the groups, please", {4: 0, 8: 0}),
        ("please leave out Hans", {8: 0}),
        ("Remove Dirk, Hans and Gina", {4: 0, 8: 0, 7: 0}),
        ("remove Hans from Butter and put Bob in 1", {8: 0, 2: 1}),
        ("Hans: none", {8: 0}),
        ("Hans in no group", {8: 0}),
        ("Verwijder Hans uit de groepen", {8: 0}),
        ("Haal Hans eruit", {8: 0}),
        ("Retirez Hans", {8: 0}),
        ("Quita a Hans, por favor", {8: 0}),
        ("Can you please move Bob to 3?", {2: 3}),
        ("Kun je Bob naar 3 verplaatsen?\nBob 3", {2: 3}),
        ("Anna 2\nBob and Carla to 1\nremove Dirk\nEve -> Butter", {1: 2, 2: 1, 3: 1, 4: 0, 5: 3}),
        ("Hi,\n\nBob should go to 1.\n\nKind regards,\nMarie\nONG | +32 2 555 55 55", {2: 1}),
    ],
)
def test_orders_of_many_forms(said: str, to: dict[int, int]) -> None:
    """Several people, several orders in a sentence, people taken out, numbers in words."""
    moves = read_more(said)
    assert moves.to == to
    assert (moves.unknown, moves.unclear) == ([], [])
    assert [each for each in moves.unread if "Kun je" not in each] == [] or "Kun" in said


@pytest.mark.parametrize(
    ("said", "to", "unread"),
    [
        ("Anna 2\nFred 9", {1: 2}, ["Fred 9"]),
        ("Bob 1, and keep the women together", {2: 1}, ["keep the women together"]),
        ("Move Bob to 1 and put him with Hans", {2: 1}, ["put him with Hans"]),
        ("yes, but Hans must not be with Carla", {}, ["Hans must not be with Carla"]),
        ("make 2 groups instead", {}, ["make 2 groups instead"]),
        ("rename group 1 to Cows", {}, ["rename group 1 to Cows"]),
        ("no, Hans and Gina", {}, ["Hans", "Gina"]),
        ("ok\n\nThanks,\nMarie\n\nPS: Hans is away until May", {}, ["PS: Hans is away until May"]),
        (
            "Could you put everybody who has not answered in group 2?",
            {},
            ["put everybody who has not answered in group 2"],
        ),
        ("I will call Bob at 2", {}, ["I will call Bob at 2"]),
    ],
)
def test_what_is_not_understood_is_kept(said: str, to: dict[int, int], unread: list[str]) -> None:
    """No word about people or numbers is lost; nothing is guessed."""
    moves = read_more(said)
    assert moves.to == to
    assert moves.unread == unread


@pytest.mark.parametrize(
    "said",
    [
        "ok",
        "Yes, go ahead please.\n\nMarie",
        "no changes, go",
        "ok\n\nMarie Dubois\nONG Lait | +32 2 555 55 55 | www.ong.example",
        "Perfect, thank you!\n\nKind regards,\nMarie Dubois\nRue de la Loi 16, 1000 Brussels",
        "Dear robot,\n\nall fine\n\nBest, Marie",
    ],
)
def test_an_assent_is_no_order(said: str) -> None:
    """Nothing of it is left over, a signature below it least of all."""
    assert read_more(said) == Moves()


@pytest.mark.parametrize("own", ["", "Like this?", "I have moved Bob, he asked me to."])
def test_lines_of_the_quote_may_be_moved(own: str) -> None:
    """Bob's line stands under Peru now, whether it begins with ">" or not."""
    edited = shifted("bob@", "diaz@")
    for below in (quoted(edited), edited, quoted(quoted(edited))):
        assert read(own, below).to == {2: 2}


def test_an_edited_copy_may_stand_above_the_quote() -> None:
    """The copy counts: the quote below it only says how it was."""
    edited = shifted("fatou@", "anna@", shifted("bob@", "dora@"))
    moves = read(edited, quoted(LETTER))
    assert moves.to == {2: 2, 6: 1}
    assert moves.absent == []


def test_words_may_be_written_between_the_lines_of_the_quote() -> None:
    """A name below a heading, in the midst of the quote."""
    edited = quoted(LETTER).replace("> 3. Youth", "Bob\n>\n> 3. Youth")
    moves = read_moves("Bob", edited, PEOPLE, PLACED, NAMES)
    assert moves.to == {2: 2}
    edited = quoted(LETTER).replace(">     Anna Diaz", "Bob\nFatou\n>     Anna Diaz")
    moves = read_moves("Bob\nFatou", edited, PEOPLE, PLACED, NAMES)
    assert moves.to == {2: 2, 6: 2}


def test_a_copy_with_less_than_it_had() -> None:
    """Names without addresses and marks, short headings; who is left out stays, and is named."""
    copy = "1. Kenya dairy\nAnna Jansen\n\n2.\nAnna Diaz\nBob\n\n3:\nÉmile Zola\nFatou Diop\n"
    moves = read(copy)
    assert moves.to == {2: 2}
    assert moves.absent == [4]


def test_a_quote_that_was_not_edited_moves_nobody() -> None:
    """An ok above it is an ok."""
    for own in ("", "ok", "OK\n\nBea", "Yes please!"):
        for below in (quoted(LETTER), LETTER, ""):
            assert read(own, below) == Moves(), (own, below)


def test_broken_lines_of_a_quote_do_no_harm() -> None:
    """A program broke the long lines before it marked them."""
    broken = quoted(
        shifted("bob@", "diaz@").replace(", first", ", first\n").replace("has ", "has\n")
    )
    assert read("", broken).to == {2: 2}


def test_who_cannot_be_told_is_pointed_out() -> None:
    """Nobody of that name, or two; those who can be told are moved."""
    moves = read("Anna 3\nZoe 2\nBob 2")
    assert moves.to == {2: 2}
    assert (moves.unclear, moves.unknown) == (["Anna"], ["Zoe"])
    moves = read("2: Bob, Zoe, stranger@example.org")
    assert moves.to == {2: 2}
    assert moves.unknown == ["Zoe", "stranger@example.org"]


def test_strangers_are_not_put_into_groups() -> None:
    """An address that was written into the copy is nobody's of the proposal."""
    copy = LETTER.replace("    Bob", "    Mallory <mallory@example.org>\n    Bob")
    moves = read(copy)
    assert moves.to == {}
    assert moves.unknown == ["Mallory <mallory@example.org>"]


def test_nobody_stands_in_two_places() -> None:
    """Who is put under two other headings stays, and is named."""
    copy = LETTER.replace("    Anna Diaz", "    Bob\n    Anna Diaz").replace(
        "    Fatou", "    Bob\n    Fatou"
    )
    moves = read(copy)
    assert moves.to == {}
    assert moves.unclear == ["Bob"]
    doubled = LETTER.replace("    Anna Diaz", "    Bob\n    Anna Diaz")
    assert read(doubled).to == {2: 2}  # copied, and not taken away above


@pytest.mark.parametrize(
    "said",
    [
        "ok",
        "Looks good to me, thank you",
        "Can we wait until 3 December?",
        "I will call Bob at 2",
        "no",
        "Why is the Kenya group so small?",
        "The groups are fine: Bob is happy",
        "Thanks, Bea",
    ],
)
def test_prose_moves_nobody(said: str) -> None:
    """What is no order is none."""
    moves = read(said, quoted(LETTER))
    assert moves.to == {}
    assert moves.unknown == []


def test_a_proposal_for_thousands_is_read_in_time() -> None:
    """Ten groups of 1200 people, all quoted, a hundred of them moved."""
    names = Names([("", f"Village {word}") for word in "abcdefghij"])
    people = [
        Somebody(number, f"Person N{number} Of{number % 97}", f"p{number}@example.org")
        for number in range(12_000)
    ]
    placed = {each.id: each.id % 10 + 1 for each in people}
    lines = []
    for case in range(1, 11):
        lines += ["", f"{case}. Village {'abcdefghij'[case - 1]} (1200 people)", ""]
        for each in people:
            there = placed[each.id] if each.id >= 100 else (placed[each.id] % 10) + 1
            if there == case:
                lines.append(f"    {each.name} <{each.address}>")
    text = "\n".join(f"> {line}" for line in lines)
    before = time.monotonic()
    moves = read_moves("here", text, people, placed, names)
    assert time.monotonic() - before < 5
    assert len(moves.to) == 100 or len(text) > 400_000


GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
@pytest.mark.parametrize("client", CLIENTS)
def test_what_programs_quote_moves_nobody(client: str, language: str) -> None:
    """An ok is an ok, however the proposal is quoted below it; and an order stays one."""
    people = [
        Somebody(1, "Ann Jansen", "ann@example.org"),
        Somebody(2, "Bob", "bob@example.org"),
        Somebody(3, "", "dora@example.org"),
        Somebody(4, "Émile Zola", "emile@example.org"),
        Somebody(5, "Cat Visser", "cat@example.org"),
        Somebody(6, "Sam Otieno", "sam@example.net"),
    ]
    placed = {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2}
    for form in ("proposal", "proposal_changed", "proposal_early"):
        said = (GOLDEN / language / "cases" / f"{form}.txt").read_text(encoding="utf-8")
        mail = mail_saying(said.partition("\n\n")[2])
        for own, to in (("ok", {}), ("Bob 2", {2: 2})):
            body = read_body(parse(reply(client, language, own, mail)))
            own_text = body.own_text if body.has_own_words else ""
            moves = read_moves(own_text, body.full_text, people, placed, NAMES)
            found = (moves.to, moves.unknown, moves.unclear, moves.unread)
            assert found == (to, [], [], []), own_text
            assert moves.has_any == bool(to)
