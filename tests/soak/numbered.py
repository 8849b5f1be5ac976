"""Numbered posts of many sizes, and people who send them until each is answered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.soak.client import Client, Said

_WORDS = "garden seed water price market school rain maize teacher lesson village bridge".split()


@dataclass(slots=True)
class Post:
    """One post: its Message-ID without brackets, and the mail."""

    message_id: str
    content: bytes


@dataclass
class Account:
    """What was sent, and what was said to it; the answers are the promises to be kept."""

    sent: dict[str, bytes] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    unanswered: list[Post] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)


class Writer:
    """Makes posts, each with its own number; the same seed makes the same posts."""

    def __init__(self, name: str, seed: int, sender: str, to: str) -> None:
        self._name, self._random = name, random.Random(seed)
        self._sender, self._to = sender, to
        self._number = 0

    def next(self) -> Post:
        """Write the next post: 300 octets to 6 KB, sometimes 300 KB, some with dots or 8-bit."""
        self._number += 1
        luck = self._random
        message_id = f"{self._name}.{self._number}@writer.example.com"
        reply = luck.randrange(1, self._number + 1)
        head = [
            f"From: Writer <{self._sender}>",
            f"To: {self._to}",
            f"Subject: Post {self._number} of {self._name}",
            f"Message-ID: <{message_id}>",
            "Date: Sat, 21 Nov 2026 12:00:00 +0000",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
        ]
        if reply < self._number and luck.random() < 0.6:
            head.append(f"In-Reply-To: <{self._name}.{reply}@writer.example.com>")
        lines = [self._line() for _ in range(luck.randrange(1, 60))]
        if luck.random() < 0.01:
            lines *= 300_000 // sum(len(each) + 2 for each in lines)
        text = "\r\n".join([*head, "", f"This is post {self._number}.", *lines, ""])
        return Post(message_id, text.encode())

    def _line(self) -> str:
        words = " ".join(self._random.choices(_WORDS, k=self._random.randrange(1, 14)))
        match self._random.randrange(30):
            case 0:
                return f".{words}"
            case 1:
                return "."
            case 2:
                return f"{words} à la crème"
            case _:
                return words


async def send_until_cut(
    port: int,
    account: Account,
    sender: str,
    to: str,
    write: Callable[[], Post | None],
    *,
    is_lmtp: bool = False,
) -> None:
    """Send post after post over one connection, until the line is cut or `write` has no more.

    A post that got no answer, or a 4xx, goes to `account.unanswered`.
    """
    post: Post | None = None
    try:
        async with await Client.connect(port, is_lmtp=is_lmtp) as client:
            while (post := write()) is not None:
                account.sent[post.message_id] = post.content
                (said,) = await client.post(sender, [to], post.content)
                if said.code == 250:
                    account.answered.add(post.message_id)
                else:
                    account.refused.append(said)
                    account.unanswered.append(post)
                post = None
    except (OSError, EOFError, asyncio.CancelledError):
        if post is not None:
            account.unanswered.append(post)
