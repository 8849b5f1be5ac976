"""What a reply to the draft of a summary says, in every mail program, and what it does not say."""

from __future__ import annotations

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.mail.wrap import indent, wrap
from dgroup.reading.drafts import DraftReply, draft_word, read_draft_reply
from dgroup.reading.rewriting import RULE, is_same
from tests.mail.clients import CLIENTS, MARKING, everywhere, mail_saying, reply

SHOWN = """What was discussed

1. How do you start a meeting? (5 messages: Ann, Bea and 2 others)

   Ann: "We begin each meeting with a round: everybody says in one sentence how they are, and what \
they hope to take home."
   Bea: "With a song."

   Answer: thread+12@lists.example.org

Still without an answer

- Who knows a good scale for <50 kg bags? (Ann, 15 November)
  Answer: thread+33@lists.example.org

Who is new

- Carla: I grow cocoa & coffee near Quito."""
SIGNATURE = "Bea Jansen\nCoordinator, Cocoa Network"
EDITS = [
    ("With a song.", "With a song, always."),
    ("cocoa & coffee", "tea"),
    ("everybody says", "each of us tells the others, slowly,"),
]
WORDS = "Dear all,\n\nWhat a week it was! Thanks to Dirk for the prices."


def letter(shown: str = SHOWN) -> bytes:
    """The letter that shows a draft."""
    return mail_saying(
        wrap(
            "This goes to the members of Cocoa tomorrow, unless you change or stop it.\n\n"
            f'{RULE}\n{indent(shown)}\n{RULE}\n\nYou can reply with:\n\n- "ok" to send it now\n'
        )
    )


def read(content: bytes, *others: str) -> DraftReply:
    """What a reply says to those who have shown `SHOWN`."""
    return read_draft_reply(read_body(parse(content)), (SHOWN, *others))


SEND = {
    "en": ("ok", "OK, thanks!\n\nBea", "Send it now"),
    "nl": ("ok", "Prima, dank je!\n\nBea", "verstuur maar"),
    "fr": ("ok", "D'accord, merci !\n\nBea", "envoyez"),
    "es": ("ok", "Vale, gracias.\n\nBea", "Hola,\n\nenvíalo"),
}
SKIP = {"en": "skip", "nl": "overslaan", "fr": "ne pas envoyer", "es": "omitir"}
UNDO = {"en": "undo", "nl": "ongedaan", "fr": "rétablir", "es": "deshacer"}
THANKS = {
    "en": "Thank you very much!\n\nBea",
    "nl": "Dank je wel!",
    "fr": "Merci beaucoup !",
    "es": "¡Muchas gracias!",
}


@everywhere("", SIGNATURE)
def test_one_word_decides(client: str, language: str, signature: str) -> None:
    """A yes sends, a skip skips, an undo undoes; a signature below is no word of theirs."""
    for words in SEND[language]:
        found = read(reply(client, language, words, letter(), signature=signature))
        assert found == DraftReply("said", "send"), words
    for words, word in ((SKIP[language], "skip"), (UNDO[language], "undo")):
        found = read(reply(client, language, words, letter(), signature=signature))
        assert found == DraftReply("said", word), words  # type: ignore[arg-type]


@everywhere("", SIGNATURE)
def test_what_says_nothing_does_nothing(client: str, language: str, signature: str) -> None:
    """Thanks need no answer; an empty reply and a wish that nobody can place change nothing."""
    found = read(reply(client, language, THANKS[language], letter(), signature=signature))
    assert found.kind == "thanks"
    assert read(reply(client, language, "", letter(), signature=signature)).kind == "empty"
    wish = "I would rather have the second item first.\nCan you do that?"
    assert read(reply(client, language, wish, letter(), signature=signature)).kind == "unclear"


@everywhere("", SIGNATURE)
def test_words_above_dashes_go_on_top(client: str, language: str, signature: str) -> None:
    """Two dashes, with a space or joined to one, mark what goes on top; so does "ok" above."""
    for dashes, above, word in (("--", "", None), ("-- ", "", None), ("—", "ok\n\n", "send")):
        said = f"{above}{WORDS}\n\n{dashes}"
        found = read(reply(client, language, said, letter(), signature=signature))
        assert (found.kind, found.word, found.body) == ("said", word, None)
        assert found.preface.split() == WORDS.split()


@everywhere("", SIGNATURE)
def test_a_text_edited_in_the_quote_takes_its_place(
    client: str, language: str, signature: str
) -> None:
    """Whatever the program quotes and however, the new text is found; words above are their own."""
    said = (("", None, ""), ("ok", "send", ""), ("Good morning!\n--", None, "Good morning!"))
    for (before, after), (words, word, preface) in zip(EDITS, said, strict=True):
        assert before in SHOWN
        expected = SHOWN.replace(before, after)
        found = read(reply(client, language, words, letter(expected), signature=signature))
        assert found.kind == "said"
        assert found.body is not None
        assert is_same(found.body, expected)
        assert (found.word, found.preface) == (word, preface)


WAYS = ("{word}\n\n{words}\n--", "{words}\n\n{word}\n--", "{words}\n--\n{word}")


@everywhere("", SIGNATURE)
def test_the_word_may_stand_before_or_behind_the_words(
    client: str, language: str, signature: str
) -> None:
    """Above the words, below them, or below the dashes: it is done, and is no part of them."""
    for way in WAYS:
        said = way.format(word="ok", words=WORDS)
        found = read(reply(client, language, said, letter(), signature=signature))
        assert (found.word, found.body) == ("send", None)
        assert is_same(found.preface, WORDS)
    for way, word in zip(WAYS, ("undo", "skip", "skip"), strict=True):
        said = way.format(word=word, words=WORDS)
        found = read(reply(client, language, said, letter(), signature=signature))
        assert found == DraftReply("said", word)  # type: ignore[arg-type]


def test_lines_that_a_program_broke_are_joined() -> None:
    """The words go out as paragraphs, for screens of any width."""
    broken = (
        "What a week it was, with all these prices from Ghana and the songs that\n"
        "we have heard from everybody in the group, and so much more to be read\n"
        "below.\n\nThank you!"
    )
    found = read(mail_saying(f"{broken}\n--\nok\n"))
    assert found.preface.split("\n\n") == [
        " ".join(broken.split("\n\n")[0].split("\n")),
        "Thank you!",
    ]


@pytest.mark.parametrize("client", MARKING)
def test_words_below_the_quote_are_heard(client: str) -> None:
    """Who answers below is heard as well, with or without dashes."""
    found = read(reply(client, "en", "ok", letter(), place="below", signature=SIGNATURE))
    assert found == DraftReply("said", "send")
    found = read(reply(client, "en", "What a week!\n--", letter(), place="below"))
    assert found == DraftReply("said", preface="What a week!")


def test_what_was_shown_later_is_no_edit_either() -> None:
    """A reply to the first letter, once the text was changed, does not bring the first one back."""
    later = SHOWN.replace("With a song.", "With a song, always.")
    assert read(reply("gmail", "en", "ok", letter()), later) == DraftReply("said", "send")
    assert read(reply("gmail", "en", "ok", letter(later)), later) == DraftReply("said", "send")


LETTER = "\n".join(
    f"> {line}".rstrip()
    for line in wrap(f"This goes to the members.\n\n{RULE}\n{indent(SHOWN)}\n{RULE}").split("\n")
)
ATTRIBUTIONS = [
    "On that day, we wrote:",
    "Cocoa, in a letter of yesterday evening that\nwas sent to all of us:",
    "Siku ya Jumatatu Cocoa aliandika hivi：",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("word", ["ok", "Yes."])
def test_an_ok_above_a_quote_with_any_line_above_it(word: str, attribution: str) -> None:
    """What a program writes above the quote, in whatever words, is no condition of the writer's."""
    found = read(mail_saying(f"{word}\n\n{attribution}\n\n{LETTER}\n"))
    assert found == DraftReply("said", "send")


@pytest.mark.parametrize(
    "text",
    [
        "ok\n\nLeave out this one:\n\n> With a song.\n",
        f"ok\n\nBut leave out the song:\n\n{LETTER}\n",
        f"ok\n\nThe song is wrong. It is:\n\na hymn\n\n{LETTER}\n",
        f"ok\n\nOne more thing.\n\nThe song:\n\n{LETTER}\n",
    ],
)
def test_an_ok_above_what_is_to_be_changed_sends_nothing(text: str) -> None:
    """Words of the writer's between an "ok" and the quote are theirs, though they end in a colon."""
    assert read(mail_saying(text)).word is None


DOUBTFUL = [
    "ok, but please leave out the second question",
    "ok\nbut not yet",
    "Ok?",
    "Looks fine to me, though the price is wrong",
    "Can you send it to me once more?\n\n-- \nBea Jansen",
]


@pytest.mark.parametrize("words", DOUBTFUL)
def test_what_is_in_doubt_sends_nothing(words: str) -> None:
    """A yes with a condition, and a question above a signature, are for the writer to make clear."""
    assert read(reply("thunderbird", "en", words, letter())).kind == "unclear"


def test_more_words_beside_an_edit_are_noticed() -> None:
    """Words for which no line says that they go on top stay where they are, and that is said."""
    edited = letter(SHOWN.replace("a song", "two songs"))
    found = read(reply("thunderbird", "en", "I have put the songs right.\n\nBea", edited))
    assert (found.kind, found.word, found.preface, found.is_more) == ("said", None, "", True)


def test_an_emptied_text_leaves_the_words_on_top() -> None:
    """Who takes out all of it and writes something of their own has that sent instead."""
    emptied = letter("")
    assert read(reply("gmail", "en", "Nothing new but this.\n--", emptied)).body == (
        "Nothing new but this."
    )
    assert read(reply("gmail", "en", "", emptied)).kind == "unclear"


def test_many_dashes_are_read_quickly() -> None:
    """The work grows with the text, not faster."""
    text = "some words\n--\n" * 100_000
    assert read(mail_saying(f"What a long week it was for us!\n{text}")).kind == "said"


MACHINES = [
    "I am out of the office until Monday, with no access to mail.",
    "Bedankt voor uw bericht. Ik ben afwezig tot 3 januari.",
    "Je suis absent jusqu'au 3 janvier. En cas d'urgence, contactez mon collègue.",
    "Estoy fuera de la oficina hasta el lunes.\n-- \nBea Jansen",
    "OK - I am on leave until Monday.",
    "Your mail has been received. A ticket has been opened.",
]


@pytest.mark.parametrize("words", MACHINES)
@pytest.mark.parametrize("client", ["outlook", "gmail", "thunderbird"])
def test_notes_of_absence_are_no_words_of_anybodys(client: str, words: str) -> None:
    """A vacation note that nothing marks is neither a yes nor put on top (R8)."""
    assert client in CLIENTS
    found = read(reply(client, "en", words, letter()))
    assert found.kind in ("machine", "unclear")
    assert (found.word, found.body, found.preface) == (None, None, "")


def test_words_that_people_use_for_it() -> None:
    """One line, with or without small words; other lines ask nothing."""
    for text in ("skip", "Skip it.", "please skip", "no", "sla over", "Sautez !", "no enviar"):
        assert draft_word(text) == "skip", text
    for text in ("ok", "Send it now!", "ja", "d'accord", "👍", "envíalo"):
        assert draft_word(text) == "send", text
    for text in ("", "send me the list of members", "skip the second item", "Bea", "undone"):
        assert draft_word(text) is None, text
