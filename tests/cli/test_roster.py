"""Lists of people as spreadsheets write them."""

from __future__ import annotations

import pytest

from dgroup.cli.roster import Bad, Entry, read_roster
from dgroup.commands.newcomers import Newcomer
from dgroup.errors import Refused

ANN = Newcomer("ann@example.org", "Ann Lee")


def read(content: bytes | str) -> list[Entry | Bad]:
    """Read a roster of members who get each post."""
    data = content.encode() if isinstance(content, str) else content
    return list(read_roster(data, "member", "each"))


FORMS = [
    "address,name\nann@example.org,Ann Lee\n",
    "E-mail;Naam\r\nann@example.org;Ann Lee\r\n",
    "NOMBRE\tCorreo\nAnn Lee\tann@example.org\n",
    "nom,adresse,other\nAnn Lee,ann@example.org,x\n",
    "ann@example.org,Ann Lee\n",
    "Ann Lee;ann@example.org",
    "Ann Lee <ann@example.org>\n",
    '"Lee, Ann" <x>\n'.replace('"Lee, Ann" <x>', '"Ann Lee" <ann@example.org>'),
    "email\n  Ann Lee <ann@example.org>  \n",
    '"e-mail address","full name"\n"ann@example.org","Ann Lee"\n',
    "name,role,email\nAnn Lee,,<ann@example.org>\n",
    "\ufeffaddress,name\nann@example.org,Ann Lee\n",
    "address,name\nann@example.org,Ann Lee\n".encode("utf-16"),
    "\n\naddress,name\n\nann@example.org,Ann Lee\n,\n",
    'address,name\nann@example.org,"Ann\nLee"\n',
]


@pytest.mark.parametrize("content", FORMS)
def test_all_forms_say_the_same(content: bytes | str) -> None:
    """Marks, headings in four languages, encodings and `Name <address>` are all understood."""
    assert [each.newcomer for each in read(content) if isinstance(each, Entry)] == [ANN]


def test_what_windows_wrote_is_read() -> None:
    """A file that is no UTF-8 is taken for cp1252."""
    (zoe,) = read("naam;adres\nZoë Müller;zoe@example.org\n".encode("cp1252"))
    assert isinstance(zoe, Entry)
    assert zoe.newcomer == Newcomer("zoe@example.org", "Zoë Müller")


def test_roles_and_deliveries_are_of_each_line() -> None:
    """What a line says of itself goes before what was said for all."""
    found = read("address,role,delivery\na@example.org,Facilitator,DAILY\nb@example.org,,\n")
    assert [each.newcomer for each in found if isinstance(each, Entry)] == [
        Newcomer("a@example.org", "", "facilitator", "daily"),
        Newcomer("b@example.org", "", "member", "each"),
    ]


def test_every_bad_line_has_its_number() -> None:
    """Bad lines are named with what stands there and why, and the others are read."""
    found = read(
        "name,address,role\n"
        'Two,"Two\nLines <two@example.org>",\n'
        "Ann,ann@,\n"
        "Nobody,,\n"
        "Cas,cas@example.org,boss\n"
        '"Both","a@example.org, b@example.org",\n'
        "Dora,dora@example.org,observer\n"
    )
    assert [each.line for each in found] == [2, 4, 5, 6, 7, 8]
    reasons = [(each.line, each.text, each.reason) for each in found if isinstance(each, Bad)]
    assert [one[:2] for one in reasons] == [
        (4, "ann@"),
        (5, "Nobody"),
        (6, "cas@example.org"),
        (7, "a@example.org, b@example.org"),
    ]
    assert "not a mail address" in reasons[0][2]
    assert reasons[1][2] == "no address"
    assert "role 'boss': it is one of member, resource, observer, facilitator" in reasons[2][2]
    assert reasons[3][2] == "more than one address"


def test_names_stay_on_one_line() -> None:
    """What a header or a terminal would obey is taken out of a name."""
    (found,) = read('name,address\n"Ann\r\nBcc: x\x1b[2J",ann@example.org\n')
    assert isinstance(found, Entry)
    assert found.newcomer.name == "Ann Bcc: x [2J"


def test_a_heading_without_addresses_is_refused() -> None:
    """Rather nothing than a wrong guess."""
    with pytest.raises(Refused, match="no column of addresses"):
        read("name,role\nAnn,member\n")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"address,name\n"])
def test_nothing_is_nobody(content: bytes) -> None:
    """An empty file names nobody, and is no error."""
    assert read(content) == []


def test_a_cell_beyond_all_measure_is_one_bad_line() -> None:
    """A mark of quotation that is never closed costs its lines only."""
    found = read('address\na@example.org\n"' + "x" * 200_000 + '"\nb@example.org\n')
    assert [type(each) for each in found] == [Entry, Bad, Entry]
