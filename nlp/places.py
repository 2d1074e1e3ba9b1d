"""The clock that a place keeps: cities and countries of the IANA zone tables, and a few more large cities."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

_REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian")
_MOST_ZONES = 3  # a country with more keeps no one time; the tables name the most populous zone first
_ALSO = {
    "Africa/Accra": "kumasi tema",
    "Africa/Cairo": "alexandria",
    "Africa/Casablanca": "rabat marrakesh",
    "Africa/Johannesburg": "cape-town durban pretoria sandton",
    "Africa/Lagos": "abuja ibadan port-harcourt",
    "Africa/Nairobi": "mombasa",
    "America/Chicago": "austin dallas houston milwaukee minneapolis nashville new-orleans texas",
    "America/Denver": "colorado salt-lake-city",
    "America/Edmonton": "calgary",
    "America/Los_Angeles": "california la las-vegas portland san-diego san-francisco seattle sf",
    "America/New_York": "atlanta baltimore boston cleveland florida miami ny nyc philadelphia pittsburgh"
    " washington",
    "America/Phoenix": "arizona",
    "America/Sao_Paulo": "belo-horizonte brasilia curitiba rio rio-de-janeiro",
    "America/Toronto": "ottawa",
    "Asia/Dubai": "abu-dhabi sharjah uae",
    "Asia/Ho_Chi_Minh": "hanoi hcmc",
    "Asia/Jakarta": "bali",
    "Asia/Jerusalem": "haifa tel-aviv",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Kolkata": "bangalore bengaluru chennai delhi gurgaon hyderabad kochi mumbai new-delhi noida"
    " pune india",
    "Asia/Manila": "cebu",
    "Asia/Riyadh": "dammam jeddah",
    "Asia/Seoul": "busan korea south-korea",
    "Asia/Shanghai": "beijing guangzhou shenzhen",
    "Asia/Tokyo": "kyoto osaka",
    "Europe/Amsterdam": "eindhoven rotterdam the-hague utrecht",
    "Europe/Berlin": "bonn cologne dusseldorf frankfurt hamburg hannover kassel leipzig munich"
    " nuremberg stuttgart",
    "Europe/Brussels": "antwerp bruges ghent leuven liege",
    "Europe/Copenhagen": "aarhus odense",
    "Europe/Dublin": "cork galway",
    "Europe/Helsinki": "espoo tampere",
    "Europe/Istanbul": "ankara izmir",
    "Europe/Kyiv": "lviv odesa",
    "Europe/Lisbon": "porto",
    "Europe/London": "britain edinburgh glasgow leeds liverpool uk",
    "Europe/Madrid": "barcelona bilbao seville valencia",
    "Europe/Oslo": "bergen stavanger trondheim",
    "Europe/Paris": "bordeaux lille lyon marseille nantes nice strasbourg toulouse",
    "Europe/Prague": "brno",
    "Europe/Rome": "bologna florence milan naples turin",
    "Europe/Stockholm": "goteborg gothenburg malmo",
    "Europe/Vienna": "graz linz salzburg",
    "Europe/Warsaw": "gdansk katowice krakow poznan wroclaw",
    "Europe/Zurich": "basel bern geneva lausanne",
    "Pacific/Auckland": "auckland christchurch wellington",
    "Pacific/Fiji": "fiji",
    "Pacific/Honolulu": "hawaii honolulu",
}  # fmt: skip  # large cities that name no zone; the words of a name are joined
_OF_A_PEOPLE = {
    "australian": "Australia/Sydney", "austrian": "Europe/Vienna", "belgian": "Europe/Brussels",
    "british": "Europe/London", "czech": "Europe/Prague", "danish": "Europe/Copenhagen",
    "dutch": "Europe/Amsterdam", "english": "Europe/London", "finnish": "Europe/Helsinki",
    "french": "Europe/Paris", "german": "Europe/Berlin", "greek": "Europe/Athens",
    "hungarian": "Europe/Budapest", "indian": "Asia/Kolkata", "irish": "Europe/Dublin",
    "israeli": "Asia/Jerusalem", "italian": "Europe/Rome", "japanese": "Asia/Tokyo",
    "nigerian": "Africa/Lagos", "norwegian": "Europe/Oslo", "polish": "Europe/Warsaw",
    "portuguese": "Europe/Lisbon", "romanian": "Europe/Bucharest", "spanish": "Europe/Madrid",
    "swedish": "Europe/Stockholm", "swiss": "Europe/Zurich", "turkish": "Europe/Istanbul",
}  # fmt: skip
_NAMESAKES = frozenset(
    "act alexandria bahia baltimore boston christmas cordoba cork dawson easter florence georgia halifax"
    " jersey jordan kirov knox la lima melbourne merida miami nassau nice nome north oral palmer perth"
    " phoenix portland regina resolute rio rosario samara santiago santarem south st johns stanley thule"
    " troll valencia victoria virgin wellington west".split()
)  # several towns or also a word: only "Perth time" tells


def zone_of(place: str, *, is_certain: bool = True) -> ZoneInfo | None:
    """The zone of a city, a country or a people's adjective ("Irish"); None for a place nobody knows.

    `is_certain`: whether the words around it say that a zone is meant; else a name of several towns is none.
    """
    name = _plain(place)
    if not is_certain and name in _NAMESAKES:
        return None
    key = _zones().get(name)
    return None if key is None else ZoneInfo(key)


@cache
def _zones() -> dict[str, str]:
    """The zone of each name in plain letters."""
    named: dict[str, str] = {}
    tables = files("tzdata")
    for key in tables.joinpath("zones").read_text(encoding="utf-8").split():
        region, _, city = key.partition("/")
        if region in _REGIONS and "/" not in city:
            named[_plain(city)] = key
    lines = tables.joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8").splitlines()
    of_country: dict[str, list[str]] = {}
    for code, _, key, *_ in (line.split("\t") for line in lines if not line.startswith("#")):
        of_country.setdefault(code, []).append(key)
    lines = tables.joinpath("zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines()
    for code, country in (line.split("\t") for line in lines if not line.startswith("#")):
        keys = of_country.get(code, [])
        if 1 <= len(keys) <= _MOST_ZONES:
            named.setdefault(_plain(country.partition(" (")[0]), keys[0])
    named |= {_plain(city): key for key, cities in _ALSO.items() for city in cities.split()}
    return named | _OF_A_PEOPLE


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ø", "o").replace("ł", "l"))
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(kept.lower().replace("_", " ").replace("-", " ").split())
