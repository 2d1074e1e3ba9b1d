"""Scores sentiment and strain on the gold scenarios, and on public sets where KEEPWARM_DATA points.

Run as `python -m evaluation.measure_feelings`.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import spacy
import yaml

from domain import Direction, Passage, Sentiment, Strain
from evaluation.feelings.lines import invented
from nlp.sentences import SENTENCES
from nlp.sentiment import feel
from nlp.strain import find_strain

SCENARIOS = Path(__file__).parent / "gold" / "scenarios"
LABELS = ("negative", "neutral", "positive")
_nlp = spacy.blank("en")
_nlp.add_pipe(SENTENCES)


def read(text: str, direction: Direction) -> tuple[Sentiment, Strain]:
    """Sentiment and strain of one text."""
    passage = Passage(text, datetime(2026, 1, 1, tzinfo=UTC), direction)
    doc = _nlp(text)
    sentiment = feel(doc, passage)
    return sentiment, find_strain(doc, passage)


def sentiment_figures(pairs: Sequence[tuple[str, str]]) -> str:
    """Macro-F1, recall of negative and neutral called negative, from (right, said) pairs."""
    seen = Counter(pairs)
    f1 = []
    for label in LABELS:
        right = seen[label, label]
        said = sum(n for (_, b), n in seen.items() if b == label)
        real = sum(n for (a, _), n in seen.items() if a == label)
        f1.append(2 * right / (said + real) if said + real else 0.0)
    negative = sum(n for (a, _), n in seen.items() if a == "negative") or 1
    neutral = sum(n for (a, _), n in seen.items() if a == "neutral") or 1
    return (
        f"macro-F1 {sum(f1) / 3:.3f} (neg {f1[0]:.3f} neu {f1[1]:.3f} pos {f1[2]:.3f})  "
        f"recall of negative {seen['negative', 'negative'] / negative:.3f}  "
        f"neutral called negative {seen['neutral', 'negative'] / neutral:.3f}  n={len(pairs)}"
    )


def strain_figures(pairs: Iterable[tuple[bool, bool]]) -> str:
    """Precision, recall and F1 from (right, said) pairs."""
    seen = Counter(pairs)
    hit, false, missed = seen[True, True], seen[False, True], seen[True, False]
    precision, recall = hit / ((hit + false) or 1), hit / ((hit + missed) or 1)
    f1 = 2 * hit / ((2 * hit + false + missed) or 1)
    return f"F1 {f1:.3f}  precision {precision:.3f}  recall {recall:.3f}  n={sum(seen.values())}"


def gold(errors: bool) -> None:
    """The scenarios, personal mail and invitations only."""
    moods: list[tuple[str, str]] = []
    strains: list[tuple[bool, bool]] = []
    spent = 0.0
    for line in invented():
        read(line.text, line.direction)  # patterns are compiled when first needed: not part of the speed
    for path in sorted(SCENARIOS.glob("*.yaml")):
        scenario = yaml.safe_load(path.read_text("utf-8"))
        for message in scenario["messages"]:
            if message.get("kind", "personal") not in ("personal", "invitation"):
                continue
            own = re.sub(r"(?m)^>>> \d+\n?", "", message.get("own") or "").strip()
            is_sent = message["from"] == "recruiter"
            started = time.perf_counter()
            mood, strain = read(own, Direction.OUTBOUND if is_sent else Direction.INBOUND)
            spent += time.perf_counter() - started
            moods.append((message["sentiment"], mood.label))
            strains.append((bool(message["strain"]), strain.value))
            if errors and (moods[-1][0] != moods[-1][1] or strains[-1][0] != strains[-1][1]):
                where = f"{scenario['id']} {message['id']}{' sent' if is_sent else ''}"
                print(
                    f"{where}: {moods[-1][0]}->{moods[-1][1]} {mood.score:+.2f} | strain {strains[-1][0]}->"
                    f"{strains[-1][1]} {strain.score:.2f} | {mood.evidence!r} | {strain.evidence!r}"
                )
    print("gold sentiment:", sentiment_figures(moods))
    print("gold strain:   ", strain_figures(strains))
    print(f"milliseconds a mail, tokenising included: {1000 * spent / len(moods):.2f}")


def invented_lines(errors: bool) -> None:
    """Our own invented mail: what rules and model may be tuned on, and what is held out."""
    for name, is_held_out in (("tuned on", False), ("held out", True)):
        moods, strains = [], []
        for line in invented():
            if line.is_held_out is not is_held_out:
                continue
            mood, strain = read(line.text, line.direction)
            moods.append((line.sentiment, str(mood.label)))
            strains.append((line.strain, strain.value))
            is_wrong = moods[-1][0] != moods[-1][1] or strains[-1][0] != strains[-1][1]
            if errors and is_wrong and not is_held_out:
                print(
                    f"{line.sentiment}->{mood.label} {mood.score:+.2f} strain {line.strain}->{strain.value}"
                    f" {strain.score:.2f} | {line.text}"
                )
        print(f"invented, {name}: sentiment", sentiment_figures(moods))
        print(f"invented, {name}: strain   ", strain_figures(strains))


def public(data: Path) -> None:
    """Stack Overflow posts, letters, rejection letters and ordinary e-mail sentences."""
    with (data / "sentiment/senti4sd/train3098itemPOLARITY.csv").open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(";", 2) for line in file]
    pairs = [(row[1], str(read(row[2], Direction.INBOUND)[0].label)) for row in rows if len(row) == 3]
    print("senti4sd (taught the model):", sentiment_figures([p for p in pairs if p[0] in LABELS]))

    with (data / "sentiment/emobank/meta.tsv").open(encoding="utf-8") as file:
        letters = {row["id"] for row in csv.DictReader(file, delimiter="\t") if row["category"] == "letters"}
    with (data / "sentiment/emobank/emobank.csv").open(encoding="utf-8") as file:
        texts = [row for row in csv.DictReader(file) if row["id"] in letters]
    pairs = [(_valence(float(t["V"])), str(read(t["text"], Direction.INBOUND)[0].label)) for t in texts]
    print("emobank letters:", sentiment_figures(pairs))

    with (data / "recruiting/rejections.csv").open(encoding="utf-8") as file:
        mails = [row["Email"] for row in csv.DictReader(file) if row["Status"] == "reject"]
    print("rejections:    ", dict(Counter(str(read(m, Direction.OUTBOUND)[0].label) for m in mails)))

    lines = (data / "intent/parakweet/Ask0729-fixed.txt").read_text("utf-8", errors="replace").splitlines()
    sayings = [read(line.partition("\t")[2], Direction.INBOUND) for line in lines]
    print(
        "ordinary mail: ",
        dict(Counter(str(s.label) for s, _ in sayings)),
        "strain",
        sum(t.value for _, t in sayings),
    )


def _valence(value: float) -> str:
    return "negative" if value < 2.7 else "positive" if value > 3.3 else "neutral"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="print every message read wrongly")
    parser.add_argument("--invented", action="store_true", help="errors of the invented lines instead")
    parser.add_argument("--gold-only", action="store_true")
    options = parser.parse_args()
    gold(options.errors and not options.invented)
    invented_lines(options.errors and options.invented)
    if options.gold_only:
        pass
    elif "KEEPWARM_DATA" in os.environ:
        public(Path(os.environ["KEEPWARM_DATA"]))
    else:
        print("KEEPWARM_DATA is not set: the public sets were NOT measured", file=sys.stderr)
