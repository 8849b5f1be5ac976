"""Dates as people write them, in four languages and a half."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dgroup.reading.dates import looks_like_date, read_date

TODAY = dt.date(2026, 11, 20)  # a Friday

DATES = [
    ("2026-12-24", "2026-12-24"),
    ("2026/12/24", "2026-12-24"),
    ("24/12", "2026-12-24"),
    ("24-12-2026", "2026-12-24"),
    ("24.12.26", "2026-12-24"),
    ("24-12", "2026-12-24"),
    ("5/6", "2027-06-05"),  # the day first
    ("12/24/2026", "2026-12-24"),  # only the month can be 12
    ("3 January", "2027-01-03"),
    ("January 3rd", "2027-01-03"),
    ("the 3rd of January", "2027-01-03"),
    ("January 3, 2027", "2027-01-03"),
    ("3 Jan 2027", "2027-01-03"),
    ("1 Nov", "2027-11-01"),
    ("20 November", "2026-11-20"),
    ("Monday 3 January", "2027-01-03"),
    ("3 januari", "2027-01-03"),
    ("5 maart a.s.", "2027-03-05"),
    ("tot en met 5 januari", "2027-01-05"),
    ("le 1er janvier", "2027-01-01"),
    ("3 février 2027", "2027-02-03"),
    ("15 août", "2027-08-15"),
    ("jusqu'au 5 décembre", "2026-12-05"),
    ("3 de enero", "2027-01-03"),
    ("el 3 de enero de 2027", "2027-01-03"),
    ("primero de diciembre", "2026-12-01"),
    ("January", "2027-01-01"),
    ("end of January", "2027-01-31"),
    ("eind november", "2026-11-30"),
    ("fin décembre", "2026-12-31"),
    ("monday", "2026-11-23"),
    ("next Monday", "2026-11-23"),
    ("Friday", "2026-11-27"),  # never today
    ("maandag", "2026-11-23"),
    ("lundi prochain", "2026-11-23"),
    ("el lunes", "2026-11-23"),
    ("miércoles", "2026-11-25"),
    ("2 weeks", "2026-12-04"),
    ("for two weeks", "2026-12-04"),
    ("10 days", "2026-11-30"),
    ("a month", "2026-12-20"),
    ("3 months", "2027-02-20"),
    ("a year", "2027-11-20"),
    ("twee weken", "2026-12-04"),
    ("een maand", "2026-12-20"),
    ("deux semaines", "2026-12-04"),
    ("pendant 10 jours", "2026-11-30"),
    ("dos semanas", "2026-12-04"),
    ("diez días", "2026-11-30"),
    ("tomorrow", "2026-11-21"),
    ("morgen", "2026-11-21"),
    ("overmorgen", "2026-11-22"),
    ("demain", "2026-11-21"),
    ("après-demain", "2026-11-22"),
    ("mañana", "2026-11-21"),
    ("pasado mañana", "2026-11-22"),
    ("next week", "2026-11-27"),
    ("la semaine prochaine", "2026-11-27"),
    ("la próxima semana", "2026-11-27"),
]
NOTHING = [
    *("", "hello", "yesterday", "2 weeks ago", "last Monday", "gisteren", "never", "12", "2027"),
    *(
        "2026-11-19",
        "19-11-2026",
        "31 February",
        "2026-13-01",
        "32/12",
        "3 January 2030",
        "3 years",
    ),
    *("99999999 weeks", "2029-01-01", "0000-00-00", "Anna", "soon", "x" * 5000),
]


@pytest.mark.parametrize(("text", "day"), DATES)
def test_a_date_is_read(text: str, day: str) -> None:
    """Whatever way it is written, in small letters and in capitals."""
    assert read_date(text, TODAY) == dt.date.fromisoformat(day)
    assert read_date(text.upper(), TODAY, "fr") == dt.date.fromisoformat(day)
    assert looks_like_date(text)


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_date_or_past_or_far_is_none(text: str) -> None:
    """Past days, days that no month has, and what lies beyond two years."""
    assert read_date(text, TODAY) is None


@pytest.mark.parametrize("text", ["", "hello", "the", "lunch on Monday", "in", "my mail", "Anna"])
def test_what_does_not_look_like_a_date(text: str) -> None:
    """All words must be of dates, and one more than a small word."""
    assert not looks_like_date(text)


@given(st.text(), st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2200, 1, 1)))
def test_any_text_on_any_day(text: str, today: dt.date) -> None:
    """Reading never raises, and no day is past or beyond two years."""
    day = read_date(text, today)
    assert day is None or today <= day <= today + dt.timedelta(days=732)
    looks_like_date(text)


@given(
    st.lists(
        st.sampled_from("3 31 99 2027 24/12 january mar fin two weeks lundi a next morgen".split())
    ).map(" ".join),
    st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2200, 1, 1)),
)
def test_any_words_of_dates(text: str, today: dt.date) -> None:
    """However words of dates are put together, they are a day soon to come, or none."""
    day = read_date(text, today)
    assert day is None or today <= day <= today + dt.timedelta(days=732)
