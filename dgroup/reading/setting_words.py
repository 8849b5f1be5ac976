"""The words by which facilitators name settings and their values, language by language.

The first of a row is the one that letters use. Which settings there are is `dgroup/settings.py`'s;
what is not here is left to the operator. Sizes, times and numbers need no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "joining": ("join", "hidden", "private", "purpose", "welcome"),
    "posting": ("post", "moderate_first_posts", "unanswered", "max_post_size"),
    "introductions": ("introductions", "questions", "introduction_hold"),
    "mails": (
        *("title", "language", "timezone", "subject_prefix", "reply_to", "copy"),
        *("footer", "digest_hour", "summary_every", "summary_day", "summary_hour"),
        *("summary_to", "summary_unanswered", "desk_day"),
    ),
}
"""The settings that are a facilitator's, in the order in which letters list them."""

OPERATORS: Final = frozenset({"from"})
"""What is left to the operator: whose name stands in From is a matter of mail servers (DMARC)."""

ALSO_MEMBERS: Final = frozenset({"copy", "language"})
"""What a member can choose, too: of the group it is said as `set group copy off`."""

GROUP: Final[Mapping[str, str]] = {"en": "group", "nl": "groep", "fr": "groupe", "es": "grupo"}
"""The word for this, by language."""

EXAMPLES: Final[Mapping[str, tuple[int | str, ...]]] = {
    "moderate_first_posts": (0, 1, 3),
    "max_post_size": (1 << 20, 10 << 20, 20 << 20),
    "introduction_hold": (0, 900, 3600, 86_400),
    "title": ("Learning Together",),
    "language": ("en", "nl", "fr", "es"),
    "timezone": ("Africa/Nairobi", "America/Lima", "Asia/Manila", "Europe/Brussels"),
    "digest_hour": (7, 12, 18),
    "summary_every": (0, 7, 14, 28),
    "summary_hour": (9, 12, 17),
}
"""Values of settings that have very many."""

KEY_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "join": "join|joining|who may join|admission|membership",
        "hidden": "hidden|hidden group|secret",
        "purpose": "description|purpose",
        "welcome": "welcome|welcome text",
        "post": "post|posts|posting|who may post|who may write|write|writing",
        "moderate_first_posts": "first posts|first messages|moderate first",
        "unanswered": "unanswered|undecided|unanswered posts",
        "max_post_size": "size|max size|largest|largest post|largest message|post size",
        "introductions": "introductions|introduction",
        "questions": "questions",
        "introduction_hold": "introduction hold|introductions wait|introduction wait",
        "title": "title|group title",
        "language": "language|group language",
        "timezone": "time zone|zone",
        "subject_prefix": "prefix|subject tag",
        "reply_to": "replies|reply|answers",
        "copy": "copy|copies|own posts",
        "footer": "footer|footer text",
        "digest_hour": "digest hour|digest time|overview hour",
        "desk_day": "report day|desk day|desk",
        "private": "private|private subgroup|confidential",
        "summary_every": "summary|summaries|summary every|periodic summary",
        "summary_day": "summary day|day of summary|day of the summary",
        "summary_hour": "summary hour|summary time|hour of the summary",
        "summary_to": "summary to|summary for|summaries to|summaries for|who gets the summary",
        "summary_unanswered": "draft|drafts|summary draft|draft of the summary",
    },
    "nl": {
        "join": "toegang|lid worden|wie mag lid worden|aanmelden|toelating",
        "hidden": "verborgen|verborgen groep|geheim",
        "purpose": "beschrijving|doel|omschrijving",
        "welcome": "welkom|welkomsttekst",
        "post": "schrijven|berichten|wie mag schrijven|posten",
        "moderate_first_posts": "eerste berichten|eerste bericht",
        "unanswered": "onbeslist|onbeantwoord",
        "max_post_size": "grootte|maximale grootte|grootste bericht",
        "introductions": "voorstellen|kennismaking|introducties",
        "questions": "vragen",
        "introduction_hold": "bedenktijd|wachttijd",
        "title": "titel|naam van de groep",
        "language": "taal|taal van de groep",
        "timezone": "tijdzone",
        "subject_prefix": "voorvoegsel|onderwerp",
        "reply_to": "antwoorden|antwoord|antwoord aan",
        "copy": "kopie|kopieën|eigen berichten",
        "footer": "voettekst|onderschrift",
        "digest_hour": "uur van overzicht|overzichtsuur|uur",
        "desk_day": "verslagdag|bureaudag",
        "private": "privé|besloten|vertrouwelijk|besloten groep",
        "summary_every": "samenvatting|samenvattingen",
        "summary_day": "samenvattingsdag|dag van samenvatting|dag van de samenvatting",
        "summary_hour": "samenvattingsuur|uur van samenvatting|uur van de samenvatting",
        "summary_to": "samenvatting voor|samenvatting aan|samenvatting naar",
        "summary_unanswered": "concept|concepten|concept van de samenvatting",
    },
    "fr": {
        "join": "inscription|adhésion|qui peut s'inscrire|inscriptions|accès",
        "hidden": "caché|groupe caché|secret",
        "purpose": "description|objet|but",
        "welcome": "bienvenue|texte de bienvenue|accueil",
        "post": "écrire|écriture|messages|qui peut écrire",
        "moderate_first_posts": "premiers messages|premier message",
        "unanswered": "sans décision|sans réponse",
        "max_post_size": "taille|taille maximale",
        "introductions": "présentations|présentation",
        "questions": "questions",
        "introduction_hold": "délai|délai de présentation",
        "title": "titre|titre du groupe",
        "language": "langue|langue du groupe",
        "timezone": "fuseau|fuseau horaire",
        "subject_prefix": "préfixe|objet du courriel",
        "reply_to": "réponses|réponse|répondre à",
        "copy": "copie|copies|propres messages",
        "footer": "pied|pied de page|bas de page",
        "digest_hour": "heure des envois|heure d'envoi|heure des messages groupés|heure",
        "desk_day": "jour du bilan|bilan|jour du bureau",
        "private": "privé|privée|groupe privé|confidentiel",
        "summary_every": "résumé|résumés|synthèse",
        "summary_day": "jour du résumé|jour de la synthèse",
        "summary_hour": "heure du résumé|heure de la synthèse",
        "summary_to": "résumé pour|résumé à|synthèse pour",
        "summary_unanswered": "brouillon|brouillons|brouillon du résumé",
    },
    "es": {
        "join": "ingreso|alta|inscripción|quién puede entrar|acceso",
        "hidden": "oculto|grupo oculto|secreto",
        "purpose": "descripción|propósito|objetivo",
        "welcome": "bienvenida|texto de bienvenida",
        "post": "escribir|mensajes|quién puede escribir|publicar",
        "moderate_first_posts": "primeros mensajes|primer mensaje",
        "unanswered": "sin decidir|sin respuesta",
        "max_post_size": "tamaño|tamaño máximo",
        "introductions": "presentaciones|presentación",
        "questions": "preguntas",
        "introduction_hold": "plazo|espera",
        "title": "título|título del grupo",
        "language": "idioma|idioma del grupo|lengua",
        "timezone": "zona horaria|huso horario",
        "subject_prefix": "prefijo|asunto",
        "reply_to": "respuestas|respuesta|responder a",
        "copy": "copia|copias|propios mensajes",
        "footer": "pie|pie de página",
        "digest_hour": "hora de envío|hora de los envíos|hora de los mensajes agrupados|hora",
        "desk_day": "día del balance|balance|día del informe|informe",
        "private": "privado|grupo privado|privada|confidencial",
        "summary_every": "resumen|resúmenes|síntesis",
        "summary_day": "día del resumen|día de la síntesis",
        "summary_hour": "hora del resumen|hora de la síntesis",
        "summary_to": "resumen para|resumen a|síntesis para",
        "summary_unanswered": "borrador|borradores|borrador del resumen",
    },
}

SWITCHES: Final[Mapping[str, tuple[str, str]]] = {
    "en": ("on", "off"),
    "nl": ("aan", "uit"),
    "fr": ("oui", "non"),
    "es": ("sí", "no"),
}
"""What stands for yes and no where a setting is one of these."""

_WEEK: Final = "monday tuesday wednesday thursday friday saturday sunday off".split()


def _days(words: str) -> Mapping[str, str]:
    """Words for the days of the week, perhaps with one for none of them."""
    return dict(zip(_WEEK, words.split(), strict=False))


VALUE_WORDS: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "en": {
        "join": {
            "open": "open|anyone|everybody|everyone|all",
            "confirm": "confirm|confirmation",
            "approve": "approve|approval",
            "invite": "invite|invitation|invited|invitation only|by invitation|closed",
        },
        "post": {
            "anyone": "anyone|everybody|everyone|all|open",
            "members": "members|members only",
            "moderated": "moderated|moderate|moderation",
            "facilitators": "facilitators|announcements|announcements only|facilitators only",
        },
        "reply_to": {"group": "group|all", "author": "author|writer|sender", "both": "both"},
        "introductions": {
            "ask": "ask|asked|on|yes",
            "require": "require|required|must|obligatory|compulsory",
            "off": "off|no|none",
        },
        "unanswered": {
            "return": "return|returned|send back|give back",
            "discard": "discard|discarded|drop|delete|throw away",
        },
        "desk_day": _days("monday tuesday wednesday thursday friday saturday sunday off|never|no"),
        "summary_day": _days("monday tuesday wednesday thursday friday saturday sunday"),
        "summary_to": {
            "digests": "digests|overviews|readers of digests|digest readers",
            "members": "members|everybody|everyone|all|all members",
        },
        "summary_unanswered": {"send": "send|sent|goes out|yes", "skip": "skip|skipped|stays|no"},
    },
    "nl": {
        "join": {
            "open": "open|iedereen|vrij",
            "confirm": "bevestigen|bevestiging|bevestig",
            "approve": "goedkeuren|goedkeuring|op aanvraag|aanvraag",
            "invite": "uitnodiging|uitnodigen|op uitnodiging|alleen op uitnodiging|gesloten",
        },
        "post": {
            "anyone": "iedereen|open",
            "members": "leden|alleen leden",
            "moderated": "gemodereerd|modereren|moderatie",
            "facilitators": "begeleiders|facilitators"
            "|alleen begeleiders|alleen facilitators|mededelingen",
        },
        "reply_to": {"group": "groep|de groep", "author": "schrijver|auteur", "both": "beide"},
        "introductions": {
            "ask": "vragen|vraag|aan",
            "require": "verplicht|verplichten|moet",
            "off": "uit|nee|niet",
        },
        "unanswered": {
            "return": "terugsturen|terug|retour",
            "discard": "weggooien|weg|verwijderen",
        },
        "desk_day": _days(
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag nooit|uit|geen"
        ),
        "summary_day": _days("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
        "summary_to": {
            "digests": "overzichten|lezers van overzichten",
            "members": "leden|iedereen|alle leden|allemaal",
        },
        "summary_unanswered": {
            "send": "versturen|verstuur|sturen|ja",
            "skip": "overslaan|sla over|nee",
        },
    },
    "fr": {
        "join": {
            "open": "ouverte|ouvert|libre|tous|tout le monde",
            "confirm": "confirmer|confirmation|confirmée",
            "approve": "approuver|approbation|accord",
            "invite": "invitation|sur invitation|inviter|fermée|fermé",
        },
        "post": {
            "anyone": "tous|tout le monde|ouvert",
            "members": "membres|les membres|membres seulement",
            "moderated": "modéré|modérés|modérer|modération",
            "facilitators": "animation|équipe d'animation|facilitation"
            "|équipe|facilitateurs|facilitatrices|annonces",
        },
        "reply_to": {
            "group": "groupe|au groupe|le groupe",
            "author": "auteur|autrice|l'auteur|à l'auteur",
            "both": "les deux|deux",
        },
        "introductions": {
            "ask": "demander|demandées|demandée|oui",
            "require": "obligatoires|obligatoire|exiger",
            "off": "non|aucune|sans",
        },
        "unanswered": {"return": "renvoyer|retourner|retour", "discard": "jeter|supprimer"},
        "desk_day": _days("lundi mardi mercredi jeudi vendredi samedi dimanche jamais|non|aucun"),
        "summary_day": _days("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        "summary_to": {
            "digests": "messages groupés|groupés|lecteurs de messages groupés",
            "members": "membres|tous|tout le monde|tous les membres",
        },
        "summary_unanswered": {"send": "envoyer|envoyé|oui", "skip": "ne pas envoyer|sauter|non"},
    },
    "es": {
        "join": {
            "open": "abierto|abierta|libre|todos|cualquiera",
            "confirm": "confirmar|confirmación",
            "approve": "aprobar|aprobación",
            "invite": "invitación|por invitación|invitar|cerrado|cerrada",
        },
        "post": {
            "anyone": "todos|cualquiera|todo el mundo|abierto",
            "members": "miembros|solo miembros",
            "moderated": "moderado|moderados|moderar|moderación",
            "facilitators": "equipo|facilitación|equipo de facilitación"
            "|facilitadores|facilitadoras|anuncios",
        },
        "reply_to": {
            "group": "grupo|al grupo|el grupo",
            "author": "autor|autora|al autor",
            "both": "ambos|los dos",
        },
        "introductions": {
            "ask": "pedir|sí",
            "require": "obligatorias|obligatoria|obligatorio|exigir",
            "off": "no|ninguna|sin",
        },
        "unanswered": {"return": "devolver", "discard": "descartar|eliminar|borrar"},
        "desk_day": _days("lunes martes miércoles jueves viernes sábado domingo nunca|no|ninguno"),
        "summary_day": _days("lunes martes miércoles jueves viernes sábado domingo"),
        "summary_to": {
            "digests": "mensajes agrupados|agrupados|lectores de mensajes agrupados",
            "members": "miembros|todos|todo el mundo|todos los miembros",
        },
        "summary_unanswered": {"send": "enviar|enviado|sí", "skip": "no enviar|omitir|saltar|no"},
    },
}
