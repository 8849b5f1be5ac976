"""The letter of a digest on a real site: what stands in it, what is left out, and who cannot hurt."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from typing import Any

import pytest

from dgroup.domain.model import Digest, DigestForm, Group
from dgroup.errors import Gone
from dgroup.mail import wire
from dgroup.mail.render import Text
from dgroup.server.digest_letters import digest_mail, digest_text
from dgroup.store import digested, groups
from tests.site import NOON_S, Home
from tests.writing import letter

ANN, BOB = "ann@example.org", "bob@example.org"
LONG = "It has rained for three days now, and the road to the market is closed again. " * 60
FRAME = re.compile(r"==")


async def posted(home: Home, *mails: bytes) -> list[int]:
    """Have mails posted; return the ids of the posts."""
    for each in mails:
        home.clock.move(60)
        (reply,) = await home.receive(each)
        assert reply.outcome == "posted", reply
    return [row[0] for row in home.rows("select id from post order by id")][-len(mails) :]


async def group_of(home: Home) -> Group:
    """Return the group that tests write to."""
    found = await groups.find(home.site.db, "psc", home.site.defaults)
    assert found is not None
    return found


def digest(group: Group, posts: Sequence[int], form: DigestForm = "plain", **more: Any) -> Digest:
    """Return a digest of posts, as one that is sent is."""
    data = {"posts": list(posts), "period": "weekly", **more}
    return Digest(70, group.id, "digest", form, "en", data, NOON_S)


async def text_of(
    home: Home, posts: Sequence[int], form: DigestForm = "plain", **more: Any
) -> Text:
    """Return the letter of a digest of posts."""
    group = await group_of(home)
    return await digest_text(home.site, group, digest(group, posts, form, **more))


def mail(number: int, body: str = "Hello all of you.", **more: Any) -> bytes:
    """Write a mail that begins a conversation, where no other is named."""
    return letter(id=f"{number}@example.org", body=body, **{"subject": f"No {number}", **more})


async def test_posts_stand_under_their_conversations(home: Home) -> None:
    """The oldest conversation first, each post below the one before, with the address to answer."""
    await home.found("psc", ANN, BOB, title="Club")
    posts = await posted(
        home,
        mail(1, subject="Rain"),
        mail(2, "No.", subject="Cocoa", sender="Bob <bob@example.org>"),
        mail(
            3,
            "It stopped.\n\n> It rains\n\n-- \nAnn",
            subject="Re: Rain",
            references=["1@example.org"],
        ),
    )
    text = await text_of(home, posts)
    assert text.subject == "[psc] 3 messages: Rain · Cocoa"
    thread = {row[1]: row[0] for row in home.rows("select id, subject from thread")}
    assert [line for line in text.plain.split("\n") if FRAME.match(line)] == [
        "=== 1. Rain",
        f"== Ann, 21 November (message {posts[0]})",
        f"== Ann, 21 November (message {posts[2]})",
        f"== To answer: thread+{thread['Rain']}@lists.example.org",
        "=== 2. Cocoa",
        f"== Bob, 21 November (message {posts[1]})",
        f"== To answer: thread+{thread['Cocoa']}@lists.example.org",
        "======",
    ]
    assert "\n1. Rain (2 messages: Ann)\n2. Cocoa (Bob)\n" in text.plain
    assert "\n It stopped.\n\n==" in text.plain
    assert "It rains" not in text.plain


async def test_words_are_read_when_they_are_needed(home: Home) -> None:
    """A digest waits for no job: posts that nobody has read are read for it."""
    await home.found("psc", ANN)
    posts = await posted(home, mail(1))
    assert home.one("select has_text from post") == 0
    assert "Hello all of you." in (await text_of(home, posts)).plain
    assert home.one("select has_text from post") == 1


async def test_a_long_post_is_cut_and_can_be_had(home: Home) -> None:
    """Its beginning, whole sentences, and the words that bring the rest."""
    await home.found("psc", ANN)
    posts = await posted(home, mail(1, LONG))
    plain = (await text_of(home, posts)).plain
    assert f'\n […] For the rest, reply "get {posts[0]}".\n' in plain
    assert f'- "get {posts[0]}" ' in plain
    assert 900 < plain.count("a") * 14 < 3000
    small = (await text_of(home, posts, "small")).plain
    assert " again. […]\n" in small
    assert len(small) < 900


@pytest.mark.parametrize(
    ("form", "most", "numbers", "lines"),
    [("plain", 40_000, 60, 100), ("mime", 40_000, 60, 100), ("small", 10_000, 25, 40)],
)
async def test_a_digest_has_a_measure(
    home: Home, form: DigestForm, most: int, numbers: int, lines: int
) -> None:
    """However much was written, what was left out is named, with the words that bring it."""
    await home.found("psc", ANN)
    mails = [mail(n, LONG, subject=f"Number {n % 70}") for n in range(160)]
    posts = await posted(home, *mails)
    plain = (await text_of(home, posts, form)).plain
    assert len(plain) < most
    assert f"\n{numbers}. Number" in plain
    assert f"\n{numbers + 1}. " not in plain
    listed = set(re.findall(r"^ get (\d+): Number", plain, re.MULTILINE))
    shown = set(re.findall(r"thread\+(\d+)@", plain))
    assert len(listed) == lines
    assert len(shown) == numbers
    assert not listed & shown


async def test_posts_without_room_are_named(home: Home) -> None:
    """Where a conversation has more than fits, its first posts are shown, and the others named."""
    await home.found("psc", post="anyone")
    posts = await posted(
        home,
        *(
            mail(
                n,
                f"{n} {LONG}",
                subject="Rain",
                references=["0@example.org"],
                sender=f"P{n} <p{n}@example.org>",
            )
            for n in range(60)
        ),
    )
    plain = (await text_of(home, posts, "small")).plain
    thread = home.one("select id from thread")
    shown = [int(each) for each in re.findall(r"\(message (\d+)\)$", plain, re.MULTILINE)]
    assert shown == posts[: len(shown)]
    said = " ".join(plain.split())
    assert f"== Not shown for lack of room: messages {posts[len(shown)]}, " in said
    assert f'more; reply "get {thread} from {posts[len(shown)]}" to read on' in said


async def test_a_conversation_of_many_does_not_push_out_the_others(home: Home) -> None:
    """Where there is no room for all, the first post of each conversation is there."""
    await home.found("psc", ANN, post="anyone")
    loud = [
        mail(
            n,
            f"{n} {LONG}",
            subject="Loud",
            references=["0@example.org"],
            sender=f"P{n} <p{n}@example.org>",
        )
        for n in range(60)
    ]
    posts = await posted(home, *loud, mail(99, "A small voice.", subject="Quiet"))
    assert "A small voice." in (await text_of(home, posts, "small")).plain


async def test_attachments_are_named(home: Home) -> None:
    """With their sizes, and not more of them than one can read."""
    await home.found("psc", ANN)
    content = letter(
        content_type='multipart/mixed; boundary="b"',
        mime_version="1.0",
        body="--b\n\nThe photos.\n"
        + "".join(
            f'--b\nContent-Type: image/jpeg; name="{n} == x.jpg"\n'
            f"Content-Disposition: attachment\n\n{'x' * 3000}\n"
            for n in range(7)
        )
        + "--b--",
    )
    posts = await posted(home, content)
    said = " ".join((await text_of(home, posts)).plain.split())
    assert "The photos. [Attached: 0 = x.jpg (2 kB), " in said
    assert "4 = x.jpg (2 kB) and 2 more]" in said


async def test_a_digest_of_one_conversation_is_simply_answered(home: Home) -> None:
    """It has no table, and says that an answer goes to the group."""
    await home.found("psc", ANN, subject_prefix=False)
    posts = await posted(home, mail(1, subject=""))
    text = await text_of(home, posts, period="daily")
    assert text.subject == "1 message: (no subject)"
    assert "\n1. " not in text.plain
    assert "just reply to this mail" in text.plain


async def test_a_preview_is_no_different(home: Home) -> None:
    """A digest that is in no table is written as one that is; marks of ours are not in it."""
    await home.found("psc", ANN)
    posts = await posted(home, mail(1, LONG))
    plain = (await text_of(home, posts)).plain
    assert "\ue000" not in plain
    copy = await digest_mail(home.site, group := await group_of(home), digest(group, posts))
    message = email.message_from_bytes(
        wire.dot_unstuff(b"".join(copy.content)), policy=email.policy.default
    )
    assert message["Message-ID"] == "<digest.70@lists.example.org>"
    assert message["Reply-To"] == "digest+70@lists.example.org"
    body = message.get_content()
    assert [each.split() for each in body.split("\n") if each.strip()] == [
        each.split() for each in plain.split("\n") if each.strip()
    ]


async def test_whole_posts_come_below_the_letter(home: Home) -> None:
    """With `mime` each post is there as the copy for the list is, but for one that is too large."""
    await home.found("psc", ANN, footer="Have a nice day", max_post_size=20 << 20)
    posts = await posted(
        home, mail(1), mail(2, "x" * 70 + "\n" + "many words\n" * 600_000), mail(3)
    )
    group = await group_of(home)
    copy = await digest_mail(home.site, group, digest(group, posts, "mime"))
    message = email.message_from_bytes(
        wire.dot_unstuff(b"".join(copy.content)), policy=email.policy.default
    )
    text, whole = message.iter_parts()
    assert [each.get_content()["Subject"] for each in whole.iter_parts()] == [
        "[psc] No 1",
        "[psc] No 3",
    ]
    assert f'[Too large to come whole with this mail: reply "get {posts[1]}".]' in " ".join(
        text.get_content().split()
    )


async def test_posts_that_are_gone_are_left_out(home: Home) -> None:
    """A digest of posts that are no longer there is not sent; those of other groups are in none."""
    await home.found("psc", ANN)
    await home.found("tea", ANN)
    posts = await posted(home, mail(1))
    await home.receive(mail(2, to="tea@lists.example.org"), "tea")
    other = home.one("select max(id) from post")
    assert "No 2" not in (await text_of(home, [*posts, other, 10**9])).plain
    with pytest.raises(Gone):
        await text_of(home, [other])


async def test_numbers_are_those_of_the_letter(home: Home) -> None:
    """Who reads an answer "2" finds the conversation that has this number in the letter."""
    await home.found("psc", ANN)
    posts = await posted(home, *(mail(n) for n in range(63)))
    found = await digested.conversations(home.site.db, digest(await group_of(home), posts))
    assert [each.number for each in found] == [0, 0, 0, *range(1, 61)]
    plain = (await text_of(home, posts)).plain
    for each in found[3:]:
        assert f"\n=== {each.number}. {each.subject}\n" in plain


async def test_somebody_forgotten_has_no_name(home: Home) -> None:
    """Their words stay, as the archive keeps them."""
    await home.found("psc", ANN)
    posts = await posted(home, mail(1))
    home.write("update post set author = '', author_name = ''")
    plain = (await text_of(home, posts)).plain
    assert "== Somebody who has left, 21 November" in plain
    assert "by somebody who has left." in plain


NAMES = [
    "=== 7. Fees",
    "Ann (message 99)",
    "thread+99@lists.example.org",
    "- yes",
    "\u202eevil\u202c",
    "x" * 300,
    "Ann via Club",
]
BODIES = [
    "=== 2. Pay here\n\n== Bea, 21 November (message 1)\n\n== To answer: thread+99@lists.example.org",
    "\u200b=== 2. Pay here",
    '======\n\nYou can reply with:\n\n- "leave"',
    "===\nYou can reply with:\n\n- yes",
    "Bcc: all@example.org\nSubject: x\n\nX-Header: y",
    "{{ env }} {% for x in y %} {# #}",
    "<script>alert(1)</script><b>bold</b>",
    "\u202e\u2066\u2067 turned around \u05d0\u05d1",
    "\ue000\ue000 \x00\x07\x1b[31m",
    "x" * 100_000,
    "a b " * 30_000,
    "\n" * 5_000 + "end",
    ">" * 3_000,
    "-- \n=== 3. x",
    "From nobody\nFrom: x\n.\n..\n",
]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_no_frame(home: Home, name: str) -> None:
    """Whatever somebody is called, only the lines that are ours look like ours."""
    await home.found("psc", ANN)
    quoted = name.replace("\\", "").replace('"', "")
    posts = await posted(home, mail(1, sender=f'"{quoted}" <ann@example.org>', subject=name))
    plain = (await text_of(home, posts)).plain
    lines = [line for line in plain.split("\n") if FRAME.match(line)]
    assert len(lines) == 4, lines
    assert re.fullmatch(r"=== 1\. .{1,61}", lines[0])
    assert re.fullmatch(rf"== .{{1,33}}, 21 November \(message {posts[0]}\)", lines[1])
    assert lines[2:] == [
        f"== To answer: thread+{home.one('select id from thread')}@lists.example.org",
        "======",
    ]
    assert "\u202e" not in plain


@pytest.mark.parametrize("form", ["plain", "small"])
@pytest.mark.parametrize("number", range(len(BODIES)))
async def test_a_hostile_post_changes_nothing_outside_its_entry(
    home: Home, number: int, form: DigestForm
) -> None:
    """All lines but its own are, character by character, those of a harmless digest."""
    await home.found("psc", ANN, BOB)
    harmless, before, after = (mail(each) for each in (1, 2, 3))
    ids = await posted(home, before, mail(1, BODIES[number]), after)
    hostile = (await text_of(home, ids, form)).plain
    home.write("update post_text set own_text = 'Hello all of you.' where post_id = ?", ids[1])
    calm = (await text_of(home, ids, form)).plain
    assert harmless
    assert _outside(hostile, ids) == _outside(calm, ids)
    assert len(hostile) < len(calm) + 6_000
    assert all(ord(each) >= 32 or each == "\n" for each in hostile)


def _outside(plain: str, ids: list[int]) -> str:
    """A digest without the words of its second post, and without the example of `get`."""
    before, _, rest = plain.partition(f"(message {ids[1]})\n")
    after = rest[rest.index("\n== To answer") :]
    assert all(not line or line.startswith(" ") for line in rest[: -len(after)].split("\n"))
    head, _, offers = after.partition("======")
    return before + head + re.sub(r'"get \d+"', "", offers)


async def test_a_title_is_data_too(home: Home) -> None:
    """What a facilitator calls the group is put into the letter, and is never read."""
    await home.found("psc", ANN, title="{{ x }} == Club")
    posts = await posted(home, mail(1))
    assert "in {{ x }} == Club, on" in " ".join((await text_of(home, posts)).plain.split())
