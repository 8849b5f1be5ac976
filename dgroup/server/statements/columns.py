"""How structures are written into columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence


def as_json(value: Mapping[str, object] | Sequence[object]) -> str:
    """Write a structure for a column that holds JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
