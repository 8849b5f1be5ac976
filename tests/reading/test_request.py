"""Whole mails to the robot: what is asked, where reading ends, and what is left for people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain.words import VERBS
from dgroup.reading.request import MOST_ORDERS, MOST_UNKNOWN, Request, read_request

NAMES = frozenset({"psc", "psc-nl", "cocoa"})


def read(subject: str, text: str = "") -> Request:
    """Read a mail on a site with three groups."""
    return read_request(subject, text, NAMES, "lists.example.org")


def asked(subject: str, text: str = "") -> list[tuple[str, str | None]]:
    """The verbs and groups of a mail."""
    return [(each.verb, each.group) for each in read(subject, text).orders]


LETTER = (
    "Could you tell me who decides about new people here? A colleague of mine works on cocoa too,"
    " and would be happy to hear from you.\n\nAnna"
)
MAILS = [
    # subject alone, as mail programs mark it
    ("subscribe", "", [("join", None)]),
    ("Subscribe psc", "", [("join", "psc")]),
    ("Re: subscribe", "", [("join", None)]),
    ("RE: Fwd: help", "", [("help", None)]),
    ("AW: Antw: leave psc", "", [("leave", "psc")]),
    ("[psc] unsubscribe", "", [("leave", None)]),
    ("[unsubscribe]", "", [("leave", None)]),
    ("stop", "", [("leave", None)]),
    ("pauze tot 3 januari", "", [("pause", None)]),
    ("I would like to leave the group", "", [("leave", None)]),
    ("unsubscribe", "Anna Jansen\nSNV", [("leave", None)]),
    ("help", LETTER, [("help", None)]),
    # below it a signature, a courtesy, or the same in a sentence
    ("unsubscribe", "> Dear all,\n> we meet on Monday.", [("leave", None)]),
    ("unsubscribe", "Thanks, Anna", [("leave", None)]),
    ("unsubscribe", "Thank you for all these years.\nAnna", [("leave", None)]),
    ("unsubscribe", "anna jansen", [("leave", None)]),
    ("unsubscribe", "Kind regards,\nAnna\nBe the change you wish for", [("leave", None)]),
    (
        "unsubscribe",
        "Dr Anna van der Berg | Director for Cocoa\nTel. 0201 234567",
        [("leave", None)],
    ),
    ("unsubscribe", "Anna\nThis mail is confidential; if it is not yours, ...", [("leave", None)]),
    ("unsubscribe", "Sent from Outlook for iOS", [("leave", None)]),
    ("unsubscribe", "Please unsubscribe me from this list", [("leave", None)]),
    ("unsubscribe", "I would like to unsubscribe from psc", [("leave", "psc")]),
    ("unsubscribe", "Hi,\nI have retired. Please unsubscribe me.\nJan", [("leave", None)]),
    ("unsubscribe psc", "I have changed jobs.", [("leave", "psc")]),
    ("unsubscribe", "Please do it today.\nJane", [("leave", None)]),
    ("Unsubscribe me", "Too many mails, sorry.", [("leave", None)]),
    ("Désinscription", "J'ai changé de métier.\nJeanne", [("leave", None)]),
    (
        "unsubscribe",
        "Jane Doe\nwe grow food for cities\nwww.food.example\n+32 2 555 11 22",
        [("leave", None)],
    ),
    ("unsubscribe", "from the cleaning roster", []),
    ("leave", "Too many mails, sorry.", []),
    ("Please unsubscribe me from this list", "I have no time any more.", [("leave", None)]),
    ("Please remove me", "from psc", [("leave", "psc")]),
    ("afmelden", "Graag afmelden. Groeten, Jan", [("leave", None)]),
    ("pause until 3 January", "I am with my family.", [("pause", None)]),
    ("subscribe", "I am Anna and grow cocoa near Kumasi.", [("join", None)]),
    # both
    ("subscribe", "subscribe", [("join", None)]),  # Mailman #212
    ("subscribe", "subscribe psc Anna Jansen", [("join", "psc")]),
    ("help", "which\nlists", [("help", None), ("which", None), ("groups", None)]),
    ("join psc", "join cocoa", [("join", "psc"), ("join", "cocoa")]),
    ("Hello", "subscribe psc", [("join", "psc")]),
    ("Re: Welcome to Cocoa", "leave", [("leave", None)]),
    ("Re: Who is in Cocoa", "leave cocoa", [("leave", "cocoa")]),
    # the text
    ("", "subscribe psc\nset psc digest", [("join", "psc"), ("daily", "psc")]),
    ("", "\n\n\nwhich\n", [("which", None)]),
    ("", "which\n\nlists", [("which", None)]),
    ("", "which\nend\nlists", [("which", None)]),
    ("", "which\nQUIT\nlists", [("which", None)]),
    ("", "which\n-\nlists", [("which", None)]),
    ("", "which\nstop\nlists", [("which", None)]),
    ("", "which\n-- \nlists", [("which", None)]),
    ("", "which\n> lists", [("which", None)]),
    ("", "which\nI would also like to say hello to you all\nlists", [("which", None)]),
    ("", "> leave psc\nhelp", []),
    ("", "stop", [("leave", None)]),
    ("", "Stop.\n\nAnna", [("leave", None)]),
    ("help", "stop", [("help", None)]),
    ("", "end", []),
    ("", "-- \nleave", []),
    ("", "Hi,\n\nsubscribe psc\n\nThanks\nAnna", [("join", "psc")]),
    ("", "Dear robot\nsubscribe psc\nThanks\nAnna", [("join", "psc")]),
    ("", "Hola:\nbaja psc\nGracias", [("leave", "psc")]),
    ("", "Hello, unsubscribe please", [("leave", None)]),
    ("", "Hi unsubscribe", [("leave", None)]),
    ("", "Dear members\nwhich", [("which", None)]),
    ("", "Hello, which", [("which", None)]),
    ("", "1. subscribe psc\n2. set psc digest", [("join", "psc"), ("daily", "psc")]),
    ("", "subscribe \\\npsc", [("join", "psc")]),
    ("", "echo hello\nwhich", [("which", None)]),
    ("", "SUBscribe psc Anna Jansen\nSET psc DIGEST\nQUIT", [("join", "psc"), ("daily", "psc")]),
    # sentences
    ("", "I want to subscribe please, my name is Sapiro\nSan Francisco", [("join", None)]),
    (
        "",
        "Hi,\n\nplease remove me from\nthe mailing list psc.\n\nThank you,\nAnna",
        [("leave", "psc")],
    ),
    ("Question", "Dear Sir,\n\nI am retired. Please unsubscribe me.\n\nJan", [("leave", None)]),
    ("", "Bonjour,\n\nje souhaite me désabonner de la liste psc.\n\nMerci", [("leave", "psc")]),
    # letters to people
    ("Question", LETTER, []),
    ("Members", LETTER, []),
    ("Introduction", "Hello, I am Anna and I work for SNV in The Hague on cocoa value chains.", []),
    ("Leave request", "I will be away next week, on leave.\nAnna", []),
    ("Re: Welcome to Cocoa", "Thanks a lot for the warm welcome!", []),
    ("Re: Welcome to Cocoa", "", []),
    ("Re: unsubscribe me", "Dear Anna, we will do that.", []),
    ("Fwd: unsubscribe", "Can you do this for her?", []),
    ("unsubscribe", LETTER, []),
    ("Leave", "Dear all, I am on leave from Monday, see you in a while.", []),
    ("Leave", "Dear all,\n\nI am on leave from Monday.\n\nThanks,\nAnna", []),
    ("Unsubscribe link", "The unsubscribe link in the footer is broken.", []),
    ("unsubscribe", "I am not sure whether I want to", []),
    ("unsubscribe psc", "I am not sure whether I want to", []),
    ("unsubscribe", "How do I do this?", []),
    ("unsubscribe", "No, I don't want to leave", []),
    ("Please remove me", "from the cleaning roster, not from the list", []),
    ("Please remove me", "from the cleaning roster", []),
    ("Stop", "the presses", []),
    ("Pause", "until somebody has found the key", []),
    ("Join", "us for tea on Sunday", []),
    ("Confirm", "that you come on Friday", []),
    ("", "Please unsubscribe Bob", []),
    ("Unsubscribe Bob", "", []),
    # questions are answered, and change nothing
    ("Can I pause my membership?", "", [("help", None)]),
    ("", "Can I pause my membership?", [("help", None)]),
    ("", "Puis-je suspendre ?", [("help", None)]),
    ("Unsubscribe?", "", [("help", None)]),
    ("", "leave psc?", [("help", None)]),
    ("unsubscribe", "How do I unsubscribe?", [("help", None)]),
    ("Who?", "", [("who", None)]),
    ("", "May I join psc?", [("join", "psc")]),
    ("Re: No mail until 3 January", "Thanks!", []),
    ("Re: help", "which", [("which", None)]),
    ("", "", []),
]


@pytest.mark.parametrize(("subject", "text", "expected"), MAILS)
def test_what_a_mail_asks(subject: str, text: str, expected: list[tuple[str, str | None]]) -> None:
    """The subject first, then lines up to where commands end; letters to people ask nothing."""
    assert asked(subject, text) == expected


def test_the_fuller_of_two_stays() -> None:
    """The same command in subject and text counts once, with all that was said about it."""
    (order,) = read("subscribe", "aanmelden psc Anna Jansen").orders
    assert (order.verb, order.group, order.argument) == ("join", "psc", "Anna Jansen")
    assert (order.language, order.line) == ("nl", "subscribe")


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("subscibe psc", "", [("subscibe psc", "join", "subscribe")]),
        ("", "subscibe psc", [("subscibe psc", "join", "subscribe")]),
        ("", "which\nset psc foo", [("set psc foo", "", "")]),
        ("", "which\nunsubscrbe psc", [("unsubscrbe psc", "leave", "unsubscribe")]),
        ("", "afmelde", [("afmelde", "leave", "afmelden")]),
        ("", "xyzzy", [("xyzzy", "", "")]),
        ("", "leave tomorrow", [("leave tomorrow", "leave", "leave")]),
    ],
)
def test_a_try_is_named_with_what_it_may_have_meant(
    subject: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    """Short lines that nearly are commands are told, with the nearest word of any language."""
    unknown = read(subject, text).unknown
    assert [(each.line, each.nearest, each.word) for each in unknown] == expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Question", LETTER),
        ("Meeting", LETTER),
        ("", "I want to subscribe please, my name is Sapiro\nSan Francisco\nwant\nsub"),
        ("", "subscribe psc\nThanks!\nAnna Jansen"),
        ("", "subscribe psc\nKind regards\nAnna"),
        ("Re: subscibe", ""),
        (
            "",
            "Dear all,\n\nthis is a long line about leaving, joining and so on, which is prose.\nsubs",
        ),
    ],
)
def test_prose_is_never_scolded(subject: str, text: str) -> None:
    """Sentences, greetings, thanks and names are no tries at a command."""
    assert read(subject, text).unknown == ()


@pytest.mark.parametrize("greeting", ["Dear ", "Hello, ", "Beste. ", "Hi! Dear all, "])
def test_greetings_without_end_are_no_burden(greeting: str) -> None:
    """A mail of nothing but greetings asks nothing, and is read to its end."""
    for count in (3, 1000, 20_000):
        assert asked("", greeting * count) == []
        assert asked(greeting * count, greeting * count) == []
    assert asked("", "Hello, dear all of you, which please") == [("which", None)]


def test_a_mail_has_a_limit() -> None:
    """At most ten commands a mail (R19), and five tries."""
    many = "\n".join(f"who word{number}" for number in range(30))
    assert len(read("", many).orders) == MOST_ORDERS
    tries = "\n".join(f"subscibe {number}" for number in range(30))
    assert len(read("", tries).unknown) == MOST_UNKNOWN


TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "help",
                "subscribe psc",
                "set psc digest",
                "Hi,",
                "",
                "> leave",
                "-- ",
                "stop",
                "end",
            ),
            *(
                "subscibe",
                "I would like to leave the group",
                "some prose which is long enough",
                "\\",
            ),
            *("- ", "*", "from the", "Thanks", "pause until monday", "who"),
        ]
    ),
    max_size=40,
).map("\n".join)


@given(st.one_of(st.text(), TEXTS), st.one_of(st.text(), TEXTS))
def test_any_mail_can_be_read(subject: str, text: str) -> None:
    """Reading never raises, and what it finds is bounded."""
    request = read(subject, text)
    assert len(request.orders) <= MOST_ORDERS
    assert len(request.unknown) <= MOST_UNKNOWN
    assert {each.verb for each in request.orders} <= set(VERBS)
    assert {each.group for each in request.orders} <= {None, "*", *NAMES}
