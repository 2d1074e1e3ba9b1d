"""How well persons are found, held above a floor: on our own scenarios and on public mail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.measure_mentions import gold, score
from evaluation.names.cases import uner
from evaluation.names.emailcoref import emailcoref


def test_persons_of_the_gold_scenarios_are_found() -> None:
    assert score("gold", list(gold())) >= 0.95


@pytest.mark.data
def test_persons_of_public_mail_are_found() -> None:
    assert score("uner e-mail", list(uner(Path(os.environ["KEEPWARM_DATA"])))) >= 0.85
    halves = [
        case for exam in (True, False) for case in emailcoref(Path(os.environ["KEEPWARM_DATA"]), exam=exam)
    ]
    assert score("emailcoref", halves) >= 0.80
