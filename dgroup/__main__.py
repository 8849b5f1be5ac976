"""`python -m dgroup` is the same as `dgroup`."""

from __future__ import annotations

from dgroup.cli.main import main

if __name__ == "__main__":
    main()
