"""Builds `nlp/data/feasts.txt`, when feasts by the moon are kept: `python -m evaluation.build_feasts`.

Asked at run time, the library behind it would take twelve megabytes in every process that reads mail.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays

TARGET = Path(__file__).parent.parent / "nlp" / "data" / "feasts.txt"
YEARS = range(2000, 2061)
NAMES = ("Diwali", "Chinese New Year")  # the columns, as Singapore calls its public holidays


def lines() -> list[str]:
    """A year, then month and day of each feast."""
    found: list[str] = []
    for year in YEARS:
        kept = holidays.country_holidays("SG", years=year, observed=False, language="en_US")
        days: list[date] = [min(kept.get_named(name)) for name in NAMES]
        found.append(f"{year} {' '.join(f'{day:%m%d}' for day in days)}")
    return found


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines()) + "\n", encoding="ascii")
