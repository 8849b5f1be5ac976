"""A group's texts: shown, rewritten by reply, taken back; and never anything but text."""

from __future__ import annotations

import json

import pytest

from dgroup.commands.texts import TEXTS
from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from tests.commands.robot import last, mails, sent, write
from tests.commands.test_settings import ANN, BOB, a_group, own, say_yes, text_of
from tests.mail.clients import CLIENTS, reply
from tests.site import Home

DAY_S = 86_400
OLD = "Welcome among growers!\n\nAsk anything."
NEW = "Good that you are here.\n\nWe grow cocoa, and talk about it."


async def shown(home: Home, word: str = "welcome") -> str:
    """Ask for a text; return where the reply goes."""
    await write(home, ANN, word)
    letter = last(home, ANN)
    assert (letter.template, letter.data["form"]) == ("settings/text", "shown")
    return letter.reply_to


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("welcome", "welcome"),
        ("welkom", "welcome"),
        ("questions", "questions"),
        ("description", "purpose"),
        ("doel", "purpose"),
        ("set footer", "footer"),
        ("set welcome", "welcome"),
    ],
)
async def test_a_text_comes_as_it_is(home: Home, word: str, key: str) -> None:
    """Without words of one's own the present text is told at once, with where to reply."""
    await a_group(home, **{key: "One?\nTwo?"})
    assert (await shown(home, word)).startswith("confirm+")
    assert (last(home).data["key"], last(home).data["text"]) == (key, "One?\nTwo?")
    assert own(home) == {key: "One?\nTwo?"}


async def test_what_comes_back_takes_its_place(home: Home) -> None:
    """The reply is proof by itself: it is done, told with the text before, and on the account."""
    await a_group(home, welcome=OLD)
    to = await shown(home)
    await write(home, ANN, NEW, to)
    assert own(home) == {"welcome": NEW}
    told = last(home, ANN).data
    assert (told["form"], told["text"], told["before"]) == ("changed", NEW, OLD)
    (noted,) = home.rows("select actor, action, object, detail from audit")
    assert noted[:3] == (ANN, "group set", "psc")
    assert json.loads(noted[3])["welcome"].startswith("Good that")


async def test_undo_brings_the_former_text_back(home: Home) -> None:
    """By one word, as often as wanted; and that can be undone as well."""
    await a_group(home, welcome=OLD)
    await write(home, ANN, NEW, await shown(home))
    for word, text in (("undo", OLD), ("Undo, please", NEW), ("annuler", OLD), ("deshacer", NEW)):
        await write(home, ANN, word, last(home, ANN).reply_to)
        assert (last(home).data["form"], own(home)) == ("restored", {"welcome": text})


async def test_the_same_letter_can_be_answered_again(home: Home) -> None:
    """For a month; after that the text has to be asked for anew."""
    await a_group(home)
    to = await shown(home)
    for text in ("One of us writes.", "Two of us write."):
        await write(home, ANN, text, to)
        assert own(home) == {"welcome": text}
    home.clock.move(31 * DAY_S)
    await write(home, ANN, "Three of us write.", to)
    assert own(home) == {"welcome": "Two of us write."}
    assert last(home).template == "robot/gone"


@pytest.mark.parametrize(
    "said",
    ["", "> {}", "ok", "Thanks!", "yes", "no", "undo", "Welcome among growers!\n\nAsk anything."],
)
async def test_no_new_text_changes_nothing(home: Home, said: str) -> None:
    """An empty reply, a bare answer, thanks, or the same text is said to change nothing."""
    await a_group(home, welcome=OLD)
    to = await shown(home)
    await write(home, ANN, said.format(OLD.replace("\n", "\n> ")), to)
    assert own(home) == {"welcome": OLD}
    assert (last(home).template, last(home).data["form"]) == ("settings/text", "same")


@pytest.mark.parametrize(
    "note",
    [
        "I will be back on 2 January; for urgent matters please call Joan.",
        "No access to e-mail until Monday.\n\nAnn",
        "Weg. Terug op 5 januari.",
        "Je suis en congé jusqu'au 3 mai.",
        "No estaré en la oficina hasta el 2 de enero.",
        "We got your message and will look at it soon.",
    ],
)
async def test_a_note_of_absence_greets_nobody(home: Home, note: str) -> None:
    """It is no text for the group, and a program that sends it again and again is not answered."""
    await a_group(home, welcome=OLD)
    to = await shown(home)
    for _ in range(4):
        await write(home, ANN, note, to)
    assert own(home) == {"welcome": OLD}
    forms = [each.data["form"] for each in sent(home, ANN)]
    assert forms[1:] in ([], ["same"])


async def test_a_program_with_one_text_comes_to_an_end(home: Home) -> None:
    """It changes the text once, is told once that nothing changed, and no more at once (R6)."""
    await a_group(home, welcome=OLD)
    await write(home, ANN, "Hello, I read mail once a week.", await shown(home))
    for _ in range(5):
        await write(home, ANN, "Hello, I read mail once a week.", last(home, ANN).reply_to)
    forms = [each.data["form"] for each in sent(home, ANN)]
    assert forms == ["shown", "changed", "same"]


@pytest.mark.parametrize("word", ["none", "empty", "leeg", "vide", "Vacío."])
async def test_a_word_clears_it(home: Home, word: str) -> None:
    """And "undo" fills it again."""
    await a_group(home, welcome=OLD)
    await write(home, ANN, word, await shown(home))
    assert (own(home), last(home).data["form"]) == ({"welcome": ""}, "cleared")
    await write(home, ANN, "undo", last(home).reply_to)
    assert own(home) == {"welcome": OLD}


@pytest.mark.parametrize(
    "text", ["Leave", "digest", "help us!", "Who?", "settings", "Ja graag tot ziens in de groep"]
)
async def test_short_texts_are_no_commands(home: Home, text: str) -> None:
    """What comes back is a text, also where it would be a command elsewhere."""
    await a_group(home, purpose="We talk.")
    before = home.rows("select * from member")
    await write(home, ANN, text, await shown(home, "description"))
    assert own(home) == {"purpose": text}
    assert home.rows("select * from member") == before


async def test_an_edited_quote_takes_its_place(home: Home) -> None:
    """Who changes the text where it is quoted need not write it again."""
    await a_group(home, welcome=OLD)
    to = await shown(home)
    letter = (await mails(home))[ANN]
    for number, client in enumerate(CLIENTS):
        home.write("update groups set settings = ?", json.dumps({"welcome": OLD}))
        mail = reply(
            client,
            "en",
            "",
            letter,
            sender=f"<{ANN}>",
            encoding="8bit",
            message_id=f"{number}@example.org",
        )
        edited = mail.replace(b"growers!", b"friends!")
        assert edited != mail
        (answer,) = await home.receive(edited, to)
        assert (client, answer.outcome) == (client, "confirmed")
        assert own(home) == {"welcome": OLD.replace("growers", "friends")}, client
    assert sent(home, ANN)[1].data["form"] == "edited"


async def test_a_text_in_the_first_mail_waits_for_a_yes(home: Home) -> None:
    """It is shown as it would be, beside what it was."""
    await a_group(home, welcome=OLD)
    await write(home, ANN, f"welcome\n\n{NEW}\n\n-- \nAnn\nKumasi")
    assert own(home) == {"welcome": OLD}
    asked = last(home, ANN)
    assert asked.pieces == ("facilitating/confirm", "settings/text")
    assert asked.raw["parts"][0][1]["text"] == NEW
    await say_yes(home)
    assert own(home) == {"welcome": NEW}
    await write(home, ANN, "undo", last(home, ANN).reply_to)
    assert own(home) == {"welcome": OLD}


async def test_the_subject_may_hold_the_command(home: Home) -> None:
    """Then all the mail is the text."""
    await a_group(home)
    await write(home, ANN, NEW, subject="Welcome")
    await say_yes(home)
    assert own(home) == {"welcome": NEW}


async def test_questions_are_one_a_line(home: Home) -> None:
    """Numbers, bullets and the breaks of mail programs are no part of them."""
    await a_group(home)
    said = (
        "1. Who are you?\n2) What do you grow, and for how many years have you been\n"
        "growing it?\n- Where do you sell?\n"
    )
    await write(home, ANN, said, await shown(home, "questions"))
    assert own(home)["questions"] == (
        "Who are you?\nWhat do you grow, and for how many years have you been growing it?\n"
        "Where do you sell?"
    )


@pytest.mark.parametrize("ending", ["Thanks, Ann", "Kind regards\nAnn", "\nAnn", "Merci !"])
async def test_questions_end_where_their_writer_signs(home: Home, ending: str) -> None:
    """Thanks and a name are no question; of a description, the greeting is left out as well."""
    await a_group(home)
    home.write("update person set name = 'Ann Lee' where name = 'Ann'")
    said = f"Who are you?\nWhat do you grow?\n{ending}"
    await write(home, ANN, said, await shown(home, "questions"))
    assert own(home)["questions"] == "Who are you?\nWhat do you grow?"
    said = f"Hello,\n\nWe grow cocoa.\n{ending}"
    await write(home, ANN, said, await shown(home, "description"))
    assert own(home)["purpose"] == "We grow cocoa."


async def test_five_questions_are_enough(home: Home) -> None:
    """More are not taken, not even in part."""
    await a_group(home)
    to = await shown(home, "questions")
    await write(home, ANN, "A one?\nA two?\nA three?\nA four?\nA five?\nA six?", to)
    assert own(home) == {}
    assert (last(home).data["form"], last(home).data["count"]) == ("too_many", 6)


async def test_the_usual_questions_can_be_had_again(home: Home) -> None:
    """They are shown where a group has none of its own, and stay the site's, untouched."""
    await a_group(home, language="nl")
    to = await shown(home, "vragen")
    assert last(home).data["text"].startswith("Wie ben je")
    await write(home, ANN, "Wat teel je?", to)
    assert own(home) == {"questions": "Wat teel je?"}
    await write(home, ANN, "leeg", last(home).reply_to)
    assert own(home) == {"questions": ""}
    assert last(home).data["text"].startswith("Wie ben je")


EVIL = [
    "{{ 7*7 }} and {{ settings.password }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{0.__class__} %s %(x)s ${HOME}",
    '===\n\n- "leave" to win',
    "Subject: x\nBcc: victim@example.org",
    "<script>alert(1)</script>",
    "a\x00b\x1b[2Jc\u202etxt.exe\u2028d",
]


@pytest.mark.parametrize("evil", EVIL)
async def test_what_facilitators_write_is_only_text(home: Home, evil: str) -> None:
    """No template is run, no header made, nothing offered in our name (R18)."""
    await a_group(home)
    await write(home, ANN, f"Hello.\n\n{evil}", await shown(home))
    kept = str(own(home)["welcome"])
    assert not {"\x00", "\x1b", "\u202e", "\u2028"} & set(kept)
    letter = parse((await mails(home))[ANN])
    text = read_body(letter).full_text
    for line in evil.split("\n"):
        assert not line.isprintable() or f"\n    {line}".rstrip() in text
    assert letter.first(b"bcc") == ""
    assert text.count("\n- ") == 3
    await write(home, "carla@example.org", "", "psc-join")
    await write(home, "carla@example.org", "yes", last(home, "carla@example.org").reply_to)
    welcome = read_body(parse((await mails(home))["carla@example.org"])).full_text
    assert "\n    Hello.\n" in welcome
    assert "\n- " not in welcome


async def test_a_text_has_a_measure(home: Home) -> None:
    """What nobody would read to its end is not taken, and its writer is told how much is."""
    await a_group(home, welcome=OLD)
    await write(home, ANN, "Many words. " * 1000, await shown(home))
    assert own(home) == {"welcome": OLD}
    told = last(home).data
    assert (told["form"], told["most"]) == ("too_long", TEXTS["welcome"])
    assert told["count"] > 10_000


async def test_a_letter_is_its_readers_alone(home: Home) -> None:
    """Neither a member who was sent it, nor who is no longer in charge, can use it."""
    await a_group(home, welcome=OLD)
    to = await shown(home)
    await write(home, BOB, NEW, to)
    home.write("update member set role = 'member' where role = 'facilitator'")
    await write(home, ANN, NEW, to)
    assert own(home) == {"welcome": OLD}


async def test_nobody_else_reads_or_writes_texts(home: Home) -> None:
    """To members the words of facilitators are told to be such."""
    await a_group(home, welcome=OLD)
    await write(home, BOB, f"welcome\n\n{NEW}")
    assert own(home) == {"welcome": OLD}
    assert "settings/text" not in [each.template for each in sent(home, BOB)]


async def test_new_members_read_the_welcome(home: Home) -> None:
    """At the top of their first letter, before what the group is for."""
    await a_group(home, welcome=OLD, purpose="We talk.")
    await write(home, "carla@example.org", "", "psc-join")
    await write(home, "carla@example.org", "yes", last(home, "carla@example.org").reply_to)
    words = await text_of(home, "carla@example.org")
    assert words.index("Welcome among growers!") < words.index("We talk.")
