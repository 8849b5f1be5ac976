"""A site for these tests; see tests/site.py."""

from __future__ import annotations

from tests.server.street import street
from tests.site import blank, home

__all__ = ["blank", "home", "street"]
