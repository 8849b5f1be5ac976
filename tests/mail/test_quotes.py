"""Own words: quotes, signatures and footers go, and no word of the writer's does."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.quotes import own_words, unquoted

# How programs introduce a quote, in the languages of the people we build for.
INTRODUCTIONS = [
    "On Mon, Jan 5, 2026 at 9:12 AM Bob Otieno <bob@example.org> wrote:",
    "On Mon, Jan 5, 2026 at 9:12\u202fAM Bob Otieno via psc <\npsc@example.org> wrote:",
    "On 5 Jan 2026, at 09:12, Bob\nOtieno <bob@example.org>\nwrote:",
    "Op ma 5 jan 2026 om 09:12 schreef Bob Otieno <bob@example.org>:",
    "Op 5 jan. 2026 om 09:12 heeft Bob <bob@example.org> het volgende geschreven:",
    "Le lun. 5 janv. 2026 à 09:12, Bob Otieno <bob@example.org> a écrit\u00a0:",
    "El lun, 5 ene 2026 a las 9:12, Bob (<bob@example.org>) escribió:",
    "Am 05.01.2026 um 09:12 schrieb Bob Otieno:",
    "Em seg., 5 de jan. de 2026 às 09:12, Bob escreveu:",
    "2026/1/5 Bob Otieno <bob@example.org>",
    "-----Original Message-----",
    "-------- Oorspronkelijk bericht --------",
    "---------- Forwarded message ---------",
    "________________________________\nFrom: Bob <bob@example.org>\nSent: Monday, January 5, 2026 9:12\n"
    "To: psc@example.org\nSubject: hello",
    "Van: Bob <bob@example.org>\nVerzonden: maandag 5 januari 2026 09:12\nAan: psc@example.org\n"
    "Onderwerp: hallo",
    "-----Message d'origine-----\nDe : Bob\nEnvoyé : lundi 5 janvier 2026 09:12\nÀ : psc\nObjet : x",
    "De: Bob <bob@example.org>\nEnviado el: lunes, 5 de enero de 2026 9:12\nPara: psc\nAsunto: x",
    "---- On Mon, 05 Jan 2026 09:12:07 +0100 Bob <bob@example.org> wrote ----",
    "On Mon, 5 Jan 2026 09:12:07 +0100 Bob <bob@example.org> wrote",
    '05.01.2026, 09:12, "Bob - Otieno" <bob@example.org>:',
    "ср, 5 янв. 2026 г. в 09:12, Bob Otieno <bob@example.org>:",
    "ma 5. tammik. 2026 klo 9.12 Bob Otieno\n<bob@example.org> kirjoitti:",
    "Bob Otieno <bob@example.org> schrieb am Mo., 5.\nJan. 2026 um 09:12 Uhr:",
    "-----Bob Otieno <bob@example.org> wrote: -----\nTo: psc\nFrom: Bob\nDate: 05.01.2026\nSubject: x",
    "От: Bob <bob@example.org>\nОтправлено: 5 января 2026 г. 09:12\nКому: psc@example.org",
    "发件人: Bob <bob@example.org>\n发送时间: 2026年1月5日 9:12\n收件人: psc\n主题: x",
    "From: Bob Otieno\n<a-long-address-of-bob@example.org>\nSent: Monday, January 5, 2026 9:12\nTo: psc\n"
    "Subject: hello",
    "*From:* Bob <bob@example.org>\n*Date:* Monday, 5 January 2026 09:12\n*To:* psc\n*Subject:* x",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_a_marked_quote_is_cut_with_its_introduction(introduction: str) -> None:
    """Above and below it every word of the writer's stays."""
    text = f"Above.\n\n{introduction}\n\n> quoted\n> > deeper\n>\n> quoted\n\nBelow."
    assert own_words(text) == "Above.\n\nBelow."


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_unmarked_quote_below_own_words_is_cut(introduction: str) -> None:
    """Outlook and others quote without marks, below what was written."""
    assert own_words(f"Above.\nMore.\n\n{introduction}\n\nquoted\n\nquoted") == "Above.\nMore."


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize(
    "above",
    ["Hi Bob,\n\n", "Beste Bob\n\n", "My answers are inline.\n\n", "What he wrote is:\n\n"],
)
def test_on_doubt_all_is_shown(introduction: str, above: str) -> None:
    """With nothing above but a greeting, or a word that more is below, the rest may be own words."""
    text = f"{above}{introduction}\n\nquoted\n\nI agree with all of this."
    assert "I agree with all of this." in own_words(text)


ANNOUNCED = """\
Thanks Bob, my answers are in the text.|My replies are in your mail.|Answers in CAPITALS.
See my comments in the body of your email.|I answered under your questions.|My answers start with **.
Please find my answers after each question.|I have put my remarks in your text in purple.
Comments embedded.|See further down.|My responses follow each of your points.|See >> below
I agree with most of it, and have written my\\nanswers between your lines.
Bedankt, mijn antwoorden staan in je mail.|Ik heb in je tekst geantwoord.|Antwoorden in hoofdletters.
Mijn antwoorden staan onder je vragen.|Zie verder naar onder.|Mijn reactie staat er telkens achter.
Merci, mes réponses sont dans le texte.|J'ai répondu sous vos questions.|Mes réponses en dessous.
Voir plus bas.|Mes commentaires en italique dans le texte.|Je réponds point par point.
Gracias, mis respuestas están en el texto.|Respondo en tu correo.|Ver mis comentarios debajo.
Contesto debajo de cada pregunta.|Mis respuestas en mayúsculas.|Respuestas intercaladas."""
_OUTLOOK = (
    "From: Bob <bob@example.org>\nSent: Monday, January 5, 2026 9:12\nTo: psc\nSubject: hello"
)


@pytest.mark.parametrize("above", re.split(r"\||\n", ANNOUNCED))
def test_answers_that_are_announced_are_shown(above: str) -> None:
    """Who says that answers stand within the quote is believed, where no mark tells them from it."""
    above = above.replace("\\n", "\n")
    text = f"{above}\n\n{_OUTLOOK}\n\nWho comes?\n\nI come with two.\n\nWhen?\n\nAt nine."
    assert "I come with two." in own_words(text)


@pytest.mark.parametrize(
    "above",
    ["Thanks, see you in the village.", "I agree with your answers.", "Here is my response to your mail.",
     "Ik kom naar je dorp.", "Bedankt voor je reactie!", "Merci pour ta réponse.", "À demain, dans le village.",
     "Gracias por tu respuesta.", "Nos vemos en el mercado.", "Thank you for the comments."],
)  # fmt: skip
def test_words_that_announce_nothing_cut_as_ever(above: str) -> None:
    """Thanks for an answer is no answer within the quote."""
    assert own_words(f"{above}\n\n{_OUTLOOK}\n\nWho comes?\n\nI come with two.") == above


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("above", ["", "Sent from my iPhone\n\n", "\n \n________\n\n"])
def test_nothing_above_an_unmarked_quote_is_an_empty_answer(introduction: str, above: str) -> None:
    """It counts as no words of one's own; yet all is shown, for there may be some below."""
    text = f"{above}{introduction}\n\nquoted\n\nI agree with all of this."
    assert own_words(text) == ""
    assert "I agree with all of this." in unquoted(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("", ""),
        ("> only quoted", ""),
        ("Bob wrote:\n> q\n\nanswer", "answer"),
        ("Bob Otieno <bob@example.org> writes:\n> q\nanswer", "answer"),
        ("Quoting Bob <bob@example.org>:\n\n> q\nanswer", "answer"),
        ("2009/1/5 Bob <bob at example.org>:\n> q\nanswer", "answer"),
        ("On the wiki Bob wrote:\n\nmaize\n\nI do not agree.",
         "On the wiki Bob wrote:\n\nmaize\n\nI do not agree."),
        ("We met. As the report says:\n> q\nfine", "We met. As the report says:\n\nfine"),
        ("These are the prices:\n\n> q\nfine", "These are the prices:\n\nfine"),
        ("first\n> q\nsecond\n> q\nthird", "first\n\nsecond\n\nthird"),
        (">From here on it rains.\n\n> q", ">From here on it rains."),
        ("Message: 7\nDate: Mon, 5 Jan 2026\nFrom: Bob\nTo: psc\nMessage-ID:\n  <1@example.org>\n\n> q\nyes",
         "yes"),
        ("Here is my code:\n\nFrom: ann\nTo: bob\nSubject: x\n\nDoes it work?",
         "Here is my code:\n\nFrom: ann\nTo: bob\nSubject: x\n\nDoes it work?"),
        ("To: nobody\nyes", "To: nobody\nyes"),
        ("yes\nFrom: Bob <bob@example.org>\nDate: 5 Jan 2026\nTo: psc\nSubject: x\nquoted", "yes"),
        ("yes\n\nAm 05.01.2026 09:12 schrieb \"Bob\" <bob@example.org\n>:\n\n> q", "yes"),
        ("On Friday 5th we meet at the hall. Bob wrote:\n> q\nfine",
         "On Friday 5th we meet at the hall. Bob wrote:\n\nfine"),
        ("On Friday 5 we meet.\nOn Mon, 5 Jan 2026 at 9:12 Bob <bob@example.org> wrote:\n> q",
         "On Friday 5 we meet."),
        ("On 3 May 2026 the minister wrote:\n\n> q\n\nfine", "On 3 May 2026 the minister wrote:\n\nfine"),
        ("text = \'\'\'\n\nDate: Fri, 6 Feb 2004 10:14:39\nFrom: T <t@example.org>\nTo: r\nSubject: x\n\nhi",
         "text = \'\'\'\n\nDate: Fri, 6 Feb 2004 10:14:39\nFrom: T <t@example.org>\nTo: r\nSubject: x\n\nhi"),
        ("From: Nairobi 8:00\nTo: Mombasa\nDate: 3 May 2026\n\nCome along!",
         "From: Nairobi 8:00\nTo: Mombasa\nDate: 3 May 2026\n\nCome along!"),
        ("It says\n>>> import maize\nTraceback\n>>>\nWhy?", "It says\n>>> import maize\nTraceback\n>>>\nWhy?"),
        ("2026-01-05 09:12:01 [-] starting <maize at 0x80>\n2026-01-05 [-] stopped\nWhy?",
         "2026-01-05 09:12:01 [-] starting <maize at 0x80>\n2026-01-05 [-] stopped\nWhy?"),
        ("👍\n\n> q\n\n🎉", "👍\n\n🎉"),
    ],
)  # fmt: skip
def test_quotes_and_what_only_looks_like_one(text: str, own: str) -> None:
    """A sentence that ends in a colon is no introduction unless it says who wrote."""
    assert own_words(text) == own


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("words\n\n-- \nAnn Lee\nCoordinator", "words"),
        ("words\n\n--\nAnn Lee", "words"),
        ("words\n-- \nAnn\n\nOn 5 Jan 2026, Bob wrote:\n> q\n> -- \n> Bob\n\nmore", "words\n\nmore"),
        ("one\n--\n" + "\n".join(f"item {n}" for n in range(9)),
         "one\n--\n" + "\n".join(f"item {n}" for n in range(9))),
        ("one\n-- \n" + "\n".join(f"item {n}" for n in range(30)),
         "one\n-- \n" + "\n".join(f"item {n}" for n in range(30))),
        ("words\n-- \nfirst name\n-- \nsecond name", "words"),
        ("diff\n--- a/file\n+++ b/file", "diff\n--- a/file\n+++ b/file"),
        ("words\n\nSent from my iPhone", "words"),
        ("words\n\nGet Outlook for Android<https://example.org/>", "words"),
        ("woorden\n\nVerstuurd vanaf mijn iPhone\n\n> Op 5 jan. 2026 schreef Bob:\n> q", "woorden"),
        ("woorden\nVerzonden vanuit Mail voor Windows", "woorden"),
        ("mots\n\nEnvoyé de mon iPhone", "mots"),
        ("palabras\n\nEnviado desde mi iPad", "palabras"),
        ("Worte\n\nVon meinem iPhone gesendet", "Worte"),
        ("It was sent from my phone.\nThe rest follows.", "It was sent from my phone.\nThe rest follows."),
        ("Sent from my village to the market: maize.\nAnn", "Sent from my village to the market: maize.\nAnn"),
        ("Hello.\n\nSent from my village to the market", "Hello.\n\nSent from my village to the market"),
        ("Done.\nSent by post.", "Done.\nSent by post."),
        ("Klaar.\nVerzonden met de post", "Klaar.\nVerzonden met de post"),
        ("words\n--\nPoint two is no name, for it is a sentence.", "words\n--\nPoint two is no name, for it is a sentence."),
        ("words\n\n--\nSent from my Android device with K-9 Mail. Please excuse my brevity.", "words"),
        ("words\n\nSent from my Galaxy\n\n-- \nAnn", "words"),
        ("words\n\nSent from Yahoo Mail on Android\nGet Outlook for iOS<https://aka.ms/o0ukef>", "words"),
        ("parole\n\nInviato da iPhone", "parole"),
        ("слова\n\nОтправлено с iPhone", "слова"),
        ("话\n\n发自我的iPhone", "话"),
    ],
)  # fmt: skip
def test_signatures(text: str, own: str) -> None:
    """Two dashes cut a few lines, never a long text; telephones name themselves on the last line."""
    assert own_words(text) == own


_RULE = "_______________________________________________"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"words\n{_RULE}\npsc mailing list\npsc@example.org\nhttps://example.org/listinfo/psc", "words"),
        (f"words\n\n-- \nAnn\n{_RULE}\npsc mailing list -- psc@example.org\nTo unsubscribe send …", "words"),
        (f"words\n{_RULE}\na mailing list\n{_RULE}\nanother mailing list", "words"),
        (f"words\n{_RULE}\nA table\nof my own", f"words\n{_RULE}\nA table\nof my own"),
        (f"words\n{_RULE}\npsc mailing list\n" + "more words\n" * 20,
         f"words\n{_RULE}\npsc mailing list\n" + "\n".join(["more words"] * 20)),
    ],
)  # fmt: skip
def test_list_footers(text: str, own: str) -> None:
    """A line of underscores and few lines that speak of a list, at the end, are nobody's words."""
    assert own_words(text) == own


def test_signatures_can_be_kept() -> None:
    """`unquoted` cuts quotes and footers only."""
    assert unquoted("-- \nAnn\n\n> q") == "-- \nAnn"
    assert own_words("-- \nAnn\n\n> q") == ""


@given(st.lists(st.sampled_from([
    "> q", "words here", "", "-- ", "--", "On 5 Jan 2026, Bob wrote:", "wrote:", _RULE, "mailing list",
    "From: Bob", "Sent: 9:12", "To: psc", "-----Original Message-----", "Hi Bob,", "Sent from my iPhone", " x",
]), max_size=25))  # fmt: skip
def test_own_words_are_lines_of_the_text(lines: list[str]) -> None:
    """Nothing is invented, and nothing changes its order."""
    text = "\n".join(lines)
    following = iter(text.split("\n"))
    for line in own_words(text).split("\n"):
        assert not line.startswith("> ")
        assert not line or any(line.strip() == other.strip() for other in following)


@given(st.text(max_size=300))
def test_cutting_never_raises(text: str) -> None:
    """Whatever the text."""
    own_words(text)


@pytest.mark.parametrize(
    "piece",
    ["a:\n", "On Mon 5 wrote:\n", "Am " + "a schrieb " * 20 + ":\n", "2009/1/1 <@ <@ <@ <@>\n", "-- \n",
     "From: x\nTo: y\nSent: z\n", _RULE + "\n", "On 1 a wrote:\nx\n", "hi On 1 a wrote:\n\n\n\n\n", ">\n",
     "Op heeft heeft heeft geschreven geschreven\nheeft heeft :\n", "On " + "wrote " * 45 + ":\n>\n",
     "quoting " * 30 + ":\n>\n", "2009-01-01 " + "<" * 40 + "\n>\n", "On ", "see below\n> x\n",
     "From: a@b\nDate: 2026\nTo: c@d\n\n", "On 1 1:11 <a@b> wrote\n", "a <a@b> schrieb " * 9 + ":\n",
     "Sent from my " * 12 + "\n", "-----wrote: -----\n", ">>> x\n", "<\n>:\n", "1:11 AM, " * 20 + "<a@b>:\n"],
)  # fmt: skip
def test_crafted_texts_take_no_long_time(piece: str) -> None:
    """Half a megabyte of half introductions takes well under two seconds."""
    before = time.process_time()
    own_words(piece * (500_000 // len(piece)))
    assert time.process_time() - before < 5
