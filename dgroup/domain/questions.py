"""Which questions of a group are still without an answer.

Pure. Somebody else's later words below a question are taken for its answer, and so is its writer's
own word that it is settled: to ask everybody for what was answered long ago is worse than to leave
a question out. In English, Dutch, French and Spanish; a question mark counts in every language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from dgroup.domain.excerpts import Excerpt, Said, may_be_shown
from dgroup.domain.sentences import fold_text, shorten
from dgroup.domain.small_talk import is_small_talk
from dgroup.domain.spoken import Spoken, spoken
from dgroup.domain.weight import leans, weight_of


def open_question(posts: Sequence[Said], longest: int = 320) -> Excerpt | None:
    """Return the latest question of a conversation that nobody but its writer answered.

    `posts` are all that stand in the conversation, oldest first. None where there is none.
    """
    heard: set[str] = set()
    asked: list[tuple[int, str]] = []
    for number, post in enumerate(posts):
        sentences = spoken(post.words)
        found = _asking(sentences, longest, heard)
        heard.update(fold_text(each.text) for each in sentences)
        # Who answers by asking asks the one who asked, not everybody.
        if found and (post.by == posts[0].by or _CALL.search(found)):
            asked.append((number, found))
    for number, text in reversed(asked):
        if not _is_settled(posts, number):
            return Excerpt(posts[number].post_id, posts[number].writer, text)
    return None


def asks(words: str, longest: int = 320) -> str:
    """Return what a post asks of others, on one line; "" where it is no question.

    It is one where the last that is said is asked, thanks and names aside, or where somebody is
    asked in so many words ("does anybody know …").
    """
    return _asking(spoken(words), longest)


_LAST: Final = 2  # of the last sentences one asks
_FEWEST: Final = 4  # words
_CLEAR: Final = 10  # with fewer words a question needs what stands before it

_MARK: Final = re.compile(r"[?？؟][\"'”’»)\]*_]{0,9}\s{0,20}(?:[:;]-?[()DPp])?$|\?!$|吗。?$")
# Asked of everybody, with or without a question mark.
_CALL: Final = re.compile(
    r"\b(?:(?:does|do|did|has|have|is|are|can|could|would|will) (?:any(?:one|body)|some(?:one|body)"
    r"|any of you|you all|there any(?:one|body))\b|(?:i(?:'m| am)|we(?:'re| are)) (?:looking for"
    r"|wondering (?:if|whether|how|what|why|where|who|which|when))|i wonder(?:ed)? (?:if|whether"
    r"|how"
    r"|what|why|where|who|which|when)|(?:my|our|the) question is|who (?:knows|has|can|wants)\b"
    r"|any (?:help|ideas?|suggestions?|advice|experiences?|tips) (?:with|on|about|how|for|from|is"
    r"|are"
    r"|would|will)"
    r"|weet iemand|heeft iemand|kan iemand|kent iemand|is er iemand|zijn er (?:mensen|leden)"
    r"|wie (?:weet"
    r"|heeft|kan|kent|wil)|ik (?:vraag me af|ben op zoek|zoek)|mijn vraag is|we zoeken"
    r"|iemand (?:een"
    r" idee|ervaring|tips)"
    r"|quelqu'un (?:sait|a|aurait|connaît|peut|pourrait|saurait)|(?:est-ce que|y a-t-il) quelqu'un"
    r"|qui"
    r" (?:sait|connaît|peut|pourrait|aurait)|je (?:me demande|cherche|voudrais savoir"
    r"|souhaite savoir)"
    r"|nous cherchons|ma question est"
    r"|alguien (?:sabe|tiene|conoce|puede|ha|podría)|qui[eé]n (?:sabe|tiene|conoce|puede)"
    r"|me pregunto"
    r"|(?:estoy |estamos )?busc(?:o|ando|amos)|quisiera saber|mi pregunta es)\b",
    re.IGNORECASE,
)
# A question that its writer answers, or that asks nothing of those who read.
_NOT_ASKED: Final = re.compile(
    r"^(?:why not|so what|who knows|who cares|right|ok(?:ay)?|isn't it|no|really|huh|see|you know"
    r"|get it|does (?:this|that|it) help|makes sense|does that make sense|how about that|what if"
    r"|toch|hè|niet waar|waarom niet|n'est-ce pas|non|pourquoi pas|verdad|no es así|por qué no)\b"
    r"\W*$|^how (?:are|is) (?:you|everyone|everybody|all|things)\b|^hoe gaat het\b"
    r"|^comment (?:ça va|allez-vous|vas-tu)|^(?:cómo|qué tal) est[áa]",
    re.IGNORECASE,
)
_SETTLED: Final = re.compile(
    r"\b(?:never ?mind|(?:i|we)(?:'ve| have)? (?:found|solved|fixed|figured|got it|managed"
    r"|resolved)"
    r"|(?:it|that|this|everything|all) (?:is |was |has been )?(?:works?|worked|fixed|solved"
    r"|resolved"
    r"|settled|working|sorted)\b(?! \w+n't)|(?:problem|question|issue)s? (?:is |was "
    r"|has been )?(?:now )?"
    r"(?:solved|fixed|answered|resolved|settled)|fixed it|solved it|my (?:mistake|bad|fault)"
    r"|thanks? .{0,30}\b(?:works?|worked|helped|did it)"
    r"|laat maar|(?:al |inmiddels )?(?:opgelost|gevonden|gelukt|geregeld)|het (?:werkt|lukt) (?:nu"
    r"|weer)"
    r"|mijn fout"
    r"|(?:c'est |problème )?(?:résolu|réglé|trouvé)|ça (?:marche|fonctionne)|mon erreur"
    r"|laissez tomber"
    r"|(?:ya )?(?:está )?(?:resuelto|solucionado|arreglado)|(?:ya )?lo (?:encontré|resolví"
    r"|solucioné"
    r"|logré)|ya funciona|mi error)\b",
    re.IGNORECASE,
)


def _asking(
    sentences: Sequence[Spoken], longest: int, heard: AbstractSet[str] = frozenset()
) -> str:
    """The sentence that asks, with the one before it where it cannot be understood without."""
    said = [each for each in sentences if fold_text(each.text) not in heard]
    told = [number for number, each in enumerate(said) if not _is_beside(each.text)]
    marked = [number for number in told if _is_question(said[number].text)]
    called = [number for number in told if _is_call(said[number].text)]
    if not called and not (marked and marked[-1] in told[-_LAST:]):
        return ""
    asking = [number for number in called if number in marked] or called or marked[-3:]
    chosen = max(asking, key=lambda number: _worth(said, number))
    if not may_be_shown(said[chosen]):  # "Any ideas?": what stands above it says more
        told = [number for number in range(chosen) if may_be_shown(said[number])]
        if not told:
            return ""
        sentence, below = said[told[-1]], said[told[-1] + 1]
        text = f"{sentence.text} {below.text}"
        is_next = told[-1] + 1 == chosen and below.paragraph == sentence.paragraph
        return shorten(text if is_next and len(text) <= longest else sentence.text, longest)
    sentence = said[chosen]
    text = sentence.text
    above = said[chosen - 1] if chosen else None
    if above and (leans(text) or len(text.split()) < _CLEAR) and may_be_shown(above):
        more = f"{above.text} {text}"
        if above.paragraph == sentence.paragraph and above.is_ended and len(more) <= longest:
            text = more
    return shorten(text, longest)


def _worth(said: Sequence[Spoken], number: int) -> float:
    return weight_of(said[number], number, is_opener=True)


def _is_question(text: str) -> bool:
    return _MARK.search(text) is not None and not _NOT_ASKED.search(text)


def _is_call(text: str) -> bool:
    return _CALL.search(text) is not None and not _NOT_ASKED.search(text)


def _is_beside(text: str) -> bool:
    """Thanks and names, which stand below what is asked."""
    return not _MARK.search(text) and (len(text.split()) < _FEWEST or is_small_talk(text))


def _is_settled(posts: Sequence[Said], number: int) -> bool:
    """Whether somebody answered a post later, or its writer said that it needs no answer."""
    asker = posts[number]
    below = {asker.post_id}
    for post in posts[number + 1 :]:
        is_below = post.parent is None or post.parent in below
        if is_below:
            below.add(post.post_id)
        if not post.words.strip():
            continue
        if post.by != asker.by and is_below:
            return True
        if post.by == asker.by and _SETTLED.search(post.words[:2000]):
            return True
    return False
