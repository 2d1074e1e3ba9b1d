"""What the language room takes: from `import spacy` to the first mail read, and memory over many mails.

    python -m benchmarks.language load             one start; prints its seconds as JSON
    python -m benchmarks.language memory NUMBER    so many mails; prints the memory at both ends, in kB

Each is a process of its own. The mails are the invented ones with words nobody has seen in each, so that
whatever is remembered of words shows.
"""

from __future__ import annotations

import json
import random
import statistics
import string
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import Figure, process
from domain import Passage
from evaluation.invented import invented

if TYPE_CHECKING:
    from nlp.pipeline import Reader

STARTS = 5
MAILS = 20_000
_AT_ONCE = 500


def all_figures() -> list[Figure]:
    """Load time, the median of several starts, and how memory grows."""
    took = [json.loads(process("-m", "benchmarks.language", "load")) for _ in range(STARTS)]
    seconds = statistics.median(one["load_seconds"] for one in took)
    busy = statistics.median(one["load_cpu_seconds"] for one in took)
    imported = statistics.median(one["import_seconds"] for one in took)
    told = json.loads(process("-m", "benchmarks.language", "memory", str(MAILS)))
    grown = (told["end_kb"] - told["start_kb"]) / 1000
    return [
        Figure(
            f"load to first mail read, after `import spacy` ({imported:.2f} s)",
            f"{seconds:.2f} s, {busy:.2f} s of them computing; median of {STARTS}",
        ),
        Figure(
            f"memory after {MAILS:,} mails, over the start",
            f"{grown:+.0f} MB, from {told['start_kb'] / 1000:.0f} MB",
        ),
    ]


def _load() -> dict[str, float]:
    first = next(_mails(1))
    began = time.perf_counter()
    import spacy  # noqa: F401  its time is not ours

    imported, busy = time.perf_counter(), time.process_time()
    from nlp.pipeline import load

    _read(load(), [first])
    return {
        "import_seconds": imported - began,
        "load_seconds": time.perf_counter() - imported,
        "load_cpu_seconds": time.process_time() - busy,
    }


def _memory(number: int) -> dict[str, int]:
    from nlp.pipeline import load

    reader = load()
    mails = _mails(number)
    _read(reader, [next(mails)])
    start = _resident_kb()
    while some := list(islice(mails, _AT_ONCE)):
        _read(reader, some)
    return {"start_kb": start, "end_kb": _resident_kb()}


def _read(reader: Reader, mails: list[Passage]) -> None:
    """Read them; a mail that could not be read would make the figures look good."""
    if not all(reading.made_by for reading in reader.read(mails)):
        raise RuntimeError("the reader failed at some of the mails")


def _mails(number: int) -> Iterator[Passage]:
    """Invented mail, each with three words of its own."""
    rows = list(invented())
    letters = random.Random(7)
    for row in islice(cycle(rows), number):
        words = ("".join(letters.choices(string.ascii_lowercase, k=9)) for _ in range(3))
        yield replace(row.passage, text=f"{row.text} {' '.join(words)}.")


def _resident_kb() -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def main() -> None:
    """One process's measure."""
    what, *rest = sys.argv[1:]
    print(json.dumps(_load() if what == "load" else _memory(int(*rest))))


if __name__ == "__main__":
    main()
