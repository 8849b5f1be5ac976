"""The part of docs/reference.md about people in charge: their commands, rights and words.

Who may do what is asked of the one function that says so, for a group as it is by default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final

from dgroup.commands.leaves import LEAVES
from dgroup.commands.registry import COMMANDS
from dgroup.domain.authority import ACTIONS, Actor, may
from dgroup.domain.model import Group, GroupSettings, Member, Role
from dgroup.domain.words.tasks import TASK_VERBS, task_words
from dgroup.reading.line import Order
from dgroup.reading.tasks import takes_text
from dgroup.settings import SECTIONS

assert LEAVES, "importing the leaves fills the registry"

CALLED: Final = {"en": "English", "nl": "Nederlands", "fr": "français", "es": "español"}
"""The languages with words of their own, and what each calls itself."""

_MOST_WORDS: Final = 5  # beside the example
_BELOW: Final = {"all": "all below", "lines": "lines below", None: ""}


def tasks_by_mail(examples: Mapping[str, str]) -> Iterator[str]:
    """Yield what facilitators can ask, and who may ask it; `examples` by command."""
    yield from ("", "### What facilitators can ask", "")
    yield "In the same way. *Right* is what the group must allow its sender, by the table below."
    yield "What has the proof *ticket* is done once its sender has answered a letter that says"
    yield "what the whole mail would do, or at once where the front MTA vouches for the mail."
    yield "*Text*: what else of the mail belongs to it, all or the lines up to the next command."
    yield from (
        "",
        "| command | example | what | proof | right | text |",
        "|---|---|---|---|---|---|",
    )
    for verb in _in_order():
        command = COMMANDS[verb]
        right = f"*{command.right}*" if command.right else "`site.create`"
        text = _BELOW[takes_text(Order(verb, None))]
        example = f"`{examples[verb]}`" if verb in examples else ""
        yield f"| `{verb}` | {example} | {doc_of(verb)} | {command.proof} | {right} | {text} |"
    yield from _rights()


def words_of_tasks(examples: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the words for it; `examples` by language and command."""
    yield from ("", "### The words of facilitators", "")
    yield "Read of people in charge only, but for `create`, which is for everybody."
    yield from (
        "",
        f"| command | {' | '.join(CALLED.values())} |",
        "|---" * (len(CALLED) + 1) + "|",
    )
    for verb in _in_order():
        cells = [_cell(verb, each, examples[each].get(verb, "")) for each in CALLED]
        yield f"| `{verb}` | {' | '.join(cells)} |"


def doc_of(verb: str) -> str:
    """Return the first sentence of what carries a command out."""
    return (COMMANDS[verb].act.__doc__ or "").partition("\n")[0].strip()


def _rights() -> Iterator[str]:
    yield from ("", "### Who may do what", "")
    yield "Facilitators of a group are in charge of its subgroups as well, and the operator is of"
    yield "all groups. Nobody manages themselves, or hands a group over to themselves. A closed"
    yield "group can be read and watched, and no more; of a hidden one only its members know."
    standings = _standings()
    yield from ("", f"| right | {' | '.join(standings)} |", "|---" * (len(standings) + 1) + "|")
    for action in ACTIONS:
        marks = ("yes" if may(each, action, _group()) else "" for each in standings.values())
        yield f"| *{action}* | {' | '.join(marks)} |"


def _standings() -> dict[str, Actor]:
    return {
        "stranger": Actor(None),
        "observer": Actor(_member("observer")),
        "member": Actor(_member("member")),
        "resource person": Actor(_member("resource")),
        "facilitator": Actor(_member("facilitator")),
        "facilitator of the group above": Actor(None, _member("facilitator")),
        "operator": Actor(None, is_operator=True),
    }


def _member(role: Role) -> Member:
    return Member(1, 1, 1, role, "active", "each", False, False, None, 0)


def _group() -> Group:
    section = SECTIONS["groups"]()
    settings = GroupSettings(
        **{one.name: getattr(section, one.name) for one in fields(GroupSettings)}
    )
    return Group(1, "psc", "", "", "en", "UTC", None, None, None, 0, settings, {})


def _in_order() -> list[str]:
    return [verb for verb in TASK_VERBS if verb in COMMANDS]


def _cell(verb: str, language: str, example: str) -> str:
    words = [word for word in task_words(verb, language) if word != example]
    told = ", ".join(words[:_MOST_WORDS])
    return "; ".join(each for each in (f"`{example}`" if example else "", told) if each)
