"""What people paste where addresses are asked for: out of programs, out of tables, out of habit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Person = tuple[str, str]

ANNA: Person = ("Anna Jansen", "anna.jansen@example.org")
BOB: Person = ("Bob O'Brien", "bob@example.net")
CHLOE: Person = ("Chloé Mbaye-Diop", "chloe_mbaye@univ.example")
THREE = (ANNA, BOB, CHLOE)
NAMELESS = tuple(("", address) for _, address in THREE)


@dataclass(frozen=True)
class Paste:
    """A text, and who is to be read in it (name, address), with what cannot be read."""

    id: str
    text: str
    people: tuple[Person, ...]
    unreadable: tuple[str, ...] = ()
    note: str = ""


def _first(name: str) -> str:
    return name.partition(" ")[0]


def _last(name: str) -> str:
    return name.partition(" ")[2]


# How one person is written on a line, with the name.
NAMED: dict[str, Callable[[str, str], str]] = {
    "angle": lambda n, a: f"{n} <{a}>",
    "quoted": lambda n, a: f'"{n}" <{a}>',
    "curly": lambda n, a: f"“{n}” <{a}>",
    "single": lambda n, a: f"'{n}' <{a}>",
    "last_first": lambda n, a: f'"{_last(n)}, {_first(n)}" <{a}>',
    "parens": lambda n, a: f"{n} ({a})",
    "brackets": lambda n, a: f"{n} [{a}]",
    "mailto": lambda n, a: f"{n} <mailto:{a}>",
    "twice": lambda n, a: f"{n} <{a}<mailto:{a}>>",
    "twice_apart": lambda n, a: f"{n} <{a}> <mailto:{a}>",
    "outlook_mailto": lambda n, a: f"{n} [mailto:{a}]",
    "markdown": lambda n, a: f"[{n}](mailto:{a})",
    "markdown_both": lambda n, a: f"{n} [{a}](mailto:{a})",
    "bold": lambda n, a: f"**{n}** <{a}>",
    "comment": lambda n, a: f"{a} ({n})",
    "nbsp": lambda n, a: f"{n}\u00a0<{a}>",
    "wide": lambda n, a: f"{n} ＜{a.replace('@', '＠')}＞",
    "glued": lambda n, a: f"{n}<{a}>",
    "spaced": lambda n, a: f"{n}  < {a} >",
    "zero_width": lambda n, a: f"{n} <\u200b{a}\u200b>",
    "html": lambda n, a: f"{n} &lt;{a}&gt;",
}
# The same, where one person a line is all that makes sense of it.
ALONE: dict[str, Callable[[str, str], str]] = {
    "colon": lambda n, a: f"{n}: {a}",
    "dash": lambda n, a: f"{n} - {a}",
    "en_dash": lambda n, a: f"{n} – {a}",
    "equals": lambda n, a: f"{n} = {a}",
    "slash": lambda n, a: f"{n} / {a}",
    "space": lambda n, a: f"{n} {a}",
    "behind": lambda n, a: f"{a} {n}",
    "behind_dash": lambda n, a: f"{a} - {n}",
    "comma": lambda n, a: f"{n}, {a}",
    "comma_behind": lambda n, a: f"{a},{n}",
    "tab": lambda n, a: f"{n}\t{a}",
    "tab_behind": lambda n, a: f"{a}\t{n}",
    "semicolon": lambda n, a: f"{n};{a}",
    "quoted_cells": lambda n, a: f'"{n}","{a}"',
    "parts": lambda n, a: f"{_first(n)},{_last(n)},{a}",
    "tab_parts": lambda n, a: f"{_first(n)}\t{_last(n)}\t{a}",
    "more_cells": lambda n, a: f"{n};{a};+32 470 12 34 56;Ghent;Belgium",
    "numbered_cells": lambda n, a: f"3\t{n}\t{a}\tteacher",
    "bar": lambda n, a: f"| {n} | {a} |",
    "label": lambda n, a: f"{n}, email: {a}",
    "role": lambda n, a: f"{n} <{a}> - teacher",
    "role_parens": lambda n, a: f"{n} <{a}> (teacher)",
    "phone": lambda n, a: f"{n} +32 470 12 34 56 <{a}>",
    "unquoted_last": lambda n, a: f"{_last(n)}, {_first(n)} <{a}>",
}
BARE: dict[str, Callable[[str], str]] = {
    "bare": lambda a: a,
    "angle": lambda a: f"<{a}>",
    "mailto": lambda a: f"mailto:{a}",
    "mailto_subject": lambda a: f"mailto:{a}?subject=Hello%20all&body=x",
    "mailto_angle": lambda a: f"<mailto:{a}>",
    "twice": lambda a: f"{a}<mailto:{a}>",
    "twice_angle": lambda a: f"{a} <{a}>",
    "outlook": lambda a: f"'{a}' <{a}>",
    "quoted": lambda a: f'"{a}"',
    "quoted_angle": lambda a: f'"{a}" <{a}>',
    "single": lambda a: f"'{a}'",
    "markdown": lambda a: f"[{a}](mailto:{a})",
    "backticks": lambda a: f"`{a}`",
    "full_stop": lambda a: f"{a}.",
    "comma": lambda a: f"{a},",
    "semicolon": lambda a: f"{a};",
    "brackets": lambda a: f"[{a}]",
    "parens": lambda a: f"({a})",
    "wide": lambda a: a.replace("@", "＠"),
    "label": lambda a: f"E-mail: {a}",
}
BULLETS = {
    "dash": "- ",
    "star": "* ",
    "dot": "• ",
    "arrow": "→ ",
    "box": "- [ ] ",
    "indent": "    ",
    "quote": "> ",
}
JOINTS = {
    "gmail": ", ",
    "gmail_end": ",\n",
    "outlook": "; ",
    "outlook_glued": ";",
    "outlook_lines": ";\n",
    "commas": ",",
}
_KEPT_APART = {"markdown_both", "comment", "outlook_mailto"}  # of one line, which only one uses


def generated() -> Iterator[Paste]:
    """Ways to write a person, times ways to make a list of them."""
    for form, write in {**NAMED, **ALONE}.items():
        yield Paste(f"lines-{form}", "\n".join(write(*each) for each in THREE), THREE)
        yield Paste(f"apart-{form}", "\n\n".join(write(*each) for each in THREE), THREE)
    for form, bare in BARE.items():
        text = "\n".join(bare(address) for _, address in THREE)
        yield Paste(f"bare-{form}", text, NAMELESS)
    for mark, bullet in BULLETS.items():
        for form in ("angle", "parens", "colon", "last_first", "markdown"):
            write = {**NAMED, **ALONE}[form]
            yield Paste(f"{mark}-{form}", "\n".join(bullet + write(*each) for each in THREE), THREE)
        yield Paste(f"{mark}-bare", "\n".join(f"{bullet}{a}" for _, a in THREE), NAMELESS)
    for form, number in {"dot": "{}. ", "paren": "{}) ", "both": "({}) "}.items():
        lines = [f"{number.format(n)}{name} <{a}>" for n, (name, a) in enumerate(THREE, 1)]
        yield Paste(f"numbered-{form}", "\n".join(lines), THREE)
    for joint, between in JOINTS.items():
        for form, write in NAMED.items():
            yield Paste(f"{joint}-{form}", between.join(write(*each) for each in THREE), THREE)
        yield Paste(f"{joint}-bare", between.join(a for _, a in THREE), NAMELESS)
    for label in ("To", "Cc", "Bcc", "Aan", "À", "Para", "An", "CC", "E-mails"):
        text = f"{label}: " + ", ".join(f"{name} <{a}>" for name, a in THREE)
        yield Paste(f"header-{label}", text, THREE)
    yield from _tables()


HEADINGS = {
    "en": ("Name", "Email"),
    "en_long": ("Full name", "E-mail address"),
    "en_glued": ("name", "email_address"),
    "nl": ("Naam", "E-mailadres"),
    "nl_plain": ("Volledige naam", "Mailadres"),
    "fr": ("Nom", "Courriel"),
    "fr_long": ("Nom complet", "Adresse e-mail"),
    "fr_outlook": ("Nom", "Adresse de messagerie"),
    "es": ("Nombre", "Correo"),
    "es_long": ("Nombre completo", "Correo electrónico"),
    "es_outlook": ("Nombre", "Dirección de correo electrónico"),
}
PARTS = {
    "en": ("First Name", "Last Name", "E-mail Address"),
    "en_given": ("Given name", "Surname", "Email"),
    "nl": ("Voornaam", "Achternaam", "E-mail"),
    "fr": ("Prénom", "Nom", "Adresse mail"),
    "es": ("Nombre", "Apellidos", "Correo electrónico"),
}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def _tables() -> Iterator[Paste]:
    for language, heading in HEADINGS.items():
        for word, mark in DELIMITERS.items():
            rows = [mark.join(heading), *(mark.join(each) for each in THREE)]
            yield Paste(f"table-{language}-{word}", "\n".join(rows), THREE)
        rows = [f"{heading[1]},{heading[0]}", *(f'"{a}","{name}"' for name, a in THREE)]
        yield Paste(f"table-{language}-reversed", "\r\n".join(rows), THREE)
    for language, (given, family, mail) in PARTS.items():
        for word, mark in DELIMITERS.items():
            cells = [(_first(name), _last(name), "Ghent", a) for name, a in THREE]
            rows = [mark.join((given, family, "City", mail)), *(mark.join(each) for each in cells)]
            yield Paste(f"parts-{language}-{word}", "\n".join(rows), THREE)
