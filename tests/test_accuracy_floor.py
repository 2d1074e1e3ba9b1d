"""Scores do not fall unnoticed: both labelled sets through the command line, with floors."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from evaluation.accuracy import LABELS, Scores
from evaluation.scenario_runs import run, scenarios
from evaluation.scores import macro_f1, share

FLOORS = {
    "gold": {
        "flags": 0.95,
        "mentions, span": 0.93,
        "strain": 0.80,
        "sentiment": 0.80,
        "stage": 0.90,
        "own words, exact": 0.97,
    },
    "second": {
        "flags": 0.72,
        "mentions, span": 0.93,
        "strain": 0.65,
        "sentiment": 0.72,
        "stage": 0.65,
        "own words, exact": 0.96,
    },
}


@pytest.mark.parametrize("of", list(FLOORS))
def test_no_score_falls_below_its_floor(of: str) -> None:
    scores = Scores()
    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(run, scenarios(of)):
            scores.add(answer)
    assert scores.failures == []
    found = {name: tally.f1 for name, tally in scores.tallies.items()}
    found |= {name: share(*hits) for name, hits in scores.shares.items()}
    found["sentiment"] = macro_f1(scores.sentiment, LABELS)
    fallen = {name: found[name] for name, floor in FLOORS[of].items() if found[name] < floor}
    assert fallen == {}
    assert share(*scores.shares["near miss not raised"]) >= 0.90
