"""What people arrange by mail, from the mail that comes in to the letter that goes out and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dgroup.domain.model import Reply
from dgroup.server.jobs.prune import prune
from dgroup.store.database import named
from tests.site import Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"
# Where a forged mail may leave its traces: the account of it, and letters to the address on file.
TRACES = (
    "letter",
    "account",
    "answer",
    "delivery",
    "ticket",
    "audit",
    "sequence",
    "sqlite_sequence",
)


async def ask(
    home: Home, body: str, to: str = "psc-request", who: str = ANN, sender: str = "", **more: Any
) -> Reply:
    """Write a mail; each one is another."""
    count = home.one("select count(*) from letter")
    content = letter(f"<{who}>", subject="", body=body, id=f"ask{count}@example.org", **more)
    return (await home.receive(content, to, sender=sender or who))[0]


def letters(home: Home) -> list[dict[str, Any]]:
    """The letters of the server, in order."""
    found = home.rows("select notice, address from delivery where kind = 'notice' order by id")
    return [{**json.loads(notice), "to": address} for notice, address in found]


def state(home: Home) -> list[str]:
    """All that is in the file but for traces."""
    inserts = tuple(f'INSERT INTO "{table}"' for table in TRACES)
    return [row for row in home.dump() if not row.startswith(inserts) and "sequence" not in row]


async def test_the_answer_is_in_the_language_just_chosen(home: Home) -> None:
    """Whoever asks for Dutch is answered in Dutch, and by the name they give themselves."""
    await home.found("psc", ANN)
    await ask(home, "language nl\nname Anna Jansen")
    (sent,) = letters(home)
    assert (sent["language"], sent["name"], sent["template"]) == (
        "nl",
        "Anna Jansen",
        "person/language",
    )
    await ask(home, "ongedaan", to=sent["reply_to"])
    assert home.rows("select name, language from person") == [("Ann", None)]


async def test_where_one_lives_is_said_and_taken_back(home: Home) -> None:
    """In one mail with how often mail comes, which then comes at the group's hour there."""
    await home.found("psc", ANN)
    await ask(home, "mijn tijdzone is Lima\nwekelijks hele berichten")
    (sent,) = letters(home)
    assert home.rows("select timezone from person") == [("America/Lima",)]
    assert home.rows("select delivery, has_mime_digest from member") == [("weekly", 1)]
    assert (sent["language"], sent["template"]) == ("nl", "person/timezone")
    ((_, delivery), (_, digest)) = sent["parts"]
    assert (delivery["groups"][0]["zone"], digest["groups"][0]["zone"]) == ("America/Lima", "")
    await ask(home, "ongedaan", to=sent["reply_to"])
    assert home.rows("select timezone from person") == [(None,)]
    assert home.rows("select delivery, has_mime_digest from member") == [("each", 0)]


async def test_a_facilitator_sets_the_zone_of_the_group(home: Home) -> None:
    """`set time zone` is the group's for who leads it, and their own for anybody else."""
    await home.admit(await home.found("psc", ANN), BOB, role="facilitator")
    for who in (ANN, BOB):
        await ask(home, "set time zone Lima", who=who)
    zones = home.rows("select timezone from person order by name")
    assert zones == [("America/Lima",), (None,)]
    assert letters(home)[-1]["template"] == "facilitating/confirm"
    await ask(home, "set my time zone Lima", who=BOB)
    assert home.rows("select timezone from person") == [("America/Lima",), ("America/Lima",)]


@pytest.mark.parametrize("words", ["no mail", "pause until 3 January", "each"])
async def test_a_letter_with_a_way_back_takes_commands(home: Home, words: str) -> None:
    """What a letter offers beside the way back is done, though "no mail" begins like a no."""
    await home.found("psc", ANN)
    await ask(home, "daily")
    reply = await ask(home, words, to=letters(home)[0]["reply_to"])
    assert reply.outcome == "command"
    assert home.rows("select delivery, paused_until_s from member") != [("daily", None)]


@pytest.mark.parametrize(
    "words",
    [
        "each", "daily", "weekly", "monthly", "no mail", "pause until 3 January", "resume",
        "copy off", "text on", "language nl", "name Eve Mallory", "hide me", "show me",
        "which", "help", "info", "groups",
    ],
)  # fmt: skip
async def test_a_forged_mail_can_be_undone(home: Home, words: str) -> None:
    """What a forged From changes, only the one on file hears of, who takes it back exactly (R9)."""
    await home.found("psc", ANN, BOB)
    home.write("update member set delivery = 'weekly', has_copy = 1")
    home.write("update person set is_concealed = 1 where id = (select min(id) from person)")
    before = state(home)
    await ask(home, words, sender="mallory@example.net")
    sent = letters(home)
    assert [each["to"] for each in sent] == [ANN]
    if home.one("select count(*) from ticket"):
        await ask(home, "undo", to=sent[0]["reply_to"])
    assert state(home) == before


async def test_no_command_takes_the_way_back_away(home: Home) -> None:
    """Whatever a forger asks for beside a change, "undo" takes the change back, and a yes is to one
    question only (R9, R31)."""
    await home.found("psc", ANN, BOB)
    before = state(home)
    await ask(home, "forget me\nmy data\naddress add eve@evil.example\ndaily\nmute 1\nintroduce")
    sent = {each["template"]: each["reply_to"] for each in letters(home)}
    asking = {"rights/forget_sure", "rights/data_sure", "addresses/sure"}
    assert asking < set(sent)
    assert len(set(sent.values())) == len(sent) == 4
    (changed,) = set(sent) - asking
    await ask(home, "undo", to=sent[changed])
    await ask(home, "yes", to=sent["rights/data_sure"])
    assert state(home) == before


async def test_strangers_and_former_members_are_answered_alike(home: Home) -> None:
    """Who is no member learns of a group what anybody may, and nothing of who is in it."""
    await home.found("psc", BOB)
    for address in ("psc-info", "psc-help"):
        before = len(letters(home))
        await ask(home, "", to=address, who="eve@example.net")
        await home.admit(home.one("select id from groups"), f"{address}@example.net", status="left")
        await ask(home, "", to=address, who=f"{address}@example.net")
        one, two = letters(home)[before:]
        assert (one["template"], one["data"]) == (two["template"], two["data"])


async def test_a_forgotten_person_is_gone_from_the_disk(home: Home) -> None:
    """When the farewell has gone out and the night has passed, the file does not know them (R31)."""
    group_id = await home.found("psc", ANN, BOB)
    await home.found("tea", ANN, post="facilitators")
    await home.receive(letter(subject="Held", body="A secret."), "tea")
    person_id = home.one("select person_id from address where folded = ?", ANN)
    words = "I am Ann, and live in Ghent with many bees."
    await home.receive(letter(subject="", body=words, id="intro@example.org"), "psc-introduce")
    await ask(home, "name Ann Unforgettable\ndaily")
    await ask(home, "forget me")
    to = letters(home)[-1]["reply_to"]
    home.write("delete from delivery")  # all of it has gone out
    home.write("insert into bounce (address_id, at_s) select id, 1 from address")
    reply = await ask(home, "Yes", to=to)
    assert (reply.outcome, reply.reason) == ("confirmed", "")
    ((row_id, address),) = home.rows("select id, address from delivery")
    assert (address, letters(home)[0]["template"]) == (ANN, "rights/forgotten")
    await home.site.db.write(
        named(
            "add-result",
            id=row_id,
            members=None,
            size=1,
            result="sent",
            reply=f"250 <{ANN}> ok",
            now_s=home.clock(),
        ),
        named("drop-row", id=row_id),
    )
    home.clock.move(3 * 86_400)
    await prune(home.site, home.clock())
    assert home.one("select count(*) from person where id = ?", person_id) == 0
    left = "\n".join(home.dump()).lower()
    for trace in (ANN, "unforgettable", "ghent", "a secret"):
        assert trace not in left, trace
    assert home.one("select count(*) from member where group_id = ?", group_id) == 1
    home.write("vacuum")
    home.write("pragma wal_checkpoint(truncate)")
    octets = b"".join(each.read_bytes() for each in home.path.parent.iterdir() if each.is_file())
    assert b"unforgettable" not in octets.lower()
    assert ANN.encode() not in octets.lower()
