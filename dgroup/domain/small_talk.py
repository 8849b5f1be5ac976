"""What people say beside what they say: greetings, thanks, apologies, farewells, in four languages.

A sentence is small talk only where nothing else is in it; patterns say how it begins and how many
words it may have at most. Pure.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.sentences import is_courtesy


def is_small_talk(sentence: str) -> bool:
    """Whether a sentence tells nothing to somebody who was away."""
    text = " ".join(sentence[:_LOOKED_AT].split()).strip(" \"'*_-–—¡¿(>")
    count = len(text.split())
    if count <= _LONGEST_SAYING and any(
        count <= most and opening.match(text) for opening, most in _SAYINGS
    ):
        return True
    return count <= _COURTESY and is_courtesy(text)


def is_greeting(line: str) -> bool:
    """Whether a line is a greeting and the names of who is greeted, with no sentence behind it."""
    text = line.strip()
    return len(text) <= _LONGEST_GREETING and _GREETING.fullmatch(text) is not None


def greeting_in_front(sentence: str) -> int:
    """Return how many characters of a sentence greet somebody before it begins; 0 for none."""
    hit = _IN_FRONT.match(sentence)
    return hit.end() if hit else 0


def is_farewell(line: str) -> bool:
    """Whether a line ends a mail: what stands below it is a name and its titles."""
    text = line.strip(" \t*_-–—~")
    if len(text) > _LONGEST_GREETING:
        return False
    return _FAREWELL.match(text) is not None and len(text.split()) <= _FAREWELL_WORDS


_LOOKED_AT: Final = 400
_COURTESY: Final = 12  # words
_LONGEST_SAYING: Final = 22
_LONGEST_GREETING: Final = 70
_FAREWELL_WORDS: Final = 7

_HI: Final = (
    r"(?:hi|hey|hiya|hello|helo|dear|greetings|good (?:morning|afternoon|evening|day)"
    r"|g'?day|howdy|yo|hallo|hoi|hé|dag|beste|lieve|geachte|goede ?(?:morgen|middag|dag|n?avond)"
    r"|bonjour|bonsoir|salut|coucou|chers?|chère?s?|hola|buenos días|buenas(?: tardes| noches)?"
    r"|estimad[oa]s?|querid[oa]s?|buen día|guten (?:tag|morgen|abend)|liebe[rs]?|olá|ciao|jambo"
    r"|habari)"
)
_WHOM: Final = (
    r"(?:(?-i:[A-ZÀ-Þ\u0370-\uffff@])[^\s,]{0,25}|all|and|&|/|everyone|everybody|there|folks|team"
    r"|friends|colleagues|members|dear|both|again|group|list|allemaal|allen|iedereen|collega's|leden"
    r"|vrienden|en|mensen|tous|toutes|à|et|tout le monde|amis|amies|collègues|membres|le|groupe"
    r"|tod[oa]s?|a|y|amig[oa]s|compañer[oa]s|colegas|grupo)"
)
_GREETING: Final = re.compile(
    rf"{_HI}\b(?:[ ,]+{_WHOM}){{0,7}} ?[,!.:;…–-]{{0,3}}"
    r"|(?-i:@?[A-ZÀ-Þ][^\W\d_]{1,30}(?: [A-ZÀ-Þ][^\W\d_]{1,30})? ?[,:–-])"
    r"|(?:all|everyone|everybody|folks|friends|colleagues|allen|allemaal|collega's|tous|toutes"
    r"|todos|todas|compañer[oa]s) ?[,!:]",
    re.IGNORECASE,
)
# Only where what follows begins like a sentence of its own.
_IN_FRONT: Final = re.compile(
    rf"(?:(?i:{_HI})(?: [^\W\d_][^\s,!.:]{{0,25}}){{0,3}}|@\w[\w ]{{1,30}}?)"
    r"(?: ?[,!.:]| [-–—])\s+(?=[\"'“‘«(¿¡*]{0,2}[A-ZÀ-Þ])"
)
_FAREWELL: Final = re.compile(
    r"(?:(?:(?:kind|best|warm|with kind|with best|with warm)(?:est)? )?(?:regards|wishes|greetings)"
    r"|best|all the best|sincerely|yours(?: \w+)?|cheers|thanks?(?: \w+){0,4}"
    r"|thank you(?: \w+){0,4}"
    r"|many thanks|thx|tia|hth|bye|later|love|respectfully|cordially|peace|have a (?:nice|good"
    r"|great)"
    r"|see you|take care|talk soon|br|rgds|73"
    r"|(?:met |veel |hartelijke? |vriendelijke )*(?:vriendelijke |hartelijke |warme )?groet\w*|mvg"
    r"|gr"
    r"|liefs|tot (?:dan|snel|gauw|morgen|ziens)|(?:alvast )?(?:hartelijk |heel erg )?(?:be)?dankt?"
    r"|(?:bien )?cordialement|(?:bien )?amicalement|(?:bien )?à (?:vous|toi)|sincèrement"
    r"|(?:meilleures |sincères |cordiales )?salutations|à (?:bientôt|demain|plus)|bises?"
    r"|merci(?: \w+){0,4}|d'avance merci|bonne (?:journée|soirée|semaine)"
    r"|(?:un )?(?:cordial |afectuoso )?(?:saludos?|abrazos?)(?: \w+){0,3}|atentamente|cordialmente"
    r"|(?:muchas )?gracias(?: \w+){0,4}|hasta (?:pronto|luego|mañana)|un beso|besos"
    r"|(?:mit )?(?:freundlichen |besten |viele )?grüßen?|danke)"
    r"(?: ?[,!.;:…–—-]|$|(?= [A-ZÀ-Þ]))",
    re.IGNORECASE,
)

# How sentences begin that say nothing of the matter, and how many words they have at most.
_SAYINGS: Final = tuple(
    (re.compile(rf"(?:{pattern})(?!\w)", re.IGNORECASE), most)
    for pattern, most in (
        # English
        (r"(?:many |lots of |big |a lot of |again,? )?(?:thanks?|thank you|thx|tia)\b", 16),
        (r"(?:i|we)(?:'d| would| really| very much| greatly| do)* (?:appreciate|thank"
         r"|am grateful)", 16),
        (r"(?:i|we)?(?:'d| would)? ?(?:really |truly )?(?:hope|trust) (?:this|that|it|you|everyone"
         r"|all"
         r"|everybody|someone|somebody|my)\b.*\b(?:help|clear|sense|useful|well|fine|good|safe"
         r"|answers?)", 18),
        (r"hth|hope (?:that|this|it) (?:helps|makes)|just my (?:two|2)|my (?:two|2) cents|imho", 8),
        (r"(?:i(?:'m| am) )?(?:so |very |really )?(?:sorry|apologies|apologi[sz]e|i apologi[sz]e|my"
         r" apologies|please excuse|excuse|forgive|pardon)\b", 14),
        (r"(?:i(?:'m| am)|we(?:'re| are))? ?(?:looking|look) forward\b", 16),
        (r"(?:please )?(?:let me know|let us know|keep us|keep me|feel free|don't hesitate"
         r"|do not hesitate)\b", 18),
        (r"(?:so |but |and )?any (?:\w+ ){0,3}(?:help|ideas?|hints?|pointers?|comments?"
         r"|suggestions?"
         r"|thoughts?|advice|feedback|clues?|input|assistance|information|insight|guidance|tips?"
         r"|takers)"
         r"\b", 22),
        (r"(?:good luck|welcome|have (?:a|fun)|take care|best (?:of luck|wishes)|congrat\w+"
         r"|well done"
         r"|great (?:work|job|news|to)|nice (?:work|job|to|one)|happy|cheers|enjoy)\b", 10),
        (r"(?:i agree|agreed|exactly|indeed|absolutely|correct|right|true|\+1|me too|same here|yes"
         r"|no"
         r"|yep|yeah|nope|ok(?:ay)?|sure|of course|fine|great|good|cool|perfect|excellent|done|oops"
         r"|hm+|well|ah|oh|ha(?:ha)*|wow|lol|never ?mind|fair enough|no problem|you(?:'re| are)"
         r" (?:welcome|right)|my (?:bad|pleasure|mistake)|got it|i see|that's (?:all|it|right|true"
         r"|great"
         r"|fine|a good)|sounds (?:good|great|fine)|makes sense|interesting|not (?:yet|really|sure"
         r"|exactly|at all)|i (?:think|guess|hope|believe|suppose) (?:so|not)|who knows"
         r"|why not)\b", 5),
        (r"(?:please )?(?:find attached|see attached|see below|see above|see my|attached (?:is|are"
         r"|please"
         r"|you)|here (?:is|are|it|you|we)|my (?:comments|answers|replies) (?:are|in)"
         r"|comments? (?:inline"
         r"|below)|(?:answers?|replies) (?:inline|below)|inline|forwarding|fyi|as (?:follows"
         r"|below))\b", 9),
        (r"(?:i(?:'m| am) (?:very |quite |still |pretty |fairly |relatively )?new\b"
         r"|(?:my )?first (?:post|time)|newbie)", 12),
        (r"(?:i )?(?:just )?(?:wanted|want|would like|thought i'd|thought i would) to (?:say|thank"
         r"|ask"
         r"|know|share|let)\b", 9),
        (r"(?:could|can|would|will) (?:you|anyone|anybody|someone|somebody) (?:please "
         r"|kindly )?(?:help"
         r"|assist|advise|enlighten)", 12),
        (r"(?:what (?:do you|does everyone) think|does (?:that|this|it) (?:help|make sense)"
         r"|what am i (?:missing"
         r"|doing wrong)|am i (?:missing|doing)|is (?:that|this) (?:right|correct|so)"
         r"|why is (?:that|this)|why\?)", 9),
        (r"(?:i|we)(?:'ll| will| shall) (?:try|do|check|look|have a look|see|let you|get back"
         r"|keep)\b", 9),
        # Dutch
        (r"(?:(?:alvast|nogmaals|heel|hartelijk|erg|super|veel|wederom) )*(?:be)?dank(?:t|jewel|je"
         r"|zij)?\b", 16),
        (r"(?:ik |we )?hoop (?:dat|je|jullie|hiermee|u|het|van)\b.*\b(?:helpt|goed|wel|duidelijk"
         r"|vooruit|horen|heeft|gaat|geholpen)", 18),
        (r"(?:sorry|excuses|mijn excuses|excuseer|het spijt|neem me niet)\b", 14),
        (r"(?:ik |we )?(?:kijk|kijken|zie|zien) (?:er )?(?:uit|ernaar|naar)\b.*\b(?:uit|reactie"
         r"|antwoord|jullie)", 16),
        (r"(?:ik |we )?hoor(?:en)? (?:het |graag|dat )*(?:graag|wel|van|het)\b", 14),
        (r"laat (?:het )?(?:me|mij|ons|maar|even)\b.*\bweten|alle (?:hulp|tips|ideeën"
         r"|suggesties)", 16),
        (r"(?:succes|veel succes|welkom|fijne?|prettige?|geniet|gefeliciteerd|proficiat"
         r"|goed (?:gedaan|werk"
         r"|idee|zo|plan)|mooi|leuk|top|prima|helemaal (?:mee )?eens|mee eens|ja|nee|inderdaad"
         r"|klopt|precies"
         r"|oké|ok|tuurlijk|natuurlijk|geen probleem|graag gedaan|eens|doe ik|komt goed)\b", 6),
        (r"(?:zie (?:hieronder|bijlage|onder)|hierbij|in de bijlage|bijgevoegd|ter info)\b", 8),
        (r"(?:wat (?:vinden|denken|vind|denk) (?:jullie|je|u)|(?:heeft|weet) (?:iemand"
         r"|er iemand) (?:een idee"
         r"|raad|tips)|iemand (?:een )?(?:idee|tips?|ervaring))\b", 9),
        # French
        (r"(?:un grand |mille |encore |bien )?merci\b|d'avance,? merci|en vous remerciant"
         r"|je (?:vous |te )?remercie", 16),
        (r"(?:j'espère|nous espérons|en espérant|espérant) (?:que|vous|avoir|cela|ceci"
         r"|qu)\b.*\b(?:bien|aide\w*"
         r"|clair|utile|lire|répond\w*|aid\w+)", 18),
        (r"(?:désolée?|toutes mes excuses|mes excuses|excusez|pardon|je m'excuse"
         r"|veuillez m'excuser)\b", 14),
        (r"(?:dans l'attente|en attendant|au plaisir|j'attends|je reste|nous restons|n'hésitez"
         r"|n'hésite)\b", 18),
        (r"(?:toute|toutes) (?:aide|les? (?:idées?|suggestions?))\b|vos (?:avis|idées|suggestions"
         r"|remarques) (?:sont|seront)", 16),
        (r"(?:bonne (?:chance|journée|soirée|semaine|continuation|année|fin)|bon (?:courage|week"
         r"|travail)"
         r"|bienvenue|bravo|félicitations|super|parfait|excellent|d'accord|tout à fait|exactement"
         r"|oui|non"
         r"|bien sûr|en effet|très bien|pas de (?:problème|souci)|de rien|je suis d'accord"
         r"|ça marche)\b", 7),
        (r"(?:ci-joint|voir (?:ci-dessous|pièce)|veuillez trouver|vous trouverez (?:ci|en)"
         r"|pour info)\b", 9),
        (r"(?:qu'en pensez|qu'en penses|qu'en dites|des idées|une idée|quelqu'un (?:a"
         r"|aurait)(?:-t-il)? (?:une idée|des idées))", 9),
        # Spanish
        (r"(?:muchas |mil |muchísimas |de nuevo,? |otra vez,? )?gracias\b|(?:te|les|le"
         r"|os) agradezco|agradec\w+", 16),
        (r"(?:espero|esperamos|ojalá) (?:que|les|te|le|haber|esto|sus|tus|su|tu)\b.*\b(?:bien"
         r"|ayude|sirva|claro|útil"
         r"|ayud\w+|respuestas?|serv\w+)", 18),
        (r"(?:perdón|perdona|perdonen|disculp\w+|lo siento|mis disculpas|lamento)\b", 14),
        (r"(?:quedo|quedamos|a la espera|en espera|no dud\w+|cualquier (?:duda|cosa|ayuda|idea"
         r"|sugerencia"
         r"|comentario|consulta))\b", 18),
        (r"(?:suerte|mucha suerte|bienvenid\w+|felicidades|enhorabuena|felicitaciones"
         r"|buen (?:trabajo|día|fin)"
         r"|buena (?:idea|suerte)|perfecto|excelente|genial|de acuerdo|totalmente|estoy de acuerdo"
         r"|sí|si,|no"
         r"|claro|exacto|correcto|vale|ok|muy bien|de nada|por supuesto|sin problema|así es)\b", 6),
        (r"(?:adjunt\w+|ver (?:abajo|adjunto)|a continuación|les comparto"
         r"|para su información)\b", 8),
        (r"(?:qué (?:opinan|piensan|les parece|opinas|te parece|os parece)|alguna idea"
         r"|alguien (?:tiene|sabe) (?:alguna )?idea)", 9),
    )
)  # fmt: skip
