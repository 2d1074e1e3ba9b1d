"""Whom a mail speaks of: every person's name in the own words, with exact offsets.

The entity recogniser alone finds half of them (F .48 on recruiting mail). So every stretch of words that may
be a name is judged by all there is: the recogniser, headers and address book, given names of many countries,
greetings, titles, and what stands left and right of it. Linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain import Mention, Passage
from nlp.known_names import KnownNames
from nlp.mention_evidence import ENOUGH, SURE, Judge
from nlp.mention_files import names_of_files
from nlp.name_bounds import is_turned_round, pieces
from nlp.name_labels import Labels
from nlp.name_scan import Word, scan, stretches
from nlp.names import name_words
from nlp.sentences import sentences, written
from nlp.small_names import small_names
from nlp.text import Doc

MENTIONS = "keepwarm.mentions.v1"
_SETTLED = "keepwarm.mentions.settled"  # spans and known names of a text in which nothing is in doubt

Named = tuple[list[tuple[int, int]], KnownNames]


def find_mentions(doc: Doc, passage: Passage) -> tuple[Mention, ...]:
    """Every mention of a person, in order; then people whose mail was forwarded or whose file is attached.

    `doc` is the text of `passage` with sentences and entities; without entities the rules work alone.
    """
    text = written(doc)
    spans, known = doc.user_data.get(_SETTLED) or _named(doc, passage, Labels.of(doc))
    found = [Mention(text[start:end], start, end, made_by=MENTIONS) for start, end in sorted(spans)]
    forwarded = (" ".join(name_words(display)) for display in passage.forwarded_names)
    found += [Mention(name, -1, -1, "forwarded", MENTIONS) for name in forwarded if name]
    attached = names_of_files(passage.attachment_names, known)
    found += [Mention(name, -1, -1, "attachment", MENTIONS) for name in attached]
    return tuple(found)


def doubts(doc: Doc, passage: Passage) -> set[int]:
    """The character offsets at which the recogniser's word would decide; elsewhere it need not be asked.

    `doc` needs its sentences only.
    """
    labels = Labels()
    named = _named(doc, passage, labels)
    if not labels.asked:
        doc.user_data[_SETTLED] = named
    return labels.asked


def _named(doc: Doc, passage: Passage, labels: Labels) -> Named:
    """Where persons are named, and the names known in the end."""
    text, known = written(doc), KnownNames.of(passage)
    words: list[Word] | None = doc.user_data.get(MENTIONS)
    if words is None:
        starts = frozenset(sentence.start_char for sentence in sentences(doc))
        words = doc.user_data[MENTIONS] = scan(text, starts, known)
    judge = Judge(words, text[words[-1].end :] if words else "", labels, known)
    return [(words[i].start, _end(words, i, j, text)) for i, j in _names(words, judge, known)], known


def _end(words: Sequence[Word], i: int, j: int, text: str) -> int:
    """Where a name ends: with the full stop of an initial, as in "Saskia B."."""
    last = words[j - 1]
    is_initial = j - i > 1 and len(last.text) == 1 and last.is_capital and not last.is_possessive
    return last.end + (is_initial and text[last.end : last.end + 1] == ".")


def _names(words: Sequence[Word], judge: Judge, known: KnownNames) -> list[tuple[int, int]]:
    """Index ranges of names: full names that are known, then what is likely, then what those make likely."""
    names = _known_in_full(words, known)
    sure = {k for i, j in names for k in range(i, j)}
    rest: list[tuple[int, int]] = []
    for i, j in stretches(words, known):
        if rest and is_turned_round(judge, rest[-1], (i, j)):
            names.append((rest.pop()[0], j))
            sure.update(range(names[-1][0], j))
        elif not any(k in sure for k in range(i, j)):
            rest += pieces(judge, i, j)
    for _ in range(3):  # "Oona, X and Y": each sure name may make its neighbour likely
        undecided: list[tuple[int, int]] = []
        before = len(names)
        for i, j in rest:
            if any(k in sure for k in range(i, j)):
                continue
            points = judge.score(i, j, sure)
            if points < ENOUGH:
                undecided.append((i, j))
                continue
            names.append((i, j))
            sure.update(range(i, j))
            if points >= SURE and j - i > 1:
                known.learn(word.low for word in words[i:j])
            elif points >= SURE:
                known.parts.add(words[i].low)
        rest = undecided
        if len(names) == before:
            break  # nothing has changed for the others
    return names + small_names(words, judge, known, sure)


def _known_in_full(words: Sequence[Word], known: KnownNames) -> list[tuple[int, int]]:
    """Known full names, also in small letters and across a line that a mail program broke."""
    names: list[tuple[int, int]] = []
    end = 0
    for i, word in enumerate(words):
        if i < end or word.low not in known.fulls:
            continue
        for full in sorted(known.fulls[word.low], key=len, reverse=True):
            j = i + len(full)
            if len(full) < 2 or j > len(words) or tuple(other.low for other in words[i:j]) != full:
                continue
            if all(other.gap.strip(" .\n") == "" and len(other.gap) < 4 for other in words[i + 1 : j]):
                names.append((i, j))
                end = j
                break
    return names
