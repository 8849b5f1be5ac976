"""The table of all settings: type, default and one sentence each, in the order of the file.

A section of the file is a frozen struct, a key is a field of it, and its sentence stands in the
field's annotation. Types, defaults, `config describe` and docs/reference.md all come from here.
Reading files and the environment is config.py's; the kinds of value are kinds.py's.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from dgroup import kinds
from dgroup.kinds import DAY, HOUR, MIB, MINUTE, Endpoint, Kind

Size = Annotated[int, kinds.SIZE]
Duration = Annotated[int, kinds.DURATION]
Durations = Annotated[tuple[int, ...], kinds.many(kinds.DURATION, 1)]
Endpoints = Annotated[tuple[Endpoint, ...], kinds.many(kinds.ENDPOINT)]
Words = Annotated[tuple[str, ...], kinds.many(kinds.WORD)]
Networks = Annotated[tuple[str, ...], kinds.many(kinds.NETWORK)]
Path = Annotated[str, kinds.PATH]
Count = Annotated[int, kinds.integer(1)]
Limit = Annotated[int, kinds.integer()]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One table of the file."""


class Site(Section, frozen=True, kw_only=True):
    """What this server is, and who answers for it."""

    domain: Annotated[str, kinds.DOMAIN, "the domain whose mail comes to dgroup"]
    owner: Annotated[str, kinds.ADDRESS, "the operator's address, outside the domain above"]
    language: Annotated[str, kinds.LANGUAGE, "of mails to people whose language is unknown"] = "en"
    timezone: Annotated[str, kinds.TIMEZONE, "of dates in mails"] = "Europe/Brussels"
    create: Annotated[
        Literal["approve", "allowed", "off"],
        "who may start a group by mail: whom the operator approves, the creators below, nobody",
    ] = "approve"
    creators: Annotated[
        Words, 'addresses or domains whose owners may start groups, with create = "allowed"'
    ] = ()
    base_url: Annotated[str, kinds.URL, "of links in mails; https:// and the domain if unset"] = ""
    data_dir: Annotated[Path, "database, keys and own templates; relative to the file"] = "."


class Database(Section, frozen=True, kw_only=True):
    """Where everything is kept."""

    url: Annotated[str, kinds.DATABASE, "the store; relative to data_dir"] = "sqlite:///dgroup.db"


class Smtp(Section, frozen=True, kw_only=True):
    """Mail in."""

    listen: Annotated[Endpoints, "where SMTP is spoken; [] switches it off"] = (
        Endpoint("127.0.0.1", 2525),
    )
    lmtp: Annotated[Endpoints, "where LMTP is spoken, with one reply per recipient (RFC 2033)"] = (
        Endpoint("127.0.0.1", 2424),
    )
    max_size: Annotated[Size, "the largest mail that is taken in; larger ones get 552"] = 25 * MIB
    trusted_authserv_ids: Annotated[
        Words, 'whose Authentication-Results are believed; "-" for those that name nobody'
    ] = ()
    trusted_peers: Annotated[Networks, "and only from these peers"] = ("127.0.0.0/8", "::1")
    trusted_below_received: Annotated[
        bool, "also below the topmost Received; only if the mail server takes out senders' own"
    ] = False
    bare_newlines: Annotated[
        Literal["normalise", "refuse"], "what happens to a CR or LF that stands alone"
    ] = "normalise"
    max_received: Annotated[Count, "Received fields above which a mail is a loop (554)"] = 100
    max_recipients: Annotated[Count, "recipients of one mail"] = 100
    max_connections: Annotated[Count, "open at once; more get 421"] = 200
    idle_timeout: Annotated[Duration, "silence after which a client is sent off"] = 5 * MINUTE
    tls_cert: Annotated[Path, "a certificate in PEM form, for STARTTLS on the listeners"] = ""
    tls_key: Annotated[Path, "its key"] = ""


class Delivery(Section, frozen=True, kw_only=True):
    """Mail out."""

    method: Annotated[
        Literal["smtp", "maildir"], "to a relay, or into files for people and tests to look at"
    ] = "smtp"
    host: Annotated[str, kinds.WORD, "the relay"] = "127.0.0.1"
    port: Annotated[int, kinds.PORT, "its port"] = 25
    tls: Annotated[
        Literal["off", "opportunistic", "required", "implicit"],
        "STARTTLS never, where offered or always; or TLS from the first byte",
    ] = "opportunistic"
    username: Annotated[str, kinds.TEXT, "for AUTH; empty for none"] = ""
    password: Annotated[str, kinds.TEXT, "for AUTH", "secret"] = ""
    mode: Annotated[
        Literal["individual", "batch"],
        "an envelope per recipient (exact bounces, one-click leaving), or one for many",
    ] = "individual"
    batch_above: Annotated[Size, "bytes × recipients of a post above which it goes in batches"] = (
        200 * MIB
    )
    timeout: Annotated[
        Duration, "for the answer after the final dot (RFC 5321 §4.5.3.2.6); others are shorter"
    ] = 10 * MINUTE
    keep_results: Annotated[Duration, "how long it is known who got what"] = 30 * DAY
    connections: Annotated[Count, "to the relay, kept warm between posts"] = 8
    max_connections: Annotated[Count, "while the relay is slow and the queue full"] = 32
    batch_recipients: Annotated[Count, "recipients of one envelope in a batch"] = 100
    retry: Annotated[Durations, "the waits between attempts; the last one repeats"] = (
        *(MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR),
    )
    give_up_after: Annotated[Duration, "age at which a delivery counts as failed"] = 5 * DAY
    maildir: Annotated[Path, 'with method = "maildir"; relative to data_dir'] = "outbox"


class Groups(Section, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Defaults for new groups; each is also a key of `dgroup group set`."""

    join: Annotated[
        Literal["open", "confirm", "approve", "invite"],
        "who may join: anyone, whoever confirms, whom a facilitator then approves, the invited",
    ] = "confirm"
    post: Annotated[
        Literal["anyone", "members", "moderated", "facilitators"],
        "whose posts appear at once; those of others are held",
    ] = "members"
    moderate_first_posts: Annotated[Limit, "how many posts of a new member are held"] = 0
    reply_to: Annotated[Literal["group", "author", "both"], "where a reply goes"] = "group"
    subject_prefix: Annotated[bool, "whether [name] stands before the subject"] = True
    introductions: Annotated[
        Literal["ask", "require", "off"], "of new members; required before the first post"
    ] = "ask"
    max_post_size: Annotated[Size, "the largest post that is not held"] = 10 * MIB
    hidden: Annotated[bool, "whether strangers learn nothing of the group"] = False
    copy: Annotated[bool, "whether own posts come back"] = True
    introduction_hold: Annotated[
        int, kinds.duration(0), "how long an introduction can be taken back"
    ] = 15 * MINUTE
    footer: Annotated[str, kinds.TEXT, "added to plain posts; empty for none"] = ""
    from_: Annotated[
        Literal["author", "if-needed", "group"],
        "who stands in From; if-needed names the group where DMARC demands it",
    ] = "if-needed"
    digest_hour: Annotated[int, kinds.integer(0, 23), "the hour at which digests go out"] = 7
    purpose: Annotated[str, kinds.TEXT, "what the group is for; shown when people join"] = ""
    welcome: Annotated[
        str, kinds.TEXT, "a facilitator's words at the top of the welcome; empty for none"
    ] = ""
    unanswered: Annotated[
        Literal["return", "discard"], "what becomes of a held post that nobody decides on"
    ] = "return"
    desk_day: Annotated[
        Literal[
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "off"
        ],
        "when facilitators hear how the group is doing",
    ] = "monday"
    questions: Annotated[
        str,
        kinds.TEXT,
        "asked of new members: at most five, parted by vertical bars; empty for ours",
    ] = ""
    summary_every: Annotated[
        int, kinds.integer(0, 92), "days between summaries of what was written; 0 for none"
    ] = 0
    summary_day: Annotated[Weekday, "the day of summaries, where whole weeks lie between them"] = (
        "friday"
    )
    summary_hour: Annotated[int, kinds.integer(0, 23), "the hour at which summaries go out"] = 9
    summary_to: Annotated[
        Literal["digests", "members"],
        "who gets summaries: who reads digests, or those who read each post, too",
    ] = "digests"
    summary_unanswered: Annotated[
        Literal["send", "skip"], "what becomes of a draft that no facilitator answers"
    ] = "send"
    private: Annotated[bool, "whether the group above hears nothing of what this subgroup does"] = (
        False
    )


class Summaries(Section, frozen=True, kw_only=True):
    """How long discussions are made short."""

    method: Annotated[
        Literal["extractive", "command"], "the writers' own sentences, or a program of yours"
    ] = "extractive"
    command: Annotated[Words, 'with method = "command": the program; text in, text out'] = ()


class Limits(Section, frozen=True, kw_only=True):
    """What keeps answers from becoming a weapon."""

    answers_per_address_per_day: Annotated[Limit, "automatic answers to one address"] = 10
    answers_per_group_per_day: Annotated[Limit, "the same, to unknown addresses"] = 50
    confirmations_per_address_per_day: Annotated[Limit, "requests to confirm, to one address"] = 3


class Web(Section, frozen=True, kw_only=True):
    """One-click leaving, health and archive."""

    enabled: Annotated[bool, "whether there is a web server at all"] = True
    listen: Annotated[Endpoint, kinds.ENDPOINT, "where it listens, behind your own TLS"] = Endpoint(
        "127.0.0.1", 2580
    )
    archive: Annotated[Literal["public", "members", "off"], "who may read old posts there"] = "off"


class Logging(Section, frozen=True, kw_only=True):
    """What is written to standard error."""

    format: Annotated[Literal["logfmt", "json"], "key=value for people, JSON for programs"] = (
        "logfmt"
    )
    addresses: Annotated[bool, "false hides people's addresses"] = True
    level: Annotated[Literal["debug", "info", "warning", "error"], "the least that is said"] = (
        "info"
    )


SECTIONS: dict[str, type[Section]] = {
    "site": Site,
    "database": Database,
    "smtp": Smtp,
    "delivery": Delivery,
    "groups": Groups,
    "summaries": Summaries,
    "limits": Limits,
    "web": Web,
    "logging": Logging,
}


class Key(msgspec.Struct, frozen=True):
    """One setting; `default` is typed, and None where the file has to say."""

    name: str  # "smtp.max_size"
    kind: Kind
    default: Any
    doc: str
    is_secret: bool = False

    @property
    def section(self) -> str:
        return self.name.partition(".")[0]

    @property
    def field(self) -> str:
        """The attribute of the section's struct; `from` is a word of Python."""
        word = self.name.partition(".")[2]
        return "from_" if word == "from" else word

    @property
    def env(self) -> str:
        return "DGROUP_" + self.name.upper().replace(".", "__")

    @property
    def shown_default(self) -> str:
        """The default as it would stand in TOML, "" where there is none."""
        return "" if self.default is None else self.kind.show(self.default)


def _keys_of(section: str, struct: type[Section]) -> list[Key]:
    hints = get_type_hints(struct, include_extras=True)
    found = []
    for field in msgspec.structs.fields(struct):
        value_type, *notes = get_args(hints[field.name])
        named = [note for note in notes if isinstance(note, Kind)]
        doc, *marks = [note for note in notes if isinstance(note, str)]
        default = None if field.default is msgspec.NODEFAULT else field.default
        kind = named[0] if named else _kind_of(value_type)
        name = f"{section}.{field.encode_name}"
        found.append(Key(name, kind, default, doc, is_secret="secret" in marks))
    return found


def _kind_of(value_type: object) -> Kind:
    if get_origin(value_type) is Literal:
        return kinds.choice(*get_args(value_type))
    assert value_type is bool, value_type
    return kinds.BOOLEAN


KEYS: tuple[Key, ...] = tuple(
    key for section, struct in SECTIONS.items() for key in _keys_of(section, struct)
)
