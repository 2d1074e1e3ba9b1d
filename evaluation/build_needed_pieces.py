"""`make needles`: work out what each pattern needs and keep it in `nlp/data/needed_pieces.json`.

Run it after patterns were changed; until then they are worked out at each start, which is slower.
"""

from __future__ import annotations

from nlp.needed_kept import KEPT, as_kept
from nlp.rules import pages, read_page, worked_out


def needed_pieces() -> str:
    """The text of the file as it should be now."""
    read = {name: read_page(name) for name in pages()}
    return as_kept({name: (page.source, worked_out(page)) for name, page in read.items()})


if __name__ == "__main__":
    KEPT.write_text(needed_pieces(), encoding="ascii")
