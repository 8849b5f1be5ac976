"""Joining by mail: what each policy asks of whom, and what nobody can do to others with it."""

from __future__ import annotations

import pytest

from dgroup.reading.line import Order
from tests.commands.desks import desk_for, do, letters_to, redeem, tickets
from tests.commands.robot import kinds, last, mails, sent, standing, write
from tests.mail.clients import CLIENTS, LANGUAGES, reply
from tests.site import Home

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"
DAY_S = 86_400


async def test_a_stranger_joins_by_an_empty_reply(home: Home) -> None:
    """One mail, one letter back, one reply without a word: a member, and welcome."""
    await home.found("psc", BOB)
    asked = await write(home, f"Eve <{EVE}>", to="psc-join")
    assert (asked.outcome, kinds(home), standing(home, EVE)) == ("command", ["join/confirm"], None)
    answered = await write(home, f"Eve <{EVE}>", to=last(home).reply_to)
    assert (answered.outcome, standing(home, EVE)) == ("confirmed", "active")
    assert kinds(home) == ["join/confirm", "members/welcome"]
    assert last(home).name == "Eve"
    assert home.rows("select name, role, delivery, is_exempt from person, member")[-1:] == [
        ("Eve", "member", "each", 0)
    ]


@pytest.mark.parametrize("said", ["yes", "Ja graag", "oui", "sí", "ok", "join", "Yes please, I am"])
async def test_a_word_of_consent_is_as_good(home: Home, said: str) -> None:
    """Whatever language it is in."""
    await home.found("psc")
    await write(home, EVE, "subscribe psc")
    await write(home, EVE, said, to=last(home).reply_to)
    assert standing(home, EVE) == "active"


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        ("no", {}),
        ("What is this? I never asked for it.", {}),
        ("", {"auto_submitted": "auto-replied"}),
        ("I am out of the office until Monday.", {"subject": "Automatic reply: Would you like"}),
        ("I am on holiday and have no access to my mail.", {}),
    ],
)
async def test_nothing_else_confirms(home: Home, said: str, marks: dict[str, str]) -> None:
    """A refusal, a question and a vacation program make nobody a member (R8)."""
    await home.found("psc")
    await write(home, EVE, to="psc-join")
    await write(home, EVE, said, to=last(home).reply_to, **marks)
    assert standing(home, EVE) is None


async def test_a_vacation_program_burns_no_ticket(home: Home) -> None:
    """After its answer the person's own still counts."""
    await home.found("psc")
    await write(home, EVE, to="psc-join")
    ticket = last(home).reply_to
    await write(home, EVE, "I am away until Monday.", to=ticket, auto_submitted="auto-replied")
    await write(home, EVE, "I have left this company; write to Ann instead.", to=ticket)
    await write(home, EVE, "yes", to=ticket)
    assert standing(home, EVE) == "active"


async def test_a_ticket_joins_once_and_for_a_week(home: Home) -> None:
    """After leaving, the old letter brings nobody back; nor does one of last week."""
    await home.found("psc")
    await write(home, EVE, to="psc-join")
    spent = last(home).reply_to
    await write(home, EVE, to=spent)
    await write(home, EVE, to="psc-leave")
    assert (await write(home, EVE, to=spent)).reason == "used"
    home.clock.move(2 * DAY_S)
    await write(home, EVE, to="psc-join")
    late = last(home).reply_to
    home.clock.move(8 * DAY_S)
    assert (await write(home, EVE, to=late)).reason == "expired"
    assert standing(home, EVE) == "left"


async def test_the_letter_repeats_nothing_of_the_request(home: Home) -> None:
    """Neither name nor subject nor words: it may reach somebody who never asked (R12)."""
    await home.found("psc", join="approve")
    spam = "Buy-cheap-pills"
    await write(
        home,
        f"{spam} <{EVE}>",
        f"subscribe psc {spam}\n\n{spam} at pills.example",
        subject=f"{spam}",
    )
    (content,) = (await mails(home)).values()
    assert spam.encode() not in content
    assert b"pills" not in content.replace(b"@", b"")
    assert b"\r\nTo: " + EVE.encode() in content


@pytest.mark.parametrize("name", ["Anna Jansen", ""])
async def test_a_name_is_taken_from_the_command_or_from_the_sender(home: Home, name: str) -> None:
    """`subscribe psc Anna Jansen`, as LISTSERV taught people."""
    await home.found("psc")
    await write(home, f"Annie <{EVE}>", f"subscribe psc {name}")
    await write(home, EVE, to=last(home).reply_to)
    assert home.one("select name from person") == (name or "Annie")


async def test_whoever_holds_the_ticket_may_answer_from_elsewhere(home: Home) -> None:
    """The address that asked is the one that joins, not the one that replies."""
    await home.found("psc")
    await write(home, EVE, to="psc-join")
    await write(home, "eve@office.example", "yes", to=last(home).reply_to)
    assert (standing(home, EVE), standing(home, "eve@office.example")) == ("active", None)
    assert last(home).to == EVE


async def test_a_known_person_is_asked_at_the_address_on_file(home: Home) -> None:
    """What comes from a second address of theirs is confirmed where their mail goes."""
    await home.found("other", ANN)
    await home.found("psc", title="Club")
    person_id = home.one("select person_id from address")
    home.write(
        "insert into address (id, person_id, address, folded, created_s) values (900, ?, ?, ?, 1)",
        *(person_id, "Ann@office.example", "ann@office.example"),
    )
    await write(home, "ann@office.example", to="psc-join")
    assert (last(home).to, last(home).template) == (ANN, "join/confirm")


async def test_what_is_asked_besides_holds_when_they_join(home: Home) -> None:
    """`join psc` and `set psc digest` in one mail: kept with the ticket, done with it."""
    await home.found("psc")
    await write(home, EVE, "join psc\nset psc digest\ncopy off")
    assert kinds(home)[0] == "join/confirm"
    await write(home, EVE, to=next(each for each in sent(home) if each.reply_to).reply_to)
    assert home.rows("select status, delivery, has_copy from member") == [("active", "daily", 0)]


@pytest.mark.parametrize("join", ["confirm", "approve"])
async def test_the_front_vouches_for_a_known_person(home: Home, join: str) -> None:
    """Somebody we know needs one mail, if it is authentic; a stranger is still asked."""
    await home.found("other", ANN)
    await home.found("psc", join=join)
    for who in (ANN, EVE):
        desk = await desk_for(home, who, "psc", is_vouched=True, has_authentication=True)
        await do(home, desk, "join")
    expected = "active" if join == "confirm" else "pending"
    assert (standing(home, ANN), standing(home, EVE)) == (expected, None)
    assert letters_to(home, EVE) == ["join/confirm"]


@pytest.mark.parametrize(
    ("asker", "how", "status", "letters"),
    [
        (EVE, {}, "active", ["members/welcome"]),
        (EVE, {"has_authentication": True}, None, ["join/confirm"]),
        (EVE, {"has_authentication": True, "is_vouched": True}, "active", ["members/welcome"]),
        (EVE, {"is_sender": False}, None, []),
        (ANN, {}, "active", ["members/welcome"]),
        (ANN, {"has_authentication": True}, None, ["join/confirm"]),
        (ANN, {"is_sender": False}, None, ["join/confirm"]),
    ],
)
async def test_an_open_group_takes_one_mail_that_is_the_senders(
    home: Home, asker: str, how: dict[str, bool], status: str | None, letters: list[str]
) -> None:
    """By the word of the front, or by the envelope where no front says anything."""
    await home.found("other", ANN)
    await home.found("psc", join="open")
    desk = await desk_for(home, asker, "psc", **how)  # type: ignore[arg-type]  # from a table of this test
    await do(home, desk, "join")
    assert (standing(home, asker), letters_to(home, asker)) == (status, letters)


async def test_a_group_by_invitation_says_so(home: Home) -> None:
    """Kindly, and only to somebody who may be told."""
    await home.found("psc", join="invite")
    await write(home, EVE, to="psc-join")
    await write(home, "victim@example.net", to="psc-join", envelope=EVE)
    assert [(each.to, each.template) for each in sent(home)] == [(EVE, "join/by_invitation")]


async def test_a_hidden_group_is_not_joined_by_asking(home: Home) -> None:
    """Whoever asks hears of no such group; who was invited is let in (R13)."""
    group_id = await home.found("secret", BOB, hidden=True, join="open")
    await write(home, EVE, to="secret-join")
    assert (kinds(home), standing(home, EVE, "secret")) == (["robot/not_open"], None)
    await home.admit(group_id, ANN, status="invited")
    await write(home, ANN, to="secret-join")
    assert (last(home).to, last(home).template) == (ANN, "members/welcome")


@pytest.mark.parametrize("to", ["dgroup", "psc-request"])
async def test_a_hidden_name_is_a_word_like_any_other(home: Home, to: str) -> None:
    """Nobody learns by asking for it whether such a group is there (R13)."""
    await home.found("psc", ANN)
    await home.found("secret", BOB, hidden=True, join="open")
    answers = []
    for name in ("secret", "sacred"):
        await write(home, EVE, f"join {name}", to=to)
        answers.append((last(home).pieces, last(home).data))
        home.clock.move(DAY_S + 1)
    assert answers[0] == answers[1]
    assert len(sent(home)) == 2


async def test_who_is_a_member_hears_so_at_their_address(home: Home) -> None:
    """And nothing changes."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN, role="facilitator", delivery="weekly")
    before = home.rows("select * from member")
    await write(home, ANN, to="psc-join")
    assert (kinds(home), home.rows("select * from member")) == (["join/already"], before)


async def test_the_banned_hear_nothing(home: Home) -> None:
    """The server's reply is the same as for anybody; a letter there is none."""
    group_id = await home.found("psc")
    await home.admit(group_id, BOB, status="banned")
    replies = [await write(home, who, to="psc-join") for who in (BOB, EVE)]
    assert len({(each.outcome, each.reason) for each in replies}) == 1
    assert (letters_to(home, BOB), standing(home, BOB)) == ([], "banned")


async def test_a_ban_holds_against_a_ticket(home: Home) -> None:
    """Who is shut out between request and reply stays outside."""
    group_id = await home.found("psc")
    await write(home, EVE, to="psc-join")
    await home.admit(group_id, EVE, status="banned")
    await write(home, EVE, "yes", to=last(home).reply_to)
    assert (standing(home, EVE), kinds(home)) == ("banned", ["join/confirm"])


async def test_mail_that_had_been_stopped_comes_again(home: Home) -> None:
    """Who bounced and asks to join again gets mail, and can take that back."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN, status="disabled", delivery="weekly")
    await write(home, ANN, to="psc-join")
    assert (kinds(home), standing(home, ANN)) == (["join/again"], "active")
    await write(home, ANN, "undo", to=last(home).reply_to)
    assert standing(home, ANN) == "disabled"


async def test_what_somebody_was_comes_back(home: Home) -> None:
    """Coming back is the same membership: introduction, posts and way of mail are kept."""
    group_id = await home.found("psc")
    member_id = await home.admit(group_id, ANN, delivery="daily", role="observer")
    home.write("update member set introduced_s = 5, posts = 7, status = 'left'")
    await write(home, ANN, to="psc-join")
    await write(home, ANN, "yes", to=last(home).reply_to)
    kept = home.rows("select id, status, delivery, role, introduced_s, posts from member")
    assert kept == [(member_id, "active", "daily", "observer", 5, 7)]


async def test_members_of_the_parent_join_a_subgroup_at_once(home: Home) -> None:
    """Without a second confirmation; others are asked as usual."""
    psc = await home.found("psc", ANN)
    await home.found("psc-kenya", parent=psc)
    for who in (ANN, EVE):
        await write(home, who, "join psc-kenya", to="dgroup")
    assert [standing(home, who, "psc-kenya") for who in (ANN, EVE)] == ["active", None]
    assert kinds(home) == ["members/welcome", "join/confirm"]


@pytest.mark.parametrize("status", ["left", "removed", "banned", "pending", "invited", "disabled"])
async def test_only_active_members_of_the_parent_do(home: Home, status: str) -> None:
    """Who is no member above any more is like anybody else."""
    psc = await home.found("psc")
    await home.admit(psc, ANN, status=status)  # type: ignore[arg-type]  # from a table of this test
    await home.found("psc-kenya", parent=psc)
    await write(home, ANN, "join psc-kenya", to="dgroup")
    assert (standing(home, ANN, "psc-kenya"), kinds(home)) == (None, ["join/confirm"])


async def test_a_closed_group_says_so(home: Home) -> None:
    """A ticket that comes back after the end of a group opens nothing."""
    await home.found("psc")
    await write(home, EVE, to="psc-join")
    desk = await desk_for(home, EVE, "psc")
    ticket = tickets((await do(home, await desk_for(home, BOB, "psc"), "join")).effects)[0]
    home.write("update groups set archived_s = 1")
    for done in (
        await do(home, await desk_for(home, "cat@example.net", "psc"), "join"),
        await redeem(home, await desk_for(home, BOB, "psc"), ticket, "yes"),
    ):
        assert done.part is not None
        assert done.part.template == "join/closed"
    assert standing(home, BOB) is None
    assert desk.group is not None


async def test_another_address_is_asked_itself(home: Home) -> None:
    """`subscribe psc eve@elsewhere.example`: its owner decides, and the asker learns nothing."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN)
    await home.admit(group_id, "banned@example.net", status="banned")
    answers = []
    for other in (EVE, ANN, "banned@example.net", "x@nowhere.example"):
        await write(home, BOB, f"subscribe psc {other}")
        answers.append(last(home, BOB).raw["data"])
    assert all(each == answers[0] for each in answers)
    assert [letters_to(home, each) for each in (EVE, ANN, "banned@example.net")] == [
        ["join/confirm"],
        [],
        [],
    ]
    assert standing(home, BOB) is None


async def test_a_request_is_no_weapon(home: Home) -> None:
    """Thousands of requests in the name of one victim: three letters a day, one for a group."""
    for index in range(5):
        await home.found(f"group{index}", join=("open", "confirm", "approve")[index % 3])
    for index in range(400):
        group = f"group{index % 5}"
        await write(home, f"Victim {index} <{EVE}>", to=f"{group}-join")
        await write(home, f"m{index}@evil.example", f"subscribe {group} {EVE}", to="dgroup")
    assert len(sent(home, EVE)) <= 3
    home.clock.move(DAY_S + 1)
    await write(home, EVE, to="group1-join")
    assert len(sent(home, EVE)) <= 4


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_ten_thousand_requests_are_no_weapon(home: Home) -> None:
    """However many mails, from however many senders: the victim gets three letters at most."""
    for index in range(20):
        await home.found(f"group{index}", join=("open", "confirm", "approve")[index % 3])
    for index in range(10_000):
        group = f"group{index % 20}"
        if index % 2:
            await write(home, f"V {index} <{EVE}>", to=f"{group}-join")
        else:
            await write(home, f"m{index}@evil.example", f"subscribe {group} {EVE}", to="dgroup")
    assert len(sent(home, EVE)) <= 3


async def test_one_letter_a_group_and_day(home: Home) -> None:
    """Who asks twice gets one letter; tomorrow another."""
    await home.found("psc")
    for _ in range(3):
        await write(home, EVE, to="psc-join")
    assert kinds(home) == ["join/confirm"]
    home.clock.move(DAY_S + 1)
    await write(home, EVE, to="psc-join")
    assert kinds(home) == ["join/confirm"] * 2


async def test_a_group_writes_to_fifty_strangers_a_day(home: Home) -> None:
    """Then it is silent to more of them, but not to people it knows (R5)."""
    await home.found("other", ANN)
    await home.found("psc")
    for index in range(60):
        await write(home, f"v{index}@example.net", to="psc-join")
    assert len(sent(home)) == 50
    await write(home, ANN, to="psc-join")
    assert (len(sent(home)), last(home).to) == (51, ANN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", CLIENTS)
async def test_replies_of_all_programs_confirm(home: Home, client: str, language: str) -> None:
    """Subject changed, quote trimmed, HTML only: an empty reply and a yes both join."""
    await home.found("psc", language=language)
    words = {"en": "yes", "nl": "ja", "fr": "oui", "es": "sí"}[language]
    for who, said in ((EVE, ""), (BOB, words)):
        await write(home, who, to="psc-join")
        ticket = last(home, who).reply_to
        quoted = (await mails(home))[who]
        content = reply(client, language, said, quoted, sender=f"X <{who}>")
        (taken,) = await home.receive(content, ticket, sender=who)
        assert (taken.outcome, standing(home, who)) == ("confirmed", "active"), said


async def test_orders_are_understood_when_they_come_from_the_ticket(home: Home) -> None:
    """Each of the choices that a ticket can keep."""
    await home.found("psc")
    later = [Order("weekly", "psc"), Order("text", None, "on"), Order("copy", None, "nonsense")]
    desk = await desk_for(home, EVE, "psc", later=later)
    (ticket,) = tickets((await do(home, desk, "join")).effects)
    await redeem(home, await desk_for(home, EVE, "psc"), ticket, "empty")
    kept = home.rows("select delivery, is_text_only, has_copy from member")
    assert kept == [("weekly", 1, None)]
