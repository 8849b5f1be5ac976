"""Logs on standard error, as key=value or JSON lines; and the account of mail in its five verbs.

Tokens are never written, and people's addresses only where the site allows it; both are taken out
here, at the one door through which every line leaves. What is worth a line is decided elsewhere.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, TextIO

Verb = Literal["received", "refused", "held", "queued", "sent", "failed"]
Field = str | int | float | bool | None

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_MAIL = logging.getLogger("mail")


def mail(verb: Verb, **fields: Field) -> None:
    """Write one line of the account of mail: what happened, and to what."""
    level = logging.WARNING if verb == "failed" else logging.INFO
    event(_MAIL, level, verb, **fields)


def event(logger: logging.Logger, level: int, message: str, /, **fields: Field) -> None:
    """Write a line with fields of its own beside the message; those that are None are left out."""
    if logger.isEnabledFor(level):
        logger.log(level, "%s", message, extra={"fields": fields})


def configure(
    *,
    form: str = "logfmt",
    level: str = "info",
    addresses: bool = True,
    stream: TextIO | None = None,
) -> None:
    """Send all logs to `stream` (standard error), one line each; may be called again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Formatter(form, addresses=addresses))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS[level])
    # aiosmtpd writes every line of every DATA at DEBUG, and words of strangers at WARNING.
    logging.getLogger("mail.log").setLevel(logging.ERROR)
    for chatty in ("aiosqlite", "asyncio"):
        logging.getLogger(chatty).setLevel(max(logging.INFO, _LEVELS[level]))


class Formatter(logging.Formatter):
    """One line a record: time, level, logger, msg and the record's own fields."""

    def __init__(self, form: str = "logfmt", *, addresses: bool = True) -> None:
        super().__init__()
        self._line = _json_line if form == "json" else _logfmt_line
        self._addresses = addresses

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        fields: dict[str, Field] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "msg": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        return self._line({name: self._clean(name, value) for name, value in fields.items()})

    def _clean(self, name: str, value: Field) -> Field:
        if not isinstance(value, str) or ("@" not in value and "+" not in value):
            return value
        value = _TOKEN.sub(r"\1+...", value)
        if self._addresses or name == "message_id":  # an id is how a mail is traced
            return value
        return _ADDRESS.sub("(hidden)", value)


# The two verbs whose token can do something (promise R10); digest+ID and thread+ID are public.
_TOKEN = re.compile(r"\b(confirm|bounces)\+[^\s@<>\"]+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;=\[\]]{1,64}@[^\s@<>\"'(),;=]+")
_PLAIN = re.compile(r"[!#-<>-\[\]-~]+")  # printable ASCII without space, quote, "=" and backslash


def _logfmt_line(fields: Mapping[str, Field]) -> str:
    return " ".join(
        f"{name}={_logfmt_value(value)}" for name, value in fields.items() if value is not None
    )


def _logfmt_value(value: Field) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # JSON's quoting escapes controls and what is not ASCII: no value can begin a line of its own.
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def _json_line(fields: Mapping[str, Field]) -> str:
    return json.dumps({name: value for name, value in fields.items() if value is not None})
