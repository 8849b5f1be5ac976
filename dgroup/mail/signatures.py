"""What stands below the words of a mail and is nobody's message: signatures, phones, list footers.

RFC 3676 §4.3 marks a signature by "-- "; what is not so certain is cut only where it cannot be a
sentence of the writer's. The lines by which telephones and programs name themselves are cut alone.
"""

from __future__ import annotations

import re
from typing import Final


def cut_signature(block: list[str]) -> list[str]:
    """Return the lines without what follows "-- ", and without the line of a telephone."""
    end = len(block)
    below = 0  # lines with text
    is_name = True  # whether all below may be a name, a function, an address
    for number in range(len(block) - 1, -1, -1):
        line = block[number]
        # Some programs lose the space, and some people draw a line like that.
        if line == "-- " or (line.strip() == "--" and is_name and below <= _DOUBTFUL_LINES):
            end = number
        below += bool(line.strip())
        is_name = is_name and (not _is_sentence(line) or is_program_line(line))
        if below > _SIGNATURE_LINES:
            break
    block = block[:end]
    for _ in range(3):  # a telephone's line and an advertisement
        end = len(block)
        while end and not block[end - 1].strip():
            end -= 1
        if end and is_program_line(block[end - 1]):
            end -= 1
        elif end > 1 and block[end - 2].strip() and is_program_line(" ".join(block[end - 2 : end])):
            end -= 2  # broken in two
        block = block[:end]
    return block


def is_program_line(line: str) -> bool:
    """Say whether a line is the one by which a telephone or a mail program names itself.

    "Sent from my iPhone" is one, "Sent from my village to the market" is not: each word is known.
    """
    if len(line) > _LONGEST_LINE:
        return False
    text = _LINK.sub(" ", line).casefold()
    words = _WORDS.findall(text)
    if len(words) > _MOST_WORDS:
        return False
    if _OTHER_LINES.search(text):
        return True
    if len(words) < 2:
        return False
    if words[0] in _SENT and words[1] in _FROM:
        return _names_device(words[1:])
    if words[-1] == "gesendet" and not {"von", "mit"}.isdisjoint(words):
        return _names_device([each for each in words[:-1] if each not in _MESSAGE])
    if "outlook" in words[:4] and not {"ios", "android"}.isdisjoint(words):
        return len(words) <= 7 and not _GET.isdisjoint(words)
    return False


def cut_footer(lines: list[str]) -> list[str]:
    """Cut what list software puts below a mail: a line of underscores and a few lines more."""
    for _ in range(3):  # lists that are members of lists
        end = len(lines)
        while end and not lines[end - 1].strip():
            end -= 1
        for number in range(end - 1, max(end - 2 - _FOOTER_LINES, -1), -1):
            if _FOOTER_LINE.fullmatch(lines[number].strip()):
                below = lines[number + 1 : end]
                if any(_FOOTER_SIGN.search(line[:500]) for line in below):
                    lines = lines[:number]
                break
        else:
            break
    return lines


_SIGNATURE_LINES: Final = 15
_DOUBTFUL_LINES: Final = 6
_FOOTER_LINES: Final = 8
_LONGEST_LINE: Final = 300
_MOST_WORDS: Final = 24

_MESSAGE: Final = frozenset("diese nachricht e-mail wurde".split())
_LINK = re.compile(r"<?https?://[^\s<>)\]]*>?")
_WORDS = re.compile(r"\w(?:[\w&!+-]*\w)?")
_SENT: Final = frozenset(
    "sent written typed verstuurd verzonden gestuurd envoyé envoyée expédié enviado enviada enviat"
    " gesendet inviato skickat sendt trimis wysłane wysłano dikirim imetumwa lähetetty provenance"
    " отправлено надіслано poslano odesláno".split()
)
_GET: Final = frozenset(
    "get download try obtenir obtenez obtén télécharger téléchargez obtener obtenga descargar"
    " descargue descarga scarica ottieni hämta hent få baixar obter obtenha pobierz holen laden"
    " downloaden ophalen скачать".split()
)
_FROM: Final = frozenset(
    "from via with using vanaf vanuit met uit de du depuis avec à desde con do da pelo van von mit"
    " från fra din z ze dari kutoka с со з courrier mobile".split()
)
# Between "sent" and what sends, and behind it.
_SMALL: Final = frozenset(
    "from via with using my the a an new secure secured encrypted mobile all-new app application"
    " vanaf vanuit met mijn een de van voor beveiligde mobiele op"
    " du depuis avec à partir mon ma mes un une la le l messagerie sécurisée pour sur"
    " desde mi con el seguro segura móvil para en do da meu minha"
    " von mit meinem meiner für dal da mio från min mitt fra z mojego dari saya kutoka kwa yangu"
    " с со з моего for on wireless powered by 5g 4g lte network plus pro max mini ultra note"
    " inbox client octacore flash email e-mail correo electrónico courriel version".split()
)
_DEVICES: Final = frozenset(
    "iphone ipad ipod imac macbook mac galaxy samsung android blackberry huawei honor xiaomi redmi"
    " poco nokia pixel oneplus oppo vivo tecno infinix itel motorola moto htc lg sony xperia"
    " fairphone realme lumia windows surface tablet tableta tablette smartphone galaxy-smartphone"
    " blackberry-toestel android-apparaat android-toestel android-telefoon phone cellphone"
    " telephone telefoon mobieltje gsm téléphone portable móvil celular teléfono telefon handy"
    " cellulare telemóvel telefono device apparaat toestel appareil terminal dispositivo gerät"
    " outlook gmail hotmail yahoo yahoo! aol proton protonmail tutanota tuta k-9 thunderbird spark"
    " zimbra bluemail mailbird fastmail verizon t-mobile at&t superhuman airmail iphonesta"
    " mailspring missive hey spike shortwave roundcube mail courrier correo"
    " wiko alcatel typeapp mailbox airmail pc cell mobilgerät mobiltelefon android-mobiltelefon"
    " android-gerät mobile work"
    " orange vodafone movistar claro tigo proximus telenet safaricom mtn airtel".split()
)
_SORRY: Final = frozenset(
    "please pls sorry excuse apologies pardon forgive excuseer excuses veuillez merci désolé"
    " excusez disculpa disculpe disculpen perdón perdona bitte entschuldigen".split()
)
_OTHER_LINES = re.compile(
    r"^yahoo mail ?: ?\w+, \w+,? [\w ]{2,20}$|iphone'?umdan gönderildi|^iphoneから送信"
    r"|iphone에서 보냄|^(?:发自|發自|从|從)我的.{1,30}|^أُ?رسلت? من .{1,30}iphone|iphone से भेजा गया"
)


def _is_sentence(line: str) -> bool:
    text = _LINK.sub("", line[:500]).strip()
    if "was scrubbed" in text:  # Mailman's archive, of an attachment
        return False
    spaces = text.count(" ")
    return len(text) > 80 or spaces >= 9 or (spaces >= 4 and text.endswith((".", "!", "?", "…")))


def _names_device(words: list[str]) -> bool:
    """Whether these words, behind "sent", are those of a program: no other stands among them."""
    found = False
    for number, word in enumerate(words):
        if word in _DEVICES:
            found = True
        elif found and word in _SORRY:
            return True
        elif word not in _SMALL and not (found and any(map(str.isdigit, word))):
            return False
        if not found and number > 7:
            return False
    return found


_FOOTER_LINE = re.compile(r"_{20,}")
_FOOTER_SIGN = re.compile(
    r"mailing list|unsubscribe|mailman|listinfo|list-?manage|mailinglijst|uitschrijven|afmelden"
    r"|liste de diffusion|désinscri|désabonn|lista de correo|darse de baja",
    re.IGNORECASE,
)
