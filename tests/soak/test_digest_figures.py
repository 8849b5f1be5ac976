"""Digests and summaries of sixty days of real lists: what they show, held to figures (R29, R30)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.soak import figures
from tests.soak.conftest import Tell

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", figures.names())
async def test_digests_and_summaries_show_what_they_showed(
    name: str, tell: Tell, tmp_path: Path
) -> None:
    """The same posts, cut and chosen the same way; and every word of theirs stands in its post.

    Where it is meant to be otherwise: `python -m tests.soak.figures` writes the figures anew.
    """
    found = await figures.look(name, tmp_path)
    known = json.loads(figures.FILE.read_text(encoding="utf-8"))[name]
    for what, said in found.figures.items():
        tell(f"{what} of {name}", **said)
    tell(f"{name}", longest_digest_bytes=found.longest_bytes, longest_summary_s=found.longest_s)
    assert found.strange[:5] == []
    plain, mime = found.figures["plain"], found.figures["mime"]
    assert plain["posts"] == mime["posts"] == found.figures["small"]["posts"] == mime["whole"]
    assert found.longest_bytes < 50_000
    assert found.figures == known
