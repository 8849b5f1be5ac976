"""What mail programs say around a quote, as tables: introductions, phone lines, names of fields.

Taken from what the programs really write, in the four languages; `{…}` are the pieces of a date and
of the mail that is answered, see `said_of`.
"""

from __future__ import annotations

from datetime import datetime

LANGUAGES = ("en", "nl", "fr", "es")

_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "nl": "ma di wo do vr za zo",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "es": "lun mar mié jue vie sáb dom",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
}


def said_of(when: datetime, language: str) -> dict[str, str]:
    """Return the pieces of a date by the names that the tables below use."""
    return {
        "Day": _DAYS[language].split()[when.weekday()],
        "day": _SHORT_DAYS[language].split()[when.weekday()],
        "Month": _MONTHS[language].split()[when.month - 1],
        "mon": _SHORT_MONTHS[language].split()[when.month - 1],
        "d": f"{when.day}",
        "dd": f"{when.day:02}",
        "m": f"{when.month}",
        "m2": f"{when.month:02}",
        "y": f"{when.year}",
        "yy": f"{when.year % 100:02}",
        "h": f"{when.hour % 12 or 12}",
        "H": f"{when.hour:02}",
        "mm": f"{when.minute:02}",
        "ap": "AM" if when.hour < 12 else "PM",
    }


# What stands above the quote, on one line before it is wrapped.
INTRODUCTIONS: dict[str, dict[str, str]] = {
    "gmail": {
        "en": "On {day}, {mon} {d}, {y} at {h}:{mm}\u202f{ap} {name} <{address}> wrote:",
        "nl": "Op {day} {d} {mon} {y} om {H}:{mm} schreef {name} <{address}>:",
        "fr": "Le {day} {d} {mon} {y} à {H}:{mm}, {name} <{address}> a écrit\u00a0:",
        "es": "El {day}, {d} {mon} {y} a las {H}:{mm}, {name} (<{address}>) escribió:",
    },
    "gmail_android": {
        "en": "On {day}, {mon} {d}, {y}, {h}:{mm}\u202f{ap} {name} <{address}> wrote:",
        "nl": "Op {day} {d} {mon} {y} {H}:{mm} schreef {name} <{address}>:",
        "fr": "Le {day} {d} {mon} {y}, {H}:{mm}, {name} <{address}> a écrit\u00a0:",
        "es": "El {day}, {d} {mon} {y} {H}:{mm}, {name} <{address}> escribió:",
    },
    "apple": {
        "en": "On {d} {mon} {y}, at {H}:{mm}, {name} <{address}> wrote:",
        "nl": "Op {d} {mon} {y}, om {H}:{mm} heeft {name} <{address}> het volgende geschreven:",
        "fr": "Le {d} {mon} {y} à {H}:{mm}, {name} <{address}> a écrit\u00a0:",
        "es": "El {d} {mon} {y}, a las {H}:{mm}, {name} <{address}> escribió:",
    },
    "iphone": {
        "en": "On {mon} {d}, {y}, at {h}:{mm}\u202f{ap}, {name} <{address}> wrote:",
        "nl": "Op {d} {mon} {y} om {H}:{mm} heeft {name} <{address}> het volgende geschreven:",
        "fr": "Le {d} {mon} {y} à {H}:{mm}, {name} <{address}> a écrit\u00a0:",
        "es": "El {d} {mon} {y}, a la(s) {H}:{mm}, {name} <{address}> escribió:",
    },
    "thunderbird": {
        "en": "On {dd}/{m2}/{y} {H}:{mm}, {name} wrote:",
        "nl": "Op {d}-{m}-{y} om {H}:{mm} schreef {name}:",
        "fr": "Le {dd}/{m2}/{y} à {H}:{mm}, {name} a écrit\u00a0:",
        "es": "El {d}/{m}/{yy} a las {H}:{mm}, {name} escribió:",
    },
    "yahoo": {
        "en": "On {Day}, {Month} {d}, {y} at {h}:{mm}:07 {ap} GMT+1, {name} <{address}> wrote:",
        "nl": "Op {Day} {d} {Month} {y} om {H}:{mm}:07 CET schreef {name} <{address}>:",
        "fr": "Le {Day} {d} {Month} {y} à {H}:{mm}:07 UTC+1, {name} <{address}> a écrit\u00a0:",
        "es": "El {Day}, {d} de {Month} de {y}, {H}:{mm}:07 CET, {name} <{address}> escribió:",
    },
    "yahoo_android": {
        "en": "On {day}, {mon} {d}, {y} at {h}:{mm} {ap}, {name}<{address}> wrote:",
        "nl": "Op {day}, {mon}. {d}, {y} om {H}:{mm} schreef {name}<{address}>:",
        "fr": "Le {day}, {mon} {d}, {y} à {H}:{mm}, {name}<{address}> a écrit\u00a0:",
        "es": "El {day}, {mon}. {d}, {y} a la(s) {H}:{mm}, {name}<{address}> escribió:",
    },
    "roundcube": {
        "en": "On {y}-{m2}-{dd} {H}:{mm}, {name} wrote:",
        "nl": "{name} schreef op {y}-{m2}-{dd} {H}:{mm}:",
        "fr": "Le {y}-{m2}-{dd} {H}:{mm}, {name} a écrit\u00a0:",
        "es": "El {y}-{m2}-{dd} {H}:{mm}, {name} escribió:",
    },
    "k9": {
        "en": "On {d} {Month} {y} {H}:{mm}:07 CET, {name} <{address}> wrote:",
        "nl": "Op {d} {Month} {y} {H}:{mm}:07 CET schreef {name} <{address}>:",
        "fr": "Le {d} {Month} {y} {H}:{mm}:07 GMT+01:00, {name} <{address}> a écrit\u00a0:",
        "es": "El {d} de {Month} de {y} {H}:{mm}:07 CET, {name} <{address}> escribió:",
    },
    "proton": {
        "en": "On {Day}, {Month} {d}st, {y} at {H}:{mm}, {name} <{address}> wrote:",
        "nl": "Op {Day} {d} {Month} {y} om {H}:{mm} schreef {name} <{address}>:",
        "fr": "Le {Day} {d} {Month} {y} à {H}:{mm}, {name} <{address}> a écrit\u00a0:",
        "es": "El {Day}, {d} de {Month} de {y} a las {H}:{mm}, {name} <{address}> escribió:",
    },
    "evolution": {
        "en": "On {day}, {y}-{m2}-{dd} at {H}:{mm} +0100, {name} wrote:",
        "nl": "{name} schreef op {day} {dd}-{m2}-{y} om {H}:{mm} [+0100]:",
        "fr": "Le {Day} {dd} {Month} {y} à {H}:{mm} +0100, {name} a écrit\u00a0:",
        "es": "El {day}, {dd}-{m2}-{y} a las {H}:{mm} +0100, {name} escribió:",
    },
    "kmail": {
        "en": "On {Day}, {d} {Month} {y} {H}:{mm}:07 CET {name} wrote:",
        "nl": "Op {Day} {d} {Month} {y} {H}:{mm}:07 CET schreef {name}:",
        "fr": "Le {Day} {d} {Month} {y}, {H}:{mm}:07 CET {name} a écrit\u00a0:",
        "es": "El {Day}, {d} de {Month} de {y} {H}:{mm}:07 (CET) {name} escribió:",
    },
    "mutt": dict.fromkeys(
        LANGUAGES, "On {day}, {mon} {dd}, {y} at {H}:{mm}:07PM +0100, {name} wrote:"
    ),
    "fastmail": {
        "en": "On {day}, {mon} {d}, {y}, at {h}:{mm} {ap}, {name} wrote:",
        "nl": "Op {day} {d} {mon}. {y}, om {H}:{mm}, schreef {name}:",
        "fr": "Le {day} {d} {mon} {y}, à {H}:{mm}, {name} a écrit\u00a0:",
        "es": "El {day}, {d} de {mon} de {y}, a las {H}:{mm}, {name} escribió:",
    },
    "horde": {
        "en": "Quoting {name} <{address}>:",
        "nl": "Citeren {name} <{address}>:",
        "fr": "{name} <{address}> a écrit\u00a0:",
        "es": "{name} <{address}> escribió:",
    },
    "sogo": {
        "en": "On {Day}, {Month} {d}, {y} {H}:{mm} CET, {name} <{address}> wrote:",
        "nl": "Op {Day}, {Month} {d}, {y} {H}:{mm} CET, schreef {name} <{address}>:",
        "fr": "Le {Day}, {Month} {d}, {y} {H}:{mm} CET, {name} <{address}> a écrit:",
        "es": "El {Day}, {Month} {d}, {y} {H}:{mm} CET, {name} <{address}> escribió:",
    },
    "tutanota": {
        "en": "{d} {mon} {y}, {H}:{mm} by {address}:",
        "nl": "{d} {mon} {y} {H}:{mm} door {address}:",
        "fr": "{d} {mon} {y}, {H}:{mm} de {address}:",
        "es": "{d} {mon} {y} {H}:{mm} por {address}:",
    },
    "spark": {
        "en": "On {d} {mon} {y} at {H}:{mm} +0100, {name} <{address}>, wrote:",
        "nl": "Op {d} {mon}. {y} {H}:{mm} +0100 schreef {name} <{address}>:",
        "fr": "Le {d} {mon} {y} à {H}:{mm} +0100, {name} <{address}>, a écrit :",
        "es": "El {d} {mon} {y} {H}:{mm} +0100, {name} <{address}>, escribió:",
    },
}  # fmt: skip

# The line by which a program names itself, below the writer's words.
PHONE_LINES: dict[str, dict[str, str]] = {
    "iphone": {
        "en": "Sent from my iPhone",
        "nl": "Verstuurd vanaf mijn iPhone",
        "fr": "Envoyé de mon iPhone",
        "es": "Enviado desde mi iPhone",
    },
    "ipad": {
        "en": "Sent from my iPad",
        "nl": "Verstuurd vanaf mijn iPad",
        "fr": "Envoyé de mon iPad",
        "es": "Enviado desde mi iPad",
    },
    "samsung": {
        "en": "Sent from my Galaxy",
        "nl": "Verzonden vanaf mijn Galaxy",
        "fr": "Envoyé depuis mon appareil Galaxy",
        "es": "Enviado desde mi Galaxy",
    },
    "samsung_old": {
        "en": "Sent from my Samsung Galaxy smartphone.",
        "nl": "Verzonden vanaf mijn Samsung Galaxy-smartphone.",
        "fr": "Envoyé depuis mon smartphone Samsung Galaxy.",
        "es": "Enviado desde mi smartphone Samsung Galaxy.",
    },
    "outlook_ios": {
        "en": "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "nl": "Outlook voor iOS<https://aka.ms/o0ukef> downloaden",
        "fr": "Obtenir Outlook pour iOS<https://aka.ms/o0ukef>",
        "es": "Obtener Outlook para iOS<https://aka.ms/o0ukef>",
    },
    "outlook_android": {
        "en": "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "nl": "Outlook voor Android downloaden<https://aka.ms/AAb9ysg>",
        "fr": "Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>",
        "es": "Obtenga Outlook para Android<https://aka.ms/AAb9ysg>",
    },
    "windows_mail": {
        "en": "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows 10",
        "nl": "Verzonden vanuit Mail<https://go.microsoft.com/fwlink/?LinkId=550986> voor Windows",
        "fr": "Provenance\u00a0: Courrier<https://go.microsoft.com/fwlink/?LinkId=550986>"
        " pour Windows 10",
        "es": "Enviado desde Correo<https://go.microsoft.com/fwlink/?LinkId=550986> para Windows",
    },
    "yahoo_android": {
        "en": "Sent from Yahoo Mail on Android",
        "nl": "Verzonden vanuit Yahoo Mail op Android",
        "fr": "Envoyé depuis Yahoo Mail pour Android",
        "es": "Enviado desde Yahoo Mail para Android",
    },
    "yahoo_new": dict.fromkeys(LANGUAGES, "Yahoo Mail: Search, Organize, Conquer"),
    "blackberry": {
        "en": "Sent from my BlackBerry® wireless device",
        "nl": "Verzonden vanaf mijn BlackBerry®-toestel",
        "fr": "Envoyé de mon terminal BlackBerry®",
        "es": "Enviado desde mi BlackBerry®",
    },
    "k9": {
        "en": "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
        "nl": "Verstuurd vanaf mijn Android-apparaat met K-9 Mail. Excuseer mijn beknoptheid.",
        "fr": "Envoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma"
        " brièveté.",
        "es": "Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.",
    },
    "proton": {
        "en": "Sent with [Proton Mail](https://proton.me/) secure email.",
        "nl": "Verzonden met Proton Mail beveiligde e-mail.",
        "fr": "Envoyé avec la messagerie sécurisée Proton Mail.",
        "es": "Enviado con el correo seguro de Proton Mail.",
    },
}

# The fields that programs of Outlook's kind repeat above a quote: From, Sent, To, Subject, Date.
FIELD_NAMES: dict[str, tuple[str, str, str, str, str]] = {
    "en": ("From:", "Sent:", "To:", "Subject:", "Date:"),
    "nl": ("Van:", "Verzonden:", "Aan:", "Onderwerp:", "Datum:"),
    "fr": ("De\u00a0:", "Envoyé\u00a0:", "À\u00a0:", "Objet\u00a0:", "Date\u00a0:"),
    "es": ("De:", "Enviado:", "Para:", "Asunto:", "Fecha:"),
}
LONG_DATES = {
    "en": "{Day}, {Month} {d}, {y} {h}:{mm} {ap}",
    "nl": "{Day} {d} {Month} {y} {H}:{mm}",
    "fr": "{Day} {d} {Month} {y} {H}:{mm}",
    "es": "{Day}, {d} de {Month} de {y} {H}:{mm}",
}
# "Original message" as each program writes it, without the dashes around it.
ORIGINAL: dict[str, dict[str, str]] = {
    "outlook": {
        "en": "Original Message",
        "nl": "Oorspronkelijk bericht",
        "fr": "Message d'origine",
        "es": "Mensaje original",
    },
    "samsung": {
        "en": "Original message",
        "nl": "Oorspronkelijk bericht",
        "fr": "Message d'origine",
        "es": "Mensaje original",
    },
    "zimbra": {
        "en": "Original Message",
        "nl": "Oorspronkelijk bericht",
        "fr": "Mail original",
        "es": "Mensaje original",
    },
    "em_client": {
        "en": "Original Message",
        "nl": "Origineel bericht",
        "fr": "Message original",
        "es": "Mensaje original",
    },
}
