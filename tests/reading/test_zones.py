"""Time zones are found by the names that people have for them."""

from __future__ import annotations

import zoneinfo

import pytest

from dgroup.mail.cities import CITIES, city_text
from dgroup.reading.zones import find_zone, near_zones

NAMED = [
    ("Africa/Nairobi", "Africa/Nairobi"),
    ("africa nairobi", "Africa/Nairobi"),
    ("NAIROBI", "Africa/Nairobi"),
    ("Nairobi, Kenya", "Africa/Nairobi"),
    ("Nairobi (Kenia)", "Africa/Nairobi"),
    ("são paulo", "America/Sao_Paulo"),
    ("Buenos Aires", "America/Argentina/Buenos_Aires"),
    ("Bruxelles", "Europe/Brussels"),
    ("Port-au-Prince", "America/Port-au-Prince"),
    ("India", "Asia/Kolkata"),
    ("utc", "UTC"),
    *((each, None) for each in ("", "Atlantis", "East", "../../etc/passwd", "x" * 10_000)),
]


@pytest.mark.parametrize(("text", "zone"), NAMED)
def test_a_place_has_its_zone(text: str, zone: str | None) -> None:
    """A name of the tz database, a city or a country, however it is spelt."""
    assert find_zone(text) == zone


def test_what_is_misspelt_is_near() -> None:
    """The nearest first, and nothing where nothing is like it."""
    assert near_zones("Amsterdm") == ("Europe/Amsterdam",)
    assert near_zones("Limma")[0] == "America/Lima"
    assert near_zones("qqqq") == near_zones("") == ()


def test_every_city_is_found_by_what_letters_call_it() -> None:
    """What stands in a letter can be written back."""
    for language, rows in CITIES.items():
        for zone in rows:
            assert zone in zoneinfo.available_timezones()
            assert find_zone(city_text(zone, language)) == zone, (language, zone)


def test_cities_have_their_names_in_each_language() -> None:
    """As they are called there; else as in the tz database, which writes "_" for blanks."""
    brussels = [city_text("Europe/Brussels", each) for each in ("en", "nl-BE", "fr", "es", "pt")]
    assert brussels == ["Brussels", "Brussel", "Bruxelles", "Bruselas", "Brussels"]
    assert city_text("Africa/Dar_es_Salaam", "en") == "Dar es Salaam"
    assert city_text("UTC", "en") == "UTC"
