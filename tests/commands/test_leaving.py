"""Leaving by mail: at once, from wherever, with a way back that restores exactly what was."""

from __future__ import annotations

import pytest

from dgroup.domain.model import Status
from dgroup.server.leaving import leave_by_link
from tests.commands.desks import letters_to
from tests.commands.robot import kinds, last, sent, standing, write
from tests.site import Home

ANN, BOB, EVE = "ann@example.org", "bob@example.org", "eve@elsewhere.example"
DAY_S = 86_400
# What an exchange of mails leaves behind in any case.
_TRACES = ("ticket", "answer", "letter", "delivery", "account", "audit", "sequence", "sqlite_")


def state(home: Home) -> list[str]:
    """All that is in the database, but for mails and what waits for a reply."""
    return [
        line
        for line in home.dump()
        if not line.startswith(tuple(f'INSERT INTO "{name}' for name in _TRACES))
    ]


async def seeded(home: Home) -> int:
    """A member with choices of her own, in a group with a facilitator."""
    group_id = await home.found("psc", BOB)
    await home.admit(group_id, ANN, role="facilitator", delivery="weekly")
    home.write(
        "update member set has_copy = 0, is_text_only = 1, paused_until_s = 99, introduced_s = 7,"
        " former_delivery = 'daily' where delivery = 'weekly'"
    )
    return group_id


@pytest.mark.parametrize("word", ["leave", "unsubscribe psc", "signoff", "afmelden", "quitter"])
async def test_leaving_takes_one_mail(home: Home, word: str) -> None:
    """It is done at once, and one letter says so."""
    await seeded(home)
    reply = await write(home, ANN, word)
    assert (reply.outcome, standing(home, ANN), kinds(home)) == ("command", "left", ["join/left"])
    assert last(home).reply_to.startswith("confirm+")


@pytest.mark.parametrize("to", ["psc-leave", "leave.psc", "psc+leave", "psc-unsubscribe"])
async def test_every_address_of_leaving_works(home: Home, to: str) -> None:
    """Whatever list server people come from."""
    await seeded(home)
    await write(home, ANN, to=to)
    assert standing(home, ANN) == "left"


@pytest.mark.parametrize("word", ["undo", "yes", "That was not me"])
async def test_the_way_back_restores_exactly_what_was(home: Home, word: str) -> None:
    """Who was left by a forged mail is again all that they were (R9)."""
    await seeded(home)
    before = state(home)
    await write(home, f"Forger <{ANN}>", to="psc-leave", envelope="forger@evil.example")
    assert state(home) != before
    assert last(home).to == ANN
    await write(home, ANN, word, to=last(home).reply_to)
    assert state(home) == before


@pytest.mark.parametrize("join", ["open", "confirm", "approve", "invite"])
async def test_a_forged_request_to_join_changes_nothing(home: Home, join: str) -> None:
    """At most a ticket is made, and what is said goes to the address on file."""
    await seeded(home)
    await home.found("other", join=join)
    before = state(home)
    await write(home, ANN, to="other-join", envelope="forger@evil.example")
    assert (state(home), last(home).to) == (before, ANN)


@pytest.mark.parametrize("status", ["active", "disabled", "pending", "invited"])
async def test_whatever_one_is_there_can_be_left(home: Home, status: Status) -> None:
    """Members, those whose mail came back, who waits and who was invited."""
    group_id = await home.found("psc")
    await home.admit(group_id, ANN, status=status)
    await write(home, ANN, to="psc-leave")
    assert standing(home, ANN) == "left"
    await write(home, ANN, "undo", to=last(home).reply_to)
    assert standing(home, ANN) == status


@pytest.mark.parametrize("status", ["left", "removed", "banned", None])
async def test_who_is_no_member_hears_the_same(home: Home, status: Status | None) -> None:
    """Left before, put out, shut out or unknown: one letter for all of them (R13)."""
    group_id = await home.found("psc")
    who = EVE if status is None else ANN
    if status is not None:
        await home.admit(group_id, ANN, status=status)
    await write(home, who, to="psc-leave")
    letter = last(home)
    assert (letter.pieces, letter.data) == (
        ("join/not_known",),
        {"name": "psc", "title": "Psc", "address": "psc@lists.example.org"},
    )
    assert (letter.to, letter.reply_to, standing(home, who)) == (who, "", status)


async def test_a_stranger_who_may_be_another_hears_nothing(home: Home) -> None:
    """From may be anybody's (R5)."""
    await home.found("psc", ANN)
    await write(home, EVE, to="psc-leave", envelope="other@evil.example")
    await write(home, EVE, f"unsubscribe psc {ANN}", envelope="other@evil.example")
    assert sent(home) == []


async def test_another_address_is_asked_itself(home: Home) -> None:
    """Its owner leaves by one reply; who asked hears the same whoever it is."""
    group_id = await home.found("psc", ANN)
    await home.admit(group_id, BOB, status="banned")
    answers = []
    for other in (ANN, BOB, "nobody@example.net"):
        await write(home, EVE, f"unsubscribe psc {other}")
        answers.append(last(home, EVE).raw["data"])
    assert answers[0] == answers[1] == answers[2]
    assert [letters_to(home, each) for each in (ANN, BOB)] == [["join/leave_elsewhere"], []]
    assert standing(home, ANN) == "active"
    ticket = last(home, ANN).reply_to
    await write(home, "ann@new.example", "no", to=ticket)
    assert standing(home, ANN) == "active"


async def test_a_reply_from_there_leaves(home: Home) -> None:
    """An empty one is enough, and the way back is offered as always."""
    await home.found("psc", ANN)
    await home.found("other", ANN)
    await write(home, EVE, f"leave {ANN}", to="psc-request")
    reply = await write(home, ANN, to=last(home, ANN).reply_to)
    assert reply.outcome == "confirmed"
    assert (standing(home, ANN), standing(home, ANN, "other")) == ("left", "active")
    await write(home, ANN, "undo", to=last(home, ANN).reply_to)
    assert standing(home, ANN) == "active"


async def test_another_address_can_leave_everything(home: Home) -> None:
    """Without a group, the letter names all of that address's."""
    await home.found("psc", ANN)
    await home.found("other", ANN)
    await write(home, EVE, f"leave {ANN}", to="dgroup")
    assert [each["name"] for each in last(home, ANN).data["groups"]] == ["other", "psc"]
    await write(home, ANN, "yes", to=last(home, ANN).reply_to)
    assert (standing(home, ANN), standing(home, ANN, "other")) == ("left", "left")


async def test_asking_for_others_is_no_weapon(home: Home) -> None:
    """However many ask, a member gets one such letter a group, and three in all."""
    for index in range(5):
        await home.found(f"group{index}", ANN)
    for index in range(60):
        await write(home, f"m{index}@evil.example", f"leave group{index % 5} {ANN}", to="dgroup")
    assert len(sent(home, ANN)) == 3


async def test_ones_own_second_address_needs_no_letter(home: Home) -> None:
    """`unsubscribe psc` with an address of one's own is just leaving."""
    await home.found("psc", ANN)
    await write(home, ANN, f"unsubscribe psc {ANN}")
    assert (standing(home, ANN), kinds(home)) == ("left", ["join/left"])


@pytest.mark.parametrize("to", ["psc-request", "dgroup"])
async def test_leaving_by_ones_own_name_is_leaving(home: Home, to: str) -> None:
    """List servers taught people to write it behind the word."""
    await home.found("psc", ANN)
    await write(home, f"Ann Arbor <{ANN}>", "unsubscribe ann", to=to)
    assert (standing(home, ANN), kinds(home)) == ("left", ["join/left"])


@pytest.mark.parametrize("to", ["psc-request", "dgroup"])
@pytest.mark.parametrize(
    "words", ["unsubscribe bob", "Unsubscribe link", "unsubscribe bob@nowhere"]
)
async def test_nobody_leaves_by_a_name_that_is_not_theirs(home: Home, words: str, to: str) -> None:
    """Neither does whoever has that name: the writer is asked which group they mean."""
    await home.found("psc", ANN, BOB)
    before = state(home)
    await write(home, ANN, subject=words, to=to)
    assert (kinds(home), state(home)) == (["robot/which_group"], before)
    assert last(home).data["groups"] == ["psc"]


async def test_at_the_sites_robot_the_only_group_is_meant(home: Home) -> None:
    """Of several, one is asked for; all can be left at once."""
    await home.found("psc", ANN)
    await write(home, ANN, "leave", to="dgroup")
    assert standing(home, ANN) == "left"


@pytest.mark.parametrize("word", ["leave all", "unsubscribe *", "afmelden alle", "quitter tous"])
async def test_of_several_groups_one_is_asked_for(home: Home, word: str) -> None:
    """And the answer takes one of them, or all."""
    groups = ("coffee", "psc", "tea")
    for name in groups:
        await home.found(name, ANN)
    before = state(home)
    await write(home, ANN, "leave", to="dgroup")
    assert (kinds(home), state(home)) == (["join/which"], before)
    assert [each["name"] for each in last(home).data["groups"]] == list(groups)
    await write(home, ANN, word, to="dgroup")
    assert [standing(home, ANN, name) for name in groups] == ["left"] * 3
    assert last(home).template == "join/left_all"
    await write(home, ANN, "undo", to=last(home).reply_to)
    assert state(home) == before


async def test_leaving_a_group_offers_to_leave_what_is_below(home: Home) -> None:
    """By name, as words to reply with, which then do so."""
    psc = await home.found("psc", ANN)
    for name in ("psc-kenya", "psc-peru"):
        await home.found(name, ANN, parent=psc)
    await home.found("psc-rome", BOB, parent=psc)
    await write(home, ANN, to="psc-leave")
    assert [each["name"] for each in last(home).data["subgroups"]] == ["psc-kenya", "psc-peru"]
    await write(home, ANN, "leave psc-kenya", to=last(home).reply_to)
    assert [standing(home, ANN, f"psc-{name}") for name in ("kenya", "peru")] == ["left", "active"]


async def test_leaving_twice_is_leaving_once(home: Home) -> None:
    """The second mail changes nothing, and does not pretend to."""
    await home.found("psc", ANN)
    for _ in range(2):
        await write(home, ANN, to="psc-leave")
    assert kinds(home) == ["join/left", "join/not_known"]


@pytest.mark.parametrize("to", ["dgroup", "psc-request"])
async def test_an_archived_group_can_be_left(home: Home, to: str) -> None:
    """Nothing keeps anybody, though the group has no address any more."""
    await home.found("psc", ANN)
    await home.found("old", ANN)
    home.write("update groups set archived_s = 1 where name = 'old'")
    home.site.forget_names()
    await write(home, ANN, "leave old@lists.example.org", to=to)
    assert (standing(home, ANN, "old"), standing(home, ANN)) == ("left", "active")


async def test_of_living_groups_the_only_one_is_meant(home: Home) -> None:
    """Who was once in a group that has closed need not say which; in closed ones only, all go."""
    for name in ("psc", "old", "older"):
        await home.found(name, ANN)
    home.write("update groups set archived_s = 1 where name like 'old%'")
    home.site.forget_names()
    await write(home, ANN, "leave", to="dgroup")
    assert (standing(home, ANN), standing(home, ANN, "old")) == ("left", "active")
    await write(home, ANN, "leave", to="dgroup")
    assert [standing(home, ANN, name) for name in ("old", "older")] == ["left", "left"]


async def test_the_link_in_a_mail_has_a_way_back_too(home: Home) -> None:
    """Whose forwarded mail was clicked by others gets a letter, and returns by one word (R23)."""
    await seeded(home)
    before = state(home)
    member_id = home.one("select id from member where delivery = 'weekly'")
    for _ in range(2):
        await leave_by_link(home.site, member_id)
    assert (standing(home, ANN), kinds(home)) == ("left", ["join/left"])
    assert last(home).raw["automatic"] == "auto-generated"
    await write(home, ANN, "undo", to=last(home).reply_to)
    assert state(home) == before


async def test_leaving_is_in_the_audit(home: Home) -> None:
    """Also when the last facilitator goes."""
    await seeded(home)
    await write(home, ANN, to="psc-leave")
    found = home.rows("select actor, action, detail from audit")
    assert found == [(ANN, "left", '{"by":"mail","role":"facilitator"}')]


@pytest.mark.parametrize("language", ["en", "nl", "fr", "es"])
async def test_the_offered_words_work(home: Home, language: str) -> None:
    """The word that each language's letter offers takes leaving back."""
    word = {"en": "undo", "nl": "ongedaan", "fr": "annuler", "es": "deshacer"}[language]
    await home.found("psc", ANN, language=language)
    await write(home, ANN, to="psc-leave")
    assert last(home).language == language
    await write(home, ANN, word, to=last(home).reply_to)
    assert standing(home, ANN) == "active"
