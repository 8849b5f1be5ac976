"""Lists of cases as facilitators write them, with and without marks, texts and a date."""

from __future__ import annotations

import datetime as dt

import pytest

from dgroup.domain.cases import Case
from dgroup.reading.listing_cases import read_list, until

TODAY = dt.date(2026, 11, 21)

FOUR = ["Dairy in Kenya", "Coffee in Peru", "Youth in Mali", "Tea in Malawi"]


@pytest.mark.parametrize(
    "text",
    [
        "Dairy in Kenya\nCoffee in Peru\nYouth in Mali\nTea in Malawi",
        "Dairy in Kenya\n\nCoffee in Peru\n\nYouth in Mali\n\nTea in Malawi\n",
        "1. Dairy in Kenya\n2. Coffee in Peru\n3. Youth in Mali\n4. Tea in Malawi",
        "1) Dairy in Kenya\n2) Coffee in Peru\n3) Youth in Mali\n4) Tea in Malawi",
        "a. Dairy in Kenya\nb. Coffee in Peru\nc. Youth in Mali\nd. Tea in Malawi",
        "- Dairy in Kenya\n- Coffee in Peru\n- Youth in Mali\n- Tea in Malawi",
        "* Dairy in Kenya;\n* Coffee in Peru;\n* Youth in Mali;\n* Tea in Malawi.",
        "• Dairy in Kenya\n• Coffee in Peru\n• Youth in Mali\n• Tea in Malawi",
        "Case 1: Dairy in Kenya\nCase 2: Coffee in Peru\nCase 3: Youth in Mali\nCase 4: Tea in Malawi",
        "Cas A - Dairy in Kenya\nCas B - Coffee in Peru\nCas C - Youth in Mali\nCas D - Tea in Malawi",
        "Hello,\n\nThese are the cases:\n\n1. Dairy in Kenya\n2. Coffee in Peru\n3. Youth in Mali\n"
        "4. Tea in Malawi\n\nThanks!\nBea",
        "These are the cases:\nDairy in Kenya\nCoffee in Peru\nYouth in Mali\nTea in Malawi\n\n"
        "Kind regards,\nBea Visser\nICCO",
        "Here they come:\n- Dairy in Kenya\n- Coffee in Peru\n- Youth in Mali\n- Tea in Malawi\n\nBedankt,\nBea",
    ],
)
def test_lists_come_in_many_forms(text: str) -> None:
    """Numbers, letters, bullets or nothing; greetings and thanks around them are no cases."""
    listed = read_list(text, TODAY)
    assert [each.title for each in listed.cases] == FOUR
    assert not any(each.text or each.key for each in listed.cases)
    assert listed.problem == ""
    assert listed.closes is None


def test_a_case_may_have_a_text() -> None:
    """Indented lines, what stands behind a dash, and dashes below a bare line."""
    wanted = (
        Case("kenya", "Dairy in Kenya", "Two hundred farmers share a cooler.\nWho pays for it?"),
        Case("", "Coffee in Peru", "a cooperative that lost its buyer"),
    )
    for text in (
        "kenya: Dairy in Kenya\n  Two hundred farmers share a cooler.\n  Who pays for it?\n"
        "Coffee in Peru - a cooperative that lost its buyer",
        "1. Kenya: Dairy in Kenya\nTwo hundred farmers share a cooler.\nWho pays for it?\n\n"
        "2. Coffee in Peru — a cooperative that lost its buyer",
        "kenya: Dairy in Kenya\n- Two hundred farmers share a cooler.\n- Who pays for it?\n"
        "Coffee in Peru\n- a cooperative that lost its buyer",
        "- kenya: Dairy in Kenya\n  Two hundred farmers share a cooler.\n  Who pays for it?\n"
        "- Coffee in Peru\n  a cooperative that lost its buyer",
    ):
        assert read_list(text, TODAY).cases == wanted, text


def test_a_long_title_goes_on_in_the_text() -> None:
    """What is too long for a title is not lost."""
    long = "Dairy " * 30
    (first, _) = read_list(f"{long}\nCoffee in Peru", TODAY).cases
    assert len(first.title) <= 101
    assert first.title.endswith("…")
    assert first.text == long.strip()


@pytest.mark.parametrize(
    "line",
    [
        "until 12 December",
        "Until 12 December.",
        "Please choose by 12 December!",
        "closing date: 12 December",
        "Deadline: 12/12",
        "tot 12 december",
        "uiterlijk 12 december",
        "jusqu'au 12 décembre",
        "avant le 12 décembre",
        "hasta el 12 de diciembre",
        "until 2026-12-12",
    ],
)
@pytest.mark.parametrize("mark", ["", "1. "])
def test_a_closing_date_is_no_case(line: str, mark: str) -> None:
    """It stands below the list, or above it."""
    two = f"{mark}Dairy in Kenya\n{mark.replace('1', '2')}Coffee in Peru"
    for text in (f"{two}\n{line}", f"{two}\n\n{line}\n", f"{line}\n\n{two}"):
        listed = read_list(text, TODAY)
        assert (listed.closes, listed.problem) == (dt.date(2026, 12, 12), ""), text
        assert [each.title for each in listed.cases] == FOUR[:2]


def test_what_is_wrong_is_named() -> None:
    """Too few, too many, one twice, a day that has passed."""
    assert read_list("", TODAY).problem == "few"
    assert read_list("Dairy in Kenya", TODAY).problem == "few"
    assert read_list("\n".join(f"Case of place {n}x" for n in range(13)), TODAY).problem == "many"
    twice = read_list("Dairy in Kenya\nCoffee\ndairy in KENYA", TODAY)
    assert (twice.problem, twice.culprit) == ("twice", "dairy in KENYA")
    passed = read_list("Dairy\nCoffee\nuntil 2026-11-01", TODAY)
    assert (passed.problem, passed.culprit) == ("date", "until 2026-11-01")
    assert read_list("Dairy\nCoffee\nuntil 2028-11-01", TODAY).problem == "date"


def test_a_day_by_itself() -> None:
    """The subject of the mail may say it, too."""
    assert until("until 12 December", TODAY) == dt.date(2026, 12, 12)
    assert until("tot 12 december", TODAY) == dt.date(2026, 12, 12)
    assert until("Choosing a case", TODAY) is None
    assert until("until 1 January 2031", TODAY) is None


def test_a_key_stays_in_the_title_where_it_says_something() -> None:
    """It names the group all the same; said again in the title, it is the key alone."""
    listed = read_list("Kenya: dairy cooperatives\nGhana: cocoa\nPeru: water", TODAY)
    assert [each.title for each in listed.cases] == [
        "Kenya: dairy cooperatives",
        "Ghana: cocoa",
        "Peru: water",
    ]
    assert [each.key for each in listed.cases] == ["kenya", "ghana", "peru"]
    (first, second) = read_list("kenya: Dairy in Kenya\nmilk: The price of milk", TODAY).cases
    assert (first.title, second.title) == ("Dairy in Kenya", "The price of milk")


def test_what_stands_above_a_marked_list_is_kept() -> None:
    """Without the greeting, and without a line that only leads to the list."""
    words = "Choose the case that is nearest to your own work.\n\nBea will look after two."
    cases = "1. Dairy in Kenya\n2. Coffee in Peru"
    for text in (
        f"{words}\n\n{cases}",
        f"Dear all,\n\n{words}\n\n{cases}\n\nThanks,\nBea",
        f"Hello,\n\n{words}\n\nThese are the cases:\n\n{cases.replace('1.', '-').replace('2.', '-')}",
    ):
        listed = read_list(text, TODAY)
        assert listed.intro == words, text
        assert len(listed.cases) == 2
    assert read_list(f"Hello,\n\nThese are the cases:\n{cases}", TODAY).intro == ""
