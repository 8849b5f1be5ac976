"""The configuration of a site: found, read, checked, frozen.

A file in TOML, overlaid by DGROUP_SECTION__KEY from the environment. What is wrong is named with
file, line and nearest known key. The keys themselves stand in settings.py, and nobody else reads
the environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dgroup import kinds, places
from dgroup.errors import ConfigError, Refused
from dgroup.settings import KEYS as KEYS
from dgroup.settings import (
    SECTIONS,
    Database,
    Delivery,
    Groups,
    Key,
    Limits,
    Logging,
    Site,
    Smtp,
    Summaries,
    Web,
)
from dgroup.toml_text import TomlMistake, parse_toml
from dgroup.toml_text import find_line as find_line

HERE, SYSTEM = Path("dgroup.toml"), Path("/etc/dgroup/dgroup.toml")
GROUP_KEYS: tuple[str, ...] = tuple(
    key.name.removeprefix("groups.") for key in KEYS if key.section == "groups"
)


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of a site; `path` is the file they came from, None where there was none."""

    site: Site
    database: Database
    smtp: Smtp
    delivery: Delivery
    groups: Groups
    summaries: Summaries
    limits: Limits
    web: Web
    logging: Logging
    path: Path | None
    data_dir: Path  # absolute

    @property
    def database_path(self) -> Path:
        """The SQLite file, absolute."""
        return self.data_dir / self.database.url.removeprefix("sqlite:///")

    @property
    def maildir_path(self) -> Path:
        """The folder of `method = "maildir"`, absolute."""
        return self.data_dir / self.delivery.maildir

    def value(self, key: Key) -> Any:
        """Return the value that a key has here."""
        return getattr(getattr(self, key.section), key.field)


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in one place: a file with a line, or a variable of the environment."""

    where: str
    line: int | None
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}{f':{self.line}' if self.line else ''}: {self.message}"


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Return the configuration of `path`, or of the first file that is found.

    Looked for: `path`, $DGROUP_CONFIG, ./dgroup.toml, /etc/dgroup/dgroup.toml. Where there is none,
    the environment may still say all that is needed. Raises ConfigError, with the first problem.
    """
    config, problems = examine(path, environ)
    if config is None:
        more = f" (and {len(problems) - 1} more: dgroup config check)" if problems[1:] else ""
        raise ConfigError(f"{problems[0]}{more}")
    return config


def examine(
    path: Path | None = None, environ: Mapping[str, str] = os.environ
) -> tuple[Config | None, tuple[Problem, ...]]:
    """Return the configuration and no problem, or None and every problem that was found.

    Raises ConfigError where there is no file, or it cannot be read.
    """
    file = find_file(path, environ)
    text = "" if file is None else _read_text(file)
    reading = _Reading("environment" if file is None else str(file), text)
    try:
        reading.take_table(parse_toml(text))
    except TomlMistake as mistake:
        return None, (Problem(reading.file, mistake.line, "", str(mistake)),)
    reading.take_environment(environ)
    if file is None and not reading.values and not reading.problems:
        raise ConfigError(
            f"no configuration at ./{HERE} or {SYSTEM}: make one with `dgroup init`, or name it: -c"
        )
    reading.ask_for_missing()
    if reading.problems:
        return None, tuple(reading.problems)
    config = _build(file, reading.values)
    problems = tuple(reading.problem(key, message) for key, message in _contradictions(config))
    return (None if problems else config), problems


def doubts(config: Config) -> tuple[Problem, ...]:
    """Return what is allowed and yet perhaps not meant, each with what to do."""
    file = "environment" if config.path is None else str(config.path)
    text = "" if config.path is None else _read_text(config.path)
    return tuple(
        Problem(file, find_line(text, key), key, message) for key, message in _doubts(config)
    )


def find_file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the file to read, None where there is none. Raises ConfigError."""
    named = path or (Path(environ["DGROUP_CONFIG"]) if environ.get("DGROUP_CONFIG") else None)
    if named and not named.exists():
        source = "-c" if path else "DGROUP_CONFIG"
        raise ConfigError(f"{named}: no such file; {source} has to name a dgroup.toml")
    return named or next((one for one in (HERE, SYSTEM) if one.exists()), None)


def nearest_key(name: str, names: tuple[str, ...] | None = None) -> str:
    """Return the known key most like `name`, one with the same last word before all others."""
    import difflib  # only when something is wrong: 9 ms

    known = names or tuple(key.name for key in KEYS)
    word = name.rpartition(".")[2]
    same = [one for one in known if one.rpartition(".")[2] == word]
    return difflib.get_close_matches(name, same or known, 1, cutoff=0.0)[0]


def parse_setting(key: str, text: str, data_dir: Path | None = None) -> int | str | bool:
    """Return the typed value of a group's setting, as `group set KEY=VALUE` and mails give it.

    Keys are those of `[groups]`, and title, language, timezone. `data_dir` is where the operator's
    own languages are. Raises Refused, naming the nearest key or what is expected.
    """
    kind = SETTING_KINDS.get(key)
    if kind is None:
        near = nearest_key(key, tuple(SETTING_KINDS))
        raise Refused(f"unknown setting {key!r}; the nearest is {near}")
    try:
        value: int | str | bool = kind.parse(text)
    except ValueError:
        raise Refused(f"{key} cannot be {text!r}: expected {kind.expects}") from None
    if key == "language" and value not in (known := places.languages(data_dir)):
        raise Refused(f"language cannot be {text!r}: there are letters in {', '.join(known)}")
    return value


def show_setting(key: str, value: int | str | bool) -> str:
    """Return a group's setting as a person would type it: 900 of introduction_hold is 15m."""
    return SETTING_KINDS[key].show(value).strip('"')


SETTING_KINDS: dict[str, kinds.Kind] = {
    "title": kinds.TITLE,
    "language": kinds.LANGUAGE,
    "timezone": kinds.TIMEZONE,
    **{key.name.removeprefix("groups."): key.kind for key in KEYS if key.section == "groups"},
}


class _Reading:
    """What was read so far: typed values by key, and problems."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.values: dict[str, Any] = {}
        self.sources: dict[str, str] = {}  # key -> variable of the environment
        self.problems: list[Problem] = []

    def take_table(self, table: Mapping[str, Any]) -> None:
        for section, keys in table.items():
            if not isinstance(keys, dict):
                self._add_unknown(section)
            elif section not in SECTIONS:
                self._add_unknown(f"{section}.{next(iter(keys), '')}".rstrip("."))
            else:
                for word, raw in keys.items():
                    self._take(f"{section}.{word}", raw)

    def _take(self, name: str, raw: object) -> None:
        key = _KEYS.get(name)
        if key is None:
            self._add_unknown(name)
            return
        try:
            self.values[name] = key.kind.read(raw)
        except ValueError:
            self._add(name, f"{name}: expected {key.kind.expects}{_but_got(key, raw)}")

    def take_environment(self, environ: Mapping[str, str]) -> None:
        for variable, text in sorted(environ.items()):
            if not variable.startswith("DGROUP_") or "__" not in variable:
                continue
            name = variable.removeprefix("DGROUP_").replace("__", ".", 1).lower()
            key = _KEYS.get(name)
            if key is None and name.endswith("_file"):
                key = _KEYS.get(name.removesuffix("_file"))
                key = key if key and key.is_secret else None
                text = self._secret(variable, text) if key else text
            if key is None:
                near = _KEYS[nearest_key(name)].env
                self._blame(variable, name, f"no such setting; the nearest is {near}")
                continue
            try:
                self.values[key.name] = key.kind.parse(text)
                self.sources[key.name] = variable
            except ValueError:
                message = f"expected {key.kind.expects}{_but_got(key, text)}"
                self._blame(variable, key.name, message)

    def _secret(self, variable: str, path: str) -> str:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self._blame(variable, "", f"cannot read {path}: {_reason(error)}")
            return ""

    def ask_for_missing(self) -> None:
        broken = {problem.key for problem in self.problems}
        for key in KEYS:
            if key.default is None and key.name not in self.values.keys() | broken:
                self._add(key.name, f"{key.name} is missing: {key.doc}")

    def problem(self, name: str, message: str) -> Problem:
        """A problem of a key, placed where its value came from."""
        if variable := self.sources.get(name):
            return Problem(variable, None, name, message)
        return Problem(self.file, find_line(self.text, name), name, message)

    def _add(self, name: str, message: str) -> None:
        self.problems.append(self.problem(name, message))

    def _add_unknown(self, name: str) -> None:
        self._add(name, f'unknown key "{name}"; the nearest is {nearest_key(name)}')

    def _blame(self, variable: str, name: str, message: str) -> None:
        self.problems.append(Problem(variable, None, name, message))


_KEYS: dict[str, Key] = {key.name: key for key in KEYS}


def _build(file: Path | None, values: Mapping[str, Any]) -> Config:
    built: dict[str, Any] = {}
    for section, struct in SECTIONS.items():
        fields = {
            _KEYS[name].field: value
            for name, value in values.items()
            if _KEYS[name].section == section
        }
        built[section] = struct(**fields)
    site: Site = built["site"]
    if not site.base_url:
        built["site"] = msgspec.structs.replace(site, base_url=f"https://{site.domain}")
    folder = Path.cwd() if file is None else file.absolute().parent
    return Config(**built, path=file, data_dir=(folder / site.data_dir).resolve())


def _contradictions(config: Config) -> Iterator[tuple[str, str]]:
    """Yield (key, message) for values that are right alone and wrong together."""
    site, smtp, delivery, summaries = config.site, config.smtp, config.delivery, config.summaries
    if site.owner.rpartition("@")[2] == site.domain:
        yield "site.owner", f"site.owner must be outside {site.domain}: mail to it would loop"
    known = places.languages(config.data_dir)
    if known and site.language not in known:
        yield "site.language", f"site.language: expected one of {', '.join(known)}"
    if bool(smtp.tls_cert) != bool(smtp.tls_key):
        lacking = "smtp.tls_key" if smtp.tls_cert else "smtp.tls_cert"
        yield lacking, f"{lacking} is missing: certificate and key come together"
    if bool(delivery.username) != bool(delivery.password):
        lacking = "delivery.password" if delivery.username else "delivery.username"
        yield lacking, f"{lacking} is missing: username and password come together"
    if delivery.connections > delivery.max_connections:
        yield (
            "delivery.connections",
            f"delivery.connections must not exceed max_connections, {delivery.max_connections}",
        )
    if summaries.method == "command" and not summaries.command:
        yield "summaries.command", 'summaries.command is missing: method is "command"'


def _doubts(config: Config) -> Iterator[tuple[str, str]]:
    site, smtp, delivery = config.site, config.smtp, config.delivery
    if "." not in site.domain or site.domain.endswith((".test", ".local", ".localhost")):
        yield (
            "site.domain",
            f"no mail from elsewhere can come to {site.domain}; take a domain of yours",
        )
    if not smtp.listen and not smtp.lmtp:
        yield "smtp.listen", "no mail comes in: smtp.listen and smtp.lmtp are both empty"
    if delivery.method == "maildir":
        yield (
            "delivery.method",
            f'no mail goes out: with "maildir" it stays in {config.maildir_path}',
        )
    if delivery.password and delivery.tls in ("off", "opportunistic"):
        yield "delivery.tls", 'the password may go out unencrypted; set delivery.tls = "required"'
    if delivery.password and config.path and config.path.stat().st_mode & 0o004:
        yield "delivery.password", f"everybody on this machine can read it: chmod 640 {config.path}"


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is not UTF-8"


def _but_got(key: Key, raw: object) -> str:
    """A secret is never repeated, nor a text that would fill the screen."""
    shown = repr(raw)
    return "" if key.is_secret or len(shown) > 60 else f", not {shown}"
