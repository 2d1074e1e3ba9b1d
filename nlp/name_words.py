"""The words around names, as sets: titles, greetings, what people do, what firms and streets are called."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from nlp.kept_tables import loads


@dataclass(frozen=True, slots=True)
class NameWords:
    """Folded words; each set is explained in `data/name_words.toml`."""

    titles: frozenset[str]
    honorifics: frozenset[str]
    greetings: frozenset[str]
    vocatives: frozenset[str]
    everybody: frozenset[str]
    person_before: frozenset[str]
    person_after: frozenset[str]
    place_before: frozenset[str]
    determiners: frozenset[str]
    organisation_words: frozenset[str]
    place_words: frozenset[str]
    places: frozenset[str]
    things: frozenset[str]
    firms: frozenset[str]
    never: frozenset[str]
    particles: frozenset[str]


def _load() -> NameWords:
    path = Path(__file__).parent / "data" / "name_words.toml"
    table = loads(path.read_text(encoding="utf-8"))
    return NameWords(**{field.name: frozenset(table[field.name].split()) for field in fields(NameWords)})


WORDS = _load()
