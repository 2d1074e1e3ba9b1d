"""Builds `people_faker.tsv`: given names and surnames by country, where Faker has Latin letters.

    pip install faker && python -m evaluation.names.build_people

Faker is © 2012 Daniele Faraglia, MIT; the licence stands in `nlp/data/README.md`.
"""

from __future__ import annotations

import importlib
import pkgutil
import random
import unicodedata
from pathlib import Path

_MOST = 90  # names of a kind of one country


def main() -> None:
    """Writes the file anew, the same each time."""
    persons = importlib.import_module("faker.providers.person")
    lines = []
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        givens, surnames = _names(provider, "first"), _names(provider, "last")
        if len(givens) > 20 and len(surnames) > 15:
            lines.append(f"{module.name}\t{' '.join(givens)}\t{' '.join(surnames)}")
    path = Path(__file__).parent / "people_faker.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _names(provider: type, kind: str) -> list[str]:
    found: set[str] = set()
    for attribute in dir(provider):
        if attribute.startswith((f"{kind}_name", f"romanized_{kind}", f"{kind}_romanized")):
            values = getattr(provider, attribute)
            if isinstance(values, (list, tuple, dict)):
                found.update(value for value in values if isinstance(value, str))
    names = sorted(name.title() if name.isupper() else name for name in found if _is_latin(name))
    return sorted(random.Random(len(names)).sample(names, min(_MOST, len(names))))


def _is_latin(name: str) -> bool:
    letters = name.replace("-", "").replace("'", "").replace("’", "")
    return len(name) > 1 and letters.isalpha() and all("LATIN" in unicodedata.name(c) for c in letters)


if __name__ == "__main__":
    main()
