"""A mail to the robot is obeyed once, answered once, and never by or to a machine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dgroup.mail.sign import new_ticket
from tests.site import Home, outcomes
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"


def answers(home: Home) -> list[dict[str, Any]]:
    """The letters of the server that wait to go out."""
    found = home.rows("select notice, address from delivery where kind = 'notice' order by id")
    return [{**json.loads(notice), "to": address} for notice, address in found]


def templates(home: Home) -> list[list[str]]:
    """Of each letter the pieces that it is made of."""
    return [
        [each["template"], *(template for template, _ in each["parts"])] for each in answers(home)
    ]


async def ask(home: Home, subject: str = "", body: str = "", to: str = "psc-request", **more: Any):
    """Write to the robot; each mail is another one."""
    count = len(home.rows("select 1 from account"))
    content = letter(subject=subject, body=body, id=f"ask{count}@example.org", **more)
    return (await home.receive(content, to, sender=more.get("sender", ANN)))[0]


async def test_commands_are_done_in_order_with_one_answer(home: Home) -> None:
    """Later ones see what earlier ones did; each has its piece of the one letter."""
    await home.found("psc", ANN)
    reply = await ask(home, body="daily\ncopy off\nlanguage nl")
    assert (reply.outcome, reply.group) == ("command", "psc")
    assert home.rows("select delivery, has_copy from member") == [("daily", 0)]
    (pieces,) = templates(home)
    assert len(pieces) == 3


async def test_one_reply_takes_all_of_a_mail_back(home: Home) -> None:
    """The way back restores what was before the first of several commands."""
    await home.found("psc", ANN)
    before = home.rows("select status, delivery, has_copy, paused_until_s from member")
    await ask(home, body="daily\nweekly\ncopy off")
    assert home.rows("select delivery from member") == [("weekly",)]
    (sent,) = answers(home)
    reply = await ask(home, "Re: whatever", "undo", to=sent["reply_to"])
    assert reply.outcome == "confirmed"
    assert home.rows("select status, delivery, has_copy, paused_until_s from member") == before


async def test_a_muted_thread_comes_back_with_the_rest(home: Home) -> None:
    """What a mail wanted of threads and what it changed else have one way back."""
    await home.found("psc", ANN)
    await home.receive(letter(id="first@example.org"), "psc")
    await ask(home, body=f"mute {home.one('select id from thread')}\ndaily")
    assert home.rows("select kind, delivery from wish join member") == [("mute", "daily")]
    await ask(home, "Re: whatever", "undo", to=answers(home)[-1]["reply_to"])
    assert home.rows("select * from wish") == []
    assert home.rows("select delivery from member") == [("each",)]


async def test_a_mail_that_comes_twice_is_obeyed_once(home: Home) -> None:
    """The same letter again changes nothing and is not answered again."""
    await home.found("psc", ANN)
    content = letter(subject="daily", body="")
    first, second = [(await home.receive(content, "psc-request"))[0] for _ in range(2)]
    assert (first.outcome, second.outcome) == ("command", "duplicate")
    assert len(answers(home)) == 1


@pytest.mark.parametrize(
    ("marks", "sender", "reason"),
    [
        ({"auto_submitted": "auto-replied"}, ANN, "automatic"),
        ({"precedence": "bulk"}, ANN, "bulk"),
        ({"list_id": "<other.example.org>"}, ANN, "bulk"),
        ({"subject": "Automatic reply: daily"}, ANN, "looks_automatic"),
        ({}, "", "automatic"),
        ({}, "MAILER-DAEMON@example.org", "automatic"),
    ],
)
async def test_machines_are_neither_obeyed_nor_answered(
    home: Home, marks: dict[str, str], sender: str, reason: str
) -> None:
    """Whatever they write to the robot, or to a ticket (R6, R8)."""
    await home.found("psc", ANN)
    for to in ("psc-request", "psc-leave", "psc-introduce", "dgroup", "confirm+abc"):
        content = letter(**{"subject": "daily", "body": "daily", **marks})
        replies = await home.receive(content, to, sender=sender)
        assert outcomes(replies) == [("discarded", reason)]
    assert home.rows("select status, delivery from member") == [("active", "each")]
    assert home.queued() == []


async def test_prose_to_a_groups_robot_goes_to_its_facilitators(home: Home) -> None:
    """So that people who write to -request to reach people do reach them."""
    group_id = await home.found("psc", ANN)
    await home.admit(group_id, BOB, role="facilitator")
    reply = await ask(home, "A question", "Dear facilitators, who may join your group?")
    assert (reply.outcome, reply.reason) == ("forwarded", "request")
    assert [kind for kind, _, _ in home.queued()] == ["forward"]


async def test_what_is_not_understood_is_said_once_a_day(home: Home) -> None:
    """Whoever answers that in the same way is no person."""
    await home.found("psc", ANN)
    for _ in range(3):
        reply = await ask(home, "A question", "Dear all, what is this about?", to="dgroup")
        assert (reply.outcome, reply.reason) == ("command", "unknown")
    assert templates(home) == [["robot/not_understood"]]


async def test_nearest_words_are_offered_beside_what_was_done(home: Home) -> None:
    """One letter says both: what was done, and what was not understood."""
    await home.found("psc", ANN)
    await ask(home, body="daily\nlangage nl")
    ((first, second),) = templates(home)
    assert (first, second) == ("choices/delivery", "robot/not_understood")


async def test_nothing_of_a_strangers_mail_is_repeated(home: Home) -> None:
    """A forged sender must not make us carry somebody's words (R12)."""
    await home.found("psc", ANN)
    await ask(
        home,
        body="help\nbuy cheap pills",
        to="dgroup",
        sender="x@elsewhere.example",
    )
    assert "pills" not in json.dumps(answers(home))


async def test_strangers_are_answered_only_at_the_address_they_send_from(home: Home) -> None:
    """From may be anybody's; where it is not the envelope's too, nobody is told (R5)."""
    await home.found("psc")
    content = letter(sender="Eve <victim@elsewhere.example>", subject="help", body="")
    await home.receive(content, "dgroup", sender="eve@evil.example")
    assert answers(home) == []


async def test_a_command_without_a_group_is_for_the_only_one(home: Home) -> None:
    """At the site's own address, who is in one group need not name it."""
    await home.found("psc", ANN)
    await home.found("other", BOB)
    reply = await ask(home, "threads", to="dgroup")
    assert reply.outcome == "command"
    assert answers(home)[0]["data"]["name"] == "psc"


async def test_of_several_groups_one_is_asked_for(home: Home) -> None:
    """With the words to say so, one for each group."""
    await home.found("psc", ANN)
    await home.found("other", ANN)
    await ask(home, "threads", to="dgroup")
    (sent,) = answers(home)
    assert (sent["template"], sent["data"]["groups"]) == ("robot/which_group", ["other", "psc"])


async def test_a_hidden_group_is_none_to_strangers(home: Home) -> None:
    """They hear what they would hear of a group that is not there (R13)."""
    await home.found("secret", BOB, hidden=True)
    for command in ("info", "join", "who", "leave", "subgroups", "daily"):
        for name in ("secret", "sacred"):
            await ask(home, f"{command} {name}", to="dgroup", sender=f"{name}@example.org")
            home.clock.move(86_401)
        real, none = [json.dumps(each["data"]) for each in answers(home)[-2:]]
        assert real.replace("secret", "sacred") == none


async def test_the_language_is_that_of_the_word(home: Home) -> None:
    """Who has not said a language is answered in that of the command word they used."""
    await home.found("psc", ANN)
    for word, language in (("dagelijks", "nl"), ("quotidien", "fr"), ("semanal", "es")):
        await ask(home, word)
        assert answers(home)[-1]["language"] == language


async def test_ten_answers_a_day_are_enough(home: Home) -> None:
    """What is asked beyond that is done, but not answered (R5)."""
    await home.found("psc", ANN)
    for index in range(14):
        await ask(home, ("daily", "weekly")[index % 2])
    assert len(answers(home)) == 10
    assert home.rows("select delivery from member") == [("weekly",)]


async def test_a_ticket_is_never_written_down(home: Home) -> None:
    """Neither in the account nor in the log: who reads them cannot use it (R10)."""
    await home.found("psc", ANN)
    token, _ = new_ticket()
    await ask(home, "Re: x", "yes", to=f"confirm+{token}")
    assert token not in json.dumps(home.rows("select recipient, reason from account"))


async def test_a_ticket_that_is_none_is_answered_once(home: Home) -> None:
    """Unknown, expired or broken: one kind answer, to somebody on file."""
    await home.found("psc", ANN)
    for _ in range(2):
        reply = await ask(home, "Re: x", "yes", to="confirm+abcdefghijklmnop")
        assert (reply.outcome, reply.reason) == ("discarded", "unknown")
    assert templates(home) == [["robot/gone"]]


async def test_a_spent_or_expired_ticket_does_nothing(home: Home) -> None:
    """What was taken back once is not taken back again."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    back = answers(home)[-1]["reply_to"]
    await ask(home, "Re: x", "undo", to=back)
    await ask(home, "weekly")
    late = answers(home)[-1]["reply_to"]
    reply = await ask(home, "Re: x", "undo", to=back)
    assert (reply.outcome, reply.reason) == ("discarded", "used")
    home.clock.move(31 * 86_400)
    reply = await ask(home, "Re: x", "undo", to=late)
    assert (reply.outcome, reply.reason) == ("discarded", "expired")
    assert home.rows("select delivery from member") == [("weekly",)]


async def test_an_unclear_reply_is_asked_about_once(home: Home) -> None:
    """Then silence; and the ticket is still good (R8, R10)."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    back = answers(home)[-1]["reply_to"]
    for _ in range(3):
        reply = await ask(home, "Re: x", "I shall think about that for a while.", to=back)
        assert (reply.outcome, reply.reason) == ("discarded", "unclear")
    assert [pieces[0] for pieces in templates(home)].count("robot/just_yes") == 1
    reply = await ask(home, "Re: x", "yes", to=answers(home)[-1]["reply_to"])
    assert reply.outcome == "confirmed"
    assert home.rows("select delivery from member") == [("each",)]


async def test_a_command_in_reply_to_a_ticket_is_obeyed(home: Home) -> None:
    """The letters offer such words, and people reply to whatever letter is at hand."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    reply = await ask(home, "Re: x", "weekly", to=answers(home)[-1]["reply_to"])
    assert (reply.outcome, reply.reason) == ("command", "weekly")


async def test_an_upper_case_token_is_as_good(home: Home) -> None:
    """Some mail servers fold the case of what stands before the @ (R10)."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    reply = await ask(home, "Re: x", "undo", to=answers(home)[-1]["reply_to"].upper())
    assert reply.outcome == "confirmed"


async def test_what_cannot_be_taken_back_is_not_done(home: Home) -> None:
    """A forger who has had ten changes made is not obeyed any more that day (R9)."""
    await home.found("psc", ANN)
    for index in range(13):
        await ask(home, ("daily", "weekly")[index % 2])
    assert len(answers(home)) == 10
    assert home.rows("select delivery from member") == [("weekly",)]


async def test_questions_do_not_use_up_the_way_back(home: Home) -> None:
    """However much was asked in somebody's name before, what is changed then is told."""
    await home.found("psc", ANN)
    for _ in range(12):
        await ask(home, "which", to="dgroup")
    assert len(answers(home)) == 10
    await ask(home, "leave")
    assert home.rows("select status from member") == [("left",)]
    await ask(home, "Re: x", "undo", to=answers(home)[-1]["reply_to"])
    assert home.rows("select status from member") == [("active",)]


async def test_one_mail_to_many_of_our_addresses_has_one_answer(home: Home) -> None:
    """However many of them it was sent to."""
    await home.found("psc", ANN)
    to = ("psc-request", "dgroup", "info", "majordomo", "psc-help", "help.psc")
    replies = await home.receive(letter(subject="help", body=""), *to)
    assert {reply.outcome for reply in replies} <= {"command", "duplicate"}
    assert len(answers(home)) == 1


async def test_a_fault_in_the_third_command_undoes_the_first(home: Home) -> None:
    """Nothing is left half done: the mail waits for the operator as a whole."""
    await home.found("psc", ANN)
    home.write("alter table introduction rename to gone")
    reply = await ask(home, body="daily\ncopy off\nwho")
    assert reply.outcome == "shunted"
    assert home.rows("select delivery, has_copy from member") == [("each", None)]
    assert home.rows("select count(*) from letter") == [(1,)]
    assert home.rows("select * from ticket") == []


async def test_a_mail_that_we_cannot_read_is_set_aside(home: Home) -> None:
    """A fault of ours while reading it is no reason to refuse it for now, for ever (R2)."""
    await home.found("psc", ANN)
    home.write("alter table ticket rename to gone")
    reply = await ask(home, "Re: x", "yes", to="confirm+abc")
    assert reply.outcome == "shunted"
    assert home.one("select count(*) from shunted") == 1


@pytest.mark.parametrize("name", ["psc", "psc-request", "dgroup", "confirm+abc", "bounces+x"])
async def test_the_server_does_not_write_to_itself(home: Home, name: str) -> None:
    """Whoever puts one of our own addresses into From gets no answer there."""
    await home.found("psc", ANN)
    own = f"{name}@lists.example.org"
    await ask(home, "help", to="dgroup", sender=own)
    assert answers(home) == []


@pytest.mark.parametrize("words", ["remove", "Remove this", "Please remove", "leave", "pause"])
async def test_words_about_a_post_are_not_about_the_facilitator(home: Home, words: str) -> None:
    """In reply to a letter about somebody else's post, nobody leaves by mistake."""
    group_id = await home.found("psc", ANN, post="moderated")
    await home.admit(group_id, BOB, role="facilitator")
    await ask(home, "A post", "Hello all of you, here I am.", to="psc")
    sent = next(each for each in answers(home) if each["to"] == BOB)
    await ask(home, "Re: waits", words, to=sent["reply_to"], sender=BOB)
    assert home.rows("select status, delivery from member") == [("active", "each")] * 2


async def test_yes_with_a_note_of_absence_confirms_nothing(home: Home) -> None:
    """A program may begin with any word (R8)."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    text = "Yes, I am out of the office until Monday and will reply when I return."
    reply = await ask(home, "Re: x", text, to=answers(home)[-1]["reply_to"])
    assert reply.outcome == "discarded"
    assert home.rows("select delivery from member") == [("daily",)]


async def test_a_change_beside_what_is_for_people_is_told(home: Home) -> None:
    """A forger cannot hide one behind the other: the way back is always sent."""
    group_id = await home.found("psc", ANN)
    await home.found("other", ANN)
    await ask(home, body="leave psc\nintroduce psc: hello", to="dgroup")
    status = home.rows("select status from member where group_id = ?", group_id)
    assert status == [("left",)]
    assert answers(home)[-1]["reply_to"].startswith("confirm+")


async def test_a_receipt_is_sent_beside_another_answer(home: Home) -> None:
    """Whoever asks for help and introduces somebody in one mail is told of both."""
    await home.found("psc", ANN)
    text = "I am Ann, I grow cocoa in Ghana and have done so for ten years."
    content = letter(subject="Hello", body=text)
    await home.receive(content, "psc-help", "psc-introduce")
    assert [pieces[0] for pieces in templates(home)] == ["about/help", "introductions/received"]


async def test_leaving_is_never_too_much(home: Home) -> None:
    """However often things were changed that day."""
    await home.found("psc", ANN)
    for index in range(12):
        await ask(home, ("daily", "weekly")[index % 2])
    await ask(home, "leave")
    assert home.rows("select status from member") == [("left",)]
    assert answers(home)[-1]["template"] == "join/left"
