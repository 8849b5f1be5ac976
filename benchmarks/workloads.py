"""The workloads: what is sent, by whom, and the figures that come of it, round by round."""

from __future__ import annotations

import asyncio
import importlib.util
import smtplib
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

from benchmarks import senders
from benchmarks.sink import Sink
from tests.soak.site import DOMAIN, Site, member

PER_ENVELOPE = 100  # recipients of an envelope in batch mode, dgroup's own default
CONNECTIONS = 8  # the same
FLOOR = "floor"


@dataclass
class Figures:
    """Figures of one workload by who made them: a figure a round."""

    title: str
    unit: str
    note: str = ""
    rounds: dict[str, list[float]] = field(default_factory=dict)
    is_against_floor: bool = True

    def add(self, who: str, figure: float) -> None:
        self.rounds.setdefault(who, []).append(figure)

    def median(self, who: str) -> float:
        return statistics.median(self.rounds[who])


@dataclass(frozen=True)
class Fan:
    """Posts to a group of many members: who is on the way, and how many in an envelope."""

    title: str
    site: Site
    group: str
    members: int
    posts: int
    per_envelope: int


def open_site(sink: Sink, members: dict[str, int], mode: str) -> Site:
    """Make a site whose groups have so many members; its settings are the defaults otherwise."""
    site = Site(sink.port, settings={"delivery": {"mode": mode}})
    site.make({name: map(member, range(count)) for name, count in members.items()})
    return site


def start(site: Site) -> float:
    """Start the server; return the seconds until it says hello."""
    began = time.monotonic()
    site.launch()
    while True:
        try:
            with smtplib.SMTP("127.0.0.1", site.smtp) as client:
                client.ehlo("bench.example.com")
            return time.monotonic() - began
        except OSError:
            if not site.is_alive:
                raise RuntimeError(site.last_words()) from None
            time.sleep(0.005)


def fan_out(fan: Fan, sink: Sink, rounds: int) -> tuple[Figures, Figures]:
    """Measure dgroup and the others in turns: recipients/s, and ms to the first recipient."""
    note = "posts/s: " if fan.posts > 1 else ""
    speed = Figures(fan.title, "recipients/s", note)
    first = Figures(f"{fan.title}: from 250 to the first recipient", "ms", is_against_floor=False)
    wanted = fan.members * fan.posts
    engines = [FLOOR, "dgroup", "aiosmtplib", "smtplib"]
    if importlib.util.find_spec("uvloop"):
        engines.insert(1, "floor, uvloop")
    for number in range(rounds + 1):
        for engine in engines:
            sink.expect(wanted)
            if engine == "dgroup":
                began, accepted = _inject(fan, number)
            else:
                began, accepted = _send(engine, fan, sink), {}
            came = _came(sink, wanted, engine)
            if number:  # the first round warms up
                speed.add(engine, came["recipients"] / (came["last"] - began))
                for post, at in accepted.items():
                    if times := came["posts"].get(str(post)):
                        first.add(engine, 1000 * (times[0] - at))
    if note:
        speed.note += f"dgroup {speed.median('dgroup') / fan.members:,.0f}"
    return speed, first


def latency(site: Site, sink: Sink, group: str, members: int, times: int) -> Figures:
    """Measure how soon after its 250 a post reaches the first recipient, on a quiet server."""
    figures = Figures(f"from 250 to the first recipient, {members} members, quiet server", "ms")
    figures.is_against_floor = False
    for number in range(times):
        sink.expect(members)
        fan = Fan("", site, group, members, 1, 1)
        _, accepted = _inject(fan, number, size=1024)
        came = _came(sink, members, "dgroup")
        (at,) = accepted.values()
        figures.add("dgroup", 1000 * (came["first"] - at))
        time.sleep(0.05)
    return figures


def intake(site: Site, sink: Sink, group: str, rounds: int, posts: int) -> Iterator[Figures]:
    """Measure how many posts of 1 KB are taken a second, each on disk before its 250."""
    for connections in (1, 4, 8):
        figures = Figures(f"intake of 1 KB posts, {connections} connections, durable", "posts/s")
        for number in range(rounds + 1):
            for who, port in ((FLOOR, sink.port), ("dgroup", site.smtp)):
                sink.expect(posts)
                to = f"{group}@{DOMAIN}"
                options: dict[str, int | str] = {"connections": connections, "size": 1024, "to": to}
                began, ended = senders.run("raw", port, posts, **options)
                _came(sink, posts, who)  # the one member has all, and the server is quiet again
                if number:
                    figures.add(who, posts / (ended - began))
        yield figures


def memory(sink: Sink, sizes: tuple[int, ...], posts: int) -> Figures:
    """Measure the most that the server's processes take while posts go to so many members."""
    figures = Figures(
        "W4 memory of all processes while posts go out", "MiB", is_against_floor=False
    )
    for size in sizes:
        with opened(open_site(sink, {"bench": size}, "individual")) as site:
            start(site)
            with _peak(site.memory_mib) as peak:
                for number in range(posts):
                    sink.expect(size)
                    _inject(Fan("", site, "bench", size, 1, 1), number)
                    _came(sink, size, "dgroup")
            figures.add(f"dgroup, {size:,} members", peak[0])
    return figures


@contextmanager
def opened(site: Site) -> Iterator[Site]:
    """End a site's server and take it away, in the end."""
    try:
        yield site
    finally:
        asyncio.run(site.__aexit__(None, None, None))


def _inject(fan: Fan, number: int, size: int = 2048) -> tuple[float, dict[int, float]]:
    """Post as one client does; return when it began, and when each post was accepted."""
    accepted = {}
    to = f"{fan.group}@{DOMAIN}"
    mails = [
        senders.post(
            each, size, to, f"{fan.group}.{fan.posts}.{number}.{each}.{time.monotonic_ns()}"
        )
        for each in range(fan.posts)
    ]
    with smtplib.SMTP("127.0.0.1", fan.site.smtp) as client:
        client.ehlo("bench.example.com")
        began = time.monotonic()
        for each, mail in enumerate(mails):
            client.sendmail(member(0), [to], mail)
            accepted[each] = time.monotonic()
    return began, accepted


def _came(sink: Sink, wanted: int, who: str) -> dict[str, Any]:
    """Wait for all recipients; say so where some are missing, or have a post twice."""
    came = sink.wait()
    doubled = came["doubled"] if who == "dgroup" else 0
    if came["recipients"] != wanted or doubled:
        print(f"  {who}: {came['recipients']} of {wanted} recipients, {doubled} twice", flush=True)
    return came


def _send(engine: str, fan: Fan, sink: Sink) -> float:
    per_envelope = min(fan.per_envelope, fan.members)
    envelopes = fan.posts * -(-fan.members // per_envelope)
    name = {FLOOR: "raw", "floor, uvloop": "raw-uvloop"}.get(engine, engine)
    options = {"recipients": per_envelope, "connections": CONNECTIONS}
    began, _ = senders.run(name, sink.port, envelopes, **options)
    return began


@contextmanager
def _peak(look: Callable[[], float]) -> Iterator[list[float]]:
    """Give the highest value seen, in one element."""
    peak, done = [look()], Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], look())

    thread = Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()
