"""What a facilitator replies to a desk letter: "3 nudge, 4 ask anna and bob; 1 2 ok".

Pure reading: numbers and a verb, in either order, several in one line; what follows "no" is a
reason, what follows "ask" are names. Lines that hold no such thing are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from dgroup.domain.words import after_greeting
from dgroup.mail.unmarked import may_be_note

Verb = Literal["ok", "trust", "no", "drop", "nudge", "ask"]
Topic = Literal["introductions", "silent", "cases", "invitations"]


@dataclass(frozen=True, slots=True)
class Deed:
    """One verb with the numbers of the lines it is for; `rest` is a reason, or names.

    Without numbers: `topic` names a line by what it is about, `is_all` means every line that takes
    the verb; with neither, there may be only one such line.
    """

    verb: Verb
    numbers: tuple[int, ...] = ()
    rest: str = ""
    topic: Topic | None = None
    is_all: bool = False


def read_deeds(text: str) -> tuple[Deed, ...]:
    """Read a reply, quotes and signature cut already; () where no line of it is a deed.

    Lines below a "no" that are no deeds belong to its reason, up to an empty line and a deed.
    """
    found: list[Deed] = []
    is_reason = False
    for at, line in enumerate(text[:_LONGEST].split("\n")):
        said = line if at else after_greeting(line) or line
        deeds = tuple(_deeds_of(said))
        if deeds:
            found += deeds
            is_reason = deeds[-1].verb == "no"
        elif is_reason:
            found[-1] = replace(found[-1], rest=f"{found[-1].rest}\n{line}".lstrip("\n"))
    if not any(each.numbers for each in found) and may_be_note(text.strip().partition("\n\n")[0]):
        return ()  # "No access to mail until Monday" (R8)
    return tuple(
        replace(each, rest=each.rest.strip(_LOOSE) if each.verb == "ask" else each.rest.strip())
        for each in found
    )


def read_names(rest: str) -> tuple[str, ...]:
    """Split the names behind "ask": "anna, bob and Carla Diaz" are three."""
    return tuple(each for part in _AND_NAMES.split(rest) if (each := part.strip(_LOOSE + "@")))


_LONGEST: Final = 20_000
_LONGEST_LINE: Final = 500  # of which deeds are looked for; a reason may go on
_MOST_NUMBERS: Final = 100
_LOOSE: Final = " \t\r\n,;:.!?\"'“”«»()"

_VERBS: Final[Mapping[Verb, str]] = {
    "trust": "trust|ok and trust|ok trust|approve and trust|yes and trust|vertrouw|vertrouwen"
    "|ok en vertrouw|ok en vertrouwen|goed en vertrouw|confiance|ok et confiance"
    "|accepter et faire confiance|faire confiance|ok et faire confiance|confiar|confía|confianza"
    "|ok y confiar|ok y confía|ok y confianza|aprobar y confiar",
    "ok": "ok|okay|oke|oké|yes|approve|accept|let in|welcome|ja|akkoord|goed|goedkeuren|toelaten"
    "|welkom|oui|d'accord|accepter|approuver|admettre|bienvenue|sí|si|vale|aprobar|aceptar|admitir"
    "|bienvenido|bienvenida",
    "no": "no|reject|decline|return|nee|weiger|weigeren|afwijzen|terugsturen|non|refuser|rejeter"
    "|renvoyer|rechazar|devolver",
    "drop": "drop|discard|spam|delete|weg|weggooien|verwijder|verwijderen|supprimer|supprime|jeter"
    "|borrar|borra|descartar|eliminar",
    "nudge": "nudge|remind|remind them|poke|herinner|herinneren|herinner ze|por|porren|relancer"
    "|relance|relancez|rappeler|rappelle|rappelez|recordar|recuerda|recordarles|animar|anima",
    "ask": "ask|vraag|vragen|vraag het aan|vraag aan|demander à|demander|demande à|demande"
    "|demandez à|demandez|pregunta a|pregunta|preguntar a|preguntar|pide a|pedir a",
}
_TOPICS: Final[Mapping[Topic, str]] = {
    "introductions": "introductions|introducties|introductie|présentations|presentaciones",
    "silent": "silent|silence|stil|stille|stilte|silencieux|silenciosos|silencio",
    "cases": "cases|casussen|cases|cas|casos",
    "invitations": "invitations|uitnodigingen|invitaciones|invited",
}
_ALL: Final = (
    "all|all of them|the rest|rest|alle|alles|allemaal|de rest|tout|tous|toutes|le reste|todo|todos"
    "|todas|el resto"
)


def _plain(text: str) -> str:
    """The same text, character for character, without case and accents, so that places agree."""
    return "".join(_PLAIN_MARKS.get(each) or _bare(each) for each in text)


def _bare(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character)[0].casefold()
    return bare if len(bare) == 1 else character


_PLAIN_MARKS: Final = {"’": "'", "\u00a0": " ", "\u202f": " "}


def _alternatives(words: str) -> str:
    listed = sorted({_plain(each) for each in words.split("|")}, key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in listed)


_VERB: Final = "|".join(f"(?P<{verb}>{_alternatives(words)})" for verb, words in _VERBS.items())
_ANY: Final = "|".join(_alternatives(words) for words in _VERBS.values())
_TOPIC: Final = "|".join(f"(?P<{name}>{_alternatives(words)})" for name, words in _TOPICS.items())
_JOINT: Final = r"(?:\s*(?:[,&+/]|-|–|\b(?:and|en|et|y|e|und)\b)\s*|\s+)"
_NUMBERS: Final = rf"#?\d{{1,3}}(?:{_JOINT}#?\d{{1,3}}){{0,60}}(?!\d)"
_END: Final = r"(?![\w'])"
_BEFORE: Final = re.compile(
    rf"(?:(?P<numbers>{_NUMBERS})|(?P<all>{_alternatives(_ALL)}){_END})\s*[:.)=-]?\s*"
    rf"(?:{_VERB}){_END}"
)
_BEHIND: Final = re.compile(
    rf"(?:{_VERB}){_END}\s*[:,]?\s*(?:(?P<numbers>{_NUMBERS})(?!\s*[:.)=-]?\s*(?:{_ANY}){_END})"
    rf"|(?P<all>{_alternatives(_ALL)}){_END})"
)
_TOPICAL: Final = re.compile(
    rf"(?:{_VERB}){_END}\s*:?\s*(?:the\s+|de\s+|les\s+|los\s+)?(?:{_TOPIC}){_END}"
)
_ALONE: Final = re.compile(rf"(?:{_VERB}){_END}")
_BETWEEN: Final = re.compile(r"(?:[\s,;.:!&-]|\b(?:and|en|et|y|e|then)\b)*")
_BREAK: Final = re.compile(r"[;,\s]")
_AND_NAMES: Final = re.compile(r"\s*(?:[,;&+]|\s(?:and|en|et|y|e|und)\s)\s*", re.IGNORECASE)
_RANGE: Final = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")


def _deeds_of(line: str) -> Iterator[Deed]:
    """The deeds of one line, which begins with one; none where it does not."""
    plain = _plain(line[:_LONGEST_LINE])
    at = _behind_joints(plain, 0)
    head = _head(plain, at) or _lone(plain, at)
    while head is not None:
        deed, end = head
        following = _end_of(deed, plain, end)
        behind = line[end : following if following < len(plain) else len(line)]
        rest = behind.lstrip(" \t:,.-–—") if deed.verb in ("no", "ask") else ""
        yield replace(deed, rest=rest)
        at = _behind_joints(plain, following)
        head = _head(plain, at) if at < len(plain) else None


def _behind_joints(plain: str, at: int) -> int:
    """Where what stands between deeds ends, if any of it stands at `at`."""
    hit = _BETWEEN.match(plain, at)
    return hit.end() if hit else at


def _head(plain: str, at: int) -> tuple[Deed, int] | None:
    hit = _BEFORE.match(plain, at) or _BEHIND.match(plain, at)
    if hit is not None:
        numbers = _numbers(hit["numbers"] or "")
        return Deed(_verb(hit), numbers, is_all=hit["all"] is not None), hit.end()
    hit = _TOPICAL.match(plain, at)
    if hit is not None:
        topic: Topic = next(name for name in _TOPICS if hit[name] is not None)
        return Deed(_verb(hit), topic=topic), hit.end()
    return None


def _lone(plain: str, at: int) -> tuple[Deed, int] | None:
    """A verb without a number, which may only begin a reply's line."""
    hit = _ALONE.match(plain, at)
    if hit is None or not re.match(r"\s*(?:[.,:;!–-]|$)|\s", plain[hit.end() :]):
        return None
    verb = _verb(hit)
    behind = plain[hit.end() :].strip()
    if verb not in ("no", "ask") and len(behind.split()) > _FEW_WORDS:
        return None  # a sentence: "ok, I see what you mean by that"
    return Deed(verb), hit.end()


_FEW_WORDS: Final = 2


def _end_of(deed: Deed, plain: str, start: int) -> int:
    """Where a deed's rest ends: at the next deed, or with the line.

    In a reason, a number and a verb are mostly part of a sentence: only behind a semicolon, or
    where nothing but such follows, is it the next deed.
    """
    for hit in _BREAK.finditer(plain, start):
        at = _behind_joints(plain, hit.start())
        if at >= len(plain) or _head(plain, at) is None:
            continue
        if deed.verb != "no" or hit[0] == ";" or (hit[0] == "," and _is_bare(plain, at)):
            return hit.start()
    return len(plain)


def _is_bare(plain: str, at: int) -> bool:
    """Whether nothing but numbers and verbs follows, and behind "ask" a name or a few."""
    while at < len(plain):
        head = _head(plain, at)
        if head is None:
            return False
        deed, end = head
        if deed.verb == "ask":
            following = _end_of(deed, plain, end)
            if len(plain[end:following].split()) > _FEW_NAMES:
                return False
            end = following
        at = _behind_joints(plain, end)
    return True


_FEW_NAMES: Final = 6  # words


def _verb(hit: re.Match[str]) -> Verb:
    return next(verb for verb in _VERBS if hit[verb] is not None)


def _numbers(text: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for hit in _RANGE.finditer(text):
        numbers += range(int(hit[1]), int(hit[2] or hit[1]) + 1)
    return tuple(dict.fromkeys(numbers[:_MOST_NUMBERS]))
