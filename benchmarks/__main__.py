"""`make bench`, or `python -m benchmarks [--quick] [--members N] [--rounds N] [--only W1,W4,…]`.

All figures of a run come from one machine in one run, in turns; only their ratios mean anything
elsewhere. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import platform
import signal
import sqlite3
import statistics
import sys
from contextlib import ExitStack

from benchmarks import digests, workloads
from benchmarks.sink import Sink
from benchmarks.telling import telling
from benchmarks.workloads import PER_ENVELOPE, Fan, Figures

PARTS = ("W1", "W2", "W3", "W4", "start", "intake", "digests", "telling")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--members", type=int, default=10_000, help="of the group in W1 and W2")
    parser.add_argument("--rounds", type=int, default=5, help="counted, beside one that warms up")
    parser.add_argument("--quick", action="store_true", help="a tenth of it, to see that it runs")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    args = parser.parse_args()
    wanted = {part for part in args.only.split(",") if part}
    members, rounds = args.members, args.rounds
    if args.quick:
        members, rounds = members // 10, min(rounds, 2)
    posts, hundred = (20 if args.quick else 200), 100
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    print(f"{versions}, medians of {rounds}\n")

    if "digests" in wanted:
        for figures in digests.measure(12_000 if not args.quick else 1_200, 40, rounds):
            show(figures)
    if "telling" in wanted:
        show(telling(rounds))
    if wanted <= {"digests", "telling"}:
        return
    # Whoever stops us stops the servers as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        sink = Sink()
        stack.callback(sink.close)
        sizes = {"large": members, "hundred": hundred, "one": 1}
        individual, batch = (
            stack.enter_context(workloads.opened(workloads.open_site(sink, sizes, mode)))
            for mode in ("individual", "batch")
        )
        starts = Figures("cold start, until EHLO is answered", "s", is_against_floor=False)
        for _ in range(rounds if "start" in wanted else 1):
            for site in (individual, batch):
                site.kill()
                starts.add("dgroup", workloads.start(site))
        if "start" in wanted:
            show(starts)
            show(workloads.latency(individual, sink, "hundred", hundred, 4 * rounds))
        one, many = "one envelope each", f"{PER_ENVELOPE} in an envelope"
        fans = (
            Fan(f"W1 one 2 KB post to {members:,}, {one}", individual, "large", members, 1, 1),
            Fan(
                f"W2 one 2 KB post to {members:,}, {many}", batch, "large", members, 1, PER_ENVELOPE
            ),
            Fan(f"W3 {posts} posts to {hundred}, {one}", individual, "hundred", hundred, posts, 1),
            Fan(
                f"W3 {posts} posts to {hundred}, {many}",
                batch,
                "hundred",
                hundred,
                posts,
                PER_ENVELOPE,
            ),
        )
        for fan in fans:
            if fan.title[:2] in wanted:
                speed, first = workloads.fan_out(fan, sink, rounds)
                show(speed)
                if fan.posts == 1:
                    show(first)
        if "intake" in wanted:
            count = 200 if args.quick else 2000
            for figures in workloads.intake(individual, sink, "one", rounds, count):
                show(figures)
        individual.kill()
        batch.kill()
        if "W4" in wanted:
            steps = (100, 1_000, 10_000) if args.quick else (1_000, 10_000, 100_000)
            show(workloads.memory(sink, steps, 3))


def show(figures: Figures) -> None:
    """Print the figures of one workload."""
    print(f"{figures.title}{f' ({figures.note})' if figures.note else ''}")
    for who, rounds in figures.rounds.items():
        line = f"  {who:26} {_number(statistics.median(rounds)):>10} {figures.unit}"
        if figures.is_against_floor and who != workloads.FLOOR:
            ratio = figures.median(who) / figures.median(workloads.FLOOR)
            line += f"  {ratio:6.3f} of the floor"
        if len(rounds) > 1:
            line += f"   ({_number(min(rounds))} to {_number(max(rounds))})"
        print(line)
    print(flush=True)


def _number(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


if __name__ == "__main__":
    main()
