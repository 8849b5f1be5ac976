"""A table of posts: what is sent, what is known, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

from dgroup.domain.model import PostFacts, RecentPost, SeenPost
from dgroup.mail.parse import Letter, parse
from tests.domain.known import (
    ANSWER,
    DATED_S,
    DEEP,
    FACTS,
    GROUP,
    HELLO,
    OUR_SHA,
    SIGNED,
    facts,
    hops,
    post,
    posted,
    stranger,
)
from tests.writing import DOMAIN, letter

CASES: list[tuple[str, Letter, PostFacts, tuple[str, str, str]]] = [
    ("an ordinary post", HELLO, FACTS, posted),
    # R19
    (
        "nested without end",
        parse(
            f'From: a@b.example\r\nContent-Type: multipart/mixed; boundary="0"\r\n\r\n{DEEP}'.encode()
        ),
        FACTS,
        ("refused", "too_complex", "too_complex"),
    ),
    ("1,000 header fields", parse(b"X-A: b\r\n" * 990 + letter()), FACTS, posted),
    (
        "more header fields",
        parse(b"X-A: b\r\n" * 1001 + letter()),
        FACTS,
        ("refused", "too_complex", "too_complex"),
    ),
    # RFC 5321 §6.3
    ("99 hops", hops(99), FACTS, posted),
    ("100 hops", hops(100), FACTS, ("refused", "too_many_hops", "too_many_hops")),
    # R7: our own copy, and another list's
    (
        "our List-Id",
        post(list_id=f"Club <psc.{DOMAIN}>"),
        FACTS,
        ("discarded", "loop", "has_been_here"),
    ),
    (
        "our List-Id in other case",
        post(list_id=f"<PSC.{DOMAIN.upper()}>"),
        FACTS,
        ("discarded", "loop", "has_been_here"),
    ),
    (
        "our List-Post",
        post(list_post=f"<mailto:PSC@{DOMAIN}>"),
        FACTS,
        ("discarded", "loop", "has_been_here"),
    ),
    ("another group's List-Id", post(list_id=f"<psc-nl.{DOMAIN}>"), FACTS, posted),
    ("another list's List-Post", post(list_post="<mailto:psc@other.example>"), FACTS, posted),
    ("Precedence: list", post(precedence="list"), FACTS, posted),
    # R6
    (
        "an automatic reply",
        post(auto_submitted="auto-replied"),
        FACTS,
        ("discarded", "automatic", "is_automatic"),
    ),
    ("Auto-Submitted: no", post(auto_submitted="no"), FACTS, posted),
    (
        "the null sender",
        HELLO,
        facts(is_null_sender=True),
        ("discarded", "automatic", "is_automatic"),
    ),
    # a closed group
    (
        "a closed group",
        HELLO,
        replace(FACTS, group=replace(GROUP, archived_s=5)),
        ("refused", "archived", "is_archived"),
    ),
    # banned
    (
        "a banned member",
        HELLO,
        facts(member={"status": "banned"}),
        ("discarded", "banned", "is_banned"),
    ),
    (
        "a banned facilitator",
        HELLO,
        facts(member={"status": "banned", "role": "facilitator"}),
        ("discarded", "banned", "is_banned"),
    ),
    (
        "banned where anyone writes",
        HELLO,
        facts({"post": "anyone"}, {"status": "banned"}),
        ("discarded", "banned", "is_banned"),
    ),
    (
        "a bouncing member",
        HELLO,
        facts(member={"status": "disabled"}),
        posted,
    ),
    # R17
    (
        "a signed part that cannot leave",
        parse(SIGNED.format(text="x" * 999).encode()),
        FACTS,
        ("refused", "unfit", "cannot_leave_clean"),
    ),
    ("a signed part that can", parse(SIGNED.format(text="x" * 998).encode()), FACTS, posted),
    ("a long line that may be mended", post(body="x" * 5000), FACTS, posted),
    # the same again
    (
        "the same mail again",
        HELLO,
        facts(seen=SeenPost(7, OUR_SHA)),
        ("duplicate", "", "is_duplicate"),
    ),
    (
        "the same, held meanwhile",
        HELLO,
        facts(is_held_already=True),
        ("duplicate", "", "is_duplicate"),
    ),
    (
        "its id on other words",
        HELLO,
        facts(seen=SeenPost(7, "0" * 64)),
        ("held", "changed", "is_duplicate"),
    ),
    (
        "its id on other words, and these are held already",
        HELLO,
        facts(seen=SeenPost(7, "0" * 64), is_held_already=True),
        ("duplicate", "", "is_duplicate"),
    ),
    # R5
    ("a stranger", HELLO, stranger(), ("held", "not_member", "is_stranger")),
    (
        "a known person who is no member",
        HELLO,
        replace(FACTS, member=None),
        ("held", "not_member", "is_stranger"),
    ),
    (
        "somebody who left",
        HELLO,
        facts(member={"status": "left"}),
        ("held", "not_member", "is_stranger"),
    ),
    (
        "somebody invited",
        HELLO,
        facts(member={"status": "invited"}),
        ("held", "not_member", "is_stranger"),
    ),
    (
        "a member of a subgroup",
        HELLO,
        replace(FACTS, member=None, is_subgroup_member=True),
        ("held", "not_member", "is_stranger"),
    ),
    ("a stranger where anyone writes", HELLO, stranger({"post": "anyone"}), posted),
    (
        "a stranger where facilitators write",
        HELLO,
        stranger({"post": "facilitators"}),
        ("held", "not_member", "is_stranger"),
    ),
    # DECISIONS 4
    (
        "an observer",
        HELLO,
        facts(member={"role": "observer"}),
        ("forwarded", "observer", "is_observer"),
    ),
    (
        "an observer, again",
        HELLO,
        facts(member={"role": "observer"}, is_forwarded_already=True),
        ("duplicate", "", "is_observer"),
    ),
    ("a member who also wrote to the owner", HELLO, facts(is_forwarded_already=True), posted),
    ("a resource person", HELLO, facts(member={"role": "resource"}), posted),
    (
        "who was an observer, where anyone writes",
        HELLO,
        facts({"post": "anyone"}, {"role": "observer", "status": "left"}),
        posted,
    ),
    # size
    (
        "just too large",
        HELLO,
        facts({"max_post_size": HELLO.size - 1}),
        ("held", "too_large", "is_too_large"),
    ),
    ("just not too large", HELLO, facts({"max_post_size": HELLO.size}), posted),
    (
        "a facilitator's large post",
        HELLO,
        facts({"max_post_size": 1}, {"role": "facilitator"}),
        ("held", "too_large", "is_too_large"),
    ),
    # a word for the robot
    (
        "unsubscribe",
        post(body="unsubscribe"),
        FACTS,
        ("held", "looks_like_command", "is_lone_command"),
    ),
    (
        "Uitschrijven!",
        post(body="Uitschrijven!"),
        FACTS,
        ("held", "looks_like_command", "is_lone_command"),
    ),
    (
        "a subject without words",
        post(subject="Unsubscribe", body=""),
        FACTS,
        ("held", "looks_like_command", "is_lone_command"),
    ),
    ("a subject with words", post(subject="Unsubscribe", body="How do I do it?"), FACTS, posted),
    ("help me", post(body="help me"), FACTS, posted),
    ("one other word", post(body="Congratulations!"), FACTS, posted),
    ("no word at all", post(subject="", body=""), FACTS, posted),
    # machines that mark their answers by nothing else
    (
        "a vacation program's subject",
        post(subject="Re: [psc] Out of office: Hello"),
        FACTS,
        ("held", "looks_automatic", "looks_automatic"),
    ),
    (
        "an absence note under somebody's subject",
        post(subject="Re: Hello", body="Ik ben afwezig tot 5 januari.\n\nAnn"),
        FACTS,
        ("held", "looks_automatic", "looks_automatic"),
    ),
    (
        "a help desk's receipt",
        post(subject="Re: Hello", body="Ticket #123 has been opened for you."),
        FACTS,
        ("held", "looks_automatic", "looks_automatic"),
    ),
    (
        "a person's own holiday",
        post(body="I'm on holiday in Uganda and saw how they dry beans."),
        FACTS,
        posted,
    ),
    (
        "the same in Dutch",
        post(subject="Automatisch antwoord: Hello"),
        FACTS,
        ("held", "looks_automatic", "looks_automatic"),
    ),
    ("a person on offices", post(subject="Our office is out of paper"), FACTS, posted),
    (
        "the same words for the eleventh time",
        ANSWER,
        facts(recent=10 * (RecentPost("[psc] Hello", ANSWER.body_sha256, 0),)),
        ("held", "repeated", "is_repeating"),
    ),
    (
        "the same words on three subjects",
        ANSWER,
        facts(
            recent=tuple(RecentPost(each, ANSWER.body_sha256, 0) for each in ("Tea", "Re: Milk"))
        ),
        posted,
    ),
    (
        "eleven answers in ten minutes",
        ANSWER,
        facts(recent=10 * (RecentPost("Re: Hello", "other words", DATED_S - 599),)),
        ("held", "too_fast", "is_repeating"),
    ),
    (
        "eleven answers in a day",
        ANSWER,
        facts(recent=10 * (RecentPost("Re: Hello", "other words", DATED_S - 601),)),
        posted,
    ),
    # by way of a facilitator
    (
        "only facilitators write",
        HELLO,
        facts({"post": "facilitators"}),
        ("held", "facilitators_only", "is_reserved"),
    ),
    (
        "a moderated group",
        HELLO,
        facts({"post": "moderated"}),
        ("held", "moderated", "is_moderated"),
    ),
    (
        "a moderated member",
        HELLO,
        facts(member={"is_moderated": True}),
        ("held", "moderated", "is_moderated"),
    ),
    (
        "the second of two first posts",
        HELLO,
        facts({"moderate_first_posts": 2}, {"posts": 1}),
        ("held", "first_post", "is_among_first"),
    ),
    (
        "the third of two first posts",
        HELLO,
        facts({"moderate_first_posts": 2}, {"posts": 2}),
        posted,
    ),
    (
        "somebody trusted, in a moderated group",
        HELLO,
        facts({"post": "moderated", "moderate_first_posts": 2}, {"is_trusted": True}),
        posted,
    ),
    (
        "somebody trusted once, moderated since",
        HELLO,
        facts(member={"is_trusted": True, "is_moderated": True}),
        ("held", "moderated", "is_moderated"),
    ),
    (
        "somebody trusted, where only facilitators write",
        HELLO,
        facts({"post": "facilitators"}, {"is_trusted": True}),
        ("held", "facilitators_only", "is_reserved"),
    ),
    (
        "a stranger's first post where anyone writes",
        HELLO,
        stranger({"post": "anyone", "moderate_first_posts": 1}),
        ("held", "first_post", "is_among_first"),
    ),
    # introductions
    (
        "not introduced",
        HELLO,
        facts({"introductions": "require"}),
        ("held", "not_introduced", "is_unintroduced"),
    ),
    (
        "introduced",
        HELLO,
        facts({"introductions": "require"}, {"introduced_s": 1}),
        posted,
    ),
    (
        "added by the operator",
        HELLO,
        facts({"introductions": "require"}, {"is_exempt": True}),
        posted,
    ),
    ("only asked to introduce themselves", HELLO, facts({"introductions": "ask"}), posted),
]
