"""What the log says, and what it never says."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from dgroup import logs


@pytest.fixture(autouse=True)
def _undisturbed() -> Iterator[None]:
    """Put the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def written(form: str = "logfmt", *, addresses: bool = True, **fields: logs.Field) -> str:
    """Return what one received mail writes, without its time."""
    stream = io.StringIO()
    logs.configure(form=form, addresses=addresses, stream=stream)
    logs.mail("received", **fields)
    return stream.getvalue()


def test_a_line_of_logfmt_is_flat() -> None:
    """Plain values stand as they are, others in quotes, None not at all."""
    line = written(group="psc", bytes=12, slow=True, note="two words", error=None, empty="")
    assert line.startswith("time=20")
    assert line.endswith(
        'Z level=info logger=mail msg=received group=psc bytes=12 slow=true note="two words" empty=""\n'
    )


def test_a_line_of_json_is_one_document() -> None:
    """Programs get every field with its type."""
    fields = json.loads(written("json", group="psc", bytes=12, error=None, note="zoë"))
    assert fields.pop("time").endswith("Z")
    assert fields == {
        "level": "info",
        "logger": "mail",
        "msg": "received",
        "group": "psc",
        "bytes": 12,
        "note": "zoë",
    }


NASTY = ["a\nlevel=error", "\r\x1b[2J", 'say "x"', "a=b", "\u2028", "\ud800", "back\\slash"]


@pytest.mark.parametrize("form", ["logfmt", "json"])
@pytest.mark.parametrize("value", NASTY)
def test_no_value_begins_a_line_of_its_own(form: str, value: str) -> None:
    """Controls and line ends from a mail are escaped, so that nobody can forge a line."""
    line = written(form, subject=value)
    assert line.count("\n") == 1
    assert line.endswith("\n")
    assert line.isascii()
    assert line.rstrip("\n").isprintable()


def test_addresses_can_be_hidden() -> None:
    """With addresses=false no address is written, but a mail can still be traced by its id."""
    line = written(
        addresses=False,
        sender="ann@example.org",
        note="<Ann@münchen.example>, bob@example.org",
        message_id="1@example.org",
    )
    assert 'sender=(hidden) note="<(hidden)>, (hidden)" message_id=1@example.org' in line


def test_tokens_are_never_written() -> None:
    """An address that can do something is written without its token, hidden or not."""
    line = written(to="confirm+abc234@lists.example.org", path="Bounces+zz9@lists.example.org")
    assert "to=confirm+...@lists.example.org path=Bounces+...@lists.example.org" in line
    assert "thread+12@" in written(to="thread+12@lists.example.org")


def test_an_exception_stays_on_its_line() -> None:
    """A traceback is one field, cleaned like all others."""
    stream = io.StringIO()
    logs.configure(addresses=False, stream=stream)
    try:
        raise ValueError("ann@example.org")
    except ValueError:
        logging.getLogger("dgroup").exception("it broke for %s", "bob@example.org")
    line = stream.getvalue()
    assert line.count("\n") == 1
    assert 'msg="it broke for (hidden)" error="Traceback' in line
    assert "ValueError: (hidden)" in line


def test_levels_are_obeyed() -> None:
    """Below the level nothing is said; a failed mail is a warning; DATA lines never show."""
    stream = io.StringIO()
    logs.configure(level="warning", stream=stream)
    logs.mail("sent", to="x")
    assert stream.getvalue() == ""
    logs.mail("failed", to="x")
    assert "level=warning" in stream.getvalue()
    logs.configure(level="debug", stream=stream)
    logging.getLogger("mail.log").info("DATA: the body")
    assert "the body" not in stream.getvalue()
    logs.configure()
    assert logging.getLogger().handlers[0].stream is sys.stderr


def test_long_values_take_no_long_time() -> None:
    """A run of a million characters after an address is looked through once."""
    assert "(hidden)" in written(addresses=False, note="a@b, " + "x" * 1_000_000)
