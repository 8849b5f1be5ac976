"""What code hands in for the letters by which facilitators shape a group, in each of their forms."""

from __future__ import annotations

from collections.abc import Mapping

from dgroup.domain.words.shown import word_for
from dgroup.reading.rewriting import RULE
from dgroup.reading.setting_reading import key_word, value_word
from dgroup.reading.setting_words import GROUP, SECTIONS

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_HOLD = {"minutes": 15, "hours": 0}
_NOW: Mapping[str, object] = {
    "join": "confirm",
    "hidden": False,
    "purpose": "Here we help each other with questions…",
    "welcome": "",
    "post": "members",
    "moderate_first_posts": 0,
    "unanswered": "return",
    "max_post_size": 10 << 20,
    "introductions": "ask",
    "questions": 0,
    "introduction_hold": _HOLD,
    "title": "Learning from Practice",
    "language": "en",
    "timezone": "Europe/Brussels",
    "subject_prefix": True,
    "reply_to": "group",
    "copy": True,
    "footer": "",
    "digest_hour": 7,
    "private": False,
    "summary_every": 7,
    "summary_day": "friday",
    "summary_hour": 9,
    "summary_to": "digests",
    "summary_unanswered": "send",
    "desk_day": "monday",
}
_NEXT: Mapping[str, int | str | bool] = {
    "join": "approve",
    "hidden": True,
    "post": "moderated",
    "moderate_first_posts": 1,
    "unanswered": "discard",
    "max_post_size": 20 << 20,
    "introductions": "require",
    "introduction_hold": 3600,
    "title": "Learning Together",
    "language": "nl",
    "timezone": "Africa/Nairobi",
    "subject_prefix": False,
    "reply_to": "author",
    "copy": False,
    "digest_hour": 12,
    "private": True,
    "summary_every": 14,
    "summary_day": "saturday",
    "summary_hour": 12,
    "summary_to": "members",
    "summary_unanswered": "skip",
    "desk_day": "tuesday",
}


def told(name: str, language: str) -> dict[str, object]:
    """What a letter is told, with the lines to write in the reader's language."""
    data = dict(DATA[name])
    if name.startswith("settings/name"):
        return {**data, "rename_word": word_for("rename", language)}
    if name.startswith("settings/text"):
        return data
    data["all_word"] = word_for("settings", language)
    data["own_word"] = word_for("which", language)
    if data["form"] == "all":
        data["sections"] = [
            {"name": name, "rows": [_row(key, language) for key in keys]}
            for name, keys in SECTIONS.items()
        ]
    key = str(data["key"])
    if "before" in data and data["before"] != "" and not isinstance(data["before"], Mapping):
        data["line"] = _line(key, data["before"], language)
    elif isinstance(data["before"], Mapping):
        data["line"] = _line(key, data["before"]["minutes"] * 60, language)
    if data["week_line"]:
        data["week_line"] = _line("summary_every", 7, language)
    choices = data["choices"]
    assert isinstance(choices, list)
    data["choices"] = [
        {"line": _line(key, each, language), "now": _HOLD if key == "introduction_hold" else each}
        for each in choices
    ]
    return data


def _row(key: str, language: str) -> dict[str, object]:
    words = {"purpose": "description", "welcome": "welcome", "questions": "questions"}
    if key in words:
        line = word_for(words[key], language)
    elif key == "footer":
        line = f"{word_for('set', language)} {key_word(key, language)}"
    else:
        line = _line(key, _NEXT[key], language)
    return {"key": key, "now": _NOW[key], "line": line}


def _line(key: str, value: object, language: str) -> str:
    of_group = f"{GROUP[language]} " if key in ("copy", "language") else ""
    assert isinstance(value, int | str)
    words = f"{key_word(key, language)} {value_word(key, value, language)}"
    return f"{word_for('set', language)} {of_group}{words}"


def _setting(form: str, key: str = "", now: object = "", **more: object) -> dict[str, object]:
    return {
        **_GROUP,
        "form": form,
        "sections": [],
        "key": key,
        "now": now,
        "before": "",
        "line": "",
        "given": "",
        "week_line": "",
        "choices": [],
        **more,
    }


_WELCOME = (
    "How good that you are here! We help each other with questions from our own work, and no"
    " question is too small.\n\nBea and Ann"
)
_PURPOSE = "Here we help each other with questions from our own work."
_QUESTIONS = "Who are you?\nWhat do you grow?"


def _text(form: str, key: str, text: str, **more: object) -> dict[str, object]:
    return {
        **_GROUP,
        "form": form,
        "key": key,
        "text": text,
        "before": "",
        "is_own": bool(text),
        "was_own": bool(more.get("before")),
        "count": 0,
        "most": 5000,
        "rule": RULE,
        "introductions": "ask",
        **more,
    }


def _name(form: str, **more: object) -> dict[str, object]:
    return {
        **_GROUP,
        "form": form,
        "wanted": "psc",
        "free": "",
        "before": "practice",
        "new": "psc@lists.example.org",
        "most": 40,
        "domain": "lists.example.org",
        **more,
    }


# Name of the letter, and which form of it -> data; the lines to write come in `told`.
DATA: dict[str, dict[str, object]] = {
    "settings/settings": _setting("all"),
    "settings/settings:changed": _setting("changed", "join", "approve", before="confirm"),
    "settings/settings:changed_copy": _setting("changed", "copy", False, before=True),
    "settings/settings:changed_hold": _setting(
        "changed", "introduction_hold", {"minutes": 60, "hours": 1}, before=_HOLD
    ),
    "settings/settings:plan": _setting("plan", "desk_day", "friday", before="monday"),
    "settings/settings:plan_hidden": _setting("plan", "hidden", False, before=True),
    "settings/settings:plan_post": _setting("plan", "post", "anyone", before="members"),
    "settings/settings:plan_join": _setting("plan", "join", "open", before="invite"),
    "settings/settings:plan_replies": _setting("plan", "reply_to", "group", before="author"),
    "settings/settings:same": _setting("same", "language", "fr"),
    "settings/settings:unknown": _setting("unknown", "join", "confirm", given="jion open"),
    "settings/settings:asked": _setting(
        "asked", "post", "members", choices=["anyone", "members", "moderated", "facilitators"]
    ),
    "settings/settings:plan_summary": _setting("plan", "summary_every", 7, before=0),
    "settings/settings:plan_days": _setting(
        "plan", "summary_every", 10, before=7, week_line="set summary weekly"
    ),
    "settings/settings:changed_day": _setting(
        "changed", "summary_day", "monday", before="friday", week_line="set summary weekly"
    ),
    "settings/settings:asked_summary": _setting(
        "asked", "summary_every", 0, choices=[0, 7, 10, 28]
    ),
    "settings/settings:refused": _setting(
        "refused", "digest_hour", 7, given="in the evening", choices=[7, 12, 18]
    ),
    "settings/text": _text("shown", "welcome", _WELCOME),
    "settings/text:none": _text("shown", "welcome", ""),
    "settings/text:questions": _text("shown", "questions", _QUESTIONS),
    "settings/text:questions_usual": _text(
        "shown", "questions", _QUESTIONS, is_own=False, introductions="off"
    ),
    "settings/text:description": _text("shown", "purpose", ""),
    "settings/text:footer": _text("changed", "footer", "Be kind."),
    "settings/text:changed": _text("changed", "purpose", _PURPOSE, before="We help each other."),
    "settings/text:edited": _text("edited", "questions", _QUESTIONS, before="Who are you?"),
    "settings/text:restored": _text("restored", "welcome", _WELCOME, before="Hello."),
    "settings/text:cleared": _text("cleared", "welcome", "", before=_WELCOME),
    "settings/text:cleared_questions": _text(
        "cleared", "questions", "Who are you?", is_own=False, before=_QUESTIONS
    ),
    "settings/text:same": _text("same", "welcome", _WELCOME),
    "settings/text:too_many": _text("too_many", "questions", _QUESTIONS, count=7),
    "settings/text:too_long": _text("too_long", "welcome", _WELCOME, count=10_240),
    "settings/text:plan": _text("plan", "welcome", _WELCOME, before="Hello."),
    "settings/text:plan_questions": _text(
        "plan", "questions", _QUESTIONS, before="Who are you?", was_own=False
    ),
    "settings/text:plan_none": _text("plan", "purpose", "", before=_PURPOSE),
    "settings/name": _name("changed"),
    "settings/name:plan": _name("plan"),
    "settings/name:same": _name("same", wanted="practice"),
    "settings/name:asked": _name("asked"),
    "settings/name:shape": _name("shape", wanted="p_s_c", free="p-s-c"),
    "settings/name:long": _name("long", wanted="p" * 41, free="p" * 40),
    "settings/name:reserved": _name("reserved", wanted="help", free="help-2"),
    "settings/name:taken": _name("taken", wanted="cocoa", free="cocoa-2"),
    "settings/name:once": _name("once", wanted="coffee", free="coffee-2"),
    "settings/name:ambiguous": _name("ambiguous", wanted="cocoa-join", free="cocoa-join-2"),
}
