"""Times gone by as people write them, in four languages and a half."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.reading.past_dates import looks_like_past, read_past

TODAY = dt.date(2026, 11, 20)  # a Friday

PAST = [
    ("since 1 May", "2026-05-01"),
    ("1 mei", "2026-05-01"),
    ("depuis le 1er mai", "2026-05-01"),
    ("desde el 1 de mayo", "2026-05-01"),
    ("since May", "2026-05-01"),
    ("mei", "2026-05-01"),
    ("24/12", "2025-12-24"),
    ("2026-05-01", "2026-05-01"),
    ("1 May 2020", "2020-05-01"),
    ("20 November", "2026-11-20"),
    ("21 November", "2025-11-21"),
    ("last week", "2026-11-13"),
    ("week", "2026-11-13"),
    ("de la semaine", "2026-11-13"),
    ("la semaine dernière", "2026-11-13"),
    ("la semana pasada", "2026-11-13"),
    ("afgelopen week", "2026-11-13"),
    ("this week", "2026-11-16"),
    ("deze maand", "2026-11-01"),
    ("cette année", "2026-01-01"),
    ("this day", "2026-11-20"),
    ("vorige maand", "2026-10-20"),
    ("last year", "2025-11-20"),
    ("yesterday", "2026-11-19"),
    ("d'hier", "2026-11-19"),
    ("avant-hier", "2026-11-18"),
    ("gisteren", "2026-11-19"),
    ("ayer", "2026-11-19"),
    ("aujourd'hui", "2026-11-20"),
    ("last 3 days", "2026-11-17"),
    ("three weeks ago", "2026-10-30"),
    ("il y a deux semaines", "2026-11-06"),
    ("hace tres días", "2026-11-17"),
    ("twee weken geleden", "2026-11-06"),
    ("los últimos 10 días", "2026-11-10"),
    ("a month", "2026-10-20"),
    ("monday", "2026-11-16"),
    ("last Monday", "2026-11-16"),
    ("lundi dernier", "2026-11-16"),
    ("el lunes", "2026-11-16"),
    ("friday", "2026-11-13"),  # never today
]


@pytest.mark.parametrize(("text", "day"), PAST)
def test_a_time_gone_by_is_read(text: str, day: str) -> None:
    """A date is the last one, a span is counted back, and all of it looks like a date."""
    assert read_past(text, TODAY) == dt.date.fromisoformat(day)
    assert looks_like_past(text)


@pytest.mark.parametrize("text", ["31 February", "tomorrow", "1 May 2031", "", "x" * 100])
def test_what_is_no_time_gone_by(text: str) -> None:
    """A day that there is not, or that has not come."""
    assert read_past(text, TODAY) is None


@pytest.mark.parametrize("text", ["123", "12 seeds", "the meeting", "in the group", "we started"])
def test_words_that_are_no_time(text: str) -> None:
    """A number alone may be that of a conversation."""
    assert not looks_like_past(text)


def test_a_year_is_its_first_day_and_no_span_leaves_the_calendar() -> None:
    """Whatever number somebody writes."""
    assert read_past("2025", TODAY) == dt.date(2025, 1, 1)
    assert read_past("99999 weeks", TODAY) == dt.date(1980, 1, 1)
    assert read_past("9999999999999999 years", TODAY) == dt.date(1980, 1, 1)


@given(st.text(max_size=90), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_any_text_is_read_without_an_error(text: str, today: dt.date) -> None:
    """What comes out is no later than today."""
    found = read_past(text, today)
    assert found is None or found <= today
    looks_like_past(text)
