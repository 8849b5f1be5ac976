"""What people reply when they are asked which case they want, in four languages and many styles."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.case_names import Names
from dgroup.reading.choosing_cases import Choice, read_choice
from tests.mail.clients import CLIENTS, mail_saying, reply

NAMES = Names(
    [
        ("kenya", "Dairy in Kenya"),
        ("", "Coffee cooperatives in Peru"),
        ("", "Youth at work in Mali"),
        ("tea", "Women and tea in Malawi"),
    ]
)

TWO = {
    # numbers, as people write them
    "1": (1, None),
    "#3": (3, None),
    "3.": (3, None),
    "nr 2": (2, None),
    "No. 2": (2, None),
    "no 2": (2, None),
    "n° 4": (4, None),
    "2, 4": (2, 4),
    "2 4": (2, 4),
    "2,4": (2, 4),
    "2/4": (2, 4),
    "2 - 4": (2, 4),
    "2-4": (2, 4),
    "2 & 4": (2, 4),
    "2 then 4": (2, 4),
    "2 or 4": (2, 4),
    "2, then 4 please": (2, 4),
    "2\n4": (2, 4),
    "2\n\n4": (2, 4),
    "4, 2, 1": (4, 2),
    "1, 1": (1, None),
    "2, 2, 3": (2, 3),
    "*2*, 3": (2, 3),
    "Case 2": (2, None),
    "case 2 and case 3": (2, 3),
    "My choice: 2": (2, None),
    "first choice 2, second choice 4": (2, 4),
    "First choice: 2\nSecond choice: 4": (2, 4),
    "First choice: 2\n\nSecond choice: 4": (2, 4),
    "second choice 4, first choice 2": (2, 4),
    "1st: 3, 2nd: 1": (3, 1),
    "1st 3\n2nd 1": (3, 1),
    "1st choice = 3; 2nd choice = 1": (3, 1),
    "1: 3, 2: 1": (3, 1),
    "1. 3\n2. 1": (3, 1),
    "1) 4\n2) 2": (4, 2),
    "2 is my first choice and 4 my second": (2, 4),
    "4 as second choice, 2 as first": (2, 4),
    "2, second choice 4": (2, 4),
    "the second one": (2, None),
    "The second": (2, None),
    "second": (2, None),
    "the first one, else the third one": (1, 3),
    "the third": (3, None),
    "the fourth and the second one": (4, 2),
    "two": (2, None),
    "one": (1, None),
    "two or four": (2, 4),
    "Hi,\n\n2 please\n\nAnna": (2, None),
    "Dear Bea,\n\n2, 4\n\nKind regards,\nAnna Jansen\n+31 6 1234 5678": (2, 4),
    "Hello Bea, I would like number 3, please.": (3, None),
    "I'd like 2 because I worked in Kenya for 3 years, otherwise 4": (2, 4),
    "I choose 2 since I know Peru well": (2, None),
    "I would love to join 3. If not possible then 1.": (3, 1),
    "3, if not 1": (3, 1),
    "2, not 3": (2, None),
    "not 3 but 2": (2, None),
    "I prefer 4. See you on 12 December!": (4, None),
    "4\n\nI will be away from 2 to 3 March.": (4, None),
    "3\nSent from my iPhone": (3, None),
    "2 (I have 3 colleagues there)": (2, None),
    "Yes, 2": (2, None),
    "No, 2": (2, None),
    "No preference, maybe 2": (2, None),
    "two choices: 2, 4": (2, 4),
    "both 1 and 4": (1, 4),
    "choice 1: 3\nchoice 2: 1": (3, 1),
    "Option 1: 3, option 2: 1": (3, 1),
    "1. choice: 3\n2. choice: 1": (3, 1),
    "My 1st is 3 and 2nd is 1": (3, 1),
    "1st choice - case 3, 2nd choice - case 1": (3, 1),
    "Sorry, I meant 3": (3, None),
    "3 instead of 2": (3, None),
    "Numbers 2 and 3": (2, 3),
    "I'll take 2 on 12 December": (2, None),
    "Bea, 2": (2, None),
    "My choice:\n\n2\n\nAnna": (2, None),
    # names
    "1 Peru 2 Kenya": (2, 1),
    "Peru first, Kenya second": (2, 1),
    "Peru: 1\nKenya: 2": (2, 1),
    "I'd go for the Peru case, with Kenya as my backup.": (2, 1),
    "Kenya": (1, None),
    "kenya please": (1, None),
    "Kenia": (1, None),
    "Perú": (2, None),
    "Pérou": (2, None),
    "Dairy": (1, None),
    "dairy in kenya": (1, None),
    "The dairy case": (1, None),
    "Dairy in Kenya, Coffee cooperatives in Peru": (1, 2),
    "Kenya then Peru": (1, 2),
    "Peru or Malawi": (2, 4),
    "Mali": (3, None),
    "Malawi": (4, None),
    "tea": (4, None),
    "women and tea": (4, None),
    "coffee": (2, None),
    "cooperative in Peru": (2, None),
    "1. Dairy in Kenya": (1, None),
    "2. Coffee cooperatives in Peru": (2, None),
    "4. Women and tea in Malawi\n1. Dairy in Kenya": (4, 1),
    "1. Peru\n2. Kenya": (2, 1),
    "1. Peru": (2, None),
    "first choice Kenya, second Mali": (1, 3),
    "First: Peru. Second: Mali.": (2, 3),
    "I would like to work on the youth case": (3, None),
    "I'd prefer Peru, and else Kenya": (2, 1),
    "case 2 (Peru)": (2, None),
    "2 (Peru), 3 (Mali)": (2, 3),
    # Dutch
    "mijn eerste keuze is 2": (2, None),
    "Mijn eerste keuze is 2 en mijn tweede 4": (2, 4),
    "eerste keus 2, tweede keus 4": (2, 4),
    "1e keuze: 3, 2e keuze: 1": (3, 1),
    "1e: 3\n2e: 1": (3, 1),
    "ik kies voor nummer 3": (3, None),
    "doe mij maar 2": (2, None),
    "graag 2 of anders 4": (2, 4),
    "Ik wil graag in groep 2, zo niet dan 1": (2, 1),
    "liefst Kenia, anders Malawi": (1, 4),
    "de tweede": (2, None),
    "de derde casus": (3, None),
    "twee": (2, None),
    "2, want ik heb 5 jaar in Kenia gewerkt": (2, None),
    "liever 2 dan 4": (2, 4),
    "niet 3, wel 2": (2, None),
    "Beste Bea,\n\nGraag 4.\n\nGroet, Jan": (4, None),
    "keuze 1: 3, keuze 2: 1": (3, 1),
    "1.keuze 3 2.keuze 1": (3, 1),
    "Mijn voorkeur gaat uit naar 2 en daarna 4": (2, 4),
    # French
    "Choix 1 : 3, choix 2 : 1": (3, 1),
    "2 et 4": (2, 4),
    "2 puis 4": (2, 4),
    "mon premier choix est le 3": (3, None),
    "premier choix : 3, deuxième choix : 1": (3, 1),
    "1er choix : 3 ; 2e choix : 1": (3, 1),
    "1er : 3, 2ème : 1": (3, 1),
    "je choisis le numéro 4": (4, None),
    "le deuxième": (2, None),
    "la troisième": (3, None),
    "Je voudrais le 2, sinon le 3": (2, 3),
    "pas le 3, plutôt le 2": (2, None),
    "Le café au Pérou": (2, None),
    "Bonjour,\n\nle 2 s'il vous plaît\n\nMerci": (2, None),
    "Je préfère le 1 parce que je connais le Mali": (1, None),
    # Spanish
    "opción 1: 3; opción 2: 1": (3, 1),
    "la segunda": (2, None),
    "2 y 4": (2, 4),
    "primera opción: 2, segunda opción: 4": (2, 4),
    "mi primera elección es 3": (3, None),
    "1ª: 3, 2ª: 1": (3, 1),
    "quiero el 3, si no el 1": (3, 1),
    "Prefiero Kenia, y luego Perú": (1, 2),
    "elijo el número 4": (4, None),
    "el caso de Malí": (3, None),
    "Hola Bea, el 2 por favor. ¡Gracias!": (2, None),
    "dos": (2, None),
}


@pytest.mark.parametrize("said", TWO)
def test_choices_are_read(said: str) -> None:
    """The first choice, and the second where there is one."""
    assert read_choice(said, NAMES) == Choice("cases", *TWO[said])


@pytest.mark.parametrize(
    "said",
    [
        "none",
        "None of these",
        "no",
        "No thanks",
        "No, I'm not able to take part this time.",
        "I don't want a group",
        "I cannot join this time",
        "neither",
        "skip me",
        "count me out",
        "nee",
        "nee, dank je",
        "geen",
        "Ik doe niet mee deze keer",
        "ik kan helaas niet meedoen",
        "non",
        "Non merci",
        "aucun",
        "Je ne peux pas participer cette fois.",
        "no gracias",
        "ninguno",
        "Esta vez no puedo participar",
    ],
)
def test_people_may_stay_out(said: str) -> None:
    """Whoever wants no group says so in one word, or kindly."""
    assert read_choice(said, NAMES).kind == "none"


@pytest.mark.parametrize(
    "said",
    [
        "any",
        "no preference",
        "Whatever",
        "all fine",
        "I don't mind",
        "you choose",
        "No preference, thanks!",
        "geen voorkeur",
        "maakt me niet uit",
        "het maakt niet uit",
        "pas de préférence",
        "peu importe",
        "ça m'est égal",
        "sin preferencia",
        "me da igual",
        "cualquiera",
    ],
)
def test_people_may_have_no_preference(said: str) -> None:
    """That is an answer, too."""
    assert read_choice(said, NAMES).kind == "any"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "yes",
        "ok",
        "Thanks!",
        "Merci beaucoup",
        "7",
        "0",
        "12",
        "1, 2, 3, 4",
        "1. Dairy in Kenya\n2. Coffee cooperatives in Peru\n3. Youth at work in Mali\n"
        "4. Women and tea in Malawi",
        "2. Mali",
        "not 3",
        "anything but 2",
        "No idea yet",
        "first choice",
        "What is case 3 about?",
        "Can I still choose 2?",
        "I am in Nairobi until 2 March, I will answer on 3 March",
        "I will choose on 2 December.",
        "Tomorrow at 2pm I will decide",
        "I was born on 3/4/1970",
        "Anna Jansen\nKerkstraat 2\n1012 AB Amsterdam\n+31 (0)20 123 4 321",
        "We have 4 children and 2 dogs",
        "My number is 06 12 34 12 34",
        "I think 1 and 2 and 3 would all be things that somebody should care for",
        "ik weet het nog niet",
        "Je ne sais pas encore",
        "todavía no sé",
        "see you on the 3rd",
    ],
)
def test_what_is_no_choice_is_not_taken_for_one(said: str) -> None:
    """Dates, numbers in signatures, questions, copied lists, and cases that are not there."""
    assert read_choice(said, NAMES).kind == "unclear"


def test_a_second_choice_can_be_added() -> None:
    """Who says only the second leaves the first as it was."""
    assert read_choice("my second choice is 4", NAMES) == Choice("cases", None, 4)
    assert read_choice("tweede keuze: 4", NAMES) == Choice("cases", None, 4)


def test_words_that_cases_share_name_none() -> None:
    """Where two cases are about dairy, more must be said."""
    names = Names([("", "Dairy in Kenya"), ("", "Dairy in Peru"), ("", "Tea in Kenya")])
    assert read_choice("dairy", names).kind == "unclear"
    assert read_choice("Kenya", names).kind == "unclear"
    assert read_choice("dairy in Kenya", names) == Choice("cases", 1)
    assert read_choice("Kenya, the dairy one", names) == Choice("cases", 1)
    assert read_choice("Peru", names) == Choice("cases", 2)
    assert read_choice("tea", names) == Choice("cases", 3)


def test_twelve_cases_have_two_digits() -> None:
    """ "12" is a case where there are as many, and dates still are none."""
    names = Names([("", f"Place {word}") for word in "abcdefghijkl"])
    assert read_choice("12", names) == Choice("cases", 12)
    assert read_choice("11, 12", names) == Choice("cases", 11, 12)
    assert read_choice("7/11/2026", names).kind == "unclear"


def test_reading_is_quick() -> None:
    """A long letter, and one made to be slow, take no time (R19)."""
    before = time.monotonic()
    for text in ("Kenya " * 5000, "1 " * 50_000, "1: " * 9000, "(" * 50_000, "not 1, " * 9000):
        read_choice(text, NAMES)
        read_choice(text.replace(" ", "\n"), NAMES)
    assert time.monotonic() - before < 3


GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
@pytest.mark.parametrize("client", CLIENTS)
def test_what_programs_quote_chooses_nothing(client: str, language: str) -> None:
    """The cases that are quoted below a reply, and what a telephone adds, are not read."""
    names = Names([("", "Dairy in Kenya"), ("", "Coffee in Peru"), ("", "Youth at work in Mali")])
    for form in ("choose", "choose_reminder", "late", "which"):
        said = (GOLDEN / language / "cases" / f"{form}.txt").read_text(encoding="utf-8")
        mail = mail_saying(said.partition("\n\n")[2])
        for own, choice in (("2, 3", Choice("cases", 2, 3)), ("Mali", Choice("cases", 3))):
            body = read_body(parse(reply(client, language, own, mail)))
            assert read_choice(body.own_text, names) == choice, body.own_text
