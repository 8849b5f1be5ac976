"""`dgroup config` shows, checks and explains the settings."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dgroup.cli.main import program
from dgroup.config import KEYS

LEAST = '[site]\ndomain = "lists.example.org"\nowner = "op@example.org"\n'


def run(folder: Path, text: str, *arguments: str, **environ: str) -> Result:
    """Run `dgroup -c FILE config …` on a file with `text`."""
    file = folder / "dgroup.toml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(program, ["-c", str(file), "config", *arguments], env=environ)


def document(result: Result) -> Any:
    """Return the one JSON document on standard output."""
    return json.loads(result.stdout)


def test_show_prints_a_file_that_means_the_same(tmp_path: Path) -> None:
    """What is printed is TOML with what was set, defaults as comments, and no secret."""
    text = LEAST + '[smtp]\nmax_size = 1024\n[delivery]\nusername = "op"\npassword = "s3cret"\n'
    result = run(tmp_path, text, "show", DGROUP_SMTP__LMTP="")
    assert result.exit_code == 0
    assert tomllib.loads(result.stdout) == {
        "site": {
            "domain": "lists.example.org",
            "owner": "op@example.org",
            "base_url": "https://lists.example.org",
        },
        "database": {},
        "smtp": {"max_size": "1 KiB", "lmtp": []},
        "delivery": {"username": "op", "password": "***"},
        **{name: {} for name in ("groups", "summaries", "limits", "web", "logging")},
    }
    assert "# port = 25\n" in result.stdout
    assert "s3cret" not in result.output


def test_show_as_json_has_every_key_in_its_unit(tmp_path: Path) -> None:
    """Programs get bytes, seconds and endpoints; secrets are hidden from them too."""
    text = LEAST + '[delivery]\nusername = "op"\npassword = "s3cret"\n'
    shown = document(run(tmp_path, text, "show", "--json"))
    assert shown["path"] == str(tmp_path / "dgroup.toml")
    assert shown["data_dir"] == str(tmp_path)
    assert {f"{one}.{key}" for one, keys in shown["settings"].items() for key in keys} == {
        key.name for key in KEYS
    }
    assert shown["settings"]["smtp"]["max_size"] == 25 << 20
    assert shown["settings"]["smtp"]["listen"] == ["127.0.0.1:2525"]
    assert shown["settings"]["web"]["listen"] == "127.0.0.1:2580"
    assert shown["settings"]["delivery"]["retry"] == [60, 300, 1800, 7200, 21600]
    assert shown["settings"]["delivery"]["password"] == "***"
    assert shown["settings"]["groups"]["from"] == "if-needed"


def test_show_fails_in_one_line(tmp_path: Path) -> None:
    """A file that cannot be used is an error of exit code 1, named with its line."""
    result = run(tmp_path, LEAST + "[smtp]\nmaxsize = 1\n", "show", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert (
        'dgroup.toml:5: unknown key "smtp.maxsize"; the nearest is smtp.max_size' in result.stderr
    )


def test_check_finds_nothing_in_a_good_file(tmp_path: Path) -> None:
    """A good file leaves with 0 and says so."""
    assert run(tmp_path, LEAST, "check").stdout == "all is right\n"
    result = run(tmp_path, LEAST, "check", "--json")
    assert result.exit_code == 0
    path = str(tmp_path / "dgroup.toml")
    assert document(result) == {"path": path, "problems": [], "warnings": []}


def test_check_names_every_problem(tmp_path: Path) -> None:
    """All problems are listed at once, with their lines, and leave with 4."""
    text = LEAST + "[smtp]\nmaxsize = 1\nidle_timeout = true\n"
    result = run(tmp_path, text, "check")
    assert result.exit_code == 4
    assert [line.partition(" ")[0] for line in result.stdout.splitlines()] == ["problem:"] * 2
    found = document(run(tmp_path, text, "check", "--json"))["problems"]
    assert [(one["line"], one["key"]) for one in found] == [
        (5, "smtp.maxsize"),
        (6, "smtp.idle_timeout"),
    ]
    result = run(tmp_path, "[site\n", "check", "--json")
    assert result.exit_code == 4
    assert [one["line"] for one in document(result)["problems"]] == [1]


DOUBTFUL = [
    ('[site]\ndomain = "lists.test"\nowner = "op@example.org"\n', "site.domain", 2),
    (LEAST + "[smtp]\nlisten = []\nlmtp = []\n", "smtp.listen", 5),
    (LEAST + '[delivery]\nmethod = "maildir"\n', "delivery.method", 5),
    (LEAST + '[delivery]\nusername = "a"\npassword = "b"\n', "delivery.tls", 4),
    (
        LEAST + '[delivery]\nusername = "a"\npassword = "b"\ntls = "required"\n',
        "delivery.password",
        6,
    ),
]


@pytest.mark.parametrize(("text", "key", "line"), DOUBTFUL)
def test_check_warns_of_what_is_hardly_meant(
    tmp_path: Path, text: str, key: str, line: int
) -> None:
    """What is allowed and yet doubtful is a warning with its line, and leaves with 3."""
    (tmp_path / "dgroup.toml").touch(mode=0o644)
    result = run(tmp_path, text, "check", "--json")
    assert result.exit_code == 3
    assert document(result)["problems"] == []
    warned = document(result)["warnings"]
    assert (key, line) in [(one["key"], one["line"]) for one in warned]
    assert run(tmp_path, text, "check").stdout.count("warning: ") == len(warned)


def test_describe_explains_every_key(tmp_path: Path) -> None:
    """Each key has a sentence, what is expected, a default and a variable; no file is needed."""
    described = document(CliRunner().invoke(program, ["config", "describe", "--json"]))
    assert [one["name"] for one in described] == [key.name for key in KEYS]
    assert all(one["doc"] and one["expects"] for one in described)
    assert [one["name"] for one in described if one["default"] is None] == [
        "site.domain",
        "site.owner",
    ]
    sizes = {one["name"]: one for one in described}
    assert sizes["smtp.max_size"]["unit"] == "bytes"
    assert sizes["delivery.retry"]["unit"] == "seconds"
    assert sizes["smtp.idle_timeout"]["env"] == "DGROUP_SMTP__IDLE_TIMEOUT"


def test_describe_takes_a_table_or_a_key() -> None:
    """One table or one key can be asked for; a wrong one gets the nearest."""
    one = CliRunner().invoke(program, ["config", "describe", "delivery.password"])
    assert "DGROUP_DELIVERY__PASSWORD_FILE" in one.stdout
    assert "port" not in one.stdout
    table = CliRunner().invoke(program, ["config", "describe", "web"])
    assert 'archive = "off"' in table.stdout
    wrong = CliRunner().invoke(program, ["config", "describe", "smtp.maxsize"])
    assert wrong.exit_code == 1
    assert 'no setting "smtp.maxsize"; the nearest is smtp.max_size' in wrong.stderr
