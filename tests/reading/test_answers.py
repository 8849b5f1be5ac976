"""What a reply to a ticket says: a table of what people write, and of what they do not mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import parse
from dgroup.reading.answers import Answer, read_answer, read_answer_text

YES = [
    # and what a person who says yes may add
    *("Yes, thanks! I am away next week but keen", "Yes. My urgent question: how do I post?"),
    *("Ok, I will be in touch soon", "Yes, fine. I will answer her question on Monday."),
    *("Approve. I'm on holiday until Monday", "Ja graag! Ik ben tot maandag op vakantie."),
    *("Yes.\n\nFay Jones\nWorking days: Mon-Thu", "Sure! I will reply when I get back."),
    "Yes\n\nI am out of the office on Fridays and will reply on Monday.",
    *("yes", "Yes", "YES!", "yes.", "Yep", "y", "ok", "OK.", "Okay", "okay!", "sure", "Sure!"),
    *("confirm", "Confirmed", "I confirm", "join", "Join", "approve", "Approved.", "accept"),
    *("agreed", "I agree", "go ahead", "Of course!", "please approve", "Yes please", "*yes*"),
    *('"yes"', "(yes)", "  yes  ", "\n\nyes\n\n", "👍", "+1", "¡Sí!", "«oui»", "Yes, thanks."),
    *(
        "ja",
        "Ja.",
        "Ja hoor",
        "jawel",
        "akkoord",
        "Akkoord!",
        "prima",
        "graag",
        "Graag!",
        "bevestig",
    ),
    *("ik bevestig", "oké", "dat is goed", "is goed", "natuurlijk", "zeker", "Ik ga akkoord"),
    *(
        "oui",
        "Oui !",
        "Oui, merci",
        "d'accord",
        "D’accord",
        "ok confirme",
        "je confirme",
        "confirmé",
    ),
    *("bien sûr", "volontiers", "j'accepte", "entendu", "avec plaisir"),
    *(
        "sí",
        "si",
        "Si.",
        "Sí, claro",
        "Sí quiero",
        "vale",
        "confirmo",
        "de acuerdo",
        "por supuesto",
    ),
    *("acepto", "aprobado", "está bien", "sim", "aceito"),
    *("Hi Anna,\n\nyes", "Hello, yes please", "Dear facilitators,\nAccept", "Bonjour,\n\noui"),
    *("Beste mensen,\n\nJa", "Hola:\n\nsí", "Yes\n\nAnna Jansen\nSNV", "Yes, I am Anna Jansen"),
    *("yes but not to everybody", "ok - but change the title"),
    *("Yes, this is my address", "Sí, denme de baja", "Oui, merci de m'inscrire", "Ja, graag weer"),
    *("Yes, please write to me here", "Yes. I am back in Kenya and want to join you"),
]
NO = [
    *(
        "no",
        "No.",
        "NO!",
        "nope",
        "n",
        "reject",
        "Decline",
        "cancel",
        "no thanks",
        "No, thank you.",
    ),
    *("stop", "of course not", "Please don't publish", "don't post this", "do not"),
    *("nee", "Nee, dank je", "nee bedankt", "liever niet", "weiger", "annuleer", "annuleren"),
    *("niet plaatsen", "zeker niet", "non", "Non merci", "refuser", "annuler", "ne pas publier"),
    *("bien sûr que non", "rechazar", "cancelar", "claro que no", "não"),
    *("Hi,\nno", "No. The problem is that it is late", "No, one of us wrote it", "no\nproblem"),
]
DROP = [
    *(
        "drop",
        "Drop.",
        "discard",
        "spam",
        "SPAM!",
        "delete",
        "delete it",
        "drop it please",
        "trash",
    ),
    *(
        "verwijder",
        "weg",
        "weggooien",
        "supprimer",
        "supprimez",
        "eliminar",
        "borrar",
        "it is spam",
    ),
]
UNDO = [
    *("undo", "Undo please", "put it back", "restore", "that was not me", "It wasn't me", "not me"),
    *("No, that wasn't me", "no, it was not me!", "terugdraaien", "dat was ik niet", "terug"),
    *("Nee, dat was ik niet", "rétablir", "ce n'était pas moi", "Non, ce n'est pas moi"),
    *("deshacer", "no fui yo", "No, no fui yo"),
]
OTHER = [
    # a yes by which a vacation program begins
    *("Yes, I am away! Back on Monday. Anna", "OK - I'm on parental leave. Write to bob@e.org."),
    *("Oui, je suis en congé jusqu'au 3 mai", "Sí, estaré fuera de la oficina hasta el lunes"),
    "Yes, I am out of the office until Monday and will reply when I return.",
    *("yesterday I wrote to you", "okra is a vegetable", "jaja", "nonetheless", "Jansen", "no1"),
    *(
        "Si j'ai bien compris, il faut répondre",
        "Si no es molestia",
        "yes?",
        "ok?",
        "yes/no",
        "ja/nee",
    ),
    *("yes or no", "ja of nee", "no problem, go ahead", "No worries!", "no objection", "no idea"),
    *(
        "no hay problema",
        "No sé",
        "no entiendo",
        "not now",
        "Not yet",
        "yes not",
        "thanks",
        "Thanks!",
    ),
    *("Thank you", "merci", "gracias", "bedankt", "graag gedaan", "join us for lunch", "..."),
    *("confirm that you got this", "I am out of the office", "What is this?", "Who are you?"),
    *("Retour au bureau lundi", "Terug op kantoor maandag", "Anna Jansen\nSNV", "I said yes"),
    *("Never mind", "Don't worry", "do not hesitate to call", "Spam filter ate it", "vale la pena"),
    *("Y tú?", "Claro está que no he leído", "Weg van hier", "Subject: yes", "> yes", "fine words"),
]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, text)
        for kind, texts in (
            ("yes", YES),
            ("no", NO),
            ("drop", DROP),
            ("undo", UNDO),
            ("other", OTHER),
        )
        for text in texts
    ],
)
def test_the_first_word_decides(kind: str, text: str) -> None:
    """A whole word that can mean nothing else; whatever is in doubt is for people."""
    assert read_answer_text(text).kind == kind


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("no, this is off topic. Sorry", "this is off topic. Sorry"),
        ("No - too long.\nPlease cut it.\n\nAnna", "too long.\nPlease cut it.\n\nAnna"),
        ("Hi,\n\nno: not now", "not now"),
        ("yes but not to everybody", "but not to everybody"),
        ("ok", ""),
        ("NO!", ""),
        ("Nee. Dit hoort hier niet.", "Dit hoort hier niet."),
        ("Non, merci de raccourcir", "merci de raccourcir"),
        ("thanks, but what is this?", "thanks, but what is this?"),
    ],
)
def test_what_follows_is_kept(text: str, rest: str) -> None:
    """The reason comes whole, its lines and capitals as they were written."""
    assert read_answer_text(text).rest == rest


def test_a_reply_without_own_words_is_empty() -> None:
    """What was cut away as a quote says nothing, whatever its first word is."""
    body = Body(own_text="Yes, I wrote", full_text="> yes", attachments=(), has_own_words=False)
    assert read_answer(body) == Answer("empty")


def test_a_whole_mail_is_read() -> None:
    """A reply above a quote, as a mail program sends it."""
    mail = (
        b"From: ann@example.org\r\nSubject: Re: Is this you?\r\n\r\n"
        b"No, never asked.\r\n\r\nOn Mon, 3 Jan 2026 at 10:00, PSC <psc@lists.example.org> wrote:\r\n"
        b"> Answer yes, and you are in.\r\n"
    )
    assert read_answer(read_body(parse(mail))) == Answer("no", "never asked.")


@given(st.text())
def test_any_text_is_an_answer(text: str) -> None:
    """Reading never raises, and invents no words."""
    answer = read_answer_text(text)
    assert answer.kind in ("yes", "no", "drop", "undo", "empty", "other")
    assert len(answer.rest) <= len(text)
