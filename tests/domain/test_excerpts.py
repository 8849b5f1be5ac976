"""What was said: verbatim, by whom it was said, and what somebody who was away needs to know."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain.excerpts import Excerpt, Said, excerpts
from tests.domain.conversations import ALL, SEEDS, posts

TOLD = {
    "en": (
        (1, "This year we lost almost half of our maize seed to weevils, although we dried it well"
            " and kept it in new bags."),
        (2, "The trick is to close each layer separately and to leave the bags shut for at least two"
            " months: the weevils die when the oxygen is gone."),
        (3, "Bob is right about the bags. But a plastic water bottle works just as well for small"
            " amounts, e.g. 5 litres: fill it to the top, and seal the cap with wax."),
    ),
    "nl": (
        (1, "Ik stel voor om dat op vrijdag 6 november te doen, van 13.00 tot 17.00 uur, bij ons op"
            " kantoor in Gent."),
        (3, "Wij kunnen dan ook de proefvelden bezoeken, want om 15 uur is het in november nog"
            " licht."),
        (4, "Afgesproken: we beginnen op 6 november om 10.30 uur, met lunch, en gaan daarna naar de"
            " proefvelden."),
    ),
    "fr": (
        (1, "Dans notre quartier, le comité a doublé le prix de l'eau en janvier : 50 F CFA le bidon"
            " au lieu de 25."),
        (2, "Chez nous (p. ex. à Thiès), les ménages paient un forfait de 1 500 F par mois, et les"
            " familles les plus pauvres ne paient rien."),
        (3, "Je propose que nous comparions nos tarifs dans un tableau avant la réunion du 12 mars."),
    ),
    "es": (
        (1, "¿Alguien ha probado variedades que resisten la sequía?"),
        (2, "Nosotros sembramos la variedad Pasankalla el año pasado y cosechamos 900 kg por hectárea"
            " con solo tres lluvias."),
        (3, "Además, si siembran en surcos más profundos, el Sr. Condori del INIA dice que la humedad"
            " dura dos semanas más."),
    ),
}  # fmt: skip


def said(*words: str) -> list[Said]:
    """Posts of as many people, each answering the one before."""
    return [Said(n, n, f"Writer {n}", text, n - 1 or None) for n, text in enumerate(words, 1)]


def texts(found: tuple[Excerpt, ...]) -> list[str]:
    """The excerpts without their writers."""
    return [each.text for each in found]


def stands_in(excerpt: Excerpt, conversation: list[Said]) -> bool:
    """Whether an excerpt is a piece of its post, white space aside, by the one who wrote that."""
    post = next(each for each in conversation if each.post_id == excerpt.post_id)
    whole = " ".join(post.words.split())
    text = excerpt.text
    return post.writer == excerpt.writer and (
        text in whole or (text.endswith("…") and text[:-1] in whole)
    )


@pytest.mark.parametrize("language", ALL)
def test_what_was_said_is_told(language: str) -> None:
    """The problem, what answers it and what was settled, without greetings, thanks and names."""
    subject, _ = ALL[language]
    conversation = posts(ALL[language])
    found = excerpts(conversation, subject=subject)
    assert tuple((each.post_id, each.text) for each in found) == TOLD[language]
    assert all(stands_in(each, conversation) for each in found)


def test_posts_of_several_languages_are_told_together() -> None:
    """A conversation in which each writes as they like has an excerpt of each."""
    mixed = [
        Said(n, n, f"W{n}", posts(each)[0].words, None) for n, each in enumerate(ALL.values(), 1)
    ]
    assert [each.post_id for each in excerpts(mixed, most=4)] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "大家好！\n\n我们村去年把玉米种子放在密封的塑料瓶里，几乎没有虫子。今年打算教十位妇女这样做。谢谢！",
            "我们村去年把玉米种子放在密封的塑料瓶里，几乎没有虫子。",
        ),
        ("สวัสดีค่ะ\n\nปีที่แล้วเราเก็บเมล็ดข้าวโพดในขวดพลาสติกที่ปิดสนิท และแทบไม่มีแมลงเลย", "ปีที่แล้วเราเก็บเมล็ดข้าวโพดในขวดพลาสติกที่ปิดสนิท และแทบไม่มีแมลงเลย"),
        ("نحفظ بذور الذرة في زجاجات مغلقة منذ العام الماضي. لم نجد فيها أي حشرات.", "نحفظ بذور الذرة في زجاجات مغلقة منذ العام الماضي."),
        ("हम मक्के के बीज बंद बोतलों में रखते हैं। अब कीड़े नहीं लगते हैं।", "हम मक्के के बीज बंद बोतलों में रखते हैं।"),
        ("Tunahifadhi mbegu za mahindi kwenye chupa zilizofungwa vizuri. Asante.", "Tunahifadhi mbegu za mahindi kwenye chupa zilizofungwa vizuri."),
    ],
)  # fmt: skip
def test_other_scripts_and_languages_are_told(words: str, text: str) -> None:
    """Nobody is left out for the language they write in."""
    assert text in texts(excerpts(said(words), most=1))[0]


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Thanks a lot!",
        "Hi all,\n\nthank you so much for the warm welcome!\n\nBest,\nAnna",
        "+1",
        "Merci beaucoup pour ces réponses !\n\nAwa",
        "Bedankt allemaal, en een fijn weekend!\n\nGroeten,\nJoke",
        "Muchas gracias por la información.\nSaludos,\nRosa",
        "https://example.org/one\nhttps://example.org/two",
        "$ sudo apt-get install foo\nReading package lists... Done\nE: Unable to locate package foo",
        "2026-11-20 12:00:00 [INFO] the server has started and is listening",
        "Traceback (most recent call last):\n  File \"a.py\", line 3, in run\nValueError: this is wrong",
        "def walk(tree):\n    for each in tree:\n        yield each.value",
        "Name      Village      Bags\nAnna      Kumasi       12\nBob       Kisumu       31",
        "> This was said by somebody else before.\n> And this as well, you see.",
        "-----BEGIN PGP SIGNATURE-----\niQEzBAEBCgAdFiEE this is no sentence at all\n-----END PGP SIGNATURE-----",
        "This message is intended solely for the person it is addressed to, and is confidential.",
        "An HTML attachment was scrubbed...\nURL: <https://example.org/attachment.html>",
        "DRAFT AGENDA\n============\n\n- Opening\n- Seeds\n- Lunch",
    ],
)  # fmt: skip
def test_what_tells_nothing_is_not_shown(words: str) -> None:
    """Thanks, code, logs, tables, links, quotes, disclaimers: then nothing is said to be said."""
    assert excerpts(said(words)) == ()


@pytest.mark.parametrize("name", ["Anna Jansen", "Anna\nCoordinator, Kumasi Farmers' Union\nGhana"])
@pytest.mark.parametrize("bye", ["Best regards,", "Groetjes,", "Bien cordialement", "Saludos"])
def test_names_below_a_farewell_are_not_shown(bye: str, name: str) -> None:
    """What somebody is called and does stands below what they said."""
    words = f"We meet on Friday in the school hall.\n\n{bye}\n{name}"
    assert texts(excerpts(said(words))) == ["We meet on Friday in the school hall."]


def test_nobody_is_said_to_have_written_what_they_quote() -> None:
    """A quote that no mark tells from the words is its first writer's, even from before."""
    first = "The well is dry since Monday, and the pump makes a strange noise."
    found = excerpts(said(first, f"{first}\n\nI will send our mechanic tomorrow morning."))
    assert [(each.post_id, each.text) for each in found] == [
        (1, first),
        (2, "I will send our mechanic tomorrow morning."),
    ]
    assert excerpts(said(first), heard=[f"Hello,\n\n{first}"]) == ()


def test_the_same_is_not_said_twice() -> None:
    """What two people write in the same words is shown once."""
    twice = [
        "The seed fair is on Friday the third of May.",
        "The seed fair is on Friday, third of May!",
    ]
    assert len(excerpts(said(*twice))) == 1


def test_a_sentence_that_leans_on_another_has_it_in_front() -> None:
    """What cannot be understood alone comes with the sentence above it."""
    words = (
        "Dear all,\n\nThe pump of the school was repaired last week by two former pupils. They also"
        " decided to train the caretakers of the other four schools before the rains come in April."
    )
    (only,) = excerpts(said(words), most=1)
    assert only.text.startswith("The pump of the school was repaired")
    assert only.text.endswith("in April.")


def test_a_long_sentence_is_cut_at_its_end_only() -> None:
    """What is shown of it is how it begins, and the cut is to be seen."""
    words = "We agreed " + "that each of the villages sends two people, and " * 20 + "that is all."
    (only,) = excerpts(said(words), longest=200)
    assert len(only.text) <= 200
    assert only.text.endswith("…")
    assert stands_in(only, said(words))


def test_marks_that_turn_a_line_are_not_shown() -> None:
    """A sentence that would lay out what stands behind it in another way is passed over."""
    words = "The harvest was \u202eneddih\u202c this year in all of our villages. We sold all of it in May."
    assert texts(excerpts(said(words))) == ["We sold all of it in May."]


def test_a_post_alone_is_told_in_two_places() -> None:
    """Of one post, and of an empty conversation, no more is shown than there is."""
    assert 1 <= len(excerpts(posts(SEEDS)[:1])) <= 2
    assert excerpts([]) == ()


def test_the_same_conversation_is_always_told_the_same() -> None:
    """What was drafted is what goes out."""
    conversation = posts(SEEDS)
    assert len({excerpts(conversation, subject="Storing maize seed") for _ in range(5)}) == 1


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                ["We meet on Friday at the school.", "Why?", "e.g. this", "Dr. Otieno came.", "\n", "\n\n",
                 "> quoted", "Best,\nAnna", "foo(bar);", "- item one of the list", "1. first we dig a hole",
                 "https://example.org", "i think so too.", "水は大切です。明日会いましょう。", "…", "a" * 400, "Hi Bob,",
                 "and the harvest was good", "    indented words of a poem", "\t", "((((", "\u202e"]
            ),
            max_size=12,
        ),
        max_size=5,
    )
)  # fmt: skip
def test_every_excerpt_stands_in_its_post(pieces: list[list[str]]) -> None:
    """Whatever is written, what is shown was written so, on one line, and not too long."""
    conversation = said(*[" ".join(each) for each in pieces], *["\n".join(each) for each in pieces])
    for each in excerpts(conversation, longest=100):
        assert stands_in(each, conversation), each
        assert each.text
        assert "\n" not in each.text
        assert len(each.text) <= 100


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    """Telling never raises, and what it tells stands there."""
    conversation = said(text)
    assert all(stands_in(each, conversation) for each in excerpts(conversation))


@pytest.mark.parametrize(
    "piece",
    ["a. ", "? ", "Dr. ", "1. ", "hope this " * 30, "(" * 50 + " ", "x" * 59 + " ", "any any any ", "\n> ",
     "http://", "We meet on Friday. ", "wrote: ", "\tx", "水。", "e.g. ", "Hi Bob, ", "- a\n", "=", "_ ",
     "thanks ", "From x to y\n", "@", "a,", "the message the message ", "the the the\n", "merci \n",
     "Best,\n", "i would really really appreciate ", "if (a == b) "],
)  # fmt: skip
def test_crafted_posts_take_no_long_time(piece: str) -> None:
    """Two megabytes of anything are told, or not, in a moment."""
    before = time.process_time()
    excerpts(said(piece * (2_000_000 // len(piece)), piece * 5_000))
    assert time.process_time() - before < 2
