"""Texts with the exact spans of the persons they name: our scenarios, invented mail, public mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import yaml

from domain import Direction, Passage
from evaluation.invented import Row, invented

_SETS = Path(__file__).parent.parent
Spans = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """A passage with the right spans."""

    where: str
    passage: Passage
    right: Spans


def scenarios(name: str) -> Iterator[Case]:
    """Personal mail of the scenarios of the set `name`: who takes part in a mail is known, and the book."""
    for path in sorted((_SETS / name / "scenarios").glob("*.yaml")):
        scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = {person["id"]: person["name"] for person in scenario["people"]}
        names["recruiter"] = scenario["recruiter"]["name"]
        book = [person["name"] for person in scenario["people"] if person.get("known")]
        for message in scenario["messages"]:
            if message["kind"] not in ("personal", "invitation"):
                continue
            lines = (message["own"] or "").split("\n")
            own = "\n".join(line for line in lines if not line.startswith(">>> "))
            author = names.get(message["from"], "")
            others = [names[p] for p in [*message["to"], *message.get("cc", [])] if p in names]
            passage = Passage(
                text=own,
                date=datetime.fromisoformat(str(message["date"])),
                direction=Direction.OUTBOUND if message["from"] == "recruiter" else Direction.INBOUND,
                subject=message["subject"] or "",
                author=author,
                addressees=tuple(others),
                known_names=tuple(filter(None, [names["recruiter"], author, *others, *book])),
            )
            yield Case(f"{path.stem}/{message['id']}", passage, _in_order(own, message["mentions"]))


def _in_order(text: str, mentions: list[dict[str, str]]) -> Spans:
    spans, at = set(), 0
    for mention in mentions:
        start = text.find(mention["text"], at)
        if start < 0:
            print("label not found in order:", mention["text"])
            continue
        at = start + len(mention["text"])
        spans.add((start, at))
    return frozenset(spans)


def uner(folder: Path) -> Iterator[Case]:
    """Sentences of English e-mail (Universal NER over the Web Treebank), a document at a time."""
    document = ""
    lines: list[tuple[str, list[list[str]]]] = []
    for line in (folder / "names/uner-ewt/en_ewt-ud-dev.iob2").read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc id = "):
            document = line.split(" = ")[1]
        elif line.startswith("# text = ") and document.startswith("email"):
            lines.append((line.removeprefix("# text = "), []))
        elif line and line[0].isdigit() and document.startswith("email"):
            lines[-1][1].append(line.split("\t")[1:3])
    for text, tokens in lines:
        yield Case(text[:20], _bare(text), _from_tags(text, tokens))


def _bare(text: str) -> Passage:
    return Passage(text=text, date=datetime(2026, 1, 5, tzinfo=UTC), direction=Direction.INBOUND)


def _from_tags(text: str, tokens: list[list[str]]) -> Spans:
    spans: list[list[int]] = []
    at, is_open = 0, False
    for word, tag in tokens:
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        if tag == "B-PER" or (tag == "I-PER" and not is_open):
            spans.append([start, at])
        elif tag == "I-PER":
            spans[-1][1] = at
        is_open = tag.endswith("PER")
    return frozenset((a, b) for a, b in spans)


def strangers(*, held_out: bool, known: bool = False) -> Iterator[Case]:
    """Invented mail; with `known` whoever it greets is an addressee, as headers would tell."""
    for row in invented():
        if row.is_held_out == held_out:
            passage = row.passage
            if known:
                passage = replace(passage, addressees=_greeted(row))
            yield Case(row.where, passage, frozenset(row.spans))


def _greeted(row: Row) -> tuple[str, ...]:
    """The name that a mail opens with, behind no more than two words: "Good morning Mr Obi,"."""
    return tuple(
        row.text[a:b]
        for a, b in row.spans[:1]
        if len(row.text[:a].split()) <= 3
        and "," not in row.text[:a]
        and row.text[b : b + 1] in (",", "!", "\n")
    )
