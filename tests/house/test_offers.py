"""What a letter offers to reply is understood when somebody replies it, in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dgroup.reading.answers import read_answer_text
from dgroup.reading.case_names import Names
from dgroup.reading.choosing_cases import read_choice
from dgroup.reading.deeds import read_deeds
from dgroup.reading.drafts import draft_word
from dgroup.reading.request import read_request
from dgroup.reading.setting_reading import is_nothing
from dgroup.reading.tasks import read_tasks
from dgroup.reading.which_one import read_which
from tests.house.tree import ROOT

GOLDEN = ROOT / "tests" / "golden"
NAMES = {"practice", "practice-kenya", "practice-peru", "psc", "short", "case-1", "cocoa", "coffee"}
QUOTED = re.compile(r'"([^"]+)"|«\s*([^»]+?)\s*»|„([^”“]+)[”“]|“([^”]+)”')
# Replies that a letter asks for which are neither commands nor yes and no: lines of lists.
OF_LISTS = re.compile(r"^(?:ok|no|non|nee|drop|weg|supprimer|borrar|descartar)\b", re.IGNORECASE)

CASES_TO_CHOOSE = Names([("", "Dairy"), ("", "Coffee"), ("", "Youth"), ("", "Tea")])


def offers(text: str) -> Iterator[str]:
    """Yield the words in quotation marks with which an offer begins."""
    for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]:
        line = " ".join(item.split("\n\n")[0].split())
        hit = QUOTED.match(line)
        if hit:
            yield next(each for each in hit.groups() if each)


CASES = [
    (file, offered)
    for file in sorted(GOLDEN.rglob("*.txt"))
    for offered in offers(file.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(
    ("file", "offered"),
    CASES,
    ids=[f"{file.relative_to(GOLDEN)}: {offered}" for file, offered in CASES],
)
def test_what_is_offered_is_understood(file: Path, offered: str) -> None:
    """A command, a yes, a no, or a word for a list that lies before the reader."""
    is_command = read_request("", offered, NAMES).orders
    is_task = read_tasks("", offered, NAMES, is_in_charge=True)
    is_answer = read_answer_text(offered).kind not in ("other", "empty")
    is_word = OF_LISTS.match(offered) or is_nothing(offered)  # the latter for no text
    is_deed = read_deeds(offered)
    is_draft = draft_word(offered) is not None  # of a summary
    is_choice = read_choice(offered, CASES_TO_CHOOSE).kind != "unclear"
    is_choice = is_choice or read_which(offered, {1: "Meetings"}).kind != "unclear"
    assert is_command or is_task or is_answer or is_word or is_deed or is_choice or is_draft, (
        offered
    )


def test_letters_make_offers() -> None:
    """The test above finds what it is for."""
    assert len(CASES) > 400
