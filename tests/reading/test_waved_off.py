"""Words that are for no conversation are known as such; whatever else is said is for people."""

from __future__ import annotations

import pytest

from dgroup.reading.waved_off import asks_for_less, is_thanks, lets_go

THANKS = [
    "thanks!", "+1", "👍", "❤️🙏", ":-)", "merci beaucoup", "Merci à tous !", "Muchas gracias",
    "Heel hartelijk bedankt!", "Dank je wel", "Hi all,\n\nThank you so much!\n\nDan Peeters",
    "Thanks for the digest\n\nBest wishes,\nDan",
]  # fmt: skip
FOR_PEOPLE = [
    "Thanks, count me in", "Thanks for the seeds, Bea", "Good.", "Yes", "1", "2 👍", "?", "", "me too",
    "Thanks!\n\nMaria Oduya cannot come.", "Merci, 900", "for all", "+12", "All of you",
]  # fmt: skip
NEVER_MIND = [
    "Never mind", "nevermind!", "Nothing.", "Forget it, thanks", "just thanks", "Just a thank you",
    "Laat maar", "niks", "Vergeet het maar", "alleen bedankt", "Laissez tomber", "Rien, merci",
    "juste merci", "Ce n'est rien", "Nada", "Olvídalo", "déjalo, gracias", "solo gracias",
    "Hi,\n\nNever mind.\n\nDan", "none of these",
]  # fmt: skip
NOT_LET_GO = [
    "Nothing about it is new", "Forget it, I meant the second", "2", "new", "", "Thank you",
    "Never mind the price, send it to 2", "Rien de nouveau", "the one about nothing",
]  # fmt: skip


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_thanks(text: str) -> None:
    """In four languages, as a sign, and with a name below."""
    assert is_thanks(text)


@pytest.mark.parametrize("text", FOR_PEOPLE)
def test_what_says_more_is_no_thanks(text: str) -> None:
    """Nobody's words are lost for being polite."""
    assert not is_thanks(text)


@pytest.mark.parametrize("text", NEVER_MIND)
def test_words_can_be_let_go(text: str) -> None:
    """As people say so."""
    assert lets_go(text)


@pytest.mark.parametrize("text", NOT_LET_GO)
def test_what_goes_on_lets_nothing_go(text: str) -> None:
    """On doubt the writer is asked once more."""
    assert not lets_go(text)


@pytest.mark.parametrize(
    "text",
    [
        "How can I get this only once a week?",
        "Kan ik dit één keer per week krijgen?",
        "Puis-je recevoir moins de courriels ?",
        "¿Puedo recibirlo una vez al mes?",
    ],
)
def test_a_question_about_how_often_mail_comes(text: str) -> None:
    """It may be for us."""
    assert asks_for_less(text)
    assert not asks_for_less("We water them once a week.")
    assert not asks_for_less("Is the price the same everywhere?")
