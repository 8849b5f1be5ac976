"""Where sentences end, in scripts with spaces and without; abbreviations and numbers end none.

Pure; the work is bounded by the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final


def sentence_ends(text: str) -> tuple[int, ...]:
    """Return where sentences end in a paragraph, each the offset behind its last sign.

    A text that goes on without an end to its last sign has none there.
    """
    strict = [at for at, is_sure in _marks(text) if is_sure]
    ends: list[int] = []
    last = 0
    for at in (*strict, len(text)):
        if at - last > _TOO_LONG:
            # Who never writes a capital still ends sentences.
            ends += [each for each, _ in _marks(text[last:at], last) if last < each < at]
        ends.append(at)
        last = at
    return tuple(dict.fromkeys(ends))[: -1 if text else None]


_TOO_LONG: Final = 260  # characters

_MARK: Final = re.compile(
    r"(?P<stop>[.…]{1,40}+|[!?][.!?]{0,40}+|[؟۔།။።])(?P<close>[\"'”’»)\]*_]{0,3})(?=\s|$)"
    r"|[。！？।॥]+[」』”’）]{0,2}"
)
_LAST_WORD: Final = re.compile(r"(?:^|[\s(\[\"'“«/-])([^\s(\[\"'“«/-]{1,12})$")
_NEXT: Final = re.compile(r"\s{0,200}+[\"'“”‘«»(\[*_¿¡-]{0,3}\s?(\S)")
_INITIAL: Final = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ABBREVIATIONS: Final = frozenset(
    "dr mr mrs ms prof st sr jr messrs rev e.g eg i.e ie cf vs approx"
    " ca resp incl excl max min tel fig figs eq ref refs vol ed eds pp sec dept inc ltd co corp"
    " univ"
    " al ext jan feb apr jun jul aug sep sept oct nov dec"
    " drs ir ing mr mevr dhr mw bijv bv dwz o.a m.b.t t.a.v n.a.v i.v.m d.m.v t.o.v a.u.b aub evt"
    " jl jhr"
    " tav mbt nav ivm blz pag art hfst zgn ong nl m.n m.i t/m vgl"
    " mme mlle mm p.ex ex c.-à-d càd av env éd chap cf m.e"
    " sra srta dra ud uds vd vds lic p.ej ej pág págs aprox núm avda dpto depto ee uu".split()
)
# Ends no sentence before a number: "no. 12", "p. 3", "art. 5".
_BEFORE_NUMBER: Final = frozenset("no nr n nos p pp art fig vol ch cap v ver rev nº".split())
# Ends one where a capital follows.
_OPEN: Final = frozenset("etc enz a.m p.m am pm inc ltd co corp".split())


def _marks(text: str, offset: int = 0) -> Iterator[tuple[int, bool]]:
    """Yield the offset behind each mark that may end a sentence, and whether it is sure to."""
    for hit in _MARK.finditer(text):
        end = hit.end()
        if hit["stop"] is None:
            yield offset + end, True
            continue
        after = _NEXT.match(text, end)
        sign = after[1] if after else ""
        stop = hit["stop"]
        if stop not in {".", "…", "..", "..."}:
            yield offset + end, True
            continue
        before = _LAST_WORD.search(text, max(hit.start() - 14, 0), hit.start())
        word = before[1].casefold().lstrip("*_") if before else ""
        if stop == "." and not hit["close"] and _is_short(word, sign):
            continue
        if word.isdigit() and len(word) <= 2 and not text[: hit.start() - len(word)].strip(" *_"):
            continue  # "1." begins an item
        yield offset + end, not sign.islower() and not (stop != "." and sign in {",", ";"})


def _is_short(word: str, sign: str) -> bool:
    """Whether a word is short for another, so that its full stop ends nothing."""
    if word in _BEFORE_NUMBER and sign.isdigit():
        return True
    if word in _OPEN:
        return not sign.isupper()
    return word in _ABBREVIATIONS or (
        _INITIAL.fullmatch(word) is not None and word != "i" and bool(sign)
    )
