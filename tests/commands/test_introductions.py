"""Members present themselves by reply, and can take their words back until they go out."""

from __future__ import annotations

import json

import pytest

from dgroup.commands import introductions as leaf
from dgroup.server.introducing import post_due
from tests.commands.robot import kinds, last, sent, write
from tests.site import Home

ANNA, BEA, CARL = "anna@example.org", "bea@example.org", "carl@example.org"
WORDS = "I am Anna, and I grow cocoa near Kumasi."
OTHER = "I am Anna, and I have two hectares of cocoa."
INTRODUCE = "cocoa-introduce"


async def a_group(home: Home, **settings: int | str | bool) -> int:
    """A group about cocoa, with Anna and the facilitator Bea."""
    group_id = await home.found("cocoa", ANNA, title="Cocoa", **settings)
    await home.admit(group_id, BEA, role="facilitator")
    return group_id


async def post(home: Home) -> None:
    """Post what is due now, as the job does every minute."""
    await post_due(home.site, home.clock.now_s)


def states(home: Home) -> list[str]:
    """The states of all introductions, in order."""
    return [row[0] for row in home.rows("select state from introduction order by id")]


def introduced(home: Home, address: str = ANNA) -> bool:
    """Whether somebody counts as introduced."""
    return bool(
        home.one(
            "select introduced_s is not null from member join address using (person_id)"
            " where folded = ?",
            address,
        )
    )


def forwards(home: Home) -> list[str]:
    """To whom mails were sent on."""
    rows = home.rows(
        "select folded from delivery, json_each(delivery.members) join member on member.id = value"
        " join address using (person_id) where kind = 'forward' order by delivery.id"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("to", [INTRODUCE, "introduce.cocoa", "cocoa+introduce", "COCOA-Introduce"])
async def test_a_sentence_is_an_introduction(home: Home, to: str) -> None:
    """It waits for a quarter of an hour, and its writer hears so at the address on file."""
    await a_group(home)
    answer = await write(home, ANNA, WORDS, to)
    assert (answer.outcome, answer.reason, answer.group) == ("introduced", "", "cocoa")
    ((text, state, post_at_s),) = home.rows("select text, state, post_at_s from introduction")
    assert (text, state, post_at_s - home.clock.now_s) == (WORDS, "waiting", 900)
    assert introduced(home)
    letter = last(home, ANNA)
    assert letter.template == "introductions/received"
    assert letter.reply_to.startswith("confirm+")
    assert (letter.data["minutes"], letter.data["text"]) == (15, WORDS)
    assert forwards(home) == []


async def test_the_receipt_names_two_others(home: Home) -> None:
    """The latest two who have presented themselves, and what they bring; nobody who is concealed."""
    group_id = await a_group(home, introduction_hold=0)
    for name in ("carl", "dora", "ed", "fay"):
        await home.admit(group_id, f"{name}@example.org")
        await write(
            home, f"{name}@example.org", f"1. {name} here\n2. Ten years of {name}", INTRODUCE
        )
    home.write("update person set is_concealed = 1 where name = 'Fay'")
    await post(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    assert last(home, ANNA).data["others"] == [
        {"name": "Ed", "line": "Ten years of ed"},
        {"name": "Dora", "line": "Ten years of dora"},
    ]


async def test_answers_are_kept_by_number(home: Home) -> None:
    """The profile holds the whole text, and each answer that could be found."""
    await a_group(home)
    text = "Hello,\n1. Anna, Kumasi\n2. Ten years of cocoa\n3. Pruning"
    await write(home, ANNA, text, INTRODUCE)
    ((kept, answers),) = home.rows("select text, answers from introduction")
    assert kept == text
    assert json.loads(answers) == {
        "0": "Hello,",
        "1": "Anna, Kumasi",
        "2": "Ten years of cocoa",
        "3": "Pruning",
    }


@pytest.mark.parametrize("words", ["no", "No.", "nee", "non", "drop", "undo", "no, thank you"])
async def test_no_stops_it(home: Home, words: str) -> None:
    """One word in reply to the receipt, and nobody sees it; the writer is not introduced."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    answer = await write(home, ANNA, words, last(home).reply_to)
    assert answer.outcome == "confirmed"
    assert states(home) == ["withdrawn"]
    assert not introduced(home)
    letter = last(home)
    assert (letter.template, letter.data["is_out"]) == ("introductions/withdrawn", False)
    assert letter.reply_to == INTRODUCE
    await post(home)
    assert home.one("select count(*) from post") == 0


async def test_no_to_the_groups_own_address_stops_it_too(home: Home) -> None:
    """Whoever answers the welcome again, and not the receipt, is understood as well."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    await write(home, ANNA, "no", INTRODUCE)
    assert states(home) == ["withdrawn"]


@pytest.mark.parametrize("to", ["receipt", INTRODUCE])
async def test_other_words_replace_it(home: Home, to: str) -> None:
    """The last text counts, waits its own quarter of an hour, and is receipted again."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    home.clock.move(600)
    answer = await write(home, ANNA, OTHER, last(home).reply_to if to == "receipt" else to)
    assert answer.outcome == "introduced"
    assert states(home) == ["replaced", "waiting"]
    assert last(home).data["is_replaced"] is True
    home.clock.move(600)
    await post(home)
    assert home.one("select count(*) from post") == 0
    home.clock.move(300)
    await post(home)
    assert states(home) == ["replaced", "posted"]
    assert b"two hectares" in home.one("select content from letter where sender = '' limit 1")


@pytest.mark.parametrize("words", ["yes", "", "ok", "Thanks!", "Dank je wel", "Merci beaucoup !"])
async def test_thanks_for_the_receipt_change_nothing(home: Home, words: str) -> None:
    """A yes, thanks or an empty reply to the receipt is fine, and needs no answer."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    before = len(sent(home))
    answer = await write(home, ANNA, words, last(home).reply_to)
    assert answer.outcome == "confirmed"
    assert states(home) == ["waiting"]
    assert len(sent(home)) == before
    assert forwards(home) == []


async def test_a_question_about_the_receipt_is_for_people(home: Home) -> None:
    """What tells nothing goes to the facilitators, and is never published."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    answer = await write(home, ANNA, "Will my boss read this as well?", last(home).reply_to)
    assert (answer.outcome, answer.reason) == ("forwarded", "no_sentence")
    assert states(home) == ["waiting"]
    assert forwards(home) == [BEA]


@pytest.mark.parametrize(
    "words",
    ["Thanks!", "ok will do", "", "Who are you people?", "Please take me off this list of yours"],
)
async def test_what_tells_nothing_goes_to_the_facilitators(home: Home, words: str) -> None:
    """It is never shown to the group (R8), and its writer gets no answer."""
    await a_group(home)
    answer = await write(home, ANNA, words, INTRODUCE)
    assert (answer.outcome, answer.reason) == ("forwarded", "no_sentence")
    assert states(home) == []
    assert forwards(home) == [BEA]
    assert sent(home) == []


@pytest.mark.parametrize("words", ["unsubscribe", "leave", "afmelden"])
async def test_a_lone_command_is_obeyed(home: Home, words: str) -> None:
    """Whoever answers the welcome with a word for the robot is understood."""
    await a_group(home)
    assert (await write(home, ANNA, words, INTRODUCE)).outcome == "command"
    assert (
        home.one("select status from member join address using (person_id) where folded = ?", ANNA)
        == "left"
    )


@pytest.mark.parametrize("status", ["pending", "left", "removed", "banned", "invited"])
async def test_only_members_introduce_themselves(home: Home, status: str) -> None:
    """What others write goes to the facilitators, without an answer."""
    group_id = await a_group(home)
    await home.admit(group_id, CARL, status=status)  # type: ignore[arg-type]  # from a table of this test
    for who in (CARL, "stranger@example.net"):
        answer = await write(home, who, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
        assert (answer.outcome, answer.reason) == ("forwarded", "no_member")
    assert (states(home), sent(home)) == ([], [])
    assert forwards(home) == [BEA, BEA]


async def test_an_observer_watches(home: Home) -> None:
    """As with their posts, what observers write goes to the facilitators."""
    group_id = await a_group(home)
    await home.admit(group_id, CARL, role="observer")
    answer = await write(home, CARL, "I am Carl, and I buy cocoa in Ghent.", INTRODUCE)
    assert (answer.outcome, answer.reason) == ("forwarded", "observer")


async def test_machines_introduce_nobody(home: Home) -> None:
    """A vacation program that answers the welcome is neither shown nor answered (R8)."""
    await a_group(home)
    away = "I am out of the office until Monday and will read your mail then."
    answer = await write(home, ANNA, away, INTRODUCE, auto_submitted="auto-replied")
    assert answer.outcome == "discarded"
    answer = await write(home, ANNA, away, INTRODUCE, subject="Automatic reply: Welcome to Cocoa")
    assert answer.outcome == "discarded"
    assert (states(home), sent(home), forwards(home)) == ([], [], [])


@pytest.mark.parametrize(
    "words",
    [
        "Anna Jansen has left the company. Please contact info@example.org.",
        "Sorry, I have changed my address. Please send mail to anna.new@example.org from now on.",
        "I am away and back on Monday. Best wishes to all of you",
        "Ik ben er niet tot en met 3 december, en lees dan weer mijn mail.",
        "Je serai de retour le 3 décembre et je lirai vos messages.",
        "Estoy de vacaciones y vuelvo el lunes con muchas ganas.",
        "Bin bis 3. Dezember im Urlaub, liebe Grüße an alle von Anna",
    ],
)
async def test_a_note_of_absence_introduces_nobody(home: Home, words: str) -> None:
    """Where nothing marks it as a program's, a facilitator reads it, and the group does not (R8)."""
    await a_group(home)
    await write(home, ANNA, words, INTRODUCE, subject="Re: Welcome to Cocoa")
    assert (states(home), introduced(home), sent(home)) == ([], False, [])
    await write(home, ANNA, WORDS, INTRODUCE)
    await write(home, ANNA, words, last(home).reply_to)
    assert states(home) == ["waiting"]
    assert home.one("select text from introduction") == WORDS


async def test_the_same_mail_again_is_nothing_new(home: Home) -> None:
    """A client that hung up and sends again introduces its writer once (R7)."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    assert (await write(home, ANNA, WORDS, INTRODUCE)).outcome == "duplicate"
    assert states(home) == ["waiting"]
    assert kinds(home) == ["introductions/received"]


async def test_a_forged_introduction_can_be_stopped(home: Home) -> None:
    """Whoever stands in From hears of it at the address on file before anybody else does (R9).

    That is why it waits; who forged it learns nothing, and cannot answer in their name.
    """
    await a_group(home)
    await write(
        home, ANNA, "I am Anna, and I am a complete fool.", INTRODUCE, envelope="eve@e.test"
    )
    assert [letter.to for letter in sent(home)] == [ANNA]
    assert "complete fool" in last(home).data["text"]
    ticket = last(home).reply_to
    assert (await write(home, "eve@e.test", "yes, publish it", ticket)).reason == "not_yours"
    await write(home, ANNA, "no", ticket)
    await post(home)
    assert home.one("select count(*) from post") == 0


async def test_nobody_is_introduced_who_cannot_be_told(home: Home) -> None:
    """Where the day's measure of letters to a victim is full, a forged introduction is not taken."""
    await a_group(home)
    for number in range(12):
        await write(home, ANNA, f"I am Anna, and I have {number} hectares.", INTRODUCE)
    assert len(sent(home, ANNA)) == 10
    assert len(states(home)) == 10
    assert home.accounts()[-1] == (INTRODUCE, "forwarded", "too_many")


async def test_a_book_is_no_introduction(home: Home) -> None:
    """What is far too long to be read by everybody goes to the facilitators."""
    await a_group(home)
    answer = await write(home, ANNA, f"{WORDS}\n" * (leaf.LONGEST // 30), INTRODUCE)
    assert (answer.outcome, answer.reason) == ("forwarded", "too_large")


async def test_after_it_went_out_no_comes_too_late(home: Home) -> None:
    """The writer hears that mail cannot be called back, and who may help."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    ticket = last(home).reply_to
    home.clock.move(900)
    await post(home)
    await write(home, ANNA, "no", ticket)
    letter = last(home, ANNA)
    assert (letter.template, letter.data["is_out"]) == ("introductions/withdrawn", True)
    assert states(home) == ["posted"]


async def test_another_introduction_may_follow(home: Home) -> None:
    """Whoever presents themselves again after months is shown again; stopping that leaves the first."""
    await a_group(home)
    await write(home, ANNA, WORDS, INTRODUCE)
    home.clock.move(900)
    await post(home)
    home.clock.move(86_400 * 90)
    await write(home, ANNA, OTHER, INTRODUCE)
    assert states(home) == ["posted", "waiting"]
    await write(home, ANNA, "no", last(home).reply_to)
    assert states(home) == ["posted", "withdrawn"]
    assert introduced(home)


@pytest.mark.parametrize(
    ("settings", "minutes", "hours"),
    [
        ({}, 15, 0),
        ({"introduction_hold": 0}, 0, 0),
        ({"introduction_hold": 7200}, 120, 2),
        ({"introduction_hold": 90}, 2, 0),
    ],
)
async def test_the_receipt_says_when(
    home: Home, settings: dict[str, int], minutes: int, hours: int
) -> None:
    """In minutes, in hours where these are whole, or at once."""
    await a_group(home, **settings)
    await write(home, ANNA, WORDS, INTRODUCE)
    assert (last(home).data["minutes"], last(home).data["hours"]) == (minutes, hours)


async def test_whoever_says_no_is_left_in_peace(home: Home) -> None:
    """A member who would rather not is never reminded, and told so."""
    await a_group(home)
    home.write("update member set welcomed_s = ?", home.clock.now_s)
    await write(home, ANNA, "No, I'd rather not.", INTRODUCE)
    assert last(home).template == "introductions/at_peace"
    assert last(home).reply_to == INTRODUCE
    assert home.one("select max(reminders) from member") == 2


async def test_files_are_not_shown(home: Home) -> None:
    """The receipt says that only the words go out."""
    await a_group(home)
    picture = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\n'
        f"{WORDS}\r\n--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment;"
        ' filename="me.png"\r\n\r\nx\r\n--b--\r\n'
    )
    head = f"From: {ANNA}\r\nTo: {INTRODUCE}@lists.example.org\r\nMessage-ID: <p@example.org>\r\n"
    await home.receive((head + picture).encode(), INTRODUCE, sender=ANNA)
    assert last(home).data["files"] == 1


@pytest.mark.parametrize(
    "body",
    [
        f"introduce\n\n{WORDS}",
        f"introduce cocoa\n{WORDS}",
        f"introduce: {WORDS}",
        f"introduce cocoa: {WORDS}",
        f"Voorstellen\n{WORDS}",
        f"je me présente : {WORDS}",
        f"introduce\n{WORDS}\nwho",
    ],
)
async def test_the_command_may_stand_in_a_request(home: Home, body: str) -> None:
    """The rest of the mail is the introduction then, whatever is in it (R19)."""
    await a_group(home)
    answer = await write(home, ANNA, body, "cocoa-request")
    assert answer.outcome == "introduced"
    assert home.one("select text from introduction").removesuffix("\nwho") == WORDS


async def test_the_command_may_be_the_subject(home: Home) -> None:
    """The text of the mail is the introduction then."""
    await a_group(home)
    answer = await write(home, ANNA, WORDS, "cocoa-request", subject="introduce")
    assert answer.outcome == "introduced"
    assert home.one("select text from introduction") == WORDS


async def test_the_command_alone_asks_for_the_words(home: Home) -> None:
    """Whoever sends nothing but the command gets the questions, and answers them."""
    await a_group(home)
    await write(home, ANNA, "introduce", "cocoa-request")
    assert (last(home).template, last(home).reply_to) == ("introductions/ask", INTRODUCE)
    assert states(home) == []
