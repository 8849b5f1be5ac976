"""What facilitators reply to a list of held posts, as they write it."""

from __future__ import annotations

import pytest

from dgroup.reading.rulings import read_rulings


def read(text: str, count: int = 5) -> str:
    """The rulings in short: `1 yes, 2 no (too long), ?9`."""
    found = read_rulings(text, count)
    said = [
        f"{each.number} {each.word}" + (each.reason and f" ({each.reason})")
        for each in found.rulings
    ]
    return ", ".join([*said, *(f"?{number}" for number in found.unknown)])


@pytest.mark.parametrize(
    ("text", "rulings"),
    [
        ("ok 2", "2 yes"),
        ("OK 1 3", "1 yes, 3 yes"),
        ("ok 1, 3 and 5", "1 yes, 3 yes, 5 yes"),
        ("ok 1-3", "1 yes, 2 yes, 3 yes"),
        ("ok 1 – 2, 4", "1 yes, 2 yes, 4 yes"),
        ("ok #2", "2 yes"),
        ("yes nr 2", "2 yes"),
        ("2: ok", "2 yes"),
        ("1, 2 ok\n3 no too long\n4. drop", "1 yes, 2 yes, 3 no (too long), 4 drop"),
        ("ok 2\ndrop the rest", "1 drop, 2 yes, 3 drop, 4 drop, 5 drop"),
        ("drop all", "1 drop, 2 drop, 3 drop, 4 drop, 5 drop"),
        ("ok 1\ndrop 1 2", "1 yes, 2 drop"),
        ("ok 2 9", "2 yes, ?9"),
        ("no 3 not about speaking", "3 no (not about speaking)"),
        ("no 3: not about speaking\nPlease write to garden.\n\nBea\nok 1",
         "1 yes, 3 no (not about speaking\nPlease write to garden.\n\nBea)"),
        ("Hello\n\nok 2\n\nBea", "2 yes"),
        ("ja 2\nnee 3 te lang\nweg 1 en 4", "1 drop, 2 yes, 3 no (te lang), 4 drop"),
        ("verwijder alles", "1 drop, 2 drop, 3 drop, 4 drop, 5 drop"),
        ("weg de rest", "1 drop, 2 drop, 3 drop, 4 drop, 5 drop"),
        ("oui 2 et 3\nnon 4 trop long\nsupprimer le reste",
         "1 drop, 2 yes, 3 yes, 4 no (trop long), 5 drop"),
        ("sí 2\nno 3 muy largo\nborrar los demás", "1 drop, 2 yes, 3 no (muy largo), 4 drop, 5 drop"),
        ("borrar todos", "1 drop, 2 drop, 3 drop, 4 drop, 5 drop"),
        ("1 3 ok, 2 no: off topic", "1 yes, 2 no (off topic), 3 yes"),
        ("2 no: off topic, 1 3 ok", "1 yes, 2 no (off topic), 3 yes"),
        ("1 ok 2 drop 3 no too long", "1 yes, 2 drop, 3 no (too long)"),
        ("1 ok; 2 no: see rule 4, please; 3 ok.", "1 yes, 2 no (see rule 4, please), 3 yes"),
        ("ok 1 3, 2 no: off topic", "1 yes, 2 no (off topic), 3 yes"),
        ("ok 1 3, no 2: off topic, drop 4", "1 yes, 2 no (off topic), 3 yes, 4 drop"),
        ("ok 1-3, drop 4 and 5", "1 yes, 2 yes, 3 yes, 4 drop, 5 drop"),
        ("1 ok, the rest: drop", "1 yes, 2 drop, 3 drop, 4 drop, 5 drop"),
        ("2 no, all the others ok", "1 yes, 2 no, 3 yes, 4 yes, 5 yes"),
        ("2 no, the others ok", "1 yes, 2 no, 3 yes, 4 yes, 5 yes"),
        ("all ok", "1 yes, 2 yes, 3 yes, 4 yes, 5 yes"),
        ("1 and 2 ok and 3 no: too long", "1 yes, 2 yes, 3 no (too long)"),
        ("1 ok thanks, 2 no: off topic", "1 yes, 2 no (off topic)"),
        ("no 3: see rule 4, no 5 is better", "3 no (see rule 4, no 5 is better)"),
        ("no 3: we met in May, 2 yes votes", "3 no (we met in May, 2 yes votes)"),
        ("2 trust", "2 trust"),
        ("trust 2 3", "2 trust, 3 trust"),
        ("ok and trust 2", "2 trust"),
        ("ok 2 and trust", "2 trust"),
        ("2 ok and trust, 1 drop", "1 drop, 2 trust"),
        ("ok 1, trust 2", "1 yes, 2 trust"),
        ("1 ok, trust me", "1 yes"),
        ("1 3 ok, 2 nee: hoort hier niet, de rest weg",
         "1 yes, 2 no (hoort hier niet), 3 yes, 4 drop, 5 drop"),
        ("ok en vertrouw 1, 2 nee: te lang", "1 trust, 2 no (te lang)"),
        ("1, 3 oui, 2 non : hors sujet, le reste supprimer",
         "1 yes, 2 no (hors sujet), 3 yes, 4 drop, 5 drop"),
        ("1 confiance\nok et confiance 2", "1 trust, 2 trust"),
        ("1 y 3 sí, 2 no: fuera de tema, los demás borrar",
         "1 yes, 2 no (fuera de tema), 3 yes, 4 drop, 5 drop"),
        ("ok y confiar 2; 1 vale", "1 yes, 2 trust"),
        ("2 ok?", ""),
        ("Alles goed hier, 2 weken vakantie", ""),
        ("Trust is good.", ""),
        ("I trust 2 of them", ""),
        ("I have 2 questions", ""),
        ("I am away until 3 January.", ""),
        ("ok", ""),
        ("2", ""),
        ("", ""),
        ("the 2nd is spam", ""),
    ],
)  # fmt: skip
def test_lines_rule(text: str, rulings: str) -> None:
    """A word and numbers, in any of the languages; whatever else is written rules nothing."""
    assert read(text) == rulings


@pytest.mark.parametrize(
    ("text", "rulings"),
    [
        ("ok", "1 yes"),
        ("ok 1", "1 yes"),
        ("Ja, graag", "1 yes"),
        ("no too long", "1 no (too long)"),
        ("no\n\nIt is too long.\nBea", "1 no (It is too long.\nBea)"),
        ("drop", "1 drop"),
        ("drop all", "1 drop"),
        ("ok 2", "?2"),
        ("Thanks for the list", ""),
    ],
)
def test_of_one_post_no_number_need_be_said(text: str, rulings: str) -> None:
    """A list of one is answered by the word alone."""
    assert read(text, 1) == rulings


def test_a_long_reason_is_kept_whole() -> None:
    """A mail program may put a whole paragraph on one line."""
    reason = "Please tell us more about how you did it. " * 50
    assert read(f"no 2 {reason}\n\nBea") == f"2 no ({reason.strip()}\n\nBea)"


def test_a_reply_is_bounded() -> None:
    """However many numbers somebody writes, the work stays small."""
    assert read("ok 1-999") == ", ".join(f"{n} yes" for n in range(1, 6)) + "".join(
        f", ?{n}" for n in range(6, 201)
    )
    assert len(read_rulings("ok 1-999 " * 20_000, 5).unknown) < 1000
