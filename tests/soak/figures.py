"""What digests and summaries make of an archive, in figures: counts, and hashes of what is shown.

No word of the real archives may be kept, so that these stand for them. The words of our own letters
are not in them: another wording changes nothing here, another way to cut or to choose does.
Run as `python -m tests.soak.figures` to write `figures.json` anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dgroup.commands.summing import summed_up
from dgroup.domain.model import DigestForm
from dgroup.mail.wire import dot_unstuff
from dgroup.server import issues, jobs
from dgroup.server.scheduler import run_due
from dgroup.store import digests, groups
from tests.site import Home, make_blank, open_home
from tests.soak import archive
from tests.soak.outbox import read
from tests.soak.pace import DAYS, paced

assert jobs.__all__, "importing the jobs registers them"

FILE = Path(__file__).with_name("figures.json")
BEGAN_S = int(datetime(2027, 3, 1, tzinfo=UTC).timestamp())  # a Monday
WEEK_S = 7 * 86_400
FORMS: tuple[DigestForm, ...] = ("plain", "mime", "small")
_OURS = re.compile(
    r"^ (?:\[…\] For the rest.*|\[(?:Attached: |There are no words|Too large)[^]]*\])$",
    re.MULTILINE,
)


@dataclass
class Looked:
    """What was seen: figures, and words that stand in no post."""

    figures: dict[str, Any] = field(default_factory=dict)
    strange: list[tuple[int, str]] = field(default_factory=list)
    longest_bytes: int = 0  # of the text of a digest
    longest_s: float = 0.0  # of the processor's, for one summary


async def look(name: str, folder: Path) -> Looked:
    """Post sixty days of an archive, and read its weekly digests and summaries."""
    found = Looked()
    hashes = {each: hashlib.sha256() for each in (*FORMS, "summaries")}
    counts: dict[str, Counter[str]] = {each: Counter() for each in hashes}
    async with open_home(make_blank(folder), folder) as home:
        group_id = await _found(home)
        mails = sorted(paced(name, BEGAN_S), key=lambda each: each[0])
        for week in range(1, DAYS // 7 + 2):
            end_s = BEGAN_S + week * WEEK_S + 7 * 3600
            while mails and mails[0][0] < end_s:
                home.clock.now_s, content = mails.pop(0)
                await home.receive(content, sender="poster@example.com")
            home.clock.now_s = end_s
            await run_due(home.site, end_s, "digests")
            await run_due(home.site, end_s, "texts")
            words = {
                number: squeezed(text)
                for number, text in home.rows("select post_id, own_text from post_text")
            }
            await _digests(home, words, found, counts, hashes)
            await _summary(home, group_id, words, found, counts["summaries"], hashes["summaries"])
    found.figures = {
        each: {**counts[each], "sha256": hashes[each].hexdigest()[:16]} for each in hashes
    }
    return found


async def _found(home: Home) -> int:
    """A group in which each form has its reader; anybody may write."""
    settings: Mapping[str, Any] = {"introductions": "off", "post": "anyone"}
    group_id = await home.found("psc", **settings)
    home.write("update groups set timezone = 'UTC'")
    for form in FORMS:
        member_id = await home.admit(group_id, f"{form}@example.org", delivery="weekly")
        home.write(
            "update member set has_mime_digest = ?, is_text_only = ? where id = ?",
            int(form == "mime"),
            int(form == "small"),
            member_id,
        )
    home.site.forget_names()
    return group_id


async def _digests(
    home: Home,
    words: Mapping[int, str],
    found: Looked,
    counts: Mapping[str, Counter[str]],
    hashes: Mapping[str, Any],
) -> None:
    ids = dict(home.rows("select id, message_id from post"))
    for (digest_id,) in home.rows(
        "select id from digest where made_s = ? order by id", home.clock.now_s
    ):
        digest = await digests.find(home.site.db, digest_id)
        assert digest is not None
        copy = await issues.written(home.site, digest)
        content = dot_unstuff(b"".join(copy.content))
        sent, count = read(content), counts[digest.form]
        count["letters"] += 1
        count["posts"] += sent.count
        count["entries"] += len(sent.entries)
        count["whole"] += len(sent.parts or ())
        found.longest_bytes = max(found.longest_bytes, len(sent.text.encode()))
        for number, entry in sent.entries.items():
            said = own_lines(entry)
            count["words"] += len(" ".join(said).split())
            hashes[digest.form].update(f"{ids[number]}\n{' '.join(said)}\n".encode())
            for line in said:
                if re.search(r"\w", line) and squeezed(line) not in words[number]:
                    found.strange.append((number, line))


async def _summary(
    home: Home,
    group_id: int,
    words: Mapping[int, str],
    found: Looked,
    count: Counter[str],
    hashed: Any,
) -> None:
    group = await groups.one(home.site.db, group_id, home.site.defaults)
    assert group is not None
    began = time.process_time()
    since_s = home.clock.now_s - WEEK_S
    told: Mapping[str, Any] = await summed_up(
        home.site.db, group, since_s, home.clock.now_s, home.site.defaults
    )
    found.longest_s = max(found.longest_s, time.process_time() - began)
    count["weeks"] += 1
    count["posts"] += told["posts"]
    count["threads"] += len(told["threads"])
    count["questions"] += len(told["questions"])
    shown = [each for one in told["threads"] for each in one["said"]]
    count["sentences"] += len(shown)
    for each in (*shown, *told["questions"]):
        text = each["text"].removesuffix("…").strip()
        message_id = home.one("select message_id from post where id = ?", each["post_id"])
        hashed.update(f"{message_id}\n{text}\n".encode())
        if squeezed(text) not in words[each["post_id"]]:
            found.strange.append((each["post_id"], text))


def own_lines(entry: str) -> list[str]:
    """The lines of somebody's words in an entry, without what we say of them."""
    lines = [line for line in _OURS.sub("", entry).split("\n") if line.strip()]
    found = (line.removeprefix(" ").removeprefix("| ").removesuffix("[…]") for line in lines)
    return [line.rstrip() for line in found]


def squeezed(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def names() -> Iterable[str]:
    """The archives that there are here."""
    return ["made", *archive.real()]


async def _write() -> None:
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for name in names():
        with tempfile.TemporaryDirectory() as folder:
            known[name] = (await look(name, Path(folder))).figures
    text = json.dumps(dict(sorted(known.items())), indent=2) + "\n"
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
