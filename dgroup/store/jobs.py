"""Jobs as rows: when each is due, who works on it, how it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dgroup.store.database import Readable, Transaction, named, value_of


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """One job with its next due time and how its last run went."""

    name: str
    rule: str
    due_s: int
    started_s: int | None
    finished_s: int | None
    last_error: str


async def plan(tx: Transaction, jobs: Sequence[tuple[str, str, int]]) -> None:
    """Make jobs known: (name, rule, due_s); a due time that stands stays."""
    await tx.run(
        [named("plan-job", name=name, rule=rule, due_s=due_s) for name, rule, due_s in jobs]
    )


async def everything(store: Readable) -> list[PlannedJob]:
    """Return all jobs by name."""
    (rows,) = await store.read(named("list-jobs"))
    return [value_of(PlannedJob, row) for row in rows]


async def claim(
    tx: Transaction,
    name: str,
    worker: str,
    *,
    due_by_s: int,
    now_s: int,
    wall_s: int,
    lease_until_s: int,
) -> bool:
    """Take a job that is due at `due_by_s` and that nobody works on; return whether it is ours."""
    rows = await tx.write(
        named(
            "claim-job",
            name=name,
            worker=worker,
            due_by_s=due_by_s,
            now_s=now_s,
            wall_s=wall_s,
            lease_until_s=lease_until_s,
        )
    )
    return bool(rows)


async def finish(tx: Transaction, name: str, due_s: int, now_s: int, error: str) -> None:
    """Say how a job went, and when it is due next."""
    await tx.run([named("finish-job", name=name, due_s=due_s, now_s=now_s, last_error=error)])


async def bring_forward(tx: Transaction, name: str, due_s: int) -> None:
    """Make a job due at a time, if it would be later."""
    await tx.run([named("bring-job-forward", name=name, due_s=due_s)])


async def free_all(tx: Transaction) -> None:
    """After a crash nobody works on anything: leases of rows and jobs are void."""
    await tx.run([named("free-jobs"), named("free-leases")])
