"""Archives at the pace at which they were written, moved to another season."""

from __future__ import annotations

import email
import email.utils
import random
from collections.abc import Iterator

from tests.soak import archive

DAYS, DAY_S = 60, 86_400
_MADE = 300


def paced(name: str, began_s: int) -> Iterator[tuple[int, bytes]]:
    """Yield sixty days of an archive, each mail with its time; a made one is spread over them."""
    if name == "made":
        mails = archive.made(count=_MADE)
        luck = random.Random(name)
        moments = sorted(luck.randrange(DAYS * DAY_S) for _ in mails)
        yield from zip((began_s + each for each in moments), mails, strict=True)
        return
    written = [(_written_s(mail), mail) for mail in archive.real()[name]]
    first_s = sorted(at_s for at_s, _ in written if at_s)[len(written) // 4]
    for at_s, mail in written:
        if 0 <= at_s - first_s < DAYS * DAY_S:
            yield began_s + at_s - first_s, mail


def _written_s(mail: bytes) -> int:
    try:
        date = email.message_from_bytes(mail)["Date"]
        return int(email.utils.parsedate_to_datetime(str(date)).timestamp())
    except ValueError:
        return 0
