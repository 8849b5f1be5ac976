"""`dgroup serve` and `dgroup job`: the site runs, does its jobs, and stops when it is told."""

from __future__ import annotations

import contextlib
import http.client
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.place import ENVIRONMENT, SETTINGS, Place

JOB = ["name", "rule", "due_at", "started_at", "finished_at", "last_error", "doc"]


@contextlib.contextmanager
def served(place: Place) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run the server in a process of its own; it, and its ports."""
    server = subprocess.Popen(
        [sys.executable, "-m", "dgroup", "serve"],
        cwd=place.folder,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    assert server.stdout is not None
    try:
        yield server, ready(server)
    finally:
        server.kill()
        server.wait()
        server.stderr.close()
        server.stdout.close()


def ready(server: subprocess.Popen[str]) -> list[int]:
    """Read the log up to the one line that says it is ready; the ports in it."""
    assert server.stderr is not None
    for line in server.stderr:
        if 'msg="ready ' in line:
            return [int(port) for port in re.findall(r"127\.0\.0\.1:(\d+)", line)]
    raise AssertionError("the server ended")


@pytest.fixture
def open_place(tmp_path: Path) -> Place:
    """A site with the group psc and one member, that listens on free ports."""
    settings = SETTINGS.replace("listen = []", 'listen = ["127.0.0.1:0"]')
    place = Place(tmp_path, settings.replace("lmtp = []", 'lmtp = ["127.0.0.1:0"]'))
    place.run("db", "migrate")
    place.run("group", "create", "psc", "--title", "P")
    place.run("member", "add", "psc", "bob@example.org")
    return place


def test_a_site_is_served_until_it_is_told_to_stop(open_place: Place) -> None:
    """It says when it is ready, takes mail, keeps others out, and SIGTERM ends it with 0."""
    with served(open_place) as (server, ports):
        assert len(ports) == 2
        with smtplib.SMTP("127.0.0.1", ports[0]) as client:
            client.sendmail(
                "bob@example.org",
                ["psc@lists.example.org"],
                b"From: bob@example.org\r\nSubject: Hi\r\n\r\nHi\r\n",
            )
        assert open_place.json("status")["posts"] == 1
        second = open_place.dgroup("serve")
        assert second.returncode == 1
        assert b"Another dgroup" in second.stderr
        checked = open_place.dgroup("check", "--json", "--offline")
        assert checked.returncode in (0, 3)
        server.send_signal(signal.SIGHUP)
        assert len(ready(server)) == 2
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 0
        assert server.stdout is not None
        assert server.stdout.read() == ""


def test_the_command_line_writes_beside_a_server(open_place: Place) -> None:
    """A group that is made while the server runs is known to it, and its welcome goes out."""
    with served(open_place) as (_, ports):
        open_place.run("group", "create", "garden", "--title", "G")
        open_place.run("member", "add", "garden", "bob@example.org")
        for _ in range(1000):  # it looks twice a second
            with smtplib.SMTP("127.0.0.1", ports[0]) as client:
                client.ehlo()
                client.mail("bob@example.org")
                reply, _ = client.rcpt("garden@lists.example.org")
            if reply == 250:
                break
        assert reply == 250


def test_the_web_is_served_beside_mail(tmp_path: Path) -> None:
    """The third address of the line that says it is ready answers on HTTP, quietly."""
    settings = SETTINGS.replace("listen = []", 'listen = ["127.0.0.1:0"]')
    web = '[web]\nlisten = "127.0.0.1:0"'
    place = Place(tmp_path, settings.replace("[web]\nenabled = false", web))
    place.run("db", "migrate")
    with served(place) as (server, ports):
        client = http.client.HTTPConnection("127.0.0.1", ports[-1], timeout=10)
        client.request("GET", "/readyz")
        assert client.getresponse().read() == b"ready\n"
        client.close()
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=10) == 0
        assert server.stderr is not None
        assert "readyz" not in server.stderr.read()


def test_a_port_that_is_taken_is_named(open_place: Place) -> None:
    """Where it cannot listen it says so in one line, and leaves with 1."""
    with served(open_place) as (_, ports):
        other = open_place.folder / "other"
        other.mkdir()
        settings = SETTINGS.replace("listen = []", f'listen = ["127.0.0.1:{ports[0]}"]')
        second = Place(other, settings)
        second.run("db", "migrate")
        done = second.dgroup("serve")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.splitlines()[-1].startswith(b"dgroup: smtp.listen: cannot listen on")


def test_jobs_are_listed_before_they_ever_ran(place: Place) -> None:
    """Each has its rule, its next time and a sentence."""
    found = place.json("job", "list")
    assert {"prune", "optimise"} <= {one["name"] for one in found}
    assert all(list(one) == JOB and one["due_at"] and one["doc"] for one in found)


def test_a_job_is_done_now(place: Place) -> None:
    """By its name whether it is due or not, and then it is due again as usual."""
    assert place.run("job", "run", "prune").stdout == "prune: done\n"
    (prune,) = [one for one in place.json("job", "list") if one["name"] == "prune"]
    assert prune["finished_at"] < prune["due_at"]
    assert place.run("job", "run").stdout == "nothing is due\n"


def test_weeks_later_each_job_is_done_once(place: Place) -> None:
    """Without a name every job that is due at the time is done, however often it was missed."""
    place.run("job", "run")
    ran = place.run("job", "run", "--at", "2050-01-01T00:00:00Z").stdout.splitlines()
    assert sorted(ran) == sorted(f"{one['name']}: done" for one in place.json("job", "list"))
    assert place.run("job", "run", "--at", "2050-01-01T00:00:00Z").stdout == "nothing is due\n"


def test_an_unknown_job_is_refused(place: Place) -> None:
    """It is said where the names are; a wrong time is wrong usage."""
    assert "dgroup job list" in place.run("job", "run", "nope", code=1).stderr
    place.run("job", "run", "--at", "later", code=2)


def test_what_never_ran_is_due_by_a_time_that_is_given(place: Place) -> None:
    """A site that is only used from the command line has its jobs done, too, whenever that was."""
    ran = place.run("job", "run", "--at", "2026-01-01T00:00:00Z").stdout.splitlines()
    assert sorted(ran) == sorted(f"{one['name']}: done" for one in place.json("job", "list"))
    assert place.run("job", "run", "--at", "2026-01-01T00:00:10Z").stdout == "nothing is due\n"
