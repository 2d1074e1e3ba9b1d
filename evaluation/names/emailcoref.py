"""Persons named in threads of real mail: emailcoref's 36 Enron threads (Apache-2.0), a passage a message.

The set labels every reference to a person; kept are those by name, no pronouns, roles or addresses. Threads
at odd places of the sorted list are the exam, the others may teach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from domain import Direction, Passage
from evaluation.names.cases import Case

_HEADER = re.compile(r"(?:X - )?(?:From|To|Cc|cc|Bcc|bcc|CC|Sent|Date|Subject) :", re.ASCII)
_OPEN, _CLOSE = re.compile(r"\(P(\d+)"), re.compile(r"P(\d+)\*?\)")
_TIGHT = re.compile(r"[,.!?;:)\]%']|n't|'[a-zA-Z]{1,2}")
_NO_NAMES = frozenset(
    "i you me my your we our us he him his she her they their them it its who that these myself ourselves "
    "anyone everyone someone all both any one folks bros team group sme director manager commission "
    "administrative coordinators ya ya'll pr prez emca betas mommy colorado oklahoma nebraska a&m beta bro "
    "people talent girl guys others gas big additional these "
    "others marketers guy".split()
)
_TITLE = re.compile(r"(?:Mr|Mrs|Ms|Dr|Professor|Uncle|Aunt)\.? ")  # no part of a mention
_PARTICLES = frozenset("de la van von der".split())


@dataclass
class _Message:
    """A message on its way: its lines and the spans of names in them."""

    lines: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    def add(self, sentence: list[tuple[str, str]]) -> None:
        """Puts a sentence on a line of its own."""
        line, opened = "", dict[str, int]()
        for word, tag in sentence:
            is_tight = not line or _TIGHT.fullmatch(word) or line[-1] in "([@"
            line += word if is_tight else f" {word}"
            start = len(line) - len(word)
            opened |= dict.fromkeys(_OPEN.findall(tag), start)
            for who in [*_CLOSE.findall(tag), *re.findall(r"\(P(\d+)\*?\)", tag)]:
                if who in opened:
                    self._note(line, opened[who])
        self.lines.append(line)
        self.length += len(line) + 1

    def _note(self, line: str, start: int) -> None:
        """Keeps `line` from `start` on if it is a name: without title, without "@ENRON" behind it."""
        title = _TITLE.match(line, start)
        start = title.end() if title else start
        name, _, domain = line[start:].partition("@")
        if _is_name(name) and "." not in domain:
            self.spans.append((self.length + start, self.length + start + len(name)))


def emailcoref(folder: Path, *, exam: bool) -> Iterator[Case]:
    """The messages of one half of the threads, sign-offs included; nobody is known beforehand."""
    for number, path in enumerate(sorted((folder / "names/emailcoref/train").glob("*.conll"))):
        if (number % 2 == 1) == exam:
            for message in _messages(path):
                passage = Passage(
                    text="\n".join(message.lines),
                    date=datetime(2001, 6, 4, tzinfo=UTC),
                    direction=Direction.INBOUND,
                )
                yield Case(path.stem, passage, frozenset(message.spans))


def _messages(path: Path) -> Iterator[_Message]:
    message = _Message()
    for sentence in _sentences(path):
        head = " ".join(word for word, _, _ in sentence[:4])
        if _HEADER.match(head) or sentence[0][1] == "Metadata":
            if message.lines:
                yield message
                message = _Message()
            continue
        message.add([(word, tag) for word, _, tag in sentence])
    if message.lines:
        yield message


def _sentences(path: Path) -> Iterator[list[tuple[str, str, str]]]:
    sentence: list[tuple[str, str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) > 2:
            sentence.append((columns[0], columns[1], columns[2]))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _is_name(text: str) -> bool:
    words = re.findall(r"[^\W\d_][\w'’.&-]*", text)
    if not words or len(words) > 5 or words[0].lower() in ("a", "an", "the"):
        return False
    if any(word.lower().rstrip(".") in _NO_NAMES for word in words):
        return False
    small = [word for word in words if word[0].islower() and word not in _PARTICLES]
    return not small or (len(small) == len(words) == 2)
