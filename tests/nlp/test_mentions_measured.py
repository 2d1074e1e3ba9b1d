"""How well persons are found, held above a floor: on our own scenarios and on public mail."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.measure_mentions import gold, score
from evaluation.names.cases import strangers, uner
from evaluation.names.emailcoref import emailcoref


def test_persons_of_the_gold_scenarios_are_found() -> None:
    assert score("gold", list(gold())) >= 0.95


def test_persons_of_invented_mail_that_no_model_saw_are_found() -> None:
    assert score("invented exam", list(strangers(held_out=True))) >= 0.92


@pytest.mark.data
def test_persons_of_public_mail_are_found() -> None:
    data = Path(os.environ["KEEPWARM_DATA"])
    assert score("uner e-mail", list(uner(data))) >= 0.86
    assert score("emailcoref exam", list(emailcoref(data, exam=True))) >= 0.84
