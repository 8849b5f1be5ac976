"""What becomes of a post: a row for each check and its near miss, the order, and who is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dgroup.domain import posting
from dgroup.domain.effects import Forward, Hold, Notify, Publish
from dgroup.domain.model import PostFacts, SeenPost
from dgroup.domain.posting import Verdict, decide, deliberate
from dgroup.domain.threads import ThreadFacts
from dgroup.mail.address import Mailbox
from dgroup.mail.parse import Letter, parse
from tests.domain.cases import CASES
from tests.domain.known import ANN, FACTS, HELLO, IDS, NOW_S, facts, post, stranger
from tests.writing import DOMAIN, letter


@pytest.mark.parametrize(
    ("mail", "known", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_a_letter_is_judged(mail: Letter, known: PostFacts, expected: tuple[str, str, str]) -> None:
    """Each check decides what it is for, and lets its near miss through."""
    verdict = decide(mail, known)
    assert (verdict.outcome, verdict.reason, verdict.check) == expected


def test_every_check_has_a_row() -> None:
    """A check that nobody tried is no check; `is_by_facilitator` is tried below."""
    tried = {expected[2] for *_, expected in CASES}
    assert {check.__name__ for check in posting.CHECKS} - tried == {"is_by_facilitator"}


@pytest.mark.parametrize(
    "settings",
    [
        {"post": "facilitators"},
        {"post": "moderated"},
        {"moderate_first_posts": 3},
        {"introductions": "require"},
    ],
)
def test_a_facilitator_is_not_moderated(settings: dict[str, Any]) -> None:
    """What holds other people's posts lets a facilitator's through, even one marked as moderated."""
    boss = facts(settings, {"role": "facilitator", "is_moderated": True})
    verdict = decide(HELLO, boss)
    assert (verdict.outcome, verdict.check) == ("posted", "is_by_facilitator")


def test_a_facilitator_who_left_is_no_facilitator() -> None:
    """The role ends with the membership."""
    gone = facts({"post": "anyone", "moderate_first_posts": 1}, {"role": "facilitator"})
    assert gone.member is not None
    gone = replace(gone, member=replace(gone.member, status="left"))
    assert decide(HELLO, gone).reason == "first_post"


BANNED = {"status": "banned"}
LOOP = {"list_id": f"<psc.{DOMAIN}>"}

ORDER: list[tuple[str, Letter, PostFacts, str]] = [
    ("too complex before loop", parse(b"X: y\r\n" * 1001 + letter(**LOOP)), FACTS, "too_complex"),
    ("hops before loop", replace(post(**LOOP), received=100), FACTS, "too_many_hops"),
    ("loop before automatic", post(auto_submitted="auto-replied", **LOOP), FACTS, "has_been_here"),
    ("loop before banned", post(**LOOP), facts(member=BANNED), "has_been_here"),
    ("loop before duplicate", post(**LOOP), facts(is_held_already=True), "has_been_here"),
    ("loop before stranger", post(**LOOP), stranger(), "has_been_here"),
    (
        "automatic before banned",
        HELLO,
        facts(member=BANNED, is_null_sender=True),
        "is_automatic",
    ),
    ("automatic before stranger", HELLO, stranger(is_null_sender=True), "is_automatic"),
    (
        "automatic before size",
        HELLO,
        facts({"max_post_size": 1}, is_null_sender=True),
        "is_automatic",
    ),
    ("banned before duplicate", HELLO, facts(member=BANNED, is_held_already=True), "is_banned"),
    ("banned before size", HELLO, facts({"max_post_size": 1}, BANNED), "is_banned"),
    ("duplicate before stranger", HELLO, stranger(is_held_already=True), "is_duplicate"),
    ("stranger before size", HELLO, stranger({"max_post_size": 1}), "is_stranger"),
    (
        "observer before size",
        HELLO,
        facts({"max_post_size": 1}, {"role": "observer"}),
        "is_observer",
    ),
    (
        "size before command",
        post(body="stop"),
        facts({"max_post_size": 1}),
        "is_too_large",
    ),
    (
        "command before facilitator",
        post(body="stop"),
        facts(member={"role": "facilitator"}),
        "is_lone_command",
    ),
    (
        "reserved before moderated",
        HELLO,
        facts({"post": "facilitators"}, {"is_moderated": True}),
        "is_reserved",
    ),
    (
        "moderated before first",
        HELLO,
        facts({"post": "moderated", "moderate_first_posts": 1}),
        "is_moderated",
    ),
    (
        "first before introduction",
        HELLO,
        facts({"introductions": "require", "moderate_first_posts": 1}),
        "is_among_first",
    ),
]


@pytest.mark.parametrize(
    ("mail", "known", "check"), [each[1:] for each in ORDER], ids=[each[0] for each in ORDER]
)
def test_the_first_check_with_an_opinion_decides(
    mail: Letter, known: PostFacts, check: str
) -> None:
    """What matters most is asked first."""
    assert decide(mail, known).check == check


EFFECTS: list[tuple[Letter, PostFacts]] = [(mail, known) for _, mail, known, _ in CASES]


@pytest.mark.parametrize(("mail", "known"), EFFECTS, ids=[each[0] for each in CASES])
def test_a_verdict_becomes_what_it_says(mail: Letter, known: PostFacts) -> None:
    """Posted is one Publish, held is one Hold, forwarded is one Forward, and all else is nothing."""
    verdict = decide(mail, known)
    effects = deliberate(mail, known, ThreadFacts({}, frozenset()), verdict, IDS, NOW_S)
    main = {"posted": [Publish], "held": [Hold], "forwarded": [Forward]}.get(verdict.outcome, [])
    assert [type(each) for each in effects if not isinstance(each, Notify)] == main


def test_a_held_letter_keeps_who_and_why() -> None:
    """A facilitator sees the author, the subject and the reason; a stranger is nobody we know."""
    mail = post(subject="Buy now", sender="Eve <eve@elsewhere.example>")
    eve = stranger(author=Mailbox("Eve", "eve@elsewhere.example"))
    (held,) = deliberate(mail, eve, ThreadFacts({}, frozenset()), decide(mail, eve), IDS, NOW_S)
    assert held == Hold(
        id=2,
        group_id=10,
        letter_id=1,
        message_id="hello@example.org",
        author="eve@elsewhere.example",
        author_name="Eve",
        person_id=None,
        subject="Buy now",
        reason="not_member",
        received_s=NOW_S,
    )


def test_a_post_without_date_was_written_when_it_came() -> None:
    """`sent_s` is the mail's own Date where there is one that can be read."""
    for mail, sent_s in ((HELLO, 1_795_262_400), (post(date=""), 99), (post(date="nonsense"), 99)):
        effect = posting.publish(mail, FACTS, ThreadFacts({}, frozenset()), IDS, 99)
        assert (effect.post.sent_s, effect.post.received_s) == (sent_s, 99)


def test_a_post_from_nobody_is_from_nobody() -> None:
    """A mail without a readable From has an empty author, and does not fail."""
    mail = post(sender="")
    assert posting.author_of(mail, "").address == ""
    assert posting.author_of(mail, "ann@example.org").address == "ann@example.org"
    nobody = replace(FACTS, author=Mailbox("", ""))
    effect = posting.publish(mail, nobody, ThreadFacts({}, frozenset()), IDS, NOW_S)
    assert effect.post.author == ""


def told(mail: Letter, known: PostFacts) -> list[Notify]:
    """The letters that go out because of this one."""
    effects = deliberate(mail, known, ThreadFacts({}, frozenset()), decide(mail, known), IDS, NOW_S)
    return [each for each in effects if isinstance(each, Notify)]


TOLD = [
    ("moderated", HELLO, facts({"post": "moderated"}), "posts/held"),
    ("first post", HELLO, facts({"moderate_first_posts": 1}), "posts/held"),
    ("not introduced", HELLO, facts({"introductions": "require"}), "posts/introduce_first"),
    (
        "not introduced, and told before",
        HELLO,
        facts({"introductions": "require"}, was_asked_who=True),
        "",
    ),
    ("facilitators only", HELLO, facts({"post": "facilitators"}), "posts/held"),
    ("too large", HELLO, facts({"max_post_size": 1}), "posts/too_large"),
    (
        "a subgroup's member",
        HELLO,
        replace(FACTS, member=None, is_subgroup_member=True),
        "posts/not_in_parent",
    ),
    ("posted", HELLO, FACTS, ""),
    ("a stranger", HELLO, stranger(), ""),
    ("a stranger's large post", HELLO, stranger({"post": "anyone", "max_post_size": 1}), ""),
    ("a known person who is no member", HELLO, replace(FACTS, member=None), ""),
    ("a command", post(body="stop"), FACTS, ""),
    ("a duplicate", HELLO, facts(is_held_already=True), ""),
    ("other words under an old id", HELLO, facts(seen=SeenPost(1, "0")), ""),
    ("a machine", post(auto_submitted="auto-replied"), facts({"post": "moderated"}), ""),
    ("the null sender", HELLO, facts({"post": "moderated"}, is_null_sender=True), ""),
    ("mail from another list", post(list_id="<a.example>"), facts({"post": "moderated"}), ""),
    ("bulk mail", post(precedence="bulk"), facts({"max_post_size": 1}), ""),
    ("banned", HELLO, facts({"post": "moderated"}, BANNED), ""),
    ("the limit of the day", HELLO, facts({"post": "moderated"}, answers_today=10), ""),
    ("just below the limit", HELLO, facts({"post": "moderated"}, answers_today=9), "posts/held"),
]


@pytest.mark.parametrize(
    ("mail", "known", "template"), [each[1:] for each in TOLD], ids=[each[0] for each in TOLD]
)
def test_who_is_told(mail: Letter, known: PostFacts, template: str) -> None:
    """Only people we know are told, never a machine, a stranger or a list, and not without end."""
    assert [each.template for each in told(mail, known)] == ([template] if template else [])


def test_a_notice_goes_to_the_address_on_file() -> None:
    """Whatever From says, the letter goes to the person's own address, in their language (R9)."""
    (notice,) = told(
        post(references=["a@x.example"], in_reply_to="b@x.example"), facts({"post": "moderated"})
    )
    assert notice.reader.address == "ann@home.example"
    assert notice.reader.language == "nl"  # the group's: she has not said
    assert notice.in_reply_to == "hello@example.org"
    assert notice.references == ("a@x.example", "b@x.example")
    assert notice.automatic == "auto-replied"
    french = replace(facts({"post": "moderated"}), person=replace(ANN, language="fr"))
    assert told(HELLO, french)[0].reader.language == "fr"


def test_a_notice_names_no_id_that_the_mail_did_not_have() -> None:
    """An id made up by us means nothing to the writer's mail program."""
    assert told(post(id=None), facts({"post": "moderated"}))[0].in_reply_to == ""


def test_nothing_is_said_where_nothing_objects() -> None:
    """The verdict on an ordinary post names no check."""
    assert decide(HELLO, FACTS) == Verdict("posted")


def test_no_refusal_looks_at_the_person() -> None:
    """What a stranger hears at the door is the same for members and banned people (R13)."""
    names = [check.__name__ for check in posting.CHECKS]
    first_personal = names.index("is_banned")
    refusing = {"too_complex", "too_many_hops", "is_archived", "cannot_leave_clean"}
    assert refusing == {expected[2] for *_, expected in CASES if expected[0] == "refused"}
    assert all(names.index(each) < first_personal for each in refusing)
