"""The line of a key is found, and the key that was meant."""

from __future__ import annotations

import pytest

from dgroup.config import KEYS, find_line, nearest_key

TRICKY = """web = { listen = "x", archive = "#" }
[site]
domain = "x" # listen = 3
[smtp] # the door
listen = [ # domain = 1
  "[web]", '[delivery]',
]
footer = \"\"\"
max_size = 4
\"\"\"
max_size = 5
tls.cert = 'C:\\'
[groups]
"join" = "open"
[ "limits" ]
'a' = 1
"""

LINES = [
    ("site.domain", 3),
    ("smtp", 4),
    ("smtp.listen", 5),
    ("smtp.max_size", 11),
    ("smtp.tls.cert", 12),
    ("smtp.lmtp", 4),
    ("groups.join", 14),
    ("limits.a", 16),
    ("web.archive", 1),
    ("delivery.port", None),
]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_the_line_of_a_key_is_found(name: str, line: int | None) -> None:
    """Lists and texts over several lines, dotted and quoted keys and inline tables do not mislead."""
    assert find_line(TRICKY, name) == line


def test_the_nearest_key_prefers_the_same_last_word() -> None:
    """A key in the wrong table is found in the right one."""
    assert nearest_key("mail.max_size") == "smtp.max_size"
    assert nearest_key("domain") == "site.domain"
    assert nearest_key("") in {key.name for key in KEYS}
