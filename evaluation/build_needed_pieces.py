"""`make needles`: keep beforehand what the tables of patterns say and what each pattern needs.

Run it after patterns were changed; until then they are worked out at each start, which is slower.
"""

from __future__ import annotations

from nlp import kept_tables, needed_kept
from nlp.clock import CLOCK
from nlp.day_words import DAYS
from nlp.rules import pages, read_page, worked_out


def needed_pieces() -> str:
    """The text of `nlp/data/needed_pieces.json` as it should be now."""
    read = {name: read_page(name) for name in pages()}
    needs = {name: (page.source, worked_out(page)) for name, page in read.items()}
    days_and_hours = {ways.page: (ways.source, ways.worked_out()) for ways in (CLOCK, DAYS)}
    return needed_kept.as_kept(needs | days_and_hours)


def tables() -> str:
    """The text of `nlp/data/tables.json` as it should be now."""
    return kept_tables.as_kept(kept_tables.texts())


if __name__ == "__main__":
    needed_kept.KEPT.write_text(needed_pieces(), encoding="ascii")
    kept_tables.KEPT.write_text(tables(), encoding="ascii")
