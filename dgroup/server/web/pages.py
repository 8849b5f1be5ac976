"""Web pages out of templates: `<language>/web/<name>.html.j2`, in one frame with one style sheet.

A template is `Title: …`, an empty line, and what is on the page. Values are data and are escaped
(PROMISES R18). A page has no script, no picture and nothing from elsewhere, and its
`Content-Security-Policy` says so: the one style sheet is named by its hash.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dgroup.errors import ConfigError
from dgroup.mail.render import REFERENCE

_HERE: Final = files("dgroup.server.web")
_STYLE: Final = _HERE.joinpath("page.css").read_text("utf-8")
_STYLE_HASH: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")

POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy under which every page is shown."""


class Pages:
    """The pages in `folders`; what the first folder has hides what the others have."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        frame = _HERE.joinpath("frame.html.j2").read_text("utf-8")
        self._frame = self._environment.from_string(frame)
        self._templates: dict[Path, tuple[Template, Template]] = {}

    def show(self, page: str, languages: Iterable[str | None], **data: object) -> str:
        """Return the page `family/name` in the first of `languages` that has it, else in English.

        Raises: ConfigError when there is no such page, or it is not `Title: …` and an empty line
        first; jinja2.UndefinedError when it names what is not in `data`.
        """
        language, path = self._find(page, languages)
        title, content = self._templates.get(path) or self._compile(path)
        # All three are HTML by now: values were escaped when title and content were rendered.
        return self._frame.render(
            language=language,
            title=" ".join(title.render(data).split()),
            style=_STYLE,
            content=content.render(data).strip(),
        )

    def _find(self, page: str, languages: Iterable[str | None]) -> tuple[str, Path]:
        for language in _spoken(languages):
            for folder in self._folders:
                path = folder / language / f"{page}.html.j2"
                if path.is_file():
                    return language, path
        raise ConfigError(f"the page {page} is missing; see templates/{REFERENCE}")

    def _compile(self, path: Path) -> tuple[Template, Template]:
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        empty, _, content = rest.partition("\n")
        if not first.startswith("Title: ") or empty.strip():
            raise ConfigError(f"{path} must begin with a line 'Title: …' and an empty line")
        # So many lines go before the content that an error names the line of the file.
        self._templates[path] = (
            self._environment.from_string(first.removeprefix("Title: ")),
            self._environment.from_string("\n\n" + content),
        )
        return self._templates[path]


def accepted(field: str) -> list[str]:
    """Return the languages that Accept-Language names (RFC 9110 §12.5.4), most wanted first."""
    wanted: list[tuple[float, str]] = []
    for each in field[:_LONGEST_FIELD].split(","):
        tag, _, parameter = each.partition(";")
        name, _, weight = parameter.replace(" ", "").partition("=")
        try:
            quality = float(weight) if name.lower() == "q" else 1.0
        except ValueError:
            continue
        if 0 < quality <= 1:
            wanted.append((-quality, tag.strip().lower()))
    return [tag for _, tag in sorted(wanted, key=lambda one: one[0])]


_LONGEST_FIELD: Final = 200


def _spoken(languages: Iterable[str | None]) -> Iterator[str]:
    """Yield names of folders: a language comes from a stranger, and must never become a path."""
    for each in languages:
        language = (each or "").partition("-")[0]
        if language.isascii() and language.isalpha() and len(language) in (2, 3):
            yield language.lower()
    yield REFERENCE
