"""Which lines of a text are somebody's sentences, and which are code, logs, tables and lists.

Pure, and each rule looks at a bounded piece of one line. On doubt a line is no prose: then another
sentence is shown, while one that is code shown as what somebody said helps nobody.
"""

from __future__ import annotations

import re
from typing import Final

from dgroup.domain.stop_words import STOP_WORDS


def is_prose(line: str) -> bool:
    """Whether a line, or a sentence, may be words that a person wrote for others to read."""
    text = line.strip()[:_LOOKED_AT]
    if not text or is_machine(text):
        return False
    bare = _LINKS.sub(" ", text)
    words = bare.split()
    signs = "".join(words)
    if not signs:
        return False  # nothing but links
    letters = len(_NO_LETTERS.sub("", signs))
    small = sum(1 for each in words if each.casefold().strip(_AROUND) in STOP_WORDS)
    if small >= max(3, len(words) / 4) and letters >= _LETTERS_AMONG_SMALL * len(signs):
        return True  # people speak of code in sentences
    if _CODE.search(text) or letters < _LETTERS * len(signs):
        return False
    plain = sum(1 for each in words if _PLAIN.fullmatch(each))
    return plain >= _PLAIN_WORDS * len(words) or _has_no_spaces(bare)


def is_machine(line: str) -> bool:
    """Whether a line is surely what a program, list software or a law firm puts into a text."""
    text = line.strip()[:_LOOKED_AT]
    if _PROGRAM.match(text) or _SOFTWARE.match(text) or _DISCLAIMER.search(text):
        return True
    return text.count("\t") > 0 or len(_GAPS.findall(text)) > 1  # columns


def is_mark(line: str) -> bool:
    """Whether a line draws something: a rule, a box, an underline, a fence around code."""
    text = line.strip()
    return bool(text) and not any(each.isalnum() for each in text[:_LOOKED_AT])


def opens_block(line: str) -> re.Pattern[str] | None:
    """Return how a block of lines that nobody wrote ends, if it begins here; None else."""
    text = line.strip()[:_LOOKED_AT]
    return next((end for opening, end in _BLOCKS if opening.match(text)), None)


_LOOKED_AT: Final = 600
_LETTERS: Final = 0.7
_LETTERS_AMONG_SMALL: Final = 0.6
_AROUND: Final = "\"'“”‘’«»()[]*_.,;:!?…¿¡"
_PLAIN_WORDS: Final = 0.6

_LINKS: Final = re.compile(
    r"<?(?:https?://|www\.|mailto:|ftp://)[^\s<>]++>?|[\w.+-]{1,64}@[\w.-]{0,250}\w"
)
_GAPS: Final = re.compile(r"\S {3,}(?=\S)")
# The vowels of many scripts are marks, and no letters.
_LETTERS_OF_WORD: Final = "(?:(?!_)[\\w\u0900-\u0963\u0966-\u1cff])++"
# A word with what may stand around it, as people write: "(the", "don't", "co-op,", "and/or", "20%".
_PLAIN: Final = re.compile(
    r"[\"'“”‘’«»‹›(\[*_¿¡„]{0,3}(?:" + _LETTERS_OF_WORD + r"|#\d+|[€$£]\d+)"
    r"(?:[-’'./&+·@:]" + _LETTERS_OF_WORD + r"){0,6}"
    r"[\"'“”‘’«»‹›)\]*_.,;:!?…%€°，。；：！？؟،।۔]{0,5}"
)
_PROGRAM: Final = re.compile(
    r"[$%] \S|[EWIDF]: |>>>|\.\.\. |#\s{0,20}(?:include|define|!|if|endif)|//|/\*|\*/|@@ |\+\+\+ "
    r"|--- \S|diff --"
    r"|Index: "
    r"|Traceback \(|File \"|During handling of|\w[\w.]{0,100}(?:Error|Exception|Warning)\b(?::|$)"
    r"|\[?(?:INFO|ERROR|WARN(?:ING)?|DEBUG|TRACE|FATAL|CRITICAL|NOTICE|EXC)\b[\]:]"
    r"|\[\w*(?:INFO|ERROR|WARN|DEBUG)|\[?\d{4}[-/.]\d\d[-/.]\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d[.,: ]"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:|\w{3} +\d+ \d\d:\d\d:\d\d "
    r"|from [\w.]+ import\b|import [\w.]+(?:,|$| as )|[@:]\w+ \w+:|\w+> "
    r"|(?:def|class|import|from|return|raise|yield|print|elif|else|try|except|finally|while|for|if"
    r"|with|assert|lambda|public|private|static|void|int|char|const|let|var|function|struct|typedef"
    r"|template|namespace|using)\b(?=[^.?!]{0,120}(?:[:;{(]$|[=(]\S*[)\]]?$|\(\)|;$|\bimport\b))"
    r"|(?:sudo|apt-get|apt|pip3?|git|cd|ls|cp|mv|rm|mkdir|make|cmake|export|chmod|wget|curl|svn|bzr"
    r"|python\d?|gcc|g\+\+|ssh|cat|grep|tar|yum|dnf|brew|npm) (?:-|\.?/|\w+[./-]\S|install\b"
    r"|clone\b)"
    r"|[\w.]+\(.*\)[;:]?$|(?:self|this)\.\w|[\w.\[\]]+ ?[-+*/]?= ?\S|#\s*\w+ ?=|<\?|<!|</?\w+[ >/]"
    r"|[{}\[\]()]+[;,]?$|\S{60}"
)
_CODE: Final = re.compile(
    r"[{}]$|[)\]\"'];$|=.{0,200};$|::\w|->\w|\(\)|==|!=|&&|\|\||</|/>|\\\w|\w\[\w+\]"
)
# What list software, archives and mail programs put into people's texts.
_SOFTWARE: Final = re.compile(
    r"(?:URL|Url|Name|Type|Size|Desc|Hash|Version|Comment)\s?: ?\S++.{0,60}$|.{0,60}was scrubbed"
    r"|-{5,80}+ ?(?:next part|original|forwarded|message|begin|end)"
    r"|_{10,}|\[?(?:cid|image):|\[(?:image|inline|afbeelding|imagen)"
    r"|\S{0,300}/listinfo|\S{1,100} mailing list$|to (?:un)?subscribe\b|\[…\]$"
    r"|(?:from|to|cc|sent|date|subject|van|aan|verzonden|onderwerp|de|à|envoyé|objet|para|enviado"
    r"|asunto|fecha|tel|phone|mobile?|fax|skype|e-?mail|web(?:site)?) ?: ",
    re.IGNORECASE,
)
# What firms put below every mail.
_DISCLAIMER: Final = re.compile(
    r"intended (?:solely|only|exclusively) for|(?:e-?mail|message|contents?|bericht|courriel"
    r"|message"
    r"|mensaje|correo)\b.{0,60}(?:confidential|privileged|vertrouwelijk|confidentie|confidencial)"
    r"|if you (?:have received|are not the intended)|intended recipient|uitsluitend bestemd voor"
    r"|exclusivement destiné|destinado exclusivamente|before printing this|think of the environment"
    r"|scanned (?:by|for) (?:viruses|\w+ ?anti)|virus-?free",
    re.IGNORECASE,
)
_BLOCKS: Final = (
    (re.compile(r"-----BEGIN PGP SIGNED"), re.compile(r"$")),
    (re.compile(r"-----BEGIN "), re.compile(r"-----END ")),
    (re.compile(r"```|~~~"), re.compile(r"```|~~~")),
    (re.compile(r"Traceback \("), re.compile(r"$|\w[\w.]{0,200}: ")),
)
# The vowels of many scripts are marks beside their letters.
_NO_LETTERS: Final = re.compile("[^\\w'’\u0900-\u1cff-]+|[\\d_]+")
_SPACELESS: Final = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"
)
# The marks that change how what follows is laid out: shown on a line of ours they would reach it.
HIDDEN: Final = re.compile("[\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f]")


def _has_no_spaces(text: str) -> bool:
    return len(_SPACELESS.findall(text)) >= 4
