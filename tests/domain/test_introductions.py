"""The questions of a group, and which words of a reply answer which of them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from dgroup.domain.introductions import (
    BESIDE,
    STANDARD,
    asking,
    find_answers,
    in_one_line,
    matching_line,
    questions_of,
    read_questions,
    under_questions,
)
from dgroup.domain.sentences import holds_sentence, is_courtesy
from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import parse
from tests.domain.known import GROUP, SETTINGS
from tests.writing import letter

EN = STANDARD["en"]
WHO, WHAT, LEARN = "Anna Jansen, from Kumasi.", "Ten years of cocoa.", "How others prune."
ALL = {"1": WHO, "2": WHAT, "3": LEARN}


def body_of(text: str) -> Body:
    """The text of a mail as the server reads it."""
    return read_body(parse(letter(body=text)))


@pytest.mark.parametrize(
    ("setting", "questions"),
    [
        ("", ()),
        ("Who are you?", ("Who are you?",)),
        ("Who are you? | What do you grow?", ("Who are you?", "What do you grow?")),
        ("1. Who?\n2) What?\n\n 3: Why?\n", ("Who?", "What?", "Why?")),
        ("a|b|c|d|e|f|g", ("a", "b", "c", "d", "e")),
        ("What   have\tyou done in 10 years?", ("What have you done in 10 years?",)),
        (" | ", ()),
    ],
)
def test_a_group_has_up_to_five_questions(setting: str, questions: tuple[str, ...]) -> None:
    """Facilitators type them with bars or on lines, numbered or not."""
    assert read_questions(setting) == questions


def test_a_group_without_questions_asks_the_standard_ones() -> None:
    """In the reader's language, English where that is not spoken here; its own as they are."""
    assert [questions_of(GROUP, each) for each in ("nl", "fr", "es", "nl-BE", "tlh")] == [
        *(STANDARD[each] for each in ("nl", "fr", "es", "nl", "en")),
    ]
    own = replace(GROUP, settings=replace(SETTINGS, questions="Wat teel je?"))
    assert questions_of(own, "fr") == ("Wat teel je?",)


def test_who_is_exempt_is_only_asked() -> None:
    """A group that requires introductions tells those who may write without that it asks."""
    strict = replace(GROUP, settings=replace(SETTINGS, introductions="require"))
    assert asking(strict, "en")["introductions"] == "require"
    assert asking(strict, "en", is_exempt=True)["introductions"] == "ask"


QUOTED = "\r\n".join(
    [
        "On Sat, 21 Nov 2026 at 12:00, Cocoa <psc-request@lists.example.org> wrote:",
        "> You are now a member of Cocoa.",
        ">",
    ]
)
FOUND = [
    (f"1. {WHO}\n2. {WHAT}\n3. {LEARN}", ALL, ""),
    (f"Hello all,\n\n1) {WHO}\n\n2) {WHAT}\n\n3) {LEARN}", ALL, "Hello all,"),
    (f"1: {WHO}\n2: {WHAT}\n3: {LEARN}", ALL, ""),
    (f"1 - {WHO}\n2 - {WHAT}\n3 - {LEARN}", ALL, ""),
    (f"*1.* {WHO}\n*2.* {WHAT}\n*3.* {LEARN}", ALL, ""),
    (f"Q1. {WHO}\nQ2. {WHAT}\nQ3. {LEARN}", ALL, ""),
    (f"1.\n{WHO}\n2.\n{WHAT}\n3.\n{LEARN}", ALL, ""),
    (f"1. {WHO} 2. {WHAT} 3. {LEARN}", ALL, ""),
    (f"1. {WHO}\n3. {LEARN}", {"1": WHO, "3": LEARN}, ""),
    (f"2. {WHAT}\n3. {LEARN}", {"2": WHAT, "3": LEARN}, ""),
    (f"1. {EN[0]} {WHO}\n2. {EN[1]} {WHAT}\n3. {EN[2]} {LEARN}", ALL, ""),
    (f"1. {EN[0]}\n{WHO}\n\n2. {EN[1]}\n{WHAT}\n\n3. {EN[2]}\n{LEARN}", ALL, ""),
    (f"{EN[0]}\n{WHO}\n{EN[1]}\n{WHAT}\n{EN[2]}\n{LEARN}", ALL, ""),
    (f"{QUOTED}\n> 1. {EN[0]}\n{WHO}\n> 2. {EN[1]}\n{WHAT}\n> 3. {EN[2]}\n{LEARN}", ALL, ""),
    (
        f"Hi!\n\n{QUOTED}\n> 1. {EN[0]}\n\n{WHO}\n\n> 2. {EN[1]}\n> 3. {EN[2]}\n\n{LEARN}",
        {"1": WHO, "3": LEARN},
        "Hi!",
    ),
    (
        f"{QUOTED}\n> > 1. Who are you, and where do you\n> > live or work?\n{WHO}\n"
        f"> > 2. {EN[1]}\n{WHAT}\n",
        {"1": WHO, "2": WHAT},
        "",
    ),
]


@pytest.mark.parametrize(("text", "answers", "beside"), FOUND)
def test_answers_are_found(text: str, answers: dict[str, str], beside: str) -> None:
    """Behind numbers, below quoted questions or copied ones: each answer has its number."""
    assert find_answers(body_of(text), EN) == {**answers, BESIDE: beside}


def test_paragraphs_are_taken_for_answers() -> None:
    """As many paragraphs as questions are answers, but are not said to be."""
    text = f"Dear all,\n\n{WHO}\n\n{WHAT}\n\n{LEARN}\n\nBest wishes,\nAnna"
    assert find_answers(body_of(text), EN) == ALL


@pytest.mark.parametrize(
    "text",
    [
        "I am Anna from Kumasi, and I have grown cocoa for ten years.",
        f"{WHO}\n\n{WHAT}",
        "I have 2 children.\n3 of my neighbours grow cocoa, too.",
        "1. is my favourite number, and I grow cocoa.",
        "In 2009. I began. 1. of all",
        f"I am Anna from Kumasi.\n\n{QUOTED}\n> 1. {EN[0]}\n> 2. {EN[1]}\n> 3. {EN[2]}",
        "",
    ],
)
def test_answers_are_not_guessed(text: str) -> None:
    """Where numbers and quotes say nothing, the text stands for itself."""
    assert find_answers(body_of(text), EN) == {}


@pytest.mark.parametrize("language", ["nl", "fr", "es"])
def test_answers_are_found_in_every_language(language: str) -> None:
    """Inline answers to the letter of each language are found."""
    one, two, three = STANDARD[language]
    text = f"> 1. {one}\n{WHO}\n> 2. {two}\n{WHAT}\n> 3. {three}\n{LEARN}"
    assert find_answers(body_of(text), STANDARD[language]) == {**ALL, BESIDE: ""}


def test_a_single_question_may_be_answered_by_number() -> None:
    """With one question, one number is enough, and a text without one is the answer."""
    assert find_answers(body_of("1. Cocoa."), ["What?"]) == {"1": "Cocoa.", BESIDE: ""}
    assert find_answers(body_of("We all grow cocoa."), ["What?"]) == {"1": "We all grow cocoa."}


def test_no_word_is_lost_under_the_questions() -> None:
    """What was said beside the answers stands above them; unanswered questions are left out."""
    answers = find_answers(body_of(f"Hello all,\n1. {WHO}\n3. {LEARN}\nGreetings, Anna"), EN)
    assert under_questions(answers, EN) == (
        f"Hello all,\n\n1. {EN[0]}\n\n{WHO}\n\n3. {EN[2]}\n\n{LEARN}\nGreetings, Anna"
    )


def test_guessed_answers_are_not_shown_as_such() -> None:
    """Paragraphs stand as they were written, for they may answer something else."""
    assert under_questions(ALL, EN) is None
    assert under_questions({}, EN) is None


@pytest.mark.parametrize(
    ("answers", "questions", "line"),
    [
        (ALL, EN, WHAT),
        ({"1": WHO}, EN, "Hello there, I am Anna."),
        ({"2": "Pruning cocoa. I have done it since I was a girl."}, EN, "Pruning cocoa."),
        ({}, EN, "Hello there, I am Anna."),
        ({"1": "Maize.", "2": "None."}, ("What do you grow?", "Why?"), "Hello there, I am Anna."),
        ({"1": "x", "2": "Twenty years."}, ("Who?", "Your experience?"), "Twenty years."),
    ],
)
def test_experience_comes_on_one_line(
    answers: dict[str, str], questions: tuple[str, ...], line: str
) -> None:
    """The answer about experience, else the first sentence."""
    assert in_one_line("Hello there, I am Anna. And more.", answers, questions) == line


def test_a_name_is_not_the_first_thing_to_be_told() -> None:
    """Who writes "I am Anna." tells what they bring in the sentence after it."""
    text = "Dear all,\n\nI am Anna. I have grown cocoa for ten years."
    assert in_one_line(text, {}, EN) == "I have grown cocoa for ten years."


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["kumasi"], "I live in Kumasi."),
        (["eleve"], "Je suis élève."),
        (["prun"], "I love pruning, and maize"),
        (["maize", "kumasi"], "I live in Kumasi."),
        (["maiz", "tomato"], None),
        (["umasi"], None),
    ],
)
def test_people_are_found_by_what_they_wrote(words: list[str], line: str | None) -> None:
    """All words must be there, as words or their beginnings, without case and accents."""
    text = "I live in Kumasi. Je suis élève.\nI love pruning, and maize"
    assert matching_line(text, words) == line


@pytest.mark.parametrize("line", ["a", "Who are you, and where", "1. a", "hi,", "A b c", "what?"])
def test_a_very_long_text_takes_no_time(line: str) -> None:
    """Fifty kilobytes of short lines are read while all other mail waits: a moment is enough."""
    text = "\n".join([line] * (50_000 // (len(line) + 1)))
    body = Body(text, f"{text}\n{'> quoted ' * 1_000_000}", (), has_own_words=True)
    start_s = time.process_time()
    answers = find_answers(body, EN)
    in_one_line(text, answers, EN)
    holds_sentence(text)
    is_courtesy(text)
    matching_line(text, ["a"])
    assert time.process_time() - start_s < 0.2


def test_long_answers_are_found_all_the_same() -> None:
    """What a person can write is looked through, page after page."""
    told = "I have grown cocoa near Kumasi.\n" * 100
    body = body_of(f"1. {told}\n2. {told}\n3. {told}")
    assert sorted(find_answers(body, EN)) == ["0", "1", "2", "3"]
