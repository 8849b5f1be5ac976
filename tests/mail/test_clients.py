"""Replies of many mail programs: no word of the writer's is lost, and the quotes are cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import parse
from tests.mail.clients import CLIENTS, LANGUAGES, MARKING, PHONES, everywhere, mail_saying, reply

WELCOME = mail_saying(
    "Welcome to Private Sector Cooperation, Anna.\n\nThe group is about trade, and 27 people are in"
    " it.\n\n1. Who are you, and where do you live?\n2. What experience do you bring?\n3. What do"
    " you hope to learn?\n\nMore is at https://lists.example.org/psc\n\nTo leave: reply with the"
    " word leave.\n"
)
# A post that is itself an answer, with its quote and its signature.
ANSWER = reply(
    "thunderbird",
    "en",
    "I come from Kisumu.\n\nWho comes to the market on Friday?",
    WELCOME,
    sender="Bob Otieno <bob@example.org>",
    signature="Bob Otieno\nKisumu Traders\n+254 700 000 000",
)

SHORT = [
    "yes",
    "ok",
    "Yes.",
    "YES!",
    "ja, graag!",
    "Oui, merci",
    "sí",
    "1",
    "да",
    "نعم",
    "是的",
    "हाँ",
]
LONGER = [
    "I am Anna from Nairobi.\nI grow maize.\n\nI hope to learn about trade with the neighbours.",
    "1. I am Anna, from Nairobi.\n2. Ten years of growing maize.\n3. How to sell it.",
    "Dear Bob,\n\nthank you for the welcome.\n\nAnna",
    "Ik ben Anna uit Gent, en ik leer graag van jullie.\n\nMet vriendelijke groeten,\nAnna Jansen",
    "Bonjour à tous,\n\nj'habite à Lomé ; je vends du maïs. À bientôt !",
    "Hola a todos:\n\nvivo en Quito y cultivo maíz. ¿Quién más?",
    "اسمي آنا، وأنا من نيروبي.\n\nأريد أن أتعلم التجارة.",
    "我叫安娜，住在内罗毕。\n\n我想学习贸易。",
    "मेरा नाम अन्ना है। मैं नैरोबी से हूँ।\n\nमैं व्यापार सीखना चाहती हूँ।",
    "A long one without a line end: " + "maize and beans and more of it, " * 20,
]
# Words that look like what is cut.
HARD = [
    "On Monday I go to the market with Bob. He wrote:\nplease come early.\nSo I will.",
    "Our plan:\n\nFrom: Nairobi\nTo: Mombasa\nDate: 3 May 2026\n\nTell me if you join.",
    "From: the hills. To: the sea.\nThat is where the river goes.",
    "Never give up -- that is what my teacher wrote: never.",
    "I bring\n- maize\n- beans\n-- and more of both\n--> and questions",
    "Prices > 60 are high, < 20 is low; 5 > 3.",
    "Point one.\n--\nPoint two is longer than a name in a signature would ever be, so it stays.",
    "On 3 May 2026 the minister wrote:\n\nmaize is cheap\n\nI think that is wrong.",
    "Here are the prices of Friday:\n\nmaize 60\nbeans 80",
    "The report says:\n\nmaize is cheap",
    "I come by bus.\n\nSent from my village to the market: maize.",
    "I sent it from my phone yesterday.\nSent by post.",
    "What he said: wait. What she wrote: come.",
    "To: everybody\nSubject to change: the date.",
    "___\nfill in: ____\n___",
    "I wrote to bob@example.org on 3 May 2026 at 12:30. He says:\n\nyes",
    "From my side: yes.\nSent: the papers.\nDate: open.\nSubject: maize.",
    "Re: your question\nAnswer: yes",
    "* maize\n* beans\n\n***\n\nMore tomorrow.",
    "# Heading\n\n| a | b |\n|---|---|\n| 1 | 2 |",
]  # fmt: skip
Place = Literal["above", "below", "between"]


def places(client: str) -> tuple[Place, ...]:
    """Where a writer may put words in this program."""
    return ("above", "below", "between") if client in MARKING else ("above",)


def read(content: bytes) -> Body:
    """The body of a mail."""
    return read_body(parse(content))


def words_of(text: str) -> str:
    """A text with its words only, one space between them."""
    return " ".join(text.split())


def replies(client: str) -> Iterator[tuple[str, str, bytes]]:
    """All that is tried by one program: a name, the words, the mail."""
    for number, words in enumerate((*SHORT, *LONGER, *HARD)):
        language = LANGUAGES[number % len(LANGUAGES)]
        for quoted in (WELCOME, ANSWER):
            for place in places(client):
                content = reply(client, language, words, quoted, place=place)
                yield f"{language} {place} {words!r}", words, content


@everywhere()
def test_a_reply_answers_the_letter(client: str, language: str) -> None:
    """It goes back to where the letter came from, and names it."""
    letter = parse(reply(client, language, "yes", WELCOME))
    assert letter.to[0].address == "psc-request@lists.example.org"
    assert letter.subject == "Re: Welcome to Private Sector Cooperation"
    assert letter.references == ("said@lists.example.org",)
    assert not letter.defects


@pytest.mark.soak
@pytest.mark.parametrize("client", CLIENTS)
def test_no_word_is_lost_and_nearly_all_quotes_are_cut(client: str) -> None:
    """Every word survives; at least 95 of 100 replies are cut to exactly the writer's words."""
    exact = tried = 0
    for name, words, content in replies(client):
        own = words_of(read(content).own_text)
        for paragraph in words.split("\n\n"):
            if paragraph.strip("*"):
                assert words_of(paragraph) in own, f"{client} {name}: {own}"
        tried += 1
        exact += own == words_of(words)
    assert exact >= 0.95 * tried


@everywhere()
def test_an_answer_of_a_word_is_just_that_word(client: str, language: str) -> None:
    """What decides a confirmation is the word, without a phone's line, a signature or a quote."""
    for words in (*SHORT, *LONGER[:2]):
        for place in places(client):
            for signature in ("", "Anna Jansen\nNairobi"):
                mail = reply(client, language, words, WELCOME, place=place, signature=signature)
                body = read(mail)
                if place != "below" or not signature:
                    assert (words_of(body.own_text), body.has_own_words) == (words_of(words), True)


@everywhere()
def test_an_empty_answer_has_no_own_words(client: str, language: str) -> None:
    """Only a quote, a signature and the line of a telephone: nobody has said anything."""
    # Yahoo's HTML marks nothing; with marks of others in the quote, a bottom post looks the same.
    for quoted in (WELCOME,) if client == "yahoo_html_only" else (WELCOME, ANSWER):
        for signature in ("", "Anna Jansen\nNairobi"):
            body = read(reply(client, language, "", quoted, signature=signature))
            assert not body.has_own_words, body.own_text


@pytest.mark.soak
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-15"])
@pytest.mark.parametrize("client", CLIENTS)
def test_encodings_change_no_word(client: str, charset: str, encoding: str) -> None:
    """Soft line breaks, base64 and charsets of one language leave the words as they are."""
    words = "Ça va, à bientôt : 5 € = assez.\n\nDéjà là, " + "où l'été dure, " * 12 + "ô joie."
    content = reply(client, "fr", words, WELCOME, charset=charset, encoding=encoding)
    assert words_of(read(content).own_text) == words_of(words)


@pytest.mark.parametrize("client", PHONES)
def test_a_telephone_names_itself_for_nobody(client: str) -> None:
    """Its line is no word of the writer's, with words above it or without."""
    for language in LANGUAGES:
        assert words_of(read(reply(client, language, "ja", WELCOME)).own_text) == "ja"
