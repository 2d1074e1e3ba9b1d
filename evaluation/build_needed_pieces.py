"""`make needles`: work out what each pattern needs and keep it in `nlp/data/needed_pieces.json`.

Run it after patterns were changed; until then they are worked out at each start, which is slower.
"""

from __future__ import annotations

from nlp.clock import CLOCK
from nlp.day_words import DAYS
from nlp.needed_kept import KEPT, as_kept
from nlp.rules import pages, read_page, worked_out


def needed_pieces() -> str:
    """The text of the file as it should be now."""
    read = {name: read_page(name) for name in pages()}
    needs = {name: (page.source, worked_out(page)) for name, page in read.items()}
    days_and_hours = {ways.page: (ways.source, ways.worked_out()) for ways in (CLOCK, DAYS)}
    return as_kept(needs | days_and_hours)


if __name__ == "__main__":
    KEPT.write_text(needed_pieces(), encoding="ascii")
