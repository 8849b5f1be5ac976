"""The part of docs/reference.md about mail: addresses, commands, and the words for them.

Examples are those of the letter `about/help`, words those of the table; which addresses are served
is asked of the router itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dgroup import places
from dgroup.cli.in_charge import CALLED, doc_of, tasks_by_mail, words_of_tasks
from dgroup.commands.desk import Proof
from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import COMMANDS
from dgroup.domain import routing
from dgroup.domain.words import VERBS
from dgroup.domain.words.table import WORDS
from dgroup.mail.render import Letters

assert LEAVES, "importing the leaves fills the registry"

_DOMAIN: Final = "lists.example.org"
_GROUP: Final = "psc"
_MOST_WORDS: Final = 3  # beside the example
_MOST_ANYWHERE: Final = 5
_SAME: Final = {"pause": "none"}  # the date behind the word tells them apart

_PROOFS: Final[dict[Proof, str]] = {
    "none": "whoever asks is told",
    "on file": "done at once for the address in From, and told to that person's address on file, "
    "with a way back where something was changed",
    "ticket": "done once a letter to the address on file has been answered; a member's mail that "
    "the front MTA vouches for is spared that, but for `forget` and `address`, and a new address "
    "always answers",
}
_ACTS: Final = {
    "request": "commands, in the subject or the text; without any it goes to the facilitators",
    "owner": "the people in charge: the group's, else those of the group above, else `site.owner`",
}
# Addresses that are no verb of a group, and what they are for.
_OTHERS: Final = (
    (("psc",), "a post to everybody in the group"),
    (("confirm+TOKEN",), "a reply that decides what its letter asks"),
    (("thread+ID",), "an answer in that conversation, or `mute` and `follow` for it"),
    (("digest+ID",), "a reply to a digest"),
    (("bounces+TOKEN",), "mail that comes back; an envelope sender only"),
    (tuple(routing.OPERATORS), "the operator, `site.owner`"),
)


def by_mail() -> Iterator[str]:
    """Yield the lines of the section."""
    yield from ("", "## By mail", "")
    yield "[members.md](members.md) and [facilitators.md](facilitators.md) say it in plain words."
    yield from _addresses()
    yield from _commands()
    yield from tasks_by_mail(examples("en"))
    yield from _words()
    yield from words_of_tasks({each: examples(each) for each in CALLED})


def examples(language: str) -> dict[str, str]:
    """Return for each command the example that help gives in `language`; without one, it is not in.

    For instance "pause" -> "pause until 3 January".
    """
    letters = Letters(places.template_folders())
    robot = f"{_GROUP}-request@{_DOMAIN}"
    about = {"name": _GROUP, "title": "", "address": "", "also": [], "robot": robot}
    standing = {"is_in_charge": True, "is_theirs": False, "may_create": True}
    found: dict[str, str] = {}
    for verb in COMMANDS:
        text = letters.render("about/help", language, {**about, **standing, "verbs": (verb,)}).plain
        shown = [line.strip() for line in text.splitlines() if line.startswith("    ")]
        if shown:
            found[verb] = shown[0]
    return found


def _addresses() -> Iterator[str]:
    yield from ("", "### Addresses", "")
    yield f"For a group `{_GROUP}` at `{_DOMAIN}`. The word stands behind the name"
    yield f"(`{_GROUP}-join@`, `{_GROUP}+join@`) or before it (`join.{_GROUP}@`), and wins over"
    yield "subject and text."
    yield from ("", "| address | for |", "|---|---|")
    verbs: dict[str, list[str]] = {}
    for word, verb in routing.VERBS.items():
        verbs.setdefault(verb, []).append(f"{_GROUP}-{word}")
    robots: dict[str, list[str]] = {}
    for word, verb in routing.SITE_ROBOTS.items():
        robots.setdefault(verb, []).append(word)
    post, *others = _OTHERS
    yield _address(*post)
    for verb, words in verbs.items():
        yield _address(tuple(words), _ACTS.get(verb) or doc_of(verb))
    for verb, words in robots.items():
        yield _address(
            tuple(words), "commands to the site's robot" if verb == "request" else doc_of(verb)
        )
    for words_of_other, told in others:
        yield _address(words_of_other, told)
    reserved = " ".join(sorted(routing.RESERVED_NAMES))
    yield from ("", f"Names that no group may have: {reserved}.")


def _address(words: tuple[str, ...], told: str) -> str:
    """A row of the table; it says so where mail for the address is refused."""
    example = words[0].replace("TOKEN", "abc").replace("ID", "1")
    where = routing.route(f"{example}@{_DOMAIN}", _DOMAIN, {_GROUP})
    refused = " (not served yet)" if routing.serves(where) else ""
    return f"| {' '.join(f'`{word}@`' for word in words)} | {_sentence(told)}{refused} |"


def _commands() -> Iterator[str]:
    yield from ("", "### What can be asked", "")
    yield "In a mail to a group's robot or the site's, in the subject or one a line, or in reply to"
    yield "any letter of the robot's. What each asks of its sender:"
    yield ""
    for proof, meaning in _PROOFS.items():
        yield f"- *{proof}*: {meaning}."
    yield from ("", "| command | example | what | proof | in |", "|---|---|---|---|---|")
    shown = examples("en")
    for verb in _in_order():
        command = COMMANDS[verb]
        scope = {"group": "one group", "every group": "one group or all", "site": "the site"}
        example = f"`{shown[verb]}`" if verb in shown else ""
        where = scope[command.scope]
        yield f"| `{verb}` | {example} | {doc_of(verb)} | {command.proof} | {where} |"


def _words() -> Iterator[str]:
    yield from ("", "### The words for it", "")
    yield "An example, and some of the words that mean the same; first those that list servers have"
    yield "taught people. Capitals, accents and punctuation do not matter, and the words of each"
    yield "language are understood in every group."
    yield ""
    yield f"| command | anywhere | {' | '.join(CALLED[each] for each in CALLED)} |"
    yield "|---" * (len(CALLED) + 2) + "|"
    shown = {each: examples(each) for each in CALLED}
    for verb in _in_order():
        cells = [_cell(verb, each, shown[each].get(verb, "")) for each in CALLED]
        anywhere = ", ".join(WORDS[""].get(verb, "").split("|")[:_MOST_ANYWHERE])
        yield f"| `{verb}` | {anywhere} | {' | '.join(cells)} |"


def _cell(verb: str, language: str, example: str) -> str:
    verb = _SAME.get(verb, verb)
    row = WORDS[language].get(verb, "")
    words = [each for each in row.split("|") if each != example][:_MOST_WORDS]
    told = ", ".join(words)
    return "; ".join(each for each in (f"`{example}`" if example else "", told) if each)


def _in_order() -> list[str]:
    return [verb for verb in VERBS if verb in COMMANDS]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].removesuffix(".")
