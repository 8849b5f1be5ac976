"""The words that may stand behind a task: small ones, roles, days, what a nudge is about.

All languages at once, folded; `task_shapes.py` reads with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dgroup.domain.words import fold_word

BECAUSE: Final = (
    "because",
    "since",
    "she",
    "he",
    "they",
    "omdat",
    "want",
    "car",
    "parce",
    "porque",
)
SELF: Final = frozenset("me my i us mij mijn ik ons moi mon je nous mi yo nos".split())
OF_LIST: Final = frozenset(
    "these this those following people persons person members member new everybody everyone them"
    " below all friends colleagues list also too deze dit volgende mensen personen leden lid nieuwe"
    " iedereen hieronder ook hen allen ces cette suivantes suivants personnes membres nouveaux"
    " nouvelles dessous tous toutes aussi estas estos esta siguientes personas miembros nuevos"
    " nuevas abajo todos todas tambien a and on".split()
)
SMALL: Final = frozenset(
    "to into as the a an of for is in is with naar als de het een van voor aan est"
    " comme le la les un une du en como el los las es para al".split()
)
OF: Final = frozenset("in of from to uit for van voor de du del para pour".split())
UNTIL: Final = frozenset(
    "until till by on before tot op voor jusqu au jusque avant hasta el antes para per".split()
)
GROUP_WORDS: Final = frozenset(
    "group groups groep groepen groupe groupes grupo grupos group's".split()
)
ALL: Final = frozenset("all everybody everyone alle allen iedereen tous toutes todos todas".split())
TO_ALL: Final = frozenset({"to all", "aan allen", "aan iedereen", "a tous", "a todos", "a todas"})
ENDING: Final = frozenset(
    "stop end cancel close stoppen einde annuleer sluit arreter annuler fin terminer parar cancelar"
    " terminar cerrar".split()
)
"""Words that end what was begun, folded."""

DAYS: Final = frozenset(
    "day days dag dagen jour jours dia dias last past laatste afgelopen vorige derniers dernier"
    " derniere ultimo ultima ultimos pasada pasado".split()
)
SPANS: Final = dict.fromkeys("week weeks weken semaine semaines semana semanas".split(), 7) | (
    dict.fromkeys("month months maand maanden mois mes meses".split(), 30)
)
ALSO_MEMBERS: Final = frozenset({"copy", "language", "name"})
STEPS: Final[Mapping[str, str]] = {
    word: step
    for step, words in {
        "create": "create new start maak nieuw nieuwe creer nouveau crear nuevo",
        "add": "add toevoegen voeg ajouter anadir agregar",
        "remove": "remove delete verwijder verwijderen retirer enlever quitar eliminar",
    }.items()
    for word in words.split()
}
ROLES: Final[Mapping[str, str]] = {
    fold_word(word): role
    for role, words in {
        "member": "member|lid|membre|miembro|gewoon lid|ordinary member|participant",
        "resource": "resource|resource person|bron|bronpersoon|deskundige|personne ressource"
        "|ressource|persona recurso|recurso|experto|experta|expert|experte",
        "observer": "observer|waarnemer|observateur|observatrice|observador|observadora",
        "facilitator": "facilitator|begeleider|facilitateur|facilitatrice|facilitador|facilitadora"
        "|moderator|animateur|animatrice|co facilitator",
    }.items()
    for word in words.split("|")
}
KINDS: Final[Mapping[str, str]] = {
    fold_word(word): kind
    for kind, words in {
        "introductions": "introductions|introduction|intros|not introduced|kennismaking"
        "|kennismakingen|introducties|voorstellen|présentations|présentation|presentaciones"
        "|presentación",
        "silent": "silent|the silent|silent ones|silent people|silent members|quiet|silence"
        "|stille|stil|stille leden|stillen|silencieux|muets"
        "|silenciosos|callados",
        "cases": "cases|case choices|choices|casussen|keuzes|cas|choix|casos|elecciones",
    }.items()
    for word in words.split("|")
}
