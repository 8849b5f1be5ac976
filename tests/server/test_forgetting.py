"""What the queue and its record know of a person who was erased (R31)."""

from __future__ import annotations

import json
import os

from dgroup.domain.effects import Address, Begin, Circulate, Forget, Notify, Reader
from dgroup.domain.model import Activity, Digest
from dgroup.server.jobs.prune import prune
from dgroup.store import queue
from tests.site import Home

ANN, BOB = "ann@example.org", "bob@example.org"


async def test_the_queue_forgets_a_person(home: Home) -> None:
    """Out of rows that others share, with rows of their own, and out of what a relay said (R31)."""
    group_id = await home.found("psc")
    bob, ann = await home.admit(group_id, BOB), await home.admit(group_id, ANN)
    person_id = home.one("select person_id from address where folded = ?", ANN)
    said = f"550 5.1.1 <{ANN.upper()}> unknown"
    for members, state, error in (
        (f"[{ann},{bob}]", "waiting", "450 4.2.0 later"),
        (f"[{ann}]", "failed", said),
        (f"[{bob}]", "failed", said),
        (f"[{bob}]", "failed", "550 5.1.1 unknown"),
    ):
        home.write(
            "insert into delivery (kind, state, members, size, last_error, due_s, turn_ms,"
            " created_s) values ('post', ?, ?, json_array_length(?2), ?, 1, 1, 1)",
            state,
            members,
            error,
        )
    for reply in (said, "queued as 7"):
        home.write(
            "insert into delivery_result (delivery_id, kind, size, result, reply, at_s)"
            " values (1, 'post', 1, 'failed', ?, 1)",
            reply,
        )
    await home.perform(Forget(person_id))
    assert home.rows("select members, size, last_error from delivery order by id") == [
        (f"[{bob}]", 1, "450 4.2.0 later"),
        (f"[{bob}]", 1, ""),
        (f"[{bob}]", 1, "550 5.1.1 unknown"),
    ]
    assert home.rows("select reply from delivery_result order by id") == [("",), ("queued as 7",)]
    counts = await queue.counts(home.site.db)
    assert (counts.waiting, counts.failed) == (1, 2)
    assert "ann@" not in "".join(home.dump()).lower()


def waits(home: Home, address: str, **data: object) -> None:
    """A letter to somebody waits in the queue."""
    notice = {"template": "about/info", "data": data, "parts": [["moderation/listed", data]]}
    home.write(
        "insert into delivery (kind, notice, address, size, due_s, turn_ms, created_s)"
        " values ('notice', ?, ?, 1, 1, 1, 1)",
        json.dumps(notice, ensure_ascii=False, separators=(",", ":")),
        address,
    )


async def test_letters_to_others_forget_a_person(home: Home) -> None:
    """They still go out, but without the address; where it is part of a text, they do not (R31)."""
    await home.found("psc", BOB, ANN)
    ann = home.one("select person_id from address where folded = ?", ANN)
    other, longer = "Ann.Lee@Work.example", f"jo{ANN}"
    await home.perform(Address(900, ann, other))
    home.write("delete from delivery")
    waits(home, BOB, author=ANN.title(), who=[{"address": other}, {"address": ANN}], said="Hello.")
    waits(home, BOB, words=f"She is <{ANN.upper()}>, isn't she?")
    waits(home, BOB, words=f"Mail {other.lower()}.")
    waits(home, BOB, words=f"{longer} and {ANN}l", author=longer)
    waits(home, ANN, words="Hello Ann")
    home.write("update address set address = ? where folded = ?", ANN.title(), ANN)  # as written
    await home.perform(Forget(ann))
    found = [json.loads(row[0])["data"] for row in home.rows("select notice from delivery")]
    assert found == [
        {"author": "", "who": [{"address": ""}, {"address": ""}], "said": "Hello."},
        {"words": f"{longer} and {ANN}l", "author": longer},
    ]


async def test_other_mail_in_the_queue_hinders_no_forgetting(home: Home) -> None:
    """Forwards, which wait or have failed, say a bare word, and posts nothing (R31)."""
    await home.found("psc", BOB, ANN)
    ann = home.one("select person_id from address where folded = ?", ANN)
    home.write("delete from delivery")
    for kind, word, state in (
        ("forward", "owner", "waiting"),
        ("forward", "abuse", "failed"),
        ("post", None, "waiting"),
    ):
        home.write(
            "insert into delivery (kind, notice, state, address, size, due_s, turn_ms, created_s)"
            " values (?, ?, ?, ?, 1, 1, 1, 1)",
            *(kind, word, state, BOB),
        )
    waits(home, BOB, words=f"Mail {ANN}.")
    await home.perform(Forget(ann))
    assert home.rows("select * from address where folded = ?", ANN) == []
    assert home.rows("select kind, notice, state from delivery order by id") == [
        ("forward", "owner", "waiting"),
        ("forward", "abuse", "failed"),
        ("post", None, "waiting"),
    ]


async def test_tickets_forget_a_person(home: Home) -> None:
    """Neither what was answered for another, nor what others are asked of them, knows who (R31)."""
    await home.found("psc", BOB, ANN)
    ann = home.one("select person_id from address where folded = ?", ANN)
    for number, (address, subject, used_by) in enumerate(
        [
            (BOB, {}, ANN.upper()),
            (BOB, {}, "cat@example.org"),
            (BOB, {"step": "add", "address": ANN.title()}, ""),
            (ANN, {}, ""),
        ]
    ):
        home.write(
            "insert into ticket (id, hash, action, object, address, used_by, expires_s, created_s)"
            " values (?1, cast(?1 as blob), 'held', ?2, ?3, ?4, 9, 1)",
            900 + number,
            json.dumps(subject),
            address,
            used_by,
        )
    await home.perform(Forget(ann))
    assert home.rows("select id, used_by from ticket order by id") == [
        (900, ""),
        (901, "cat@example.org"),
    ]


async def test_copies_from_before_a_migration_go_after_a_month(home: Home) -> None:
    """Whoever was erased since is still in them (R31)."""
    path = home.site.config.database_path
    copy = path.with_name(f"{path.name}.before-0002")
    copy.write_bytes(b"ann")
    os.utime(copy, (home.clock(), home.clock()))
    for days, is_there in ((29, True), (2, False)):
        home.clock.move(days * 86_400)
        await prune(home.site, home.clock())
        assert copy.exists() is is_there


async def test_where_a_farewell_goes_is_not_written_down(home: Home) -> None:
    """Once it has gone out, nothing knows the address (R31)."""
    farewell = Notify("rights/forgotten", Reader(ANN, "en", None), None, {})
    await home.perform(farewell)
    assert home.rows("select * from answer") == []
    assert home.rows("select address from delivery") == [(ANN,)]


async def test_what_waits_for_a_yes_forgets_a_person(home: Home) -> None:
    """Nobody comes back by the confirmation of what somebody asked for before (R31)."""
    await home.found("psc", BOB, ANN)
    ann = home.one("select person_id from address where folded = ?", ANN)
    for number, text in enumerate(
        [f"{BOB}, {ANN.title()}, cat@example.org", f"Write to {ANN}.", f"jo{ANN}", "Hello"]
    ):
        home.write(
            "insert into ticket (id, hash, action, object, address, used_by, expires_s, created_s)"
            " values (?1, cast(?1 as blob), 'acts', ?2, ?3, '', 9, 1)",
            *(900 + number, json.dumps({"orders": [{"verb": "add", "text": text}]}), BOB),
        )
    await home.perform(Forget(ann))
    assert home.rows("select id from ticket order by id") == [(902,), (903,)]


async def test_the_account_and_rounds_forget_a_person(home: Home) -> None:
    """What was noted of a setting, and who made the groups of a round, name them no more (R31)."""
    group_id = await home.found("psc", BOB, ANN)
    ann = home.one("select person_id from address where folded = ?", ANN)
    for number, who in enumerate((ANN.title(), BOB)):
        home.write(
            "insert into audit (at_s, actor, action, object, detail) values (1, ?, 'group set',"
            " 'psc', ?)",
            *(BOB, json.dumps({"welcome": f"Write to {who}"})),
        )
        home.write(
            "insert into activity (id, group_id, kind, name, title, state, data, opens_s,"
            " created_by, created_s) values (?, ?, 'cases', '', '', 'divided', ?, 1, ?, 1)",
            *(900 + number, group_id, json.dumps({"made_by": who}), ann),
        )
    home.write(
        "insert into activity (id, group_id, kind, name, title, state, data, opens_s, created_by,"
        " created_s) values (902, ?, 'handover', '', '', 'offered', ?, 1, ?, 1)",
        *(group_id, json.dumps({"kept": {"asker": ANN}}), ann),
    )
    await home.perform(Forget(ann))
    details = home.rows("select detail from audit where action = 'group set' order by id")
    assert [json.loads(each[0]) for each in details] == [{}, {"welcome": f"Write to {BOB}"}]
    makers = home.rows("select data ->> '$.made_by' from activity order by id")
    assert makers == [("",), (BOB,)]


async def test_summaries_name_a_forgotten_person_no_more(home: Home) -> None:
    """Neither by the name on file nor by that of a post, sent or still on its way (R31)."""
    group_id = await home.found("psc")
    bob, ann = await home.admit(group_id, BOB), await home.admit(group_id, ANN)
    home.write("update person set name = 'Zoë \"Nan\" Lee' where name = 'Ann'")
    await home.receive()
    home.write("update post set author_name = 'Nan'")
    person_id = home.one("select person_id from address where folded = ?", ANN)
    data = {"names": ['Zoë "Nan" Lee', "Nan", "Bob"], "said": "Nandi said: Nan"}
    summary = Digest(70, group_id, "summary", "plain", "en", data, 1)
    draft = Activity(
        80, group_id, "summary", "", "", "drafted", data | {"decision": "changed"}, 1, 2, None, 1
    )
    await home.perform(Circulate(summary, (bob, ann)), Begin(draft))
    await home.perform(Forget(person_id))
    for kept in (
        home.one("select data from digest"),
        home.one("select data from activity"),
    ):
        assert json.loads(kept)["names"] == ["", "", "Bob"]
        assert json.loads(kept)["said"] == "Nandi said: Nan"
