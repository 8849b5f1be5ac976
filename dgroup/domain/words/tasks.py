"""The words of people in charge: what facilitators write for what they want done.

They are read only of somebody who is in charge of a group, so that they take no word from members:
"remove" means leave, "settings" one's own, for everybody else. Only `create` is for all. The first
word of a row is the one that letters use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final

from dgroup.domain.words.lookup import fold_word


@dataclass(frozen=True, slots=True)
class Task:
    """A word or phrase for a task; `language` is "" where languages share it."""

    verb: str
    language: str

    @property
    def plain_verb(self) -> str:
        """The canonical name of the task: a row of the table may be one of its forms only."""
        verb = self.verb.partition(" ")[0]
        return _FORMS.get(verb, verb)


_FORMS: Final = {"unmoderate": "moderate"}


TASKS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "create": "create|create group|create a group|new group|start group|start a group|found",
        "invite": "invite|invite people|invite members|invitation|invitations",
        "invited": "invited|who is invited|who was invited|pending invitations",
        "add": "add|add members|add member|add people|enrol|enroll",
        "remove": "remove|remove member|remove members|delete|del|kick",
        "ban": "ban|block",
        "unban": "unban|unblock",
        "role": "role|roles|make",
        "moderate": "moderate|moderation of",
        "unmoderate": "unmoderate",
        "rename": "rename|rename group",
        "settings": "settings|group settings|our settings",
        "set": "set|change",
        "welcome": "welcome|welcome text|welcome message|welcome letter",
        "questions": "questions|introduction questions",
        "description": "description|purpose|description text|charter",
        "cases": "cases|case groups",
        "split": "split|make groups|form groups|propose groups",
        "subgroup": "subgroup|sub-group|sub group",
        "subgroup create": "create subgroup|new subgroup|start subgroup|create sub-group",
        "report": "report|ask report|ask for a report|ask for report",
        "desk": "desk|my desk|overview|statistics|stats|how are we doing",
        "nudge": "nudge|remind|encourage",
        "note": "note|ask|private note|note to",
        "announce": "announce|announcement",
        "handover": "handover|hand over|hand over to",
        "log": "log|who did what|audit",
        "held": "held|held posts|what waits|waiting|modindex",
    },
    "nl": {
        "create": "maak|maak groep|nieuwe groep|start groep|groep maken|begin groep",
        "invite": "uitnodigen|nodig uit|uitnodiging|uitnodigingen",
        "invited": "uitgenodigd|wie is uitgenodigd|wie zijn uitgenodigd",
        "add": "toevoegen|voeg toe|leden toevoegen",
        "remove": "verwijder|verwijderen|lid verwijderen",
        "ban": "blokkeer|blokkeren|weer|weren",
        "unban": "deblokkeer|deblokkeren|toelaten",
        "role": "rol|rollen",
        "moderate": "modereer|modereren",
        "rename": "hernoem|hernoemen|andere naam",
        "settings": "instellingen|groepsinstellingen|instellingen van de groep",
        "set": "zet|stel in|wijzig|instellen",
        "welcome": "welkom|welkomsttekst|welkomstbericht|welkomstbrief",
        "questions": "vragen|kennismakingsvragen",
        "description": "beschrijving|doel|omschrijving",
        "cases": "casussen|cases|casusgroepen",
        "split": "verdeel|verdelen|groepen maken|splits",
        "subgroup": "subgroep|deelgroep|sub-groep",
        "subgroup create": "maak subgroep|nieuwe subgroep|subgroep maken",
        "report": "verslag|vraag verslag|verslag vragen",
        "desk": "stand van zaken|bureau|overzicht|mijn bureau|hoe gaat het|cijfers",
        "nudge": "herinner|herinneren|aansporen|spoor aan",
        "note": "vraag|briefje|privébericht|vraag aan",
        "announce": "aankondiging|kondig aan|mededeling|aankondigen",
        "handover": "overdragen|draag over|draag over aan|overdracht",
        "log": "logboek|wie deed wat",
        "held": "wachtend|wachtende berichten|wat wacht|vastgehouden",
    },
    "fr": {
        "create": "créer|créer groupe|créer un groupe|nouveau groupe|créez",
        "invite": "inviter|invitez|invitation|invitations",
        "invited": "invités|invitées|qui est invité|personnes invitées",
        "add": "ajouter|ajoutez|ajouter membre|ajouter des membres",
        "remove": "retirer|retirez|enlever|supprimer|supprimer membre",
        "ban": "exclure|bannir|bloquer|excluez",
        "unban": "débloquer|réadmettre",
        "role": "rôle|rôles|nommer|nommez",
        "moderate": "modérer|modérez",
        "rename": "renommer|renommez",
        "settings": "réglages|paramètres|réglages du groupe|paramètres du groupe",
        "set": "régler|réglez|changer|changez|mettre",
        "welcome": "bienvenue|texte de bienvenue|message de bienvenue|accueil",
        "questions": "questions|questions de présentation",
        "description": "description|objet|but",
        "cases": "cas|les cas|groupes de cas|études de cas",
        "split": "répartir|répartissez|former les groupes|répartition",
        "subgroup": "sous-groupe|sous groupe",
        "subgroup create": "créer sous-groupe|créer un sous-groupe|nouveau sous-groupe",
        "report": "compte rendu|rapport|demander un compte rendu|demander un rapport"
        "|demander rapport",
        "desk": "bilan|tableau de bord|bureau|mon bureau|chiffres",
        "nudge": "relancer|relance|rappeler|relancez",
        "note": "note|demander à|question à|note à",
        "announce": "annonce|annoncer|annoncez",
        "handover": "transmettre|passer la main|passer la main à|transmission",
        "log": "journal|qui a fait quoi",
        "held": "en attente|messages en attente|attente",
    },
    "es": {
        "create": "crear|crear grupo|nuevo grupo|crear un grupo",
        "invite": "invitar|invita|invite|invitación|invitaciones",
        "invited": "invitados|invitadas|quién está invitado|personas invitadas",
        "add": "añadir|agregar|añade|agrega|añadir miembros|añada|agregue",
        "remove": "quitar|quita|eliminar|eliminar miembro",
        "ban": "vetar|bloquear|expulsar",
        "unban": "desbloquear|readmitir",
        "role": "rol|papel|roles|nombrar|nombra",
        "moderate": "moderar|modera",
        "rename": "renombrar|cambiar nombre|renombra",
        "settings": "ajustes|configuración|ajustes del grupo|configuración del grupo",
        "set": "ajustar|cambiar|poner|ajusta|cambia|pon",
        "welcome": "bienvenida|texto de bienvenida|mensaje de bienvenida",
        "questions": "preguntas|preguntas de presentación",
        "description": "descripción|propósito|objetivo",
        "cases": "casos|los casos|grupos de casos",
        "split": "repartir|repartir grupos|formar grupos|reparte|dividir",
        "subgroup": "subgrupo|sub-grupo|sub grupo",
        "subgroup create": "crear subgrupo|nuevo subgrupo|crear un subgrupo",
        "report": "informe|pedir informe|pedir un informe",
        "desk": "balance|panel|escritorio|mi escritorio|cifras",
        "nudge": "recordar|recuerda|animar|anima",
        "note": "nota|preguntar a|pregunta a|nota a",
        "announce": "anuncio|anunciar|aviso|anuncia",
        "handover": "traspasar|traspaso|pasar a|ceder",
        "log": "registro|quién hizo qué",
        "held": "en espera|mensajes en espera|pendientes",
    },
}

TASK_VERBS: Final = tuple(verb for verb in TASKS["en"] if " " not in verb and verb not in _FORMS)
"""The canonical names of what people in charge may ask."""

_SHORTEST_GUESS: Final = 4  # characters
_LONGEST_GUESS: Final = 30

MOST_TASK_WORDS: Final = 5
"""Words of the longest phrase for a task."""


def find_task(text: str) -> Task | None:
    """Return the task that `text` is the word for, from end to end; None where it is none."""
    return _lexicon().get(fold_word(text))


def nearest_task(text: str) -> Task | None:
    """Return the task whose word `text` may be a misspelling of; None where none is near."""
    folded = fold_word(text)
    if not _SHORTEST_GUESS <= len(folded) <= _LONGEST_GUESS:
        return None
    known = [key for key in _lexicon() if len(key) >= _SHORTEST_GUESS]
    found = get_close_matches(folded, known, n=1, cutoff=0.8)
    return _lexicon()[found[0]] if found else None


def task_word(verb: str, language: str) -> str | None:
    """Return the word by which a letter names a task to its reader; None where it is none."""
    words = TASKS.get(language[:2], TASKS["en"]).get(verb) or TASKS["en"].get(verb)
    return words.partition("|")[0] if words else None


def task_words(verb: str, language: str) -> tuple[str, ...]:
    """Return the words for a task in `language` that letters may name, those of its forms last."""
    rows = TASKS.get(language[:2], TASKS["en"])
    found = [row for each, row in rows.items() if Task(each, "").plain_verb == verb]
    return tuple(word for row in found for word in row.split("|"))


@cache
def _lexicon() -> Mapping[str, Task]:
    found: dict[str, Task] = {}
    for key, task in _entries():
        known = found.setdefault(key, task)
        if known.verb == task.verb and known.language != task.language:
            found[key] = Task(task.verb, "")
    return found


def _entries() -> Iterator[tuple[str, Task]]:
    for language, rows in TASKS.items():
        for verb, words in rows.items():
            for text in words.split("|"):
                yield fold_word(text), Task(verb, language)
