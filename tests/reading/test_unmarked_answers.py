"""Replies of programs that mark nothing, and begin with a word that would decide something (R8)."""

from __future__ import annotations

import pytest

from dgroup.reading.answers import Answer, is_plain, read_answer_text
from dgroup.reading.deeds import read_deeds

NOTES = [
    "No estaré en la oficina hasta el 2 de enero.",
    "No access to e-mail until Monday",
    "No access to mail until 3 December.",
    "No internet access until Monday.",
    "No email access until 5 January, please call my colleague.",
    "No signal here this week. Back on Friday.",
    "No one is in the office until January.",
    "No longer in use. Write to info@firm.example.",
    "No, I am on leave until Monday.",
    "Never in the office on Fridays. Back on Monday",
    "Stop! This mailbox is no longer read. Write to info@firm.example instead.",
    "Do not expect an answer before May.",
    "Weg. Terug op 5 januari.",
    "Weg, terug op maandag.",
    "Weg. Ik ben er maandag weer; tot maandag lees ik geen mail.",
    "Nee, ik ben er niet tot maandag.",
    "Nee. Dit mailadres wordt niet gelezen.",
    "Terug. Op kantoor vanaf 5 januari.",
    "Non, je suis en congé jusqu'au 3 mai.",
    "Non. Cette adresse n'est plus utilisée.",
    "Non, je ne lis pas mes courriels avant lundi.",
    "Retour. Absent du 1 au 3 janvier.",
    "No estoy en la oficina del 1 al 3.",
    "No leo este correo durante las vacaciones.",
    "No trabajo los viernes.",
    "No podré contestar hasta el lunes.",
    "No me encuentro disponible hasta el 2 de enero.",
    "No. Estoy de vacaciones hasta el lunes.",
    "Não estarei no escritório até segunda.",
    "Nein. Ich bin im Urlaub bis Montag.",
]
RECEIPTS = [
    "OK Fine Foods Ltd. has received your message and will answer soon.",
    "Yes! We got your message and will look at it soon.",
    "Ok - message received.",
    "OK, received with thanks.",
    "OK Boomer Ltd. has received your request, ticket 1 of 3.",
    "Sure! Your request is in our queue.",
    "Yes, your mail has been received.",
    "Accepted: case number 2011-44",
    "OK. We will get back to you within two days.",
    "Correct! Your letter has reached us.",
    "Oui, votre message est bien arrivé",
    "Oui, bien reçu.",
    "D'accord. Nous avons bien reçu votre demande.",
    "Oui ! Message reçu.",
    "Confirmé : nous vous répondrons bientôt.",
    "Ja! Uw bericht is bij ons binnen.",
    "Ja, we hebben je mail ontvangen.",
    "Prima, ontvangen.",
    "Akkoord. Je vraag is in behandeling.",
    "Sí, su mensaje ha llegado bien.",
    "Sí! Hemos recibido tu correo.",
    "Vale. Mensaje recibido.",
    "De acuerdo, le responderemos pronto.",
    "Sim, recebemos a sua mensagem.",
]
BY_PEOPLE = [
    ("no", "No, your mail is too long. Please shorten it."),
    ("no", "No. I will answer her privately."),
    ("no", "No, please contact the author first."),
    ("no", "No, no estoy de acuerdo."),
    ("no", "Nee, dit hoort hier niet thuis."),
    ("no", "Non, ce n'est pas le sujet."),
    ("no", "No, I do not know him"),
    ("no", "No\n\nFay\nI am out of the office on Fridays"),
    ("yes", "Yes. Your message is fine."),
    ("yes", "Yes, and welcome to her"),
    ("yes", "Ja graag! Ik ben tot maandag op vakantie."),
    ("yes", "Oui, avec plaisir. Merci à vous"),
    ("yes", "Sí, claro, muchas gracias"),
    ("undo", "Undo, that was a mistake of mine"),
    ("drop", "Weg ermee, het is reclame"),
    ("drop", "Spam, as ever"),
]


@pytest.mark.parametrize("text", [*NOTES, *RECEIPTS])
def test_what_a_program_says_decides_nothing(text: str) -> None:
    """It is neither a yes nor a no, whatever its first word is."""
    assert read_answer_text(text).kind == "other"
    assert read_answer_text(f"Hello,\n\n{text}\n\nFay Jones").kind == "other"


@pytest.mark.parametrize("text", [*NOTES, *RECEIPTS])
def test_nor_does_it_of_a_desk_letter(text: str) -> None:
    """Without a number it says nothing of any line there."""
    assert read_deeds(text) == ()


@pytest.mark.parametrize(("kind", "text"), BY_PEOPLE)
def test_what_people_say_still_does(kind: str, text: str) -> None:
    """They give reasons, and speak of mail and of themselves."""
    assert read_answer_text(text).kind == kind


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *((each, True) for each in ("", "go ahead please", "thanks!\n\nFay", "merci beaucoup")),
        *((each, False) for each in ("but not Ben", "if they want it", "all?", "sauf Ben")),
        *(
            (each, False)
            for each in ("thanks.\nBut wait till Monday", "add also my friend ann, ok")
        ),
    ],
)
def test_a_plain_yes_has_no_more_than_a_courtesy_behind_it(text: str, is_one: bool) -> None:
    """Whoever sets a condition is asked what they mean."""
    assert is_plain(Answer("yes", text)) is is_one
