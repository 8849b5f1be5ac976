"""The site's secret keys: one small file beside the database, readable by its owner only.

A line is `number secret-in-hex`; the last one signs, all of them are believed, so that a key can be
changed without breaking what is under way. Made once, at `init` or `db migrate`; without it nothing
starts (R10: an empty or guessable secret is no secret).
"""

from __future__ import annotations

import os
from pathlib import Path

from dgroup.errors import Refused
from dgroup.mail.sign import Keys, new_secret

NAME = "dgroup.key"
_SHORTEST = 16


def load(data_dir: Path) -> Keys:
    """Return the keys of a site.

    Raises:
        Refused: there is no key file, or it holds no usable key.
    """
    path = data_dir / NAME
    try:
        lines = path.read_text("ascii").split("\n")
        secrets = {
            int(number): bytes.fromhex(text) for number, text in map(str.split, filter(None, lines))
        }
    except FileNotFoundError:
        raise Refused(
            f"There is no key file at {path}; make it with `dgroup db migrate`."
        ) from None
    except (OSError, ValueError) as error:
        raise Refused(f"{path} cannot be read as a key file: {error}.") from error
    if not secrets or any(len(secret) < _SHORTEST for secret in secrets.values()):
        raise Refused(f"{path} holds no usable key; restore it from your backup.")
    return Keys(max(secrets), secrets)


def make(data_dir: Path) -> bool:
    """Make the key file where there is none; return whether it was made."""
    path = data_dir / NAME
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"1 {new_secret().hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return True
