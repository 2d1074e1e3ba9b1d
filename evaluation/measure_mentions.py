"""Scores person mentions by exact span: gold scenarios, and public mail where KEEPWARM_DATA points.

    python -m evaluation.measure_mentions [--errors]

Gold: names of sender and recipients, and of address book people, are known. Public mail: nobody is known.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from domain import Direction, Passage
from nlp.mentions import find_mentions
from nlp.model import find, load_language

SCENARIOS = Path(__file__).parent / "gold" / "scenarios"
Spans = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """A passage with the right spans."""

    where: str
    passage: Passage
    right: Spans


def gold() -> Iterator[Case]:
    """Personal mail of the scenarios."""
    for path in sorted(SCENARIOS.glob("*.yaml")):
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


def score(name: str, cases: list[Case], *, show_errors: bool) -> float:
    """Prints precision, recall and F1 over all cases, and how long finding took; returns F1."""
    nlp = load_language(find())
    began = time.perf_counter()
    docs = list(nlp.pipe([case.passage.text for case in cases], batch_size=12))
    read = time.perf_counter()
    hit = missed = wrong = 0
    for case, doc in zip(cases, docs, strict=True):
        found = {(m.start, m.end) for m in find_mentions(doc, case.passage) if m.source == "own_words"}
        hit += len(found & case.right)
        missed += len(case.right - found)
        wrong += len(found - case.right)
        if show_errors:
            for kind, spans in (("missed", case.right - found), ("wrong", found - case.right)):
                for start, end in sorted(spans):
                    text = case.passage.text
                    around = f"{text[max(0, start - 35) : start]}[{text[start:end]}]{text[end : end + 30]}"
                    around = re.sub(r"\s", " ", around)
                    print(f"  {kind:6} {around}   ({case.where})")
    ended = time.perf_counter()
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{name:14} P {precision:.3f}  R {recall:.3f}  F {f1:.3f}   "
        f"({hit + missed} names in {len(cases)} texts; model {read - began:.1f} s, "
        f"rules {ended - read:.2f} s)"
    )
    return f1


def main() -> None:
    """Measures everything there is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    sets = {"gold": gold}
    if folder := os.environ.get("KEEPWARM_DATA"):
        sets["uner e-mail"] = lambda: uner(Path(folder))
    else:
        print("KEEPWARM_DATA is not set: public mail was NOT measured")
    for name, cases in sets.items():
        if options.only in name:
            score(name, list(cases()), show_errors=options.errors)


if __name__ == "__main__":
    main()
