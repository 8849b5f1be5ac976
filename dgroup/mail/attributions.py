"""How mail programs say "here is what I answer": sentences, headings, and blocks of fields.

quotequail knows many of them; a writer's own sentence can look the same, so each needs a second
sign: a time, an address, or nothing but names. Lines are looked at alone or up to four together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Introduction:
    """Lines `first` up to `after` (exclusive, empty lines below included) introduce a quote.

    `is_certain`: they can be no sentence of the writer's own, so that even a quote which nothing
    marks begins below them. `is_block`: fields such as From, Sent, To, which programs put above
    quotes that they do not mark.
    """

    first: int
    after: int
    is_certain: bool
    is_block: bool = False


def may_attribute(line: str) -> bool:
    """Say cheaply whether an introduction can end here, or a block of fields begin."""
    text = plain(line[: LONGEST + 1])
    if not text or len(text) > LONGEST:
        return False
    return text.endswith(_LAST_MARKS) or bool(_FIELD.match(text))


def find_attribution(
    lines: Sequence[str], is_quoted: Sequence[bool], number: int, passed: int
) -> Introduction | None:
    """Return the introduction whose last line (or first line of fields) is `number`.

    Lines before `passed` belong to something else already. None where there is none.
    """
    block = _block_of_fields(lines, number)
    if block is not None:
        return Introduction(_with_rule(lines, number, passed), *block, is_block=True)
    text = plain(lines[number])
    if not text.endswith(_LAST_MARKS):
        return None
    after = _next_words(lines, number + 1)
    is_block = text.startswith(("-", "*", "_"))  # a heading
    if after < len(lines):  # "… wrote:", and the fields of what was written
        below = _block_of_fields(lines, after)
        after, is_block = (below[0], True) if below else (after, is_block)
    if _OUTLOOK_RULE.fullmatch(text):  # it counts with a block below it only
        return None
    nearest: tuple[int, bool] | None = None
    for first in range(number, max(passed, number - 3) - 1, -1):
        if is_quoted[first] or not lines[first].strip() or len(lines[first]) > LONGEST:
            break
        sentence = plain(" ".join(lines[first : number + 1]))
        if len(sentence) > LONGEST:
            break
        is_certain = _says_who(sentence)
        if is_certain is None and first == number and _ONLY_VERB.fullmatch(text):
            # The end of a quoted line that some program has broken.
            is_certain = False if number and is_quoted[number - 1] else None
        if is_certain is None:
            continue
        if _OPENS.match(sentence):
            return Introduction(first, after, is_certain, is_block)
        if nearest is None and (first == number or _ONLY_VERB.fullmatch(text)):
            nearest = (first, is_certain)
    return Introduction(nearest[0], after, nearest[1], is_block) if nearest else None


def is_rule(line: str) -> bool:
    """Say whether a line is a drawn one, with or without a heading such as "Original message"."""
    return _RULE.fullmatch(line.strip()) is not None


def plain(line: str) -> str:
    """Return a line with single spaces; French programs put a no-break space before the colon."""
    return " ".join(line.replace("\u200b", "").replace("\ufeff", "").split())


LONGEST: Final = 300  # characters of an introduction
_BLOCK_LINES: Final = 16
_LAST_MARKS: Final = (":", "：", ">", "-", "_", "*", "wrote")

_RULE = re.compile(r"[-_=*\u2014\u2500]{5,}|={3,}|-{3,}[^-]{3,40}-{3,}")
_OUTLOOK_RULE = re.compile(r"_{5,}")

# The verb last ("Bob wrote:"), or before the name ("schreef Bob:").
_WROTE: Final = (
    r"(?:\b(?:wrote|writes|schreef|schrijft|geschreven|schrieb|schreibt|a écrit|écrivait|escribió"
    r"|escribe|escreveu|ha scritto|scrive|skrev|kirjoitti|napisał|napisała|napisał\(a\)|yazdı|írta"
    r"|menulis|aliandika|пишет|писал|писала|написал|написала|написал\(а\)|написав|написа)"
    r"|写道|寫道|のメール|작성|كتب|كتبت|ने लिखा)"
)
_VERB_AND_COLON = re.compile(rf"{_WROTE}[ ,]?[:：]$", re.IGNORECASE)
_VERB_THEN_NAME = re.compile(
    r"\b(?:schreef|schrijft|schrieb|schreibt|skrev|écrivait)\b.", re.IGNORECASE
)
_LONGEST_VERB: Final = 24
_SAID = re.compile(r".*?\b(?:said|says|zei|zegt|sagte|sagt|a dit|dijo|dice) ?:", re.IGNORECASE)
_ONLY_VERB = re.compile(
    rf"(?:<[^<>]*>[ ,]*|[^ ]+@[^ ]+[ ,]*|het volgende )?(?:{_WROTE}|said|says) ?[:：]",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    r"(?:quoting|citeren|citing|zitat von|zitiere|citando(?: a)?|citat|citerar|citation de) .*:",
    re.IGNORECASE,
)
_DATE_BY = re.compile(
    r".*\d (?:by|von|van|door|de|par|por|da|av|af|från|fra|od|от) [^ ]+@[^ ]+:", re.IGNORECASE
)
_DATE_AND_ADDRESS = re.compile(
    r"\d{4}[/-]\d{1,2}[/-]\d{1,2} .{0,100}<[^<> ]+(?:@| at )[^<> ]*\.[^<> ]+>:?"
)
_IN_DASHES = re.compile(rf"-{{3,}} ?.*{_WROTE} ?:? ?-{{3,}}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^ <(\[]+(?:@| at )[^ >)\]]+")
_DATED_ADDRESS = re.compile(r"\d{1,2} ?[:.h] ?\d{2}.*<[^<>@ ]+@[^<>@ ]+>")
_TIME = re.compile(r"\d{1,2} ?[:.hu] ?\d{2}")
_WHEN = re.compile(
    r"\d{1,2} ?[:h] ?\d{2}|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{4} ?年"
    r"|\d{1,2}(?:st|nd|rd|th|er|e|º)?\.?(?: de)? [^\W\d]{3,10}\.?,?(?: de| del)? \d{4}"
    r"|[^\W\d]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
# A word for "on", a weekday, or the date itself: so begins what programs write.
_OPENS = re.compile(
    r"(?:(?:On|Op|Le|El|En|Am|Em|Den|På|Il|Pada|Tarehe|Dnia|W|Vào|La|Kl|Em|في|في يوم|在|于|於)\b"
    r".{0,25}?\d|In article <|\d{1,4} ?[-/.年]"
    r"|\d{1,2}\.? [^\W\d]{3,10}\.?,? \d{4}|[^\W\d]{2,10}[.,]{1,2} \d"
    r"|[^\W\d]{2,3} \d{1,2}\. |\d{1,2}:\d{2} [AP]M, "
    r"|[^<>:]{2,60} <[^<> ]+@[^<> ]+> (?:schrieb|schreef|skrev)\b)"
)
# The end of a sentence and the beginning of another; not "Dr. Otieno", not "p.m. Bob".
_TWO_SENTENCES = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bSt)(?<!\bJr)(?<!\bIr)(?<!\bMrs)(?<!\bIng)(?<!\bSra)"
    r"(?<!\bProf)(?<=[^\W\d][^\W\d])[.!?] +[^\W\d_a-z]",
)
_SMALL_WORDS: Final = frozenset(
    "a ha von van de der den ter di da la le el het volgende om um at à via schreef".split()
)

# The block that Outlook and others put above what they answer, in the languages they speak.
_NAMES_OF_FIELDS: Final = {
    "from": "From|Von|Van|De|Da|Från|Fra|Od|Lähettäjä|Kimden|Gönderen|Dari|Kutoka|От|От кого|Від"
    "|发件人|發件人|寄件者|差出人|보낸 사람|من|प्रेषक|से",
    "date": "Sent|Date|Message du|Gesendet|Datum|Verzonden|Envoyé|Envoyé le|Date d.envoi|Enviado"
    "|Enviado el"
    "|Enviada em|Enviado em|Enviada el|Fecha|Data|Inviato|Skickat|Sendt|Dato|Lähetetty|Wysłane"
    "|Wysłano|Gönderildi|Gönderme Tarihi|Tarih|Dikirim|Tanggal|Imetumwa|Tarehe|Отправлено|Дата"
    "|Надіслано"
    "|发送时间|發送時間|日期|寄件日期|送信日時|日時|보낸 날짜|تم الإرسال|التاريخ|भेजा गया|दिनांक",
    "subject": "Subject|Betreff|Onderwerp|Objet|Sujet|Asunto|Assunto|Oggetto|Ämne|Emne|Aihe|Temat"
    "|Konu|Perihal|Subjek|Mada|Тема|主题|主題|主旨|件名|제목|الموضوع|विषय|Message-ID",
    "other": "To|Cc|Bcc|An|Aan|À|A|Para|Till|Til|Kopi|Kopia|Do|DW|Vastaanottaja|Kime|Bilgi|Kepada"
    "|Kwa|Reply-To|Message|Content-Type|Importance|Priority|Prioriteit|Kopie|Copie à|CC|Cci"
    "|Организация"
    "|Кому|Копия|收件人|收件者|抄送|宛先|받는 사람|إلى|नसख़ा|प्रति|Organization|Attachments"
    "|Bijlagen|Pièces jointes|Adjuntos|Anlagen|Sent by|Please respond to",
}
_FIELD = re.compile(
    r"[*_]{0,2}(?:"
    + "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES_OF_FIELDS.items())
    + r")[*_]{0,2} ?[:：](?!//) ?[*_]{0,2}(?P<value>.*)",
    re.IGNORECASE,
)
_DATE_IN_FIELD = re.compile(r"\d{4}|\d{1,2}[:.h]\d{2}|[٠-٩]{4}")


def _says_who(sentence: str) -> bool | None:
    """Whether a sentence introduces a quote (None: it does not), and can be nothing else (True)."""
    # More of these marks than a name and an address have make patterns slow.
    if len(sentence) < 8 or max(map(sentence.count, "@<")) > 4:
        return None
    if _IN_DASHES.fullmatch(sentence) or _DATE_AND_ADDRESS.fullmatch(sentence):
        return True
    if sentence.endswith("wrote"):  # Zoho's, of late
        return True if _OPENS.match(sentence) and _DATED_ADDRESS.search(sentence) else None
    if not sentence.endswith((":", "：")) or _ONLY_VERB.fullmatch(sentence) is not None:
        return True if _is_heading(sentence) else _ends_in_address(sentence)
    if _TWO_SENTENCES.search(sentence):
        return None
    has_address = _ADDRESS.search(sentence) is not None
    has_when = _WHEN.search(sentence) is not None
    if _has_verb(sentence):
        has_time = _TIME.search(sentence) is not None
        if (has_address or has_time) and _OPENS.match(sentence):
            return True
        return False if has_address or has_time or _names_somebody(sentence) else None
    if _QUOTING.fullmatch(sentence) or _DATE_BY.fullmatch(sentence):
        return False
    if _SAID.fullmatch(sentence):
        is_dated = has_when and has_address and _OPENS.match(sentence)
        return False if is_dated or _names_somebody(sentence) else None
    if has_address and has_when and "<" in sentence:  # a language that is not in these tables
        ends_in_address = sentence.endswith((">:", "> :")) and _DATED_ADDRESS.search(sentence)
        return bool(ends_in_address and _OPENS.match(sentence))
    return True if _is_heading(sentence) else None


def _has_verb(sentence: str) -> bool:
    """Whether a sentence ends in "wrote:", or has "schreef" before a name."""
    end = max(len(sentence) - _LONGEST_VERB, 0)
    return bool(_VERB_AND_COLON.search(sentence, end) or _VERB_THEN_NAME.search(sentence))


def _ends_in_address(sentence: str) -> bool | None:
    """ "<bob@example.org> wrote:" says who, "wrote:" alone does not."""
    return False if _ONLY_VERB.fullmatch(sentence) and _ADDRESS.match(sentence, 1) else None


def _is_heading(sentence: str) -> bool:
    """ "--- Original message ---", "Begin forwarded message:", "____"."""
    sentence = sentence.strip("*")
    if not (sentence.startswith("--") or sentence.endswith((":", "_"))):
        return False
    if _NAMED_RULE.fullmatch(sentence):
        return True
    import quotequail  # 25 ms that the start of a server need not wait for

    return not _has_verb(sentence) and len(quotequail.quote(sentence, quote_intro_line=True)) == 2


_NAMED_RULE = re.compile(
    r"-{3,} ?(?:(?:original|oorspronkelijk|origineel|ursprüngliche|mensaje|mensagem|messaggio"
    r"|message|mail|courriel|forwarded|doorgestuurd|weitergeleitete|reply|исходное|пересылаемое"
    r"|opprinnelig|oprindelig|ursprungligt|alkuperäinen|oryginalna|orijinal|pesan|原始|邮件原件"
    r"|الرسالة)[^-]{0,40}) ?-{3,}",
    re.IGNORECASE,
)


def _names_somebody(sentence: str) -> bool:
    """Whether before the verb there are only names, so that this is no sentence of a text."""
    words = _WHEN.sub("1", sentence).rstrip(":： ").split(" ")[:-1]
    return bool(words) and all(
        word[:1].isupper() or word[:1].isdigit() or word in _SMALL_WORDS for word in words
    )


def _block_of_fields(lines: Sequence[str], number: int) -> tuple[int, bool] | None:
    """Where what is below the block that begins here starts, and whether the block is certain.

    From, a date and Subject make one: "From Nairobi, to Mombasa, date …" may be a plan for a trip.
    """
    if not _FIELD.match(plain(lines[number][: LONGEST + 1])):
        return None
    above = plain(lines[number - 1][: LONGEST + 1]) if number else ""
    is_certain = number > 0 and _RULE.fullmatch(_last_words(lines, number)) is not None
    is_joined = bool(above) and not is_certain and _says_who(above) is None
    found: set[str] = set()
    end = number
    gap = odd = 0  # empty lines, and others, since the last field
    people = 0  # fields with an address
    for each in range(number, min(number + _BLOCK_LINES, len(lines))):
        line = lines[each]
        hit = _FIELD.match(plain(line[: LONGEST + 1]))
        if hit:
            kind = next(kind for kind in _NAMES_OF_FIELDS if hit[kind] is not None)
            if not found and kind == "from":
                is_certain = True  # an example in the text is as likely to begin with Date
            if kind != "date" or _DATE_IN_FIELD.search(hit["value"]):
                found.add(kind)
            people += kind in ("from", "other") and _ADDRESS.search(hit["value"]) is not None
            end, gap, odd = each + 1, 0, 0
        elif not line.strip():
            gap += 1
            if gap > 1 or {"from", "date", "subject"} <= found:
                break
        elif not gap and line[0] in " \t":
            end = each + 1  # folded
        else:
            odd += 1  # more people in To
            if gap or odd > 2:
                break
    # An empty Subject is left out by some; a block that follows the text at once is one only if
    # it is whole, and not part of a text: a program's source, say.
    if not {"from", "date"} <= found or ("subject" not in found and people < 2):
        return None
    if is_joined and not (people and {"subject", "other"} <= found and is_certain):
        return None
    return _next_words(lines, end), is_certain


def _last_words(lines: Sequence[str], number: int) -> str:
    """The line above `number` that has anything on it, over at most three empty ones."""
    for each in range(number - 1, max(number - 5, -1), -1):
        if lines[each].strip():
            return plain(lines[each][: LONGEST + 1])
    return ""


def _with_rule(lines: Sequence[str], number: int, passed: int) -> int:
    """The first of the lines that separate a block of fields from what stands above it."""
    first = number
    while first > passed and number - first < 4:
        above = plain(lines[first - 1][: LONGEST + 1])
        if above and not _RULE.fullmatch(above) and _says_who(above) is None:
            break
        first -= 1
    return first


def _next_words(lines: Sequence[str], number: int) -> int:
    """The first line from `number` on with anything on it; at most four empty ones are passed."""
    most = min(number + 4, len(lines))
    while number < most and not lines[number].strip():
        number += 1
    return number
