"""Where an address leads: every address of the contract, in all styles, and what nobody lives at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dgroup.domain import routing, words
from dgroup.domain.routing import (
    Destination,
    Nowhere,
    ToBounces,
    ToDigest,
    ToGroup,
    ToOperator,
    ToPeople,
    ToRobot,
    ToThread,
    ToTicket,
    is_ambiguous,
    route,
    serves,
)

DOMAIN = "lists.example.org"
# `psc-nl` stands beside `psc`, and one group has a former name with a dot in it.
NAMES = frozenset({"psc", "psc-nl", "garden", "old.garden"})

WORDS = [
    ("request", ToRobot("psc", "request")),
    ("join", ToRobot("psc", "join")),
    ("subscribe", ToRobot("psc", "join")),
    ("leave", ToRobot("psc", "leave")),
    ("unsubscribe", ToRobot("psc", "leave")),
    ("mail", ToRobot("psc", "each")),
    ("nomail", ToRobot("psc", "none")),
    ("dailydigest", ToRobot("psc", "daily")),
    ("digest", ToRobot("psc", "daily")),
    ("weeklydigest", ToRobot("psc", "weekly")),
    ("monthlydigest", ToRobot("psc", "monthly")),
    ("help", ToRobot("psc", "help")),
    ("info", ToRobot("psc", "info")),
    ("introduce", ToRobot("psc", "introduce")),
    ("owner", ToPeople("psc", "owner")),
    ("admin", ToPeople("psc", "admin")),
    ("facilitators", ToPeople("psc", "facilitators")),
]
STYLES = ["psc-{word}", "{word}.psc", "psc+{word}"]

PLACES = [
    ("psc", ToGroup("psc")),
    ("psc-nl", ToGroup("psc-nl")),
    ("old.garden", ToGroup("old.garden")),
    ("psc-nl-join", ToRobot("psc-nl", "join")),  # the longest name that fits
    ("join.psc-nl", ToRobot("psc-nl", "join")),
    ("psc-nl+owner", ToPeople("psc-nl", "owner")),
    ("leave.old.garden", ToRobot("old.garden", "leave")),  # aliases have all three styles, too
    ("old.garden-leave", ToRobot("old.garden", "leave")),
    ("old.garden+leave", ToRobot("old.garden", "leave")),
    ("confirm+abc234", ToTicket("abc234")),
    ("bounces+abc234", ToBounces("abc234")),
    ("thread+abc234", ToThread("abc234")),
    ("digest+abc234", ToDigest("abc234")),
    ("postmaster", ToOperator("postmaster")),
    ("abuse", ToOperator("abuse")),
    ("dgroup", ToRobot(None, "request")),
    ("info", ToRobot(None, "which")),
    ("majordomo", ToRobot(None, "request")),
    ("sympa", ToRobot(None, "request")),
    ("listserv", ToRobot(None, "request")),
    ("nobody", Nowhere("unknown_group")),
    ("psc-nobody", Nowhere("unknown_group")),
    ("nobody-join", Nowhere("unknown_group")),
    ("psc-", Nowhere("unknown_group")),
    ("-join", Nowhere("unknown_group")),
    ("join.", Nowhere("unknown_group")),
    ("join", Nowhere("unknown_group")),
    ("confirm+", Nowhere("unknown_group")),
    ("confirm", Nowhere("unknown_group")),
    ("psc+abc234", Nowhere("unknown_group")),
    ("psc-join-leave", Nowhere("unknown_group")),
    ("", Nowhere("unknown_group")),
]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_each_verb_is_understood_in_all_three_styles(
    word: str, expected: Destination, style: str
) -> None:
    """`psc-join@`, `join.psc@` and `psc+join@` are one address, and so with every other verb."""
    assert route(style.format(word=word) + "@" + DOMAIN, DOMAIN, NAMES) == expected


def test_every_word_of_the_table_was_tried() -> None:
    """A verb that is added to the routing has to be added to these tests."""
    assert {word for word, _ in WORDS} == set(routing.VERBS)


@pytest.mark.parametrize("name", ["psc-nl", "a-b-c", "2026-cocoa", "join-us", "mail-art", "x-join"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("word", "expected"), WORDS)
def test_names_with_dashes_have_all_verbs(
    word: str, expected: Destination, style: str, name: str
) -> None:
    """Dashes, and words of addresses within a name, lead nobody astray, in any case."""
    names = {"psc", "a", "a-b", "us", "x", name}
    wanted = replace(expected, group=name)
    for local in (style.format(word=word), style.format(word=word).upper()):
        address = local.replace("psc", name).replace("PSC", name.upper())
        assert route(f"{address}@{DOMAIN}", DOMAIN, names) == wanted


def test_verbs_of_addresses_are_verbs_of_words() -> None:
    """Whatever an address asks for can be written as well; `request` and `owner` ask nothing."""
    asked = set(routing.VERBS.values()) | set(routing.SITE_ROBOTS.values())
    assert asked - {"request", "owner"} <= set(words.VERBS)


@pytest.mark.parametrize("word", ["afmelden", "uitschrijven", "baja", "inscription", "aide"])
def test_words_of_other_languages_are_no_addresses(word: str) -> None:
    """Words of other languages count in text, never in addresses (DECISIONS 7)."""
    for local in (f"psc-{word}", f"{word}.psc", f"psc+{word}"):
        assert route(f"{local}@{DOMAIN}", DOMAIN, NAMES) == Nowhere("unknown_group")


@pytest.mark.parametrize(("local", "expected"), PLACES)
def test_an_address_leads_to_one_place(local: str, expected: Destination) -> None:
    """Groups, their verbs, tokens, the site's own addresses, and nothing else."""
    assert route(f"{local}@{DOMAIN}", DOMAIN, NAMES) == expected


@pytest.mark.parametrize("local", [local for local, _ in PLACES])
def test_case_makes_no_difference(local: str) -> None:
    """Upper case leads where lower case leads, tokens included."""
    plain = route(f"{local}@{DOMAIN}", DOMAIN, NAMES)
    assert route(f"{local}@{DOMAIN}".upper(), DOMAIN, NAMES) == plain


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("postmaster", ToOperator("postmaster")),  # RFC 5321 §4.5.1
        ("POSTMASTER", ToOperator("postmaster")),
        ("psc", Nowhere("unknown_domain")),
        ("psc@elsewhere.example", Nowhere("unknown_domain")),
        ("postmaster@elsewhere.example", Nowhere("unknown_domain")),
        ("psc@sub.lists.example.org", Nowhere("unknown_domain")),
        ("psc@lists.example.org.", ToGroup("psc")),
        ("psc@elsewhere.example@lists.example.org", Nowhere("unknown_group")),
        ("", Nowhere("unknown_domain")),
        ("@", Nowhere("unknown_domain")),
    ],
)
def test_only_our_domain_is_ours(address: str, expected: Destination) -> None:
    """Mail for other domains is not relayed; a bare postmaster is the operator."""
    assert route(address, DOMAIN, NAMES) == expected


def test_a_domain_beyond_ascii_is_compared_by_its_a_label() -> None:
    """Both spellings of an international domain lead to the same group."""
    for address in ("psc@xn--bcher-kva.example", "psc@bücher.example", "PSC@BÜCHER.example"):
        assert route(address, "xn--bcher-kva.example", NAMES) == ToGroup("psc")


def test_a_groups_own_name_comes_first() -> None:
    """Where a name can be read as a verb of another group, the group is meant."""
    names = {"psc", "psc-join", "dgroup", "bounces+x", "join.psc"}
    for name in names:
        assert route(f"{name}@{DOMAIN}", DOMAIN, names) == ToGroup(name)


@pytest.mark.parametrize(
    ("local", "reason"),
    [
        ("psc", ""),
        ("psc-owner", ""),
        ("admin.psc", ""),
        ("psc-request", ""),
        ("postmaster", ""),
        ("abuse", ""),
        ("bounces+abc234", ""),
        ("psc-join", ""),
        ("unsubscribe.psc", ""),
        ("psc+digest", ""),
        ("psc-help", ""),
        ("psc-introduce", ""),
        ("confirm+abc234", ""),
        ("thread+abc234", ""),
        ("dgroup", ""),
        ("info", ""),
        ("majordomo", ""),
        ("digest+abc234", ""),
        ("nobody", "unknown_group"),
    ],
)
def test_nobody_is_refused_at_the_door(local: str, reason: str) -> None:
    """All that the contract names is taken; nobody is refused."""
    assert serves(route(f"{local}@{DOMAIN}", DOMAIN, NAMES)) == reason


def test_names_that_no_group_may_have() -> None:
    """The frozen list holds every word that would hide an address of the site or of a style."""
    frozen = (
        "abuse admin bounces confirm dailydigest dgroup digest facilitators help info introduce"
        " join leave listserv mail majordomo monthlydigest nomail noreply owner postmaster request"
        " root subscribe sympa thread unsubscribe weeklydigest"
    )
    assert frozenset(frozen.split()) == routing.RESERVED_NAMES
    assert set(routing.VERBS) | set(routing.SITE_ROBOTS) <= routing.RESERVED_NAMES
    assert set(routing.OPERATORS) <= routing.RESERVED_NAMES


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("psc-join", {"psc"}, True),
        ("psc-owner", {"psc"}, True),
        ("psc-nl-digest", {"psc-nl"}, True),
        ("join.psc", {"psc"}, True),
        ("psc+leave", {"psc"}, True),
        ("psc-join", {"garden"}, False),
        ("psc-nl", {"psc"}, False),
        ("psc", {"psc"}, False),
        ("garden", set(), False),
        (routing.OPERATOR_GROUP, {"dgroup"}, True),
        (routing.OPERATOR_GROUP, {"psc"}, False),
    ],
)
def test_a_name_that_reads_as_a_verb_is_ambiguous(
    name: str, names: set[str], expected: bool
) -> None:
    """`psc-join` may not stand beside `psc`."""
    assert is_ambiguous(name, names) is expected


LOCALS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from([*sorted(NAMES), *sorted(routing.VERBS), "bounces", "confirm"]), max_size=4
    ).flatmap(lambda words: st.sampled_from("-.+@").map(lambda mark: mark.join(words))),
)


@given(LOCALS, st.sampled_from(["", "@", f"@{DOMAIN}", "@elsewhere.example"]))
@example("\x00", f"@{DOMAIN}")
@example("İ", f"@{DOMAIN}")
@example("a@xn--", "")
def test_any_text_leads_somewhere(local: str, at: str) -> None:
    """Routing never raises, and what it says can always be judged."""
    where = route(local + at, DOMAIN, NAMES)
    assert serves(where) in ("", "unknown_domain", "unknown_group", "not_served")
    match where:
        case ToGroup(group) | ToPeople(group):
            assert group in NAMES
        case ToRobot(group):
            assert group is None or group in NAMES


@given(
    st.sets(st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True), min_size=1, max_size=6),
    st.data(),
)
def test_a_name_always_wins(names: set[str], data: st.DataObject) -> None:
    """However unlucky the names are, each of them is the address of its group."""
    name = data.draw(st.sampled_from(sorted(names)))
    assert route(f"{name}@{DOMAIN}", DOMAIN, names) == ToGroup(name)


@given(
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True),
    st.sets(st.from_regex(r"[a-z0-9][a-z0-9-]{0,12}", fullmatch=True), max_size=6),
)
def test_a_name_that_is_not_ambiguous_hides_no_address(name: str, names: set[str]) -> None:
    """A group that may be founded takes no address away from the groups that are there."""
    assume(name not in names and not is_ambiguous(name, names))
    for other in names:
        for word in routing.VERBS:
            for address in (f"{other}-{word}", f"{word}.{other}", f"{other}+{word}"):
                before = route(f"{address}@{DOMAIN}", DOMAIN, names)
                assert route(f"{address}@{DOMAIN}", DOMAIN, names | {name}) == before


@pytest.mark.parametrize("word", sorted(routing.VERBS))
def test_the_longest_name_leaves_room_for_every_verb(word: str) -> None:
    """RFC 5321 §4.5.3.1.1: no local part exceeds 64 octets."""
    assert len(f"{'x' * 40}-{word}") <= 64
