"""The table of words: what each means, whose it is, and which of them alone are for the robot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.domain.words import (
    VERBS,
    find_word,
    fold_word,
    leading_word,
    lone_verb,
    nearest_word,
    tidy,
)
from dgroup.domain.words.table import WORDS

# Verb -> words with their language, "" where it does not tell.
MEANINGS = {
    "join": {
        "": "join subscribe sub signon SUBscribe subs",
        "nl": "aanmelden inschrijven meedoen aanmelding",
        "fr": "inscrire inscription s'inscrire rejoindre s’abonner",
        "es": "suscribir inscribir unirse alta inscripción inscripcion",
    },
    "leave": {
        "": "leave unsubscribe unsub signoff SIGnoff sig stop STOP.",
        "nl": "afmelden uitschrijven stoppen afmelding",
        "fr": "désinscrire desinscrire DÉSABONNER quitter arrêter désinscription",
        "es": "baja salir desuscribir cancelar",
    },
    "none": {"": "nomail pause suspend NOMAIL", "nl": "pauze", "es": "pausa"},
    "each": {"": "mail each normal nodigest"},
    "daily": {"": "digest dailydigest daily", "nl": "dagelijks", "fr": "quotidien"},
    "summary": {"": "summary", "nl": "samenvatting", "fr": "résumé synthèse", "es": "resumen"},
    "weekly": {"": "weekly weeklydigest", "nl": "wekelijks", "fr": "hebdo", "es": "semanal"},
    "monthly": {"": "monthlydigest", "nl": "maandelijks", "fr": "mensuel", "es": "mensual"},
    "who": {"": "who review members rev", "nl": "wie leden", "fr": "qui membres", "es": "quién"},
    "which": {"": "which status"},
    "groups": {"": "groups lists", "nl": "groepen", "fr": "groupes", "es": "grupos"},
    "help": {"": "help sos hel HELP!", "nl": "hulp", "fr": "aide", "es": "ayuda"},
    "mute": {"": "mute", "nl": "dempen", "fr": "muet sourdine", "es": "silenciar"},
    "follow": {"": "follow", "nl": "volgen volg", "fr": "suivre", "es": "seguir"},
    "search": {"": "search", "nl": "zoek zoeken", "fr": "chercher rechercher", "es": "buscar"},
    "approve": {"": "approve accept distribute"},
    "reject": {"": "reject decline"},
    "resume": {"": "resume", "nl": "hervatten", "fr": "reprendre", "es": "reanudar"},
}
PHRASES = [
    ("remove me", "leave", ""),
    ("my groups", "which", "en"),
    ("mijn groepen", "which", "nl"),
    ("mes groupes", "which", "fr"),
    ("mis grupos", "which", "es"),
    ("lid worden", "join", "nl"),
    ("se désabonner", "leave", "fr"),
    ("darse de baja", "leave", "es"),
    ("cancelar suscripcion", "leave", "es"),
    ("my data", "data", ""),
    ("mijn gegevens", "data", "nl"),
    ("mes données", "data", "fr"),
    ("mis datos", "data", "es"),
    ("forget me", "forget", ""),
    ("vergeet mij", "forget", "nl"),
    ("oubliez moi", "forget", "fr"),
    ("olvidenme", "forget", "es"),
    ("sous groupes", "subgroups", "fr"),
]


@pytest.mark.parametrize(
    ("word", "verb", "language"),
    [
        *(
            (word, verb, language)
            for verb, rows in MEANINGS.items()
            for language, words in rows.items()
            for word in words.split()
        ),
        *PHRASES,
    ],
)
def test_a_word_has_a_meaning_and_a_language(word: str, verb: str, language: str) -> None:
    """The words of the contract, the verbs of each language, and short forms, in any case."""
    found = find_word(word)
    assert found is not None
    assert (found.verb, found.language) == (verb, language)
    assert find_word(word.upper()) is not None


def test_the_table_names_known_verbs_and_every_verb_has_a_word() -> None:
    """No row is out of reach, and no verb lacks the word that list servers taught, `pause` aside."""
    assert {verb for rows in WORDS.values() for verb in rows} == set(VERBS) - {"pause"}
    for verb in set(VERBS) - {"pause"}:
        assert WORDS[""].get(verb), verb


@pytest.mark.parametrize("language", ["nl", "fr", "es"])
def test_every_language_has_words_for_what_members_do(language: str) -> None:
    """Whatever members can do, they can say in their own language."""
    rows = WORDS[language]
    assert set(VERBS) - {"pause", "confirm", "approve", "reject"} <= rows.keys()


def test_a_phrase_means_one_thing() -> None:
    """Two rows never claim the same word, but for French "résumé", told apart by its accents."""
    meanings: dict[str, set[str]] = {}
    for rows in WORDS.values():
        for verb, words in rows.items():
            for text in words.split("|"):
                meanings.setdefault(fold_word(text), set()).add(verb)
    assert [text for text, verbs in meanings.items() if len(verbs) > 1] == ["resume"]
    assert find_word("résumé") != find_word("resume")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("please unsubscribe me, thank you!", ["unsubscribe", "me,"]),
        ("S'il vous plaît désinscrire psc", ["désinscrire", "psc"]),
        ("afmelden a.u.b.", ["afmelden"]),
        ("baja, por favor", ["baja,"]),
        ('"unsubscribe"', ["unsubscribe"]),
        ("*unsubscribe*", ["unsubscribe"]),
        ("<unsubscribe>", ["unsubscribe"]),
        ("[(unsubscribe)]", ["unsubscribe"]),
        ("- unsubscribe psc", ["unsubscribe", "psc"]),
        ("SIGNOFF *", ["SIGNOFF", "*"]),
        ("please", []),
        ("", []),
    ],
)
def test_what_wraps_a_command_is_left_out(text: str, tokens: list[str]) -> None:
    """Politeness, quotes, brackets and bullets are not of the command."""
    assert tidy(text) == tokens


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("subscibe", "join"),
        ("unsuscribe", "leave"),
        ("unsubscribed", "leave"),
        ("afmeldn", "leave"),
        ("desabonnner", "leave"),
        ("digset", "daily"),
        ("xyzzy", None),
        ("", None),
        ("ab", None),
    ],
)
def test_the_nearest_word(text: str, verb: str | None) -> None:
    """A misspelt word is guessed at in all languages; what is far from all is not."""
    found = nearest_word(text)
    assert (found.verb if found else None) == verb


LEAVING = [
    *("unsubscribe", "Unsubscribe!", "UNSUBSCRIBE.", "please unsubscribe me", "unsubscribe psc"),
    *("Unsubscribe PSC please", "unsubscribe me from this list, please", "leave", "leave psc"),
    *("leave the group", "remove me", "Remove me from the list", "stop", "STOP", "Stop, please!"),
    *("signoff", "signoff psc", "unsub", "opt out", "take me off this list", "remove"),
    *("afmelden", "Afmelden aub", "uitschrijven", "Stoppen", "meld mij af", "schrijf mij uit"),
    *("désabonner", "desabonner", "me désabonner svp", "désinscription", "quitter", "arrêter"),
    *("S'il vous plaît désinscrivez-moi", "se désinscrire", "baja", "darse de baja", "salir"),
    *("dar de baja por favor", "cancelar", "cancelar suscripción", "desuscribir", '"unsubscribe"'),
    *("unsubscribe\n\n-- \nAnna Jansen", "unsubscribe\n\nSent from my iPhone", "\n unsubscribe \n"),
    *("unsubscribe\n\nOn Mon, Ann wrote:\n> unsubscribe", "afmelden\n\nVerstuurd vanaf mijn iPad"),
    *("unsubscribe another-group", "stop sending me emails"),
]
FOLLOWING = [
    *(
        ("mute", text)
        for text in ("mute", "Mute!", "mute this thread", "dempen", "muet", "sourdine")
    ),
    *(("mute", text) for text in ("silenciar", "unfollow", "mute, please")),
    *(("follow", text) for text in ("follow", "Follow.", "follow this thread", "volgen", "volg")),
    *(("follow", text) for text in ("suivre", "seguir")),
]
OTHERS = [
    *("help", "HELP!", "info", "subscribe", "subscribe psc", "join", "who", "which", "lists"),
    *("confirm abc234def", "confirm", "index", "nomail", "aanmelden", "s'inscrire", "review psc"),
]
SPEAKING = [
    *(
        "who?",
        "Help?",
        "Which?",
        "Thanks!",
        "ok",
        "yes",
        "no",
        "Daily.",
        "Monthly",
        "none",
        "None.",
    ),
    *(
        "name",
        "text",
        "silence is golden",
        "leave request",
        "Leave it to me",
        "stop that",
        "stop it",
    ),
    *("Stop the war", "leave me alone", "Remove the old text", "remove this", "join us for lunch"),
    *("follow up", "follow the money", "I want to leave a comment", "who is coming", "info needed"),
    *("Information", "members", "continue", "cancel the meeting", "baja California", "ignore"),
    *("mute swans are lovely", "help us", "", "unsubscribe is what I would never do here", "Anna"),
    "How do I unsubscribe?",
    "unsubscribe\nI wrote that word since nobody knows how it works, and I would like to know it.",
    "x" * 5000,
]


@pytest.mark.parametrize(
    ("verb", "text"),
    [
        *(("leave", text) for text in LEAVING),
        *FOLLOWING,
        *(("other", text) for text in OTHERS),
        *((None, text) for text in SPEAKING),
    ],
)
def test_a_lone_word_to_everybody(verb: str | None, text: str) -> None:
    """Nothing but a command is for the robot; what people say to each other is not."""
    assert lone_verb(text, {"psc"}) == verb


@given(st.text())
def test_any_text_can_be_looked_up(text: str) -> None:
    """Looking up never raises."""
    lone_verb(text)
    find_word(text)
    leading_word(tidy(text))
    nearest_word(text)
