"""`make faults`: every case in full, and the table.

    python -m faults [--only WORD] [--every BYTES] [--steps N] [--kills N] [--seconds S]
                     [--moments N] [--mutants N] [--write]

Counted are mails lost, mails doubled and tries that ended otherwise than they may. Ends with 1 where anything
was. `KEEPWARM_DATA` names the public mail that the mutants are made of.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from faults import bad_servers, bombs, chaos, cuts, kills, mutants, storage
from faults.stage import WORKERS, Stage, set_up
from faults.table import Row, line, table
from tests.servers import dovecot
from tests.servers import postgres as postgres_server
from tests.servers.offices import DovecotOffice

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# Faults

`make faults` prints this table. Every try is a whole sync (or the reading of one mail) on the real path,
against a real Dovecot or a scripted server; afterwards the store is compared with that of an undisturbed run:
mails, places, marks, conversations, people, flags. Lost and doubled count mails and their places.

"""


@contextmanager
def stages(number: int) -> Iterator[Callable[[bool], Stage]]:
    """Makes stages with so many mails on one server; on PostgreSQL if asked and installed."""
    with ExitStack() as stack:
        server = stack.enter_context(dovecot.running())
        made: dict[bool, Stage] = {}

        def stage(on_postgres: bool) -> Stage:
            if on_postgres not in made:
                other = stack.enter_context(postgres_server.running()) if on_postgres else None
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keepwarm-faults-")))
                made[on_postgres] = set_up(DovecotOffice(server), folder, number=number, postgres=other)
            return made[on_postgres]

        yield stage


def cut_sessions(asked: argparse.Namespace) -> Iterator[Row]:
    """Cut at every so many bytes."""
    with stages(200) as stage:
        yield cuts.run(stage(False), every=asked.every)


def killed_syncs(asked: argparse.Namespace) -> Iterator[Row]:
    """Killed at every step and at random."""
    with stages(60) as stage:
        yield from kills.run(stage(False), every=asked.steps, times=asked.kills, workers=WORKERS)
        if postgres_server.binaries():
            yield from kills.run(stage(True), every=10 * asked.steps, times=asked.kills // 10)


def disturbed_syncs(asked: argparse.Namespace) -> Iterator[Row]:
    """Another client at work."""
    with stages(200) as stage:
        yield chaos.run(stage(False), seconds=asked.seconds)


def misled_syncs(_asked: argparse.Namespace) -> Iterator[Row]:
    """Bad servers and lines."""
    with stages(1) as stage:
        yield from bad_servers.run(stage(False))


def failing_databases(asked: argparse.Namespace) -> Iterator[Row]:
    """Full, locked, read-only, newer, damaged."""
    with stages(100) as stage:
        yield from storage.run(stage(False), times=asked.moments)


def damaged_mail(asked: argparse.Namespace) -> Iterator[Row]:
    """Mutants."""
    with stages(1) as stage:
        yield from mutants.run(mutants.originals(), number=asked.mutants, workers=WORKERS, stage=stage(False))


def bombs_in_mail(_asked: argparse.Namespace) -> Iterator[Row]:
    """Patterns that stall careless readers."""
    yield from bombs.run(length=50_000)


CASES: dict[str, Callable[[argparse.Namespace], Iterable[Row]]] = {
    "cuts": cut_sessions,
    "kills": killed_syncs,
    "chaos": disturbed_syncs,
    "servers": misled_syncs,
    "storage": failing_databases,
    "bombs": bombs_in_mail,
    "mutants": damaged_mail,
}


def main() -> int:
    """Run the cases, tell each as it ends, print the table."""
    parser = argparse.ArgumentParser(prog="faults")
    parser.add_argument("--only", choices=CASES, action="append", help="only this case; repeat it")
    parser.add_argument("--every", type=int, default=97, help="bytes between two cuts")
    parser.add_argument("--steps", type=int, default=1, help="between two kills")
    parser.add_argument("--kills", type=int, default=200, help="random kills")
    parser.add_argument("--seconds", type=float, default=120, help="of another client at work")
    parser.add_argument("--moments", type=int, default=20, help="at which a database fails")
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--write", action="store_true", help="put the table into faults/RESULTS.md")
    asked = parser.parse_args()
    if asked.write and asked.only:
        parser.error("--write is for a whole run: the table would lose its other rows.")
    logging.getLogger("stamina").setLevel(logging.ERROR)  # it tells of every try after the first
    rows: list[Row] = []
    for name in asked.only or CASES:
        began = time.perf_counter()
        for row in CASES[name](asked):
            rows.append(row)
            print(line(row), *(f"    {note}" for note in row.notes[:5]), sep="\n", flush=True)
        print(f"    {name}: {time.perf_counter() - began:.0f} s", flush=True)
    printed = table(rows)
    print("\n" + printed)
    if asked.write:
        RESULTS.write_text(HEAD + printed, encoding="utf-8")
    return 0 if all(row.is_clean for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
