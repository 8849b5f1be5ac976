"""`dgroup summary preview`: the next summary as it stands; nothing is sent."""

from __future__ import annotations

import pytest

from tests.cli.place import Place

LATER = "2026-11-22T12:00:00Z"


@pytest.fixture
def talked(psc: Place) -> Place:
    """The group psc, with two posts."""
    for number, subject in enumerate(("Wells", "Pumps")):
        at = f"2026-11-21T12:0{number}:00Z"
        body = f"We have looked at many {subject.lower()} in the valley this year."
        mail = psc.mail("Cas <cas@example.org>", body, subject=subject)
        psc.inject(mail, "psc@lists.example.org", "--at", at)
    return psc


def test_a_summary_is_shown_as_it_would_be_sent(talked: Place) -> None:
    """Of the last week, with its subject and figures."""
    found = talked.json("summary", "preview", "psc", "--at", LATER)
    assert {key: found[key] for key in ("group", "since", "until", "posts", "people")} == {
        "group": "psc",
        "since": "2026-11-15T12:00:00Z",
        "until": "2026-11-22T12:00:00Z",
        "posts": 2,
        "people": 1,
    }
    assert found["conversations"] == 2
    assert "many wells in the valley" in " ".join(found["text"].split())
    assert found["subject"].startswith("The week in ")


def test_people_are_shown_the_letter(talked: Place) -> None:
    """What it is, then the letter itself; nothing waits to be sent."""
    before = talked.rows("select count(*) from delivery")
    shown = talked.run("summary", "preview", "psc", "--at", LATER).stdout
    assert "posts          2" in shown
    assert "Subject: The week in " in shown
    assert talked.rows("select count(*) from delivery") == before


def test_a_group_has_its_own_measure_of_time(talked: Place) -> None:
    """As many days as lie between two of its summaries."""
    talked.run("group", "set", "psc", "summary_every=14")
    found = talked.json("summary", "preview", "psc", "--at", LATER)
    assert found["since"] == "2026-11-08T12:00:00Z"


def test_nothing_new(talked: Place) -> None:
    """No letter is shown."""
    found = talked.json("summary", "preview", "psc", "--at", "2027-02-22T12:00:00Z")
    assert (found["posts"], found["subject"], found["text"]) == (0, None, None)
    shown = talked.run("summary", "preview", "psc", "--at", "2027-02-22T12:00:00Z").stdout
    assert "nothing new: no summary" in shown
