"""Which texts tell something of their writer, and which are only said in passing."""

from __future__ import annotations

import pytest

from dgroup.domain.sentences import (
    first_line,
    fold_text,
    holds_sentence,
    is_courtesy,
    shorten,
    wants_out,
)

SENTENCES = [
    "I am Anna and I grow cocoa near Kumasi.",
    "Hello everyone, I am Anna from Ghana",
    "Hi all I am Anna from Ghana",
    "Thank you for adding me! I am a cocoa farmer in Ghana and hope to learn about pruning.",
    "Thanks! My name is Anna and I farm in Ashanti.\n\nBest,\nAnna",
    "I am Anna\nfrom Ghana and\ni grow cocoa",
    "1. Anna Jansen, Kumasi\n2. Ten years of cocoa\n3. Pruning",
    "1) Anna\n2) cocoa farmer\n3) pruning",
    "MY NAME IS ANNA AND I FARM",
    "my name is anna and i farm",
    "Ik ben Anna uit Gent en ik teel cacao.",
    "Hallo allemaal, ik werk al tien jaar met boeren in Ghana.",
    "Bonjour, je m'appelle Awa et je cultive du cacao à Kumasi.",
    "Je suis agronome à Abidjan depuis dix ans.",
    "Hola, soy Ana y cultivo cacao en Piura desde hace diez años.",
    "我叫安娜，在库马西种植可可已经十年了。",
    "สวัสดีค่ะ ฉันชื่อแอนนา ปลูกโกโก้มาสิบปีแล้ว",
    "わたしはアンナです。ガーナでカカオを育てています。",
    "Я Анна, выращиваю какао в Гане уже десять лет.",
    "أنا آنا وأزرع الكاكاو في غانا منذ سنوات",
    "मैं अन्ना हूँ और घाना में कोको उगाती हूँ",
    "No experience yet, but I would love to learn how cocoa is grown.",
    "Yes, gladly: I have run a cooperative of forty women since 2009.",
    "Cocoa farmer, ten years, near the border with Togo.",
]

NOTHING_TOLD = [
    "",
    "   \n",
    "Thanks!",
    "Thank you",
    "Thank you very much for adding me to this group!",
    "Many thanks for the warm welcome, dear all.",
    "ok will do",
    "Ok, will do it tomorrow.",
    "unsubscribe",
    "Please remove me from this list, I never asked for this.",
    "STOP SENDING ME THESE MAILS PLEASE",
    "help",
    "yes",
    "no",
    "Received, thank you.",
    "How do I change the address you have of me?",
    "Can you please tell me who runs this group?",
    "Thanks!\n\nAnna Jansen\nSenior Programme Officer, Agriculture and Food Security\n"
    "Ministry of Food, Accra\n+233 24 000 0000",
    "Hartelijk dank voor het toevoegen aan deze groep!",
    "Bedankt, groetjes Anna",
    "Komt goed.",
    "Wil je me alsjeblieft uitschrijven, ik krijg al zoveel mail.",
    "Merci beaucoup de m'avoir ajoutée à ce groupe !",
    "Bien reçu, merci.",
    "Merci de me désinscrire de cette liste, je n'ai rien demandé.",
    "Muchas gracias por agregarme a este grupo de trabajo",
    "Recibido, saludos",
    "Quiero darme de baja de esta lista, por favor.",
    "Anna Jansen",
    "+233 24 000 0000",
    "谢谢",
    "ขอบคุณค่ะ",
    ":-)",
    "👍",
]


@pytest.mark.parametrize("text", SENTENCES)
def test_an_introduction_holds_a_sentence(text: str) -> None:
    """Whoever tells something, in any language and script and however short, is heard."""
    assert holds_sentence(text)


@pytest.mark.parametrize("text", NOTHING_TOLD)
def test_what_is_said_in_passing_is_no_introduction(text: str) -> None:
    """Thanks, questions, a signature and the wish to leave are never shown to a group (R8)."""
    assert not holds_sentence(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Thanks!", True),
        ("Dank je wel, groet Anna", True),
        ("Merci beaucoup !\n\nAwa", True),
        ("", True),
        ("Please stop it", False),
        ("When will it be shown to them?", False),
        ("Please wait until my colleague has read it.", False),
    ],
)
def test_courtesies_need_no_answer(text: str, is_one: bool) -> None:
    """Thanks and names are told from what somebody should read."""
    assert is_courtesy(text) is is_one


def test_a_long_text_may_speak_of_leaving() -> None:
    """Somebody who tells of stopping something does not ask to be taken off."""
    assert wants_out("please take me off this list")
    text = "I could not stop sending people to the fields until we had a press. " * 4
    assert not wants_out(text)
    assert holds_sentence(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "Hello all,\n\nI grow cocoa near Kumasi. I have two children.",
            "I grow cocoa near Kumasi.",
        ),
        ("Thanks for having me! I am Anna from Ghana.", "I am Anna from Ghana."),
        ("2. Ten years of pruning", "Ten years of pruning"),
        ("Pruning", "Pruning"),
        ("", ""),
        ("x" * 300, "x" * 99 + "…"),
        ("I have worked " + "with many farmers " * 10, "I have worked with many farmers"),
    ],
)
def test_the_first_thing_said_is_one_line(text: str, line: str) -> None:
    """Greetings and thanks are no news; what is too long is cut between words."""
    found = first_line(text)
    assert found.startswith(line)
    assert len(found) <= 100
    assert "\n" not in found


def test_a_line_is_cut_between_words() -> None:
    """No word is broken, and no mark is left hanging before the dots."""
    assert shorten("one two, three four", 12) == "one two…"
    assert shorten("one\n  two", 12) == "one two"


def test_words_are_compared_without_case_and_accents() -> None:
    """ÉLÈVE, "eleve!" and "Élève" are the same word."""
    assert fold_text("ÉLÈVE,  à l'école") == "eleve a l ecole"
    assert fold_text("Weiß") == fold_text("WEISS")
