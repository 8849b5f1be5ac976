"""How people send: a mail program that hands one letter to the server by SMTP, as anybody's would.

It is Python's `smtplib`, which knows nothing of dgroup. It blocks, so it runs in a thread.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.mail.address import split


@dataclass(frozen=True, slots=True)
class Said:
    """What the server said to one recipient (at RCPT, or for all after the final dot)."""

    code: int
    words: str

    @property
    def is_taken(self) -> bool:
        """Whether the server has answered for this mail."""
        return self.code == 250


async def send(port: int, sender: str, recipients: Sequence[str], content: bytes) -> list[Said]:
    """Send a letter and return what was said for each recipient; `sender` "" is the null sender.

    Raises: OSError where the server does not talk (smtplib's errors are of that kind).
    """
    return await asyncio.to_thread(_send, port, sender, recipients, content)


def _send(port: int, sender: str, recipients: Sequence[str], content: bytes) -> list[Said]:
    provider = f"smtp.{split(sender)[1] or 'example.net'}"
    with smtplib.SMTP("127.0.0.1", port, provider, timeout=10) as client:
        client.ehlo()
        options = [] if content.isascii() else ["BODY=8BITMIME"]
        said = {}
        code, words = client.mail(sender, options)
        if code == 250:
            said = {each: _said(*client.rcpt(each)) for each in recipients}
        if any(each.is_taken for each in said.values()):
            code, words = client.data(content)
        return [
            said[each] if each in said and not said[each].is_taken else _said(code, words)
            for each in recipients
        ]


def _said(code: int, words: bytes) -> Said:
    return Said(code, words.decode("ascii", "replace"))
