"""What a facilitator announces is in everybody's mailbox at once, as the mail that was written."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from dgroup.mail.parse import parse
from tests.outgoing import fields
from tests.site import Home
from tests.stories.mailboxes import answer, found, mailbox, subjects, words, write
from tests.stories.world import world

ANN, BEA, CAT, DAN = (f"{name}@example.org" for name in ("ann", "bea", "cat", "dan"))
PLAN = b"when;what\r\n10:00;coffee\r\n"


async def a_group(home: Home) -> None:
    """A group that Bea facilitates; Cat reads digests, and Dan gets no mail."""
    group_id = await home.found("psc", ANN, title="Public Speaking")
    await home.admit(group_id, BEA, role="facilitator")
    await home.admit(group_id, CAT, delivery="weekly")
    await home.admit(group_id, DAN, delivery="none")


def with_a_file(subject: str) -> bytes:
    """A mail of Bea's with a plan attached."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"] = f"Bea <{BEA}>", "psc-request@lists.example.org"
    mail["Subject"], mail["Message-ID"] = subject, "<plan@example.org>"
    mail.set_content("We meet at ten.\n\nBea\n")
    mail.add_attachment(PLAN, maintype="text", subtype="csv", filename="plan.csv")
    return mail.as_bytes()


async def test_an_announcement_goes_to_all_at_once(tmp_path: Path) -> None:
    """Bea is asked once; then it is in every mailbox, once, with its file and under her name."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        content = with_a_file("announce all: Our meeting on Friday")
        assert (await everybody.write(content, "psc-request", sender=BEA)).startswith("2.")
        await everybody.come_to_rest()
        plan = mailbox(everybody, BEA)[-1]
        assert 'Send "Our meeting on Friday" at once to 3 members' in words(plan)
        assert "with its attachment" in words(plan)
        assert subjects(everybody, ANN) == []

        await answer(everybody, BEA, "Yes", plan, "iphone")
        for reader in (ANN, BEA, CAT, DAN):
            mail = found(everybody, reader, "[psc] Our meeting on Friday")
            assert subjects(everybody, reader).count("[psc] Our meeting on Friday") == 1
            assert fields(mail, "From") == [f"Bea <{BEA}>"]
            assert fields(mail, "To") == ["Public Speaking <psc@lists.example.org>"]
            assert fields(mail, "List-Id") == ["Public Speaking <psc.lists.example.org>"]
            (attached,) = message_from_bytes(mail.content, policy=policy.default).iter_attachments()
            assert attached.get_filename() == "plan.csv"
            assert attached.get_payload(decode=True).replace(b"\r\n", b"\n") == PLAN.replace(
                b"\r\n", b"\n"
            )
        done = found(everybody, BEA, "Public Speaking: your announcement has been sent")
        assert "sent to 3 members of Public Speaking, also those who get no mail" in words(done)


async def test_others_read_it_with_their_mail(tmp_path: Path) -> None:
    """Without "all" it is for whoever has mail; answers to it are posts like any other."""
    async with world(tmp_path) as everybody:
        await a_group(everybody.town.home)
        await write(everybody, BEA, "announce We meet on Friday", "At ten.", "psc-request")
        await answer(everybody, BEA, "ok", mailbox(everybody, BEA)[-1], "outlook")
        assert "[psc] We meet on Friday" in subjects(everybody, CAT)
        assert subjects(everybody, DAN) == []
        announced = found(everybody, ANN, "[psc] We meet on Friday")
        await write(
            everybody,
            ANN,
            "Re: We meet on Friday",
            "I cannot come before eleven, sorry.",
            answers=parse(announced.content).message_id,
        )
        assert "[psc] Re: We meet on Friday" not in subjects(everybody, CAT)  # a digest's matter
        home = everybody.town.home
        assert home.one("select count(*) from thread") == 1


async def test_nobody_announces_in_anothers_name(tmp_path: Path) -> None:
    """A forged one asks Bea, and her no ends it; a member's goes to nobody."""
    async with world(tmp_path) as everybody:
        home = everybody.town.home
        await a_group(home)
        await write(everybody, BEA, "announce all: Urgent", "Send money.", "psc-request")
        await answer(everybody, BEA, "No", mailbox(everybody, BEA)[-1], "gmail")
        await write(everybody, ANN, "announce all: Party", "Come to my house.", "psc-request")
        assert home.one("select count(*) from post") == 0
        assert subjects(everybody, CAT) == subjects(everybody, DAN) == []
