"""The one table of command words: language by language, what people write for what they want.

The rows of "" are what list servers taught people (CONTRACT §3): all languages share them. Other
words say which language their writer speaks (DECISIONS 8). Accents and hyphens are written as in
the language; they are folded before anything is compared. What vacation programs write ("away",
"on holiday") is no word for a pause: they write by themselves (R8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

# Facilitators' words come last.
VERBS: Final = tuple(
    "help info groups which join leave each none daily weekly monthly whole plain pause resume who"
    " introductions introduce subgroups threads get search summary mute follow copy text language"
    " timezone name address conceal reveal data forget confirm approve reject".split()
)

# Sympa's words may be cut short: any three letters or more.
ABBREVIATED: Final = (
    "help subscribe signoff unsubscribe review info lists which index confirm distribute reject"
    " status".split()
)

# Verb -> words, "|" between them.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "": {
        "help": "help|sos|faq|options|password|login",
        "info": "info",
        "groups": "groups|lists|lists all",
        "which": "which|status|query",
        "join": "join|subscribe|sub|signon|subscribe me",
        "leave": "leave|unsubscribe|unsub|signoff|unsubscribe me|remove me|stop|remove",
        "each": "mail|each|normal|nodigest|no digest|single",
        "none": "nomail|no mail|pause|suspend",
        "daily": "daily|digest|dailydigest|digestplain|daily digest",
        "weekly": "weekly|weeklydigest|weekly digest",
        "monthly": "monthly|monthlydigest|monthly digest",
        "whole": "digest mime|mime digest|mimedigest",
        "plain": "digest plain|plain digest|plaindigest",
        "resume": "resume|unpause",
        "who": "who|review|members",
        "introductions": "introductions|intros",
        "introduce": "introduce",
        "subgroups": "subgroups|sublists",
        "threads": "threads|index",
        "get": "get|last",
        "search": "search",
        "summary": "summary",
        "mute": "mute",
        "follow": "follow",
        "copy": "copy|myposts|repro|ack",
        "text": "text|txt|textonly",
        "language": "language|lang",
        "timezone": "timezone",
        "name": "name",
        "address": "address|alias",
        "conceal": "conceal|hide",
        "reveal": "reveal|noconceal|unhide",
        "data": "my data|mydata",
        "forget": "forget me|forgetme|forget",
        "confirm": "confirm|auth",
        "approve": "approve|accept|distribute|release",
        "reject": "reject|decline",
    },
    "en": {
        "help": "help|help me|commands|how does this work",
        "info": "info|information|about|about this group|more information",
        "groups": "groups|list of groups|all groups|which groups are there",
        "which": "my groups|my lists|my settings|settings|my subscriptions|my status",
        "join": "join|sign on|sign up|sign me up|signup|add me|enrol|enroll|register|join us"
        "|subscription|join me|let me in|count me in",
        "leave": "leave|sign off|remove myself|delete me|take me off|take me out|opt out|optout"
        "|unsubscribe myself|unsubscription|cancel subscription|cancel my subscription"
        "|end my subscription|get me off|drop me|unjoin|stop mail|stop mails|stop email"
        "|stop emails|stop sending me|remove my name|remove my address|remove my email"
        "|remove my email address|unsuscribe|unsubcribe|un-subscribe",
        "each": "mail|every mail|each mail|every message|each message|all messages|all mail"
        "|single mails|individual mails|mail me everything|immediately|at once",
        "none": "no mail|nomail|no mails|no email|no emails|pause mail|pause my mail|suspend mail"
        "|no messages",
        "daily": "daily|digests|every day|once a day|daily overview|daily summary|day digest",
        "weekly": "weekly|every week|once a week|weekly overview|weekly summary",
        "monthly": "monthly|every month|once a month|monthly overview|monthly summary",
        "whole": "whole messages|whole digest|full digest|digest with whole messages",
        "plain": "short messages|short digest",
        "resume": "resume|continue|restart|mail again|start mail again|i am back|back again"
        "|resume mail|restart mail",
        "who": "who|who is here|who is there|who is who|who is in|member list|list of members"
        "|list members|participants",
        "introductions": "introductions|profiles|show introductions",
        "introduce": "introduce me|introduce myself|my introduction|introduction",
        "subgroups": "sub groups|subgroups",
        "threads": "conversations|topics|thread list|list threads|discussions|archive",
        "get": "get|fetch|show|thread|post|message|attachment",
        "search": "search|search for|find|look for",
        "summary": "summary|sum up|recap|what did i miss|what have i missed|catch up|catch me up"
        "|the summary|a summary|summarise|summarize|send summary|send me a summary"
        "|send me the summary|give me a summary|i want a summary|i would like a summary"
        "|can i have a summary|could i have a summary",
        "mute": "mute|mute this|mute thread|mute this thread|ignore|ignore thread|unfollow"
        "|mute this conversation|mute conversation|mute this topic",
        "follow": "follow|follow this|follow thread|follow this thread|watch|unmute"
        "|follow this conversation|follow conversation|follow this topic",
        "copy": "my own posts|own posts|copies|own copy|own copies|my posts|copy of own posts",
        "text": "text only|plain text|plain|only text|low bandwidth|lowbandwidth",
        "language": "my language",
        "timezone": "time zone|my time zone|my timezone|my zone",
        "name": "my name",
        "address": "my address|my addresses|addresses|email address|my email",
        "conceal": "hide me|conceal me",
        "reveal": "show me|reveal me|unhide me",
        "data": "my data|export my data|send my data|what do you know about me|my personal data",
        "forget": "forget me|erase me|delete my data|erase my data|forget my data"
        "|delete my account",
        "confirm": "confirm",
        "reject": "refuse",
    },
    "nl": {
        "help": "hulp|helpen|help mij|uitleg|commando's",
        "info": "informatie|over deze groep|meer informatie",
        "groups": "groepen|lijsten|alle groepen|welke groepen|welke groepen zijn er",
        "which": "mijn groepen|mijn lijsten|instellingen|mijn instellingen|mijn aanmeldingen",
        "join": "aanmelden|inschrijven|lid worden|aanmelding|inschrijving|meld mij aan|meld me aan"
        "|schrijf mij in|schrijf me in|meedoen|ik doe mee|deelnemen|lid|mij aanmelden|me aanmelden"
        "|abonneren|mij inschrijven|me inschrijven|aanmelden als lid|toevoegen|voeg mij toe",
        "leave": "afmelden|uitschrijven|afmelding|uitschrijving|stop|stoppen|meld mij af|meld me af"
        "|schrijf mij uit|schrijf me uit|opzeggen|verwijder mij|verwijder me|verlaten|mij afmelden"
        "|me afmelden|mij uitschrijven|me uitschrijven|haal mij van|haal me van|afhalen"
        "|mij verwijderen|me verwijderen|lidmaatschap opzeggen|uit de lijst|afmeldem|uitschijven",
        "each": "elk bericht|ieder bericht|alle berichten|losse berichten|alle mail|direct"
        "|elke mail|alle mails|per bericht|meteen",
        "none": "geen mail|pauze|pauzeren|pauzeer|geen post|geen berichten|geen e-mail"
        "|geen mails|onderbreken",
        "daily": "dagelijks|dagoverzicht|dagelijks overzicht|elke dag|overzicht"
        "|dagelijkse samenvatting|iedere dag|per dag",
        "weekly": "wekelijks|weekoverzicht|wekelijks overzicht|elke week|iedere week|per week"
        "|wekelijkse samenvatting",
        "monthly": "maandelijks|maandoverzicht|maandelijks overzicht|elke maand|iedere maand"
        "|per maand|maandelijkse samenvatting",
        "whole": "hele berichten|volledige berichten|volledig overzicht|overzicht volledig",
        "plain": "korte berichten|kort overzicht|overzicht kort",
        "resume": "hervatten|hervat|weer mail|ik ben terug|weer terug|verder|terug van vakantie",
        "who": "wie|leden|deelnemers|ledenlijst|wie zijn er|wie is er|wie is wie|wie doet mee",
        "introductions": "introducties|voorstelrondje|kennismakingen|kennismaking|voorstelronde"
        "|profielen",
        "introduce": "voorstellen|mij voorstellen|me voorstellen|stel mij voor",
        "subgroups": "subgroepen|deelgroepen|sub-groepen",
        "threads": "gesprekken|onderwerpen|discussies|draden|draadjes|archief",
        "get": "haal|haal op|ophalen|geef|stuur|bericht|gesprek|bijlage",
        "search": "zoek|zoeken|zoek naar|zoek op",
        "summary": "samenvatting|vat samen|samenvatten|wat heb ik gemist|wat miste ik"
        "|de samenvatting|een samenvatting|stuur samenvatting|stuur een samenvatting"
        "|stuur mij een samenvatting|stuur me een samenvatting|geef een samenvatting"
        "|ik wil een samenvatting|mag ik een samenvatting",
        "mute": "dempen|demp|demp dit|negeren|negeer|stilte|dit gesprek dempen|demp dit gesprek",
        "follow": "volgen|volg|volg dit|dit gesprek volgen|volg dit gesprek",
        "copy": "kopie|kopieën|eigen berichten|mijn berichten|eigen post",
        "text": "tekst|alleen tekst|platte tekst|geen bijlagen",
        "language": "taal|mijn taal",
        "timezone": "tijdzone|mijn tijdzone",
        "name": "naam|mijn naam",
        "address": "adres|mijn adres|adressen|e-mailadres|mijn adressen|mijn e-mailadres",
        "conceal": "verbergen|verberg|verberg mij|verberg me|onzichtbaar",
        "reveal": "tonen|toon|toon mij|zichtbaar",
        "data": "mijn gegevens|mijn data|gegevens|wat weet u van mij|wat weet je van mij",
        "forget": "vergeet mij|vergeet me|wis mijn gegevens|verwijder mijn gegevens|wis mij",
        "confirm": "bevestig|bevestigen|ik bevestig",
        "approve": "goedkeuren|toelaten|goedgekeurd|doorsturen",
        "reject": "weigeren|afwijzen|afkeuren|weiger",
    },
    "fr": {
        "help": "aide|aidez-moi|aide-moi|à l'aide|au secours|mode d'emploi|commandes",
        "info": "info|informations|renseignements|infos|plus d'informations|à propos",
        "groups": "groupes|listes|tous les groupes|liste des groupes|quels groupes",
        "which": "mes groupes|mes listes|mes réglages|réglages|paramètres|mes paramètres|statut"
        "|mes abonnements|mes inscriptions",
        "join": "rejoindre|s'inscrire|inscription|inscrire|m'inscrire|inscrivez-moi|inscris-moi"
        "|s'abonner|abonner|m'abonner|abonnement|abonnez-moi|adhérer|participer|ajoutez-moi"
        "|je m'inscris|je m'abonne|adhésion|devenir membre|je participe",
        "leave": "quitter|se désinscrire|désinscrire|désinscription|me désinscrire|désinscrivez-moi"
        "|désabonner|se désabonner|me désabonner|désabonnement|désabonnez-moi|désinscris-moi"
        "|arrêter|arrêt|arrêtez|résilier|je me désabonne|je me désinscris|je quitte"
        "|retirez-moi|supprimez-moi|enlevez-moi|me retirer|stop|partir|ne plus recevoir",
        "each": "chaque message|tous les messages|courrier|immédiat|message par message|un par un"
        "|chaque courriel|tous les courriels|immédiatement",
        "none": "pas de courrier|pause|suspendre|aucun courrier|sans courrier|aucun message"
        "|pas de mail|pas de mails|plus de courrier|pas de message|pas de messages|pauser"
        "|suspension|mettre en pause|suspendez",
        "daily": "quotidien|messages groupés|résumé quotidien|tous les jours|chaque jour|par jour"
        "|condensé|quotidienne|journalier",
        "weekly": "hebdomadaire|hebdo|résumé hebdomadaire|chaque semaine|par semaine"
        "|toutes les semaines",
        "monthly": "mensuel|résumé mensuel|chaque mois|par mois|tous les mois|mensuelle",
        "whole": "messages entiers|messages complets|messages groupés entiers|condensé complet"
        "|digest complet",
        "plain": "messages courts|messages abrégés|messages groupés courts|condensé court"
        "|digest court",
        "resume": "reprendre|reprise|reprenez|je suis de retour|de retour|de nouveau du courrier",
        "who": "qui|membres|participants|qui est là|liste des membres|qui est qui|les membres",
        "introductions": "présentations|les présentations|profils",
        "introduce": "se présenter|me présenter|présentation|ma présentation|présenter"
        "|je me présente",
        "subgroups": "sous-groupes|sous groupes|sous-listes",
        "threads": "conversations|discussions|fils|sujets|fils de discussion",
        "get": "obtenir|recevoir|fil|envoyez-moi|envoyer|pièce jointe|montrer",
        "search": "chercher|rechercher|cherche|recherche",
        "summary": "résumé|résumer|résumez|synthèse|récapitulatif|récap|qu'ai-je manqué"
        "|ce que j'ai manqué|le résumé|un résumé|envoyez-moi un résumé|envoyez un résumé"
        "|faites un résumé|je voudrais un résumé",
        "mute": "silence|muet|sourdine|ignorer|taire|en sourdine|mettre en sourdine"
        "|ignorer ce fil|ignorer cette discussion",
        "follow": "suivre|suivre ce fil|suivre cette discussion",
        "copy": "copie|copies|mes messages|copie de mes messages|mes propres messages",
        "text": "texte|texte seul|texte seulement|texte brut|sans pièces jointes",
        "language": "langue|ma langue",
        "timezone": "fuseau horaire|mon fuseau horaire|fuseau|mon fuseau",
        "name": "nom|mon nom",
        "address": "adresse|mon adresse|mes adresses|adresses",
        "conceal": "cacher|masquer|cachez-moi|me cacher|masquez-moi|invisible",
        "reveal": "afficher|me montrer|montrez-moi|visible|affichez-moi",
        "data": "mes données|mes données personnelles",
        "forget": "oubliez-moi|oublie-moi|supprimez mes données|effacez mes données|effacez-moi",
        "confirm": "confirmer|je confirme|confirmez",
        "approve": "approuver|accepter|valider|publier|diffuser",
        "reject": "refuser|rejeter|refus",
    },
    "es": {
        "help": "ayuda|ayúdame|ayúdenme|ayudar|instrucciones|comandos|auxilio",
        "info": "información|informaciones|más información|acerca de",
        "groups": "grupos|listas|todos los grupos|lista de grupos|qué grupos hay",
        "which": "mis grupos|mis listas|ajustes|mis ajustes|mi estado|estado|configuración"
        "|mis suscripciones|mis opciones",
        "join": "alta|suscribirse|suscribir|suscribirme|suscripción|inscribir|inscribirse"
        "|inscribirme|inscripción|unirse|unirme|darse de alta|darme de alta|dar de alta|apuntarme"
        "|apuntarse|suscríbame|inscríbame|suscríbanme|inscríbanme|participar|agréguenme"
        "|quiero unirme|agrégame|subscribir|subscribirme",
        "leave": "baja|darse de baja|darme de baja|dar de baja|dame de baja|deme de baja"
        "|denme de baja|cancelar suscripción|cancelar la suscripción|cancelar mi suscripción"
        "|cancelar|salir|salirme|desuscribir|desuscribirse|desuscribirme|desinscribir"
        "|desinscribirme|anular suscripción|quitarme|bórrenme|elimíneme|elimínenme|abandonar"
        "|cancelar inscripción|dejar el grupo|quiero salir|no recibir más",
        "each": "cada mensaje|todos los mensajes|correo|inmediato|mensaje por mensaje"
        "|todo el correo|cada correo|todos los correos|inmediatamente",
        "none": "sin correo|pausa|pausar|suspender|ningún correo|sin mensajes|ningún mensaje"
        "|no enviar correo|no correo|suspensión|no más correo",
        "daily": "diario|mensajes agrupados|resumen diario|cada día|todos los días|diariamente"
        "|por día",
        "weekly": "semanal|resumen semanal|cada semana|semanalmente|por semana",
        "monthly": "mensual|resumen mensual|cada mes|mensualmente|por mes",
        "whole": "mensajes enteros|mensajes completos|mensajes agrupados enteros|digest completo",
        "plain": "mensajes cortos|mensajes abreviados|mensajes agrupados cortos|digest corto",
        "resume": "reanudar|continuar|reactivar|he vuelto|estoy de vuelta|de vuelta|ya volví",
        "who": "quién|quiénes|miembros|participantes|quiénes somos|quién es quién|quiénes están"
        "|lista de miembros",
        "introductions": "presentaciones|perfiles|las presentaciones",
        "introduce": "presentarme|presentarse|presentar|presentación|mi presentación|me presento",
        "subgroups": "subgrupos|sub-grupos|sublistas",
        "threads": "conversaciones|temas|hilos|discusiones|asuntos|archivo",
        "get": "obtener|traer|recibir|enviar|hilo|mensaje|adjunto",
        "search": "buscar|busca|búsqueda|buscar por",
        "summary": "resumen|resumir|resúmeme|síntesis|qué me perdí|qué me he perdido"
        "|el resumen|un resumen|envíame un resumen|enviar resumen|envíen un resumen"
        "|quiero un resumen|quisiera un resumen",
        "mute": "silenciar|silencio|ignorar|silenciar este hilo|silenciar hilo|ignorar este hilo",
        "follow": "seguir|seguir este hilo|seguir hilo",
        "copy": "copia|copias|mis mensajes|copia de mis mensajes|mis propios mensajes",
        "text": "texto|solo texto|texto plano|sólo texto|sin adjuntos",
        "language": "idioma|lengua|mi idioma",
        "timezone": "zona horaria|mi zona horaria|huso horario|mi huso horario",
        "name": "nombre|mi nombre",
        "address": "dirección|mi dirección|direcciones|mis direcciones|mi correo",
        "conceal": "ocultar|ocultarme|esconder|ocúlteme|invisible",
        "reveal": "mostrar|mostrarme|visible",
        "data": "mis datos|mis datos personales",
        "forget": "olvídenme|olvídame|olvidarme|borren mis datos|borrar mis datos|olvídeme"
        "|eliminar mis datos|elimine mis datos|borre mis datos",
        "confirm": "confirmar|confirmo",
        "approve": "aprobar|aceptar|publicar|admitir",
        "reject": "rechazar|rehusar|denegar",
    },
    "pt": {
        "help": "ajuda|ajude-me",
        "info": "informação|informações",
        "which": "meus grupos|minhas listas",
        "join": "inscrever|inscrever-me|inscreva-me|inscrição|subscrever|aderir|assinar",
        "leave": "sair|desinscrever|cancelar inscrição|cancelar assinatura|descadastrar"
        "|cancelar subscrição|anular inscrição|remova-me",
        "none": "sem correio|sem mensagens|suspender",
        "daily": "diário|resumo diário",
        "weekly": "semanal|resumo semanal",
        "monthly": "mensal|resumo mensal",
        "summary": "resumo|síntese",
        "who": "quem|membros",
        "timezone": "fuso horário|meu fuso horário",
        "data": "meus dados|os meus dados",
        "forget": "esqueçam-me|esqueça-me",
    },
}
