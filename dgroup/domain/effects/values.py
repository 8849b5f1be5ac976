"""Plain values that effects carry, and what a letter can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

Value: TypeAlias = int | str | bool | None
Data: TypeAlias = Union[Value, Sequence["Data"], Mapping[str, "Data"]]  # noqa: UP007 -- it is recursive
