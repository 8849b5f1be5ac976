"""What a row carries, as bytes: one serialisation for all readers of a post."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dgroup.domain.effects import Notify, Reader
from dgroup.errors import Gone
from dgroup.server.copies import Copies, Parcel
from dgroup.store import queue
from tests.site import DOMAIN, NOON_S, Home, letter

ANN, BOB = "ann@example.org", "bob@example.org"


async def claimed(home: Home) -> list[queue.Delivery]:
    """What waits in the queue, as the worker sees it."""
    return await queue.claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=1, lease_s=1, most=100
    )


def header(parcel: Parcel) -> Mapping[str, list[str]]:
    """The header of a parcel: lower-case name -> values, in order."""
    head = b"".join(parcel.copy.content).partition(b"\r\n\r\n")[0].decode()
    found: dict[str, list[str]] = {}
    for line in head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n"):
        name, _, value = line.partition(":")
        found.setdefault(name.lower(), []).append(value.strip())
    return found


async def test_a_post_is_composed_once_and_shared(home: Home) -> None:
    """Rows of the same post give the same parcel; each member has a path of their own."""
    await home.found("psc", ANN, BOB)
    await home.receive()
    (row,) = await claimed(home)
    copies = Copies(home.site)
    parcel = await copies.parcel(row)
    assert await copies.parcel(row) is parcel
    assert len(parcel.copy.content) == 1
    assert parcel.recipients == 2
    paths = {parcel.path_for(member_id) for member_id, _ in row.readers}
    assert len(paths) == 2
    assert all(path.endswith(f"@{DOMAIN}".encode()) for path in paths)
    assert all(len(path.partition(b"@")[0]) <= 64 for path in paths)


async def test_recent_posts_are_remembered_and_large_ones_are_not(home: Home) -> None:
    """Memory is bounded: sixteen small posts."""
    await home.found("psc", ANN)
    for n in range(20):
        await home.receive(letter(id=str(n), body=f"No {n}"))
    await home.receive(letter(id="large", body="x" * 300_000))
    copies = Copies(home.site)
    for row in await claimed(home):
        await copies.parcel(row)
    assert len(copies._recent) == 16
    large = home.one("select id from post where message_id = 'large'")
    assert large not in copies._recent


async def test_the_headers_of_a_copy(home: Home) -> None:
    """Those of the contract, each once; the author's own as they were (CONTRACT §4)."""
    await home.found("psc", ANN, title="Club", reply_to="group")
    await home.receive(
        letter(
            references=["a@x"],
            in_reply_to="a@x",
            list_id="<other.example.org>",
            list_unsubscribe="<mailto:other-leave@example.org>",
            return_receipt_to=ANN,
            disposition_notification_to=ANN,
            delivered_to="x@example.org",
        )
    )
    (row,) = await claimed(home)
    found = header(await Copies(home.site).parcel(row))
    once = {
        "from": "Ann <ann@example.org>",
        "to": f"psc@{DOMAIN}",
        "subject": "[psc] Hello",
        "date": "Sat, 21 Nov 2026 12:00:00 +0000",
        "message-id": "<hello@example.org>",
        "references": "<a@x>",
        "in-reply-to": "<a@x>",
        "list-id": f"Club <psc.{DOMAIN}>",
        "list-post": f"<mailto:psc@{DOMAIN}>",
        "list-help": f"<mailto:psc-help@{DOMAIN}>",
        "list-subscribe": f"<mailto:psc-join@{DOMAIN}>",
        "list-unsubscribe": f"<mailto:psc-leave@{DOMAIN}>",
        "list-owner": f"<mailto:psc-owner@{DOMAIN}>",
        "precedence": "list",
        "reply-to": f"Club <psc@{DOMAIN}>",
    }
    assert {name: found.get(name) for name in once} == {name: [each] for name, each in once.items()}
    gone = "return-receipt-to disposition-notification-to delivered-to return-path list-archive"
    assert not set(gone.split()) & set(found)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("author", "Ann <ann@example.org>"),
        ("if-needed", "Ann <ann@example.org>"),
        ("group", f"Ann via Club <psc@{DOMAIN}>"),
    ],
)
async def test_who_stands_in_from(home: Home, policy: str, expected: str) -> None:
    """The author, or the group with the author within reach."""
    await home.found("psc", ANN, title="Club", from_=policy)
    await home.receive()
    (row,) = await claimed(home)
    found = header(await Copies(home.site).parcel(row))
    assert found["from"] == [expected]
    if policy == "group":
        assert "ann@example.org" in " ".join(found.get("cc", []) + found["reply-to"])


@pytest.mark.parametrize(
    ("reply_to", "expected"),
    [
        ("group", [f"Club <psc@{DOMAIN}>"]),
        ("author", []),
        ("both", [f"Ann <ann@example.org>, Club <psc@{DOMAIN}>"]),
    ],
)
async def test_where_replies_go(home: Home, reply_to: str, expected: list[str]) -> None:
    """By the group's setting as it was when the post came."""
    await home.found("psc", ANN, title="Club", reply_to=reply_to)
    await home.receive()
    (row,) = await claimed(home)
    assert header(await Copies(home.site).parcel(row)).get("reply-to", []) == expected


async def test_a_mail_without_id_gets_the_one_it_is_known_by(home: Home) -> None:
    """All copies carry it, so that answers to them find their parent."""
    await home.found("psc", ANN)
    await home.receive(letter(id=None))
    (row,) = await claimed(home)
    found = header(await Copies(home.site).parcel(row))
    assert found["message-id"] == [f"<{home.one('select message_id from post')}>"]


async def test_a_notice_of_the_site_comes_from_its_robot(home: Home) -> None:
    """Without a group it is the site that speaks."""
    await home.perform(
        Notify("posts/held", Reader(ANN, "en"), None, _HELD, automatic="auto-generated")
    )
    (row,) = await claimed(home)
    found = header(await Copies(home.site).parcel(row))
    assert found["from"] == [f'"Dgroup {DOMAIN}" <dgroup@{DOMAIN}>']
    assert found["auto-submitted"] == ["auto-generated"]
    assert len(found["message-id"]) == 1


async def test_two_notices_are_two_mails(home: Home) -> None:
    """The same words to two people, or about two mails, have ids of their own."""
    for address, answered in ((ANN, "a@x"), (BOB, "a@x"), (ANN, "b@x")):
        await home.perform(Notify("posts/held", Reader(address, "en"), None, _HELD, answered))
    copies = Copies(home.site)
    ids = [header(await copies.parcel(row))["message-id"][0] for row in await claimed(home)]
    assert len(set(ids)) == 3
    assert all(each.endswith(f"@{DOMAIN}>") for each in ids)


async def test_what_is_gone_is_told(home: Home) -> None:
    """A post or a letter that was deleted meanwhile has no parcel."""
    for kind in ("post", "forward"):
        row = queue.Delivery(
            id=1,
            kind="post" if kind == "post" else "forward",
            group_id=None,
            post_id=99,
            letter_id=99,
            notice="abuse",
            is_single=True,
            readers=((0, ANN),),
            gone=(),
            attempts=0,
            first_tried_s=None,
            due_s=0,
            created_s=NOON_S,
        )
        with pytest.raises(Gone):
            await Copies(home.site).parcel(row)


_HELD = {"subject": "Hello", "title": "", "reason": "moderated"}
