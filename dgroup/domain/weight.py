"""What a sentence is worth to somebody who was away, before it is compared with the others.

A proposal, a decision, a finding or a question that opens a conversation tells more than a remark;
a sentence that leans on the one before it tells less. Signs in English, Dutch, French and Spanish.
Pure.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.spoken import Spoken
from dgroup.domain.stop_words import STOP_WORDS


def weight_of(sentence: Spoken, place: int, *, is_opener: bool) -> float:
    """Weigh a sentence that is the `place`th of its post; 1 is what an ordinary one weighs.

    `is_opener`: of the post with which the conversation begins.
    """
    text = sentence.text
    weight = _length_weight(text) / (1 + 0.06 * place)
    if place == 0:
        weight *= 1.1
    if text.rstrip("\"'”’») ").endswith(("?", "？", "؟")):
        weight *= 1.5 if is_opener else 0.6
    elif _CUE.search(text):
        weight *= 1.5
    if _NUMBER.search(text):
        weight *= 1.1
    if leans(text):
        weight *= 0.6
    if _ASIDE.search(text):
        weight *= 0.6
    if _ABOUT_MAIL.search(text):
        weight *= 0.4
    if not sentence.is_ended:
        weight *= 0.5 if text.endswith((":", "：")) else 0.7
    words = [each.casefold().strip("\"'()[].,;:!?*_") for each in text.split()]
    if sum(each in STOP_WORDS for each in words) < len(words) / 7:  # a name, a title, a heading
        weight *= 0.6
    links = text.count("://") + text.count("www.")
    return weight * (0.7 if links else 1.0)


def leans(text: str) -> bool:
    """Whether a sentence cannot be understood without the one that stands before it."""
    return _LEANS.match(text) is not None


def _length_weight(text: str) -> float:
    words = len(text.split())
    if words <= 3:  # a script without spaces
        words = len(text) // 3
    if words < 8:
        return 0.4 + 0.075 * words
    return 1.0 if words <= 32 else max(0.45, 1.0 - (words - 32) * 0.02)


_CUE: Final = re.compile(
    r"\b(?:(?:i|we)(?:'d| would|'ll| will)? (?:suggest|propose|recommend|vote|decided|agreed|plan"
    r"|need"
    r"|offer|invite|found|managed|fixed|solved|changed|learn\w+)|let'?s|(?:we|you|i) (?:should"
    r"|must|need"
    r" to|have to)|decided|decision|agreed (?:to|that|on)|proposal|deadline|meeting|solution"
    r"|solved|fixed"
    r"|the (?:problem|reason|cause|answer|issue|trick|point|result|plan) (?:is|was|seems)"
    r"|turns? out|it works"
    r"|works (?:now|fine|for)|worked|announc\w+|released?|available|the (?:best|only|easiest"
    r"|right) way"
    r"|instead of|because|try(?: to| setting)?|i(?:'m| am) (?:trying|having|getting|looking"
    r"|writing|working)"
    r"|(?:is there|does any(?:one|body)|has any(?:one|body)|how (?:do|can|should)|what is the)"
    # Dutch
    r"|(?:ik|we|wij) (?:stel|stellen) voor|voorstel|afgesproken|besloten|besluit|laten we|opgelost"
    r"|oplossing|het (?:probleem|antwoord|plan|doel) (?:is|was)|de (?:reden|oorzaak|vraag"
    r"|beste) (?:is|was|manier)"
    r"|bijeenkomst|vergadering|uiterlijk|blijkt|we (?:moeten|gaan|kunnen|hebben)|omdat|want"
    r"|in plaats van"
    r"|nodig|werkt|gevonden|geleerd|probeer|weet iemand|heeft iemand|hoe (?:kan|kunnen|doen)"
    # French
    r"|(?:je|nous) (?:propos\w+|suggèr\w+|recommand\w+|av(?:ons|ais) décidé|devons|pouvons|avons)"
    r"|proposition|décidé|décision|convenu|résolu|solution|le (?:problème|but|plan) (?:est|était"
    r"|vient)"
    r"|la (?:raison|cause|réponse|question) (?:est|était)|réunion|date limite|au plus tard"
    r"|parce que|car"
    r"|il (?:faut|faudrait|suffit)|au lieu de|essayez|fonctionne|appris|trouvé|(?:quelqu'un"
    r"|qui) (?:sait|a|connaît)"
    r"|comment (?:faire|peut)"
    # Spanish
    r"|(?:propongo|proponemos|sugiero|sugerimos|recomiendo|decidimos|acordamos|quedamos|debemos"
    r"|podemos"
    r"|hemos|necesitamos)|propuesta|decisión|acuerdo|resuelto|solución|el (?:problema|plan"
    r"|objetivo)"
    r" (?:es|era|fue)|la (?:razón|causa|respuesta|pregunta) (?:es|era|fue)|reunión|fecha límite"
    r"|a más tardar"
    r"|porque|hay que|en vez de|en lugar de|prueb\w+|funciona|aprend\w+|encontr\w+|alguien (?:sabe"
    r"|ha|tiene)"
    r"|cómo (?:se|puedo|podemos))\b",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(
    r"(?<![\w.])\d[\d.,:]*\s?(?:%|€|\$|kg|km|h|uur|euros?|am|pm|days?|dagen|jours?|días?)?(?!\w)"
)
_TIME: Final = (
    r"(?! (?:years?|weeks?|months?|morning|season|group|time|jaar|maand|ochtend|keer|groep|année"
    r"|semaine|mois|matin|saison|groupe|fois|año|semana|mes|mañana|temporada|grupo|vez)\b)"
)
_LEANS: Final = re.compile(
    rf"(?:(?i:and|but|so|or|also|then|thus|hence|it|its|it's|(?:this|these){_TIME}|that|that's|those"
    r"|they|he|she|his|her|their|such|both|either|neither|otherwise|however|therefore|besides|which"
    r"|because|same|another|here|furthermore|moreover|additionally|finally|again|instead|if so"
    r"|if not"
    r"|in (?:this|that) case|well"
    rf"|en|maar|dus|of|ook|dan|het (?:is|was|werkt|lijkt|kan|moet|heeft|wordt)|(?:dit|deze){_TIME}"
    r"|dat|die|ze|zij|hij|hun|daar|daarom|daarna|anders|echter|want|zo|toch|bovendien|verder|tenslotte"
    rf"|et|mais|donc|ou|aussi|alors|(?:ce|cet|cette|ces){_TIME}|c'est|cela|ça|celui-ci"
    r"|il(?! y a| faut)|ils|elles?|leurs?|ainsi|sinon|cependant|pourtant|car|puis|ensuite|enfin"
    r"|de plus|par contre|en revanche"
    rf"|y|e|pero|así|o|también|entonces|(?:este|esta){_TIME}|esto|estos|estas|eso|ese|esa|ellos"
    r"|ellas|él|ella|su|sus|sino|sin embargo|además|por eso|luego|después|finalmente|por lo tanto)"
    r"(?![\w'’])|[a-zà-ÿ(])"
)
_ASIDE: Final = re.compile(
    r"^\(|^(?:p\.?s|btw|by the way|fwiw|imho|afaik|note|nb|trouwens|overigens|au fait|por cierto)\b"
    r"|[:;]-?[)(DPp](?:\s|$)|\b(?:lol|haha\w*)\b",
    re.IGNORECASE,
)
_ABOUT_MAIL: Final = re.compile(
    r"\b(?:mailing list|this list|your (?:mail|e-?mail|message|reply|answer|post|question|response)"
    r"|my (?:last|previous|earlier) (?:mail|e-?mail|message|post)|below|attached|attachment"
    r"|subject line"
    r"|top[- ]post\w*|unsubscribe|google|hieronder|bijlage|je (?:mail|bericht|reactie)|ci-dessous"
    r"|ci-joint"
    r"|votre (?:mail|message|réponse)|adjunt\w+|a continuación|tu (?:correo|mensaje|respuesta))\b",
    re.IGNORECASE,
)
