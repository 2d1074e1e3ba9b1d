"""How many held-out lines rules hear, and with the second ear: `python -m evaluation.signals.measure`.

Recall over the lines of a type; alarms are its look-alikes that are taken for it. `--taught` measures on the
other two thirds, `--show TYPE` prints their errors (never those of held-out lines).
"""

from __future__ import annotations

import argparse
from collections import Counter

from evaluation.signals.lines import Line, invented
from evaluation.signals.reading import read_line
from nlp.signals import SECOND_EAR


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taught", action="store_true")
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    lines = [line for line in invented() if line.is_held_out is not options.taught]
    for line in lines:
        _count(line, counts, show=options.show if options.taught else "")
    kinds = sorted({line.kinds[0] for line in lines})
    print(f"{'type':20} lines  look-alikes   rules: R   P    with the second ear: R   P   added right wrong")
    total: Counter[str] = Counter()
    for kind in kinds:
        row = {name: counts[kind, name] for name in _NAMES}
        total.update(row)
        _print(kind, row)
    _print("all", total)


_NAMES = ("lines", "alike", "rules", "rule alarms", "both", "alarms", "added", "added wrong")


def _count(line: Line, counts: Counter[tuple[str, str]], *, show: str) -> None:
    kind = line.kinds[0]
    alone, found = read_line(line), read_line(line, by_rules_alone=False)
    counts[kind, "lines" if line.is_positive else "alike"] += 1
    counts[kind, "rules" if line.is_positive else "rule alarms"] += kind in alone.kinds
    counts[kind, "both" if line.is_positive else "alarms"] += kind in found.kinds
    if kind in found.kinds and kind not in alone.kinds:
        counts[kind, "added" if line.is_positive else "added wrong"] += 1
    if show == kind and (kind in found.kinds) is not line.is_positive:
        print("MISSED" if line.is_positive else "ALARM ", line.text)
    for signal in found.signals:  # the second ear's look-alikes of another type
        other = signal.type.value
        if signal.made_by == SECOND_EAR and other != kind and other not in alone.kinds:
            counts["(other types)", f"added to {kind} lines: {other}"] += 1


def _print(kind: str, row: Counter[str] | dict[str, int]) -> None:
    def share(hits: int, alarms: int) -> str:
        return f"{hits / max(row['lines'], 1):.2f} {hits / max(hits + alarms, 1):.2f}"

    print(
        f"{kind:20} {row['lines']:4} {row['alike']:8}          {share(row['rules'], row['rule alarms'])}"
        f"          {share(row['both'], row['alarms'])}        {row['added']:4} {row['added wrong']:4}"
    )


if __name__ == "__main__":
    main()
