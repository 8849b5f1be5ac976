"""Replies that begin like an answer, and are a note of absence or a receipt that nothing marks.

"No access to e-mail until Monday" is no no, "OK - message received" no yes. A person who is taken
for a machine here is asked once more; nothing is done by a machine's word (R8).
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.mail.absence import MONTH_OR_DAY
from dgroup.mail.automatic import opens_automatic


def may_be_note(text: str) -> bool:
    """Say whether a no, an undo or the like may only tell that somebody is away.

    `text`: the reply's first paragraph with its first word. People say more of holidays behind a
    yes: for that there is `may_be_receipt`.
    """
    plain = _plain(text)
    return opens_automatic(plain) or _AWAY.search(plain) is not None or may_be_receipt(plain)


def may_be_receipt(text: str) -> bool:
    """Say whether an answer may only tell that a mail has come."""
    return _RECEIPT.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return " ".join(text[:_LOOKED_AT].replace("’", "'").split())


_LOOKED_AT: Final = 400  # characters

_THEN: Final = (
    rf"(?:(?:on|the|next|early|mid|de|el|le|la|den|het|du|o|a) )*(?:\d{{1,2}}(?!\d)|{MONTH_OR_DAY}"
    r"|week|month|semana|semaine|further notice|tomorrow|nader order|nouvel ordre|nuevo aviso)\b"
)
# One alternative is one phrase: English, Dutch, French, Spanish and Portuguese, German.
_AWAY = re.compile(
    r"(?:\bno (?:\w+ )?(?:access|internet|signal|connection|coverage|reception|network|wi-?fi)\b"
    r"|\bno (?:one|body) (?:is )?(?:here|there|in the office|reads|will)"
    rf"|\b(?:until|till|til|back) {_THEN}|\bback (?:on|in|at|by|after|from) |\bbe back\b"
    r"|\bout of (?:\w+ )?(?:office|town|country)|\baway (?:from|until|till|this|next)\b"
    r"|\b(?:not|never) (?:be )?(?:in (?:the|my) office|at my desk|available|reachable)"
    r"|\b(?:on|annual|sick|parental|maternity) (?:leave|holidays?|vacation|sabbatical)\b"
    r"|\bno longer (?:use|read|check|monitor|in use|valid|active|available|employed|work)"
    r"|\b(?:do not|don't|not|never) (?:expect (?:an? )?(?:reply|answer)"
    r"|(?:read|check|monitor)(?:ing)? )"
    r"|\b(?:this|that|my old) (?:e-?mail )?(?:address|mailbox|account|inbox)\b"
    r"|\b(?:weer )?(?:terug|bereikbaar|aanwezig) (?:op|vanaf|na|in) "
    rf"|\b(?:tot(?: en met)?|t/m|vanaf) {_THEN}|\bik ben er (?:niet|pas|weer)\b|\bafwezig"
    rf"|\bverlof\b"
    r"|\b(?:op|met) vakantie|\bniet (?:op kantoor|bereikbaar|aanwezig)|\b(?:deze|dit) (?:mailbox"
    r"|mailadres|e-?mailadres|postvak)|\blees (?:ik )?(?:mijn|deze|geen) (?:e-?)?mail"
    rf"|\bjusqu(?:'au|'à|e) {_THEN}|\b(?:de )?retour (?:le|en|au|à|lundi|dans) |\babsente?\b"
    r"|\ben (?:congés?|vacances|déplacement|mission)\b|\b(?:pas|non) (?:là|joignable|disponible)\b"
    r"|\bcette (?:adresse|boîte|messagerie)|\bje ne (?:lis|consulte|travaille|serai"
    r"|suis) (?:pas|plus)"
    r"\b(?! d'accord| sûre?| certaine?| convaincue?)"
    rf"|\b(?:hasta|até) (?:el |o |a )?{_THEN}|\bde vacaciones|\bausente|\bde férias"
    r"|\bn(?:o|ão|ao) (?:me )?(?:estar(?:é|e|emos|ei)|est(?:oy|amos|ou) (?!de ac|segur"
    r"|convenc|cert)"
    r"|leo|leeré|leio|trabajo|trabajaré|trabalho|podré|tengo acceso|tendré|tenho acesso|encuentro"
    r"|encontraré|atiendo|atenderé|consulto|reviso|respondo|responderé|contesto|contestaré"
    r"|dispongo)"
    r"|\b(?:vuelvo|regreso|vuelta|volveré|regresaré|volto) (?:el|en|a|al|la|na|no|em|dentro) "
    r"|\b(?:este|esta) (?:buzón|dirección|correo|cuenta|caixa|endereço)\b"
    rf"|\bbis (?:zum |zu )?{_THEN}|\bim urlaub|\bnicht im (?:büro|haus)|\babwesend"
    rf"|\bzurück (?:am|ab|im) )",
    re.IGNORECASE,
)
_MAIL: Final = (
    r"(?:e-?mail|mail|message|letter|request|enquiry|inquiry|query|report|bericht|e-?mailbericht"
    r"|vraag|aanvraag|verzoek|melding|courriel|mél|demande|lettre|requête|mensaje|correo|solicitud"
    r"|consulta|carta|mensagem|pedido|nachricht|anfrage)s?(?: electrónico)?"
)
_RECEIPT = re.compile(
    rf"(?:\b(?:received|got|gotten|receipt of|recei?ving) (?:all )?(?:your|the"
    rf"|this) (?:\w+ )?{_MAIL}\b"
    rf"|\b{_MAIL}(?: is| was| has been| well| duly| safely| successfully)* (?:received|delivered"
    r"|arrived|logged|registered|processed)\b|\b(?:received|noted)[,!.]? with thanks\b"
    rf"|\byour {_MAIL} (?:is (?:now )?(?:in|on|being|with|important|waiting)\b|will be \w+"
    r"|(?:has|have|was|were|is) (?:\w+ )?(?:come|received|arrived|been|read|displayed"
    r"|opened)|(?:has |have )?reached us)"
    r"|\b(?:we|our team|someone|somebody|one of (?:us|our \w+)) (?:will|shall|'ll|aim to|try to)"
    r" (?:\w+ )?(?:look at|get back|reply|respond|answer|be in touch|contact|deal with|process"
    r"|read|handle|review)|\b(?:ticket|case|reference|incident)(?: number| no\.?| id)?:?"
    r" ?#?[\w-]*\d"
    # Dutch
    rf"|\b(?:uw|je|jouw|jullie) {_MAIL} (?:is|werd|wordt|hebben|heb|staat|komt)\b"
    rf"|\b{_MAIL} (?:\w+ )?(?:ontvangen|aangekomen|binnengekomen|binnen)\b|\bgoed ontvangen\b"
    r"|\b(?:heb|hebben) (?:uw|je|jouw|het|de) .{0,40}ontvangen|\bin behandeling\b|^\W*ontvangen\b"
    r"|\bwe (?:nemen|antwoorden|beantwoorden|kijken)\b"
    # French
    rf"|\b(?:votre|vos|ton|tes|le|ce) {_MAIL} (?:est|a|ont|sont|nous|m'est|sera) .{{0,30}}(?:arriv"
    r"|reçu|parvenu|enregistr|transmis|pris|trait)|\bbien (?:reçue?s?|arrivée?s?|parvenue?s?)\b"
    rf"|\b{_MAIL} (?:reçue?|arrivée?)\b|\baccus(?:é|ons|e) (?:de )?réception"
    r"|\bnous (?:vous )?(?:répondrons|reviendrons|traiterons|avons (?:bien )?reçu)"
    # Spanish and Portuguese
    rf"|\b(?:su|tu|vuestro|sua|seu|o|a|el|la) {_MAIL} (?:ha|fue|foi|se|llegó|chegou|está"
    rf"|será|nos)\b"
    r"|\b(?:hemos|he) recibido|\brecib(?:imos|í) (?:su|tu|el|la)|\b(?:recebemos|recebi)\b"
    rf"|\b{_MAIL} (?:bien )?(?:recibid|recebid)[oa]|^\W*(?:bien )?(?:recibid|recebid)[oa]\b"
    r"|\b(?:le|te|les|os) (?:responderemos|contestaremos)|\bacus(?:amos|o) (?:de )?recibo"
    # German
    rf"|\b(?:ihre|deine|die) {_MAIL} (?:ist|wurde|haben|habe)\b|\bnachricht erhalten)",
    re.IGNORECASE,
)
