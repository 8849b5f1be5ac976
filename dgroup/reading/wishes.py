"""Plain sentences that can mean one thing only: "I would like to leave the group, please."

Understood for joining, leaving, pausing and help, the four that people write sentences about. All
words but the wish, the verb, a group and small words make it a letter to people.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace
from typing import Final

from dgroup.domain.words import Word, find_word, fold_word, is_filler, is_noun, tidy
from dgroup.reading.line import Order
from dgroup.reading.shape import Said, Shapes


def read_wish(text: str, names: Container[str], domain: str = "") -> Order | None:
    """Return the one command that the sentences of a short text wish for; None where in doubt."""
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS:
        return None
    shapes = Shapes(names, domain)
    found: list[Order] = []
    for sentence in _SENTENCE_END.split(text)[:_MOST_SENTENCES]:
        if not _DOUBT.isdisjoint(fold_word(sentence).split()):
            return None
        for clause in (sentence, sentence.partition(",")[0]):
            order = _read_sentence(clause, shapes)
            if order is not None:
                found.append(replace(order, line=" ".join(sentence.split())))
                break
    return found[0] if len({(each.verb, each.group) for each in found}) == 1 else None


_LONGEST: Final = 400  # characters
_MOST_WORDS: Final = 45
_MOST_SENTENCES: Final = 5
_SENTENCE_END: Final = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")
_WISHED: Final = frozenset({"join", "leave", "help", "none", "pause"})
_LONGEST_WORD: Final = 6  # tokens
_LONGEST_WISH: Final = 8

# A sentence with one of these may mean the opposite, or something else.
_DOUBT: Final = frozenset(
    "not dont never unless but if whether wondering niet nooit tenzij maar mits indien pas jamais"
    " sauf mais si nunca pero salvo aunque nor neither otherwise anders sinon he she they someone"
    " somebody hij zij iemand il elle ils quelqu alguien him her them their colleague collega"
    " collegue colega friend mother wife husband".split()
)


def _phrases(*rows: str) -> dict[str, str]:
    """Phrases with their languages: one row for each of these four."""
    languages = ("en", "nl", "fr", "es")
    return {
        fold_word(phrase): language
        for language, row in zip(languages, rows, strict=True)
        for phrase in row.split("|")
    }


def _words(meanings: dict[str, dict[str, str]]) -> dict[str, Word]:
    return {
        phrase: Word(verb, language, phrase)
        for verb, phrases in meanings.items()
        for phrase, language in phrases.items()
    }


_WISHES: Final = _phrases(
    "i want|i want to|i would like|i would like to|i'd like|i'd like to|i wish|i wish to|i need"
    "|i need to|i'd love to|i would love to|we want to|we would like to|may i|can i|could i"
    "|can you|could you|would you|will you|can you please|could you please|would you please"
    "|will you please|please|kindly|i am writing to|i hereby|i hereby want to|i request to"
    "|i am asking to|i am interested to|i'm writing to|i would be happy to|would you mind to"
    "|i wanted to|i want you to|i would like you to|i request you to|i really want to"
    "|i would very much like to|i also want to|you can|you may|please can you|please could you",
    "ik wil|ik wil graag|ik wil me|ik wil mij|ik wil me graag|ik wil mij graag|ik zou graag"
    "|ik zou me graag|ik zou mij graag|graag|graag wil ik|graag zou ik|graag wil ik me"
    "|graag wil ik mij|wilt u|wil je|wilt u mij|wil je mij|wil je me|wilt u me|kunt u|kunt u mij"
    "|kunt u me|kun je|kun je me|kun je mij|kan ik|mag ik|kan ik me|mag ik me|zou u|zou je"
    "|zou u mij|zou je me|willen jullie|willen jullie mij|willen jullie me|kunnen jullie"
    "|kunnen jullie mij|kunnen jullie me|hierbij|hierbij wil ik|hierbij wil ik me|gelieve"
    "|gelieve mij|gelieve me|ik wens|ik wens me|ik verzoek u|ik zou willen|ik heb",
    "je souhaite|je souhaiterais|je voudrais|je veux|j'aimerais|j'aimerais bien|je désire"
    "|pouvez-vous|pourriez-vous|peux-tu|pourrais-tu|veuillez|merci de|merci de bien vouloir"
    "|prière de|puis-je|je demande à|je demande de|je vous prie de|je vous demande de|je tiens à"
    "|je désirerais|nous souhaitons|est-ce que je peux|j'ai besoin|j'ai besoin d'|vous pouvez"
    "|pouvez-vous me|pourriez-vous me|veuillez me|merci de me|prière de me|je vous prie de me",
    "quiero|quisiera|deseo|desearía|me gustaría|querría|podría|podrían|puede|pueden|puedes|puedo"
    "|solicito|necesito|quería|le ruego|les ruego|ruego|pido|les pido|le pido|favor de|sírvase"
    "|por favor|queremos|yo quiero|quero|gostaria de|desejo|eu quero|queria|podrían por favor",
)
_HOWS: Final = _phrases(
    "how do i|how can i|how to|how do you|how must i|how should i|how could i|how does one"
    "|please tell me how to|tell me how to|can you tell me how to|how do we|i do not know how to",
    "hoe kan ik|hoe kan ik me|hoe kan ik mij|hoe moet ik|hoe moet ik me|hoe moet ik mij|hoe",
    "comment|comment puis-je|comment faire pour|comment je peux|comment dois-je|comment fait-on"
    " pour",
    "cómo|cómo puedo|cómo hago para|cómo debo|cómo me|como faço para|como posso",
)
_MAYS: Final = _phrases(
    "may i|can i|could i|can we|could we|may we",
    "kan ik|mag ik|kan ik me|mag ik me|kan ik mij|mag ik mij",
    "puis-je|est-ce que je peux|je peux|puis-je me",
    "puedo|podría yo|posso",
)
# Words that mean a verb only within a wish.
_MEANT: Final = _words(
    {
        "leave": _phrases(
            "be removed|be unsubscribed|be taken off|be taken out|be deleted|be off|get off"
            "|take off|stop receiving|stop getting|unsubscribing|leaving|to be removed|remove me"
            "|no longer receive|no longer be a member|no longer be part|remove my name"
            "|remove my email|remove my email address|remove my address|delete my email|delete"
            "|take my name off|take my address off|quit|end",
            "uitgeschreven worden|afgemeld worden|worden uitgeschreven|worden afgemeld|geen lid"
            " meer zijn|geen lid meer|geen mails meer ontvangen|geen berichten meer ontvangen"
            "|geen mail meer ontvangen|geen e-mails meer ontvangen|verwijderd worden|verwijderen"
            "|worden verwijderd|uit de groep|eraf|eruit|halen|afhalen|uitgeschreven",
            "être désinscrit|être désinscrite|être désabonné|être désabonnée|être retiré"
            "|être retirée|être supprimé|être supprimée|ne plus recevoir|ne plus faire partie"
            "|retirer|supprimer|enlever|désinscription|ma désinscription|mon désabonnement"
            "|me supprimer|m'enlever|sortir|ne plus être membre",
            "ser eliminado|ser eliminada|ser borrado|ser borrada|dejar de recibir|no recibir más"
            "|que me den de baja|me den de baja|ser dado de baja|ser dada de baja|que me borren"
            "|retirarme|eliminarme|borrarme|eliminar|la baja|mi baja|dejar|desinscribirme"
            "|deixar de receber|ser removido|ser removida|que me eliminen",
        ),
        "join": _phrases(
            "be added|be subscribed|become a member|become member|be a member|be part|be included"
            "|add me|subscribing|joining|participate|take part|be member|become part|to be added",
            "ingeschreven worden|aangemeld worden|worden ingeschreven|worden aangemeld|lid zijn"
            "|erbij|meedoen|deelnemen|toegevoegd worden|worden toegevoegd|toevoegen|deel uitmaken"
            "|aangemeld|ingeschreven",
            "être inscrit|être inscrite|être ajouté|être ajoutée|faire partie|devenir membre"
            "|être membre|être abonné|être abonnée|m'ajouter|mon inscription|intégrer|ajouter"
            "|participer",
            "formar parte|ser miembro|hacerme miembro|ser parte|ser agregado|ser agregada"
            "|ser incluido|ser incluida|agregarme|añadirme|mi inscripción|que me inscriban"
            "|entrar|fazer parte|ser membro|incluirme|participar|inscribirme",
        ),
        "help": _phrases(
            "some help|your help|help please",
            "wat hulp|hulp nodig|jullie hulp",
            "d'aide|de l'aide|votre aide",
            "de ayuda|su ayuda",
        ),
    }
)
_AROUND: Final = frozenset(
    "to be i email e mail want with it am being by by now immediately possible as soon"
    " willen worden graag zijn er direct van mij zo snel mogelijk ontvangen onmiddellijk"
    " je vouloir bien recevoir plus vite possible immediatement y n"
    " que recibir inmediatamente do da cuanto antes lo posible nos us meer".split()
)
# Sentences that need no wish in front.
_WHOLE: Final = _words(
    {
        "leave": _phrases(
            "i no longer want to receive|i no longer wish to receive|i want out|i am leaving"
            "|i no longer want to be a member|i no longer wish to be a member|i want to get off",
            "ik meld me af|ik meld mij af|ik schrijf me uit|ik schrijf mij uit"
            "|ik wil geen mails meer|ik wil geen mail meer|ik wil geen berichten meer"
            "|ik wil geen e-mails meer|ik zeg op",
            "je ne souhaite plus recevoir|je ne veux plus recevoir|je ne désire plus recevoir"
            "|je ne souhaite plus faire partie|je ne veux plus faire partie",
            "ya no quiero recibir|ya no deseo recibir|no deseo recibir más|no quiero recibir más"
            "|ya no quiero ser miembro|ya no deseo ser miembro|me doy de baja",
        ),
        "join": _phrases(
            "i am joining|i will join",
            "ik meld me aan|ik meld mij aan|ik schrijf me in|ik schrijf mij in",
            "je m'inscris|je m'abonne",
            "me inscribo|me apunto|me suscribo",
        ),
        "help": _phrases(
            "i need help", "ik heb hulp nodig", "j'ai besoin d'aide", "necesito ayuda"
        ),
    }
)


def _read_sentence(sentence: str, shapes: Shapes) -> Order | None:
    for tokens in (sentence.split(), tidy(sentence)):
        for count in range(min(_LONGEST_WISH, len(tokens)), 0, -1):
            said, rest = fold_word(" ".join(tokens[:count])), tidy(" ".join(tokens[count:]))
            whole, language = _WHOLE.get(said), _HOWS.get(said) or _WISHES.get(said)
            if whole is not None:
                return _with_group(whole, rest, shapes)
            if language is None:
                continue
            order = _behind_wish(rest, shapes)
            if order is not None:
                order = replace(order, language=order.language or language)
                return _how(order) if _is_question(said, order) else order
    return None


def _is_question(said: str, order: Order) -> bool:
    """Whether the wish asks how, or whether one may; to ask whether one may join is to join."""
    return said in _HOWS or (said in _MAYS and order.verb not in ("join", "help"))


def _how(order: Order) -> Order:
    return Order("help", None, order.verb, order.language)


def _behind_wish(tokens: list[str], shapes: Shapes) -> Order | None:
    """The verb, with nothing around it but small words and a group."""
    for start in range(len(tokens)):
        if start and not _is_around(tokens[start - 1], shapes):
            return None
        for count in range(min(_LONGEST_WORD, len(tokens) - start), 0, -1):
            said = " ".join(tokens[start : start + count])
            word = _MEANT.get(fold_word(said)) or find_word(said)
            if word is None or word.verb not in _WISHED:
                continue
            order = _with_group(word, [*tokens[:start], *tokens[start + count :]], shapes)
            if order is not None:
                return order
    return None


def _with_group(word: Word, rest: list[str], shapes: Shapes) -> Order | None:
    """The verb and what stands around it; a pause may have its date."""
    if word.verb == "none":
        plain = [each for each in rest if fold_word(each) not in ("my", "mijn", "mes", "mis")]
        said: Said | None = shapes.read(word, plain)
        return Order(said.verb, said.group, said.argument, word.language) if said else None
    if not all(_is_around(each, shapes) for each in rest):
        return None
    groups = {name for each in rest if (name := shapes.group(each)) is not None}
    if len(groups) > 1:
        return None
    return Order(word.verb, groups.pop() if groups else None, "", word.language)


def _is_around(token: str, shapes: Shapes) -> bool:
    if is_filler(token) or is_noun(token) or shapes.group(token) is not None:
        return True
    return all(each in _AROUND for each in fold_word(token).split())
