"""A city, a country or a people's adjective tells a zone; a name of several towns only where one is meant."""

from __future__ import annotations

import pytest

from nlp.places import zone_of


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Buenos Aires", "America/Buenos_Aires"),
        ("são paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Kraków", "Europe/Warsaw"),
        ("Cape Town", "Africa/Johannesburg"),
        ("Kenya", "Africa/Nairobi"),
        ("New Zealand", "Pacific/Auckland"),
        ("Swedish", "Europe/Stockholm"),
        ("Korea", "Asia/Seoul"),
    ],
)
def test_a_place_keeps_the_time_of_its_zone(place: str, zone: str) -> None:
    assert str(zone_of(place)) == zone


@pytest.mark.parametrize("place", ["Brazil", "Canada", "Millbrook", "the office", "", "next"])
def test_a_large_country_or_an_unknown_place_keeps_none(place: str) -> None:
    assert zone_of(place) is None


def test_a_name_of_several_towns_tells_only_where_a_zone_is_meant() -> None:
    assert str(zone_of("Perth")) == "Australia/Perth"
    assert zone_of("Perth", is_certain=False) is None
