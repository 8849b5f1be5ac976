"""Archives of real and made mail go through the whole server, in three orders (R17, R30)."""

from __future__ import annotations

import email
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak import archive, oracle
from tests.soak.client import Client
from tests.soak.conftest import Tell
from tests.soak.sink import Sink, Taken, has_long_line
from tests.soak.site import OPERATOR, Site

pytestmark = [pytest.mark.soak, pytest.mark.timeout(600)]

READERS, CLOSE = 5, 0.98
ORDERS = ("ordered", "reversed", "shuffled")


class Ledger:
    """What came out, judged as it comes; only the copy of each post's first reader is kept.

    The operator is asked about the posts that are held: those letters are counted apart.
    """

    def __init__(self) -> None:
        self.letters = 0
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.flaws: Counter[str] = Counter()
        self.bodies: dict[tuple[str, str], set[bytes]] = {}
        self.copies: dict[tuple[str, str], bytes] = {}
        self.flawed: list[Taken] = []

    def note(self, mail: Taken) -> None:
        if mail.recipients == (OPERATOR,):
            self.letters += 1
            return
        order, _, number = mail.recipients[0].partition("@")[0].partition("-")
        for recipient in mail.recipients:
            self.pairs[mail.message_id, recipient] += 1
        post = order, mail.message_id
        self.bodies.setdefault(post, set()).add(hashlib.sha256(mail.body).digest())
        if number == "0":
            self.copies[post] = mail.content
        if found := mail.flaws():
            self.flaws.update(found)
            self.flawed.append(mail)


def _archives() -> dict[str, list[bytes]]:
    return {"made": archive.made(), **archive.real()}


@pytest.mark.parametrize("name", _archives())
async def test_an_archive_goes_through(name: str, tell: Tell, tmp_path: Path) -> None:
    """Same threads in any order, as others find them; every copy is whole, clean and delivered."""
    mails = _archives()[name]
    ledger = Ledger()
    async with Sink(on_taken=ledger.note, keeps=False) as sink, Site(sink.port) as site:
        readers = {
            order: [f"{order}-{number}@example.com" for number in range(READERS)]
            for order in ORDERS
        }
        site.make(readers, post="anyone")
        await site.start()
        for order, some in _orders(mails):
            async with await Client.connect(site.smtp) as client:
                for mail in some:
                    to = f"{order}@{site.domain}"
                    (said,) = await client.post("poster@example.com", [to], mail, "BODY=8BITMIME")
                    assert said.code in (250, 550, 554), f"{said}: {mail[:2000]!r}"
        await site.until_idle()
        peak_mib = site.memory_mib()
        status = await site.ask("status")
        posts = {order: await site.ask("post", "list", order) for order in ORDERS}
        outcomes = Counter(
            dict(site.rows("select outcome || ' ' || reason, count(*) from account group by 1"))
        )
        letters = dict(
            site.rows("select post.id, content from post join letter on letter.id = letter_id")
        )
        await site.stop()
        (failed,) = site.soundness("select last_error from delivery")

    ours = {
        order: {each["message_id"]: str(each["thread"]) for each in posts[order]}
        for order in ORDERS
    }
    independent = oracle.of_union_find(mails)
    notmuch = oracle.of_notmuch(mails, tmp_path)
    changed = list(_changed_bodies(ledger, posts, letters))
    wanted = {
        (each["message_id"], reader)
        for order in ORDERS
        for each in posts[order]
        for reader in readers[order]
    }
    f1 = [oracle.agreement(ours[order], notmuch or independent) for order in ORDERS]
    tell(
        f"replay of {name}",
        mails=len(mails),
        outcomes=dict(outcomes),
        threads=len(oracle.partition(ours["ordered"])),
        f1=" ".join(f"{each:.4f}" for each in f1),
        against="notmuch" if notmuch else "union-find",
        delivered=len(ledger.pairs),
        letters=ledger.letters,
        lost=len(wanted - ledger.pairs.keys()),
        doubled=sum(ledger.pairs.values()) - len(ledger.pairs),
        flaws=dict(ledger.flaws),
        bodies_changed=len(changed),
        server_mib=peak_mib,
    )
    # An archive may hold the same mail twice, or again with another footer.
    assert outcomes["posted "] >= 0.95 * len(ORDERS) * len(independent)
    for order in ORDERS[1:]:
        assert oracle.partition(ours[order]) == oracle.partition(ours["ordered"])
    assert min(f1) >= CLOSE
    assert oracle.agreement(ours["ordered"], independent) >= CLOSE
    assert wanted == ledger.pairs.keys()
    assert set(ledger.pairs.values()) == {1}
    assert ledger.flaws == Counter(), [
        (each.flaws(), each.wire[:3000]) for each in ledger.flawed[:2]
    ]
    assert changed == []
    assert failed == []
    assert status["shunted"] == 0
    assert status["queue"] == {"waiting": 0, "retrying": 0, "failed": 0}


def _orders(mails: list[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    shuffled = list(mails)
    random.Random(30).shuffle(shuffled)
    yield "ordered", mails
    yield "reversed", mails[::-1]
    yield "shuffled", shuffled


def _changed_bodies(
    ledger: Ledger, posts: dict[str, list[dict[str, object]]], letters: dict[int, bytes]
) -> Iterator[tuple[str, str]]:
    """Yield the posts whose body came out otherwise than it went in.

    A body with lines too long for the wire had to be encoded anew: its parts still say the same.
    """
    for order in ORDERS:
        for each in posts[order]:
            content = letters[int(str(each["id"]))]
            body = content.partition(b"\r\n\r\n")[2]
            post = order, str(each["message_id"])
            if has_long_line(body):
                is_same = _parts(content) == _parts(ledger.copies.get(post, b""))
            else:
                is_same = ledger.bodies.get(post) == {hashlib.sha256(body).digest()}
            if not is_same:
                yield post


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    """Return type and meaning of each part that holds no others, as the standard library reads."""
    return [
        (part.get_content_type(), bytes(part.get_payload(decode=True) or b"").strip())
        for part in email.message_from_bytes(content).walk()
        if not part.is_multipart()
    ]
