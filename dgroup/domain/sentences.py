"""What people say, told from what they only say in passing: sentences, courtesies, first lines.

Pure. On doubt a text is no sentence: then a person in charge looks at it, and nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

FEWEST_WORDS: Final = 5
FEWEST_SIGNS: Final = 12  # in scripts that have no spaces
LONGEST_LINE: Final = 100


def holds_sentence(text: str) -> bool:
    """Whether somebody tells something of themselves here, in any language (R8).

    Thanks, greetings, questions, a name with its titles, and the wish to be left out do not.
    """
    if wants_out(text):
        return False
    text = text[:_LOOKED_AT]
    if len(_SPACELESS.findall(text)) >= FEWEST_SIGNS:
        return True
    numbered = [line for line in text.split("\n") if _NUMBER.match(line)]
    if len(numbered) >= 2 and len(_words(" ".join(numbered))) > len(numbered):
        return True
    is_loud = text.isupper()
    return any(_is_statement(each, is_loud=is_loud) for each in sentences(text))


def wants_out(text: str) -> bool:
    """Whether a short text asks to be taken off, in words that are no command."""
    return len(_words(text[:1000])) <= _MOST_WORDS_OUT and _OUT.search(text) is not None


def is_courtesy(text: str) -> bool:
    """Whether nothing is said but thanks, greetings and a name below: no answer is needed."""
    if len(text) > _LOOKED_AT:
        return False
    is_after = False
    for sentence in sentences(text):
        left = _without_courtesy(sentence)
        is_after = is_after or left != _NUMBER.sub("", sentence)
        if not is_after or len(_words(left)) > 3:
            return False
    return True


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, each on one line; a line that stands alone is one, too."""
    for paragraph in _paragraphs(text):
        for each in _ENDS.split(paragraph):
            if each.strip():
                yield each.strip()


def first_line(text: str, *, fewest: int = 2) -> str:
    """Return the first thing that is said, without greetings, on one line of `LONGEST_LINE`.

    A sentence of at least `fewest` words goes before shorter ones, such as "I am Anna."
    """
    bare = [_NUMBER.sub("", each) for each in sentences(text)]
    counts = [len(_words(_without_courtesy(each))) for each in bare]
    for least in (fewest, 2, 0):
        for each, count in zip(bare, counts, strict=True):
            if count >= least:
                return shorten(each, LONGEST_LINE)
    return ""


def shorten(text: str, most: int) -> str:
    """Put a text on one line, and cut it between words where it has more characters than `most`."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > most // 2 else cut).rstrip(" ,;:-–(") + "…"


def fold_text(text: str) -> str:
    """Return the words of a text without case, accents and punctuation, one space between them."""
    return " ".join(re.findall(r"\w+", without_accents(text)))


def without_accents(text: str) -> str:
    """Return a text without case and accents.

    Piece by piece: to put marks in order, of which somebody has piled up thousands, takes long.
    """
    text = text.casefold()
    if text.isascii():
        return text
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    decomposed = (unicodedata.normalize("NFKD", each) for each in pieces)
    return "".join(
        each for piece in decomposed for each in piece if not unicodedata.combining(each)
    )


_PIECE: Final = 256  # characters
_MOST_WORDS_OUT: Final = 30
_LOOKED_AT: Final = 10_000  # characters; nobody thanks at that length, nor warms up to a sentence
_NUMBER: Final = re.compile(r"^\s*\d{1,2}\s*[.):]\s*")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ENDS: Final = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
# Han, kana, Thai, Lao, Burmese, Khmer.
_SPACELESS: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e01-\u0e3a\u0e40-\u0e4f\u0e81-\u0edf"
    "\u1000-\u109f\u1780-\u17b3\U00020000-\U0002ffff]"
)
_WRAPPED: Final = 50  # a line of so many characters goes on in the next
_CLAUSE: Final = re.compile(r"(?<=[,;:!])\s+|\s+[-–—]+\s+")

_OUT: Final = re.compile(
    r"\b(?:unsubscribe|(?:remove|delete|take) me\b|stop (?:sending|mailing|emailing)|opt out"
    r"|uitschrijven|schrijf me uit|afmelden|meld me af|haal me (?:van|uit|eraf)"
    r"|désinscri\w+|désabonn\w+|(?:retirez|enlevez|supprimez)[ -]moi|me retirer"
    r"|darme de baja|d[ea]nme de baja|quiero (?:la )?baja|qu[ií]t[ea]n?me|elim[ií]n[ae]n?me)",
    re.IGNORECASE,
)

# What opens a sentence that says nothing more, and how many words such a one may have.
_COURTESIES: Final = (
    (
        re.compile(
            r"(?:(?:many |a lot of |no,? )?than(?:k|x)s?|thank you|thx|much appreciated|cheers"
            r"|(?:well )?received|got it|welcome to|glad to be here"
            r"|(?:heel )?(?:hartelijk )?(?:be)?dank\w*|goed ontvangen|leuk om"
            r"|(?:un grand |mille )?merci|(?:c'est )?bien (?:reçu|noté)"
            r"|(?:muchas |mil )?gracias|recibido|encantad[oa] de estar)\b",
            re.IGNORECASE,
        ),
        14,
    ),
    (
        re.compile(
            r"(?:ok(?:ay|é)?|oké|will do|sure|fine|noted|done|great|yes|no|ja|nee|oui|non|s[ií]"
            r"|vale|d'accord|de acuerdo|prima|goed|doe ik|komt goed|bien|perfecto|parfait)\b",
            re.IGNORECASE,
        ),
        5,
    ),
    (
        re.compile(
            r"(?:hi|hey|hello|dear|good (?:morning|afternoon|evening|day)|greetings|hallo|hoi|dag"
            r"|beste|lieve|geachte|goede\w*|bonjour|bonsoir|salut|chers?|chère?s?|hola|buen[oa]s"
            r"|estimad\w+|querid\w+|jambo|habari)\b",
            re.IGNORECASE,
        ),
        4,
    ),
    (
        re.compile(
            r"(?:(?:kind|best|warm)(?:est)? (?:regards|wishes|greetings)|regards|best|sincerely"
            r"|yours|cheers|(?:met )?(?:vriendelijke |hartelijke )?groet\w*|mvg|cordialement"
            r"|(?:bien|cordialement) à vous|amicalement|(?:bonnes |meilleures )?salutations"
            r"|(?:un )?(?:cordial(?:es)? )?saludos?|atentamente|(?:un )?abrazos?)\b",
            re.IGNORECASE,
        ),
        6,
    ),
)
# Words that a job title may have in the middle.
_SMALL: Final = frozenset(
    "of and the for in de van der den la le les et du des y del el en".split()
)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _paragraphs(text: str) -> Iterator[str]:
    """Yield lines, each with those that only go on with it."""
    kept = ""
    for line in text.split("\n"):
        is_next = bool(kept) and bool(line.strip()) and not _NUMBER.match(line)
        if is_next and (len(kept.rpartition("\n")[2]) >= _WRAPPED or line.strip()[0].islower()):
            kept += "\n" + line
            continue
        if kept:
            yield kept.replace("\n", " ")
        kept = line.rstrip()
    if kept:
        yield kept.replace("\n", " ")


def _without_courtesy(sentence: str) -> str:
    sentence = _NUMBER.sub("", sentence)
    clauses = _CLAUSE.split(sentence)
    kept = [each for each in clauses if not _is_polite(each)]
    return sentence if len(kept) == len(clauses) else " ".join(kept)


def _is_polite(clause: str) -> bool:
    count = len(_words(clause))
    bare = clause.strip(" \"'*_-–¡¿(")
    return any(count <= most and opening.match(bare) for opening, most in _COURTESIES)


def _is_statement(sentence: str, *, is_loud: bool) -> bool:
    if sentence.endswith(("?", "？")):
        return False
    words = _words(_without_courtesy(sentence))
    # A name, a title and an institution are written in capitals; a sentence is not.
    said = [each for each in words if not each[0].isupper() and each not in _SMALL]
    return len(words) >= FEWEST_WORDS and (is_loud or len(said) >= 2)
