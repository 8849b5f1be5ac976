"""The words by which people say which case they want, in all languages at once, folded.

Only words, and what is no choice though it has a number in it; `choosing_cases.py` reads them.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.words import fold_word


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold_word(words).split())


ORDINALS: Final = {
    fold_word(word): number
    for number, row in enumerate(
        (
            "first eerste eerst premier première premièrement primera primero primer",
            "second secondly tweede deuxième seconde second deuxièmement segunda segundo",
            "third derde troisième tercera tercero tercer",
            "fourth vierde quatrième cuarta cuarto",
            "fifth vijfde cinquième quinta quinto",
            "sixth zesde sixième sexta sexto",
            "seventh zevende septième séptima séptimo",
            "eighth achtste huitième octava octavo",
            "ninth negende neuvième novena noveno",
            "tenth tiende dixième décima décimo",
            "eleventh elfde onzième undécima undécimo",
            "twelfth twaalfde douzième duodécima duodécimo",
        ),
        1,
    )
    for word in row.split()
}
NUMBERS: Final = {
    fold_word(word): number
    for number, row in enumerate(
        (
            "two twee deux dos",
            "three drie trois tres",
            "four vier quatre cuatro",
            "five vijf cinq cinco",
            "six zes seis",
            "seven zeven sept siete",
            "eight acht huit ocho",
            "nine negen neuf nueve",
            "ten tien dix diez",
            "eleven elf onze once",
            "twelve twaalf douze doce",
        ),
        2,
    )
    for word in row.split()
}
ONE: Final = _folded("one een één un une uno una")
"""The number one, where nothing else is said; elsewhere these are articles."""

THINGS: Final = _folded(
    "one ones case cases group groups topic theme casus casussen geval groep groepen thema"
    " onderwerp cas groupe groupes sujet thème caso casos grupo grupos tema"
)
"""Behind an ordinal they make it a case: "the second one"."""

CHOICES: Final = _folded(
    "choice choices preference preferences pref keuze keuzes keus voorkeur choix préférence"
    " préférences elección preferencia"
)
"""Behind an ordinal they make it a rank: "first choice"."""

PLURALS: Final = _folded(
    "choices cases groups options keuzes casussen groepen opties choix cas groupes elecciones casos"
    " grupos opciones preferences voorkeuren préférences preferencias"
)

NOT: Final = _folded("not niet pas except behalve sauf salvo excepto menos geen without zonder")

CUES: Final = CHOICES | _folded(
    "choose chose chosen take meant mean numbers prefer preferred like love want"
    " wish wishes option options number nr go"
    " join pick vote would 'd please interested interests interest put count group case select add"
    " kies kiezen neem bedoel bedoelde nummers voorkeuren graag wil liefst"
    " liever groep casus optie nummer doe ga meedoen"
    " interesse zet"
    " dire numéros choisis choisir choisi préfère préfèrerais préférerais voudrais veux"
    " aimerais souhaite"
    " souhaiterais option options groupe cas numéro intéresse vote prends opte mettez inscrivez"
    " decir números tomo elijo elegir prefiero preferiría quiero quisiera gustaría opción"
    " grupo caso número voto"
    " escojo apunto interesa interesaría apúntame pónganme"
)
"""Somebody who says one of these is choosing."""

FILLERS: Final = (
    CUES
    | THINGS
    | _folded(
        "i my me mine is are be will the a an and or of for to in on at with then else otherwise"
        " also it this that id im ill am if possible both either best after next preferably"
        " thanks thank you yes ok okay well so just maybe perhaps rather over dear hi hello s m t d"
        " followed by only most all us we our lets let main backup alternative alternatively fine"
        " good great cheers sorry change changed mind actually instead now make"
        " ik mijn mij is het de een en of op in voor naar met dan anders ook dat dit zou als kan"
        " eventueel alstublieft alsjeblieft aub ja prima dank je wel bedankt maar toch nog van te"
        " wordt worden bij er wij we ons nr beide allebei misschien daarna vervolgens reserve"
        " sorry nu toch heb hebben heeft"
        " je j mon ma mes me moi est c ce serait la le les l un une et ou de du des d pour en à au"
        " aux avec puis sinon ensuite aussi si possible merci oui svp s'il vous plaît plait te vous"
        " ca peut être suis par après ai plutôt alors finalement"
        " yo mi mis me es sería el los las lo una y o u de del para en al a con luego después"
        " también si posible gracias sí por favor que como sino quizás mejor soy primero ahora"
        " no n number numero num"
        " mail sent from iphone but mais pero wel"
    )
)
"""Words that a choice may be wrapped in; any other makes it a letter."""

BECAUSE: Final = _folded("because since omdat aangezien want parce puisque car porque pues")
TURNS: Final = _folded("then else otherwise anders sinon luego alternatively but maar mais pero")
"""Behind a reason, the choice goes on."""

_MONTHS: Final = (
    "january|jan|january|february|feb|march|april|apr|may|june|jun|july|jul|august|aug|september"
    "|sept|sep|october|oct|november|nov|december|dec|januari|februari|maart|mrt|mei|juni|juli"
    "|augustus|oktober|okt|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
    "|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre"
    "|octubre|noviembre|diciembre"
)
_UNITS: Final = (
    "times?|years?|months?|weeks?|days?|hours?|minutes?|people|persons?|colleagues?|children|kids"
    "|farmers?|schools?|villages?|countries|meetings?|keer|jaar|jaren|maand(?:en)?|week|weken|dag"
    "|dagen|uur|uren|minuten|mensen|personen|collega'?s?|kinderen|landen|fois|ans?|années?|mois"
    "|semaines?|jours?|heures?|minutes|personnes?|collègues?|enfants?|pays|ve(?:z|ces)|años?"
    "|mes(?:es)?|semanas?|días?|horas?|minutos?|personas?|colegas?|niños|países|percent|procent"
    "|euros?|dollars?|km|kg|ha|pm|am|h|u|hrs?|o'?clock"
)
NO_CHOICE: Final = re.compile(
    rf"""\S+@\S+|https?://\S+|www\.\S+
    |\b\d{{4}}-\d\d?-\d\d?\b|\b\d\d?[./-]\d\d?[./-](?:\d{{4}}|\d\d)\b
    |\b\d\d?(?:st|nd|rd|th|er|e|de|º|ª)?\.?\s+(?:of\s+|de\s+)?(?:{_MONTHS})\b(?:\s+\d{{4}})?
    |\b(?:{_MONTHS})\s+\d\d?(?:st|nd|rd|th|er|e)?\b
    |\b\d\d?[:h]\d\d\b|\b\d+[.,]?\d*\s?[%€$]|[€$]\s?\d+
    |\b\d+\s?(?:{_UNITS})\b|\b\d{{3,}}\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Addresses, dates, times, amounts: they have numbers in them, and choose nothing."""

PHONE: Final = re.compile(r"(?:\+|\b00|\b0)?\(?\d[\d\s().\-/]{5,}\d")

IF_NOT: Final = re.compile(
    r"\b(?:if (?:that is |that's |it is |it's )?(?:not|full|taken)(?: possible| available)?"
    r"|zo niet|indien niet|als (?:dat|die|het) (?:niet (?:kan|lukt|gaat)|vol is)"
    r"|si (?:ce n'est |c'est )?(?:pas|non|complet)(?: possible)?"
    r"|si no(?: es posible| se puede| hay sitio)?(?=[\s,])"
    r"|rather than|liever dan|plutôt que|antes que)\b",
    re.IGNORECASE,
)
ALL_BUT: Final = re.compile(
    r"\b(?:any(?:thing)?|all|everything) but\b|\balles behalve\b|\btout sauf\b|\btodo menos\b"
    r"|\binstead of\b|\bin plaats van\b|\bau lieu d[eu]\b|\ben (?:lugar|vez) del?\b",
    re.IGNORECASE,
)
_CHOICE: Final = (
    r"(?:choice|preference|option|keuze|keus|voorkeur|optie|choix|préférence|elección|preferencia"
    r"|opción)"
)
RANKED: Final = re.compile(
    rf"\b{_CHOICE}\s*(?:nr\.?|no\.?|n°|#)?\s*([12])\s*[:=–-]\s*(?=#?\d)"
    rf"|\b([12])\s?[.)°]?\s?{_CHOICE}\b",
    re.IGNORECASE,
)
"""A rank with its number: "choice 1: 3", "1. keuze"."""

NUMBER: Final = re.compile(r"\d")
ANY: Final = re.compile(
    r"\b(?:no (?:strong |particular |special )?preference|any(?: (?:one|case|group|of them))?"
    r"|anything|either(?: one)?|whatever|wherever|whichever|all (?:of them )?(?:are )?(?:fine|good"
    r"|ok|okay|interesting)|(?:do not|don t|dont) mind|(?:do not|don t|dont) care|(?:does not"
    r"|doesn t) matter|you (?:can )?(?:choose|decide|pick)|surprise me|up to you|where needed"
    r"|geen (?:speciale |echte )?voorkeur|maakt (?:me |mij |het )?niet(?:s)? uit|om het even"
    r"|alle(?:s|maal)(?: is| zijn)? (?:goed|best|prima|leuk|interessant)|kies(?:t u)? maar"
    r"|waar (?:het )?nodig(?: is)?|maakt niet uit|het is mij gelijk"
    r"|(?:pas|sans|aucune)(?: de)? preference|peu importe|n importe|indifferent|egal|au choix"
    r"|comme vous voulez|ou il faut|tous me vont"
    r"|(?:sin|ninguna|no tengo) preferencia|(?:da|es) (?:igual|lo mismo)|cualquier[a]?"
    r"|indiferente|no importa|donde sea|donde haga falta)\b"
)
NONE: Final = re.compile(
    r"^(?:none|no group|no case|neither|nothing|not interested|not for me|not this time|i pass|pass"
    r"|skip|skip me|geen|geen enkele|geen van|niets|niks|niet|ik doe niet mee|dit keer niet|ik pas"
    r"|aucun|aucune|ni l un ni l autre|rien|pas cette fois|pas de groupe|je passe|ninguno|ninguna"
    r"|nada|esta vez no|sin grupo|paso)\b"
    r"|\b(?:do not|don t|dont|cannot|can t|cant|won t|will not|am not able to|am unable to)"
    r" (?:want|need|wish|join|take part|participate|be able)\b|\bwithout me\b|\bcount me out\b"
    r"|\b(?:doe|kan|wil) (?:dit keer |deze keer |helaas )?(?:niet|geen)\b|\bzonder mij\b"
    r"|\b(?:ne (?:peux|veux|souhaite|participe\w*)|pas participer|sans moi)\b"
    r"|\bno (?:puedo|quiero|deseo|participo|participare|voy a)\b|\bsin mi\b"
)
