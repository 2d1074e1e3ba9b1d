"""Mail written to stall a reader: four times the bytes may cost little more than four times the time."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

from errors import UnreadableMessage
from faults.mutants import limited
from faults.table import Row
from ingest.mime import read_message
from tests.ingest.mails import HEAD
from tests.ingest.test_hostile import HEADERS, HTML_PIECES, PIECES
from tests.servers.offices import NOW

HTML = HEAD + b"Content-Type: text/html; charset=utf-8\n\n"
TIMES = 4  # as many bytes
LONGEST_RATIO = 8.0  # of the time; what grows with the square takes sixteen times as long
SHORTEST_SECONDS = 0.05  # below that, a ratio says nothing


def run(*, length: int) -> Iterator[Row]:
    """Each pattern, so many bytes of it and four times as many."""
    for what, bombs in (("header and part", HEADERS), ("text", dict(_texts(HEAD + b"\n", PIECES))),
                        ("HTML", dict(_texts(HTML, HTML_PIECES)))):  # fmt: skip
        row = Row(f"{what} bombs of {length // 1000:,} and {TIMES * length // 1000:,} kB")
        worst = 0.0
        for name, make in bombs.items():
            once, more = (
                min(_seconds(make(n), row, name) for _ in range(2)) for n in (length, TIMES * length)
            )
            ratio = more / once if more > SHORTEST_SECONDS else 0.0
            worst = max(worst, ratio)
            row.tried += 1
            row.slowest = max(row.slowest, more)
            if ratio > LONGEST_RATIO:
                row.crashed += 1
                row.notes.append(f"{name!r}: {once:.2f} s, then {more:.2f} s")
        row.remark = f"at most {worst:.1f} times the time"
        yield row


def _texts(head: bytes, pieces: list[str]) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    for piece in pieces:
        yield piece, lambda n, piece=piece: head + (piece * (n // len(piece) + 1))[:n].encode()  # type: ignore[misc]


def _seconds(raw: bytes, row: Row, name: str) -> float:
    gc.collect()
    gc.disable()  # as timeit does: a collection in the middle of a short run is no growth
    began = time.process_time()
    try:
        with limited():
            read_message(raw, received_at=NOW)
    except UnreadableMessage:
        pass
    except Exception as error:  # noqa: BLE001  whatever it is, it is counted
        row.crashed += 1
        row.notes.append(f"{name!r}: {type(error).__name__}")
    finally:
        seconds = time.process_time() - began
        gc.enable()
    return seconds
