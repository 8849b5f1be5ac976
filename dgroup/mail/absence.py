"""Does somebody who should tell who they are speak of being away instead?

A vacation program that marks its answers by nothing would have its note published as an
introduction. So a few words suffice here that are no reason to hold a post, unless the text is
long or says who somebody is; whoever means them is read by a person first.
"""

from __future__ import annotations

import re
from typing import Final


def tells_of_absence(text: str) -> bool:
    """Say whether a short text has words that notes of absence and dead mailboxes have."""
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return False
    plain = " ".join(text.replace("’", "'").split())
    if _WHO.search(plain):
        return False  # "I'm Lena, a teacher on sabbatical in Chile"
    return _ABSENT.search(plain) is not None


_LONGEST: Final = 1000  # characters
_MOST_WORDS: Final = 40

# People say who they are. Names have a capital letter, by which "I am Anna" is not "I am away".
_WHO = re.compile(
    r"\b(?:(?:I am|I'm|i am|i'm|[Ii]k ben|[Jj]e suis|[Ii]ch bin|[Ss]ono|[Ee]u sou) (?:[Dd]r\.? )?"
    r"[^\W\d_a-zà-ÿ][^\W\d_A-Z]+"
    r"|(?:I am|I'm|i am|i'm) an? (?!conference|way)\w|(?i:my name is|mijn naam is|ik heet"
    r"|je m'appelle|mon nom est|soy|me llamo|mi nombre es|ich heiße|mein name ist|mi chiamo"
    r"|me chamo|chamo-me|meu nome é)\b)"
)

_DAY: Final = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|segunda|terça|quarta|quinta|sexta|lunedì|martedì|mercoledì|giovedì|venerdì"
)
_MONTH: Final = (
    r"jan[uvea]\w*|feb\w*|fév\w*|mar(?:ch|s|zo|ço)|maart|märz|apr\w*|avr\w*|abr\w*|ma[iy]o?|mei"
    r"|jun[ei]\w*|juin|jul\w*|juil\w*|giugno|luglio|aug\w*|août|ago\w*|set?t?em\w*|sep\w*"
    r"|o[ckt]t\w*|outubro|nov\w*|de[czs]\w*|déc\w*"
)
MONTH_OR_DAY: Final = rf"{_DAY}|{_MONTH}"
"""Names of months and of days of the week, to stand in a pattern: English to Italian."""

_THEN: Final = (
    rf"(?:(?:on|the|next|early|mid|de|el|le|la|den|dem|het|il|o|a) )*(?:\d{{1,2}}(?!\d)|{_DAY}"
    rf"|{_MONTH}"
    r"|week|month|semana|semaine|further notice|tomorrow|nader order|nouvel ordre|nuevo aviso)\b"
)
_MAIL: Final = (
    r"(?:e-?mails?|mails?|messages?|inbox|mailbox|berichten|bericht|mailbox|post|courriels?"
    r"|courrier"
    r"|correos?|mensajes?|mensagens|nachrichten?|messaggi|posta)"
)

_ABSENT = re.compile(
    # Away, back, until
    r"\b(?:(?:am|i'm|are|we're|be|is|currently|now|still) (?:\w+ ){0,2}(?:away(?! from home)"
    r"|absent|unavailable|not available|out of (?:\w+ )?(?:office|town|country)|off sick)"
    r"|on (?:(?!and\b)\w+ ){0,2}(?:leave|holidays?|vacation|sabbatical)\b(?! of)"
    r"|at an? (?:conference|workshop|training|retreat) (?:this|next|until|till|all|from|for)"
    r"|travell?ing\b.{0,60}\b(?:until|till|mail|back|return)|(?:office|we) (?:is|are"
    r"|will be) closed"
    r"|closed (?:for|until|from|between|till)|part[- ]time\b.{0,60}\b(?:reply|respond|answer|mail)"
    rf"|back (?:(?:in|at) (?:the |my )?office|(?:on|by|after|from|in) {_THEN})|be back\b"
    rf"|i(?:'m| am) back {_THEN}"
    r"|(?:when|once|until|till) i (?:am|get|come|return)\b|(?:on|upon|after) my return"
    rf"|(?:until|till|til) {_THEN}|limited access|annual leave|(?:parental|maternity|sick) leave"
    # Mail that nobody reads, people who have gone
    r"|no longer (?:use|uses|read|reads|check|checks|monitor\w*|in use|valid|active|with|available"
    r"|employed|reachable|part of)|ha(?:s|ve) left (?:the|our|my) (?:company|organi[sz]ation|firm"
    r"|position|institute|office)|(?:has|have|'ve) (?:changed|a new) (?:my |his "
    r"|her )?(?:e-?mail )?"
    r"address|(?:this|that|my old) (?:e-?mail )?(?:address|mailbox|account|inbox) (?:is|was|has"
    r"|will"
    r"|does)(?: \w+)? (?:no|not|un\w+|be|been|closed|never)\b"
    rf"|(?:not|n't|never|rarely|seldom|be) (?:be )?(?:read|check|monitor|see)(?:ing)? (?:my "
    rf"|your |the"
    rf" |this |any )?{_MAIL}|read (?:my|your) {_MAIL}|your {_MAIL} (?:was|has|have|is|will|were)"
    r"|(?:will|shall|'ll) (?:reply|respond|answer|get back|be in touch)|(?:replies|responses"
    r"|answers)"
    r" (?:will|may) be|urgent(?:ly)? (?:matters?|cases?|issues?|requests?|enquiries|questions?"
    r"|help)"
    r"|if (?:it|this|your \w+) is urgent|(?:something|anything) urgent|for urgent|next working day"
    r"|working days?\b|(?:web|contact) form|ticket (?:#|no|number|id)|in my absence"
    r"|please (?:contact|write to|call|direct) (?!me\b)"
    r"|please (?:send|use|e-?mail|mail) .{0,60}(?:@|\binstead\b|from now on)"
    r"|i (?:do not|don't) work on \w+days?\b|i (?:do not|don't) use this|slow to (?:reply|respond"
    r"|answer)|ha(?:s|ve) left (?:the|our) (?:department|ministry|school)"
    # Dutch
    r"|ik werk (?:deeltijds|parttime|part-time)|ik lees (?:uw|je) (?:bericht|mail|e-?mail)"
    r"|afwezig|niet aanwezig|op kantoor|(?:zwangerschaps|ouderschaps)?verlof|(?:op|met) vakantie"
    rf"|(?:tot(?: en met)?|t/m|vanaf) {_THEN}|weer (?:terug|bereikbaar|aanwezig)|ik werk niet"
    r"|niet (?:meer|langer) (?:werkzaam|in gebruik|bereikbaar|bij)|dringende|spoed\w*"
    r"|(?:lees|beantwoord) (?:ik )?(?:mijn|uw|je|geen) (?:mails?|e-?mails?|berichten|bericht)"
    r"|neem (?:dan )?contact op|contact opnemen|eerstvolgende|werkdag(?:en)?\b|bij afwezigheid"
    # French
    r"|absente? (?:du|jusqu|pour|de)|(?:suis|serai|actuellement) (?:\w+ )?absente?|en congés?"
    rf"|en vacances|congé (?:de )?\w+ité|jusqu(?:'au|'à|e) {_THEN}|dès mon retour|à mon retour"
    rf"|de retour (?:le|en|au)|je ne travaille|je travaille à temps partiel|(?:lirai|lis|répondrai"
    rf"|consulte) (?:pas )?(?:à )?(?:mes"
    rf"|vos|votre|ce) {_MAIL}|je (?:vous )?répondrai|cas d'urgence|ne travaille plus|a quitté"
    r"|(?:cette|mon ancienne) (?:adresse|boîte) n|(?:veuillez|merci de) (?:contacter|écrire à)"
    # Spanish, Portuguese
    rf"|de vacaciones|fuera (?:de (?:la |mi )?oficina|hasta)|(?:hasta|até) (?:el |o |a )?{_THEN}"
    r"|(?:estoy|estaré|encuentro) (?:\w+ )?de (?:baja|licencia|permiso)\b|ausente"
    r"|ya no (?:trabaja|trabajo|uso|utilizo)|a mi regreso"
    r"|no trabajo (?:el|los) |no (?:leeré|leo|podré)|responderé|asuntos urgentes"
    r"|(?:esta|mi antigua) (?:dirección"
    r"|cuenta) (?:ya )?no"
    r"|de férias|fora d[oe] (?:escritório|gabinete)|não (?:vou|irei|leio)|responderei|de licença"
    # German, Italian
    rf"|im urlaub|nicht im (?:büro|haus)|abwesend|elternzeit|mutterschutz|bis (?:zum |zu )?{_THEN}"
    r"|ich arbeite nicht (?:am|an) |ich arbeite (?:in )?teilzeit"
    rf"|(?:lese|beantworte) (?:\w+ )?{_MAIL}|nicht mehr (?:bei|erreichbar|gültig)|dringenden"
    rf"|in (?:ferie|vacanza|congedo)|fuori (?:sede|ufficio)|fino al? {_THEN}|al mio rientro"
    r"|non (?:leggo|leggerò|lavoro)|assente"
    r")",
    re.IGNORECASE,
)
