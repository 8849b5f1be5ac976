"""A group with a digest that one of its readers answers, for tests of what becomes of the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.domain.effects import Circulate
from dgroup.domain.model import Digest, DigestForm, Reply
from dgroup.mail.body import read_body
from dgroup.mail.parse import Letter, parse
from dgroup.mail.wire import dot_unstuff
from dgroup.server import issues
from dgroup.store import digests, posts
from tests.commands.robot import Sent, sent
from tests.mail.clients import reply
from tests.site import Home
from tests.writing import DOMAIN, letter

ANN, BEA, DAN, FAY = "ann@example.org", "bea@example.org", "dan@example.org", "fay@example.org"
STRANGER = "eve@elsewhere.example"
WORDS = "We plant new ones each year.\n\nAnd we sell to the school."

MEETING, ROUND, SONG, COCOA = "meeting@x", "round@x", "song@x", "cocoa@x"
_POSTS = (
    (
        ANN,
        MEETING,
        "How do you start a meeting?",
        "We begin each meeting with a round of names.",
        "",
    ),
    (
        BEA,
        SONG,
        "Re: How do you start a meeting?",
        "Here it is always a song, in two voices.",
        MEETING,
    ),
    (BEA, COCOA, "What we get for a bag", "The prices for cocoa have fallen again this year.", ""),
)


@dataclass
class Club:
    """The group `psc`, where Dan reads digests and Fay leads; and what was last sent to him."""

    home: Home
    group_id: int
    digest_id: int = 0
    mail: bytes = b""

    async def circulate(self, post_ids: Sequence[int] = (), form: DigestForm = "plain") -> bytes:
        """Send Dan a digest of some posts, all where none are named."""
        home = self.home
        ids = list(post_ids) or [row[0] for row in home.rows("select id from post order by id")]
        async with home.site.db.transaction() as tx:
            self.digest_id = tx.new_id()
        stand = dict(home.rows("select id, thread_id from post"))
        data = {"posts": ids, "threads": [stand[each] for each in ids], "period": "daily"}
        digest = Digest(self.digest_id, self.group_id, "digest", form, "en", data, home.clock.now_s)
        await home.perform(Circulate(digest, (self.member(DAN),)))
        return await self.written()

    async def written(self) -> bytes:
        """The mail of the digest as it goes out."""
        digest = await digests.find(self.home.site.db, self.digest_id)
        assert digest is not None
        copy = await issues.written(self.home.site, digest)
        self.mail = dot_unstuff(b"".join(copy.content))
        return self.mail

    def set(self, **settings: int | str | bool) -> None:
        """Change how the group has it, once all is written that is in the digest."""
        for key, value in settings.items():
            sql = "update groups set settings = json_set(settings, '$.' || ?, json(?)) where id = ?"
            self.home.write(sql, key, json.dumps(value), self.group_id)
        self.home.site.forget_names()

    def member(self, address: str) -> int:
        """The id of somebody's membership."""
        return int(
            self.home.one(
                "select member.id from member join address using (person_id)"
                " where address.folded = ? and group_id = ?",
                address,
                self.group_id,
            )
        )

    def left(self, message_id: str) -> bytes:
        """The digest as somebody leaves it before answering: one message, and its heading."""
        post_id = self.post(message_id)
        lines = read_body(parse(self.mail)).full_text.split("\n")
        entry = next(n for n, line in enumerate(lines) if line.endswith(f" {post_id})"))
        end = next(n for n, line in enumerate(lines) if n > entry and line.startswith("=="))
        return self.like("\n".join(lines[entry:end]))

    def like(self, text: str) -> bytes:
        """A mail with another text and the header of the digest."""
        head = self.mail[: self.mail.index(b"\r\n\r\n")].split(b"\r\nContent-")[0]
        body = text.replace("\n", "\r\n").encode()
        return head + b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body + b"\r\n"

    async def answer(
        self,
        words: str,
        quoted: bytes = b"",
        *,
        client: str = "gmail",
        sender: str = DAN,
        to: Sequence[str] = (),
        keep: bool = True,
        content: bytes = b"",
        **more: str,
    ) -> Reply:
        """Reply to the digest, by default as it came and by Gmail; the first recipient's outcome."""
        mail = content or self.reply(words, quoted, client=client, sender=sender, **more)
        self.home.clock.move(600)
        to = to or (f"digest+{self.digest_id}",)
        return (await self.home.receive(mail, *to, sender=sender, keep=keep))[0]

    def reply(
        self,
        words: str,
        quoted: bytes = b"",
        *,
        client: str = "gmail",
        sender: str = DAN,
        **more: str,
    ) -> bytes:
        """The mail of a reply."""
        number = self.home.one("select count(*) from letter")
        more.setdefault("message_id", f"answer{number}@example.org")
        name = f"{sender.partition('@')[0].title()} <{sender}>"
        return reply(client, "en", words, quoted or self.mail, sender=name, **more)  # type: ignore[arg-type]

    async def answer_which(self, words: str, sender: str = DAN) -> Reply:
        """Reply to the question which conversation is meant."""
        question = self.asked()[-1]
        number = self.home.one("select count(*) from letter")
        mail = letter(
            sender,
            f"{question.reply_to}@{DOMAIN}",
            subject=f"Re: {question.template}",
            body=words,
            id=f"which{number}@example.org",
        )
        self.home.clock.move(600)
        return (await self.home.receive(mail, question.reply_to, sender=sender))[0]

    def asked(self, to: str = DAN) -> list[Sent]:
        """The questions which conversation is meant."""
        return [each for each in sent(self.home, to) if each.template == "digests/which"]

    def post(self, message_id: str) -> int:
        """The id of a post."""
        return int(self.home.one("select id from post where message_id = ?", message_id))

    def thread(self, message_id: str) -> int:
        """The id of its thread."""
        return int(self.home.one("select thread_id from post where message_id = ?", message_id))

    async def posted(self, reply: Reply) -> Letter:
        """The kept mail of what was posted."""
        assert reply.outcome in ("posted", "confirmed"), reply
        assert reply.post_id is not None
        found = await posts.one(self.home.site.db, reply.post_id)
        assert found is not None
        return parse(found[2])


async def club(home: Home) -> Club:
    """Found the group, with two conversations and a digest of them."""
    group_id = await home.found("psc", ANN, BEA, title="Practice")
    await home.admit(group_id, DAN, delivery="daily")
    await home.admit(group_id, FAY, role="facilitator")
    found = Club(home, group_id)
    for sender, id_, subject, body, parent in _POSTS:
        home.clock.move(60)
        content = letter(
            f"{sender.partition('@')[0].title()} <{sender}>",
            subject=subject,
            body=body,
            id=id_,
            references=[parent] if parent else (),
            in_reply_to=parent,
        )
        (reply,) = await home.receive(content, sender=sender)
        assert reply.outcome == "posted", reply
    await found.circulate()
    return found
