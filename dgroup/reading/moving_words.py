"""The words of orders that move people of a proposal, in all languages at once.

Only patterns; `moving_orders.py` reads with them.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.words import fold_word

BULLET: Final = re.compile(r"^\s*[-*•·–+]\s+")
COUNTED: Final = re.compile(r"^(\d{1,2})\s?[.):]?\s+(\S.*)$")
BETWEEN: Final = re.compile(
    r"\s*[,;&+]\s*|\s+(?:and|en(?!\s+(?:el|la|ning\w+|grupo|caso)\s)|et|y|e|but|maar|mais|pero)\s+|\s+[–—]\s+(?=\D)",
    re.IGNORECASE,
)
_GROUPS: Final = r"(?:group|case|groep|casus|groupe|cas|grupo|caso)"
NUMBERED: Final = re.compile(
    rf"(?:the |de |het |le |la |el )?(?:{_GROUPS} (?:number |nummer |numero |nr )?(?P<behind>\w+)"
    rf"|(?P<before>\w+) {_GROUPS}|(?P<bare>\w+))"
)
OF_GROUP: Final = re.compile(
    rf"^(?:the |de |het |le |la |el )?{_GROUPS}\s+|\s+(?:group|groep|groupe|grupo)$", re.IGNORECASE
)
TO: Final = re.compile(
    r"\s*(?:->|=>|→|[:=>,–-])\s*|\s+(?:(?:should|must|can|may|has to|moet|kan|mag|doit|devrait|peut"
    r"|debe|debería|puede)\s+)?(?:(?:go(?:es)?|move[sd]?|be|belongs?|gaat|hoort|aller|va|ir)\s+)?"
    r"(?:into|to|in|naar|bij|dans|vers|à|au|al?|con|en)\s+|\s+",
    re.IGNORECASE,
)
FROM: Final = re.compile(
    rf"\s+(?:from|out of|van|uit|de|du|des|desde|del)\s+(?:{_GROUPS}\s+)?(?P<where>\S.*)$",
    re.IGNORECASE,
)
MOVE: Final = re.compile(
    r"^(?:move|put|place|shift|transfer|take|bring|leave|verplaats|zet|plaats|schuif|haal|laat"
    r"|déplace[rz]?|mettre|mettez|mets|passez|passe|mover|mueve|mueva|pon|ponga|poner|pasar|pasa"
    r"|pase|lleva)\s+(?:a\s+)?(?=\S)",
    re.IGNORECASE,
)
_ANY: Final = (
    r"(?:(?:it|them|this|these|that|the|all|any|every|alle|de|het|deze|dit|tous|toutes|les|le|la"
    r"|ce|ces|todos|todas|los|las|el|este|estos)\s+)*"
    r"(?:groups?|lists?|proposal|it|them|all|groep(?:en)?|lijst|voorstel|groupes?|liste|proposition"
    r"|grupos?|lista|propuesta)"
)
_TAIL: Final = (
    rf"(?:\s+(?:out\s+of|from|uit|van|de|du|des|del)\s+(?:{_ANY}|(?P<where>\S.*?)))?"
    r"(?:\s+(?:completely|altogether|please|aub|svp))?"
)
REMOVE: Final = re.compile(
    r"(?:remove|delete|drop|exclude|leave out|take out|kick out|verwijder|schrap|wis|haal weg"
    r"|retire[rz]?|enlève|enlever|enlevez|supprime[rz]?|quitar?|quite|sacar?|saque|eliminar?|elimine"
    rf"|borrar?)\s+(?:a\s+)?(?P<who>\S.*?){_TAIL}",
    re.IGNORECASE,
)
OUT: Final = re.compile(
    r"(?P<who>\S.*?)\s*[:,]?\s+(?:should be\s+|must be\s+|is\s+)?"
    r"(?:out|off|eruit|weg|dehors|fuera|eraf)"
    rf"(?:\s+(?:of|from|uit|van|de|du|des|del)\s+(?:{_ANY}|(?P<where>\S.*?)))?",
    re.IGNORECASE,
)
NONE: Final = re.compile(
    r"(?P<who>\S.*?)\s*[:=>-]*\s+(?:should be\s+)?(?:in(?:to)?\s+|to\s+|dans\s+|en\s+)?"
    r"(?:no(?: group)?|none|nowhere|geen(?: groep)?|aucun(?: groupe)?|ning[uú]n(?: grupo)?"
    r"|sin grupo|sans groupe|zonder groep|without (?:a )?group)",
    re.IGNORECASE,
)
LISTED: Final = re.compile(r"([^:=]{1,100}?)\s*[:=]\s*(\S.*)")
SWAP: Final = re.compile(
    r"\b(?:swap|exchange|switch|wissel|ruil|verwissel|échange[rz]?|intercambiar?|cambiar?)\s+(?:a\s+)?"
    r"(?P<one>[^,;]+?)\s+(?:and|with|for|en|met|et|avec|y|con|por)\s+(?:a\s+)?"
    r"(?P<other>[^,;]+?)(?=\s*(?:[,;]|$)|\s+(?:and|but|en|maar|et|mais|y|pero)\s)",
    re.IGNORECASE,
)
THANKS: Final = re.compile(
    r"^(?:(?:many |muchas |mille |with )?(?:thank\w*|thx|merci|gracias|dank\w*|bedankt)|(?:kind\w*"
    r" |best |warm )?regards|best|cheers|sincerely|yours|groet\w*|gr|mvg|met|vriendelijke"
    r"|hartelijke|cordialement|bien|salutations|amicalement|saludos|atentamente|un abrazo)\b"
)
LEAD: Final = re.compile(
    r"^(?:(?:ok|okay|oké|yes|no|yep|ja|nee|oui|non|sí|si|vale|prima|fine|good|great|perfect"
    r"|please|pls|and|but|then|also|only|just|with|with this change|aub|graag|gelieve|maar|dan|ook"
    r"|alleen|met|s'il vous plaît|svp|mais|alors|aussi|por favor|pero|también|y|en|et"
    r"|except(?: that)?|(?:can|could|would|will) you|can we|could we|would you mind"
    r"|i would like (?:you )?to|i'd like to|i want to|let's|let us"
    r"|kun je|kunt u|wil je|wilt u|wil|kan|we|pouvez-vous|peux-tu|veuillez"
    r"|merci de|pourriez-vous|puede[ns]?|puedes|podr[ií]as?|podr[ií]a)(?:\s*[,:]\s*|\s+|$))+",
    re.IGNORECASE,
)
ASSENT: Final = frozenset(
    fold_word(
        "ok okay yes yep sure go ahead please do it this that these those the looks look good fine"
        " great perfect nice well very all right alright agreed i agree is are seems to me like"
        " it's its thanks thank you for your work a lot so much my otherwise rest other others as"
        " they stay same with change changes one only just we can start make them now groups group"
        " proposal ja prima goed akkoord doe maar graag dank je wel u bedankt zo is het dat de rest"
        " blijft ziet er uit mooi verder groepen voorstel oui d'accord parfait très bien merci"
        " beaucoup allez y vas le reste ça va c'est bon groupes proposition sí vale perfecto muy"
        " bien está gracias adelante el resto igual propuesta grupos here attached hi hello dear"
        " everybody everyone but and then also no changes needed from nothing else more further"
    ).split()
)
