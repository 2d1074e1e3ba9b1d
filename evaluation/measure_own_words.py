"""How well own words are told from the rest: `python -m evaluation.measure_own_words [SET...]`.

Public mail where KEEPWARM_DATA points, and the scenarios we may read. `--errors SET` prints what went wrong
in a set that may be learnt from; of the halves held out only the scores are ever shown.

Word F is the mean over mails of the F1 of the words kept against the words marked; `where any` leaves out the
mails in which nothing is marked (automatic mail, forwards without a word), which count 1 or 0; `lost` and
`extra` are the shares of all marked words that were lost, and of all kept words that nobody marked.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evaluation.split_mail import HELD_OUT, SETS, Marked, marked, scenario_mails

SCENARIOS = ("gold", "third")
Splitter = Callable[[Marked], str]


@dataclass(frozen=True)
class Figures:
    """The scores over one set; all shares between 0 and 1."""

    mails: int
    word_f: float
    marked_f: float  # over the mails in which any own words are marked
    exact: float
    lost: float
    extra: float

    def __str__(self) -> str:
        shares = (self.word_f, self.marked_f, self.exact, self.lost, self.extra)
        return f"{self.mails} | {' | '.join(f'{share:.3f}' for share in shares)}"


def words_of(text: str) -> Counter[str]:
    """The words of a text, case and punctuation apart."""
    return Counter(re.findall(r"\w+", text.lower()))


def word_f(right: str, found: str) -> float:
    """F1 of two bags of words; 1 where both are empty."""
    a, b = words_of(right), words_of(found)
    return 2 * (a & b).total() / (a.total() + b.total()) if a or b else 1.0


def is_exact(right: str, found: str) -> bool:
    """Whether two texts are the same but for white space."""
    return right.split() == found.split()


def figures(mails: Sequence[Marked], splitter: Splitter) -> Figures:
    """The scores of anything that finds own words."""
    found = [(one.own, splitter(one)) for one in mails]
    pairs = [(words_of(own), words_of(kept)) for own, kept in found]
    return Figures(
        mails=len(mails),
        word_f=_mean(word_f(own, kept) for own, kept in found),
        marked_f=_mean(word_f(own, kept) for own, kept in found if own.split()),
        exact=_mean(float(is_exact(own, kept)) for own, kept in found),
        lost=sum((a - b).total() for a, b in pairs) / max(1, sum(a.total() for a, _ in pairs)),
        extra=sum((b - a).total() for a, b in pairs) / max(1, sum(b.total() for _, b in pairs)),
    )


def _mean(values: Iterable[float]) -> float:
    seen = list(values)
    return sum(seen) / max(1, len(seen))


def mails_of(name: str) -> list[Marked]:
    """A set by name; empty where the public data is not at hand."""
    if name in SCENARIOS:
        return list(scenario_mails(name))
    data = os.environ.get("KEEPWARM_DATA")
    return marked(Path(data), name) if data else []


def ours(one: Marked) -> str:
    """Own words as `ingest.zones` finds them; a set whose marks leave more in the body gets that too.

    With closings, that is all but the quoted mail; with footers, what lists and lawyers add, but not the
    lines of files, which have marks of their own.
    """
    from ingest.footers import is_file_line
    from ingest.zones import Zone, split

    zones = split(one.text, author=one.author)
    if one.keeps_footers:
        kept = (Zone.OWN, Zone.GREETING, Zone.FOOTER)
        lines = "\n".join(zones.text[s.start : s.end] for s in zones.spans if s.zone in kept).split("\n")
        return "\n".join(line for line in lines if not is_file_line(line))
    if not one.keeps_closing:
        return zones.own_words
    others = (Zone.QUOTED, Zone.FORWARDED, Zone.ATTRIBUTION)
    return "\n".join(zones.text[s.start : s.end] for s in zones.spans if s.zone not in others)


def table(splitter: Splitter, names: Sequence[str]) -> list[str]:
    """A line a set, as Markdown."""
    lines = [
        "| own words | mails | word F | where any | exact | lost | extra |",
        "| --------- | ----- | ------ | --------- | ----- | ---- | ----- |",
    ]
    for name in names:
        if not (mails := mails_of(name)):
            lines.append(f"| {name} | not measured: no KEEPWARM_DATA |")
            continue
        lines.append(f"| {name} | {figures(mails, splitter)} |")
    return lines


def errors(mails: Sequence[Marked], splitter: Splitter) -> list[str]:
    """What was lost (-) and what was wrongly kept (+), the worst mail first."""
    told: list[tuple[float, str]] = []
    for number, one in enumerate(mails):
        kept = splitter(one)
        if is_exact(one.own, kept):
            continue
        score = word_f(one.own, kept)
        right, found = (
            [line.strip() for line in text.split("\n") if line.strip()] for text in (one.own, kept)
        )
        changes = [d for d in difflib.ndiff(right, found) if d[:1] in "+-"]
        told.append(
            (score, "\n".join([f"=== {number} {one.where} F {score:.2f} [{one.author}]", *changes[:40]]))
        )
    return [text for _, text in sorted(told)]


def _shown(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def main() -> None:
    """Print the table, or the errors of one set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--errors", choices=[n for n in (*SCENARIOS, *SETS) if n not in HELD_OUT], default="")
    parser.add_argument("sets", nargs="*", default=[*SCENARIOS, *SETS])
    options = parser.parse_args()
    if options.errors:
        print("\n".join(errors(mails_of(options.errors), ours)))
        return
    print(datetime.now(UTC).date())
    print("\n".join(table(ours, options.sets)))


if __name__ == "__main__":
    main()
