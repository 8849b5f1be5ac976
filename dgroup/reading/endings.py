"""How a mail ends: "Kind regards," in four languages, a name, and what people put below them.

Pure. Lists, questions and the like end there: nobody is called "Marie, director" because somebody
signed so. Letters to people keep their endings; they are not cut here.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.sentences import fold_text
from dgroup.domain.words import fold_word


def is_ending(line: str) -> bool:
    """Whether a line is a closing formula and nothing else, perhaps with a name behind it."""
    if len(line) > _LONGEST or "@" in line or line.rstrip().endswith(("?", ":")):
        return False
    hit = _FORMULA.match(fold_word(line))
    if hit is None:
        return False
    count = len(hit[0].split())
    words = [each for each in line.split() if fold_word(each)]
    tail = words[count:]
    if not tail:
        return True
    is_thanks = _THANKS.match(fold_word(line)) is not None
    if is_thanks and all(fold_word(each) in _THANKED for each in tail):
        return True
    is_apart = words[count - 1].endswith((",", ".", "!")) or is_thanks or count > 1
    names = [each for each in tail if not (is_thanks and fold_word(each) in _THANKED)]
    return is_apart and len(names) <= _NAME_WORDS and all(each[:1].isupper() for each in names)


def without_ending(text: str, *names: str) -> str:
    """Return a text up to its ending: a formula, or the writer's own name as the last that is said.

    `names`: what the writer is called. What stands below a formula is cut only where it is short.
    """
    lines = text.split("\n")
    for at, line in enumerate(lines):
        below = [each for each in lines[at + 1 :] if each.strip()]
        is_short = len(below) <= _MOST_LINES and all(len(each.split()) <= _LONG for each in below)
        if is_ending(line) and is_short:
            return "\n".join(lines[:at]).rstrip()
    kept = "\n".join(lines).rstrip().split("\n")
    if len(kept) > 1 and not kept[-2].strip() and _is_name(kept[-1], names):
        del kept[-1]
    return "\n".join(kept).rstrip()


_LONGEST: Final = 80  # characters
_NAME_WORDS: Final = 3
_MOST_LINES: Final = 8  # of a signature
_LONG: Final = 14  # words of a line; more is a letter that goes on

_FORMULA: Final = re.compile(
    r"(?:(?:with |met |avec (?:mes )?|con )?(?:(?:many|kind|kindest|best|warm|warmest|friendly|very"
    r"|vriendelijke|hartelijke|warme|beste|lieve|veel|hele|mes|meilleures|sinceres|bien|tres|un"
    r"|muchas|mille|mil|grand|dank) )*(?:regards|wishes|greetings|groet|groeten|groetjes|mvg|gr"
    r"|salutations|amities|saludo|saludos|abrazo|cordialement|amicalement|sincerement"
    r"|cordialmente|atentamente|sincerely|thanks|thank you|thx|cheers|merci|gracias|bedankt|dank"
    r"|dank u wel|dank je wel|dank je|dank u|dankjewel|dank jullie wel|obrigado|obrigada)"
    r"|best|yours|yours truly|yours sincerely|all the best|love|bye|bien a vous|bien a toi"
    r"|a bientot|cdlt|bav|salut|hasta pronto|tot ziens|tot gauw)"
    r"(?: (?:cordiales|distinguees|sinceres|sincerely|truly|amicales|beaucoup|d avance|in advance"
    r"|de antemano|bij voorbaat))?\b"
)
_THANKS: Final = re.compile(
    r"(?:(?:many|muchas|mille|mil|veel|very|grand|hartelijk\w*) )?"
    r"(?:thank\w*|thx|merci|gracias|bedankt|dank\w*|obrigad\w)\b"
)
_THANKED: Final = frozenset(
    "you all so very much a lot again everyone everybody and in advance for your help already wel"
    " jullie allen bij voorbaat alvast u je vous tous beaucoup d avance pour votre aide et a todos"
    " de antemano por su tu ayuda y".split()
)


def _is_name(line: str, names: tuple[str, ...]) -> bool:
    """Whether a line is the writer's name, or a part of it."""
    said = frozenset(fold_text(line.strip(" -–—,.")).split())
    own = [frozenset(fold_text(each).split()) for each in names if each]
    return bool(said) and any(said <= each for each in own)
