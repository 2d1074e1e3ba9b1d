"""What the ear hears in mails: words, rows of two and three, kinds near one another, and who says it where.

A feature is a bucket in a sentence. What the words bring alone is told apart from the rest, for that is known
of each word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from nlp.ear_words import Ids, Word, bucket, denied, row, word, words

MOST_SENTENCES = 80  # of a mail
_BESIDE = 8  # kinds heard of a sentence beside
_KINDS_APART = (1, 2, 3, 4)  # how far two kinds may stand from one another, other words left out
_INBOUND, _OUTBOUND, _FIRST, _LAST, _ONLY, _WITHIN, _ASKED = (
    bucket(f"# {mark}") for mark in ("inbound", "outbound", "first", "last", "only", "within", "asked")
)
_PAIR, _TRIPLE, _KINDS, _KINDS_OVER, _NEAR, _BEFORE, _AFTER, _OPENS, _OPENS_TWO, _ENDS = range(1, 11)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a mail says: its sentences (masked, in order) and whether the recruiter wrote it."""

    lows: Sequence[str]
    is_outbound: bool


class Said:
    """The words of mails: `distinct` has each once, `number` tells which are said, one after the other.

    Sentences are counted through all mails: `where` is that of each word, `sizes` how many words each has,
    `edges` the first of each mail and one past the last.
    """

    def __init__(self, mails: Sequence[Spoken]) -> None:
        numbers: dict[tuple[str, bool, bool], int] = {}
        said: list[int] = []
        sizes: list[int] = []
        asks: list[bool] = []
        self.edges = [0]
        for mail in mails:
            for low in mail.lows[:MOST_SENTENCES]:
                spelt = words(low)
                each = zip(spelt, repeat(mail.is_outbound), denied(spelt), strict=False)
                said += [numbers.setdefault(key, len(numbers)) for key in each]
                sizes.append(len(spelt))
                asks.append(low.rstrip().endswith("?"))
            self.edges.append(len(sizes))
        self.distinct: Sequence[Word] = [word(*key) for key in numbers]
        self.number = np.array(said, dtype=np.int64)
        self.sizes = np.array(sizes, dtype=np.int64)
        self.where = np.repeat(np.arange(len(sizes)), self.sizes)
        self.asks = np.array(asks, dtype=bool)
        self.is_outbound = np.array([mail.is_outbound for mail in mails], dtype=bool)


def features(mails: Sequence[Spoken]) -> tuple[Ids, Ids]:
    """The buckets heard in the mails and for each the index of its sentence, counted through all of them."""
    said = Said(mails)
    ids, where = between(said)
    alone = [said.distinct[number].alone for number in said.number.tolist()]
    counts = [len(each) for each in alone]
    return np.concatenate([*alone, ids]), np.concatenate([np.repeat(said.where, counts), where])


def between(said: Said) -> tuple[Ids, Ids]:
    """The buckets heard beside what each word brings alone, and for each the index of its sentence."""
    number, where, sizes = said.number, said.where, said.sizes
    name = np.array([each.name for each in said.distinct], dtype=np.int64)[number]
    kind = np.array([each.kind for each in said.distinct], dtype=np.int64)[number]
    has_kind = np.array([each.has_kind for each in said.distinct], dtype=bool)[number]
    marked, marked_where = kind[has_kind], where[has_kind]
    found: list[tuple[Ids, Ids]] = [
        *(_beside(name, where, (0, 1), _PAIR), _beside(name, where, (0, 1, 2), _TRIPLE)),
        *(_beside(kind, where, (0, 1), _KINDS), _beside(kind, where, (0, 2), _KINDS_OVER)),
        *(_beside(marked, marked_where, (0, gap), _NEAR) for gap in _KINDS_APART),
        *_neighbours(marked, marked_where, said.edges),
        *_marks(said),
        *_edges(kind, sizes),
    ]
    return np.concatenate([ids for ids, _ in found]), np.concatenate([at for _, at in found])


def _beside(ids: Ids, where: Ids, places: Sequence[int], salt: int) -> tuple[Ids, Ids]:
    """Rows of the words at `places` from each word on, within a sentence."""
    last = places[-1]
    if len(ids) <= last:
        return ids[:0], where[:0]
    stop = len(ids) - last
    same = where[:stop] == where[last:]
    return row(*(ids[p : p + stop][same] for p in places), salt=salt), where[:stop][same]


def _neighbours(marked: Ids, where: Ids, edges: Sequence[int]) -> tuple[tuple[Ids, Ids], tuple[Ids, Ids]]:
    """The last kinds of the sentence before and the first of the one after, within a mail."""
    count = edges[-1]
    starts = np.searchsorted(where, np.arange(count + 1))
    place = np.arange(len(marked))
    is_first, is_last = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    firsts, ends = np.array(edges[:-1]), np.array(edges[1:])
    is_first[firsts[firsts < ends]] = True
    is_last[ends[firsts < ends] - 1] = True
    late = (place >= starts[where + 1] - _BESIDE) & ~is_last[where]
    early = (place < starts[where] + _BESIDE) & ~is_first[where]
    return (
        (row(marked[late], salt=_BEFORE), where[late] + 1),
        (row(marked[early], salt=_AFTER), where[early] - 1),
    )


def _marks(said: Said) -> list[tuple[Ids, Ids]]:
    """Who writes, where the sentence stands, whether it asks; nothing of one without a word."""
    edges = np.array(said.edges)
    counts = np.diff(edges)
    way = np.repeat(np.where(said.is_outbound, _OUTBOUND, _INBOUND), counts)
    place = np.full(len(said.sizes), _WITHIN)
    firsts, lasts = edges[:-1][counts > 0], edges[1:][counts > 0] - 1
    place[lasts] = _LAST
    place[firsts] = _FIRST
    place[firsts[firsts == lasts]] = _ONLY
    heard = np.flatnonzero(said.sizes)
    asked = np.flatnonzero(said.asks & (said.sizes > 0))
    return [(way[heard], heard), (place[heard], heard), (np.full(len(asked), _ASKED), asked)]


def _edges(kind: Ids, sizes: Ids) -> list[tuple[Ids, Ids]]:
    """How each sentence opens, with one word and with two, and how it ends."""
    starts = np.cumsum(sizes) - sizes
    one, two = np.flatnonzero(sizes > 0), np.flatnonzero(sizes > 1)
    return [
        (row(kind[starts[one]], salt=_OPENS), one),
        (row(kind[starts[two]], kind[starts[two] + 1], salt=_OPENS_TWO), two),
        (row(kind[starts[one] + sizes[one] - 1], salt=_ENDS), one),
    ]
