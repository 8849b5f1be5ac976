"""Leaving by a link: asked for by anybody and anything, done by one POST, and only for its member."""

from __future__ import annotations

import pytest

from dgroup.domain.effects import Change, Forget
from dgroup.mail import sign
from tests.server.asking import ask
from tests.server.street import ANN, BOB, ONE_CLICK, Street, heading, opened
from tests.site import Home, locked

FORM = "multipart/form-data; boundary=xYz"
PARTS = b'--xYz\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--xYz--\r\n'


async def test_looking_changes_nothing(street: Street) -> None:
    """A hundred times GET, HEAD and what scanners do: not one byte of the database is another."""
    link = await street.join(title="Learning from Practice")
    before = street.home.dump()
    for _ in range(100):
        assert (await ask(street.port, link)).status == 200
    page = await ask(street.port, link)
    assert heading(page) == "Leave Learning from Practice?"
    assert "<button" in page.text
    look = await ask(street.port, link, "HEAD")
    assert (look.status, look.text) == (200, "")
    assert look.headers["Content-Length"] == page.headers["Content-Length"]
    asked = [
        await ask(street.port, f"{link}?List-Unsubscribe=One-Click&leave=yes"),
        await ask(street.port, link, x_http_method_override="POST"),
        await ask(street.port, link, body=ONE_CLICK),
    ]
    assert [heading(each) for each in asked] == [heading(page)] * 3
    assert street.home.dump() == before


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
async def test_other_methods_are_refused(street: Street, method: str) -> None:
    """405, which says what may be used; and nothing changes."""
    link = await street.join()
    answer = await ask(street.port, link, method, ONE_CLICK)
    assert answer.status == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert street.statuses() == ["active"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ONE_CLICK, "application/x-www-form-urlencoded"),
        (ONE_CLICK + b"\r\n", "application/x-www-form-urlencoded; charset=utf-8"),
        (b"list-unsubscribe=ONE-CLICK", "text/plain"),
        (PARTS, FORM),
        (PARTS.replace(b"xYz", b"-a b"), 'Multipart/Form-Data; boundary="-a b"'),
        (b"leave=yes", "application/x-www-form-urlencoded"),
        (b"a=1&List-Unsubscribe=One-Click&b=2", "application/x-www-form-urlencoded"),
    ],
)
async def test_one_post_leaves(street: Street, body: bytes, kind: str) -> None:
    """RFC 8058 in both encodings, and our own button: at once, with one note of it."""
    link = await street.join()
    answer = await street.leave(link, body, content_type=kind)
    assert (answer.status, heading(answer)) == (200, "You have left the group")
    assert street.statuses() == ["left"]
    assert street.home.rows("select actor, action from audit") == [(ANN, "left")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"List-Unsubscribe", "application/x-www-form-urlencoded"),
        (b"One-Click=List-Unsubscribe", "application/x-www-form-urlencoded"),
        (b"leave=no", "application/x-www-form-urlencoded"),
        (b'{"List-Unsubscribe":"One-Click"}', "application/json"),
        (b"\xff\xfe\x00=%zz&&==", "application/x-www-form-urlencoded"),
        (PARTS, "multipart/form-data"),
        (PARTS[:60], FORM),
        (b"", FORM),
        (b"--xYz\r\n\r\nList-Unsubscribe=One-Click\r\n--xYz--", FORM),
    ],
)
async def test_another_post_only_shows_the_page(street: Street, body: bytes, kind: str) -> None:
    """What is not one of the two words is no wish to leave."""
    link = await street.join(title="Practice")
    answer = await street.leave(link, body, content_type=kind)
    assert (answer.status, heading(answer)) == (200, "Leave Practice?")
    assert street.statuses() == ["active"]


async def test_twice_is_once_and_forgotten_is_the_same(street: Street) -> None:
    """The answer is the same, byte for byte: first, second, erased, and for a forged link."""
    link = await street.join()
    first = await street.leave(link)
    after = street.home.dump()
    second = await street.leave(link)
    assert street.home.dump() == after
    await street.home.perform(Forget(street.home.one("select id from person")))
    gone = await street.leave(link)
    forged = await street.leave(link[:-1] + ("a" if link[-1] != "a" else "e"))
    for other in (second, gone, forged):
        assert (other.status, other.text) == (first.status, first.text)
        assert {*other.headers} == {*first.headers}
    assert heading(await ask(street.port, link)) == "You have left the group"


@pytest.mark.parametrize("status", ["active", "disabled", "pending", "invited"])
async def test_whoever_is_inside_may_leave(street: Street, status: str) -> None:
    """A member whose mail bounces leaves like any other, and so does one who never came in."""
    link = await street.join()
    street.home.write("update member set status = ?", status)
    assert heading(await ask(street.port, link)).startswith("Leave ")
    await street.leave(link)
    assert street.statuses() == ["left"]


@pytest.mark.parametrize("status", ["banned", "removed", "left"])
async def test_who_is_outside_stays_what_they_are(street: Street, status: str) -> None:
    """Nobody gets rid of a ban by leaving, and nothing is noted."""
    link = await street.join()
    street.home.write("update member set status = ?", status)
    before = street.home.dump()
    assert heading(await street.leave(link)) == "You have left the group"
    assert heading(await ask(street.port, link)) == "You have left the group"
    assert street.home.dump() == before


async def test_a_link_is_for_one_member_of_one_group(street: Street) -> None:
    """Other groups of the same person, and others in the same group, stay."""
    link = await street.join()
    await street.join(name="school")
    await street.home.admit(1, BOB)
    await street.leave(link)
    assert street.statuses() == ["left", "active", "active"]


@pytest.mark.parametrize(
    "harm",
    [
        "update groups set settings = 'none' where name = 'school'",
        "alter table ticket rename to lost",
        "alter table delivery rename to lost",
        "alter table audit rename to lost",
    ],
)
async def test_leaving_works_when_the_rest_does_not(
    street: Street, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Without tickets, queue or audit, and with another group in ruins, one leaves all the same."""
    link = await street.join()
    await street.join(name="school")
    street.home.write(harm)
    answer = await street.leave(link)
    assert (answer.status, heading(answer)) == (200, "You have left the group")
    assert street.statuses() == ["left", "active"]
    assert "no letter could be made" in caplog.text
    assert heading(await street.leave(link)) == "You have left the group"


async def test_who_comes_back_may_leave_again(street: Street) -> None:
    """The link of an old mail is good without end."""
    link = await street.join()
    await street.leave(link)
    await street.home.perform(Change(street.home.one("select id from member"), status="active"))
    await street.leave(link.upper().replace("/LEAVE/", "/leave/"))
    assert street.statuses() == ["left"]


async def test_no_other_link_does_anything(street: Street) -> None:
    """Forged, cut, lengthened, of another purpose or of no sense: the page that says so."""
    link = await street.join()
    keys, token = street.home.site.keys, link.removeprefix("/leave/")
    before = street.home.dump()
    member = street.home.one("select id from member")
    for other in (
        *(
            token[:at] + ("b" if token[at] == "a" else "a") + token[at + 1 :]
            for at in range(len(token))
        ),
        token[:-1],
        token + "a",
        token + "/",
        f"{token}/{token}",
        "",
        "%00%ff%C3%A9",
        "..%2f..%2fhealthz",
        "x" * 5000,
        sign.sign(keys, "bounces", (member,), 0),
        sign.sign(keys, "leave", (member, member), 0),
        sign.sign(keys, "leave", (2**63 - 1,), 60_000),
    ):
        page = await ask(street.port, f"/leave/{other}")
        assert (page.status, heading(page)) == (200, "This link is not complete"), other
        assert "<button" not in page.text
        assert heading(await street.leave(f"/leave/{other}")) == "You have left the group"
    nobody = await ask(street.port, street.link(2**63 - 1))
    assert heading(nobody) == "You have left the group"
    assert street.home.dump() == before


async def test_hidden_and_archived_groups_can_be_left(street: Street) -> None:
    """Whoever holds a link is a member, and may read what the group is called."""
    link = await street.join(hidden=True, title="The Board")
    street.home.write("update groups set archived_s = 1")
    assert heading(await ask(street.port, link)) == "Leave The Board?"
    await street.leave(link)
    assert street.statuses() == ["left"]


@pytest.mark.parametrize(
    "title", ["<script>alert(1)</script>", "A & B", "{{ 7 * 7 }}", "' \" <b>", "\ud83d"]
)
async def test_a_title_is_text(street: Street, title: str) -> None:
    """What a facilitator calls a group is shown as it is, and never becomes markup (R18)."""
    link = await street.join(title="x")
    if title.isprintable():
        street.home.write("update groups set title = ?", title)
    page = await ask(street.port, link)
    assert page.status == 200
    assert "<script" not in page.text
    assert "<b>" not in page.text
    assert "49" not in heading(page)
    assert page.text.count("<h1>") == 1


@pytest.mark.parametrize(
    ("person", "accept", "group", "spoken"),
    [
        ("nl", "fr", "es", "nl"),
        (None, "fr-BE,fr;q=0.9,en;q=0.8", "es", "fr"),
        (None, "de, eo;q=0.5, es;q=0.1", "nl", "es"),
        (None, "en;q=0, nl;q=0.1", "fr", "nl"),
        (None, "", "fr", "fr"),
        (None, "../../etc, *;q=1, ;;;q=x", "es", "es"),
        ("fy", "", "eo", "en"),
    ],
)
async def test_a_page_speaks_the_readers_language(
    street: Street, person: str | None, accept: str, group: str, spoken: str
) -> None:
    """The person's own choice, else the browser's, else the group's, else English."""
    link = await street.join(language=group)
    street.home.write("update person set language = ?", person)
    for answer in (
        await ask(street.port, link, accept_language=accept),
        await street.leave(link, accept_language=accept),
    ):
        assert f'<html lang="{spoken}">' in answer.text


async def test_a_locked_store_is_told_and_leaves_all_as_it_is(street: Street) -> None:
    """Try again later, in the reader's language; it says that nothing has changed."""
    link = await street.join()
    street.home.site.db._patience_s = 0.1  # type: ignore[attr-defined]
    with locked(street.home.path):
        answer = await street.leave(link, accept_language="fr")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert heading(answer) == "Réessayez dans quelques minutes"
        assert (await ask(street.port, link)).status == 200
        ready = await ask(street.port, "/readyz")
        assert (ready.status, ready.text) == (503, "not ready\n")
        assert (await ask(street.port, "/healthz")).status == 200
    assert street.statuses() == ["active"]


@pytest.mark.parametrize(
    "wrong", ["no title", "Title: x\n\n{{ nobody }}\n", "Title: x\n\n{{ 1 / 0 }}\n"]
)
async def test_a_broken_page_keeps_nobody_in(home: Home, wrong: str) -> None:
    """The operator's own page may be broken: who leaves has left, and is told so."""
    own = home.path.parent / "templates/en/web"
    own.mkdir(parents=True)
    for name in ("left", "leave"):
        (own / f"{name}.html.j2").write_text(wrong, encoding="utf-8")
    async with opened(home) as web:
        street = Street(home, web)
        link = await street.join()
        answer = await ask(street.port, link)
        assert (answer.status, heading(answer)) == (500, "Please try again in a few minutes")
        answer = await street.leave(link)
        assert (answer.status, answer.text) == (200, "You have left the group.\n")
        assert street.statuses() == ["left"]
