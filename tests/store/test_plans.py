"""How SQLite finds what the hot queries ask for: by an index, however large the tables are."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dgroup.store.database import queries

# What happens for each mail, each claim, each note of progress and each RCPT.
HOT = """
    add-account add-ancestors add-answer add-bounce add-letter add-links add-member add-person
    add-address add-post add-result add-thread adopt-posts absorb-thread change-member
    add-note add-text add-wish claim-deliveries claim-job count-answers count-copies count-forwarded
    count-letters-of-group count-post-of-member drop-row drop-wish drop-wishes find-forwarded
    find-facilitators find-group find-held find-links find-members find-persons find-post
    find-posts find-recent
    find-queued-addresses find-readers find-root find-sender find-waiting-introduction finish-job
    get-copy get-group get-introduction get-letter
    get-person get-post get-row get-thread get-thread-target grow-thread hold-letter keep-row
    list-addresses list-due-introductions list-unintroduced find-unshown
    list-members list-memberships list-posts list-subgroups list-thread-posts
    list-threads merge-thread move-links move-posts move-wishes next-due
    note-copy queue-copy queue-forward-to-facilitators queue-forward-to-owner queue-notice queue-post
    queue-post-for-followers release-row settle-held shunt-letter split-row
    find-readable-post find-readable-thread get-unread-post get-wish list-latest-threads
    list-texts list-unread-posts list-writers note-text search-posts
    count-letters find-admission find-applicant find-last-request list-put-out
    list-subgroups-with-sizes
    note-standing count-taking-part list-newcomers list-leavers list-bouncing list-not-introduced
    list-without-answer list-silent list-writing count-waiting-in-group list-due-in-group
    list-weeks-of-subgroups list-facilitators-not-written-to find-thread-to-ask-about
    find-last-note-about list-to-introduce list-to-wake list-to-choose list-to-invite-again
    list-fellows list-own-addresses count-reached
    list-active-threads count-writers list-said list-open-threads list-newcomers-to-show
    list-dates-ahead list-talk-below count-writers-below list-subjects list-subjects-of
    list-log list-groups-of-person get-members list-groups-of-members get-person-by-id
    add-digest get-digest queue-digest note-had-by-followers note-had-widely begin-anew
    move-watermarks forget-had forget-had-in-rest drop-watermarks list-groups-of-rest list-rest
    list-digested list-due-readers list-posts-to-read find-newest-post list-left-out list-stretches
    keep-how-far-read keep-still-to-come keep-had
""".split()

# Tables that grow; those of groups and jobs stay small.
LARGE = (
    "post member thread thread_link ancestor delivery delivery_result letter account held person"
    " address answer bounce post_text shunted audit wish introduction former_member watermark had"
    " digest"
).split()

# Read in the order of their turns, and left after a few rows.
IN_ORDER = {
    "claim-deliveries": "SCAN delivery USING INDEX delivery_turn",
    "list-unread-posts": "SCAN post USING INDEX post_unread",
}

ROWS = 3000


class Anything(dict[str, object]):
    """A value for every name."""

    def __missing__(self, name: str) -> object:
        return "[]" if name.endswith(("ids", "members", "folded", "rhythms", "stretches")) else 1


@pytest.fixture(scope="module")
def databases(
    blank: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[sqlite3.Connection]]:
    """Two databases: one as it is made, one with many rows and with statistics."""
    folder = tmp_path_factory.mktemp("plans")
    opened = []
    for name in ("empty", "full"):
        copy = folder / name
        copy.write_bytes((blank / "dgroup.db").read_bytes())
        opened.append(sqlite3.connect(copy))
    fill(opened[1])
    yield opened
    for db in opened:
        db.close()


def fill(db: sqlite3.Connection) -> None:
    """Put in a site: five groups, thousands of members and posts."""
    rows = [(n, n % 5 + 1) for n in range(1, ROWS + 1)]
    groups = [(n, f"g{n}") for n in range(1, 6)]
    db.executemany(
        "insert into groups values (?, ?, 't', null, 'en', 'UTC', '{}', null, 1)", groups
    )
    for sql in (
        "insert into person (id, address_id, created_s) select :n, :n, 1",
        "insert into address (id, person_id, address, folded, created_s) select :n, :n, :n, :n, 1",
        "insert into member (id, group_id, person_id, joined_s) select :n, :g, :n, 1",
        "insert into letter select :n, '', '', '', 'm' || :n, '', x'', 0, :n, ''",
        "insert into account (letter_id, recipient, outcome, reason, at_s)"
        " select :n, '', 'posted', '', 1",
        "insert into thread select :n, :g, '', '', 1, :n, :n, null",
        "insert into thread_link select :g, 'm' || :n, :n",
        "insert into post select :n, :g, :n, :n, 'm' || :n, null, '', '', '', :n, :n, '', '{}', 1,"
        " :n, :n, 0, 'each', 0",
        "insert into ancestor select :n, 0, :g, 'm' || (:n - 1)",
        "insert into delivery (kind, post_id, members, size, due_s, turn_ms, created_s)"
        " select 'post', :n, '[1]', 1, :n, :n, 1",
        "insert into answer (folded, template, at_s) select :n, '', :n",
        "insert into watermark select :n, :n, case when :n % 50 = 0 then :n + 1 end, :n",
        "insert into had select :n, :n",
    ):
        db.executemany(sql, [{"n": n, "g": g} for n, g in rows])
    db.execute("analyze")
    db.commit()


def plan(db: sqlite3.Connection, name: str) -> list[str]:
    """The steps that SQLite would take."""
    asked = set(re.findall(r":(\w+)", queries()[name]))
    values = Anything()
    rows = db.execute(
        f"explain query plan {queries()[name]}", {each: values[each] for each in asked}
    )
    return [str(row[3]) for row in rows]


@pytest.mark.parametrize("name", HOT)
def test_a_hot_query_uses_an_index(databases: list[sqlite3.Connection], name: str) -> None:
    """No table that grows is read from end to end, with statistics or without."""
    for db in databases:
        for step in plan(db, name):
            table = re.match(r"SCAN (\w+)", step)
            if table and table[1] in LARGE:
                assert step == IN_ORDER.get(name), f"{name}: {step}"


def test_the_list_of_hot_queries_is_not_out_of_date() -> None:
    """What is named here exists."""
    assert set(HOT) <= queries().keys()


def test_claims_walk_in_the_order_of_turns(databases: list[sqlite3.Connection]) -> None:
    """The next rows are found without sorting the queue."""
    for db in databases:
        assert not [step for step in plan(db, "claim-deliveries") if "TEMP B-TREE" in step]


def test_roots_are_found_among_roots(databases: list[sqlite3.Connection]) -> None:
    """Of a long thread only those posts are looked at that answer nothing here."""
    for db in databases:
        assert [step for step in plan(db, "find-root") if "post_at_root" in step]


def test_what_was_forwarded_is_looked_for_among_the_mails_of_a_sender(
    databases: list[sqlite3.Connection],
) -> None:
    """First the few mails of one sender, then what became of each: never all mails of a day."""
    for db in databases:
        first, second = plan(db, "count-forwarded")
        assert "letter_by_sender (sender=? AND received_s>?)" in first
        assert "account_of_letter" in second


@pytest.mark.parametrize(
    ("parent", "child", "column"),
    [
        ("letter", "post", "letter_id"),
        ("letter", "held", "letter_id"),
        ("letter", "delivery", "letter_id"),
        ("letter", "bounce", "letter_id"),
        ("letter", "account", "letter_id"),
        ("post", "delivery", "post_id"),
        ("thread", "post", "thread_id"),
        ("person", "address", "person_id"),
        ("person", "member", "person_id"),
        ("person", "post", "person_id"),
        ("groups", "member", "group_id"),
        ("groups", "post", "group_id"),
        ("groups", "delivery", "group_id"),
    ],
)
def test_what_belongs_to_a_row_is_found_by_an_index(
    databases: list[sqlite3.Connection], parent: str, child: str, column: str
) -> None:
    """Deleting a letter, a post, a person or a group reads no table of what belongs to it."""
    with closing(databases[0].cursor()) as cursor:
        keys = cursor.execute(f"pragma foreign_key_list({child})").fetchall()
        assert (parent, column) in {(row[2], row[3]) for row in keys}
        (step,) = cursor.execute(f"explain query plan select 1 from {child} where {column} = 1")
    assert "SEARCH" in step[3]
