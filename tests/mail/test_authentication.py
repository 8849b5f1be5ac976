"""For whom a front MTA vouches: the fields of real systems, and what senders smuggle in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.mail.authentication import Vouched, vouched_for
from dgroup.mail.parse import parse

OURS = "mx.example.org"
RECEIVED = "Received: from out.example.com by mx.example.org; Sat, 21 Nov 2026 12:00:00 +0000\n"


def vouched(
    *fields: str,
    ids: tuple[str, ...] = (OURS,),
    sender: str = "Ann <ann@example.com>",
    is_below: bool = False,
) -> str:
    """The method by which the From domain is vouched for, "" for none, of a mail with this head."""
    head = "".join(field if field.endswith("\n") else f"{field}\n" for field in fields)
    letter = parse(f"{head}From: {sender}\n\nhello\n".encode())
    found = vouched_for(letter, ids, is_below=is_below)
    assert found is None or found.domain
    return found.method if found else ""


def said(text: str) -> str:
    """An Authentication-Results field."""
    return f"Authentication-Results: {text}"


REAL = {
    "gmail": (
        "mx.google.com;\n       dkim=pass header.i=@example.com header.s=s1 header.b=AbC+/d==;\n"
        "       spf=pass (google.com: domain of ann@example.com designates 203.0.113.4 as permitted"
        " sender) smtp.mailfrom=ann@example.com;\n"
        "       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=example.com"
    ),
    "fastmail": (
        "mx.google.com;\n    arc=none (no signatures found);\n    dkim=pass (2048-bit rsa key sha256)"
        " header.d=example.com\n    header.i=@example.com header.b=a1B2 header.a=rsa-sha256"
        " header.s=fm1 x-bits=2048;\n    dmarc=pass policy.published-domain-policy=none\n"
        "    policy.applied-disposition=none policy.evaluated-disposition=none\n"
        '    (p=none,d=none,d.eval=none) policy.policy-from=p header.from=example.com;\n'
        '    iprev=pass smtp.remote-ip=203.0.113.4 (out.example.com);\n'
        "    spf=pass smtp.mailfrom=ann@example.com smtp.helo=out.example.com"
    ),
    "yahoo": (
        "mx.google.com;\n dkim=pass header.i=@example.com header.s=s1;\n"
        " spf=pass smtp.mailfrom=example.com;\n dmarc=pass(p=REJECT) header.from=example.com;"
    ),
    "rspamd": (
        "mx.google.com;\n\tdkim=pass header.d=example.com header.s=mail header.b=AbCdEfGh;\n\tdmarc=pass"
        " (policy=none) header.from=example.com;\n\tspf=pass (mx.google.com: domain of"
        " ann@example.com designates 203.0.113.4 as permitted sender) smtp.mailfrom=ann@example.com"
    ),
    "opendmarc": "mx.google.com; dmarc=pass (p=none dis=none) header.from=example.com",
    "quoted, with a version": '"MX.Google.com" 1; dmarc = pass header.from = "example.com"',
    "comments in comments": (
        "mx.google.com (a (b \\) c) d); (x) dmarc/1 (y) = (z) pass (w) header.from (v)=example.com (u)"
    ),
    "odd spacing": "mx.google.com;dmarc=pass   header.from=EXAMPLE.COM.;;",
}  # fmt: skip
MICROSOFT = (
    "spf=pass (sender IP is 203.0.113.4) smtp.mailfrom=example.com; dkim=pass (signature was"
    " verified) header.d=example.com;dmarc=pass action=none header.from=example.com;compauth=pass"
    " reason=100"
)


@pytest.mark.parametrize("text", REAL.values(), ids=REAL)
def test_fields_of_real_systems_are_read(text: str) -> None:
    """DMARC says it best; the id is compared without case."""
    assert vouched(said(text), RECEIVED, ids=("mx.GOOGLE.com",)) == "dmarc"
    assert vouched(RECEIVED, said(text), ids=("mx.google.com",), is_below=True) == "dmarc"
    assert vouched(said(text), RECEIVED) == ""


def test_microsofts_field_has_no_id() -> None:
    """Such a field is believed where the list of ids holds "-", and only then."""
    assert vouched(said(MICROSOFT), RECEIVED, ids=("-",)) == "dmarc"
    assert vouched(said(MICROSOFT), RECEIVED) == ""
    old = MICROSOFT.replace("; dkim", "; example.org; dkim").replace(
        ";dmarc", ";example.org; dmarc"
    )
    assert vouched(said(old), RECEIVED, ids=("-",)) == "dmarc"
    assert vouched(said(f"{OURS}; {MICROSOFT}"), RECEIVED) == "dmarc"
    assert vouched(said(f"{OURS} ;{MICROSOFT}"), RECEIVED, ids=("-",)) == ""


@pytest.mark.parametrize(
    ("results", "method"),
    [
        ("dmarc=pass header.from=example.com", "dmarc"),
        ("dmarc=pass header.from=ann@example.com", "dmarc"),
        ("dkim=pass header.d=example.com", "dkim"),
        ("dkim=pass header.i=@example.com", "dkim"),
        ("dkim=pass header.i=ann@example.com", "dkim"),
        ("dkim=fail header.d=other.example; dkim=pass header.d=example.com", "dkim"),
        ("dkim=pass header.d=esp.example; dkim=pass header.d=example.com; spf=fail", "dkim"),
        ("spf=pass smtp.mailfrom=ann@example.com", "spf"),
        ("spf=pass smtp.mailfrom=<Ann@EXAMPLE.com>", "spf"),
        ("dmarc=none header.from=example.com; spf=pass smtp.mailfrom=ann@example.com", "spf"),
        ("dmarc=temperror header.from=example.com; dkim=pass header.d=example.com", "dkim"),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=example.com", "dmarc"),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=list@other.example", "dmarc"),
        # of somebody else who has an address there, or of whom nobody knows
        ("spf=pass smtp.mailfrom=eve@example.com", ""),
        ("spf=pass smtp.mailfrom=example.com", ""),
        ("spf=pass smtp.mailfrom=@example.com", ""),
        ("spf=pass smtp.mailfrom=\"a;dmarc=fail b\"@example.com", ""),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=eve@example.com", ""),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=eve@mail.example.com", ""),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=eve@example.com; dkim=pass"
         " header.d=example.com", "dmarc"),
        ("dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=eve@example.com; dkim=pass"
         " header.d=esp.example", ""),
        # for another domain
        ("dmarc=pass header.from=other.example", ""),
        ("dkim=pass header.d=other.example", ""),
        ("dkim=pass header.d=notexample.com", ""),
        ("dkim=pass header.d=mail.example.com", ""),
        ("dkim=pass header.d=com", ""),
        ("dkim=pass header.d=none", ""),
        ("spf=pass smtp.mailfrom=ann@mail.example.com", ""),
        ("spf=pass smtp.helo=example.com", ""),
        # no pass
        ("none", ""),
        ("", ""),
        ("dmarc=bestguesspass header.from=example.com", ""),
        ("dkim=neutral header.d=example.com", ""),
        ("spf=softfail smtp.mailfrom=example.com", ""),
        # fail beats all
        ("dmarc=fail header.from=example.com; dkim=pass header.d=example.com", ""),
        ("dmarc=fail action=quarantine header.from=example.com; spf=pass smtp.mailfrom=example.com", ""),
        ("dmarc=pass header.from=example.com; dmarc=fail header.from=example.com", ""),
        # DMARC without a ground
        ("dmarc=pass header.from=example.com; dkim=none; spf=fail smtp.mailfrom=example.com", ""),
        # values made to be misread
        ("dkim=pass header.d=example.com(.attacker.example", ""),
        ("dkim=pass header.d=example.com(.attacker.example)", ""),
        ("dkim=pass header.d=example.com .attacker.example", ""),
        ("dkim=pass header.d=example.com\x00.attacker.example", ""),
        ("dkim=pass header.d=attacker.example header.d=example.com", ""),
        ("dkim=pass header.d = = example.com", ""),
        ("spf=pass smtp.mailfrom=\"ann@example.com", ""),
        ("spf=pass smtp.mailfrom=ann@example.com@attacker.example", ""),
    ],
)  # fmt: skip
def test_what_a_field_says(results: str, method: str) -> None:
    """DMARC, else DKIM by the domain or one above it, else SPF; nothing that could be misread."""
    assert vouched(said(f"{OURS}; {results}"), RECEIVED) == method


def test_a_subdomain_is_signed_for_by_its_parent() -> None:
    """Relaxed alignment, one way: the domain above signs, and never one beside."""
    result = said(f"{OURS}; dkim=pass header.d=example.com")
    assert vouched(result, sender="ann@mail.example.com") == "dkim"
    assert vouched(result, sender="ann@example.com.attacker.example") == ""


@pytest.mark.parametrize("signer", ["co.uk", "com.br", "or.jp", "com", "uk"])
def test_what_stands_above_everybody_signs_for_nobody(signer: str) -> None:
    """Whoever holds such a name does not hold the names below it."""
    result = said(f"{OURS}; dkim=pass header.d={signer}")
    assert vouched(result, sender=f"ann@victim.{signer}") == ""
    result = said(f"{OURS}; dkim=pass header.d=victim.{signer}")
    if "." in signer:
        assert vouched(result, sender=f"ann@mail.victim.{signer}") == "dkim"


def test_a_country_may_have_short_names() -> None:
    """Two labels are enough where the first is nobody else's."""
    assert vouched(said(f"{OURS}; dkim=pass header.d=bbc.uk"), sender="ann@mail.bbc.uk") == "dkim"


PASS = said(f"{OURS}; dmarc=pass header.from=example.com")
SIGNED = said(f"{OURS}; dkim=pass header.d=example.com")
UNSIGNED = said(f"{OURS}; dkim=none")


@pytest.mark.parametrize(
    ("fields", "method"),
    [
        ((PASS,), "dmarc"),
        ((PASS, RECEIVED), "dmarc"),
        ((RECEIVED, PASS), "dmarc"),
        ((RECEIVED, PASS, RECEIVED), "dmarc"),
        ((RECEIVED, "X-Spam: no", PASS), "dmarc"),
        # a sender's own, below the hop that sent it on
        ((RECEIVED, RECEIVED, PASS), ""),
        ((RECEIVED, RECEIVED, RECEIVED, PASS), ""),
        # what the front says above its Received counts, and nothing below
        ((UNSIGNED, RECEIVED, PASS), ""),
        ((UNSIGNED, RECEIVED, SIGNED), ""),
        # what disagrees is worth nothing
        ((RECEIVED, UNSIGNED, SIGNED), ""),
        ((RECEIVED, UNSIGNED, PASS), ""),
        ((RECEIVED, said(f"{OURS}; spf=fail smtp.mailfrom=x@example.com"), PASS), ""),
        ((RECEIVED, said(f"{OURS}; dmarc=fail header.from=example.com"), SIGNED), ""),
        ((RECEIVED, said(f"{OURS}; dmarc=none header.from=example.com"), PASS), ""),
        ((RECEIVED, said(f"{OURS}; dkim=none (spoilt by the sender"), SIGNED), ""),
        # what agrees, of several milters
        ((RECEIVED, SIGNED, PASS), "dmarc"),
        ((RECEIVED, SIGNED, said(f"{OURS}; spf=softfail smtp.mailfrom=x@y.example")), "dkim"),
        # other fields are none of ours
        (("ARC-" + PASS, RECEIVED), ""),
        (("X-" + PASS, RECEIVED), ""),
        ((said("mx.example.org.attacker.example; dmarc=pass header.from=example.com"),), ""),
        ((said("broken (;"), PASS), "dmarc"),
    ],
)
def test_where_a_field_stands_and_what_else_is_said(fields: tuple[str, ...], method: str) -> None:
    """Above our front's Received, else, if so set, just below it; who disagrees vouches for nobody."""
    assert vouched(*fields, is_below=True) == method
    assert vouched(*fields) == (method if fields[0] != RECEIVED else "")


def test_below_received_stands_what_a_sender_wrote() -> None:
    """It is believed only of a front that takes such fields out, where it said nothing above."""
    fields = (said("other.example; dkim=none"), RECEIVED, SIGNED)
    assert (vouched(*fields), vouched(*fields, is_below=True)) == ("", "dkim")


@pytest.mark.parametrize(
    "sender",
    [
        "ann@example.com, bob@example.com",
        "ann@example.com\nFrom: bob@example.com",
        "ann",
        "undisclosed:;",
        "ann@localhost",
        "\xff",
    ],
)
def test_one_author_is_vouched_for_or_nobody(sender: str) -> None:
    """Two From mailboxes, two From fields, or none that has a domain: nobody."""
    assert vouched(PASS, RECEIVED, sender=sender) == ""


def test_domains_beyond_ascii_are_the_same_in_both_spellings() -> None:
    """A-label or U-label: one domain, given as its A-label."""
    letter = parse(
        f"Authentication-Results: {OURS}; dmarc=pass header.from=xn--bcher-kva.example\n"
        "From: Ann <ann@Bücher.example>\n\nx".encode()
    )
    assert vouched_for(letter, [OURS]) == Vouched("xn--bcher-kva.example", "dmarc")


def test_nobody_is_believed_where_nobody_is_trusted() -> None:
    """A server that faces the world alone lists no id."""
    assert vouched(PASS, RECEIVED, ids=()) == ""
    assert vouched(PASS, RECEIVED, ids=("-",)) == ""


PIECES = st.sampled_from(
    [OURS, ";", "=", "(", ")", '"', "\\", " ", "dmarc", "dkim=pass", "header.d=", "example.com", "\t",
     "\x00", "spf=pass smtp.mailfrom=ann@example.com", "\n ", "\xff", "1", "/", "dmarc=pass header.from="]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.booleans())
def test_any_field_is_read(pieces: list[str], is_below: bool) -> None:
    """Nothing raises, whatever stands in the field."""
    text = said(f"{OURS}; {''.join(pieces)}")
    vouched(RECEIVED if is_below else "X: y", text, ids=(OURS, "-"), is_below=True)
    vouched(said("".join(pieces)), ids=(OURS, "-"))


@pytest.mark.parametrize(
    "piece", ["(", "a=b ", "a=", '"', ";", "x" * 70 + " ", "(a)", "\\", "=", "a;"]
)
@pytest.mark.parametrize("count", [1, 900])
def test_long_and_many_fields_take_no_long_time(piece: str, count: int) -> None:
    """Two hundred kilobytes of half a field are read at once, or not at all."""
    text = said(f"{OURS}; " + piece * (200_000 // len(piece) // count))
    before = time.process_time()
    vouched(RECEIVED, *([text] * count), is_below=True)
    assert time.process_time() - before < 1


def test_more_fields_than_any_front_writes_vouch_for_nobody() -> None:
    """Twenty is plenty; a longer field than 16 kB is none of a front's."""
    assert vouched(*([PASS] * 20), RECEIVED) == "dmarc"
    assert vouched(*([PASS] * 21), RECEIVED) == ""
    assert vouched(PASS + " (" + "x" * 17_000 + ")", RECEIVED) == ""
