"""No sequence but CRLF.CRLF ends a mail: nobody can hide a second mail in a first one.

CVE-2023-51764, -51765 and -51766, CVE-2024-27305, and the variants with doubled CR and with NUL
from the public collections of test cases.
"""

from __future__ import annotations

import pytest

from dgroup.mail.wire import normalise
from tests.wire.door import Client, RecordingDoor, listening

_BEFORE = "\r,\n,\r\n,\n\n,\r\r,\n\r,\r\r\n,\r\n\r,\r\n\n".split(",")
_AFTER = "\r,\n,\r\n,\n\n,\r\r,\n\r,\r\r\n,\r\n\r".split(",")
_ODD = (
    "\0\r\n.\n,\r\n\0.\r\n,\r\n.\0\r\n,\n\0.\n,\n.\0\n,\r\n.\r\0\n,\r\0\n.\r\n,\0\n.\n\0,\r\n.\r\0,"
    "\x0b.\x0b,\x85.\x85,\u2028.\u2028,\r\n .\r\n,\r\n. \r\n,\r\n.\t\r\n"
).split(",")
FAKES = [before + "." + after for before in _BEFORE for after in _AFTER] + _ODD
# A CR too many before the real end, or a line end too many behind it, changes nothing about it.
REAL = [fake for fake in FAKES if "\r\n.\r\n" in fake]
FAKES = [fake for fake in FAKES if fake not in REAL]

SECOND = (
    b"MAIL FROM:<admin@lists.example.org>\r\nRCPT TO:<chat@lists.example.org>\r\nDATA\r\n"
    b"Subject: smuggled\r\n\r\nx\r\n"
)


@pytest.mark.parametrize("mode", ["normalise", "refuse"])
@pytest.mark.parametrize("which", [0, 1], ids=["smtp", "lmtp"])
async def test_what_only_looks_like_an_end_is_part_of_the_mail(mode: str, which: int) -> None:
    """A mail with a false end in it is answered once, and is one mail or none."""
    door = RecordingDoor()
    async with listening(door, bare_newlines=mode) as listeners:
        client = await Client.greeted(listeners.ports[which], ("EHLO", "LHLO")[which])
        for text in FAKES:
            fake = text.encode()
            content = b"Subject: first\r\n\r\nx" + fake + SECOND
            answer = await client.post(content)
            lone = fake.replace(b"\r\n", b"")
            if b"\0" in fake or (mode == "refuse" and (b"\r" in lone or b"\n" in lone)):
                assert answer.startswith("550 5.6.0"), fake
                assert not door.arrivals, fake
            else:
                assert answer.startswith("250 2.0.0"), fake
                # One dot at the head of a true line is the sender's doubling.
                (arrival,) = door.arrivals
                assert arrival.content == normalise(content.replace(b"\r\n.", b"\r\n")), fake
                assert arrival.recipients == ("psc@lists.example.org",), fake
            door.arrivals.clear()
        await client.close()


@pytest.mark.parametrize("fake", REAL, ids=repr)
async def test_the_real_end_ends(fake: str) -> None:
    """CRLF.CRLF ends a mail whatever stands before it, and what follows are commands."""
    door = RecordingDoor()
    async with listening(door) as listeners:
        client = await Client.greeted(listeners.ports[0])
        before = fake.partition("\r\n.\r\n")[0].encode()
        assert (await client.say("MAIL FROM:<ann@example.org>")).startswith("250")
        assert (await client.say("RCPT TO:<psc@lists.example.org>")).startswith("250")
        assert (await client.say("DATA")).startswith("354")
        await client.send(b"x" + before + b"\r\n.\r\nNOOP\r\n")
        assert (await client.reply()).startswith("250 2.0.0 Message taken")
        assert (await client.reply()).startswith("250 2.0.0 Done")
        assert [arrival.content for arrival in door.arrivals] == [
            normalise(b"x" + before + b"\r\n")
        ]
        await client.close()


def test_the_known_sequences_are_among_them() -> None:
    """The table above has the sequences that fooled other servers."""
    known = "\n.\n,\n.\r\n,\r\n.\n,\r\n.\r,\r.\r\n,\r.\r,\r\r\n.\r\r\n,\n\n.\r\n,\r\n.\r\r\n,\r.\n,\n.\r"
    assert set(known.split(",")) <= set(FAKES)
