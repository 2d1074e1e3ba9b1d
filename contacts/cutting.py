"""Pieces cut out of a text, and where everything else stands afterwards. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]
_END = re.compile(r"[.!?]+[\"'”’)]*(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Cut:
    """A text without some stretches, `filler` standing for each."""

    text: str
    gone: tuple[Span, ...]  # in the text as it was, in order, none touching the next
    filler: str

    @classmethod
    def of(cls, text: str, spans: Iterable[Span], *, filler: str) -> Cut:
        """The text without these stretches, which may overlap; nothing is cut where there are none."""
        gone = joined(spans, within=len(text))
        kept, at = [], 0
        for start, end in gone:
            kept += [text[at:start], filler]
            at = end
        return cls("".join([*kept, text[at:]]), gone, filler)

    def moved(self, span: Span) -> Span | None:
        """Where a stretch stands now, with the fillers inside it; None where nothing of it is left."""
        start, end = span
        if any(first <= start and end <= last for first, last in self.gone):
            return None
        return self._place(start, is_end=False), self._place(end, is_end=True)

    def touches(self, span: Span) -> bool:
        """Whether something was cut out of a stretch."""
        return any(first < span[1] and span[0] < last for first, last in self.gone)

    def _place(self, at: int, *, is_end: bool) -> int:
        shift = 0
        for first, last in self.gone:
            if at <= first:
                break
            if at < last or (at == last and is_end):
                # Within what is gone: an end stands before the filler, a beginning after it.
                return first + shift + (0 if is_end else len(self.filler))
            shift += len(self.filler) - (last - first)
        return at + shift


def joined(spans: Iterable[Span], *, within: int) -> tuple[Span, ...]:
    """The stretches in order, those that overlap or touch as one."""
    found: list[list[int]] = []
    for start, end in sorted((max(0, s), min(within, e)) for s, e in spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return tuple((start, end) for start, end in found)


def others(spans: Iterable[Span], *, within: int) -> list[Span]:
    """What lies between the stretches."""
    found, at = [], 0
    for start, end in joined(spans, within=within):
        found.append((at, start))
        at = end
    return [(start, end) for start, end in [*found, (at, within)] if start < end]


def sentence_around(text: str, span: Span) -> Span:
    """The sentence, or the sentences, in which a stretch stands, without the white space around."""
    start = max((found.end() for found in _END.finditer(text, 0, span[0])), default=0)
    # Looked at with what follows: a full stop ends a sentence only before white space.
    ends = (found.end() for found in _END.finditer(text, max(span[0], span[1] - 1)) if found.end() >= span[1])
    end = next(ends, len(text))
    while start < span[0] and text[start].isspace():
        start += 1
    while end > span[1] and text[end - 1].isspace():
        end -= 1
    return start, end
