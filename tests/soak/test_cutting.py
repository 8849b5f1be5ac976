"""How well quotes are cut: measured over 47 mail programs, and over real archives where there are.

No word of a writer's may be lost (R29); how many replies are cut to exactly those words is printed
(`pytest -s`). In real mails nobody marked the writer's words, so sentences are planted in them
where their writer wrote: above what is quoted, between and below; each must be there afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from dgroup.mail.body import Body, read_body
from dgroup.mail.parse import parse
from dgroup.mail.quotes import own_words
from tests.mail.clients import CLIENTS, LANGUAGES, MARKING, reply
from tests.mail.test_clients import ANSWER, HARD, LONGER, SHORT, WELCOME, places, words_of
from tests.soak import archive

pytestmark = pytest.mark.soak

PLANTED = (
    "Yes.",
    "I will bring the rope on Friday, and Bob the spades.",
    "Ja hoor, dat lukt vrijdag.",
    "D'accord : nous venons à huit !",
    "Sí, vamos el viernes.",
    "1. Maize\n2. Beans",
    "- maize\n- beans, from Monday on",
    "是的，我们星期五来。",
    "See https://example.org/plan for the plan.",
    "What do you think?",
    "My answer to From: and To: is below.",
    "ok",
)
_MARKED = re.compile(r"[ \t]{0,3}>")
# With what programs, and their writers, may begin what is no word of theirs.
_BEGINS_QUOTE = re.compile(
    r"-{2,}|_{5,}|\*?(?:From|Von|De|Van|发件人|寄件人)\b.{0,3}[:：]|.*[:：>]$"
)


def in_programs() -> Iterator[tuple[str, str, str, str]]:
    """Replies of every program and language: the program, the words, what is kept, the place."""
    for client in CLIENTS:
        for number, words in enumerate((*SHORT, *LONGER, *HARD)):
            for language in (LANGUAGES[number % len(LANGUAGES)], LANGUAGES[(number + 1) % 4]):
                for quoted in (WELCOME, ANSWER):
                    for place in places(client):
                        mail = reply(client, language, words, quoted, place=place)
                        yield client, words, read_body(parse(mail)).own_text, place


def test_no_word_is_lost_in_any_program() -> None:
    """Of 47 programs' replies in four languages all words are kept, and nearly all are cut exactly."""
    tried = lost = exact = 0
    for client, words, own, place in in_programs():
        tried += 1
        exact += words_of(own) == words_of(words)
        kept = words_of(own)
        is_kept = all(words_of(each) in kept for each in words.split("\n\n") if each.strip("*"))
        lost += not is_kept
        assert is_kept, f"{client} {place} {words!r}: {own!r}"
    print(
        f"\n{len(CLIENTS)} programs ({len(MARKING)} mark quotes), {tried} replies:"
        f" no word lost in {1 - lost / tried:.4f}, cut exactly {exact / tried:.4f}"
    )
    assert exact >= 0.97 * tried


def planted(text: str, sentence: str) -> Iterator[tuple[str, str]]:
    """Texts with a sentence planted in them where the writer may have written it, and where.

    Within and below a quote that no mark tells from the rest stands what others wrote.
    """
    lines = text.split("\n")
    yield "above", f"{sentence}\n\n{text}"
    own = own_words(text).split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip() and line in own), None)
    if first is not None and _ENDS.search(lines[first]):
        yield "behind the first line", _with(lines, first, sentence)
    marked = [at for at, line in enumerate(lines) if _MARKED.match(line)]
    if marked and not has_unmarked_quote(text):
        middle = marked[len(marked) // 2]
        if _MARKED.match(lines[min(middle + 1, len(lines) - 1)]):
            yield "between marked lines", _with(lines, middle, sentence)
        yield "below the last marked line", _with(lines, marked[-1], sentence)


def has_unmarked_quote(text: str) -> bool:
    """Whether some program's words for "this is what I answer" stand above lines without marks."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line, below in pairwise(lines):
        if _INTRODUCES.search(line) and not _MARKED.match(line) and not _MARKED.match(below):
            return True
    return False


_INTRODUCES = re.compile(
    r"^-{2,} ?\w.*-{2,}$|^[*_]?(?:From|Von|De|Van|发件人)[*_]? ?[:：]|^[*_]?(?:Sent|Gesendet|发送时间)[:：]"
    r"|(?:wrote|said|writes|schrieb|escribió|écrit|scritto|写道|geschrieben|schreef)\W*$|^\d{4}/.*>:?$"
)


def _with(lines: list[str], at: int, sentence: str) -> str:
    return "\n".join([*lines[: at + 1], "", sentence, "", *lines[at + 1 :]])


def test_no_word_is_lost_in_real_mails() -> None:
    """What is planted between real quotes, signatures and footers is there after the cutting.

    Where a quote without marks is cut, each line of it is another's: most stand in other mails.
    """
    archives = archive.real()
    if not archives:
        pytest.skip("DGROUP_REAL_MAIL names no folder of archives")
    for name, mails in archives.items():
        bodies = [read_body(parse(mail)) for mail in mails]
        tried: Counter[str] = Counter()
        lost: dict[str, list[str]] = {}
        for number, body in enumerate(bodies):
            sentence = PLANTED[number % len(PLANTED)]
            for place, text in planted(body.full_text, sentence):
                tried[place] += 1
                if words_of(sentence) not in words_of(own_words(text)):
                    lost.setdefault(place, []).append(f"{number}: {sentence!r}")
        cut = [
            body for body in bodies if len(words_of(body.own_text)) < len(words_of(body.full_text))
        ]
        unmarked = [body for body in bodies if has_unmarked_quote(body.full_text)]
        print(f"\n{name}: {len(mails)} mails, {len(cut)} cut, {len(unmarked)} quote without marks")
        for place, count in tried.items():
            print(f"  {place}: {count} planted, {1 - len(lost.get(place, ())) / count:.4f} kept")
        print(f"  lines of quotes without marks that other mails have: {_elsewhere(bodies):.3f}")
        assert lost == {}


_ENDS = re.compile(r"[.!?]$")


def _elsewhere(bodies: list[Body]) -> float:
    """The share of lines cut below an unmarked quote's introduction that stand in other mails."""
    holders = Counter(line for body in bodies for line in {*_long(body.full_text)})
    found = total = 0
    for body in bodies:
        if has_unmarked_quote(body.full_text):
            own = {*_long(body.own_text)}
            for line in {*_long(body.full_text)} - own:
                total += 1
                found += holders[line] > 1
    return found / max(total, 1)


def _long(text: str) -> Iterator[str]:
    """The lines of a text that are long enough to be nobody else's by chance, without marks."""
    for line in text.split("\n"):
        bare = re.sub(r"\W+", "", line).casefold()
        if len(bare) >= 25:
            yield bare
