"""What code hands in for the letters about the draft of a summary, in each of their forms."""

from __future__ import annotations

from dgroup.reading.rewriting import RULE

_GROUP = {
    "name": "practice",
    "title": "Learning from Practice",
    "address": "practice@lists.example.org",
}
_FRIDAY_S = 1_795_766_400  # 27 November 2026, 9:00 in Brussels
_THURSDAY_S = 1_795_694_520  # the day before, 13:02
_PLAN = {"due_s": _FRIDAY_S, "timezone": "Europe/Brussels", "goes_unanswered": True}
_TEXT = """=== What was talked about

1. How do you start a meeting? (5 messages: Ann, Bea and 2 more)

Ann: We begin each meeting with a round: everybody says in one sentence how they are, and what \
they hope to take home.

Bea: With a song.

== To answer: thread+12@lists.example.org

=== New in the group

Carla: I grow cocoa and coffee near Quito."""
_PREFACE = "Dear all,\n\nWhat a week it was! Thanks to Dirk for the prices."


def _draft(**more: object) -> dict[str, object]:
    return {**_GROUP, **_PLAN, "people": 214, "text": _TEXT, "rule": RULE, **more}


def _decided(form: str, **more: object) -> dict[str, object]:
    return {
        **_GROUP,
        **_PLAN,
        "form": form,
        "text": _TEXT,
        "preface": "",
        "is_edited": False,
        "signed_by": "Bea",
        "rule": RULE,
        "is_more": False,
        "people": 0,
        "is_left_out": False,
        "decision": "",
        "is_out": False,
        "who": "",
        "is_by_hand": False,
        "is_you": False,
        "at_s": 0,
        "most": 20_000,
        **more,
    }


_BY_ANN = {"who": "Ann", "is_by_hand": True, "at_s": _THURSDAY_S}

# Name of the letter, and which form of it -> data.
DATA: dict[str, dict[str, object]] = {
    "summaries/draft": _draft(),
    "summaries/draft:asked": _draft(goes_unanswered=False, people=1),
    "summaries/draft:nobody": _draft(people=0),
    "summaries/decided": _decided("changed", decision="changed", preface=_PREFACE, people=214),
    "summaries/decided:preface_for_one": _decided(
        "changed", decision="changed", preface="Bea Jansen\nCocoa Inc.", people=1
    ),
    "summaries/decided:preface_for_nobody": _decided(
        "changed", decision="changed", preface=_PREFACE, is_edited=True
    ),
    "summaries/decided:edited": _decided(
        "changed", decision="changed", is_edited=True, is_more=True
    ),
    "summaries/decided:sent": _decided("sent", decision="changed", people=214),
    "summaries/decided:sent_without_you": _decided(
        "sent", decision="changed", people=12, is_left_out=True
    ),
    "summaries/decided:sent_edited": _decided("sent", decision="changed", people=1, is_edited=True),
    "summaries/decided:sent_to_nobody": _decided("sent", decision="changed"),
    "summaries/decided:skipped": _decided("skipped", decision="skipped"),
    "summaries/decided:restored": _decided("restored"),
    "summaries/decided:same": _decided("same"),
    "summaries/decided:same_asked": _decided("same", goes_unanswered=False),
    "summaries/decided:same_changed": _decided("same", decision="changed", is_edited=True),
    "summaries/decided:same_skipped": _decided("same", decision="skipped"),
    "summaries/decided:too_long": _decided("too_long"),
    "summaries/decided:by_another": _decided("already", decision="changed", **_BY_ANN),
    "summaries/decided:skipped_by_another": _decided("already", decision="skipped", **_BY_ANN),
    "summaries/decided:out": _decided("already", decision="sent", is_out=True, at_s=_FRIDAY_S),
    "summaries/decided:out_by_another": _decided(
        "already", decision="sent", is_out=True, **_BY_ANN
    ),
    "summaries/decided:out_by_you": _decided(
        "already",
        decision="sent",
        is_out=True,
        is_you=True,
        **_BY_ANN,
    ),
    "summaries/decided:skipped_by_you": _decided(
        "already", decision="skipped", is_out=True, is_you=True, **_BY_ANN
    ),
    "summaries/decided:unanswered": _decided(
        "already", decision="unanswered", is_out=True, at_s=_FRIDAY_S
    ),
}
