"""What the patterns need, worked out beforehand: taking 1,500 of them apart takes most of a second at start.

`data/needed_pieces.json` has it a page of patterns, with the digest of the page it was made from. A page that
has changed since is worked out anew, so the file only ever saves time; `make needles` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from nlp.needed_pieces import Needs

KEPT = Path(__file__).parent / "data" / "needed_pieces.json"


def needs_of(page: str, source: str, work_out: Callable[[], Sequence[Needs]]) -> Sequence[Needs]:
    """What the patterns of a page need, in order. `source` is all that they are made from."""
    kept = _kept()["pages"].get(page, {})
    if kept.get("digest") != _digest(source):
        return work_out()
    sets = _kept()["sets"]
    return [[sets[number] for number in pattern] for pattern in kept["patterns"]]


def as_kept(pages: Mapping[str, tuple[str, Sequence[Needs]]]) -> str:
    """The text of the file, for pages by name with their source and needs; each set is written once."""
    sets: dict[tuple[str, ...], int] = {}

    def number(pieces: Collection[str]) -> int:
        return sets.setdefault(tuple(sorted(pieces)), len(sets))

    kept = {
        name: {"digest": _digest(source), "patterns": [list(map(number, pattern)) for pattern in needs]}
        for name, (source, needs) in pages.items()
    }
    return json.dumps({"pages": kept, "sets": list(sets)}, ensure_ascii=True, separators=(",", ":")) + "\n"


@cache
def _kept() -> dict[str, Any]:
    if not KEPT.exists():
        return {"pages": {}}
    kept: dict[str, Any] = json.loads(KEPT.read_text(encoding="ascii"))
    return kept | {"sets": list(map(tuple, kept["sets"]))}


def _digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()[:16]
