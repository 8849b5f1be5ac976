"""Which sentences are central, and which words count."""

from __future__ import annotations

from dgroup.domain.lexrank import centrality, likeness, terms, vectors

TEXTS = (
    "The well in the village is dry",
    "A dry well is a problem for every village",
    "The village needs a new well before summer",
    "Bananas taste best in the morning",
)


def test_words_count_without_case_accents_and_endings() -> None:
    """Small words do not count, in any of the four languages; pairs of signs do without spaces."""
    assert terms("The Élèves and the ELEVES") == ["eleves", "eleves"]
    assert terms("het de een le la les el los the of") == []
    assert terms("harvesting harvested") == ["harvest", "harvest"]
    assert terms("玉米种子") == ["玉米", "米种", "种子"]


def test_likeness_is_between_nothing_and_the_same() -> None:
    """It is the same in both directions."""
    found = vectors([terms(each) for each in TEXTS])
    assert likeness(found[0], found[0]) > 0.999
    assert likeness(found[0], found[3]) == 0
    assert 0 < likeness(found[0], found[1]) == likeness(found[1], found[0]) < 1


def test_what_many_say_is_central() -> None:
    """The sentence that is like the others leads; the one about something else is last."""
    ranks = centrality(vectors([terms(each) for each in TEXTS]), [1, 2, 3, 4])
    assert max(ranks) == 1
    assert min(ranks) == ranks[3]
    assert ranks == centrality(vectors([terms(each) for each in TEXTS]), [1, 2, 3, 4])


def test_one_post_does_not_make_itself_central() -> None:
    """Who repeats themselves has said it once: others who agree count more."""
    alone = ["rice price rises"] * 3
    shared = ["goat milk cheese", "cheese from goat milk"]
    ranks = centrality(vectors([terms(each) for each in (*alone, *shared)]), [1, 1, 1, 2, 3])
    assert ranks[3] >= ranks[0]


def test_nothing_has_no_centre() -> None:
    """No texts, and texts without terms, are no fault."""
    assert centrality([], []) == []
    assert centrality(vectors([[], []]), [1, 2]) == [1, 1]
