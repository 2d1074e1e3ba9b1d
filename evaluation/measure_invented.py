"""How well invented mail is read: `python -m evaluation.measure_invented [--writer W] [--errors WHAT]`.

Scores over the exam, every sixth mail (`--all`: over all), by meaning and not by whom it is about: a type
counts when it is heard in that mail. `--errors WHAT` (a type, `feeling`, `strain`, `names` or `due`) prints
what went wrong in the mails that may be learnt from, never in those held out.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from domain import IN_PROCESS, TOOK_PLACE, Due, Reading
from evaluation.invented import WRITTEN, Row, invented
from evaluation.scores import Tally, macro_f1, share
from nlp.pipeline import load

_FEELINGS = ("negative", "neutral", "positive")


def heard(reading: Reading) -> set[str]:
    """The types that a reading tells, in the words of the rows."""
    kinds = {signal.type.value for signal in reading.signals or ()}
    return (
        kinds
        | ({IN_PROCESS} if reading.in_process else set())
        | ({TOOK_PLACE} if reading.contact_took_place else set())
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writer", default="")
    parser.add_argument("--all", action="store_true", help="also the mails that training may see")
    parser.add_argument("--errors", default="", metavar="WHAT")
    options = parser.parse_args()
    rows = [row for row in invented() if not options.writer or row.writer == options.writer]
    if options.errors:
        rows = [row for row in rows if not row.is_held_out]
    elif not options.all:
        rows = [row for row in rows if row.is_exam]
    reader = load()
    readings = reader.read([row.passage for row in rows])
    tallies = tally(rows, readings)
    if options.errors:
        print("\n".join(_errors(rows, readings, options.errors)))
        return
    for name, each in sorted(tallies.items()):
        print(
            f"{name:22} F {each.f1:.3f}  P {each.precision:.3f} R {each.recall:.3f}   "
            f"{each.right} right, {each.wrong} wrong, {each.missed} missed"
        )
    kinds = [each for name, each in tallies.items() if name not in ("strain", "names", "due", "all signals")]
    print(f"signals, macro F1      {sum(t.f1 for t in kinds) / max(len(kinds), 1):.3f}")
    felt = [(row.feeling.value, _feeling(reading)) for row, reading in zip(rows, readings, strict=True)]
    print(f"feeling, macro-F1      {macro_f1(felt, _FEELINGS):.3f} over {len(felt)} mails")
    negative = [f for e, f in felt if e == "negative"]
    neutral = [f for e, f in felt if e == "neutral"]
    print(f"recall of negative     {share(negative.count('negative'), len(negative)):.3f}")
    print(f"neutral called negative {share(neutral.count('negative'), len(neutral)):.3f}")


def tally(rows: Sequence[Row], readings: Sequence[Reading]) -> dict[str, Tally]:
    """Right, wrong and missed of each type, all types, `due`, `strain` and the spans of `names`."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row, reading in zip(rows, readings, strict=True):
        found = heard(reading)
        for kind in found | row.signals:
            for name in (kind, "all signals"):
                tallies[name].compare({kind} & found, {kind} & row.signals, row.where)
        for kind, due in row.dues.items():
            dues = {_said(s.due, due) for s in reading.signals or () if s.type.value == kind and s.due}
            tallies["due"].compare({due} & dues, {due}, row.where)
        strain = {"strain"} if reading.strain and reading.strain.value else set()
        tallies["strain"].compare(strain, {"strain"} if row.strain else set(), row.where)
        spans = {(m.start, m.end) for m in reading.mentions if m.source == "own_words"}
        tallies["names"].compare(spans, row.spans, row.where)
    return tallies


def _said(due: Due, told: date | datetime) -> date | datetime:
    """As the row tells it: where it tells a day, an hour of that day is right too, as in the scenarios."""
    if isinstance(due, datetime):
        local = due.astimezone(WRITTEN.tzinfo).replace(tzinfo=None)
        return local if isinstance(told, datetime) else local.date()
    return due


def _feeling(reading: Reading) -> str:
    return reading.sentiment.label.value if reading.sentiment else "neutral"


def _errors(rows: Sequence[Row], readings: Sequence[Reading], what: str) -> list[str]:
    lines: list[str] = []
    for row, reading in zip(rows, readings, strict=True):
        text = row.text.replace("\n", " / ")
        if what == "feeling":
            if (felt := _feeling(reading)) != row.feeling.value:
                lines.append(f"{row.feeling.value} read as {felt}: [{row.where}] {text}")
            continue
        each = tally([row], [reading])[what]
        if each.wrong or each.missed:
            sign = "ALARM " if each.wrong and not each.missed else "MISSED"
            found = [(s.type.value, s.evidence) for s in reading.signals or () if s.type.value == what]
            names = [row.text[a:b] for a, b in row.spans] if what == "names" else ""
            seen = [m.text for m in reading.mentions] if what == "names" else found
            dues = (row.dues, [s.due for s in reading.signals or ()]) if what == "due" else ""
            lines.append(f"{sign} [{row.where}] {text}  {seen or ''} {names} {dues}")
    return lines


if __name__ == "__main__":
    main()
