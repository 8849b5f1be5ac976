"""Letters out of templates: `<language>/<family>/<name>.txt.j2` -> `Text(subject, plain)`.

The only user of jinja2 on this floor, and only once a letter is asked for: its import takes longer
than the rest of a server's start. Values are data: what a person or a facilitator wrote is put into
a template, never read as one, and cannot begin a new line of the subject (PROMISES R18).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dgroup.errors import ConfigError
from dgroup.mail.cities import city_text
from dgroup.mail.days import day_text, days_text, short_day_text, time_text
from dgroup.mail.wrap import indent, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from jinja2 import Environment, Template
    from jinja2.runtime import Context

REFERENCE = "en"
"""The language that has every letter."""


@dataclass(frozen=True, slots=True)
class Text:
    """A letter in words: `subject` on one line, `plain` wrapped, ending in a line end."""

    subject: str
    plain: str


class Letters:
    """The letters in `folders`; what the first folder has hides what the others have."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._templates: dict[tuple[str, str], tuple[Template, Template]] = {}
        self._environment: Environment | None = None

    def render(
        self,
        template: str,
        language: str,
        data: Mapping[str, object],
        parts: Sequence[tuple[str, Mapping[str, object]]] = (),
    ) -> Text:
        """Render the letter `family/name`, in English where `language` does not have it.

        `nl-BE` is looked for as `nl-BE`, then `nl`, then `en`. `parts` are further letters, whose
        bodies are put below the first. What they offer to do next (see `_OFFERS`) comes last: the
        first three different offers of all.
        Raises: ConfigError when there is no such letter, or it is not `Subject: …` and an empty
        line first; jinja2.UndefinedError when it names what is not in `data`.
        """
        told = {"timezone": "UTC", "language": language}
        subject, _ = self._find(template, language)
        bodies: list[str] = []
        offers: list[str] = []
        intro = ""
        for each, its_data in ((template, data), *parts):
            text = self._find(each, language)[1].render({**told, **its_data})
            body, _, offered = _CONTROLS.sub(" ", text.replace("\r\n", "\n")).partition(_OFFERS)
            bodies.append(body.strip("\n"))
            before, *items = _ITEM.split(offered)
            intro = intro or before.strip()
            offers += [item.rstrip() for item in items if item.rstrip() not in offers]
        if offers:
            listed = "".join(f"- {item}\n" for item in offers[:MOST_OFFERS])
            bodies.append(f"{intro}\n\n{listed}")
        return Text(
            " ".join(_CONTROLS.sub(" ", subject.render({**told, **data})).split()),
            wrap("\n\n".join(body for body in bodies if body) + "\n"),
        )

    def _find(self, template: str, language: str) -> tuple[Template, Template]:
        known = self._templates.get((template, language))
        if known:
            return known
        # A language comes from a person's wish or from the mail: it must never become a path.
        wanted = [language, language[:2], REFERENCE] if _LANGUAGE.fullmatch(language) else []
        for each in wanted or [REFERENCE]:
            for folder in self._folders:
                path = folder / each / f"{template}.txt.j2"
                if path.is_file():
                    found = self._compile(path)
                    if wanted:
                        self._templates[template, language] = found
                    return found
        raise ConfigError(f"the letter {template} is missing; see templates/{REFERENCE}")

    def _compile(self, path: Path) -> tuple[Template, Template]:
        """Read a template file as two: the values in a subject cannot reach into the body."""
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        empty, _, body = rest.partition("\n")
        if not first.startswith("Subject: ") or empty.strip():
            raise ConfigError(f"{path} must begin with a line 'Subject: …' and an empty line")
        environment = self._environment = self._environment or _make_environment()
        # So many lines go before the body that an error names the line of the file.
        return (
            environment.from_string(first.removeprefix("Subject: ")),
            environment.from_string("\n\n" + body),
        )


MOST_OFFERS = 3
"""So many things to do next are named at the end of a letter; more are read by nobody."""

_OFFERS = "\n===\n"  # behind this line of a template stand a line before the offers, and "- " items
_ITEM = re.compile(r"^- ", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})?")
# All but tab and line end; what turns the direction of other people's words, so that a name cannot
# show the address behind it as another; and the halves of pairs, which no mail can carry.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _make_environment() -> Environment:
    from jinja2 import StrictUndefined, pass_context, select_autoescape
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default_for_string=False),  # letters are plain
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["indent"] = indent
    environment.filters["size"] = _size
    environment.filters["day"] = pass_context(_day)
    environment.filters["short_day"] = pass_context(_short_day)
    environment.filters["days"] = pass_context(_days)
    environment.filters["time"] = pass_context(_time)
    environment.filters["city"] = pass_context(_city)
    return environment


def _day(context: Context, moment_s: int) -> str:
    """A day as people write it, in the letter's language and the group's time zone."""
    return day_text(moment_s, str(context["language"]), str(context["timezone"]))


def _short_day(context: Context, moment_s: int) -> str:
    """The same without the year, of what was not long ago."""
    return short_day_text(moment_s, str(context["language"]), str(context["timezone"]))


def _days(context: Context, first_s: int, last_s: int) -> str:
    """From one day to another, with the words for it."""
    return days_text(first_s, last_s, str(context["language"]), str(context["timezone"]))


def _time(context: Context, moment_s: int) -> str:
    """The hour and minute of a moment, in the group's time zone."""
    return time_text(moment_s, str(context["timezone"]))


def _city(context: Context, timezone: str) -> str:
    """The city of a time zone, in the letter's language."""
    return city_text(timezone, str(context["language"]))


def _size(octets: int) -> str:
    """A size as people name it, rounded down: 10485760 is "10 MB", 300000 is "292 kB"."""
    return f"{octets >> 20} MB" if octets >= 1 << 20 else f"{max(octets >> 10, 1)} kB"
