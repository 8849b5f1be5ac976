"""The small words around a command: greetings, politeness, and what joins it to a group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from dgroup.domain.words.lookup import fold_word


def tidy(line: str) -> list[str]:
    """Split a line into tokens, without what wraps it and without politeness at either end."""
    text = _BULLET.sub("", line.strip())
    while len(text) > 1 and (text[0], text[-1]) in _PAIRS:
        text = text[1:-1].strip()
    tokens = [each for each in text.strip(_QUOTES).split() if each == "*" or fold_word(each)]
    return strip_courtesy(tokens)


def strip_courtesy(tokens: Sequence[str]) -> list[str]:
    """Return tokens without "please", "thank you" and their like at either end."""
    left, right = 0, len(tokens)
    while left < right and (count := _courtesy(tokens[left:right], at_end=False)):
        left += count
    while left < right and (count := _courtesy(tokens[left:right], at_end=True)):
        right -= count
    return list(tokens[left:right])


def is_filler(token: str) -> bool:
    """Whether a token only joins a command to its group, as in "from the mailing list"."""
    return all(each in _FILLERS for each in fold_word(token).split())


def is_noun(token: str) -> bool:
    """Whether a token says what a group is, as behind its name in "the psc mailing list"."""
    return fold_word(token) in _NOUNS


def means_all(token: str) -> bool:
    """Whether a token stands for every group of its writer."""
    return token in ("*", "(*)") or fold_word(token) in _ALL


def after_greeting(line: str) -> str | None:
    """Return what follows the greeting a line begins with; None where it begins with none."""
    hit = _GREETING.match(line)
    return None if hit is None else line[hit.end() :].strip()


def is_closing(line: str) -> bool:
    """Whether a line thanks, or ends a letter, or is a bare yes or no: nothing to be explained."""
    words = fold_word(line).split()
    return not words or words[0] in _CLOSINGS


_QUOTES: Final = "\"'“”‘’„«»`´‹› \t"
_PAIRS: Final = frozenset({("*", "*"), ("_", "_"), ("(", ")"), ("[", "]"), ("<", ">"), ("{", "}")})
_BULLET: Final = re.compile(r"(?:[-•·–]|\d{1,2}[.)])\s+(?=\S)")

_COURTESY: Final = frozenset(
    fold_word(each)
    for each in (
        "please|pls|plz|kindly|thanks|thank you|thx|many thanks|thanks in advance|cheers"
        "|thank you very much|thanks a lot|thank you in advance|now|asap|with thanks|regards"
        "|kind regards|best regards|aub|a.u.b.|alstublieft|alsjeblieft|a.u.b|svp|s.v.p.|graag"
        "|bedankt|dank u|dank je|dank u wel|dankjewel|bij voorbaat dank|alvast bedankt|gelieve"
        "|met dank|s'il vous plaît|s'il vous plait|s'il te plaît|stp|merci|merci d'avance"
        "|merci beaucoup|merci de|veuillez|por favor|porfavor|gracias|muchas gracias|favor"
        "|gracias de antemano|obrigado|obrigada|nu|maintenant|ahora|xfavor"
    ).split("|")
)

_FILLERS: Final = frozenset(
    "from to the group groups list lists mailing mailinglist maillist this that your our of for at"
    " me myself my own posts mail mails email emails messages distribution dgroup subscription be"
    " in any these mode format delivery account address updates membership further all"
    " van voor de het een groep groepen lijst mailinglijst deze dit die uit bij op mij mijn aan als"
    " lid te naar jullie uw om mezelf berichten meer dgroep nieuwsbrief"
    " du des la le les l a au aux groupe groupes liste diffusion ce cet cette moi mon ma mes pour"
    " dans en d un une votre vos notre membre comme courriels courrier courriel"
    " del el los las al grupo grupos lista listas este esta estos correo correos mi mis para por su"
    " una como miembro se".split()
)
_NOUNS: Final = frozenset(
    "group list mailing mailinglist maillist dgroup groep lijst mailinglijst groupe liste grupo"
    " lista anymore".split()
)
_ALL: Final = frozenset(
    "all everything everywhere alle alles overal tous toutes tout todos todas todo".split()
)

_GREETING: Final = re.compile(
    r"\W*(?:hi|hey|hello|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|hoi|dag|beste"
    r"|geachte|lieve|goede\w*|bonjour|bonsoir|salut|cher|chers|chère|chères|madame|monsieur|hola"
    r"|buen(?:os|as|) (?:d[ií]as?|tardes|noches)|estimad[oa]s?|querid[oa]s?|sr|olá|ola|bom dia)\b"
    r"(?:[^,!.:;\n]{0,50}[,!.:;]+)?",
    re.IGNORECASE,
)
_CLOSINGS: Final = frozenset(
    "thanks thank thx cheers regards best kind kindest sincerely yours warm greetings love bye"
    " bedankt dank groet groeten groetjes gr mvg vriendelijke hartelijke met merci cordialement"
    " bien salutations amicalement cdlt gracias saludos atentamente cordialmente un abrazo obrigado"
    " obrigada abraços sent verstuurd verzonden envoyé envoye enviado get yes no ok okay ja nee oui"
    " non si sim".split()
)


def _courtesy(tokens: Sequence[str], *, at_end: bool) -> int:
    """How many tokens at one end are politeness; 0 for none."""
    for count in range(min(len(tokens), _LONGEST), 0, -1):
        part = tokens[-count:] if at_end else tokens[:count]
        if fold_word(" ".join(part)) in _COURTESY:
            return count
    return 0


_LONGEST: Final = 5  # tokens of politeness
