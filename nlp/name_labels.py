"""What the entity recogniser says about words, and which words it was asked about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from nlp.text import Doc


@dataclass(frozen=True, slots=True)
class Labels:
    """The recogniser's entities as character spans, whether it read at all, and what it was `asked` about."""

    starts: tuple[int, ...] = ()
    ents: tuple[tuple[int, int, str], ...] = ()
    is_read: bool = False
    asked: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, doc: Doc) -> Labels:
        """The entities of `doc`; none where no recogniser ran."""
        ents = tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents)
        return cls(tuple(ent[0] for ent in ents), ents, doc.has_annotation("ENT_IOB"))

    def over(self, start: int, end: int) -> tuple[int, int, str] | None:
        """The entity that overlaps `start:end` most, None where there is none."""
        self.asked.add(start)
        best: tuple[int, int, str] | None = None
        for ent in self.ents[max(0, bisect_left(self.starts, start) - 1) :]:
            if ent[0] >= end:
                break
            if ent[1] > start and (best is None or shared(ent, start, end) > shared(best, start, end)):
                best = ent
        return best


def shared(ent: tuple[int, int, str], start: int, end: int) -> int:
    """How many characters an entity and `start:end` have in common."""
    return min(end, ent[1]) - max(start, ent[0])
