"""What people in charge ask in a sentence becomes the line that a task is: "Could you add x?".

Pure. Only the ways of asking are taken away, in four languages, and words are put in order that a
language tears apart ("voeg x toe"); whether a task is left is seen by `tasks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dgroup.domain.words import after_greeting, fold_word
from dgroup.domain.words.around import strip_courtesy


def plainly(line: str) -> Iterator[str]:
    """Yield what a line may ask for without its politeness, the fullest first; never the line."""
    said = " ".join(_BULLET.sub("", line).split())
    tried = {said}
    for text in (said, *_first_sentence(said)):
        plain = _undressed(text)
        for each in (*_in_order(plain), plain):
            if each and each not in tried:
                tried.add(each)
                yield each


def _undressed(text: str) -> str:
    """A text without greeting, "please", "could you" and thanks around it."""
    for _ in range(_MOST_LAYERS):
        before = text = text.lstrip("¿¡ ")
        behind = after_greeting(text)
        if behind and (hit := _AFTER_NAME.match(behind)):
            behind = behind[hit.end() :]
        text = _ASKED.sub("", behind or text)
        text = " ".join(strip_courtesy(text.split()))
        text = _THANKS.sub("", text).rstrip(" ?!.,")
        if text == before:
            break
    if hit := _SHOW.match(text):
        return hit["what"]
    return text


def _first_sentence(said: str) -> tuple[str, ...]:
    """The first sentence, where no address stands in those behind it."""
    hit = _SENTENCE.match(said)
    if hit is None or "@" in said[hit.end() :] or len(said[hit.end() :].split()) > _MOST_BEHIND:
        return ()
    return (hit[0].strip(),)


def _in_order(text: str) -> Iterator[str]:
    """Put the two parts of a Dutch verb together, and a verb that stands last first."""
    if hit := _TORN.fullmatch(text):
        verb, what, particle = fold_word(hit["verb"]), hit["what"].strip(), hit["particle"]
        if particle.casefold() in _PARTICLES.get(verb, ()):
            yield f"{verb} {particle} {what} {hit['behind'].strip()}".strip()
    if hit := _LAST.fullmatch(text):
        yield f"{hit['verb']} {hit['what'].strip()} {hit['behind'].strip()}".strip()


_MOST_LAYERS: Final = 4
_MOST_BEHIND: Final = 25  # words behind the sentence that asks

_BULLET: Final = re.compile(r"^(?:[-*•·–]|\d{1,2}[.)])\s+")
_AFTER_NAME: Final = re.compile(r"^(?:robot|dgroup|all|allen)\b[\s,!.]*", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"^\S.{3,300}?[^\s.]{2,}[?!.](?=\s+\S)")
_ASKED: Final = re.compile(
    r"^(?:(?:(?:can|could|would|will) (?:you|we)|(?:would|do) you mind|i(?: would|'d)? (?:like"
    r"|want|wish|need)(?: you)? to|we(?: would|'d)? (?:like|want|wish|need)(?: you)? to|let's"
    r"|let us|(?:kun|kan|wil|zou) (?:je|u|jij|jullie)|kunt u|wilt u|zoudt u|kunnen we|(?:ik|we|wij)"
    r" (?:wil|willen|zou|zouden)(?: graag)?|willen jullie|pouvez[- ]vous|peux[- ]tu"
    r"|pourriez[- ]vous|pourrais[- ]tu|voulez[- ]vous|peut-on"
    r"|je (?:voudrais|veux|souhaite|souhaiterais)|j'aimerais"
    r"|nous (?:voudrions|souhaitons|aimerions)|merci de(?: bien vouloir)?|merci d['’]|veuillez"
    r"|puedes|puede|pueden|podr[ií]as?|podr[ií]an|quiero|queremos|quisiera|quisi[eé]ramos"
    r"|me gustar[ií]a|nos gustar[ií]a|hay que|please|kindly|gelieve|graag|por favor|s'il vous plaît"
    r"|s'il te plaît|svp)(?:\s*,\s*|\s+|(?<=['’]))(?:please |also |ook |aussi |también |even |graag"
    r" |alstublieft |alsjeblieft |me |for me )*)+",
    re.IGNORECASE,
)
_THANKS: Final = re.compile(
    r"[\s,.!?;-]+(?:(?:many )?thanks?(?: you)?(?: (?:very much|so much|in advance|a lot))?|please"
    r"|(?:alvast |hartelijk )?(?:be)?dankt?|merci(?: (?:beaucoup|d'avance))?|(?:muchas )?gracias"
    r"|a\.?u\.?b|s\.?v\.?p|graag)[.!]*$",
    re.IGNORECASE,
)
# To ask to see something is to ask for it.
_SHOW: Final = re.compile(
    r"^(?:(?:show|send|give|tell)(?: me| us)?|what (?:are|is)|where (?:are|is)|see|toon|laat|stuur"
    r"|geef|wat (?:zijn|is)|bekijk|montre[rz]?(?:[- ](?:moi|nous))?|affiche[rz]?|envoyez[- ]moi"
    r"|quels sont|quelles sont|voir|muestra(?:me)?|mu[eé]strame|mostrar|ver|env[ií]ame"
    r"|cu[aá]les son)\s+(?:me |mij |ons )?(?:(?:the|our|my|all|de|het|onze|mijn|alle|le|la|les|nos"
    r"|mes|el|los|las|nuestros|nuestras|mis|l['’])(?:\b|(?<=['’]))\s*)*"
    r"(?P<what>\S.*?)(?: zien| now)?$",
    re.IGNORECASE,
)
_PARTICLES: Final = {
    "voeg": ("toe",),
    "nodig": ("uit",),
    "draag": ("over",),
    "stel": ("in",),
    "kondig": ("aan",),
    "spoor": ("aan",),
}
_TORN: Final = re.compile(
    r"(?P<verb>voeg|nodig|draag|stel|kondig|spoor)\s+(?P<what>\S.*?)\s+"
    r"(?P<particle>toe|uit|over|in|aan)\b(?P<behind>.*)",
    re.IGNORECASE,
)
_LAST: Final = re.compile(
    r"(?P<what>[^@]*\S+@\S+.*?)\s+(?P<verb>toevoegen|toe te voegen|uitnodigen|uit te nodigen"
    r"|verwijderen|blokkeren|deblokkeren)\b(?P<behind>.*)",
    re.IGNORECASE,
)
