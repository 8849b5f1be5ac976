"""What belongs to a command behind its group: a date, a keyword, a name, an address, a switch.

Each verb has its own small function, listed at the end; one word too many, and none of them fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from dgroup.domain.words import Word, find_word, fold_word, is_filler
from dgroup.domain.words.tasks import find_task
from dgroup.reading.dates import looks_like_date
from dgroup.reading.zones import find_zone, near_zones


def read_argument(word: Word, rest: list[str], group: str | None) -> tuple[str, str] | None:
    """Return the verb meant and its argument ("" = none); None where `rest` does not fit.

    `rest` is what stands behind the group; `group` whether one was named. The verb differs from the
    word's where the argument says so: `digest off` is each, `nomail until 3 January` pause.
    """
    argument = _ARGUMENTS.get(word.verb, _nothing)(word, rest, group)
    if argument is None:
        return None
    verb, _, plain = argument.rpartition("\n")
    return verb or word.verb, plain


def read_switch_word(text: str) -> str:
    """Return "on" or "off" for what people write for it in five languages, "" for anything else."""
    return _SWITCH.get(fold_word(text), "")


# An argument, "" for none, "verb\nargument" for another verb, or None where it does not fit.
_Argument = Callable[[Word, list[str], str | None], str | None]

_PLAIN_TOKEN: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}")
THING: Final = re.compile(r"#?[\w.,+@-]{0,60}\d[\w.,+@-]{0,60}")  # a number, an id, a file
_KEY: Final = re.compile(r"[\w+=-]{6,80}")
_NAME_WORD: Final = re.compile(r"[^\W\d_][\w.'’-]{0,40}[,.]?")

_WHO: Final = frozenset("who wie qui quien quienes quem".split())
_MOST_KEYWORDS: Final = 3
_SWITCH: Final = dict.fromkeys(
    "on yes aan ja oui si sim 1 true enable enabled active activado".split(), "on"
) | dict.fromkeys("off no uit nee non nao geen 0 false disable disabled none".split(), "off")
_OPPOSITE: Final = {
    "each": "none", "none": "each", "daily": "each", "weekly": "each", "monthly": "each",
    "whole": "plain", "plain": "whole",
    "conceal": "reveal", "reveal": "conceal", "mute": "follow", "follow": "mute",
}  # fmt: skip
NOUNS: Final = {
    word: noun
    for noun, words in {
        "thread": "thread fil hilo gesprek draad discussion conversation",
        "post": "post message mensaje bericht courriel mail",
        "attachment": "attachment attachments bijlage file piece adjunto",
        "last": "last latest laatste dernier ultimo",
    }.items()
    for word in words.split()
}
_LANGUAGES: Final = {
    name: code
    for code, names in {
        "en": "en eng english engels anglais ingles",
        "nl": "nl dutch nederlands neerlandais neerlandes holandes hollands hollandais vlaams",
        "fr": "fr french frans francais frances",
        "es": "es spanish spaans espagnol espanol castellano castilian",
        "pt": "pt portuguese portugees portugais portugues",
        "de": "de german duits allemand aleman deutsch",
        "it": "it italian italiaans italien italiano",
        "ar": "ar arabic arabisch arabe",
        "sw": "sw swahili kiswahili",
    }.items()
    for name in names.split()
}
# What a keyword, a person's name or a search does not begin with.
PROSE: Final = frozenset(
    "is are was were am be been can could will would shall should may might must do does did has"
    " have had i we you he she it they us me my your his her our their who what when where why"
    " how and or but if that this these those there here not out up attached below enclosed"
    " knows wants needs said says het de een ik wij we je u ze zijn is heeft kan kunnen wil willen"
    " weet dat dit niet en of maar le la les un une je tu il elle nous vous ils est sont a ont peut"
    " veut sait que qui ne pas et ou mais el los las yo ella ellos es son esta estan ha han puede"
    " quiere sabe no y o pero ik tomorrow today".split()
)
_PARTICLES: Final = frozenset(
    "van von de der den del di da la le el ten ter bin ibn al y e dos das du des".split()
)
# Behind these, one word that is no group's name is still taken for one; the others are words of
# everyday language ("leave request").
_PRECISE: Final = frozenset(
    fold_word(each)
    for each in (
        "subscribe|sub|subs|signon|join|unsubscribe|unsub|uns|unsubs|signoff|sig|aanmelden"
        "|inschrijven|afmelden|uitschrijven|s'inscrire|inscrire|désinscrire|se désinscrire"
        "|désabonner|se désabonner|s'abonner|abonner|suscribir|suscribirme|suscribirse|inscribir"
        "|desuscribir|unirse|unirme|rejoindre"
    ).split("|")
)
_LOWER_NAMES: Final = frozenset("subscribe sub subs signon inscribir suscribir inscrire".split())


def _nothing(word: Word, rest: list[str], group: str | None) -> str | None:
    return None if rest else ""


def _switched(word: Word, rest: list[str], group: str | None) -> str | None:
    """Nothing, "on", or "off", which makes a verb its opposite."""
    if not rest:
        return ""
    switch = read_switch_word(" ".join(rest))
    if switch == "off":
        return _OPPOSITE[word.verb] + "\n"
    return "" if switch == "on" else None


def _pausing(word: Word, rest: list[str], group: str | None) -> str | None:
    """Like a switch; and with a date a pause that ends by itself."""
    argument = " ".join(rest)
    if fold_word(word.text) in _PAUSES and read_switch_word(argument) == "off":
        return "resume\n"
    start = next((at for at, each in enumerate(rest) if fold_word(each) in _UNTIL), None)
    if start is not None and all(map(is_filler, rest[:start])):
        date = rest[start + 1 :]
        while date and fold_word(date[0]) in _UNTIL:
            date = date[1:]
        return "pause\n" + " ".join(date) if 0 < len(date) <= _MOST_OF_DATE else None
    if rest and looks_like_date(argument):
        return "pause\n" + argument
    return _switched(word, rest, group)


_UNTIL: Final = frozenset(
    fold_word(each)
    for each in (
        "until till untill til for tot t/m tot/en/met t.e.m. jusqu'au jusqu'à jusqu'en jusque"
        " pendant durant hasta durante voor pour por ate untils"
    ).split()
)
_PAUSES: Final = frozenset("pause pauze pausa".split())
_MOST_OF_DATE: Final = 6


def _topic(word: Word, rest: list[str], group: str | None) -> str | None:
    """Help about a command, by any word for it; what a password was is not looked at.

    A word may mean one thing for everybody and another for people in charge: then both are named.
    Of "set" and what is set, too: "set summary" is for people in charge, "summary" for everybody.
    """
    if fold_word(word.text) in ("password", "login", "options"):
        return "" if len(rest) <= 3 else None
    topic = " ".join(rest)
    found = find_word(topic)
    task = find_task(topic)
    if found is None and task is None and len(rest) > 1:
        task = find_task(rest[0])
        if task is None or task.plain_verb != "set":
            return _nothing(word, rest, group)
        ways = (find_word(" ".join(rest[1:end])) for end in range(len(rest), 1, -1))
        found = next(filter(None, ways), None)
    verbs = (found.verb if found else "", task.plain_verb if task else "")
    return " ".join(filter(None, verbs)) or _nothing(word, rest, group)


def _whom(word: Word, rest: list[str], group: str | None) -> str | None:
    """Nothing, or an address: what list servers let their owners ask about others."""
    return (
        _bare(rest[0]) if len(rest) == 1 and _is_address(rest[0]) else _nothing(word, rest, group)
    )


def _leaver(word: Word, rest: list[str], group: str | None) -> str | None:
    """Nothing, an address, or one word for a group nobody knows; "unsubscribe Bob" is prose."""
    if len(rest) == 1 and rest[0].istitle() and not _is_address(rest[0]):
        return None
    if len(rest) == 1 and (_is_address(rest[0]) or _is_unknown_group(word, rest[0], group)):
        return _bare(rest[0])
    return _nothing(word, rest, group)


def _joiner(word: Word, rest: list[str], group: str | None) -> str | None:
    """Nothing, an address, a name (with an address), or one word for a group nobody knows."""
    if not rest or (
        len(rest) == 1 and (_is_address(rest[0]) or _is_unknown_group(word, rest[0], group))
    ):
        return _bare(rest[0]) if rest else ""
    plain = [each for each in rest if not _is_address(each)]
    if len(plain) < len(rest) - 1 or not _is_name(plain):
        return None
    is_written = all(each[0].isupper() or each in _PARTICLES for each in plain)
    is_said = group is not None and fold_word(word.text) in _LOWER_NAMES
    return " ".join(rest) if is_written or is_said else None


def _keyword(word: Word, rest: list[str], group: str | None) -> str | None:
    """Up to three words that people may have written about themselves."""
    if rest and fold_word(word.text) not in _WHO:
        return None
    is_prose = not PROSE.isdisjoint(map(fold_word, rest))
    return None if len(rest) > _MOST_KEYWORDS or is_prose else " ".join(rest)


def _called(word: Word, rest: list[str], group: str | None) -> str | None:
    """Up to three words of a person's name, behind the plural: "introduction" is a title, too."""
    is_prose = not PROSE.isdisjoint(map(fold_word, rest))
    return None if len(rest) > _MOST_KEYWORDS or is_prose else " ".join(rest)


def _of_thread(word: Word, rest: list[str], group: str | None) -> str | None:
    """Nothing, on or off, or which thread."""
    words = [each for each in rest if fold_word(each) not in NOUNS]
    if len(words) == 1 and THING.fullmatch(words[0]):
        return words[0].lstrip("#")
    return _switched(word, words, group)


def _on_or_off(word: Word, rest: list[str], group: str | None) -> str | None:
    """The switch itself; of list servers' words for it, the one they stand for."""
    said = fold_word(word.text)
    switch = read_switch_word(" ".join(rest))
    if rest and not switch:
        return None
    return switch or ("on" if said in ("ack", "repro") else "")


def _name(word: Word, rest: list[str], group: str | None) -> str | None:
    words = [each for each in rest if fold_word(each)]
    return " ".join(words) if not words or _is_name(words) else None


def _language(word: Word, rest: list[str], group: str | None) -> str | None:
    """The code of a language, by its name in any of five."""
    words = [each for each in rest if fold_word(each) not in ("to", "in", "naar", "en", "a", "au")]
    words = words or list(rest)
    if not words:
        return ""
    code = _LANGUAGES.get(fold_word(words[0]))
    return code if len(words) == 1 else None


_IS: Final = frozenset("is est es e to in naar en a au".split())
_OF_GROUP: Final = frozenset("group groep groupe grupo".split())
_MOST_OF_ZONE: Final = 4


def _timezone(word: Word, rest: list[str], group: str | None) -> str | None:
    """A time zone's name; "off" for none; or what may be one misspelt, as it was written."""
    words = list(rest)
    while len(words) > 1 and fold_word(words[0]) in _IS:
        del words[0]
    said = " ".join(words).strip("\"'“”«»<>.,;:! ")
    if read_switch_word(said) == "off" or fold_word(said) in _OF_GROUP:
        return "off"
    if not said or (found := find_zone(said)):
        return found if said else ""
    is_prose = any(fold_word(each) in PROSE or find_word(each) for each in words)
    is_name = said[0].isupper() or bool(near_zones(said))  # "time zone problems" is a title
    return said if len(words) <= _MOST_OF_ZONE and is_name and not is_prose else None


_STEPS: Final = {
    word: step
    for step, words in {
        "add": "add new plus toevoegen voeg ook ajouter ajoutez anadir agregar nuevo nueva",
        "drop": "drop remove delete del minus verwijderen verwijder weg supprimer supprimez enlever"
        " retirer quitar eliminar borrar",
        "prefer": "prefer preferred use main primary voorkeur gebruik gebruiken preferer principal"
        " principale utiliser preferir preferida usar",
    }.items()
    for word in words.split()
}


def _address(word: Word, rest: list[str], group: str | None) -> str | None:
    """`address add|drop|prefer ADDRESS`; an address alone is one more."""
    words = [each for each in rest if fold_word(each) != "to"]
    if not words:
        return ""
    step = next((_STEPS[key] for each in words if (key := fold_word(each)) in _STEPS), "add")
    addresses = [each for each in words if _is_address(each)]
    others = [each for each in words if not _is_address(each) and fold_word(each) not in _STEPS]
    if len(addresses) != 1 or others:
        return None
    return f"{step} {_bare(addresses[0])}"


def _key(word: Word, rest: list[str], group: str | None) -> str | None:
    """A word with what a letter gave to be said: `confirm abc234…`; alone it may be an answer."""
    if not rest:
        return ""
    is_key = len(rest) == 1 and _KEY.fullmatch(rest[0]) and any(map(str.isdigit, rest[0]))
    return rest[0] if is_key else None


def _is_address(token: str) -> bool:
    return _ADDRESS.fullmatch(_bare(token)) is not None


def _bare(token: str) -> str:
    return token.strip("<>()[]\"',;:").removeprefix("mailto:")


def _is_unknown_group(word: Word, token: str, group: str | None) -> bool:
    is_word = _PLAIN_TOKEN.fullmatch(token) is not None and fold_word(token) not in PROSE
    return group is None and is_word and fold_word(word.text) in _PRECISE


def _is_name(words: Sequence[str]) -> bool:
    """Whether words may be a person's name."""
    if not 0 < len(words) <= 6 or not all(map(_NAME_WORD.fullmatch, words)):
        return False
    return PROSE.isdisjoint(fold_word(each) for each in words if each not in _PARTICLES)


_ARGUMENTS: Final[dict[str, _Argument]] = {
    "help": _topic,
    "which": _whom,
    "join": _joiner,
    "leave": _leaver,
    "each": _switched,
    "none": _pausing,
    "daily": _switched,
    "weekly": _switched,
    "monthly": _switched,
    "whole": _switched,
    "plain": _switched,
    "conceal": _switched,
    "reveal": _switched,
    "who": _keyword,
    "introductions": _called,
    "mute": _of_thread,
    "follow": _of_thread,
    "copy": _on_or_off,
    "text": _on_or_off,
    "name": _name,
    "language": _language,
    "timezone": _timezone,
    "address": _address,
    "confirm": _key,
    "approve": _key,
    "reject": _key,
}
