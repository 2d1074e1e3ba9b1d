"""What the recogniser of persons learns from: texts whose persons are labelled whole, and variations of them.

A lesson is a text with the spans of its persons. Names are exchanged for those of other countries, so that
the sentence teaches and not the name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.names.cases import strangers
from evaluation.names.emailcoref import emailcoref
from evaluation.names.our_sentences import our_sentence
from evaluation.names.people import new_name, people, put
from nlp.name_words import WORDS
from nlp.names import fold, is_first_name

_TITLE_BEFORE = re.compile(r"(\w+)\.? $")
_TWEETS = {"btc": ("a", "b", "e", "f", "g"), "wnut17": ("wnut17train", "emerging.dev")}


@dataclass(frozen=True)
class Lesson:
    """A text and the spans of the persons in it."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def rewritten(self, names: list[str]) -> Lesson:
        """The same text with other names, one for each span."""
        text, spans, at = "", [], 0
        for (start, end), name in zip(self.spans, names, strict=True):
            text += self.text[at:start]
            spans.append((len(text), len(text) + len(name)))
            text += name
            at = end
        return Lesson(text + self.text[at:], tuple(spans))

    def lowered(self) -> Lesson:
        """The same in small letters."""
        small = self.text.lower()
        return Lesson(small, self.spans) if len(small) == len(self.text) else self


def mail(data: Path) -> list[Lesson]:
    """Invented mail that is not held out, and the half of emailcoref that may teach."""
    cases = [*strangers(held_out=False), *emailcoref(data, exam=False)]
    return [Lesson(case.passage.text, tuple(sorted(case.right))) for case in cases]


def ours(count: int, dice: random.Random) -> list[Lesson]:
    """So many sentences of ours, filled anew."""
    return [Lesson(*our_sentence(dice)) for _ in range(count)]


def tweets(data: Path) -> list[Lesson]:
    """Short messages of strangers: Broad Twitter Corpus and WNUT 2017, handles left out."""
    found: list[Lesson] = []
    for folder, names in _TWEETS.items():
        for name in names:
            found += _conll(data / "names" / folder / f"{name}.conll")
    return found


def _conll(path: Path) -> Iterator[Lesson]:
    text, spans, is_open = "", list[tuple[int, int]](), False
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        word, _, tag = line.partition("\t")
        if not word.strip():
            if text:
                yield Lesson(text, tuple(spans))
            text, spans, is_open = "", [], False
            continue
        is_tight = not text or text[-1] in "@#" or word in ",.!?:;)" or word[0] == "'"
        text += word if is_tight else f" {word}"
        start = len(text) - len(word)
        is_person = (
            tag.lower().endswith(("-per", "-person"))
            and word.isalpha()
            and text[start - 1 : start] not in ("@", "#")
        )
        if is_person and is_open and tag.startswith("I"):
            spans[-1] = (spans[-1][0], len(text))
        elif is_person:
            spans.append((start, len(text)))
        is_open = is_person


def _beheaded(lesson: Lesson, dice: random.Random) -> Lesson:
    """The lesson from some word in small letters on, which then has the capital of a sentence's head."""
    heads = [found.start() for found in re.finditer(r"(?<= )[a-z]\w+", lesson.text)]
    cut = dice.choice(heads) if heads else 0
    if any(start <= cut < end for start, end in lesson.spans):
        return lesson
    text = lesson.text[cut : cut + 1].upper() + lesson.text[cut + 1 :]
    return Lesson(text, tuple((a - cut, b - cut) for a, b in lesson.spans if a >= cut))


def varied(lesson: Lesson, dice: random.Random) -> Lesson:
    """The lesson as it is, or with other names, in small letters, surname first, with initials."""
    if dice.random() < 0.6 and lesson.spans:
        lesson = _renamed(lesson, dice)
    if dice.random() < 0.12:
        lesson = _beheaded(lesson, dice)
    way = dice.random()
    if way < 0.10:
        return lesson.lowered()
    if way < 0.16:
        return lesson.rewritten([lesson.text[a:b].lower() for a, b in lesson.spans])
    if way < 0.18:
        return lesson.rewritten([lesson.text[a:b].upper() for a, b in lesson.spans])
    return lesson


def _renamed(lesson: Lesson, dice: random.Random) -> Lesson:
    givens, surnames = dice.choice(people())
    new: dict[str, str] = {}
    names = []
    for start, end in lesson.spans:
        old = lesson.text[start:end]
        for word in old.split():
            if word not in new:
                new[word] = new_name(
                    surnames if _is_surname(word, old, lesson.text[:start]) else givens, dice
                )
        name = " ".join(new[word] for word in old.split() if fold(word) not in WORDS.particles)
        if old.islower():
            name = name.lower()
        names.append(put(name, dice) if " " in name else name)
    return lesson.rewritten(names)


def _is_surname(word: str, name: str, before: str) -> bool:
    title = _TITLE_BEFORE.search(before)
    if title and fold(title[1]) in WORDS.titles:
        return True
    return name.split()[0] != word and not is_first_name(fold(word))
