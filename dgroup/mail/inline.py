"""How people say that their answers stand within what they quote.

With some programs no mark tells such answers from the quote; then these words decide that all of it
is shown (R29). English, Dutch, French and Spanish, with a few words of German.
"""

from __future__ import annotations

import re
from typing import Final


def says_below(line: str) -> bool:
    """Say whether the writer announces words of their own below; nobody does so at length."""
    if len(line) > _LONGEST:
        return False
    return _ANNOUNCES.search(line) is not None or (
        _ANSWERS.search(line) is not None and _TOGETHER.search(line) is not None
    )


_LONGEST: Final = 250  # characters; a notice of a law firm is longer


# Who answers, and where; either may come first, for most of them only together they mean it.
_ENGLISH: Final = (
    r"(?:answer|repl(?:y|ie)|respon[ds]|comment|remark|note|thought|reaction|feedback|addition|edit"
    r"|suggestion|correction|input|view)(?:s|es|ed|d|se|e|ing)?\b",
    r"(?:below|beneath|underneath|between|within|inside|embedded|inserted|interspersed|interleaved"
    r"|(?:in|into|throughout) (?:the|your|his|her|their|this) (?:\w+ ){0,3}(?:text|e-?mail|mail"
    r"|message|body|questions?|points?|lines?|letter|note)"
    r"|(?:under|after|behind|beside|next to|following|follows?) (?:each|every|(?:your|the|his|her"
    r"|their) (?:\w+ )?(?:questions?|points?|lines?|paragraphs?|remarks?))|to (?:each|every) "
    r"|for each |point by point|one by one"
    r"|(?:start|begin|preceded|marked|prefixed)(?:s|ing|ed)? |in (?:\w+ )?(?:colou?r|italics?|bold"
    r"|capitals?|caps|brackets|red|blue|green|purple|orange|pink|brown)\b|>>|\*\*)",
)
_DUTCH: Final = (
    r"(?:ge)?(?:antwoord|reactie|reageer|reageert?|opmerking|commentaar|aanvulling|suggestie)\w*",
    r"(?:(?:hier|daar|er)onder|onderaan|naar onder|tussen|binnen|ingevoegd|erachter|achter"
    r"|in (?:de|het|je|jouw|uw|jullie|zijn|haar|hun|onderstaande?) (?:\w+ ){0,3}(?:tekst|mail\w*"
    r"|e-?mail|bericht\w*|brief|vragen|regels)"
    r"|onder (?:elke|iedere|je|jouw|jullie|uw|de)|per (?:vraag|punt)|punt voor punt|bij (?:elke"
    r"|ieder)"
    r"|in (?:\w+ )?(?:rood|blauw|groen|paars|oranje|roze|hoofdletters|cursief|vet|kleur"
    r"|kapitalen)\b)",
)
_FRENCH: Final = (
    r"(?:répon[sd]|répond|commentaire|remarque|réaction|précision|annotation|ajout|observation)\w*",
    r"(?:ci-dessous|ci-après|dessous|entre|insér\w+|intercal\w+|plus bas|au fil|à la suite"
    r"|dans (?:le|la|ton|ta|votre|vos|tes|son|ce) (?:\w+ ){0,3}(?:texte|e-?mail|mail|message"
    r"|courriel"
    r"|mél|corps|lettre|questions?)"
    r"|(?:sous|après) (?:chaque|chacune|vos|tes|votre|ta|les)|point par point|une par une"
    r"|en (?:\w+ )?(?:rouge|bleu|vert|violet|orange|rose|majuscules?|italiques?|gras|couleurs?)\b)",
)
_SPANISH: Final = (
    r"(?:respuesta|respond|contest|comentari|coment|observacion|aclaracion|apunte|nota"
    r"|sugerencia)\w*",
    r"(?:abajo|debajo|a continuación|dentro|entre|intercalad\w+|insertad\w+|seguido|bajo"
    r"|en (?:el|la|tu|su|vuestro|este|sus|tus|los) (?:\w+ ){0,3}(?:texto|correo|mensaje|mail"
    r"|e-?mail"
    r"|cuerpo|carta|preguntas?)"
    r"|(?:después de|tras) cada|punto por punto|una por una"
    r"|en (?:\w+ )?(?:rojo|azul|verde|morado|naranja|rosa|mayúsculas?|cursivas?|negritas?"
    r"|color)\b)",
)
_LANGUAGES: Final = (_ENGLISH, _DUTCH, _FRENCH, _SPANISH)
_ANSWERS: Final = re.compile(rf"\b(?:{'|'.join(who for who, _ in _LANGUAGES)})", re.IGNORECASE)
_TOGETHER: Final = re.compile(
    "|".join(rf"\b{who}.{{0,60}}?{where}|\b{where}.{{0,40}}?\b{who}" for who, where in _LANGUAGES),
    re.IGNORECASE,
)
_ANNOUNCES: Final = re.compile(
    r"\bin-?line|\bin line\b|\bsee (?:further )?(?:below|down|>)|\bfurther (?:below|down)\b"
    r"|\b(?:added|put|inserted|typed|wrote|written) .{0,30}\b(?:to|in|into) your\b"
    r"|\bscroll down\b|\bread on\b|\bbelow in\b|\bsee (?:the|your) (?:text|mail|message)\b"
    r"|\bin (?:red|blue|green|bold|capitals|caps|italics|purple)\b|between (?:the|your) lines"
    r"|\bzie (?:hieronder|onder|verder)|\bhieronder\b|\bverderop\b|\blees verder\b|\bnaar onder\b"
    r"|\bin (?:rood|blauw|groen|hoofdletters)\b|tussen (?:de|je|jouw|jullie) (?:regels|tekst)"
    r"|ci-dessous|ci-après|\bplus bas\b|\ben (?:rouge|bleu|vert|majuscules)\b|entre (?:les|vos"
    r"|tes) lignes"
    r"|más abajo|\babajo\b|\bdebajo\b|\ben (?:rojo|azul|verde|negrita|mayúsculas)\b|entre l[ií]neas"
    r"|\bunten\b|\bin (?:rot|blau|grün)\b",
    re.IGNORECASE,
)
