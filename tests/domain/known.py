"""What may be known when a post is judged: an ordinary group, its members, and changes to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dgroup.domain.model import Group, GroupSettings, Member, Person, PostFacts
from dgroup.domain.posting import Ids
from dgroup.mail.address import Mailbox
from dgroup.mail.parse import Letter, parse
from tests.writing import DOMAIN, letter

NOW_S = 1_795_262_400  # 2026-11-21 12:00 UTC
IDS = Ids(letter=1, own=2, thread=3)

SETTINGS = GroupSettings(
    join="confirm",
    post="members",
    moderate_first_posts=0,
    reply_to="group",
    subject_prefix=True,
    introductions="ask",
    max_post_size=10_000,
    hidden=False,
    copy=True,
    introduction_hold=900,
    footer="",
    from_="if-needed",
    digest_hour=7,
    purpose="",
    welcome="",
    unanswered="return",
    desk_day="monday",
    questions="",
    summary_every=0,
    summary_day="friday",
    summary_hour=9,
    summary_to="digests",
    summary_unanswered="send",
    private=False,
)
GROUP = Group(
    id=10,
    name="psc",
    domain=DOMAIN,
    title="Public Speaking Club",
    language="nl",
    timezone="Europe/Brussels",
    parent_id=None,
    parent=None,
    archived_s=None,
    created_s=0,
    settings=SETTINGS,
    own_settings={},
)
ANN = Person(id=20, name="Ann", address="ann@home.example", language=None)
MEMBER = Member(
    id=30,
    group_id=10,
    person_id=20,
    role="member",
    status="active",
    delivery="each",
    is_moderated=False,
    is_exempt=False,
    introduced_s=None,
    posts=0,
)
FACTS = PostFacts(
    group=GROUP,
    author=Mailbox("Ann", "ann@home.example"),
    person=ANN,
    member=MEMBER,
    is_subgroup_member=False,
    seen=None,
    is_held_already=False,
    is_forwarded_already=False,
    is_null_sender=False,
    recent=(),
    answers_today=0,
    max_received=100,
    max_answers_per_day=10,
)
HELLO = parse(letter())


def facts(
    settings: dict[str, Any] | None = None,
    member: dict[str, Any] | None = None,
    **changes: Any,
) -> PostFacts:
    """The facts of an ordinary member's post to an ordinary group, but for these."""
    return replace(
        FACTS,
        group=replace(GROUP, settings=replace(SETTINGS, **(settings or {}))),
        member=replace(MEMBER, **(member or {})),
        **changes,
    )


def stranger(settings: dict[str, Any] | None = None, **changes: Any) -> PostFacts:
    """The same for somebody nobody knows."""
    return replace(facts(settings), person=None, member=None, **changes)


def post(**fields: Any) -> Letter:
    """A letter that is ordinary but for these."""
    return parse(letter(**fields))


def hops(count: int) -> Letter:
    """A letter that has come by way of so many hosts."""
    return parse(
        b"Received: by example.org; Sat, 21 Nov 2026 12:00:00 +0000\r\n" * count + letter()
    )


SIGNED = (
    "MIME-Version: 1.0\r\nFrom: ann@example.org\r\nMessage-ID: <s@example.org>\r\n"
    'Content-Type: multipart/signed; boundary="b"; protocol="application/pgp-signature"\r\n\r\n'
    "--b\r\n\r\n{text}\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"
)
DEEP = "".join(
    f'--{n}\r\nContent-Type: multipart/mixed; boundary="{n + 1}"\r\n\r\n' for n in range(150)
)

posted = ("posted", "", "")
OUR_SHA = HELLO.body_sha256

# What is sent, what is known, and the outcome, the reason and the check that decides.
ANSWER = post(subject="Re: [psc] Hello", id="answer@example.org", in_reply_to="hello@example.org")
DATED_S = ANSWER.sent_s or 0
