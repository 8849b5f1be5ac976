"""The group's name before a subject: once, in any encoding, and the author's bytes after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.mail.mails import BODY, HEAD, PLAIN, copied, names, raw


@pytest.mark.parametrize(
    ("subject", "spliced"),
    [
        (b"Subject: Hello\r\n", b"Subject: [psc] Hello\r\n"),
        (b"subject:Hello\r\n", b"subject: [psc] Hello\r\n"),
        (b"Subject:\tHello\r\n", b"Subject: [psc]\tHello\r\n"),
        (b"Subject: =?utf-8?q?H=C3=A9?=\r\n", b"Subject: [psc] =?utf-8?q?H=C3=A9?=\r\n"),
        (b"Subject:\r\n =?utf-8?q?H=C3=A9?=\r\n", b"Subject: [psc]\r\n =?utf-8?q?H=C3=A9?=\r\n"),
        (
            b"Subject: =?iso-2022-jp?B?" + b"GyRCRnxLXBsoQg" * 4 + b"==?=\r\n =?utf-8?q?x?=\r\n",
            b"Subject: [psc]\r\n =?iso-2022-jp?B?"
            + b"GyRCRnxLXBsoQg" * 4
            + b"==?=\r\n =?utf-8?q?x?=\r\n",
        ),
        (b"Subject: Re: Hello\r\n", b"Subject: [psc] Re: Hello\r\n"),
        (b"Subject: What is [psc] for?\r\n", b"Subject: [psc] What is [psc] for?\r\n"),
        (b"Subject: Re[2]: [other] [psc] Hi\r\n", b"Subject: Re[2]: [other] [psc] Hi\r\n"),
        (b"Subject: [psc] Hello\r\n", b"Subject: [psc] Hello\r\n"),
        (b"Subject: Re: [PSC] Hello\r\n", b"Subject: Re: [PSC] Hello\r\n"),
        (b"Subject: Antw: AW: [psc] Hello\r\n", b"Subject: Antw: AW: [psc] Hello\r\n"),
        (
            b"Subject: =?utf-8?q?Re:_[psc]_H=C3=A9?=\r\n",
            b"Subject: =?utf-8?q?Re:_[psc]_H=C3=A9?=\r\n",
        ),
        (b"Subject: =?utf-8?b?W1BzQ10gSMOp?=\r\n", b"Subject: =?utf-8?b?W1BzQ10gSMOp?=\r\n"),
        (
            b"Subject: =?utf-8?q?Re:_[ps?=\r\n =?utf-8?q?c]_x?=\r\n",
            b"Subject: =?utf-8?q?Re:_[ps?=\r\n =?utf-8?q?c]_x?=\r\n",
        ),
        (b"Subject: [other] Hello\r\n", b"Subject: [psc] [other] Hello\r\n"),
        (b"Subject:\r\n", b"Subject: [psc]\r\n"),
        (b"Subject: \r\n", b"Subject: [psc] \r\n"),
        (b"", b"Subject: [psc]\r\n"),
        (b"Subject: caf\xe9\r\n", b"Subject: [psc] =?utf-8?b?Y2Fmw6k=?=\r\n"),
        (b"Subject: caf\xc3\xa9\r\n", b"Subject: [psc] =?utf-8?b?Y2Fmw6k=?=\r\n"),
        (
            b"Subject: =?UTF-8?Q?x=0D=0ABcc:_v@x?=\r\n",
            b"Subject: [psc] =?UTF-8?Q?x=0D=0ABcc:_v@x?=\r\n",
        ),
        (b"Subject: one\r\nSubject: two\r\n", b"Subject: [psc] one\r\n"),
    ],
)
def test_the_prefix_is_spliced_in_once(subject: bytes, spliced: bytes) -> None:
    """As ASCII before the author's own bytes, in any encoding, and never a second time."""
    header = PLAIN.replace(b"Subject: Hello\r\n", subject)
    letter = copied(header + BODY)
    assert [each.raw for each in letter.fields if each.name == b"subject"] == [spliced]
    assert "[psc]" in letter.subject.lower()


def test_a_copy_of_a_copy_has_one_prefix() -> None:
    """Whatever the subject was, a reply to a copy gets no second prefix."""
    once = copied(PLAIN.replace(b"Hello", b"=?utf-8?q?=C3=A9?=") + BODY)
    reply = PLAIN.replace(b"Subject: Hello", b"Subject: Re: " + raw(once, b"subject"))
    assert copied(reply + BODY).subject.count("[psc]") == 1


def test_a_group_may_have_no_prefix() -> None:
    """Then the subject stays byte for byte, and a missing one stays missing."""
    head = replace(HEAD, subject_prefix=False)
    assert raw(copied(PLAIN + BODY, head), b"subject") == b"Hello"
    without = PLAIN.replace(b"Subject: Hello\r\n", b"")
    assert names(copied(without + BODY, head))["subject"] == 0
