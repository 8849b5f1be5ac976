"""Which number of a summary means which conversation, as it was put together and as edited."""

from __future__ import annotations

import pytest

from dgroup.reading.shown_summary import most_numbers, read_told

BEES, COCOA, SMITH = 12, 31, 40
DATA = {
    "threads": [
        {"id": BEES, "subject": "Bees", "said": [{"text": "They fly."}], "told": ""},
        {"id": COCOA, "subject": "Cocoa prices (2)", "said": [], "told": "They fall."},
    ],
    "questions": [{"id": SMITH, "post_id": 77, "subject": "A smith", "text": "Who is one?"}],
    "rest": [{"id": 50, "subject": "Bees and milk", "posts": 1}],
    "older": [{"id": BEES, "subject": "Bees"}],
}


def numbers(body: str) -> dict[int, int]:
    """The conversations by the numbers that a reader sees."""
    return {
        each.number: each.thread_id for each in read_told({**DATA, "body": body}) if each.number
    }


def test_as_it_was_put_together_they_are_numbered_through() -> None:
    """Conversations, then questions; others have no number, and each is there once."""
    talks = read_told(DATA)
    assert [(each.number, each.thread_id) for each in talks] == [
        (1, BEES),
        (2, COCOA),
        (3, SMITH),
        (0, 50),
    ]
    assert talks[0].told == ("Bees", "They fly.")
    assert talks[2].post_ids == (77,)
    assert most_numbers(DATA) == 3


def test_a_question_in_a_conversation_that_is_told_has_a_number_of_its_own() -> None:
    """The same conversation under two numbers, its subject under the first."""
    talks = read_told({"threads": DATA["threads"][:1], "questions": DATA["threads"][:1]})
    assert [(each.number, each.thread_id, each.subject) for each in talks] == [
        (1, BEES, "Bees"),
        (2, BEES, ""),
    ]


EDITED = [
    ("1. A smith (Ann)\n2. Cocoa prices (2) (Bob)\n3. Bees", {1: SMITH, 2: COCOA, 3: BEES}),
    ("2) A smith\n\n1) Bees (3 messages)", {1: BEES, 2: SMITH}),
    ("1. Bees and milk (Ann)\n2. BEES.", {1: 50, 2: BEES}),
    (f"1. Little animals\nThey fly.\n== To answer: thread+{BEES}@x.example", {1: BEES}),
    (f"1. Bees\n== To answer: thread+{COCOA}@x.example", {}),
    ("1. Bees\n1. A smith", {}),
    ("1. Something else\n2. A smith", {2: SMITH}),
    (f"1. Something else\n=== Also\n\nwrite to thread+{BEES}@x.example", {}),
    ("Bees fly, and nobody is a smith.", {}),
]


@pytest.mark.parametrize(("body", "found"), EDITED)
def test_in_an_edited_text_a_number_means_what_stands_next_to_it(
    body: str, found: dict[int, int]
) -> None:
    """The subject behind it, or the address below it; where they differ, nothing."""
    assert numbers(body) == found


def test_numbers_that_somebody_may_have_seen() -> None:
    """Those of the text, and those of the draft, which facilitators have read."""
    assert most_numbers({**DATA, "body": "Nothing."}) == 3
    assert most_numbers({**DATA, "body": "7. Something."}) == 7
