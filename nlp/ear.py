"""The ear: one linear model for all that a mail may say, over its words, their pieces, kinds and rows.

It hears what no rule says: a mail that sounds like an ending, a complaint wrapped in thanks, a fact of the
market. A word is heard as itself, by its pieces of three to five letters and as its kind
(`nlp/patterns/word_classes.toml`); rows of two and three of them, kinds near one another, the kinds in the
sentences beside and who writes are heard too. Names are masked as for the rules. What a sentence brings is
added up, so a sentence, two neighbours and a whole mail are judged alike. Trained by `evaluation/ear`; the
model card beside the weights says on what and how well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nlp.kept_tables import loads
from nlp.utterances import NAME, PROPER

BUCKETS = 1 << 18
AGAINST, TOWARDS, STRAINED = "against", "towards", "strained"
FEELINGS = (AGAINST, TOWARDS, STRAINED)

_TOKEN = re.compile(rf"{NAME}+|{PROPER}+|[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.,:]\d+)*|[?!€£$:]")
_MOST_WORDS, _MOST_SENTENCES = 60, 80
_TOGETHER = 8  # sentences judged as one mail; longer mails are judged in stretches of as many
_TELLING = 160  # features, those of about eight words
_SPELT = {"won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not"}
_BARE = frozenset("dont didnt doesnt isnt wasnt arent wont cant havent hasnt couldnt wouldnt".split())
_WORDS = 2_000  # of which is kept what they bring
_NOTHING = np.zeros(0, dtype=np.int32)
_BESIDE = 8  # kinds heard of a sentence beside
_KINDS_APART = (1, 2, 3, 4)  # how far two kinds may stand from one another, other words left out

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]


def _bucket(name: str) -> int:
    """Where a feature of that name is kept."""
    return crc32(name.encode()) % BUCKETS


@cache
def _classes() -> tuple[dict[str, str], dict[str, str], range]:
    """Kinds of whole words and of beginnings, and how long these are, the longest first."""
    page = (resources.files("nlp") / "patterns" / "word_classes.toml").read_text("utf-8")
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for kind, members in loads(page).items():
        for word in members.split():
            (begins if word.endswith("*") else whole).setdefault(word.rstrip("*"), kind)
    sizes = {len(stem) for stem in begins}
    return whole, begins, range(max(sizes), min(sizes) - 1, -1)


def _kind(word: str) -> str:
    whole, begins, sizes = _classes()
    found = whole.get(word)
    return found or next((kind for size in sizes if (kind := begins.get(word[:size]))), "")


def words(low: str) -> list[str]:
    """The masked sentence in plain words: marks of names in one piece, "not" by itself, numbers by length."""
    found: list[str] = []
    for token in _TOKEN.findall(low):
        first = token[0]
        if first == NAME:
            found.append("§name")
        elif first == PROPER:
            found.append("§proper")
        elif first.isdigit():
            found.append(f"§n{min(len(token), 4)}")
        elif token in _SPELT:
            found += _SPELT[token].split()
        elif token.endswith("n't"):
            found += [token[:-3], "not"]
        elif token in _BARE:
            found += [token[:-2], "not"]
        elif "'" in token:
            found += token.split("'")
        else:
            found.append(token)
    return found[:_MOST_WORDS]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's number, its kind's (or its own), whether it has a kind, and the buckets it brings alone."""

    name: int
    kind: int
    has_kind: bool
    alone: NDArray[np.int32]


@lru_cache(maxsize=_WORDS)
def _word(word: str, way: str) -> _Word:
    kind = "" if word[:1] == "§" else _kind(word)
    framed = f"<{word}>"
    pieces = (
        {framed[i : i + n] for n in (3, 4, 5) for i in range(len(framed) - n + 1)}
        if word.isalpha()
        else set()
    )
    names = [f"w {word}", f"w {way} {word}", *(f"c {piece}" for piece in sorted(pieces))]
    if kind:
        names.append(f"k {kind}")
    alone = np.array([_bucket(name) for name in names], dtype=np.int32)
    return _Word(_bucket(f"w {word}"), _bucket(f"k {kind or word}"), bool(kind), alone)


_MARKS = {
    mark: _bucket(f"# {mark}") for mark in ("inbound", "outbound", "first", "last", "only", "within", "asked")
}
_DENYING = [_bucket(f"w {word}") for word in ("not", "never", "no", "without", "nor", "hardly")]
_DENIED_WORDS = 3
_PAIR, _TRIPLE, _KINDS, _KINDS_OVER, _NEAR, _BEFORE, _AFTER, _OPENS, _OPENS_TWO, _ENDS, _DENIED = range(1, 12)


def _rows(*columns: Ids, salt: int) -> Ids:
    """Where rows of words are kept: one bucket for each row, told apart by order and by `salt`."""
    mixed = columns[0] * 31_337 + salt * 7_919
    for column in columns[1:]:
        mixed = (mixed % BUCKETS) * 7_727 + column * 15_485_863
    return mixed % BUCKETS


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a mail says: its sentences (masked, in order) and whether the recruiter wrote it."""

    lows: Sequence[str]
    is_outbound: bool


def features(mails: Sequence[Spoken]) -> tuple[Ids, Ids]:
    """The buckets heard in the mails and for each the index of its sentence, counted through all of them."""
    said: list[list[_Word]] = []
    edges: list[int] = []  # the first sentence of each mail, and one past the last
    for mail in mails:
        way = "outbound" if mail.is_outbound else "inbound"
        edges.append(len(said))
        said += [[_word(word, way) for word in words(low)] for low in mail.lows[:_MOST_SENTENCES]]
    edges.append(len(said))
    sizes = np.array([len(sentence) for sentence in said], dtype=np.int64)
    flat = [word for sentence in said for word in sentence]
    where = np.repeat(np.arange(len(said)), sizes)
    name = np.array([word.name for word in flat], dtype=np.int64)
    kind = np.array([word.kind for word in flat], dtype=np.int64)
    counts = [len(word.alone) for word in flat]
    alone = np.concatenate([*(word.alone for word in flat), _NOTHING]).astype(np.int64)
    denied = np.repeat(_denied(name, where), counts)
    alone[denied] = _rows(alone[denied], salt=_DENIED)
    has_kind = np.array([word.has_kind for word in flat], dtype=bool)
    marked, marked_where = kind[has_kind], where[has_kind]
    found: list[tuple[Ids, Ids]] = [
        (alone, np.repeat(where, counts)),
        *(_beside(name, where, (0, 1), _PAIR), _beside(name, where, (0, 1, 2), _TRIPLE)),
        *(_beside(kind, where, (0, 1), _KINDS), _beside(kind, where, (0, 2), _KINDS_OVER)),
        *(_beside(marked, marked_where, (0, gap), _NEAR) for gap in _KINDS_APART),
        *_neighbours(marked, marked_where, edges),
        _marks(mails, sizes, edges),
        *_edges(kind, sizes),
    ]
    return np.concatenate([ids for ids, _ in found]), np.concatenate([at for _, at in found])


def _denied(name: Ids, where: Ids) -> NDArray[np.bool_]:
    """Which words stand right behind a "not": there they say something else."""
    denies = np.isin(name, _DENYING)
    found = np.zeros(len(name), dtype=bool)
    for gap in range(1, _DENIED_WORDS + 1):
        found[gap:] |= denies[:-gap] & (where[gap:] == where[:-gap])
    return found


def _beside(ids: Ids, where: Ids, places: Sequence[int], salt: int) -> tuple[Ids, Ids]:
    """Rows of the words at `places` from each word on, within a sentence."""
    last = places[-1]
    if len(ids) <= last:
        return ids[:0], where[:0]
    stop = len(ids) - last
    same = where[:stop] == where[last:]
    return _rows(*(ids[p : p + stop][same] for p in places), salt=salt), where[:stop][same]


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
        (_rows(marked[late], salt=_BEFORE), where[late] + 1),
        (_rows(marked[early], salt=_AFTER), where[early] - 1),
    )


def _marks(mails: Sequence[Spoken], sizes: Ids, edges: Sequence[int]) -> tuple[Ids, Ids]:
    """Who writes, where the sentence stands, whether it asks; nothing of one without a word."""
    ids: list[int] = []
    where: list[int] = []
    for mail, first, end in zip(mails, edges, edges[1:], strict=False):
        way = _MARKS["outbound" if mail.is_outbound else "inbound"]
        for index, low in zip(range(first, end), mail.lows, strict=False):
            if not sizes[index]:
                continue
            is_only, is_last = end - first == 1, index == end - 1
            place = "only" if is_only else "first" if index == first else "last" if is_last else "within"
            ids += (way, _MARKS[place])
            where += (index, index)
            if low.rstrip().endswith("?"):
                ids.append(_MARKS["asked"])
                where.append(index)
    return np.array(ids, dtype=np.int64), np.array(where, dtype=np.int64)


def _edges(kind: Ids, sizes: Ids) -> list[tuple[Ids, Ids]]:
    """How each sentence opens, with one word and with two, and how it ends."""
    starts = np.cumsum(sizes) - sizes
    one, two = np.flatnonzero(sizes > 0), np.flatnonzero(sizes > 1)
    return [
        (_rows(kind[starts[one]], salt=_OPENS), one),
        (_rows(kind[starts[two]], kind[starts[two] + 1], salt=_OPENS_TWO), two),
        (_rows(kind[starts[one] + sizes[one] - 1], salt=_ENDS), one),
    ]


@dataclass(frozen=True, slots=True)
class Heard:
    """Log-odds of each head: of each sentence `alone`, and of the `mail`. Heads stand as in `Ear.heads`.

    `is_telling`: the mail has words enough for what is not heard in it to mean something.
    """

    alone: Scores
    mail: Scores
    is_telling: bool

    @property
    def loudest(self) -> Scores:
        """The most that is heard of each head, in a sentence or in all of it."""
        return np.maximum(self.alone.max(axis=0), self.mail) if len(self.alone) else self.mail


@dataclass(frozen=True, slots=True)
class Ear:
    """Weights (buckets, heads), a bias a head, how much each bucket counts in a text's length, and limits.

    From `believed` on a head is believed where no rule spoke, below `doubted` not even where one did. A row
    of `scales` a feeling: what the ear's log-odds and the rules' weights of each count, and a bias.
    """

    heads: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Scores
    bias: Scores
    rarity: Scores
    believed: Scores
    doubted: Scores
    scales: Scores
    version: str

    def hear(self, mails: Sequence[Spoken]) -> list[Heard]:
        """What each sentence (masked) and each mail sound like; many mails at once cost the least."""
        ids, where = features(mails)
        order = where.argsort(kind="stable")
        ids, where = ids[order], where[order]
        counts = [min(len(mail.lows), _MOST_SENTENCES) for mail in mails]
        telling = np.bincount(where, minlength=sum(counts))
        sums = np.zeros((sum(counts), len(self.heads)), dtype=np.float32)
        sizes = np.zeros(sum(counts), dtype=np.float32)
        if len(ids):
            heard, starts = np.unique(where, return_index=True)
            sums[heard] = np.add.reduceat(self.weights[ids], starts, axis=0, dtype=np.int32) * self.scale
            sizes[heard] = np.add.reduceat(self.rarity[ids], starts)
        alone = self._judged(sums, sizes)
        first, found = 0, []
        for mail, count in zip(mails, counts, strict=True):
            here = slice(first, first + count)
            is_telling = int(telling[here].sum()) >= _TELLING
            found.append(self._of_mail(len(mail.lows), alone[here], sums[here], sizes[here], is_telling))
            first += count
        return found

    def _of_mail(self, count: int, alone: Scores, sums: Scores, sizes: Scores, is_telling: bool) -> Heard:
        """A mail of `count` sentences, of which the first are judged: the strongest pair, and the whole."""
        if not len(alone):
            return Heard(np.full((count, len(self.heads)), self.bias), self.bias, is_telling)
        pairs = self._judged(sums[:-1] + sums[1:], sizes[:-1] + sizes[1:]) if len(alone) > 1 else alone
        starts = range(0, max(1, len(alone) - _TOGETHER // 2), _TOGETHER // 2)
        stretches = [slice(start, start + _TOGETHER) for start in starts]
        whole = self._judged(
            np.array([sums[each].sum(axis=0) for each in stretches]),
            np.array([sizes[each].sum() for each in stretches]),
        )
        if count > len(alone):
            alone = np.vstack([alone, np.full((count - len(alone), len(self.heads)), self.bias)])
        return Heard(alone, (pairs.max(axis=0) + whole.max(axis=0)) / 2, is_telling)

    def _judged(self, sums: Scores, sizes: Scores) -> Scores:
        """Log-odds of texts from what their features add up to and weigh."""
        length = np.sqrt(np.maximum(sizes, 1e-6))
        judged: Scores = (sums / np.asarray(length)[..., None] + self.bias).astype(np.float32)
        return judged


@cache
def ear() -> Ear:
    """The shipped ear."""
    folder = resources.files("nlp") / "models"
    with resources.as_file(folder / "ear.npz") as path, np.load(path, allow_pickle=False) as kept:
        return Ear(
            heads=tuple(str(head) for head in kept["heads"]),
            weights=kept["weights"],
            scale=kept["scale"],
            bias=kept["bias"],
            rarity=kept["rarity"].astype(np.float32),
            believed=kept["believed"],
            doubted=kept["doubted"],
            scales=kept["scales"],
            version=str(kept["version"]),
        )
