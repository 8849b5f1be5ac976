"""Jobs: run when due, once for all that was missed, by one worker, and none stops the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from zoneinfo import ZoneInfo

import pytest

from dgroup.errors import Refused
from dgroup.server import jobs, scheduler
from dgroup.server.almanac import next_due_s
from dgroup.server.scheduler import JOBS, Job, plan, run_due
from dgroup.server.site import Site
from dgroup.store import jobs as store
from tests.outgoing import until
from tests.site import NOON_S, Home, letter, locked

DAY = 86_400
BRUSSELS = ZoneInfo("Europe/Brussels")


class Diary:
    """What ran, and when by the site's clock."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int]] = []
        self.gate: asyncio.Event | None = None

    async def walk(self, site: Site, now_s: int) -> None:
        """Go for a walk."""
        self.entries.append(("walk", now_s))
        if self.gate is not None:
            await self.gate.wait()

    async def stumble(self, site: Site, now_s: int) -> None:
        """Fall, every time."""
        self.entries.append(("stumble", now_s))
        raise ZeroDivisionError("a stone")


@pytest.fixture
def diary() -> Iterator[Diary]:
    """Two jobs beside those of the server, of which one always fails and comes first."""
    found = Diary()
    before = dict(JOBS)
    JOBS.clear()
    JOBS["a-stumble"] = Job("a-stumble", "daily 03:00", "Fall.", found.stumble)
    JOBS["walk"] = Job("walk", "daily 03:00", "Walk.", found.walk)
    yield found
    JOBS.clear()
    JOBS.update(before)


@pytest.fixture
async def planned(home: Home, diary: Diary) -> AsyncIterator[Home]:
    """A site that knows these jobs."""
    await plan(home.site)
    yield home


def due(home: Home) -> dict[str, int]:
    """When each job is due."""
    return dict(home.rows("select name, due_s from job"))


async def test_a_job_is_planned_and_its_due_time_stands(planned: Home) -> None:
    """Starting the server again does not put off what was due."""
    first = next_due_s("daily 03:00", NOON_S, BRUSSELS)
    assert due(planned) == {"a-stumble": first, "walk": first}
    planned.clock.move(3 * DAY)
    await plan(planned.site)
    assert due(planned) == {"a-stumble": first, "walk": first}


async def test_a_new_rule_sets_a_new_time(planned: Home, diary: Diary) -> None:
    """A job whose rule has changed is due by the new one."""
    JOBS["walk"] = Job("walk", "every 10m", "Walk.", diary.walk)
    await plan(planned.site)
    assert due(planned)["walk"] == NOON_S + 600


async def test_a_job_runs_when_it_is_due_and_not_before(planned: Home, diary: Diary) -> None:
    """The time that counts is the one given."""
    at_s = due(planned)["walk"]
    assert await run_due(planned.site, at_s - 1) == []
    assert await run_due(planned.site, at_s) == ["a-stumble", "walk"]
    assert await run_due(planned.site, at_s) == []
    assert diary.entries == [("stumble", at_s), ("walk", at_s)]
    assert due(planned)["walk"] == at_s + DAY


async def test_missed_runs_are_one_run(planned: Home, diary: Diary) -> None:
    """Three weeks without a server: each job once, then by its rule again (DECISIONS 30)."""
    later = NOON_S + 21 * DAY
    assert await run_due(planned.site, later) == ["a-stumble", "walk"]
    assert [name for name, _ in diary.entries] == ["stumble", "walk"]
    assert due(planned)["walk"] == next_due_s("daily 03:00", later, BRUSSELS)


async def test_a_failing_job_stops_no_other_and_says_why(planned: Home, diary: Diary) -> None:
    """It is noted, shown, and due again as usual."""
    await run_due(planned.site, NOON_S + DAY)
    listed = {each.name: each for each in await store.everything(planned.site.db)}
    assert listed["a-stumble"].last_error == "ZeroDivisionError: a stone"
    assert listed["walk"].last_error == ""
    for each in listed.values():
        assert (each.started_s, each.finished_s) == (NOON_S + DAY, NOON_S + DAY)
        assert each.due_s > NOON_S + DAY


async def test_a_job_can_be_run_by_name_before_it_is_due(planned: Home, diary: Diary) -> None:
    """It has then been done: the next run is by its rule from now on."""
    assert await run_due(planned.site, NOON_S, "walk") == ["walk"]
    assert diary.entries == [("walk", NOON_S)]
    assert planned.one("select started_s from job where name = 'walk'") == NOON_S
    with pytest.raises(Refused, match="swim"):
        await run_due(planned.site, NOON_S, "swim")


async def test_a_job_is_run_by_one_worker(planned: Home, diary: Diary) -> None:
    """Whoever comes second finds it taken; a crash frees it."""
    diary.gate = asyncio.Event()
    at_s = NOON_S + DAY
    first = asyncio.create_task(run_due(planned.site, at_s, "walk"))
    await until(lambda: bool(diary.entries))
    assert await run_due(planned.site, at_s, "walk") == []
    diary.gate.set()
    assert await first == ["walk"]
    planned.write("update job set due_s = 1, lease_until_s = 99999999999 where name = 'walk'")
    assert await run_due(planned.site, at_s, "walk") == []
    async with planned.site.db.transaction() as tx:
        await store.free_all(tx)
    assert await run_due(planned.site, at_s, "walk") == ["walk"]


async def test_the_scheduler_runs_what_is_due_by_itself(
    planned: Home, diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    """It looks at the clock of the site, and lives on when the store is not there."""
    planned.clock.move(DAY)
    planned.site.db._patience_s = 0.05
    with locked(planned.path):
        running = asyncio.create_task(scheduler.run_forever(planned.site))
        await until(lambda: "jobs cannot be read" in caplog.text)
    assert not running.done()
    assert diary.entries == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    running = asyncio.create_task(scheduler.run_forever(planned.site))
    await until(lambda: len(diary.entries) >= 2 and due(planned)["walk"] > planned.clock())
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [name for name, _ in diary.entries] == ["stumble", "walk"]


async def test_a_clock_that_was_years_ahead_holds_no_job_up(planned: Home, diary: Diary) -> None:
    """Once it is set right, a job is due as its rule says."""
    await run_due(planned.site, NOON_S + 9 * 365 * DAY)
    first = next_due_s("daily 03:00", NOON_S, BRUSSELS)
    running = asyncio.create_task(scheduler.run_forever(planned.site))
    try:
        await until(lambda: due(planned) == {"a-stumble": first, "walk": first})
    finally:
        running.cancel()
    assert len(diary.entries) == 2


async def test_a_job_that_is_not_ours_is_left_alone(planned: Home, diary: Diary) -> None:
    """A row of another version of the program stays where it is."""
    planned.write("insert into job (name, rule, due_s) values ('other', 'whenever', 1)")
    assert await run_due(planned.site, NOON_S + DAY) == ["a-stumble", "walk"]
    assert due(planned)["other"] == 1


def test_the_jobs_that_are_named_are_those_that_run() -> None:
    """Some leaves hold more than one; none is forgotten in the list of imports."""
    assert set(jobs.__all__) >= {"introductions", "optimise", "prune", "texts"}
    assert {"optimise", "prune"} <= set(JOBS)


async def test_pruning_forgets_what_nobody_needs(home: Home) -> None:
    """Results after 30 days, decided and discarded mail, old answers; posts and what waits stay."""
    group_id = await home.found("psc", "ann@example.org")
    await home.found("mod", "ann@example.org", post="moderated")
    await home.receive(letter(id="posted"))
    await home.receive(letter(id="held"), "mod")
    await home.receive(letter(id="decided", body="x"), "mod")
    await home.receive(letter(id="robot", auto_submitted="auto-replied"))
    await home.receive(letter(id="sent"), "postmaster")
    home.write(
        "update held set state = 'rejected', decided_s = ? where message_id = 'decided'", NOON_S
    )
    home.write("delete from delivery where kind = 'notice'")
    home.write(
        "insert into delivery_result (delivery_id, kind, size, result, reply, at_s)"
        " values (1, 'post', 1, 'sent', '', ?)",
        NOON_S,
    )
    kept = {"posted", "held", "decided", "robot", "sent"}
    for days, gone in ((29, set()), (31, {"robot", "decided"})):
        home.clock.now_s = NOON_S + days * DAY
        assert await run_due(home.site, home.clock(), "prune") == ["prune"]
        left = {name for (name,) in home.rows("select message_id from letter")}
        assert left == kept - gone
    assert home.one("select count(*) from delivery_result") == 0
    assert home.one("select count(*) from answer") == 0
    assert home.one("select count(*) from held") == 1
    assert home.one("select count(*) from post where group_id = ?", group_id) == 1
    assert home.rows("pragma foreign_key_check") == []
    assert await run_due(home.site, home.clock(), "optimise") == ["optimise"]
    assert {row[0] for row in home.rows("select last_error from job")} == {""}
