"""Copies for a thin line: the words of a post, what was left out, and how to have it all."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from dgroup.server.copies import Copies, Parcel
from dgroup.store import queue
from tests.site import DOMAIN, Home, letter

ANN, BOB = "ann@example.org", "bob@example.org"


def picture(**more: str) -> bytes:
    """A mail with text, HTML, two files and what threads need."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"] = "Ann <ann@example.org>"
    mail["To"] = f"psc@{DOMAIN}"
    mail["Subject"] = "The harvest"
    mail["Message-ID"] = "<harvest@example.org>"
    mail["In-Reply-To"] = "<root@example.org>"
    mail["References"] = "<root@example.org>"
    mail["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    mail["Content-Language"] = "en"
    for name, value in more.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("The café is drying.\n\n> Are you ready?\n")
    mail.add_alternative("<p>The café is <b>drying</b>.</p>", subtype="html")
    mail.add_attachment(
        b"\xff\xd8" * 20_000, maintype="image", subtype="jpeg", filename="drying racks.jpg"
    )
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="plan.pdf")
    return mail.as_bytes()


async def parcels(home: Home) -> dict[str, Parcel]:
    """What waits, by its form."""
    rows = await queue.claim(
        home.site.db, worker="x", now_s=home.clock.now_s, wall_s=1, lease_s=1, most=100
    )
    copies = Copies(home.site)
    return {row.form: await copies.parcel(row) for row in rows}


async def group(home: Home, **settings: str) -> None:
    """A group with Ann, who has all mail, and Bob, whose line is thin."""
    await home.found("psc", ANN, BOB, title="Club", **settings)
    home.write(
        "update member set is_text_only = 1 where person_id ="
        " (select person_id from address where folded = ?)",
        BOB,
    )


def written(parcel: Parcel) -> EmailMessage:
    """The mail as its reader's program has it."""
    content = b"".join(parcel.copy.content).replace(b"\r\n..", b"\r\n.")
    assert len(content) <= parcel.copy.size
    mail = message_from_bytes(content, policy=policy.SMTP)
    assert isinstance(mail, EmailMessage)
    assert not mail.defects
    return mail


def words(parcel: Parcel) -> str:
    """Its text."""
    return str(written(parcel).get_content()).replace("\r\n", "\n")


async def test_attachments_are_left_out_and_listed(home: Home) -> None:
    """All the words come, quotes too; then what was left out, and the word that brings it."""
    await group(home)
    await home.receive(picture())
    found = await parcels(home)
    mail = written(found["text"])
    assert mail.get_content_type() == "text/plain"
    post_id = home.one("select id from post")
    line = "- - - - - - - - - - - - - - - - - - - - -"
    assert words(found["text"]) == (
        f"The café is drying.\n\n> Are you ready?\n\n{line}\n"
        "You get this message as text only. Left out:\n\n"
        "- drying racks.jpg (image/jpeg, 39 kB)\n- plan.pdf (application/pdf, 1 kB)\n\n"
        f'To get all of it, write "get {post_id}" to psc-request@{DOMAIN}\n'
    )
    assert found["text"].copy.size < 4096 < found[""].copy.size


async def test_the_header_is_that_of_every_copy(home: Home) -> None:
    """Only the fields that describe the body differ."""
    await group(home)
    await home.receive(picture())
    found = await parcels(home)
    whole, text = written(found[""]), written(found["text"])
    about_body = {"content-type", "content-transfer-encoding", "content-language", "mime-version"}

    def rest(mail: EmailMessage) -> list[tuple[str, str]]:
        return [
            (name, str(value)) for name, value in mail.items() if name.lower() not in about_body
        ]

    assert rest(text) == rest(whole)
    assert text["Message-ID"] == "<harvest@example.org>"
    assert text["MIME-Version"] == "1.0"
    assert "content-language" not in text
    assert not found["text"].copy.is_8bit


async def test_plain_text_stays_as_it_came(home: Home) -> None:
    """Nothing is left out, so nothing is changed, and a signature in the header stays good."""
    await group(home)
    await home.receive(letter(body="Bonjour à tous."))
    found = await parcels(home)
    assert found["text"].copy == found[""].copy


async def test_without_attachments_there_are_only_words(home: Home) -> None:
    """A mail in two forms becomes its text, and no line about what is missing."""
    await group(home)
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = ANN, f"psc@{DOMAIN}", "Hello"
    mail["Message-ID"] = "<two@example.org>"
    mail.set_content("Hello all.\n")
    mail.add_alternative("<p>Hello <b>all</b>.</p>", subtype="html")
    await home.receive(mail.as_bytes())
    assert words((await parcels(home))["text"]) == "Hello all.\n"


async def test_a_group_has_its_language_and_footer(home: Home) -> None:
    """The line is in the group's language; its footer comes last."""
    await group(home, footer="Club: https://example.org/club")
    home.write("update groups set language = 'nl'")
    await home.receive(picture())
    text = words((await parcels(home))["text"])
    assert 'schrijf dan "haal ' in text
    assert text.endswith("\n\n-- \nClub: https://example.org/club\n")


@pytest.mark.parametrize("kind", ["encrypted", "signed"])
async def test_what_cannot_be_read_is_listed(home: Home, kind: str) -> None:
    """Of an encrypted mail the parts are named; a signed one is read, and its signature named."""
    await group(home)
    first = (
        "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        if kind == "encrypted"
        else "Content-Type: text/plain\r\n\r\nSigned words.\r\n"
    )
    second = {"encrypted": "application/octet-stream", "signed": "application/pgp-signature"}[kind]
    content = (
        f"From: {ANN}\r\nTo: psc@{DOMAIN}\r\nSubject: x\r\nMessage-ID: <x@example.org>\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b";'
        f' protocol="application/pgp-{kind}"\r\n\r\n'
        f"--b\r\n{first}\r\n--b\r\nContent-Type: {second}; name=sig.asc\r\n\r\n-----\r\n--b--\r\n"
    )
    await home.receive(content.encode())
    text = words((await parcels(home))["text"])
    assert f"- sig.asc ({second}, 1 kB)" in text
    assert ("Signed words." in text) is (kind == "signed")
    assert "get " in text


async def test_the_whole_post_is_for_one_member(home: Home) -> None:
    """It is the copy that others had, and never one envelope for many."""
    await group(home)
    await home.receive(picture())
    whole = (await parcels(home))[""]
    home.write("delete from delivery")
    post_id, group_id = home.rows("select id, group_id from post")[0]
    home.write(
        "insert into delivery (kind, form, group_id, post_id, members, size, due_s, turn_ms,"
        " created_s) values ('post', 'whole', ?, ?, '[1]', 1, 1, 1, 1)",
        group_id,
        post_id,
    )
    again = (await parcels(home))["whole"]
    assert again.copy == whole.copy
    assert (whole.recipients, again.recipients) == (2, 1)
