"""What holds for every test: no settings of this machine, the same examples each time, Postfix."""

from __future__ import annotations

import os
import shutil

import hypothesis
import pytest

# Before anything reads it: a developer's own site must not leak into the tests.
_OURS = {"DGROUP_CI", "DGROUP_REAL_MAIL"}
for _name in [name for name in os.environ if name.startswith("DGROUP_") and name not in _OURS]:
    del os.environ[_name]

hypothesis.settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("house")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs Postfix where there is none; in continuous integration that is a failure."""
    if item.get_closest_marker("postfix") is None:
        return
    if shutil.which("postfix", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
        return
    if os.environ.get("DGROUP_CI"):
        pytest.fail("Postfix is not installed, and with DGROUP_CI set its tests may not skip")
    pytest.skip("Postfix is not installed")
