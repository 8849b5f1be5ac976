"""Words that are for no conversation: only thanks, "never mind", or a wish about how mail comes.

Pure. Whatever else is said makes them something for people, and its writer is asked.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.sentences import fold_text
from dgroup.domain.words import after_greeting, is_closing


def is_thanks(text: str) -> bool:
    """Whether a reply is nothing but thanks, or a sign such as a thumb, below it perhaps a name."""
    said = _said(text)
    if not said or "?" in said or "？" in said:
        return False
    if not any(map(str.isalnum, said.replace("+1", "").replace("<3", ""))):
        return len(said) <= _LONGEST_SIGN
    words = set(fold_text(said).split())
    return bool(words & _THANKS) and words <= _THANKS | _AROUND


def lets_go(text: str) -> bool:
    """Whether somebody who was asked where their words should go says that they need not."""
    return _NEVER_MIND.fullmatch(fold_text(_said(text))) is not None


def asks_for_less(text: str) -> bool:
    """Whether a short question is about how often mail comes."""
    said = text[:_LONGEST]
    is_short = len(said.split()) <= _LONGEST_QUESTION
    return is_short and "?" in said and _HOW_OFTEN.search(fold_text(said)) is not None


def _said(text: str) -> str:
    """The words without a greeting above them, and a closing and a name below."""
    if len(text) > _LONGEST:
        return ""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and after_greeting(lines[0]) == "":
        lines = lines[1:]
    said: list[str] = []
    for line in lines:
        if said and (is_closing(line) or line.startswith("--")):
            break
        said.append(line)
    if len(said) > 1 and len(said[-1].split()) <= _NAME_WORDS and said[-1].istitle():
        said.pop()
    return " ".join(said)


_LONGEST: Final = 600  # characters
_LONGEST_SIGN: Final = 12
_LONGEST_QUESTION: Final = 40  # words
_NAME_WORDS: Final = 3
_THANKS: Final = frozenset(
    "thanks thank thx thanx ty bedankt dank dankje dankjewel dankuwel merci gracias".split()
)
_AROUND: Final = frozenset(
    "you u so very much many a lot all everyone everybody for this the digest summary again great"
    " just only got it je jullie wel heel hartelijk zeer voor het dit overzicht de samenvatting"
    " iedereen allemaal beaucoup bien grand mille un vous a tous toutes pour ce cette le resume"
    " tout monde muchas mil por el esto resumen todos todas".split()
)
_NEVER_MIND: Final = re.compile(
    r"(?:(?:oh|ok|ah|sorry|please|pardon|perdon|no|nee|non|it s|it was|het is|c est|es) ){0,2}(?:"
    r"never ?mind|nothing|forget (?:it|this|that|about it)|ignore (?:it|this|that|me)"
    r"|(?:just|only)(?: a)? (?:thanks|thank you)|none(?: of (?:them|these))?|no conversation"
    r"|leave it|skip it|not needed|no need|(?:do not|don t) bother"
    r"|laat (?:het )?maar(?: zitten)?|niets|niks|vergeet (?:het|dit)(?: maar)?"
    r"|geen(?: van (?:alle|beide|die|deze))?|geen enkel(?:e)?|(?:alleen|gewoon) (?:bedankt|dank)"
    r"|niet nodig|(?:het )?hoeft niet(?: meer)?|negeer (?:het|dit)(?: maar)?|toch niet"
    r"|lais(?:sez|se) tomber|rien|oublie[zs]?(?: ca| cela)?|peu importe|tant pis|aucune?"
    r"|(?:juste|simplement) merci|ce n est rien|(?:ce n est )?pas la peine|ignorez"
    r"|nada|olvid[ae]lo|dej[ae]lo|da igual|no importa|ningun[ao]?|solo gracias|no hace falta"
    r"|no es nada|ignor[ae]lo"
    r")(?: (?:please|thanks|thank you|sorry|bedankt|dank je|dank u|merci|gracias|then|dan|alors"
    r"|entonces))*"
)
_HOW_OFTEN: Final = re.compile(
    r"\b(?:once (?:a|per|every) (?:day|week|month)|(?:a|per) week only|fewer e?mails|less e?mails?"
    r"|(?:get|receive) (?:this|it|them) (?:only )?(?:daily|weekly|monthly)"
    r"|(?:een keer|eens) (?:per|in de|in een) (?:dag|week|maand)|minder (?:vaak )?(?:e ?)?mails?"
    r"|une (?:seule )?fois par (?:jour|semaine|mois)|moins de (?:courriels?|e ?mails?|messages)"
    r"|una (?:sola )?vez (?:al|por|a la) (?:dia|semana|mes)|menos correos?)\b"
)
