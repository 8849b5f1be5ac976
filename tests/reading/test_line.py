"""Lines that are commands in the vocabularies of all list servers, and lines that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain.words import VERBS
from dgroup.reading.line import read_line
from dgroup.reading.wishes import read_wish

NAMES = frozenset({"psc", "psc-nl", "cocoa", "garden"})
DOMAIN = "lists.example.org"

# Line -> verb, group, argument, language.
LINES = [
    # Mailman, Majordomo, Sympa, LISTSERV, ezmlm, mlmmj
    ("subscribe", "join", None, "", ""),
    ("subscribe psc", "join", "psc", "", ""),
    ("SUBSCRIBE PSC", "join", "psc", "", ""),
    ("SUB psc Anna Jansen", "join", "psc", "Anna Jansen", ""),
    ("SUBscribe psc anna jansen", "join", "psc", "anna jansen", ""),
    ("subscribe psc anna@example.org", "join", "psc", "anna@example.org", ""),
    ("subscribe psc Anna <anna@example.org>", "join", "psc", "Anna <anna@example.org>", ""),
    ("subscribe psc Juan de la Cruz", "join", "psc", "Juan de la Cruz", ""),
    ("subscribe digest=no address=a@b.org", "join", None, "a@b.org", ""),
    ("subscribe nosuch", "join", None, "nosuch", ""),
    ("join psc-nl", "join", "psc-nl", "", ""),
    ("signon cocoa", "join", "cocoa", "", ""),
    ("subscribe to the psc list", "join", "psc", "", ""),
    ("subscribe psc@lists.example.org", "join", "psc", "", ""),
    ("unsubscribe", "leave", None, "", ""),
    ("unsubscribe psc", "leave", "psc", "", ""),
    ("UNSub psc", "leave", "psc", "", ""),
    ("SIGNOFF psc", "leave", "psc", "", ""),
    ("SIGnoff *", "leave", "*", "", ""),
    ("SIGNOFF * (NETWIDE", "leave", "*", "", ""),
    ("leave all groups", "leave", "*", "", ""),
    ("unsubscribe psc other@example.org", "leave", "psc", "other@example.org", ""),
    ("unsubscribe garden@farm.example", "leave", None, "garden@farm.example", ""),
    ("leave the psc mailing list", "leave", "psc", "", ""),
    ("remove me from psc", "leave", "psc", "", ""),
    ("please unsubscribe me from psc, thank you!", "leave", "psc", "", ""),
    ("set psc digest", "daily", "psc", "", ""),
    ("SET psc MAIL", "each", "psc", "", ""),
    ("SET psc NODIGEST", "each", "psc", "", ""),
    ("SET psc EACH", "each", "psc", "", ""),
    ("SET psc NORMAL", "each", "psc", "", ""),
    ("SET * DIGEST", "daily", "*", "", ""),
    ("set * nomail", "none", "*", "", ""),
    ("set digest", "daily", None, "", ""),
    ("set digest off", "each", None, "", ""),
    ("set digest plain", "plain", None, "", ""),
    ("set psc digest=mime", "whole", "psc", "", ""),
    ("digest mime", "whole", None, "", ""),
    ("hele berichten psc", "whole", "psc", "", "nl"),
    ("messages courts", "plain", None, "", "fr"),
    ("whole messages off", "plain", None, "", "en"),
    ("set delivery off", "none", None, "", ""),
    ("set hide on", "conceal", None, "", ""),
    ("set copy off", "copy", None, "off", ""),
    ("set psc copy on", "copy", "psc", "on", ""),
    ("set psc NOREPRO", "copy", "psc", "off", ""),
    ("set psc REPRO", "copy", "psc", "on", ""),
    ("set psc NOACK", "copy", "psc", "off", ""),
    ("SET psc NOT_ME", "copy", "psc", "off", ""),
    ("SET psc TXT", "text", "psc", "on", ""),
    ("SET psc CONCEAL", "conceal", "psc", "", ""),
    ("SET psc NOCONCEAL", "reveal", "psc", "", ""),
    ("set my mail to digest", "daily", None, "", ""),
    ("set psc mail off", "none", "psc", "", ""),
    ("stel mij voor", "introduce", None, "", "nl"),
    ("zet psc kopie uit", "copy", "psc", "off", "nl"),
    ("set language nl", "language", None, "nl", ""),
    ("set authenticate s3cret", "help", None, "", ""),
    ("password old new", "help", None, "", ""),
    ("options", "help", None, "", ""),
    ("which", "which", None, "", ""),
    ("QUERY psc", "which", "psc", "", ""),
    ("STATUS", "which", None, "", ""),
    ("REView psc", "who", "psc", "", ""),
    ("who psc", "who", "psc", "", ""),
    ("LISts", "groups", None, "", ""),
    ("index psc", "threads", "psc", "", ""),
    ("INDex psc", "threads", "psc", "", ""),
    ("get psc 123", "get", "psc", "123", ""),
    ("GET 123", "get", None, "123", ""),
    ("get #12", "get", None, "12", ""),
    ("get psc report-2.pdf", "get", "psc", "report-2.pdf", ""),
    ("get thread 12", "get", None, "thread 12", ""),
    ("get attachment 3", "get", None, "attachment 3", ""),
    ("LASt psc", "get", "psc", "last", ""),
    ("info psc", "info", "psc", "", ""),
    ("HELp", "help", None, "", ""),
    ("sos", "help", None, "", ""),
    ("help subscribe", "help", None, "join", ""),
    ("CONfirm abc234def567", "confirm", None, "abc234def567", ""),
    ("confirm", "confirm", None, "", ""),
    ("approve 1234567", "approve", None, "1234567", ""),
    # our own
    ("psc digest", "daily", "psc", "", ""),
    ("psc: nomail", "none", "psc", "", ""),
    ("digest psc", "daily", "psc", "", ""),
    ("mail", "each", None, "", ""),
    ("mail off", "none", None, "", ""),
    ("nomail off", "each", None, "", ""),
    ("nomail", "none", None, "", ""),
    ("pause", "none", None, "", ""),
    ("pause psc", "none", "psc", "", ""),
    ("pause until 3 January", "pause", None, "3 January", ""),
    ("pause 2026-12-24", "pause", None, "2026-12-24", ""),
    ("pause for 2 weeks", "pause", None, "2 weeks", ""),
    ("pause psc until 3 January", "pause", "psc", "3 January", ""),
    ("pause until 3 January psc", "pause", "psc", "3 January", ""),
    ("pause my mail until monday", "pause", None, "monday", "en"),
    ("nomail until whenever", "pause", None, "whenever", ""),
    ("pauze tot 3 januari", "pause", None, "3 januari", "nl"),
    ("pauze t/m 3 januari", "pause", None, "3 januari", "nl"),
    ("pause jusqu'au 3 janvier", "pause", None, "3 janvier", ""),
    ("pausa hasta el 3 de enero", "pause", None, "el 3 de enero", "es"),
    ("resume", "resume", None, "", ""),
    ("pause off", "resume", None, "", ""),
    ("who cocoa", "who", "cocoa", "", ""),
    ("who agroforestry Kenya", "who", None, "agroforestry Kenya", ""),
    ("search cocoa prices", "search", "cocoa", "prices", ""),
    ("search psc", "search", None, "psc", ""),
    ('search "fair price"', "search", None, "fair price", ""),
    ("zoek cacao", "search", None, "cacao", "nl"),
    ("mute", "mute", None, "", ""),
    ("mute thread 12", "mute", None, "12", "en"),
    ("follow 12", "follow", None, "12", ""),
    ("copy off", "copy", None, "off", ""),
    ("kopie uit", "copy", None, "off", "nl"),
    ("copy", "copy", None, "", ""),
    ("text on", "text", None, "on", ""),
    ("language nl", "language", None, "nl", ""),
    ("language Dutch", "language", None, "nl", ""),
    ("langue français", "language", None, "fr", "fr"),
    ("taal nederlands", "language", None, "nl", "nl"),
    ("idioma español", "language", None, "es", "es"),
    ("time zone Africa/Nairobi", "timezone", None, "Africa/Nairobi", "en"),
    ("my time zone is Lima", "timezone", None, "America/Lima", "en"),
    ("tijdzone Amsterdam", "timezone", None, "Europe/Amsterdam", "nl"),
    ("fuseau horaire Dakar", "timezone", None, "Africa/Dakar", "fr"),
    ("Mi zona horaria es São Paulo.", "timezone", None, "America/Sao_Paulo", "es"),
    ("timezone new york", "timezone", None, "America/New_York", ""),
    ("set psc time zone Lima", "timezone", "psc", "America/Lima", "en"),
    ("time zone Narobi", "timezone", None, "Narobi", "en"),
    ("tijdzone uit", "timezone", None, "off", "nl"),
    ("time zone group", "timezone", None, "off", "en"),
    ("timezone", "timezone", None, "", ""),
    ("time zone?", "help", None, "timezone", "en"),
    ("name Anna Jansen", "name", None, "Anna Jansen", ""),
    ("naam Jan van der Berg", "name", None, "Jan van der Berg", "nl"),
    ("address", "address", None, "", ""),
    ("address add x@y.org", "address", None, "add x@y.org", ""),
    ("address drop <x@y.org>", "address", None, "drop x@y.org", ""),
    ("address prefer x@y.org", "address", None, "prefer x@y.org", ""),
    ("address x@y.org", "address", None, "add x@y.org", ""),
    ("alias x@y.org", "address", None, "add x@y.org", ""),
    ("adres verwijder x@y.org", "address", None, "drop x@y.org", "nl"),
    ("adresse ajouter x@y.org", "address", None, "add x@y.org", "fr"),
    ("dirección añadir x@y.org", "address", None, "add x@y.org", "es"),
    ("conceal", "conceal", None, "", ""),
    ("conceal off", "reveal", None, "", ""),
    ("my data", "data", None, "", ""),
    ("forget me", "forget", None, "", ""),
    ("subgroups psc", "subgroups", "psc", "", ""),
    ("introductions", "introductions", None, "", ""),
    ("my groups", "which", None, "", "en"),
    # other languages
    ("aanmelden psc Jan de Vries", "join", "psc", "Jan de Vries", "nl"),
    ("lid worden van psc", "join", "psc", "", "nl"),
    ("afmelden van de lijst psc", "leave", "psc", "", "nl"),
    ("s'inscrire à psc", "join", "psc", "", "fr"),
    ("désinscrire psc svp", "leave", "psc", "", "fr"),
    ("me désabonner de la liste psc", "leave", "psc", "", "fr"),
    ("résumé hebdomadaire", "weekly", None, "", "fr"),
    ("suscribir psc Juan Pérez", "join", "psc", "Juan Pérez", "es"),
    ("darse de baja del grupo psc", "leave", "psc", "", "es"),
    ("resumen diario psc", "daily", "psc", "", "es"),
    ('"unsubscribe"', "leave", None, "", ""),
    ("*unsubscribe*", "leave", None, "", ""),
    ("Unsubscribe!!!", "leave", None, "", ""),
]
SEVERAL = [
    ("subscribe psc digest", [("join", "psc"), ("daily", "psc")]),
    ("subscribe psc nomail", [("join", "psc"), ("none", "psc")]),
    ("subscribe digest=plain", [("join", None), ("daily", None)]),
    ("SET PSC DIGEST NOREPRO", [("daily", "psc"), ("copy", "psc")]),
    ("set psc nomail conceal", [("none", "psc"), ("conceal", "psc")]),
    ("weekly whole messages", [("weekly", None), ("whole", None)]),
    ("psc weekly mime", [("weekly", "psc"), ("whole", "psc")]),
    ("set psc weekly mime", [("weekly", "psc"), ("whole", "psc")]),
    ("digest weekly mime", [("weekly", None), ("whole", None)]),
    ("digest weekly", [("weekly", None)]),
    ("set psc digest weekly norepro", [("weekly", "psc"), ("copy", "psc")]),
    ("set psc time zone Lima monthly", [("timezone", "psc"), ("monthly", "psc")]),
    ("maandelijks met korte berichten", [("monthly", None), ("plain", None)]),
    ("messages groupés hebdomadaire", [("weekly", None)]),
    ("semanal, mensajes enteros", [("weekly", None), ("whole", None)]),
    ("daily weekly", []),
    ("weekly whole short", []),
    ("whole weekly meeting", []),
]
PROSE = [
    *("Leave request", "Leave policy for volunteers", "Info session", "Status update", "Helpdesk"),
    *(
        "Help needed with cocoa",
        "Who can help me with this?",
        "Who is coming tomorrow",
        "Who knows?",
    ),
    *("Find attached my report", "find below the minutes", "Get well soon", "Follow up", "Text me"),
    *(
        "Language barrier",
        "Name of the rose",
        "Name: Anna Jansen",
        "Language: French",
        "Time zone: Lima",
        "Time zone problems",
        "My time zone is not theirs",
        "Mail problems",
    ),
    *(
        "Join us for lunch",
        "Join Cocoa meeting Friday",
        "Members meeting",
        "Pause button is broken",
    ),
    *(
        "Confirm that I come",
        "Daily news from Nairobi",
        "Search committee?",
        "set the table",
        "psc",
    ),
    *("I have a question", "Stop the war", "Leave me alone", "Copy of the minutes", "Address book"),
    *(
        "Wie kan mij helpen met de begroting?",
        "Qui peut nous aider ?",
        "¿Quién nos ayuda con esto?",
    ),
    *(
        "Dear all",
        "Thanks",
        "Anna Jansen",
        "",
        "   ",
        "...",
        "Mail me the report",
        "approve of this",
    ),
    *("subscribe psc to the newspaper of tomorrow", "unsubscribe is a word that people search for"),
    *("help " * 50, "x" * 5000),
]
WISHES = [
    ("I want to subscribe please, my name is Sapiro", "join", None, "en"),
    ("I would like to leave the group", "leave", None, "en"),
    ("I'd like to unsubscribe from psc.", "leave", "psc", "en"),
    ("please unsubscribe me from psc", "leave", "psc", "en"),
    ("can you remove me", "leave", None, "en"),
    ("Can you please remove me from this mailing list? Thanks!", "leave", None, "en"),
    ("Please take me off your mailing list as soon as possible", "leave", None, "en"),
    ("I no longer want to receive these emails", "leave", None, "en"),
    ("I am moving to another job. Please unsubscribe me.", "leave", None, "en"),
    ("I want to be added to the psc list", "join", "psc", "en"),
    ("I would like to pause my mails for two weeks", "pause", None, "en"),
    ("I need help", "help", None, "en"),
    ("How do I unsubscribe?", "help", None, "en"),
    ("graag uitschrijven", "leave", None, "nl"),
    ("Ik wil me graag uitschrijven van psc", "leave", "psc", "nl"),
    ("Wilt u mij van de lijst verwijderen?", "leave", None, "nl"),
    ("Ik wil geen mails meer ontvangen", "leave", None, "nl"),
    ("Ik wil graag lid worden van psc", "join", "psc", "nl"),
    ("Hoe kan ik me uitschrijven?", "help", None, "nl"),
    ("je souhaite me désabonner", "leave", None, "fr"),
    ("Merci de me désinscrire de cette liste", "leave", None, "fr"),
    ("Pourriez-vous me désabonner de psc svp ?", "leave", "psc", "fr"),
    ("Je ne souhaite plus recevoir vos messages", "leave", None, "fr"),
    ("Je voudrais m'inscrire au groupe psc", "join", "psc", "fr"),
    ("Comment me désinscrire ?", "help", None, "fr"),
    ("quiero darme de baja", "leave", None, "es"),
    ("Quisiera darme de baja de la lista psc, por favor.", "leave", "psc", "es"),
    ("Ya no quiero recibir correos", "leave", None, "es"),
    ("Me gustaría unirme al grupo psc", "join", "psc", "es"),
    ("¿Cómo puedo darme de baja?", "help", None, "es"),
]
NO_WISHES = [
    *(
        "I do not want to leave the group",
        "I would like to leave a comment",
        "We want to join forces",
    ),
    *("I want to join the discussion on cocoa prices", "Please remove my colleague Anna"),
    *("Could you send me the report?", "I would like to know who is in the group", "Thank you"),
    *("If you want to leave the group, tell us", "I want to leave the group but not psc-nl"),
    *("Would you like to join us for lunch?", "I would like to subscribe to psc and to cocoa"),
    *(
        "Please find attached my report",
        "Thank you for your help",
        "Please help me with the budget",
    ),
    *(
        "I would like to leave psc. Please do not remove me from cocoa.",
        "Please join. I want to leave.",
    ),
    *("Ik wil niet uitschrijven", "Je ne veux pas quitter le groupe", "No quiero salir", ""),
    "I would like to leave the group " + "and to say how much I learnt here " * 8,
]


@pytest.mark.parametrize(("line", "verb", "group", "argument", "language"), LINES)
def test_a_line_is_a_command(
    line: str, verb: str, group: str | None, argument: str, language: str
) -> None:
    """Word, group, argument and the language of the word, as the writer gave them."""
    (order,) = read_line(line, NAMES, DOMAIN)
    found = (order.verb, order.group, order.argument, order.language, order.line)
    assert found == (verb, group, argument, language, line)


@pytest.mark.parametrize(("line", "expected"), SEVERAL)
def test_a_line_may_hold_several(line: str, expected: list[tuple[str, str | None]]) -> None:
    """Options of list servers come in a row; joining with a choice is two commands."""
    assert [(each.verb, each.group) for each in read_line(line, NAMES, DOMAIN)] == expected


@pytest.mark.parametrize("line", PROSE)
def test_prose_is_no_command(line: str) -> None:
    """A line that begins with a word of the table is a command only if all of it is."""
    assert read_line(line, NAMES, DOMAIN) == ()


@pytest.mark.parametrize(("text", "verb", "group", "language"), WISHES)
def test_a_plain_sentence_is_understood(
    text: str, verb: str, group: str | None, language: str
) -> None:
    """A wish, a verb, a group and small words: that can mean one thing only."""
    order = read_wish(text, NAMES, DOMAIN)
    assert order is not None
    assert (order.verb, order.group, order.language) == (verb, group, language)


@pytest.mark.parametrize("text", NO_WISHES)
def test_a_doubtful_sentence_is_for_people(text: str) -> None:
    """Negations, conditions, other people and any word too many make it no command."""
    assert read_wish(text, NAMES, DOMAIN) is None


WRITTEN = st.lists(
    st.sampled_from(
        "set psc subscribe unsubscribe please digest off * who pause until 3 January I want to leave"
        " a@b.org <a@b.org> = digest= address= , . ? name Anna get 12 thread confirm abc234 quiero"
        " darme de baja me mijn groepen".split()
    ),
    max_size=16,
).map(" ".join)


@given(st.one_of(st.text(), WRITTEN))
def test_any_line_can_be_read(text: str) -> None:
    """Reading never raises, and names only verbs and groups that there are."""
    wish = read_wish(text, NAMES, DOMAIN)
    orders = [*read_line(text, NAMES, DOMAIN), *([wish] if wish else [])]
    assert len(orders) <= 7
    for order in orders:
        assert order.verb in VERBS
        assert order.group in {None, "*", *NAMES}
        assert len(order.argument) <= max(len(text), 10)
