"""`dgroup check`: what is wrong is found, and each finding says what to paste."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dgroup.store.sqlite import sqlite_warning
from tests.cli.place import SETTINGS, Place

# This Python's SQLite is not ours to mend.
QUIET = 3 if sqlite_warning() else 0


class Relay(socketserver.BaseRequestHandler):
    """A relay that greets, offers what it was told to offer, and takes its leave."""

    greeting = b"220 relay.example.org ESMTP\r\n"
    offers = (b"250-relay.example.org", b"250-PIPELINING", b"250-SIZE 0", b"250 8BITMIME")
    heard: list[bytes]

    def handle(self) -> None:
        self.request.sendall(self.greeting)
        with self.request.makefile("rb") as lines:
            for line in lines:
                self.heard.append(line.split()[0])
                if line.startswith(b"EHLO"):
                    self.request.sendall(b"\r\n".join(self.offers) + b"\r\n")
                elif line.startswith(b"QUIT"):
                    self.request.sendall(b"221 bye\r\n")
                    return


@contextmanager
def relay(*offers: bytes, greeting: bytes = Relay.greeting) -> Iterator[tuple[int, list[bytes]]]:
    """Run a relay that offers `offers`; its port, and the commands it hears."""
    heard: list[bytes] = []
    spoken = [b"250-" + each for each in (b"relay.example.org", *offers)] + [b"250 HELP"]
    fields = {"offers": spoken, "heard": heard, "greeting": greeting}
    handler = type("OneRelay", (Relay,), fields)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def answering(words: bytes) -> Iterator[int]:
    """Run somebody who says `words` to whoever asks for something; their port."""

    class Somebody(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(1024)
            self.request.sendall(words)

    class Busy(socketserver.TCPServer):
        allow_reuse_address = True  # it hangs up first

    with Busy(("127.0.0.1", 0), Somebody) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def with_relay(folder: Path, port: int, more: str = "") -> Place:
    """A site whose relay is at a port."""
    place = Place(folder, SETTINGS.replace('method = "maildir"', f"port = {port}\n{more}"))
    place.run("db", "migrate")
    return place


def findings(place: Place, *words: str, code: int) -> dict[str, list[dict[str, Any]]]:
    """Run the check, and return what it found by what it is about."""
    document = place.json("check", *words, code=code)
    found: dict[str, list[dict[str, Any]]] = {}
    for each in document["findings"]:
        assert list(each) == ["about", "level", "message", "fix"]
        assert each["level"] in ("ok", "unchecked", "warning", "problem")
        assert each["fix"] or each["level"] in ("ok", "unchecked")
        found.setdefault(each["about"], []).append(each)
    levels = [each["level"] for each in document["findings"]]
    assert document["problems"] == levels.count("problem")
    assert document["warnings"] == levels.count("warning")
    return found


def test_a_good_site_has_no_problems(tmp_path: Path) -> None:
    """Everything is looked at; DNS is not yet. Nobody's mail is touched by looking."""
    with relay(b"PIPELINING", b"SIZE 99999999", b"8BITMIME") as (port, heard):
        place = with_relay(tmp_path, port)
        before = place.dump()
        found = findings(place, code=3)  # no listener
        place.file.write_text(place.file.read_text().replace("lmtp = []", 'lmtp = ["127.0.0.1:0"]'))
        found = findings(place, code=QUIET)
    assert set(found) >= {"settings", "database", "disk", "clock", "ports", "relay", "dns"}
    assert [each["level"] for each in found["relay"]] == ["ok"]
    assert found["dns"][0]["level"] == "unchecked"
    assert set(heard) == {b"EHLO", b"QUIT"}
    assert place.dump() == before


def test_groups_without_a_facilitator_are_named(tmp_path: Path) -> None:
    """After a week, with the line that mends it; `status` names them, too."""
    place = Place(tmp_path)
    place.run("db", "migrate")
    for name in ("psc", "garden"):
        place.run("group", "create", name, "--title", name)
        place.run("member", "add", name, "a@x.example", "b@x.example", "c@x.example")
    assert findings(place, "--offline", code=3)["groups"][0]["level"] == "ok"
    place.write("update groups set created_s = created_s - 8 * 86400")
    place.write("update audit set at_s = at_s - 8 * 86400")
    (found,) = findings(place, "--offline", code=3)["groups"]
    assert (found["level"], found["fix"]) == (
        "warning",
        "dgroup member set garden ADDR role=facilitator",
    )
    assert "garden, psc" in found["message"]
    assert place.json("status")["orphans"] == ["garden", "psc"]
    assert "without a facilitator: garden, psc" in place.run("status").stdout
    place.run("member", "set", "garden", "a@x.example", "role=facilitator")
    assert place.json("status")["orphans"] == ["psc"]


OFFERS = [
    ((b"SIZE 99999999",), "warning", "8BITMIME", "smtpd_discard_ehlo_keywords"),
    ((b"8BITMIME", b"SIZE 1000"), "warning", "1,000 octets", "message_size_limit=26279936"),
]


@pytest.mark.parametrize(("offers", "level", "message", "fix"), OFFERS)
def test_what_the_relay_cannot_do_is_said_beforehand(
    tmp_path: Path, offers: tuple[bytes, ...], level: str, message: str, fix: str
) -> None:
    """8BITMIME and SIZE are asked of the relay (DECISIONS 17)."""
    with relay(*offers) as (port, _):
        (found,) = findings(with_relay(tmp_path, port), code=3)["relay"]
    assert found["level"] == level
    assert message in found["message"]
    assert fix in found["fix"]


def test_a_relay_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    """No answer, no TLS where it is required, no AUTH where there is a user: it leaves with 4."""
    with relay(b"8BITMIME") as (port, heard):
        place = with_relay(tmp_path, port, 'tls = "required"\nusername = "u"\npassword = "p"')
        assert "STARTTLS" in findings(place, code=4)["relay"][0]["message"]
        place = with_relay(tmp_path, port, 'tls = "off"\nusername = "u"\npassword = "p"')
        assert "offers no AUTH" in findings(place, code=4)["relay"][0]["message"]
        assert b"AUTH" not in heard
    (found,) = findings(place, code=4)["relay"]
    assert "cannot connect" in found["message"]
    assert found["fix"] == f"ss -ltn 'sport = :{port}'"
    assert findings(place, "--offline", code=3)["relay"][0]["level"] == "unchecked"


def test_ports_are_free_ours_or_taken(tmp_path: Path) -> None:
    """Somebody else on our port is a problem; our own greeting is not."""
    ours = b"220 lists.example.org ESMTP\r\n"
    with relay() as (taken, _), relay(greeting=ours) as (own, _):
        listen = f'listen = ["127.0.0.1:{taken}", "127.0.0.1:{own}", "192.0.2.1:2525"]'
        place = Place(tmp_path, SETTINGS.replace("listen = []", listen))
        place.run("db", "migrate")
        other, server, elsewhere = findings(place, code=4)["ports"]
    assert (other["level"], server["level"], elsewhere["level"]) == ("problem", "ok", "problem")
    assert "somebody else answers there: 220 relay.example.org" in other["message"]
    assert "our own server answers" in server["message"]
    assert elsewhere["fix"] == "ip address"


def with_web(folder: Path, port: int, base_url: str = "https://lists.example.org") -> Place:
    """A site with a web side at a port."""
    web = f'[web]\nlisten = "127.0.0.1:{port}"'
    settings = SETTINGS.replace("[web]\nenabled = false", web)
    place = Place(folder, settings.replace("[site]", f'[site]\nbase_url = "{base_url}"'))
    place.run("db", "migrate")
    return place


def test_the_web_is_free_ours_or_taken(tmp_path: Path) -> None:
    """Somebody else on our port is a problem; our own health is not."""
    ours = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok\n"
    with answering(ours) as port:
        (found,) = findings(with_web(tmp_path, port), code=3)["web"]
        assert (found["level"], "our own server answers" in found["message"]) == ("ok", True)
    (found,) = findings(with_web(tmp_path, port), code=3)["web"]
    assert (found["level"], found["message"]) == ("ok", f"web.listen 127.0.0.1:{port}: free")
    with answering(b"HTTP/1.1 404 Not Found\r\n\r\nno\n") as port:
        (found,) = findings(with_web(tmp_path, port), code=4)["web"]
    assert "somebody else answers there: HTTP/1.1 404 Not Found" in found["message"]


@pytest.mark.parametrize(
    ("base_url", "levels"),
    [
        ("https://lists.example.org", ["ok"]),
        ("http://127.0.0.1:2580", ["ok"]),
        ("http://lists.example.org", ["warning", "ok"]),
    ],
)
def test_a_link_to_leave_by_needs_https(tmp_path: Path, base_url: str, levels: list[str]) -> None:
    """RFC 8058 asks for it; a site that is only tried out on one machine does without."""
    found = findings(with_web(tmp_path, 0, base_url), code=3)["web"]
    assert [each["level"] for each in found] == levels
    if len(found) > 1:
        assert found[0]["fix"] == 'base_url = "https://lists.example.org"'


def test_a_wrong_setting_stops_the_rest(tmp_path: Path) -> None:
    """Where the settings cannot be used, they are all that is looked at."""
    place = Place(tmp_path, SETTINGS + "[smtp2]\nx = 1\n")
    found = findings(place, code=4)
    assert set(found) == {"settings"}
    assert "smtp2" in found["settings"][0]["message"]


def test_a_missing_or_broken_database_is_a_problem(tmp_path: Path) -> None:
    """Each says the command that mends it."""
    place = Place(tmp_path)
    assert {each["fix"] for each in findings(place, code=4)["database"]} >= {"dgroup db migrate"}
    place.run("db", "migrate")
    (tmp_path / "dgroup.key").unlink()
    assert "no key file" in findings(place, code=4)["database"][1]["message"]
    place.run("db", "migrate")
    place.write("insert into bounce (letter_id, at_s) values (999, 0)")
    assert "refers to nothing in letter" in findings(place, code=4)["database"][0]["message"]


def test_open_files_are_a_warning(place: Place) -> None:
    """What others may read holds people's mail, or signs in our name."""
    place.run("check", code=3)
    (place.folder / "dgroup.key").chmod(0o644)
    (found,) = findings(place, code=3)["files"]
    assert found["fix"] == f"chmod 600 {place.folder / 'dgroup.key'}"


def test_a_clock_that_went_back_is_a_warning(psc: Place) -> None:
    """Mail from the future means that the clock is wrong, or was."""
    psc.inject(psc.mail(), "psc@lists.example.org", "--at", "2090-01-01T00:00:00Z")
    (found,) = findings(psc, code=3)["clock"]
    assert "mail came at 2090-01-01T00:00:00Z" in found["message"]


def test_people_see_the_line_to_paste(place: Place) -> None:
    """Under each finding that is not right stands what to do."""
    (place.folder / "dgroup.key").chmod(0o644)
    shown = place.run("check", code=3).stdout
    assert f"\n{'':<19} -> chmod 600 {place.folder / 'dgroup.key'}\n" in shown
    done = place.dgroup("check", "--json", "--offline")
    assert (done.returncode, done.stderr) == (3, b"")
    assert json.loads(done.stdout)["problems"] == 0
