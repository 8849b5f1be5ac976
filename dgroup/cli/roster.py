"""A list of people in a file, as spreadsheets write it: read line by line, every bad line named.

Pure. Commas, semicolons or tabs; UTF-8, UTF-16 with its mark, or what Windows wrote; with a heading
in four languages or without. A file of bare addresses, one a line, is one as well.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.commands.newcomers import Newcomer
from dgroup.domain.model import DELIVERY_CHOICES, ROLES, DeliveryChoice, Role
from dgroup.errors import Refused
from dgroup.mail.address import read_mailboxes, valid

# What a column may be called.
_HEADINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("address", "email", "e-mail", "mail", "email address", "e-mail address"),
            *("adres", "e-mailadres", "mailadres", "adresse", "courriel", "adresse e-mail"),
            *("correo", "correo electrónico", "dirección"),
        ),
        "address",
    ),
    **dict.fromkeys(
        ("name", "full name", "naam", "volledige naam", "nom", "nombre", "display name"), "name"
    ),
    **dict.fromkeys(("role", "rol", "rôle"), "role"),
    **dict.fromkeys(("delivery", "levering", "bezorging", "livraison", "entrega"), "delivery"),
}


@dataclass(frozen=True, slots=True)
class Bad:
    """A line that names nobody who could be added: its number, what stands there, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that names somebody."""

    line: int
    newcomer: Newcomer


def bad_rows(bad: Iterable[Bad]) -> list[dict[str, object]]:
    """Return bad lines as they are shown and as JSON, in the order of the file."""
    return [
        {"line": each.line or None, "text": each.text, "reason": each.reason}
        for each in sorted(bad, key=lambda each: each.line)
    ]


def read_roster(content: bytes, role: Role, delivery: DeliveryChoice) -> Iterator[Entry | Bad]:
    """Read a file; `role` and `delivery` are for those of whom it says nothing. Empty lines go by.

    Raises: Refused, where the heading names no column of addresses.
    """
    text = _decode(content)
    rows = _rows(text, _delimiter(text))
    columns: dict[str, int] | None = None
    for line, row in rows:
        if isinstance(row, Bad):
            yield row
        elif any(map(str.strip, row)):
            if columns is None:
                columns = _columns(row)
                if columns is not None:
                    continue
                columns = _guess(row)
            yield read_line(line, _values(row, columns), role, delivery)


def read_line(
    line: int, values: Mapping[str, str], role: Role, delivery: DeliveryChoice
) -> Entry | Bad:
    """Read one person: `address` (which may be `Name <address>`), `name`, `role`, `delivery`."""
    typed = values.get("address", "")
    own_role = values.get("role", "").lower() or role
    own_delivery = values.get("delivery", "").lower() or delivery
    if not typed:
        return Bad(line, ", ".join(filter(None, values.values())), "no address")
    if own_role not in ROLES:
        return Bad(line, typed, f"role {own_role!r}: it is one of {', '.join(ROLES)}")
    if own_delivery not in DELIVERY_CHOICES:
        expected = ", ".join(DELIVERY_CHOICES)
        return Bad(line, typed, f"delivery {own_delivery!r}: it is one of {expected}")
    name, address = "", typed
    if "<" in typed or " " in typed:
        mailboxes = read_mailboxes(typed)
        if len(mailboxes) > 1:
            return Bad(line, typed, "more than one address")
        if mailboxes:
            name, address = mailboxes[0].name, mailboxes[0].address
    try:
        address = valid(address)
    except Refused as refusal:
        return Bad(line, typed, str(refusal))
    newcomer = Newcomer(
        address=address,
        name=on_one_line(values.get("name", "")) or name,
        role=own_role,
        delivery=own_delivery,
    )
    return Entry(line, newcomer)


def on_one_line(name: str) -> str:
    """A name on one line, without what a terminal or a header would obey."""
    return " ".join("".join(mark if mark.isprintable() else " " for mark in name).split())[:300]


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    """The mark that parts the first line that has one; a comma where none does."""
    for line in text.splitlines()[:20]:
        outside = "".join(line.split('"')[::2])  # what stands between quotes parts nothing
        found = max(",;\t", key=outside.count)
        if outside.count(found):
            return found
    return ","


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | Bad]]:
    """Yield (number of its first line, cells); a line that csv cannot read is a bad one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, Bad(line, "", f"not readable: {error}")
        else:
            yield line, row


def _columns(row: Sequence[str]) -> dict[str, int] | None:
    """The columns that a heading names; None where the row is no heading."""
    words = [_HEADINGS.get(cell.strip().casefold()) for cell in row]
    columns = {word: place for place, word in reversed(list(enumerate(words))) if word}
    if not columns or any("@" in cell for cell in row):
        return None
    if "address" not in columns:
        raise Refused(f'no column of addresses: call one of {", ".join(row)} "address"')
    return columns


def _guess(row: Sequence[str]) -> dict[str, int]:
    """The columns of a file without a heading: where the first @ is, and the one beside it."""
    places = [place for place, cell in enumerate(row) if "@" in cell]
    address = places[0] if places else 0
    others = [place for place in range(len(row)) if place != address]
    return {"address": address, **({"name": others[0]} if others else {})}


def _values(row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    return {word: row[place].strip() if place < len(row) else "" for word, place in columns.items()}
