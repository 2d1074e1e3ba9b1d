"""The metrics: counts of right, wrong and missed, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass
class Tally:
    """True positives, false positives, false negatives, and examples of the errors for reading."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    errors: list[str] = field(default_factory=list)

    def compare(self, found: Iterable[Hashable], expected: Iterable[Hashable], where: str) -> None:
        """Count two multisets against each other."""
        have, want = Counter(found), Counter(expected)
        self.right += sum((have & want).values())
        for item, n in (have - want).items():
            self.wrong += n
            self.errors.append(f"+ {where}: {item}")
        for item, n in (want - have).items():
            self.missed += n
            self.errors.append(f"- {where}: {item}")

    @property
    def precision(self) -> float:
        """Of what was found, the part that is right; 1 where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Of what is there, the part that was found; 1 where nothing is there."""
        expected = self.right + self.missed
        return self.right / expected if expected else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Sequence[str]) -> float:
    """The mean of the labels' F1; `pairs` are (expected, found)."""
    scores = []
    for label in labels:
        right = sum(1 for e, f in pairs if e == f == label)
        either = sum((e == label) + (f == label) for e, f in pairs)
        scores.append(2 * right / either if either else 1.0)
    return sum(scores) / len(scores)


def share(hits: int, total: int) -> float:
    """A share; 1 where there was nothing to get wrong."""
    return hits / total if total else 1.0
