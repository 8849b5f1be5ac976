"""Sentences as people type them: where they end, what belongs together, what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain.spoken import spoken


def told(words: str) -> list[str]:
    """The sentences of a text."""
    return [each.text for each in spoken(words)]


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("We meet on Friday. Bring your tools!", ["We meet on Friday.", "Bring your tools!"]),
        ("Dr. Otieno and Mrs. Jansen came at 9.30 a.m. on Friday.", None),
        ("We grow e.g. beans, maize etc. in the hills.", None),
        ("We grow beans, maize etc. The rest we buy.", ["We grow beans, maize etc.", "The rest we buy."]),
        ("It costs 3.50 euros, see no. 12 of fig. 3 on p. 44.", None),
        ("J. F. Kennedy Street is closed. Use the other.", ["J. F. Kennedy Street is closed.", "Use the other."]),
        ("See https://example.org/a.b?c=d. It is all there.",
         ["See https://example.org/a.b?c=d.", "It is all there."]),
        ("What?! No... It rained, again.", ["What?!", "No...", "It rained, again."]),
        ("He said “come.” Then he left.", ["He said “come.”", "Then he left."]),
        ("Is this right? i think so.", ["Is this right?", "i think so."]),
        ("Version 2.0 is out. It works.", ["Version 2.0 is out.", "It works."]),
        ("Dat doen we i.v.m. de reis d.w.z. niet op vrijdag.", None),
        ("De heer drs. J. de Vries komt t.z.t. nog langs.", None),
        ("Nous payons p. ex. 1 500 francs. Venez-vous ? Oui !", ["Nous payons p. ex. 1 500 francs.", "Venez-vous ?", "Oui !"]),
        ("El Sr. Condori y la Dra. Ruiz llegan a las 9 a.m. al campo.", None),
        ("¿Quién viene? ¡Todos!", ["¿Quién viene?", "¡Todos!"]),
        ("我们明天见面。你来吗？", ["我们明天见面。", "你来吗？"]),
        ("هل تأتي غدا؟ نعم سآتي.", ["هل تأتي غدا؟", "نعم سآتي."]),
        ("हम कल मिलेंगे। आप आइए।", ["हम कल मिलेंगे।", "आप आइए।"]),
    ],
)  # fmt: skip
def test_sentences_end_where_people_end_them(words: str, sentences: list[str] | None) -> None:
    """Abbreviations, initials, numbers and links go on; None stands for one sentence."""
    assert told(words) == (sentences or [words])


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        ("This line is broken by a program where there was no room for\nmore words. And on it goes.",
         ["This line is broken by a program where there was no room for more words.", "And on it goes."]),
        ("We need\n- two spades\n- a rope of ten metres\nand some time",
         ["We need", "two spades", "a rope of ten metres and some time"]),
        ("1. We dig a hole.\n2) We put a seed in it.", ["We dig a hole.", "We put a seed in it."]),
        ("Hi all,\n\nwe meet on Friday", ["we meet on Friday"]),
        ("Hi Bob, We meet on Friday.", ["We meet on Friday."]),
        ("Dear Bob, we meet on Friday.", ["Dear Bob, we meet on Friday."]),
        ("We meet on Friday.\n\nBest regards,\nAnna Jansen\nDirector", ["We meet on Friday."]),
        ("Kind regards from Kumasi, where it rains every day.", ["Kind regards from Kumasi, where it rains every day."]),
        ("The Plan\n========\n\nWe meet on Friday.", ["We meet on Friday."]),
        ("OUR NEXT MEETING\n\nWe meet on Friday.", ["We meet on Friday."]),
        ("He sends this:\n> a quote of\n> two lines\nI agree with him.", ["I agree with him."]),
        ("one line\n\nanother line", ["one line", "another line"]),
        ("", []),
        (" \n\t\n", []),
    ],
)  # fmt: skip
def test_lines_belong_together_as_they_were_typed(words: str, sentences: list[str]) -> None:
    """Wrapped lines are joined; items, headings, greetings and names stand for themselves."""
    assert told(words) == sentences


def test_a_sentence_with_code_in_the_middle_is_whole() -> None:
    """Names of functions on a wrapped line do not tear it."""
    words = (
        "If you want to delay the end until the connection has closed, you can put the\n"
        "reactor.stop() call into connectionLost() or into stopService() of the\nservice, as he said."
    )
    assert told(words) == [" ".join(words.split())]


def test_what_is_torn_by_code_is_not_shown() -> None:
    """The beginning of a sentence whose end is code, and an end without its beginning, are none."""
    words = (
        "When I call this with the new\nfoo = bar(baz);\nqux(1);\nand so on it fails. It is slow."
    )
    assert told(words) == ["It is slow."]


def test_a_text_without_capitals_still_has_sentences() -> None:
    """Who writes everything small ends sentences all the same, if they become too long."""
    words = "we went to the market and sold all of the maize that was left. " * 6
    assert all(each == "we went to the market and sold all of the maize that was left." for each in told(words))  # fmt: skip


@given(
    st.lists(
        st.sampled_from(["We meet.", "e.g.", "\n", "\n\n", "- item", "Hi Bob,", "Best,", "Anna", "foo();", "> q",
                         "Why?", "水は大切です。", "1.", "Dr.", "i see", "A heading", "====", "  ", "a" * 60]),
        max_size=30,
    )
)  # fmt: skip
def test_a_sentence_is_where_it_says(pieces: list[str]) -> None:
    """Its text is the text between its offsets on one line, and sentences follow each other."""
    words = " ".join(pieces)
    last = 0
    for each in spoken(words):
        assert last <= each.start < each.end
        assert " ".join(words[each.start : each.end].split()) == each.text
        last = each.end
