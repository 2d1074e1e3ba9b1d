"""Splits a mail's text into what its author wrote and everything else, as spans over the unchanged text.

Quoted mail, attributions, copied headers, forwarded mail, signatures, device lines and legal notices go; the
salutation stays with the own words, the closing formula and the name below it belong to the signature
(`relationships.md`). Pure, and linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest import footers, quotes, signatures, tails
from ingest.lines import Line, Zone, lines_of, unquoted

__all__ = ["Span", "Zone", "Zones", "split"]

_OWN = (Zone.OWN, Zone.GREETING)
_SIGNED = (Zone.SIGN_OFF, Zone.SIGNATURE)
_GREETING_REACH = 6  # lines from the top in which a salutation stands


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, `start` to `end` in characters, and what it is."""

    zone: Zone
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Zones:
    """The text and its spans, which cover it in order without gap or overlap."""

    text: str
    spans: tuple[Span, ...]

    @property
    def own_words(self) -> str:
        """What the author wrote; pieces between quotes are joined by a blank line."""
        return "\n\n".join(self._pieces(_OWN))

    @property
    def signature(self) -> str:
        """The closing formula, the name and the lines below it."""
        found = "\n".join(self._pieces(_SIGNED)).split("\n")
        return "\n".join(line for line in found if line.strip(" -_=*~—–─")).strip()

    @property
    def quoted(self) -> str:
        """The quoted or forwarded mail, without quote marks."""
        pieces = self._pieces((Zone.QUOTED, Zone.FORWARDED))
        return "\n".join(unquoted(line) for piece in pieces for line in piece.split("\n"))

    @property
    def is_forward(self) -> bool:
        """Whether the author passes on somebody else's mail."""
        return any(span.zone is Zone.FORWARDED for span in self.spans)

    def of(self, zone: Zone) -> tuple[str, ...]:
        """The raw texts of one zone."""
        return tuple(self.text[span.start : span.end] for span in self.spans if span.zone is zone)

    def _pieces(self, zones: tuple[Zone, ...]) -> list[str]:
        """Texts of neighbouring spans of these zones, each trimmed."""
        pieces: list[str] = []
        last = -1
        for span in self.spans:
            if span.zone not in zones:
                continue
            part = self.text[span.start : span.end]
            if pieces and span.start == last:
                pieces[-1] += part
            else:
                pieces.append(part)
            last = span.end
        trimmed = ("\n".join(line.rstrip() for line in piece.splitlines()).strip("\n") for piece in pieces)
        return [piece for piece in trimmed if piece.strip()]


def split(text: str, *, author: str = "") -> Zones:
    """The zones of a mail's text.

    `author` is the display name or address of the sender, evidence for where the signature begins.
    """
    lines = lines_of(text)
    if "was scrubbed" in text or "[[alternative HTML" in text:
        footers.mark_scrubbed(lines)
    quotes.mark_quotes(lines)
    footers.mark_banner(lines)
    _mark_closing(lines, author)
    _mark_greeting(lines)
    footers.mark_files(lines)
    return Zones(text, tuple(_spans(lines, len(text))))


def _own_runs(lines: list[Line]) -> list[tuple[int, int]]:
    """Stretches of lines that nobody has claimed."""
    runs: list[tuple[int, int]] = []
    start = -1
    for number, line in enumerate(lines):
        if line.zone is None:
            start = number if start < 0 else start
        elif start >= 0:
            runs.append((start, number))
            start = -1
    if start >= 0:
        runs.append((start, len(lines)))
    return [run for run in runs if any(not line.is_blank for line in lines[run[0] : run[1]])]


def _mark_closing(lines: list[Line], author: str) -> None:
    """Footers and signature at the end of the last stretch that holds anything else.

    Above it, where own lines stand between quotes, only a plain closing counts: a formula, or the author's
    name.
    """
    is_last = True
    for low, high in reversed(_own_runs(lines)):
        ends = footers.mark_trailing(lines, low, high) if is_last else high
        if ends <= low:
            continue  # a list's footer below the quoted mail
        start = signatures.mark_closing(lines, low, ends, author, is_last=is_last)
        if is_last:
            footers.mark_trailing(lines, low, start)
        is_last = is_last and start <= low


def _mark_greeting(lines: list[Line]) -> None:
    shown = 0
    for line in lines:
        if line.zone is not None or line.is_blank:
            continue
        shown += 1
        if tails.is_greeting(line.text):
            line.zone = Zone.GREETING
            return
        if shown >= _GREETING_REACH:
            return


def _spans(lines: list[Line], length: int) -> Iterator[Span]:
    """Neighbouring lines of one zone as one span; blank lines go with what stands above them."""
    shown = [line for line in lines if line.zone is not None or not line.is_blank]
    held, start = (shown[0].zone if shown else None) or Zone.OWN, 0
    for line in shown:
        zone = line.zone or Zone.OWN
        if zone is not held:
            yield Span(held, start, line.start)
            held, start = zone, line.start
    yield Span(held, start, length)
