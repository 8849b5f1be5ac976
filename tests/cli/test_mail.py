"""`dgroup inject` and `explain`, and what they leave behind: `post` and `thread`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.place import SETTINGS, Place

REPLY = ["to", "outcome", "reason", "group", "post_id", "effects"]
POST = ["id", "message_id", "thread", "parent_message_id", "subject", "author"]
POST += ["author_name", "sent_at", "received_at"]
THREAD = ["id", "subject", "root_message_id", "posts", "started_at", "last_post_at"]


def test_inject_says_what_became_of_each_recipient(psc: Place) -> None:
    """One element for each --to, in their order; leaves with 1 where one was refused."""
    to = ("--to", "psc@lists.example.org", "--to", "pcs@lists.example.org", "--to", "a@b.example")
    result = psc.run("inject", psc.mail(), *to, "--json", code=1)
    posted, unknown, elsewhere = json.loads(result.stdout)
    assert list(posted) == REPLY
    (post,) = psc.json("post", "list", "psc")
    assert posted["effects"]
    assert {key: posted[key] for key in REPLY[:-1]} == {
        "to": "psc@lists.example.org",
        "outcome": "posted",
        "reason": "",
        "group": "psc",
        "post_id": post["id"],
    }
    assert (unknown["outcome"], unknown["reason"]) == ("refused", "unknown_group")
    assert (elsewhere["reason"], elsewhere["post_id"]) == ("unknown_domain", None)
    assert "2 recipients were refused: unknown_domain, unknown_group" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_same_mail_twice_is_one_post(psc: Place) -> None:
    """A second time is a duplicate, which was taken, of the post that is there."""
    mail = psc.mail()
    first, second = psc.inject(mail), psc.inject(mail)
    assert (second["outcome"], second["post_id"]) == ("duplicate", first["post_id"])
    assert len(psc.json("post", "list", "psc")) == 1


SENDERS = [
    ("Return-Path: <bounce@example.net>\n", (), "bounce@example.net"),
    ("Return-Path: <>\n", (), ""),
    ("", (), "bob@example.org"),
    ("Return-Path: <>\n", ("--from", "x@example.net"), "x@example.net"),
    ("", ("--from", ""), ""),
    ("", ("--from", "<>"), ""),
]


@pytest.mark.parametrize(("header", "words", "sender"), SENDERS)
def test_the_sender_is_what_was_said(
    psc: Place, header: str, words: tuple[str, ...], sender: str
) -> None:
    """--from goes before Return-Path, that before From; '' is the null sender."""
    psc.run("inject", psc.mail(header=header), "--to", "postmaster@lists.example.org", *words)
    assert psc.rows("select sender, peer from letter") == [(sender, "")]


def test_the_null_sender_is_never_posted(psc: Place) -> None:
    """Mail of machines goes the way it would go by SMTP."""
    reply = psc.inject(psc.mail(), "psc@lists.example.org", "--from", "")
    assert (reply["outcome"], reply["reason"]) == ("discarded", "automatic")


def test_the_time_is_the_one_that_was_said(psc: Place) -> None:
    """--at is when the mail came and is due, whatever zone it was written in."""
    psc.inject(psc.mail(), "psc@lists.example.org", "--at", "2030-01-02T03:04:05+02:00")
    (post,) = psc.json("post", "list", "psc")
    assert post["received_at"] == post["sent_at"] == "2030-01-02T01:04:05Z"
    assert {one["due_at"] for one in psc.json("queue", "list")} == {"2030-01-02T01:04:05Z"}


def test_lines_end_as_at_the_door(psc: Place) -> None:
    """Whatever ends the lines of the file, the mail that is kept has CRLF."""
    content = b"From: bob@example.org\nSubject: x\r\nMessage-ID: <a@b>\n\none\rtwo\n\nthree"
    path = psc.folder / "odd.eml"
    path.write_bytes(content)
    psc.inject(path)
    (post,) = psc.json("post", "list", "psc")
    raw = psc.dgroup("post", "show", str(post["id"]), "--raw")
    assert (raw.returncode, raw.stderr) == (0, b"")
    assert raw.stdout == (
        b"From: bob@example.org\r\nSubject: x\r\nMessage-ID: <a@b>\r\n\r\n"
        b"one\r\ntwo\r\n\r\nthree\r\n"
    )


TURNED_AWAY = [
    (b"a\0b", "nul"),
    (b"x" * 70_000, "long_line"),
    (b"line of text\n" * 90_000, "too_large"),
]


@pytest.mark.parametrize(("text", "reason"), TURNED_AWAY)
def test_what_the_door_refuses_is_refused_here(tmp_path: Path, text: bytes, reason: str) -> None:
    """NUL, endless lines and too much are refused for all, and nothing is kept."""
    place = Place(tmp_path, SETTINGS.replace("[smtp]", '[smtp]\nmax_size = "1 MiB"'))
    place.run("db", "migrate")
    mail = place.folder / "bad.eml"
    mail.write_bytes(b"From: bob@example.org\n\n" + text + b"\n")
    replies = json.loads(
        place.run("inject", mail, "--to", "a@x", "--to", "b@x", "--json", code=1).stdout
    )
    assert [(one["outcome"], one["reason"]) for one in replies] == [("refused", reason)] * 2
    assert place.rows("select count(*) from letter") == [(0,)]


def test_standard_input_is_a_file(psc: Place) -> None:
    """FILE - is what another program writes, as bytes."""
    content = b"From: bob@example.org\nSubject: caf\xe9\n\nHi\n"
    done = psc.dgroup("inject", "-", "--to", "psc@lists.example.org", "--json", stdin=content)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)[0]["outcome"] == "posted"


def test_explain_changes_nothing(psc: Place) -> None:
    """It says the same as `inject` would, with its steps, and leaves the site as it was."""
    mail, before = psc.mail("Stranger <s@example.net>"), psc.dump()
    (said,) = psc.json("explain", mail, "--to", "psc@lists.example.org")
    assert list(said)[: len(REPLY)] == REPLY
    assert (said["outcome"], said["reason"], said["group"]) == ("held", "not_member", "psc")
    assert any("nobody we know" in step for step in said["steps"])
    text = psc.run("explain", mail, "--to", "psc@lists.example.org").stdout
    assert "would be held not_member" in text
    (refused,) = psc.json("explain", mail, "--to", "pcs@lists.example.org")
    assert refused["outcome"] == "refused"
    assert psc.dump() == before


def test_posts_have_the_promised_fields(psc: Place) -> None:
    """`post list` has the fields of the contract; a root has no parent."""
    psc.inject(psc.mail("Bob B <bob@example.org>", subject="Hello", message_id="root@x"))
    psc.inject(psc.mail("cas@example.org", header="In-Reply-To: <root@x>\n", message_id="re@x"))
    root, answer = psc.json("post", "list", "psc")
    assert list(root) == POST
    assert root["message_id"] == "root@x"
    assert root["parent_message_id"] is None
    assert (root["author"], root["author_name"]) == ("bob@example.org", "Bob B")
    assert (answer["parent_message_id"], answer["thread"]) == ("root@x", root["thread"])


def test_a_post_shows_its_own_words(psc: Place) -> None:
    """`post show` cuts quotes and signature, keeps the full text beside, and names attachments."""
    header = 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'
    text = (
        "--b\nContent-Type: text/plain; charset=utf-8\n\nYes, at nine.\n\n> When?\n\n-- \nBob\n"
        "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="plan.pdf"\n\nAAAA\n--b--\n'
    )
    reply = psc.inject(psc.mail(text=text, header=header))
    shown = psc.json("post", "show", reply["post_id"])
    assert list(shown)[: len(POST)] == POST
    assert shown["text"].strip() == "Yes, at nine."
    assert "> When?" in shown["full_text"]
    assert shown["attachments"] == [{"name": "plan.pdf", "type": "application/pdf", "bytes": 3}]
    assert shown["group"] == "psc"
    people = psc.run("post", "show", reply["post_id"]).stdout
    assert "Yes, at nine." in people
    assert "plan.pdf" in people


def test_nothing_in_a_post_moves_the_terminal(psc: Place) -> None:
    """Escapes in a mail are shown as spaces."""
    reply = psc.inject(psc.mail(text="be\x1b[2Jfore\tafter", subject="x\x1b]0;y\x07z"))
    shown = psc.run("post", "show", reply["post_id"]).stdout
    assert "\x1b" not in shown
    assert "be [2Jfore\tafter" in shown
    assert "\x1b" not in psc.run("thread", "list", "psc").stdout


def test_threads_are_listed_and_drawn(psc: Place) -> None:
    """`thread list` has the fields of the contract; `show` puts answers below what they answer."""
    bob, cas, ann = "Bob <bob@example.org>", "cas@example.org", "Ann <ann@example.org>"
    psc.inject(psc.mail(bob, message_id="1@x", subject="Tea"))
    psc.inject(psc.mail(cas, message_id="2@x", header="References: <1@x>\n"))
    psc.inject(psc.mail(bob, message_id="3@x", header="References: <1@x> <2@x>\n"))
    psc.inject(psc.mail(ann, message_id="4@x", header="References: <1@x>\n"))
    psc.inject(psc.mail(ann, message_id="5@x", subject="Another"))
    tea, _ = psc.json("thread", "list", "psc")
    assert list(tea) == THREAD
    assert (tea["subject"], tea["root_message_id"], tea["posts"]) == ("Tea", "1@x", 4)
    shown = psc.json("thread", "show", tea["id"])
    assert {key: shown[key] for key in THREAD} == tea
    depths = [(one["message_id"], one["depth"]) for one in shown["tree"]]
    assert depths == [("1@x", 0), ("2@x", 1), ("3@x", 2), ("4@x", 1)]
    lines = psc.run("thread", "show", tea["id"]).stdout.splitlines()
    assert lines[0] == "Tea"
    assert [line.index("-") for line in lines[1:]] == [0, 2, 4, 2]
    assert lines[2].startswith("  - cas@example.org, 20")


def test_a_merged_thread_is_found_by_its_old_id(psc: Place) -> None:
    """`thread show` takes an id that a late parent has merged away (DECISIONS 19)."""
    psc.inject(psc.mail(message_id="a@x"))
    psc.inject(psc.mail(message_id="b@x"))
    first, second = (one["id"] for one in psc.json("thread", "list", "psc"))
    psc.inject(psc.mail(message_id="c@x", header="References: <a@x> <b@x>\n"))
    assert [one["id"] for one in psc.json("thread", "list", "psc")] == [min(first, second)]
    shown = psc.json("thread", "show", max(first, second))
    assert (shown["id"], shown["posts"]) == (min(first, second), 3)


def test_a_ring_of_answers_is_drawn_once(psc: Place) -> None:
    """Mails that each name the other as parent are both shown."""
    psc.inject(psc.mail(message_id="a@x", header="In-Reply-To: <b@x>\n"))
    psc.inject(psc.mail(message_id="b@x", header="In-Reply-To: <a@x>\n"))
    (found,) = psc.json("thread", "list", "psc")
    shown = psc.json("thread", "show", found["id"])["tree"]
    assert sorted(one["message_id"] for one in shown) == ["a@x", "b@x"]


MISSING = [
    (("post", "show", "999"), "no post 999; `dgroup post list GROUP`"),
    (("thread", "show", "999"), "no thread 999; `dgroup thread list GROUP`"),
    (("post", "show", "999", "--raw"), "no post 999"),
]


@pytest.mark.parametrize(("words", "message"), MISSING)
def test_what_is_not_there_is_said(psc: Place, words: tuple[str, ...], message: str) -> None:
    """An unknown id leaves with 1, and says where the known ones are."""
    result = psc.run(*words, code=1)
    assert (result.stdout, message in result.stderr) == ("", True)


WRONG_USAGE = [
    ["inject", "1.eml"],
    ["inject", "--to", "psc@lists.example.org"],
    ["inject", "missing.eml", "--to", "psc@lists.example.org"],
    ["inject", "-", "--to", "psc@lists.example.org", "--at", "tomorrow"],
    ["explain", "-"],
    ["post", "show"],
    ["post", "show", "x"],
    ["post", "show", "1", "--raw", "--json"],
    ["thread", "show"],
    ["thread", "list"],
]


@pytest.mark.parametrize("words", WRONG_USAGE)
def test_wrong_usage_leaves_with_2(psc: Place, words: list[str]) -> None:
    """What is missing or cannot be read is wrong usage."""
    assert psc.run(*words, code=2).stdout == ""
