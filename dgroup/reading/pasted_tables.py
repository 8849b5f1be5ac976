"""Tables that somebody pasted: a heading, and rows parted by commas, semicolons, tabs or bars.

Pure. The headings are those of Outlook, Google, Thunderbird, Yahoo and of people, in the languages
that they come in. A table without a heading is read line by line (`pasted_lines.py`). RFC 4180.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.reading.pasted_lines import Piece, person, plain


@dataclass(frozen=True, slots=True)
class Heading:
    """Which columns of a table hold addresses (the best first), and names (in reading order)."""

    delimiter: str
    addresses: tuple[int, ...]
    names: tuple[int, ...]


def read_heading(line: str) -> Heading | None:
    """Read a line as the heading of a table; None where it is none."""
    if "@" in line or len(line) > _LONGEST:
        return None
    for delimiter in "\t;|,":
        if delimiter in line:
            cells = [_folded(cell) for cell in next(csv.reader([line], delimiter=delimiter), [])]
            if addresses := _addresses(cells):
                return Heading(delimiter, addresses, _names(cells))
    return None


def is_heading(line: str) -> bool:
    """Say whether a line is but words that stand above columns: "Name Email", "Naam / E-mail"."""
    words = _folded(re.sub(r"[\t;|,/]", " ", line)).split()
    return 0 < len(words) <= _MOST_OF_HEADING and "@" not in line and _TITLES.issuperset(words)


def read_table(lines: Sequence[str], heading: Heading) -> tuple[list[Piece], int]:
    """Read the rows below a heading up to an empty line; return them, and how many lines those are.

    A row without an address is a piece without a person, unless it holds nothing at all.
    """
    pieces: list[Piece] = []
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=heading.delimiter)
    while True:
        first = rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return pieces, len(lines)
        except csv.Error:
            pieces.append(Piece(None, lines[first].strip()))
            continue
        if not row:
            return pieces, min(rows.line_num, len(lines))
        cells = [plain(cell).strip() for cell in row]
        if not any(cells) or all(set(cell) <= set("-: ") for cell in cells):
            continue  # Markdown's rule below a heading
        if len(cells) == 1 and len(heading.names) and "@" not in cells[0]:
            return pieces, first  # words below a table that no empty line parts from it
        pieces.append(_read_row(cells, heading, lines[first].strip()))


def _read_row(cells: Sequence[str], heading: Heading, line: str) -> Piece:
    def cell(place: int) -> str:
        return cells[place] if place < len(cells) else ""

    name = " ".join(filter(None, map(cell, heading.names)))
    typed = [text for place in heading.addresses if "@" in (text := cell(place))]
    if not typed:
        # Columns may be shifted; an address is an address where only one cell holds one.
        typed = [text for text in cells if "@" in text][:2]
        typed = typed if len(typed) == 1 else []
    for each in typed:
        first = re.split(r"\s*:::\s*|[;,\s]\s*(?=\S+@)", each)[0]
        shown = re.fullmatch(r"(.*)<([^<>]+)>", first)
        found = person(shown[2], name or shown[1]) if shown else person(_bare(first), name)
        if found.person is not None:
            return found
    return Piece(None, line)


def _bare(text: str) -> str:
    return re.sub(
        r"^\[?\s*(?:mailto:)?|\]?(?:\(mailto:.*\))?$", "", text.strip(), flags=re.IGNORECASE
    )


_LONGEST: Final = 4000
_MOST_OF_HEADING: Final = 8
_MAIL: Final = re.compile(
    r"\b(?:e ?mails?|mails?|e ?mail ?adres(?:sen)?|mailadres|courriels?|courrier electronique"
    r"|correos?|messagerie|mel|electronico|electronique|emailadresse|mailadresse)\b"
)
_NO_ADDRESS: Final = re.compile(
    r"\b(?:type|label|name|naam|nom|nombre|format|notes?|etiquette|etiqueta|tipo|libelle|opt|status"
    r"|sent|weergavenaam|complet|consent|date|list|mailing|count|user)\b"
)
_ADDRESS: Final = frozenset(
    "address addresses adres adresse adressen direccion direcciones".split()
)
_WHOLE: Final = frozenset(
    "name|full name|display name|naam|volledige naam|weergavenaam|nom complet|nom affiche"
    "|nombre completo|nom et prenom|prenom et nom|nombre y apellidos|nombre y apellido|contact"
    "|contact name|participant|deelnemer|member|lid|membre|miembro|nombre para mostrar|real name"
    "|who|wie|qui|quien|attendee|your name|voor en achternaam|file as|nome".split("|")
)
_GIVEN: Final = frozenset(
    "first name|first|given name|givenname|firstname|forename|voornaam|roepnaam|prenom|nombre"
    "|nombres|primer nombre|vorname|nome|first names".split("|")
)
_MIDDLE: Final = frozenset(
    "tussenvoegsel|tussenvoegsels|tussenv|voorvoegsel|voorvoegsels|infix|prefix of last name".split(
        "|"
    )
)
_FAMILY: Final = frozenset(
    "last name|last|family name|familyname|lastname|surname|achternaam|familienaam|nom"
    "|nom de famille|apellido|apellidos|primer apellido|nachname|sobrenome".split("|")
)
_SECOND: Final = frozenset(["segundo apellido"])
_TITLES: Final = frozenset(
    word for phrase in (*_WHOLE, *_GIVEN, *_MIDDLE, *_FAMILY, *_ADDRESS) for word in phrase.split()
) | frozenset(
    "email e mail emails mails emailaddress mailadres mailadressen courriel courriels correo"
    " electronico electronique messagerie nr no number numero phone tel telephone telefoon"
    " telefono organisation organization organisatie role rol function functie country land pays"
    " pais".split()
)


def _folded(cell: str) -> str:
    """A heading without accents, capitals and marks: "E-mailadres 1" becomes "e mailadres 1"."""
    bare = unicodedata.normalize("NFKD", plain(cell))
    bare = "".join(mark for mark in bare if not unicodedata.combining(mark)).casefold()
    return " ".join(re.sub(r"[^\w]+|_", " ", bare).split())


def _addresses(cells: Sequence[str]) -> tuple[int, ...]:
    """The columns of addresses, as they stand; plain "address" only where no other is."""
    found = [
        place
        for place, cell in enumerate(cells)
        if _MAIL.search(cell.replace("emailaddress", "email")) and not _NO_ADDRESS.search(cell)
    ]
    plainly = [place for place, cell in enumerate(cells) if cell in _ADDRESS]
    return tuple(found or plainly)


def _names(cells: Sequence[str]) -> tuple[int, ...]:
    """The columns that make up a name: one whole, or given name and family name.

    "Nom" beside "Prénom" is the family name, "Nombre" beside "Apellidos" the given one.
    """

    def column(words: frozenset[str], *, but: int | None = None) -> int | None:
        return next((n for n, cell in enumerate(cells) if cell in words and n != but), None)

    family = column(_FAMILY)
    given = column(_GIVEN, but=family)
    parts = (given, column(_MIDDLE), family, column(_SECOND))
    if given is not None and family is not None:
        return tuple(place for place in parts if place is not None)
    whole = column(_WHOLE)
    one = whole if whole is not None else given if given is not None else family
    return () if one is None else (one,)
