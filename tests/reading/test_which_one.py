"""The answers that people give to "which conversation is it for?"."""

from __future__ import annotations

import pytest

from dgroup.reading.which_one import read_which

SUBJECTS = {1: "How do you start a meeting?", 2: "What we get for a bag", 5: ""}

NUMBERS = [
    ("2", 2),
    ("2.", 2),
    ("#2", 2),
    ("No. 2", 2),
    ("no 2", 2),
    ("Nr 2", 2),
    ("2 please", 2),
    ("2, thanks!", 2),
    ("Number 2, please", 2),
    ("Conversation 2", 2),
    ("Gesprek 2 graag", 2),
    ("Le 2, s'il vous plaît", 2),
    ("Numéro 2, merci", 2),
    ("La 2, por favor", 2),
    ("Hello,\n\n2\n\nKind regards,\nDan", 2),
    ("two", 2),
    ("The second one", 2),
    ("De tweede", 2),
    ("La deuxième", 2),
    ("La segunda", 2),
    ("one", 1),
    ("2\n\nDan", 2),
    ("What we get for a bag", 2),
    ("Re: how do you start a meeting", 1),
    ("2. What we get for a bag", 2),
    ("5", 5),
]


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_a_number_is_understood(text: str, number: int) -> None:
    """As people say it, with courtesies around it, in four languages."""
    found = read_which(text, SUBJECTS)
    assert (found.kind, found.number, found.rest) == ("number", number, "")


NEW = [
    ("new", ""),
    ("New: A feast in May", "A feast in May"),
    ("new A feast in May", "A feast in May"),
    ("New conversation: A feast in May", "A feast in May"),
    ("nieuw", ""),
    ("Nieuw gesprek: Een feest", "Een feest"),
    ("nouveau : Une fête", "Une fête"),
    ("Nouvelle conversation - Une fête", "Une fête"),
    ('nuevo "Una fiesta"', "Una fiesta"),
    ("A new conversation\n\nThanks,\nDan", ""),
]


@pytest.mark.parametrize(("text", "subject"), NEW)
def test_a_new_conversation_is_understood(text: str, subject: str) -> None:
    """With its subject, if there is one."""
    found = read_which(text, SUBJECTS)
    assert (found.kind, found.subject, found.rest) == ("new", subject, "")


@pytest.mark.parametrize(
    "text", ["", "3", "0", "12", "Hello,", "I do not know", "Both", "1 and 2", "1, 2", "2 or 5?"]
)
def test_what_is_not_clear_is_no_choice(text: str) -> None:
    """Nothing is guessed."""
    found = read_which(text, SUBJECTS)
    assert found.kind == "unclear" or found.rest


def test_words_besides_the_choice_are_handed_on() -> None:
    """They may be a correction, or the whole message again."""
    found = read_which("2\n\nAnd tell Carlos that it is not so everywhere.", SUBJECTS)
    assert (found.number, found.rest) == (2, "And tell Carlos that it is not so everywhere.")
    found = read_which("2, but leave out the second sentence", SUBJECTS)
    assert (found.number, found.rest) == (2, "but leave out the second sentence")
