"""Puts a printed table into RESULTS.md, between the marks that name it."""

from __future__ import annotations

import re
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"


def put(name: str, printed: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->`; `ValueError` where they are not."""
    place = rf"(?s)(<!-- {re.escape(name)} -->\n).*(<!-- /{re.escape(name)} -->)"
    text, number = re.subn(
        place, lambda m: m[1] + printed + m[2], RESULTS.read_text(encoding="utf-8"), count=1
    )
    if not number:
        raise ValueError(f"RESULTS.md has no marks for {name!r}")
    RESULTS.write_text(text, encoding="utf-8")
