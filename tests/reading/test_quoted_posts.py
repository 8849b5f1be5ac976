"""What a reply to a digest says, and to which conversation: by many programs, in four languages."""

from __future__ import annotations

import re
import time

import pytest

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.quoted_posts import own_subject, read_reply
from dgroup.reading.shown_digest import Shown, read_digest, read_summary
from tests.mail.clients import CLIENTS, MARKING, everywhere, mail_saying, reply
from tests.reading.shown import SUBJECT, SUBJECTS, TEXT, digest, part, read, shown, with_words

WORDS = "We plant new ones each year.\n\nAnd we sell to the school."
ONE_POST = part("=== 2.", "== To answer: thread+31")
ONLY_WORDS = part("Here the prices", "giving up")


def squeezed(text: str) -> str:
    """Words without the blanks between them, which some programs put before lines."""
    return " ".join(text.split())


@everywhere()
@pytest.mark.parametrize("left", [ONE_POST, ONLY_WORDS], ids=["message", "words"])
def test_the_message_that_was_left_is_answered(client: str, language: str, left: str) -> None:
    """Whatever the program, the writer's words are all there, and no others."""
    said = read(reply(client, language, WORDS, digest(left), signature="Ann\nTeacher"))
    assert (said.text, said.number, said.post_id, said.sign) == (WORDS, 2, 209, "quote")
    assert said.is_sure


@everywhere()
def test_what_a_program_puts_above_a_quote_is_no_word(client: str, language: str) -> None:
    """Not even where the address of the group looks like a line of the digest, and its subject not."""
    left = digest(ONE_POST).replace(
        b"To: anna@example.org", b"To: Learning <psc@lists.example.org>"
    )
    left = re.sub(rb"Subject: [^\r]*", b"Subject: [psc] 2 messages: Other matters", left)
    said = read(reply(client, language, WORDS, left))
    assert (said.text, said.number, said.is_sure) == (WORDS, 2, True)


@everywhere()
def test_words_above_the_whole_digest_are_for_nobody_knows_whom(client: str, language: str) -> None:
    """Nothing is guessed, and nothing of the digest is left in the words."""
    said = read(reply(client, language, WORDS, digest()))
    assert (said.text, said.number, said.sign) == (WORDS, None, "none")


@everywhere()
def test_a_number_says_which(client: str, language: str) -> None:
    """The number goes, the words stay."""
    said = read(reply(client, language, f"3\n\n{WORDS}", digest()))
    assert (said.text, said.number, said.sign) == (WORDS, 3, "number")


@everywhere()
@pytest.mark.parametrize(
    ("below", "number", "post_id"),
    [
        (" How do you do it?", 1, 201),
        (" With a song.", 1, 207),
        (" giving up their trees.", 2, 209),
        ("== To answer: thread+31@lists.example.org", 2, 209),
    ],
)
def test_words_typed_into_the_digest_are_found(
    client: str, language: str, below: str, number: int, post_id: int
) -> None:
    """A program that marks them as a quote makes them doubtful, and they are not lost."""
    said = read(reply(client, language, "", digest(with_words(WORDS, below))))
    assert (squeezed(said.text), said.number, said.post_id) == (squeezed(WORDS), number, post_id)
    assert not (said.is_sure and client in MARKING)


@everywhere(clients=MARKING)
@pytest.mark.parametrize("place", ["below", "between"])
def test_words_below_the_one_message_that_was_left_are_for_it(
    client: str, language: str, place: str
) -> None:
    """So they are when they stand between its lines."""
    said = read(reply(client, language, WORDS, digest(ONE_POST), place=place))  # type: ignore[arg-type]
    assert (said.text, said.number, said.post_id) == (WORDS, 2, 209)


@pytest.mark.parametrize("client", MARKING)
def test_words_below_the_whole_digest_are_not_for_its_last_message(client: str) -> None:
    """Some people always write below."""
    said = read(reply(client, "en", WORDS, digest(), place="below"))
    assert (said.text, said.number) == (WORDS, None)
    cut = TEXT[: TEXT.index("======")]
    said = read(reply(client, "en", WORDS, digest(cut), place="below"))
    assert (said.text, said.number) == (WORDS, None)


@pytest.mark.parametrize("client", CLIENTS)
def test_words_under_two_messages_are_asked_about(client: str) -> None:
    """All of them are kept."""
    once = with_words("I sing, too.", " With a song.")
    twice = once.replace(" giving up their trees.", " giving up their trees.\n\nNot here.\n")
    said = read(reply(client, "nl", "", digest(twice)))
    assert (said.number, said.sign) == (None, "several")
    assert squeezed(said.text) == "I sing, too. Not here."


NUMBERED = [
    ("2", "", 2),
    ("2\nYes.", "Yes.", 2),
    ("2: yes.", "yes.", 2),
    ("2. Yes.", "Yes.", 2),
    ("2) Yes.", "Yes.", 2),
    ("#2 yes", "yes", 2),
    ("no. 2: yes", "yes", 2),
    ("Nr. 2\n\nJa.", "Ja.", 2),
    ("Re: 2. Yes", "Yes", 2),
    ("To 2: yes", "yes", 2),
    ("Conversation 2: yes", "yes", 2),
    ("Gesprek 2\nja", "ja", 2),
    ("Le sujet n° 2 : oui", "oui", 2),
    ("Conversación 3: sí", "sí", 3),
    ("Dear all,\n\n2: yes", "Dear all,\n\nyes", 2),
    ("2 - yes", "yes", 2),
    ("2 chairs are missing.", "2 chairs are missing.", None),
    ("2:30 is fine.", "2:30 is fine.", None),
    ("Op 2. mei kan ik niet.", "Op 2. mei kan ik niet.", None),
    ("7: yes", "7: yes", None),
    ("2026: a good year.", "2026: a good year.", None),
    ("1. We sing.\n2. We eat.", "1. We sing.\n2. We eat.", None),
    ("1: yes\n3: no", "1: yes\n3: no", None),
    ("A 2: no", "no", 2),
    ("I have 2: no more.", "I have 2: no more.", None),
    ("2-day workshops are better.", "2-day workshops are better.", None),
    ("1,5 % is little.", "1,5 % is little.", None),
]


@pytest.mark.parametrize(("words", "text", "number"), NUMBERED)
def test_numbers_are_told_from_words(words: str, text: str, number: int | None) -> None:
    """A number is that of a conversation only where it cannot be anything else."""
    said = read_reply(words, f"Re: {SUBJECT}", shown())
    assert (said.text, said.number) == (text, number)


NAMED = [
    ("Re: What we get for a bag", "Yes.", "Yes.", 2),
    ("RE: [practice] How do you start a meeting?", "Yes.", "Yes.", 1),
    ("Re: 2", "Yes.", "Yes.", 2),
    (f"Antw: {SUBJECT}", "What we get for a bag: yes.", "yes.", 2),
    (f"Re: {SUBJECT}", "About: what we get for a bag\n\nYes.", "Yes.", 2),
    (f"Re: {SUBJECT}", '"How do you start a meeting?"\nYes.', "Yes.", 1),
    (
        f"Re: {SUBJECT}",
        "What we get for a bag is little.",
        "What we get for a bag is little.",
        None,
    ),
    ("Something else", "Yes.", "Yes.", None),
]


@pytest.mark.parametrize(("subject", "words", "text", "number"), NAMED)
def test_a_subject_names_its_conversation(
    subject: str, words: str, text: str, number: int | None
) -> None:
    """In the subject of the reply, or on its first line; not within a sentence."""
    said = read_reply(words, subject, shown())
    assert (said.text, said.number) == (text, number)


def test_signs_that_differ_are_none() -> None:
    """A number at the top, and another message left below: the writer is asked."""
    said = read(reply("gmail", "en", f"1: {WORDS}", digest(ONE_POST)))
    assert (said.number, said.sign) == (None, "several")


@pytest.mark.parametrize("client", CLIENTS)
def test_nothing_is_found_where_nothing_was_written(client: str) -> None:
    """An empty reply has no words, whole or cut."""
    for left in (TEXT, ONE_POST):
        said = read(reply(client, "fr", "", digest(left)))
        assert said.text == "", said.text


def test_one_conversation_needs_no_sign() -> None:
    """All that is written to it is for it; a list is a list."""
    text = TEXT[TEXT.index("=== 1.") : TEXT.index("=== 2.")]
    one = Shown(SUBJECT, read_digest(text), {1: SUBJECTS[1]})
    for words in ("Yes.", "1. We sing.\n2. We eat.", "2: is all I have."):
        said = read_reply(words, f"Re: {SUBJECT}", one)
        assert (said.text, said.number, said.sign) == (words, 1, "only")


def test_the_beginning_of_a_digest_that_a_program_has_loaded_says_nothing() -> None:
    """Who has the first screen of it below their words has chosen nothing."""
    beginning = TEXT[: TEXT.index("== Bea")]
    assert read(reply("k9", "en", WORDS, digest(beginning))).number is None
    assert read(reply("k9", "en", WORDS, digest(part("=== 1.", "With a song")))).number == 1


def test_a_row_of_the_table_is_a_sign() -> None:
    """Who leaves only that answers it."""
    row = "2. What we get for a bag (Dirk)"
    said = read(reply("thunderbird", "en", WORDS, digest(row)))
    assert (said.text, said.number, said.post_id) == (WORDS, 2, None)


def test_posts_cannot_pretend_to_be_another_conversation() -> None:
    """What looks like our frame inside a post belongs to that post."""
    left = part("=== 3.", "== To answer: thread+33")
    said = read(reply("apple_mail", "en", WORDS, digest(left)))
    assert (said.text, said.number, said.post_id) == (WORDS, 3, 214)
    said = read(reply("apple_mail", "en", WORDS, digest(part("== Zoe", "== To answer: thread+99"))))
    assert (said.text, said.number, said.post_id) == (WORDS, 3, 214)


def test_links_that_programs_put_behind_addresses_are_no_words() -> None:
    """Outlook writes each address twice; Microsoft wraps links."""
    left = ONE_POST.replace("== Dirk", "== Dirk").replace(
        "thread+31@lists.example.org",
        "thread+31@lists.example.org<mailto:thread+31@lists.example.org>",
    )
    said = read(reply("outlook", "en", WORDS, digest(left)))
    assert (said.text, said.number, said.post_id) == (WORDS, 2, 209)


def test_a_warning_that_a_company_puts_above_the_quote_is_no_word_of_the_writers() -> None:
    """It stands between the introduction and what is quoted."""
    warned = f"CAUTION: This mail comes from outside. Do not click on links.\n\n{ONE_POST}"
    said = read(reply("outlook", "en", WORDS, digest(warned)))
    assert (said.text, said.number) == (WORDS, 2)


def test_words_that_only_resemble_the_digest_are_kept() -> None:
    """A phrase that was read is taken up by whoever answers it."""
    words = "How do you do it?\n\nWith a song, as Bea says: we begin each meeting with a round."
    said = read(reply("gmail", "en", words, digest()))
    assert said.text == words


def test_what_is_said_in_a_quoted_line_is_asked_about() -> None:
    """The writer sees what would be sent before it is."""
    line = "Here the prices for cocoa have fallen again, so that many think: not here!"
    said = read_reply(f"{line}\n", f"Re: {SUBJECT}", shown())
    assert said.text == line
    assert not said.is_sure


@pytest.mark.parametrize(
    ("subject", "own"),
    [
        ("", ""),
        ("Re: anything", ""),
        (SUBJECT, ""),
        ("4 messages: How do you start a meeting?", ""),
        ("2", ""),
        ("???", ""),
        ("What we get for a bag", ""),
        ("A feast in May", "A feast in May"),
    ],
)
def test_a_subject_of_ones_own_is_part_of_the_words(subject: str, own: str) -> None:
    """What programs write there is not."""
    assert own_subject(subject, shown(), "") == own


def test_a_summary_is_read_by_what_it_tells() -> None:
    """Lines that stand in two conversations are nobody's."""
    text = (
        "The week in Practice\n\nMeetings (2 messages)\n Ann: We begin with a round of names.\n"
        " Bea: I agree.\n Answer: thread+12@lists.example.org\n\nCocoa (3 messages)\n"
        " Dirk: Prices have fallen again this year.\n Eva: I agree.\n"
        " Answer: thread+31@lists.example.org\n"
    )
    told = {
        1: ["Meetings", "We begin with a round of names.", "I agree."],
        2: ["Cocoa", "Prices have fallen again this year.", "I agree."],
    }
    summary = Shown(
        "The week", read_summary(text, told, {1: 12, 2: 31}), {1: "Meetings", 2: "Cocoa"}
    )
    left = "> Prices have fallen again this year.\n\nNot here."
    said = read_reply(left, "Re: The week", summary)
    assert (said.text, said.number) == ("Not here.", 2)
    assert read_reply(f"Yes.\n\n{text}", "Re: The week", summary).number is None
    assert read_reply("> Answer: thread+12@lists.example.org\n\nYes.", "", summary).number == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "a " * 100_000,
        "> a\nb\n" * 50_000,
        ("> " + TEXT.replace("\n", "\n> ")) * 20,
        "x" * 1_000_000,
        "> " * 200_000,
        "\n" * 100_000,
        "=== 1. a\n" * 20_000,
    ],
    ids=["words", "stripes", "again", "one", "marks", "empty", "headings"],
)
def test_no_reply_keeps_us_long(hostile: str) -> None:
    """The work is bounded, whatever stands in the reply or in the digest."""
    began = time.monotonic()
    read_reply(hostile, f"Re: {SUBJECT}", shown())
    many = Shown(SUBJECT, read_digest((" a a a a a a\n" * 2000) + TEXT), SUBJECTS)
    read_reply(hostile[:200_000], f"Re: {SUBJECT}", many)
    assert time.monotonic() - began < 20


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    """Programs break their lines anywhere."""
    text = TEXT.replace(" With a song.", " 我们每次开会都先唱一首歌,然后每个人说一句话。")
    with_han = Shown(SUBJECT, read_digest(text), SUBJECTS)
    left = mail_saying(" 我们每次开会都先唱一首歌,\n 然后每个人说一句话。", subject=SUBJECT)
    mail = reply("outlook", "en", "我们也是。", left)
    said = read_reply(read_body(parse(mail)).full_text, f"Re: {SUBJECT}", with_han)
    assert (said.text, said.number, said.post_id) == ("我们也是。", 1, 207)


@pytest.mark.parametrize("words", ["2\nWe have no smith.", "2: We have no smith."])
def test_a_number_that_means_nothing_any_more_is_no_word_of_the_writers(words: str) -> None:
    """In a summary that was edited: the writer is asked, and the number is not posted."""
    edited = Shown("The week", (), {1: "Meetings"}, most=3)
    said = read_reply(words, "Re: The week", edited)
    assert (said.text, said.number, said.sign) == ("We have no smith.", None, "none")
    assert read_reply("We have 2 smiths.", "Re: The week", edited).number is None
    assert read_reply("4. We have no smith.", "Re: The week", edited).text.startswith("4.")
    assert read_reply("1: Yes.", "Re: The week", edited).number == 1
