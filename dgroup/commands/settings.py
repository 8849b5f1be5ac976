"""How a group works, in plain words, and how a facilitator changes it: `settings`, `set KEY VALUE`.

Each setting is said as a sentence, with the line that changes it. What a change means for people is
said before it is made; the answer says how it was, and how to have that again.
"""

from __future__ import annotations

from typing import Final

from dgroup.commands.desk import Desk, Done
from dgroup.commands.registry import command
from dgroup.commands.shaping import Setting, change_setting, setting_of
from dgroup.commands.texts import TEXTS, rewrite
from dgroup.config import SETTING_KINDS
from dgroup.domain.effects import Data, Part
from dgroup.domain.introductions import read_questions
from dgroup.domain.model import Group
from dgroup.domain.sentences import shorten
from dgroup.domain.words.shown import word_for
from dgroup.errors import Refused
from dgroup.reading.line import Order
from dgroup.reading.setting_reading import (
    find_key,
    key_word,
    nearest_setting,
    read_value,
    value_word,
)
from dgroup.reading.setting_words import ALSO_MEMBERS, EXAMPLES, GROUP, SECTIONS, VALUE_WORDS

_LONGEST_SHOWN: Final = 40  # characters of a text, in the list
_LONGEST_REPEATED: Final = 60  # of what was not understood


@command("settings", proof="on file", scope="group", right="watch", otherwise="which")
async def settings(order: Order, desk: Desk) -> Done:
    """Say how the group works, and what to write to change it."""
    group = _group(desk)
    sections: Data = [
        {
            "name": name,
            "rows": [_row(group, key, desk.language) for key in keys if _counts(group, key)],
        }
        for name, keys in SECTIONS.items()
    ]
    return Done(_say(desk, "all", sections=sections))


@command("set", proof="ticket", scope="group", right="shape")
async def set_(order: Order, desk: Desk) -> Done:
    """Change one setting; without a value, say which there are."""
    group, language = _group(desk), desk.language
    found = find_key(order.argument)
    if found is None:
        near = nearest_setting(order.argument)
        part = _say(desk, "unknown", key=near, given=_short(order.argument), now=_now(group, near))
        return Done(part, reason="unknown_setting")
    key, said = found
    if key in TEXTS:
        return await rewrite(key, f"{said}\n{order.text}", desk)
    old = setting_of(group, key)
    choices = [_choice(key, value, language) for value in _choices(key, old)]
    if not said:
        return Done(_say(desk, "asked", key=key, now=_now(group, key), choices=choices))
    try:
        value = read_value(key, said)
    except Refused:
        part = _say(
            desk, "refused", key=key, now=_now(group, key), choices=choices, given=_short(said)
        )
        return Done(part, reason="unknown_value")
    week_line = _week_line(group, key, value, language)
    if value == old:
        same = _say(desk, "same", key=key, now=_now(group, key), week_line=week_line)
        return Done(same, reason="same")
    change: dict[str, Data] = {
        "key": key,
        "now": _plain(key, value),
        "before": _plain(key, old),
        "line": _line(key, value_word(key, old, language), language),
        "week_line": week_line,
    }
    return Done(
        _say(desk, "changed", **change),
        change_setting(group, key, value, desk),
        reason=key,
        plan=_say(desk, "plan", **{**change, "now": _plain(key, value, None)}),
    )


def _group(desk: Desk) -> Group:
    assert desk.group is not None, "the robot finds the group"
    return desk.group


def _say(desk: Desk, form: str, **more: Data) -> Part:
    """The one letter about settings, in one of its forms, with all that it names."""
    data: dict[str, Data] = {
        "sections": [],
        "key": "",
        "now": "",
        "before": "",
        "line": "",
        "given": "",
        "week_line": "",
        "choices": [],
        "all_word": word_for("settings", desk.language),
        "own_word": word_for("which", desk.language),
    }
    return desk.say("settings/settings", **{**data, "form": form, **more})


def _counts(group: Group, key: str) -> bool:
    """Whether a setting makes a difference: no summaries have no hour."""
    days = group.settings.summary_every
    if key == "private":
        return group.parent_id is not None
    if key == "summary_day":
        return days > 0 and days % 7 == 0
    return days > 0 or key == "summary_every" or not key.startswith("summary_")


def _week_line(group: Group, key: str, value: Setting, language: str) -> str:
    """What to write so that summaries have a day of the week; "" where they have, or have no need.

    With ten days between two of them there is none, whichever of the two is set first.
    """
    days = {"summary_every": value, "summary_day": group.settings.summary_every}.get(key, 0)
    if int(days) % 7 == 0:
        return ""
    return _line("summary_every", value_word("summary_every", 7, language), language)


def _row(group: Group, key: str, language: str) -> dict[str, Data]:
    old = setting_of(group, key)
    return {
        "key": key,
        "now": _plain(key, old),
        "line": _way_to(key, language)
        if key in TEXTS
        else _line(key, _suggested(key, old, language), language),
    }


def _way_to(key: str, language: str) -> str:
    """What shows a text, to be written anew."""
    verb = {"purpose": "description", "footer": ""}.get(key, key)
    return word_for(verb, language) if verb else _line(key, "", language)


def _choice(key: str, value: Setting, language: str) -> Data:
    line = _line(key, value_word(key, value, language), language)
    return {"line": line, "now": _plain(key, value)}


def _line(key: str, value: str, language: str) -> str:
    """What to write to give a setting a value, in the reader's words."""
    language = language[:2] if language[:2] in GROUP else "en"
    of_group = GROUP[language] if key in ALSO_MEMBERS else ""
    words = (word_for("set", language), of_group, key_word(key, language), value)
    return " ".join(word for word in words if word)


def _choices(key: str, old: Setting) -> tuple[Setting, ...]:
    """The values a setting can have; examples where they are without number."""
    if isinstance(old, bool):
        return (True, False)
    return tuple(VALUE_WORDS["en"].get(key, ())) or EXAMPLES[key]


def _suggested(key: str, old: Setting, language: str) -> str:
    """Another value than the present one: the next."""
    choices = _choices(key, old)
    at = choices.index(old) + 1 if old in choices else 0
    return value_word(key, choices[at % len(choices)], language)


def _now(group: Group, key: str) -> Data:
    return _plain(key, setting_of(group, key))


def _plain(key: str, value: Setting, most: int | None = _LONGEST_SHOWN) -> Data:
    """A value as the letter says it: text on one line, time in minutes and hours.

    `most` characters of a text are shown; None: all, where somebody has to say yes to them.
    """
    if key == "questions":
        return len(read_questions(str(value)))
    if key in TEXTS or key == "title":
        text = str(value)
        return shorten(text, len(text) if most is None else most)
    if SETTING_KINDS[key].name == "duration":
        minutes = int(value) // 60
        return {"minutes": minutes, "hours": minutes // 60 if minutes % 60 == 0 else 0}
    return value


def _short(text: str) -> str:
    return shorten(text, _LONGEST_REPEATED)
