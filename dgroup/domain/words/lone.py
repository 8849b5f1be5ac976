"""A mail to everybody that is nothing but a command: meant for the robot, not for the group.

What people say to each other in one word ("Who?", "Daily.", "Thanks!") is none of this.
"""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from dgroup.domain.words.around import is_filler, is_noun, tidy
from dgroup.domain.words.lookup import Word, fold_word, leading_word

MOST_CHARACTERS: Final = 200


def lone_verb(text: str, names: Container[str] = ()) -> str | None:
    """Say what a text that is nothing but a command asks: "leave", "mute", "follow" or "other".

    "other" is any word that only a robot would be told (help, subscribe, confirm …). `names`: the
    lower-case names of groups that may stand behind the word. None for what people write.
    """
    said = _before_quotes(text)
    if len(said) > MOST_CHARACTERS or len(said.split()) > _MOST_WORDS or said.endswith("?"):
        return None
    tokens = tidy(said)
    found = leading_word(tokens) if len(tokens) <= _MOST_TOKENS else None
    if found is None:
        return None
    word, count = found
    if not _is_for_robots(word):
        return None
    rest = tokens[count:]
    behind = [each for each in rest if not (is_filler(each) or is_noun(each))]
    is_known = all(_name(each) in names for each in behind)
    if not is_known and not _is_precise(word, behind):
        return None
    if not is_known and word.verb == "leave" and behind[0].istitle():
        return "other"  # "unsubscribe Bob": who writes it stays
    if rest and not behind and count == 1 and not any(map(_is_of_mail, rest)):
        return None  # "stop that"
    return word.verb if word.verb in _CAUGHT else "other"


_MOST_WORDS: Final = 20  # with courtesies; most posts have more, and cost nothing here
_MOST_TOKENS: Final = 8
_CAUGHT: Final = frozenset({"leave", "mute", "follow"})
_OTHERS: Final = frozenset(
    "help sos subscribe sub signon join info lists which who review confirm index nomail nodigest"
    " dailydigest weeklydigest monthlydigest noconceal hulp aide ayuda".split()
)
_JOINING: Final = frozenset({"join"})
# Words of the table that people also say to each other when nothing else is said.
_SAID: Final = frozenset(
    fold_word(each)
    for each in (
        "ignore|watch|negeer|negeren|stilte|ignorer|taire|ignorar|count me in|let me in|join us"
        "|lid|meedoen|ik doe mee|participer|participar|je participe|register|partir|deelnemen"
        "|toevoegen|subscription|abonnement|resign|drop me|afhalen"
    ).split("|")
)
# Behind these, any one word is the name of a group, known or not.
_PRECISE: Final = frozenset(
    fold_word(each)
    for each in (
        "unsubscribe|unsub|signoff|subscribe|afmelden|uitschrijven|désinscrire|désabonner"
        "|se désabonner|se désinscrire|désinscription|désabonnement|desuscribir|darse de baja"
        "|confirm"
    ).split("|")
)
_OF_MAIL: Final = frozenset(
    "me mij moi mail mails email emails messages berichten courriel courriels correo correos"
    " thread conversation topic groups".split()
)
_END_OF_WORDS: Final = re.compile(
    r"^(?:>|--\s*$|_{5}|.*:\s*$|(?:sent from|get outlook|verstuurd v|verzonden v|envoyé d"
    r"|enviado desde|obtener outlook|télécharger outlook))",
    re.IGNORECASE,
)


def _before_quotes(text: str) -> str:
    """The text up to a quote, a signature or what introduces them; cheap, on the safe side."""
    said: list[str] = []
    for line in text.strip().split("\n"):
        if said and _END_OF_WORDS.match(line.strip()):
            break
        said.append(line)
    return "\n".join(said).strip()


def _is_for_robots(word: Word) -> bool:
    folded = fold_word(word.text)
    if folded in _SAID:
        return False
    return word.verb in _CAUGHT or word.verb in _JOINING or folded in _OTHERS


def _is_precise(word: Word, behind: list[str]) -> bool:
    return len(behind) == 1 and fold_word(word.text) in _PRECISE


def _is_of_mail(token: str) -> bool:
    return is_noun(token) or fold_word(token) in _OF_MAIL


def _name(token: str) -> str:
    return token.casefold().strip("\"'<>()[]*.,;:!").partition("@")[0]
