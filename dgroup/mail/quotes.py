"""Which lines of a text its writer wrote: quotes, signatures and list footers are found here.

To lose a person's words is worse than to show a quote too many: every rule that is not certain asks
for a second sign, and what stands between or below marked quotes is always kept. The work is
bounded. RFC 3676 §4.3 (signatures) and §4.5 (quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dgroup.mail.attributions import find_attribution, is_rule, may_attribute, plain
from dgroup.mail.inline import says_below
from dgroup.mail.signatures import cut_footer, cut_signature, is_program_line


def own_words(text: str) -> str:
    """Return what the writer of `text` added to what was there before; "" when that is nothing.

    Lines end in "\\n"; the answers between quotes stand in order, an empty line between them. With
    nothing above a quote that no mark tells from the rest, all below is taken for the quote.
    """
    return _join(cut_signature(block) for block in _own_blocks(text, on_doubt=False))


def unquoted(text: str) -> str:
    """Return the same with signatures left in, and with every quote that no mark tells.

    "" when all is quoted. What to show where `own_words` finds nothing: there may be words below.
    """
    return _join(_own_blocks(text, on_doubt=True))


_LOOKED_AT: Final = 64 * 1024  # characters from the beginning in which quotes are introduced
_MOST_ASKED: Final = 400  # lines that are looked at closely

_QUOTED = re.compile(r"[ \t]{0,3}>")
# A prompt of Python's: no answer quotes three levels at once, and none of the others.
_PROMPT = re.compile(r"[ \t]{0,3}>>>(?!>)(?: |$)")
# Letters and digits, and what people answer by instead: 👍, :-), ?, !
_SAYS = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f000-\U0001faff?!]|[:;]-?[()]")
_CLOSES = re.compile(r">(?: ?[^\W\d]+){0,2} ?:")
_SALUTATION = re.compile(
    r"(?:hi|hey|hello|dear|good (?:morning|afternoon|evening)|greetings|hallo|hoi|dag|beste|geachte"
    r"|lieve|goede\w*|bonjour|bonsoir|salut|cher|chère|chers|hola|buenos|buenas|estimad\w+|querid\w+"
    r"|liebe\w*|guten|sehr geehrte\w*|olá|ciao|habari|jambo)\b.{0,50}",
    re.IGNORECASE,
)


def _join(blocks: Iterator[list[str]]) -> str:
    texts = ["\n".join(block).strip("\n") for block in blocks]
    return "\n\n".join(text for text in texts if _SAYS.search(text)).strip()


def _own_blocks(text: str, *, on_doubt: bool) -> Iterator[list[str]]:
    """The runs of lines between quotes."""
    lines = cut_footer(text.split("\n"))
    is_quoted = [bool(_QUOTED.match(line)) for line in lines]
    for number, line in enumerate(lines):
        # A line that begins with "From " gets such a mark on its way through a mailbox file.
        if line.startswith(">From ") and not any(is_quoted[number + 1 : number + 2]):
            is_quoted[number] = number > 0 and is_quoted[number - 1]
        # Gmail breaks "<ann@example.org>:" before the last mark.
        if _CLOSES.fullmatch(line) and number and "<" in lines[number - 1].rpartition(">")[2]:
            is_quoted[number] = False
    marked = [line for line, is_marked in zip(lines, is_quoted, strict=True) if is_marked]
    if all(_PROMPT.match(line) for line in marked):
        is_quoted = [False] * len(lines)
    _hide_introductions(lines, is_quoted, on_doubt=on_doubt)
    block: list[str] = []
    for line, is_hidden in zip(lines, is_quoted, strict=True):
        if not is_hidden:
            block.append(line)
        elif block:
            yield _without_rule(block)
            block = []
    yield block


def _without_rule(block: list[str]) -> list[str]:
    """Above a quote a drawn line belongs to it."""
    end = len(block)
    while end and (not block[end - 1].strip() or is_rule(block[end - 1])):
        end -= 1
    return block[:end]


def _hide_introductions(lines: Sequence[str], is_quoted: list[bool], *, on_doubt: bool) -> None:
    """Mark what introduces quotes, and, where no mark tells it from the rest, the quote itself."""
    asked = 0
    seen = 0
    passed = 0  # the first line that is in no introduction yet
    above = [_Above()]  # for each line, what stands before it
    is_doubtful = False  # words of the writer's may stand between unmarked quotes
    for number, line in enumerate(lines):
        seen += len(line) + 1
        if seen > _LOOKED_AT or asked >= _MOST_ASKED:
            return
        if is_quoted[number] or number < passed:
            above.append(above[-1])
            continue
        above.append(above[-1].then(line))
        if not may_attribute(line):
            continue
        asked += 1
        found = find_attribution(lines, is_quoted, number, passed)
        if found is None:
            continue
        first, after = found.first, found.after
        above[-1] = above[first]  # an introduction is no word of the writer's
        passed = after
        if after == len(lines) or is_quoted[after]:
            is_quoted[first:after] = [True] * (after - first)
        elif found.is_certain and not is_doubtful:
            # Who marks some lines below marks all that are quoted, and the rest are words.
            is_marked = any(each.startswith(">") for each in lines[after:])
            is_empty = not above[first].has_any and (found.is_block or not is_marked)
            if above[first].may_be_all or (is_empty and not on_doubt):
                is_quoted[first:] = [True] * (len(lines) - first)
                return
            is_doubtful = True


@dataclass(frozen=True, slots=True)
class _Above:
    """What the writer has said so far: anything, more than a greeting, and that more is below?"""

    has_any: bool = False
    has_words: bool = False
    says_below: bool = False
    announces: bool = False  # "here is what he wrote:" is the last of it
    last: str = ""  # line, which the next may go on with

    @property
    def may_be_all(self) -> bool:
        return self.has_words and not self.says_below and not self.announces

    def then(self, line: str) -> _Above:
        text = line.strip()[:1000]
        if not _SAYS.search(text) or is_rule(text) or is_program_line(text):
            return self
        if self.has_words and self.says_below:
            return self
        return _Above(
            has_any=True,
            has_words=self.has_words or not _SALUTATION.fullmatch(text),
            says_below=self.says_below or says_below(text) or says_below(f"{self.last} {text}"),
            last=text,
            announces=plain(text).endswith((":", "：")),
        )
