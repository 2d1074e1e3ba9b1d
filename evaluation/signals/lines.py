"""The invented lines with their labels; every third line of a file is held out from training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain import Direction

TESTED = Path(__file__).parents[2] / "tests" / "nlp" / "signal_sentences.txt"
TESTED_NAMES = ("Omar Haddad", "Lena Fischer", "Pooja Nair", "Kofi Mensah", "Jonas Weber", "Beth Ryan")


@dataclass(frozen=True, slots=True)
class Line:
    """One invented mail; `kinds` are what it says, or else what it must not be taken for."""

    kinds: tuple[str, ...]
    is_positive: bool
    direction: Direction
    names: tuple[str, ...]
    text: str
    is_held_out: bool
    page: str = ""


def invented(folder: Path = Path(__file__).parent) -> Iterator[Line]:
    """All lines of the folder: `<type>[.more].txt` say it, `<type>[.more].not.txt` do not."""
    for page in sorted(folder.glob("*.txt")):
        kind, *rest = page.name.split(".")
        for number, row in enumerate(page.read_text("utf-8").splitlines(), start=1):
            parts = row.split("\t")
            if len(parts) < 3 or parts[0] not in ("inbound", "outbound"):
                continue
            yield Line(
                (kind,),
                "not" not in rest,
                Direction(parts[0]),
                () if parts[1] == "-" else (parts[1],),
                parts[2].replace("\\n", "\n"),
                number % 3 == 0,
                page.name,
            )


def tested() -> Iterator[Line]:
    """The list that tests read: `type,type in|out text`, or `!type` for what it is not."""
    rows = [r for r in TESTED.read_text("utf-8").splitlines() if r and not r.startswith("#")]
    for number, row in enumerate(rows, start=1):
        kinds, way, text = row.split(" ", 2)
        direction = Direction.INBOUND if way == "in" else Direction.OUTBOUND
        yield Line(
            tuple(k.strip("!") for k in kinds.split(",")),
            not kinds.startswith("!"),
            direction,
            TESTED_NAMES,
            text.replace(" / ", "\n"),
            number % 3 == 0,
            TESTED.name,
        )
