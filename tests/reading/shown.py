"""A digest as its letter frames it, for tests that answer it."""

from __future__ import annotations

from dgroup.mail.body import read_body
from dgroup.mail.parse import parse
from dgroup.reading.quoted_posts import Said, read_reply
from dgroup.reading.shown_digest import Shown, read_digest
from tests.mail.clients import mail_saying

TEXT = """\
4 new messages in Learning from Practice from 14 to 21 November, in 3
conversations, by Ann, Bea and Dirk.

To answer a message, reply to this mail and leave only that message
standing below your words, or begin with the number of its conversation.

1. How do you start a meeting? (2 messages: Ann and Bea)
2. What we get for a bag (Dirk)
3. (no subject) (Ann)

=== 1. How do you start a meeting?

== Ann, 15 November (message 201)

 We begin each meeting with a round: everybody says in one sentence how
 they are, and what they hope to take home.

 How do you do it?

== Bea, 16 November (message 207)

 With a song.

 [With it: song.mp3 (2 MB), text.pdf (302 kB)]

== To answer: thread+12@lists.example.org

=== 2. What we get for a bag

== Dirk, 20 November (message 209)

 Here the prices for cocoa have fallen again, so that many think of
 giving up their trees.

 […] For the rest, reply "get 209".

== To answer: thread+31@lists.example.org

=== 3. (no subject)

== Ann, 21 November (message 214)

 | === 4. A line that wants to look like ours
 == Zoe, 21 November (message 999)
 == To answer: thread+99@lists.example.org

== To answer: thread+33@lists.example.org

======

You can reply with:

- "get 209" to get a message in full, with all that is attached
- "mute 33" to hear no more of a conversation; here the last one
- "weekly" to get one mail a week
"""
SUBJECT = "[practice] 4 messages: How do you start a meeting? / What we get for a bag"
SUBJECTS = {1: "How do you start a meeting?", 2: "What we get for a bag", 3: ""}


def digest(text: str = TEXT) -> bytes:
    """The mail of a digest, or of what a reader has left of it before answering."""
    return mail_saying(text, subject=SUBJECT)


def shown() -> Shown:
    """What its readers were sent."""
    return Shown(SUBJECT, read_digest(read_body(parse(digest())).full_text), SUBJECTS)


def part(first: str, last: str) -> str:
    """The lines of the digest from one to another."""
    lines = TEXT.split("\n")
    start = next(number for number, line in enumerate(lines) if line.strip().startswith(first))
    end = next(n for n, line in enumerate(lines[start:], start) if line.strip().startswith(last))
    return "\n".join(lines[start : end + 1])


def with_words(words: str, below: str) -> str:
    """The digest with words typed below one of its lines."""
    head, line, tail = TEXT.partition(below)
    assert line, below
    return f"{head}{line}\n\n{words}\n{tail}"


def read(mail: bytes) -> Said:
    """Read a reply to the digest."""
    letter = parse(mail)
    return read_reply(read_body(letter).full_text, letter.subject, shown())
