"""The reply to a ticket: yes, no, drop, undo, nothing at all, or something for people (R8).

Only the first word decides, and only where it can mean nothing else: "Si j'ai bien compris" is no
yes, "no problem, go ahead" no no. Whatever is in doubt is "other", which burns nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from dgroup.domain.sentences import is_courtesy
from dgroup.domain.words import after_greeting, fold_word
from dgroup.mail.automatic import opens_automatic
from dgroup.mail.body import Body
from dgroup.mail.unmarked import may_be_note, may_be_receipt

AnswerKind = Literal["yes", "no", "drop", "undo", "empty", "other"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply says by its first word, and what follows that word on all lines."""

    kind: AnswerKind
    rest: str = ""


def read_answer(body: Body) -> Answer:
    """Read a reply by the first word of the writer's own text; "empty" where there is none.

    The rest is what follows, line breaks kept: a reason, a condition. Of "other" it is all.
    """
    return read_answer_text(body.own_text) if body.has_own_words else Answer("empty")


def read_answer_text(own_text: str) -> Answer:
    """Read a reply by its text, quotes and signature cut already."""
    text = _without_greeting(own_text[:_LONGEST].strip())
    if text.startswith(">"):
        return Answer("other", own_text.strip())
    if text.strip() in _THUMBS:
        return Answer("yes")
    if not fold_word(text[:200]):
        return Answer("empty" if not text.strip() else "other", text)
    kind, end = _leading_kind(text)
    if kind == "other":
        return Answer("other", own_text.strip())
    rest = text[end:].lstrip(_JOINTS).rstrip()
    if kind == "no" and _leading_kind(rest)[0] == "undo":
        return Answer("undo", rest)
    if _is_by_machine(kind, text, end):
        return Answer("other", own_text.strip())  # "OK - I am on leave until Monday"
    return Answer(kind, rest)


def is_plain(answer: Answer) -> bool:
    """Say whether a yes is nothing but that; a courtesy and a name may stand behind it.

    "OK, but not Ben" is none; it is for what cannot be done by halves.
    """
    lines = [line.strip() for line in answer.rest.split("\n") if line.strip()]
    said = lines[: 1 + _MOST_LINES]
    if any("?" in each or _BUTS & set(fold_word(each).split()) for each in said):
        return False
    return not lines or len(lines[0].split()) <= _MOST_BEHIND or is_courtesy(lines[0])


_MOST_BEHIND: Final = 4  # words: "ok, go ahead please"
_MOST_LINES: Final = 3  # below it that are looked at
_BUTS: Final = frozenset(  # folded
    "but except not without wait first if unless only later maar behalve niet zonder wacht"
    " eerst als"
    " alleen later mais sauf pas sans attendez attends seulement pero salvo excepto no sin espera"
    " espere antes solo".split()
)


def after_trust(text: str) -> str | None:
    """Return what follows where `text` begins with "and trust", or such; None where it does not.

    That is said behind a yes, or alone, of somebody whose posts need not wait any more.
    """
    hit = _TRUST.match(text)
    return text[hit.end() :].lstrip(_JOINTS) if hit else None


_LONGEST: Final = 20_000
_MOST_WORDS: Final = 5  # of a phrase
_JOINTS: Final = " \t\r\n,.;:!…*_-–—\"'”’)»"
_BLANK: Final = re.compile(r"\n\s*\n")  # below it stands a signature, or another matter
_TOKEN: Final = re.compile(r"\S+")
_THUMBS: Final = frozenset("👍 👍🏻 👍🏼 👍🏽 👍🏾 👍🏿 ✅ ✔ ✔️ +1 👌".split())

_PHRASES: Final[Mapping[AnswerKind, str]] = {
    "yes": "yes|yep|yeah|yup|y|ok|okay|okey|sure|confirm|confirmed|i confirm|join|approve|approved"
    "|i approve|accept|accepted|i accept|agree|agreed|i agree|go ahead|certainly|of course"
    "|absolutely|yes please|fine with me|fine by me|looks good|looks fine|sounds good|go for it"
    "|let it through|please let it through|distribute|release|all right|alright|fine|subscribe"
    "|okidoki|correct"
    "|ja|jawel|jazeker|akkoord|prima|graag|bevestig|ik bevestig|bevestigd|oké|goed|is goed"
    "|dat is goed|zeker|natuurlijk|goedgekeurd|ik ga akkoord|in orde|toelaten|klopt"
    "|oui|d'accord|confirme|je confirme|confirmé|bien sûr|volontiers|j'accepte|accepté|parfait"
    "|je suis d'accord|approuvé|certainement|entendu|absolument|ouais|avec plaisir"
    "|sí|vale|confirmo|de acuerdo|claro|claro que sí|por supuesto|acepto|confirmado|aprobado"
    "|está bien|correcto|bueno|desde luego|sim|aceito|concordo|com certeza|jawohl",
    "no": "i have no time|no time|no|n|nope|nee|non|reject|rejected|i reject|decline|i decline"
    "|cancel|no thanks"
    "|no thank you|stop|refuse|do not|please do not|never|nah|of course not|certainly not"
    "|absolutely not|natuurlijk niet|zeker niet|bien sûr que non|certainement pas|claro que no"
    "|absolument pas|por supuesto que no|desde luego que no"
    "|nee dank je|nee bedankt|weiger|weigeren|annuleer|annuleren|geannuleerd|afwijzen|afgewezen"
    "|liever niet|niet doen|niet plaatsen|niet publiceren|niet versturen|niet sturen|niet delen"
    "|non merci|refuser|refusé|je refuse|annuler|annulez|rejeter|ne publiez pas|ne pas publier"
    "|ne pas envoyer|n'envoyez pas|surtout pas|rechazar|rechazo|rechazado|cancelar|cancele|anular"
    "|não|nao|nein|don't post|don't publish|don't send|don't share|don't do it|please don't",
    "drop": "drop|discard|spam|delete|trash|junk|delete it|it is spam|this is spam|it's spam"
    "|verwijder|verwijderen|weg|weggooien|weg ermee|wissen|dit is spam|het is spam"
    "|supprimer|supprimez|supprime|jeter|poubelle|indésirable|c'est du spam|effacer"
    "|eliminar|elimine|elimina|borrar|borre|borra|descartar|es spam|apagar|excluir",
    "undo": "undo|put it back|put me back|restore|undo this|undo that|revert|take me back"
    "|it was not me|it wasn't me|that was not me|that wasn't me|this was not me|this wasn't me"
    "|not me|i did not ask|i didn't ask|i did not do this|i did not write this|by mistake"
    "|terugdraaien|draai terug|ongedaan|ongedaan maken|herstel|herstellen|terug|dat was ik niet"
    "|ik niet|dit was ik niet|ik was het niet|zet terug|zet mij terug|maak ongedaan"
    "|rétablir|rétablissez|défaire|restaurer|ce n'était pas moi|ce n'est pas moi|pas moi"
    "|remettez-moi|remettre|retour"
    "|deshacer|restaurar|restablecer|revertir|no fui yo|yo no fui|no he sido yo|desfazer",
    # What begins like an answer and is none, or says the opposite.
    "other": "no problem|no problemo|no worries|no objection|no objections|no idea|no clue"
    "|no doubt|no comment|no rush|no hurry|no one|no need|no matter|no longer|no wonder"
    "|do not worry|don't worry|do not know|do not understand|do not hesitate|never mind"
    "|graag gedaan|no hay problema|no pasa nada|no entiendo|no sé|no comprendo"
    "|no recibo|no recibí|no me llega|no importa|non compris|no sabía|no puedo"
    "|yes no|yes or no|ja nee|ja of nee|oui non|oui ou non|sí no|sí o no|goed idee|fine but"
    "|goede vraag|goed weekend|good|bueno pues|join us|confirm that you|correct me|stop by"
    "|accept my|delete key|spam filter|spam filters|no news|non loin|no se",
}
# Words that are also something else: answers only when alone, or before a pause.
_ALONE: Final = frozenset(
    "si y n fine goed vale claro bueno correct retour terug weg zeker never sure".split()
)
# "Trust me" and "trust is good" are about something else.
_TRUST: Final = re.compile(
    r"\s*(?:(?:and|en|et|y|e|&|\+|,)\s*)?(?:"
    r"trust(?:ed)?(?: (?:them|her|him|this (?:member|person|author)|the (?:member|author)))?"
    r"|vertrouwd?(?: (?:hem|haar|hen|ze|dit lid))?|vertrouwen"
    r"|(?:je )?(?:(?:fais|faire|faites)[- ](?:lui )?|(?:de|en) )?confiance(?: à ce membre)?"
    r"|confiar?(?: en (?:él|ella))?|conf[ií][oae](?: en (?:él|ella))?"
    r"|(?:(?:de|en|da) )?(?:confianza|confiança)|confiável|confiable"
    r")(?=\s*(?:$|[.,;:!)\d#]|\n|(?:all|alle?s?|tout|tous|todos?|the|de|les?|l[oa]s?|el)\b)|$)",
    re.IGNORECASE,
)
_NOT: Final = frozenset("not niet pas no nee non".split())
_PAUSE: Final = ".,;:!…)\"'”’»*_-–—"


@cache
def _kinds() -> Mapping[str, AnswerKind]:
    kinds: dict[str, AnswerKind] = {}
    for kind, phrases in _PHRASES.items():
        kinds |= {fold_word(phrase): kind for phrase in phrases.split("|")}
    return kinds


def _leading_kind(text: str) -> tuple[AnswerKind, int]:
    """The kind of what `text` begins with, and where that ends; ("other", 0) where it is none.

    A phrase ends where a token ends, so that "yesterday", "okra" and "yes/no" are no answers, and
    does not reach beyond a comma, a full stop or a line.
    """
    line = text[:_LONGEST_LINE].partition("\n")[0]
    tokens = [(hit[0], hit.end()) for hit in _TOKEN.finditer(line)]
    start = 1 if len(tokens) > 1 and fold_word(tokens[0][0]) in _PLEASE else 0
    for count in range(min(_MOST_WORDS, len(tokens) - start), 0, -1):
        part = tokens[start : start + count]
        said = " ".join(token for token, _ in part)
        kind = _kinds().get(fold_word(said))
        if kind is None or "/" in said or any(token[-1] in ".!,;:" for token, _ in part[:-1]):
            continue
        token, end = part[-1]
        behind = tokens[start + count :]
        is_paused = not behind or token[-1] in _PAUSE
        if token[-1] == "?" or not (is_paused or _stands(kind, said, fold_word(behind[0][0]))):
            return "other", 0
        return kind, end
    return "other", 0


def _stands(kind: AnswerKind, said: str, following: str) -> bool:
    """Whether a phrase is an answer although the sentence goes on behind it."""
    if kind == "yes" and following in _NOT:
        return False
    return fold_word(said) not in _ALONE or "í" in said.casefold()  # "sí" is Spanish, "si" is not


def _is_by_machine(kind: AnswerKind, text: str, end: int) -> bool:
    """Whether the words up to the first empty line are a note of absence, or a receipt (R8)."""
    at = _BLANK.search(text, end)
    first = text[: at.start() if at else len(text)]
    behind = first[end:].lstrip(_JOINTS)
    if not behind:
        return False
    if opens_automatic(behind):
        return True
    if kind == "yes":
        return may_be_receipt(first) or may_be_receipt(behind)
    return may_be_note(first)


def _without_greeting(text: str) -> str:
    """The text behind "Hello Anna," where it begins so and goes on, on that line or below."""
    line, _, below = text.partition("\n")
    rest = after_greeting(line)
    if rest is None:
        return text
    if below.strip() and _leading_kind(rest)[0] == "other" and len(line.split()) <= _GREETING_WORDS:
        return below.strip()
    return f"{rest}\n{below}".strip() if rest else text


_GREETING_WORDS: Final = 4
_LONGEST_LINE: Final = 400
_PLEASE: Final = frozenset("please pls gelieve".split())
