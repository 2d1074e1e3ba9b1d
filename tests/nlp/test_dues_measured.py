"""What a signal is due is read right in mail by strangers, wherever the signal is heard at all."""

from __future__ import annotations

from collections import Counter

import pytest

from evaluation.measure_times import judge
from evaluation.scores import share
from evaluation.times import dated_mail
from nlp.pipeline import load

AT_LEAST = 0.93


@pytest.mark.parametrize("name", ["first", "second"])
def test_the_time_of_a_signal_heard_is_the_one_that_is_told(name: str) -> None:
    mails = list(dated_mail(name))
    readings = load().read([mail.passage for mail in mails])
    counts = Counter(how for m, r in zip(mails, readings, strict=True) for how, _ in judge(m, r))
    heard = sum(counts[how] for how in ("right", "wrong", "missing", "needless"))
    assert heard > 80
    assert share(counts["right"], heard) >= AT_LEAST
