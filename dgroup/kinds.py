"""The kinds of value that a setting may have: how each is read, typed and shown.

A kind reads what stands in TOML, or what a person typed in the environment or in `group set`,
and says what it expects where it cannot. Durations become seconds and sizes bytes. No setting is
named here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value; `read` and `parse` raise ValueError where a value is not of it."""

    name: str
    expects: str  # completes "expected …"
    read: Callable[[object], Any]  # from a TOML value
    parse: Callable[[str], Any]  # from text as a person types it
    show: Callable[[Any], str]  # as it would stand in TOML
    unit: str = ""


class Endpoint(msgspec.Struct, frozen=True):
    """Where a listener listens: `host` and `port`, or the `path` of a Unix socket and port 0."""

    host: str = ""
    port: int = 0
    path: str = ""

    def __str__(self) -> str:
        if self.path:
            return f"unix:{self.path}"
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def integer(low: int = 0, high: int = 1_000_000) -> Kind:
    """A whole number from `low` to `high`."""

    def read(raw: object) -> int:
        if type(raw) is not int or not low <= raw <= high:
            raise ValueError(raw)
        return raw

    expects = f"a whole number from {low} to {high}"
    return Kind("number", expects, read, lambda text: read(_number(text)), str)


def duration(low: int = 1) -> Kind:
    """A time span of at least `low` seconds."""

    def read(raw: object) -> int:
        return _within(low, _seconds(raw), _MOST_SECONDS)

    return Kind("duration", 'a duration such as "5m"', read, read, _show_duration, "seconds")


def choice(*words: str) -> Kind:
    """One of `words`."""

    def read(raw: object) -> str:
        if raw not in words:
            raise ValueError(raw)
        return str(raw)

    def parse(text: str) -> str:
        return read(text.strip().lower())

    return Kind("choice", "one of " + ", ".join(words), read, parse, _quote)


def text(name: str, expects: str, check: Callable[[str], str]) -> Kind:
    """A text that `check` returns as it is to be kept, or raises ValueError."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or _CONTROLS.search(raw):
            raise ValueError(raw)
        return check(raw.strip())

    return Kind(name, expects, read, read, _quote)


def many(kind: Kind, low: int = 0) -> Kind:
    """A list of at least `low` values of one kind; as text, parted by commas."""

    def read(raw: object) -> tuple[Any, ...]:
        if not isinstance(raw, list) or len(raw) < low:
            raise ValueError(raw)
        return tuple(kind.read(one) for one in raw)

    def parse(text: str) -> tuple[Any, ...]:
        text = text.strip()
        if text.startswith("[") and text.endswith("]"):  # but not in "[::1]:2525"
            text = text[1:-1]
        words = text.split(",")
        found = [kind.parse(word.strip().strip("\"'")) for word in words if word.strip()]
        if len(found) < low:
            raise ValueError(text)
        return tuple(found)

    def show(values: tuple[Any, ...]) -> str:
        return "[" + ", ".join(kind.show(value) for value in values) + "]"

    expects = f"a list, each {kind.expects}"
    return Kind(f"list of {kind.name}", expects, read, parse, show, kind.unit)


def _read_boolean(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(raw)
    return raw


def _parse_boolean(text: str) -> bool:
    match text.strip().lower():
        case "true" | "yes" | "on" | "1":
            return True
        case "false" | "no" | "off" | "0":
            return False
    raise ValueError(text)


def _number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", text.strip()):  # int() would take "1_0" and "٣" as well
        raise ValueError(text)
    return int(text)


# Nobody means more than this, and SQLite keeps it.
_MOST_BYTES, _MOST_SECONDS = 1 << 40, 3660 * DAY
_BYTES = {"": 1, "b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3}
_BYTES |= {"k": KIB, "kib": KIB, "m": MIB, "mib": MIB, "g": GIB, "gib": GIB}
_SECONDS = {"": 1, "s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
# Also the separators at which other programs break a line; a footer may have tabs and newlines.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def _read_size(raw: object) -> int:
    found = re.fullmatch(r"([0-9]{1,15})\s*([A-Za-z]*)", _measure(raw))
    if not found or found[2].lower() not in _BYTES:
        raise ValueError(raw)
    return _within(1, int(found[1]) * _BYTES[found[2].lower()], _MOST_BYTES)


def _seconds(raw: object) -> int:
    words = re.sub(r"\s+", "", _measure(raw)).lower()
    found: list[tuple[str, str]] = re.findall(r"([0-9]{1,12})([a-z]*)", words)
    units = [unit for _, unit in found]
    if not found or "".join(map("".join, found)) != words or not _SECONDS.keys() >= set(units):
        raise ValueError(raw)
    if len(units) > 1 and "" in units:  # "1h30" might be minutes or seconds
        raise ValueError(raw)
    return sum(int(count) * _SECONDS[unit] for count, unit in found)


def _measure(raw: object) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (int, str)):
        raise ValueError(raw)
    return str(raw).strip()


def _within(low: int, value: int, most: int) -> int:
    if not low <= value <= most:
        raise ValueError(value)
    return value


def _show_size(value: int) -> str:
    units = ((GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB"), (1, "B"))
    size, unit = next(pair for pair in units if value % pair[0] == 0)
    return f'"{value // size} {unit}"'


def _show_duration(value: int) -> str:
    units = ((DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s"))
    seconds, unit = next(pair for pair in units if value % pair[0] == 0)
    return f'"{value // seconds}{unit}"'


def _quote(value: str) -> str:
    if any(mark in value for mark in '"\\\n\t'):
        value = value.replace("\\", "\\\\").replace('"', '\\"')
        value = value.replace("\n", "\\n").replace("\t", "\\t")
    return f'"{value}"'


def _domain(value: str) -> str:
    """Return a domain as lower-case A-labels (RFC 5891 §4.4)."""
    if not value.isascii():
        import idna  # only where it is needed: 12 ms

        try:
            value = idna.encode(value, uts46=True).decode()
        except idna.IDNAError as error:
            raise ValueError(value) from error
    value = value.lower().removesuffix(".")
    label = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
    if len(value) > 255 or not re.fullmatch(rf"{label}(\.{label})*", value):
        raise ValueError(value)
    return value


def _address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if not at or not re.fullmatch(r"[^\s@<>()\[\],;:\\\"]{1,64}", local):  # RFC 5321 §4.5.3.1.1
        raise ValueError(value)
    return f"{local}@{_domain(domain)}"


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", value.lower()):
        raise ValueError(value)
    return value.lower()


def _timezone(value: str) -> str:
    import zoneinfo  # only where a zone is set: 7 ms

    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(value) from error


def _url(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
        raise ValueError(value)
    return value.rstrip("/")


def _database(value: str) -> str:
    if not re.fullmatch(r"sqlite:///[^\s?#]+", value):
        raise ValueError(value)
    return value


def _network(value: str) -> str:
    import ipaddress  # only where peers are listed: 4 ms

    network = str(ipaddress.ip_network(value, strict=False))
    return network if "/" in value else value


def _filled(value: str) -> str:
    if not value:
        raise ValueError(value)
    return value


def _title(value: str) -> str:
    if not value or len(value) > 200 or "\n" in value or "\t" in value:
        raise ValueError(value)
    return value


def _read_endpoint(raw: object) -> Endpoint:
    if not isinstance(raw, str):
        raise ValueError(raw)
    if path := re.fullmatch(r"unix:(\S.*)", raw.strip()):
        return Endpoint(path=path[1])
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.%\w]+)\]|([\w.-]+)):([0-9]{1,5})", raw.strip())
    if not found or int(found[3]) > 65535:
        raise ValueError(raw)
    return Endpoint(host=found[1] or found[2], port=int(found[3]))


BOOLEAN = Kind(
    "boolean", "true or false", _read_boolean, _parse_boolean, lambda value: str(value).lower()
)
SIZE = Kind("size", 'a size such as "25 MiB"', _read_size, _read_size, _show_size, "bytes")
DURATION = duration()
ENDPOINT = Kind(
    "endpoint",
    '"host:port", "[::1]:port" or "unix:/path"',
    _read_endpoint,
    _read_endpoint,
    lambda value: f'"{value}"',
)
PORT = integer(1, 65535)
TEXT = text("text", "a text", str)
WORD = text("word", "a text that is not empty", _filled)
TITLE = text("title", "one line of at most 200 characters", _title)
PATH = text("path", "a path", str)
DOMAIN = text("domain", 'a domain such as "lists.example.org"', _domain)
ADDRESS = text("address", 'an address such as "postmaster@example.org"', _address)
LANGUAGE = text("language", 'a language such as "en"', _language)
TIMEZONE = text("time zone", 'a time zone such as "Europe/Brussels"', _timezone)
URL = text("url", 'an address such as "https://lists.example.org"', _url)
DATABASE = text("database", '"sqlite:///FILE" (PostgreSQL comes later)', _database)
NETWORK = text("network", 'a network such as "127.0.0.0/8"', _network)
