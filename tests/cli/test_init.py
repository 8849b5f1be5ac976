"""`dgroup init` and `dgroup db`: a site out of nothing, brought up to date, checked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dgroup.cli.init import settings_text
from dgroup.cli.main import program
from dgroup.config import KEYS, load
from tests.cli.place import Place

WORDS = ("--domain", "lists.example.org", "--owner", "op@example.com")


def init(*words: object, code: int = 0, stdin: str = "") -> Result:
    """Run `dgroup init`; it has to leave with `code`."""
    result = CliRunner().invoke(program, ["init", *map(str, words)], input=stdin)
    assert result.exit_code == code, result.output
    return result


def test_init_makes_a_site_that_works(tmp_path: Path) -> None:
    """Settings, database and keys are made, and the next command needs nothing else."""
    folder = tmp_path / "new" / "site"
    shown = init(folder, *WORDS).stdout
    assert sorted(file.name for file in folder.iterdir()) == [
        "dgroup.db",
        "dgroup.key",
        "dgroup.toml",
    ]
    assert {file.stat().st_mode & 0o777 for file in folder.glob("dgroup.[dk]*")} == {0o600}
    for line in (
        "lists.example.org.         MX   10 ",
        'lists.example.org.         TXT  "v=spf1 mx -all"',
        "relay_domains        = lists.example.org",
        "transport_maps       = inline:{lists.example.org=lmtp:inet:127.0.0.1:2424}",
        "lmtp_destination_recipient_limit = 1",
    ):
        assert line in shown
    listed = CliRunner().invoke(program, ["-c", str(folder / "dgroup.toml"), "group", "list"])
    assert listed.exit_code == 0
    assert listed.stdout.split("\n")[1].startswith(
        "dgroup-facilitators  Facilitators learn together"
    )
    checked = CliRunner().invoke(program, ["-c", str(folder / "dgroup.toml"), "config", "check"])
    assert checked.stdout == "all is right\n"


def test_the_settings_are_all_there(tmp_path: Path) -> None:
    """Every key stands in the file with its default; only domain and owner are set."""
    text = settings_text("lists.example.org", "op@example.com")
    assert tomllib.loads(text)["site"] == {
        "domain": "lists.example.org",
        "owner": "op@example.com",
    }
    opened = "\n".join(
        line.removeprefix("# ") if " = " in line else line for line in text.splitlines()
    )
    every = tomllib.loads(opened)
    assert {f"{section}.{word}" for section, keys in every.items() for word in keys} == {
        key.name for key in KEYS
    }
    file = tmp_path / "dgroup.toml"
    opened = opened.replace('base_url = ""', 'base_url = "https://lists.example.org"')
    opened = opened.replace("command = []", 'command = ["summarise"]')
    file.write_text(opened, encoding="utf-8")
    file_of_two = tmp_path / "two.toml"
    file_of_two.write_text(text, encoding="utf-8")
    full, least = load(file, {}), load(file_of_two, {})
    assert full.smtp == least.smtp
    assert full.delivery == least.delivery
    assert full.groups == least.groups


REFUSED = [
    (
        ("--domain", "lists.example.org", "--owner", "a@lists.example.org"),
        "--owner must be outside",
    ),
    (
        ("--domain", "LISTS.example.org.", "--owner", "a@lists.Example.org"),
        "--owner must be outside",
    ),
    (("--domain", "not a domain", "--owner", "a@b.example"), "--domain cannot be 'not a domain'"),
    (("--domain", "lists.example.org", "--owner", "nobody"), "--owner cannot be 'nobody'"),
]


@pytest.mark.parametrize(("words", "message"), REFUSED)
def test_a_site_that_could_not_work_is_not_made(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    """A wrong domain, or an owner within it, leaves nothing behind."""
    folder = tmp_path / "site"
    assert message in init(folder, *words, code=1).stderr
    assert not folder.exists()


def test_a_site_is_never_made_over_another(tmp_path: Path) -> None:
    """Where there is a dgroup.toml it stays, whatever was said."""
    init(tmp_path, *WORDS)
    before = (tmp_path / "dgroup.toml").read_bytes()
    said = init(tmp_path, "--domain", "x.example", "--owner", "a@b.example", "--yes", code=1)
    assert "is there already" in said.stderr
    assert (tmp_path / "dgroup.toml").read_bytes() == before


@pytest.mark.parametrize("words", [(), WORDS[:2], WORDS[2:], ("a", "b", *WORDS)])
def test_domain_and_owner_are_needed(words: tuple[str, ...]) -> None:
    """They are the two settings without a default."""
    init(*words, code=2)


def test_migrating_twice_does_no_harm(tmp_path: Path) -> None:
    """The first time makes database and key; the second has nothing to do, and changes nothing."""
    place = Place(tmp_path)
    assert "dgroup.key" in place.run("db", "migrate").stdout
    key, dump = (tmp_path / "dgroup.key").read_bytes(), place.dump()
    assert place.run("db", "migrate").stdout == "nothing to do\n"
    assert (tmp_path / "dgroup.key").read_bytes() == key
    assert place.dump() == dump


def test_status_says_how_far_the_schema_is(place: Place) -> None:
    """`db status` names the migrations; people see the last one."""
    shown = place.json("db", "status")
    assert shown["path"] == str(place.database)
    assert shown["schema"][0]["number"] == 1
    assert (shown["pending"], shown["has_key"], shown["journal_mode"]) == ([], True, "wal")
    assert f"schema        {shown['schema'][-1]['number']:04}_" in place.run("db", "status").stdout


def test_without_a_database_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    """Every command that needs the site names the command that makes it, and makes nothing."""
    place = Place(tmp_path)
    for words in (["status"], ["group", "list"], ["db", "status"], ["db", "check"], ["serve"]):
        assert "make it with `dgroup db migrate`" in place.run(*words, code=1).stderr
    assert [file.name for file in tmp_path.iterdir()] in (
        ["dgroup.toml"],
        ["dgroup.lock", "dgroup.toml"],
        ["dgroup.toml", "dgroup.lock"],
    )


def test_a_sound_database_is_found_sound(psc: Place) -> None:
    """`db check` says so, and leaves with 0."""
    psc.inject(psc.mail())
    assert psc.run("db", "check").stdout == "all is right\n"
    assert psc.json("db", "check") == {"path": str(psc.database), "problems": []}


def test_a_broken_database_is_found_broken(psc: Place) -> None:
    """Dangling references, a missing key and broken pages leave with 4, each named."""
    psc.inject(psc.mail())
    psc.write("delete from thread")
    (psc.folder / "dgroup.key").unlink()
    problems = psc.json("db", "check", code=4)["problems"]
    assert any("of post refers to nothing in thread" in one for one in problems)
    assert any("no key file" in one for one in problems)
    content = bytearray(psc.database.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    psc.database.write_bytes(content)
    done = psc.dgroup("db", "check")
    assert done.returncode in (1, 4)  # it may be so broken that it cannot be read at all
    assert done.stdout.count(b"problem: ") + done.stderr.count(b"cannot be read") >= 1


def test_an_older_program_refuses_a_newer_database(place: Place) -> None:
    """A schema from the future is left alone, and it is said what to install."""
    place.write("insert into schema_migration values (99, 'future', 'x', 0)")
    for words in (["db", "migrate"], ["group", "list"], ["db", "status"], ["serve"]):
        assert "newer than this program" in place.run(*words, code=1).stderr
