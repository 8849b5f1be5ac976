"""Addresses: read from any header, matched without regard to case, refused with a reason."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dgroup.errors import Refused
from dgroup.mail.address import Mailbox, fold, read_mailboxes, spelt_for_wire, split, valid

ANN = Mailbox("Ann Lee", "ann@example.org")
BOB = Mailbox("", "bob@example.org")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", ()),
        ("Ann Lee <ann@example.org>", (ANN,)),
        ("ann@example.org", (Mailbox("", "ann@example.org"),)),
        ('"Lee, Ann" <ann@example.org>', (Mailbox("Lee, Ann", "ann@example.org"),)),
        ('"Ann \\"A\\" Lee" <ann@example.org>', (Mailbox('Ann "A" Lee', "ann@example.org"),)),
        ("'Ann Lee' <ann@example.org>", (ANN,)),
        ("Ann Lee <ann@example.org>, bob@example.org", (ANN, BOB)),
        ("bob@example.org; Ann Lee <ann@example.org>", (BOB, ANN)),
        ("Ann Lee <ann@example.org> bob@example.org", (ANN, BOB)),
        ("ann@example.org (Ann Lee)", (ANN,)),
        ("ann@example.org (Ann (not Bob) Lee)", (Mailbox("Ann (not Bob) Lee", "ann@example.org"),)),
        ("(Ann <x@example.org>) ann@example.org", (Mailbox("Ann <x@example.org>", "ann@example.org"),)),
        ("=?utf-8?q?Lee=2C_Ann?= <ann@example.org>", (Mailbox("Lee, Ann", "ann@example.org"),)),
        ("=?utf-8?q?a=0D=0ABcc:_x?= <ann@example.org>", (Mailbox("a Bcc: x", "ann@example.org"),)),
        ("=?utf-8?q?Ann_Lee_=3Cann=40example=2Eorg=3E?=", (ANN,)),
        ("Friends: Ann Lee <ann@example.org>, bob@example.org;", (ANN, BOB)),
        ("undisclosed-recipients:;", ()),
        ("Ann Lee <@relay.example.net,@b.example:ann@example.org>", (ANN,)),
        ("Ann Lee < ann @ example.org >", (ANN,)),
        ("Ann Lee ann@example.org", (ANN,)),
        ("Ann Lee <mailto:ann@example.org>", (ANN,)),
        ("Ann Lee <ann@example.org", (ANN,)),
        ("<ann@example.org> Ann Lee", (ANN,)),
        ('"ann lee"@example.org', (Mailbox("", '"ann lee"@example.org'),)),
        ('Ann <"ann lee"@example.org>', (Mailbox("Ann", '"ann lee"@example.org'),)),
        ("Ann <ann@[IPv6:2001:db8::1]>", (Mailbox("Ann", "ann@[IPv6:2001:db8::1]"),)),
        ("Zoë <zoë@bücher.example>", (Mailbox("Zoë", "zoë@bücher.example"),)),
        ('Ann " Lee <ann@example.org>', (ANN,)),
        ("Ann ( Lee <ann@example.org>", (ANN,)),
        ("MAILER-DAEMON (Mail Delivery System)", ()),
        ("<>", ()),
        ("Ann", ()),
        ("@", ()),
        ("ann@", ()),
        ("<a@b@c.example>", ()),
    ],
)  # fmt: skip
def test_an_address_list_is_read(value: str, expected: tuple[Mailbox, ...]) -> None:
    """Names and addresses come out of every form that mailers write."""
    assert read_mailboxes(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann at example.org (Ann Lee)", (ANN,)),
        ("ann at example.org (Lee, Ann)", (Mailbox("Lee, Ann", "ann@example.org"),)),
        ("bob at example.org", (BOB,)),
        ("Ann Lee, ann at example.org (Ann Lee)", ()),
        ("Meet me at noon", ()),
        ("we meet at example.org today", ()),
    ],
)
def test_the_form_of_old_archives_is_read_alone(value: str, expected: tuple[Mailbox, ...]) -> None:
    """ "ann at example.org (Ann)" is an address only as a whole value."""
    assert read_mailboxes(value) == expected


@given(st.text() | st.text(alphabet='ab@.<>()[]",;:\\ =?\r\n\té'))
@example("=?utf-8?q?=3C=3E?= <" * 50)
def test_reading_never_raises(value: str) -> None:
    """Whatever the text, what comes out are one-line names and addresses with an @."""
    for mailbox in read_mailboxes(value):
        assert "@" in mailbox.address
        assert not set(mailbox.name + mailbox.address) & set("\r\n\0")


@pytest.mark.parametrize(
    "piece", ["(", "(a", '"', '"\\', "<", '<"', ",", ":", "[", "a@b ", '(")"', "=?", '"a"@', "@ "]
)
def test_crafted_lists_take_no_long_time(piece: str) -> None:
    """200,000 characters of nested or broken marks take well under two seconds."""
    before = time.process_time()
    read_mailboxes(piece * (200_000 // len(piece)))
    read_mailboxes(piece * 10_000 + "ann@example.org" + ")" * 10_000)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Ann@Example.ORG", "ann@example.org"),
        (" ann@example.org. ", "ann@example.org"),
        ("ZOË@Bücher.example", "zoë@xn--bcher-kva.example"),
        ("zoe\u0308@xn--bcher-kva.example", "zoë@xn--bcher-kva.example"),
        ("ann@BÜCHER。example", "ann@xn--bcher-kva.example"),
        ("Postmaster", "postmaster"),
        ("", ""),
        ("ann@" + "é" * 300, "ann@" + "é" * 300),
    ],
)
def test_addresses_match_by_their_key(address: str, key: str) -> None:
    """Case, Unicode form and the spelling of the domain make no difference."""
    assert fold(address) == key


@given(st.text())
def test_folding_never_raises_and_is_final(address: str) -> None:
    """A key folds to itself where the address is ASCII, and folding never fails."""
    key = fold(address)
    if address.isascii():
        assert fold(key) == key


def test_an_address_splits_at_its_last_at() -> None:
    """Local part and domain, or two empty strings."""
    assert split("ann@example.org") == ("ann", "example.org")
    assert split('"a@b"@example.org') == ('"a@b"', "example.org")
    assert split("ann") == ("", "")


def test_a_typed_address_is_normalised() -> None:
    """The domain is lower case; brackets and space around are forgiven."""
    assert valid(" <Ann@EXAMPLE.org> ") == "Ann@example.org"
    assert valid("zoë@bücher.example.org") == "zoë@bücher.example.org"
    assert valid("ann@xn--bcher-kva.example.org") == "ann@xn--bcher-kva.example.org"
    assert valid("Ann@Bücher.example.org") == "Ann@xn--bcher-kva.example.org"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("Ann@Example.ORG", "Ann@Example.ORG"),
        ("Ann@Bücher.example", "Ann@xn--bcher-kva.example"),
        ("zoë@bücher.example", "zoë@bücher.example"),
        ("zoë@example.org", "zoë@example.org"),
        ("ann@" + "é" * 300, "ann@" + "é" * 300),
        ("bücher", "bücher"),
        ("", ""),
    ],
)
def test_an_address_is_written_in_ascii_where_it_can_be(address: str, written: str) -> None:
    """Only a local part beyond ASCII, or a domain that is none, stays as it stands."""
    assert spelt_for_wire(address) == written


@pytest.mark.parametrize(
    "typed", ["", "ann", "ann@", "@example.org", "a b@example.org", "x" * 9999]
)
def test_a_typed_mistake_is_refused_in_one_line(typed: str) -> None:
    """The message names what was typed and what is wrong with it."""
    with pytest.raises(Refused) as caught:
        valid(typed)
    message = str(caught.value)
    assert "is not a mail address" in message
    assert "\n" not in message
    assert len(message) < 400


def test_the_validator_waits_until_it_is_needed() -> None:
    """Importing the module pulls in neither the validator nor a DNS resolver."""
    code = "import sys, dgroup.mail.address; print({'email_validator', 'dns', 'idna'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
