"""Settings are found, typed and checked, and what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from dgroup import config as configuration
from dgroup import places
from dgroup.config import (
    KEYS,
    Config,
    examine,
    load,
    parse_setting,
)
from dgroup.errors import ConfigError
from dgroup.kinds import Endpoint

LEAST = '[site]\ndomain = "lists.example.org"\nowner = "op@example.org"\n'


def write(folder: Path, text: str) -> Path:
    """Write a dgroup.toml and return its path."""
    file = folder / "dgroup.toml"
    file.write_text(text, encoding="utf-8")
    return file


def read(folder: Path, text: str, **environ: str) -> Config:
    """Load a configuration of the least that is needed and `text`."""
    return load(write(folder, LEAST + text), environ)


def complaint(folder: Path, text: str, **environ: str) -> str:
    """Return the one line with which a configuration is refused, without the folder."""
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), environ)
    message = str(caught.value)
    assert "\n" not in message
    return message.replace(f"{folder}/", "")


# The whole of CONTRACT §2 and what came since, with the type that each key has here.
CONTRACT: dict[str, object] = {
    "site.domain": "lists.example.org",
    "site.owner": "op@example.org",
    "site.language": "en",
    "site.timezone": "Europe/Brussels",
    "site.create": "approve",
    "site.creators": (),
    "site.base_url": "https://lists.example.org",
    "site.data_dir": ".",
    "database.url": "sqlite:///dgroup.db",
    "smtp.listen": (Endpoint("127.0.0.1", 2525),),
    "smtp.lmtp": (Endpoint("127.0.0.1", 2424),),
    "smtp.max_size": 25 * 1024 * 1024,
    "smtp.trusted_authserv_ids": (),
    "smtp.trusted_below_received": False,
    "smtp.trusted_peers": ("127.0.0.0/8", "::1"),
    "smtp.bare_newlines": "normalise",
    "smtp.max_received": 100,
    "smtp.max_recipients": 100,
    "smtp.max_connections": 200,
    "smtp.idle_timeout": 300,
    "smtp.tls_cert": "",
    "smtp.tls_key": "",
    "delivery.method": "smtp",
    "delivery.host": "127.0.0.1",
    "delivery.port": 25,
    "delivery.tls": "opportunistic",
    "delivery.username": "",
    "delivery.password": "",
    "delivery.mode": "individual",
    "delivery.batch_above": 200 * 1024 * 1024,
    "delivery.timeout": 600,
    "delivery.keep_results": 30 * 86400,
    "delivery.connections": 8,
    "delivery.max_connections": 32,
    "delivery.batch_recipients": 100,
    "delivery.retry": (60, 300, 1800, 7200, 21600),
    "delivery.give_up_after": 5 * 86400,
    "delivery.maildir": "outbox",
    "groups.join": "confirm",
    "groups.post": "members",
    "groups.moderate_first_posts": 0,
    "groups.reply_to": "group",
    "groups.subject_prefix": True,
    "groups.introductions": "ask",
    "groups.max_post_size": 10 * 1024 * 1024,
    "groups.hidden": False,
    "groups.copy": True,
    "groups.introduction_hold": 900,
    "groups.footer": "",
    "groups.from": "if-needed",
    "groups.digest_hour": 7,
    "groups.purpose": "",
    "groups.welcome": "",
    "groups.unanswered": "return",
    "groups.desk_day": "monday",
    "groups.questions": "",
    "groups.summary_every": 0,
    "groups.summary_day": "friday",
    "groups.summary_hour": 9,
    "groups.summary_to": "digests",
    "groups.summary_unanswered": "send",
    "groups.private": False,
    "summaries.method": "extractive",
    "summaries.command": (),
    "limits.answers_per_address_per_day": 10,
    "limits.answers_per_group_per_day": 50,
    "limits.confirmations_per_address_per_day": 3,
    "web.enabled": True,
    "web.listen": Endpoint("127.0.0.1", 2580),
    "web.archive": "off",
    "logging.format": "logfmt",
    "logging.addresses": True,
    "logging.level": "info",
}


def test_every_key_has_the_default_of_the_contract(tmp_path: Path) -> None:
    """With nothing but domain and owner, every key has exactly the promised value."""
    config = read(tmp_path, "")
    assert {key.name: config.value(key) for key in KEYS} == CONTRACT


def test_every_default_can_be_written_as_it_is_shown(tmp_path: Path) -> None:
    """What `config describe` shows as a default is TOML, and means that default."""
    text, section = LEAST, "site"
    for key in KEYS:
        if key.name in ("site.domain", "site.owner", "site.base_url"):
            continue
        if key.section != section:
            text, section = text + f"[{key.section}]\n", key.section
        text += f"{key.name.partition('.')[2]} = {key.shown_default}\n"
    config = load(write(tmp_path, text), {})
    assert {key.name: config.value(key) for key in KEYS} == CONTRACT


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """data_dir is relative to the file, and the database and the maildir to data_dir."""
    config = load(write(tmp_path, LEAST + 'data_dir = "var"\n'), {})
    assert config.path == tmp_path / "dgroup.toml"
    assert config.data_dir == tmp_path / "var"
    assert config.database_path == tmp_path / "var/dgroup.db"
    assert config.maildir_path == tmp_path / "var/outbox"
    absolute = read(tmp_path, '[database]\nurl = "sqlite:////var/lib/x.db"\n')
    assert absolute.database_path == Path("/var/lib/x.db")


VALUES = [
    ("smtp", "max_size", '"25 MiB"', 25 << 20),
    ("smtp", "max_size", '"25mb"', 25_000_000),
    ("smtp", "max_size", '"1g"', 1 << 30),
    ("smtp", "max_size", "1024", 1024),
    ("smtp", "max_size", '"1024"', 1024),
    ("smtp", "idle_timeout", '"90s"', 90),
    ("smtp", "idle_timeout", '"1h 30m"', 5400),
    ("smtp", "idle_timeout", '"2w"', 14 * 86400),
    ("smtp", "idle_timeout", "7", 7),
    ("smtp", "listen", "[]", ()),
    ("smtp", "listen", '["[::1]:2525"]', (Endpoint("::1", 2525),)),
    ("smtp", "lmtp", '["unix:/run/dgroup/lmtp"]', (Endpoint(path="/run/dgroup/lmtp"),)),
    ("smtp", "listen", '["localhost:0"]', (Endpoint("localhost", 0),)),
    ("smtp", "trusted_peers", '["10.1.2.3/8"]', ("10.0.0.0/8",)),
    ("delivery", "retry", '["1m", 90]', (60, 90)),
    ("groups", "from", '"group"', "group"),
    ("groups", "introduction_hold", '"0s"', 0),
    ("groups", "footer", '"""\nTwo\nlines"""', "Two\nlines"),
    ("site", "base_url", '"https://example.org/lists/"', "https://example.org/lists"),
    ("summaries", "command", '["/bin/cat"]', ("/bin/cat",)),
]


@pytest.mark.parametrize(("section", "word", "written", "meant"), VALUES)
def test_values_are_typed(
    tmp_path: Path, section: str, word: str, written: str, meant: object
) -> None:
    """Sizes become bytes, durations seconds, endpoints their parts."""
    head = "" if section == "site" else f"[{section}]\n"
    config = read(tmp_path, f"{head}{word} = {written}\n")
    key = next(key for key in KEYS if key.name == f"{section}.{word}")
    assert config.value(key) == meant


WRONG = [
    ("[smtp]\nmaxsize = 1\n", ':5: unknown key "smtp.maxsize"; the nearest is smtp.max_size'),
    ("[smtpd]\nlisten = []\n", ':5: unknown key "smtpd.listen"; the nearest is smtp.listen'),
    (
        "[delivery]\nmax_size = 1\n",
        ':5: unknown key "delivery.max_size"; the nearest is smtp.max_s',
    ),
    ("[smpt]\n", ':4: unknown key "smpt"; the nearest is smtp.'),
    (
        "[smtp]\n\nmax_size = true\n",
        ':6: smtp.max_size: expected a size such as "25 MiB", not True',
    ),
    ('[smtp]\nmax_size = "25 apples"\n', ":5: smtp.max_size: expected a size"),
    ("[smtp]\nmax_size = 0\n", ":5: smtp.max_size: expected a size"),
    ("[smtp]\nmax_size = 1.5\n", ":5: smtp.max_size: expected a size"),
    ('[smtp]\nidle_timeout = "1h30"\n', ":5: smtp.idle_timeout: expected a duration"),
    ('[smtp]\nidle_timeout = ""\n', ":5: smtp.idle_timeout: expected a duration"),
    (
        '[smtp]\nbare_newlines = "keep"\n',
        ":5: smtp.bare_newlines: expected one of normalise, refuse",
    ),
    ('[smtp]\nlisten = "127.0.0.1:25"\n', ":5: smtp.listen: expected a list, each"),
    ('[smtp]\nlisten = [\n  "::1:25",\n]\n', ":5: smtp.listen: expected a list, each"),
    ('[smtp]\nlisten = ["x:99999"]\n', ":5: smtp.listen: expected a list, each"),
    ("[smtp]\nmax_recipients = 0\n", ":5: smtp.max_recipients: expected a whole number from 1"),
    ('[smtp]\ntrusted_peers = ["everybody"]\n', ":5: smtp.trusted_peers: expected a list"),
    (
        '[delivery]\nport = "25"\n',
        ":5: delivery.port: expected a whole number from 1 to 65535, not '2",
    ),
    ("[delivery]\nretry = []\n", ":5: delivery.retry: expected a list, each a duration"),
    ("[groups]\ncopy = 1\n", ":5: groups.copy: expected true or false, not 1"),
    (
        "[groups]\ndigest_hour = 24\n",
        ":5: groups.digest_hour: expected a whole number from 0 to 23",
    ),
    ('[database]\nurl = "postgresql://db/x"\n', ":5: database.url: expected"),
    ('timezone = "Mars/Olympus"\n', ":4: site.timezone: expected a time zone"),
    ('language = "xx"\n', ":4: site.language: expected one of "),
    ('base_url = "lists.example.org"\n', ":4: site.base_url: expected"),
    ('[smtp]\ntls_cert = "x.pem"\n', ":4: smtp.tls_key is missing: certificate and key come tog"),
    ('[delivery]\nusername = "x"\n', ":4: delivery.password is missing: username and password"),
    (
        "[delivery]\nconnections = 64\n",
        ":5: delivery.connections must not exceed max_connections, 32",
    ),
    ('[summaries]\nmethod = "command"\n', ":4: summaries.command is missing"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    """An unknown key, a wrong type and a contradiction name file, line and what to do."""
    assert ("dgroup.toml" + message) in complaint(tmp_path, LEAST + text)


def test_an_owner_inside_the_domain_is_refused(tmp_path: Path) -> None:
    """Mail to an owner at the site's own domain would loop, in whatever case it is written."""
    text = '[site]\ndomain = "lists.example.org"\nowner = "op@Lists.Example.ORG"\n'
    assert complaint(tmp_path, text) == (
        "dgroup.toml:3: site.owner must be outside lists.example.org: mail to it would loop"
    )


@pytest.mark.parametrize("owner", ["postmaster", "a@b@c.org", "<a@b.org>", "a b@c.org", "a@-b.org"])
def test_an_owner_is_an_address(tmp_path: Path, owner: str) -> None:
    """What is no address cannot be told that something is wrong."""
    text = f'[site]\ndomain = "lists.example.org"\nowner = "{owner}"\n'
    assert "dgroup.toml:3: site.owner: expected an address" in complaint(tmp_path, text)


def test_domains_become_lower_case_a_labels(tmp_path: Path) -> None:
    """A domain is kept in the one form in which it is compared."""
    text = '[site]\ndomain = "Listes.Mañana.example.org"\nowner = "Op@Bücher.example"\n'
    config = load(write(tmp_path, text), {})
    assert config.site.domain == "listes.xn--maana-pta.example.org"
    assert config.site.owner == "Op@xn--bcher-kva.example"
    assert config.site.base_url == "https://listes.xn--maana-pta.example.org"


def test_missing_keys_are_asked_for_once(tmp_path: Path) -> None:
    """Without domain and owner both are named, at the line of their table."""
    _, problems = examine(write(tmp_path, '\n[site]\nlanguage = "en"\n'), {})
    assert [(one.key, one.line) for one in problems] == [("site.domain", 2), ("site.owner", 2)]
    _, problems = examine(write(tmp_path, '[site]\ndomain = 1\nowner = "op@example.org"\n'), {})
    assert [(one.key, one.line) for one in problems] == [("site.domain", 2)]


def test_all_problems_are_found_at_once(tmp_path: Path) -> None:
    """The error says how many more there are, and `examine` names each."""
    file = write(tmp_path, LEAST + "[smtp]\nmaxsize = 1\nidle_timeout = []\n")
    config, problems = examine(file, {})
    assert config is None
    assert [one.line for one in problems] == [5, 6]
    assert complaint(tmp_path, file.read_text()).endswith("(and 1 more: dgroup config check)")


def test_text_that_is_no_toml_names_the_line(tmp_path: Path) -> None:
    """A slip of the pen is found by its line, also at the end of the file."""
    assert complaint(tmp_path, LEAST + "[smtp\n").startswith("dgroup.toml:4: this is not TOML:")
    assert complaint(tmp_path, LEAST + 'x = "').startswith("dgroup.toml:4: this is not TOML:")


def test_files_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    """A folder, Latin-1 and a file that is not there each say so in one line."""
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load(tmp_path, {})
    (tmp_path / "latin1.toml").write_bytes("# é".encode("latin-1"))
    with pytest.raises(ConfigError, match="cannot be read: it is not UTF-8"):
        load(tmp_path / "latin1.toml", {})
    with pytest.raises(ConfigError, match="no such file; -c has to name"):
        load(tmp_path / "none.toml", {})
    with pytest.raises(ConfigError, match="no such file; DGROUP_CONFIG has to name"):
        load(None, {"DGROUP_CONFIG": str(tmp_path / "none.toml")})


def test_files_are_looked_for_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """-c goes before $DGROUP_CONFIG, and that before ./dgroup.toml."""
    named, listed = tmp_path / "named", tmp_path / "listed"
    for folder in (named, listed):
        folder.mkdir()
        write(folder, LEAST)
    write(tmp_path, LEAST)
    monkeypatch.chdir(tmp_path)
    environ = {"DGROUP_CONFIG": str(listed / "dgroup.toml")}
    assert load(named / "dgroup.toml", environ).data_dir == named
    assert load(None, environ).data_dir == listed
    assert load(None, {}).data_dir == tmp_path


def test_without_a_file_the_environment_may_say_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container needs no file; with neither, the error says how to make one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configuration, "SYSTEM", tmp_path / "etc/dgroup.toml")
    environ = {"DGROUP_SITE__DOMAIN": "lists.example.org", "DGROUP_SITE__OWNER": "op@example.org"}
    config = load(None, environ)
    assert (config.path, config.data_dir) == (None, tmp_path)
    with pytest.raises(ConfigError, match="make one with `dgroup init`"):
        load(None, {})
    with pytest.raises(ConfigError, match=r"environment: site\.owner is missing"):
        load(None, {"DGROUP_SITE__DOMAIN": "lists.example.org"})


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    """Any key may be set as DGROUP_SECTION__KEY, lists parted by commas."""
    config = read(
        tmp_path,
        "[delivery]\nport = 26\n",
        DGROUP_DELIVERY__PORT="2626",
        DGROUP_SMTP__LISTEN="[::1]:2525, unix:/run/in",
        DGROUP_SMTP__LMTP="",
        DGROUP_DELIVERY__RETRY='["1m", "2m"]',
        DGROUP_GROUPS__FROM="Group",
        DGROUP_LOGGING__ADDRESSES="no",
        DGROUP_CI="1",
    )
    assert config.delivery.port == 2626
    assert config.smtp.listen == (Endpoint("::1", 2525), Endpoint(path="/run/in"))
    assert config.smtp.lmtp == ()
    assert config.delivery.retry == (60, 120)
    assert config.groups.from_ == "group"
    assert config.logging.addresses is False


ENVIRONMENT = [
    ("DGROUP_SMTP__MAXSIZE", "1", "no such setting; the nearest is DGROUP_SMTP__MAX_SIZE"),
    ("DGROUP_DELIVERY__PORT", "x", "expected a whole number from 1 to 65535, not 'x'"),
    ("DGROUP_DELIVERY__PORT", "1_0", "expected a whole number from 1 to 65535, not '1_0'"),
    ("DGROUP_SITE__OWNER", "a@lists.example.org", "site.owner must be outside lists.example.org"),
    ("DGROUP_DELIVERY__HOST_FILE", "/x", "no such setting; the nearest is DGROUP_DELIVERY__HOST"),
    ("DGROUP_DELIVERY__PASSWORD_FILE", "/none", "cannot read /none: No such file or directory"),
]


@pytest.mark.parametrize(("variable", "value", "message"), ENVIRONMENT)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, value: str, message: str) -> None:
    """What the environment says wrongly is blamed on the variable, not on the file."""
    assert complaint(tmp_path, LEAST, **{variable: value}).startswith(f"{variable}: {message}")


def test_secrets_may_come_from_a_file_and_are_never_repeated(tmp_path: Path) -> None:
    """…_FILE reads a secret without its newline; a mistyped one is not shown."""
    (tmp_path / "password").write_text("s3cret\n")
    config = read(
        tmp_path,
        '[delivery]\nusername = "op"\n',
        DGROUP_DELIVERY__PASSWORD_FILE=str(tmp_path / "password"),
    )
    assert config.delivery.password == "s3cret"
    assert "4711" not in complaint(tmp_path, LEAST + "[delivery]\npassword = 4711\n")


def test_the_operators_own_languages_count(tmp_path: Path) -> None:
    """A folder in data_dir/templates makes a language that a site and a group may have."""
    (tmp_path / "templates/eo").mkdir(parents=True)
    assert read(tmp_path, 'language = "eo"\n').site.language == "eo"
    assert parse_setting("language", "eo", tmp_path) == "eo"
    assert "eo" in places.languages(tmp_path)
    assert places.template_folders(tmp_path)[0] == tmp_path / "templates"
