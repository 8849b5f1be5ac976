"""What stands below a subject that is a command: nothing that counts, or a letter to people.

"Leave" may be the title of a letter about somebody's holidays. Names, functions, thanks and what
companies put below their mail are no letter.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.sentences import is_courtesy
from dgroup.domain.words import after_greeting, fold_word, is_closing, is_filler
from dgroup.mail.signatures import is_program_line
from dgroup.reading.arguments import PROSE


def said_in(text: str, *, is_signed: bool = False) -> str:
    """Return what a text says besides greetings, thanks and signatures; "" where that is all.

    `is_signed`: "Kind regards" stood above it.
    """
    said: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if not line or (not said and (line := _greeted(line)) == ""):
            continue
        if _NOTICE.search(line):
            break
        if is_closing(line) and len(line.split()) <= _CLOSING_WORDS and not _ANSWER.match(line):
            is_signed = True
        elif not (is_courtesy(line) or is_signature(line, is_signed=is_signed)):
            said.append(line)
    return "\n".join(said)


def is_unsure(said: str) -> bool:
    """Whether words below a command may take it back, or make it another's or a question."""
    return "?" in said or _UNSURE.search(f" {fold_word(said)} ") is not None


def goes_on(said: str) -> bool:
    """Whether words only end a sentence that began in the subject: "from the roster"."""
    first = fold_word(said.split()[0]).split()[:1] if said[:1].islower() else []
    return bool(first) and (is_filler(first[0]) or first[0] in _GOING_ON)


_CLOSING_WORDS: Final = 4
_NAME_WORDS: Final = 3
_SIGNATURE_WORDS: Final = 20
_SENT_WORDS: Final = 8
_DIGITS: Final = 6  # of a telephone's number

_GOING_ON: Final = frozenset(
    "on at in by with and or until us them him her not the a an who which that because met en of"
    " om op tot te aan ons et ou avec chez par jusqu nous y o con hasta".split()
)
_SMALL: Final = frozenset(
    "of and for the in at to von van der den de het een en voor bij te la le les l du des d et pour"
    " el los las del y para da do dos e a tel mob fax phone mobile e-mail email mail web".split()
)
_SELF: Final = frozenset("i im ive id ill we ik wij je j nous yo ich eu".split())

# Below letters of companies; what follows is nobody's message.
_NOTICE: Final = re.compile(
    r"\b(?:confidential|(?:intended|destined) (?:only|solely|exclusively)|intended recipient"
    r"|disclaimer|vertrouwelijk|uitsluitend bestemd|confidentiel|confidencial|privileged"
    r"|consider(?:ing)? the environment|confidentialité|destinataires?\b.{0,30}\bdésignés)",
    re.IGNORECASE,
)
_SENT: Final = re.compile(
    r"(?:sent|get outlook|verstuurd|verzonden|envoyé|enviad[oa]|obtenir|obtener|gesendet)\b",
    re.IGNORECASE,
)
_ANSWER: Final = re.compile(r"(?:yes|no|ok|ja|nee|oui|non|si|sí|sim)\b", re.IGNORECASE)
_UNSURE: Final = re.compile(
    r" (?:unless|if|whether|wondering|maybe|perhaps|not sure|dont know|don t know|tenzij|misschien"
    r"|indien|niet zeker|sauf|si|peut etre|pas sur|pas sure|salvo|quizas|tal vez|no estoy segur[oa]"
    r"|(?:not|dont|don t|never|niet|nooit|pas|no) (?:\w+ ){0,2}(?:from|leave|leaving|unsubscribe"
    r"|remove|stop|pause|subscribe|van|uit|afmelden|uitschrijven|desinscrire|desabonner|quitter"
    r"|salir|baja)) "
)


def _greeted(line: str) -> str:
    """A line without the greeting it begins with."""
    behind = after_greeting(line)
    return line if behind is None else behind


def is_signature(line: str, *, is_signed: bool) -> bool:
    """Whether a line is a name, a function, an address, a number, or follows a "Kind regards"."""
    words = line.split()
    folded = fold_word(line).split()
    if (is_signed and _SELF.isdisjoint(folded)) or is_program_line(line):
        return True
    if _SENT.match(line) and len(words) <= _SENT_WORDS:
        return True
    if len(words) > _SIGNATURE_WORDS or line.endswith(("?", "!")):
        return False
    if sum(map(str.isdigit, line)) >= _DIGITS or "@" in line or "www." in line or "://" in line:
        return _SELF.isdisjoint(folded)
    told = [each for each in words if any(map(str.isalpha, each))]
    if all(not each.strip("(\"'“‘-")[:1].islower() or fold_word(each) in _SMALL for each in told):
        return _SELF.isdisjoint(folded) and line[:1].upper() == line[:1]
    return len(words) <= _NAME_WORDS and PROSE.isdisjoint(folded) and not any(map(is_filler, told))
