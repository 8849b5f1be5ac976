"""What `group set KEY=VALUE` takes, and how it says no."""

from __future__ import annotations

import re

import pytest

from dgroup.config import GROUP_KEYS, KEYS, parse_setting, show_setting
from dgroup.errors import Refused

SETTINGS: list[tuple[str, str, object]] = [
    ("join", "Open", "open"),
    ("copy", "off", False),
    ("copy", "YES", True),
    ("subject_prefix", "1", True),
    ("max_post_size", "500 kB", 500_000),
    ("introduction_hold", "1h", 3600),
    ("digest_hour", "0", 0),
    ("from", "if-needed", "if-needed"),
    ("footer", "Bye", "Bye"),
    ("purpose", "Cocoa, from tree to bar", "Cocoa, from tree to bar"),
    ("questions", "Who are you? | What do you grow?", "Who are you? | What do you grow?"),
    ("title", "  Problem Solving Circle ", "Problem Solving Circle"),
    ("timezone", "Africa/Nairobi", "Africa/Nairobi"),
    ("language", "EN", "en"),
]


@pytest.mark.parametrize(("key", "text", "value"), SETTINGS)
def test_settings_of_a_group_are_typed(key: str, text: str, value: object) -> None:
    """`group set KEY=VALUE` takes what a person types, and shows it in the same way."""
    parsed = parse_setting(key, text)
    assert (parsed, type(parsed)) == (value, type(value))
    assert parse_setting(key, show_setting(key, parsed)) == parsed


REFUSED = [
    ("jion", "open", "unknown setting 'jion'; the nearest is join"),
    ("join", "closed", "join cannot be 'closed': expected one of open, confirm, approve, invite"),
    ("copy", "perhaps", "copy cannot be 'perhaps': expected true or false"),
    ("digest_hour", "24", "digest_hour cannot be '24': expected a whole number from 0 to 23"),
    ("digest_hour", "٣", "digest_hour cannot be '٣': expected a whole number"),
    ("title", "a\nBcc: x@y", "title cannot be 'a\\nBcc: x@y': expected one line"),
    ("title", "\x1b[31mred", "title cannot be '\\x1b[31mred': expected one line"),
    ("timezone", "../passwd", "timezone cannot be '../passwd': expected a time zone"),
    ("timezone", "Europe", "timezone cannot be 'Europe': expected a time zone"),
    ("language", "tlh", "language cannot be 'tlh': there are letters in "),
    ("footer", "a\x00b", "footer cannot be 'a\\x00b': expected a text"),
]


@pytest.mark.parametrize(("key", "text", "message"), REFUSED)
def test_settings_of_a_group_are_refused_in_one_line(key: str, text: str, message: str) -> None:
    """The answer names the nearest key, or what is expected."""
    with pytest.raises(Refused) as caught:
        parse_setting(key, text)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_group_keys_are_those_of_the_table() -> None:
    """Every key of [groups] can be set on a group, under the same name."""
    assert set(GROUP_KEYS) == {key.name[7:] for key in KEYS if key.section == "groups"}
    assert all(re.fullmatch("[a-z_]+", name) for name in GROUP_KEYS)
