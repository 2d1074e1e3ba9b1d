"""Scores person mentions by exact span: scenarios, invented mail, and public mail where KEEPWARM_DATA points.

    python -m evaluation.measure_mentions [--errors] [--only NAME] [--model FOLDER]

Scenarios: names of sender and recipients, and of address book people, are known. Invented and public mail:
nobody is known, but "greeted" knows whom a greeting names, as headers would. Errors of texts that are an
exam are not shown.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from evaluation.names.cases import Case, scenarios, strangers, uner
from evaluation.names.emailcoref import emailcoref
from nlp.mentions import find_mentions
from nlp.model import find, load_language
from nlp.recogniser import recognise
from nlp.tokens import Cutter

gold = partial(scenarios, "gold")


def score(name: str, cases: list[Case], *, show_errors: bool = False, model: str = "") -> float:
    """Prints precision, recall and F1 over all cases, and how long finding took; returns F1."""
    nlp = load_language(find(model))
    began = time.perf_counter()
    docs = [Cutter(nlp)(case.passage.text) for case in cases]
    asked = recognise(nlp, [(doc, case.passage) for doc, case in zip(docs, cases, strict=True)])
    read = time.perf_counter()
    hit = missed = wrong = 0
    for case, doc in zip(cases, docs, strict=True):
        found = {(m.start, m.end) for m in find_mentions(doc, case.passage) if m.source == "own_words"}
        hit += len(found & case.right)
        missed += len(case.right - found)
        wrong += len(found - case.right)
        if show_errors:
            for line in _errors(case, found):
                print(line)
    ended = time.perf_counter()
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{name:20} P {precision:.3f}  R {recall:.3f}  F {f1:.3f}   ({hit + missed} names in {len(cases)} "
        f"texts, {asked} of them asked about; model {read - began:.1f} s, rules {ended - read:.2f} s)"
    )
    return f1


def _errors(case: Case, found: set[tuple[int, int]]) -> Iterator[str]:
    text = case.passage.text
    for kind, spans in (("missed", case.right - found), ("wrong", found - case.right)):
        for start, end in sorted(spans):
            around = f"{text[max(0, start - 35) : start]}[{text[start:end]}]{text[end : end + 30]}"
            yield f"  {kind:6} {re.sub(chr(10), ' / ', around)}   ({case.where})"


def main() -> None:
    """Measures everything there is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--model", default="", help="package or folder; the best one there is without it")
    options = parser.parse_args()
    sets: dict[str, Callable[[], Iterator[Case]]] = {
        "gold": gold,
        "third": partial(scenarios, "third"),
        "invented taught": partial(strangers, held_out=False),
        "invented exam": partial(strangers, held_out=True),
        "invented greeted exam": partial(strangers, held_out=True, known=True),
    }
    if folder := os.environ.get("KEEPWARM_DATA"):
        sets["uner e-mail"] = partial(uner, Path(folder))
        sets["emailcoref taught"] = partial(emailcoref, Path(folder), exam=False)
        sets["emailcoref exam"] = partial(emailcoref, Path(folder), exam=True)
    else:
        print("KEEPWARM_DATA is not set: public mail was NOT measured")
    for name, cases in sets.items():
        if options.only in name:
            is_shown = options.errors and "exam" not in name
            score(name, list(cases()), show_errors=is_shown, model=options.model)


if __name__ == "__main__":
    main()
