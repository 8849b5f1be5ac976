"""Which lines of a text its writer wrote: quotes, signatures and list footers are found here.

To lose a person's words is worse than to show a quote too many: every rule that is not certain asks
for a second sign, and what stands between or below marked quotes is always kept. quotequail knows
how mail programs introduce a quote; it is asked about single short sentences only, and the work is
bounded. RFC 3676 §4.3 (signatures) and §4.5 (quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final


def own_words(text: str) -> str:
    """Return what the writer of `text` added to what was there before; "" when that is nothing.

    Lines end in "\\n"; the answers between quotes stand in order, an empty line between them.
    """
    return _join(_cut_signature(block) for block in _own_blocks(text))


def unquoted(text: str) -> str:
    """Return the same with the signatures left in; "" when all is quoted."""
    return _join(_own_blocks(text))


_LOOKED_AT: Final = 64 * 1024  # characters from the beginning in which quotes are introduced
_MOST_ASKED: Final = 400  # lines that quotequail is asked about
_LONGEST_INTRODUCTION: Final = 300
_SIGNATURE_LINES: Final = 15
_DOUBTFUL_LINES: Final = 6
_FOOTER_LINES: Final = 8

_QUOTED = re.compile(r"[ \t]{0,3}>")
_WORD = re.compile(r"\w")
_RULE = re.compile(r"\s*(?:[-_=*]{5,}|-{3,}[^-]{3,40}-{3,})\s*")
_ATTRIBUTION = re.compile(
    r".*\b(?:wrote|writes|said|says|schreef|schrijft|geschreven|schrieb|écrit|écrivait|escribió"
    r"|escribe|escreveu|ha scritto|skrev|пишет|написал|написала) ?:$"
    r"|quoting .*:$|\d{4}[/-]\d{1,2}[/-]\d{1,2} .*<.*>:?$",
    re.IGNORECASE,
)
_DATE_OR_ADDRESS = re.compile(r"[@<\d]")
_SMALL_WORDS: Final = frozenset("a ha von van de der den ter di da la le el het volgende".split())
# The block that Outlook and others put above what they answer, in the languages they speak.
_HEADER_FROM = re.compile(
    r"\s*\*{0,2}(?:From|Von|Van|De|Da|Från|Fra|От) ?: ?\*{0,2} ?\S", re.IGNORECASE
)
_HEADER_LINE = re.compile(
    r"\s*\*{0,2}(?:Sent|Date|To|Cc|Subject|Reply-To|Message-ID|Message|Content-Type|Gesendet|Datum"
    r"|An|Betreff|Verzonden|Aan|Onderwerp|Envoyé|Envoyé le|À|Objet|Enviado|Enviado el|Fecha|Para"
    r"|Asunto|Enviada em|Assunto|Inviato|A|Oggetto|Skickat|Till|Ämne|Sendt|Til|Emne|Importance"
    r"|Priority) ?: ?\*{0,2}",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}|\d{1,2}[:.]\d{2}")
_SALUTATION = re.compile(
    r"(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|greetings|hallo|hoi|dag|beste|geachte"
    r"|lieve|goede\w*|bonjour|bonsoir|salut|cher|chère|chers|hola|buenos|buenas|estimad\w+|querid\w+"
    r"|liebe\w*|guten|sehr geehrte\w*|olá|ciao|habari|jambo)\b.{0,50}",
    re.IGNORECASE,
)
# The writer says that the answers are down there, in a quote that no mark tells from them.
_SAYS_BELOW = re.compile(
    r"\bin-?line|\bin line\b|\bsee below|(?:answers?|comments?|repl(?:y|ies)|responses?|notes?)\b"
    r".{0,30}\bbelow|\bbelow in\b|\bin (?:red|blue|green|bold|capitals|caps)\b|between the lines"
    r"|\bzie (?:hieronder|onder)|\bhieronder|\bin (?:rood|blauw|groen)\b|tussen de (?:regels|tekst)"
    r"|ci-dessous|\ben (?:rouge|bleu|rojo|azul|negrita)\b|más abajo|\babajo\b|entre l[ií]neas"
    r"|\bunten\b|\bin (?:rot|blau)\b",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sent (?:from|via|with) (?:my |mail |the |a |outlook|gmail|yahoo|proton|samsung)"
    r"|(?:get|download) outlook for|verstuurd (?:vanaf|vanuit|met|via) |verzonden (?:vanaf|vanuit"
    r"|met|via) |outlook voor (?:ios|android) downloaden|envoyé (?:de|depuis|à partir de) (?:mon|ma"
    r"|outlook|mail|yahoo|l)|télécharger outlook|provenance ?: courrier|enviado (?:desde|do|pelo)"
    r" (?:mi|meu|mail|correo|outlook|yahoo|samsung|el)|obtener outlook|von meinem .{1,40} gesendet"
    r"|gesendet (?:mit|von) |inviato da|skickat från|sendt fra)",
    re.IGNORECASE,
)
_FOOTER_LINE = re.compile(r"_{20,}")
_FOOTER_SIGN = re.compile(
    r"mailing list|unsubscribe|mailman|listinfo|list-?manage|mailinglijst|uitschrijven|afmelden"
    r"|liste de diffusion|désinscri|désabonn|lista de correo|darse de baja",
    re.IGNORECASE,
)


def _join(blocks: Iterator[list[str]]) -> str:
    texts = ["\n".join(block).strip("\n") for block in blocks]
    return "\n\n".join(text for text in texts if _WORD.search(text)).strip()


def _own_blocks(text: str) -> Iterator[list[str]]:
    """The runs of lines between quotes."""
    lines = _without_footer(text.split("\n"))
    is_quoted = [bool(_QUOTED.match(line)) for line in lines]
    for number, line in enumerate(lines):
        # A line that begins with "From " gets such a mark on its way through a mailbox file.
        if line.startswith(">From ") and not any(is_quoted[number + 1 : number + 2]):
            is_quoted[number] = number > 0 and is_quoted[number - 1]
    _hide_introductions(lines, is_quoted)
    block: list[str] = []
    for line, is_hidden in zip(lines, is_quoted, strict=True):
        if not is_hidden:
            block.append(line)
        elif block:
            yield block
            block = []
    yield block


def _hide_introductions(lines: Sequence[str], is_quoted: list[bool]) -> None:
    """Mark what introduces quotes, and, where no mark tells it from the rest, the quote itself."""
    asked = 0
    seen = 0
    passed = 0  # the first line that is in no introduction yet
    above = [_Above()]  # for each line, what stands before it
    for number, line in enumerate(lines):
        seen += len(line) + 1
        if seen > _LOOKED_AT or asked >= _MOST_ASKED:
            return
        if is_quoted[number] or number < passed:
            above.append(above[-1])
            continue
        above.append(above[-1].then(line))
        text = _plain(line)
        if len(line) > _LONGEST_INTRODUCTION or not text:
            continue
        is_header = _is_header_block(lines, number)
        if not is_header and not text.endswith((":", ">", "-", "_")):
            continue
        asked += 1
        if is_header:
            first: int | None = _with_rule(lines, number, passed)
        else:
            first = _first_line_of_introduction(lines, is_quoted, number, passed)
        if first is None:
            continue
        above[-1] = above[first]  # an introduction is no word of the writer's
        passed = after = _after_header(lines, number if is_header else number + 1)
        if after == len(lines) or is_quoted[after]:
            is_quoted[first:after] = [True] * (after - first)
        elif above[first].may_be_all and _is_certain(lines, first, number, after, is_header):
            is_quoted[first:] = [True] * (len(lines) - first)
            return


@dataclass(frozen=True, slots=True)
class _Above:
    """What the writer has said so far: something, and that more of it is below?"""

    has_words: bool = False
    says_below: bool = False

    @property
    def may_be_all(self) -> bool:
        return self.has_words and not self.says_below

    def then(self, line: str) -> _Above:
        text = line.strip()[:1000]
        if not text or (self.has_words and self.says_below):
            return self
        return _Above(
            self.has_words or not _SALUTATION.fullmatch(text),
            self.says_below or bool(_SAYS_BELOW.search(text)),
        )


def _is_certain(lines: Sequence[str], first: int, last: int, after: int, is_header: bool) -> bool:
    """Whether an introduction can be no sentence of the writer's own."""
    introduction = " ".join(lines[first : last + 1]).strip()
    if is_header:  # a block without a line above it, From and a date may be an example in the text
        return any(line.strip() for line in lines[first:last]) or (
            bool(_HEADER_FROM.match(_plain(lines[last])))
            and any(_DATE.search(line[:_LONGEST_INTRODUCTION]) for line in lines[last : last + 7])
        )
    if introduction.startswith("____"):  # Outlook's rule counts with a header below it only
        return any(_HEADER_FROM.match(line) for line in lines[last + 1 : after])
    return introduction.startswith("--") or any(each.isdigit() for each in introduction)


def _plain(line: str) -> str:
    # French programs put a no-break space before the colon.
    return " ".join(line.replace("\u200b", "").split())


def _first_line_of_introduction(
    lines: Sequence[str], is_quoted: Sequence[bool], last: int, passed: int
) -> int | None:
    """Where the introduction that ends in line `last` begins; None where it is none."""
    start = last
    while start > passed and last - start < 3 and lines[start - 1].strip():
        if is_quoted[start - 1] or len(lines[start - 1]) > _LONGEST_INTRODUCTION:
            break
        start -= 1
    for first in range(last, start - 1, -1):
        if _is_introduction(_plain(" ".join(lines[first : last + 1]))):
            return first
    # What quotequail does not know counts where a marked quote follows.
    following = range(last + 1, min(last + 3, len(lines)))
    if not any(is_quoted[each] for each in following):
        return None
    sentence = _plain(" ".join(lines[start : last + 1]))
    if _ATTRIBUTION.fullmatch(sentence) and _names_somebody(sentence):
        begins_block = start == passed or not lines[start - 1].strip() or is_quoted[start - 1]
        return start if begins_block else last
    return None


def _names_somebody(sentence: str) -> bool:
    """Whether "… wrote:" has a date or an address, or only a name, and is no sentence of a text."""
    *words, _ = sentence.split(" ")
    return bool(_DATE_OR_ADDRESS.search(sentence)) or all(
        word[:1].isupper() or word in _SMALL_WORDS for word in words
    )


def _is_introduction(sentence: str) -> bool:
    # More of these marks than a name and an address have make its patterns slow.
    if not 8 <= len(sentence) <= _LONGEST_INTRODUCTION or max(map(sentence.count, "@<")) > 4:
        return False
    import quotequail  # 25 ms that the start of a server need not wait for

    return len(quotequail.quote(sentence, quote_intro_line=True)) == 2


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    """Whether here begins a run of lines such as From, Sent, To, Subject: three at the least."""
    if not _is_of_header(lines[number]):
        return False
    above = lines[number - 1].strip() if number else ""
    if above and not _RULE.fullmatch(above) and not _is_introduction(_plain(above)):
        return False  # part of a text: a program's source, say
    run = [line[:_LONGEST_INTRODUCTION] for line in lines[number : number + 7]]
    has_from = any(_HEADER_FROM.match(_plain(line)) for line in run)
    return has_from and sum(bool(_HEADER_LINE.match(_plain(line))) for line in run) >= 2


def _is_of_header(line: str) -> bool:
    text = _plain(line[:_LONGEST_INTRODUCTION])
    return bool(_HEADER_FROM.match(text) or _HEADER_LINE.match(text))


def _with_rule(lines: Sequence[str], number: int, passed: int) -> int:
    """The first of the lines that separate a header block from what stands above it."""
    first = number
    while first > passed and number - first < 4:
        above = lines[first - 1].strip()
        if above and not _RULE.fullmatch(above) and not _is_introduction(_plain(above)):
            break
        first -= 1
    return first


def _after_header(lines: Sequence[str], number: int) -> int:
    """The first line after an introduction that is neither empty nor part of a header block."""
    most = min(number + 20, len(lines))
    is_inside = False
    while number < most:
        line = lines[number]
        is_folded = is_inside and line[:1] in (" ", "\t")
        is_inside = is_folded or _is_of_header(line)
        if line.strip() and not is_inside:
            break
        number += 1
    return number


def _cut_signature(block: list[str]) -> list[str]:
    """Cut what follows "-- ", and the line by which a telephone names itself."""
    end = len(block)
    below = 0  # lines with text
    for number in range(len(block) - 1, -1, -1):
        line = block[number]
        # RFC 3676 §4.3; some programs lose the space, and some people draw a line like that.
        if line == "-- " or (line.rstrip() == "--" and below <= _DOUBTFUL_LINES):
            end = number
        below += bool(line.strip())
        if below > _SIGNATURE_LINES:
            break
    block = block[:end]
    while block and not block[-1].strip():
        block.pop()
    if block and len(block[-1]) <= 120 and _SENT_FROM.match(block[-1].strip()):
        block.pop()
    return block


def _without_footer(lines: list[str]) -> list[str]:
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
