"""Questions that nobody answered: found, told so that they can be answered, and not kept too long."""

from __future__ import annotations

import pytest

from dgroup.domain.excerpts import Said
from dgroup.domain.questions import asks, open_question
from tests.domain.conversations import ALL, posts

ASKED = {
    "en": "How do you store seed from one season to the next without buying chemicals?",
    "nl": "",
    "fr": "Comment avez-vous fixé un prix que tout le monde peut payer ?",
    "es": (
        "Aquí en Puno no llueve desde septiembre y la quinua está muy pequeña. ¿Alguien ha probado"
        " variedades que resisten la sequía?"
    ),
}


@pytest.mark.parametrize("language", ALL)
def test_the_question_a_conversation_begins_with_is_open(language: str) -> None:
    """As long as nobody has answered; a proposal is no question."""
    found = open_question(posts(ALL[language])[:1])
    assert (found.text if found else "") == ASKED[language]


@pytest.mark.parametrize("language", ["nl", "fr", "es"])
def test_an_answered_question_is_closed(language: str) -> None:
    """Somebody else's words below it are its answer."""
    assert open_question(posts(ALL[language])) is None


def test_a_question_at_the_end_is_open() -> None:
    """What the one who asked asks further has no answer yet."""
    found = open_question(posts(ALL["en"]))
    assert found is not None
    assert (found.post_id, found.writer) == (4, "Anna Jansen")
    assert found.text.endswith("Bob, where do you buy the bags?")


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("Does anybody know a good book on grafting", "Does anybody know a good book on grafting"),
        ("We look for a mill. Any ideas?\n\nThanks!\nAnna", "We look for a mill. Any ideas?"),
        ("Our pump makes a strange noise since Monday.\n\nAny ideas?\n\nBob",
         "Our pump makes a strange noise since Monday."),
        ("Weet iemand waar je goed pootgoed koopt? Alvast bedankt!\n\nGroeten, Joke",
         "Weet iemand waar je goed pootgoed koopt?"),
        ("Quelqu'un sait où acheter des filets solides ?\nMerci d'avance", "Quelqu'un sait où acheter des filets solides ?"),
        ("Hola:\n\n¿Dónde se compran redes para los pájaros?\n\nGracias de antemano,\nRosa",
         "¿Dónde se compran redes para los pájaros?"),
        ("你们在哪里买这些密封的袋子？谢谢！", "你们在哪里买这些密封的袋子？"),
        ("أين تشترون هذه الأكياس الجيدة؟", "أين تشترون هذه الأكياس الجيدة؟"),
        ("Is it going to rain? I think it will, for the clouds are low. We should wait. We can plant on Monday.", ""),
        ("How are you all?", ""),
        ("Thanks, right?", ""),
        ("The harvest was good.", ""),
        ("Thanks, that helps!", ""),
        ("> Where do you buy the bags?\n\nIn the market of Kisumu, on Fridays.", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_what_a_post_asks(words: str, question: str) -> None:
    """What it ends with, or what somebody is asked in so many words; "" for no question."""
    assert asks(words) == question


def said(*lines: tuple[str, int | None, str]) -> list[Said]:
    """Posts of (who, the number of what they answer, the words)."""
    return [Said(n, who, who, words, parent) for n, (who, parent, words) in enumerate(lines, 1)]


QUESTION = ("Anna", None, "Where do you buy the bags for the seed?")


@pytest.mark.parametrize(
    ("more", "is_open"),
    [
        ([], True),
        ([("Anna", 1, "Nobody?")], True),
        ([("Anna", 1, "I mean the bags with three layers.")], True),
        ([("Anna", 1, "Never mind, I found them in town.")], False),
        ([("Anna", 1, "Laat maar, het is opgelost.")], False),
        ([("Anna", 1, "C'est réglé.")], False),
        ([("Anna", 1, "Ya lo encontré.")], False),
        ([("Bob", 1, "In Kisumu.")], False),
        ([("Bob", None, "In Kisumu.")], False),
        ([("Anna", 1, "The blue ones."), ("Bob", 2, "In Kisumu.")], False),
        ([("Bob", 1, "")], True),
    ],
)
def test_who_settles_a_question(more: list[tuple[str, int | None, str]], is_open: bool) -> None:
    """Others do by words below it, and who asked by saying so."""
    found = open_question(said(QUESTION, *more))
    assert (found is not None) == is_open


def test_an_answer_to_somebody_else_settles_nothing() -> None:
    """What is answered on another branch of the conversation leaves the question open."""
    found = open_question(
        said(
            ("Anna", None, "We want to buy bags for the seed together."),
            ("Bob", 1, "We are in."),
            ("Anna", 1, "How many bags does each of you need by March?"),
            ("Carl", 2, "I am in as well, with the others of my village."),
        )
    )
    assert found is not None
    assert found.text.endswith("How many bags does each of you need by March?")


def test_a_question_in_an_answer_is_for_who_asked() -> None:
    """What somebody asks back is not put to everybody."""
    assert (
        open_question(said(QUESTION, ("Bob", 1, "Which bags do you mean, the blue ones?"))) is None
    )


def test_a_quoted_question_is_not_asked_again() -> None:
    """A quote that no mark tells is its first writer's."""
    words = "In Kisumu.\n\nWhere do you buy the bags for the seed?"
    assert open_question(said(QUESTION, ("Bob", 1, words))) is None
