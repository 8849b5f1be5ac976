"""What people in charge write, and what they mean by it; what is none of it stays anybody's mail."""

from __future__ import annotations

import pytest

from dgroup.domain.words.tasks import TASK_VERBS, TASKS, find_task, task_word
from dgroup.reading.task_shapes import SHAPES
from dgroup.reading.tasks import read_tasks, read_tries

NAMES = {"psc", "psc-kenya", "garden"}
DOMAIN = "lists.example.org"


def read(text: str, subject: str = "", *, is_in_charge: bool = True) -> list[tuple[str, ...]]:
    """What a mail asks: verb, group, argument and text of each."""
    orders = read_tasks(subject, text, NAMES, DOMAIN, is_in_charge=is_in_charge)
    return [(each.verb, each.group or "", each.argument, each.text) for each in orders]


ONE_LINE = [
    ("invited", "invited", "", ""),
    ("who is invited psc", "invited", "psc", ""),
    ("Settings", "settings", "", ""),
    ("settings of psc@lists.example.org", "settings", "psc", ""),
    ("instellingen", "settings", "", ""),
    ("desk", "desk", "", ""),
    ("Bureau", "desk", "", ""),
    ("log", "log", "", ""),
    ("log 30 days", "log", "", "30"),
    ("held", "held", "", ""),
    ("split", "split", "", ""),
    ("split 4", "split", "", "4"),
    ("split in 4 groups", "split", "", "4"),
    ("remove anna@example.org", "remove", "", "anna@example.org"),
    ("remove Anna Lee <anna@example.org>", "remove", "", "Anna Lee <anna@example.org>"),
    ("remove psc anna@example.org", "remove", "psc", "anna@example.org"),
    ("verwijder anna@example.org", "remove", "", "anna@example.org"),
    ("ban spammer@example.net", "ban", "", "spammer@example.net"),
    ("unban spammer@example.net", "unban", "", "spammer@example.net"),
    ("role anna@example.org observer", "role", "", "anna@example.org observer"),
    ("role anna@example.org as resource person", "role", "", "anna@example.org resource"),
    ("make anna@example.org a facilitator", "role", "", "anna@example.org facilitator"),
    ("rol anna@example.org waarnemer", "role", "", "anna@example.org observer"),
    ("rôle anna@example.org facilitatrice", "role", "", "anna@example.org facilitator"),
    ("moderate anna@example.org", "moderate", "", "anna@example.org on"),
    ("moderate anna@example.org off", "moderate", "", "anna@example.org off"),
    ("unmoderate anna@example.org", "moderate", "", "anna@example.org off"),
    ("moderar anna@example.org no", "moderate", "", "anna@example.org off"),
    ("rename psc to psc2", "rename", "psc", "psc2"),
    ("rename public-speaking", "rename", "", "public-speaking"),
    ("set join approve", "set", "", "join approve"),
    ("set join = approve", "set", "", "join approve"),
    ("set group copy off", "set", "", "copy off"),
    ("set psc moderate_first_posts 2", "set", "psc", "moderate_first_posts 2"),
    ("set summary weekly", "set", "", "summary weekly"),
    ("set psc summary every 10 days", "set", "psc", "summary every 10 days"),
    ("set summary off", "set", "", "summary off"),
    ("set summary to members", "set", "", "summary to members"),
    ("zet samenvatting wekelijks", "set", "", "samenvatting wekelijks"),
    ("régler résumé tous les 10 jours", "set", "", "résumé tous les 10 jours"),
    ("ajustar resumen cada semana", "set", "", "resumen cada semana"),
    ("report psc-kenya 12 December", "report", "", "psc-kenya 12 December"),
    ("report all 12 December", "report", "", "all 12 December"),
    ("report", "report", "", ""),
    ("nudge introductions", "nudge", "", "introductions"),
    ("nudge the silent", "nudge", "", "silent"),
    ("herinner kennismaking", "nudge", "", "introductions"),
    ("nudge", "nudge", "", ""),
    ("handover bob@example.org", "handover", "", "bob@example.org"),
    (
        "handover bob@example.org until 3 January",
        "handover",
        "",
        "bob@example.org until 3 January",
    ),
    ("hand over to bob@example.org", "handover", "", "bob@example.org"),
]


@pytest.mark.parametrize(("line", "verb", "group", "argument"), ONE_LINE)
def test_a_line_is_a_task(line: str, verb: str, group: str, argument: str) -> None:
    """In the text and in the subject alike."""
    assert read(line) == [(verb, group, argument, "")]
    assert read("", subject=line) == [(verb, group, argument, "")]


A, B = "anna@example.org", "bob@example.org"
POLITE = [
    (f"Please invite {A}", "invite", A),
    (f"Hello, please invite {A}", "invite", A),
    (f"Hi robot, could you please invite {A}? Thanks!", "invite", A),
    (f"please add {A} to psc", "add", A),
    (f"Could you add {A}?", "add", A),
    (f"Can you please remove {A}? Thanks", "remove", A),
    (f"I would like to remove {A}.", "remove", A),
    (f"Remove Anna <{A}>, she has left the organisation", "remove", f"Anna <{A}>"),
    (f"remove {A} because she left", "remove", A),
    (f"voeg {A} toe", "add", A),
    (f"Voeg {A} toe aan de groep", "add", A),
    (f"nodig {A} uit", "invite", A),
    (f"Nodig {A} uit voor psc", "invite", A),
    (f"kun je {A} toevoegen?", "add", A),
    (f"Beste robot, kun je {A} uit de groep verwijderen?", "remove", A),
    (f"Wil je {A} en {B} uitnodigen, graag", "invite", f"{A} en {B}"),
    (f"draag de groep over aan {A}", "handover", A),
    (f"overdragen aan {A}", "handover", A),
    (f"merci d'inviter {A}", "invite", A),
    (f"Pourriez-vous ajouter {A} ?", "add", A),
    (f"Bonjour, merci de retirer {A} du groupe", "remove", A),
    (f"por favor agrega {A}", "add", A),
    (f"Por favor, agregue {A}", "add", A),
    (f"¿Puedes invitar a {A}?", "invite", f"a {A}"),
    (f"maak {A} facilitator", "role", f"{A} facilitator"),
    (f"nommez {A} animatrice", "role", f"{A} facilitator"),
    ("show me the settings", "settings", ""),
    ("Could you show me the settings, please?", "settings", ""),
    ("What are our settings?", "settings", ""),
    ("toon de instellingen", "settings", ""),
    ("laat me de instellingen zien", "settings", ""),
    ("montrez-moi les réglages", "settings", ""),
    ("muéstrame los ajustes", "settings", ""),
    ("rename the group to dairy", "rename", "dairy"),
    ("Please rename the group to dairy", "rename", "dairy"),
    ("split into 4 groups", "split", "4"),
    ("split into four groups", "split", "4"),
    ("make 4 groups", "split", "4"),
    ("log last week", "log", "7"),
    ("log 2 weeks", "log", "14"),
    ("nudge the silent ones", "nudge", "silent"),
]


@pytest.mark.parametrize(("line", "verb", "argument"), POLITE)
def test_a_task_may_be_asked_politely(line: str, verb: str, argument: str) -> None:
    """In a sentence, with greetings and thanks, in four languages."""
    for orders in (read(line), read("", subject=line), read(f"Hello,\n\n{line}\n\nThanks,\nMarie")):
        ((found, _, said, _),) = orders
        assert (found, said) == (verb, argument)


@pytest.mark.parametrize(
    "verb", ["Please invite", "Could you please invite these people?", "invite"]
)
def test_a_list_may_stand_below_a_polite_line(verb: str) -> None:
    """In the subject or in the text; what is thanked for is in the text, for the list's reader."""
    assert read(f"Anna <{A}>", subject=verb) == [("invite", "", "", f"Anna <{A}>")]
    assert read(f"Hello,\n\n{verb}\n\nAnna <{A}>") == [("invite", "", "", f"Anna <{A}>")]
    assert read(f"Hi\n\nInvite\nAnna <{A}>", subject=verb) == [("invite", "", "", f"Anna <{A}>")]


def test_a_task_may_go_on_in_the_next_line() -> None:
    """Whom it is for, or which setting: in the first line of the text."""
    assert read(f"{A}\n\nThanks", subject="handover") == [("handover", "", A, "")]
    assert read(f"handover\n{A} until 3 January") == [("handover", "", f"{A} until 3 January", "")]
    assert read("post moderated", subject="set") == [("set", "", "post moderated", "")]
    assert read(f"{A} observer\n{B}", subject="role") == [("role", "", f"{A} observer", "")]
    assert read(f"{A}\nHow are you?", subject="note") == [("note", "", A, "How are you?")]


def test_a_question_may_stand_on_the_line_of_its_note() -> None:
    """Behind a colon, or behind the address."""
    assert read(f"note {A}: how are you?") == [("note", "", A, "how are you?")]
    assert read(f"ask {A} how she is") == [("note", "", A, "how she is")]
    assert read(f"note Anna <{A}>, {B}: how are you?\nAnd Zed?") == [
        ("note", "", f"Anna <{A}>, {B}", "how are you?\nAnd Zed?")
    ]


@pytest.mark.parametrize(
    "ending", ["Kind regards,\nMarie", "Thanks, Marie", "Groetjes\n\nMarie", "Gracias"]
)
def test_lists_end_where_their_writer_signs(ending: str) -> None:
    """Letters to people keep it."""
    for subject in ("questions", "cases", "description", "subgroup create dairy: Dairy", "add"):
        body = "bob@example.org\nDirk" if subject == "add" else "Who are you?\nWhat do you do?"
        assert read(f"{body}\n\n{ending}", subject=subject)[0][3] == body
    said = f"Hello,\n\nWe grow cocoa.\n\n{ending}"
    assert read(said, subject="create psc: Cocoa")[0][3] == "We grow cocoa."
    for subject in ("announce: Meeting", "welcome"):
        body = f"We meet.\n\n{ending}"
        assert read(body, subject=subject)[0][3] == body


PROSE = [
    "Can you remove me?",
    "Could you please change my address to new@example.org",
    "Please make sure that everybody knows",
    "kun je mij verwijderen?",
    "Show me how to do it",
    "What is the purpose of all this?",
    "Can we split the bill?",
    "I would like to invite you all to our meeting on Monday",
    "I want to add something to what Bob wrote to bob@example.org last week about the cows",
    "remove",
    "remove me",
    "add me",
    "Note that we meet on Monday.",
    "Ask Anna, she knows.",
    "Split the bill",
    "The desk is too small.",
    "Report of our meeting in Kumasi",
    "Cases we discussed last week",
    "Set me to digest",
    "set copy off",
    "set mail daily",
    "set digest",
    "set résumé hebdomadaire",
    "ajustar resumen semanal",
    "welcome to all of you",
    "Role of farmers in the chain",
    "Log in to the site",
    "rename it if you like",
    "Please invite more people to this group, it is a pity that we are so few",
    "Handover of the project on 3 January",
    "moderate rain expected",
    "nudge me when you are there",
    "Held in Accra",
    "remove me, anna@example.org, from this list and tell all the others that I am gone now",
]


@pytest.mark.parametrize("line", PROSE)
def test_what_is_no_task_is_left_to_others(line: str) -> None:
    """Prose, and what a member means for themselves."""
    assert read(line) == []
    assert read("", subject=line) == []


def test_the_text_of_a_task_is_what_stands_below() -> None:
    """All of it, blank lines too, where the task takes words; the subject counts as a line."""
    body = "Dear all,\n\nthe meeting is moved.\nremove anna@example.org\n\nAnn"
    assert read(body, subject="announce: Meeting moved") == [
        ("announce", "", "Meeting moved", body)
    ]
    assert read(f"announce all: Meeting moved\n{body}") == [
        ("announce", "", "all: Meeting moved", body)
    ]
    assert read("Anna <anna@example.org>\nbob@example.org", subject="invite") == [
        ("invite", "", "", "Anna <anna@example.org>\nbob@example.org")
    ]
    assert read("note anna@example.org, bob@example.org\nHow are you?\n\nAnn") == [
        ("note", "", "anna@example.org, bob@example.org", "How are you?\n\nAnn")
    ]
    assert read("welcome\nGood that you are here.", subject="") == [
        ("welcome", "", "", "Good that you are here.")
    ]


def test_several_tasks_stand_below_each_other() -> None:
    """With a member's own commands between them; a list ends where the next task begins."""
    body = (
        "Hello,\nadd:\nanna@example.org\nbob@example.org\nremove carl@example.org\nset join invite"
        "\nwho\n\nThanks, Ann"
    )
    assert [each[0] for each in read(body)] == ["add", "remove", "set", "who"]
    assert read(body)[0][3] == "anna@example.org\nbob@example.org"


def test_case_groups_and_subgroups() -> None:
    """A title behind a colon, members on lines."""
    assert read("Dairy in Kenya\nCoffee in Peru", subject="cases: Our cases") == [
        ("cases", "", "Our cases", "Dairy in Kenya\nCoffee in Peru")
    ]
    assert read("subgroup create psc-dairy: Dairy in Kenya\nanna@example.org") == [
        ("subgroup", "", "create psc-dairy: Dairy in Kenya", "anna@example.org")
    ]
    assert read("maak subgroep kenya: Melk in Kenia") == [
        ("subgroup", "", "create kenya: Melk in Kenia", "")
    ]
    assert read("subgroup add psc-kenya anna@example.org") == [
        ("subgroup", "", "add psc-kenya anna@example.org", "")
    ]


def test_anybody_may_ask_for_a_group() -> None:
    """And for nothing else that people in charge may."""
    found = read("We want to learn.", subject="create psc2: Second", is_in_charge=False)
    assert found == [("create", "", "psc2: Second", "We want to learn.")]
    assert read("desk", is_in_charge=False) == []
    assert read("", subject="Create a better world", is_in_charge=False) == []


def test_people_may_stand_below() -> None:
    """A word that is something else alone is a task above a list of addresses."""
    people = "Zoe <zoe@example.net>\nyan@example.net"
    for verb in ("add", "remove", "ban", "unban"):
        assert read(f"{verb}\n{people}") == [(verb, "", "", people)]
        assert read(f"{verb} psc\n\n{people}") == [(verb, "psc", "", people)]
        assert read(people, subject=verb) == [(verb, "", "", people)]
    assert read(f"add\n{people}\nremove\ncara@example.org\ndesk") == [
        ("add", "", "", people),
        ("remove", "", "", "cara@example.org"),
        ("desk", "", "", ""),
    ]
    assert read("remove") == read("remove\n\nPlease. I wrote to ann@example.org twice.") == []
    assert read("add\nmore water, said Ann, and write to ann@example.org") == []


def test_answers_are_no_tasks() -> None:
    """The subject of a reply is not its writer's own."""
    assert read("Thank you all.", subject="Re: announce: Meeting moved") == []
    assert read("desk", subject="Re: The week in psc") == [("desk", "", "", "")]


def test_every_verb_has_words_and_a_shape() -> None:
    """In all four languages, and a word for letters."""
    for language, rows in TASKS.items():
        assert {verb.partition(" ")[0] for verb in rows} - {"unmoderate"} == set(TASK_VERBS)
        for verb in TASK_VERBS:
            word = task_word(verb, language)
            assert word is not None
            found = find_task(word)
            assert found is not None, word
            assert found.verb == verb
    assert set(SHAPES) == set(TASK_VERBS)


def test_no_word_means_two_things() -> None:
    """Whatever the language."""
    seen: dict[str, str] = {}
    for rows in TASKS.values():
        for verb, words in rows.items():
            for word in words.split("|"):
                assert seen.setdefault(word, verb) == verb, word


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("invit anna@example.org", "invite"),
        ("role anna observer", "role"),
        ("Settngs", "settings"),
        ("uitnodgen", "invite"),
        ("handover", "handover"),
        ("nudge everybody", "nudge"),
    ],
)
def test_what_went_wrong_is_guessed_at(line: str, verb: str) -> None:
    """As a line of a short mail, or as its subject."""
    (unknown,) = read_tries("", line)
    assert (unknown.line, unknown.nearest) == (line, verb)
    assert read_tries(line, "")[0].nearest == verb


@pytest.mark.parametrize(
    "text",
    [
        "Hello Bob, could you look at what Anna wrote yesterday about the meeting in Accra?",
        "Shall we invite Anna?",
        "",
        "Thanks " + "a lot " * 40,
    ],
)
def test_letters_to_people_are_no_tries(text: str) -> None:
    """They go on to people."""
    assert read_tries("Re: invite", text) == ()


def test_what_is_said_twice_is_done_once() -> None:
    """In the subject and in the text."""
    found = read("nudge introductions\nrelance introductions\nnudge silent", "nudge introductions")
    assert [each[2] for each in found] == ["introductions", "silent"]


def test_people_on_lines_of_their_own_are_one_task() -> None:
    """However many lines there are, and however long a line is."""
    lines = [f"ban spam{number}@example.net" for number in range(1200)]
    (only,) = read("\n".join(lines))
    assert only[0] == "ban"
    assert len(only[3].split()) == 1200
    assert read("create\n" + "a" * 80_000, is_in_charge=False)[0][0] == "create"
