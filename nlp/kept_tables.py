"""The tables of patterns and words, read from TOML beforehand: parsing them takes a tenth of each start.

`data/tables.json` has what each of them says under the digest of its text, so one that has changed since is
simply parsed; `make needles` writes the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

_ROOM = Path(__file__).parent
KEPT = _ROOM / "data" / "tables.json"


def loads(text: str) -> dict[str, Any]:
    """What a text in TOML says; not to be changed, for others get the same."""
    kept = _kept().get(_digest(text))
    return _parsed(text) if kept is None else kept


def as_kept(texts: Iterable[str]) -> str:
    """The text of the file, one line a table."""
    lines = (f'"{_digest(text)}":{json.dumps(_parsed(text), separators=(",", ":"))}' for text in texts)
    return "{" + ",\n".join(lines) + "}\n"


def texts() -> list[str]:
    """The texts of all tables of this room, in the order of their names."""
    return [path.read_text(encoding="utf-8") for path in sorted(_ROOM.rglob("*.toml"))]


def _parsed(text: str) -> dict[str, Any]:
    import tomllib  # takes longer than all of the above

    return tomllib.loads(text)


@cache
def _kept() -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="ascii")) if KEPT.exists() else {}
    return kept


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
