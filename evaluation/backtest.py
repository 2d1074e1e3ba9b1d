"""A real mailbox replayed: flags a year, who fell silent, who had been warned, beside fixed rules.

    python -m evaluation.backtest DATA [--write]

Reads `mailboxes/peterson` of the public data into an empty store through the command line, as
`evaluation.real_mailbox` does, and asks `keepwarm backtest`. `--write` puts the tables into RESULTS.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evaluation.real_mailbox import Home, archives, labels
from evaluation.results import put

FIRST, LAST = "2007-01-01", "2018-03-29"
RULES = {
    "any_reason": "any reason",
    "own_limit": "own limit",
    "fixed": "{} days",
    "fixed_as_loud": "{} days, as many alarms as going_cold",
    "fixed_as_loud_as_own": "{} days, as many alarms as own limit",
}
SILENCES = (180, 120)  # days; the second shows how much hangs on the first


def measured(data: Path) -> str:
    """The tables as RESULTS.md has them."""
    own, _ = labels(data)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.json("import", *archives(data), *(word for address in own for word in ("--own", address)))
        found = {
            days: home.json("backtest", "--from", FIRST, "--to", LAST, "--silence", str(days))
            for days in SILENCES
        }
    lines = [f"{datetime.now(UTC).date()}, every day from {FIRST} to {LAST}.", ""]
    lines += _years([line for line in found[SILENCES[0]] if line["kind"] == "week"])
    for days, told in found.items():
        lines += ["", *_rules(days, told)]
    return "\n".join(lines) + "\n"


def _years(weeks: list[dict[str, Any]]) -> list[str]:
    raised: Counter[str] = Counter()
    cold: Counter[str] = Counter()
    fixed: Counter[str] = Counter()
    busiest: Counter[str] = Counter()
    open_: dict[str, int] = {}
    for week in weeks:
        year, number = week["week"][:4], sum(week["raised"].values())
        raised[year] += number
        cold[year] += week["raised"].get("going_cold", 0)
        fixed[year] += week["fixed_45_raised"]
        busiest[year] = max(busiest[year], number)
        open_[year] = sum(week["open"].values())
    lines = [
        "| year | flags raised | in the busiest week | going_cold | open at its end | 45 days |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return lines + [
        f"| {year} | {raised[year]} | {busiest[year]} | {cold[year]} | {open_[year]} | {fixed[year]} |"
        for year in open_
    ]


def _rules(days: int, told: list[dict[str, Any]]) -> list[str]:
    (period,) = (line for line in told if line["kind"] == "period")
    left = period["left_out"]
    lines = [
        f"Fallen silent after {days} days: {period['fell_silent']} of {period['silences']} silences of "
        f"{period['people']} people (left out: {left['silent_before']} silent before, "
        f"{left['silent_at_end']} at the end, {left['other_people']} people neither candidate nor client).",
        "",
        "| rule | alarms | right | late | precision | recall | days of warning | after days | on average |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for rule in (line for line in told if line["kind"] == "rule"):
        name = RULES.get(rule["rule"], rule["rule"])
        shares = [f"{rule[key]:.2f}" if rule[key] is not None else "-" for key in ("precision", "recall")]
        medians = [
            f"{rule[key]:.0f}" if rule[key] is not None else "-"
            for key in ("days_of_warning", "days_of_silence", "mean_days_of_silence")
        ]
        counts = [str(rule[key]) for key in ("alarms", "right", "late")]
        lines.append(f"| {' | '.join((name.format(rule['fixed_days']), *counts, *shares, *medians))} |")
    lines += ["", f"Named for another reason before going_cold spoke: {period['named_before']}."]
    return lines


def main() -> int:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="put the tables into RESULTS.md")
    asked = parser.parse_args()
    if not (asked.data / "mailboxes" / "peterson").is_dir():
        print(f"{asked.data} does not hold the public data: nothing was measured.", file=sys.stderr)
        return 1
    printed = measured(asked.data)
    print(printed, end="")
    if asked.write:
        put("backtest", printed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
